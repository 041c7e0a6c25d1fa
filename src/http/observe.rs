//! What is noted of every request: a line of the log, figures, a span. Never the address itself, which may hold what somebody
//! searched for.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::metrics::{Held, known};
use super::state::ServerState;

/// The header that a trace comes with.
const TRACE_PARENT: &str = "traceparent";

/// The outermost layer.
pub(super) async fn observe(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let metrics = state.metrics().clone();
    let _held = Held::new(&metrics.in_flight);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let tracer = state.tracer();
    let came = request
        .headers()
        .get(TRACE_PARENT)
        .and_then(|value| value.to_str().ok());
    let span = tracer.as_ref().and_then(|tracer| tracer.begin(came));
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    let duration_ms = took.as_secs_f64() * 1000.0;
    let name = known(&method);
    if response.status().is_server_error() {
        tracing::warn!(method = name, route, status, duration_ms, "answered");
    } else {
        tracing::info!(method = name, route, status, duration_ms, "answered");
    }
    metrics.answered(&method, route, status, took);
    if let (Some(tracer), Some(span)) = (tracer.as_deref(), span) {
        tracer.end(span, name, route, status);
    }
    response
}
