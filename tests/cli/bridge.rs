//! A bridge of the demo goes: who lived by it is severed, in the numbers and on the map.

use serde_json::Value;

use crate::harness::Desk;
use crate::serving::Served;

/// Balzers' way over the Binnenkanal at 9.5180, 47.0858.
const BRIDGE: &str = "1408";
/// The tile of the map that holds it.
const TILE: &str = "14/8625/5756";

fn people(document: &Value, key: &str) -> f64 {
    document["circles"][0]["groups"][0]["totals"][key]
        .as_f64()
        .expect("it is assessed")
}

fn severed_by(document: &Value, barrier: &str) -> f64 {
    let by = &document["circles"][0]["groups"][0]["totals"]["severed_by"];
    let of = by
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["barrier"] == barrier);
    of.map_or(0.0, |one| one["people"].as_f64().expect("a number"))
}

#[test]
fn taking_a_bridge_out_of_the_demo_severs_people_in_the_numbers_and_on_the_map() {
    let desk = Desk::empty();
    desk.run(&["demo", "--dir", ".", "--no-serve"]).expect_success();
    let street = &desk.rows_of("demo.gpkg", &format!("SELECT tags FROM streets WHERE id = {BRIDGE}"))[0][0];
    assert!(street.contains(r#""bridge":"yes""#), "{street}");
    let assess = |more: &[&str]| -> Value {
        let mut words = vec![
            "assess",
            "--workspace",
            "demo.gpkg",
            "--circle",
            "fitness-15",
            "--method",
            "streets",
        ];
        words.extend(["--format", "json"]);
        words.extend(more);
        serde_json::from_str(&desk.run(&words).expect_success().out).expect("one JSON object")
    };
    let before = assess(&[]);
    let scenario = |words: &[&str]| {
        let words = [&["scenario"], words, &["--workspace", "demo.gpkg"]].concat();
        desk.run(&words)
    };
    scenario(&["new", "no-bridge"]).expect_success();
    desk.run(&["serve", "--workspace", "demo.gpkg", "--scenario", "no-bridge"])
        .expect_refusal(1, &["no-bridge", "was not assessed yet", "yike assess --scenario"]);
    scenario(&["edit", "no-bridge", "--close", BRIDGE]).expect_success();
    let after = assess(&["--scenario", "no-bridge"]);
    assert!(people(&after, "covered_people") < people(&before, "covered_people") - 50.0);
    assert!(people(&after, "severed_people") > people(&before, "severed_people") + 100.0);
    assert!(severed_by(&after, "Binnenkanal") > severed_by(&before, "Binnenkanal") + 100.0);
    assert_eq!(
        (&before["scenario"], &after["scenario"]),
        (&Value::Null, &Value::from("no-bridge"))
    );

    let read = |text: String| -> Value { serde_json::from_str(&text).expect("JSON") };
    let features = |served: &Served, layer: &str| {
        let tile = read(served.get(&format!("/tiles/{layer}/{TILE}.geojson")));
        tile["features"].as_array().expect("features").clone()
    };
    let has_bridge = |served: &Served| features(served, "streets").iter().any(|street| street["id"] == 1408);
    let town = Served::of(&desk, &["--workspace", "demo.gpkg"]);
    let world = Served::of(&desk, &["--workspace", "demo.gpkg", "--scenario", "no-bridge"]);
    assert!(has_bridge(&town) && !has_bridge(&world));
    assert_eq!(features(&town, "changes").len(), 0);
    assert_eq!(features(&world, "changes")[0]["properties"]["kind"], "close_street");
    assert!(
        features(&world, "barriers")
            .iter()
            .any(|one| one["properties"]["name"] == "Binnenkanal")
    );
    assert_eq!(read(world.get("/api/assessment"))["circles"], after["circles"]);
    // More of the ground is out of reach, and more people stand in the list of gaps.
    let missed = |served: &Served| -> f64 {
        let gaps = read(served.get("/api/gaps?circle=fitness-15-streets&group=sports_venue&limit=1000"));
        let gaps = gaps["gaps"].as_array().expect("a list").clone();
        gaps.iter().map(|gap| gap["people"].as_f64().expect("a number")).sum()
    };
    assert!(missed(&world) > missed(&town) + 50.0);
    // The way to the nearest facility goes round.
    let metres = |served: &Served| {
        let route = read(served.get("/api/route?from=9.5168,47.0862&to=9.5192,47.0855"));
        route["properties"]["length_m"].as_f64().expect("there is a way")
    };
    assert!(
        metres(&world) > metres(&town) + 200.0,
        "{} {}",
        metres(&world),
        metres(&town)
    );
}
