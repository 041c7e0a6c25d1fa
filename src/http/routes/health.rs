//! Alive, and ready to answer.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::respond::Keep;
use crate::http::state::ServerState;

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `alive` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// The process runs.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn alive(request: Parts) -> Result<Response, Problem> {
    json(&request, &Health { status: "alive" }, Keep::Never).await
}

/// An assessment is loaded, and the server was not told to stop.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, body = Health),
    (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "No assessment is loaded yet, or the server is stopping"),
))]
pub(crate) async fn ready(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    if state.is_stopping() {
        return Err(Problem::Stopping);
    }
    state.in_force()?;
    json(&request, &Health { status: "ready" }, Keep::Never).await
}
