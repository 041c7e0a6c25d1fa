//! The same questions in a form, as these programs send them where an address would be too long, and some always do.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;

use super::answered;
use super::feature_server::{told_of_layer, told_of_service};
use super::query::found_by;
use super::told::Told;
use crate::http::problem::Problem;
use crate::http::state::ServerState;

/// The service and its layers.
#[utoipa::path(post, path = "/arcgis/rest/services/yike/FeatureServer", tag = "arcgis",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "f"),
    responses((status = 200, description = "The layers, or an error object")))]
pub(crate) async fn posted_service(
    State(state): State<ServerState>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    match Told::by_form(request, body).await? {
        Ok(told) => told_of_service(&state, &told).await,
        Err((request, refused)) => answered(&request, Err(refused)).await,
    }
}

/// One layer.
#[utoipa::path(post, path = "/arcgis/rest/services/yike/FeatureServer/{number}", tag = "arcgis",
    params(("number" = u32, Path, description = "Its number in the service")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "f"),
    responses((status = 200, description = "The layer, or an error object")))]
pub(crate) async fn posted_layer(
    State(state): State<ServerState>,
    Path(number): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    match Told::by_form(request, body).await? {
        Ok(told) => told_of_layer(&state, &number, &told).await,
        Err((request, refused)) => answered(&request, Err(refused)).await,
    }
}

/// Features of a layer, with the parameters of the address and of the form together.
#[utoipa::path(post, path = "/arcgis/rest/services/yike/FeatureServer/{number}/query", tag = "arcgis",
    params(("number" = u32, Path, description = "The layer's number in the service")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "The parameters, as in an address"),
    responses((status = 200, description = "Features, or an error object")))]
pub(crate) async fn posted_features(
    State(state): State<ServerState>,
    Path(number): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    match Told::by_form(request, body).await? {
        Ok(told) => found_by(&state, number, &told).await,
        Err((request, refused)) => answered(&request, Err(refused)).await,
    }
}
