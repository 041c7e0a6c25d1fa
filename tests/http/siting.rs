//! Where facilities should go, asked by the page.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use yike::http::ServerState;
use yike::import::Progress;
use yike::workflow;

use crate::importing::{SQUARE, Taking};
use crate::server::{Answer, Server, desk};

pub(crate) const HAMLETS: &str = "name,lon,lat,people,parent_code\nNear,9.55,47.05,60,1\nFar,9.58,47.05,40,1\n";
const PHARMACY: &str = "name,category,lon,lat\nA,pharmacy,9.55,47.05\n";

/// One community with two hamlets, 2.3 km from each other, and a pharmacy in one of them.
fn town() -> Taking {
    town_of(HAMLETS)
}

/// One community with hamlets of its own, and the pharmacy.
pub(crate) fn town_of(hamlets: &str) -> Taking {
    let taking = Taking::start(1 << 20);
    for (kind, name, file) in [
        ("communities", "c.geojson", SQUARE),
        ("hamlets", "h.csv", hamlets),
        ("facilities", "f.csv", PHARMACY),
    ] {
        let id = taking.staged(name, file.as_bytes());
        let options = json!({ "kind": kind, "crs": "EPSG:4326" }).to_string();
        let done = taking.page("POST", &format!("/api/imports/{id}/confirm"), options.as_bytes());
        assert_eq!(done.status, 200, "{done:?}");
    }
    taking
}

fn question(more: Value) -> Value {
    let mut question = json!({
        "circle": "service-15", "service": "pharmacy", "model": "mclp", "sites": 1, "method": "straight", "candidates": ["grid"],
    });
    let (Some(question_of), Value::Object(more)) = (question.as_object_mut(), more) else {
        unreachable!("both are objects");
    };
    question_of.extend(more);
    question
}

fn asked(taking: &Taking, question: &Value) -> Answer {
    taking.page("POST", "/api/siting", question.to_string().as_bytes())
}

/// The run when it has ended.
fn ended(taking: &Taking, begun: &Answer) -> Value {
    assert_eq!(begun.status, 202, "{begun:?}");
    let job = begun.json()["job"].as_str().expect("an id").to_owned();
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let run = taking.page("GET", &format!("/api/siting/{job}"), b"").json();
        if run["state"] != "running" {
            return run;
        }
        assert!(Instant::now() < until, "{run}");
        std::thread::yield_now();
    }
}

