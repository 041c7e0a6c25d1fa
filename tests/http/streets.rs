//! Questions about one place on the streets, asked of the demo.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use yike::http::ServerState;
use yike::import::Silent;
use yike::workflow::{Location, build_demo, load_desk};

use crate::server::Server;

/// The middle of Vaduz, on a street.
const HERE: &str = "9.5209,47.1410";

/// The demo, built once for all of these tests and read by each.
pub(crate) fn demo() -> Server {
    static BUILT: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, file) = BUILT.get_or_init(|| {
        yike::import::use_program(env!("CARGO_BIN_EXE_yike"));
        let folder = tempfile::tempdir().expect("a folder");
        let file = build_demo(folder.path(), &Silent).expect("the demo");
        (folder, file)
    });
    let desk = load_desk(&Location::from(file.as_path()), None).expect("a desk");
    Server::with(ServerState::new(Arc::new(desk)))
}

fn rings(answer: &Value) -> Vec<(f64, f64, u64)> {
    let features = answer["features"].as_array().expect("features");
    let rings = features.iter().map(|feature| &feature["properties"]);
    rings
        .filter(|ring| ring["kind"] == "ring")
        .map(|ring| {
            (
                ring["minutes"].as_f64().expect("minutes"),
                ring["street_m"].as_f64().expect("metres"),
                ring["facilities"].as_u64().expect("a count"),
            )
        })
        .collect()
}

#[test]
fn rings_come_the_widest_first_and_each_holds_the_next() {
    let server = demo();
    let answer = server.get(&format!("/api/reach?at={HERE}")).json();
    let rings = rings(&answer);
    assert_eq!(rings.iter().map(|ring| ring.0).collect::<Vec<_>>(), [15.0, 10.0, 5.0]);
    assert!(rings.windows(2).all(|two| two[0].1 > two[1].1 && two[0].2 >= two[1].2));
    let sites = answer["facilities"].as_array().expect("a list");
    let minutes: Vec<f64> = sites
        .iter()
        .map(|site| site["minutes"].as_f64().expect("minutes"))
        .collect();
    assert!(minutes.is_sorted(), "nearest first");
    for (limit, _, count) in rings {
        assert_eq!(minutes.iter().filter(|at| **at <= limit).count() as u64, count);
    }
    assert_eq!(answer["travel"], "walk-adult");
    assert!(
        !answer.to_string().contains("\"street\""),
        "streets come only when asked for"
    );
}

#[test]
fn streets_come_with_their_seconds_when_asked_for() {
    let server = demo();
    let answer = server
        .get(&format!("/api/reach?at={HERE}&minutes=5&streets=yes"))
        .json();
    let features = answer["features"].as_array().expect("features");
    let streets: Vec<_> = features
        .iter()
        .filter(|feature| feature["properties"]["kind"] == "street")
        .collect();
    assert!(streets.len() > 10);
    for street in streets {
        for end in ["from_seconds", "to_seconds"] {
            let seconds = street["properties"][end].as_f64().expect("seconds");
            assert!((0.0..=300.001).contains(&seconds), "{seconds}");
        }
    }
}

#[test]
fn the_elderly_come_less_far_than_adults_and_cycles_farther() {
    let server = demo();
    let far = |travel: &str| {
        rings(
            &server
                .get(&format!("/api/reach?at={HERE}&minutes=15&travel={travel}"))
                .json(),
        )[0]
        .1
    };
    let (elderly, adult, cycle) = (far("walk-elderly"), far("walk-adult"), far("cycle"));
    assert!(elderly < adult && adult < cycle, "{elderly} {adult} {cycle}");
}

#[test]
fn the_way_to_the_nearest_is_never_shorter_than_the_straight_line_and_agrees_with_the_reach() {
    let server = demo();
    let route = server.get(&format!("/api/route?from={HERE}&nearest=pharmacy")).json();
    let way = &route["properties"];
    assert!(way["length_m"].as_f64() >= way["straight_m"].as_f64(), "{way}");
    assert!(way["climb_m"].is_null(), "no heights are imported");
    let reach = server.get(&format!("/api/reach?at={HERE}&minutes=30")).json();
    let sites = reach["facilities"].as_array().expect("a list");
    let nearest = sites
        .iter()
        .find(|site| {
            site["categories"]
                .as_array()
                .is_some_and(|all| all.contains(&"pharmacy".into()))
        })
        .expect("a pharmacy");
    assert_eq!(way["facility"]["id"], nearest["id"]);
    assert_eq!(way["facility"]["minutes"], nearest["minutes"]);
}

