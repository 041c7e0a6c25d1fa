//! XML that grows, JSON that is deep, numbers that are none.

use std::fmt::Write as _;

use crate::harness::Desk;
use crate::{attempted, quiet, refused};

/// A billion laughs.
fn laughs(root: &str) -> String {
    let mut text = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for level in 1..=9 {
        let _ = write!(
            text,
            "<!ENTITY a{level} \"{}\">",
            format!("&a{};", level - 1).repeat(10)
        );
    }
    format!(
        "{text}]>\n<{root} xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:gml=\"http://www.opengis.net/gml\">&a9;</{root}>"
    )
}

#[test]
fn entities_are_not_even_read() {
    let desk = Desk::toy_town();
    for (name, root) in [("a.kml", "kml"), ("a.gml", "FeatureCollection"), ("a.osm", "osm")] {
        refused(
            &desk,
            "facilities",
            name,
            laughs(root),
            &["--category", "pharmacy"],
            1,
            &[name, "<!DOCTYPE", "take it out"],
        );
        let outside = format!(
            "<!DOCTYPE x [<!ENTITY p SYSTEM \"file:///etc/passwd\">]><{root} xmlns:gml=\"http://www.opengis.net/gml\">&p;</{root}>"
        );
        refused(
            &desk,
            "facilities",
            name,
            outside,
            &["--category", "pharmacy"],
            1,
            &[name, "<!DOCTYPE"],
        );
        let late = format!(
            "<{root} xmlns:gml=\"http://www.opengis.net/gml\"><!DOCTYPE x [<!ENTITY p SYSTEM \"file:///etc/passwd\">]>&p;</{root}>"
        );
        refused(&desk, "facilities", name, late, &["--category", "pharmacy"], 1, &[name]);
        let wide: Vec<u8> = laughs(root).encode_utf16().flat_map(u16::to_le_bytes).collect();
        refused(
            &desk,
            "facilities",
            name,
            wide,
            &["--category", "pharmacy"],
            1,
            &[name, "UTF-16"],
        );
        let long = format!("<!--{}--><!DOCTYPE x><{root}/>", "x".repeat(2 << 20));
        refused(&desk, "facilities", name, long, &["--category", "pharmacy"], 1, &[name]);
    }
    refused(
        &desk,
        "facilities",
        "a.gpx",
        laughs("gpx"),
        &[],
        1,
        &["a.gpx", "a track of a receiver"],
    );
    refused(
        &desk,
        "facilities",
        "a.qgs",
        laughs("qgis"),
        &[],
        1,
        &["a.qgs", "how a map is drawn"],
    );
    refused(
        &desk,
        "facilities",
        "a.svg",
        laughs("svg"),
        &[],
        3,
        &["a.svg", "not yet"],
    );
}

#[test]
fn deep_xml_ends() {
    let desk = Desk::toy_town();
    let deep = |root: &str, inner: &str| {
        format!(
            "<{root} xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:gml=\"http://www.opengis.net/gml\">{}{}</{root}>",
            format!("<{inner}>").repeat(100_000),
            format!("</{inner}>").repeat(100_000)
        )
    };
    for (name, root, inner) in [
        ("a.kml", "kml", "Folder"),
        ("b.kml", "kml", "MultiGeometry"),
        ("a.gml", "FeatureCollection", "gml:featureMember"),
        ("a.osm", "osm", "relation"),
    ] {
        let file = desk.write(name, deep(root, inner));
        let before = desk.workspace_bytes();
        let ran = attempted(&desk, "facilities", &file, &["--category", "pharmacy"]);
        assert_eq!(ran.code, 1, "{name}: {}", ran.err);
        quiet(&desk, &ran);
        assert_eq!(before, desk.workspace_bytes());
    }
}

