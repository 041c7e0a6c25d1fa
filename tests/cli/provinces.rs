//! A province: too wide for a zone, measured in a plane of its own whose error is said.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::Desk;

/// Twelve counties side by side over 8.4 degrees, with 1000 people each in one place, and a pharmacy `north_m` north of that place in every other one.
fn province(north_m: f64) -> Desk {
    let desk = Desk::new();
    let county = |number: usize| {
        let west = 97.6 + 0.7 * number as f64;
        let code = format!("53{:02}{:02}001001", number / 4 + 1, number % 4 + 1);
        format!(
            r#"{{"type":"Feature","properties":{{"name":"county {number}","code":"{code}","people":1000}},"geometry":{{"type":"Polygon",
            "coordinates":[[[{west},24.0],[{east},24.0],[{east},29.0],[{west},29.0],[{west},24.0]]]}}}}"#,
            east = west + 0.7,
        )
    };
    let counties: Vec<String> = (0..12).map(county).collect();
    let file = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, counties.join(","));
    let file = desk.write("counties.geojson", file);
    let ran = desk
        .import("communities", &file, &["--crs", "EPSG:4490"])
        .expect_success();
    for words in ["conic plane", "% too short", "of a kilometre"] {
        assert!(ran.out.contains(words), "{}", ran.out);
    }
    let place = |number: usize| (97.95 + 0.7 * number as f64, 28.9);
    let rows = |north: f64, words: &str, step: usize| {
        (0..12).step_by(step).fold(String::new(), |mut text, number| {
            let (lon, lat) = place(number);
            // A degree of latitude is 110,850 m at 28.9 degrees north.
            let _ = writeln!(text, "{number}{words}{lon},{}", lat + north / 110_850.0);
            text
        })
    };
    let homes = desk.write("homes.csv", format!("name,people,lon,lat\n{}", rows(0.0, ",1000,", 1)));
    desk.import("population", &homes, &["--crs", "EPSG:4490"])
        .expect_success();
    let shops = desk.write(
        "shops.csv",
        format!("name,category,lon,lat\n{}", rows(north_m, ",药店,", 2)),
    );
    desk.import("facilities", &shops, &["--crs", "EPSG:4490"])
        .expect_success();
    desk
}

const CIRCLE: &str = r#"
id = "within-a-kilometre"
version = 1
zh = "一公里"
en = "within a kilometre"
mark = "D"
source = "this test"
applies_to = "all"
mode = "walk"
minutes = 15
metres = 1000
speed_mps = 1.1
detour = 1.0
inclusive = true
snap_limit_m = 100

[sensitivity]
low = { speed_mps = 1.1, detour = 1.0 }
high = { speed_mps = 1.1, detour = 1.0 }

[[group]]
key = "pharmacy"
zh = "药店"
en = "pharmacy"
any_of = ["pharmacy"]
"#;

fn assessed(desk: &Desk) -> Value {
    desk.write("circle.toml", CIRCLE);
    desk.assess("circle.toml")
}

#[test]
fn a_province_is_measured_within_the_error_that_is_said() {
    let desk = province(990.0);
    let document = assessed(&desk);
    let crs = document["study_area"]["crs"].as_str().expect("a name");
    assert!(crs.starts_with("+proj=lcc"), "{crs}");
    let scale: Vec<f64> = serde_json::from_value(document["study_area"]["scale"].clone()).expect("two numbers");
    assert!(
        scale[0] > 0.998 && scale[0] < 1.0 && scale[1] > 1.0 && scale[1] < 1.002,
        "{scale:?}"
    );
    let remarks = document["remarks"].to_string();
    assert!(remarks.contains("conic plane"), "{remarks}");
    // 990 m and 0.1 % of it are within a kilometre; every other county has its pharmacy, and the others have it 68 km away.
    assert_eq!(document["totals"]["covered_people"], 6000, "{document}");
    assert_eq!(document["totals"]["people"], 12_000);
    // Three prefectures of four counties each.
    let checked = desk
        .check(&["--plan", "national-2025", "--level", "prefecture", "--format", "json"])
        .expect_success();
    for code in ["530100000000", "530200000000", "530300000000"] {
        assert!(checked.out.contains(code), "{code} is missing: {}", checked.out);
    }
}

#[test]
fn what_lies_beyond_the_circle_by_more_than_the_error_is_not_reached() {
    let document = assessed(&province(1010.0));
    assert_eq!(document["totals"]["covered_people"], 0, "{document}");
}

#[test]
fn a_nation_is_refused_and_the_error_is_named() {
    let desk = Desk::new();
    let file = desk.write(
        "two.geojson",
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"west"},"geometry":{"type":"Polygon","coordinates":[[[75,38],[76,38],[76,39],[75,39],[75,38]]]}},
        {"type":"Feature","properties":{"name":"south"},"geometry":{"type":"Polygon","coordinates":[[[109,18],[110,18],[110,19],[109,19],[109,18]]]}}]}"#,
    );
    let before = desk.workspace_bytes();
    desk.import("communities", &file, &["--crs", "EPSG:4490"])
        .expect_refusal(1, &["35.0 degrees of longitude", "% wrong", "several workspaces"]);
    assert_eq!(desk.workspace_bytes(), before);
}
