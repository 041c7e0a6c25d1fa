//! Spans of requests, sent to a collector by OTLP over HTTP, in JSON (`docs/decisions/0060-running-a-server.md`).

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use super::metrics::Metrics;

/// Spans that wait to be sent; more are dropped, and counted.
const MOST_WAITING: usize = 4096;
/// Spans sent at once.
const MOST_AT_ONCE: usize = 512;
/// How long spans wait for others.
const GATHER: Duration = Duration::from_secs(2);
/// How long the collector may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(5);

/// Where spans go.
#[derive(Clone)]
pub struct Tracer {
    queue: SyncSender<Span>,
    /// Of a hundred requests that come without a trace, so many begin one.
    sample_percent: u64,
    seen: Arc<AtomicU64>,
    metrics: Arc<Metrics>,
}

/// What came with a request: the trace that it is part of (W3C Trace Context).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parent {
    trace: u128,
    span: u64,
    sampled: bool,
}

/// A request that is being traced.
pub(super) struct Begun {
    trace: u128,
    id: u64,
    parent: Option<u64>,
    at: SystemTime,
    since: Instant,
}

struct Span {
    begun: Begun,
    took: Duration,
    method: &'static str,
    route: String,
    status: u16,
}

impl Tracer {
    /// Begins to send to a collector, on a thread of its own.
    pub(super) fn new(endpoint: &str, service: &str, sample_percent: u64, metrics: Arc<Metrics>) -> Self {
        let (queue, waiting) = sync_channel(MOST_WAITING);
        let address = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
        let (service, counted) = (service.to_owned(), metrics.clone());
        std::thread::spawn(move || send_all(&waiting, &address, &service, &counted));
        Self {
            queue,
            sample_percent,
            seen: Arc::default(),
            metrics,
        }
    }

    /// Begins a span, if this request is one that is traced.
    pub(super) fn begin(&self, traceparent: Option<&str>) -> Option<Begun> {
        let parent = traceparent.and_then(parent);
        let sampled = parent.map_or_else(|| self.is_its_turn(), |parent| parent.sampled);
        sampled.then(|| Begun {
            trace: parent.map_or_else(|| u128::from(random()) << 64 | u128::from(random()), |p| p.trace),
            id: random(),
            parent: parent.map(|parent| parent.span),
            at: SystemTime::now(),
            since: Instant::now(),
        })
    }

    /// So many of a hundred, evenly.
    fn is_its_turn(&self) -> bool {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) % 100;
        (seen + 1) * self.sample_percent / 100 > seen * self.sample_percent / 100
    }

    /// Ends a span.
    pub(super) fn end(&self, begun: Begun, method: &'static str, route: &str, status: u16) {
        let took = begun.since.elapsed();
        let span = Span {
            begun,
            took,
            method,
            route: route.to_owned(),
            status,
        };
        if self.queue.try_send(span).is_err() {
            self.metrics.spans_dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Reads `00-{32 hex digits}-{16}-{2}`; anything else is no trace.
fn parent(text: &str) -> Option<Parent> {
    let parts: Vec<&str> = text.split('-').collect();
    let [version, trace, span, flags, ..] = parts[..] else {
        return None;
    };
    let hex = |text: &str, digits: usize| {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        (text.len() == digits && plain).then(|| u128::from_str_radix(text, 16).ok())?
    };
    let (version, trace, span, flags) = (hex(version, 2)?, hex(trace, 32)?, hex(span, 16)?, hex(flags, 2)?);
    let whole = version != 0xff && (version != 0 || parts.len() == 4) && trace != 0 && span != 0;
    whole.then_some(Parent {
        trace,
        span: u64::try_from(span).ok()?,
        sampled: flags & 1 == 1,
    })
}

/// A number that nobody else has; no secret.
fn random() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(0);
    hasher.finish().max(1)
}

/// Sends until nobody traces any more.
fn send_all(waiting: &Receiver<Span>, address: &str, service: &str, metrics: &Metrics) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(LONGEST_ANSWER))
        .max_redirects(0)
        .build()
        .into();
    let mut refused = false;
    while let Ok(first) = waiting.recv() {
        let mut spans = vec![first];
        let end = Instant::now() + GATHER;
        while spans.len() < MOST_AT_ONCE {
            match waiting.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(span) => spans.push(span),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        let body = document(service, &spans).to_string();
        let sent = agent
            .post(address)
            .header("content-type", "application/json")
            .send(body);
        let taken = sent.is_ok_and(|answer| answer.status().is_success());
        if !taken {
            metrics.spans_dropped.fetch_add(spans.len() as u64, Ordering::Relaxed);
        }
        if taken == refused {
            refused = !taken;
            if refused {
                tracing::warn!("the collector of traces does not take them");
            } else {
                tracing::info!("the collector of traces takes them again");
            }
        }
    }
}

/// Spans as OTLP writes them in JSON.
fn document(service: &str, spans: &[Span]) -> Value {
    let text = |key: &str, value: &str| json!({ "key": key, "value": { "stringValue": value } });
    let spans: Vec<Value> = spans
        .iter()
        .map(|span| {
            let begun = span.begun.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            let mut written = json!({
                "traceId": format!("{:032x}", span.begun.trace),
                "spanId": format!("{:016x}", span.begun.id),
                "name": format!("{} {}", span.method, span.route),
                "kind": 2,
                "startTimeUnixNano": begun.as_nanos().to_string(),
                "endTimeUnixNano": (begun + span.took).as_nanos().to_string(),
                "attributes": [
                    text("http.request.method", span.method),
                    text("http.route", &span.route),
                    { "key": "http.response.status_code", "value": { "intValue": span.status.to_string() } },
                ],
                "status": { "code": if span.status >= 500 { 2 } else { 0 } },
            });
            if let Some(parent) = span.begun.parent {
                written["parentSpanId"] = format!("{parent:016x}").into();
            }
            written
        })
        .collect();
    json!({ "resourceSpans": [{
        "resource": { "attributes": [text("service.name", service), text("service.version", env!("CARGO_PKG_VERSION"))] },
        "scopeSpans": [{ "scope": { "name": "yike" }, "spans": spans }],
    }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_that_comes_along_is_gone_on_with_and_nothing_else_is() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let read = parent(good).expect("a trace");
        assert_eq!(read.span, 0x00f0_67aa_0ba9_02b7);
        assert!(read.sampled);
        assert!(!parent(&good.replace("-01", "-00")).expect("a trace").sampled);
        for bad in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(parent(bad), None, "{bad}");
        }
    }

    #[test]
    fn so_many_of_a_hundred_are_traced() {
        for percent in [0, 1, 10, 33, 100] {
            let (queue, _waiting) = sync_channel(1);
            let tracer = Tracer {
                queue,
                sample_percent: percent,
                seen: Arc::default(),
                metrics: Arc::default(),
            };
            let begun = (0..200).filter(|_| tracer.begin(None).is_some()).count();
            assert_eq!(begun as u64, 2 * percent);
        }
    }
}
