//! Layers handed over: what is refused, what is replaced, and what departments ask for.

use serde_json::Value;

use crate::export_round_trip::{export, town};
use crate::harness::Desk;
use crate::reading_back::rows;

fn refused(desk: &Desk, arguments: &[&str], words: &[&str]) {
    let mut all = vec!["export"];
    all.extend(arguments);
    all.extend(["--workspace", "town.gpkg"]);
    desk.run(&all).expect_refusal(1, words);
}

/// Names in the folder, hidden ones too.
fn names(desk: &Desk) -> Vec<String> {
    let entries = std::fs::read_dir(desk.path("")).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_a_file_cannot_hold_or_would_lose_is_refused_and_nothing_is_left_behind() {
    let desk = town();
    desk.write("there.geojson", "mine");
    desk.write("there.dbf", "mine");
    std::fs::create_dir(desk.path("folder.gdb")).expect("ours");
    desk.write("folder.gdb/mine.txt", "mine");
    let map = desk.write(
        "map.toml",
        "[[field]]\nfrom = \"kode\"\n[[field]]\nfrom = \"nmae\"\n[[field]]\nfrom = \"name\"",
    );
    let map = map.to_str().expect("text");
    desk.write("grid.toml", "scale = 3");
    let before = names(&desk);
    for (arguments, words) in [
        (&["roads", "--to", "a.gpkg"][..], &["no layer \"roads\"", "streets"][..]),
        (&["gaps", "--to", "there.geojson"], &["exists already", "--overwrite"]),
        (&["gaps", "--to", "there.shp"], &["there.dbf", "exists already"]),
        (
            &["gaps", "--to", "folder.gdb", "--overwrite"],
            &["folder.gdb", "not replaced"],
        ),
        (&["gaps", "--to", "nowhere/a.gpkg"], &["folder does not exist"]),
        (&["gaps", "--to", "a.doc"], &["--format", "fgb"]),
        (&["gaps", "--to", "a.txt", "--format", "shp"], &["must end in .shp"]),
        (
            &["gaps", "--to", "a.geojson", "--crs", "EPSG:4547"],
            &["RFC 7946", "EPSG:4547", "gpkg"],
        ),
        (&["gaps", "--to", "a.kml", "--crs", "EPSG:4490"], &["WGS 84", "KML 2.2"]),
        (&["gaps", "--to", "a.dxf", "--crs", "EPSG:4326"], &["in metres"]),
        (&["gaps", "--to", "a.gpkg", "--crs", "EPSG:2434"], &["parameters"]),
        (&["gaps", "--to", "a.gpkg", "--crs", "GCJ-02"], &["never written"]),
        (
            &["gaps", "--to", "a.gpkg", "--encoding", "gbk"],
            &["--encoding", "UTF-8"],
        ),
        (
            &["gaps", "--to", "a.gpkg", "--local-grid", "grid.toml"],
            &["grid.toml", "central_meridian"],
        ),
        (
            &["gaps", "--to", "a.gpkg", "--fields", "none.toml"],
            &["none.toml", "no such file"],
        ),
        (
            &["communities", "--to", "a.csv", "--fields", map],
            &["kode, nmae", "it has id, code"],
        ),
        (
            &["facilities", "--to", "a.shp", "--encoding", "gbk"],
            &["GBK", "𠮷", "utf-8"],
        ),
        (&["coverage", "--to", "a.fgb"], &["has no shapes"]),
    ] {
        refused(&desk, arguments, words);
        assert_eq!(names(&desk), before, "{arguments:?}");
    }
    assert_eq!(
        std::fs::read_to_string(desk.path("there.geojson")).expect("text"),
        "mine"
    );
    let fresh = Desk::toy_town();
    refused(&fresh, &["gaps", "--to", "a.gpkg"], &["no assessment yet"]);
    // What was imported needs none.
    export(&fresh, "communities", "a.gpkg", &[]);
}

#[test]
fn an_export_that_is_killed_leaves_what_was_there() {
    let desk = town();
    for file in ["buildings.geojson", "buildings.shp"] {
        export(&desk, "buildings", file, &[]);
    }
    let bytes = |name: &str| std::fs::read(desk.path(name)).expect("it is there");
    let before = [
        bytes("buildings.geojson"),
        bytes("buildings.shp"),
        bytes("buildings.dbf"),
    ];
    // The system kills the process in the middle of a write: no file may be longer than a kilobyte.
    let limited = |file: &str| {
        let program = env!("CARGO_BIN_EXE_yike");
        let script = format!("ulimit -f 1; exec {program} export facilities -w town.gpkg --to {file} --overwrite");
        let ended = std::process::Command::new("bash")
            .args(["-c", &script])
            .current_dir(desk.path(""))
            .output()
            .expect("bash runs");
        assert!(!ended.status.success(), "{file}");
    };
    for file in [
        "buildings.geojson",
        "buildings.shp",
        "new.gpkg",
        "new.shp",
        "new.csv",
        "new.xlsx",
        "new.parquet",
        "new.dxf",
        "new.fgb",
        "new.kml",
    ] {
        limited(file);
    }
    assert_eq!(
        [
            bytes("buildings.geojson"),
            bytes("buildings.shp"),
            bytes("buildings.dbf")
        ],
        before
    );
    assert!(
        !names(&desk).iter().any(|name| name.starts_with("new.")),
        "{:?}",
        names(&desk)
    );
}

#[test]
fn an_old_shapefile_is_replaced_with_its_companions() {
    let desk = town();
    export(&desk, "buildings", "out.shp", &["--encoding", "gbk"]);
    assert_eq!(std::fs::read_to_string(desk.path("out.cpg")).expect("text"), "GBK");
    desk.write("out.qix", "an index of the old shapes");
    export(&desk, "hamlets", "out.shp", &["--overwrite"]);
    assert!(!desk.path("out.qix").exists());
    assert_eq!(std::fs::read_to_string(desk.path("out.cpg")).expect("text"), "UTF-8");
    let names: Vec<String> = rows(&desk.path("out.shp"), None)
        .iter()
        .map(|row| row.values["name"].clone())
        .collect();
    assert_eq!(names, ["上丙", "下丙"]);
}

#[test]
fn chinese_letters_in_gbk_are_read_as_they_were() {
    let desk = Desk::toy_town();
    let report = export(
        &desk,
        "communities",
        "gbk.shp",
        &["--encoding", "gbk", "--crs", "EPSG:4547", "--zone-prefix"],
    );
    assert_eq!(report["crs"], "EPSG:4526");
    let found = rows(&desk.path("gbk.shp"), None);
    assert_eq!(found[0].values["name"], "甲社区");
    let east = found[0]
        .shape
        .as_ref()
        .and_then(geo::BoundingRect::bounding_rect)
        .expect("an area")
        .min()
        .x;
    assert!((east - 38_500_000.0).abs() < 0.01, "{east}");
    // The bytes are GBK: 甲社区.
    let table = std::fs::read(desk.path("gbk.dbf")).expect("it is there");
    assert!(
        table
            .windows(6)
            .any(|bytes| bytes == [0xBC, 0xD7, 0xC9, 0xE7, 0xC7, 0xF8])
    );
}

#[test]
fn a_local_grid_moves_the_shapes_by_its_parameters() {
    let desk = Desk::toy_town();
    desk.write(
        "grid.toml",
        "name = \"testing ground\"\nonto = \"EPSG:4547\"\ndx = 499000.0\ndy = 3299000.0\nrotation = 0.0\nscale = 1.0",
    );
    let report = export(&desk, "communities", "local.gpkg", &["--local-grid", "grid.toml"]);
    assert!(
        report["remarks"].to_string().contains("names no reference system"),
        "{report}"
    );
    let found = rows(&desk.path("local.gpkg"), None);
    let corner = found[0]
        .shape
        .as_ref()
        .and_then(geo::BoundingRect::bounding_rect)
        .expect("an area")
        .min();
    assert!(
        (corner.x - 1000.0).abs() < 0.001 && (corner.y - 1000.0).abs() < 0.001,
        "{corner:?}"
    );
}

#[test]
fn a_departments_field_map_gives_its_words() {
    let desk = town();
    let map = "title = \"example\"\nlayer = \"communities\"\n
        [[field]]\nfrom = \"name\"\nname = \"社区名称\"\nwidth = 40\n
        [[field]]\nfrom = \"toy_pharmacy_rate\"\nname = \"药店覆盖率\"\nfactor = 100\ndecimals = 1\n
        [[field]]\nfrom = \"toy_kindergarten_verdict\"\nname = \"幼儿园\"\nrecode = { reached = \"是\", not_reached = \"否\", not_assessed = \"未评估\" }";
    desk.write("map.toml", map);
    let report = export(&desk, "communities", "out.csv", &["--fields", "map.toml"]);
    assert!(
        report["remarks"]
            .to_string()
            .contains("left out by the field map: id, code"),
        "{report}"
    );
    let text = std::fs::read_to_string(desk.path("out.csv")).expect("text");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{feff}社区名称,药店覆盖率,幼儿园,wkt"));
    assert!(
        lines.next().is_some_and(|line| line.starts_with("甲社区,100,未评估,")),
        "{text}"
    );
}

#[test]
fn a_geopackage_has_the_chinese_names_beside_and_takes_any_fields_name() {
    let desk = town();
    let map = "others = \"keep\"\n[[field]]\nfrom = \"id\"\nname = \"FID\"\n[[field]]\nfrom = \"name\"\nname = \"Geom\"\ntitle = \"它的'名称\"";
    desk.write("map.toml", map);
    for layer in ["communities", "coverage"] {
        export(&desk, layer, "plain.gpkg", &["--overwrite"]);
        let sql = format!(
            "SELECT title FROM gpkg_data_columns WHERE table_name = '{layer}' AND column_name IN ('toy_pharmacy_rate', 'share')"
        );
        let output = std::process::Command::new("sqlite3")
            .arg(desk.path("plain.gpkg"))
            .arg(sql)
            .output()
            .expect("sqlite3 is installed by make setup");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("人口覆盖率"),
            "{layer}"
        );
    }
    export(&desk, "communities", "named.gpkg", &["--fields", "map.toml"]);
    let found = rows(&desk.path("named.gpkg"), None);
    assert_eq!([&found[0].values["FID"], &found[0].values["Geom"]], ["1", "甲社区"]);
    assert!(found[0].shape.is_some());
}

