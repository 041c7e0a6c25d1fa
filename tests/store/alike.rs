//! The same work in both databases gives the same bytes.

use std::path::Path;

use crate::place::{Place, toy, toy_circle};

fn both() -> Option<[Place; 2]> {
    Some([Place::file(), Place::server()?])
}

#[track_caller]
fn same(places: &[Place; 2], of: impl Fn(&Place) -> String) {
    let [file, server] = places.each_ref().map(of);
    assert!(!file.is_empty());
    for (number, (left, right)) in file.lines().zip(server.lines()).enumerate() {
        let line = number + 1;
        assert!(
            left == right,
            "line {line}: {left:.300} in the file, {right:.300} on the server"
        );
    }
    assert!(file == server, "one is longer");
}

#[test]
fn the_toy_town_is_the_same() {
    let Some(places) = both() else { return };
    places.iter().for_each(Place::toy_town);
    same(&places, Place::contents);
    same(&places, |place| place.assess(&toy_circle()));
    same(&places, Place::contents);
    // Names whose order in a language is another than that of their bytes.
    same(&places, |place| {
        for name in ["a.csv", "B.csv", "乙.csv", "丙.csv"] {
            let row = format!("name,x,y,category\n{name},500500,3300500,pharmacy\n");
            let told = place.import("facilities", &place.write(name, row), &["--crs", "EPSG:4547"]);
            told.expect_success();
        }
        place.contents()
    });
    // And again after changes: a register beside the first, communities that come again, a layer that goes and comes.
    same(&places, |place| {
        let more = place.write("more.csv", "name,x,y,category\nX,500500,3300500,kindergarten\n");
        let told = [
            place.import("facilities", &more, &["--crs", "EPSG:4547"]),
            place.import("communities", &toy("communities.geojson"), &["--crs", "EPSG:4547"]),
            place.import("hamlets", &toy("hamlets.csv"), &["--crs", "EPSG:4547"]),
            place.import("facilities", &toy("facilities.csv"), &["--crs", "EPSG:4547", "--alone"]),
        ];
        let told: Vec<String> = told.map(|ran| ran.expect_success().out).into();
        told.concat() + &place.assess("service-15") + &place.contents()
    });
}

#[test]
fn liechtenstein_is_the_same() {
    let Some(places) = both() else { return };
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let extract = demo.join("liechtenstein-2013-08-03.osm.pbf");
    let roster = demo.join("communities.csv").display().to_string();
    places.iter().for_each(Place::init);
    for kind in ["communities", "facilities", "buildings", "land", "streets"] {
        same(&places, |place| {
            let more: &[&str] = if kind == "communities" {
                &["--roster", &roster]
            } else {
                &[]
            };
            let ran = place.import(
                kind,
                &extract,
                &[more, &["--skip-rejected", "--format", "json"]].concat(),
            );
            ran.expect_success().out
        });
    }
    same(&places, |place| {
        let circles = ["--circle", "service-15", "--circle", "fitness-15"];
        let arguments = [
            &["assess", "--workspace", &place.workspace, "--format", "json"],
            &circles[..],
        ]
        .concat();
        place.run(&arguments).expect_success().out
    });
    same(&places, Place::contents);
}

#[test]
fn versions_are_the_same() {
    let Some(places) = both() else { return };
    places.iter().for_each(Place::toy_town);
    let rows = |place: &Place, rows: &str| {
        let head = "code,name,x,y,category\n";
        place.write("sites.csv", format!("{head}{rows}"))
    };
    let told = |place: &Place, command: &[&str]| {
        let all = [command, &["--workspace", &place.workspace]].concat();
        place.run(&all).expect_success().out
    };
    let circle = toy_circle();
    for (text, mode) in [
        (
            "A,甲,500100,3300100,pharmacy\nB,b,500200,3300100,pharmacy\n",
            "--append",
        ),
        ("B,乙,500300,3300100,pharmacy\n", "--update"),
        (
            "B,乙,500300,3300100,pharmacy\nC,c,500400,3300100,pharmacy\n",
            "--dry-run",
        ),
        ("C,c,500400,3300100,pharmacy\n", "--skip-rejected"),
    ] {
        same(&places, |place| {
            let file = rows(place, text);
            let ran = place.import("facilities", &file, &["--crs", "EPSG:4547", mode]);
            ran.expect_success().out + &told(place, &["diff", "--format", "json"]) + &place.assess(&circle)
        });
    }
    for undo in [
        &["undo"][..],
        &["undo"],
        &["undo", "--to", "6"],
        &["undo", "--to", "2"],
        &["undo", "--to", "8"],
    ] {
        same(&places, |place| told(place, undo) + "\n" + &place.contents());
    }
    same(&places, |place| {
        let at = |version: &str| {
            let command = ["assess", "--circle", &circle, "--at", version, "--format", "json"];
            told(place, &command) + &told(place, &["diff", "0", version, "--format", "json"])
        };
        at("5") + &at("6") + &at("7") + &at("8")
    });
    same(&places, |place| {
        let versions = told(place, &["history", "--format", "json"]);
        let mut versions: serde_json::Value = serde_json::from_str(&versions).expect("JSON");
        // When they were made is the only difference.
        for version in versions.as_array_mut().expect("a list") {
            version["made_at"].take();
        }
        assert!(versions.as_array().expect("a list").len() > 10);
        versions.to_string()
    });
}
