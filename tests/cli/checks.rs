//! What an import says of its rows beside each other, beside the communities and beside a register.

use crate::harness::Desk;

/// A report as JSON.
fn report(out: &str) -> serde_json::Value {
    serde_json::from_str(out).expect("one JSON object")
}

/// What one check says, in order.
fn said(report: &serde_json::Value, check: &str) -> Vec<serde_json::Value> {
    let warnings = report["warnings"].as_array().expect("a list");
    warnings.iter().filter(|one| one["check"] == check).cloned().collect()
}

fn words(remarks: &[serde_json::Value]) -> String {
    remarks
        .iter()
        .map(|one| one["what"].as_str().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Areas on the drawing board: name, properties, corners in metres from (500 000, 3 300 000).
fn communities(rows: &[(&str, &[(i32, i32)])]) -> String {
    let features = rows.iter().map(|(properties, corners)| {
        let ring: Vec<String> = corners
            .iter()
            .chain(corners.first())
            .map(|(x, y)| format!("[{},{}]", 500_000 + x, 3_300_000 + y))
            .collect();
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    });
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.collect::<Vec<_>>().join(",")
    )
}

const GRID: [&str; 2] = ["--crs", "EPSG:4547"];

fn dry<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&GRID[..], &["--dry-run", "--format", "json"], more].concat()
}

#[test]
fn a_repair_names_its_rule_and_both_areas() {
    let desk = Desk::new();
    // Two triangles that touch where the sides cross, at (500, 312.5): 156 250 and 56 250 square metres. As drawn they run against each
    // other, and the difference is enclosed.
    let file = desk.write(
        "a.geojson",
        communities(&[
            (r#"{"name":"甲"}"#, &[(0, 0), (1000, 0), (200, 500), (800, 500)]),
            (r#"{"name":"乙"}"#, &[(2000, 0), (3000, 0), (3000, 500), (2000, 500)]),
        ]),
    );
    let before = desk.workspace_bytes();
    let ran = desk.import("communities", &file, &dry(&[])).expect_success();
    assert_eq!(before, desk.workspace_bytes());
    let repairs = said(&report(&ran.out), "repair");
    assert_eq!(repairs.len(), 1, "{repairs:?}");
    assert_eq!(repairs[0]["row"], "1");
    assert!(words(&repairs).contains("GEOS MakeValid, linework"), "{repairs:?}");
    let figures: Vec<f64> = repairs[0]["value"]
        .as_str()
        .expect("figures")
        .split(" m² ")
        .filter_map(|part| part.rsplit(' ').next()?.parse().ok())
        .collect();
    for (figure, exact) in figures.iter().zip([100_000.0, 212_500.0]) {
        assert!((figure / exact - 1.0).abs() < 0.002, "{figures:?}");
    }
    assert_eq!(figures.len(), 2);
    let table = desk.import("communities", &file, &[&GRID[..], &["--dry-run"]].concat());
    assert!(table.expect_success().out.contains("m² became"));
}

#[test]
fn places_outside_are_listed_with_the_nearest_community_and_its_distance() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "more.csv",
        "code,name,x,y,category\nA,西边店,499880,3300500,pharmacy\nB,里面店,500500,3300500,pharmacy\nC,角上店,502100,3302100,pharmacy\n",
    );
    let ran = desk.import("facilities", &file, &dry(&[])).expect_success();
    let outside = said(&report(&ran.out), "outside");
    assert_eq!(outside.len(), 3, "the sum and two places: {outside:?}");
    assert!(words(&outside[..1]).starts_with("2 of 3 rows lie outside every community"));
    let west = words(&outside[1..2]);
    assert!(
        west.contains("西边店") && west.contains("甲社区 420101001001, 120 m away"),
        "{west}"
    );
    assert_eq!(outside[1]["row"], "2");
    let corner = words(&outside[2..]);
    assert!(corner.contains("丙村 420101001201, 141 m away"), "{corner}");
    let at = outside[1]["at"].as_array().expect("a place");
    assert!((at[0].as_f64().expect("degrees") - 113.998_764).abs() < 1e-4, "{at:?}");
    let csv = desk
        .import(
            "facilities",
            &file,
            &[&GRID[..], &["--dry-run", "--format", "csv"]].concat(),
        )
        .expect_success()
        .out;
    assert!(csv.contains("120 m away") && csv.contains(",outside,"), "{csv}");
    let hamlets = desk.write("h.csv", "name,x,y,people\n远村,499000,3300500,12\n");
    let ran = desk.import("hamlets", &hamlets, &dry(&[])).expect_success();
    let outside = words(&said(&report(&ran.out), "outside"));
    assert!(
        outside.contains("will not be counted") && outside.contains("1000 m away"),
        "{outside}"
    );
}

