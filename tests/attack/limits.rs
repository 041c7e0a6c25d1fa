//! What a file may cost, and what is said when it costs more.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use yike::domain::category::{Catalogue, SHIPPED};
use yike::domain::record::LayerKind;
use yike::import::{ImportError, Limits, Request, Silent, read, use_program};

use crate::harness::Desk;

/// Reads a file within limits.
pub fn read_within(kind: LayerKind, path: &Path, crs: &str, limits: &Limits) -> Result<usize, ImportError> {
    use_program(env!("CARGO_BIN_EXE_yike"));
    let catalogue = Catalogue::parse(SHIPPED).expect("checked by a test of its own");
    let request = Request {
        crs: Some(crs),
        ..Request::plain(kind, path, &catalogue)
    };
    read(&request, limits, &Silent).map(|layer| layer.records.len())
}

/// Reads a table of many rows within limits.
fn within(limits: &Limits) -> Result<usize, ImportError> {
    let desk = Desk::empty();
    let mut table = String::from("name,lon,lat,people\n");
    for row in 0..300_000 {
        let _ = writeln!(table, "{row},101.5,25.0,7");
    }
    let path = desk.write("long.csv", table);
    read_within(LayerKind::Population, &path, "EPSG:4326", limits)
}

#[track_caller]
fn over(limits: &Limits, allowed: &str) {
    let error = within(limits).expect_err("it takes more");
    assert!(matches!(error, ImportError::OverLimit { .. }), "{error}");
    let text = error.to_string();
    for words in [
        "long.csv",
        allowed,
        "nothing was imported",
        "--max-memory and --max-minutes",
    ] {
        assert!(text.contains(words), "{words:?} is missing in: {text}");
    }
}

#[test]
fn what_is_enough_is_enough() {
    assert_eq!(within(&Limits::default()), Ok(300_000));
}

#[test]
fn too_little_time_is_told() {
    over(
        &Limits {
            clock: Duration::from_millis(300),
            ..Limits::default()
        },
        "more than 0.3 seconds",
    );
}

#[test]
fn too_little_processor_time_is_told() {
    let limits = Limits {
        processor: Duration::from_secs(1),
        ..Limits::default()
    };
    // A fast machine may be done before.
    if within(&limits).is_err() {
        over(&limits, "more than 1 seconds of processor time");
    }
}

#[test]
fn too_little_memory_is_told() {
    for mebibytes in [150, 200, 230, 260, 300, 350] {
        let limits = Limits {
            memory: mebibytes << 20,
            ..Limits::default()
        };
        match within(&limits) {
            Ok(rows) => assert_eq!(rows, 300_000),
            Err(ImportError::OverLimit { allowed, .. }) => assert!(allowed.contains("MiB of memory"), "{allowed}"),
            Err(other) => unreachable!("{other}"),
        }
    }
}
