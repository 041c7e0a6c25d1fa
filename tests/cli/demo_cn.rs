//! The made-up Chinese prefecture: what the program says of its plans is what separate SQL over its tables says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::harness::Desk;

const PLANS: [&str; 5] = [
    "national-2020",
    "liaoning-2020",
    "yunnan-2020",
    "national-2025",
    "chuxiong-2025",
];

/// Built once: every test only reads it, or copies it.
static BUILT: LazyLock<Desk> = LazyLock::new(|| {
    let desk = Desk::empty();
    let built = desk.run(&["demo", "--cn", "--dir", ".", "--no-serve"]).expect_success();
    assert!(built.err.contains("no such place"), "{}", built.err);
    desk
});

fn check(desk: &Desk, more: &[&str]) -> Value {
    let mut arguments = vec!["check", "--workspace", "demo-cn.gpkg", "--format", "json"];
    arguments.extend(more);
    serde_json::from_str(&desk.run(&arguments).expect_success().out).expect("one JSON object")
}

fn all_plans() -> Vec<&'static str> {
    PLANS.iter().flat_map(|plan| ["--plan", plan]).collect()
}

fn answers(document: &Value) -> BTreeMap<&str, &Value> {
    let plans = document["plans"].as_array().expect("plans").iter();
    let all = plans.flat_map(|plan| plan["answers"].as_array().expect("answers"));
    all.map(|answer| (answer["id"].as_str().expect("text"), answer))
        .collect()
}

fn value<'a>(answers: &BTreeMap<&str, &'a Value>, id: &str, key: &str) -> &'a Value {
    let values = answers[id]["values"].as_array().expect("values");
    values
        .iter()
        .find(|value| value["key"] == key)
        .expect("it has such a value")
}

fn sql(query: &str) -> f64 {
    let rows = BUILT.rows_of("demo-cn.gpkg", query);
    rows[0][0].parse().expect(query)
}

/// A figure of a unit, as SQL.
fn figure(key: &str) -> String {
    format!("(SELECT CAST(value AS REAL) FROM register_figures f WHERE f.unit = r.id AND figure = '{key}')")
}

#[track_caller]
fn same(found: &Value, wanted: f64, what: &str) {
    let found = found.as_f64().expect(what);
    assert!((found - wanted).abs() < 1e-5, "{what}: {found} is not {wanted}");
}

#[test]
fn every_requirement_is_answered_and_all_that_carry_a_value_are_computed() {
    let document = check(&BUILT, &all_plans());
    let answers = answers(&document);
    assert_eq!(answers.len(), 231);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, answer) in &answers {
        *counts.entry(answer["status"].as_str().expect("a word")).or_default() += 1;
        let class = answer["class"].as_str().expect("a word");
        let is_value = matches!(class, "presence" | "capacity" | "geometric") && !answer["target"].is_null();
        let is_document = answer["measures"]
            .as_array()
            .is_some_and(|all| all.iter().all(|one| one["kind"] == "document"));
        if is_value && !is_document {
            assert_eq!(answer["status"], "computed", "{id}: {}", answer["missing"]);
        }
    }
    assert_eq!(counts.values().sum::<usize>(), 231);
    assert!(
        counts["computed"] > 150 && counts["recorded"] > 20 && counts["not_assessed"] > 5,
        "{counts:?}"
    );
    for plan in document["plans"].as_array().expect("plans") {
        let of_plan = plan["answers"].as_array().expect("answers");
        let with_verdict = of_plan
            .iter()
            .filter(|answer| answer["verdict"] == "reached" || answer["verdict"] == "not_reached");
        assert!(with_verdict.count() >= 8, "{}", plan["plan"]);
    }
}

