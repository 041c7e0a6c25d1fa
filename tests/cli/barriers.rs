//! Barriers and compounds, from layers of one's own and from OpenStreetMap.

use serde_json::Value;

use crate::harness::{Desk, Ran};

/// A collection of features in degrees, each `(properties, geometry)`.
fn collection(features: &[(Value, Value)]) -> String {
    let features: Vec<Value> = features
        .iter()
        .map(|(properties, geometry)| {
            serde_json::json!({"type": "Feature", "properties": properties, "geometry": geometry})
        })
        .collect();
    serde_json::json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn line(corners: &[[f64; 2]]) -> Value {
    serde_json::json!({"type": "LineString", "coordinates": corners})
}

/// A box from its south-western corner.
fn ground(west: f64, south: f64, wide: f64, high: f64) -> Value {
    let (east, north) = (west + wide, south + high);
    serde_json::json!({"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]})
}

fn point(lon: f64, lat: f64) -> Value {
    serde_json::json!({"type": "Point", "coordinates": [lon, lat]})
}

fn report(ran: Ran) -> Value {
    serde_json::from_str(&ran.expect_success().out).expect("one JSON object")
}

/// What a report says, line by line.
fn said(report: &Value) -> Vec<String> {
    let warnings = report["warnings"].as_array().expect("a list");
    warnings
        .iter()
        .map(|warning| warning["what"].as_str().expect("text").to_owned())
        .collect()
}

/// Features of a layer that was exported.
fn exported(desk: &Desk, layer: &str) -> Vec<Value> {
    let file = format!("{layer}.geojson");
    desk.run(&[
        "export",
        layer,
        "--workspace",
        "town.gpkg",
        "--to",
        &file,
        "--overwrite",
    ])
    .expect_success();
    let text = std::fs::read_to_string(desk.path(&file)).expect("it was written");
    let document: Value = serde_json::from_str(&text).expect("GeoJSON");
    document["features"].as_array().expect("features").clone()
}

fn shore() -> String {
    collection(&[
        (
            serde_json::json!({"类型": "河流", "名称": "龙川江"}),
            line(&[[101.5, 25.0], [101.51, 25.0]]),
        ),
        (
            serde_json::json!({"类型": "铁路", "名称": "成昆铁路"}),
            line(&[[101.5, 25.01], [101.51, 25.01]]),
        ),
        (
            serde_json::json!({"类型": "高速公路", "是否阻断": "否"}),
            line(&[[101.5, 25.02], [101.51, 25.02]]),
        ),
        (serde_json::json!({"类型": "围墙"}), ground(101.5, 25.03, 0.01, 0.01)),
        (
            serde_json::json!({"类型": "隔离带"}),
            line(&[[101.5, 25.05], [101.51, 25.05]]),
        ),
        (
            serde_json::json!({"类型": "别的"}),
            line(&[[101.5, 25.06], [101.51, 25.06]]),
        ),
    ])
}

#[test]
fn lines_and_areas_of_ones_own_are_kept_with_what_they_are_and_close_unless_said_otherwise() {
    let desk = Desk::new();
    let file = desk.write("own.geojson", shore());
    let report = report(desk.import("barriers", &file, &["--format", "json", "--as-of", "2025"]));
    assert_eq!((&report["read"], &report["accepted"]), (&6.into(), &6.into()));
    assert!(
        said(&report)
            .iter()
            .any(|what| what.contains("别的") && what.contains("--kind")),
        "{report}"
    );
    assert_eq!(
        desk.rows("SELECT kind, name, closes, source, as_of FROM barriers ORDER BY id"),
        [
            ["water", "龙川江", "1", "own.geojson", "2025"],
            ["railway", "成昆铁路", "1", "own.geojson", "2025"],
            ["expressway", "", "0", "own.geojson", "2025"],
            ["wall", "", "1", "own.geojson", "2025"],
            ["expressway", "", "1", "own.geojson", "2025"],
            ["line", "", "1", "own.geojson", "2025"],
        ]
    );
    let (lines, areas) = (exported(&desk, "barrier-lines"), exported(&desk, "barrier-areas"));
    assert_eq!((lines.len(), areas.len()), (5, 1));
    assert_eq!(lines[0]["properties"]["name"], "龙川江");
    assert_eq!(areas[0]["properties"]["kind"], "wall");
    assert_eq!(
        desk.rows("SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = 'barriers'"),
        [["GEOMETRY"]]
    );
}

#[test]
fn the_flags_say_what_a_whole_file_is() {
    let desk = Desk::new();
    let bare = collection(&[(serde_json::json!({}), line(&[[101.5, 25.0], [101.51, 25.0]]))]);
    let file = desk.write("bare.geojson", bare);
    let read = || desk.rows("SELECT kind, closes FROM barriers");
    desk.import("barriers", &file, &[]).expect_success();
    assert_eq!(read(), [["line", "1"]]);
    desk.import("barriers", &file, &["--kind", "water", "--closes", "no"])
        .expect_success();
    assert_eq!(read(), [["water", "0"]], "the same file again replaces its own rows");
    desk.import("barriers", &file, &["--kind", "sea"])
        .expect_refusal(2, &["sea", "water"]);
}

#[test]
fn barriers_of_several_files_stand_side_by_side_and_are_versions_like_any_layer() {
    let desk = Desk::new();
    let one = desk.write("one.geojson", shore());
    let two = desk.write(
        "two.geojson",
        collection(&[(
            serde_json::json!({"kind": "wall"}),
            line(&[[101.6, 25.0], [101.61, 25.0]]),
        )]),
    );
    let count = || desk.rows("SELECT count(*) FROM barriers").concat().concat();
    desk.import("barriers", &one, &[]).expect_success();
    desk.import("barriers", &two, &[]).expect_success();
    assert_eq!(count(), "7");
    desk.import("barriers", &two, &["--alone"]).expect_success();
    assert_eq!(count(), "1");
    let diff = desk.run(&["diff", "--workspace", "town.gpkg", "--format", "json"]);
    let changes: Value = serde_json::from_str(&diff.expect_success().out).expect("JSON");
    assert_eq!(changes.as_array().map(Vec::len), Some(6));
    assert_eq!(
        (&changes[0]["layer"], &changes[0]["change"]),
        (&"barriers".into(), &"removed".into())
    );
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    assert_eq!(count(), "7");
    assert_eq!(exported(&desk, "barrier-areas").len(), 1, "the area came back as one");
}

#[test]
fn a_point_is_no_barrier_and_a_wrong_truth_is_told() {
    let desk = Desk::new();
    let points = collection(&[(serde_json::json!({}), point(101.5, 25.0))]);
    desk.import("barriers", &desk.write("points.geojson", points), &[])
        .expect_refusal(1, &["lines or areas", "Point"]);
    let perhaps = collection(&[
        (
            serde_json::json!({"closes": "perhaps"}),
            line(&[[101.5, 25.0], [101.51, 25.0]]),
        ),
        (
            serde_json::json!({"closes": "no"}),
            line(&[[101.5, 25.1], [101.51, 25.1]]),
        ),
    ]);
    desk.import("barriers", &desk.write("perhaps.geojson", perhaps), &[])
        .expect_refusal(1, &["row 1", "closes", "perhaps", "1 of 2 rows"]);
    assert_eq!(desk.rows("SELECT count(*) FROM barriers"), [["0"]]);
}

/// An extract with a river, a culvert, a railway, a lake as a relation, a fence, and three residential areas: one fenced with two gates,
/// one gated by its tags without any, one open.
const EXTRACT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="by hand">
  <node id="1" lon="9.50" lat="47.10"/><node id="2" lon="9.51" lat="47.10"/><node id="3" lon="9.51" lat="47.11"/><node id="4" lon="9.50" lat="47.11"/>
  <node id="5" lon="9.505" lat="47.10"><tag k="barrier" v="gate"/><tag k="access" v="private"/></node>
  <node id="6" lon="9.505" lat="47.11"><tag k="entrance" v="main"/></node>
  <node id="7" lon="9.50" lat="47.105"><tag k="entrance" v="emergency"/></node>
  <node id="11" lon="9.52" lat="47.10"/><node id="12" lon="9.53" lat="47.10"/><node id="13" lon="9.53" lat="47.11"/>
  <node id="21" lon="9.54" lat="47.10"/><node id="22" lon="9.55" lat="47.10"/><node id="23" lon="9.55" lat="47.11"/>
  <node id="31" lon="9.60" lat="47.10"/><node id="32" lon="9.61" lat="47.10"/><node id="33" lon="9.61" lat="47.11"/><node id="34" lon="9.60" lat="47.11"/>
  <way id="1"><nd ref="1"/><nd ref="5"/><nd ref="2"/><nd ref="3"/><nd ref="6"/><nd ref="4"/><nd ref="7"/><nd ref="1"/><tag k="landuse" v="residential"/><tag k="name" v="Fenced"/></way>
  <way id="2"><nd ref="1"/><nd ref="5"/><nd ref="2"/><nd ref="3"/><nd ref="6"/><tag k="barrier" v="fence"/></way>
  <way id="3"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="11"/><tag k="landuse" v="residential"/><tag k="access" v="private"/><tag k="name" v="Gated"/></way>
  <way id="4"><nd ref="21"/><nd ref="22"/><nd ref="23"/><nd ref="21"/><tag k="landuse" v="residential"/></way>
  <way id="5"><nd ref="1"/><nd ref="11"/><tag k="waterway" v="river"/><tag k="name" v="Rhine"/></way>
  <way id="6"><nd ref="2"/><nd ref="12"/><tag k="waterway" v="canal"/><tag k="tunnel" v="culvert"/></way>
  <way id="7"><nd ref="3"/><nd ref="13"/><nd ref="99"/><tag k="railway" v="rail"/></way>
  <way id="8"><nd ref="31"/><nd ref="32"/><nd ref="33"/></way>
  <way id="9"><nd ref="33"/><nd ref="34"/><nd ref="31"/></way>
  <relation id="1"><member type="way" ref="8" role="outer"/><member type="way" ref="9" role="outer"/><tag k="type" v="multipolygon"/><tag k="natural" v="water"/><tag k="name" v="Lake"/></relation>
</osm>
"#;

#[test]
fn an_extract_gives_barriers_that_close_nothing_because_its_bridges_are_streets() {
    let desk = Desk::new();
    let file = desk.write("town.osm", EXTRACT);
    let report = report(desk.import("barriers", &file, &["--format", "json"]));
    assert!(
        said(&report).contains(&"found: railway 1, wall 1, water 2".to_owned()),
        "{report}"
    );
    assert_eq!(
        desk.rows("SELECT kind, name, closes FROM barriers ORDER BY id"),
        [
            ["wall", "", "0"],
            ["water", "Rhine", "0"],
            ["railway", "", "0"],
            ["water", "Lake", "0"]
        ],
        "the canal is in a culvert"
    );
    assert_eq!(exported(&desk, "barrier-areas")[0]["properties"]["name"], "Lake");
    desk.import("barriers", &file, &["--closes", "yes"]).expect_success();
    assert_eq!(desk.rows("SELECT DISTINCT closes FROM barriers"), [["1"]]);
}

#[test]
fn an_extracts_areas_are_compounds_only_where_something_says_that_they_are_closed() {
    let desk = Desk::new();
    let file = desk.write("town.osm", EXTRACT);
    let report = report(desk.import("compounds", &file, &["--format", "json"]));
    assert_eq!(
        desk.rows("SELECT code, code_scheme, name, gates FROM compounds ORDER BY id"),
        [
            ["w1", "osm", "Fenced", "9.505 47.1;9.505 47.11"],
            ["w3", "osm", "Gated", ""]
        ],
        "the emergency exit is no gate"
    );
    let said = said(&report);
    assert!(
        said.iter()
            .any(|what| what.starts_with("1 residential areas are not taken")),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|what| what.starts_with("1 of 2 compounds have no gate")),
        "{said:?}"
    );
}

#[test]
fn gates_come_from_a_column_or_from_a_file_of_points() {
    let desk = Desk::new();
    let compounds = collection(&[
        (
            serde_json::json!({"编号": "A1", "小区名称": "东苑", "出入口": "101.5 25.0005; 101.501 25.0005"}),
            ground(101.5, 25.0, 0.001, 0.001),
        ),
        (
            serde_json::json!({"编号": "A2", "小区名称": "西苑"}),
            ground(101.51, 25.0, 0.001, 0.001),
        ),
        (
            serde_json::json!({"编号": "A3", "小区名称": "内院"}),
            ground(101.5102, 25.0002, 0.0005, 0.0005),
        ),
    ]);
    let file = desk.write("compounds.geojson", compounds);
    let gates = desk.write("gates.csv", "name,lon,lat\n北门,101.5105,25.00105\n远门,101.52,25.0\n");
    let gates = gates.display().to_string();
    let read = || desk.rows("SELECT code, name, gates FROM compounds ORDER BY id");
    let told = report(desk.import("compounds", &file, &["--format", "json"]));
    assert_eq!(read()[0][2], "101.5 25.0005;101.501 25.0005");
    assert_eq!((read()[1][2].as_str(), read().len()), ("", 3));
    assert!(said(&told).contains(&"内院 lies inside 西苑".to_owned()), "{told}");
    let told = report(desk.import(
        "compounds",
        &file,
        &["--format", "json", "--gates", &gates, "--crs", "EPSG:4490"],
    ));
    assert_eq!(read()[1], ["A2", "西苑", "101.5105 25.00105"]);
    let said = said(&told);
    assert!(
        said.contains(&"1 of 2 gates belong to a compound".to_owned()),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|what| what.starts_with("远门 at 101.520000, 25.000000 belongs to none")),
        "{said:?}"
    );
    let wrong = desk.write(
        "wrong.csv",
        "name,lon,lat\n北门,101.5105,95\n西门,101.5105,25\n东门,101.5105,25\n",
    );
    let wrong = wrong.display().to_string();
    let before = desk.workspace_bytes();
    desk.import("compounds", &file, &["--gates", &wrong, "--crs", "EPSG:4490"])
        .expect_refusal(1, &["wrong.csv, row 2", "nothing was imported"]);
    desk.import("compounds", &file, &["--gates", "nowhere.csv"])
        .expect_refusal(1, &["nowhere.csv"]);
    assert!(before == desk.workspace_bytes());
    assert_eq!(
        exported(&desk, "compounds")[1]["properties"]["gates"],
        "101.5105 25.00105"
    );
}
