//! Scenarios: made over a version of the layers, edited, taken back, assessed.

use serde_json::Value;

use crate::harness::{Desk, Ran, fixture};
use crate::serving::Served;

/// A place in 甲社区.
const PLACE: &str = "114.0034 29.8200";

fn toy_circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

impl Desk {
    fn scenario(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["scenario"];
        all.extend(arguments);
        all.extend(["--workspace", "town.gpkg"]);
        self.run(&all)
    }

    fn edit(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["edit", "plan"];
        all.extend(arguments);
        self.scenario(&all)
    }

    fn shown(&self) -> Value {
        let ran = self.scenario(&["show", "plan", "--format", "json"]).expect_success();
        serde_json::from_str(&ran.out).expect("one JSON object")
    }

    /// The toy town with a street through it and a scenario over it.
    fn planned() -> Self {
        let desk = Self::toy_town();
        let streets = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4547"}},"features":[
            {"type":"Feature","properties":{"class":"residential"},"geometry":{"type":"LineString","coordinates":[[500000,3300500],[502000,3300500]]}}]}"#;
        desk.import("streets", &desk.write("streets.geojson", streets), &[])
            .expect_success();
        desk.scenario(&["new", "plan", "--title", "丙村新建药店"])
            .expect_success();
        desk
    }

    /// Where a facility stands, as `lon lat`.
    fn place_of(&self, name: &str) -> String {
        let file = self.path("facilities.geojson").display().to_string();
        self.run(&[
            "export",
            "facilities",
            "--workspace",
            "town.gpkg",
            "--to",
            &file,
            "--overwrite",
        ])
        .expect_success();
        let text = std::fs::read_to_string(&file).expect("written");
        let document: Value = serde_json::from_str(&text).expect("GeoJSON");
        let features = document["features"].as_array().expect("features");
        let one = features
            .iter()
            .find(|feature| feature["properties"]["name"] == name)
            .expect("it is there");
        let at = &one["geometry"]["coordinates"];
        format!("{} {}", at[0], at[1])
    }

    fn id_of(&self, name: &str) -> String {
        self.rows(&format!("SELECT id FROM facilities WHERE name = '{name}'"))
            .concat()
            .concat()
    }

    /// The town with a pharmacy added, one moved and one removed in its scenario, both assessed: what stands is 1, the scenario 2.
    fn changed() -> Self {
        let desk = Self::planned();
        let (moved, gone) = (desk.id_of("甲药店"), desk.id_of("乙药店"));
        desk.edit(&["--add-facility", PLACE, "--category", "pharmacy", "--name", "新药店"])
            .expect_success();
        desk.edit(&["--move-facility", &moved, "114.005 29.83"])
            .expect_success();
        desk.edit(&["--remove-facility", &gone]).expect_success();
        let toy = toy_circle();
        let assess = ["assess", "--workspace", "town.gpkg", "--circle", &toy];
        desk.run(&assess).expect_success();
        desk.run(&[&assess[..], &["--scenario", "plan"]].concat())
            .expect_success();
        desk
    }

    fn assess_plan(&self) -> Value {
        let circle = toy_circle();
        let ran = self.run(&[
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            &circle,
            "--scenario",
            "plan",
            "--format",
            "json",
        ]);
        serde_json::from_str(&ran.expect_success().out).expect("one JSON object")
    }
}

