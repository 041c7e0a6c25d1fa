//! `MapLibre` styles.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::state::ServerState;

/// The styles there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct StyleList {
    styles: Vec<StyleLink>,
}

/// One style.
#[derive(Serialize, ToSchema)]
pub(crate) struct StyleLink {
    /// Its name.
    name: String,
    /// Where it is, below the server's address.
    #[schema(example = "/styles/coverage.json")]
    url: String,
}

/// The list of styles.
#[utoipa::path(get, path = "/styles", tag = "styles", responses((status = 200, body = StyleList)))]
pub(crate) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let styles = state.styles();
    let styles = styles.names().map(|name| StyleLink {
        name: name.clone(),
        url: format!("/styles/{name}.json"),
    });
    let styles = styles.collect();
    json(&request, &StyleList { styles }, Keep::Revalidate).await
}

/// One `MapLibre` style.
#[utoipa::path(get, path = "/styles/{name}", tag = "styles", params(("name" = String, Path, description = "Its name")), responses(
    (status = 200, description = "A MapLibre style"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn style(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let path = request.uri.path().trim_start_matches("/styles/");
    let styles = state.styles();
    let style = path.strip_suffix(".json").and_then(|name| styles.get(name));
    let document = style.ok_or(Problem::UnknownStyle)?.document.clone();
    respond(&request, document, Keep::Revalidate).await
}
