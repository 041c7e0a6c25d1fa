//! Versions of the layers: append, update, what differs, taking back, and reading as it was.

use serde_json::Value;

use crate::harness::{Desk, fixture};

fn toy_circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

const HEAD: &str = "code,name,x,y,category,state\n";
const F1: &str = "F1,甲药店,500280,3300340,pharmacy,existing\n";
const F2: &str = "F2,乙药店,501500,3300150,药店,existing\n";
const F3: &str = "F3,丙药店,500320,3301500,pharmacy,planned\n";

impl Desk {
    fn facilities(&self, rows: &[&str], more: &[&str]) -> crate::harness::Ran {
        let file = self.write("facilities.csv", format!("{HEAD}{}", rows.concat()));
        let mut all = vec!["--crs", "EPSG:4547"];
        all.extend(more);
        self.import("facilities", &file, &all)
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["--workspace", "town.gpkg", "--format", "json"]);
        serde_json::from_str(&self.run(&all).expect_success().out).expect("JSON")
    }

    fn undo(&self, more: &[&str]) -> crate::harness::Ran {
        let mut all = vec!["undo", "--workspace", "town.gpkg"];
        all.extend(more);
        self.run(&all)
    }

    fn names(&self) -> Vec<String> {
        let document = self.json(&["history"]);
        let versions = document.as_array().expect("a list").iter();
        versions
            .map(|v| {
                format!(
                    "{} {} +{} ~{} -{}",
                    v["layer"], v["action"], v["added"], v["changed"], v["removed"]
                )
                .replace('"', "")
            })
            .collect()
    }
}

#[test]
fn every_change_of_a_layer_is_a_version_and_rows_that_did_not_change_are_left_alone() {
    let desk = Desk::new();
    desk.facilities(&[F1, F2, F3], &[]).expect_success();
    let moved = F2.replace("501500", "501600");
    desk.facilities(&[F1, &moved], &[]).expect_success();
    desk.facilities(&[F1, &moved], &[]).expect_success();
    assert_eq!(
        desk.names(),
        ["facilities replace +3 ~0 -0", "facilities replace +0 ~1 -1"],
        "the third import brought nothing new"
    );
    let changes = desk.json(&["diff"]);
    assert_eq!(changes[0]["change"], "changed");
    assert_eq!(changes[0]["code"], "F2");
    assert_eq!(changes[0]["fields"][0]["field"], "point");
    assert_eq!(changes[0]["fields"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&changes[1]["change"], &changes[1]["name"]),
        (&"removed".into(), &"丙药店".into())
    );
    assert_eq!(changes.as_array().map(Vec::len), Some(2));
}

#[test]
fn an_append_keeps_what_is_there_and_an_update_changes_only_what_it_names() {
    let desk = Desk::new();
    desk.facilities(&[F1], &[]).expect_success();
    desk.facilities(&[F1, F2], &["--append"])
        .expect_refusal(1, &["F1", "is there already", "--update"]);
    desk.facilities(&[F2], &["--append"]).expect_success();
    desk.facilities(&[F3], &["--update"])
        .expect_refusal(1, &["F3", "is not there", "--append"]);
    let renamed = F2.replace("乙药店", "乙大药房");
    desk.facilities(&[&renamed], &["--update"]).expect_success();
    assert_eq!(
        desk.names(),
        [
            "facilities replace +1 ~0 -0",
            "facilities append +1 ~0 -0",
            "facilities update +0 ~1 -0"
        ]
    );
    let changes = desk.json(&["diff"]);
    let field = &changes[0]["fields"][0];
    assert_eq!(
        (&field["field"], &field["from"], &field["to"]),
        (&"name".into(), &"乙药店".into(), &"乙大药房".into())
    );
}

#[test]
fn a_change_can_be_taken_back_and_that_too() {
    let desk = Desk::toy_town();
    let circle = toy_circle();
    let people = |document: &Value| document["totals"]["covered_people"].clone();
    let text = desk.assess_text(&circle);
    let before: Value = serde_json::from_str(&text).expect("JSON");
    desk.facilities(&[F3], &[]).expect_success();
    assert_ne!(people(&desk.assess(&circle)), people(&before));
    let versions = desk.names().len().to_string();
    desk.undo(&[]).expect_success();
    assert!(desk.assess_text(&circle) == text, "the same bytes as before");
    desk.undo(&["--to", &versions]).expect_success();
    assert_ne!(people(&desk.assess(&circle)), people(&before));
    // Undo after undo goes on backwards, to the empty workspace.
    for _ in 0..6 {
        desk.undo(&[]).expect_success();
    }
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", &circle])
        .expect_refusal(1, &["no communities"]);
    desk.undo(&[]).expect_refusal(1, &["taken back"]);
    desk.undo(&["--to", "999"])
        .expect_refusal(1, &["no version 999", "yike history"]);
}

#[test]
fn the_layers_are_read_as_they_were() {
    let desk = Desk::toy_town();
    let circle = toy_circle();
    let before = desk.assess(&circle);
    let version = desk.names().len().to_string();
    desk.facilities(&[F3], &[]).expect_success();
    let now = desk.assess(&circle);
    let then = desk.json(&["assess", "--circle", &circle, "--at", &version]);
    assert_eq!(then["totals"], before["totals"]);
    assert_ne!(then["totals"], now["totals"]);
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", &circle, "--at", "999"])
        .expect_refusal(1, &["no version 999"]);
}

