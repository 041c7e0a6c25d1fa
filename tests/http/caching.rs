//! Validators, codings, conditional requests.

use std::io::Read;

use crate::server::Server;

const TILE: &str = "/tiles/communities/8/134/89.geojson";

#[test]
fn each_coding_has_its_own_strong_tag_and_the_same_content() {
    let server = Server::start();
    let plain = server.get("/api/assessment");
    let gzip = server.ask("GET", "/api/assessment", &["Accept-Encoding: gzip"]);
    let brotli = server.ask("GET", "/api/assessment", &["Accept-Encoding: gzip, deflate, br"]);
    let zstd = server.ask("GET", "/api/assessment", &["Accept-Encoding: zstd"]);
    let tags = [&plain, &gzip, &brotli, &zstd].map(|answer| answer.header("etag").to_owned());
    assert!(
        tags[0].ends_with("-id\"")
            && tags[1].ends_with("-gz\"")
            && tags[2].ends_with("-br\"")
            && tags[3].ends_with("-zst\""),
        "{tags:?}"
    );
    assert!(tags.iter().all(|tag| tag.starts_with('"')));
    let names = [&plain, &gzip, &brotli, &zstd].map(|answer| answer.header("content-encoding").to_owned());
    assert_eq!(names, ["", "gzip", "br", "zstd"]);
    for answer in [&plain, &gzip, &brotli, &zstd] {
        assert_eq!(answer.header("vary"), "Accept-Encoding, Origin");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    }
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(&gzip.body[..])
        .read_to_end(&mut unzipped)
        .expect("gzip");
    assert_eq!(unzipped, plain.body);
    let mut unbrotlied = Vec::new();
    brotli::BrotliDecompress(&mut &brotli.body[..], &mut unbrotlied).expect("brotli");
    assert_eq!(unbrotlied, plain.body);
    assert_eq!(
        zstd::bulk::decompress(&zstd.body, plain.body.len()).expect("zstd"),
        plain.body
    );
    assert!(brotli.body.len() < plain.body.len());
}

#[test]
fn nothing_is_compressed_for_those_who_did_not_ask_nor_when_it_is_tiny() {
    let server = Server::start();
    for accept in ["identity", "gzip;q=0", "deflate", "br;q=0, gzip;q=0"] {
        let answer = server.ask("GET", "/api/assessment", &[&format!("Accept-Encoding: {accept}")]);
        assert_eq!(answer.header("content-encoding"), "", "{accept}");
    }
    let tiny = server.ask("GET", "/healthz", &["Accept-Encoding: gzip"]);
    assert_eq!(
        (tiny.header("content-encoding"), tiny.header("vary")),
        ("", "Accept-Encoding, Origin")
    );
}

#[test]
fn a_good_copy_is_confirmed_with_all_its_headers() {
    let server = Server::start();
    let first = server.get(TILE);
    let tag = first.header("etag").to_owned();
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", W/{tag} , \"more\""),
        "*".to_owned(),
    ] {
        let again = server.ask("GET", TILE, &[&format!("If-None-Match: {known}")]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
        assert_eq!(again.header("content-length"), "");
        for name in ["etag", "cache-control", "vary", "access-control-expose-headers"] {
            assert_eq!(again.header(name), first.header(name), "{name}");
        }
    }
    for other in ["\"other\"", "other", "", "\"-id\"", &tag.replace("-id", "-gz")] {
        assert_eq!(
            server.ask("GET", TILE, &[&format!("If-None-Match: {other}")]).status,
            200,
            "{other}"
        );
    }
    let split = server.ask("GET", TILE, &["If-None-Match: \"a\"", &format!("If-None-Match: {tag}")]);
    assert_eq!(split.status, 304);
}

#[test]
fn a_copy_in_one_coding_does_not_stand_for_another() {
    let server = Server::start();
    let tag = server.get("/api/assessment").header("etag").to_owned();
    let asked = ["Accept-Encoding: gzip".to_owned(), format!("If-None-Match: {tag}")];
    assert_eq!(
        server.ask("GET", "/api/assessment", &[&asked[0], &asked[1]]).status,
        200
    );
}

#[test]
fn head_tells_what_get_would() {
    let server = Server::start();
    for path in [
        "/",
        "/api/assessment",
        TILE,
        "/tiles/communities/8/134/89.mvt",
        "/tiles",
        "/openapi.json",
        "/tiles/gaps/0/0/0.mvt",
        "/healthz",
        "/nothing",
    ] {
        for accept in ["Accept-Encoding: identity", "Accept-Encoding: gzip"] {
            let get = server.ask("GET", path, &[accept]);
            let head = server.ask("HEAD", path, &[accept]);
            let without_date = |answer: &crate::server::Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("date");
                (answer.status, headers)
            };
            assert_eq!(without_date(&get), without_date(&head), "{path}");
            assert!(head.body.is_empty(), "{path}");
        }
    }
}

#[test]
fn options_tell_what_is_allowed_to_pages_of_other_servers_here() {
    let server = Server::start();
    for path in ["/", "/api/gaps", TILE] {
        let headers = ["Origin: http://localhost:5173", "Access-Control-Request-Method: GET"];
        let answer = server.ask("OPTIONS", path, &headers);
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
        assert_eq!(answer.header("access-control-allow-origin"), "http://localhost:5173");
        assert_eq!(answer.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
        assert!(answer.header("access-control-allow-headers").contains("If-None-Match"));
    }
    server.ask("OPTIONS", "/nothing", &[]).is_problem(404);
}