#[test]
fn json_may_not_be_deep() {
    let desk = Desk::toy_town();
    for depth in [2_000, 200_000] {
        let nested = format!(
            "{}{}{}",
            "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(depth),
            "{\"type\":\"Point\",\"coordinates\":[114,29]}",
            "]}".repeat(depth)
        );
        let feature = format!("{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{nested}}}");
        let arrays = format!(
            "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{}1{}}}}}",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        for (text, words) in [(&nested, "deep"), (&feature, "deep"), (&arrays, "can't be read")] {
            refused(&desk, "communities", "a.geojson", text, &[], 1, &["a.geojson", words]);
        }
        refused(
            &desk,
            "communities",
            "a.geojsonl",
            feature,
            &[],
            1,
            &["a.geojsonl", "line 1"],
        );
    }
}

#[test]
fn numbers_that_are_none_do_not_come_in() {
    let desk = Desk::toy_town();
    for number in ["1e999", "-1e999", "NaN", "Infinity", "1e308", "1e-400"] {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"a"}},"geometry":{{"type":"Polygon","coordinates":[[[114,29],[{number},29],[115,30],[114,29]]]}}}}]}}"#
        );
        let file = desk.write("a.geojson", text);
        let before = desk.workspace_bytes();
        let ran = attempted(&desk, "communities", &file, &["--crs", "EPSG:4326"]);
        assert!(ran.code == 1 || number == "1e-400", "{number}: {} {}", ran.out, ran.err);
        quiet(&desk, &ran);
        if ran.code == 1 {
            assert_eq!(before, desk.workspace_bytes());
        }
        for (name, table) in [
            ("a.csv", format!("name,category,x,y\na,pharmacy,{number},3300100\n")),
            ("b.csv", format!("name,category,x,y\na,pharmacy,500100,{number}\n")),
        ] {
            refused(&desk, "facilities", name, table, &["--crs", "EPSG:4547"], 1, &[name]);
        }
    }
    // The same, as bytes: a point of a shapefile that is not a number.
    let shape = |x: f64| {
        let mut bytes = vec![0; 100];
        bytes[..4].copy_from_slice(&[0, 0, 0x27, 0x0a]);
        bytes[24..28].copy_from_slice(&64_u32.to_be_bytes());
        bytes[28..36].copy_from_slice(&[0xe8, 3, 0, 0, 1, 0, 0, 0]);
        let index = [
            bytes.clone(),
            50_u32.to_be_bytes().to_vec(),
            10_u32.to_be_bytes().to_vec(),
        ]
        .concat();
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 10, 1, 0, 0, 0]);
        bytes.extend(x.to_le_bytes());
        bytes.extend(3_300_100_f64.to_le_bytes());
        (bytes, index)
    };
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX] {
        let (bytes, index) = shape(x);
        desk.write("p.shx", index);
        refused(
            &desk,
            "facilities",
            "p.shp",
            bytes,
            &["--crs", "EPSG:4547", "--category", "pharmacy"],
            1,
            &["p.shp"],
        );
    }
}

#[test]
fn a_cell_of_many_megabytes_is_no_harm() {
    let desk = Desk::toy_town();
    let long = "很".repeat(8 << 20);
    let table = format!("name,category,x,y\n{long},pharmacy,500100,3300100\n");
    let file = desk.write("a.csv", table);
    let ran = attempted(&desk, "facilities", &file, &["--crs", "EPSG:4547"]);
    assert!(matches!(ran.code, 0 | 1), "{}", ran.code);
    quiet(&desk, &ran);
    let columns: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    let file = desk.write(
        "b.csv",
        format!("name,category,x,y,{}\na,pharmacy,500100,3300100\n", columns.join(",")),
    );
    let ran = attempted(&desk, "facilities", &file, &["--crs", "EPSG:4547"]);
    assert!(matches!(ran.code, 0 | 1), "{}", ran.code);
    quiet(&desk, &ran);
    assert!(ran.err.len() < 10_000 && ran.out.len() < 10_000, "the message is short");
}
