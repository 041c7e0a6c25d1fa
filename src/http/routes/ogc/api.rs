//! The addresses below `/ogc` as `OpenAPI` 3.0: the standards want that version, and names of operations of their own.

use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::api_processes;
use super::asked::{KNOWN, MOST, USUAL};
use super::form::{FG, FLATGEOBUF, Form};
use super::link::{GEOJSON, JSON, MVT, SCHEMA, STYLE};
use crate::http::any_answer;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::reference::{Reference, ZONE_PATTERN};
use crate::http::respond::Keep;
use crate::http::routes::{base, typed};
use crate::http::ways_in;
use crate::tiles::MatrixSet;

/// The media type of an `OpenAPI` 3.0 document.
pub(super) const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The description.
pub(super) async fn description(request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f"])?;
    Form::read(&query, &request.headers, &[Form::Json])?;
    let mut document = document(&base(&request)?);
    any_answer::add_to(&mut document);
    ways_in::add_to(&mut document);
    typed(&request, OPENAPI, &document, Keep::Revalidate).await
}

fn document(server: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Yike: OGC API",
            "description": "Communities, facilities and gaps of fifteen-minute circles as collections and tiles.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": server }],
        "tags": [{ "name": "Common" }, { "name": "Features" }, { "name": "Tiles" }, { "name": "Styles" }, { "name": "Processes" }],
        "paths": all_paths(),
        "components": { "parameters": all_parameters(), "schemas": all_schemas() },
    })
}

/// What is read, and what is computed on demand.
fn all_paths() -> Value {
    joined(paths(), api_processes::paths())
}

fn all_parameters() -> Value {
    joined(parameters(), api_processes::parameters())
}

fn all_schemas() -> Value {
    joined(schemas(), api_processes::schemas())
}

fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn paths() -> Value {
    let collection = &["collection"][..];
    let named = |name: &&'static str| if *name == "f" { "fi" } else { *name };
    let items: Vec<&str> = collection.iter().chain(KNOWN).map(named).collect();
    let tile = &[
        "collection",
        "set",
        "matrix",
        "row",
        "column",
        "ft",
        "clip",
        "properties",
        "filter",
        "filter-lang",
        "filter-crs",
        "scenario",
        "assessment",
    ];
    let together = &[
        "set",
        "matrix",
        "row",
        "column",
        "fm",
        "clip",
        "collections",
        "scenario",
        "assessment",
    ];
    json!({
        "/ogc/": get("getLandingPage", "Common", "Where everything begins", &["fh"], &[(JSON, "Object"), ("text/html", "Text")]),
        "/ogc/api": get("getApi", "Common", "This description", &["f"], &[(OPENAPI, "Object")]),
        "/ogc/conformance": get("getConformance", "Common", "Standards that are kept", &["fh"], &[(JSON, "Conformance"), ("text/html", "Text")]),
        "/ogc/collections": get("getCollections", "Common", "The layers", &["fh", "scenario", "assessment"], &[(JSON, "Collections"), ("text/html", "Text")]),
        "/ogc/collections/{collection}": get("getCollection", "Common", "One layer", &[collection, &["fh", "scenario", "assessment"]].concat(), &[(JSON, "Collection"), ("text/html", "Text")]),
        "/ogc/collections/{collection}/queryables":
            get("getQueryables", "Features", "What may be asked of a layer's features", &[collection, &["f", "scenario", "assessment"]].concat(), &[(SCHEMA, "Object")]),
        "/ogc/collections/{collection}/items": get("getFeatures", "Features", "Features of a layer", &items, &[
            (GEOJSON, "FeatureCollection"), (FG, "FeatureCollection"), ("text/csv", "Text"), (FLATGEOBUF, "Bytes"), ("text/html", "Text"),
        ]),
        "/ogc/collections/{collection}/items/{feature}":
            get("getFeature", "Features", "One feature", &["collection", "feature", "crs", "properties", "fi", "scenario", "assessment"], &[
                (GEOJSON, "Feature"), (FG, "Feature"), ("text/csv", "Text"), (FLATGEOBUF, "Bytes"), ("text/html", "Text"),
            ]),
        "/ogc/collections/{collection}/tiles":
            get(".collection.vector.getTileSetsList", "Tiles", "Tilesets of a layer", &[collection, &["fh", "scenario", "assessment"]].concat(), &[(JSON, "Object"), ("text/html", "Text")]),
        "/ogc/collections/{collection}/tiles/{tileMatrixSetId}":
            get(".collection.vector.getTileSet", "Tiles", "One tileset of a layer", &["collection", "set", "fh", "scenario", "assessment"], &[(JSON, "Object"), ("text/html", "Text")]),
        "/ogc/collections/{collection}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}":
            get(".collection.vector.getTile", "Tiles", "One tile of a layer", tile, &[(GEOJSON, "FeatureCollection"), (MVT, "Bytes")]),
        "/ogc/tiles": get(".dataset.vector.getTileSetsList", "Tiles", "Tilesets of all layers together", &["fh", "scenario", "assessment"], &[(JSON, "Object"), ("text/html", "Text")]),
        "/ogc/tiles/{tileMatrixSetId}":
            get(".dataset.vector.getTileSet", "Tiles", "One tileset of layers together", &["set", "collections", "fh", "scenario", "assessment"], &[(JSON, "Object"), ("text/html", "Text")]),
        "/ogc/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}":
            get(".dataset.vector.getTile", "Tiles", "One tile of layers together", together, &[(MVT, "Bytes")]),
        "/ogc/styles": get("getStyles", "Styles", "How the layers are drawn", &["fh", "scenario", "assessment"], &[(JSON, "Styles"), ("text/html", "Text")]),
        "/ogc/styles/{styleId}": get("getStyle", "Styles", "One style of the layers", &["style", "fs", "scenario", "assessment"], &[(STYLE, "Object")]),
        "/ogc/collections/{collection}/styles":
            get("getCollectionStyles", "Styles", "How a layer is drawn", &["collection", "fh", "scenario", "assessment"], &[(JSON, "Styles"), ("text/html", "Text")]),
        "/ogc/collections/{collection}/styles/{styleId}":
            get("getCollectionStyle", "Styles", "One style of a layer", &["collection", "style", "fs", "scenario", "assessment"], &[(STYLE, "Object")]),
        "/ogc/tileMatrixSets": get("getTileMatrixSetsList", "Tiles", "How the world is cut into tiles", &["fh"], &[(JSON, "Object"), ("text/html", "Text")]),
        "/ogc/tileMatrixSets/{tileMatrixSetId}": get("getTileMatrixSet", "Tiles", "One tile matrix set", &["set", "fh"], &[(JSON, "Object"), ("text/html", "Text")]),
    })
}

