//! The demo: eleven municipalities, both circles.

use serde_json::Value;

use crate::harness::Desk;

#[test]
fn the_demo_holds_every_inhabitant_and_its_parts_add_up() {
    let desk = Desk::empty();
    desk.run(&["demo", "--dir", ".", "--no-serve"]).expect_success();
    let ran = desk.run(&[
        "assess",
        "--workspace",
        "demo.gpkg",
        "--circle",
        "service-15",
        "--circle",
        "fitness-15",
        "--format",
        "json",
    ]);
    let document: Value = serde_json::from_str(&ran.expect_success().out).expect("JSON");
    assert_eq!(document["totals"]["people"], 36_838);
    let communities = document["communities"].as_array().expect("a list");
    assert_eq!(communities.len(), 11);
    assert!(
        communities
            .iter()
            .all(|community| community["people_from"] == "buildings"),
        "people go to buildings"
    );
    assert!(
        communities
            .iter()
            .all(|community| community["people"] == community["located_people"])
    );
    for (c, circle) in document["circles"].as_array().expect("two").iter().enumerate() {
        for (g, group) in circle["groups"].as_array().expect("services").iter().enumerate() {
            if group["status"] == "not_assessed" {
                assert!(
                    !group["missing"].as_array().expect("a list").is_empty(),
                    "{} says what is missing",
                    group["key"]
                );
                continue;
            }
            let micro = |value: &Value| (value.as_f64().expect("a number") * 1e6).round() as i64;
            for key in ["covered_people", "gap_people", "covered_people_bound"] {
                let parts: i64 = communities
                    .iter()
                    .map(|community| micro(&community["circles"][c]["groups"][g][key]))
                    .sum();
                assert_eq!(parts, micro(&group["totals"][key]), "{} {key}", group["key"]);
            }
            let totals = &group["totals"];
            assert_eq!(
                micro(&totals["covered_people"]) + micro(&totals["gap_people"]),
                36_838_000_000
            );
            assert!(
                micro(&totals["covered_people"]) <= micro(&totals["covered_people_bound"]),
                "factor 1 is the upper bound"
            );
        }
    }
}

#[test]
fn building_the_demo_twice_gives_the_same_answer() {
    let answers = [(); 2].map(|()| {
        let desk = Desk::empty();
        desk.run(&["demo", "--dir", ".", "--no-serve"]).expect_success();
        desk.run(&[
            "assess",
            "--workspace",
            "demo.gpkg",
            "--circle",
            "fitness-15",
            "--format",
            "json",
        ])
        .expect_success()
        .out
    });
    assert_eq!(answers[0], answers[1]);
}
