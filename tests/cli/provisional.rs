//! Provisional communities: made where no boundary is published, marked everywhere, and gone when real ones come.

use serde_json::{Value, json};
use yike::crs::{LonLat, Project, Projection};
use yike::reproject::ProjPlane;

use crate::harness::{Desk, Ran, fixture};

/// A box in the toy town's plane, its corners in metres from its origin.
fn ground(west: f64, south: f64, east: f64, north: f64) -> Value {
    let at = |x: f64, y: f64| json!([500_000.0 + x, 3_300_000.0 + y]);
    json!({"type": "Polygon", "coordinates": [[at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]]})
}

fn layer(features: &[(Value, Value)]) -> String {
    let features: Vec<Value> = features
        .iter()
        .map(|(properties, geometry)| json!({"type": "Feature", "properties": properties, "geometry": geometry}))
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

/// Two towns: in the southern one sit two committees, in the northern one none.
fn towns() -> String {
    layer(&[
        (
            json!({"code": "420101001000", "name": "南镇"}),
            ground(0.0, 0.0, 2000.0, 1000.0),
        ),
        (
            json!({"code": "420101002000", "name": "北镇"}),
            ground(0.0, 1000.0, 2000.0, 2000.0),
        ),
    ])
}

const OFFICES: &str = "code,name,x,y\n420101001001,甲社区居委会,500500,3300500\n,乙社区居委会,501500,3300500\n";
/// People: 60 in the west of the southern town, 30 in its east, 10 in the northern one.
const PEOPLE: &str = "name,x,y,people\nw,500300,3300340,60\ne,501900,3300900,30\nn,501000,3301900,10\n";

/// A folder with towns, offices and an empty workspace.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("towns.geojson", towns());
    desk.write("offices.csv", OFFICES);
    desk
}

fn make(desk: &Desk, points: &str, more: &[&str]) -> Ran {
    let mut words = vec![
        "provisional",
        "--workspace",
        "town.gpkg",
        "--parents",
        "towns.geojson",
        "--crs",
        "EPSG:4547",
        "--points",
        points,
        "--points-crs",
        "EPSG:4547",
        "--format",
        "json",
    ];
    words.extend(more);
    desk.run(&words)
}

fn said(ran: Ran) -> Vec<String> {
    let report: Value = serde_json::from_str(&ran.expect_success().out).expect("one JSON object");
    let warnings = report["warnings"].as_array().expect("a list");
    let what = warnings.iter().map(|warning| warning["what"].as_str().expect("text"));
    what.map(str::to_owned).collect()
}

#[track_caller]
fn says(said: &[String], words: &str) {
    assert!(
        said.iter().any(|line| line.contains(words)),
        "{words:?} is not in {said:#?}"
    );
}

fn communities(desk: &Desk) -> Vec<Vec<String>> {
    desk.rows("SELECT name, coalesce(code, ''), code_scheme, provisional, parents FROM communities ORDER BY name")
}

/// Names of communities that are provisional, and of those that are not.
fn names(desk: &Desk) -> [Vec<String>; 2] {
    [1, 0].map(|provisional| {
        let sql = format!("SELECT name FROM communities WHERE provisional = {provisional} ORDER BY name");
        desk.rows(&sql).into_iter().map(|mut row| row.remove(0)).collect()
    })
}

/// A community as the map of the plane has it: its corners in metres from the toy town's origin.
fn corners(desk: &Desk, name: &str) -> Vec<[i64; 2]> {
    let words = [
        "export",
        "communities",
        "--workspace",
        "town.gpkg",
        "--to",
        "out.geojson",
        "--overwrite",
    ];
    desk.run(&words).expect_success();
    let text = std::fs::read_to_string(desk.path("out.geojson")).expect("it was written");
    let document: Value = serde_json::from_str(&text).expect("GeoJSON");
    let features = document["features"].as_array().expect("features");
    let feature = features
        .iter()
        .find(|feature| feature["properties"]["name"] == name)
        .expect("it is there");
    let mut rings = feature["geometry"]["coordinates"].clone();
    while rings[0][0][0].is_array() {
        rings = rings[0].clone();
    }
    let plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4547 }).expect("a plane of China");
    let degrees = |at: &Value, axis: usize| at[axis].as_f64().expect("a number");
    let mut corners: Vec<[i64; 2]> = rings[0]
        .as_array()
        .expect("a ring")
        .iter()
        .map(|at| {
            let there = LonLat {
                lon: degrees(at, 0),
                lat: degrees(at, 1),
            };
            let at = plane.to_metres(there).expect("it lies in the plane");
            [(at.x - 500_000.0).round() as i64, (at.y - 3_300_000.0).round() as i64]
        })
        .collect();
    corners.sort_unstable();
    corners.dedup();
    corners
}

