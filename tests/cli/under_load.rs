//! A server that is read anew, and a workspace that is copied, while many ask and somebody writes.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::harness::{Desk, fixture};
use crate::operations::{Running, ask_on, assessed, settings};

/// Versions that are written.
const WRITES: usize = 6;

/// Facilities with one more in each turn.
fn facilities(turn: usize) -> String {
    let rows = (0..=turn).map(|at| format!("L{at},药店{at},{},3300340,pharmacy,existing\n", 500_280 + at));
    format!("code,name,x,y,category,state\n{}", rows.collect::<String>())
}

/// What the history of a workspace says of facilities, oldest first.
fn versions(desk: &Desk, workspace: &str) -> Vec<Value> {
    let told = desk.run(&["history", "--workspace", workspace, "--format", "json"]);
    let told: Vec<Value> = serde_json::from_str(&told.expect_success().out).expect("JSON");
    told.into_iter()
        .filter(|version| version["layer"] == "facilities")
        .collect()
}

fn count(desk: &Desk, workspace: &str) -> usize {
    let found = desk.rows_of(
        workspace,
        "SELECT count(*) FROM flat_facilities WHERE source = 'more.csv'",
    );
    found[0][0].parse().expect("a number")
}

#[test]
fn read_anew_and_copied_under_load_nothing_is_cut_short_and_no_write_is_lost() {
    let desk = assessed();
    let circle = fixture("toy_town/toy.toml").to_str().expect("text").to_owned();
    let began = versions(&desk, "town.gpkg").len();
    let mut running = Running::start(&desk, "");
    let (stop, written) = (AtomicBool::new(false), AtomicBool::new(false));
    let mut copies = Vec::new();
    let answers: usize = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (host, stop) = (running.host.clone(), &stop);
                scope.spawn(move || ask_on(&host, client, stop))
            })
            .collect();
        let (desk, written) = (&desk, &written);
        let writer = scope.spawn(move || {
            for turn in 0..WRITES {
                let file = desk.write("more.csv", facilities(turn));
                desk.import("facilities", &file, &["--crs", "EPSG:4547"])
                    .expect_success();
                // The desk that is served is replaced by it.
                desk.assess(&circle);
            }
            written.store(true, Ordering::Relaxed);
        });
        let mut turn = 0;
        while turn < 3 || !written.load(Ordering::Relaxed) {
            let level = if turn % 2 == 0 { "debug" } else { "info" };
            desk.write("yike.toml", settings(&format!("[log]\nlevel = \"{level}\"")));
            running.signal("-HUP");
            running.line_with("the settings were read anew and are in force");
            let copy = format!("copy{turn}.gpkg");
            desk.run(&["backup", &copy, "--workspace", "town.gpkg"])
                .expect_success();
            copies.push(copy);
            turn += 1;
        }
        writer.join().expect("every write was taken");
        running.signal("-TERM");
        assert_eq!(running.end().0, 0);
        stop.store(true, Ordering::Relaxed);
        let ended = clients
            .into_iter()
            .map(|client| client.join().expect("no answer was cut short"));
        ended.sum()
    });
    assert!(answers > 100, "only {answers} answers");
    let all = versions(&desk, "town.gpkg");
    assert_eq!(all.len(), began + WRITES, "a version for every write");
    assert_eq!(count(&desk, "town.gpkg"), WRITES);
    for copy in &copies {
        // Each is the workspace as it once was: some of its versions, and what the last of them left.
        let own = versions(&desk, copy);
        assert!(own.len() >= began && own[..] == all[..own.len()], "{copy}: {own:?}");
        if own.len() > began {
            assert_eq!(count(&desk, copy), own.len() - began, "{copy}");
        }
        let check = desk.rows_of(copy, "PRAGMA integrity_check");
        assert_eq!(check, [["ok"]], "{copy}");
    }
}
