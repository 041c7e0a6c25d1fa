//! Bad input gets a clear error, a non-zero exit, and leaves the workspace as it was.

use crate::harness::{Desk, fixture};

/// Imports a file that must be refused with these words, and sees that nothing was changed.
#[track_caller]
fn refused(desk: &Desk, kind: &str, name: &str, contents: impl AsRef<[u8]>, more: &[&str], words: &[&str]) {
    let file = desk.write(name, contents);
    let before = desk.workspace_bytes();
    desk.import(kind, &file, more).expect_refusal(1, words);
    assert_eq!(before, desk.workspace_bytes(), "the workspace is as it was");
}

fn areas(features: &[&str]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn square(properties: &str, west: f64, south: f64) -> String {
    let (east, north) = (west + 0.01, south + 0.01);
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
    )
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    desk.import("communities", &desk.path("nowhere.shp"), &[])
        .expect_refusal(1, &["nowhere.shp"]);
    assert_eq!(before, desk.workspace_bytes());
}

#[test]
fn a_source_without_a_reference_system_is_refused_with_what_to_pass() {
    let desk = Desk::toy_town();
    refused(
        &desk,
        "facilities",
        "f.csv",
        "name,x,y,category\na,500100,3300100,pharmacy\n",
        &[],
        &["f.csv", "--crs"],
    );
}

#[test]
fn a_reference_system_is_a_code_and_never_an_address() {
    let desk = Desk::toy_town();
    for crs in ["http://127.0.0.1:9/x", "/etc/passwd", "EPSG:999999", "EPSG:2436"] {
        refused(
            &desk,
            "facilities",
            "f.csv",
            "name,x,y,category\na,500100,3300100,pharmacy\n",
            &["--crs", crs],
            &[crs],
        );
    }
}

#[test]
fn an_empty_layer_and_the_wrong_kind_of_geometry_are_refused() {
    let desk = Desk::toy_town();
    refused(
        &desk,
        "communities",
        "empty.geojson",
        areas(&[]),
        &[],
        &["empty.geojson"],
    );
    let point = r#"{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[114,30]}}"#;
    refused(
        &desk,
        "communities",
        "points.geojson",
        areas(&[point]),
        &[],
        &["points.geojson"],
    );
}

#[test]
fn duplicate_codes_and_impossible_people_are_all_listed() {
    let desk = Desk::toy_town();
    let rows = [
        square(r#"{"name":"a","code":"1","people":10}"#, 114.0, 30.0),
        square(r#"{"name":"b","code":"1","people":-5}"#, 114.02, 30.0),
        square(r#"{"name":"c","code":"2","people":"many"}"#, 114.04, 30.0),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    refused(
        &desk,
        "communities",
        "rows.geojson",
        areas(&rows),
        &[],
        &["rows.geojson", "people", "-5", "many"],
    );
    let twice = [
        square(r#"{"name":"a","code":"1"}"#, 114.0, 30.0),
        square(r#"{"name":"b","code":"1"}"#, 114.02, 30.0),
    ];
    refused(
        &desk,
        "communities",
        "twice.geojson",
        areas(&[&twice[0], &twice[1]]),
        &[],
        &["twice.geojson", "code"],
    );
}

#[test]
fn swapped_and_impossible_coordinates_are_recognised() {
    let desk = Desk::toy_town();
    let swapped = "name,lon,lat,category\na,30.1,114.2,pharmacy\nb,30.2,114.3,pharmacy\n";
    refused(
        &desk,
        "facilities",
        "swapped.csv",
        swapped,
        &["--crs", "EPSG:4326"],
        &["swapped.csv", "swap"],
    );
    let nowhere = "name,x,y,category\na,nan,3300100,pharmacy\n";
    refused(
        &desk,
        "facilities",
        "nan.csv",
        nowhere,
        &["--crs", "EPSG:4547"],
        &["nan.csv"],
    );
    let far = "name,x,y,category\na,38500100,3300100,pharmacy\n";
    refused(
        &desk,
        "facilities",
        "far.csv",
        far,
        &["--crs", "EPSG:4547"],
        &["far.csv"],
    );
}

#[test]
fn an_unknown_category_is_listed_with_the_nearest_known_and_refuses_the_file_unless_it_may_be_left_out() {
    let desk = Desk::toy_town();
    let rows = "name,x,y,category\na,500100,3300100,pharmacy\nb,500100,3300100,pharmcy\n";
    refused(
        &desk,
        "facilities",
        "f.csv",
        rows,
        &["--crs", "EPSG:4547"],
        &["f.csv", "row 3", "pharmcy", "1 of 2"],
    );
    let file = desk.write("f.csv", rows);
    let flags = ["--crs", "EPSG:4547", "--skip-rejected", "--format", "json"];
    let ran = desk.import("facilities", &file, &flags).expect_success();
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (&report["accepted"], report["rejected"].as_array().map(Vec::len)),
        (&1.into(), Some(1))
    );
    let what = report["warnings"][0]["what"].as_str().expect("words");
    assert!(what.contains("pharmcy") && what.contains("pharmacy (药店)"), "{what}");
}

#[test]
fn a_self_crossing_ring_is_repaired_and_reported() {
    let desk = Desk::new();
    let bow = r#"{"type":"Feature","properties":{"name":"bow","people":5},"geometry":{"type":"Polygon","coordinates":[[[114,30],[114.02,30.02],[114.02,30],[114,30.01],[114,30]]]}}"#;
    let file = desk.write("bow.geojson", areas(&[bow]));
    let ran = desk
        .import("communities", &file, &["--format", "json"])
        .expect_success();
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["accepted"], 1);
    assert!(
        !report["warnings"].as_array().expect("a list").is_empty(),
        "the repair is told: {report}"
    );
}

#[test]
fn truncated_files_are_refused() {
    let desk = Desk::toy_town();
    let pbf = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/demo/liechtenstein-2013-08-03.osm.pbf"
    ))
    .expect("the demo");
    refused(
        &desk,
        "communities",
        "cut.osm.pbf",
        &pbf[..pbf.len() / 2],
        &[],
        &["cut.osm.pbf"],
    );
    let whole = desk.workspace_bytes();
    refused(
        &desk,
        "communities",
        "cut.gpkg",
        &whole[..whole.len() / 3],
        &[],
        &["cut.gpkg"],
    );
}

#[test]
fn a_disguised_file_is_not_opened_by_another_driver() {
    let desk = Desk::toy_town();
    let vrt = r#"<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"#;
    for name in ["a.geojson", "a.csv", "a.shp", "a.gpkg"] {
        refused(&desk, "facilities", name, vrt, &["--crs", "EPSG:4326"], &[name]);
    }
}

#[test]
fn a_format_that_is_not_read_says_what_to_do() {
    let desk = Desk::toy_town();
    let file = desk.write("a.gpx", "<gpx/>");
    desk.import("facilities", &file, &[])
        .expect_refusal(1, &["a.gpx", "save its points or tracks as GeoPackage"]);
    let file = desk.write("a.xyz", "1 2");
    desk.import("facilities", &file, &[])
        .expect_refusal(3, &["xyz", "GeoPackage"]);
}

#[test]
fn a_field_or_column_that_is_not_there_is_refused_with_what_there_is() {
    let desk = Desk::toy_town();
    let file = fixture("toy_town/communities.geojson");
    desk.import(
        "communities",
        &file,
        &["--crs", "EPSG:4547", "--map", "people=inhabitants"],
    )
    .expect_refusal(1, &["inhabitants", "people"]);
    desk.import("communities", &file, &["--crs", "EPSG:4547", "--map", "souls=people"])
        .expect_refusal(1, &["souls"]);
    desk.import("communities", &file, &["--map", "people"])
        .expect_refusal(2, &["FIELD=COLUMN"]);
}

#[test]
fn two_circles_of_one_name_are_refused() {
    let desk = Desk::toy_town();
    desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        "service-15",
        "--circle",
        "service-15",
    ])
    .expect_refusal(1, &["service-15", "two circles"]);
}