#[test]
fn edits_are_kept_in_their_order_checked_against_the_base_and_taken_back_one_by_one() {
    let desk = Desk::planned();
    let (first, second) = (desk.id_of("甲药店"), desk.id_of("乙药店"));
    let street = desk.rows("SELECT id FROM streets").concat().concat();
    let area = "POLYGON ((114.001 29.82, 114.002 29.82, 114.002 29.821, 114.001 29.82))";
    for arguments in [
        vec!["--close", &street],
        vec!["--close-line", "LINESTRING (114.001 29.82, 114.001 29.83)"],
        vec!["--close-area", area],
        vec![
            "--open-link",
            "114.001 29.82, 114.002 29.83",
            "--class",
            "steps",
            "--name",
            "天桥",
            "--level",
            "1",
        ],
        vec![
            "--add-facility",
            PLACE,
            "--category",
            "药店",
            "--name",
            "新药店",
            "--capacity",
            "12",
        ],
        vec!["--move-facility", &first, PLACE],
        vec!["--remove-facility", &second],
    ] {
        desk.edit(&arguments).expect_success();
    }
    let shown = desk.shown();
    let edits = shown["edits"].as_array().expect("a list");
    let keys: Vec<&str> = edits.iter().map(|edit| edit["edit"].as_str().expect("text")).collect();
    assert_eq!(
        keys,
        [
            "close_street",
            "close_across",
            "close_within",
            "new_link",
            "add_site",
            "move_site",
            "remove_site"
        ]
    );
    assert_eq!(edits[1]["wkt"], "LINESTRING (114.001 29.82, 114.001 29.83)");
    assert_eq!(edits[2]["wkt"], area);
    assert_eq!(
        (&edits[3]["class"], &edits[3]["name"], &edits[3]["level"]),
        (&"steps".into(), &"天桥".into(), &1.into())
    );
    assert_eq!(edits[4]["level"], Value::Null);
    let told = desk.scenario(&["show", "plan"]).expect_success().out;
    assert!(
        told.contains("open a steps called 天桥 on level 1, over what it crosses"),
        "{told}"
    );
    assert_eq!(
        (&edits[4]["category"], &edits[4]["id"], &edits[4]["capacity"]),
        (&"pharmacy".into(), &4.into(), &12.0.into()),
        "three were there"
    );
    assert!(edits.iter().all(|edit| edit["applies"] == true));
    // What was added can be moved; what was removed can't.
    desk.edit(&["--move-facility", "4", "114.005 29.83"]).expect_success();
    desk.edit(&["--remove-facility", &second])
        .expect_refusal(1, &["no facility", "with the edits of the scenario"]);
    for left in (0..8).rev() {
        desk.edit(&["--undo"]).expect_success();
        assert_eq!(desk.shown()["edits"].as_array().map(Vec::len), Some(left));
    }
    desk.edit(&["--undo"]).expect_refusal(1, &["no edit"]);
    assert_eq!(desk.rows("SELECT count(*) FROM scenario_edits"), [["0"]]);
}

