//! Every address, and the layers that all of them pass.

use std::any::Any;
use std::sync::Arc;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::Document;
use super::guard;
use super::problem::{Problem, ProblemBody};
use super::routes::{api, health, meta, styles, tilejson, tiles, viewer};
use super::state::ServerState;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Yike",
        description = "Who is outside the fifteen-minute circle, by how much the plan falls short."
    ),
    components(schemas(ProblemBody))
)]
struct Description;

/// The router matches whole path segments; these are the addresses as they are written.
const AS_WRITTEN: [(&str, &str); 4] = [
    ("/tiles/{layer}", "/tiles/{layer}.json"),
    ("/tiles/{layer}/{z}/{x}/{y}", "/tiles/{layer}/{z}/{x}/{y}.{format}"),
    (
        "/tiles/{layer}/{version}/{z}/{x}/{y}",
        "/tiles/{layer}/v{version}/{z}/{x}/{y}.{format}",
    ),
    ("/styles/{name}", "/styles/{name}.json"),
];

/// Everything the server answers.
pub fn router(state: ServerState) -> Router {
    let (router, mut description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(viewer::page))
        .routes(routes!(api::assessment))
        .routes(routes!(api::gaps))
        .routes(routes!(api::search))
        .routes(routes!(tilejson::list))
        .routes(routes!(tilejson::layer))
        .routes(routes!(tiles::tile))
        .routes(routes!(tiles::tile_of_version))
        .routes(routes!(styles::list))
        .routes(routes!(styles::style))
        .routes(routes!(meta::openapi))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .split_for_parts();
    for (matched, written) in AS_WRITTEN {
        if let Some(item) = description.paths.paths.remove(matched) {
            description.paths.paths.insert(written.to_owned(), item);
        }
    }
    // The description is made of strings and numbers, which JSON can always hold.
    let json = serde_json::to_vec(&description).unwrap_or_default();
    let document = Arc::new(Document::new("application/json", json));
    router
        .method_not_allowed_fallback(guard::other_method)
        .fallback(viewer::file)
        .layer(from_fn_with_state(state.clone(), guard::admit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(guard::headers))
        .layer(from_fn(guard::log))
        .layer(Extension(meta::Description(document)))
        .with_state(state)
}

/// The message of a panic is for the log of the panic hook, not for the client.
fn panicked(_cause: Box<dyn Any + Send>) -> Response {
    Problem::Internal.into_response()
}
