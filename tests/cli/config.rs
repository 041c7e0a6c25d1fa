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

#[test]
fn basemaps_are_told_and_each_is_tried_only_where_somebody_asks() {
    let desk = assessed();
    let answers = |address: &str| match address {
        "/a/14/13393/6728" => (200, b"<html>sign in</html>".to_vec()),
        "/b/tile/14/2703/13393" => (
            200,
            [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0"[..], &[0; 20]].concat(),
        ),
        _ => (403, b"no".to_vec()),
    };
    let (host, asked) = answering(answers);
    desk.write("key", "qwertz 4711\n");
    let one = |id: &str, lines: &str| format!("[[basemap]]\nid = \"{id}\"\n{lines}\n");
    let settings = "[server]\nworkspace = \"town.gpkg\"\nlisten = \"127.0.0.1:0\"\n".to_owned()
        + &one(
            "a",
            &format!("kind = \"xyz\"\nurl = \"http://{host}/a/{{z}}/{{x}}/{{y}}\"\ndefault = true"),
        )
        + &one(
            "b",
            &format!("kind = \"arcgis\"\nurl = \"http://{host}/b\"\ngrid = \"cgcs2000\""),
        )
        + &one(
            "c",
            &format!(
                "kind = \"xyz\"\nurl = \"http://{host}/c/{{z}}/{{x}}/{{y}}?tk={{key}}\"\nkey_file = \"key\"\nover = [\"a\"]"
            ),
        );
    desk.write("yike.toml", &settings);
    let told = desk.run(&["config", "check", "yike.toml"]).expect_success().out;
    for line in [
        format!("offers the basemap a (a), shown until somebody chooses another: asks {host} for its tiles"),
        format!(
            "offers the basemap b (b): asks {host} for its tiles; its squares of degrees are laid into the map by browsers"
        ),
        format!(
            "lays the basemap c over a: asks {host} for its tiles, with a key that nobody sees; the connection is not encrypted, and the key goes over it"
        ),
    ] {
        assert!(told.lines().any(|told| told == line), "{line:?} is missing in:\n{told}");
    }
    assert!(asked.lock().expect("no panic").is_empty());
    let tried = desk
        .run(&["config", "check", "yike.toml", "--try-basemaps", "114.3,30.6"])
        .expect_success();
    for line in [
        "basemap a, tried: asked for zoom 14, column 13393, row 6728: it answers with a page, not with a picture: look at the address, the layer and the key",
        "basemap b, tried: asked for zoom 14, column 13393, row 2703: a picture of 512 x 512, not 256 x 256: write tile_size = \"512\"",
        "basemap c, tried: asked for zoom 14, column 13393, row 6728: it does not let this server ask (status 403): look at the key, and at whom the service lets in",
    ] {
        assert!(
            tried.out.lines().any(|told| told == line),
            "{line:?} is missing in:\n{}",
            tried.out
        );
    }
    assert_eq!(asked.lock().expect("no panic").len(), 3);
    assert!(!(tried.out.clone() + &tried.err).contains("4711"), "{}", tried.out);
    desk.write(
        "yike.toml",
        settings.replace("key_file = \"key\"", "key_file = \"none\""),
    );
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["none: entity not found"]);
    let gone =
        "[server]\nworkspace = \"town.gpkg\"\n[[basemap]]\nid = \"a\"\nkind = \"pmtiles\"\nfile = \"town.gpkg\"\n";
    desk.write("yike.toml", gone);
    for words in [["config", "check", "yike.toml"], ["serve", "--config", "yike.toml"]] {
        desk.run(&words)
            .expect_refusal(1, &["basemap a: town.gpkg: it is no PMTiles 3 file that can be read"]);
    }
}

pub type Asked = std::sync::Arc<std::sync::Mutex<Vec<String>>>;

/// A service that answers each address with a status and a body; its host, and what it was asked.
pub fn answering(answers: fn(&str) -> (u16, Vec<u8>)) -> (String, Asked) {
    use std::io::{BufRead as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let host = listener.local_addr().expect("an address").to_string();
    let asked = Asked::default();
    let noted = asked.clone();
    // It ends with the tests.
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = std::io::BufReader::new(stream.try_clone().expect("a stream")).lines();
            let first = lines.next().and_then(Result::ok).unwrap_or_default();
            for line in lines.map_while(Result::ok) {
                if line.is_empty() {
                    break;
                }
            }
            let address = first.split(' ').nth(1).unwrap_or_default();
            noted.lock().expect("no panic").push(address.to_owned());
            let (status, body) = answers(address);
            let _ = write!(
                stream,
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(&body);
        }
    });
    (host, asked)
}
