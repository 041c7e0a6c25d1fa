//! What a server writes down of what happens: lines for people, or one JSON object a line, on the standard error.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Registry, fmt, reload};

use crate::settings::{Log, LogFormat, LogLevel};

/// What is told at every level: where the map is, what was put in force.
const TOLD: &str = "yike::told";

/// Whether lines for people would break a stream of JSON.
static JSON: AtomicBool = AtomicBool::new(false);

/// Changes how much is written.
static LEVEL: OnceLock<reload::Handle<Targets, Registry>> = OnceLock::new();

/// Writes so much from now on.
pub(super) fn set_level(level: LogLevel) {
    if let Some(handle) = LEVEL.get() {
        // It fails only where the log is gone already.
        let _ = handle.reload(targets(level));
    }
}

fn targets(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    // Libraries speak of what is theirs, perhaps with addresses in it: only what failed is written down.
    Targets::new()
        .with_default(LevelFilter::ERROR)
        .with_target("yike", level)
        .with_target(TOLD, LevelFilter::INFO)
}

/// Begins to write; the first call of a process counts.
pub(super) fn begin(log: Log) {
    let (targets, handle) = reload::Layer::new(targets(log.level));
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let begun = match log.format {
        LogFormat::Json => {
            let lines = lines
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(false);
            tracing_subscriber::registry().with(targets).with(lines).try_init()
        }
        LogFormat::Text => tracing_subscriber::registry()
            .with(targets)
            .with(lines.with_target(false))
            .try_init(),
    };
    if begun.is_ok() {
        let _ = LEVEL.set(handle);
        JSON.store(log.format == LogFormat::Json, Ordering::Relaxed);
    }
}

/// Tells the person who started the server something: a line, or an object of the log where lines would break it.
pub(super) fn tell(line: &str) {
    if JSON.load(Ordering::Relaxed) {
        tracing::info!(target: TOLD, "{}", super::plain(line));
    } else {
        super::say(line);
    }
}
