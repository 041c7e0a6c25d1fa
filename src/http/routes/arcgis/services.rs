//! What there is, and how programs find it.

use axum::http::request::Parts;
use axum::response::Response;
use serde_json::json;

use super::{VERSION, answered};
use crate::http::problem::Problem;
use crate::http::query::Query;

/// What the server is.
#[utoipa::path(get, path = "/arcgis/rest/info", tag = "arcgis", responses((status = 200, description = "The version that is spoken")))]
pub(crate) async fn info(request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &["f"])?;
    let about = json!({"currentVersion": VERSION, "authInfo": {"isTokenBasedSecurity": false}});
    answered(&request, Ok(about)).await
}

/// The services there are.
#[utoipa::path(get, path = "/arcgis/rest/services", tag = "arcgis", responses((status = 200, description = "The services")))]
pub(crate) async fn list(request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &["f"])?;
    let services = json!({"currentVersion": VERSION, "folders": [], "services": [
        {"name": "yike", "type": "FeatureServer"}, {"name": "yike", "type": "VectorTileServer"},
    ]});
    answered(&request, Ok(services)).await
}
