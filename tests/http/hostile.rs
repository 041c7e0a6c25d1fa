//! Requests that mean harm, or come from a broken client: none may be a 500, and all end in a problem document or a closed
//! connection.

use std::io::{Read, Write};

use crate::server::Server;

#[test]
fn attacks_on_the_tile_address_are_malformed_or_out_of_range() {
    let server = Server::start();
    for path in [
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
    ] {
        server.get(&format!("/tiles/communities/{path}")).is_problem(400);
    }
    for path in [
        "0/4294967296/0.mvt",
        "22/4194304/0.mvt",
        "255/0/0.mvt",
        "18446744073709551616/0/0.mvt",
        "0/0/99999999999999999999999.mvt",
    ] {
        server.get(&format!("/tiles/communities/{path}")).is_problem(404);
    }
    for layer in [
        "%00",
        "..",
        "%2e%2e",
        "%c0%ae",
        "a'--",
        "COMMUNITIES",
        "communities%20",
        "con",
    ] {
        server.get(&format!("/tiles/{layer}/0/0/0.mvt")).is_problem(404);
    }
}

#[test]
fn attacks_on_files_and_queries_find_nothing() {
    let server = Server::start();
    for path in [
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
    ] {
        let answer = server.get(path);
        answer.is_problem(404);
    }
    for query in [
        "q=%",
        "q=%zz",
        "q=%c0%ae",
        "q=%00",
        "q=%0d%0aX:%201",
        "q=a&q=b",
        "%71=a&q=b",
        "q=a&constructor=1",
    ] {
        server.get(&format!("/api/search?{query}")).is_problem(400);
    }
}

#[test]
fn only_names_of_this_computer_are_answered() {
    let server = Server::start();
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

#[test]
fn writing_is_refused_and_from_elsewhere_before_anything_else() {
    let server = Server::start();
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
        let answer = server.ask(method, "/tiles", &["Content-Length: 0"]);
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

#[test]
fn what_is_too_large_is_refused() {
    let server = Server::start();
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

#[test]
fn what_is_not_http_ends_the_connection_and_not_the_server() {
    let server = Server::start();
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
