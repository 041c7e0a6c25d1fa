//! Does a place keep its plan? From rosters and maps to the answer of every requirement.

use crate::answers::{answer, check, registered, value};
use crate::harness::Desk;

#[test]
fn a_register_alone_answers_every_requirement_and_names_what_is_missing() {
    let desk = Desk::new();
    registered(&desk);
    let plans = [
        "national-2020",
        "liaoning-2020",
        "yunnan-2020",
        "national-2025",
        "chuxiong-2025",
    ];
    let asked: Vec<&str> = plans.iter().flat_map(|plan| ["--plan", plan]).collect();
    let document = check(&desk, &asked);
    let mut counted = (0, 0, 0, 0);
    for plan in document["plans"].as_array().expect("plans") {
        let coverage = |key: &str| plan["coverage"][key].as_u64().expect("a number");
        let answers = plan["answers"].as_array().expect("answers");
        assert_eq!(answers.len() as u64, coverage("requirements"));
        counted.0 += coverage("requirements");
        counted.1 += coverage("computed");
        counted.2 += coverage("recorded");
        counted.3 += coverage("not_assessed");
        for answer in answers {
            if answer["status"] == "not_assessed" {
                assert_eq!(answer["verdict"], "not_assessed", "{}", answer["id"]);
                let missing = answer["missing"].as_array().expect("a list");
                assert!(!missing.is_empty(), "{}", answer["id"]);
                assert!(missing.iter().all(|one| one["supply"].is_string()), "{}", answer["id"]);
            }
        }
    }
    let remarks = document["remarks"].to_string();
    assert!(
        remarks.contains("liaoning-2020 is for area codes that begin with 21, and 5 of 5"),
        "{remarks}"
    );
    assert_eq!(counted.0, 231);
    assert_eq!(counted.1 + counted.2 + counted.3, 231);
    assert_eq!(counted.2, 0, "nobody recorded anything");
    // The two requirements on base data are answered by the register: none of its communities has an outline.
    assert_eq!(counted.1, 2);
    let outlines = value(answer(&document, "national-2025/geo-base-data"), "share");
    assert_eq!((&outlines["value"], &outlines["denominator"]), (&0.into(), &5.into()));
    assert!(
        document["conflicts"]
            .as_array()
            .is_some_and(|ids| ids.contains(&"C1".into()))
    );
}

#[test]
fn the_assessment_in_force_answers_circles_with_a_share_of_people_and_no_verdict() {
    let desk = Desk::toy_town();
    desk.assess("service-15");
    let document = check(&desk, &["--plan", "national-2020", "--plan", "yunnan-2020"]);
    for plan in ["national-2020", "yunnan-2020"] {
        let circle = answer(&document, &format!("{plan}/service-circle-15min"));
        assert_eq!(
            (&circle["status"], &circle["verdict"]),
            (&"computed".into(), &"not_assessed".into()),
            "thirteen of the fourteen services are held by no source"
        );
        let pharmacy = value(circle, "service-15 pharmacy");
        assert_eq!(
            pharmacy["verdict"], "threshold_undefined",
            "no plan gives a share of residents"
        );
        assert_eq!(pharmacy["units"], 2, "the two urban communities");
        assert_eq!(pharmacy["denominator"], 160);
    }
    let groups = answer(&document, "national-2020/vulnerable-groups");
    assert_eq!(groups["status"], "not_assessed");
}

#[test]
fn the_same_workspace_gives_the_same_bytes() {
    let desk = Desk::toy_town();
    let run = || {
        desk.check(&["--plan", "national-2025", "--format", "json"])
            .expect_success()
            .out
    };
    assert_eq!(run(), run());
}

#[test]
fn a_document_that_somebody_saw_answers_its_requirement() {
    let desk = Desk::new();
    registered(&desk);
    desk.write(
        "seen.toml",
        "[[record]]\nrequirement = \"national-2025/spatial-plan-integration\"\ndate = \"2024-05-31\"\nsource = \"县自然资源局\"\nreference = \"批复 12 号\"\n",
    );
    let document = check(&desk, &["--plan", "national-2025", "--records", "seen.toml"]);
    let plan = answer(&document, "national-2025/spatial-plan-integration");
    assert_eq!(
        (&plan["status"], &plan["evidence"][0]["date"]),
        (&"recorded".into(), &"2024-05-31".into())
    );
    assert_eq!(document["plans"][0]["coverage"]["recorded"], 1);
    desk.write(
        "wrong.toml",
        "[[record]]\nrequirement = \"national-2025/none\"\ndate = \"May\"\nsource = \"\"\n",
    );
    let run = [
        "check",
        "--workspace",
        "town.gpkg",
        "--plan",
        "national-2025",
        "--records",
        "wrong.toml",
    ];
    desk.run(&run).expect_refusal(
        1,
        &[
            "line 2, requirement: none of the plans asks for",
            "line 3, date: \"May\" is no date",
            "source: it is empty",
        ],
    );
}

#[test]
fn what_can_not_be_answered_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let mut arguments = vec!["check", "--workspace", "town.gpkg"];
        arguments.extend(more);
        desk.run(&arguments)
    };
    run(&["--plan", "national-2025"]).expect_refusal(1, &["no communities and no register", "yike import register"]);
    registered(&desk);
    run(&["--plan", "nation-2025"]).expect_refusal(1, &["the nearest is national-2025"]);
    run(&["--plan", "national-2025", "--plan", "national-2025"]).expect_refusal(1, &["two of the plans are called"]);
    run(&["--plan", "national-2025", "--level", "village"]).expect_refusal(2, &["village"]);
    let no_codes = Desk::new();
    no_codes
        .import(
            "communities",
            &no_codes.write(
                "areas.geojson",
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲"},"geometry":{"type":"Polygon","coordinates":[[[101.5,25.0],[101.51,25.0],[101.51,25.01],[101.5,25.0]]]}}]}"#,
            ),
            &["--crs", "EPSG:4326"],
        )
        .expect_success();
    no_codes
        .check(&["--plan", "national-2025", "--level", "town"])
        .expect_refusal(1, &["the level town is told by 12-digit area codes"]);
}
