//! The workspace: a GeoPackage that others open, that survives a kill, and that has one writer.

use std::process::{Command, Stdio};

use crate::harness::{Desk, Ran, fixture};
use crate::serving::Served;

fn toy_circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

fn sqlite(desk: &Desk, sql: &str) -> String {
    let output = Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .arg(sql)
        .output()
        .expect("sqlite3 is installed by make setup");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

#[test]
fn gdal_reads_every_layer_of_a_workspace() {
    let desk = Desk::toy_town();
    desk.assess(&toy_circle());
    for (layer, count) in [
        ("communities", 3),
        ("facilities", 3),
        ("hamlets", 2),
        ("buildings", 2),
        ("land", 1),
        ("circles", 1),
    ] {
        let output = Command::new("ogrinfo")
            .args(["-ro", "-so", "-al"])
            .arg(desk.path("town.gpkg"))
            .arg(layer)
            .output()
            .expect("ogrinfo");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains(&format!("Feature Count: {count}")), "{layer}: {told}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("ERROR"), "{layer}");
    }
}

#[test]
fn a_workspace_is_a_sound_database_with_filled_indexes() {
    let desk = Desk::toy_town();
    desk.assess(&toy_circle());
    assert_eq!(sqlite(&desk, "PRAGMA integrity_check"), "ok");
    assert_eq!(sqlite(&desk, "SELECT count(*) FROM rtree_communities_geom"), "3");
    assert_eq!(sqlite(&desk, "PRAGMA foreign_key_check"), "");
}

#[test]
fn ids_stay_when_a_layer_is_imported_again() {
    let desk = Desk::toy_town();
    let ids = || {
        sqlite(
            &desk,
            "SELECT group_concat(id || ':' || code) FROM (SELECT id, code FROM communities ORDER BY id)",
        )
    };
    let before = ids();
    desk.import(
        "communities",
        &fixture("toy_town/communities.geojson"),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    assert_eq!(before, ids());
}

#[test]
fn facilities_of_two_files_stand_side_by_side_until_one_is_asked_to_be_alone() {
    let desk = Desk::toy_town();
    let more = desk.write("more.csv", "name,x,y,category\nX,500500,3300500,kindergarten\n");
    desk.import("facilities", &more, &["--crs", "EPSG:4547"])
        .expect_success();
    assert_eq!(sqlite(&desk, "SELECT count(*) FROM facilities"), "4");
    desk.import("facilities", &more, &["--crs", "EPSG:4547"])
        .expect_success();
    assert_eq!(sqlite(&desk, "SELECT count(*) FROM facilities"), "4");
    desk.import("facilities", &more, &["--crs", "EPSG:4547", "--alone"])
        .expect_success();
    assert_eq!(sqlite(&desk, "SELECT count(*) FROM facilities"), "1");
}

#[test]
fn a_second_writer_is_told_to_wait_and_changes_nothing() {
    let desk = Desk::toy_town();
    let mut holder = Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sqlite3 is installed by make setup");
    {
        use std::io::{BufRead, Write};
        let stdin = holder.stdin.as_mut().expect("piped");
        stdin
            .write_all(b"BEGIN IMMEDIATE;\nSELECT 'held';\n")
            .expect("it listens");
        stdin.flush().expect("it listens");
        let mut line = String::new();
        std::io::BufReader::new(holder.stdout.as_mut().expect("piped"))
            .read_line(&mut line)
            .expect("it answers");
        assert_eq!(line.trim(), "held");
    }
    let before = desk.workspace_bytes();
    desk.import("land", &fixture("toy_town/land.geojson"), &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["town.gpkg", "written by another program"]);
    assert_eq!(before, desk.workspace_bytes());
    drop(holder.stdin.take());
    holder.wait().expect("it ends");
}

#[test]
fn a_run_that_is_killed_leaves_the_last_good_state() {
    let desk = Desk::toy_town();
    let before = desk.assess(&toy_circle());
    // Many kills at different moments of an import: whatever the moment, the workspace stays whole.
    for _ in 0..12 {
        let mut child = desk
            .command()
            .args([
                "import",
                "communities",
                fixture("toy_town/communities.geojson").to_str().expect("text"),
                "--workspace",
                "town.gpkg",
            ])
            .args(["--crs", "EPSG:4547"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        // Killed as soon as the journal shows that it is writing, or after it has ended.
        loop {
            if desk.path("town.gpkg-journal").exists() {
                let _ = child.kill();
                break;
            }
            if child.try_wait().expect("it can be asked").is_some() {
                break;
            }
        }
        let _ = child.wait();
        assert_eq!(sqlite(&desk, "PRAGMA integrity_check"), "ok");
        assert_eq!(sqlite(&desk, "SELECT count(*) FROM communities"), "3");
    }
    assert_eq!(before["totals"], desk.assess(&toy_circle())["totals"]);
}

#[test]
fn after_a_kill_in_the_middle_of_writing_the_server_still_reads_the_last_good_state() {
    let desk = Desk::toy_town();
    desk.assess(&toy_circle());
    let whole = desk.workspace_bytes();
    // A writer that dies holding a hot journal: SQLite itself, stopped after it has begun to overwrite pages.
    let mut writer = Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sqlite3 is installed by make setup");
    {
        use std::io::{BufRead, Write};
        let sql = "PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN IMMEDIATE;\nUPDATE assessments SET document = randomblob(3000000);\nSELECT 'spilled';\n";
        let stdin = writer.stdin.as_mut().expect("piped");
        stdin.write_all(sql.as_bytes()).expect("it listens");
        stdin.flush().expect("it listens");
        let mut line = String::new();
        let mut answers = std::io::BufReader::new(writer.stdout.as_mut().expect("piped"));
        while line.trim() != "spilled" {
            line.clear();
            assert!(answers.read_line(&mut line).expect("it answers") > 0);
        }
    }
    writer.kill().expect("it runs");
    writer.wait().expect("it ends");
    assert!(
        desk.path("town.gpkg-journal").exists() && desk.workspace_bytes() != whole,
        "it died in the middle"
    );
    // The server only reads, which can't undo what was left half done: it has to be undone first.
    assert!(
        Served::start(&desk)
            .get("/api/assessment")
            .contains("\"covered_people\":130")
    );
    let document = desk.assess(&toy_circle());
    assert_eq!(document["circles"][0]["groups"][0]["totals"]["covered_people"], 130);
    assert_eq!(sqlite(&desk, "PRAGMA integrity_check"), "ok");
}

#[test]
fn a_workspace_that_another_program_keeps_in_wal_mode_is_read() {
    let desk = Desk::toy_town();
    assert_eq!(sqlite(&desk, "PRAGMA journal_mode = wal"), "wal");
    let mut reader = Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("sqlite3 is installed by make setup");
    {
        use std::io::Write;
        let stdin = reader.stdin.as_mut().expect("piped");
        stdin
            .write_all(b"BEGIN; SELECT count(*) FROM communities;\n")
            .expect("it listens");
        stdin.flush().expect("it listens");
    }
    desk.import(
        "communities",
        &fixture("toy_town/communities.geojson"),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    assert_eq!(desk.assess(&toy_circle())["totals"]["people"], 200);
    drop(reader.stdin.take());
    reader.wait().expect("it ends");
}

#[test]
fn a_careless_register_that_names_a_code_twice_can_be_imported_again_and_again() {
    let desk = Desk::toy_town();
    let twice = desk.write(
        "twice.csv",
        "code,name,x,y,category\nA,a,500100,3300100,pharmacy\nA,b,500200,3300100,pharmacy\n",
    );
    for _ in 0..3 {
        desk.import("facilities", &twice, &["--crs", "EPSG:4547"])
            .expect_success();
        assert_eq!(
            sqlite(&desk, "SELECT count(*) FROM facilities WHERE source = 'twice.csv'"),
            "2"
        );
    }
    sqlite(&desk, "UPDATE facilities SET code_scheme = NULL");
    desk.import("facilities", &twice, &["--crs", "EPSG:4547"])
        .expect_success();
}

#[test]
fn another_file_of_the_same_name_is_told_before_it_replaces() {
    let desk = Desk::toy_town();
    for (folder, name) in [("north", "a"), ("south", "b")] {
        std::fs::create_dir(desk.path(folder)).expect("ours");
        let file = desk.write(
            &format!("{folder}/clinics.csv"),
            format!("name,x,y,category\n{name},500100,3300100,pharmacy\n"),
        );
        let told = desk
            .import("facilities", &file, &["--crs", "EPSG:4547"])
            .expect_success()
            .out;
        assert_eq!(
            told.contains("imported earlier from another clinics.csv"),
            folder == "south",
            "{told}"
        );
    }
}

#[test]
fn a_demo_that_was_killed_is_built_again_whole() {
    let desk = Desk::empty();
    desk.run(&["demo", "--dir", ".", "--no-serve"]).expect_success();
    desk.write("demo.gpkg-journal", vec![0_u8; 4096]);
    desk.run(&["demo", "--dir", ".", "--no-serve"]).expect_success();
    let output = Command::new("sqlite3")
        .arg(desk.path("demo.gpkg"))
        .arg("PRAGMA integrity_check")
        .output()
        .expect("sqlite3");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "ok");
}

#[test]
fn of_two_who_make_the_same_workspace_one_is_told_and_the_file_stays() {
    let desk = Desk::empty();
    let start = || {
        desk.command()
            .args(["init", "town.gpkg"])
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts")
    };
    for _ in 0..8 {
        let children = [start(), start(), start()];
        let made = children
            .into_iter()
            .map(|mut child| child.wait().expect("it ends"))
            .filter(std::process::ExitStatus::success);
        assert_eq!(made.count(), 1);
        assert_eq!(
            sqlite(&desk, "SELECT value FROM yike_workspace WHERE key = 'format'"),
            yike::store::FORMAT_VERSION.to_string()
        );
        std::fs::remove_file(desk.path("town.gpkg")).expect("it is there");
    }
}

#[test]
fn a_full_disk_is_named_and_nothing_is_changed() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    // A limit on the size of files stands for the full disk: writes fail below SQLite all the same.
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec '{}' import land '{}' --workspace town.gpkg --crs EPSG:4547",
        env!("CARGO_BIN_EXE_yike"),
        fixture("toy_town/land.geojson").display()
    );
    let output = Command::new("bash")
        .arg("-c")
        .arg(script)
        .current_dir(desk.path("."))
        .output()
        .expect("bash");
    Ran::of(&output).expect_refusal(1, &["town.gpkg", "room"]);
    assert_eq!(before, desk.workspace_bytes());
}

#[test]
fn what_is_no_workspace_is_refused_by_its_kind() {
    let desk = Desk::empty();
    let assess = || desk.run(&["assess", "--workspace", "town.gpkg", "--circle", "service-15"]);
    assess().expect_refusal(1, &["no workspace", "yike init"]);
    desk.write(
        "town.gpkg",
        "this is not a database, it only looks long enough to be one".repeat(40),
    );
    assess().expect_refusal(1, &["not a readable workspace"]);
    std::fs::remove_file(desk.path("town.gpkg")).expect("ours");
    desk.run(&["init", "town.gpkg"]).expect_success();
    desk.run(&["init", "town.gpkg"]).expect_refusal(1, &["exists already"]);
    let whole = desk.workspace_bytes();
    desk.write("town.gpkg", &whole[..whole.len() / 2]);
    assess().expect_refusal(1, &["not a readable workspace"]);
    desk.write("town.gpkg", &whole);
    sqlite(&desk, "UPDATE yike_workspace SET value = '99' WHERE key = 'format'");
    assess().expect_refusal(1, &["format 99", "newer"]);
    sqlite(&desk, "DROP TABLE yike_workspace");
    assess().expect_refusal(1, &["not a Yike workspace"]);
}

#[test]
fn assessing_needs_communities_and_serving_needs_an_assessment() {
    let desk = Desk::new();
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", "service-15"])
        .expect_refusal(1, &["no communities", "yike import"]);
    desk.run(&["serve", "--workspace", "town.gpkg", "--listen", "127.0.0.1:0"])
        .expect_refusal(1, &["no assessment", "yike assess"]);
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", "nonsense"])
        .expect_refusal(1, &["nonsense", "service-15"]);
}

#[test]
fn what_comes_later_says_so_with_its_own_exit_code() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    desk.import("candidates", &fixture("toy_town/land.geojson"), &[])
        .expect_refusal(3, &["not yet"]);
    desk.run(&["assess", "--workspace", "town.gpkg"])
        .expect_refusal(2, &["--circle"]);
    assert_eq!(before, desk.workspace_bytes());
}

#[test]
fn the_server_keeps_to_this_machine_and_says_when_a_port_is_taken() {
    let desk = Desk::toy_town();
    desk.assess(&toy_circle());
    desk.run(&["serve", "--workspace", "town.gpkg", "--listen", "0.0.0.0:0"])
        .expect_refusal(1, &["0.0.0.0"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let port = address.rsplit(':').next().expect("a port").to_owned();
    desk.run(&["serve", "--workspace", "town.gpkg", "--listen", &address])
        .expect_refusal(1, &[&port, "in use"]);
}
