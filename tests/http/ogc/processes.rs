//! OGC API - Processes, part 1: what there is, what it is asked with, jobs and what they find. On two workspaces each.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{href, json as read};
use crate::importing::Taking;
use crate::server::Answer;
use crate::siting::{HAMLETS, town_of};
use crate::streets::demo;

const JSON: &str = "application/json";
const TYPE: &str = "Content-Type: application/json";
const NAMES: &str = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/";

/// Two towns with nothing in common but their shape: 40 of 100, and 25 of 30 people without a pharmacy.
fn towns() -> [(Taking, i64, i64); 2] {
    let small = "name,lon,lat,people,parent_code\nOne,9.55,47.05,5,1\nTwo,9.52,47.02,25,1\n";
    [(town_of(HAMLETS), 60, 100), (town_of(small), 5, 30)]
}

fn inputs() -> Value {
    json!({
        "circle": "service-15", "service": "pharmacy", "model": "mclp", "sites": 1, "method": "straight", "candidates": ["grid"],
    })
}

fn execute(taking: &Taking, process: &str, body: &Value) -> Answer {
    let path = format!("/ogc/processes/{process}/execution");
    taking.send("POST", &path, &[TYPE], body.to_string().as_bytes())
}

/// The path of the job that a site execution began.
fn job(taking: &Taking, begun: &Answer) -> String {
    assert_eq!(begun.status, 201, "{begun:?}");
    let place = begun.header("location");
    let path = place.strip_prefix(&format!("http://{}", taking.server.address));
    path.expect("an address of this server").to_owned()
}

/// How a job is when it has ended.
fn ended(taking: &Taking, job: &str) -> Value {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let status = read(&taking.server.get(job), JSON);
        if status["status"] != "running" {
            return status;
        }
        assert!(Instant::now() < until, "{status}");
        std::thread::yield_now();
    }
}

fn exception(answer: &Answer, name: &str) {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (404, "application/problem+json")
    );
    assert_eq!(answer.json()["type"], format!("{NAMES}{name}"));
}

#[test]
fn req_core_process_list_success_and_process_description() {
    for (taking, ..) in towns() {
        let landing = read(&taking.server.get("/ogc/"), JSON);
        let list = href(&landing, "http://www.opengis.net/def/rel/ogc/1.0/processes", JSON);
        let list = read(&super::follow(&taking.server, &list), JSON);
        let processes = list["processes"].as_array().expect("a list");
        // Without streets there is nothing to walk on.
        assert_eq!(
            processes.iter().map(|one| &one["id"]).collect::<Vec<_>>(),
            ["site", "assess"]
        );
        let one = read(&super::follow(&taking.server, &href(&processes[0], "self", JSON)), JSON);
        assert_eq!(
            (&one["id"], &one["version"]),
            (&processes[0]["id"], &processes[0]["version"])
        );
        assert_eq!(one["jobControlOptions"], json!(["async-execute", "dismiss"]));
        let needed = one["inputs"].as_object().expect("inputs").iter();
        let needed: Vec<&str> = needed
            .filter(|(_, input)| input["minOccurs"] == 1)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(needed, ["candidates", "circle", "method", "model", "service"]);
        assert!(
            one["inputs"]["circle"]["schema"]["enum"]
                .as_array()
                .expect("circles")
                .contains(&json!("service-15"))
        );
        assert!(one["outputs"]["result"]["schema"].is_object());
        exception(&taking.server.get("/ogc/processes/nothing"), "no-such-process");
        exception(&taking.server.get("/ogc/processes/reach"), "no-such-process");
        exception(&execute(&taking, "nothing", &json!({})), "no-such-process");
        taking.server.get("/ogc/processes?limit=0").is_problem(400);
        taking.server.get("/ogc/processes?more=1").is_problem(400);
    }
}

