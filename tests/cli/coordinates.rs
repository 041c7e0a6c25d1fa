//! Coordinates as Chinese planners get them: shifted by web maps.

use crate::harness::{Desk, Ran};
use crate::web_map_shift::{bd09, gcj02};

type Shift = fn(f64, f64) -> (f64, f64);

fn ring(shift: Shift, west: f64, south: f64) -> String {
    let corners = [(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01), (0.0, 0.0)];
    let corners = corners.map(|(x, y)| {
        let (lon, lat) = shift(west + x, south + y);
        format!("[{lon},{lat}]")
    });
    format!("[{}]", corners.join(","))
}

fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}]}}"#
    )
}

fn rows(desk: &Desk, sql: &str) -> Vec<String> {
    let output = std::process::Command::new("ogrinfo")
        .args(["-ro", "-q", "-dialect", "SQLite", "-sql", sql])
        .arg(desk.path("town.gpkg"))
        .output()
        .expect("ogrinfo is installed by make setup");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.lines()
        .filter_map(|line| line.split_once(" = ").map(|(_, value)| value.to_owned()))
        .collect()
}

/// The smallest longitude and latitude of a layer.
fn corner(desk: &Desk, layer: &str) -> (f64, f64) {
    let found = rows(
        desk,
        &format!("SELECT min(ST_MinX(geom)) AS x, min(ST_MinY(geom)) AS y FROM {layer}"),
    );
    let number = |index: usize| found[index].parse::<f64>().expect("a number");
    (number(0), number(1))
}

#[track_caller]
fn said_to_be_approximate(ran: &Ran, datum: &str) {
    assert!(
        ran.out.contains("approximate conversion") && ran.out.contains(datum),
        "{}",
        ran.out
    );
}

