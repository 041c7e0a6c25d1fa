//! The flat views show the same on a server as in a file, whoever assessed, and no more rights than before.

use std::fmt::Write as _;

use crate::place::{Place, toy_circle};
use crate::server::shared;

const VIEWS: [&str; 3] = ["flat_communities", "flat_facilities", "flat_gaps"];

/// Names of a view's columns with what people call them; without the key that GDAL wants in a file, and the geometry.
fn columns(place: &Place, view: &str) -> Vec<(String, String)> {
    let sql = if place.is_file() {
        format!(
            "SELECT p.name, d.title FROM pragma_table_info('{view}') p LEFT JOIN gpkg_data_columns d ON d.table_name = '{view}'
               AND d.column_name = p.name WHERE p.name NOT IN ('OGC_FID', 'geom') ORDER BY p.cid"
        )
    } else {
        format!(
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = '{view}'::regclass AND attnum > 0
               AND attname <> 'geom' ORDER BY attnum"
        )
    };
    let pair = |line: &str| {
        let (name, alias) = line.split_once('|').expect("two columns");
        (name.to_owned(), alias.to_owned())
    };
    place.sql(&sql).lines().map(pair).collect()
}

/// The rows of a view, in one spelling for both databases.
fn rows(place: &Place, view: &str) -> Vec<Vec<String>> {
    let names: Vec<String> = columns(place, view).into_iter().map(|(name, _)| name).collect();
    let spelled = |text: &str| match text {
        "t" => "1".to_owned(),
        "f" => "0".to_owned(),
        // The databases print numbers with 15 and with 17 digits.
        _ => match text.parse::<f64>() {
            Ok(number) if text.contains('.') => ((number * 1e9).round() / 1e9).to_string(),
            _ => text.to_owned(),
        },
    };
    let asked = place.sql(&format!("SELECT {} FROM {view} ORDER BY id", names.join(", ")));
    let row = |line: &str| line.split('|').map(spelled).collect();
    asked.lines().map(row).collect()
}

fn cell(place: &Place, view: &str, row: usize, column: &str) -> String {
    let names = columns(place, view);
    let at = names.iter().position(|(name, _)| name == column);
    rows(place, view)[row][at.expect("there is such a column")].clone()
}

#[track_caller]
fn alike(places: &[Place; 2]) {
    for view in VIEWS {
        let [file, server] = places.each_ref().map(|place| columns(place, view));
        assert_eq!(file, server, "{view}");
        assert!(file.iter().all(|(name, alias)| {
            name.is_ascii() && name.to_lowercase() == *name && alias.contains(|c: char| !c.is_ascii())
        }));
        let [file, server] = places.each_ref().map(|place| rows(place, view));
        assert!(!file.is_empty(), "{view}");
        assert_eq!(file, server, "{view}");
    }
}

#[test]
fn the_views_are_the_same_in_a_file_and_on_a_server() {
    let Some(server) = Place::server() else { return };
    let places = [Place::file(), server];
    let all = |work: &dyn Fn(&Place)| places.iter().for_each(work);
    all(&Place::toy_town);
    // Before the first assessment they are there, without rates.
    assert_eq!(cell(&places[1], "flat_communities", 0, "assessed_on"), "");
    assert_eq!(rows(&places[1], "flat_facilities").len(), 3);
    all(&|place| drop(place.assess(&toy_circle())));
    alike(&places);
    assert_eq!(cell(&places[1], "flat_communities", 1, "toy_pharmacy_rate"), "0.5");
    assert_eq!(
        cell(&places[1], "flat_communities", 0, "toy_kindergarten_verdict"),
        "not_assessed"
    );
    assert_eq!(cell(&places[1], "flat_communities", 0, "toy_kindergarten_rate"), "");
    assert_eq!(cell(&places[1], "flat_gaps", 0, "assessed_on").len(), 10);
    // Another circle has other columns; the same once more has the same.
    for _ in 0..2 {
        all(&|place| drop(place.assess("service-15")));
        alike(&places);
        assert!(
            columns(&places[1], "flat_communities")
                .iter()
                .any(|(name, _)| name == "svc15_health_rate")
        );
    }
    // They follow an import.
    all(&|place| {
        let one = place.write("one.csv", "x,y,category\n500100,3300100,pharmacy\n");
        place
            .import("facilities", &one, &["--crs", "EPSG:4547", "--alone"])
            .expect_success();
    });
    assert_eq!(rows(&places[1], "flat_facilities").len(), 1);
    alike(&places);
}