#[test]
fn figures_of_rosters_are_those_of_separate_sql() {
    let document = check(&BUILT, &all_plans());
    let answers = answers(&document);
    let communities = "FROM register r WHERE r.level = 'community'";
    // Check 9: areas over households.
    let area = sql(&format!(
        "SELECT 100 * sum({}) / sum(r.households) {communities}",
        figure("facility_area")
    ));
    same(
        &value(
            &answers,
            "national-2025/facility-area-per-100-households",
            "ratio_of_sums",
        )["value"],
        area,
        "area",
    );
    let share = sql(&format!(
        "SELECT 100.0 * avg(100 * {} >= 30 * r.households) {communities}",
        figure("facility_area")
    ));
    same(
        &value(
            &answers,
            "national-2025/facility-area-per-100-households",
            "share_of_units",
        )["value"],
        share,
        "share of units",
    );
    // Check 13: volunteers over residents, organisations over communities, social workers each.
    let people = "(SELECT micro_people / 1e6 FROM register_populations p WHERE p.unit = r.id)";
    let volunteers = sql(&format!(
        "SELECT 100 * sum({}) / sum({people}) {communities}",
        figure("registered_volunteers")
    ));
    same(
        &value(&answers, "national-2020/registered-volunteer-share", "ratio_of_sums")["value"],
        volunteers,
        "volunteers",
    );
    for (id, committee) in [("urban", "residents"), ("rural", "villagers")] {
        let own = format!("{communities} AND committee_type LIKE '{committee}%'");
        let mean = sql(&format!("SELECT avg({}) {own}", figure("social_organisations")));
        same(
            &value(&answers, &format!("national-2020/{id}-social-organisations"), "mean")["value"],
            mean,
            id,
        );
    }
    let each = sql(&format!(
        "SELECT 100.0 * avg({} >= 1) {communities}",
        figure("social_workers")
    ));
    same(
        &value(&answers, "national-2020/social-worker-per-community", "share_of_units")["value"],
        each,
        "social workers",
    );
    // Check 12: workers of communities over the residents of towns that counties count.
    let of_towns = sql(&format!(
        "SELECT sum({}) FROM register r WHERE r.level = 'county'",
        figure("urban_population")
    ));
    let workers = sql(&format!("SELECT sum({}) {communities}", figure("community_workers")));
    same(
        &value(&answers, "national-2025/community-workers-per-10k", "ratio_of_sums")["value"],
        workers * 10_000.0 / of_towns,
        "workers",
    );
}

#[test]
fn facilities_and_villages_are_those_of_separate_sql() {
    let document = check(&BUILT, &all_plans());
    let answers = answers(&document);
    let communities = "FROM register r WHERE r.level = 'community'";
    // Checks 1 and 2: a station by host and committee.
    for (id, committee) in [("urban", "residents"), ("rural", "villagers")] {
        let rate = sql(&format!(
            "SELECT 100.0 * avg(EXISTS (SELECT 1 FROM facilities s JOIN facility_functions f ON f.facility = s.id WHERE s.host_code = r.code
               AND f.state = 'existing' AND f.category IN ('community_service_station', 'party_mass_service_centre', 'rural_comprehensive_station')))
             {communities} AND committee_type LIKE '{committee}%'"
        ));
        same(
            &value(
                &answers,
                &format!("national-2025/{id}-facility-coverage"),
                "meets_the_rule",
            )["value"],
            rate,
            id,
        );
    }
    // Check 3: a centre in each town.
    let centres = sql(
        "SELECT 100.0 * avg(EXISTS (SELECT 1 FROM facilities s JOIN facility_functions f ON f.facility = s.id
           WHERE substr(s.host_code, 1, 9) = substr(r.code, 1, 9) AND f.state = 'existing' AND f.category = 'subdistrict_service_centre'))
         FROM register r WHERE r.level = 'town'",
    );
    let ids: Vec<&&str> = answers
        .keys()
        .filter(|id| id.starts_with("yunnan-2020/") && answers[**id].to_string().contains("subdistrict_service_centre"))
        .collect();
    let found = ids
        .iter()
        .flat_map(|id| answers[**id]["values"].as_array().expect("values"))
        .any(|value| value["value"].as_f64().is_some_and(|own| (own - centres).abs() < 1e-5) && value["units"] == 8);
    assert!(found, "{centres} in one of {ids:?}");
    // Check 7: villages of a hundred households and more.
    let water = sql("SELECT 100.0 * avg(fire_water_source AND fire_network) FROM hamlets WHERE households >= 100");
    same(
        &value(&answers, "chuxiong-2025/fire-water-supply", "share")["value"],
        water,
        "water",
    );
}

#[test]
fn flags_counts_parts_and_circles_are_those_of_separate_sql() {
    let document = check(&BUILT, &all_plans());
    let answers = answers(&document);
    let communities = "FROM register r WHERE r.level = 'community'";
    // Flags, counts and the parts of floor area.
    let proxy = sql("SELECT 100.0 * avg(value = 'yes') FROM register_figures WHERE figure = 'proxy_service'");
    same(
        &value(&answers, "national-2025/proxy-service-coverage", "share")["value"],
        proxy,
        "proxy",
    );
    let demos = sql("SELECT sum(value = 'yes') FROM register_figures WHERE figure = 'ethnic_unity_demo'");
    same(
        &value(&answers, "chuxiong-2025/ethnic-unity-demo", "count")["value"],
        demos,
        "demos",
    );
    let parts = sql(&format!(
        "SELECT 100 * sum({} + {}) / sum({}) {communities}",
        figure("commercial_area"),
        figure("service_area"),
        figure("total_floor_area")
    ));
    same(
        &value(
            &answers,
            "national-2025/commercial-and-service-area-share",
            "ratio_of_sums",
        )["value"],
        parts,
        "parts",
    );
    // Checks 14 and 15: people within, as the tables of the assessment have them.
    let within = sql("SELECT 100 * sum(covered_people) / sum(people) FROM coverage WHERE circle = 'fitness-15'");
    let fitness = &answers["national-2025/fitness-circle-15min"]["values"][0];
    same(&fitness["value"], within, "fitness");
}