/// An address that is read.
pub(super) fn get(operation: &str, tag: &str, summary: &str, parameters: &[&str], bodies: &[(&str, &str)]) -> Value {
    let parameter = |name: &&str| json!({ "$ref": format!("#/components/parameters/{name}") });
    let parameters: Vec<Value> = parameters.iter().map(parameter).collect();
    let content: serde_json::Map<String, Value> = bodies
        .iter()
        .map(|(media, schema)| {
            (
                (*media).to_owned(),
                json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") } }),
            )
        })
        .collect();
    let problem = |what: &str| {
        json!({
            "description": what,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        })
    };
    let mut responses = json!({
        "200": { "description": "As asked", "content": content },
        "304": { "description": "The client's copy is good" },
        "400": problem("A parameter is unknown or does not fit"),
        "404": problem("There is no such thing"),
        "503": problem("No assessment is loaded yet, or too many requests at once"),
    });
    if bodies.iter().any(|(media, _)| *media == MVT) {
        responses["204"] = json!({ "description": "A vector tile without content" });
        responses["406"] = problem("None of the formats that the client takes");
    }
    json!({ "get": {
        "operationId": operation, "tags": [tag], "summary": summary, "parameters": parameters, "responses": responses,
    } })
}

fn parameters() -> Value {
    let path = |name: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    let query = |name: &str, what: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "description": what, "schema": schema, "style": "form", "explode": false });
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "integer", "minimum": 0 });
    let names = || json!({ "type": "array", "items": { "type": "string" } });
    let degrees = Reference::DEGREES.map(Reference::uri);
    let system = || {
        json!({ "type": "string", "format": "uri",
            "anyOf": [{ "enum": degrees }, { "pattern": ZONE_PATTERN, "description": "A zone that the collection's crs lists" }] })
    };
    json!({
        "collection": path("collection", text()),
        "feature": path("feature", number()),
        "set": path("tileMatrixSetId", json!({ "type": "string", "enum": MatrixSet::ALL.map(MatrixSet::id) })),
        "style": path("styleId", json!({ "type": "string" })),
        "matrix": path("tileMatrix", text()),
        "row": path("tileRow", number()),
        "column": path("tileCol", number()),
        "f": query("f", "The format, JSON", json!({ "type": "string", "enum": ["json"] })),
        "fh": query("f", "The format, by the Accept header where it is not given", json!({ "type": "string", "enum": ["json", "html"] })),
        "fi": query("f", "The format, by the Accept header where it is not given",
            json!({ "type": "string", "enum": ["json", "jsonfg", "csv", "fgb", "html"] })),
        "ft": query("f", "The format, by the Accept header where it is not given", json!({ "type": "string", "enum": ["geojson", "mvt"] })),
        "fm": query("f", "The format", json!({ "type": "string", "enum": ["mvt"] })),
        "fs": query("f", "The encoding, as MapLibre reads it", json!({ "type": "string", "enum": ["mapbox"] })),
        "limit": query("limit", "How many features at most",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL })),
        "offset": query("offset", "How many features to pass over", json!({ "type": "integer", "minimum": 0, "default": 0 })),
        "version": query("version", "The version that pages are of; links to further pages carry it", text()),
        "bbox": query("bbox", "West, south, east, north, in the order of bbox-crs",
            json!({ "type": "array", "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }], "items": { "type": "number" } })),
        "bbox-crs": query("bbox-crs", "The reference system of bbox", system()),
        "crs": query("crs", "The reference system of the answer", system()),
        "datetime": query("datetime", "A time or two with / between; features have none, so all are in", text()),
        "properties": query("properties", "Only these properties", names()),
        "sortby": query("sortby", "By these properties, - before a name for the greatest first", names()),
        "collections": query("collections", "Only these layers", names()),
        "filter": query("filter", "Only features of which this CQL2 is true", text()),
        "filter-lang": query("filter-lang", "How the filter is written",
            json!({ "type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text" })),
        "filter-crs": query("filter-crs", "The reference system of the filter's geometry",
            system()),
        "scenario": query("scenario", "The latest assessment of this scenario; empty for what stands", text()),
        "assessment": query("assessment", "The assessment of this number, of those that can be drawn", json!({ "type": "integer", "minimum": 0 })),
        "clip": query("clip", "Where features that reach beyond the tile are cut",
            json!({ "type": "string", "enum": ["buffered", "none", "exact"], "default": "buffered" })),
    })
}

