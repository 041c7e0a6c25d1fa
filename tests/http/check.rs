//! Plans asked by the page: the same answers that the command line gives, area by area and day by day.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use serde_json::Value;
use yike::domain::area_code::UnitLevel;
use yike::domain::people_group::PeopleGroup;
use yike::http::ServerState;
use yike::import::Silent;
use yike::workflow::{self, CheckRequest, Location};

use crate::importing::{SQUARE, Taking};
use crate::server::{Answer, Server, desk};

/// The made-up prefecture with its plans; nothing changes it.
pub(crate) struct Prefecture {
    server: Server,
    pub(crate) workspace: Location,
    _folder: tempfile::TempDir,
}

pub(crate) static PREFECTURE: LazyLock<Prefecture> = LazyLock::new(|| {
    yike::import::use_program(env!("CARGO_BIN_EXE_yike"));
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Location::File(workflow::build_demo_cn(folder.path(), &Silent).expect("built"));
    let desk = workflow::load_desk(&workspace, None).expect("it is assessed");
    let state = ServerState::new(Arc::new(desk));
    state.allow_checks(workspace.clone(), None);
    Prefecture {
        server: Server::with(state),
        workspace,
        _folder: folder,
    }
});

const COUNTY: &str = "990102000000";

fn get(path: &str) -> Answer {
    PREFECTURE.server.get(path)
}

fn asked(path: &str) -> Value {
    let answer = get(path);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer.json()
}

fn checked(plan: &str, level: Option<UnitLevel>, as_of: Option<&str>) -> workflow::Checked {
    workflow::check(&CheckRequest {
        workspace: &PREFECTURE.workspace,
        plans: &[plan.to_owned()],
        level,
        records: None,
        as_of: as_of.map(|day| day.parse().expect("a day")),
        path: false,
        group: None,
        area: None,
        scenario: None,
    })
    .expect("answered")
}

fn rows(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn find<'a>(list: &'a Value, member: &str, word: &str) -> &'a Value {
    let mut all = rows(list).iter();
    all.find(|row| row[member] == word).expect("it is there")
}

#[test]
fn what_may_be_asked_is_the_plans_the_areas_and_the_days_of_the_data() {
    let offer = asked("/api/check");
    assert_eq!(rows(&offer["plans"]).len(), workflow::shipped_plans().len());
    assert_eq!(find(&offer["plans"], "plan", "chuxiong-2025")["area"], "5323");
    assert_eq!(offer["communities"], 72);
    assert_eq!(rows(&offer["dates"]).len(), 3);
    let levels: Vec<&Value> = rows(&offer["areas"]).iter().map(|area| &area["level"]).collect();
    assert_eq!(levels[..3], ["province", "prefecture", "county"]);
    assert_eq!(find(&offer["areas"], "code", COUNTY)["level"], "county");
    assert_eq!(offer["words"]["unit"]["m2_per_100_households"]["zh"], "平方米/百户");
    assert!(rows(&offer["conflicts"]).len() >= 20);
    assert_eq!(offer["scenario"], Value::Null);
}

#[test]
fn a_plans_answers_are_those_of_the_command_line_without_the_lists() {
    for (as_of, query) in [(None, ""), (Some("2023"), "?as_of=2023")] {
        let board = asked(&format!("/api/check/national-2025{query}"));
        let truth = checked("national-2025", None, as_of);
        let (plan, answers) = &truth.plans[0];
        assert_eq!(rows(&board["answers"]).len(), answers.len());
        for (row, answer) in rows(&board["answers"]).iter().zip(answers) {
            assert_eq!(row["id"], plan.full_id(&plan.requirements[answer.requirement]));
            assert_eq!(
                (&row["status"], &row["verdict"]),
                (&answer.status.key().into(), &answer.verdict().key().into())
            );
            assert_eq!(rows(&row["values"]).len(), answer.values.len());
            for (row, value) in rows(&row["values"]).iter().zip(&answer.values) {
                assert_eq!(row["failing_count"], value.failing.len());
                assert_eq!(row.get("failing"), None, "lists are asked for by themselves");
            }
            assert_eq!(rows(&row["missing"]).len(), answer.missing.len());
        }
        let standings = board["standings"].as_object().expect("counts");
        let sum: u64 = standings
            .iter()
            .filter(|(name, _)| *name != "near_the_line")
            .filter_map(|(_, count)| count.as_u64())
            .sum();
        assert_eq!(sum, answers.len() as u64);
        let near = answers.iter().filter(|answer| answer.is_near_the_line()).count();
        assert_eq!(standings["near_the_line"], near, "{standings:?}");
    }
}