#[test]
fn what_was_edited_outside_is_noticed() {
    let desk = Desk::new();
    desk.facilities(&[F1, F2], &[]).expect_success();
    let edit = std::process::Command::new("ogrinfo")
        .arg(desk.path("town.gpkg"))
        .args([
            "-q",
            "-sql",
            "UPDATE facilities SET opening_hours = '8-20' WHERE code = 'F1'",
        ])
        .status()
        .expect("GDAL's programs are installed by scripts/setup.sh");
    assert!(edit.success());
    let ran = desk.facilities(&[F1, F2], &["--format", "json"]).expect_success();
    assert!(ran.out.contains("1 rows were edited outside Yike"), "{}", ran.out);
    let changes = desk.json(&["diff"]);
    assert_eq!(changes[0]["fields"][0]["from"], "8-20");
}

#[test]
fn a_dry_run_says_everything_and_changes_nothing() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    let ran = desk
        .facilities(&[F3], &["--dry-run", "--format", "json"])
        .expect_success();
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&report["accepted"], &report["changed"]), (&1.into(), &false.into()));
    assert_eq!(desk.workspace_bytes(), before);
    desk.facilities(&["F9,x,500280,3300340,nonsense,existing\n"], &["--dry-run"])
        .expect_refusal(1, &["nonsense"]);
    assert_eq!(desk.workspace_bytes(), before);
}

#[test]
fn appended_communities_do_not_move_the_plane_that_the_others_are_measured_in() {
    let desk = Desk::toy_town();
    let circle = toy_circle();
    let crs = |document: &Value| document["study_area"]["crs"].clone();
    assert_eq!(crs(&desk.assess(&circle)), "EPSG:4547");
    // Alone it would be measured in the zone of 117 degrees.
    let east = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"east","code":"420101001009"},
        "geometry":{"type":"Polygon","coordinates":[[[115.9,29.82],[115.91,29.82],[115.91,29.83],[115.9,29.83],[115.9,29.82]]]}}]}"#;
    let file = desk.write("east.geojson", east);
    desk.import("communities", &file, &["--crs", "EPSG:4490", "--append"])
        .expect_success();
    let after = desk.assess(&circle);
    assert_eq!(after["communities"].as_array().map(Vec::len), Some(4));
    assert_eq!(crs(&after), "EPSG:4547");
}

/// A town with versions of 2024-12-31, 2025-06-30 and 2025-07-01 (in UTC).
fn dated() -> Desk {
    let desk = Desk::toy_town();
    desk.facilities(&[F1], &[]).expect_success();
    desk.facilities(&[F1, F2], &[]).expect_success();
    let last: i64 = desk.rows("SELECT max(id) FROM versions")[0][0]
        .parse()
        .expect("a number");
    desk.rows(&format!(
        "UPDATE versions SET made_at = CASE WHEN id = {last} THEN '2025-07-01T02:00:00Z' WHEN id = {last} - 1 THEN '2025-06-30T23:59:59Z'
           ELSE '2024-12-31T16:30:00Z' END"
    ));
    desk
}

#[test]
fn a_date_means_the_last_version_made_by_then() {
    let desk = dated();
    let count = |arguments: &[&str]| desk.json(arguments).as_array().map(Vec::len);
    let all = count(&["history"]).expect("a list");
    assert_eq!(
        count(&["history", "--at", "2025-06-30"]),
        Some(all - 1),
        "the end of the day"
    );
    assert_eq!(count(&["history", "--at", "2025-06-30T23:59"]), Some(all - 2));
    assert_eq!(
        count(&["history", "--at", "2099-01-01"]),
        Some(all),
        "nothing newer is there"
    );
    assert_eq!(count(&["history", "--at", "2025-07-01T10:00+08:00"]), Some(all));
    assert_eq!(count(&["history", "--at", "2025-07-01T09:59+08:00"]), Some(all - 1));
    // New Year's Eve in Greenwich is New Year's Day in China.
    let changes = desk.json(&["diff", "2024-12-31", "2025-06-30"]);
    assert_eq!(
        changes,
        desk.json(&["diff", &(all - 2).to_string(), &(all - 1).to_string()])
    );
    assert!(changes.as_array().is_some_and(|changes| !changes.is_empty()));
    desk.run(&["diff", "2024-12-31+08:00", "--workspace", "town.gpkg"])
        .expect_refusal(
            1,
            &[
                "no layers yet at 2024-12-31T15:59:59Z",
                "2024-12-31T16:30:00Z",
                "yike history",
            ],
        );
    let assess = |at: &str| {
        desk.run(&[
            "assess",
            "--circle",
            &toy_circle(),
            "--at",
            at,
            "--workspace",
            "town.gpkg",
            "--format",
            "json",
        ])
    };
    let (by_date, by_number) = (assess("2025-06-30"), assess(&(all - 1).to_string()));
    assert!(by_date.err.contains(&format!("version {}", all - 1)), "{}", by_date.err);
    assert_eq!(by_date.expect_success().out, by_number.expect_success().out);
    desk.undo(&["--to", "2025-06-30"]).expect_success();
    assert_eq!(desk.rows("SELECT code FROM facilities"), [["F1"]]);
}

#[test]
fn a_date_that_could_mean_several_days_is_refused_and_so_is_one_before_the_first_version() {
    let desk = Desk::new();
    for text in ["31/12/2025", "2025-12", "2025-02-30", "-3"] {
        let at = format!("--at={text}");
        desk.run(&["history", &at, "--workspace", "town.gpkg"]).expect_refusal(
            2,
            &["neither the number of a version nor a date", "2025-12-31T18:00+08:00"],
        );
    }
    desk.run(&["history", "--at", "2025-12-31", "--workspace", "town.gpkg"])
        .expect_refusal(1, &["no layers yet", "none to this day"]);
    desk.run(&["history", "--at", "7", "--workspace", "town.gpkg"])
        .expect_refusal(1, &["has no version 7"]);
}