#[test]
fn on_a_server_their_columns_have_types_and_they_can_not_be_written() {
    let Some(place) = Place::server() else { return };
    place.toy_town();
    place.assess(&toy_circle());
    let kinds = |columns: &str| {
        place.sql(&format!(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema()
               AND table_name = 'flat_communities' AND column_name IN ({columns}) ORDER BY 1"
        ))
    };
    assert_eq!(
        kinds("'id', 'name', 'provisional', 'toy_pharmacy_near', 'toy_pharmacy_rate', 'toy_pharmacy_verdict'"),
        "id|bigint\nname|text\nprovisional|boolean\ntoy_pharmacy_near|bigint\ntoy_pharmacy_rate|double precision\ntoy_pharmacy_verdict|text"
    );
    // GIS programs list layers with their kind and system from here.
    assert_eq!(
        place.sql(
            "SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema = current_schema() AND f_table_name LIKE 'flat%' ORDER BY 1"
        ),
        "flat_communities|MULTIPOLYGON|4326\nflat_facilities|POINT|4326\nflat_gaps|MULTIPOLYGON|4326"
    );
    for view in VIEWS {
        let written = place.sql(&format!(
            "SELECT is_updatable, is_insertable_into FROM information_schema.views WHERE table_schema = current_schema() AND table_name = '{view}'"
        ));
        assert_eq!(written, "NO|NO", "{view}");
    }
}

#[test]
fn provisional_borders_carry_no_rate_and_scenarios_stay_out() {
    for place in [Some(Place::file()), Place::server()].into_iter().flatten() {
        place.toy_town_with_provisional(0);
        place.assess(&toy_circle());
        let shown = |row: usize| {
            [
                "provisional",
                "toy_pharmacy_verdict",
                "toy_pharmacy_rate",
                "toy_pharmacy_rate_max",
                "toy_pharmacy_land_rate",
            ]
            .map(|column| cell(&place, "flat_communities", row, column))
        };
        assert_eq!(shown(0), ["1", "not_assessed", "", "", ""]);
        assert_eq!(shown(1)[..3], ["0", "threshold_undefined", "0.5"]);
        let before = VIEWS.map(|view| rows(&place, view));
        let scenario = |arguments: &[&str]| {
            let all = [arguments, &["--workspace", &place.workspace]].concat();
            place.run(&all).expect_success()
        };
        scenario(&["scenario", "new", "plan"]);
        scenario(&[
            "scenario",
            "edit",
            "plan",
            "--add-facility",
            "114.0034 29.82",
            "--category",
            "pharmacy",
        ]);
        scenario(&["assess", "--circle", &toy_circle(), "--scenario", "plan"]);
        assert!(before == VIEWS.map(|view| rows(&place, view)));
    }
}

