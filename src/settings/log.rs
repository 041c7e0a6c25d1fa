//! What is written down of what happens.

use super::given::Table;
use super::key::{Key, Kind, Section};

pub(super) const SECTION: Section = Section {
    name: "log",
    repeated: false,
    what: "What is written down of what happens, on the standard error. Never the address of a request, only its route: an address may hold what somebody searched for.",
    keys: &[
        Key {
            name: "format",
            kind: Kind::OneOf(&["text", "json"]),
            default: Some("text"),
            example: "json",
            what: "Lines for people, or one JSON object a line.",
        },
        Key {
            name: "level",
            kind: Kind::OneOf(&["error", "warn", "info", "debug"]),
            default: Some("warn"),
            example: "info",
            what: "How much: from warn on only troubles, with info one line a request too.",
        },
    ],
};

/// What is written down of what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// In which form.
    pub format: LogFormat,
    /// How much.
    pub level: LogLevel,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// How much is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what may become a trouble.
    Warn,
    /// And every request.
    Info,
    /// And what helps to find a fault.
    Debug,
}

impl Log {
    pub(super) fn of(table: &Table) -> Self {
        Self {
            format: match table.text("format").as_deref() {
                Some("json") => LogFormat::Json,
                _ => LogFormat::Text,
            },
            level: match table.text("level").as_deref() {
                Some("error") => LogLevel::Error,
                Some("info") => LogLevel::Info,
                Some("debug") => LogLevel::Debug,
                _ => LogLevel::Warn,
            },
        }
    }
}