#[test]
fn a_host_that_is_not_where_the_place_lies_is_told_with_both_names() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "hosts.csv",
        "code,name,x,y,category,host_code\nA,对店,500500,3300500,pharmacy,420101001001\nB,错店,501500,3300500,pharmacy,420101001001\nC,无主店,500500,3300600,pharmacy,420101009999\n",
    );
    let ran = desk.import("facilities", &file, &dry(&[])).expect_success();
    let hosts = said(&report(&ran.out), "host");
    let all = words(&hosts);
    assert!(!all.contains("对店"), "{all}");
    let wrong = hosts.iter().find(|one| one["row"] == "3").expect("row 3 is told");
    let what = wrong["what"].as_str().expect("text");
    assert!(
        what.contains("甲社区 420101001001") && what.contains("乙社区 420101001002"),
        "{what}"
    );
    assert_eq!(wrong["value"], "420101001001");
    assert!(all.contains("无主店: no community has the code 420101009999"), "{all}");
    assert!(desk.rows("SELECT name FROM facilities WHERE name = '错店'").is_empty());
    // The sums agree with the assessment, which tells the same two.
    desk.import("facilities", &file, &GRID).expect_success();
    let assessed = desk.assess("service-15");
    assert!(
        assessed.to_string().contains("错店") && assessed.to_string().contains("420101009999"),
        "the assessment follows the record and says so"
    );
}

#[test]
fn the_same_thing_twice_is_told_by_code_and_by_name_and_place() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "twice.csv",
        "code,name,x,y,category\nA,一店,500500,3300500,pharmacy\nB,二店,500600,3300500,pharmacy\nA,三店,500700,3300500,pharmacy\nD,二店,500600,3300500,pharmacy\nE,二店,500900,3300500,pharmacy\n",
    );
    let ran = desk.import("facilities", &file, &dry(&[])).expect_success();
    let twice = said(&report(&ran.out), "duplicate");
    assert_eq!(twice.len(), 2, "{twice:?}");
    let all = words(&twice);
    assert!(all.contains("A stands in 2 rows: 2, 4"), "{all}");
    assert!(all.contains("二店 stands in the same place in 2 rows: 3, 5"), "{all}");
}

/// A register of one county with two towns and three communities.
const REGISTER: &str = "code,name,常住人口\n420101000000,某县,\n420101001000,一镇,\n420101002000,二镇,\n420101001001,甲社区,100\n420101001002,乙社区,70\n420101002201,丁村,30\n";

#[test]
fn sums_are_held_against_a_register_town_by_town() {
    let desk = Desk::new();
    desk.write("register.csv", REGISTER);
    let town = crate::harness::fixture("toy_town/communities.geojson");
    let ran = desk
        .import("communities", &town, &dry(&["--register", "register.csv"]))
        .expect_success();
    let totals = said(&report(&ran.out), "total");
    let all = words(&totals);
    // The file has 甲 100, 乙 60 and 丙 40 people in 一镇; the register 甲 100 and 乙 70 there, and 丁 in 二镇.
    for expected in [
        "一镇 420101001000: 3 communities in the file, 2 in register.csv; only in the file: 丙村 420101001201",
        "一镇 420101001000: 200 people (usual) in the file, 170 in register.csv: 30 more",
        "某县 420101000000: 3 communities in the file, 3 in register.csv; only in the register: 丁村 420101002201; only in the file: 丙村 420101001201",
        "1 towns of register.csv have no community in the file: 二镇 420101002000 (1 communities)",
    ] {
        assert!(all.contains(expected), "{expected}\n is missing in\n{all}");
    }
    assert!(
        !all.contains("某县 420101000000: 200 people"),
        "the county's sums agree: {all}"
    );
    // The register of the workspace does as well; without any there is nothing to say.
    let ran = desk.import("communities", &town, &dry(&[])).expect_success();
    assert!(said(&report(&ran.out), "total").is_empty());
    desk.import("register", &desk.path("register.csv"), &[])
        .expect_success();
    let ran = desk.import("communities", &town, &dry(&[])).expect_success();
    let all = words(&said(&report(&ran.out), "total"));
    assert!(all.contains("170 in the register of the workspace: 30 more"), "{all}");
}

