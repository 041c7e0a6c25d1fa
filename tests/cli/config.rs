//! The file of settings: what it says, what overrides it, what is wrong with it.

use std::process::Stdio;

use crate::harness::{Desk, Ran, fixture};
use crate::serving::Served;

fn assessed() -> Desk {
    let desk = Desk::toy_town();
    desk.assess(fixture("toy_town/toy.toml").to_str().expect("text"));
    desk
}

#[test]
fn a_file_says_what_is_served_and_flags_and_variables_override_it() {
    let desk = assessed();
    desk.write(
        "yike.toml",
        "[server]\nworkspace = \"town.gpkg\"\nlisten = \"127.0.0.1:1\"\nimports = false\n",
    );
    let served = Served::of(&desk, &["--config", "yike.toml"]);
    assert!(served.get("/readyz").contains("ready"));
    let state = ureq::get(format!("{}/api/imports", served.address())).call();
    assert!(
        state.is_err()
            || !state
                .expect("answered")
                .body_mut()
                .read_to_string()
                .expect("text")
                .contains("true")
    );

    let mut command = desk.command();
    command
        .args(["config", "check", "yike.toml"])
        .env("YIKE_SERVER__LISTEN", "127.0.0.1:0")
        .env("YIKE_SERVER__MAX_UPLOAD_MIB", "9");
    let told = Ran::of(&command.output().expect("it runs")).expect_success().out;
    for line in [
        "serves town.gpkg: it can be read",
        "listens on 127.0.0.1:0",
        "takes no files through the map",
        "  workspace = town.gpkg  (file, line 2)",
        "  listen = 127.0.0.1:0  (environment, YIKE_SERVER__LISTEN)",
        "  max_upload_mib = 9  (environment, YIKE_SERVER__MAX_UPLOAD_MIB)",
        "  farewell_seconds = 35  (default)",
    ] {
        assert!(told.lines().any(|told| told == line), "{line:?} is missing in:\n{told}");
    }
}

#[test]
fn every_problem_of_a_file_is_told_at_once_and_nothing_is_started() {
    let desk = assessed();
    desk.write(
        "yike.toml",
        "[server]\nworkspace = \"town.gpkg\"\nlisen = \"127.0.0.1:0\"\n[logs]\nformat = \"json\"\n",
    );
    for command in [
        vec!["serve", "--config", "yike.toml"],
        vec!["config", "check", "yike.toml"],
    ] {
        desk.run(&command).expect_refusal(
            1,
            &[
                "yike.toml: nothing was started",
                "line 3: there is no setting lisen under [server]; did you mean listen?",
                "line 4: there is no section logs; did you mean [log]?",
            ],
        );
    }
    desk.run(&["serve", "--config", "none.toml"])
        .expect_refusal(1, &["none.toml", "can't be read"]);
    desk.run(&["serve"])
        .expect_refusal(1, &["no workspace is named", "--workspace"]);
    desk.write(
        "yike.toml",
        "[server]\nworkspace = \"town.gpkg\"\nlisten = \"0.0.0.0:0\"\n",
    );
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["0.0.0.0", "other computers"]);
}

#[test]
fn the_example_is_whole_and_the_schema_knows_its_settings() {
    let desk = Desk::empty();
    let example = desk.run(&["config", "example"]).expect_success().out;
    let schema = desk.run(&["config", "schema"]).expect_success().out;
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    assert_eq!(
        schema["properties"]["server"]["properties"]["max_upload_mib"]["maximum"],
        16_384
    );
    assert_eq!(schema["properties"]["server"]["additionalProperties"], false);
    assert!(example.contains("workspace = \"/srv/yike/town.gpkg\""), "{example}");
    desk.write("yike.toml", example);
    // It is whole as it stands; only the workspace that it names is not there.
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["there is no workspace at /srv/yike/town.gpkg"]);
}

#[test]
fn a_log_for_programs_holds_one_object_a_line_and_nothing_that_was_searched_for() {
    let desk = assessed();
    desk.write(
        "yike.toml",
        "[server]\nworkspace = \"town.gpkg\"\nlisten = \"127.0.0.1:0\"\n[log]\nformat = \"json\"\nlevel = \"info\"\n",
    );
    let mut child = desk
        .command()
        .args(["serve", "--config", "yike.toml"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut log = std::io::BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut log, &mut line).expect("it says where the map is");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
    let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
    for path in [
        "/api/search?q=secretword",
        "/tiles/secretlayer/0/0/0.mvt",
        "/secretpath?x=secretvalue",
    ] {
        let _ = ureq::get(format!("http://{address}{path}")).call();
    }
    let stopped = std::process::Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(stopped.expect("kill").success());
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut log, &mut rest).expect("text");
    assert!(child.wait().expect("it ends").success());
    assert!(!rest.contains("secret"), "{rest}");
    let lines: Vec<serde_json::Value> = (line + &rest)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    let answered = lines.iter().filter(|line| line["message"] == "answered");
    let routes: Vec<_> = answered
        .map(|line| (line["route"].clone(), line["status"].clone()))
        .collect();
    assert!(routes.contains(&("/api/search".into(), 200.into())), "{rest}");
    assert!(
        routes.contains(&("/tiles/{layer}/{z}/{x}/{y}".into(), 404.into())),
        "{rest}"
    );
    assert!(routes.contains(&("other".into(), 404.into())), "{rest}");
}
