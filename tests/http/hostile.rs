//! Requests that mean harm, or come from a broken client: none may be a 500, and all end in a problem document or a closed
//! connection. Whoever is signed in, with a key or in a browser, gets no further than anybody on a server to which nobody signs in.

use std::io::{Read, Write};
use std::sync::Arc;

use yike::http::{ServerState, SignInRules};
use yike::identity::{AccountName, Grant, Role};
use yike::workflow::staff::{Staff, StaffLimits, unix_now};

use crate::server::{Server, desk};

const WORD: &str = "fifteen minutes on foot";

/// A server, and how it is asked.
struct Attacked {
    how: &'static str,
    server: Server,
    _folder: tempfile::TempDir,
}

/// The small desk, where people sign in, and the key of an administrator, who may ask everything.
fn guarded(how: &'static str) -> (Attacked, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let staff = Staff::open_or_make(&folder.path().join("staff.db"), StaffLimits::default()).expect("made");
    let name: AccountName = "wang".parse().expect("a name");
    let grant = Grant::of(Role::Administrator);
    staff.add_user(&name, &grant, Some(WORD), unix_now()).expect("a user");
    let key = staff.add_key(&name, &grant, None, unix_now()).expect("a key").key;
    let state = ServerState::new(Arc::new(desk("7")));
    state.require_sign_in(Arc::new(staff), SignInRules::default());
    let attacked = Attacked {
        how,
        server: Server::with(state),
        _folder: folder,
    };
    (attacked, key)
}

/// Asked by anybody, with a key, and with the session of a browser.
fn everybody() -> [Attacked; 3] {
    let open = Attacked {
        how: "nobody signs in",
        server: Server::start(),
        _folder: tempfile::tempdir().expect("a folder"),
    };
    let (mut keyed, key) = guarded("a key");
    keyed.server = keyed.server.always(&format!("Authorization: Bearer {key}"));
    let (mut session, _) = guarded("a session");
    let form = "Content-Type: application/x-www-form-urlencoded";
    let origin = format!("Origin: http://{}", session.server.address);
    let body = format!("name=wang&password={}", WORD.replace(' ', "+"));
    let signed = session
        .server
        .send("POST", "/sign-in", &[form, &origin], body.as_bytes());
    assert_eq!(signed.status, 303, "{signed:?}");
    let cookie = signed
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    session.server = session.server.always(&format!("Cookie: {cookie}"));
    [open, keyed, session]
}

/// Tile addresses that are none.
const MALFORMED: &[&str] = &[
    "0/0/%2e%2e",
    "0/0/%2e%2e%2f0.mvt",
    "0/0/..%2f..%2fetc%2fpasswd",
    "+1/0/0.mvt",
    "1e2/0/0.mvt",
    "-1/0/0.mvt",
    "0/-1/0.mvt",
    "0/0/0%00.mvt",
    "0/%30/0.mvt",
    "0/0/%c0%ae.mvt",
    "0/0/0.mvt%00.geojson",
    "0x0/0/0.mvt",
    "0/0/0.mvt;a",
    "0.0/0/0.mvt",
    "01/0/0.mvt",
    "%F0%9F%97%BA/0/0.mvt",
    "0/0/0.MVT",
];

/// Tile addresses beyond what there is.
const BEYOND: &[&str] = &[
    "0/4294967296/0.mvt",
    "22/4194304/0.mvt",
    "255/0/0.mvt",
    "18446744073709551616/0/0.mvt",
    "0/0/99999999999999999999999.mvt",
];

/// Names that no layer has.
const LAYERS: &[&str] = &[
    "%00",
    "..",
    "%2e%2e",
    "%c0%ae",
    "a'--",
    "COMMUNITIES",
    "communities%20",
    "con",
];