#[test]
fn a_file_that_agrees_with_its_register_is_told_nothing() {
    let desk = Desk::new();
    desk.write(
        "register.csv",
        "code,name,people\n420101000000,某县,200\n420101001000,一镇,200\n420101001001,甲社区,100\n420101001002,乙社区,60\n420101001201,丙村,40\n",
    );
    let town = crate::harness::fixture("toy_town/communities.geojson");
    let ran = desk
        .import("communities", &town, &dry(&["--register", "register.csv"]))
        .expect_success();
    let report = report(&ran.out);
    assert!(
        said(&report, "total").is_empty() && said(&report, "parent").is_empty(),
        "{report}"
    );
    // A town whose own row says another sum than its communities: the row is what is given.
    desk.write(
        "register.csv",
        "code,name,people\n420101001000,一镇,205\n420101001001,甲社区,100\n420101001002,乙社区,60\n420101001201,丙村,40\n",
    );
    let ran = desk
        .import("communities", &town, &dry(&["--register", "register.csv"]))
        .expect_success();
    let all = words(&said(&self::report(&ran.out), "total"));
    assert!(
        all.contains("200 people (usual) in the file, 205 in register.csv: 5 fewer"),
        "{all}"
    );
}

#[test]
fn appended_communities_are_summed_up_with_those_that_are_there() {
    let desk = Desk::new();
    desk.write("register.csv", REGISTER);
    let one = desk.write(
        "one.geojson",
        communities(&[(
            r#"{"name":"甲社区","code":"420101001001","people":100}"#,
            &[(0, 0), (1000, 0), (1000, 1000), (0, 1000)],
        )]),
    );
    let two = desk.write(
        "two.geojson",
        communities(&[(
            r#"{"name":"乙社区","code":"420101001002","people":70}"#,
            &[(1000, 0), (2000, 0), (2000, 1000), (1000, 1000)],
        )]),
    );
    desk.import("communities", &one, &GRID).expect_success();
    let ran = desk
        .import("communities", &two, &dry(&["--append", "--register", "register.csv"]))
        .expect_success();
    let all = words(&said(&report(&ran.out), "total"));
    assert!(!all.contains("一镇"), "its two communities are there: {all}");
    assert!(all.contains("二镇"), "{all}");
    let ran = desk
        .import("communities", &two, &dry(&["--register", "register.csv"]))
        .expect_success();
    let all = words(&said(&report(&ran.out), "total"));
    assert!(all.contains("一镇 420101001000: 1 communities in the file, 2"), "{all}");
}

#[test]
fn parents_that_are_missing_or_contradict_the_code_are_listed() {
    let desk = Desk::new();
    desk.write("register.csv", REGISTER);
    desk.import("register", &desk.path("register.csv"), &[])
        .expect_success();
    let square: &[(i32, i32)] = &[(0, 0), (1000, 0), (1000, 1000), (0, 1000)];
    let east: &[(i32, i32)] = &[(1000, 0), (2000, 0), (2000, 1000), (1000, 1000)];
    let north: &[(i32, i32)] = &[(0, 1000), (1000, 1000), (1000, 2000), (0, 2000)];
    let far: &[(i32, i32)] = &[(1000, 1000), (2000, 1000), (2000, 2000), (1000, 2000)];
    let file = desk.write(
        "a.geojson",
        communities(&[
            (
                r#"{"name":"甲","code":"420101001001","parent_code":"420101002000"}"#,
                square,
            ),
            (
                r#"{"name":"乙","code":"420101003001","parent_code":"420101003000"}"#,
                east,
            ),
            (r#"{"name":"丙","code":"420101001003","parent_code":"二镇"}"#, north),
            (r#"{"name":"丁","code":"X7","parent_code":"九镇"}"#, far),
        ]),
    );
    let ran = desk.import("communities", &file, &dry(&[])).expect_success();
    let parents = said(&report(&ran.out), "parent");
    let all = words(&parents);
    for expected in [
        "甲 names 二镇 420101002000 as its parent, but its code 420101001001 lies in 一镇 420101001000",
        "1 towns of these communities are in no register yet (420101003000)",
        "丙 names 二镇 420101002000 as its parent, but its code 420101001003 lies in 一镇 420101001000",
        "丁 names the parent \"九镇\", which is in no register",
    ] {
        assert!(all.contains(expected), "{expected}\n is missing in\n{all}");
    }
    let first = parents.iter().find(|one| one["row"] == "1").expect("a row");
    assert_eq!(first["value"], "420101002000");
    assert!(first["at"].is_array());
    let nobody = desk.write(
        "b.geojson",
        communities(&[
            (r#"{"name":"甲"}"#, square),
            (r#"{"name":"乙","code":"420101001002"}"#, east),
        ]),
    );
    let ran = desk.import("communities", &nobody, &dry(&[])).expect_success();
    let all = words(&said(&report(&ran.out), "parent"));
    assert!(all.contains("甲 has neither a parent nor a 12-digit code"), "{all}");
    assert!(!all.contains("乙 has"), "{all}");
}
