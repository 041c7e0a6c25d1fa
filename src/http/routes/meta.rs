//! The description of the addresses for programs.

use std::sync::Arc;

use axum::Extension;
use axum::http::request::Parts;
use axum::response::Response;

use crate::http::document::Document;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};

/// The `OpenAPI` document, made with the router.
#[derive(Clone)]
pub(crate) struct Description(pub(crate) Arc<Document>);

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "meta", responses((status = 200, description = "OpenAPI 3.1")))]
pub(crate) async fn openapi(
    Extension(description): Extension<Description>,
    request: Parts,
) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    respond(&request, description.0, Keep::Revalidate).await
}