#[test]
fn one_goes_down_from_the_whole_to_a_community_and_each_area_stands_as_its_parent_said() {
    let truth = checked("chuxiong-2025", Some(UnitLevel::County), None);
    let mut said = asked("/api/check/chuxiong-2025");
    let mut area = String::new();
    let mut levels = Vec::new();
    while let Some(below) = rows(&said["below"]).first() {
        assert_eq!(said["areas_below"], rows(&said["below"]).len());
        let sum: u64 = rows(&said["below"])
            .iter()
            .filter_map(|area| area["communities"].as_u64())
            .sum();
        assert_eq!(Some(sum), said["communities"].as_u64());
        area = below["code"].as_str().expect("a code").to_owned();
        levels.push(below["level"].as_str().expect("a level").to_owned());
        let own = asked(&format!("/api/check/chuxiong-2025?area={area}"));
        assert_eq!(own["standings"], below["standings"], "{area}");
        assert_eq!(own["area"]["name"], below["name"]);
        if levels.len() == 1 {
            for (row, answer) in rows(&own["answers"]).iter().zip(&truth.plans[0].1) {
                let county = answer.areas.iter().find(|county| county.code == area);
                let numbers = county.map(|county| {
                    county
                        .values
                        .iter()
                        .map(|value| value.failing.len())
                        .collect::<Vec<_>>()
                });
                let told: Vec<u64> = rows(&row["values"])
                    .iter()
                    .filter_map(|value| value["failing_count"].as_u64())
                    .collect();
                assert_eq!(
                    told,
                    numbers
                        .unwrap_or_default()
                        .iter()
                        .map(|n| *n as u64)
                        .collect::<Vec<_>>(),
                    "{}",
                    row["id"]
                );
            }
        }
        said = own;
    }
    assert_eq!(levels, ["county", "town", "community"]);
    assert_eq!(said["communities"], 1, "{area}");
}

#[test]
fn a_requirement_names_who_falls_short_by_how_much_and_how_each_area_stands() {
    let whole = asked("/api/check/national-2025/urban-self-service-coverage");
    let value = &whole["answer"]["values"][0];
    let failing = rows(&value["failing"]);
    assert_eq!(value["failing_count"], failing.len());
    assert!(
        failing.len() > 2
            && failing
                .iter()
                .all(|row| row["shortfall"] == 1 && row["kind"] == "community")
    );
    let county = asked(&format!(
        "/api/check/national-2025/urban-self-service-coverage?area={COUNTY}"
    ));
    let own = rows(&county["answer"]["values"][0]["failing"]);
    let inside: Vec<&Value> = failing
        .iter()
        .filter(|row| row["code"].as_str().is_some_and(|code| code.starts_with("990102")))
        .collect();
    assert_eq!(own.iter().collect::<Vec<_>>(), inside);
    let areas = rows(&whole["answer"]["areas"]);
    let of_county = areas.iter().find(|area| area["code"] == COUNTY).expect("a county");
    assert_eq!(of_county["values"][0]["failing_count"], own.len());
    assert_eq!(rows(&whole["answer"]["path"]["points"]).len(), 3);
    let cut = asked("/api/check/national-2025/urban-self-service-coverage?limit=2");
    assert_eq!(rows(&cut["answer"]["values"][0]["failing"]).len(), 2);
    assert_eq!(
        cut["answer"]["values"][0]["failing_count"],
        failing.len(),
        "the count is of all"
    );
}