#[test]
fn what_can_not_be_is_refused_and_leaves_the_scenario_as_it_was() {
    let desk = Desk::planned();
    desk.edit(&["--close", "1"]).expect_success();
    let before = desk.shown();
    let bow = "POLYGON ((114.001 29.82, 114.002 29.821, 114.002 29.82, 114.001 29.821, 114.001 29.82))";
    let long: Vec<String> = (0..10_001).map(|n| format!("[114.001,29.8{n:05}]")).collect();
    let long = format!(r#"{{"type":"LineString","coordinates":[{}]}}"#, long.join(","));
    let long = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{long}}}]}}"#
    );
    let long = desk.write("long.geojson", long).display().to_string();
    for (arguments, words) in [
        (vec!["--close", "77"], &["no street 77", "version"][..]),
        (vec!["--close", "1"], &["closes street 1 already"]),
        (vec!["--move-facility", "77", PLACE], &["no facility 77"]),
        (vec!["--move-facility", "one", PLACE], &["no id"]),
        (vec!["--move-facility", "1", "here"], &["here", "no place"]),
        (vec!["--remove-facility", "77"], &["no facility 77"]),
        (
            vec!["--add-facility", "29.83 114.003", "--category", "pharmacy"],
            &["29.83", "longitude first"],
        ),
        (
            vec!["--add-facility", "9.5 47.1", "--category", "pharmacy"],
            &["far from the study area"],
        ),
        (
            vec!["--add-facility", PLACE, "--category", "castle"],
            &["castle", "no category"],
        ),
        (
            vec!["--add-facility", PLACE, "--category", "pharmacy", "--capacity", "NaN"],
            &["capacity"],
        ),
        (
            vec!["--open-link", "114 29.82", "--class", "footway"],
            &["two different corners"],
        ),
        (
            vec!["--open-link", "114 29.82, 114.01 29.82", "--class", "river"],
            &["river", "no class"],
        ),
        (
            vec!["--close-line", "LINESTRING (114 29.82"],
            &["letter 22", "LINESTRING (101.5"],
        ),
        (vec!["--close-line", &long], &["10000 corners"]),
        (vec!["--close-line", "nowhere.geojson"], &["nowhere.geojson"]),
        (
            vec!["--close-area", "LINESTRING (114 29.82, 114.01 29.82)"],
            &["no area", "--close-line"],
        ),
        (vec!["--close-area", bow], &["crosses or overlaps itself"]),
    ] {
        desk.edit(&arguments).expect_refusal(1, words);
    }
    desk.edit(&[]).expect_refusal(2, &["required"]);
    desk.edit(&["--close", "1", "--undo"])
        .expect_refusal(2, &["cannot be used with"]);
    desk.edit(&["--add-facility", PLACE]).expect_refusal(2, &["--category"]);
    assert_eq!(desk.shown(), before);
    desk.scenario(&["new", "plan"]).expect_refusal(1, &["already"]);
    desk.scenario(&["new", "a plan; drop"]).expect_refusal(1, &["no name"]);
    desk.scenario(&["new", "other", "--base", "99"])
        .expect_refusal(1, &["no version 99"]);
    desk.scenario(&["show", "other"])
        .expect_refusal(1, &["no scenario", "other"]);
    Desk::new()
        .scenario(&["new", "plan"])
        .expect_refusal(1, &["no change of its layers"]);
}

#[test]
fn areas_and_lines_come_from_files_too() {
    let desk = Desk::planned();
    let file = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[114.001,29.82],[114.003,29.82],[114.003,29.822],[114.001,29.82]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[114.002,29.82],[114.004,29.82],[114.004,29.822],[114.002,29.82]]]}}]}"#;
    let file = desk.write("works.geojson", file).display().to_string();
    desk.edit(&["--close-area", &file]).expect_success();
    let text = desk.shown()["edits"][0]["wkt"].as_str().expect("text").to_owned();
    assert!(
        text.starts_with("POLYGON ("),
        "the two lie on each other and are one: {text}"
    );
    desk.edit(&["--close-line", &file])
        .expect_refusal(1, &["no line", "--close-area"]);
}

