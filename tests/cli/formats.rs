//! The toy town in every format that comes in gives the same answer as its own files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::{Desk, fixture};

/// Writes a file of the toy town in another format; nothing where `ogr2ogr` (Debian's gdal-bin) is absent.
fn made(desk: &Desk, source: &str, name: &str, driver: &str, more: &[&str]) -> Option<PathBuf> {
    let path = desk.path(name);
    let Ok(output) = Command::new("ogr2ogr")
        .args(["-f", driver])
        .args(more)
        .arg(&path)
        .arg(fixture(&format!("toy_town/{source}")))
        .output()
    else {
        println!("skipped: ogr2ogr (Debian's gdal-bin) is not installed");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(path)
}

/// In the town's own plane, which the file names.
const PLANE: &[&str] = &["-a_srs", "EPSG:4547"];
/// In degrees, for formats that are always in WGS 84.
const DEGREES: &[&str] = &["-s_srs", "EPSG:4547", "-t_srs", "EPSG:4326"];

const FORMATS: &[(&str, &str, &[&str])] = &[
    ("c.fgb", "FlatGeobuf", PLANE),
    ("c.gpkg", "GPKG", PLANE),
    (
        "c.shp",
        "ESRI Shapefile",
        &["-a_srs", "EPSG:4547", "-lco", "ENCODING=UTF-8"],
    ),
    ("c.gdb", "OpenFileGDB", PLANE),
    ("c.gml", "GML", PLANE),
    (
        "c.tab",
        "MapInfo File",
        &["-a_srs", "EPSG:4547", "-lco", "ENCODING=UTF-8"],
    ),
    (
        "c.mif",
        "MapInfo File",
        &["-a_srs", "EPSG:4547", "-lco", "ENCODING=UTF-8"],
    ),
    ("c.geojsonl", "GeoJSONSeq", DEGREES),
    ("c.kml", "LIBKML", DEGREES),
    ("c.kmz", "LIBKML", DEGREES),
];

#[test]
fn every_format_gives_the_communities_of_the_towns_own_file() {
    let own = Desk::toy_town();
    let wanted = rows(&own);
    for (name, driver, more) in FORMATS {
        let desk = Desk::new();
        let Some(file) = made(&desk, "communities.geojson", name, driver, more) else {
            return;
        };
        let ran = desk
            .import("communities", &file, &["--format", "json"])
            .expect_success();
        let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
        assert_eq!((&report["read"], &report["accepted"]), (&3.into(), &3.into()), "{name}");
        assert_eq!(rows(&desk), wanted, "{name}");
    }
}

/// Name and people of each community as the workspace has them.
fn rows(desk: &Desk) -> Vec<(String, String)> {
    let document = desk.assess("service-15");
    let mut rows: Vec<(String, String)> = document["communities"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| (row["name"].to_string(), row["people"].to_string()))
        .collect();
    // Some formats have an order of their own.
    rows.sort();
    rows
}

#[test]
fn a_zipped_shapefile_with_names_in_gbk_is_read() {
    let desk = Desk::new();
    let Some(shapefile) = made(
        &desk,
        "communities.geojson",
        "社区.shp",
        "ESRI Shapefile",
        &["-a_srs", "EPSG:4547", "-lco", "ENCODING=GBK"],
    ) else {
        return;
    };
    // 社区 in GBK, as archives made in China have it: without a word on the encoding.
    let gbk = b"\xc9\xe7\xc7\xf8";
    let archive = desk.write("town.zip", packed(&shapefile, gbk));
    desk.import("communities", &archive, &[]).expect_success();
    let own = Desk::toy_town();
    assert_eq!(rows(&desk), rows(&own));
}

/// A zip of a shapefile's parts, stored, with a stem of raw bytes.
fn packed(shapefile: &Path, stem: &[u8]) -> Vec<u8> {
    let entries: Vec<(Vec<u8>, Vec<u8>)> = ["shp", "shx", "dbf", "prj", "cpg"]
        .iter()
        .map(|ending| {
            let contents = std::fs::read(shapefile.with_extension(ending)).expect("ogr2ogr made it");
            ([stem, b".", ending.as_bytes()].concat(), contents)
        })
        .collect();
    crate::raw_zip::zip(&entries)
}

#[test]
fn a_zip_with_several_files_asks_which_one() {
    let desk = Desk::toy_town();
    let read = |name: &str| std::fs::read(fixture(&format!("toy_town/{name}"))).expect("a fixture");
    let archive = desk.write(
        "town.zip",
        crate::raw_zip::zip(&[
            (b"a/communities.geojson".to_vec(), read("communities.geojson")),
            (b"a/land.geojson".to_vec(), read("land.geojson")),
            (b"a/readme.txt".to_vec(), b"hello".to_vec()),
        ]),
    );
    desk.import("communities", &archive, &["--crs", "EPSG:4547"])
        .expect_refusal(
            1,
            &[
                "town.zip has 2 layers",
                "a/communities.geojson, a/land.geojson",
                "--layer",
            ],
        );
    let before = rows(&desk);
    desk.import(
        "communities",
        &archive,
        &["--crs", "EPSG:4547", "--layer", "communities"],
    )
    .expect_success();
    assert_eq!(rows(&desk), before);
}

#[test]
fn formats_that_nobody_can_read_are_refused_with_the_way_out() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    let dwg = desk.write("plan.dwg", b"AC1032\0\0");
    desk.import("facilities", &dwg, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["plan.dwg: DWG", "save it as DXF (ASCII"]);
    let rds = desk.write("points.rds", b"\x1f\x8b");
    desk.import("facilities", &rds, &[])
        .expect_refusal(1, &["points.rds", "the program R", "sf::st_write"]);
    assert_eq!(before, desk.workspace_bytes());
}

