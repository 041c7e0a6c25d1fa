//! What there is, and how programs find it.

use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::json;

use super::told::Told;
use super::{VERSION, answered};
use crate::http::guard::own_origin;
use crate::http::problem::Problem;
use crate::http::state::ServerState;

/// Where tokens are given.
const TOKENS: &str = "/arcgis/tokens/generateToken";

/// What the server is, and where it gives tokens where it wants them.
#[utoipa::path(get, path = "/arcgis/rest/info", tag = "arcgis", responses((status = 200, description = "The version that is spoken, and whether a token is wanted")))]
pub(crate) async fn info(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    told_of_server(&state, &Told::by_address(request)).await
}

/// The same, asked for by a form.
#[utoipa::path(post, path = "/arcgis/rest/info", tag = "arcgis",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "f"),
    responses((status = 200, description = "The version that is spoken, and whether a token is wanted")))]
pub(crate) async fn posted_info(
    State(state): State<ServerState>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    match Told::by_form(request, body).await? {
        Ok(told) => told_of_server(&state, &told).await,
        Err((request, refused)) => answered(&request, Err(refused)).await,
    }
}

async fn told_of_server(state: &ServerState, told: &Told) -> Result<Response, Problem> {
    let request = &told.request;
    if let Err(refused) = told.query(&["f"])? {
        return answered(request, Err(refused)).await;
    }
    let tokens = if state.sign_in().is_some() {
        let server = own_origin(request).ok_or(Problem::MissingHost)?;
        json!({"isTokenBasedSecurity": true, "tokenServicesUrl": format!("{server}{TOKENS}"), "shortLivedTokenValidity": 60})
    } else {
        json!({"isTokenBasedSecurity": false})
    };
    let about = json!({"currentVersion": VERSION, "authInfo": tokens});
    answered(request, Ok(about)).await
}

/// The services there are.
#[utoipa::path(get, path = "/arcgis/rest/services", tag = "arcgis", responses((status = 200, description = "The services")))]
pub(crate) async fn list(request: Parts) -> Result<Response, Problem> {
    told_of_services(&Told::by_address(request)).await
}

/// The same, asked for by a form.
#[utoipa::path(post, path = "/arcgis/rest/services", tag = "arcgis",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "f"),
    responses((status = 200, description = "The services")))]
pub(crate) async fn posted_list(request: Parts, body: Body) -> Result<Response, Problem> {
    match Told::by_form(request, body).await? {
        Ok(told) => told_of_services(&told).await,
        Err((request, refused)) => answered(&request, Err(refused)).await,
    }
}

async fn told_of_services(told: &Told) -> Result<Response, Problem> {
    let request = &told.request;
    if let Err(refused) = told.query(&["f"])? {
        return answered(request, Err(refused)).await;
    }
    let services = json!({"currentVersion": VERSION, "folders": [], "services": [
        {"name": "yike", "type": "FeatureServer"}, {"name": "yike", "type": "VectorTileServer"},
    ]});
    answered(request, Ok(services)).await
}