#[test]
fn an_assessment_of_a_scenario_is_that_of_a_town_which_really_is_so_and_is_never_in_force() {
    let desk = Desk::planned();
    let before = desk.assess_text(&toy_circle());
    let covered = |document: &Value| document["totals"]["covered_people"].as_f64();
    let first: Value = serde_json::from_str(&before).expect("JSON");
    assert_eq!(covered(&first), Some(130.0));
    // A pharmacy beside 上丙 (30 people), none in 甲 (100 people).
    let there = desk.place_of("丙药店");
    desk.edit(&["--add-facility", &there, "--category", "pharmacy"])
        .expect_success();
    let added = desk.assess_plan();
    assert_eq!(covered(&added), Some(160.0));
    desk.edit(&["--remove-facility", &desk.id_of("甲药店")])
        .expect_success();
    let both = desk.assess_plan();
    assert_eq!(covered(&both), Some(60.0));
    let remarks = both["remarks"].to_string();
    assert!(
        remarks.contains("scenario plan: version 6 of the layers with 2 edits"),
        "{remarks}"
    );
    assert_eq!(desk.assess_plan(), both, "the same inputs are the same assessment");
    // The same town, imported so.
    let real = Desk::toy_town();
    let table = "code,name,x,y,category,state\nF2,乙药店,501500,3300150,药店,existing\n\
        F3,丙药店,500320,3301500,pharmacy,planned\nN,,500320,3301500,pharmacy,existing\n";
    real.import(
        "facilities",
        &real.write("facilities.csv", table),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    let real = real.assess(&toy_circle());
    for part in ["totals", "circles"] {
        assert_eq!(both[part], real[part], "{part}");
    }
    // The one in force is as it was, and undone edits give the base again.
    assert_eq!(
        desk.rows("SELECT value FROM yike_workspace WHERE key = 'assessment'"),
        [["1"]]
    );
    assert_eq!(
        desk.rows("SELECT id, coalesce(scenario, '') FROM assessments ORDER BY id"),
        [["1", ""], ["2", "plan"], ["3", "plan"]]
    );
    desk.edit(&["--undo"]).expect_success();
    desk.edit(&["--undo"]).expect_success();
    let base = desk.assess_plan();
    for part in ["totals", "circles", "communities"] {
        assert_eq!(base[part], first[part], "{part}");
    }
    desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        "service-15",
        "--scenario",
        "plan",
        "--at",
        "1",
    ])
    .expect_refusal(2, &["--at"]);
    assert_eq!(desk.shown()["assessments"], serde_json::json!([2, 3, 4]));
    assert_eq!(desk.assess_text(&toy_circle()), before);
}

#[test]
fn a_scenario_stands_on_its_base_whatever_is_imported_and_says_what_no_longer_applies() {
    let desk = Desk::planned();
    let gone = desk.id_of("甲药店");
    desk.edit(&["--remove-facility", &gone]).expect_success();
    desk.edit(&["--close", "1"]).expect_success();
    let first = desk.assess_plan();
    desk.import(
        "facilities",
        &desk.write(
            "facilities.csv",
            "code,name,x,y,category\nX,新,500500,3300500,pharmacy\n",
        ),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    assert_eq!(
        desk.assess_plan()["totals"],
        first["totals"],
        "its base is an earlier version"
    );
    assert!(
        desk.shown()["edits"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|edit| edit["applies"] == true)
    );
    // Another program takes rows away of which no version knows.
    desk.rows(&format!(
        "DELETE FROM streets; DELETE FROM history WHERE layer = 2 AND row_id = {gone}"
    ));
    let shown = desk.scenario(&["show", "plan"]).expect_success();
    assert!(
        shown.err.contains(&format!(
            "edit 1 no longer applies: there is no facility {gone} any more"
        )),
        "{}",
        shown.err
    );
    assert!(
        shown
            .err
            .contains("edit 2 no longer applies: there is no street 1 any more"),
        "{}",
        shown.err
    );
    let remarks = desk.assess_plan()["remarks"].to_string();
    assert!(remarks.contains("edit 2 no longer applies"), "{remarks}");
}

#[test]
fn scenarios_are_listed_and_dropped() {
    let desk = Desk::planned();
    desk.scenario(&["new", "a-2", "--base", "1"]).expect_success();
    desk.edit(&["--close", "1"]).expect_success();
    desk.assess_plan();
    let list = || -> Value {
        let ran = desk.scenario(&["list", "--format", "json"]).expect_success();
        serde_json::from_str(&ran.out).expect("JSON")
    };
    let all = list();
    assert_eq!(
        (&all[0]["name"], &all[0]["base"], &all[0]["edits"]),
        (&"a-2".into(), &1.into(), &0.into())
    );
    assert_eq!(
        (&all[1]["title"], &all[1]["edits"], &all[1]["assessments"]),
        (&"丙村新建药店".into(), &1.into(), &1.into())
    );
    let table = desk.scenario(&["list"]).expect_success().out;
    assert!(table.contains("丙村新建药店"), "{table}");
    desk.scenario(&["drop", "plan"]).expect_success();
    assert_eq!(list().as_array().map(Vec::len), Some(1));
    assert_eq!(
        desk.rows("SELECT (SELECT count(*) FROM scenario_edits), (SELECT count(*) FROM assessments)"),
        [["0", "0"]]
    );
    desk.scenario(&["drop", "plan"]).expect_refusal(1, &["no scenario"]);
}

/// People covered along the streets in a scenario.
fn covered_along_streets(desk: &Desk, scenario: &str) -> (Option<f64>, String) {
    let circle = toy_circle();
    let ran = desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--method",
        "streets",
        "--scenario",
        scenario,
        "--format",
        "json",
    ]);
    let document: Value = serde_json::from_str(&ran.expect_success().out).expect("one JSON object");
    let totals = &document["circles"][0]["groups"][0]["totals"];
    (
        totals["covered_people"].as_f64(),
        format!("{} {}", totals["severed_by"], document["remarks"]),
    )
}

