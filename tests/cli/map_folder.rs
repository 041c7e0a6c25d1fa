//! The map as a folder of files: what the server would answer, without a server.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Desk, Ran, fixture};
use crate::serving::Served;

fn town() -> Desk {
    let desk = Desk::toy_town();
    desk.assess(fixture("toy_town/toy.toml").to_str().expect("text"));
    desk
}

fn export(desk: &Desk, more: &[&str]) -> Ran {
    desk.run(&[&["export", "map", "--workspace", "town.gpkg", "--to", "map"], more].concat())
}

/// Every file by its path below the folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, above: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("read");
            let path = format!("{above}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.insert(path, std::fs::read(entry.path()).expect("read"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

#[test]
fn the_folder_holds_what_the_server_answers() {
    let desk = town();
    export(&desk, &["--max-zoom", "13"]).expect_success();
    let files = files(&desk.path("map"));
    let served = Served::start(&desk);
    assert_eq!(files["api/assessment"], served.bytes("/api/assessment"));
    let listed = json(&served.bytes("/tiles"));
    let mut tiles = 0;
    for layer in listed["layers"].as_array().expect("layers") {
        let name = layer["name"].as_str().expect("a name");
        let document = json(&files[&format!("tiles/{name}.json")]);
        let own: Vec<&String> = files
            .keys()
            .filter(|path| path.starts_with(&format!("tiles/{name}/")))
            .collect();
        assert!(!own.is_empty(), "{name}");
        tiles += own.len();
        let deepest = if layer["features"] == 0 { 0 } else { 13 };
        assert_eq!(document["maxzoom"], deepest, "{name}");
        for path in own.into_iter().filter(|_| deepest > 0) {
            assert!(files[path] == served.bytes(&format!("/{path}")), "{path}");
        }
    }
    assert!(tiles > 50, "{tiles}");
    // Every list of gaps, and every place that the search finds.
    let assessment = json(&files["api/assessment"]);
    let circle = assessment["circles"][0]["id"].as_str().expect("an id");
    let list = format!("/api/gaps?circle={circle}&group=pharmacy&limit=1000");
    assert_eq!(
        json(&files[&format!("api/gaps/{circle}/pharmacy.json")]),
        json(&served.bytes(&list))
    );
    let lists = files.keys().filter(|path| path.starts_with("api/gaps/"));
    assert_eq!(
        lists.count(),
        1,
        "a service that is not assessed has no list, as on the server"
    );
    let places = json(&files["api/places.json"]);
    let found = json(&served.bytes("/api/search?q=%E8%8D%AF%E5%BA%97&limit=100"));
    for place in found["results"].as_array().expect("places") {
        assert!(places["results"].as_array().expect("places").contains(place), "{place}");
    }
}

#[test]
fn the_page_knows_that_it_is_a_copy_and_asks_for_nothing_from_the_root() {
    let desk = town();
    export(&desk, &[]).expect_success();
    let files = files(&desk.path("map"));
    let page = String::from_utf8_lossy(&files["index.html"]).into_owned();
    assert!(page.contains("yike-copy"), "{page}");
    if files.keys().any(|path| path.starts_with("assets/")) {
        assert!(!page.contains("src=\"/") && !page.contains("href=\"/"), "{page}");
    } else {
        println!("skipped: the page is not built into this program");
    }
    for (name, style) in files.iter().filter(|(path, _)| path.starts_with("styles/")) {
        for source in json(style)["sources"].as_object().expect("sources").values() {
            assert!(
                source["tiles"][0]
                    .as_str()
                    .is_some_and(|tiles| tiles.starts_with("tiles/")),
                "{name}"
            );
            assert_eq!(source["maxzoom"], 14, "{name}");
        }
    }
}

#[test]
fn a_folder_is_replaced_as_a_whole_and_only_one_of_ours() {
    let desk = town();
    export(&desk, &["--max-zoom", "12"]).expect_success();
    let first = files(&desk.path("map"));
    export(&desk, &["--max-zoom", "12"]).expect_refusal(1, &["exists already", "--overwrite"]);
    std::fs::write(desk.path("map/old.txt"), "old").expect("ours");
    export(&desk, &["--max-zoom", "12", "--overwrite"]).expect_success();
    assert!(
        files(&desk.path("map")) == first,
        "the same assessment gives the same folder"
    );
    std::fs::remove_file(desk.path("map/yike-map.txt")).expect("ours");
    export(&desk, &["--overwrite"]).expect_refusal(1, &["is not replaced"]);
    let hidden = std::fs::read_dir(desk.path("")).expect("ours");
    let hidden = hidden.filter(|entry| {
        entry
            .as_ref()
            .expect("read")
            .file_name()
            .to_string_lossy()
            .starts_with('.')
    });
    assert_eq!(hidden.count(), 0);
}
