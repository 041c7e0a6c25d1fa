//! One file per family of addresses.

pub(super) mod api;
pub(super) mod arcgis;
pub(super) mod basemaps;
pub(super) mod check;
pub(super) mod check_drawn;
pub(super) mod health;
mod import_options;
mod import_raster;
mod import_report;
pub(super) mod imports;
pub(super) mod meta;
pub(super) mod ogc;
pub(super) mod oidc;
pub(super) mod sign_in;
pub(super) mod siting;
pub(super) mod siting_by_hand;
pub(super) mod siting_keep;
mod siting_limits;
mod siting_question;
pub(super) mod streets;
pub(super) mod styles;
pub(super) mod tilejson;
pub(super) mod tiles;
pub(super) mod undo;
pub(super) mod viewer;

use std::sync::Arc;

use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::document::Document;
use super::guard::host;
use super::peer::Peer;
use super::problem::Problem;
use super::respond::{Keep, respond};

/// The server's address as the client knows it; the host was checked when the request came in.
fn base(request: &Parts) -> Result<String, Problem> {
    let host = host(&request.uri, &request.headers).ok_or(Problem::MissingHost)?;
    Ok(format!("{}://{host}", Peer::of(&request.extensions).scheme()))
}

/// Sends a value as JSON.
async fn json(request: &Parts, value: &impl Serialize, keep: Keep) -> Result<Response, Problem> {
    typed(request, "application/json", value, keep).await
}

/// Sends a value as JSON of a media type of its own.
async fn typed(request: &Parts, media: &'static str, value: &impl Serialize, keep: Keep) -> Result<Response, Problem> {
    let bytes = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::Internal
    })?;
    self::bytes(request, media, bytes, keep).await
}

/// Sends bytes of a media type.
async fn bytes(request: &Parts, media: &'static str, bytes: Vec<u8>, keep: Keep) -> Result<Response, Problem> {
    respond(request, Arc::new(Document::new(media, bytes)), keep).await
}