#[test]
fn who_may_only_read_the_views_goes_on_when_another_than_the_owner_assesses() {
    let (Some(server), Some(place)) = (shared(), Place::server()) else {
        return;
    };
    place.toy_town();
    let schema = place.schema();
    let (writer, viewer) = (format!("writer_{schema}"), format!("viewer_{schema}"));
    place.sql(&format!(
        "CREATE ROLE {writer} LOGIN; CREATE ROLE {viewer} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {writer}, {viewer};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {writer};
         GRANT SELECT ON flat_communities, flat_gaps TO {viewer}"
    ));
    let assess = |circle: &str| {
        let workspace = server.address(&writer, "plans", schema);
        place.run(&[
            "assess",
            "--workspace",
            &workspace,
            "--circle",
            circle,
            "--format",
            "json",
        ])
    };
    let seen = |sql: &str| place.sql(&format!("SET ROLE {viewer}; {sql}"));
    let may = |table: &str| {
        place.sql(&format!("SELECT has_table_privilege('{viewer}', '{table}', 'SELECT'), has_table_privilege('{viewer}', '{table}', 'INSERT')"))
    };
    for (circle, column) in [
        (&*toy_circle(), "toy_pharmacy_rate"),
        ("service-15", "svc15_health_rate"),
    ] {
        assess(circle).expect_success();
        assert_eq!(
            seen(&format!(
                "SELECT count(*) FROM flat_communities WHERE {column} >= 0 OR {column} IS NULL"
            )),
            "3"
        );
        assert_eq!(
            [may("flat_gaps"), may("flat_facilities"), may("communities")],
            ["t|f", "f|f", "f|f"]
        );
        assert_eq!(may("flat_results"), "f|f");
    }
    assert_eq!(
        place.sql("SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relname LIKE 'flat%' AND relnamespace = current_schema()::regnamespace"),
        "postgres"
    );
    // The rows that name the columns can't be bent into something else.
    let refused = |row: &str| {
        place.refused(&format!(
            "SET ROLE {writer}; INSERT INTO yike_flat_columns VALUES (99, {row})"
        ))
    };
    for row in [
        "'x INTEGER); DROP TABLE land; --', 'text', ''",
        "'x', 'text); DROP TABLE land; --', ''",
    ] {
        let told = refused(row);
        assert!(told.contains("can not have such a column"), "{told}");
    }
    let told = place.refused(&format!(
        "SET ROLE {writer}; CREATE TABLE land (); SELECT yike_flat_views()"
    ));
    assert!(told.contains("denied"), "{told}");
    // What stands on a view is not thrown away: who made it is asked.
    place.sql("CREATE VIEW mine AS SELECT name, svc15_health_rate FROM flat_communities");
    assess("service-15").expect_success();
    assess(&toy_circle()).expect_refusal(
        1,
        &[
            "other views stand on them",
            "view mine depends on",
            "nothing was changed",
        ],
    );
    place.sql("DROP VIEW mine");
    assess(&toy_circle()).expect_success();
}

/// A circle with so many services, each of which is a pharmacy.
fn wide(place: &Place, services: usize) -> String {
    let toy = std::fs::read_to_string(toy_circle()).expect("text");
    let (mut circle, _) = toy
        .split_once("[[group]]")
        .map(|(head, rest)| (head.to_owned(), rest))
        .expect("it has services");
    for service in 0..services {
        write!(
            circle,
            "[[group]]\nkey = \"s{service}\"\nzh = \"{service}号\"\nen = \"Number {service}\"\nany_of = [\"pharmacy\"]\n\n"
        )
        .expect("a text takes everything");
    }
    place
        .write(&format!("wide{services}.toml"), circle)
        .display()
        .to_string()
}

#[test]
fn a_server_takes_a_hundred_and_forty_services_side_by_side_and_says_so_where_there_are_more() {
    let Some(place) = Place::server() else { return };
    place.toy_town();
    place.assess(&wide(&place, 140));
    assert_eq!(columns(&place, "flat_communities").len(), 7 + 5 * 140);
    assert_eq!(cell(&place, "flat_communities", 1, "toy_s139_rate"), "0.5");
    let before = (place.contents(), rows(&place, "flat_communities"));
    // A row of more does not fit on a page, and a table of still more does not have the columns.
    for services in [160, 330] {
        let asked = [
            "assess",
            "--workspace",
            &place.workspace,
            "--circle",
            &wide(&place, services),
        ];
        place.run(&asked).expect_refusal(
            1,
            &["so many services side by side", "nothing was changed", "fewer circles"],
        );
        assert!(before == (place.contents(), rows(&place, "flat_communities")));
    }
    // Fewer go in again.
    place.assess(&toy_circle());
    assert_eq!(columns(&place, "flat_communities").len(), 7 + 5 * 2);
}
