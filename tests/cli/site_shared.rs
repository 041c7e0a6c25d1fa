//! Siting of what places have together: rooms of one house, stops of one round, one use of a building of several; and plots. The toy town, worked
//! out by hand.

use serde_json::Value;

use crate::harness::Desk;
use crate::site_several::{BOTH, run, sited};

fn plan(document: &Value) -> &Value {
    &document["result"]["plans"][0]
}

/// What the best plan opens, by name: the services of each, and what it costs.
fn opens(document: &Value) -> Vec<(String, String, i64)> {
    let sites = plan(document)["sites"].as_array().expect("sites");
    let opened = sites.iter().filter(|site| site["act"] == "opens");
    let of = |site: &Value| {
        let services = site["services"].as_array().expect("services").iter();
        let keys: Vec<&str> = services.map(|of| of["key"].as_str().expect("a key")).collect();
        let name = site["name"].as_str().expect("a name").to_owned();
        (name, keys.join(","), site["cost"].as_i64().expect("a cost"))
    };
    let mut opened: Vec<_> = opened.map(of).collect();
    opened.sort();
    opened
}

fn those(sites: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
    let mut sites: Vec<_> = sites
        .iter()
        .map(|(name, services, cost)| ((*name).to_owned(), (*services).to_owned(), *cost))
        .collect();
    sites.sort();
    sites
}

const LARGE: &str = "[114.0023795039,29.8211706578],[114.0034140708,29.8211706351],[114.0034141014,29.8220727596],[114.0023795253,29.8220727823],[114.0023795039,29.8211706578]";
const SMALL: &str = "[114.0154148391,29.8198165930],[114.0156217496,29.8198165687],[114.0156217777,29.8199969937],[114.0154148667,29.8199970180],[114.0154148391,29.8198165930]";

#[test]
fn a_house_has_rooms_for_the_services_that_pay() {
    let desk = Desk::toy_town();
    let with = |budget: &'static str| {
        let costs = ["communities=10", "room:kindergarten=5", "room:pharmacy=20"];
        let costs: Vec<&str> = costs.iter().flat_map(|cost| ["--cost", cost]).collect();
        let words = ["--rooms", "--candidates", "communities", "--budget", budget];
        sited(&desk, BOTH, &[&words[..], &costs].concat())
    };
    // A kindergarten brings 75 in 甲, 60 in 乙, 30 in 丙; a pharmacy 30 in 乙 and 30 in 丙.
    let document = with("35");
    assert_eq!(document["houses"], "rooms");
    let two = [("甲社区", "kindergarten", 15), ("乙社区", "kindergarten", 15)];
    assert_eq!(opens(&document), those(&two));
    assert_eq!(plan(&document)["people_newly"], 135);
    // For 50 a third kindergarten brings as much as a pharmacy in 乙, and is the cheaper by 5.
    let document = with("50");
    let three = [&two[..], &[("丙村", "kindergarten", 15)]].concat();
    assert_eq!(opens(&document), those(&three));
    assert_eq!(
        (&plan(&document)["people_newly"], &plan(&document)["cost"]),
        (&Value::from(165), &Value::from(45))
    );
    // With 20 more one of them has a room for a pharmacy; a second house would cost 10 more.
    let document = with("65");
    assert_eq!(
        (&plan(&document)["people_newly"], &plan(&document)["cost"]),
        (&Value::from(195), &Value::from(65))
    );
    let opened = opens(&document);
    assert_eq!(opened.len(), 3, "{opened:?}");
    assert!(
        opened.iter().any(|(_, services, cost)| services == BOTH && *cost == 35),
        "{opened:?}"
    );
}

#[test]
fn houses_with_rooms_count_once_however_many_rooms_they_have() {
    let document = sited(
        &Desk::toy_town(),
        BOTH,
        &["--rooms", "--candidates", "communities", "--sites", "1"],
    );
    // 乙 brings 90 with both, 甲 75 with one; rooms cost nothing where nothing is said.
    assert_eq!(opens(&document), those(&[("乙社区", BOTH, 1)]));
    assert_eq!(plan(&document)["value"], 220.0);
}