#[test]
fn committees_share_out_their_town_and_a_town_without_any_stays_whole() {
    let desk = desk();
    let said = said(make(&desk, "offices.csv", &[]));
    says(&said, "3 provisional communities in 2 parents");
    says(
        &said,
        "no point lies in 北镇: it stays whole, as one provisional community",
    );
    says(&said, "1 points have no statistical code of twelve digits");
    says(&said, "the workspace has no streets");
    let rows = communities(&desk);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2][..3], ["甲社区居委会", "420101001001", "statistical-12"]);
    let own = &rows[0];
    assert_eq!((own[0].as_str(), own[2].as_str()), ("乙社区居委会", "provisional"));
    assert!(own[1].starts_with('P') && own[1].len() == 11, "{own:?}");
    assert!(rows.iter().all(|row| row[3] == "1"), "{rows:?}");
    assert!(own[4].contains("statistical-12:420101001000"), "{own:?}");
    assert_eq!(
        corners(&desk, "甲社区居委会"),
        [[0, 0], [0, 1000], [1000, 0], [1000, 1000]]
    );
    assert_eq!(
        corners(&desk, "乙社区居委会"),
        [[1000, 0], [1000, 1000], [2000, 0], [2000, 1000]]
    );
}

#[test]
fn with_streets_in_the_workspace_ground_goes_along_them() {
    // One street leads from the western committee to the far east; the eastern committee's own is a dead end of 200 m, which doesn't meet it.
    let desk = desk();
    let line = |corners: &[[f64; 2]]| json!({"type": "LineString", "coordinates": corners});
    let streets = layer(&[
        (
            json!({"名称": "长路"}),
            line(&[[500_000.0, 3_300_500.0], [501_300.0, 3_300_500.0]]),
        ),
        (
            json!({"名称": "短路"}),
            line(&[[501_500.0, 3_300_400.0], [501_500.0, 3_300_600.0]]),
        ),
    ]);
    let file = desk.write("streets.geojson", streets);
    desk.import("streets", &file, &["--crs", "EPSG:4547"]).expect_success();
    let said = said(make(&desk, "offices.csv", &[]));
    assert!(!said.iter().any(|line| line.contains("no streets")), "{said:#?}");
    // Halfway between the two streets, at 1400 m, the border begins where they face each other.
    let west = corners(&desk, "甲社区居委会");
    assert!(
        west.iter().any(|at| at[0] == 1400 && (400..=600).contains(&at[1])),
        "{west:?}"
    );
}

#[test]
fn looking_changes_nothing_and_all_that_is_odd_is_listed_at_once() {
    let desk = desk();
    let rows = "code,name,x,y\n,东社区,501500,3300500\n,又一个,501500,3300500\n,外面,505000,3300500\n420101001001,甲,500500,3300500\n420101001001,甲分站,500600,3300500\n420101001001,甲北站,500600,3301500\n";
    desk.write("odd.csv", rows);
    let before = desk.workspace_bytes();
    let said = said(make(&desk, "odd.csv", &["--dry-run"]));
    assert!(before == desk.workspace_bytes());
    says(&said, "又一个 stands in the very place of 东社区");
    says(&said, "外面 lies outside every parent");
    says(&said, "甲分站 has the code of 甲; both are seats of one community");
    says(&said, "甲北站 has the code of 甲, which lies in another parent");
    // A row without a place refuses the file.
    desk.write("bad.csv", "name,x,y\n甲,500500,3300500\n乙,,\n");
    make(&desk, "bad.csv", &[]).expect_refusal(1, &["nothing was changed"]);
    assert!(before == desk.workspace_bytes());
    make(&desk, "bad.csv", &["--skip-rejected"]).expect_success();
    assert_eq!(names(&desk)[0].len(), 2);
    let category = [
        "provisional",
        "--workspace",
        "town.gpkg",
        "--parents",
        "towns.geojson",
        "--crs",
        "EPSG:4547",
    ];
    let of = |key| desk.run(&[&category[..], &["--facilities", key]].concat());
    of("nonsense").expect_refusal(1, &["no category \"nonsense\""]);
    of("kindergarten").expect_refusal(1, &["no existing facility of category kindergarten"]);
}

