//! Siting of several services at once, in other people's houses, by enlarging, and on slopes: the toy town, worked out by hand.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::{Desk, Ran, fixture};

pub(crate) fn run(desk: &Desk, services: &str, more: &[&str]) -> Ran {
    let circle = fixture("toy_town/toy.toml");
    let circle = circle.to_str().expect("text");
    let of = ["site", "--workspace", "town.gpkg", "--circle", circle, "--lang", "en"];
    desk.run(&[&of[..], &["--service", services], more].concat())
}

pub(crate) fn sited(desk: &Desk, services: &str, more: &[&str]) -> Value {
    let ran = run(desk, services, &[more, &["--format", "json"]].concat()).expect_success();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

/// What the best plan opens: name, and the services that it houses.
fn opens(document: &Value) -> Vec<(String, String)> {
    let sites = document["result"]["plans"][0]["sites"].as_array().expect("sites");
    let opened = sites.iter().filter(|site| site["act"] == "opens");
    let housed = |site: &Value| {
        let services = site["services"].as_array().expect("services").iter();
        let keys: Vec<&str> = services.map(|of| of["key"].as_str().expect("a key")).collect();
        keys.join(",")
    };
    opened
        .map(|site| (site["name"].as_str().expect("a name").to_owned(), housed(site)))
        .collect()
}

/// People with each service, of the best plan.
fn people(document: &Value) -> Vec<(String, i64)> {
    let services = document["result"]["plans"][0]["services"].as_array().expect("services");
    let of = |service: &Value| {
        let key = service["key"].as_str().expect("a key").to_owned();
        (key, service["people"].as_i64().expect("whole people"))
    };
    services.iter().map(of).collect()
}

fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(one, other)| ((*one).to_owned(), (*other).to_owned()))
        .collect()
}

fn counts(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(key, people)| ((*key).to_owned(), *people)).collect()
}

pub(crate) const BOTH: &str = "pharmacy,kindergarten";

#[test]
fn one_house_for_two_services_stands_where_both_gain_most() {
    let document = sited(
        &Desk::toy_town(),
        BOTH,
        &["--sites", "1", "--candidates", "communities"],
    );
    // 130 of 200 have a pharmacy, nobody a kindergarten. 乙's middle brings 30 and 60, 甲's 0 and 75, 丙's 30 and 30.
    assert_eq!(document["people"], 200);
    assert_eq!(document["service"], Value::Null);
    assert_eq!(document["services"][0]["people_served_today"], 130);
    assert_eq!(document["services"][1]["people_served_today"], 0);
    assert_eq!(opens(&document), words(&[("乙社区", BOTH)]));
    assert_eq!(people(&document), counts(&[("pharmacy", 160), ("kindergarten", 60)]));
    let plan = &document["result"]["plans"][0];
    assert_eq!(
        (&plan["value"], &plan["people_newly"]),
        (&Value::from(220.0), &Value::from(90))
    );
    assert_eq!(
        (&document["unit"], &document["houses"]),
        (&"people_services".into(), &"all".into())
    );
}

