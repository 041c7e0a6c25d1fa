//! A server as an administrator runs it: figures, traces, certificates, proxies, settings read anew, an end without a cut answer.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Desk, fixture};

/// A server that was started with a file of settings.
pub struct Running {
    child: Child,
    said: BufReader<ChildStderr>,
    /// Host and port.
    pub host: String,
}

impl Running {
    /// Starts one with the toy town; `more` stands below `[server]`.
    pub fn start(desk: &Desk, more: &str) -> Self {
        desk.write("yike.toml", settings(more));
        Self::start_written(desk)
    }

    /// Starts one with the settings that are written.
    pub fn start_written(desk: &Desk) -> Self {
        let mut child = desk
            .command()
            .args(["serve", "--config", "yike.toml"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let said = BufReader::new(child.stderr.take().expect("piped"));
        let mut running = Self {
            child,
            said,
            host: String::new(),
        };
        running.host = running.address_in("the map is at");
        running
    }

    /// Host and port of the line that holds these words.
    pub fn address_in(&mut self, words: &str) -> String {
        let line = self.line_with(words);
        let host = line.split("://").nth(1).and_then(|rest| rest.split('/').next());
        host.unwrap_or_else(|| unreachable!("{line}")).to_owned()
    }

    /// Waits for a line that holds these words.
    pub fn line_with(&mut self, words: &str) -> String {
        let said = self.said_until(words);
        said.lines().last().unwrap_or_default().to_owned() + "\n"
    }

    /// All that is said up to the line that holds these words.
    fn said_until(&mut self, words: &str) -> String {
        let mut all = String::new();
        loop {
            let before = all.len();
            let read = self.said.read_line(&mut all).expect("it speaks");
            assert!(read > 0, "it ended without saying {words:?}:\n{all}");
            if all[before..].contains(words) {
                return all;
            }
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().expect("kill");
        assert!(sent.success());
    }

    /// Waits for the end: the exit code, and what was said until then.
    pub fn end(&mut self) -> (i32, String) {
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).expect("text");
        (self.child.wait().expect("it ends").code().unwrap_or(-1), rest)
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        ask(&format!("http://{}{path}", self.host), &[])
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn settings(more: &str) -> String {
    format!("[server]\nworkspace = \"town.gpkg\"\nlisten = \"127.0.0.1:0\"\n{more}\n")
}

fn ask(url: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = headers
        .iter()
        .fold(agent.get(url), |request, (name, value)| request.header(*name, *value));
    let mut answer = request.call().expect("answered");
    let status = answer.status().as_u16();
    let body = answer.body_mut().read_to_vec().expect("a body");
    (status, String::from_utf8_lossy(&body).into_owned())
}

pub fn assessed() -> Desk {
    let desk = Desk::toy_town();
    desk.assess(fixture("toy_town/toy.toml").to_str().expect("text"));
    desk
}

#[test]
fn figures_stand_at_an_address_of_their_own_with_bounded_labels() {
    let desk = assessed();
    let mut running = Running::start(&desk, "[metrics]\nlisten = \"127.0.0.1:0\"");
    let metrics = running.address_in("figures are at");
    for path in [
        "/tiles/communities/0/0/0.mvt",
        "/tiles/communities/0/0/0.mvt",
        "/no/such/path/1",
        "/no/such/path/2",
    ] {
        running.get(path);
    }
    // Answered from what is at hand, and noted as the router's answers are.
    let layers: serde_json::Value = serde_json::from_str(&running.get("/tiles").1).expect("JSON");
    let version = layers["version"].as_str().expect("a version");
    for _ in 0..2 {
        running.get(&format!("/tiles/communities/v{version}/0/0/0.mvt"));
    }
    assert_eq!(running.get("/metrics").0, 404, "not beside the map");
    let (status, text) = ask(&format!("http://{metrics}/metrics"), &[]);
    assert_eq!(status, 200);
    for line in [
        "yike_http_requests_total{method=\"GET\",route=\"/tiles/{layer}/{z}/{x}/{y}\",status=\"200\"} 2",
        "yike_http_requests_total{method=\"GET\",route=\"/tiles/{layer}/{version}/{z}/{x}/{y}\",status=\"200\"} 2",
        "yike_http_requests_total{method=\"GET\",route=\"other\",status=\"404\"} 3",
        "yike_tiles_made_total 1",
        "yike_ready 1",
        "yike_desks_total 1",
    ] {
        assert!(text.lines().any(|told| told == line), "{line} is missing in:\n{text}");
    }
    // Every figure is described, and the page of the documentation lists it.
    let listed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operations/watching.md"));
    let listed = listed.expect("the page is there");
    for line in text.lines().filter(|line| line.starts_with("# TYPE ")) {
        let name = line.split(' ').nth(2).expect("a name");
        assert!(listed.contains(&format!("`{name}`")), "{name} is not listed");
    }
    let page = ask(
        &format!("http://{metrics}/metrics"),
        &[("Sec-Fetch-Site", "cross-site")],
    );
    assert_eq!(page.0, 403, "a page in a browser is no collector");
    desk.write("yike.toml", settings("[metrics]\nlisten = \"0.0.0.0:0\""));
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["line 5", "metrics.listen must be an address of this computer"]);
}

#[test]
fn a_request_becomes_a_span_of_the_trace_that_it_came_with() {
    let desk = assessed();
    let collector = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = collector.local_addr().expect("bound");
    let running = Running::start(
        &desk,
        &format!("[tracing]\nendpoint = \"http://{endpoint}\"\nservice_name = \"bureau\"\nsample_percent = 0"),
    );
    let url = |path: &str| format!("http://{}{path}", running.host);
    // Without a trace of its own a request is not traced here, and one that says no is not either.
    ask(&url("/api/search?q=secretword"), &[]);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    ask(
        &url("/tiles"),
        &[("traceparent", &format!("00-{trace}-00f067aa0ba902b7-00"))],
    );
    ask(
        &url("/api/search?q=secretword"),
        &[("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"))],
    );
    let (mut stream, _) = collector.accept().expect("it sends");
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    let body = loop {
        let read = stream.read(&mut part).expect("read");
        bytes.extend(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if length.and_then(|length| length.parse().ok()) == Some(body.len()) {
                assert!(head.starts_with("POST /v1/traces "), "{head}");
                break body.to_owned();
            }
        }
        assert!(read > 0, "{text}");
    };
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        .expect("answered");
    assert!(!body.contains("secretword"), "{body}");
    let sent: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let of = &sent["resourceSpans"][0];
    assert_eq!(of["resource"]["attributes"][0]["value"]["stringValue"], "bureau");
    let spans = of["scopeSpans"][0]["spans"].as_array().expect("spans");
    assert_eq!(spans.len(), 1, "{body}");
    assert_eq!(spans[0]["traceId"], trace);
    assert_eq!(spans[0]["parentSpanId"], "00f067aa0ba902b7");
    assert_eq!(spans[0]["name"], "GET /api/search");
}

/// Makes a certificate for localhost, signed by itself.
pub fn certificate(desk: &Desk, name: &str) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(desk.path(&format!("{name}.key")))
        .arg("-out")
        .arg(desk.path(&format!("{name}.pem")))
        .output()
        .expect("openssl is there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// The landing page's own address, asked by a client that believes in one certificate only.
fn landing(desk: &Desk, certificate: &str, port: &str) -> Result<String, ureq::Error> {
    let pem = std::fs::read(desk.path(certificate)).expect("a file");
    let roots = ureq::tls::RootCerts::from(vec![ureq::tls::Certificate::from_pem(&pem).expect("a certificate")]);
    let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
    let agent: ureq::Agent = ureq::Agent::config_builder().tls_config(tls).build().into();
    agent
        .get(format!("https://localhost:{port}/tiles/communities.json"))
        .call()?
        .body_mut()
        .read_to_string()
}

#[test]
fn connections_are_encrypted_and_a_new_certificate_is_taken_without_starting_again() {
    let desk = assessed();
    certificate(&desk, "old");
    certificate(&desk, "new");
    let more = |name: &str| format!("tls_certificate_file = \"{name}.pem\"\ntls_key_file = \"{name}.key\"");
    let mut running = Running::start(&desk, &more("old"));
    let port = running.host.rsplit(':').next().expect("a port").to_owned();
    let told = landing(&desk, "old.pem", &port).expect("the certificate is believed");
    assert!(told.contains(&format!("https://localhost:{port}/tiles/")), "{told}");
    assert!(landing(&desk, "new.pem", &port).is_err(), "another certificate is not");
    // Without encryption there is no answer.
    let mut plain = TcpStream::connect(&running.host).expect("it listens");
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("sent");
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP"), "{heard:?}");

    // A key of another certificate, an unknown key: the old ones stay in force.
    for (wrong, why) in [
        (
            "tls_certificate_file = \"new.pem\"\ntls_key_file = \"old.key\"".to_owned(),
            "can't be used with the key",
        ),
        (more("old") + "\nlisen = 3", "line 6: there is no setting lisen"),
    ] {
        desk.write("yike.toml", settings(&wrong));
        running.signal("-HUP");
        running.line_with("the old ones stay in force");
        if why.starts_with("line") {
            running.line_with(why);
        }
        assert!(landing(&desk, "old.pem", &port).is_ok());
    }
    desk.write(
        "yike.toml",
        settings(&more("new")).replace("127.0.0.1:0", "127.0.0.1:9"),
    );
    running.signal("-HUP");
    running.line_with("wait for the next start, all others are in force: server.listen");
    assert!(landing(&desk, "new.pem", &port).is_ok());
    assert!(landing(&desk, "old.pem", &port).is_err());

    desk.write("yike.toml", settings("tls_certificate_file = \"old.pem\""));
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["line 4", "tls_key_file, which tls_certificate_file needs"]);
    desk.write(
        "yike.toml",
        settings("tls_certificate_file = \"old.key\"\ntls_key_file = \"old.pem\""),
    );
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["old.key", "certificate"]);
}

#[test]
fn a_proxy_that_is_named_is_believed_and_any_other_peer_is_refused() {
    let desk = assessed();
    let forwarded = [
        ("X-Forwarded-For", "192.168.3.4"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "map.bureau.example"),
    ];
    let public = "public_url = \"https://map.bureau.example\"\n";
    let (key, staff) = staff(&desk);
    let start = |proxies: &str| Running::start(&desk, &format!("{public}trusted_proxies = [\"{proxies}\"]\n{staff}"));
    let ask = |url: &str, headers: &[(&str, &str)]| ask(url, &[headers, &[("Authorization", key.as_str())]].concat());
    let running = start("127.0.0.0/8");
    let url = format!("http://{}/tiles/communities.json", running.host);
    let (status, told) = ask(&url, &forwarded);
    assert_eq!(status, 200, "{told}");
    assert!(told.contains("https://map.bureau.example/tiles/"), "{told}");
    let (status, told) = ask(&url, &[("X-Forwarded-Host", "evil.example")]);
    assert_eq!((status, told.contains("wrong-host")), (421, true), "{told}");
    drop(running);

    let running = start("10.0.0.0/8");
    let url = format!("http://{}/tiles/communities.json", running.host);
    for header in forwarded {
        let (status, told) = ask(&url, &[header]);
        assert_eq!(status, 400, "{told}");
        assert!(told.contains("untrusted-proxy") && !told.contains(header.1), "{told}");
    }
    assert_eq!(ask(&url, &[]).0, 200);
    desk.write("yike.toml", settings("trusted_proxies = [\"proxy.local\"]"));
    desk.run(&["config", "check", "yike.toml"])
        .expect_refusal(1, &["line 4: trusted_proxies must be IP addresses or networks"]);
}

/// A staff file with one key: what a request says for it, and what the settings say.
pub fn staff(desk: &Desk) -> (String, String) {
    let made = ["key", "add", "gis", "--role", "viewer", "--staff", "staff.db"];
    let key = desk.run(&made).expect_success().out.trim().to_owned();
    (format!("Bearer {key}"), "[sign_in]\nstaff = \"staff.db\"".to_owned())
}

#[test]
fn an_offices_own_styles_are_served_and_read_anew() {
    let desk = assessed();
    let style = |name: &str| {
        let sources = r#"{"communities": {"type": "vector", "tiles": ["/tiles/communities/{z}/{x}/{y}.mvt"]}}"#;
        let fill = r#"{"id": "all", "type": "fill", "source": "communities", "source-layer": "communities"}"#;
        format!(r#"{{"version": 8, "name": "{name}", "sources": {sources}, "layers": [{fill}]}}"#)
    };
    std::fs::create_dir(desk.path("styles")).expect("a folder");
    desk.write("styles/bureau.json", style("As the bureau draws"));
    let mut running = Running::start(&desk, "styles = \"styles\"");
    let told = desk.run(&["config", "check", "yike.toml"]).expect_success().out;
    assert!(
        told.contains("styles of styles: bureau, coverage, facilities, gaps"),
        "{told}"
    );
    let host = running.host.clone();
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_str(&ask(&format!("http://{host}{path}"), &[]).1).expect("JSON")
    };
    let ids = || {
        let list = json("/ogc/styles");
        let styles = list["styles"].as_array().expect("a list").clone();
        styles
            .iter()
            .map(|style| style["id"].as_str().expect("a name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(), ["bureau", "coverage", "facilities", "gaps"]);
    assert_eq!(json("/styles/bureau.json")["name"], "As the bureau draws");
    let fitted = json("/ogc/collections/communities/styles/bureau");
    let tiles = fitted["sources"]["communities"]["tiles"][0]
        .as_str()
        .expect("an address");
    assert!(
        tiles.ends_with("/tiles/communities/{z}/{x}/{y}.mvt") && tiles.starts_with("http://"),
        "{tiles}"
    );

    // A broken one changes nothing; then both are taken.
    desk.write("styles/bureau.json", style("Drawn anew"));
    desk.write("styles/broken.json", "{");
    running.signal("-HUP");
    running.line_with("the old ones stay in force: server.styles: broken.json, line 1: this is not JSON");
    assert_eq!(json("/styles/bureau.json")["name"], "As the bureau draws");
    desk.write("styles/broken.json", style("Mended"));
    running.signal("-HUP");
    running.line_with("the settings were read anew and are in force");
    assert_eq!(ids(), ["broken", "bureau", "coverage", "facilities", "gaps"]);
    assert_eq!(json("/ogc/styles/bureau")["name"], "Drawn anew");
}

#[test]
fn nobody_is_let_in_from_elsewhere_without_signing_in() {
    let desk = assessed();
    let (_, staff) = staff(&desk);
    for (setting, where_) in [
        ("trusted_proxies = [\"10.0.0.1\"]", "line 4: server.trusted_proxies"),
        (
            "public_url = \"https://map.bureau.example\"",
            "line 4: server.public_url",
        ),
        ("[sign_in]\nhosts = [\"map.bureau.example\"]", "line 5: sign_in.hosts"),
    ] {
        desk.write("yike.toml", settings(setting));
        for command in [&["config", "check", "yike.toml"], &["serve", "--config", "yike.toml"]] {
            desk.run(command).expect_refusal(1, &[where_, "staff"]);
        }
    }
    desk.write("yike.toml", settings("public_url = \"http://localhost:8080\""));
    desk.run(&["config", "check", "yike.toml"]).expect_success();
    desk.write(
        "yike.toml",
        settings(&format!("trusted_proxies = [\"10.0.0.1\"]\n{staff}")),
    );
    let told = desk.run(&["config", "check", "yike.toml"]).expect_success().out;
    assert!(told.contains("0 users and 1 keys of staff.db"), "{told}");
    let mut running = Running::start(&desk, "");
    desk.write("yike.toml", settings("trusted_proxies = [\"127.0.0.1\"]"));
    running.signal("-HUP");
    running.line_with("the old ones stay in force");
    running.line_with("server.trusted_proxies lets other computers in");
}

#[test]
fn a_user_whom_only_the_bureau_signs_in_has_no_password() {
    let desk = Desk::toy_town();
    let staff = |words: &[&str]| desk.run(&[words, &["--staff", "staff.db"]].concat());
    staff(&["user", "add", "li", "--role", "viewer", "--no-password"]).expect_success();
    let listed = staff(&["user", "list"]).expect_success().out;
    assert!(listed.contains("li") && listed.contains("no password"), "{listed}");
    desk.write("word", "fifteen minutes on foot");
    let both = ["--no-password", "--password-file", "word"];
    staff(&[&["user", "add", "wu", "--role", "viewer"][..], &both].concat()).expect_refusal(2, &["cannot be used"]);
}

#[test]
fn a_changed_grant_keeps_what_was_not_said() {
    let desk = Desk::toy_town();
    let staff = |words: &[&str]| desk.run(&[words, &["--staff", "staff.db"]].concat()).expect_success();
    desk.write("word", "fifteen minutes on foot");
    let narrow = ["--area", "420101", "--layer", "communities", "--exact-counts", "no"];
    staff(
        &[
            &["user", "add", "li", "--role", "planner", "--password-file", "word"][..],
            &narrow,
        ]
        .concat(),
    );
    let grant = |words: &[&str]| staff(&[&["user", "grant", "li"], words].concat()).err;
    let said = grant(&["--role", "editor"]);
    assert!(
        said.contains("editor now; areas: 420101; layers: communities; exact counts: no"),
        "{said}"
    );
    let said = grant(&["--all-areas"]);
    assert!(
        said.contains("editor now; areas: all; layers: communities; exact counts: no"),
        "{said}"
    );
    let said = grant(&["--all-layers", "--usual-counts"]);
    assert!(
        said.contains("editor now; areas: all; layers: all; exact counts: yes"),
        "{said}"
    );
    let audit = staff(&["audit", "--format", "csv"]).out;
    assert!(
        audit.contains("li as planner; areas 420101; layers communities; no exact counts"),
        "{audit}"
    );
    assert!(!desk.path("staff.db-wal").exists(), "a copy of the file is whole");
}

#[test]
fn told_to_stop_under_load_no_answer_is_cut_short() {
    let desk = assessed();
    let mut running = Running::start(&desk, "drain_seconds = 1");
    let stop = AtomicBool::new(false);
    let (answers, not_ready) = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (host, stop) = (running.host.clone(), &stop);
                scope.spawn(move || ask_on(&host, client, stop))
            })
            .collect();
        while running.get("/readyz").0 != 200 {}
        running.signal("-TERM");
        // It says no while it still answers all else.
        let begun = Instant::now();
        let mut not_ready = false;
        while begun.elapsed() < Duration::from_secs(20) && !not_ready {
            let Ok(mut stream) = TcpStream::connect(&running.host) else {
                break;
            };
            let asked = write!(
                stream,
                "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                running.host
            );
            let mut told = String::new();
            if asked.is_err() || stream.read_to_string(&mut told).is_err() {
                break;
            }
            not_ready = told.contains(" 503 ") && told.contains("stopping");
        }
        let (code, _) = running.end();
        assert_eq!(code, 0);
        stop.store(true, Ordering::Relaxed);
        let answers: usize = clients
            .into_iter()
            .map(|client| client.join().expect("no answer was cut short"))
            .sum();
        (answers, not_ready)
    });
    assert!(not_ready, "it never said that it is not ready");
    assert!(answers > 100, "only {answers} answers");
}

