//! Files that come in through the page: looked at, imported, refused; from the page alone, and never a path told.

use std::fmt::Write as _;
use std::sync::Arc;

use yike::http::ServerState;
use yike::workflow::{self, Location, Staging};

use crate::server::{Answer, Server, desk};

/// A server that takes files of at most so many bytes into a workspace of its own.
pub(crate) struct Taking {
    pub(crate) server: Server,
    pub(crate) workspace: Location,
    folder: tempfile::TempDir,
}

pub(crate) const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A","code":"1","people":100},
"geometry":{"type":"Polygon","coordinates":[[[9.5,47.0],[9.6,47.0],[9.6,47.1],[9.5,47.1],[9.5,47.0]]]}}]}"#;
const FACILITIES: &str = "name,category,lon,lat,capacity\nA,pharmacy,9.55,47.05,3\nB,pharmacy,9.56,47.06,many\n";
const SAID: &str = r#"{"kind":"facilities","crs":"EPSG:4326"}"#;

impl Taking {
    pub(crate) fn start(largest: u64) -> Self {
        yike::import::use_program(env!("CARGO_BIN_EXE_yike"));
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Location::File(folder.path().join("secret-name.gpkg"));
        workflow::init(&workspace).expect("made");
        let state = ServerState::new(Arc::new(desk("7")));
        state.allow_imports(workspace.clone(), Staging::new(largest).expect("a folder"));
        state.allow_siting(workspace.clone(), None);
        state.allow_checks(workspace.clone(), None);
        Self {
            server: Server::with(state),
            workspace,
            folder,
        }
    }

    /// A request as the page makes it.
    pub(crate) fn page(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let origin = format!("Origin: http://{}", self.server.address);
        self.send(method, path, &[&origin, "Yike-Request: page"], body)
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
        let answer = self.server.send(method, path, headers, body);
        let text = String::from_utf8_lossy(&answer.body);
        let room = std::env::temp_dir();
        for inner in ["secret-name", "/home", "yike-staged", &room.display().to_string()] {
            assert!(!text.contains(inner), "{path} tells {inner}: {text}");
        }
        answer
    }

