//! The report of an import as a file: a workbook, a table, a map layer of problems.

use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::harness::{Desk, fixture};

const FACILITIES: &str = "code,name,x,y,category,host_code\nA,对店,500500,3300500,pharmacy,420101001001\nB,错店,501500,3300500,pharmacy,420101001001\nC,西边店,499880,3300500,pharmacy,\nD,坏店,500300,3300300,starship,\n";

fn desk() -> (Desk, std::path::PathBuf) {
    let desk = Desk::toy_town();
    let file = desk.write("shops.csv", FACILITIES);
    (desk, file)
}

/// A sheet as lines of texts.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(name).expect("the sheet is there");
    range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

#[test]
fn a_workbook_has_a_summary_and_every_problem_with_what_to_do() {
    let (desk, file) = desk();
    let before = desk.workspace_bytes();
    desk.import(
        "facilities",
        &file,
        &["--crs", "EPSG:4547", "--dry-run", "--report", "r.xlsx"],
    )
    .expect_refusal(1, &["starship"]);
    assert_eq!(before, desk.workspace_bytes());
    let summary = sheet(&desk.path("r.xlsx"), "summary");
    let value = |item: &str| summary.iter().find(|line| line[0] == item).map(|line| line[1].clone());
    assert_eq!(value("rows read").as_deref(), Some("4"), "{summary:?}");
    assert_eq!(value("rows accepted").as_deref(), Some("3"));
    assert_eq!(value("workspace changed").as_deref(), Some("no"));
    assert_eq!(value("source").as_deref(), Some("shops.csv"));
    let problems = sheet(&desk.path("r.xlsx"), "problems");
    let header: Vec<&str> = problems[0].iter().map(String::as_str).collect();
    assert_eq!(
        header,
        [
            "number",
            "result",
            "check",
            "layer",
            "row",
            "field",
            "value",
            "problem",
            "what to do",
            "longitude",
            "latitude"
        ]
    );
    let of = |check: &str, row: &str| problems.iter().find(|line| line[2] == check && line[4] == row).cloned();
    let wrong = of("reading", "5").expect("the wrong category");
    assert_eq!(
        (wrong[1].as_str(), wrong[5].as_str(), wrong[6].as_str()),
        ("rejected", "category", "starship")
    );
    assert!(wrong[8].contains("--skip-rejected"), "{wrong:?}");
    let host = of("host", "3").expect("the wrong host");
    assert_eq!((host[3].as_str(), host[6].as_str()), ("shops.csv", "420101001001"));
    assert!(
        host[7].contains("乙社区") && host[8].contains("correct the code"),
        "{host:?}"
    );
    let lon: f64 = host[9].parse().expect("degrees");
    assert!((113.9..114.1).contains(&lon), "{host:?}");
    assert!(
        problems.iter().skip(1).all(|line| !line[8].is_empty()),
        "each says what to do"
    );
    assert_eq!(
        sheet(&desk.path("r.xlsx"), "columns").len(),
        7,
        "a heading and six columns"
    );
    // The same report is in the other forms: one model for all.
    let json = desk.import(
        "facilities",
        &file,
        &["--crs", "EPSG:4547", "--dry-run", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("one object");
    let listed = json["rejected"].as_array().map_or(0, Vec::len) + json["warnings"].as_array().map_or(0, Vec::len);
    assert_eq!(problems.len() - 1, listed);
    desk.import(
        "facilities",
        &file,
        &["--crs", "EPSG:4547", "--dry-run", "--report", "zh.xlsx", "--lang", "zh"],
    );
    assert_eq!(sheet(&desk.path("zh.xlsx"), "问题")[0][7], "问题");
}

#[test]
fn problems_are_a_map_layer_that_gis_programs_open() {
    let (desk, file) = desk();
    for report in ["r.gpkg", "r.geojson", "r.csv"] {
        desk.import(
            "facilities",
            &file,
            &["--crs", "EPSG:4547", "--skip-rejected", "--report", report],
        )
        .expect_success();
    }
    let text = std::fs::read_to_string(desk.path("r.geojson")).expect("a file");
    let layer: serde_json::Value = serde_json::from_str(&text).expect("GeoJSON");
    let features = layer["features"].as_array().expect("features");
    let placed = features.iter().filter(|one| one["geometry"]["type"] == "Point").count();
    assert!(placed >= 3 && placed < features.len(), "{placed} of {}", features.len());
    let outside = features
        .iter()
        .find(|one| one["properties"]["check_name"] == "outside" && one["properties"]["row_id"] == "4")
        .expect("the shop outside");
    let at = outside["geometry"]["coordinates"].as_array().expect("a place");
    assert!((at[0].as_f64().expect("degrees") - 113.998_764).abs() < 1e-4);
    let bad = features
        .iter()
        .find(|one| one["properties"]["value"] == "starship")
        .expect("the wrong category");
    assert_eq!(
        bad["geometry"]["type"], "Point",
        "a rejected row with coordinates has its place"
    );
    let output = Command::new("ogrinfo")
        .args(["-so", "-al"])
        .arg(desk.path("r.gpkg"))
        .output()
        .expect("gdal-bin is installed by scripts/setup.sh");
    let info = String::from_utf8_lossy(&output.stdout);
    assert!(
        info.contains("Layer name: import_problems")
            && info.contains("Geometry: Point")
            && info.contains(&format!("Feature Count: {}", features.len())),
        "{info}"
    );
    let csv = std::fs::read_to_string(desk.path("r.csv")).expect("a file");
    assert_eq!(csv.lines().count(), features.len() + 1);
}

#[test]
fn a_file_that_is_refused_as_a_whole_has_a_report_too() {
    let desk = Desk::new();
    let file = desk.write(
        "a.geojson",
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"甲","people":"many"},"geometry":{"type":"Polygon","coordinates":[[[500000,3300000],[501000,3300000],[501000,3301000],[500000,3300000]]]}},
        {"type":"Feature","properties":{"name":"乙","people":3},"geometry":{"type":"Polygon","coordinates":[[[502000,3300000],[503000,3300000],[503000,3301000],[502000,3300000]]]}}]}"#,
    );
    desk.import("communities", &file, &["--crs", "EPSG:4547", "--report", "r.xlsx"])
        .expect_refusal(1, &["many"]);
    let problems = sheet(&desk.path("r.xlsx"), "problems");
    assert_eq!(problems.len(), 2);
    assert_eq!((problems[1][4].as_str(), problems[1][6].as_str()), ("1", "many"));
    let summary = sheet(&desk.path("r.xlsx"), "summary");
    assert!(
        summary.iter().any(|line| line[0] == "why it was refused"),
        "{summary:?}"
    );
}

#[test]
fn a_report_is_never_written_over_a_file_nor_in_an_unknown_form() {
    let desk = Desk::new();
    let town = fixture("toy_town/communities.geojson");
    let before = desk.workspace_bytes();
    desk.write("r.xlsx", "mine");
    desk.import("communities", &town, &["--crs", "EPSG:4547", "--report", "r.xlsx"])
        .expect_refusal(1, &["r.xlsx", "exists already"]);
    assert_eq!(std::fs::read(desk.path("r.xlsx")).expect("it is there"), b"mine");
    desk.import("communities", &town, &["--crs", "EPSG:4547", "--report", "r.pdf"])
        .expect_refusal(1, &["r.pdf", ".xlsx", ".geojson"]);
    assert_eq!(before, desk.workspace_bytes(), "nothing was imported");
}