/// A drawing: the group codes of DXF, two lines each.
fn drawing(entities: &[&[(i32, &str)]]) -> String {
    let mut text = String::from("  0\nSECTION\n  2\nENTITIES\n");
    for (code, value) in entities.iter().copied().flatten() {
        let _ = write!(text, "{code:3}\n{value}\n");
    }
    text + "  0\nENDSEC\n  0\nEOF\n"
}

#[test]
fn a_drawing_gives_its_layers_as_categories_and_its_texts_as_names() {
    let desk = Desk::toy_town();
    let plan = drawing(&[
        &[
            (0, "POINT"),
            (100, "AcDbEntity"),
            (8, "pharmacy"),
            (100, "AcDbPoint"),
            (10, "500280.0"),
            (20, "3300340.0"),
        ],
        &[
            (0, "TEXT"),
            (100, "AcDbEntity"),
            (8, "names"),
            (100, "AcDbText"),
            (10, "500285.0"),
            (20, "3300342.0"),
            (40, "2.5"),
            (1, "First Pharmacy"),
        ],
        &[
            (0, "POINT"),
            (100, "AcDbEntity"),
            (8, "pharmacy"),
            (100, "AcDbPoint"),
            (10, "501500.0"),
            (20, "3300150.0"),
        ],
    ]);
    let file = desk.write("plan.dxf", plan);
    desk.import("facilities", &file, &[])
        .expect_refusal(1, &["plan.dxf", "coordinate reference system", "--crs"]);
    let ran = desk
        .import("facilities", &file, &["--crs", "EPSG:4547", "--format", "json"])
        .expect_success();
    let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!((&report["read"], &report["accepted"]), (&2.into(), &2.into()));
    assert!(
        ran.out.contains("1 texts stand in the drawing; 1 things took"),
        "{}",
        ran.out
    );
}

#[test]
fn openstreetmap_as_xml_gives_what_its_pbf_gives() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "town.osm",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6"><meta osm_base="2024-05-06T07:08:09Z"/>
<node id="1" lat="29.816" lon="114.003"><tag k="amenity" v="pharmacy"/><tag k="name" v="甲 &amp; 乙"/></node>
<node id="2" lat="29.817" lon="114.004" visible="false"><tag k="amenity" v="pharmacy"/></node>
<node id="3" lat="29.8160" lon="114.0050"/><node id="4" lat="29.8160" lon="114.0060"/>
<node id="5" lat="29.8170" lon="114.0060"/>
<way id="7"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="3"/><tag k="building" v="yes"/></way>
</osm>"#,
    );
    let ran = desk.import("facilities", &file, &["--format", "json"]).expect_success();
    let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!(report["accepted"], 1, "the deleted node does not count: {}", ran.out);
    let ran = desk.import("buildings", &file, &["--format", "json"]).expect_success();
    let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!(report["accepted"], 1);
    let cut = desk.write("cut.osm", "<osm version=\"0.6\"><node id=\"1\" lat=\"1\" lon=\"2\"/>");
    desk.import("facilities", &cut, &[])
        .expect_refusal(1, &["cut.osm", "cut off"]);
}

#[test]
fn letters_that_a_map_info_table_does_not_name_are_read_as_they_are_said() {
    let desk = Desk::toy_town();
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    desk.write("a.mid", gbk("\"东兴社区卫生服务站旁药房\",\"药店\"\n"));
    let head = "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nCoordSys Earth Projection 1, 0\nColumns 2\n  名称 Char(60)\n  类别 Char(20)\nData\n\nPoint 114.003 29.816\n";
    let file = desk.write("a.mif", gbk(head));
    for said in [&["--encoding", "GBK"][..], &[]] {
        let flags = [&["--crs", "EPSG:4490", "--format", "json"][..], said].concat();
        let ran = desk.import("facilities", &file, &flags).expect_success();
        let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
        assert_eq!(report["accepted"], 1, "{report}");
    }
}