    pub(crate) fn staged(&self, name: &str, bytes: &[u8]) -> String {
        let answer = self.page("POST", &format!("/api/imports?name={name}"), bytes);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    fn versions(&self) -> usize {
        workflow::history(&self.workspace, None).expect("readable").len()
    }
}

#[test]
fn a_file_is_looked_at_refused_for_its_wrong_row_and_imported_without_it() {
    let taking = Taking::start(1 << 20);
    let state = taking.server.get("/api/imports").json();
    assert_eq!(
        (state["enabled"].as_bool(), state["largest_bytes"].as_u64()),
        (Some(true), Some(1 << 20))
    );
    let square = taking.staged("communities.geojson", SQUARE.as_bytes());
    let done = taking.page(
        "POST",
        &format!("/api/imports/{square}/confirm"),
        br#"{"kind":"communities"}"#,
    );
    assert_eq!((done.status, done.json()["added"].as_i64()), (200, Some(1)), "{done:?}");
    let before = taking.versions();

    let id = taking.staged("f.csv", FACILITIES.as_bytes());
    let at = |what: &str| format!("/api/imports/{id}/{what}");
    let unplaced = taking.page("POST", &at("preview"), br#"{"kind":"facilities"}"#).json();
    assert_eq!(unplaced["possible"], false);
    assert_eq!(unplaced["refusal"]["kind"], "no-crs");
    assert_eq!(unplaced["rows"][1]["cells"][0], "B", "what can be seen is shown");
    let seen = taking.page("POST", &at("preview"), SAID.as_bytes()).json();
    assert_eq!(
        (seen["read"].as_u64(), seen["accepted"].as_u64(), seen["wrong"].as_u64()),
        (Some(2), Some(1), Some(1)),
        "{seen}"
    );
    assert_eq!(seen["rejected"][0]["row"], "3");
    assert_eq!(seen["rejected"][0]["field"], "capacity");
    assert_eq!(seen["rejected"][0]["check"], "reading");
    assert_eq!(seen["rejected"][0]["at"], serde_json::json!([9.56, 47.06]));
    assert_eq!(seen["places"]["features"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["rows"][0]["became"]["category"], "pharmacy");
    assert_eq!(seen["rows"][1]["became"], serde_json::Value::Null);
    let column = seen["columns"]
        .as_array()
        .and_then(|columns| columns.iter().find(|c| c["field"] == "capacity"));
    assert!(
        column.is_some_and(|c| c["confidence_percent"].as_u64() > Some(50)),
        "{seen}"
    );

    let refused = taking.page("POST", &at("confirm"), SAID.as_bytes());
    refused.is_problem(422);
    assert_eq!(taking.versions(), before, "looking and refusing change nothing");
    let skipping = SAID.replace('}', r#","skip_rejected":true}"#);
    let done = taking.page("POST", &at("confirm"), skipping.as_bytes()).json();
    assert_eq!((done["added"].as_i64(), done["wrong"].as_u64()), (Some(1), Some(1)));
    assert_eq!(taking.versions(), before + 1);
    assert_eq!(taking.page("DELETE", &format!("/api/imports/{id}"), b"").status, 204);
    taking.page("GET", &format!("/api/imports/{id}"), b"").is_problem(404);
}

#[test]
fn the_import_just_made_is_taken_back_and_no_other() {
    let taking = Taking::start(1 << 20);
    let import = |name: &str, bytes: &str, options: &str| {
        let id = taking.staged(name, bytes.as_bytes());
        let done = taking.page("POST", &format!("/api/imports/{id}/confirm"), options.as_bytes());
        assert_eq!(done.status, 200, "{done:?}");
        done.json()["version"].as_i64().expect("it changed something")
    };
    let undo = |version: i64| {
        let asked = format!(r#"{{"version":{version}}}"#);
        taking.page("POST", "/api/undo", asked.as_bytes())
    };
    let square = import("communities.geojson", SQUARE, r#"{"kind":"communities"}"#);
    let one = "name,category,lon,lat\nA,pharmacy,9.55,47.05\n";
    let site = import("f.csv", one, SAID);
    let refused = undo(square);
    refused.is_problem(422);
    assert!(refused.json()["type"].to_string().contains("not-latest"), "{refused:?}");
    let done = undo(site);
    assert_eq!(done.status, 200, "{done:?}");
    let told = done.json();
    assert_eq!((told["added"].as_i64(), told["removed"].as_i64()), (Some(0), Some(1)));
    assert!(told["version"].as_i64() > Some(site));
    // It is a version of its own, and the import is not taken back twice.
    undo(site).is_problem(422);
    for body in [&b""[..], b"{}", br#"{"version":"1"}"#, br#"{"version":1,"to":0}"#] {
        taking.page("POST", "/api/undo", body).is_problem(400);
    }
    taking.page("GET", "/api/undo", b"").is_problem(405);
    assert_eq!(taking.versions(), 3);
}

#[test]
fn a_field_can_be_said_to_have_no_column() {
    let taking = Taking::start(1 << 20);
    let id = taking.staged("f.csv", FACILITIES.as_bytes());
    let without = SAID.replace('}', r#","map":{"capacity":""}}"#);
    let seen = taking.page("POST", &format!("/api/imports/{id}/preview"), without.as_bytes());
    let seen = seen.json();
    assert_eq!(
        (seen["accepted"].as_i64(), seen["wrong"].as_i64()),
        (Some(2), Some(0)),
        "{seen}"
    );
    let columns = seen["columns"].as_array().expect("a list");
    let capacity = columns.iter().find(|column| column["name"] == "capacity");
    assert!(capacity.is_some_and(|column| column["field"].is_null()), "{seen}");
}

#[test]
fn only_the_page_itself_may_change_anything() {
    let taking = Taking::start(1 << 20);
    let id = taking.staged("f.csv", FACILITIES.as_bytes());
    let own = format!("Origin: http://{}", taking.server.address);
    let port = taking.server.address.port();
    let (other_port, other_name) = (
        format!("Origin: http://127.0.0.1:{}", port ^ 1),
        format!("Origin: http://localhost:{port}"),
    );
    let header = "Yike-Request: page";
    let paths = [
        ("POST", "/api/imports?name=a.csv".to_owned()),
        ("POST", format!("/api/imports/{id}/preview")),
        ("POST", format!("/api/imports/{id}/confirm")),
        ("DELETE", format!("/api/imports/{id}")),
        ("POST", "/api/assess".to_owned()),
        ("POST", "/api/undo".to_owned()),
    ];
    for (method, path) in &paths {
        for headers in [
            &[][..],
            &[own.as_str()],
            &[header],
            &[other_port.as_str(), header],
            &[other_name.as_str(), header],
            &["Origin: https://evil.example", header],
            &["Origin: null", header],
            &[own.as_str(), own.as_str(), header],
            &[own.as_str(), "Yike-Request: form"],
        ] {
            taking.send(method, path, headers, b"x").is_problem(403);
        }
    }
    taking
        .send("GET", &format!("/api/imports/{id}"), &[&other_port], b"")
        .is_problem(403);
    let asked = taking.send(
        "OPTIONS",
        "/api/imports",
        &[&other_port, "Access-Control-Request-Method: POST"],
        b"",
    );
    assert!(
        !asked.header("access-control-allow-methods").contains("POST"),
        "{asked:?}"
    );
    assert!(
        !asked
            .header("access-control-allow-headers")
            .to_lowercase()
            .contains("yike"),
        "{asked:?}"
    );
    assert_eq!(
        taking.page("GET", &format!("/api/imports/{id}"), b"").status,
        200,
        "it still waits"
    );
}

#[test]
fn names_bodies_and_options_that_mean_harm_are_refused() {
    let taking = Taking::start(1000);
    for name in [
        "..",
        "..%2Fa.csv",
        "%2Fetc%2Fpasswd",
        "a%5Cb.csv",
        ".ssh",
        "%20",
        "a%2F",
        &"a".repeat(300),
    ] {
        taking
            .page("POST", &format!("/api/imports?name={name}"), b"x")
            .is_problem(400);
    }
    for query in [
        "",
        "?name=",
        "?name=a%00.csv",
        "?name=a%0d.csv",
        "?name=a&name=b",
        "?name=a&path=/etc",
        "?name=%c0%ae",
    ] {
        taking
            .page("POST", &format!("/api/imports{query}"), b"x")
            .is_problem(400);
    }
    taking.page("POST", "/api/imports?name=a.csv", b"").is_problem(400);
    taking
        .page("POST", "/api/imports?name=a.csv", &[b'x'; 1001])
        .is_problem(413);
    let own = format!("Origin: http://{}", taking.server.address);
    taking
        .send(
            "POST",
            "/api/imports?name=a.csv",
            &[&own, "Yike-Request: page", "Content-Encoding: gzip"],
            b"x",
        )
        .is_problem(415);
    // Without a length it is cut off where it becomes too long.
    let head = format!(
        "POST /api/imports?name=a.csv HTTP/1.1\r\nHost: {}\r\n{own}\r\nYike-Request: page\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n{}\r\n0\r\n\r\n",
        taking.server.address,
        "x".repeat(2000)
    );
    taking.server.raw(head.as_bytes()).is_problem(413);

    let id = taking.staged("f.csv", FACILITIES.as_bytes());
    for options in [
        "",
        "[]",
        r#"{"kind":"secrets"}"#,
        r#"{"kind":"facilities","file":"/etc/passwd"}"#,
        r#"{"kind":"facilities","crs":"http://127.0.0.1:1/"}"#,
        r#"{"kind":"facilities","map":"#,
    ] {
        taking
            .page("POST", &format!("/api/imports/{id}/preview"), options.as_bytes())
            .is_problem(400);
    }
    let deep = "[".repeat(60_000);
    taking
        .page("POST", &format!("/api/imports/{id}/preview"), deep.as_bytes())
        .is_problem(400);
    taking
        .page("POST", &format!("/api/imports/{id}/preview"), &vec![b' '; 70_000])
        .is_problem(400);
    for unknown in ["0", "..", "%2e%2e", "f.csv", &"0".repeat(32)] {
        taking
            .page("POST", &format!("/api/imports/{unknown}/preview"), SAID.as_bytes())
            .is_problem(404);
        taking
            .page("DELETE", &format!("/api/imports/{unknown}"), b"")
            .is_problem(404);
    }
    taking.page("PUT", "/api/imports", b"x").is_problem(405);
    let answer = taking.page("GET", &format!("/api/imports/{id}/confirm"), b"");
    answer.is_problem(405);
    assert_eq!(answer.header("allow"), "POST, OPTIONS");
}

#[test]
fn a_file_that_points_elsewhere_reads_nothing_and_calls_nobody() {
    let taking = Taking::start(1 << 20);
    let canary = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    canary.set_nonblocking(true).expect("set");
    let secret = taking.folder.path().join("other.csv");
    std::fs::write(&secret, "name,category,lon,lat\nTOPSECRET,pharmacy,9.5,47\n").expect("written");
    let web = format!("/vsicurl/http://{}/x.geojson", canary.local_addr().expect("an address"));
    for target in [secret.display().to_string(), web] {
        let vrt = format!(
            r#"<OGRVRTDataSource><OGRVRTLayer name="other"><SrcDataSource>{target}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"#
        );
        for name in ["a.geojson", "a.gpkg", "a.fgb", "a.kml", "a.vrt", "a.zip"] {
            let id = taking.staged(name, vrt.as_bytes());
            let answer = taking.page("POST", &format!("/api/imports/{id}/preview"), SAID.as_bytes());
            let seen = answer.json();
            assert_eq!(
                (answer.status, seen["possible"].as_bool()),
                (200, Some(false)),
                "{name}: {seen}"
            );
            assert!(!seen.to_string().contains("TOPSECRET"), "{name}: {seen}");
        }
    }
    assert!(canary.accept().is_err(), "nobody was called");
    assert_eq!(taking.versions(), 0);
}

#[test]
fn one_import_at_a_time_shows_how_far_it_is_and_can_be_stopped() {
    let taking = Taking::start(64 << 20);
    let mut many = "name,category,lon,lat\n".to_owned();
    for row in 0..400_000 {
        let _ = writeln!(many, "A{row},pharmacy,9.{row:06},47.05");
    }
    let (id, other) = (
        taking.staged("many.csv", many.as_bytes()),
        taking.staged("f.csv", FACILITIES.as_bytes()),
    );
    std::thread::scope(|scope| {
        let long = scope.spawn(|| taking.page("POST", &format!("/api/imports/{id}/confirm"), SAID.as_bytes()));
        loop {
            let state = taking.page("GET", &format!("/api/imports/{id}"), b"").json();
            if state["state"] == "importing" && state["progress"]["done"].as_u64() > Some(0) {
                break;
            }
            assert!(!long.is_finished(), "it must take long enough to be seen");
        }
        taking
            .page("POST", &format!("/api/imports/{other}/preview"), SAID.as_bytes())
            .is_problem(409);
        taking.page("POST", "/api/assess", b"").is_problem(409);
        assert_eq!(taking.page("DELETE", &format!("/api/imports/{id}"), b"").status, 204);
        long.join().expect("no panic").is_problem(409);
    });
    assert_eq!(taking.versions(), 0, "nothing is left of it");
    let after = taking.page("POST", &format!("/api/imports/{other}/preview"), SAID.as_bytes());
    assert_eq!(after.json()["accepted"], 1, "the next one runs");
}

#[test]
fn the_oldest_waiting_file_goes_and_all_go_at_the_end() {
    let mut taking = Taking::start(1000);
    let ids: Vec<String> = (0..5).map(|n| taking.staged(&format!("{n}.csv"), b"x")).collect();
    taking
        .page("GET", &format!("/api/imports/{}", ids[0]), b"")
        .is_problem(404);
    assert_eq!(taking.page("GET", &format!("/api/imports/{}", ids[4]), b"").status, 200);
    taking.server.tell_to_stop();
    taking.server.wait();
}

#[test]
fn a_server_without_imports_says_so() {
    let server = Server::start();
    let state = server.get("/api/imports").json();
    assert_eq!(state["enabled"], false);
    let origin = format!("Origin: http://{}", server.address);
    for path in ["/api/imports?name=a.csv", "/api/assess"] {
        let answer = server.ask("POST", path, &[&origin, "Yike-Request: page", "Content-Length: 0"]);
        answer.is_problem(403);
        assert_eq!(answer.json()["type"], "urn:yike:problem:imports-off");
    }
}

#[test]
fn an_assessment_that_can_not_be_made_again_is_left_alone() {
    let taking = Taking::start(1000);
    taking.page("POST", "/api/assess", b"").is_problem(409);
}

/// Four by four cells over the square, of which one holds nothing; in degrees.
const CELLS: &str = "ncols 4\nnrows 4\nxllcorner 9.5\nyllcorner 47.0\ncellsize 0.025\nNODATA_value -1\n\
    1 2 3 4\n5 6 7 8\n9 10 -1 12\n13 14 15 20\n";

#[test]
fn heights_in_cells_are_looked_at_and_imported() {
    let taking = Taking::start(1 << 20);
    let square = taking.staged("communities.geojson", SQUARE.as_bytes());
    let at = |id: &str, what: &str| format!("/api/imports/{id}/{what}");
    let done = taking.page("POST", &at(&square, "confirm"), br#"{"kind":"communities"}"#);
    assert_eq!(done.status, 200, "{done:?}");
    let before = taking.versions();

    let id = taking.staged("dem.asc", CELLS.as_bytes());
    let unplaced = taking
        .page("POST", &at(&id, "preview"), br#"{"kind":"elevation"}"#)
        .json();
    assert_eq!(
        (&unplaced["possible"], &unplaced["refusal"]["kind"]),
        (&false.into(), &"no-crs".into())
    );
    assert!(unplaced["raster"].is_object(), "it is treated as a raster: {unplaced}");
    let said = br#"{"kind":"elevation","crs":"EPSG:4326","unit":"decimetres"}"#;
    let seen = taking.page("POST", &at(&id, "preview"), said).json();
    assert_eq!(seen["possible"], true, "{seen}");
    assert_eq!((seen["read"].as_u64(), seen["accepted"].as_u64()), (Some(16), Some(15)));
    let raster = &seen["raster"];
    assert_eq!(
        (raster["width"].as_u64(), raster["height"].as_u64()),
        (Some(4), Some(4))
    );
    assert_eq!(
        (raster["no_data"].as_str(), raster["unit"].as_str()),
        (Some("-1"), Some("decimetres"))
    );
    let number = |key: &str| raster[key].as_f64().expect("a number");
    assert!(
        (number("low_m") - 0.1).abs() < 1e-6 && (number("high_m") - 2.0).abs() < 1e-6,
        "{raster}"
    );
    assert!(
        number("covered_share") < 1.0 && number("covered_share") > 0.2,
        "{raster}"
    );
    let extent: Vec<f64> = raster["extent"]
        .as_array()
        .expect("a box")
        .iter()
        .filter_map(serde_json::Value::as_f64)
        .collect();
    for (found, wanted) in extent.iter().zip([9.5, 47.0, 9.6, 47.1]) {
        assert!((found - wanted).abs() < 1e-9, "{extent:?}");
    }
    let drawn = seen["places"]["features"].as_array().expect("a list");
    assert_eq!(drawn.len(), 15, "a cell without a height is not drawn");
    let share = |index: usize| drawn[index]["properties"]["share"].as_f64();
    assert_eq!((share(0), share(14)), (Some(0.0), Some(1.0)));
    assert_eq!(drawn[0]["geometry"]["type"], "Polygon");
    assert_eq!(taking.versions(), before, "looking changes nothing");

    let done = taking.page("POST", &at(&id, "confirm"), said);
    assert_eq!(done.status, 200, "{done:?}");
    let done = done.json();
    assert_eq!(done["raster"]["high_m"], raster["high_m"]);
    let version = done["version"].as_i64().expect("it changed something");
    assert_eq!(taking.versions(), before + 1);
    let undone = taking.page("POST", "/api/undo", format!(r#"{{"version":{version}}}"#).as_bytes());
    assert_eq!(undone.status, 200, "{undone:?}");
}

#[test]
fn people_in_cells_are_cut_along_the_communities_and_wrong_cells_are_told_with_their_place() {
    let taking = Taking::start(1 << 20);
    let at = |id: &str, what: &str| format!("/api/imports/{id}/{what}");
    let square = taking.staged("communities.geojson", SQUARE.as_bytes());
    taking.page("POST", &at(&square, "confirm"), br#"{"kind":"communities"}"#);
    let wrong = CELLS
        .replace("NODATA_value -1\n", "")
        .replace("xllcorner 9.5", "xllcorner 9.525");
    let id = taking.staged("people.asc", wrong.as_bytes());
    let said = r#"{"kind":"population","crs":"EPSG:4326","basis":"registered"}"#;
    let seen = taking.page("POST", &at(&id, "preview"), said.as_bytes()).json();
    assert_eq!(
        (seen["wrong"].as_u64(), seen["rejected_count"].as_u64()),
        (Some(1), Some(1)),
        "{seen}"
    );
    assert_eq!(seen["rejected"][0]["row"], "3, column 3");
    let place: Vec<f64> = seen["rejected"][0]["at"]
        .as_array()
        .expect("a place")
        .iter()
        .filter_map(serde_json::Value::as_f64)
        .collect();
    assert!(
        (place[0] - 9.5875).abs() < 1e-9 && (place[1] - 47.0375).abs() < 1e-9,
        "{place:?}"
    );
    // The last column lies outside: 4 + 8 + 12 + 20 people. The border is straight on the plane and not in degrees, so a sliver more does.
    let raster = &seen["raster"];
    let number = |key: &str| raster[key].as_f64().expect("a number");
    assert_eq!(raster["total_people"].as_f64(), Some(129.0));
    let (kept, outside) = (number("kept_people"), number("outside_people"));
    assert!(
        (kept - 85.0).abs() < 0.05 && (kept + outside - 129.0).abs() < 1e-9,
        "{raster}"
    );
    assert_eq!(seen["places"]["features"][0]["geometry"]["type"], "Point");
    taking
        .page("POST", &at(&id, "confirm"), said.as_bytes())
        .is_problem(422);
    let skipping = said.replace('}', r#","skip_rejected":true}"#);
    let done = taking.page("POST", &at(&id, "confirm"), skipping.as_bytes()).json();
    assert_eq!(done["wrong"].as_u64(), Some(1), "{done}");
    assert_eq!(done["raster"]["kept_people"], raster["kept_people"]);
    assert!(
        done["added"].as_u64() >= Some(11) && done["added"] == done["raster"]["points"],
        "{done}"
    );
    // Words of other kinds, and paths, are not taken.
    for options in [
        r#"{"kind":"facilities","unit":"feet"}"#,
        r#"{"kind":"elevation","unit":"per-cell"}"#,
        r#"{"kind":"elevation","crs":"/etc/passwd"}"#,
        r#"{"kind":"elevation","band":"1"}"#,
    ] {
        taking
            .page("POST", &at(&id, "preview"), options.as_bytes())
            .is_problem(400);
    }
}

#[test]
fn what_a_preview_has_read_is_not_read_again_by_the_import() {
    let taking = Taking::start(64 << 20);
    let mut many = "name,category,lon,lat\n".to_owned();
    for row in 0..150_000 {
        let _ = writeln!(many, "A{row},pharmacy,9.{row:06},47.05");
    }
    assert!(many.len() > 4 << 20, "long enough to be worth it");
    let id = taking.staged("many.csv", many.as_bytes());
    let at = |what: &str| format!("/api/imports/{id}/{what}");
    let preview = |options: &str| {
        let seen = taking.page("POST", &at("preview"), options.as_bytes()).json();
        assert_eq!(
            (seen["accepted"].as_u64(), seen["rows"].as_array().map(Vec::len)),
            (Some(150_000), Some(50))
        );
    };
    let confirm = |options: &str| {
        let done = taking.page("POST", &at("confirm"), options.as_bytes());
        assert_eq!(done.status, 200, "{done:?}");
        let done = done.json();
        (done["taken_up"] == true, done["added"].as_i64())
    };
    preview(SAID);
    // A second look shows everything again.
    preview(SAID);
    let appending = SAID.replace('}', r#","mode":"append"}"#);
    assert_eq!(confirm(&appending), (true, Some(150_000)));
    // They were used up; and other words are another reading.
    assert_eq!(confirm(&appending), (false, Some(150_000)));
    preview(SAID);
    let other = r#"{"kind":"facilities","crs":"EPSG:4258"}"#;
    assert!(!confirm(other).0);
}
