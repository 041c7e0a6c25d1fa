//! The built server behind a shared cache: nginx keeps its answers, and every client gets bytes that it can read.
//!
//! What the server sends is `private`, so a cache keeps nothing of it unless an administrator says so. Both are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Desk, fixture};
use crate::serving::Served;

const TILE: &str = "/tiles/communities/0/0/0.geojson";
/// What clients ask for, and what they then can read; the first asks for nothing.
const CODINGS: [&str; 4] = ["", "gzip", "br", "zstd"];

/// An nginx before a server, listening on a socket in a folder of its own; ended when dropped.
struct Cache {
    child: Child,
    socket: PathBuf,
    _folder: tempfile::TempDir,
}

/// An answer, with header names in small letters.
#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as it was before it was coded, by the coding that the answer names.
    fn text(&self) -> String {
        let mut out = Vec::new();
        match self.header("content-encoding") {
            "" => out.clone_from(&self.body),
            "gzip" => drop(
                flate2::read::GzDecoder::new(&self.body[..])
                    .read_to_end(&mut out)
                    .expect("gzip"),
            ),
            "br" => brotli::BrotliDecompress(&mut &self.body[..], &mut out).expect("brotli"),
            "zstd" => out = zstd::decode_all(&self.body[..]).expect("zstd"),
            other => unreachable!("{other}"),
        }
        String::from_utf8(out).expect("text")
    }
}

fn nginx() -> Option<&'static Path> {
    let known = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].map(Path::new);
    let found = known.into_iter().find(|path| path.exists());
    if found.is_none() {
        println!("skipped: nginx is not installed");
    }
    found
}

impl Cache {
    /// `rule` is what an administrator says about keeping.
    fn start(program: &Path, served: &Served, rule: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path().display();
        let socket = folder.path().join("cache.sock");
        let behind = served.address().trim_start_matches("http://");
        let mut temporary = String::new();
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            let _ = writeln!(temporary, "{kind}_temp_path {here}/{kind};");
        }
        let config = format!(
            "daemon off; master_process off; pid {here}/pid; error_log {here}/error.log;
            events {{ worker_connections 64; }}
            http {{
              access_log off; {temporary}
              proxy_cache_path {here}/kept keys_zone=kept:1m use_temp_path=off;
              server {{
                listen unix:{};
                location / {{
                  proxy_pass http://{behind}; proxy_http_version 1.1; proxy_set_header Host {behind}; proxy_set_header Connection '';
                  proxy_cache kept; proxy_cache_revalidate on; add_header X-Kept $upstream_cache_status always;
                  {rule}
                }}
              }}
            }}",
            socket.display()
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, config).expect("written");
        let child = Command::new(program)
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let cache = Self {
            child,
            socket,
            _folder: folder,
        };
        let until = Instant::now() + Duration::from_secs(20);
        while UnixStream::connect(&cache.socket).is_err() {
            assert!(Instant::now() < until, "nginx does not listen");
            std::thread::yield_now();
        }
        cache
    }

    fn get(&self, path: &str, coding: &str, headers: &[&str]) -> Answer {
        let mut stream = UnixStream::connect(&self.socket).expect("it listens");
        let mut head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if !coding.is_empty() {
            let _ = write!(head, "Accept-Encoding: {coding}\r\n");
        }
        for line in headers {
            let _ = write!(head, "{line}\r\n");
        }
        stream.write_all((head + "\r\n").as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("read");
        let end = bytes
            .windows(4)
            .position(|part| part == b"\r\n\r\n")
            .expect("a whole head");
        let head = std::str::from_utf8(&bytes[..end]).expect("a readable head").to_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<String, String> = headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut body = bytes[end + 4..].to_vec();
        if headers
            .get("transfer-encoding")
            .is_some_and(|coding| coding == "chunked")
        {
            body = unchunked(&body);
        }
        Answer {
            status: status.parse().expect("a number"),
            headers,
            body,
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = rest.windows(2).position(|part| part == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end])
            .ok()
            .and_then(|text| usize::from_str_radix(text, 16).ok());
        let size = size.expect("a size");
        whole.extend(&rest[end + 2..end + 2 + size]);
        rest = &rest[(end + 4 + size).min(rest.len())..];
    }
    whole
}

fn town() -> (Desk, String, Served) {
    let desk = Desk::toy_town();
    let circle = fixture("toy_town/toy.toml").to_str().expect("text").to_owned();
    desk.assess(&circle);
    let served = Served::start(&desk);
    (desk, circle, served)
}

const KEEP: &str = "proxy_ignore_headers Cache-Control; proxy_cache_valid 200 204 1h;";