#[test]
fn a_way_to_the_place_is_the_way_from_the_other_end_and_not_the_way_back() {
    let server = demo();
    let ask = |query: &str| server.get(&format!("/api/route?{query}")).json();
    let [here, there] = [HERE, "9.5106,47.1660"];
    let (mut differ, mut kinds) = (0, 0);
    for travel in ["walk-adult", "car"] {
        let to = ask(&format!("from={here}&to={there}&travel={travel}&direction=to"));
        let from = ask(&format!("from={there}&to={here}&travel={travel}"));
        let [way, same] = [&to["properties"], &from["properties"]];
        assert_eq!([&way["direction"], &same["direction"]], ["to", "from"]);
        for fact in ["minutes", "length_m", "straight_m", "access_m"] {
            let [one, other] = [way, same].map(|way| way[fact].as_f64().expect("a number"));
            assert!((one - other).abs() <= 1.0, "{travel} {fact}: {one} {other}");
        }
        let ends = |answer: &Value| {
            let course = answer["geometry"]["coordinates"].as_array().expect("a line").clone();
            [course[0].clone(), course[course.len() - 1].clone()]
        };
        assert_eq!(ends(&to), ends(&from), "both are drawn as people go");
        assert_eq!(ends(&to)[1], way["to"]);
        let back = ask(&format!("from={here}&to={there}&travel={travel}"));
        kinds += 1;
        differ += usize::from(back["properties"]["length_m"] != way["length_m"]);
    }
    assert!(
        differ > 0 && differ < kinds,
        "one-way streets turn cars, and nobody on foot"
    );
    let nearest = ask(&format!("from={here}&nearest=pharmacy&direction=to"));
    assert!(nearest["properties"]["facility"]["name"].is_string());
    assert_eq!(nearest["properties"]["to"], serde_json::json!([9.5209, 47.141]));
}

#[test]
fn what_cannot_be_answered_says_why() {
    let server = demo();
    for (query, status, kind) in [
        ("/api/reach", 400, "missing-parameter"),
        ("/api/reach?at=9.52", 400, "bad-parameter"),
        ("/api/reach?at=9.5209,47.141&minutes=0", 400, "bad-parameter"),
        ("/api/reach?at=9.5209,47.141&minutes=121", 400, "bad-parameter"),
        ("/api/reach?at=9.5209,47.141&travel=broom", 400, "bad-parameter"),
        ("/api/reach?at=9.5209,47.141&direction=up", 400, "bad-parameter"),
        ("/api/reach?at=9.3,46.9", 404, "no-street-near"),
        ("/api/route?from=9.5209,47.141", 400, "bad-parameter"),
        (
            "/api/route?from=9.5209,47.141&nearest=pharmacy&direction=up",
            400,
            "bad-parameter",
        ),
        (
            "/api/route?from=9.5209,47.141&nearest=dry_dock",
            404,
            "no-facility-reached",
        ),
        (
            "/api/route?from=9.5209,47.141&to=9.52,47.14&nearest=pharmacy",
            400,
            "bad-parameter",
        ),
    ] {
        let answer = server.get(query);
        answer.is_problem(status);
        assert_eq!(answer.json()["type"], format!("urn:yike:problem:{kind}"), "{query}");
    }
}

#[test]
fn a_workspace_without_streets_says_so() {
    let server = Server::start();
    for query in [
        format!("/api/reach?at={HERE}"),
        format!("/api/route?from={HERE}&nearest=pharmacy"),
    ] {
        let answer = server.get(&query);
        answer.is_problem(404);
        assert_eq!(answer.json()["type"], "urn:yike:problem:no-streets");
    }
}

#[test]
fn the_demo_holds_both_methods_side_by_side() {
    let document = demo().get("/api/assessment").json();
    let circles = document["circles"].as_array().expect("circles");
    let named: Vec<_> = circles
        .iter()
        .map(|circle| [&circle["id"], &circle["base"], &circle["method"]].map(|part| part.as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        named,
        [
            ["service-15", "service-15", "straight"],
            ["service-15-streets", "service-15", "streets"],
            ["fitness-15", "fitness-15", "straight"],
            ["fitness-15-streets", "fitness-15", "streets"],
        ]
    );
    for circle in circles {
        let along = circle["method"] == "streets";
        for group in circle["groups"].as_array().expect("groups") {
            let Some(totals) = group["totals"].as_object() else {
                continue;
            };
            assert_eq!(totals["severed_people"].is_number(), along, "{}", circle["id"]);
            let named: f64 = totals["severed_by"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|by| by["people"].as_f64().expect("people"))
                .sum();
            let severed = totals["severed_people"].as_f64().unwrap_or_default();
            assert!(
                (named - severed).abs() < 1e-3,
                "whoever is severed is severed by something: {named} {severed}"
            );
        }
    }
}
