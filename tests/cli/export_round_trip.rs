//! Layers handed over in every format and read back.

use std::collections::BTreeMap;

use geo::{Geometry, Point};
use serde_json::Value;

use crate::harness::{Desk, fixture};
use crate::reading_back::{ReadRow, apart, rows, same};

/// Names that trip writers and readers: quotes, line breaks, formulas, other scripts, more than 254 bytes.
fn trap_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "=HYPERLINK(\"http://127.0.0.1:9\",\"点我\")",
        "+1",
        "-2",
        "@SUM(A1)",
        "\"带引号\", 带逗号",
        "第一行\n第二行",
        "<b>&amp;</b>",
        "𠮷野家 ① é",
        "O'Brien; DROP TABLE",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("长".repeat(100));
    names
}

/// The toy town with the trap names, assessed.
pub fn town() -> Desk {
    let desk = Desk::toy_town();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["x", "y", "category", "name", "capacity"])
        .expect("memory");
    for (number, name) in trap_names().iter().enumerate() {
        let x = (500_100 + 37 * number).to_string();
        let capacity = if number % 2 == 0 { "12.5" } else { "" };
        writer
            .write_record([&x, "3300250", "pharmacy", name, capacity])
            .expect("memory");
    }
    let traps = desk.write("traps.csv", writer.into_inner().expect("memory"));
    desk.import("facilities", &traps, &["--crs", "EPSG:4547"])
        .expect_success();
    // Import makes one line of a name; QGIS does not.
    let options = gdal::DatasetOptions {
        open_flags: gdal::GdalOpenFlags::GDAL_OF_UPDATE | gdal::GdalOpenFlags::GDAL_OF_VECTOR,
        ..gdal::DatasetOptions::default()
    };
    let workspace = gdal::Dataset::open_ex(desk.path("town.gpkg"), options).expect("a GeoPackage");
    let sql = "UPDATE facilities SET name = '第一行' || char(10) || '第二行' WHERE name LIKE '第一行%'";
    workspace
        .execute_sql(sql, None, gdal::vector::sql::Dialect::DEFAULT)
        .expect("SQL");
    workspace.close().expect("written");
    let circle = fixture("toy_town/toy.toml");
    desk.assess(circle.to_str().expect("text"));
    desk
}

/// Exports a layer and returns the report.
pub fn export(desk: &Desk, layer: &str, file: &str, more: &[&str]) -> Value {
    let mut arguments = vec![
        "export",
        layer,
        "--workspace",
        "town.gpkg",
        "--to",
        file,
        "--report",
        "json",
    ];
    arguments.extend(more);
    serde_json::from_str(&desk.run(&arguments).expect_success().out).expect("one JSON object")
}

/// What is left of exact where the second judge prints fifteen decimals.
const EXACT: f64 = 2e-15;

const LAYERS: [&str; 15] = [
    "communities",
    "facilities",
    "functions",
    "circles",
    "gaps",
    "gap-list",
    "coverage",
    "hamlets",
    "population",
    "populations",
    "buildings",
    "land",
    "streets",
    "rings",
    "service-rings",
];

/// The names in the file, by the names of the columns.
fn renamed(report: &Value) -> BTreeMap<String, String> {
    let fields = report["fields"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    fields
        .iter()
        .map(|field| (text(&field["of"]), text(&field["name"])))
        .collect()
}

/// A cell by its field; KML's own element for names is read as `Name`.
fn value<'a>(row: &'a ReadRow, name: &str) -> Option<&'a String> {
    row.values
        .get(name)
        .or_else(|| row.values.get("Name").filter(|_| name == "name"))
}