#[test]
fn a_building_is_taken_over_or_rented_and_not_both() {
    let desk = Desk::toy_town();
    let with = |more: &[&str]| {
        let words = [
            "--candidates",
            "at:pharmacy,lease:pharmacy",
            "--cost",
            "at:pharmacy=5",
            "--cost",
            "lease:pharmacy=2",
            "--capacitated",
        ];
        sited(&desk, "kindergarten", &[&words[..], more].concat())
    };
    let rooms = ["--capacity", "at:pharmacy=100", "--capacity", "lease:pharmacy=40"];
    let from = |document: &Value| -> Vec<(String, String)> {
        let sites = plan(document)["sites"].as_array().expect("sites").iter();
        sites
            .filter(|site| site["act"] == "opens")
            .map(|site| {
                let word = |key: &str| site[key].as_str().expect("a word").to_owned();
                (word("name"), word("from"))
            })
            .collect()
    };
    // F1 has 100 people in its circle, F2 and F3 30 each. For 4 two are rented.
    let document = with(&[&rooms[..], &["--budget", "4"]].concat());
    assert_eq!(
        (&plan(&document)["people"], &plan(&document)["cost"]),
        (&Value::from(70), &Value::from(4))
    );
    assert!(from(&document).contains(&("甲药店".to_owned(), "lease".to_owned())));
    // For 5 F1 is taken over with all its people.
    let document = with(&[&rooms[..], &["--budget", "5"]].concat());
    assert_eq!(from(&document), [("甲药店".to_owned(), "at".to_owned())]);
    assert_eq!(plan(&document)["people"], 100);
    // Both at F1 would serve 100 of its people for 7; it is one building, so it serves 60.
    let small = ["--capacity", "at:pharmacy=60", "--capacity", "lease:pharmacy=40"];
    let document = with(&[&small[..], &["--budget", "7", "--exclude", "2,3"]].concat());
    assert_eq!(
        (&plan(&document)["people"], &plan(&document)["cost"]),
        (&Value::from(60), &Value::from(5))
    );
}

#[test]
fn a_round_of_a_mobile_service_is_a_choice_beside_sites() {
    let desk = Desk::toy_town();
    let words = [
        "--candidates",
        "communities",
        "--cost",
        "communities=10",
        "--mobile",
        "communities",
        "--stops",
        "2",
        "--cost",
        "round=4",
    ];
    let with = |more: &[&str]| sited(&desk, "kindergarten", &[&words[..], more].concat());
    // One round stops where 75 and 60 come.
    let document = with(&["--budget", "9"]);
    assert_eq!(
        opens(&document),
        those(&[("甲社区", "kindergarten", 0), ("乙社区", "kindergarten", 0)])
    );
    assert_eq!(
        plan(&document)["rounds"],
        serde_json::json!([{
            "town": "420101001000", "service": null, "rounds": 1, "stops": 2, "cost": 4, "people": 135, "people_newly": 135
        }])
    );
    // With 14 a site goes beside it; with 8 and a second round allowed, a third stop.
    assert_eq!(
        (
            &plan(&with(&["--budget", "14"]))["people"],
            &plan(&with(&["--budget", "9", "--rounds", "2"]))["cost"]
        ),
        (&Value::from(165), &Value::from(8))
    );
    // Where sites are counted a round is one: better than the best site.
    let document = with(&["--sites", "1"]);
    assert_eq!(plan(&document)["people"], 135);
    // More stops than a round makes can't be required.
    let stops =
        ["甲社区", "乙社区", "丙村"].map(|name| crate::site::key_of(&desk, name).replace("communities:", "mobile:"));
    run(
        &desk,
        "kindergarten",
        &[&words[..], &["--sites", "2", "--require", &stops.join(",")]].concat(),
    )
    .expect_refusal(1, &["3 stops are required", "420101001000", "2 at most"]);
    let none = [
        "--sites",
        "1",
        "--candidates",
        "communities",
        "--mobile",
        "communities",
        "--stops",
        "0",
    ];
    run(&desk, "kindergarten", &none).expect_refusal(1, &["a round has 1 to"]);
}

