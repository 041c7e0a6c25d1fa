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

#[test]
fn successions_records_and_days_are_the_same() {
    let Some(places) = both() else { return };
    places.iter().for_each(Place::init);
    let register = |place: &Place, rows: &str, year: &str| {
        let file = place.write("register.csv", format!("code,name,committee_type,households\n{rows}"));
        place.import("register", &file, &["--as-of", year]).expect_success();
    };
    let told = |place: &Place, command: &[&str]| {
        let all = [command, &["--workspace", &place.workspace]].concat();
        place.run(&all).expect_success().out
    };
    same(&places, |place| {
        register(
            place,
            "532301101001,甲社区,居委会,10\n532301101002,乙社区,居委会,20\n",
            "2023",
        );
        register(place, "532301101003,甲乙社区,居委会,30\n", "2024-06");
        let rows = "old_code,new_code,change,date,note\n\
            532301101001,532301101003,合并,2024-03-01,批复\n532301101002,532301101003,merged,2024/3/1,\n";
        let file = place.write("successions.csv", rows);
        place.import("successions", &file, &[]).expect_success();
        let villages = "name,lon,lat,parent_code,households,消防水源,消防管网\n上村,101.5,25.0,532301101001,120,有,无\n下村,101.6,25.0,,99,,\n";
        let file = place.write("villages.csv", villages);
        place
            .import("hamlets", &file, &["--crs", "EPSG:4326", "--as-of", "2023"])
            .expect_success();
        place
            .run(&[
                "plan",
                "record",
                "national-2025/three-lists",
                "--date",
                "2024",
                "--source",
                "局",
                "--workspace",
                &place.workspace,
            ])
            .expect_success();
        let ask = |more: &[&str]| {
            let all = [
                &[
                    "check",
                    "--plan",
                    "national-2025",
                    "--plan",
                    "chuxiong-2025",
                    "--format",
                    "json",
                ],
                more,
            ]
            .concat();
            told(place, &all)
        };
        let mut all = place.contents() + &ask(&[]) + &ask(&["--as-of", "2023", "--path"]);
        told(place, &["undo"]);
        told(place, &["undo", "--to", "2"]);
        all += &ask(&["--as-of", "2024"]);
        all + &place.contents()
    });
}
