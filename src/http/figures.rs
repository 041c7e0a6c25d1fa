//! The figures of the server at an address of their own.

use std::net::SocketAddr;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, serve};
use tokio::net::TcpListener;

use super::listening::HttpError;
use super::state::ServerState;

/// Listens, and answers until the task is dropped.
pub(super) async fn give_out(
    state: ServerState,
    listen: SocketAddr,
) -> Result<(SocketAddr, impl Future<Output = ()>), HttpError> {
    let failed = |source| HttpError::listening(listen, source);
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let router = Router::new().route("/metrics", get(metrics)).with_state(state);
    Ok((address, async move {
        // It ends with the server, whatever its clients do.
        let _ = serve(listener, router).await;
    }))
}

async fn metrics(State(state): State<ServerState>, headers: HeaderMap) -> Response {
    // A page in somebody's browser is no collector; what a person types into the address line comes with `none`.
    if headers.get("sec-fetch-site").is_some_and(|site| site != "none") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let kept = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (kept, state.metrics().text(state.is_ready())).into_response()
}
