//! Files made to do harm. Each must be refused (or read without harm) with words of ours and the right exit code, change nothing in
//! the workspace, and reach for nothing: no other file, no address. The files are made here, none of them lies in the repository.

mod archives;
mod disguises;
mod geometry;
#[path = "../cli/harness.rs"]
#[expect(dead_code, reason = "shared with the other end-to-end tests")]
mod harness;
mod limits;
mod network;
#[path = "../cli/raster_files.rs"]
#[expect(dead_code, reason = "shared with the other end-to-end tests")]
mod raster_files;
mod rasters;
#[path = "../cli/raw_zip.rs"]
mod raw_zip;
mod text;

use std::time::{Duration, Instant};

use harness::{Desk, Ran};

/// Longest that any attack may keep the program busy.
const PATIENCE: Duration = Duration::from_mins(5);

/// What no message may hold: words of libraries, contents of other files, the folder of the file.
const LEAKS: [&str; 12] = [
    "GDAL",
    "OGR",
    "vsi",
    "root:",
    "ERROR",
    "panicked",
    "sqlite",
    "xerces",
    "expat",
    "libkml",
    "std::",
    "bad_alloc",
];

/// Imports a file made to do harm; it must be refused, and nothing may have changed.
#[track_caller]
fn refused(desk: &Desk, kind: &str, name: &str, bytes: impl AsRef<[u8]>, more: &[&str], code: i32, words: &[&str]) {
    let file = desk.write(name, bytes);
    refused_file(desk, kind, &file, more, code, words);
}

/// As [`refused`], of a file or folder that is there.
#[track_caller]
fn refused_file(desk: &Desk, kind: &str, file: &std::path::Path, more: &[&str], code: i32, words: &[&str]) {
    let before = desk.workspace_bytes();
    let ran = attempted(desk, kind, file, more);
    assert_eq!(
        ran.code,
        code,
        "{}: stdout: {} stderr: {}",
        file.display(),
        ran.out,
        ran.err
    );
    let ran = ran.expect_refusal(code, words);
    assert_eq!(before, desk.workspace_bytes(), "the workspace is as it was");
    quiet(desk, &ran);
}

/// Runs an import and sees that it ends.
#[track_caller]
fn attempted(desk: &Desk, kind: &str, file: &std::path::Path, more: &[&str]) -> Ran {
    let begun = Instant::now();
    let ran = desk.import(kind, file, more);
    assert!(begun.elapsed() < PATIENCE, "{}: {:?}", file.display(), begun.elapsed());
    ran
}

/// Nothing that it says gives anything away.
#[track_caller]
fn quiet(desk: &Desk, ran: &Ran) {
    let folder = desk.path("");
    let folder = folder.to_str().expect("text");
    for leak in LEAKS.iter().copied().chain([folder]) {
        assert!(
            !ran.err.contains(leak) && !ran.out.contains(leak),
            "{leak:?} in: {}{}",
            ran.err,
            ran.out
        );
    }
}