#[test]
fn a_house_for_each_service_is_kept_as_one_and_assessed_to_the_same_people() {
    let desk = Desk::toy_town();
    let more = [
        "--sites",
        "2",
        "--candidates",
        "communities",
        "--apart",
        "--keep",
        "both",
    ];
    // Nobody said whether there are kindergartens.
    let doubtful = run(&desk, BOTH, &more[..5]).expect_success();
    assert!(
        doubtful.err.contains("kindergarten: no layer says what stands"),
        "{}",
        doubtful.err
    );
    let file = fixture("toy_town/facilities.csv");
    desk.import(
        "facilities",
        &file,
        &["--crs", "EPSG:4547", "--complete", "kindergarten"],
    )
    .expect_success();
    let sure = run(&desk, BOTH, &more[..5]).expect_success();
    assert!(!sure.err.contains("no layer says"), "{}", sure.err);
    let document = sited(&desk, BOTH, &more);
    // Two kindergartens bring 75 and 60; a pharmacy would bring 30.
    let (one, other) = (("甲社区", "kindergarten"), ("乙社区", "kindergarten"));
    assert_eq!(opens(&document), words(&[one, other]));
    assert_eq!(people(&document), counts(&[("pharmacy", 130), ("kindergarten", 135)]));
    // A minimum of each town holds for each service: one of each is there already with this plan, three of each can't be with two sites.
    let each = [&more[..5], &["--per-town", "1"]].concat();
    assert_eq!(opens(&sited(&desk, BOTH, &each)), words(&[one, other]));
    let three = [&more[..5], &["--per-town", "3"]].concat();
    run(&desk, BOTH, &three).expect_refusal(1, &["no choice of sites"]);
    let circle = fixture("toy_town/toy.toml");
    let circle = circle.to_str().expect("text");
    let assess = [
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        circle,
        "--scenario",
        "both",
    ];
    let assessed = desk
        .run(&[&assess[..], &["--format", "json"]].concat())
        .expect_success();
    let assessed: Value = serde_json::from_str(&assessed.out).expect("one JSON object");
    let groups = assessed["circles"][0]["groups"].as_array().expect("groups");
    let covered: Vec<i64> = groups
        .iter()
        .map(|group| group["totals"]["covered_people"].as_f64().expect("people").round() as i64)
        .collect();
    assert_eq!(covered, [130, 135]);
}

#[test]
fn everybody_is_to_have_every_service() {
    let ran = run(
        &Desk::toy_town(),
        BOTH,
        &["--model", "lscp", "--candidates", "communities", "--format", "json"],
    );
    let ran = ran.expect_refusal(1, &["no choice of sites"]);
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    // 25 of 甲 are far from its middle, 10 of 丙 from all; the former have a pharmacy.
    let out = document["result"]["out_of_reach"].as_array().expect("a list");
    let of = |service: &str| -> i64 {
        let those = out.iter().filter(|place| place["service"] == service);
        those.map(|place| place["people"].as_i64().expect("people")).sum()
    };
    assert_eq!((of("pharmacy"), of("kindergarten")), (10, 35));
}

#[test]
fn a_service_moves_into_another_house_where_that_is_cheaper() {
    let desk = Desk::toy_town();
    let cheap = [
        "--candidates",
        "at:pharmacy,communities",
        "--cost",
        "at:pharmacy=1",
        "--cost",
        "communities=5",
    ];
    let document = sited(&desk, "kindergarten", &[&cheap[..], &["--budget", "2"]].concat());
    // F1 has 100 people in its circle, F2 and F3 30 each: F1 and one of these.
    let plan = &document["result"]["plans"][0];
    assert_eq!((&plan["people"], &plan["cost"]), (&Value::from(130), &Value::from(2)));
    assert!(opens(&document).contains(&("甲药店".to_owned(), "kindergarten".to_owned())));
    assert_eq!(plan["sites"][0]["now"], "pharmacy");
    assert_eq!(plan["sites"][0]["from"], "at");
    // What is a pharmacy already is no candidate for one; F3 is only planned, and is.
    let document = sited(&desk, "pharmacy", &["--sites", "1", "--candidates", "at:pharmacy"]);
    assert_eq!(opens(&document), words(&[("丙药店", "pharmacy")]));
    run(&desk, "pharmacy", &["--sites", "1", "--candidates", "at:castle"])
        .expect_refusal(1, &["there is no category \"castle\""]);
    run(&desk, "pharmacy", &["--sites", "1", "--candidates", "at:idle_building"])
        .expect_refusal(1, &["no facility of the category idle_building"]);
}

