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
use super::problem::{Problem, ProblemBody};
use super::routes::{
    api, arcgis, basemaps, check, check_drawn, health, imports, meta, ogc, oidc, sign_in, siting, siting_by_hand,
    siting_keep, streets, styles, tilejson, tiles, undo, viewer,
};
use super::sign_in::enter;
use super::state::ServerState;
use super::{any_answer, guard, observe, ways_in};

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
const AS_WRITTEN: [(&str, &str); 5] = [
    ("/tiles/{layer}", "/tiles/{layer}.json"),
    ("/tiles/{layer}/{z}/{x}/{y}", "/tiles/{layer}/{z}/{x}/{y}.{format}"),
    (
        "/tiles/{layer}/{version}/{z}/{x}/{y}",
        "/tiles/{layer}/v{version}/{z}/{x}/{y}.{format}",
    ),
    ("/styles/{name}", "/styles/{name}.json"),
    (
        "/arcgis/rest/services/yike/VectorTileServer/tile/{z}/{y}/{x}",
        "/arcgis/rest/services/yike/VectorTileServer/tile/{z}/{y}/{x}.pbf",
    ),
];

/// Everything the server answers.
pub fn router(state: ServerState) -> Router {
    let (router, mut description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(viewer::page))
        .routes(routes!(sign_in::page, sign_in::sign_in))
        .routes(routes!(sign_in::style))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::me))
        .routes(routes!(oidc::begin))
        .routes(routes!(oidc::back_again))
        .routes(routes!(api::assessment))
        .routes(routes!(api::gaps))
        .routes(routes!(api::search))
        .routes(routes!(streets::reach))
        .routes(routes!(streets::route))
        .routes(routes!(check::offered))
        .routes(routes!(check::board, check_drawn::board))
        .routes(routes!(check::requirement, check_drawn::requirement))
        .routes(routes!(imports::state, imports::stage))
        .routes(routes!(imports::look, imports::forget))
        .routes(routes!(imports::preview))
        .routes(routes!(imports::confirm))
        .routes(routes!(imports::assess))
        .routes(routes!(undo::undo))
        .routes(routes!(siting::choices, siting::begin))
        .routes(routes!(siting::look, siting::stop))
        .routes(routes!(siting_keep::keep))
        .routes(routes!(siting_by_hand::candidates))
        .routes(routes!(siting_by_hand::recount))
        .routes(routes!(tilejson::list))
        .routes(routes!(tilejson::layer))
        .routes(routes!(tiles::tile))
        .routes(routes!(tiles::tile_of_version))
        .routes(routes!(basemaps::list))
        .routes(routes!(basemaps::tile))
        .routes(routes!(styles::list))
        .routes(routes!(styles::style))
        .routes(routes!(arcgis::services::info, arcgis::services::posted_info))
        .routes(routes!(arcgis::services::list, arcgis::services::posted_list))
        .routes(routes!(arcgis::feature_server::service, arcgis::posted::posted_service))
        .routes(routes!(arcgis::feature_server::layer, arcgis::posted::posted_layer))
        .routes(routes!(arcgis::query::features, arcgis::posted::posted_features))
        .routes(routes!(arcgis::one::feature, arcgis::one::posted_feature))
        .routes(routes!(arcgis::generate::generate))
        .routes(routes!(arcgis::vector_tiles::service))
        .routes(routes!(arcgis::vector_tiles::style))
        .routes(routes!(arcgis::vector_tiles::tile))
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
    let mut description = serde_json::to_value(&description).unwrap_or_default();
    any_answer::add_to(&mut description);
    ways_in::add_to(&mut description);
    let json = serde_json::to_vec(&description).unwrap_or_default();
    let document = Arc::new(Document::new("application/json", json));
    let router = router
        .merge(ogc::router())
        .merge(arcgis::with_a_stroke())
        .method_not_allowed_fallback(guard::other_method)
        .fallback(viewer::file);
    guarded(router, &state)
        .layer(Extension(meta::Description(document)))
        .with_state(state)
}

/// The layers round every address, the outermost last.
fn guarded(router: Router<ServerState>, state: &ServerState) -> Router<ServerState> {
    router
        .layer(from_fn_with_state(state.clone(), enter))
        .layer(from_fn(arcgis::token::take))
        .layer(from_fn_with_state(state.clone(), guard::admit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), guard::headers))
        .layer(from_fn_with_state(state.clone(), observe::observe))
}

/// The message of a panic is for the log of the panic hook, not for the client.
fn panicked(_cause: Box<dyn Any + Send>) -> Response {
    Problem::Internal.into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn fails() {
        assert!(std::hint::black_box(false), "the secret is 1234");
    }

    #[test]
    fn a_panic_is_a_problem_without_its_message_and_with_the_headers_of_every_answer() {
        let state = ServerState::empty();
        let router = guarded(Router::new().route("/", get(fails)), &state).with_state(state);
        let request = Request::builder()
            .uri("/")
            .header("host", "localhost")
            .body(Body::empty())
            .expect("a request");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let (status, headers, body) = runtime.block_on(async {
            let response = router.oneshot(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, 10_000).await.expect("a body");
            (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
        });
        assert_eq!(status.as_u16(), 500);
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(!body.contains("secret"), "{body}");
    }
}