/// Asks again and again on connections that are kept, until none is taken any more; every answer that begins has to end.
pub fn ask_on(host: &str, client: usize, stop: &AtomicBool) -> usize {
    let paths = [
        "/api/assessment",
        "/tiles/communities/0/0/0.geojson",
        "/tiles/communities/12/0/0.mvt",
        "/healthz",
    ];
    let mut answers = 0;
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut stream) = TcpStream::connect(host) else {
            break;
        };
        for turn in 0.. {
            let path = paths[(client + turn) % paths.len()];
            if write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").is_err() {
                break;
            }
            match whole_answer(&mut stream) {
                Some(close) => {
                    answers += 1;
                    if close {
                        break;
                    }
                }
                // Closed before it began: the request was not taken.
                None => break,
            }
        }
    }
    answers
}

/// Reads one answer to its end: whether the connection is closed behind it; nothing where none began.
fn whole_answer(stream: &mut TcpStream) -> Option<bool> {
    let mut bytes = Vec::new();
    let mut part = vec![0; 65_536];
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ").map(str::to_owned));
            let length: usize = length.map_or(0, |length| length.parse().expect("a number"));
            if bytes.len() == end + 4 + length {
                return Some(head.contains("connection: close"));
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) if bytes.is_empty() => return None,
            Ok(0) => unreachable!("an answer was cut short: {}", String::from_utf8_lossy(&bytes)),
            Ok(read) => bytes.extend(&part[..read]),
            Err(error) => unreachable!("an answer was cut short: {error}"),
        }
    }
}