#[test]
fn the_order_of_rows_does_not_matter_and_making_them_again_changes_nothing() {
    let (one, other) = (desk(), desk());
    other.write(
        "offices.csv",
        "code,name,x,y\n,乙社区居委会,501500,3300500\n420101001001,甲社区居委会,500500,3300500\n",
    );
    let bytes = |desk: &Desk| desk.rows("SELECT id, name, code, hex(geom) FROM communities ORDER BY id");
    make(&one, "offices.csv", &[]).expect_success();
    make(&other, "offices.csv", &[]).expect_success();
    assert_eq!(bytes(&one), bytes(&other));
    make(&one, "offices.csv", &[]).expect_success();
    assert_eq!(one.rows("SELECT count(*) FROM versions"), [["1"]]);
}

#[test]
fn facilities_of_the_workspace_will_do_and_give_the_code_of_their_host() {
    let desk = desk();
    make(&desk, "offices.csv", &[]).expect_success();
    let rows = "name,x,y,category,state,host_code\n一站,500500,3300500,community_service_station,existing,420101001007\n二站,501500,3300500,community_service_station,planned,\n";
    let file = desk.write("stations.csv", rows);
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let words = [
        "provisional",
        "--workspace",
        "town.gpkg",
        "--parents",
        "towns.geojson",
        "--crs",
        "EPSG:4547",
    ];
    desk.run(&[&words[..], &["--facilities", "community_service_station"]].concat())
        .expect_success();
    let codes = desk.rows("SELECT code FROM communities WHERE code_scheme = 'statistical-12'");
    assert_eq!(codes, [["420101001007"]]);
}

