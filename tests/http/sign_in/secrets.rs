//! What is written down while people and programs come in and are turned away, at the most talkative level: no secret stands in it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::{Value, json};
use ureq::http::Response;
use yike::identity::{AccountName, Grant, Role};
use yike::workflow::Location;
use yike::workflow::staff::{Staff, StaffLimits, unix_now};

use super::WORD;
use super::provider::{CLIENT, CLIENT_SECRET, Provider};
use crate::check::PREFECTURE;

const WRONG: &str = "half an hour by bus";

/// The built server, as an office runs it.
struct Talking {
    child: Child,
    said: BufReader<ChildStderr>,
    url: String,
}

impl Talking {
    fn start(folder: &Path, settings: &str) -> Self {
        std::fs::write(folder.join("yike.toml"), settings).expect("written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_yike"))
            .args(["serve", "--config", "yike.toml"])
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        while !line.contains("the map is at") {
            line.clear();
            assert!(said.read_line(&mut line).expect("it speaks") > 0, "it ended");
        }
        let at = line.find("http://").expect("an address");
        let url = line[at..].split(['/', ' ', '"']).nth(2).expect("a host");
        Self {
            url: format!("http://{url}"),
            child,
            said,
        }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response<ureq::Body> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .into();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        agent
            .run(request.body(body.to_owned()).expect("a request"))
            .expect("answered")
    }

    /// Ends it; all that it said.
    fn end(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .expect("kill")
                .success()
        );
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).expect("text");
        assert!(self.child.wait().expect("it ends").success());
        rest
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &Response<ureq::Body>, name: &str) -> String {
    let lines = answer.headers().get_all("set-cookie").iter();
    let mut values = lines.filter_map(|line| line.to_str().ok()?.strip_prefix(&format!("{name}=")));
    values
        .next()
        .and_then(|line| line.split(';').next())
        .expect("a cookie")
        .to_owned()
}

/// Neither in the log nor in the staff file.
fn stand_nowhere(secrets: &[String], text: &str, staff: &Path) {
    let kept = std::fs::read(staff).expect("the staff file");
    for secret in secrets {
        assert!(secret.len() > 5, "{secret:?} may stand anywhere");
        assert!(!text.contains(secret.as_str()), "{secret} stands in the log:\n{text}");
        let stands = kept.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!stands, "{secret} stands in the staff file");
    }
}

