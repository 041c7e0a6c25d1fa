//! One file per family of addresses.

pub(super) mod api;
pub(super) mod health;
mod import_options;
mod import_report;
pub(super) mod imports;
pub(super) mod meta;
pub(super) mod siting;
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
use super::problem::Problem;
use super::respond::{Keep, respond};

/// Sends a value as JSON.
async fn json(request: &Parts, value: &impl Serialize, keep: Keep) -> Result<Response, Problem> {
    let bytes = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::Internal
    })?;
    respond(request, Arc::new(Document::new("application/json", bytes)), keep).await
}