/// Addresses that reach for files.
const FILES: &[&str] = &[
    "/../Cargo.toml",
    "/%2e%2e/Cargo.toml",
    "/..%2fCargo.toml",
    "/assets/../../Cargo.toml",
    "/index.html%00",
    "/.git/config",
    "/styles/%2e%2e%2fCargo.toml",
    "/styles/..",
    "/C:/windows",
    "/assets\\..\\x",
];

/// Queries that are broken.
const QUERIES: &[&str] = &[
    "q=%",
    "q=%zz",
    "q=%c0%ae",
    "q=%00",
    "q=%0d%0aX:%201",
    "q=a&q=b",
    "%71=a&q=b",
    "q=a&constructor=1",
];

#[test]
fn attacks_on_the_tile_address_are_malformed_or_out_of_range() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        for path in MALFORMED {
            server.get(&format!("/tiles/communities/{path}")).is_problem(400);
        }
        for path in BEYOND {
            server.get(&format!("/tiles/communities/{path}")).is_problem(404);
        }
        for layer in LAYERS {
            server.get(&format!("/tiles/{layer}/0/0/0.mvt")).is_problem(404);
        }
    }
}

#[test]
fn attacks_on_files_and_queries_find_nothing() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        for path in FILES {
            server.get(path).is_problem(404);
        }
        for query in QUERIES {
            server.get(&format!("/api/search?{query}")).is_problem(400);
        }
    }
}

#[test]
fn lists_depth_and_size_are_bounded() {
    let long = |word: &str, times: usize| vec![word; times].join(",");
    let deep = |times: usize| format!("{}TRUE{}", "(".repeat(times), ")".repeat(times));
    let nested = r#"{"op":"not","args":["#.repeat(100) + "true" + &"]}".repeat(100);
    let nested = nested.replace('"', "%22").replace('{', "%7b").replace('}', "%7d");
    let items = "/ogc/collections/communities/items";
    let attacks = [
        format!("{items}?filter={}", deep(2000)),
        format!("{items}?filter=people%20IN%20({})", long("1", 3000)),
        format!("{items}?filter-lang=cql2-json&filter={nested}"),
        format!("{items}?bbox={}", long("1", 3000)),
        format!("{items}?bbox=NaN,NaN,NaN,NaN"),
        format!("{items}?bbox=1e999,0,1,1"),
        format!("{items}?limit=-1"),
        format!("{items}?offset=-1"),
        format!("/styles/{}.json", long("coverage", 500)),
        format!("/tiles/{}/0/0/0.mvt", long("communities", 500)),
        format!("/tiles/communities/0/0/0.geojson?filter={}", deep(2000)),
        format!(
            "/tiles/communities/0/0/0.geojson?filter=people%20IN%20({})",
            long("1", 10_000)
        ),
        "/tiles/communities/0/0/0.geojson?properties=nothing".to_owned(),
        "/tiles/communities/0/0/0.geojson?filter=nothing%20%3D%201".to_owned(),
        "/tiles/communities/0/0/0.geojson?clip=some".to_owned(),
        "/ogc/collections/communities/items/99999999999999999999".to_owned(),
        "/ogc/collections/communities/tiles/NoSuchQuad/0/0/0?f=json".to_owned(),
        "/api/reach?at=NaN,NaN&minutes=15".to_owned(),
        "/api/gaps?circle=%3Cscript%3E&group=x".to_owned(),
        "/arcgis/rest/services/yike/FeatureServer/0/query?where=1%3D1&geometry=NaN,0,1,1".to_owned(),
    ];
    for Attacked { how, server, .. } in &everybody() {
        for path in &attacks {
            let begun = std::time::Instant::now();
            let answer = server.get(path);
            let esri = path.starts_with("/arcgis");
            let refused = matches!(answer.status, 400 | 404 | 414) || (esri && answer.json()["error"]["code"] == 400);
            let shown = &path[..path.len().min(80)];
            assert!(refused, "{how}: {shown} {} {}", answer.status, answer.text());
            assert!(!answer.text().contains("script"), "{how}: {shown}");
            assert!(begun.elapsed().as_secs() < 5, "{how}: {shown}");
        }
        // A name that is said again and again counts once.
        let tile = |times| {
            let names = long("communities", times);
            server.get(&format!(
                "/ogc/tiles/WebMercatorQuad/8/89/134?f=mvt&collections={names}"
            ))
        };
        assert_eq!((tile(600).status, tile(600).body), (200, tile(1).body), "{how}");
        for list in ["properties", "sortby"] {
            let found =
                |times| server.get(&format!("{items}?{list}={}", long("name", times))).json()["features"].clone();
            assert_eq!(found(1500), found(1), "{how}: {list}");
        }
        assert_eq!(server.get("/healthz").status, 200);
    }
}

