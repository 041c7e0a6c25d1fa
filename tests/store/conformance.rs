//! What a workspace does, in whichever database: every test here runs on both.

use crate::place::{Place, toy, toy_circle};

macro_rules! on_both {
    ($($name:ident)*) => {
        mod in_a_file {
            $(#[test]
            fn $name() {
                super::$name(&crate::place::Place::file());
            })*
        }
        mod on_a_server {
            $(#[test]
            fn $name() {
                if let Some(place) = crate::place::Place::server() {
                    super::$name(&place);
                }
            })*
        }
    };
}

on_both! {
    ids_stay_with_their_codes
    ids_of_rows_that_went_are_not_given_out_again
    registers_stand_side_by_side_until_one_is_alone
    wrong_rows_leave_everything_as_it_was
    a_second_writer_is_told_and_readers_see_the_old_state
    of_two_who_make_the_same_workspace_one_is_told
    a_newer_format_is_refused
    what_is_no_workspace_is_refused
    the_last_assessment_stays_in_force
    names_are_kept_to_the_letter
    barriers_and_compounds_come_back_as_they_were
    scenarios_are_kept_edited_and_assessed
    new_ways_of_format_5_lie_on_the_ground
    provisional_communities_are_marked_and_give_way
    gaps_tell_whether_their_communitys_border_is_provisional
}

fn ids(place: &Place, table: &str) -> String {
    place.sql(&format!("SELECT id, code, name FROM {table} ORDER BY id"))
}

fn ids_stay_with_their_codes(place: &Place) {
    place.toy_town();
    let before = ids(place, "communities");
    let whole = std::fs::read_to_string(toy("communities.geojson")).expect("text");
    // The same communities in another order, one under another name.
    let mut document: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    document["features"].as_array_mut().expect("features").reverse();
    document["features"][0]["properties"]["name"] = "新社区".into();
    let turned = place.write("communities.geojson", document.to_string());
    place
        .import("communities", &turned, &["--crs", "EPSG:4547"])
        .expect_success();
    let after = ids(place, "communities");
    let codes = |text: &str| -> Vec<String> {
        let line = |line: &str| line.rsplit_once('|').expect("three columns").0.to_owned();
        text.lines().map(line).collect()
    };
    assert_eq!(codes(&before), codes(&after));
    assert!(after.contains("新社区") && !before.contains("新社区"), "{after}");
}

fn ids_of_rows_that_went_are_not_given_out_again(place: &Place) {
    place.toy_town();
    let highest = || {
        place
            .sql("SELECT max(id) FROM hamlets")
            .parse::<i64>()
            .expect("a number")
    };
    let before = highest();
    let other = place.write("hamlets.csv", "name,x,y,people\nnew,500100,3300100,5\n");
    place.sql("DELETE FROM hamlets");
    place
        .import("hamlets", &other, &["--crs", "EPSG:4547"])
        .expect_success();
    assert!(highest() > before);
}

fn registers_stand_side_by_side_until_one_is_alone(place: &Place) {
    place.toy_town();
    let more = place.write("more.csv", "name,x,y,category\nX,500500,3300500,kindergarten\n");
    let count = || place.sql("SELECT count(*) FROM facilities");
    place
        .import("facilities", &more, &["--crs", "EPSG:4547"])
        .expect_success();
    assert_eq!(count(), "4");
    place
        .import("facilities", &more, &["--crs", "EPSG:4547", "--alone"])
        .expect_success();
    assert_eq!(count(), "1");
}

fn wrong_rows_leave_everything_as_it_was(place: &Place) {
    place.toy_town();
    place.assess(&toy_circle());
    let before = place.contents();
    let mut rows = "name,x,y,people\n".to_owned();
    for _ in 0..3000 {
        rows.push_str("somewhere,500100,3300100,5\n");
    }
    let wrong = place.write("hamlets.csv", rows + "far away,5,nonsense,5\n");
    place
        .import("hamlets", &wrong, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["nothing was changed"]);
    assert!(before == place.contents());
}