#[test]
fn closures_and_new_ways_change_who_can_walk_there_in_their_order() {
    let desk = Desk::toy_town();
    desk.import("streets", &fixture("toy_town/streets.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    desk.scenario(&["new", "plan"]).expect_success();
    assert_eq!(
        covered_along_streets(&desk, "plan").0,
        Some(120.0),
        "as the README works it out"
    );
    // 甲路 cut at (340, 340): the 75 people of a2 have no way left.
    let wall = "LINESTRING (114.003517531 29.821260845, 114.003517600 29.823245519)";
    let bridge = "114.003414086 29.821621697, 114.003517546 29.821711907, 114.003621000 29.821621692";
    desk.edit(&["--close-line", wall]).expect_success();
    let (covered, said) = covered_along_streets(&desk, "plan");
    assert_eq!(covered, Some(45.0));
    assert!(
        said.contains(r#""barrier":"scenario""#),
        "they are severed by it: {said}"
    );
    desk.edit(&["--open-link", bridge]).expect_success();
    assert_eq!(
        covered_along_streets(&desk, "plan").0,
        Some(120.0),
        "it leads over the cut"
    );
    desk.edit(&["--close-line", wall]).expect_success();
    assert_eq!(
        covered_along_streets(&desk, "plan").0,
        Some(45.0),
        "closed after it was opened"
    );
    for covered in [120.0, 45.0, 120.0] {
        desk.edit(&["--undo"]).expect_success();
        assert_eq!(covered_along_streets(&desk, "plan").0, Some(covered));
    }
    desk.edit(&["--open-link", "114.0100 29.8190, 114.0101 29.8191"])
        .expect_success();
    let (covered, remarks) = covered_along_streets(&desk, "plan");
    assert_eq!(covered, Some(120.0));
    assert!(
        remarks.contains("new way 1 of the scenario: neither end touches"),
        "{remarks}"
    );
}

#[test]
fn a_new_bridge_leads_over_the_street_and_on_the_ground_it_would_join_it() {
    let desk = Desk::toy_town();
    // The toy town's streets, and one north of them that leads to nothing.
    let streets = std::fs::read_to_string(fixture("toy_town/streets.geojson")).expect("text");
    let north = r#",{"type":"Feature","properties":{"名称":"北路","道路等级":"支路"},"geometry":
        {"type":"LineString","coordinates":[[500000,3300450],[500300,3300450]]}}]}"#;
    let end = streets.rfind(']').expect("a list of features");
    let streets = desk.write("streets.geojson", streets[..end].to_owned() + north);
    desk.import("streets", &streets, &["--crs", "EPSG:4547"])
        .expect_success();
    desk.scenario(&["new", "plan"]).expect_success();
    // From 甲路 at (100, 120) over 甲路 at (150, 340) to 北路 at (150, 450): a1 has 20 m to it, 226 m on it and 130 m from the crossing to F1.
    let over = "114.001034551 29.819637063, 114.001551857 29.821576626, 114.001551873 29.822614069";
    // From 甲路 at (100, 150) to 甲路 at (250, 340), over nothing: 50 m, 242 m and 30 m.
    let short = "114.001034554 29.819907701, 114.002586429 29.821621716";
    for (course, level, covered, said) in [
        (over, "0", 145.0, "1 cross on one level and were joined there"),
        (over, "1", 120.0, "cross on different levels and were not joined there"),
        (over, "-1", 120.0, "cross on different levels and were not joined there"),
        (short, "0", 145.0, "scenario plan"),
        (short, "2", 145.0, "scenario plan"),
    ] {
        desk.edit(&["--open-link", course, "--level", level]).expect_success();
        let (people, remarks) = covered_along_streets(&desk, "plan");
        assert_eq!(people, Some(covered), "{course} on level {level}: {remarks}");
        assert!(remarks.contains(said), "{course} on level {level}: {remarks}");
        assert!(!remarks.contains("does not touch"), "{remarks}");
        desk.edit(&["--undo"]).expect_success();
    }
    desk.edit(&["--open-link", short, "--level", "6"])
        .expect_refusal(1, &["level 6", "1 to 5 for a bridge"]);
    // What belongs to another kind of edit is refused, not ignored.
    for words in [
        ["--close", "1", "--level", "1"],
        ["--close", "1", "--class", "steps"],
        ["--remove-facility", "1", "--capacity", "30"],
        ["--remove-facility", "1", "--category", "pharmacy"],
        ["--close", "1", "--name", "天桥"],
    ] {
        desk.edit(&words)
            .expect_refusal(2, &[words[0], words[2], "cannot be used with"]);
    }
    // The map tells bridges from ways on the ground.
    desk.edit(&["--open-link", over, "--level", "1"]).expect_success();
    covered_along_streets(&desk, "plan");
    let served = Served::of(&desk, &["--workspace", "town.gpkg", "--scenario", "plan"]);
    let tile: Value = serde_json::from_str(&served.get("/tiles/changes/12/3345/1692.geojson")).expect("GeoJSON");
    let drawn = &tile["features"][0]["properties"];
    assert_eq!((&drawn["kind"], &drawn["level"]), (&"new_link".into(), &1.into()));
}

