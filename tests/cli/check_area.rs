//! Plans for an area that somebody drew or brought along.

use crate::answers::{answer, check, value};
use crate::harness::{Desk, fixture};

/// The two communities in the south of the toy town, by the middle of each; the village in the north lies beyond.
const SOUTH: &str = "POLYGON ((113.99 29.80, 114.03 29.80, 114.03 29.828, 113.99 29.828, 113.99 29.80))";

fn south(desk: &Desk) -> String {
    // The toy town lies on the drawing board from (500 000, 3 300 000) on: degrees of its corners, as the program says them.
    let told = desk.run(&[
        "check",
        "--workspace",
        "town.gpkg",
        "--plan",
        "national-2025",
        "--area",
        SOUTH,
        "--format",
        "json",
    ]);
    told.expect_success().out
}

#[test]
fn an_area_has_the_communities_whose_middle_lies_in_it_with_their_path() {
    let desk = Desk::toy_town();
    let document: serde_json::Value = serde_json::from_str(&south(&desk)).expect("one JSON object");
    assert_eq!(document["communities"], 2);
    let remarks = document["remarks"].to_string();
    assert!(remarks.contains("the area has 2 of 3 communities"), "{remarks}");
    let outlines = answer(&document, "national-2025/geo-base-data");
    assert_eq!(value(outlines, "share")["units"], 2);
    // A file says the same, and the days of the data are those of the area.
    let file = "{\"type\":\"Polygon\",\"coordinates\":[[[113.99,29.80],[114.03,29.80],[114.03,29.828],[113.99,29.828],[113.99,29.80]]]}";
    let path = desk.write("south.geojson", file);
    let area = path.to_str().expect("the path is text");
    let along = check(&desk, &["--plan", "national-2025", "--area", area, "--path"]);
    assert_eq!(along["communities"], 2);
    let points = answer(&along, "national-2025/geo-base-data")["path"]["points"].clone();
    assert!(points.as_array().is_some_and(|points| !points.is_empty()), "{points}");
}

#[test]
fn an_area_without_a_community_and_one_that_is_none_are_refused() {
    let desk = Desk::toy_town();
    let ask = |area: &str| desk.check(&["--plan", "national-2025", "--area", area]);
    ask("POLYGON ((10 10, 11 10, 11 11, 10 10))")
        .expect_refusal(1, &["no community lies in the area", "longitude first"]);
    ask("LINESTRING (10 10, 11 10)").expect_refusal(1, &["area"]);
    ask("nowhere.geojson").expect_refusal(1, &["nowhere.geojson"]);
    // A register alone says nowhere where anything lies.
    let listed = Desk::new();
    let rows = listed.write(
        "register.csv",
        "code,name,committee_type,households\n532301101001,东兴社区,居委会,100\n",
    );
    listed.import("register", &rows, &[]).expect_success();
    listed
        .check(&["--plan", "national-2025", "--area", SOUTH])
        .expect_refusal(1, &["no communities", "yike import communities"]);
}

#[test]
fn circles_of_an_earlier_day_are_those_of_the_layers_of_that_day() {
    let import = |desk: &Desk, year: &str| {
        for (kind, file) in [
            ("communities", "communities.geojson"),
            ("facilities", "facilities.csv"),
            ("hamlets", "hamlets.csv"),
            ("buildings", "buildings.geojson"),
            ("land", "land.geojson"),
        ] {
            desk.import(
                kind,
                &fixture(&format!("toy_town/{file}")),
                &["--crs", "EPSG:4547", "--as-of", year],
            )
            .expect_success();
        }
    };
    let people = |document: &serde_json::Value| {
        let circle = answer(document, "national-2020/service-circle-15min");
        let own = value(circle, "service-15 pharmacy").clone();
        (own["numerator"].clone(), own["denominator"].clone())
    };
    // As it was in 2023, assessed by itself.
    let then = Desk::new();
    import(&then, "2023");
    then.assess("service-15");
    let alone = people(&check(&then, &["--plan", "national-2020"]));
    // In 2024 the pharmacy of the first community has moved far away.
    let desk = Desk::new();
    import(&desk, "2023");
    let moved = "code,name,x,y,category,state\nF1,甲药店,520280,3300340,pharmacy,existing\n";
    desk.import(
        "facilities",
        &desk.write("facilities.csv", moved),
        &["--crs", "EPSG:4547", "--as-of", "2024"],
    )
    .expect_success();
    desk.assess("service-15");
    let now = check(&desk, &["--plan", "national-2020"]);
    assert_ne!(people(&now), alone);
    let before = check(&desk, &["--plan", "national-2020", "--as-of", "2023"]);
    assert_eq!(people(&before), alone);
    let remarks = before["remarks"].to_string();
    assert!(
        remarks.contains("measured anew over the layers of that day"),
        "{remarks}"
    );
    // Nothing of it is kept: what is in force is what was.
    assert_eq!(people(&check(&desk, &["--plan", "national-2020"])), people(&now));
    let path = check(&desk, &["--plan", "national-2020", "--path"]);
    let points = answer(&path, "national-2020/service-circle-15min")["path"]["points"].clone();
    assert_eq!(points.as_array().map(Vec::len), Some(2), "{points}");
}