fn a_second_writer_is_told_and_readers_see_the_old_state(place: &Place) {
    place.toy_town();
    place.assess(&toy_circle());
    let before = place.contents();
    let other = place.other_writer();
    place
        .import("land", &toy("land.geojson"), &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["is being written by another program"]);
    assert!(before == place.contents(), "what is not kept yet is not seen");
    other.finish();
    assert!(before != place.contents(), "what was kept is");
    place
        .import("land", &toy("land.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
}

fn of_two_who_make_the_same_workspace_one_is_told(place: &Place) {
    let start = || {
        place
            .command()
            .args(["init", &place.workspace])
            .stderr(std::process::Stdio::null())
            .spawn()
    };
    let children = [start(), start(), start()];
    let made = children
        .into_iter()
        .map(|child| child.expect("it starts").wait().expect("it ends"));
    assert_eq!(made.filter(std::process::ExitStatus::success).count(), 1);
    place
        .run(&["init", &place.workspace])
        .expect_refusal(1, &["exists already"]);
    place
        .import("communities", &toy("communities.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
}

fn a_newer_format_is_refused(place: &Place) {
    place.toy_town();
    place.sql("UPDATE yike_workspace SET value = '99' WHERE key = 'format'");
    for command in [
        vec!["assess", "--circle", "service-15", "--workspace", &place.workspace],
        vec!["serve", "--workspace", &place.workspace],
    ] {
        place.run(&command).expect_refusal(1, &["format 99, newer"]);
    }
}

fn what_is_no_workspace_is_refused(place: &Place) {
    let assess = || place.run(&["assess", "--circle", "service-15", "--workspace", &place.workspace]);
    assess().expect_refusal(1, &["there is no workspace at", "yike init"]);
    place.run(&["init", &place.workspace]).expect_success();
    place.sql("DROP TABLE yike_workspace");
    assess().expect_refusal(1, &["Yike workspace"]);
}

fn the_last_assessment_stays_in_force(place: &Place) {
    place.toy_town();
    let first = place.assess(&toy_circle());
    assert_eq!(
        first,
        place.assess(&toy_circle()),
        "the same inputs are the same assessment"
    );
    assert_eq!(place.sql("SELECT count(*) FROM assessments"), "1");
    place.sql("DELETE FROM hamlets");
    let second = place.assess(&toy_circle());
    assert_ne!(first, second);
    assert_eq!(place.sql("SELECT count(*) FROM assessments"), "2");
    let other = place.other_writer();
    let arguments = ["assess", "--workspace", &place.workspace, "--circle", "service-15"];
    place
        .run(&arguments)
        .expect_refusal(1, &["is being written by another program"]);
    other.finish();
    assert_eq!(
        place.sql("SELECT value FROM yike_workspace WHERE key = 'assessment'"),
        "2"
    );
}

fn names_are_kept_to_the_letter(place: &Place) {
    place.toy_town();
    let names = [
        "'; DROP TABLE hamlets; --",
        "\\N",
        "\\.",
        "甲\u{20BB7}e\u{301}",
        " a\tb ",
        "\u{FEFF}x",
    ];
    let rows: Vec<serde_json::Value> = names
        .iter()
        .map(|name| {
            let point = serde_json::json!({"type": "Point", "coordinates": [500_100.0, 3_300_100.0]});
            serde_json::json!({"type": "Feature", "properties": {"name": name, "people": 5}, "geometry": point})
        })
        .collect();
    let document = serde_json::json!({"type": "FeatureCollection", "features": rows});
    let file = place.write("hamlets.geojson", document.to_string());
    place.import("hamlets", &file, &["--crs", "EPSG:4547"]).expect_success();
    let contents = place.contents();
    for name in &names[..4] {
        assert!(contents.contains(&format!("{name:?}")), "{name:?}");
    }
}

fn barriers_and_compounds_come_back_as_they_were(place: &Place) {
    place.init();
    let barriers = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"kind":"water","name":"河"},"geometry":{"type":"LineString","coordinates":[[101.5,25.0],[101.51,25.0]]}},
        {"type":"Feature","properties":{"kind":"wall"},"geometry":{"type":"Polygon","coordinates":[[[101.5,25.1],[101.51,25.1],[101.51,25.11],[101.5,25.1]]]}}]}"#;
    let compounds = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A1","name":"东苑","gates":"101.505 25.1"},"geometry":{"type":"Polygon","coordinates":[[[101.5,25.1],[101.51,25.1],[101.51,25.11],[101.5,25.1]]]}}]}"#;
    for (kind, text) in [("barriers", barriers), ("compounds", compounds)] {
        place
            .import(kind, &place.write(&format!("{kind}.geojson"), text), &[])
            .expect_success();
    }
    let first = place.contents();
    let one = barriers.split_inclusive('\n').take(2).collect::<String>();
    let one = format!("{}]}}", one.trim_end().trim_end_matches(','));
    place
        .import("barriers", &place.write("barriers.geojson", one), &[])
        .expect_success();
    let renamed = compounds.replace("东苑", "新苑");
    place
        .import("compounds", &place.write("compounds.geojson", renamed), &["--update"])
        .expect_success();
    assert_eq!(place.sql("SELECT count(*) FROM barriers"), "1");
    assert_eq!(place.sql("SELECT id, name FROM compounds"), "1|新苑");
    for _ in 0..2 {
        place.run(&["undo", "--workspace", &place.workspace]).expect_success();
    }
    assert!(first == place.contents(), "{first}\n{}", place.contents());
}

