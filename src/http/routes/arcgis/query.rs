//! Features by a condition, a box and ids; page by page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use geo::{BoundingRect, MapCoords};
use serde_json::{Value, json};

use super::asked::{Asked, Form, KNOWN, Wanted};
use super::feature::{MULTIPOINT, attributes, geometry_type, shape};
use super::feature_server::{extent, fields, numbered};
use super::told::Told;
use super::{ID, Refused, answered, pbf};
use crate::crs::LonLatBox;
use crate::filter::Known;
use crate::http::document::Document;
use crate::http::problem::Problem;
use crate::http::respond::{Keep, respond};
use crate::http::state::ServerState;
use crate::tiles::{Feature, LayerSummary, TileSet};

/// Features of a layer.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/FeatureServer/{number}/query", tag = "arcgis", params(
    ("number" = u32, Path, description = "The layer's number in the service"),
    ("where" = Option<String>, Query, description = "A condition, as SQL writes it"),
    ("outFields" = Option<String>, Query, description = "Names with commas between, or *"),
    ("resultOffset" = Option<u32>, Query, description = "How many to pass over"),
    ("resultRecordCount" = Option<u32>, Query, description = "At most 2000"),
), responses((status = 200, description = "Features, or an error object")))]
pub(crate) async fn features(
    State(state): State<ServerState>,
    Path(number): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    found_by(&state, number, &Told::by_address(request)).await
}

/// What a query finds, however it is asked.
pub(super) async fn found_by(state: &ServerState, number: String, told: &Told) -> Result<Response, Problem> {
    let request = &told.request;
    let query = match told.query(KNOWN)? {
        Ok(query) => query,
        Err(refused) => return answered(request, Err(refused)).await,
    };
    let loaded = state.loaded(request)?;
    let work = move || -> Result<Result<Found, Refused>, Problem> {
        let tiles = &loaded.desk.tiles;
        match numbered(tiles, &number).and_then(|layer| Ok((layer, Asked::read(&query, layer)?))) {
            Ok((layer, asked)) => Ok(as_asked(found(tiles, layer, &asked)?, asked.form)),
            Err(refused) => Ok(Err(refused)),
        }
    };
    match state.work(work).await?? {
        Ok(Found::Json(value)) => answered(request, Ok(value)).await,
        Ok(Found::Pbf(bytes)) => respond(request, Arc::new(Document::new(pbf::MEDIA, bytes)), Keep::Revalidate).await,
        Err(refused) => answered(request, Err(refused)).await,
    }
}

/// What is found, in one of the ways to write it.
enum Found {
    Json(Value),
    Pbf(Vec<u8>),
}

fn as_asked(value: Value, form: Form) -> Result<Found, Refused> {
    if form != Form::Pbf {
        return Ok(Found::Json(value));
    }
    let bytes = pbf::written(&value).map(Found::Pbf);
    bytes.ok_or_else(|| Refused::new("f is json or geojson for features of several points."))
}

fn takes(asked: &Asked, feature: &Feature) -> bool {
    let value = |name: &str| {
        if name == ID {
            Some(Known::Number(feature.id as f64))
        } else {
            feature.known(name)
        }
    };
    asked.ids.as_ref().is_none_or(|ids| ids.contains(&feature.id))
        && asked
            .filter
            .as_ref()
            .is_none_or(|filter| filter.holds(&value, &feature.geometry))
}

fn found(tiles: &TileSet, layer: &LayerSummary, asked: &Asked) -> Result<Value, Problem> {
    let mut found = tiles.find(&layer.name, &asked.search)?;
    found.retain(|feature| takes(asked, feature));
    if asked.down {
        found.reverse();
    }
    match asked.wanted {
        Wanted::Ids => {
            let ids: Vec<u64> = found.iter().map(|feature| feature.id).collect();
            return Ok(json!({"objectIdFieldName": ID, "objectIds": ids}));
        }
        Wanted::Extent => return Ok(json!({"count": found.len(), "extent": extent(around(&found), asked.system)})),
        Wanted::Count => return Ok(json!({"count": found.len()})),
        Wanted::Features => {}
    }
    let shown: Vec<&Feature> = found.iter().skip(asked.offset).take(asked.limit).copied().collect();
    let more = asked.offset.saturating_add(shown.len()) < found.len();
    if asked.form == Form::GeoJson {
        return Ok(as_geojson(&shown, asked, more));
    }
    let shapes = geometry_type(tiles, layer)?;
    let many = shapes == MULTIPOINT;
    let features = shown.iter().map(|feature| {
        let mut own = json!({"attributes": attributes(feature, &asked.fields)});
        if asked.geometry {
            own["geometry"] = shape(&feature.geometry, asked.system, many);
        }
        own
    });
    Ok(json!({
        "objectIdFieldName": ID, "geometryType": shapes, "spatialReference": asked.system.document(),
        "fields": fields(layer, Some(&asked.fields)), "exceededTransferLimit": more, "features": features.collect::<Vec<_>>(),
    }))
}

fn as_geojson(shown: &[&Feature], asked: &Asked, more: bool) -> Value {
    let features = shown.iter().map(|feature| {
        let there = feature.geometry.map_coords(|c| asked.system.of_degrees(c));
        let geometry = asked.geometry.then(|| geojson::Geometry::from(&there));
        json!({"type": "Feature", "id": feature.id, "geometry": geometry, "properties": attributes(feature, &asked.fields)})
    });
    json!({"type": "FeatureCollection", "properties": {"exceededTransferLimit": more}, "features": features.collect::<Vec<_>>()})
}

/// The box round features.
fn around(found: &[&Feature]) -> Option<LonLatBox> {
    let boxes = found.iter().filter_map(|feature| feature.geometry.bounding_rect());
    let boxes = boxes.map(|r| LonLatBox {
        west: r.min().x,
        south: r.min().y,
        east: r.max().x,
        north: r.max().y,
    });
    boxes.reduce(LonLatBox::union)
}
