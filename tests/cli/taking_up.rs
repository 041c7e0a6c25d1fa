//! An import that was killed leaves its checked rows, and the next one with the same words takes them up; while a file is read nobody waits.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::harness::{Desk, Ran, fixture};

/// Rows of a file that is long enough to be worth it.
const ROWS: usize = 300_000;

fn long_table(people: usize) -> String {
    let mut table = String::from("name,lon,lat,people\n");
    for row in 0..ROWS {
        let _ = writeln!(table, "{row},101.{row:06},25.{row:06},{people}");
    }
    table
}

fn desk() -> (Desk, PathBuf) {
    let desk = Desk::toy_town();
    let file = desk.write("long.csv", long_table(1));
    (desk, file)
}

const CRS: [&str; 2] = ["--crs", "EPSG:4326"];

fn start(desk: &Desk, file: &Path) -> Child {
    desk.command()
        .args(["import", "population"])
        .arg(file)
        .args(["--workspace", "town.gpkg"])
        .args(CRS)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

/// Kills an import that writes: the database's journal is there.
fn killed_while_writing(desk: &Desk, file: &Path) {
    let mut import = start(desk, file);
    while !desk.path("town.gpkg-journal").exists() {
        assert!(import.try_wait().expect("it can be asked").is_none(), "it has ended");
        std::thread::yield_now();
    }
    import.kill().expect("it runs");
    import.wait().expect("it ends");
}

/// Files of kept rows.
fn kept(desk: &Desk) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(desk.path("")).expect("ours").flatten();
    let name = |path: &PathBuf| path.to_string_lossy().contains("town.gpkg.rows-");
    entries.map(|entry| entry.path()).filter(name).collect()
}

fn sums(desk: &Desk) -> String {
    desk.rows("SELECT count(*), count(DISTINCT id), sum(micro_people) / 1000000 FROM population")[0].join(" ")
}

const TOOK_UP: &str = "took up 300000 rows";

#[test]
fn what_a_killed_import_had_read_is_taken_up() {
    let (desk, file) = desk();
    let before = desk.rows("SELECT count(*) FROM versions");
    killed_while_writing(&desk, &file);
    let [rows] = kept(&desk).try_into().expect("one file");
    let mode = std::fs::metadata(&rows).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    let ran = desk.import("population", &file, &CRS).expect_success();
    assert!(ran.err.contains(TOOK_UP), "{}", ran.err);
    assert!(
        ran.out.contains("300000 read, 300000 accepted, 0 rejected"),
        "{}",
        ran.out
    );
    assert_eq!(sums(&desk), "300000 300000 300000");
    assert_eq!(kept(&desk), [] as [PathBuf; 0], "they are gone when they are written");
    // To the byte what an import without a break gives.
    let whole = Desk::toy_town();
    let same = whole.write("long.csv", long_table(1));
    whole.import("population", &same, &CRS).expect_success();
    let all = "SELECT id, name, source, micro_people, hex(geom) FROM population ORDER BY id";
    assert!(desk.rows(all) == whole.rows(all));
    assert_eq!(
        desk.rows("SELECT sha256 FROM inputs"),
        whole.rows("SELECT sha256 FROM inputs")
    );
    assert_ne!(desk.rows("SELECT count(*) FROM versions"), before);
}

#[test]
fn rows_are_read_again_where_the_file_the_words_or_the_user_say_so() {
    let (desk, file) = desk();
    killed_while_writing(&desk, &file);
    // Another question keeps its hands off them.
    let ran = desk
        .import("population", &file, &["--crs", "EPSG:4490", "--dry-run"])
        .expect_success();
    assert!(!ran.err.contains("took up"), "{}", ran.err);
    assert_eq!(kept(&desk).len(), 1);
    // Other people, same length, same name.
    desk.write("long.csv", long_table(2));
    let ran = desk.import("population", &file, &CRS).expect_success();
    assert!(!ran.err.contains("took up"), "{}", ran.err);
    assert_eq!(sums(&desk), "300000 300000 600000");
    desk.write("long.csv", long_table(1));
    let ran = desk
        .import("population", &file, &["--crs", "EPSG:4326", "--fresh"])
        .expect_success();
    assert!(!ran.err.contains("took up"), "{}", ran.err);
    assert_eq!(sums(&desk), "300000 300000 300000");
    assert_eq!(kept(&desk), [] as [PathBuf; 0]);
}

#[test]
fn rows_that_were_cut_off_are_not_believed() {
    let (desk, file) = desk();
    killed_while_writing(&desk, &file);
    let [rows] = kept(&desk).try_into().expect("one file");
    let whole = std::fs::read(&rows).expect("it is there");
    std::fs::write(&rows, &whole[..whole.len() - 3]).expect("ours");
    let ran = desk.import("population", &file, &CRS).expect_success();
    assert!(!ran.err.contains("took up"), "{}", ran.err);
    assert_eq!(sums(&desk), "300000 300000 300000");
}

#[test]
fn while_a_file_is_read_others_write_and_what_they_wrote_is_heeded() {
    let (desk, file) = desk();
    let import = start(&desk, &file);
    let children = format!("/proc/{0}/task/{0}/children", import.id());
    let reader = || std::fs::read_to_string(&children).is_ok_and(|listed| !listed.trim().is_empty());
    while !reader() {
        std::thread::yield_now();
    }
    let facilities = desk.write(
        "more.csv",
        "code,name,x,y,category\nF9,新药店,500300,3300300,pharmacy\n",
    );
    desk.import("facilities", &facilities, &["--crs", "EPSG:4547"])
        .expect_success();
    assert!(reader(), "the long file was still being read");
    let output = import.wait_with_output().expect("it ends");
    Ran::of(&output).expect_success();
    assert_eq!(sums(&desk), "300000 300000 300000");
    assert_eq!(desk.rows("SELECT name FROM facilities WHERE code = 'F9'"), [["新药店"]]);
    let layers = desk.rows("SELECT layer FROM versions ORDER BY id DESC LIMIT 2");
    assert_eq!(layers, [["population"], ["facilities"]]);
    assert!(
        desk.assess_text(fixture("toy_town/toy.toml").to_str().expect("text"))
            .contains("inputs")
    );
}

#[test]
fn an_import_that_finds_the_workspace_busy_need_not_read_again() {
    let (desk, file) = desk();
    let mut other = std::process::Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sqlite3 is installed by make setup");
    let mut says = other.stdin.take().expect("piped");
    std::io::Write::write_all(&mut says, b"BEGIN IMMEDIATE; SELECT 'begun';\n").expect("it listens");
    let mut answer = [0; 5];
    std::io::Read::read_exact(other.stdout.as_mut().expect("piped"), &mut answer).expect("it answers");
    desk.import("population", &file, &CRS)
        .expect_refusal(1, &["is being written by another program"]);
    drop(says);
    other.wait().expect("it ends");
    let ran = desk.import("population", &file, &CRS).expect_success();
    assert!(ran.err.contains(TOOK_UP), "{}", ran.err);
}