fn schemas() -> Value {
    let links = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Link" } });
    json!({
        "Object": { "type": "object" },
        "Text": { "type": "string" },
        "Bytes": { "type": "string", "format": "binary" },
        "Link": { "type": "object", "required": ["href", "rel"], "properties": {
            "href": { "type": "string" }, "rel": { "type": "string" }, "type": { "type": "string" }, "title": { "type": "string" },
            "templated": { "type": "boolean" },
        } },
        "Styles": { "type": "object", "required": ["styles"], "properties": {
            "default": { "type": "string" },
            "styles": { "type": "array", "items": { "type": "object", "required": ["id", "links"], "properties": {
                "id": { "type": "string" }, "title": { "type": "string" }, "links": links,
            } } },
            "links": links,
        } },
        "Conformance": { "type": "object", "required": ["conformsTo"], "properties": {
            "conformsTo": { "type": "array", "items": { "type": "string" } },
        } },
        "Collections": { "type": "object", "required": ["links", "collections"], "properties": {
            "links": links, "collections": { "type": "array", "items": { "$ref": "#/components/schemas/Collection" } },
        } },
        "Collection": { "type": "object", "required": ["id", "links"], "properties": {
            "id": { "type": "string" }, "title": { "type": "string" }, "links": links, "extent": { "type": "object" },
            "itemType": { "type": "string" }, "crs": { "type": "array", "items": { "type": "string" } }, "storageCrs": { "type": "string" },
        } },
        "FeatureCollection": { "type": "object", "required": ["type", "features"], "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": { "$ref": "#/components/schemas/Feature" } },
            "links": links, "numberMatched": { "type": "integer" }, "numberReturned": { "type": "integer" },
        } },
        "Feature": { "type": "object", "required": ["type", "geometry", "properties"], "properties": {
            "type": { "type": "string", "enum": ["Feature"] }, "id": { "type": "integer" }, "geometry": { "type": "object" },
            "properties": { "type": "object" }, "links": links,
        } },
        "Problem": { "type": "object", "required": ["type", "status", "title", "detail"], "properties": {
            "type": { "type": "string" }, "status": { "type": "integer" }, "title": { "type": "string" }, "detail": { "type": "string" },
        } },
    })
}
