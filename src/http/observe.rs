//! What is noted of every request: a line of the log, figures, a span. Never the address itself, which may hold what somebody
//! searched for.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http;
use axum::middleware::Next;
use axum::response::Response;

use super::metrics::{Held, known};
use super::state::ServerState;
use super::trace::{Begun, Tracer};

/// The header that a trace comes with.
const TRACE_PARENT: &str = "traceparent";

/// The outermost layer.
pub(super) async fn observe(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let noting = Noting::begin(&state, &request);
    let metrics = state.metrics().clone();
    let _held = Held::new(&metrics.in_flight);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    noting.end(&state, route_of(route.as_ref()), &response);
    response
}

/// The address as it is written in the router.
pub(super) fn route_of(matched: Option<&MatchedPath>) -> &str {
    matched.map_or("other", MatchedPath::as_str)
}

/// What is noted of a request, from its beginning on.
pub(super) struct Noting {
    started: Instant,
    method: http::Method,
    span: Option<(Arc<Tracer>, Begun)>,
}

impl Noting {
    /// A request has come.
    pub(super) fn begin<B>(state: &ServerState, request: &http::Request<B>) -> Self {
        let begun = |tracer: Arc<Tracer>| {
            let came = request.headers().get(TRACE_PARENT);
            let span = tracer.begin(came.and_then(|value| value.to_str().ok()))?;
            Some((tracer, span))
        };
        Self {
            started: Instant::now(),
            method: request.method().clone(),
            span: state.tracer().and_then(begun),
        }
    }

    /// It is answered.
    pub(super) fn end(self, state: &ServerState, route: &str, response: &Response) {
        let (status, took) = (response.status().as_u16(), self.started.elapsed());
        let duration_ms = took.as_secs_f64() * 1000.0;
        let method = known(&self.method);
        if response.status().is_server_error() {
            tracing::warn!(method, route, status, duration_ms, "answered");
        } else {
            tracing::info!(method, route, status, duration_ms, "answered");
        }
        state.metrics().answered(&self.method, route, status, took);
        if let Some((tracer, span)) = self.span {
            tracer.end(span, method, route, status);
        }
    }
}
