//! The toy town: every number is worked out in `tests/fixtures/toy_town/README.md`.

use serde_json::Value;

use crate::harness::{Desk, fixture};

fn toy_circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

fn assessed() -> Value {
    Desk::toy_town().assess(&toy_circle())
}

fn pharmacy(of: &Value) -> &Value {
    &of["circles"][0]["groups"][0]
}

#[test]
fn the_facility_exactly_on_the_limit_serves_and_every_number_is_as_worked_out_by_hand() {
    let document = assessed();
    let totals = &pharmacy(&document)["totals"];
    for (key, people) in [
        ("people", 200.0),
        ("covered_people", 130.0),
        ("gap_people", 70.0),
        ("unknown_people", 0.0),
        ("covered_people_bound", 160.0),
        ("covered_people_low", 105.0),
        ("covered_people_high", 130.0),
    ] {
        assert_eq!(totals[key].as_f64(), Some(people), "{key}");
    }
    assert_eq!(totals["rates"]["population_rate"]["value"], 0.65);
    assert_eq!(totals["rates"]["community_rate"]["numerator"], 2.0);
    assert_eq!(totals["rates"]["community_rate"]["denominator"], 3.0);
    assert_eq!(totals["rates"]["unit_rate_by_share"]["verdict"], "threshold_undefined");
    let land = totals["rates"]["residential_land_rate"]["value"]
        .as_f64()
        .expect("land was imported");
    assert!((land - 9_860.5 / 20_000.0).abs() < 0.0005, "{land}");
    assert_eq!(document["study_area"]["crs"], "EPSG:4547");
}

#[test]
fn each_community_has_its_own_numbers_and_they_add_up() {
    let document = assessed();
    let communities = document["communities"].as_array().expect("three");
    let of = |position: usize| &pharmacy(&communities[position])["covered_people"];
    assert_eq!([of(0), of(1), of(2)], [100, 30, 0]);
    let from: Vec<_> = communities
        .iter()
        .map(|community| community["people_from"].as_str())
        .collect();
    assert_eq!(from, [Some("buildings"), Some("residential_land"), Some("hamlets")]);
    let nearest = &pharmacy(&communities[0])["nearest_m"];
    assert_eq!(
        [&nearest["mean"], &nearest["p90"], &nearest["max"]],
        [292.5, 390.0, 390.0]
    );
    assert_eq!(communities[2]["committee_type"], "villagers_committee");
    let sum: f64 = communities
        .iter()
        .filter_map(|community| community["people"].as_f64())
        .sum();
    assert!((sum - 200.0).abs() < 1e-9);
}

#[test]
fn a_service_that_no_source_holds_is_not_assessed_and_never_zero() {
    let document = assessed();
    let kindergarten = &document["circles"][0]["groups"][1];
    assert_eq!(kindergarten["status"], "not_assessed");
    assert_eq!(kindergarten["totals"], Value::Null);
    assert_eq!(kindergarten["missing"][0]["name"]["zh"], "幼儿园");
    assert_eq!(kindergarten["missing"][0]["category"], "kindergarten");
    assert_eq!(
        document["communities"][0]["circles"][0]["groups"][1]["verdict"],
        "not_assessed"
    );
    assert_eq!(
        document["communities"][0]["circles"][0]["groups"][1]["covered_people"],
        Value::Null
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let (desk, other) = (Desk::toy_town(), Desk::toy_town());
    let circle = toy_circle();
    let ask = |desk: &Desk| desk.assess_text(&circle);
    let first = ask(&desk);
    assert_eq!(first, ask(&desk));
    assert_eq!(first, ask(&other));
}

#[test]
fn a_threshold_of_the_planners_own_gives_verdicts_and_says_what_is_near_the_line() {
    let desk = Desk::toy_town();
    let circle = toy_circle();
    let ran = desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--theta",
        "0.8",
        "--format",
        "json",
    ]);
    let document: Value = serde_json::from_str(&ran.expect_success().out).expect("JSON");
    let verdict = |position: usize| document["communities"][position]["circles"][0]["groups"][0].clone();
    assert_eq!(verdict(0)["verdict"], "reached");
    // At the slow end a1 falls out of the circle: 75 of 100 people.
    assert_eq!(verdict(0)["near_the_line"], true);
    assert_eq!(verdict(1)["verdict"], "not_reached");
    assert_eq!(verdict(2)["verdict"], "not_reached");
    assert_eq!(verdict(2)["near_the_line"], false);
    desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--theta",
        "80",
    ])
    .expect_refusal(1, &["80", "share"]);
}
