//! The figures of a server in the text format of Prometheus; `docs/operations/watching.md` lists them.
//!
//! Labels are bounded: methods that there are, routes as they are written in the router, status codes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::http::Method;

use super::process;

/// Upper ends of the steps of durations, in seconds: a kept tile takes some milliseconds, an answer never more than thirty seconds.
const STEPS: [(f64, &str); 11] = [
    (0.001, "0.001"),
    (0.005, "0.005"),
    (0.01, "0.01"),
    (0.025, "0.025"),
    (0.05, "0.05"),
    (0.1, "0.1"),
    (0.25, "0.25"),
    (1.0, "1"),
    (2.5, "2.5"),
    (10.0, "10"),
    (30.0, "30"),
];

/// What is counted; one of a server.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    routes: Mutex<BTreeMap<String, Route>>,
    pub(super) in_flight: AtomicI64,
    pub(super) connections: AtomicI64,
    pub(super) tiles_made: AtomicU64,
    pub(super) desks: AtomicU64,
    /// Seconds since 1970.
    pub(super) desk_since: AtomicU64,
    pub(super) reloads: AtomicU64,
    pub(super) reloads_refused: AtomicU64,
    pub(super) spans_dropped: AtomicU64,
}

#[derive(Debug, Default)]
struct Route {
    answers: BTreeMap<(&'static str, u16), u64>,
    /// How many took at most so long, each step for itself; summed up when they are told.
    steps: [u64; STEPS.len()],
    longer: u64,
    seconds: f64,
}

/// A figure that goes down again when it is dropped.
pub(super) struct Held<'a>(&'a AtomicI64);

impl<'a> Held<'a> {
    pub(super) fn new(figure: &'a AtomicI64) -> Self {
        figure.fetch_add(1, Ordering::Relaxed);
        Self(figure)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

impl Metrics {
    /// Counts an answer.
    pub(super) fn answered(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), Route::default());
        }
        let Some(found) = routes.get_mut(route) else { return };
        *found.answers.entry((known(method), status)).or_default() += 1;
        let seconds = took.as_secs_f64();
        found.seconds += seconds;
        match STEPS.iter().position(|(end, _)| seconds <= *end) {
            Some(step) => found.steps[step] += 1,
            None => found.longer += 1,
        }
    }

    /// All of it. `ready` is whether the server would say so itself.
    pub(super) fn text(&self, ready: bool) -> String {
        let mut page = String::new();
        let get = |figure: &AtomicU64| figure.load(Ordering::Relaxed) as f64;
        let held = |figure: &AtomicI64| figure.load(Ordering::Relaxed) as f64;
        self.routes(&mut page);
        for (name, kind, help, value) in [
            (
                "yike_http_requests_in_flight",
                "gauge",
                "Requests that are being answered.",
                held(&self.in_flight),
            ),
            (
                "yike_http_connections",
                "gauge",
                "Connections that are open.",
                held(&self.connections),
            ),
            (
                "yike_ready",
                "gauge",
                "1 while the server answers from an assessment and was not told to stop.",
                f64::from(u8::from(ready)),
            ),
            (
                "yike_desks_total",
                "counter",
                "Assessments put in force since the start.",
                get(&self.desks),
            ),
            (
                "yike_desk_since_seconds",
                "gauge",
                "When the assessment in force was put in force, in seconds since 1970.",
                get(&self.desk_since),
            ),
            (
                "yike_tiles_made_total",
                "counter",
                "Tiles made, those that were kept already not counted.",
                get(&self.tiles_made),
            ),
            (
                "yike_reloads_total",
                "counter",
                "Settings read anew and put in force.",
                get(&self.reloads),
            ),
            (
                "yike_reloads_refused_total",
                "counter",
                "Settings read anew and refused; the old ones stayed in force.",
                get(&self.reloads_refused),
            ),
            (
                "yike_spans_dropped_total",
                "counter",
                "Spans that the collector did not take.",
                get(&self.spans_dropped),
            ),
        ] {
            figure(&mut page, name, kind, help, value);
        }
        head(&mut page, "yike_build_info", "gauge", "The version of the program.");
        let _ = writeln!(page, "yike_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
        for (name, kind, help, value) in process::figures() {
            figure(&mut page, name, kind, help, value);
        }
        page
    }

    fn routes(&self, page: &mut String) {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        head(
            page,
            "yike_http_requests_total",
            "counter",
            "Requests answered, by method, route and status.",
        );
        for (name, route) in routes.iter() {
            for ((method, status), count) in &route.answers {
                let _ = writeln!(
                    page,
                    "yike_http_requests_total{{method=\"{method}\",route=\"{name}\",status=\"{status}\"}} {count}"
                );
            }
        }
        let name = "yike_http_request_duration_seconds";
        head(
            page,
            name,
            "histogram",
            "How long answers took until their head was sent, by route.",
        );
        for (label, route) in routes.iter() {
            let mut sum = 0;
            for ((_, end), count) in STEPS.iter().zip(route.steps) {
                sum += count;
                let _ = writeln!(page, "{name}_bucket{{route=\"{label}\",le=\"{end}\"}} {sum}");
            }
            let count = sum + route.longer;
            let _ = writeln!(page, "{name}_bucket{{route=\"{label}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(page, "{name}_sum{{route=\"{label}\"}} {}", route.seconds);
            let _ = writeln!(page, "{name}_count{{route=\"{label}\"}} {count}");
        }
    }
}

fn head(page: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn figure(page: &mut String, name: &str, kind: &str, help: &str, value: f64) {
    head(page, name, kind, help);
    let _ = writeln!(page, "{name} {value}");
}

/// A method by its name; whatever a stranger calls his is `other`.
pub(super) fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_summed_up_and_end_with_all() {
        let metrics = Metrics::default();
        for millis in [1, 3, 30, 40_000] {
            metrics.answered(&Method::GET, "/tiles", 200, Duration::from_millis(millis));
        }
        metrics.answered(
            &Method::from_bytes(b"BREW").expect("a token"),
            "other",
            405,
            Duration::ZERO,
        );
        let _held = Held::new(&metrics.in_flight);
        let text = metrics.text(true);
        for line in [
            "yike_http_requests_total{method=\"GET\",route=\"/tiles\",status=\"200\"} 4",
            "yike_http_requests_total{method=\"other\",route=\"other\",status=\"405\"} 1",
            "yike_http_request_duration_seconds_bucket{route=\"/tiles\",le=\"0.001\"} 1",
            "yike_http_request_duration_seconds_bucket{route=\"/tiles\",le=\"0.005\"} 2",
            "yike_http_request_duration_seconds_bucket{route=\"/tiles\",le=\"0.05\"} 3",
            "yike_http_request_duration_seconds_bucket{route=\"/tiles\",le=\"30\"} 3",
            "yike_http_request_duration_seconds_bucket{route=\"/tiles\",le=\"+Inf\"} 4",
            "yike_http_request_duration_seconds_count{route=\"/tiles\"} 4",
            "yike_http_requests_in_flight 1",
            "yike_ready 1",
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is missing in:\n{text}");
        }
        assert!(text.ends_with('\n'));
    }
}