#[test]
fn req_core_process_execute_async_job_success_and_results() {
    for (taking, today, people) in towns() {
        let begun = execute(&taking, "site", &json!({ "inputs": inputs() }));
        assert_eq!(begun.header("preference-applied"), "respond-async");
        let first = begun.json();
        assert_eq!(
            (&first["processID"], &first["type"]),
            (&json!("site"), &json!("process"))
        );
        let job = job(&taking, &begun);
        let status = ended(&taking, &job);
        assert_eq!(
            (&status["status"], &status["progress"]),
            (&json!("successful"), &json!(100))
        );
        assert!(status["created"].as_str() <= status["finished"].as_str());
        let results = href(&status, "http://www.opengis.net/def/rel/ogc/1.0/results", JSON);
        let found = read(&super::follow(&taking.server, &results), JSON);
        assert_eq!(
            (&found["people"], &found["people_served_today"]),
            (&json!(people), &json!(today))
        );
        assert_eq!(found["result"]["plans"][0]["people"], people);
        // Another run takes neither the first one's status nor its results away, nor makes it one that may be counted again.
        let next = self::job(&taking, &execute(&taking, "site", &json!({ "inputs": inputs() })));
        ended(&taking, &next);
        assert_eq!(read(&super::follow(&taking.server, &results), JSON), found);
        let listed = read(&taking.server.get("/ogc/jobs?processID=site"), JSON)["jobs"].clone();
        assert_eq!(listed.as_array().map(Vec::len), Some(2));
        for form in ["csv", "xyz", "html"] {
            taking.server.get(&format!("{job}?f={form}")).is_problem(400);
            taking.server.get(&format!("{job}/results?f={form}")).is_problem(400);
        }
        // The page sees the same run.
        let id = status["jobID"].as_str().expect("an id");
        let seen = taking.page("GET", &format!("/api/siting/{id}"), b"").json();
        assert_eq!(seen["result"]["result"], found["result"]);
    }
}

#[test]
fn req_core_process_execute_outputs_and_response_document() {
    let [(taking, ..), _] = towns();
    let form = json!({ "result": { "format": { "mediaType": "application/geo+json" }, "transmissionMode": "value" } });
    let begun = execute(&taking, "site", &json!({ "inputs": inputs(), "outputs": form }));
    let path = job(&taking, &begun);
    ended(&taking, &path);
    let drawn = read(&taking.server.get(&format!("{path}/results")), "application/geo+json");
    assert_eq!(drawn["features"][0]["properties"]["act"], "opens");
    let begun = execute(&taking, "site", &json!({ "inputs": inputs(), "response": "document" }));
    let path = job(&taking, &begun);
    ended(&taking, &path);
    let named = read(&taking.server.get(&format!("{path}/results")), JSON);
    assert_eq!(named["result"]["mediaType"], JSON);
    assert_eq!(named["result"]["value"]["status"], "optimal");
    for outputs in [
        json!({ "sites": {} }),
        json!({ "result": { "format": { "mediaType": "image/png" } } }),
        json!({ "result": { "transmissionMode": "reference" } }),
    ] {
        execute(&taking, "site", &json!({ "inputs": inputs(), "outputs": outputs })).is_problem(400);
    }
}

#[test]
fn req_job_list_by_status_kind_time_and_duration() {
    for (taking, ..) in towns() {
        assert_eq!(read(&taking.server.get("/ogc/jobs"), JSON)["jobs"], json!([]));
        let job = job(&taking, &execute(&taking, "site", &json!({ "inputs": inputs() })));
        let status = ended(&taking, &job);
        let created = status["created"].as_str().expect("a moment").to_owned();
        let listed = |query: &str| {
            let list = read(&taking.server.get(&format!("/ogc/jobs{query}")), JSON);
            list["jobs"].as_array().expect("a list").len()
        };
        for (query, found) in [
            (String::new(), 1),
            (
                "?type=process&processID=site,reach&status=failed,successful&limit=1".to_owned(),
                1,
            ),
            ("?status=running".to_owned(), 0),
            ("?processID=reach".to_owned(), 0),
            (format!("?datetime={created}/.."), 1),
            (format!("?datetime={}", &created[..10]), 1),
            ("?datetime=../2001-01-01".to_owned(), 0),
            ("?minDuration=3600".to_owned(), 0),
            ("?maxDuration=3600".to_owned(), 1),
        ] {
            assert_eq!(listed(&query), found, "{query}");
        }
        for bad in ["limit=0", "minDuration=x", "datetime=now", "q=1"] {
            taking.server.get(&format!("/ogc/jobs?{bad}")).is_problem(400);
        }
    }
}

#[test]
fn req_dismiss_job_success_and_gone() {
    for (taking, ..) in towns() {
        let job = job(&taking, &execute(&taking, "site", &json!({ "inputs": inputs() })));
        ended(&taking, &job);
        let gone = taking.send("DELETE", &job, &[], b"");
        assert_eq!((gone.status, &gone.json()["status"]), (200, &json!("dismissed")));
        for path in [job.clone(), format!("{job}/results")] {
            exception(&taking.server.get(&path), "no-such-job");
        }
        exception(&taking.send("DELETE", &job, &[], b""), "no-such-job");
        exception(&taking.server.get("/ogc/jobs/77/results"), "no-such-job");
    }
}