#[test]
fn communities_that_lie_on_each_other_are_told() {
    let desk = Desk::new();
    let rows = [
        square(r#"{"name":"a","people":1}"#, 114.0, 30.0),
        square(r#"{"name":"b","people":1}"#, 114.005, 30.0),
    ];
    let file = desk.write("over.geojson", areas(&[&rows[0], &rows[1]]));
    let told = desk.import("communities", &file, &[]).expect_success().out;
    assert!(
        told.contains("a and b overlap by") && told.contains("50 % of the smaller one"),
        "{told}"
    );
}

#[test]
fn people_outside_every_community_are_told_and_not_lost_in_silence() {
    let desk = Desk::toy_town();
    let file = desk.write("p.csv", "x,y,people\n500100,3300100,70\n509000,3300100,900\n");
    let told = desk
        .import("population", &file, &["--crs", "EPSG:4547"])
        .expect_success()
        .out;
    assert!(told.contains("1 of 2 rows lie outside the communities"), "{told}");
    let circle = fixture("toy_town/toy.toml");
    let ran = desk
        .run(&[
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            circle.to_str().expect("text"),
        ])
        .expect_success();
    assert!(
        ran.err.contains("1 points with 900 people lie in no community"),
        "{}",
        ran.err
    );
    // The table has 70 of the first community's 100 people; the other two communities keep their own counts.
    assert!(
        ran.err.contains("30 of its 100 people are in no population row"),
        "{}",
        ran.err
    );
}

#[test]
fn a_circle_profile_that_makes_no_sense_is_refused() {
    let desk = Desk::toy_town();
    let toy = std::fs::read_to_string(fixture("toy_town/toy.toml")).expect("ours");
    for (from, to, word) in [
        ("speed_mps = 1.1", "speed_mps = -1", "speed_mps"),
        ("any_of", "anyof", "anyof"),
        ("\"pharmacy\"]", "\"pharmcy\"]", "the nearest is pharmacy"),
        ("detour = 1.3", "detour = 0.5", "detour"),
    ] {
        desk.write("mine.toml", toy.replacen(from, to, 1));
        desk.run(&["assess", "--workspace", "town.gpkg", "--circle", "mine.toml"])
            .expect_refusal(1, &[word]);
    }
}