/// Holds what was read from one format against what the GeoPackage says; `tolerance` in degrees.
fn compare(what: &str, report: &Value, mut found: Vec<ReadRow>, mut expected: Vec<ReadRow>, tolerance: f64, cut: bool) {
    assert_eq!(report["rows"].as_u64(), Some(found.len() as u64), "{what}");
    assert_eq!(found.len(), expected.len(), "{what}");
    let names = renamed(report);
    let key = |names: &BTreeMap<String, String>, row: &ReadRow| {
        let key = |column: &str| {
            names
                .get(column)
                .and_then(|name| row.values.get(name))
                .cloned()
                .unwrap_or_default()
        };
        [
            key("id"),
            key("facility"),
            key("community"),
            key("circle"),
            key("service"),
            key("category"),
            key("basis"),
            key("minutes"),
        ]
        .join("|")
    };
    let same_names: BTreeMap<String, String> = names.keys().map(|name| (name.clone(), name.clone())).collect();
    found.sort_by_key(|row| key(&names, row));
    expected.sort_by_key(|row| key(&same_names, row));
    for (found, expected) in found.iter().zip(&expected) {
        for (of, name) in &names {
            let (a, b) = (value(found, name), expected.values.get(of));
            let empty = |text: Option<&String>| text.is_none_or(String::is_empty);
            let shortened = cut
                && a.zip(b)
                    .is_some_and(|(a, b)| b.starts_with(a.as_str()) && b.len() > 254);
            assert!(
                same(a, b) || empty(a) && empty(b) || shortened,
                "{what}: {of}: {a:?} was {b:?}"
            );
        }
        let off = apart(found.shape.as_ref(), expected.shape.as_ref());
        assert!(off <= tolerance, "{what}: {off} degrees off: {found:?} {expected:?}");
    }
}

/// Every layer through one format. `reference` is each layer as a GeoPackage.
fn round_trip(desk: &Desk, reference: &BTreeMap<&str, Vec<ReadRow>>, ending: &str, tolerance: f64) {
    for (layer, expected) in reference {
        let file = format!("out.{ending}");
        let only_shapes = matches!(ending, "shp" | "fgb" | "kml" | "dxf");
        if matches!(*layer, "coverage" | "populations") && only_shapes {
            let arguments = ["export", layer, "--workspace", "town.gpkg", "--to", &file];
            desk.run(&arguments).expect_refusal(1, &["has no shapes", "xlsx"]);
            continue;
        }
        let report = export(desk, layer, &file, &["--overwrite"]);
        let found = rows(&desk.path(&file), None);
        compare(
            &format!("{layer}.{ending}"),
            &report,
            found,
            expected.clone(),
            tolerance,
            ending == "shp",
        );
    }
}

#[test]
fn every_layer_comes_back_from_every_format() {
    let desk = town();
    let mut reference = BTreeMap::new();
    for layer in LAYERS {
        export(&desk, layer, "reference.gpkg", &["--overwrite"]);
        reference.insert(layer, rows(&desk.path("reference.gpkg"), None));
    }
    // A workbook has no shapes; of points it has the two numbers.
    for row in reference.values_mut().flatten() {
        row.values.retain(|_, text| !text.is_empty());
    }
    // Parquet is read without the second judge, whose last digit differs. GeoJSON is written to a tenth of a millimetre; WKT of a CSV has fifteen digits; a file geodatabase counts in its own raster.
    for (ending, tolerance) in [
        ("fgb", EXACT),
        ("shp", EXACT),
        ("geojson", 1e-9),
        ("geojsonl", 1e-9),
        ("csv", 1e-12),
        ("kml", 1e-12),
        ("gdb", 5e-9),
    ] {
        round_trip(&desk, &reference, ending, tolerance);
    }
    for (layer, mut expected) in reference {
        let report = export(&desk, layer, "out.xlsx", &["--overwrite", "--lang", "zh"]);
        let mut found = rows(&desk.path("out.xlsx"), Some("数据"));
        if report["rows"] == 0 {
            // GDAL takes a lone heading for a row; it must be the heading.
            let headings: Vec<&String> = found.iter().flat_map(|row| row.values.values()).collect();
            assert!(
                renamed(&report).values().all(|name| headings.contains(&name)),
                "{layer}"
            );
            continue;
        }
        for row in &mut found {
            let mut number = |name: &str| {
                row.values
                    .remove(name)
                    .map(|text| text.parse::<f64>().expect("a number"))
            };
            row.shape = number("经度")
                .zip(number("纬度"))
                .map(|(lon, lat)| Geometry::from(Point::new(lon, lat)));
        }
        if !matches!(
            layer,
            "facilities" | "functions" | "gap-list" | "hamlets" | "population"
        ) {
            for (found, expected) in found.iter_mut().zip(&mut expected) {
                // A point inside stands for an area.
                (found.shape, expected.shape) = (None, None);
            }
        }
        compare(&format!("{layer}.xlsx"), &report, found, expected, 1e-12, false);
    }
}