#[test]
fn rounds_take_part_in_phases_in_the_curve_and_in_other_plans() {
    let words = [
        "--candidates",
        "communities",
        "--mobile",
        "communities",
        "--stops",
        "2",
        "--sites",
        "2",
        "--phases",
        "1,2",
        "--curve",
        "3",
        "--alternatives",
        "1",
    ];
    let document = sited(&Desk::toy_town(), "kindergarten", &words);
    let result = &document["result"];
    // 75 and 60 by a round, then 30 by a site; nobody is left whom a third would serve.
    let people = |list: &str, of: fn(&Value) -> &Value| -> Vec<i64> {
        let points = result[list].as_array().expect("a list").iter();
        points.map(|point| of(point).as_i64().expect("people")).collect()
    };
    assert_eq!(people("phases", |phase| &phase["plan"]["people"]), [135, 165]);
    assert_eq!(people("curve", |point| &point["people"]), [0, 135, 165]);
    assert!(
        result["phases"]
            .as_array()
            .expect("phases")
            .iter()
            .all(|phase| phase["loss"] == 0.0)
    );
    let sites = |phase: usize| -> Vec<&Value> {
        let sites = result["phases"][phase]["plan"]["sites"].as_array().expect("sites");
        let opened = sites.iter().filter(|site| site["act"] == "opens");
        opened.map(|site| &site["id"]).collect()
    };
    assert!(sites(0).iter().all(|id| sites(1).contains(id)), "{result}");
    let open = |which: usize| {
        let sites = result["plans"][which]["sites"].as_array().expect("sites").iter();
        let opened = sites.filter(|site| site["act"] == "opens");
        opened
            .map(|site| site["id"].to_string())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_ne!(open(0), open(1));
}

#[test]
fn stops_of_a_kept_plan_say_what_they_are_and_serve_the_same_people() {
    let desk = Desk::toy_town();
    let words = [
        "--candidates",
        "communities",
        "--mobile",
        "communities",
        "--stops",
        "2",
        "--sites",
        "1",
        "--keep",
        "bus",
    ];
    let ran = run(&desk, "kindergarten", &words).expect_success();
    assert!(
        ran.out.contains("mobile service 420101001000: 2 stops in 1 round,"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("a stop of a mobile round serves"), "{}", ran.err);
    let shown = desk
        .run(&["scenario", "show", "bus", "--workspace", "town.gpkg"])
        .expect_success();
    assert!(shown.out.contains("流动服务 甲社区"), "{}", shown.out);
}

#[test]
fn a_plot_is_a_candidate_where_it_is_large_enough() {
    let desk = Desk::toy_town();
    // 100 by 100 m around F1, 20 by 20 m around F2.
    let square = |corners: &str| {
        format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{corners}]]}}}}"#)
    };
    let file = desk.write(
        "plots.geojson",
        format!(
            r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
            square(LARGE),
            square(SMALL)
        ),
    );
    let source = format!("parcels:{}", file.to_str().expect("text"));
    let with = |more: &[&str]| {
        let words = ["--candidates", &source, "--sites", "1"];
        sited(&desk, "kindergarten", &[&words[..], more].concat())
    };
    let document = with(&[]);
    assert_eq!(opens(&document), those(&[("1", "kindergarten", 1)]));
    let site = &plan(&document)["sites"][0];
    assert_eq!((&site["from"], &site["people"]), (&"parcels".into(), &Value::from(100)));
    let area = site["area_m2"].as_f64().expect("an area");
    assert!((area - 10_000.0).abs() < 1.0, "{area}");
    let document = with(&["--least-area", "1000"]);
    assert_eq!(document["rejected"][0]["why"], "too_small");
    assert_eq!(document["rejected"].as_array().map(Vec::len), Some(1));
    assert!(!document.to_string().contains("plots.geojson"));
    let asked = ["--sites", "1", "--candidates", "communities", "--least-area", "9"];
    run(&desk, "kindergarten", &asked).expect_refusal(1, &["--least-area"]);
}

#[test]
fn rooms_that_are_kept_hold_what_each_holds_and_more_room_costs_what_it_costs() {
    let desk = Desk::toy_town();
    let words = [
        "--rooms",
        "--candidates",
        "communities",
        "--capacitated",
        "--capacity",
        "30",
        "--capacity",
        "room:kindergarten=50",
    ];
    let with = |more: &[&str]| sited(&desk, BOTH, &[&words[..], more].concat());
    let document = with(&["--sites", "1", "--keep", "house"]);
    // 乙 has room for 30 at a pharmacy and 50 of its 60 at a kindergarten.
    assert_eq!(opens(&document), those(&[("乙社区", BOTH, 1)]));
    assert_eq!(plan(&document)["sites"][0]["capacity"], 80);
    let shown = desk
        .run(&[
            "scenario",
            "show",
            "house",
            "--workspace",
            "town.gpkg",
            "--format",
            "json",
        ])
        .expect_success();
    let shown: Value = serde_json::from_str(&shown.out).expect("one JSON object");
    let edits = shown["edits"].as_array().expect("edits").iter();
    let mut holds: Vec<f64> = edits.filter_map(|edit| edit["capacity"].as_f64()).collect();
    holds.sort_by(f64::total_cmp);
    assert_eq!(holds, [30.0, 50.0], "{shown}");
    // Each pharmacy that stands serves 30; more room at the first costs 4, for which there is no money.
    let grows = ["--expand", "1=60", "--cost", "expansion=4", "--budget", "3"];
    let document = with(&[&grows[..], &["--cost", "communities=9"]].concat());
    assert_eq!(opens(&document), []);
    let closes = ["--expand", "1=60", "--may-close", "1", "--sites", "1"];
    run(&desk, BOTH, &[&words[..], &closes].concat()).expect_refusal(1, &["may be given up and is to be enlarged"]);
}

#[test]
fn words_that_name_nothing_are_told() {
    let desk = Desk::toy_town();
    for (words, said) in [
        (&["--cost", "lease:pharmacy=2"][..], "--cost lease:pharmacy"),
        (&["--capacitated", "--capacity", "castle=2"], "--capacity castle"),
        (&["--capacity", "many"], "take PEOPLE or KEY=PEOPLE"),
        (&["--mobile", "moon"], "--mobile moon"),
        (&["--cost", "room:castle=2"], "--cost room:castle"),
    ] {
        let words = [words, &["--sites", "1", "--candidates", "communities"]].concat();
        run(&desk, "kindergarten", &words).expect_refusal(1, &[said]);
    }
    let both = ["--rooms", "--sites", "1", "--candidates", "at:pharmacy,lease:pharmacy"];
    run(&desk, BOTH, &both).expect_refusal(1, &["named twice, to be taken over and to be rented"]);
}
