//! One feature by its id.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::feature::{MULTIPOINT, attributes, geometry_type, shape};
use super::feature_server::numbered;
use super::system::System;
use super::told::Told;
use super::{ID, Refused, answered};
use crate::http::address::number;
use crate::http::loaded::Loaded;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::state::ServerState;

/// One feature, in degrees, with all its fields.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/FeatureServer/{number}/{id}", tag = "arcgis", params(
    ("number" = u32, Path, description = "The layer's number in the service"),
    ("id" = u64, Path, description = "Its OBJECTID"),
), responses((status = 200, description = "The feature, or an error object"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "What can't be done here")))]
pub(crate) async fn feature(
    State(state): State<ServerState>,
    Path((layer, id)): Path<(String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    told_of_feature(&state, &layer, &id, &Told::by_address(request)).await
}

/// One feature, asked for by a form.
#[utoipa::path(post, path = "/arcgis/rest/services/yike/FeatureServer/{number}/{id}", tag = "arcgis", params(
    ("number" = u32, Path, description = "The layer's number in the service"),
    ("id" = u64, Path, description = "Its OBJECTID"),
), request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "f"),
    responses((status = 200, description = "The feature, or an error object"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "What can't be done here")))]
pub(crate) async fn posted_feature(
    State(state): State<ServerState>,
    Path((layer, id)): Path<(String, String)>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    match Told::by_form(request, body).await? {
        Ok(told) => told_of_feature(&state, &layer, &id, &told).await,
        Err((request, refused)) => answered(&request, Err(refused)).await,
    }
}

async fn told_of_feature(state: &ServerState, layer: &str, id: &str, told: &Told) -> Result<Response, Problem> {
    let request = &told.request;
    // What is no number is the name of something that can't be done here.
    let id = number(id).ok_or(Problem::UnknownPath)?;
    if let Err(refused) = told.query(&["f", "returnZ", "returnM"])? {
        return answered(request, Err(refused)).await;
    }
    let loaded = state.loaded(request)?;
    answered(request, found(&loaded, layer, id)?).await
}

fn found(loaded: &Loaded, layer: &str, id: u64) -> Result<Result<Value, Refused>, Problem> {
    let tiles = &loaded.desk.tiles;
    let layer = match numbered(tiles, layer) {
        Ok(layer) => layer,
        Err(refused) => return Ok(Err(refused)),
    };
    let Some(own) = tiles.feature(&layer.name, id)? else {
        return Ok(Err(Refused::new("There is no feature of this id.")));
    };
    let many = geometry_type(tiles, layer)? == MULTIPOINT;
    let fields: Vec<String> = std::iter::once(ID.to_owned())
        .chain(layer.kinds.keys().cloned())
        .collect();
    let mut geometry = shape(&own.geometry, System::Degrees(4326), many);
    geometry["spatialReference"] = System::Degrees(4326).document();
    Ok(Ok(
        json!({"feature": {"attributes": attributes(own, &fields), "geometry": geometry}}),
    ))
}