#[test]
fn a_drawing_has_the_shapes_in_metres_on_layers_with_their_names() {
    let desk = town();
    for (layer, by) in [
        ("facilities", "category"),
        ("communities", "toy_pharmacy_verdict"),
        ("gaps", "service"),
        ("streets", "class"),
    ] {
        let report = export(&desk, layer, "out.dxf", &["--overwrite"]);
        assert_eq!(report["crs"], "EPSG:4547");
        export(&desk, layer, "plane.gpkg", &["--overwrite", "--crs", "plane"]);
        let expected = rows(&desk.path("plane.gpkg"), None);
        let found = rows(&desk.path("out.dxf"), None);
        let (texts, shapes): (Vec<&ReadRow>, Vec<&ReadRow>) =
            found.iter().partition(|row| row.values.contains_key("Text"));
        // Each ring is a closed polyline of its own; a point is a point.
        let mut corners = Vec::new();
        for row in &expected {
            let layer = row.values[by].clone();
            let all = row.shape.iter().flat_map(geo::CoordsIter::coords_iter);
            corners.extend(all.map(|c| (layer.clone(), (c.x * 1e3).round() as i64, (c.y * 1e3).round() as i64)));
        }
        let mut drawn = Vec::new();
        for row in &shapes {
            let all = row.shape.iter().flat_map(geo::CoordsIter::coords_iter);
            drawn.extend(all.map(|c| {
                (
                    row.values["Layer"].clone(),
                    (c.x * 1e3).round() as i64,
                    (c.y * 1e3).round() as i64,
                )
            }));
        }
        corners.sort();
        drawn.sort();
        assert_eq!(drawn.len(), corners.len(), "{layer}");
        let off = |(a, b): (&(String, i64, i64), &(String, i64, i64))| {
            a.0 == b.0 && (a.1 - b.1).abs() <= 1 && (a.2 - b.2).abs() <= 1
        };
        assert!(drawn.iter().zip(&corners).all(off), "{layer}");
        let label = if layer == "gaps" { "community_name" } else { "name" };
        let mut names: Vec<String> = expected
            .iter()
            .filter_map(|row| row.values.get(label))
            .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|name| !name.is_empty())
            .collect();
        let mut written: Vec<String> = texts
            .iter()
            .map(|row| {
                row.values["Text"]
                    .replace("\\U+D842\\U+DFB7", "𠮷")
                    .replace("\\U+00E9", "é")
            })
            .collect();
        names.sort();
        written.sort();
        assert_eq!(written, names, "{layer}");
    }
    let report = export(&desk, "facilities", "utf8.dxf", &["--encoding", "utf-8"]);
    assert!(report["remarks"].to_string().contains("holds no fields"), "{report}");
    // It comes back once: release 12 names no classes, and its texts are no places all the same.
    export(&desk, "facilities", "plane.gpkg", &["--overwrite", "--crs", "plane"]);
    let places = rows(&desk.path("plane.gpkg"), None).len();
    for file in ["utf8.dxf", "gbk.dxf"] {
        if file == "gbk.dxf" {
            export(&desk, "facilities", file, &[]);
        }
        let flags = ["--crs", "EPSG:4547", "--dry-run", "--skip-rejected", "--format", "json"];
        let ran = desk.import("facilities", &desk.path(file), &flags);
        let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
        assert_eq!(
            (&report["read"], &report["accepted"]),
            (&places.into(), &places.into()),
            "{report}"
        );
    }
}