#[test]
fn whoever_is_not_signed_in_gets_one_answer_to_every_attack() {
    let (attacked, key) = guarded("nobody");
    let server = &attacked.server;
    let usual = server.get("/tiles");
    usual.is_problem(401);
    let tiles = MALFORMED
        .iter()
        .chain(BEYOND)
        .map(|path| format!("/tiles/communities/{path}"));
    let layers = LAYERS.iter().map(|layer| format!("/tiles/{layer}/0/0/0.mvt"));
    let files = FILES.iter().map(|path| (*path).to_owned());
    let queries = QUERIES.iter().map(|query| format!("/api/search?{query}"));
    for path in tiles.chain(layers).chain(files).chain(queries) {
        let answer = server.get(&path);
        assert_eq!((answer.status, &answer.body), (401, &usual.body), "{path}");
    }
    // Nor does a key that is almost right, said twice, or somewhere else.
    let wrong = [
        vec![format!("Authorization: Bearer {}", &key[..key.len() - 1])],
        vec![format!("Authorization: Bearer {key}x")],
        vec![
            format!("Authorization: Bearer {key}"),
            format!("Authorization: Bearer {key}"),
        ],
        vec![format!("Authorization: Basic {key}")],
        vec![format!("X-Authorization: Bearer {key}")],
        vec![format!("Cookie: yike={key}")],
        vec![format!("Cookie: yike={}", "a".repeat(9000))],
        vec!["Cookie: yike=%00; yike=..; __Host-yike=x".to_owned()],
    ];
    for lines in wrong {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = server.ask("GET", "/tiles", &lines);
        assert_eq!(answer.status, 401, "{lines:?}");
    }
    server.get(&format!("/tiles?token={key}")).is_problem(401);
    assert_eq!(
        server
            .ask("GET", "/tiles", &[&format!("Authorization: Bearer {key}")])
            .status,
        200
    );
}

#[test]
fn only_names_of_this_computer_are_answered() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        let port = server.address.port();
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "0.0.0.0",
            "10.0.0.1",
            "localhost:1:2",
            "[::2]",
            "a@localhost",
        ] {
            server.ask("GET", "/tiles", &[&format!("Host: {host}")]).is_problem(421);
        }
        for host in [
            format!("localhost:{port}"),
            "LOCALHOST".to_owned(),
            format!("127.0.0.1:{port}"),
            "[::1]:9".to_owned(),
        ] {
            let answer = server.ask("GET", "/tiles/communities.json", &[&format!("Host: {host}")]);
            assert_eq!(answer.status, 200, "{host}");
            assert_eq!(
                answer.json()["tiles"][0],
                format!("http://{host}/tiles/communities/{{z}}/{{x}}/{{y}}.mvt")
            );
        }
        server
            .raw(b"GET /tiles HTTP/1.1\r\nConnection: close\r\n\r\n")
            .is_problem(400);
        server
            .ask("GET", "/tiles", &["Host: localhost", "Host: evil.example"])
            .is_problem(400);
        server
            .ask("GET", "http://evil.example/tiles", &["Host: localhost"])
            .is_problem(400);
        for trusted in [
            "X-Forwarded-Host: evil.example",
            "X-Rewrite-URL: /api/gaps",
            "Forwarded: host=evil.example",
        ] {
            let answer = server.ask("GET", "/tiles", &[trusted]);
            assert!(
                answer.status == 200 && !String::from_utf8_lossy(&answer.body).contains("evil"),
                "{trusted}"
            );
        }
    }
}

