//! Taking back an import that was made through the page.

use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::imports::{allowed, run, short_body, told_error};
use super::json;
use crate::http::importing::Work;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::state::ServerState;
use crate::workflow;

/// Which import is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoOptions {
    /// The version that it made.
    version: i64,
}

/// What it changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Undone {
    /// The version of the layers that this is.
    version: i64,
    /// Rows that came back.
    added: i64,
    /// Rows that went.
    removed: i64,
}

/// Takes an import back: the layers become what they were before it, as a new version. Only the latest change can be taken back.
#[utoipa::path(post, path = "/api/undo", tag = "imports", request_body = UndoOptions, responses(
    (status = 200, body = Undone),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page, or imports are off"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "An import runs"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "It is not the latest change; nothing was changed"),
))]
pub(crate) async fn undo(State(state): State<ServerState>, request: Parts, body: Body) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    Query::read(&request.uri, &[])?;
    let asked: UndoOptions = serde_json::from_slice(&short_body(body).await?).map_err(|_| Problem::BadOptions)?;
    let running = imports.begin("", Work::Undoing).await?;
    let done = run(move || {
        let _running = running;
        workflow::take_back(&imports.workspace, asked.version).map_err(|error| told_error(&error))
    });
    let version = done.await??;
    let undone = Undone {
        version: version.number,
        added: version.added,
        removed: version.removed,
    };
    json(&request, &undone, Keep::Never).await
}