#[test]
fn ground_that_two_facilities_reach_and_the_people_of_each_come_from_the_layers_themselves() {
    let desk = Desk::toy_town();
    let document = check(&desk, &["--plan", "national-2025", "--plan", "gb50180-2018"]);
    let matching = answer(&document, "national-2025/functional-complementarity");
    let overlap = value(matching, "overlap service-15 pharmacy");
    let (above, below) = (
        overlap["numerator"].as_f64().expect("m2"),
        overlap["denominator"].as_f64().expect("m2"),
    );
    assert!(above > 0.0 && below > above, "{overlap}");
    assert_eq!(overlap["headline"], false);
    // With the whole list: everybody whom the circle covers is somebody's.
    let more = ["--crs", "EPSG:4547", "--complete", "pharmacy"];
    desk.import("facilities", &fixture("toy_town/facilities.csv"), &more)
        .expect_success();
    let assessed = desk.assess("service-15");
    let groups = assessed["circles"][0]["groups"].as_array().expect("services");
    let pharmacy = groups
        .iter()
        .find(|group| group["key"] == "pharmacy")
        .expect("it has pharmacies");
    let own = "id = \"ours\"\nversion = 1\nkind = \"standard\"\nzh = \"本县\"\nsource = \"paper\"\n[[requirement]]\nid = \"load\"\n\
        class = \"capacity\"\ncheck = \"spatial\"\nscope = \"facility\"\naggregation = \"none\"\nforce = \"none\"\ninputs = [\"facilities\"]\n\
        measures = [{ kind = \"load\", check = 17, circles = [\"service-15\"], services = [\"pharmacy\"], persons = 100 }]\n";
    let file = desk.write("ours.toml", own);
    let document = check(&desk, &["--plan", file.to_str().expect("the path is text")]);
    let load = value(answer(&document, "ours/load"), "load service-15 pharmacy");
    assert_eq!(load["units"], 2, "the third is only planned");
    assert_eq!(
        load["numerator"].as_f64(),
        pharmacy["totals"]["covered_people"].as_f64(),
        "{pharmacy}"
    );
    assert_eq!(load["denominator"], 200);
}

#[test]
fn along_the_streets_ground_and_people_of_each_stand_beside_those_by_the_straight_line() {
    let desk = Desk::toy_town();
    let more = ["--crs", "EPSG:4547", "--complete", "pharmacy"];
    desk.import("facilities", &fixture("toy_town/facilities.csv"), &more)
        .expect_success();
    desk.import("streets", &fixture("toy_town/streets.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    let own = "id = \"ours\"\nversion = 1\nkind = \"standard\"\nzh = \"本县\"\nsource = \"paper\"\n[[requirement]]\nid = \"load\"\n\
        class = \"capacity\"\ncheck = \"spatial\"\nscope = \"facility\"\naggregation = \"none\"\nforce = \"none\"\ninputs = [\"facilities\"]\n\
        measures = [{ kind = \"load\", check = 17, circles = [\"service-15\"], services = [\"pharmacy\"], persons = 100 }, { kind = \"overlap\", check = 17, circles = [\"service-15\"], services = [\"pharmacy\"], scope = \"all\" }]\n";
    let file = desk.write("ours.toml", own);
    let plan = file.to_str().expect("the path is text");
    let keys = |document: &serde_json::Value| {
        let values = answer(document, "ours/load")["values"]
            .as_array()
            .expect("values")
            .clone();
        values
            .iter()
            .map(|value| value["key"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    // An assessment by the straight line says nothing of streets.
    desk.assess("service-15");
    let straight = check(&desk, &["--plan", plan]);
    assert!(
        keys(&straight).iter().all(|key| !key.contains("streets")),
        "{:?}",
        keys(&straight)
    );
    let assessed = desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        "service-15",
        "--method",
        "both",
        "--format",
        "json",
    ]);
    let assessed: serde_json::Value = serde_json::from_str(&assessed.expect_success().out).expect("one JSON object");
    let circles = assessed["circles"].as_array().expect("circles");
    let along = circles
        .iter()
        .find(|circle| circle["id"] == "service-15-streets")
        .expect("it was asked");
    let services = along["groups"].as_array().expect("services").iter();
    let pharmacy = services
        .clone()
        .find(|group| group["key"] == "pharmacy")
        .expect("it has pharmacies");
    let document = check(&desk, &["--plan", plan]);
    let load = value(answer(&document, "ours/load"), "load service-15-streets pharmacy");
    assert_eq!(
        load["numerator"].as_f64(),
        pharmacy["totals"]["covered_people"].as_f64(),
        "everybody within is somebody's: {pharmacy}"
    );
    let overlap = value(answer(&document, "ours/load"), "overlap service-15-streets pharmacy");
    let covered = pharmacy["totals"]["covered_land_m2"].as_f64().expect("land");
    let [least, most] = [0, 1].map(|at| overlap["interval"][at].as_f64().expect("a number"));
    assert!(least <= most && most <= 100.0, "{overlap}");
    let (above, below) = (overlap["numerator"].as_f64(), overlap["denominator"].as_f64());
    assert!(
        above <= below && below >= Some(covered - 1.0),
        "{overlap} against {covered}"
    );
    // As text the same by either line.
    assert!(
        keys(&document).contains(&"load service-15 pharmacy".to_owned()),
        "{:?}",
        keys(&document)
    );
}