/// Keys in an address, where programs of the Esri world put them; the token that a password gets there.
fn lent_where_it_stands_in_addresses(server: &Talking, key: &str, bad: &str) -> String {
    let at = |token: &str| {
        let path = format!("/arcgis/rest/services?f=json&token={token}");
        let header = ("x-esri-authorization", &*format!("Bearer {token}"));
        let mut answer = server.ask("GET", &path, &[header], "");
        answer.body_mut().read_to_string().expect("text")
    };
    assert!(at(key).contains("FeatureServer") && at(bad).contains("498"));
    let asked = format!("username=wang&password={}", WORD.replace(' ', "+"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let mut given = server.ask("POST", "/arcgis/tokens/generateToken", &[form], &asked);
    let given = given.body_mut().read_to_string().expect("text");
    let given: Value = serde_json::from_str(&given).expect("JSON");
    let lent = given["token"].as_str().expect("a token").to_owned();
    assert!(at(&lent).contains("FeatureServer"));
    lent
}

fn written_down(format: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let staff = folder.path().join("staff.db");
    let file = Staff::open_or_make(&staff, StaffLimits::default()).expect("made");
    let name = |word: &str| word.parse::<AccountName>().expect("a name");
    let viewer = Grant::of(Role::Viewer);
    file.add_user(&name("wang"), &viewer, Some(WORD), unix_now())
        .expect("a user");
    file.add_user(&name("chen"), &viewer, None, unix_now()).expect("a user");
    let key = file
        .add_key(&name("nightly"), &viewer, None, unix_now())
        .expect("a key")
        .key;
    drop(file);
    std::fs::write(folder.path().join("secret"), format!("{CLIENT_SECRET}\n")).expect("written");
    let provider = Provider::start();
    let Location::File(workspace) = &PREFECTURE.workspace else {
        unreachable!("it is a file")
    };
    let server = Talking::start(
        folder.path(),
        &format!(
            "[server]\nworkspace = \"{}\"\nlisten = \"127.0.0.1:0\"\n[log]\nlevel = \"debug\"\nformat = \"{format}\"\n\
             [sign_in]\nstaff = \"staff.db\"\n[sign_in.oidc]\nissuer = \"{}\"\nclient_id = \"{CLIENT}\"\n\
             client_secret_file = \"secret\"\nname_claim = \"preferred_username\"\napi_audience = \"yike-api\"\n",
            workspace.display(),
            provider.issuer
        ),
    );
    let origin = ("origin", server.url.as_str());
    let form = ("content-type", "application/x-www-form-urlencoded");
    let sign_in = |password: &str| {
        let body = format!("name=wang&password={}", password.replace(' ', "+"));
        server.ask("POST", "/sign-in", &[origin, form], &body)
    };
    assert_eq!(sign_in(WRONG).status(), 401);
    let session = cookie(&sign_in(WORD), "yike");
    let get = |header: (&str, &str)| server.ask("GET", "/api/me", &[header], "").status().as_u16();
    assert_eq!(get(("cookie", &format!("yike={session}"))), 200);
    assert_eq!(get(("cookie", &format!("yike={session}x"))), 401);
    assert_eq!(get(("authorization", &format!("Bearer {key}"))), 200);
    let bad = format!("{key}0");
    assert_eq!(get(("authorization", &format!("Bearer {bad}"))), 401);
    // At the bureau's own server, and a second time with a code that is used up.
    let begun = server.ask("GET", "/sign-in/oidc", &[], "");
    let attempt = cookie(&begun, "yike-attempt");
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
    let led = agent
        .get(begun.headers()["location"].to_str().expect("text"))
        .call()
        .expect("an answer");
    let back = led.headers()["location"].to_str().expect("text").to_owned();
    let back = back.strip_prefix(&server.url).expect("back to this server");
    let brought = format!("yike-attempt={attempt}");
    let signed = server.ask("GET", back, &[("cookie", &brought)], "");
    assert_eq!(signed.status(), 303);
    let other = cookie(&signed, "yike");
    assert_eq!(server.ask("GET", back, &[("cookie", &brought)], "").status(), 502);
    let for_programs = json!({ "aud": "yike-api" });
    let token = provider.token(&for_programs, &json!({}));
    let stale = provider.token(&for_programs, &json!({ "exp": 1 }));
    assert_eq!(get(("authorization", &format!("Bearer {token}"))), 200);
    assert_eq!(get(("authorization", &format!("Bearer {stale}"))), 401);
    let lent = lent_where_it_stands_in_addresses(&server, &key, &bad);
    let out = server.ask(
        "POST",
        "/sign-out",
        &[origin, ("cookie", &format!("yike={session}"))],
        "",
    );
    assert_eq!(out.status(), 303);
    let text = server.end();
    // It did speak: of requests, and of what it refused.
    for told in ["/sign-in", "/api/me", "/arcgis/rest/services", "a token was refused"] {
        assert!(text.contains(told), "{told} is missing in {text}");
    }
    let parameter = |name: &str| {
        let (_, value) = back.split_once(&format!("&{name}=")).expect("a parameter");
        value.split('&').next().expect("a value").to_owned()
    };
    let signature = |token: &str| token.rsplit('.').next().expect("three parts").to_owned();
    let secrets = [
        WORD.to_owned(),
        WORD.replace(' ', "+"),
        WRONG.to_owned(),
        WRONG.replace(' ', "+"),
        key,
        bad,
        session,
        other,
        lent,
        attempt,
        parameter("code"),
        parameter("state"),
        signature(&token),
        signature(&stale),
        CLIENT_SECRET.to_owned(),
        CLIENT_SECRET.split(' ').next_back().expect("a word").to_owned(),
    ];
    stand_nowhere(&secrets, &text, &staff);
}

#[test]
fn no_secret_is_written_down_as_lines() {
    written_down("text");
}

#[test]
fn no_secret_is_written_down_as_json() {
    written_down("json");
}