/// A desk with provisional communities, people, a pharmacy and homes for all of them, assessed.
fn assessed() -> (Desk, Value) {
    let desk = desk();
    make(&desk, "offices.csv", &[]).expect_success();
    let people = desk.write("people.csv", PEOPLE);
    desk.import("population", &people, &["--crs", "EPSG:4547"])
        .expect_success();
    desk.import(
        "facilities",
        &fixture("toy_town/facilities.csv"),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    desk.import("land", &fixture("toy_town/land.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    let mut circle = std::fs::read_to_string(fixture("toy_town/toy.toml")).expect("text");
    circle = circle.replace("inclusive = true", "inclusive = true\ntheta = 0.5");
    desk.write("toy.toml", circle);
    let document = desk.assess("toy.toml");
    (desk, document)
}

#[test]
fn they_have_no_verdict_and_no_rate_and_people_and_land_count_for_the_parent_and_the_whole() {
    let (desk, document) = assessed();
    let pharmacy = &document["circles"][0]["groups"][0]["totals"];
    assert_eq!(pharmacy["rates"]["population_rate"]["value"], 0.6);
    assert!(
        pharmacy["rates"]["residential_land_rate"]["value"]
            .as_f64()
            .expect("land")
            > 0.4
    );
    for rate in ["community_rate", "unit_rate_by_share"] {
        let rate = &pharmacy["rates"][rate];
        assert_eq!(
            (&rate["value"], &rate["verdict"]),
            (&Value::Null, &json!("not_assessed"))
        );
        assert_eq!(rate["denominator"], 0.0);
    }
    for community in document["communities"].as_array().expect("three") {
        assert_eq!(community["provisional"], true);
        let circle = &community["circles"][0];
        assert!(circle["n_of_m"]["mean"].is_null());
        for group in circle["groups"].as_array().expect("two") {
            assert_eq!(group["verdict"], "not_assessed");
            assert!(group["share"].is_null() && group["land_share"].is_null(), "{group}");
        }
    }
    let parents = document["parents"].as_array().expect("two");
    let of = |position: usize| &parents[position]["circles"][0]["groups"][0]["totals"];
    assert_eq!(parents[0]["code"], "420101001000");
    assert_eq!(
        (
            &parents[0]["provisional_communities"],
            &parents[1]["provisional_communities"]
        ),
        (&json!(2), &json!(1))
    );
    assert_eq!((&of(0)["people"], &of(0)["covered_people"]), (&json!(90), &json!(60)));
    assert_eq!((&of(1)["people"], &of(1)["covered_people"]), (&json!(10), &json!(0)));
    let remarks = document["remarks"].as_array().expect("remarks");
    assert!(
        remarks
            .iter()
            .any(|remark| remark.as_str().expect("text").contains("3 communities are provisional"))
    );
    // The tables say so too.
    let words = ["assess", "--workspace", "town.gpkg", "--circle", "toy.toml", "--format"];
    let table = desk.run(&[&words[..], &["table"]].concat()).expect_success().out;
    assert!(table.contains("3 of them are provisional"), "{table}");
    let csv = desk.run(&[&words[..], &["csv"]].concat()).expect_success().out;
    assert!(csv.lines().next().expect("a header").ends_with(",provisional"), "{csv}");
    assert!(csv.lines().skip(1).all(|line| line.ends_with(",true")), "{csv}");
    let view = desk
        .rows("SELECT name, provisional, toy_pharmacy_rate, toy_pharmacy_verdict FROM flat_communities ORDER BY name");
    assert!(view.iter().all(|row| row[1..] == ["1", "", "not_assessed"]), "{view:?}");
    for listed in ["coverage", "gap-list", "gaps"] {
        let file = format!("{listed}.csv");
        desk.run(&["export", listed, "--workspace", "town.gpkg", "--to", &file])
            .expect_success();
        let text = std::fs::read_to_string(desk.path(&file)).expect("it was written");
        assert!(
            text.lines().next().expect("a header").contains("provisional"),
            "{listed}: {text}"
        );
    }
}

#[test]
fn real_communities_take_their_place() {
    let (desk, _) = assessed();
    let said = said(desk.import(
        "communities",
        &fixture("toy_town/communities.geojson"),
        &["--crs", "EPSG:4547", "--format", "json"],
    ));
    says(&said, "3 provisional communities are replaced by real ones");
    assert_eq!(
        names(&desk),
        [
            vec![],
            vec!["丙村".to_owned(), "乙社区".to_owned(), "甲社区".to_owned()]
        ]
    );
    assert_eq!(
        desk.rows("SELECT count(*) FROM inputs WHERE kind = 'communities'"),
        [["1"]]
    );
    let document = desk.assess("toy.toml");
    assert_eq!(document["parents"], json!([]));
    assert_eq!(
        document["circles"][0]["groups"][0]["totals"]["rates"]["community_rate"]["denominator"],
        3.0
    );
    // They stay when provisional ones are asked for, and nothing is made where they are.
    make(&desk, "offices.csv", &[]).expect_refusal(
        1,
        &["every one of its areas has communities with boundaries of their own"],
    );
}

#[test]
fn real_ones_that_come_to_one_town_replace_all_provisional_ones_there_and_nowhere_else() {
    let desk = desk();
    make(&desk, "offices.csv", &[]).expect_success();
    let real = layer(&[(
        json!({"code": "420101001001", "name": "甲社区", "people": 100}),
        ground(0.0, 0.0, 700.0, 1000.0),
    )]);
    let file = desk.write("real.geojson", real);
    let said = said(desk.import(
        "communities",
        &file,
        &["--crs", "EPSG:4547", "--append", "--format", "json"],
    ));
    says(
        &said,
        "real communities came to 420101001000: its 2 provisional ones are gone, also where no real one lies yet",
    );
    assert_eq!(names(&desk), [vec!["北镇".to_owned()], vec!["甲社区".to_owned()]]);
    // Made again: only for the other town.
    let again = self::said(make(&desk, "offices.csv", &[]));
    says(
        &again,
        "南镇 has communities with boundaries of their own already, as 甲社区: nothing provisional is made there",
    );
    assert_eq!(names(&desk), [vec!["北镇".to_owned()], vec!["甲社区".to_owned()]]);
    // What was there before comes back.
    desk.run(&["undo", "--workspace", "town.gpkg", "--to", "1"])
        .expect_success();
    assert_eq!(names(&desk)[0].len(), 3);
    assert_eq!(names(&desk)[1], Vec::<String>::new());
}

#[test]
fn a_real_one_updates_the_provisional_one_of_its_code_and_its_neighbours_go() {
    let desk = desk();
    make(&desk, "offices.csv", &[]).expect_success();
    let real = layer(&[(
        json!({"code": "420101001001", "name": "甲社区"}),
        ground(0.0, 0.0, 700.0, 1000.0),
    )]);
    let file = desk.write("real.geojson", real);
    let before = desk.rows("SELECT id FROM communities WHERE code = '420101001001'");
    desk.import("communities", &file, &["--crs", "EPSG:4547", "--update"])
        .expect_success();
    assert_eq!(names(&desk), [vec!["北镇".to_owned()], vec!["甲社区".to_owned()]]);
    assert_eq!(
        desk.rows("SELECT id FROM communities WHERE code = '420101001001'"),
        before
    );
    // Provisional ones out of a file don't go beside those that are there.
    let more = layer(&[(
        json!({"name": "别处", "provisional": true}),
        ground(0.0, 3000.0, 700.0, 4000.0),
    )]);
    let file = desk.write("more.geojson", more);
    desk.import("communities", &file, &["--crs", "EPSG:4547", "--append"])
        .expect_refusal(1, &["provisional communities, and the workspace has such already"]);
}