#[test]
fn the_page_asks_sees_the_plan_and_keeps_it() {
    let taking = town();
    let choices = taking.page("GET", "/api/siting", b"").json();
    assert_eq!(choices["methods"], json!(["straight"]));
    assert_eq!(choices["candidates"], json!(["communities", "grid"]));
    assert_eq!(choices["can_keep"], true);
    assert_eq!(choices["heights"], false);
    let pharmacy = json!([{ "key": "pharmacy", "name": { "zh": "药店", "en": "Pharmacy" } }]);
    assert_eq!(choices["standing"], pharmacy);
    let circles = choices["circles"].as_array().expect("circles");
    assert!(circles.iter().any(|circle| circle["id"] == "service-15"));

    let run = ended(
        &taking,
        &asked(&taking, &question(json!({ "curve": 2, "alternatives": 1 }))),
    );
    assert_eq!(run["state"], "done", "{run}");
    let result = &run["result"];
    assert_eq!(
        (&result["people"], &result["people_served_today"]),
        (&json!(100), &json!(60))
    );
    let plan = &result["result"]["plans"][0];
    assert_eq!(
        (&plan["people"], &plan["people_newly"], &plan["status"]),
        (&json!(100), &json!(40), &json!("optimal"))
    );
    assert_eq!(result["result"]["curve"].as_array().map(Vec::len), Some(2));

    let keep = format!("/api/siting/{}/keep", run["job"].as_str().expect("an id"));
    let kept = taking.page("POST", &keep, br#"{"plan":1,"name":"far"}"#);
    assert_eq!(
        (kept.status, &kept.json()["scenario"]),
        (201, &json!("far")),
        "{kept:?}"
    );
    let scenario = workflow::scenario(&taking.workspace, "far").expect("kept").scenario;
    assert_eq!(scenario.edits.len(), 1);
    taking
        .page("POST", &keep, br#"{"plan":1,"name":"far"}"#)
        .is_problem(409);
    taking
        .page("POST", &keep, br#"{"plan":1,"name":"two words"}"#)
        .is_problem(409);
    taking
        .page("POST", &keep, br#"{"plan":9,"name":"other"}"#)
        .is_problem(404);
    // A plan and a phase may be two, and neither is no choice.
    taking
        .page("POST", &keep, br#"{"plan":1,"phase":1,"name":"other"}"#)
        .is_problem(400);
    taking.page("POST", &keep, br#"{"name":"other"}"#).is_problem(400);
}

#[test]
fn what_stands_by_the_end_of_a_phase_is_kept_where_the_phase_is_named() {
    let taking = town();
    let run = ended(&taking, &asked(&taking, &question(json!({ "phases": [1, 2] }))));
    assert_eq!(run["state"], "done", "{run}");
    let keep = format!("/api/siting/{}/keep", run["job"].as_str().expect("an id"));
    let kept = taking.page("POST", &keep, br#"{"phase":1,"name":"first"}"#);
    assert_eq!(kept.status, 201, "{kept:?}");
    let scenario = workflow::scenario(&taking.workspace, "first").expect("kept").scenario;
    assert_eq!(scenario.edits.len(), 1);
}

#[test]
fn a_plan_is_kept_as_part_of_the_question() {
    let taking = town();
    let run = ended(&taking, &asked(&taking, &question(json!({ "keep": "asked" }))));
    assert_eq!(run["result"]["kept"]["scenario"], "asked", "{run}");
    let scenario = workflow::scenario(&taking.workspace, "asked").expect("kept").scenario;
    assert_eq!(
        (json!(scenario.base), scenario.edits.len()),
        (run["result"]["kept"]["base"].clone(), 1)
    );
    // A name that is taken or none is told before anything is searched.
    for name in ["asked", "two words", ""] {
        asked(&taking, &question(json!({ "keep": name }))).is_problem(409);
    }
}

#[test]
fn that_another_program_holds_the_workspace_is_said_and_the_plan_is_kept_when_it_has_gone() {
    let taking = town();
    let run = ended(&taking, &asked(&taking, &question(json!({}))));
    let keep = format!("/api/siting/{}/keep", run["job"].as_str().expect("an id"));
    let mut other = Command::new("sqlite3")
        .arg(taking.workspace.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it is installed by make setup");
    let mut says = other.stdin.take().expect("piped");
    says.write_all(b"BEGIN IMMEDIATE;\nSELECT 'held';\n")
        .expect("it listens");
    let mut told = BufReader::new(other.stdout.take().expect("piped"));
    told.read_line(&mut String::new()).expect("it answers");
    let plan = br#"{"plan":1,"name":"mine"}"#;
    let busy = taking.page("POST", &keep, plan);
    busy.is_problem(503);
    assert_eq!(busy.header("retry-after"), "1");
    assert!(
        busy.json()["type"]
            .as_str()
            .is_some_and(|name| name.ends_with("workspace-busy")),
        "{busy:?}"
    );
    drop(says);
    other.wait().expect("it ends");
    let kept = taking.page("POST", &keep, plan);
    assert_eq!(kept.status, 201, "{kept:?}");
}

/// Somebody who makes a scenario at every step of a search.
struct Meanwhile<'a> {
    workspace: &'a workflow::Location,
    steps: Mutex<Vec<(String, bool)>>,
}

impl Progress for Meanwhile<'_> {
    fn step(&self, what: &str) {
        let mut steps = self.steps.lock().expect("no panic");
        let made = workflow::new_scenario(self.workspace, &format!("other-{}", steps.len()), "", None, &[]);
        steps.push((what.to_owned(), made.is_ok()));
    }

    fn at(&self, _done: u64, _total: Option<u64>) {}
}

#[test]
fn while_sites_are_searched_others_write_the_workspace() {
    let taking = town();
    let request = workflow::SitingRequest {
        sites: Some(1),
        alternatives: 1,
        candidates: vec![workflow::CandidateSource::Communities],
        ..workflow::SitingRequest::new(&taking.workspace, "service-15", vec!["pharmacy"])
    };
    let meanwhile = Meanwhile {
        workspace: &taking.workspace,
        steps: Mutex::default(),
    };
    workflow::site_facilities(&request, &meanwhile).expect("an answer");
    let steps = meanwhile.steps.into_inner().expect("no panic");
    let from = steps.iter().position(|(step, _)| step == "finding candidates");
    let since = &steps[from.expect("a step")..];
    assert!(since.len() > 1 && since.iter().all(|(_, made)| *made), "{steps:?}");
}

#[test]
fn where_the_workspace_can_not_be_written_no_plan_is_kept_and_nothing_is_searched_for_one() {
    let taking = town();
    let state = ServerState::new(Arc::new(desk("7")));
    state.allow_siting(taking.workspace.clone(), None);
    let reading = Server::with(state);
    let from_page = [
        format!("Origin: http://{}", reading.address),
        "Yike-Request: page".to_owned(),
    ];
    let headers = from_page.each_ref().map(String::as_str);
    let page = |method: &str, body: &[u8]| reading.send(method, "/api/siting", &headers, body);
    assert_eq!(page("GET", b"").json()["can_keep"], false);
    let kept = question(json!({ "keep": "one-more" })).to_string();
    page("POST", kept.as_bytes()).is_problem(403);
    // No run holds the place: the same question without it begins.
    assert_eq!(page("POST", question(json!({})).to_string().as_bytes()).status, 202);
}

#[test]
fn nothing_is_built_where_the_question_says_so() {
    let taking = town();
    let free = ended(&taking, &asked(&taking, &question(json!({}))));
    let at = &free["result"]["result"]["plans"][0]["sites"][0]["at"];
    let (lon, lat) = (at[0].as_f64().expect("degrees"), at[1].as_f64().expect("degrees"));
    let (west, east, south, north) = (lon - 0.001, lon + 0.001, lat - 0.001, lat + 0.001);
    let square = json!([[
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south]
    ]]);
    let park = json!({ "type": "Polygon", "coordinates": square });
    let kept_free = ended(&taking, &asked(&taking, &question(json!({ "not_in": [park] }))));
    let result = &kept_free["result"];
    let rejected = result["rejected"].as_array().expect("places");
    assert!(
        rejected.iter().any(|place| place["why"] == "nothing_may_be_built"),
        "{kept_free}"
    );
    assert_ne!(&result["result"]["plans"][0]["sites"][0]["at"], at);
    // Fields of a file lie side by side, or on each other.
    let beside = json!([[
        [east, south],
        [lon + 0.002, south],
        [lon + 0.002, north],
        [east, north],
        [east, south]
    ]]);
    // Whichever way round their rings run.
    let mut other_way = square.clone();
    other_way[0].as_array_mut().expect("a ring").reverse();
    let fields = json!({ "type": "MultiPolygon", "coordinates": [beside, other_way, beside] });
    let of_fields = ended(&taking, &asked(&taking, &question(json!({ "not_in": [fields] }))));
    assert_eq!(of_fields["result"]["result"], kept_free["result"]["result"]);
    for wrong in [
        json!(["POLYGON ((9 47, 10 47, 10 48, 9 47))"]),
        json!(["/etc/passwd"]),
        json!([{ "type": "Point", "coordinates": [9.5, 47.0] }]),
        json!([{ "type": "Polygon", "coordinates": [[[9, 47], [10, 48], [10, 47], [9, 48], [9, 47]]] }]),
        json!([{ "type": "Polygon", "coordinates": [[[900, 47], [901, 48], [901, 47], [900, 47]]] }]),
    ] {
        asked(&taking, &question(json!({ "not_in": wrong }))).is_problem(400);
    }
}

#[test]
fn words_that_change_nothing_are_refused_as_on_the_command_line() {
    let taking = town();
    for (more, said) in [
        (json!({ "capacity": 30 }), "only with capacitated"),
        (json!({ "capacities": { "grid": 30 } }), "only with capacitated"),
        (json!({ "cheapest": true }), "lscp and cover-rate"),
        (json!({ "apart": true }), "several services"),
        (json!({ "rooms": true }), "several services"),
        (json!({ "differing": 2 }), "alternatives"),
    ] {
        let answer = asked(&taking, &question(more));
        answer.is_problem(400);
        let detail = answer.json()["detail"].clone();
        assert!(detail.as_str().expect("words").contains(said), "{answer:?}");
    }
}

#[test]
fn a_site_moved_by_hand_is_counted_at_once_with_what_it_breaks_and_can_be_kept() {
    let taking = town();
    let run = ended(&taking, &asked(&taking, &question(json!({}))));
    let best = &run["result"]["result"]["plans"][0];
    let job = run["job"].as_str().expect("an id");
    let places = taking.page("GET", &format!("/api/siting/{job}/candidates"), b"").json();
    let places = places["candidates"].as_array().expect("a list").clone();
    assert_eq!(places.len(), 2, "a point of the grid for each hamlet: {places:?}");
    assert_eq!(places[0]["services"], json!(["pharmacy"]));
    let id = |at: f64| {
        let near = |place: &&Value| (place["at"][0].as_f64().expect("degrees") - at).abs() < 0.01;
        places.iter().find(near).expect("a place there")["id"].clone()
    };
    let (near, far) = (id(9.55), id(9.58));
    let recount = |body: Value| {
        let path = format!("/api/siting/{job}/recount");
        taking.page("POST", &path, body.to_string().as_bytes())
    };
    let same = recount(json!({ "open": [{ "id": far }] })).json();
    assert_eq!((&same["plan"]["people"], &same["breaks"]), (&json!(100), &json!([])));
    assert_eq!(same["plan"]["value"], best["value"]);
    let (counted, found) = (&same["plan"]["sites"][0], &best["sites"][0]);
    assert_eq!((&counted["id"], &counted["people"]), (&found["id"], &found["people"]));
    assert_eq!(counted["homes"], json!([{ "community": "A", "people": 40 }]));
    assert!(same["plan"]["bound"].is_null(), "{same}");
    // Where the pharmacy stands already nobody comes anew.
    let moved = recount(json!({ "open": [{ "id": near, "service": "pharmacy" }] })).json();
    assert_eq!(
        (&moved["plan"]["people"], &moved["plan"]["people_newly"]),
        (&json!(60), &json!(0))
    );
    let both = recount(json!({ "open": [{ "id": near }, { "id": far }] })).json();
    assert_eq!(both["breaks"], json!([{ "rule": "sites", "sites": [] }]));
    for wrong in [
        json!({ "open": [{ "id": 999_999 }] }),
        json!({ "open": [{ "id": far, "service": "school" }] }),
        json!({ "open": [], "close": [1] }),
        json!({ "open": [{ "id": far }], "more": 1 }),
        json!({ "close": [] }),
    ] {
        recount(wrong).is_problem(400);
    }
    taking
        .page("POST", "/api/siting/99/recount", b"{\"open\":[]}")
        .is_problem(404);
    taking.page("GET", "/api/siting/99/candidates", b"").is_problem(404);
    let own = format!("Origin: http://{}", taking.server.address);
    let path = format!("/api/siting/{job}/recount");
    taking.send("POST", &path, &[&own], b"{\"open\":[]}").is_problem(403);
    let put = taking.page("PUT", &path, b"");
    assert_eq!((put.status, put.header("allow")), (405, "POST, OPTIONS"));

    let keep = format!("/api/siting/{job}/keep");
    let body = json!({ "plan": 1, "name": "moved", "by_hand": { "open": [{ "id": near }] } }).to_string();
    assert_eq!(taking.page("POST", &keep, body.as_bytes()).status, 201);
    let scenario = workflow::scenario(&taking.workspace, "moved").expect("kept").scenario;
    let kept = format!("{:?}", scenario.edits);
    assert!(kept.contains("lon: 9.549"), "{kept}");
}

#[test]
fn of_several_services_apart_a_place_is_named_with_its_service() {
    let taking = town();
    let several =
        json!({ "service": "kindergarten,childcare", "apart": true, "sites": 1, "candidates": ["at:pharmacy"] });
    let run = ended(&taking, &asked(&taking, &question(several)));
    assert_eq!(run["state"], "done", "{run}");
    let job = run["job"].as_str().expect("an id");
    let places = taking.page("GET", &format!("/api/siting/{job}/candidates"), b"").json();
    let (one, other) = (&places["candidates"][0], &places["candidates"][1]);
    assert_eq!(one["id"], other["id"], "the pharmacy may become either: {places}");
    assert_eq!(
        (&one["services"], &other["services"]),
        (&json!(["kindergarten"]), &json!(["childcare"]))
    );
    let path = format!("/api/siting/{job}/recount");
    let recount = |place: Value| taking.page("POST", &path, json!({ "open": [place] }).to_string().as_bytes());
    recount(json!({ "id": one["id"] })).is_problem(400);
    let childcare = recount(json!({ "id": one["id"], "service": "childcare" })).json();
    let told = json!([{ "key": "kindergarten", "people": 0, "people_newly": 0 }, { "key": "childcare", "people": 60, "people_newly": 60 }]);
    assert_eq!(childcare["plan"]["services"], told);
}

#[test]
fn all_that_stand_may_be_given_up_and_which_are_is_recounted() {
    let taking = town();
    let run = ended(
        &taking,
        &asked(&taking, &question(json!({ "may_close": "all", "sites": 0 }))),
    );
    let plan = &run["result"]["result"]["plans"][0];
    assert_eq!(plan["people"], 60, "the better of the two hamlets: {run}");
    let stands = plan["sites"]
        .as_array()
        .expect("sites")
        .iter()
        .find(|site| site["from"] == "standing");
    let stands = &stands.expect("the pharmacy")["id"];
    let job = run["job"].as_str().expect("an id");
    let body = json!({ "open": [], "close": [stands] }).to_string();
    let closed = taking
        .page("POST", &format!("/api/siting/{job}/recount"), body.as_bytes())
        .json();
    assert_eq!(closed["plan"]["people"], 0, "{closed}");
}

#[test]
fn a_question_that_has_no_answer_says_why() {
    let taking = town();
    let run = ended(&taking, &asked(&taking, &question(json!({ "sites": 400 }))));
    assert_eq!(run["state"], "refused");
    assert!(
        run["refusal"].as_str().is_some_and(|why| why.contains("400 sites")),
        "{run}"
    );
    let run = ended(
        &taking,
        &asked(&taking, &question(json!({ "model": "lscp", "sites": 0 }))),
    );
    assert_eq!(
        (&run["state"], &run["result"]["status"]),
        (&json!("done"), &json!("infeasible"))
    );
    assert_eq!(run["result"]["result"]["sites_needed"], 1);
}

#[test]
fn a_round_of_a_mobile_service_is_asked_for_as_on_the_command_line() {
    let taking = town();
    let mobile = json!({ "candidates": ["communities"], "stops": 2, "rounds": 1 });
    let more = json!({
        "service": "kindergarten", "sites": null, "budget": 3, "costs": { "grid": 9, "round": 3 }, "mobile": mobile,
    });
    let run = ended(&taking, &asked(&taking, &question(more)));
    let plan = &run["result"]["result"]["plans"][0];
    // The middle of all is nearer to the sixty.
    assert_eq!((&plan["people"], &plan["cost"]), (&json!(60), &json!(3)), "{run}");
    assert_eq!(plan["rounds"][0]["stops"], 1);
    assert_eq!(plan["sites"][0]["from"], "mobile");
}

#[test]
fn houses_that_stand_idle_are_offered_to_be_taken_over_or_rented() {
    let taking = town();
    let more = "name,category,state,lon,lat\nOld hotel,idle_building,existing,9.58,47.05\nField,vacant_land,,9.56,47.05\nPlan,pharmacy,planned,9.57,47.05\n";
    let id = taking.staged("more.csv", more.as_bytes());
    let options = json!({ "kind": "facilities", "crs": "EPSG:4326" }).to_string();
    let done = taking.page("POST", &format!("/api/imports/{id}/confirm"), options.as_bytes());
    assert_eq!(done.status, 200, "{done:?}");
    let choices = taking.page("GET", "/api/siting", b"").json();
    assert_eq!(
        choices["candidates"],
        json!([
            "workspace",
            "communities",
            "grid",
            "at:idle_building",
            "at:vacant_land",
            "lease:idle_building"
        ])
    );
    // The forty who are far have a house beside them that costs less to rent than anything to build.
    let more = json!({
        "candidates": ["grid", "lease:idle_building"], "sites": null, "budget": 5, "costs": { "grid": 9, "lease:idle_building": 5 },
    });
    let run = ended(&taking, &asked(&taking, &question(more)));
    let plan = &run["result"]["result"]["plans"][0];
    let opens = plan["sites"].as_array().expect("sites");
    let opens: Vec<&Value> = opens.iter().filter(|site| site["act"] == "opens").collect();
    assert_eq!(opens.len(), 1, "{run}");
    assert_eq!(
        (&opens[0]["from"], &opens[0]["name"]),
        (&json!("lease"), &json!("Old hotel"))
    );
    assert_eq!((&plan["people_newly"], &plan["cost"]), (&json!(40), &json!(5)));
}

#[test]
fn words_that_mean_nothing_and_files_of_this_computer_are_refused() {
    let taking = town();
    for (more, status) in [
        (json!({ "circle": "/etc/passwd" }), 400),
        (json!({ "circle": "mine.toml" }), 400),
        (json!({ "model": "guess" }), 400),
        (json!({ "method": "fly" }), 400),
        (json!({ "candidates": ["corners"] }), 400),
        (json!({ "model": "cover-rate" }), 400),
        (json!({ "model": "cover-rate", "coverage": 1.5 }), 400),
        (json!({ "phases": [3, 2] }), 400),
        (json!({ "sites": 1_000_000 }), 400),
        (json!({ "workspace": "other.gpkg" }), 400),
        (json!({ "candidates": ["parcels:/etc/passwd"] }), 400),
        (
            json!({ "mobile": { "candidates": ["parcels:plots.gpkg"], "stops": 2, "rounds": 1 } }),
            400,
        ),
        (
            json!({ "mobile": { "candidates": ["corners"], "stops": 2, "rounds": 1 } }),
            400,
        ),
        (json!({ "apart": true, "rooms": true }), 400),
        (json!({ "capacities": { "grid": -1 } }), 400),
    ] {
        asked(&taking, &question(more)).is_problem(status);
    }
    taking.page("GET", "/api/siting/99", b"").is_problem(404);
    taking.page("DELETE", "/api/siting/99", b"").is_problem(404);
    taking.page("GET", "/api/siting?x=1", b"").is_problem(400);
    let foreign = ["Origin: http://example.org", "Yike-Request: page"];
    taking.send("POST", "/api/siting", &foreign, b"{}").is_problem(403);
    let own = format!("Origin: http://{}", taking.server.address);
    taking.send("POST", "/api/siting", &[&own], b"{}").is_problem(403);
    let put = taking.page("PUT", "/api/siting", b"");
    assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST, OPTIONS"));
}

#[test]
fn a_run_that_is_told_to_stop_ends_and_frees_the_place() {
    let taking = town();
    let begun = asked(&taking, &question(json!({ "curve": 60, "alternatives": 10 })));
    let job = begun.json()["job"].as_str().expect("an id").to_owned();
    let stopped = taking.page("DELETE", &format!("/api/siting/{job}"), b"");
    assert_eq!(stopped.status, 204);
    let run = ended(&taking, &begun);
    assert!(run["state"] == "stopped" || run["state"] == "done", "{run}");
    let run = ended(&taking, &asked(&taking, &question(json!({}))));
    assert_eq!(run["state"], "done");
}
