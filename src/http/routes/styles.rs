//! `MapLibre` styles.

use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::http::embedded::STYLES;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};

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
pub(crate) async fn list(request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let styles = STYLES.keys().map(|name| StyleLink {
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
pub(crate) async fn style(request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let path = request.uri.path().trim_start_matches("/styles/");
    let style = path.strip_suffix(".json").and_then(|name| STYLES.get(name));
    respond(&request, style.ok_or(Problem::UnknownStyle)?.clone(), Keep::Revalidate).await
}