fn scenarios_are_kept_edited_and_assessed(place: &Place) {
    place.toy_town();
    let scenario = |arguments: &[&str]| {
        let mut all = vec!["scenario"];
        all.extend(arguments);
        all.extend(["--workspace", &place.workspace]);
        place.run(&all)
    };
    scenario(&["new", "plan", "--title", "乙"]).expect_success();
    for edit in [
        &[
            "--add-facility",
            "114.0034 29.82",
            "--category",
            "pharmacy",
            "--name",
            "新",
        ][..],
        &[
            "--close-area",
            "POLYGON ((114.001 29.82, 114.002 29.82, 114.002 29.821, 114.001 29.82))",
        ],
        &["--move-facility", "4", "114.0033 29.8321"],
        &["--remove-facility", "1"],
    ] {
        let mut all = vec!["edit", "plan"];
        all.extend(edit);
        scenario(&all).expect_success();
    }
    let show = || scenario(&["show", "plan", "--format", "csv"]).expect_success().out;
    assert_eq!(
        show(),
        "position,edit,id,wkt,class,category,name,capacity,level,applies\n\
         1,add_site,4,POINT (114.0034 29.82),,pharmacy,新,,,true\n\
         2,close_within,,\"POLYGON ((114.001 29.82, 114.002 29.82, 114.002 29.821, 114.001 29.82))\",,,,,,true\n\
         3,move_site,4,POINT (114.0033 29.8321),,,,,,true\n\
         4,remove_site,1,,,,,,,true\n"
    );
    place.assess(&toy_circle());
    let arguments = [
        "assess",
        "--workspace",
        &place.workspace,
        "--circle",
        &toy_circle(),
        "--scenario",
        "plan",
        "--format",
        "json",
    ];
    let document: serde_json::Value = serde_json::from_str(&place.run(&arguments).expect_success().out).expect("JSON");
    assert_eq!(document["totals"]["covered_people"], 60.0);
    assert_eq!(
        place.sql("SELECT value FROM yike_workspace WHERE key = 'assessment'"),
        "1"
    );
    // A plan that is kept stands on the scenario's edits, ids included, and comes whole.
    place
        .run(&[
            "site",
            "--workspace",
            &place.workspace,
            "--circle",
            &toy_circle(),
            "--service",
            "pharmacy",
            "--sites",
            "1",
            "--candidates",
            "communities",
            "--scenario",
            "plan",
            "--keep",
            "more",
        ])
        .expect_success();
    let more = scenario(&["show", "more", "--format", "csv"]).expect_success().out;
    let added = more.strip_prefix(&show()).expect("the edits before");
    assert!(added.starts_with("5,add_site,5,"), "{added}");
    assert_eq!(added.lines().count(), 1, "{added}");
    scenario(&["drop", "more"]).expect_success();
    scenario(&["edit", "plan", "--undo"]).expect_success();
    let other = place.other_writer();
    scenario(&["edit", "plan", "--undo"]).expect_refusal(1, &["is being written by another program"]);
    other.finish();
    assert_eq!(show().lines().count(), 4);
    scenario(&["drop", "plan"]).expect_success();
    assert_eq!(place.sql("SELECT count(*) FROM scenario_edits"), "0");
    assert_eq!(place.sql("SELECT count(*) FROM assessments"), "1");
}