#[test]
fn every_kind_comes_back_from_both_web_maps_and_says_that_it_is_approximate() {
    for (word, datum, shift) in [("gcj02", "GCJ-02", gcj02 as Shift), ("bd09", "BD-09", bd09 as Shift)] {
        let desk = Desk::new();
        let (west, south) = (101.54, 25.04);
        let area = format!("[{}]", ring(shift, west, south));
        let (x, y) = shift(west, south);
        let (x2, y2) = shift(west + 0.01, south + 0.01);
        for (kind, file, contents) in [
            (
                "communities",
                "c.geojson",
                feature(r#"{"name":"甲社区","people":100}"#, "Polygon", &area),
            ),
            ("buildings", "b.geojson", feature("{}", "Polygon", &area)),
            ("land", "l.geojson", feature(r#"{"use":"R2"}"#, "Polygon", &area)),
            (
                "streets",
                "s.geojson",
                feature(
                    r#"{"class":"major"}"#,
                    "LineString",
                    &format!("[[{x},{y}],[{x2},{y2}]]"),
                ),
            ),
            (
                "facilities",
                "f.csv",
                format!("name,lon,lat,category\n甲药店,{x},{y},pharmacy\n"),
            ),
            ("hamlets", "h.csv", format!("name,lon,lat,people\n上甲,{x},{y},20\n")),
            ("population", "p.csv", format!("lon,lat,people\n{x},{y},20\n")),
        ] {
            let file = desk.write(file, contents);
            let ran = desk.import(kind, &file, &["--crs", word]).expect_success();
            said_to_be_approximate(&ran, datum);
            let (lon, lat) = corner(&desk, kind);
            // A centimetre is 1e-7 degrees.
            assert!(
                (lon - west).abs() < 1e-8 && (lat - south).abs() < 1e-8,
                "{word} {kind}: {lon}, {lat}"
            );
        }
        let kept = rows(&desk, "SELECT DISTINCT crs FROM inputs");
        assert_eq!(kept, [format!("{datum}, converted (approximate)")]);
        assert_eq!(rows(&desk, "SELECT position_accuracy_m FROM facilities"), ["5"]);
        let document = desk.assess("service-15");
        let inputs = document["provenance"]["inputs"].as_array().expect("inputs are listed");
        assert!(inputs.iter().all(|input| {
            input["crs"]
                .as_str()
                .is_some_and(|crs| crs.starts_with(datum) && crs.contains("approximate"))
        }));
    }
}

/// One shop in metres, imported with these words; its place in degrees.
fn shop(desk: &Desk, x: &str, y: &str, more: &[&str]) -> (f64, f64) {
    let file = desk.write("f.csv", format!("name,x,y,category\n甲药店,{x},{y},pharmacy\n"));
    let ran = desk.import("facilities", &file, more).expect_success();
    assert!(
        !more[0].contains("shift") || ran.out.contains("approximate"),
        "{}",
        ran.out
    );
    corner(desk, "facilities")
}

fn near(found: (f64, f64), lon: f64, lat: f64, degrees: f64) {
    assert!(
        (found.0 - lon).abs() < degrees && (found.1 - lat).abs() < degrees,
        "{found:?} is not {lon}, {lat}"
    );
}

#[test]
fn a_definition_in_a_file_is_taken_and_an_address_is_not() {
    let desk = Desk::new();
    let esri = r#"PROJCS["CGCS2000_3_Degree_GK_CM_102E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",102.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
    desk.write("town.prj", esri);
    for crs in ["town.prj", "@town.prj"] {
        let found = shop(&desk, "454185.056", "2771115.805", &["--crs", crs]);
        near(found, 101.546, 25.045, 1e-7);
    }
    desk.write("wrong.prj", "http://127.0.0.1:9/crs");
    for (crs, words) in [
        ("@wrong.prj", "no definition of a reference system"),
        ("@nowhere.prj", "no such file"),
        ("@.", "no such file"),
    ] {
        desk.import("facilities", &desk.path("f.csv"), &["--crs", crs])
            .expect_refusal(1, &[words]);
    }
}

#[test]
fn an_old_datum_needs_parameters_and_is_then_approximate() {
    let desk = Desk::new();
    let file = desk.write("f.csv", "name,lon,lat,category\n甲药店,101.5,25.0,pharmacy\n");
    for old in ["EPSG:4214", "EPSG:4610"] {
        desk.import("facilities", &file, &["--crs", old])
            .expect_refusal(1, &[old, "--datum-shift"]);
        let ran = desk
            .import("facilities", &file, &["--crs", old, "--datum-shift", "-10,20,-30"])
            .expect_success();
        said_to_be_approximate(&ran, "datum shift");
    }
    desk.import("facilities", &file, &["--datum-shift", "1,2,3"])
        .expect_refusal(1, &["--crs"]);
    desk.import("facilities", &file, &["--crs", "EPSG:4490", "--datum-shift", "1,2,3"])
        .expect_refusal(1, &["old datum"]);
}

#[test]
fn a_towns_own_grid_comes_in_by_its_parameters() {
    let desk = Desk::new();
    desk.write(
        "meridian.toml",
        "name = \"town\"\ncentral_meridian = 102.0\nfalse_easting = 46000.0\nfalse_northing = -2771000.0\n",
    );
    desk.write(
        "onto.toml",
        "name = \"town\"\nonto = \"EPSG:4543\"\ndx = 454000.0\ndy = 2771000.0\nrotation = 0.0\nscale = 1.0\n",
    );
    for grid in ["meridian.toml", "onto.toml"] {
        near(
            shop(&desk, "185.056", "115.805", &["--local-grid", grid]),
            101.546,
            25.045,
            1e-7,
        );
        let kept = rows(&desk, "SELECT crs FROM inputs");
        assert!(kept[0].contains("local grid town"), "{kept:?}");
    }
    desk.write("odd.toml", "central_meridian = 102\n");
    desk.import("facilities", &desk.path("f.csv"), &["--local-grid", "odd.toml"])
        .expect_refusal(1, &["central_meridian", "onto"]);
}

#[test]
fn eastings_without_a_system_are_told_with_the_flag_to_pass() {
    let desk = Desk::new();
    for (row, words) in [
        ("34454185.056,2771115.805", "--crs EPSG:4522"),
        ("18454185.056,2771115.805", "--crs EPSG:4496"),
        ("454185.056,2771115.805", "central meridian"),
        ("2771115.805,34454185.056", "northing seems to stand first"),
    ] {
        let file = desk.write("f.csv", format!("name,x,y,category\n甲药店,{row},pharmacy\n"));
        desk.import("facilities", &file, &[])
            .expect_refusal(1, &["f.csv", words]);
    }
}
