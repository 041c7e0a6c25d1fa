//! Traces of requests for a collector.

use super::given::Table;
use super::key::{Key, Kind, Section};

pub(super) const SECTION: Section = Section {
    name: "tracing",
    repeated: false,
    what: "Traces of requests, sent to a collector by OTLP over HTTP (JSON). Off by itself. A span names the route and the status, never the address that was asked for.",
    keys: &[
        Key {
            name: "endpoint",
            kind: Kind::Url,
            default: None,
            example: "http://127.0.0.1:4318",
            what: "The collector; /v1/traces is added to it.",
        },
        Key {
            name: "service_name",
            kind: Kind::Text,
            default: Some("yike"),
            example: "yike-map",
            what: "What this server is called in the traces.",
        },
        Key {
            name: "sample_percent",
            kind: Kind::Number { least: 0, most: 100 },
            default: Some("100"),
            example: "10",
            what: "Of a hundred requests that come without a trace, so many begin one. A request that comes with one is traced as it says.",
        },
    ],
};

/// Traces of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracing {
    /// The collector.
    pub endpoint: Option<String>,
    /// What this server is called.
    pub service_name: String,
    /// Of a hundred requests so many are traced.
    pub sample_percent: u64,
}

impl Tracing {
    pub(super) fn of(table: &Table) -> Self {
        Self {
            endpoint: table.text("endpoint"),
            service_name: table.text("service_name").unwrap_or_default(),
            sample_percent: table.number("sample_percent").unwrap_or(100),
        }
    }
}