fn new_ways_of_format_5_lie_on_the_ground(place: &Place) {
    place.toy_town();
    let scenario = |arguments: &[&str]| {
        let all = [&["scenario"], arguments, &["--workspace", &place.workspace]].concat();
        place.run(&all).expect_success().out
    };
    let open = |level: &str| {
        let course = "114.001 29.82, 114.002 29.821";
        scenario(&["edit", "plan", "--open-link", course, "--level", level])
    };
    scenario(&["new", "plan"]);
    open("0");
    place.sql(
        "ALTER TABLE scenario_edits DROP COLUMN level; UPDATE yike_workspace SET value = '5' WHERE key = 'format'",
    );
    let shown = || scenario(&["show", "plan", "--format", "csv"]);
    let line = |position: u8, level: &str| {
        format!("{position},new_link,,\"LINESTRING (114.001 29.82, 114.002 29.821)\",footway,,,,{level},true\n")
    };
    let head = "position,edit,id,wkt,class,category,name,capacity,level,applies\n";
    assert_eq!(shown(), format!("{head}{}", line(1, "0")));
    open("-1");
    assert_eq!(shown(), format!("{head}{}{}", line(1, "0"), line(2, "-1")));
    assert_eq!(
        place.sql("SELECT position, coalesce(level, 99) FROM scenario_edits ORDER BY position"),
        "1|99\n2|-1"
    );
    assert_eq!(place.sql("SELECT value FROM yike_workspace WHERE key = 'format'"), "6");
}

fn provisional_communities_are_marked_and_give_way(place: &Place) {
    place.init();
    let town = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "420101001000", "name": "某镇"},
        "geometry": {"type": "Polygon", "coordinates": [[[500000, 3300000], [502000, 3300000], [502000, 3301000], [500000, 3301000], [500000, 3300000]]]}}]}"#;
    let parents = place.write("town.geojson", town).display().to_string();
    let rows = "code,name,x,y\n420101001001,a,500500,3300500\n,b,501500,3300500\n";
    let points = place.write("points.csv", rows).display().to_string();
    let make = || {
        let words = [
            "provisional",
            "--workspace",
            &place.workspace,
            "--parents",
            &parents,
            "--points",
            &points,
        ];
        let crs = ["--crs", "EPSG:4547", "--points-crs", "EPSG:4547"];
        place.run(&[&words[..], &crs[..]].concat()).expect_success();
    };
    let count = |condition: &str| place.sql(&format!("SELECT count(*) FROM communities WHERE {condition}"));
    make();
    assert_eq!(
        (count("provisional"), count("NOT provisional")),
        ("2".to_owned(), "0".to_owned())
    );
    let versions = || place.sql("SELECT count(*) FROM versions");
    // The same again is nothing new.
    let before = (place.contents(), versions());
    make();
    assert!(before == (place.contents(), versions()));
    // A real one with the code of one of them comes beside: both go.
    let real = town.replace("420101001000", "420101001001").replace("某镇", "real");
    let real = place.write("real.geojson", real);
    place
        .import("communities", &real, &["--crs", "EPSG:4547", "--append"])
        .expect_success();
    assert_eq!(
        (count("provisional"), count("NOT provisional")),
        ("0".to_owned(), "1".to_owned())
    );
    assert_eq!(place.sql("SELECT count(*) FROM inputs WHERE kind = 'communities'"), "1");
}

fn gaps_tell_whether_their_communitys_border_is_provisional(place: &Place) {
    place.toy_town_with_provisional(1);
    place.assess(&toy_circle());
    let gaps = place.sql(
        "SELECT DISTINCT community_name, CASE WHEN provisional THEN 'provisional' WHEN NOT provisional THEN 'surveyed' END FROM flat_gaps ORDER BY 1",
    );
    let mut gaps: Vec<&str> = gaps.lines().collect();
    gaps.sort_unstable();
    assert_eq!(gaps, ["丙村|surveyed", "乙社区|provisional"]);
}
