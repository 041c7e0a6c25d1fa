//! The layers of the `FeatureServer`, and what one is.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use geo::Coord;
use serde_json::{Value, json};

use super::feature::geometry_type;
use super::system::System;
use super::told::Told;
use super::{ID, MOST, Refused, VERSION, answered, numbers};
use crate::crs::LonLatBox;
use crate::filter::Kind;
use crate::http::problem::Problem;
use crate::http::state::ServerState;
use crate::tiles::{LayerSummary, TileSet};

/// The layer of a number as it is written.
pub(super) fn numbered<'a>(tiles: &'a TileSet, number: &str) -> Result<&'a LayerSummary, Refused> {
    let number = crate::http::address::number(number).and_then(|n: u64| usize::try_from(n).ok());
    let layer = number.and_then(|number| numbers::layer(tiles, number));
    layer.ok_or_else(|| Refused::new("There is no layer of this number."))
}

/// A box as these programs read it.
pub(super) fn extent(own: Option<LonLatBox>, system: System) -> Value {
    let Some(own) = own else { return Value::Null };
    let low = system.of_degrees(Coord {
        x: own.west,
        y: own.south,
    });
    let high = system.of_degrees(Coord {
        x: own.east,
        y: own.north,
    });
    json!({"xmin": low.x, "ymin": low.y, "xmax": high.x, "ymax": high.y, "spatialReference": system.document()})
}

/// The box of everything, and the one to begin with: that of the communities, where somebody sees any.
pub(super) fn extents(tiles: &TileSet, system: System) -> (Value, Value) {
    let full = tiles.layers().filter_map(|layer| layer.bounds).reduce(LonLatBox::union);
    let first = tiles.layer("communities").and_then(|layer| layer.bounds).or(full);
    (extent(full, system), extent(first, system))
}

/// The fields of a layer, by name; all where no names are given.
pub(super) fn fields(layer: &LayerSummary, names: Option<&[String]>) -> Vec<Value> {
    let id = json!({"name": ID, "alias": ID, "type": "esriFieldTypeOID", "nullable": false, "editable": false});
    let others = layer.kinds.iter().filter(|(_, kind)| **kind != Kind::Geometry).map(|(name, kind)| match kind {
        Kind::Number => json!({"name": name, "alias": name, "type": "esriFieldTypeDouble", "nullable": true, "editable": false}),
        _ => json!({"name": name, "alias": name, "type": "esriFieldTypeString", "length": 4000, "nullable": true, "editable": false}),
    });
    let all = std::iter::once(id).chain(others);
    all.filter(|field| names.is_none_or(|names| names.iter().any(|name| field["name"] == name.as_str())))
        .collect()
}

/// The service and its layers.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/FeatureServer", tag = "arcgis", responses((status = 200, description = "The layers")))]
pub(crate) async fn service(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    told_of_service(&state, &Told::by_address(request)).await
}

/// What is said of the service, however it is asked.
pub(super) async fn told_of_service(state: &ServerState, told: &Told) -> Result<Response, Problem> {
    let request = &told.request;
    if let Err(refused) = told.query(&["f"])? {
        return answered(request, Err(refused)).await;
    }
    let loaded = state.loaded(request)?;
    let list: Vec<Value> = numbers::numbered(&loaded.desk.tiles)
        .map(|(id, layer)| json!({"id": id, "name": layer.name, "type": "Feature Layer"}))
        .collect();
    let (full, first) = extents(&loaded.desk.tiles, System::Degrees(4326));
    let about = json!({
        "currentVersion": VERSION, "serviceDescription": "Yike", "fullExtent": full, "initialExtent": first,
        "copyrightText": loaded.desk.attribution_html(), "capabilities": "Query", "maxRecordCount": MOST,
        "supportedQueryFormats": "JSON, geoJSON, PBF", "spatialReference": System::Degrees(4326).document(),
        "allowGeometryUpdates": false, "hasVersionedData": false, "layers": list, "tables": [],
    });
    answered(request, Ok(about)).await
}

/// One layer.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/FeatureServer/{number}", tag = "arcgis",
    params(("number" = u32, Path, description = "Its number in the service")), responses((status = 200, description = "The layer, or an error object")))]
pub(crate) async fn layer(
    State(state): State<ServerState>,
    Path(number): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    told_of_layer(&state, &number, &Told::by_address(request)).await
}

/// What is said of a layer, however it is asked.
pub(super) async fn told_of_layer(state: &ServerState, number: &str, told: &Told) -> Result<Response, Problem> {
    let request = &told.request;
    if let Err(refused) = told.query(&["f"])? {
        return answered(request, Err(refused)).await;
    }
    let loaded = state.loaded(request)?;
    let tiles = &loaded.desk.tiles;
    let layer = match numbered(tiles, number) {
        Ok(layer) => layer,
        Err(refused) => return answered(request, Err(refused)).await,
    };
    let shapes = geometry_type(tiles, layer)?;
    let display = if layer.kinds.contains_key("name") { "name" } else { ID };
    let about = json!({
        "currentVersion": VERSION, "id": number.parse::<u32>().unwrap_or_default(), "name": layer.name, "type": "Feature Layer",
        "geometryType": shapes, "objectIdField": ID, "displayField": display, "fields": fields(layer, None),
        "copyrightText": loaded.desk.attribution_html(), "extent": extent(layer.bounds, System::Degrees(4326)), "capabilities": "Query", "maxRecordCount": MOST,
        "supportedQueryFormats": "JSON, geoJSON, PBF", "hasAttachments": false, "hasZ": false, "hasM": false,
        "advancedQueryCapabilities": {
            "supportsPagination": true, "supportsOrderBy": true, "supportsReturningQueryExtent": true,
            "supportsStatistics": false, "supportsDistinct": false, "useStandardizedQueries": true,
        },
    });
    answered(request, Ok(about)).await
}