#[test]
fn towns_and_counties_add_up_and_every_year_has_its_own_answer() {
    let document = check(&BUILT, &["--plan", "national-2025", "--level", "county", "--path"]);
    let answers = answers(&document);
    let rural = answers["national-2025/rural-facility-coverage"];
    let whole = &rural["values"][0];
    let sum = |key: &str| -> f64 {
        let areas = rural["areas"].as_array().expect("areas").iter();
        areas
            .map(|area| area["values"][0][key].as_f64().expect("a number"))
            .sum()
    };
    assert_eq!(Some(sum("numerator")), whole["numerator"].as_f64());
    assert_eq!(Some(sum("denominator")), whole["denominator"].as_f64());
    let points = rural["path"]["points"].as_array().expect("points");
    let dates: Vec<&str> = points.iter().filter_map(|point| point["date"].as_str()).collect();
    assert_eq!(dates, ["2023-12-31", "2024-12-31", "2025-12-31"]);
    let values: Vec<f64> = points
        .iter()
        .map(|point| point["values"][0]["value"].as_f64().expect("a number"))
        .collect();
    assert!(values[0] < values[2], "{values:?}");
    let then = check(&BUILT, &["--plan", "national-2025", "--as-of", "2023"]);
    assert_eq!(then["communities"], 72);
}

/// Blanking one input leaves open exactly the answers that name it, and makes none reached.
#[test]
fn an_input_that_is_blanked_opens_its_dependants_and_no_other() {
    let desk = Desk::empty();
    let copy = |name: &str| {
        std::fs::copy(BUILT.path("demo-cn.gpkg"), desk.path("demo-cn.gpkg")).expect("the folder is ours");
        desk.rows_of(
            "demo-cn.gpkg",
            &format!("DELETE FROM register_figures WHERE figure = '{name}'"),
        );
        check(&desk, &all_plans())
    };
    let before = check(&BUILT, &all_plans());
    let before = answers(&before);
    for input in [
        "registered_volunteers",
        "proxy_service",
        "social_workers",
        "grids",
        "elderly_visited",
    ] {
        let after = copy(input);
        let after = answers(&after);
        let mut opened = BTreeSet::new();
        for (id, answer) in &before {
            let now = after[id];
            if now["values"] != answer["values"] {
                opened.insert(*id);
                assert_ne!(now["verdict"], "reached", "{id} without {input}");
            }
        }
        let dependants: BTreeSet<&str> = before
            .iter()
            .filter(|(_, answer)| answer["measures"].to_string().contains(&format!("\"{input}\"")))
            .map(|(id, _)| *id)
            .collect();
        assert!(!dependants.is_empty(), "{input}");
        assert_eq!(opened, dependants, "{input}");
        for id in dependants {
            let missing = after[id]["missing"].to_string();
            assert!(missing.contains(input), "{id}: {missing}");
        }
    }
}

#[test]
fn a_service_without_candidates_of_its_own_is_sited_in_the_middle_of_communities() {
    let site = [
        "site",
        "--workspace",
        "demo-cn.gpkg",
        "--circle",
        "service-15",
        "--service",
        "elderly_day_care",
        "--sites",
        "3",
        "--lang",
        "en",
    ];
    let ran = BUILT.run(&site).expect_success();
    assert!(ran.out.contains("candidates: middle of a community"), "{}", ran.out);
    assert!(
        ran.out.contains("for each hundred households the new sites need"),
        "{}",
        ran.out
    );
    let of_towns = ran
        .err
        .lines()
        .filter(|line| line.contains("hosted by a sub-district or township"));
    assert_eq!(of_towns.count(), 1, "{}", ran.err);
    assert!(!ran.err.contains("no community has the code"), "{}", ran.err);
    BUILT
        .run(&[&site[..], &["--population", "registered"]].concat())
        .expect_refusal(
            1,
            &[
                "nobody counted the people here so (registered)",
                "take --population usual",
            ],
        );
}

#[test]
fn every_plan_names_what_each_answer_lacks() {
    for plan in [
        "territorial-check-up",
        "convenience-circle",
        "gb50180-2018",
        "draft-2030",
        "national-2025",
    ] {
        let document = check(&BUILT, &["--plan", plan]);
        for (id, answer) in answers(&document) {
            let is_open = answer["status"] == "not_assessed";
            let missing = answer["missing"].as_array().expect("a list");
            assert!(!is_open || !missing.is_empty(), "{id} says nothing");
            assert!(missing.iter().all(|one| one["supply"].is_string()), "{id}");
        }
    }
}