#[test]
fn every_client_of_a_shared_cache_gets_bytes_that_it_can_read() {
    let Some(program) = nginx() else { return };
    let (_desk, _, served) = town();
    let cache = Cache::start(program, &served, KEEP);
    let plain = served.get(TILE);
    let mut tags = BTreeSet::new();
    // Each client fills the cache with its own, and after all of them each still gets its own.
    for kept in ["MISS", "HIT", "HIT"] {
        for coding in CODINGS {
            let answer = cache.get(TILE, coding, &[]);
            assert_eq!(
                (answer.status, answer.header("x-kept")),
                (200, kept),
                "{coding}: {answer:?}"
            );
            assert_eq!(answer.header("content-encoding"), coding);
            assert_eq!(answer.text(), plain, "{coding}");
            assert!(
                answer.header("vary").to_lowercase().contains("accept-encoding"),
                "{answer:?}"
            );
            tags.insert(answer.header("etag").to_owned());
        }
    }
    assert_eq!(tags.len(), 4, "a validator for each coding: {tags:?}");
    for coding in CODINGS {
        let own = cache.get(TILE, coding, &[]).header("etag").to_owned();
        for tag in [own.clone(), format!("W/{own}"), format!("\"x\", {own}")] {
            let same = cache.get(TILE, coding, &[&format!("If-None-Match: {tag}")]);
            assert_eq!(
                (same.status, same.header("etag"), same.body.len()),
                (304, own.as_str(), 0),
                "{coding} {tag}"
            );
            assert!(
                same.header("vary").to_lowercase().contains("accept-encoding"),
                "{same:?}"
            );
        }
        // What a client has of another coding is not what it would get now.
        for other in tags.iter().filter(|tag| **tag != own) {
            let whole = cache.get(TILE, coding, &[&format!("If-None-Match: {other}")]);
            assert_eq!((whole.status, whole.text()), (200, plain.clone()), "{coding} {other}");
        }
    }
    // One that takes several gets one of them; a page of this computer gets its own right to read, which is kept apart.
    let several = cache.get(TILE, "gzip, deflate, br", &[]);
    assert_eq!(several.text(), plain);
    let page = cache.get(TILE, "gzip", &["Origin: http://localhost:3000"]);
    assert_eq!(page.header("access-control-allow-origin"), "http://localhost:3000");
    assert_eq!(cache.get(TILE, "gzip", &[]).header("access-control-allow-origin"), "");
    // Documents that are negotiated by Accept are kept apart too.
    let json = cache.get("/ogc/collections", "gzip", &["Accept: application/json"]);
    let html = cache.get("/ogc/collections", "gzip", &["Accept: text/html"]);
    assert!(json.text().starts_with('{') && html.text().starts_with("<!doctype html>"));
    let again = cache.get("/ogc/collections", "gzip", &["Accept: application/json"]);
    assert_eq!((again.header("x-kept"), again.text()), ("HIT", json.text()));
}

#[test]
fn a_cache_asks_again_after_a_new_assessment_and_versions_stay_what_they_were() {
    let Some(program) = nginx() else { return };
    let (desk, circle, served) = town();
    // An administrator lets the stable address be kept for a second, and those of versions for good.
    let rule = "proxy_ignore_headers Cache-Control; proxy_cache_valid 200 1s;";
    let (short, long) = (
        Cache::start(program, &served, rule),
        Cache::start(program, &served, KEEP),
    );
    let list: serde_json::Value = serde_json::from_str(&served.get("/tiles")).expect("JSON");
    let old_version = list["version"].as_str().expect("a version").to_owned();
    let of = |version: &str| format!("/tiles/communities/v{version}/0/0/0.geojson");
    let old: Vec<Answer> = CODINGS.iter().map(|coding| short.get(TILE, coding, &[])).collect();
    let kept = long.get(&of(&old_version), "br", &[]);
    assert!(kept.text() == old[0].text() && old.iter().all(|answer| answer.status == 200));
    desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--theta",
        "0.5",
    ])
    .expect_success();
    let until = Instant::now() + Duration::from_mins(1);
    for (coding, before) in CODINGS.into_iter().zip(&old) {
        let asks = format!("If-None-Match: {}", before.header("etag"));
        loop {
            // Either what it was, told by 304, or what it is now, whole: never a mixture.
            let answer = short.get(TILE, coding, &[&asks]);
            if answer.status == 200 && answer.header("etag") != before.header("etag") {
                assert_eq!(answer.text(), served.get(TILE), "{coding}");
                assert_ne!(answer.text(), before.text(), "the assessments differ");
                break;
            }
            assert!(
                answer.status == 304 || answer.text() == before.text(),
                "{coding}: {answer:?}"
            );
            assert!(Instant::now() < until, "{coding}: the new assessment is never shown");
            std::thread::yield_now();
        }
    }
    let list: serde_json::Value = serde_json::from_str(&served.get("/tiles")).expect("JSON");
    let version = list["version"].as_str().expect("a version");
    assert_ne!(version, old_version);
    // An old version is gone from the server, and what the cache kept of it is still what it was.
    let still = long.get(&of(&old_version), "br", &[]);
    assert_eq!((still.header("x-kept"), still.text()), ("HIT", old[0].text()));
    assert_eq!(long.get(&of(&old_version), "zstd", &[]).status, 404);
    assert_eq!(long.get(&of(version), "br", &[]).text(), served.get(TILE));
}

#[test]
fn a_cache_that_nobody_has_told_otherwise_keeps_nothing() {
    let Some(program) = nginx() else { return };
    let (_desk, _, served) = town();
    let cache = Cache::start(program, &served, "");
    for _ in 0..3 {
        let answer = cache.get(TILE, "gzip", &[]);
        assert_eq!((answer.status, answer.header("x-kept")), (200, "MISS"), "{answer:?}");
        assert!(answer.header("cache-control").starts_with("private, "), "{answer:?}");
    }
}