#[test]
fn req_json_inputs_that_mean_nothing_are_refused_before_a_job_begins() {
    let [(taking, ..), _] = towns();
    for (more, said) in [
        (json!({ "circle": "/etc/passwd" }), "circle"),
        (json!({ "sites": "many" }), "sites"),
        (json!({ "roof": "red" }), "roof"),
        (json!({ "capacity": -1 }), "numbers"),
        (json!({ "expand": { "A": 3 } }), "expand"),
        (json!({ "costs": { "grid": -2 } }), "costs"),
        (json!({ "service": "a,b,c,d,e,f,g,h,i,j,k" }), "service"),
    ] {
        let mut inputs = inputs();
        inputs
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        let answer = execute(&taking, "site", &json!({ "inputs": inputs }));
        answer.is_problem(400);
        assert!(
            answer.json()["detail"].as_str().expect("words").contains(said),
            "{answer:?}"
        );
    }
    assert_eq!(read(&taking.server.get("/ogc/jobs"), JSON)["jobs"], json!([]));
    // A question that is well formed and has no answer is a job that fails, and says why.
    let mut many = inputs();
    many["sites"] = json!(400);
    let job = job(&taking, &execute(&taking, "site", &json!({ "inputs": many })));
    let status = ended(&taking, &job);
    assert_eq!(status["status"], "failed");
    assert!(status["message"].as_str().expect("words").contains("400 sites"));
    let results = taking.server.get(&format!("{job}/results"));
    results.is_problem(422);
    assert!(results.json()["detail"].as_str().expect("words").contains("400 sites"));
}

#[test]
fn every_word_of_a_siting_question_is_an_input_and_the_plan_may_be_kept() {
    let [(taking, ..), _] = towns();
    let described = read(&taking.server.get("/ogc/processes/site"), JSON);
    let document = taking.server.get("/openapi.json").json();
    let words = &document["components"]["schemas"]["SitingQuestion"]["properties"];
    let names = |of: &Value| of.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let (mut inputs_there, mut asked_there) = (names(&described["inputs"]), names(words));
    inputs_there.sort();
    asked_there.sort();
    assert_eq!(inputs_there, asked_there);

    let mut kept = inputs();
    kept["keep"] = json!("by-process");
    let park = json!([[[9.4, 46.9], [9.401, 46.9], [9.401, 46.901], [9.4, 46.9]]]);
    kept["not_in"] = json!([{ "type": "Polygon", "coordinates": park }]);
    let job = job(&taking, &execute(&taking, "site", &json!({ "inputs": kept })));
    assert_eq!(ended(&taking, &job)["status"], "successful");
    let found = read(&taking.server.get(&format!("{job}/results")), JSON);
    assert_eq!(found["kept"]["scenario"], "by-process", "{found}");
    assert_eq!(found["asked"]["not_in"], json!(["1"]));
    let scenario = yike::workflow::scenario(&taking.workspace, "by-process").expect("kept");
    assert_eq!(scenario.scenario.edits.len(), 1);
    execute(&taking, "site", &json!({ "inputs": kept })).is_problem(409);
    let mut idle = inputs();
    idle["capacity"] = json!(30);
    let refused = execute(&taking, "site", &json!({ "inputs": idle }));
    refused.is_problem(400);
    assert!(
        refused.json()["detail"]
            .as_str()
            .expect("words")
            .contains("only with capacitated"),
        "{refused:?}"
    );
}

#[test]
fn a_form_of_another_page_sets_nothing_going() {
    let [(taking, ..), _] = towns();
    let body = json!({ "inputs": inputs() }).to_string();
    let send = |headers: &[&str]| taking.send("POST", "/ogc/processes/site/execution", headers, body.as_bytes());
    send(&[]).is_problem(415);
    send(&["Content-Type: text/plain"]).is_problem(415);
    send(&[TYPE, "Origin: http://evil.example"]).is_problem(403);
    send(&[TYPE, "Origin: http://localhost:1"]).is_problem(403);
    send(&[TYPE, "Origin: null"]).is_problem(403);
    assert_eq!(read(&taking.server.get("/ogc/jobs"), JSON)["jobs"], json!([]));
    let own = format!("Origin: http://{}", taking.server.address);
    let begun = send(&["Content-Type: application/json; charset=utf-8", &own]);
    ended(&taking, &job(&taking, &begun));
    assert_eq!(
        taking
            .server
            .ask("OPTIONS", "/ogc/processes/site/execution", &[])
            .header("allow"),
        "POST, OPTIONS"
    );
    taking.server.get("/ogc/processes/site/execution").is_problem(405);
}