#[test]
fn the_map_of_a_scenario_has_its_facilities_where_they_stand_in_it_and_the_town_s_own_map_stays() {
    let desk = Desk::changed();
    let places = |more: &[&str]| -> Vec<(String, [f64; 2])> {
        let served = Served::of(&desk, &[&["--workspace", "town.gpkg"], more].concat());
        let tile: Value = serde_json::from_str(&served.get("/tiles/facilities/12/3345/1692.geojson")).expect("GeoJSON");
        let features = tile["features"].as_array().expect("features");
        let mut places: Vec<(String, [f64; 2])> = features
            .iter()
            .map(|feature| {
                let at = &feature["geometry"]["coordinates"];
                let name = feature["properties"]["name"].as_str().expect("a name").to_owned();
                (name, [0, 1].map(|axis| at[axis].as_f64().expect("degrees")))
            })
            .collect();
        places.sort_by(|a, b| a.0.cmp(&b.0));
        places
    };
    let names = |places: &[(String, [f64; 2])]| places.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (town, world) = (places(&[]), places(&["--scenario", "plan"]));
    assert_eq!(names(&town), ["丙药店", "乙药店", "甲药店"]);
    assert_eq!(names(&world), ["丙药店", "新药店", "甲药店"]);
    let near = |[lon, lat]: [f64; 2], [to_lon, to_lat]: [f64; 2]| (lon - to_lon).hypot(lat - to_lat) < 0.0005;
    assert!(near(world[1].1, [114.0034, 29.82]), "{world:?}");
    assert!(near(world[2].1, [114.005, 29.83]), "{world:?}");
    assert!(!near(town[2].1, [114.005, 29.83]), "{town:?}");
}

