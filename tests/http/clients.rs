//! Clients that others wrote, reading our tiles.

use std::process::Command;

use crate::server::Server;

/// Runs GDAL's `ogrinfo`; `None`, said aloud, where it is not installed.
fn ogrinfo(arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new("ogrinfo").args(arguments).output() else {
        println!("skipped: ogrinfo (Debian's gdal-bin) is not installed");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    Some(text)
}

#[test]
fn gdal_reads_a_geojson_tile_at_its_address() {
    let server = Server::start();
    let url = format!("http://{}/tiles/communities/8/134/89.geojson", server.address);
    let Some(text) = ogrinfo(&["-ro", "-al", &url]) else {
        return;
    };
    assert!(text.contains("Feature Count: 2"), "{text}");
    assert!(
        text.contains("OGRFeature") && text.contains(":2\n"),
        "the ids are kept: {text}"
    );
    assert!(text.contains("name (String) = 望京"), "{text}");
    assert!(text.contains("people (Real) = 812.5"), "{text}");
}

#[test]
fn gdal_decodes_a_vector_tile_to_the_same_features() {
    let server = Server::start();
    let tile = server.get("/tiles/communities/8/134/89.mvt");
    assert_eq!(tile.header("content-type"), "application/vnd.mapbox-vector-tile");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tile.mvt");
    std::fs::write(&file, &tile.body).expect("written");
    let name = file.to_string_lossy().into_owned();
    let Some(text) = ogrinfo(&["-ro", "-al", "-oo", "Z=8", "-oo", "X=134", "-oo", "Y=89", &name]) else {
        return;
    };
    assert!(
        text.contains("Layer name: communities") && text.contains("Feature Count: 2"),
        "{text}"
    );
    assert!(
        text.contains("mvt_id (Integer64) = 1") || text.contains("mvt_id (Integer) = 1"),
        "{text}"
    );
    assert!(text.contains("name (String) = 望京"), "{text}");
    assert!(text.contains("below (Integer") && text.contains("= -3"), "{text}");
    assert!(text.contains("people (Real) = 812.5"), "{text}");
    // A positive outer ring is what makes GDAL call it a polygon; its coordinates come out where they went in.
    assert!(text.contains("POLYGON ((1046384.69870992 5974776.75293909,"), "{text}");
}

#[test]
fn a_plain_http_library_reads_the_lists() {
    let server = Server::start();
    let mut answer = ureq::get(format!("http://{}/tiles", server.address))
        .call()
        .expect("200");
    let text = answer.body_mut().read_to_string().expect("text");
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(list["layers"].as_array().map(Vec::len), Some(4));
    let missing = ureq::get(format!("http://{}/nothing", server.address)).call();
    assert!(matches!(missing, Err(ureq::Error::StatusCode(404))));
}

/// The feature counts that GDAL's client of OGC API Features finds, by collection.
fn counted_by_gdal(server: &Server, layer: &str) -> Option<(String, usize)> {
    let url = format!("OAPIF:http://{}/ogc/", server.address);
    let text = ogrinfo(&["-ro", "-al", &url, layer])?;
    let count = text
        .lines()
        .find_map(|line| line.strip_prefix("Feature Count: "))
        .expect("a count");
    let count = count.trim().parse().expect("a number");
    Some((text, count))
}

#[test]
fn gdal_reads_the_collections_with_the_same_counts_page_by_page() {
    let server = Server::start();
    for layer in ["communities", "facilities", "streets", "gaps"] {
        let Some((text, count)) = counted_by_gdal(&server, layer) else {
            return;
        };
        let list = server.get(&format!("/ogc/collections/{layer}/items")).json();
        assert_eq!(list["numberMatched"], count, "{layer}: {text}");
        assert_eq!(text.matches("OGRFeature").count(), count, "{layer}: {text}");
    }
    let (text, _) = counted_by_gdal(&server, "communities").expect("as before");
    assert!(
        text.contains("name (String) = 望京") && text.contains("people (Real) = 812.5"),
        "{text}"
    );
}

#[test]
fn gdal_follows_pages_and_passes_boxes_on() {
    let server = Server::start();
    let url = format!("OAPIF:http://{}/ogc/", server.address);
    let Some(text) = ogrinfo(&["-ro", "-al", "-oo", "PAGE_SIZE=1", &url, "communities"]) else {
        return;
    };
    assert_eq!(text.matches("OGRFeature").count(), 2, "{text}");
    let box_of_the_first = ["-spat", "9.41", "47.05", "9.45", "47.1"];
    let text = ogrinfo(&[&["-ro", "-al"][..], &box_of_the_first, &[&url, "communities"]].concat()).expect("as before");
    assert_eq!(text.matches("OGRFeature").count(), 1, "{text}");
}

/// Runs a program on what docs/clients shows; `None`, said aloud, where Debian's Python has not what it needs.
fn recipe(name: &str, module: &str, server: &Server) -> Option<String> {
    let python = "/usr/bin/python3";
    let has = Command::new(python).args(["-c", &format!("import {module}")]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("skipped: {python} has no {module}");
        return None;
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/clients/").to_owned() + name;
    let output = Command::new(python)
        .arg(&file)
        .arg(format!("http://{}", server.address))
        .output();
    let output = output.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    Some(text)
}

#[test]
fn owslib_counts_every_collection_and_filters() {
    let server = super::streets::demo();
    let Some(text) = recipe("with_owslib.py", "owslib", &server) else {
        return;
    };
    for layer in ["communities", "facilities", "gaps", "circles"] {
        let count = server.get(&format!("/ogc/collections/{layer}/items?limit=1")).json()["numberMatched"].clone();
        assert!(text.contains(&format!("{layer} {count}\n")), "{layer} {count}: {text}");
    }
    let chosen = server
        .get("/ogc/collections/communities/items?filter=people%20%3E%201000&properties=name,people")
        .json();
    for feature in chosen["features"].as_array().expect("features") {
        let line = format!(
            "{} {} ",
            feature["id"],
            feature["properties"]["name"].as_str().expect("a name")
        );
        assert!(text.contains(&line), "{line}: {text}");
    }
    assert!(chosen["numberMatched"].as_u64() > Some(0));
}

#[test]
fn gdal_reads_a_collection_as_flatgeobuf_at_its_address() {
    let server = super::streets::demo();
    let url = format!(
        "/vsicurl/http://{}/ogc/collections/communities/items?f=fgb&limit=10000",
        server.address
    );
    let Some(text) = ogrinfo(&["-ro", "-al", "-so", &url]) else {
        return;
    };
    let count = server.get("/ogc/collections/communities/items?limit=1").json()["numberMatched"].clone();
    assert!(text.contains(&format!("Feature Count: {count}")), "{text}");
}

#[test]
fn the_page_on_gdal_says_of_the_ogcapi_driver_what_it_does() {
    let server = super::streets::demo();
    let Some(version) = ogrinfo(&["--version"]) else { return };
    let source = format!("OGCAPI:http://{}/ogc/collections/communities", server.address);
    let output = Command::new("ogrinfo")
        .args([
            "-ro",
            "-al",
            "-so",
            &source,
            "-oo",
            "API=TILES",
            "-oo",
            "VECTOR_FORMAT=GEOJSON",
        ])
        .output();
    let output = output.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if version.contains("GDAL 3.6") {
        assert!(text.contains("Destination buffer too small"), "{text}");
    } else {
        println!("{version}: {text}");
    }
}