#[test]
fn the_list_says_what_there_is() {
    let desk = Desk::toy_town();
    let listed = desk
        .run(&["export", "--list", "--workspace", "town.gpkg", "--report", "json"])
        .expect_success();
    let listed: Value = serde_json::from_str(&listed.out).expect("JSON");
    let rows = |name: &str| {
        listed
            .as_array()
            .expect("a list")
            .iter()
            .find(|layer| layer["layer"] == name)
            .map(|layer| layer["rows"].clone())
    };
    assert_eq!(rows("communities"), Some(Value::from(3)));
    assert_eq!(rows("gaps"), Some(Value::Null));
    let shown = desk
        .run(&["export", "--list", "--workspace", "town.gpkg", "--lang", "zh"])
        .expect_success();
    assert!(
        shown.out.contains("未覆盖清单") && shown.err.contains("first assessment"),
        "{}",
        shown.out
    );
}

#[test]
fn the_example_field_maps_fit() {
    let desk = Desk::toy_town();
    desk.assess("service-15");
    let maps = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/field-maps");
    for (layer, map, more) in [
        (
            "communities",
            "communities-example.toml",
            &["--encoding", "gbk", "--crs", "EPSG:4547", "--zone-prefix"][..],
        ),
        ("functions", "facilities-example.toml", &[]),
    ] {
        let map = maps.join(map);
        let mut arguments = vec!["--fields", map.to_str().expect("text")];
        arguments.extend(more);
        let report = export(
            &desk,
            layer,
            "delivery.shp",
            &[&arguments[..], &["--overwrite"]].concat(),
        );
        // Abbreviations are short enough for a Shapefile as they are.
        assert!(
            report["fields"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|field| field["name"] == field["of"]),
            "{report}"
        );
    }
    let rows = rows(&desk.path("delivery.shp"), None);
    assert_eq!(
        [
            &rows[0].values["SSLX"],
            &rows[0].values["SSZT"],
            &rows[0].values["YDDM"]
        ],
        ["药店", "现状", "待定"]
    );
}