#[test]
fn facilities_that_fall_short_have_the_place_that_the_map_knows() {
    let answer = asked("/api/check/national-2025/opening-hours")["answer"].clone();
    let lists = rows(&answer["values"]).iter().flat_map(|value| rows(&value["failing"]));
    let facilities: Vec<&Value> = lists.filter(|row| row["kind"] == "facility").collect();
    assert!(!facilities.is_empty());
    for facility in facilities {
        let name = facility["name"].as_str().expect("a name");
        let point = rows(&facility["point"]);
        let found = asked(&format!("/api/search?limit=100&q={}", percent(name)));
        assert!(
            rows(&found["results"]).iter().any(|hit| rows(&hit["point"]) == point),
            "{name}"
        );
    }
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

#[test]
fn the_path_has_every_day_of_the_data_and_the_line_that_is_no_target() {
    let board = asked(&format!("/api/check/national-2025?path=yes&area={COUNTY}"));
    let row = find(&board["answers"], "id", "national-2025/rural-facility-coverage");
    let points = rows(&row["path"]["points"]);
    let days: Vec<&str> = points.iter().filter_map(|point| point["date"].as_str()).collect();
    assert_eq!(days, ["2023-12-31", "2024-12-31", "2025-12-31"]);
    assert!(
        row["path"]["reference_line_is"]
            .as_str()
            .is_some_and(|words| words.contains("no target"))
    );
    assert_eq!(row["path"]["baseline"]["value"], 65.7);
    assert_eq!(board["days_left_out"], 0);
    let then = asked(&format!("/api/check/national-2025?as_of=2023-12-31&area={COUNTY}"));
    let then = find(&then["answers"], "id", "national-2025/rural-facility-coverage");
    assert_eq!(points[0]["values"][0]["value"], then["values"][0]["value"]);
}

const JSON: &str = "content-type: application/json";

/// A question with a body, as a program asks.
fn posted(path: &str, body: &str) -> Answer {
    PREFECTURE.server.send("POST", path, &[JSON], body.as_bytes())
}

/// A box in degrees round some of the communities.
fn boxed(west: f64, south: f64, east: f64, north: f64) -> String {
    format!(
        r#"{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}"#
    )
}

#[test]
fn a_drawn_area_is_answered_as_the_command_line_answers_it() {
    let told = get("/api/assessment").json();
    let all: Vec<f64> = rows(&told["study_area"]["bbox"])
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    let [west, south, east, north] = all[..] else {
        panic!("a box")
    };
    let middle = f64::midpoint(west, east);
    let half = boxed(west - 0.1, south - 0.1, middle, north + 0.1);
    let board = posted("/api/check/national-2025?path=yes", &half);
    assert_eq!(board.status, 200, "{board:?}");
    assert_eq!(board.header("cache-control"), "no-store");
    let board = board.json();
    let area = workflow::read_area(&format!(
        "POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))",
        west - 0.1,
        south - 0.1,
        middle,
        north + 0.1
    ));
    let truth = workflow::check(&CheckRequest {
        workspace: &PREFECTURE.workspace,
        plans: &["national-2025".to_owned()],
        level: None,
        records: None,
        as_of: None,
        path: false,
        area: Some(&area.expect("an area")),
        group: None,
        scenario: None,
    });
    let truth = truth.expect("answered");
    assert_eq!((&board["drawn"], &board["area"]), (&true.into(), &Value::Null));
    assert_eq!(board["communities"], truth.records.communities.len());
    assert!(
        board["communities"].as_u64().is_some_and(|own| 0 < own && own < 72),
        "{}",
        board["communities"]
    );
    assert_eq!(rows(&board["below"]).len(), 0);
    assert!(
        board["remarks"]
            .to_string()
            .contains("communities: those of which a place in the middle lies in it")
    );
    let (plan, answers) = &truth.plans[0];
    for (row, answer) in rows(&board["answers"]).iter().zip(answers) {
        let id = plan.full_id(&plan.requirements[answer.requirement]);
        assert_eq!(
            (&row["status"], &row["verdict"]),
            (&answer.status.key().into(), &answer.verdict().key().into()),
            "{id}"
        );
        for (row, value) in rows(&row["values"]).iter().zip(&answer.values) {
            assert_eq!(
                (&row["units"], &row["failing_count"]),
                (&value.sums.units.into(), &value.failing.len().into()),
                "{id}"
            );
        }
    }
    assert_eq!(
        rows(&board["answers"][0]["path"]["points"]).len(),
        3,
        "every day of the data"
    );
    // One requirement of a group of people there, and both halves are the whole.
    let one = "/api/check/national-2025/fitness-circle-15min?group=elderly";
    let other = boxed(middle, south - 0.1, east + 0.1, north + 0.1);
    let people = |document: &Value| document["answer"]["values"][0]["denominator"].as_f64().expect("people");
    let halves = people(&posted(one, &half).json()) + people(&posted(one, &other).json());
    assert!((halves - people(&asked(one))).abs() < 1e-6);
}

#[test]
fn what_is_no_area_is_refused_and_other_pages_may_not_ask() {
    let square = boxed(0.0, 0.0, 1.0, 1.0);
    posted("/api/check/national-2025", &square).is_problem(400);
    let told = get("/api/assessment").json();
    let west = told["study_area"]["bbox"][0].as_f64().expect("degrees");
    let south = told["study_area"]["bbox"][1].as_f64().expect("degrees");
    let square = boxed(west - 0.3, south, west - 0.2, south + 0.1);
    posted("/api/check/national-2025", &square).is_problem(404);
    assert!(
        posted("/api/check/national-2025", &square).json()["type"]
            .to_string()
            .contains("none-in-area")
    );
    let corners = "[7.5,1],[8.5,1],".repeat(10_000);
    let deep = "[".repeat(5_000);
    for (body, status) in [
        (String::new(), 400),
        ("{}".to_owned(), 400),
        (r#"{"type":"Point","coordinates":[1,1]}"#.to_owned(), 400),
        (r#"{"type":"Polygon","coordinates":[]}"#.to_owned(), 400),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"#.to_owned(),
            400,
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[500,0],[500,1],[0,0]]]}"#.to_owned(),
            400,
        ),
        (format!(r#"{{"type":"Polygon","coordinates":{deep}"#), 400),
        (
            format!(r#"{{"type":"Polygon","coordinates":[[{corners}[0.5,1]]]}}"#),
            400,
        ),
    ] {
        posted("/api/check/national-2025", &body).is_problem(status);
    }
    posted("/api/check/nothing", &square).is_problem(404);
    posted("/api/check/own.toml", &square).is_problem(404);
    posted("/api/check/national-2025?area=990102000000", &square).is_problem(400);
    let ask = |headers: &[&str]| {
        PREFECTURE
            .server
            .send("POST", "/api/check/national-2025", headers, square.as_bytes())
    };
    ask(&["content-type: text/plain"]).is_problem(415);
    ask(&[JSON, "origin: http://evil.example"]).is_problem(403);
    ask(&[JSON, "origin: http://localhost:9"]).is_problem(403);
    PREFECTURE
        .server
        .send("POST", "/api/check", &[JSON], square.as_bytes())
        .is_problem(405);
}

#[test]
fn a_group_of_people_has_answers_of_its_own_and_says_where_it_has_none() {
    let offer = asked("/api/check");
    let groups = rows(&offer["groups"]);
    let keys: Vec<&Value> = groups.iter().map(|group| &group["key"]).collect();
    assert_eq!(keys, ["elderly", "minors", "disabled"]);
    assert!(groups.iter().all(|group| group["communities"] == 72), "{groups:?}");
    let truth = workflow::check(&CheckRequest {
        workspace: &PREFECTURE.workspace,
        plans: &["national-2025".to_owned()],
        level: None,
        records: None,
        as_of: None,
        path: false,
        area: None,
        group: Some(PeopleGroup::Elderly),
        scenario: None,
    });
    let truth = truth.expect("answered");
    let board = asked("/api/check/national-2025?group=elderly");
    assert_eq!(board["group"]["key"], "elderly");
    assert_eq!(
        asked("/api/check/national-2025")["group"],
        Value::Null,
        "everybody's are kept apart"
    );
    let (plan, answers) = &truth.plans[0];
    for (row, answer) in rows(&board["answers"]).iter().zip(answers) {
        let id = plan.full_id(&plan.requirements[answer.requirement]);
        assert_eq!(
            (&row["id"], &row["status"]),
            (&id.as_str().into(), &answer.status.key().into())
        );
        assert_eq!(rows(&row["values"]).len(), answer.values.len(), "{id}");
        assert_ne!(row["status"], "recorded", "{id}: a document answers for everybody");
    }
    // A circle's own share of the elderly is the one that stands beside everybody's in the check of groups.
    let everybody = asked("/api/check/national-2025/vulnerable-first-layout");
    let own = asked("/api/check/national-2025/vulnerable-first-layout?group=elderly");
    let value = |document: &Value| {
        let values = rows(&document["answer"]["values"]).iter();
        values
            .filter(|value| value["key"].as_str().is_some_and(|key| key.ends_with(" elderly")))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        rows(&own["answer"]["values"]).len(),
        15,
        "one for each service, and completeness"
    );
    let of_services = |document: &Value| {
        let mut values = value(document);
        values.retain(|value| value["headline"] == true);
        // How far it lags behind everybody is told where everybody stands beside.
        for value in &mut values {
            value.as_object_mut().expect("an object").remove("gap_to_everybody");
        }
        values
    };
    assert_eq!(of_services(&own), of_services(&everybody));
    // Areas of it add up, and its path has the same group.
    let detail = asked("/api/check/national-2025/fitness-circle-15min?group=minors");
    let whole = &detail["answer"]["values"][0];
    assert!(
        whole["key"].as_str().is_some_and(|key| key.ends_with(" minors")),
        "{whole}"
    );
    let areas = rows(&detail["answer"]["areas"]).iter();
    let sum: f64 = areas.filter_map(|area| area["values"][0]["denominator"].as_f64()).sum();
    assert!((sum - whole["denominator"].as_f64().expect("people")).abs() < 1e-6);
    let last = rows(&detail["answer"]["path"]["points"]).last().expect("a day");
    assert_eq!(last["values"][0]["value"], whole["value"]);
    get("/api/check/national-2025?group=giants").is_problem(400);
    get("/api/check?group=elderly").is_problem(400);
}

#[test]
fn what_cannot_be_answered_is_a_problem_and_tells_no_path() {
    for (path, status) in [
        ("/api/check/nothing", 404),
        ("/api/check/..%2F..%2Fetc%2Fpasswd", 404),
        ("/api/check/own.toml", 404),
        ("/api/check/national-2025/nothing", 404),
        ("/api/check/national-2025?area=999999999999", 404),
        ("/api/check/national-2025?area=9901", 400),
        ("/api/check/national-2025?area=', 1", 400),
        ("/api/check/national-2025?as_of=yesterday", 400),
        ("/api/check/national-2025?path=1", 400),
        ("/api/check/national-2025?level=town", 400),
        ("/api/check/national-2025/three-lists?limit=0", 400),
        ("/api/check?plan=national-2025", 400),
    ] {
        get(&path.replace(' ', "%20")).is_problem(status);
    }
    let early = get("/api/check/national-2025?as_of=1999");
    early.is_problem(404);
    assert!(
        early.json()["detail"]
            .as_str()
            .is_some_and(|words| words.contains("2023-12-31")),
        "{early:?}"
    );
}

#[test]
fn an_empty_workspace_has_nothing_to_check_and_an_import_puts_new_answers_in_force() {
    let taking = Taking::start(1 << 20);
    taking.server.get("/api/check").is_problem(404);
    let id = taking.staged("c.geojson", SQUARE.as_bytes());
    let said = br#"{"kind":"communities","crs":"EPSG:4326"}"#;
    assert_eq!(
        taking.page("POST", &format!("/api/imports/{id}/confirm"), said).status,
        200
    );
    let offer = taking.page("GET", "/api/check", b"").json();
    assert_eq!((&offer["communities"], rows(&offer["areas"]).len()), (&1.into(), 0));
    let board = taking.page("GET", "/api/check/national-2025?path=yes", b"").json();
    assert_eq!(rows(&board["below"]).len(), 0, "its code is no area code");
    assert!(board["standings"]["not_assessed"].as_u64() > Some(30));
}

#[test]
fn a_server_without_checks_has_no_such_address() {
    Server::with(ServerState::new(Arc::new(desk("7"))))
        .get("/api/check")
        .is_problem(404);
}

#[test]
fn an_answer_is_made_once() {
    let path = "/api/check/yunnan-2020?path=yes&as_of=2024-12-30";
    let time = || {
        let begun = Instant::now();
        let answer = get(path);
        assert_eq!(answer.status, 200);
        (begun.elapsed(), answer.header("etag").to_owned())
    };
    let (first, tag) = time();
    let again = (0..5).map(|_| time()).min().expect("five times");
    assert_eq!(again.1, tag);
    assert!(again.0 < first, "{first:?} at first, {:?} then", again.0);
}
