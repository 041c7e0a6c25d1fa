//! The map page and its files.

use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;

use crate::http::embedded::VIEWER;
use crate::http::guard;
use crate::http::problem::Problem;
use crate::http::respond::{Keep, respond};

/// The map.
#[utoipa::path(get, path = "/", tag = "viewer", responses((status = 200, description = "The map", content_type = "text/html")))]
pub(crate) async fn page(request: Parts) -> Result<Response, Problem> {
    let page = VIEWER.get("index.html").ok_or(Problem::UnknownPath)?;
    respond(&request, page.clone(), Keep::Revalidate).await
}

/// A file of the viewer, or nothing.
pub(crate) async fn file(request: Parts) -> Result<Response, Problem> {
    let path = request.uri.path().trim_start_matches('/');
    let file = VIEWER.get(path).ok_or(Problem::UnknownPath)?;
    // What the bundler puts there carries a hash of its content in its name.
    let keep = if path.starts_with("assets/") {
        Keep::Forever
    } else {
        Keep::Revalidate
    };
    match request.method {
        Method::GET | Method::HEAD => respond(&request, file.clone(), keep).await,
        Method::OPTIONS => Ok(guard::options(guard::READING)),
        _ => Err(Problem::MethodNotAllowed {
            allowed: guard::READING,
        }),
    }
}