#[test]
fn the_log_says_once_what_is_wrong_with_a_basemap_and_neither_its_address_nor_its_key() {
    let desk = assessed();
    desk.write("key", "nobody sees this\n");
    let (host, asked) = crate::config::answering(|_| (200, b"<html>sign in</html>".to_vec()));
    let basemap = format!(
        "[[basemap]]\nid = \"astray\"\nkind = \"xyz\"\nurl = \"http://{host}/{{z}}/{{x}}/{{y}}?tk={{key}}\"\nkey_file = \"key\""
    );
    let mut running = Running::start(&desk, &basemap);
    for tile in ["3/0/0", "3/0/1", "3/0/2"] {
        assert_eq!(running.get(&format!("/basemaps/astray/{tile}")).0, 502);
    }
    // Settings that are wrong leave what was there.
    desk.write(
        "yike.toml",
        settings("[[basemap]]\nid = \"astray\"\nkind = \"pmtiles\"\nfile = \"key\""),
    );
    running.signal("-HUP");
    let told = running.said_until("the old ones stay in force");
    assert!(told.contains("basemap astray: key: it is no PMTiles 3 file"), "{told}");
    assert_eq!(told.matches("a basemap gives no tile").count(), 1, "{told}");
    assert!(told.contains("it answers with a page, not with a picture"), "{told}");
    assert!(
        !told.contains(&host) && !told.contains("nobody") && !told.contains("tk="),
        "{told}"
    );
    assert_eq!(running.get("/basemaps/astray/3/1/0").0, 502);
    // Others are in force as soon as they are read.
    desk.write("yike.toml", settings(""));
    running.signal("-HUP");
    running.line_with("the settings were read anew and are in force");
    assert_eq!(running.get("/basemaps/astray/3/0/0").0, 404);
    assert_eq!(asked.lock().expect("no panic").len(), 4);
    running.signal("-TERM");
    let (_, said) = running.end();
    assert!(!said.contains("nobody sees"), "{said}");
}
