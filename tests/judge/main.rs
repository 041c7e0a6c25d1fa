//! The same numbers from a second judge: PostGIS reads the source's own geometry, projects it itself, and counts for itself.
//!
//! Skipped, with a line that says so, where PostgreSQL with PostGIS or `ogr2ogr` is not installed (`make setup` installs both).

#![expect(
    clippy::panic,
    clippy::float_cmp,
    reason = "a judge stops at the first difference, and counts of people are exact"
)]

mod demo;
mod porto_alegre;
mod postgis;
#[path = "../store/server.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which need more of it")]
mod server;
mod street_towns;
mod streets;

use std::path::Path;
use std::process::Command;

/// Runs the built binary and gives what it printed.
fn yike(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_yike"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "yike {arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

/// Two lengths, to a millimetre (ours are rounded to one).
#[track_caller]
fn same_length(ours: f64, theirs: f64, what: &str) {
    assert!(
        (ours - theirs).abs() <= 0.001,
        "{what}: {ours} m here, {theirs} m in PostGIS"
    );
}

/// Two areas, to a thousandth; nothing against nearly nothing is the same.
#[track_caller]
fn same_area(ours: f64, theirs: f64, what: &str) {
    let close = (ours - theirs).abs() <= 0.001 * theirs.abs() + 1.0;
    assert!(close, "{what}: {ours} m2 here, {theirs} m2 in PostGIS");
}