/// Every link below `/ogc` that leads on to what is drawn keeps the scenario that was asked for.
fn documents_below_ogc_keep_the_choice(json: &impl Fn(&str) -> Value) {
    for path in [
        "/ogc/collections?f=json&",
        "/ogc/collections/facilities?f=json&",
        "/ogc/collections/facilities/tiles?f=json&",
        "/ogc/collections/facilities/tiles/WebMercatorQuad?f=json&",
        "/ogc/tiles?f=json&",
        "/ogc/tiles/WebMercatorQuad?f=json&collections=facilities&",
        "/ogc/styles?f=json&",
        "/ogc/collections/facilities/styles?f=json&",
    ] {
        let text = json(&format!("{path}scenario=plan")).to_string();
        let links = text.split("\"href\":\"").skip(1);
        let links: Vec<&str> = links.map(|rest| rest.split('"').next().unwrap_or_default()).collect();
        let leading: Vec<&&str> = links.iter().filter(|link| !link.contains("tileMatrixSets/")).collect();
        assert!(
            !leading.is_empty() && leading.iter().all(|link| link.contains("scenario=plan")),
            "{path}: {links:?}"
        );
        assert!(
            !json(path.trim_end_matches('&')).to_string().contains("scenario="),
            "{path}"
        );
    }
    let style = json("/ogc/styles/coverage?scenario=plan");
    let tiles = style["sources"]["facilities"]["tiles"][0].as_str().expect("an address");
    assert!(
        tiles.ends_with("/tiles/facilities/{z}/{x}/{y}.mvt?scenario=plan"),
        "{tiles}"
    );
}

#[test]
fn one_server_shows_a_scenario_beside_what_stands_and_tells_what_there_is() {
    let desk = Desk::changed();
    desk.scenario(&["new", "untouched"]).expect_success();
    let served = Served::start(&desk);
    let json = |path: &str| -> Value { serde_json::from_str(&served.get(path)).expect("JSON") };
    let changes = |document: &Value| -> Vec<(String, String)> {
        let features = document["features"].as_array().expect("features").iter();
        let own = |one: &Value, key: &str| one["properties"][key].as_str().unwrap_or_default().to_owned();
        let mut all: Vec<_> = features.map(|one| (own(one, "name"), own(one, "change"))).collect();
        all.sort();
        all
    };
    let pair = |name: &str, change: &str| (name.to_owned(), change.to_owned());
    // Tiles, items and lists of either, from the one server.
    for path in [
        "/tiles/facilities/12/3345/1692.geojson?",
        "/ogc/collections/facilities/items?f=json&",
        "/ogc/collections/facilities/tiles/WebMercatorQuad/12/1692/3345?f=geojson&",
    ] {
        let stands = [pair("丙药店", ""), pair("乙药店", ""), pair("甲药店", "")];
        let planned = [pair("丙药店", ""), pair("新药店", "new"), pair("甲药店", "moved")];
        assert_eq!(changes(&json(path.trim_end_matches(['?', '&']))), stands, "{path}");
        assert_eq!(changes(&json(&format!("{path}scenario=plan"))), planned, "{path}");
        assert_eq!(changes(&json(&format!("{path}scenario="))), stands, "{path}");
        assert_eq!(changes(&json(&format!("{path}assessment=1"))), stands, "{path}");
        assert_eq!(changes(&json(&format!("{path}assessment=2"))), planned, "{path}");
        assert_eq!(
            changes(&json(&format!("{path}scenario=plan&assessment=2"))),
            planned,
            "{path}"
        );
    }
    let proposals = json("/ogc/collections/proposals/items?scenario=plan&f=json");
    assert_eq!(
        changes(&proposals),
        [pair("乙药店", "closed"), pair("新药店", "new"), pair("甲药店", "moved")]
    );
    assert_eq!(changes(&json("/ogc/collections/proposals/items?f=json")), []);
    assert_eq!(json("/api/assessment?scenario=plan")["scenario"], "plan");
    assert_eq!(json("/api/assessment")["scenario"], Value::Null);
    documents_below_ogc_keep_the_choice(&json);
    // Its addresses lead to it, also those that never change.
    let list = json("/tiles?scenario=plan");
    assert_eq!(
        (&list["scenario"], &json("/tiles")["scenario"]),
        (&"plan".into(), &Value::Null)
    );
    assert_ne!(list["version"], json("/tiles")["version"]);
    let layer = list["layers"]
        .as_array()
        .expect("layers")
        .iter()
        .find(|own| own["name"] == "facilities")
        .expect("a layer");
    let below = |address: &Value| {
        address
            .as_str()
            .expect("an address")
            .strip_prefix(served.address())
            .expect("of here")
            .to_owned()
    };
    let about = json(&below(&layer["tilejson"]));
    assert_eq!(about["scenario"], "plan");
    let fill = |template: String| {
        template
            .replace("{z}", "12")
            .replace("{x}", "3345")
            .replace("{y}", "1692")
            .replace("{format}", "geojson")
    };
    let alias = served.get(&fill(below(&about["geojson"][0])));
    assert_eq!(served.get(&fill(below(&layer["versioned"]))), alias);
    assert_eq!(changes(&serde_json::from_str(&alias).expect("JSON")).len(), 3);
    // What there is not is refused with what there is, and nothing of the question is said again.
    for wrong in [
        "scenario=untouched",
        "scenario=nobody",
        "assessment=7",
        "scenario=plan&assessment=1",
        "assessment=99999999999999999999",
    ] {
        let (status, body) = served.refused(&format!("/tiles/facilities/12/3345/1692.geojson?{wrong}"));
        assert_eq!(status, 404, "{wrong}: {body}");
        assert!(
            body.contains("1 (what stands), 2 (scenario \\\"plan\\\")") && !body.contains("nobody"),
            "{body}"
        );
    }
    for wrong in [
        "assessment=",
        "assessment=-1",
        "assessment=new",
        "scenario=plan&scenario=plan",
    ] {
        assert_eq!(served.refused(&format!("/api/assessment?{wrong}")).0, 400, "{wrong}");
    }
    // A version of the one is none of the other.
    let other = below(&layer["versioned"]);
    assert_eq!(served.refused(&fill(other.replace("?scenario=plan", ""))).0, 404);
}

