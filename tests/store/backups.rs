//! Backups while others work, and the way back, whichever database the workspace is in.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::place::{Place, toy, toy_circle};

fn places() -> Vec<Place> {
    [Some(Place::file()), Place::server()].into_iter().flatten().collect()
}

fn backup(place: &Place, file: &str, more: &[&str]) -> crate::place::Ran {
    place.run(&[&["backup", file, "--workspace", &place.workspace], more].concat())
}

fn restore(place: &Place, file: &str, workspace: &str, more: &[&str]) -> crate::place::Ran {
    place.run(&[&["restore", file, "--workspace", workspace], more].concat())
}

/// Everything that is assessed and everything that is kept, as text.
fn all(place: &Place) -> String {
    let history = place.run(&["history", "--workspace", &place.workspace, "--format", "json"]);
    place.contents() + &history.expect_success().out
}

#[test]
fn a_backup_is_a_workspace_and_goes_back_to_the_byte() {
    for place in places() {
        place.toy_town();
        place.assess(&toy_circle());
        let before = all(&place);
        backup(&place, "town.backup", &[]).expect_success();
        backup(&place, "town.backup", &[]).expect_refusal(1, &["town.backup exists already"]);
        backup(&place, "town.backup", &["--force"]).expect_success();
        // It opens as it is: the same work on it gives the same bytes.
        let again = place.run(&["history", "--workspace", "town.backup", "--format", "json"]);
        assert!(before.ends_with(&again.expect_success().out));
        // What came after it is not lost by accident.
        place
            .import(
                "facilities",
                &place.write("more.csv", "name,x,y,category\nX,500500,3300500,pharmacy\n"),
                &["--crs", "EPSG:4547"],
            )
            .expect_success();
        let after = all(&place);
        assert_ne!(before, after);
        restore(&place, "town.backup", &place.workspace, &[])
            .expect_refusal(1, &["would be lost", "version", "yike backup", "--force"]);
        assert_eq!(all(&place), after);
        restore(&place, "town.backup", &place.workspace, &["--force"]).expect_success();
        assert_eq!(all(&place), before);
        // Once more changes nothing, and what is done on it goes on as it would have.
        restore(&place, "town.backup", &place.workspace, &[]).expect_success();
        assert_eq!(all(&place), before);
        place.assess(&toy_circle());
    }
}

#[test]
fn a_backup_of_one_database_goes_into_the_other() {
    let (Some(server), file) = (Place::server(), Place::file()) else {
        return;
    };
    file.toy_town();
    file.assess(&toy_circle());
    let path = file
        .write("gone", "")
        .with_file_name("town.backup")
        .display()
        .to_string();
    backup(&file, &path, &[]).expect_success();
    restore(&server, &path, &server.workspace, &[]).expect_success();
    assert_eq!(all(&server), all(&file));
    let flat = "SELECT id, name, CAST(toy_pharmacy_rate * 10 AS INTEGER), toy_pharmacy_verdict FROM flat_communities ORDER BY id";
    assert!(server.sql(flat).contains("|5|"), "{}", server.sql(flat));
    assert_eq!(server.sql(flat), file.sql(flat), "the flat views too");
    // And back again.
    backup(&server, &path, &["--force"]).expect_success();
    restore(&file, &path, &file.workspace, &[]).expect_success();
    assert_eq!(all(&server), all(&file));
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_is_changed() {
    for place in places() {
        place.toy_town();
        let before = all(&place);
        let workspace = &place.workspace;
        restore(&place, "none.backup", workspace, &[]).expect_refusal(1, &["there is no backup at none.backup"]);
        place.write("text.backup", "no database");
        restore(&place, "text.backup", workspace, &["--force"]).expect_refusal(1, &["text.backup"]);
        backup(&place, "town.backup", &[]).expect_success();
        let path = place.write("half.backup", "");
        let whole = std::fs::read(path.with_file_name("town.backup")).expect("it is there");
        place.write("half.backup", &whole[..whole.len() / 2]);
        restore(&place, "half.backup", workspace, &["--force"]).expect_refusal(1, &["half.backup", "damaged"]);
        // Whole in size, but not in what it holds.
        let mut torn = whole.clone();
        let page = 4096 * 5;
        torn[page..page + 4096].fill(0xa5);
        place.write("torn.backup", torn);
        restore(&place, "torn.backup", workspace, &["--force"]).expect_refusal(1, &["torn.backup"]);
        let other = Place::file();
        other.init();
        other
            .import("communities", &toy("communities.geojson"), &["--crs", "EPSG:4547"])
            .expect_success();
        let foreign = place
            .write("gone", "")
            .with_file_name("other.backup")
            .display()
            .to_string();
        backup(&other, &foreign, &[]).expect_success();
        restore(&place, &foreign, workspace, &[]).expect_refusal(1, &["history is another one", "--force"]);
        assert_eq!(all(&place), before);
    }
}

#[test]
fn backups_under_writers_are_whole_and_no_write_is_lost() {
    for place in places() {
        place.toy_town();
        let ended = AtomicBool::new(false);
        let (imports, backups) = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut done = 0;
                while done < 6 {
                    let row = format!("name,x,y,category\nX{done},500500,3300500,pharmacy\n");
                    let file = place.write(&format!("more{done}.csv"), row);
                    place
                        .import("facilities", &file, &["--crs", "EPSG:4547"])
                        .expect_success();
                    done += 1;
                }
                ended.store(true, Ordering::Relaxed);
                done
            });
            let mut backups = 0;
            while !ended.load(Ordering::Relaxed) {
                let name = format!("town{backups}.backup");
                backup(&place, &name, &[]).expect_success();
                // Each is the state after some whole import.
                let told = place
                    .run(&["history", "--workspace", &name, "--format", "json"])
                    .expect_success()
                    .out;
                let versions: serde_json::Value = serde_json::from_str(&told).expect("JSON");
                assert!(versions.to_string().contains("facilities.csv"));
                place
                    .run(&["assess", "--workspace", &name, "--circle", &toy_circle()])
                    .expect_success();
                backups += 1;
            }
            (writer.join().expect("every import was kept"), backups)
        });
        assert!(imports == 6 && backups > 0);
        let kept = all(&place);
        for number in 0..imports {
            assert!(kept.contains(&format!("more{number}.csv")), "more{number}.csv is lost");
        }
    }
}

#[test]
fn a_restore_that_is_killed_leaves_what_was_there_or_what_was_restored() {
    for place in places() {
        place.toy_town();
        let mut rows = "name,x,y,category\n".to_owned();
        for row in 0..20_000 {
            let _ = writeln!(
                rows,
                "F{row},{},{},pharmacy",
                500_000 + row % 1000,
                3_300_000 + row / 20
            );
        }
        place
            .import("facilities", &place.write("many.csv", rows), &["--crs", "EPSG:4547"])
            .expect_success();
        backup(&place, "many.backup", &[]).expect_success();
        place.run(&["undo", "--workspace", &place.workspace]).expect_success();
        let (before, mut seen) = (place.contents(), [false; 2]);
        for wait in [1, 5, 10, 20, 40, 80, 160] {
            let mut child = place
                .command()
                .args(["restore", "many.backup", "--workspace", &place.workspace, "--force"])
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(std::time::Duration::from_millis(wait));
            let _ = child.kill();
            let _ = child.wait();
            let found = place.contents() == before;
            let facilities = place.sql("SELECT count(*) FROM facilities");
            assert!(
                found || facilities.parse().is_ok_and(|count: i64| count > 20_000),
                "{facilities}"
            );
            seen[usize::from(found)] = true;
        }
        assert!(seen[1], "every kill came too late");
    }
}