#[test]
fn more_room_where_people_already_go() {
    let desk = Desk::toy_town();
    let room = [
        "--capacitated",
        "--capacity",
        "50",
        "--candidates",
        "communities",
        "--expand",
        "1=60",
    ];
    let costs = ["--cost", "expansion=2", "--cost", "communities=3"];
    // F1 serves 50 of its 100, F2 all of its 30. For 2 more there is only room at F1; a spacing does not hinder it.
    let document = sited(
        &desk,
        "pharmacy",
        &[&room[..], &costs, &["--budget", "2", "--spacing", "500"]].concat(),
    );
    assert_eq!(document["people_served_today"], 80);
    let plan = &document["result"]["plans"][0];
    assert_eq!((&plan["people"], &plan["cost"]), (&Value::from(130), &Value::from(2)));
    assert_eq!(opens(&document), words(&[("甲药店", "pharmacy")]));
    assert_eq!(
        (&plan["sites"][0]["from"], &plan["sites"][0]["capacity"]),
        (&"expansion".into(), &Value::from(60))
    );
    // It is no new site, so no rule on new sites hinders it; and no further site of its town.
    let rules = ["--budget", "2", "--least-people", "55", "--beside", "kindergarten=100"];
    let document = sited(&desk, "pharmacy", &[&room[..], &costs, &rules].concat());
    assert_eq!(opens(&document), words(&[("甲药店", "pharmacy")]));
    let first = crate::site::key_of(&desk, "甲社区");
    let town = ["--sites", "1", "--exclude", &first, "--per-town"];
    let opened = |least: &str| opens(&sited(&desk, "pharmacy", &[&room[..], &town, &[least]].concat()));
    assert_eq!(opened("2"), words(&[("甲药店", "pharmacy")]));
    assert_eq!(opened("3"), words(&[("乙社区", "pharmacy")]));
    for (words, said) in [
        (&["--expand", "1=60"][..], "counts only with --capacitated"),
        (
            &["--expand", "9=60", "--capacitated", "--capacity", "1"],
            "--expand 9: there is no such facility",
        ),
        (&["--expand", "1=60", "--expand", "1=70"], "given twice"),
        (&["--expand", "all"], "take ID=PEOPLE or all=PEOPLE"),
    ] {
        let words = [words, &["--sites", "1", "--candidates", "communities"]].concat();
        run(&desk, "pharmacy", &words).expect_refusal(1, &[said]);
    }
}

#[test]
fn nothing_is_built_on_slopes_that_are_too_steep() {
    let desk = Desk::toy_town();
    let steep = |percent: &'static str| ["--sites", "1", "--candidates", "communities", "--steepest", percent];
    run(&desk, "pharmacy", &steep("25")).expect_refusal(1, &["the workspace has no elevation"]);
    // Flat in the west; east of the middle it climbs by 30 in 100. 丙's people live north of what the sheet holds.
    let (columns, rows, cell) = (60, 32, 50.0);
    let mut sheet = format!("ncols {columns}\nnrows {rows}\nxllcorner 499500\nyllcorner 3299500\ncellsize {cell}\n");
    for _ in 0..rows {
        for column in 0..columns {
            let east = 499_500.0 + (f64::from(column) + 0.5) * cell - 501_000.0;
            write!(sheet, "{} ", (east * 0.3).max(0.0)).expect("a string");
        }
        sheet.push('\n');
    }
    let file = desk.write("hill.asc", sheet);
    desk.import("elevation", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let ran = run(&desk, "pharmacy", &[&steep("25")[..], &["--format", "json"]].concat()).expect_success();
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    let rejected = document["rejected"].as_array().expect("a list");
    let turned: Vec<(&Value, &Value)> = rejected.iter().map(|place| (&place["name"], &place["why"])).collect();
    assert_eq!(turned, [(&"乙社区".into(), &"too_steep".into())]);
    assert_eq!(opens(&document), words(&[("丙村", "pharmacy")]));
    assert!(
        ran.err.contains("of 1 candidates the ground's slope is not known"),
        "{}",
        ran.err
    );
    assert_eq!(
        opens(&sited(&desk, "pharmacy", &steep("31"))),
        words(&[("乙社区", "pharmacy")])
    );
}

#[test]
fn questions_about_several_services_that_can_not_be_counted_are_refused() {
    let desk = Desk::toy_town();
    for (services, words, said) in [
        ("pharmacy,pharmacy", &["--sites", "1"][..], "named twice"),
        (
            BOTH,
            &["--sites", "1", "--capacitated", "--capacity", "9"],
            "take --apart",
        ),
        ("pharmacy,castle", &["--sites", "1"], "castle"),
    ] {
        run(&desk, services, &[words, &["--candidates", "communities"]].concat()).expect_refusal(1, &[said]);
    }
}