#[test]
fn several_services_rules_and_costs_are_asked_for_as_on_the_command_line() {
    let taking = town_of(HAMLETS);
    let asked = json!({
        "circle": "service-15", "service": "pharmacy,kindergarten", "apart": true, "model": "mclp", "method": "straight",
        "candidates": ["grid:500", "communities"], "budget": 5, "costs": { "grid": 5, "communities": 2 }, "spacing_m": 100, "phases": [2, 5],
        "weights": { "A": 2 },
    });
    let job = job(&taking, &execute(&taking, "site", &json!({ "inputs": asked })));
    let status = ended(&taking, &job);
    assert_eq!(status["status"], "successful", "{status}");
    let found = read(&taking.server.get(&format!("{job}/results")), JSON);
    assert_eq!(found["houses"], "one");
    assert_eq!(found["services"].as_array().map(Vec::len), Some(2));
    assert_eq!(found["asked"]["spacing_m"], json!(["100"]));
    assert_eq!(found["unit"], "weighted_people");
    assert_eq!(found["result"]["phases"].as_array().map(Vec::len), Some(2));
    assert!(found["result"]["plans"][0]["cost"].as_i64().expect("a cost") <= 5);
}

#[test]
fn req_core_process_execute_sync_on_streets() {
    let server = demo();
    let list = read(&server.get("/ogc/processes"), JSON);
    let ids: Vec<&Value> = list["processes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(
        ids,
        ["reach"],
        "a server that sites and writes nothing does not offer it"
    );
    let one = read(&server.get("/ogc/processes/reach"), JSON);
    assert_eq!(one["jobControlOptions"], json!(["sync-execute"]));
    let ask = |body: &Value| {
        server.send(
            "POST",
            "/ogc/processes/reach/execution",
            &[TYPE],
            body.to_string().as_bytes(),
        )
    };
    let rings = read(
        &ask(&json!({ "inputs": { "at": [9.5209, 47.1410], "minutes": [5, 10] } })),
        "application/geo+json",
    );
    let same = server.get("/api/reach?at=9.5209,47.1410&minutes=5,10").json();
    assert_eq!(rings, same);
    let named = read(
        &ask(&json!({ "inputs": { "at": [9.5209, 47.1410] }, "response": "document" })),
        JSON,
    );
    assert_eq!(named["result"]["mediaType"], "application/geo+json");
    for inputs in [
        json!({}),
        json!({ "at": [200, 0] }),
        json!({ "at": [9.5], "minutes": [5] }),
        json!({ "at": [9.5209, 47.1410], "direction": "up" }),
        json!({ "at": [9.5209, 47.1410], "minutes": [] }),
        json!({ "at": [9.5209, 47.1410], "speed": 3 }),
    ] {
        ask(&json!({ "inputs": inputs })).is_problem(400);
    }
    ask(&json!({ "inputs": { "at": [0, 0] } })).is_problem(404);
}

#[test]
fn req_core_process_execute_async_assess_puts_its_result_in_force() {
    for (taking, today, _) in towns() {
        let one = read(&taking.server.get("/ogc/processes/assess"), JSON);
        assert_eq!(one["jobControlOptions"], json!(["async-execute", "dismiss"]));
        assert_eq!(one["inputs"]["circle"]["minOccurs"], 1);
        let before = taking.server.get("/tiles").json()["version"].clone();
        let begun = execute(&taking, "assess", &json!({ "inputs": { "circle": "service-15" } }));
        assert_eq!(begun.header("preference-applied"), "respond-async");
        let path = job(&taking, &begun);
        let status = ended(&taking, &path);
        assert_eq!(
            (&status["status"], &status["processID"], &status["progress"]),
            (&json!("successful"), &json!("assess"), &json!(100))
        );
        let results = href(&status, "http://www.opengis.net/def/rel/ogc/1.0/results", JSON);
        let found = read(&super::follow(&taking.server, &results), JSON);
        // It is what everybody sees now.
        assert_eq!(found, taking.server.get("/api/assessment").json());
        assert_ne!(taking.server.get("/tiles").json()["version"], before);
        let groups = found["communities"][0]["circles"][0]["groups"]
            .as_array()
            .expect("groups");
        let pharmacy = groups
            .iter()
            .find(|group| group["key"] == "pharmacy")
            .expect("a service");
        assert_eq!(pharmacy["covered_people"].as_f64(), Some(today as f64));
        // Again, of two circles, by the name of the output; the list has the last one.
        let inputs = json!({ "circle": ["service-15", "fitness-15"], "theta": 0.5 });
        let begun = execute(&taking, "assess", &json!({ "inputs": inputs, "response": "document" }));
        let second = job(&taking, &begun);
        assert_ne!(second, path);
        ended(&taking, &second);
        let named = read(&taking.server.get(&format!("{second}/results")), JSON);
        assert_eq!(named["result"]["value"]["circles"].as_array().map(Vec::len), Some(2));
        assert_eq!(named["result"]["value"]["assessment"], json!(2));
        let jobs = read(&taking.server.get("/ogc/jobs?processID=assess&status=successful"), JSON)["jobs"].clone();
        assert_eq!(jobs.as_array().map(Vec::len), Some(2));
        // What the first found is not lost with the second.
        assert_eq!(ended(&taking, &path)["status"], "successful");
        let first = read(&taking.server.get(&format!("{path}/results")), JSON);
        assert_ne!(first["assessment"], json!(2));
        // Dismissed, the job goes; the assessment stays.
        assert_eq!(taking.send("DELETE", &second, &[], b"").json()["status"], "dismissed");
        exception(&taking.server.get(&second), "no-such-job");
        assert_eq!(taking.server.get("/api/assessment").json()["assessment"], json!(2));
    }
}