#[test]
fn writing_is_refused_and_from_elsewhere_before_anything_else() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
            let answer = server.ask(method, "/tiles", &["Content-Length: 0"]);
            if *how == "a session" {
                // A browser says where a request comes from; without that it is nobody's.
                answer.is_problem(403);
                continue;
            }
            answer.is_problem(405);
            assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS", "{method}");
        }
        server
            .ask("POST", "/tiles", &["Content-Length: 0", "Origin: https://evil.example"])
            .is_problem(403);
        server
            .ask("POST", "/tiles", &["Content-Length: 0", "Origin: null"])
            .is_problem(403);
        let own = format!("Origin: http://{}", server.address);
        server
            .ask("POST", "/tiles", &["Content-Length: 0", &own])
            .is_problem(405);
    }
}

#[test]
fn what_is_too_large_is_refused() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        server
            .get(&format!("/api/search?q={}", "a".repeat(9000)))
            .is_problem(414);
        server
            .ask("GET", "/tiles", &[&format!("X-Large: {}", "a".repeat(17_000))])
            .is_problem(431);
        server
            .ask("POST", "/tiles", &["Content-Length: 1048577"])
            .is_problem(413);
        // What does not even fit the buffer is cut off below us, without a document.
        let mut stream = server.connect();
        let enormous = "a".repeat(2_000_000);
        let _ = write!(
            stream,
            "GET /tiles HTTP/1.1\r\nHost: localhost\r\nX-Large: {enormous}\r\n\r\n"
        );
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
}

#[test]
fn what_is_not_http_ends_the_connection_and_not_the_server() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        for bytes in [
            &b"\x16\x03\x01\x02\x00\x01\x00"[..],
            b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
            b"GET /tiles\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"\r\n\r\n\r\nHELO\r\n\r\n",
        ] {
            let mut stream = server.connect();
            let _ = stream.write_all(bytes);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            let refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 4");
            assert!(refused, "{}", String::from_utf8_lossy(&answer));
        }
        assert_eq!(server.get("/healthz").status, 200);
    }
}

#[test]
fn half_open_silent_and_hung_up_connections_take_nobodys_place() {
    for Attacked { how, server, .. } in &everybody() {
        println!("{how}");
        let host = server.address;
        // Nothing at all, half a line, half a head, and a body that never comes.
        let beginnings = [
            String::new(),
            "GET /ti".to_owned(),
            format!("GET /tiles HTTP/1.1\r\nHost: {host}\r\nX-Half: "),
            format!("POST /api/siting HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900\r\n\r\n{{"),
        ];
        let held: Vec<_> = (0..200)
            .map(|number| {
                let mut stream = server.connect();
                let _ = stream.write_all(beginnings[number % beginnings.len()].as_bytes());
                stream
            })
            .collect();
        // Asked and not waited for, whole and in the middle of the answer.
        for number in 0..100 {
            let mut stream = server.connect();
            let zoom = 8 + number % 8;
            let _ = write!(
                stream,
                "GET /tiles/communities/{zoom}/0/0.geojson?clip=none HTTP/1.1\r\nHost: {host}\r\n\r\n"
            );
            if number % 2 == 1 {
                let _ = stream.read(&mut [0; 16]);
            }
        }
        let begun = std::time::Instant::now();
        assert_eq!(server.get("/healthz").status, 200);
        let tile = server.get("/tiles/communities/8/134/89.mvt");
        assert!(matches!(tile.status, 200) && !tile.body.is_empty(), "{how}: {tile:?}");
        assert!(begun.elapsed().as_secs() < 5, "{how}: others wait");
        drop(held);
    }
}
