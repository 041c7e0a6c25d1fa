//! Imports that take long can be stopped, and whoever ends leaves nothing behind.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::harness::{Desk, Ran};

/// A table that takes seconds to read.
fn long_table() -> String {
    let mut table = String::from("name,lon,lat,people\n");
    for row in 0..400_000_u32 {
        let _ = writeln!(table, "{row},101.{row:06},25.{row:06},{}", row % 100);
    }
    table
}

/// An import that is on its way: its reader runs.
fn begun(desk: &Desk, file: &Path) -> (Child, u32) {
    #[expect(clippy::zombie_processes, reason = "every test waits for it, or for its output")]
    let import = desk
        .command()
        .args(["import", "population"])
        .arg(file)
        .args(["--workspace", "town.gpkg", "--crs", "EPSG:4326"])
        .env("TMPDIR", desk.path("rooms"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let children = format!("/proc/{0}/task/{0}/children", import.id());
    loop {
        let listed = std::fs::read_to_string(&children).expect("it runs");
        if let Some(reader) = listed.split_whitespace().next() {
            return (import, reader.parse().expect("a number"));
        }
        std::thread::yield_now();
    }
}

fn send(signal: &str, process: u32) {
    let sent = Command::new("kill")
        .args([signal, &process.to_string()])
        .status()
        .expect("kill is there");
    assert!(sent.success());
}

/// Whether a process is there and not only waiting to be buried.
fn lives(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .trim_start()
            .starts_with('Z')
    })
}

fn desk() -> (Desk, std::path::PathBuf) {
    let desk = Desk::toy_town();
    std::fs::create_dir(desk.path("rooms")).expect("the folder is ours");
    let file = desk.write("long.csv", long_table());
    (desk, file)
}

#[test]
fn a_signal_ends_the_reader_too_and_changes_nothing() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let (desk, file) = desk();
        let before = desk.workspace_bytes();
        let (import, reader) = begun(&desk, &file);
        send(signal, import.id());
        let output = import.wait_with_output().expect("it ends");
        Ran::of(&output).expect_refusal(code, &["long.csv: stopped before its end; nothing was imported"]);
        assert!(!lives(reader));
        let left = std::fs::read_dir(desk.path("rooms"))
            .expect("the folder is ours")
            .count();
        assert_eq!(left, 0, "no private folder is left");
        assert_eq!(before, desk.workspace_bytes());
    }
}

#[test]
fn a_killed_import_takes_its_reader_along() {
    let (desk, file) = desk();
    let before = desk.workspace_bytes();
    let (mut import, reader) = begun(&desk, &file);
    send("-KILL", import.id());
    import.wait().expect("it ends");
    while lives(reader) {
        std::thread::yield_now();
    }
    assert_eq!(before, desk.workspace_bytes());
}

#[test]
fn a_reader_that_is_killed_is_told_with_the_file() {
    let (desk, file) = desk();
    let before = desk.workspace_bytes();
    let (import, reader) = begun(&desk, &file);
    send("-KILL", reader);
    let output = import.wait_with_output().expect("it ends");
    Ran::of(&output).expect_refusal(1, &["long.csv: its reader broke down", "nothing was imported"]);
    assert_eq!(before, desk.workspace_bytes());
}