#[test]
fn an_assessment_that_may_not_or_can_not_be_made_is_refused_in_words() {
    let [(taking, ..), _] = towns();
    for (inputs, said) in [
        (json!({}), "circle is missing"),
        (json!({ "circle": "/etc/passwd.toml" }), "come with the program"),
        (json!({ "circle": "service-15", "method": "streets" }), "streets"),
        (json!({ "circle": "service-15", "theta": 2 }), "theta"),
        (json!({ "circle": "service-15", "at": "2020" }), "at is no input"),
    ] {
        let answer = execute(&taking, "assess", &json!({ "inputs": inputs }));
        answer.is_problem(400);
        let detail = answer.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.contains(said), "{detail}");
    }
    let form = json!({ "result": { "format": { "mediaType": "application/geo+json" } } });
    execute(
        &taking,
        "assess",
        &json!({ "inputs": { "circle": "service-15" }, "outputs": form }),
    )
    .is_problem(400);
    assert_eq!(read(&taking.server.get("/ogc/jobs"), JSON)["jobs"], json!([]));
    // Nothing to assess is told by the job.
    let empty = Taking::start(1 << 20);
    let path = job(
        &empty,
        &execute(&empty, "assess", &json!({ "inputs": { "circle": "service-15" } })),
    );
    let status = ended(&empty, &path);
    assert_eq!(
        (
            &status["status"],
            status["message"]
                .as_str()
                .map(|text| text.contains("import them first"))
        ),
        (&json!("failed"), Some(true))
    );
    empty.server.get(&format!("{path}/results")).is_problem(422);
    // A server that writes nothing.
    let server = demo();
    let body = json!({ "inputs": { "circle": "service-15" } }).to_string();
    let refused = server.send("POST", "/ogc/processes/assess/execution", &[TYPE], body.as_bytes());
    refused.is_problem(403);
    assert_eq!(refused.json()["type"], "urn:yike:problem:read-only");
    exception(&server.get("/ogc/processes/assess"), "no-such-process");
}

/// Stops at a step.
struct StopAt(&'static str, std::sync::atomic::AtomicBool);

impl yike::workflow::Progress for StopAt {
    fn step(&self, what: &str) {
        if what.starts_with(self.0) {
            self.1.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn at(&self, _done: u64, _total: Option<u64>) {}

    fn stopped(&self) -> bool {
        self.1.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn an_assessment_that_is_stopped_at_any_step_changes_nothing() {
    let (taking, ..) = &towns()[0];
    let circles = ["service-15".to_owned()];
    let request = yike::workflow::AssessRequest {
        workspace: &taking.workspace,
        circles: &circles,
        basis: yike::domain::community::PopulationBasis::Usual,
        theta: None,
        methods: &[yike::domain::assessment::Method::Straight],
        world: yike::domain::edit::World::default(),
    };
    for step in ["layers: reading", "service-15: pharmacy", "workspace: writing"] {
        let stopped = yike::workflow::assess_watched(&request, &StopAt(step, false.into()));
        assert!(stopped.is_err_and(|error| error.is_stopped()), "{step}");
        assert!(
            yike::workflow::load_desk(&taking.workspace, None).is_err(),
            "{step}: there is no assessment yet"
        );
    }
    let done = yike::workflow::assess_watched(&request, &StopAt("never", false.into()));
    assert_eq!(done.expect("nobody stops it").number, 1);
}
