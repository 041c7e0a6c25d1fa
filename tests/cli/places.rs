//! What rows say of their place: entrances, date, accuracy, whom they count; and files of the format before they could.

use std::process::Command;

use serde_json::Value;

use crate::harness::{Desk, fixture};

fn toy_circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

fn ask(desk: &Desk, sql: &str) -> String {
    let output = Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .arg(sql)
        .output()
        .expect("sqlite3 is installed by scripts/setup.sh");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn a_table_gives_entrances_and_people_walk_to_the_nearest_of_them() {
    let desk = Desk::toy_town();
    let table = "name,category,x,y,entrances\nfar away,pharmacy,500300,3306000,500100 3300300; 500900 3300300\n";
    let file = desk.write("gates.csv", table);
    let more = ["--crs", "EPSG:4547", "--alone"];
    desk.import("facilities", &file, &more).expect_success();
    let with_gates = desk.assess(&toy_circle());
    assert_eq!(ask(&desk, "SELECT length(entrances) > 0 FROM facilities"), "1");
    let bare = desk.write("bare.csv", "name,category,x,y\nfar away,pharmacy,500300,3306000\n");
    desk.import("facilities", &bare, &more).expect_success();
    let without = desk.assess(&toy_circle());
    let nearest = |document: &Value| {
        document["communities"][0]["circles"][0]["groups"][0]["nearest_m"]["max"]
            .as_f64()
            .expect("a number")
    };
    assert!(nearest(&with_gates) + 4000.0 < nearest(&without));
    let wrong = desk.write(
        "wrong.csv",
        "name,category,x,y,entrances\na,pharmacy,500300,3300300,east gate\n",
    );
    desk.import("facilities", &wrong, &more)
        .expect_refusal(1, &["row 2", "entrances", "east gate", "102.5451 25.0402"]);
}

#[test]
fn every_row_keeps_its_source_date_and_accuracy_and_takes_what_the_file_as_a_whole_is_said_to_have() {
    let desk = Desk::toy_town();
    let hamlets = "name,people,x,y,population_basis,as_of,accuracy_m\n\
        one,40,500300,3300500,registered,2024,25\ntwo,30,500400,3300500,,,\n";
    let file = desk.write("hamlets.csv", hamlets);
    desk.import(
        "hamlets",
        &file,
        &[
            "--crs",
            "EPSG:4547",
            "--as-of",
            "2025-06-30",
            "--accuracy",
            "100",
            "--basis",
            "usual",
        ],
    )
    .expect_success();
    assert_eq!(
        ask(
            &desk,
            "SELECT name, population_basis, source, as_of, position_accuracy_m FROM hamlets ORDER BY id"
        ),
        "one|registered|hamlets.csv|2024|25.0\ntwo|usual|hamlets.csv|2025-06-30|100.0"
    );
    let buildings = fixture("toy_town/buildings.geojson");
    desk.import(
        "buildings",
        &buildings,
        &["--crs", "EPSG:4547", "--as-of", "2023", "--accuracy", "5"],
    )
    .expect_success();
    assert_eq!(
        ask(
            &desk,
            "SELECT DISTINCT source, as_of, position_accuracy_m FROM buildings"
        ),
        "buildings.geojson|2023|5.0"
    );
    desk.import("buildings", &buildings, &["--crs", "EPSG:4547", "--accuracy", "-1"])
        .expect_refusal(2, &["-1"]);
    let wrong = desk.write(
        "wrong.csv",
        "name,people,x,y,population_basis\none,40,500300,3300500,guests\n",
    );
    desk.import("hamlets", &wrong, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["row 2", "guests", "户籍"]);
}

#[test]
fn a_workspace_of_the_first_format_is_brought_forward_with_a_copy_kept_and_gives_the_same_answer() {
    let desk = Desk::toy_town();
    let before = desk.assess_text(&toy_circle());
    let place = ["source", "as_of", "position_accuracy_m"];
    let people = ["population_basis", "source", "as_of", "position_accuracy_m"];
    let groups = ["micro_elderly", "micro_minors", "micro_disabled"];
    let fire_water = ["fire_water_source", "fire_network"];
    let newer = [
        ("hamlets", &fire_water[..]),
        ("population", &fire_water),
        ("hamlets", &groups[..]),
        ("population", &groups),
        ("community_populations", &groups),
        ("hamlets", &people[..]),
        ("population", &people),
        ("buildings", &place),
        ("land", &place),
        ("facility_functions", &["approximate"]),
        ("streets", &["tags", "stops", "nodes"]),
        ("assessments", &["scenario", "drawn"]),
    ];
    for (table, columns) in newer {
        for column in columns {
            ask(&desk, &format!("ALTER TABLE {table} DROP COLUMN {column}"));
        }
    }
    for table in [
        "versions",
        "row_versions",
        "history",
        "register",
        "register_populations",
        "register_figures",
        "successions",
        "plan_records",
        "scenarios",
        "rasters",
        "raster_tiles",
    ] {
        ask(
            &desk,
            &format!("DROP TABLE {table}; DELETE FROM gpkg_contents WHERE table_name = '{table}'"),
        );
    }
    for table in ["barriers", "compounds", "scenario_edits"] {
        ask(
            &desk,
            &format!(
                "DROP TABLE rtree_{table}_geom; DELETE FROM gpkg_extensions WHERE table_name = '{table}'; DROP TABLE {table};
                 DELETE FROM gpkg_geometry_columns WHERE table_name = '{table}'; DELETE FROM gpkg_contents WHERE table_name = '{table}'"
            ),
        );
    }
    ask(&desk, "UPDATE yike_workspace SET value = '1' WHERE key = 'format'");
    let old = desk.workspace_bytes();
    assert_eq!(desk.assess_text(&toy_circle()), before);
    assert_eq!(ask(&desk, "SELECT value FROM yike_workspace WHERE key = 'format'"), "6");
    assert_eq!(ask(&desk, "SELECT DISTINCT source FROM hamlets"), "hamlets.csv");
    assert_eq!(
        ask(
            &desk,
            "SELECT count(*) FROM barriers; SELECT count(*) FROM compounds; SELECT count(*) FROM rtree_barriers_geom"
        ),
        "0\n0\n0"
    );
    let copy = desk.path("town.format1.gpkg");
    let kept = Command::new("sqlite3")
        .arg(&copy)
        .arg("SELECT value FROM yike_workspace WHERE key = 'format'; SELECT count(*) FROM pragma_table_info('land')")
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&kept.stdout).trim(), "1\n3");
    assert!(std::fs::read(copy).expect("it is there").len() <= old.len());
    ask(&desk, "UPDATE yike_workspace SET value = '99' WHERE key = 'format'");
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", &toy_circle()])
        .expect_refusal(1, &["format 99", "newer"]);
    ask(&desk, "UPDATE yike_workspace SET value = '0' WHERE key = 'format'");
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", &toy_circle()])
        .expect_refusal(1, &["damaged"]);
}