#[test]
fn an_area_of_many_corners_and_holes_comes_back_whole() {
    let desk = Desk::toy_town();
    let ring = |radius: f64, corners: usize, way: f64| -> Vec<[f64; 2]> {
        let at = |number: usize| {
            let angle = way * std::f64::consts::TAU * (number % corners) as f64 / corners as f64;
            // Wavy, so that no corner lies on a straight line.
            let radius = radius * (1.0 + 0.01 * (angle * 40.0).sin());
            [114.0 + radius * angle.cos(), 29.83 + radius * angle.sin()]
        };
        (0..=corners).map(at).collect()
    };
    let rings = [ring(0.01, 20_000, 1.0), ring(0.005, 3_000, -1.0)];
    let document = serde_json::json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"use": "residential"},
        "geometry": {"type": "Polygon", "coordinates": rings}}]});
    let file = desk.write("big.geojson", document.to_string());
    desk.import("land", &file, &["--crs", "EPSG:4326"]).expect_success();
    export(&desk, "land", "reference.gpkg", &[]);
    let expected = rows(&desk.path("reference.gpkg"), None);
    let corners = expected[0].shape.as_ref().map_or(0, geo::CoordsIter::coords_count);
    assert_eq!(corners, 23_002);
    for (ending, tolerance) in [
        ("shp", EXACT),
        ("fgb", EXACT),
        ("parquet", 3e-14),
        ("geojson", 1e-9),
        ("csv", 1e-12),
        ("kml", 1e-12),
        ("gdb", 5e-9),
    ] {
        let file = format!("out.{ending}");
        export(&desk, "land", &file, &[]);
        let found = rows(&desk.path(&file), None);
        let off = apart(found[0].shape.as_ref(), expected[0].shape.as_ref());
        assert!(off <= tolerance, "{ending}: {off}");
    }
}

#[test]
fn the_geopackage_says_what_the_workspace_says() {
    let desk = town();
    for layer in ["facilities", "hamlets", "buildings", "land", "gaps"] {
        let report = export(&desk, layer, "out.gpkg", &["--overwrite"]);
        let mut found = rows(&desk.path("out.gpkg"), None);
        let expected = rows(&desk.path("town.gpkg"), Some(layer));
        assert_eq!(found.len(), expected.len(), "{layer}");
        found.sort_by_key(|row| row.values["id"].parse::<i64>().expect("a number"));
        for (found, expected) in found.iter().zip(&expected) {
            assert!(apart(found.shape.as_ref(), expected.shape.as_ref()) <= EXACT, "{layer}");
            for name in renamed(&report)
                .keys()
                .filter(|name| expected.values.contains_key(*name))
            {
                assert!(
                    same(found.values.get(name), expected.values.get(name)),
                    "{layer}: {name}"
                );
            }
        }
    }
    let names: Vec<String> = rows(&desk.path("town.gpkg"), Some("facilities"))
        .iter()
        .map(|row| row.values["name"].clone())
        .collect();
    for name in trap_names() {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn communities_carry_every_result_under_stable_names() {
    let desk = Desk::toy_town();
    let circle = fixture("toy_town/toy.toml");
    desk.assess(circle.to_str().expect("text"));
    export(&desk, "communities", "out.geojson", &[]);
    let document: Value =
        serde_json::from_slice(&std::fs::read(desk.path("out.geojson")).expect("a file")).expect("JSON");
    let of = |number: usize, name: &str| document["features"][number]["properties"][format!("toy_{name}")].clone();
    assert_eq!(
        [of(0, "pharmacy_rate"), of(1, "pharmacy_rate"), of(2, "pharmacy_rate")],
        [1.0, 0.5, 0.0].map(Value::from)
    );
    assert_eq!(of(2, "pharmacy_outside"), 40.0);
    assert_eq!(of(0, "pharmacy_walk_m"), 292.5);
    assert_eq!(of(0, "pharmacy_verdict"), "threshold_undefined");
    // Not assessed is no number, never 0.
    assert_eq!(of(0, "kindergarten_verdict"), "not_assessed");
    assert_eq!(of(0, "kindergarten_rate"), Value::Null);
    assert_eq!(document["features"][0]["properties"]["name"], "甲社区");
}