#[test]
fn where_people_live_is_shown_where_somebody_said_so_alone() {
    let desk = Desk::planned();
    desk.assess(&toy_circle());
    let served = Served::start(&desk);
    assert_eq!(served.refused("/tiles/demand.json").0, 404);
    assert!(!served.get("/tiles").contains("demand"));
    drop(served);
    let served = Served::of(&desk, &["--workspace", "town.gpkg", "--demand"]);
    let page: Value = serde_json::from_str(&served.get("/ogc/collections/demand/items?f=json")).expect("JSON");
    let hamlets: i64 = desk
        .rows("SELECT count(*) FROM hamlets")
        .concat()
        .concat()
        .parse()
        .expect("a number");
    let points: i64 = desk
        .rows("SELECT count(*) FROM population")
        .concat()
        .concat()
        .parse()
        .expect("a number");
    assert!(hamlets + points > 0, "the toy town has some");
    assert_eq!(page["numberMatched"], hamlets + points);
    let told = page["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter_map(|one| one["properties"]["people"].as_f64());
    assert!(told.sum::<f64>() > 0.0);
    // From afar they are merged, and nobody is lost.
    let far: Value = serde_json::from_str(&served.get("/tiles/demand_merged/0/0/0.geojson")).expect("JSON");
    let far = far["features"].as_array().expect("features");
    let counted: i64 = far.iter().filter_map(|one| one["properties"]["count"].as_i64()).sum();
    assert_eq!(counted, hamlets + points);
    assert!(far.len() < usize::try_from(counted).expect("a count"), "{far:?}");
}
