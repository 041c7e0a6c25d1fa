//! Tiles asked for again by the same address: answered sooner, and in nothing else differently.

use std::io::{Read, Write};

use crate::server::{Answer, Server};

const TILES: [&str; 6] = [
    "/tiles/communities/8/134/89.mvt",
    "/tiles/communities/8/134/89.geojson",
    "/tiles/communities/v7/8/134/89.mvt",
    "/tiles/communities/8/134/89.mvt?properties=name,people&clip=exact",
    "/tiles/communities/8/134/89.geojson?filter=people%20%3E%20800",
    // Nothing lies there: 204.
    "/tiles/gaps/3/0/0.mvt",
];

fn but_for_the_date(answer: Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers.into_iter().filter(|(name, _)| name != "date");
    (answer.status, headers.collect(), answer.body)
}

#[test]
fn a_tile_asked_for_again_comes_with_the_same_bytes_and_headers() {
    let origin = "Origin: http://localhost:5173";
    for coding in ["identity", "gzip", "zstd", "br", "br;q=0.1, gzip"] {
        let server = Server::start();
        let coding = format!("Accept-Encoding: {coding}");
        for path in TILES {
            let first = server.ask("GET", path, &[&coding]);
            let tag = format!("If-None-Match: {}", first.header("etag"));
            let first = but_for_the_date(first);
            for _ in 0..2 {
                assert_eq!(but_for_the_date(server.ask("GET", path, &[&coding])), first, "{path}");
            }
            let from_a_page = server.ask("GET", path, &[&coding, origin]);
            assert_eq!(
                from_a_page.header("access-control-allow-origin"),
                "http://localhost:5173"
            );
            let foreign = server.ask("GET", path, &[&coding, "Origin: https://evil.example"]);
            assert_eq!(but_for_the_date(foreign), first, "{path}");
            let confirmed = server.ask("GET", path, &[&coding, &tag]);
            assert_eq!((confirmed.status, confirmed.body.len()), (304, 0), "{path}");
            assert_eq!(confirmed.header("vary"), "Accept-Encoding, Origin");
            let head = but_for_the_date(server.ask("HEAD", path, &[&coding]));
            assert_eq!((head.0, head.1), (first.0, first.1.clone()), "HEAD of {path}");
            assert!(head.2.is_empty(), "HEAD has no body: {path}");
            let whole = format!("http://{}{path}", server.address);
            assert_eq!(
                but_for_the_date(server.ask("GET", &whole, &[&coding])),
                first,
                "{whole}"
            );
        }
    }
}

#[test]
fn one_connection_is_kept_for_tiles_at_hand_whether_their_requests_have_bodies_or_not() {
    let server = Server::start();
    let host = format!("Host: {}\r\n", server.address);
    let chunked = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    for path in [TILES[1], TILES[2]] {
        server.get(path);
        let get = format!("GET {path} HTTP/1.1\r\n{host}");
        let all = [
            format!("{get}\r\n"),
            format!("{get}{chunked}"),
            format!("{get}Content-Length: 2\r\n\r\nhi"),
            format!("{get}\r\n"),
            format!("GET {path} HTTP/1.0\r\n{host}\r\n"),
        ];
        let mut stream = server.connect();
        stream.write_all(all.concat().as_bytes()).expect("sent");
        let mut answers = Vec::new();
        stream.read_to_end(&mut answers).expect("the server ends it");
        let good = answers
            .windows(12)
            .filter(|part| part[..7] == *b"HTTP/1." && part[8..] == *b" 200");
        assert_eq!(good.count(), 5, "{path}: {}", String::from_utf8_lossy(&answers));
    }
}

#[test]
fn where_all_places_are_taken_a_tile_at_hand_is_answered_and_no_other() {
    let server = Server::start();
    assert_eq!(server.get(TILES[1]).status, 200);
    // Each holds a place while the rest of its body is waited for.
    let head = format!(
        "POST /api/check/national-2025 HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{{",
        server.address
    );
    let waiting: Vec<_> = (0..256)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(head.as_bytes()).expect("sent");
            stream
        })
        .collect();
    let full = (0..10_000).any(|_| server.get("/api/assessment").status == 503);
    assert!(full, "every place is taken at some time");
    assert_eq!(server.get(TILES[1]).status, 200);
    drop(waiting);
}

#[test]
fn another_coding_of_a_tile_at_hand_is_made_when_it_is_asked_for() {
    let server = Server::start();
    let path = TILES[1];
    for coding in ["identity", "gzip", "zstd", "br", "identity"] {
        let answer = server.ask("GET", path, &[&format!("Accept-Encoding: {coding}")]);
        let told = answer.header("content-encoding");
        assert_eq!(if told.is_empty() { "identity" } else { told }, coding);
    }
}

#[test]
fn what_is_wrong_with_a_request_is_said_of_a_tile_at_hand_too() {
    let server = Server::start();
    for path in TILES {
        for _ in 0..2 {
            assert!(server.get(path).status < 300, "{path}");
        }
        server.ask("GET", path, &["Host: evil.example"]).is_problem(421);
        server
            .ask("GET", path, &["Host: localhost", "Host: localhost"])
            .is_problem(400);
        let elsewhere = format!("http://evil.example{path}");
        server.ask("GET", &elsewhere, &["Host: localhost"]).is_problem(400);
        let heavy = format!("X-Heavy: {}", "x".repeat(17_000));
        server.ask("GET", path, &[&heavy]).is_problem(431);
        for method in ["DELETE", "PUT"] {
            server.ask(method, path, &["Content-Length: 0"]).is_problem(405);
        }
    }
}

#[test]
fn the_same_tile_by_another_text_is_the_same_tile_and_what_nearly_is_its_address_is_none() {
    let server = Server::start();
    let plain = server.get("/tiles/communities/8/134/89.mvt?properties=name,people&clip=exact");
    for text in [
        "clip=exact&properties=name,people",
        "properties=name%2Cpeople&clip=exact",
        "&properties=name,people&&clip=exact",
    ] {
        let other = server.get(&format!("/tiles/communities/8/134/89.mvt?{text}"));
        assert_eq!(but_for_the_date(other).2, plain.body, "{text}");
    }
    for (path, status) in [
        ("/tiles/communities/08/134/89.mvt", 400),
        ("/tiles/communities/8/134/89.mvt?clip=exact&clip=exact", 400),
        ("/tiles/communities/v6/8/134/89.mvt", 404),
        ("/tiles/communities/8/134/89.mvt/", 404),
    ] {
        for _ in 0..2 {
            server.get(path).is_problem(status);
        }
    }
}
