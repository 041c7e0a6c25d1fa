//! Heights out of rasters, from the file to the height of a place.

use std::path::Path;

use geo::Coord;
use yike::crs::{Project, Projection};
use yike::reproject::ProjPlane;
use yike::store::{Location, Workspace};
use yike::workflow::Elevation;

use crate::harness::Desk;
use crate::raster_files::{Tiff, ascii_grid};

/// Where the toy town begins.
const TOWN: (f64, f64) = (500_000.0, 3_300_000.0);

/// Heights at places in metres of the toy town's plane, in bulk; the other way must say the same.
pub(crate) fn heights(desk: &Desk, places: &[Coord<f64>]) -> Vec<Option<f32>> {
    let location = Location::File(desk.path("town.gpkg"));
    let workspace = Workspace::open_read_only(&location).expect("it is there");
    let plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4547 }).expect("PROJ is there");
    let elevation = Elevation::of(&workspace, &plane, None).expect("it can be read");
    let all = elevation.heights(places).expect("it can be read");
    assert_eq!(elevation.in_bulk()(places), all);
    let one_by_one = elevation.sampler();
    for (place, height) in places.iter().zip(&all) {
        assert_eq!(one_by_one(*place), *height, "{place:?}");
    }
    elevation.trouble().expect("nothing went wrong");
    all
}

pub(crate) fn in_town(x: f64, y: f64) -> Coord<f64> {
    Coord {
        x: TOWN.0 + x,
        y: TOWN.1 + y,
    }
}

fn json(desk: &Desk, file: &Path, more: &[&str]) -> serde_json::Value {
    let mut arguments = vec!["--format", "json"];
    arguments.extend(more);
    let ran = desk.import("elevation", file, &arguments).expect_success();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

fn says(report: &serde_json::Value, words: &[&str]) -> bool {
    let warnings = report["warnings"].as_array().expect("a list");
    warnings
        .iter()
        .filter_map(|warning| warning.as_str())
        .any(|warning| words.iter().all(|word| warning.contains(word)))
}

/// A slope over the toy town and far beyond: 100 m in the corner, 1 m up for 10 m east, 1 m down for 20 m north.
fn slope(x: f64, y: f64) -> f64 {
    100.0 + (x - TOWN.0) / 10.0 - (y - TOWN.1) / 20.0
}

fn slope_of(tiff: &Tiff<'_>) -> impl Fn(usize, usize) -> f32 {
    let t = tiff.transform.expect("it has one");
    move |column, row| {
        let (c, r) = (column as f64 + 0.5, row as f64 + 0.5);
        slope(t[0] + c * t[1] + r * t[2], t[3] + c * t[4] + r * t[5]) as f32
    }
}

#[track_caller]
fn follows_the_slope(desk: &Desk) {
    let places: Vec<Coord<f64>> = (0..50)
        .map(|i| in_town(f64::from(i * 37 % 2000), f64::from(i * 113 % 2000)))
        .collect();
    for (place, height) in places.iter().zip(heights(desk, &places)) {
        let height = height.expect("the raster covers the town");
        let wanted = slope(place.x, place.y);
        assert!(
            (f64::from(height) - wanted).abs() < 1e-3,
            "{place:?}: {height}, not {wanted}"
        );
    }
}

#[test]
fn a_slope_is_sampled_exactly_over_the_joints_of_tiles() {
    let desk = Desk::toy_town();
    // 10 m cells, 20 km wide: only the town and 5 km round it are taken.
    let tiff = Tiff::in_town((TOWN.0 - 9_000.0, TOWN.1 + 11_000.0), 10.0, (2_000, 2_000));
    tiff.write(&desk.path("dem.tif"), slope_of(&tiff));
    let report = json(&desk, &desk.path("dem.tif"), &[]);
    assert!(
        says(&report, &["of 2000 x 2000 cells only the 12", "round the communities"]),
        "{report}"
    );
    assert!(
        says(&report, &["no NoData value is declared; every cell counts"]),
        "{report}"
    );
    assert_eq!(report["covered_share"], 1.0);
    let side = report["cell_m"].as_f64().expect("a number");
    assert!((side - 10.0).abs() < 0.1, "{side}");
    follows_the_slope(&desk);
    // Beyond what was taken nothing is known, and no height is made up.
    assert_eq!(heights(&desk, &[in_town(-8_500.0, 0.0)]), [None]);
    assert_eq!(
        desk.rows("SELECT kind, source FROM inputs WHERE kind = 'elevation'"),
        [["elevation", "dem.tif"]]
    );
}

#[test]
fn a_turned_raster_is_sampled_like_any_other() {
    let desk = Desk::toy_town();
    let (sin, cos) = 0.5_f64.sin_cos();
    let tiff = Tiff {
        transform: Some([
            TOWN.0 - 1_500.0,
            20.0 * cos,
            20.0 * sin,
            TOWN.1 + 2_500.0,
            20.0 * sin,
            -20.0 * cos,
        ]),
        ..Tiff::in_town(TOWN, 20.0, (400, 300))
    };
    tiff.write(&desk.path("turned.tif"), slope_of(&tiff));
    desk.import("elevation", &desk.path("turned.tif"), &[]).expect_success();
    follows_the_slope(&desk);
}

#[test]
fn a_raster_in_another_system_is_sampled_where_it_lies() {
    let desk = Desk::toy_town();
    // Web Mercator, on a sphere: a height that grows by 1 m for 10 of its metres east.
    let radius = 6_378_137.0_f64;
    let plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4547 }).expect("PROJ is there");
    let mercator = |place: Coord<f64>| {
        let at = plane.to_degrees(place).expect("in the zone");
        let north = radius * (std::f64::consts::FRAC_PI_4 + at.lat.to_radians() / 2.0).tan().ln();
        (radius * at.lon.to_radians(), north)
    };
    let corner = mercator(in_town(-2_000.0, 4_000.0));
    let tiff = Tiff {
        crs: Some(3857),
        ..Tiff::in_town(corner, 25.0, (300, 300))
    };
    tiff.write(&desk.path("web.tif"), |column, _| (column as f32 + 0.5) * 2.5);
    desk.import("elevation", &desk.path("web.tif"), &[]).expect_success();
    let places: Vec<Coord<f64>> = (0..40)
        .map(|i| in_town(f64::from(i) * 49.0, f64::from(i) * 31.0))
        .collect();
    for (place, height) in places.iter().zip(heights(&desk, &places)) {
        let wanted = (mercator(*place).0 - corner.0) / 10.0;
        let height = f64::from(height.expect("the raster covers the town"));
        assert!((height - wanted).abs() < 1e-3, "{place:?}: {height}, not {wanted}");
    }
}

#[test]
fn a_place_beside_a_cell_without_height_has_none() {
    let desk = Desk::toy_town();
    // Four by four cells of 1 km; the one at (2000..3000, 1000..2000) has none.
    let rows: [&[&str]; 4] = [
        &["10", "10", "10", "10"],
        &["10", "10", "-9999", "10"],
        &["10", "10", "10", "10"],
        &["10", "10", "10", "10"],
    ];
    let file = ascii_grid(
        &desk,
        "dem.asc",
        (TOWN.0 - 500.0, TOWN.1 - 1_000.0),
        1_000.0,
        &rows,
        Some("-9999"),
    );
    let report = json(&desk, &file, &["--crs", "EPSG:4547"]);
    assert_eq!(
        (report["read"].as_u64(), report["accepted"].as_u64()),
        (Some(16), Some(15))
    );
    assert_eq!(report["no_data"], "-9999");
    let found = heights(
        &desk,
        &[
            in_town(900.0, 1_400.0),
            in_town(1_100.0, 1_400.0),
            in_town(0.0, -500.0),
            in_town(-1.0, -500.0),
        ],
    );
    assert_eq!(found, [Some(10.0), None, Some(10.0), None]);
    let covered = report["covered_share"].as_f64().expect("a number");
    // One of its four cells has none east of 1000 and north of 500: 1.5 of 4 square kilometres.
    assert!((covered - 0.625).abs() < 0.01, "{covered}");
    assert!(
        says(&report, &["% of the communities' ground has no height"]),
        "{report}"
    );
}

#[test]
fn feet_are_kept_as_metres() {
    let desk = Desk::toy_town();
    let tiff = Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40));
    for (unit, word, metres) in [
        (Some("ft"), None, 304.8_f32),
        (Some("US survey foot"), None, 1000.0 * 1200.0 / 3937.0),
        (None, Some("feet"), 304.8),
        (Some("m"), None, 1000.0),
        (Some("ft"), Some("metres"), 1000.0),
    ] {
        Tiff { unit, ..tiff }.write(&desk.path("dem.tif"), |_, _| 1000.0_f32);
        let more: Vec<&str> = word.map_or(Vec::new(), |word| vec!["--unit", word]);
        let report = json(&desk, &desk.path("dem.tif"), &more);
        assert_eq!(heights(&desk, &[in_town(7.0, 9.0)]), [Some(metres)], "{report}");
        std::fs::remove_file(desk.path("dem.tif.aux.xml")).ok();
    }
    Tiff {
        unit: Some("fathom"),
        ..tiff
    }
    .write(&desk.path("dem.tif"), |_, _| 1000.0_f32);
    desk.import("elevation", &desk.path("dem.tif"), &[])
        .expect_refusal(1, &["dem.tif", "\"fathom\"", "--unit feet"]);
}

#[test]
fn the_finer_of_two_rasters_is_asked_first() {
    let desk = Desk::toy_town();
    let coarse = Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40));
    coarse.write(&desk.path("coarse.tif"), |_, _| 100_i16);
    let fine = Tiff::in_town((TOWN.0, TOWN.1 + 1_000.0), 10.0, (100, 100));
    fine.write(&desk.path("fine.tif"), |_, _| 50.5_f32);
    desk.import("elevation", &desk.path("coarse.tif"), &[]).expect_success();
    let report = json(&desk, &desk.path("fine.tif"), &["--append"]);
    assert_eq!(report["covered_share"], 1.0, "the other one covers the rest");
    let places = [in_town(500.0, 500.0), in_town(1_500.0, 500.0)];
    assert_eq!(heights(&desk, &places), [Some(50.5), Some(100.0)]);
    desk.import("elevation", &desk.path("fine.tif"), &["--append"])
        .expect_refusal(1, &["fine.tif", "is there already", "without --append"]);
    // Without the word it is the only one.
    desk.import("elevation", &desk.path("fine.tif"), &[]).expect_success();
    assert_eq!(heights(&desk, &places), [Some(50.5), None]);
}

#[test]
fn heights_are_part_of_the_history_and_of_every_digest() {
    let desk = Desk::toy_town();
    let digest = || desk.rows("SELECT inputs_sha256 FROM assessments ORDER BY id DESC LIMIT 1");
    desk.assess("service-15");
    let without = digest();
    let tiff = Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40));
    tiff.write(&desk.path("dem.tif"), |_, _| 7_u8);
    desk.import("elevation", &desk.path("dem.tif"), &["--as-of", "2024"])
        .expect_success();
    let document = desk.assess("service-15");
    let with = digest();
    assert_ne!(without, with, "what is known of the ground has changed");
    assert!(document.to_string().contains("dem.tif"), "{document}");
    let versions = desk.rows("SELECT layer, action, source, added, removed FROM versions ORDER BY id DESC LIMIT 1");
    assert_eq!(versions, [["elevation", "replace", "dem.tif", "1", "0"]]);
    // The same again changes nothing; it is no version.
    let before = desk.rows("SELECT count(*) FROM versions");
    desk.import("elevation", &desk.path("dem.tif"), &["--as-of", "2024"])
        .expect_success();
    assert_eq!(desk.rows("SELECT count(*) FROM versions"), before);
    // Another one takes its place, and an undo brings it back.
    tiff.write(&desk.path("other.tif"), |_, _| 9_u8);
    desk.import("elevation", &desk.path("other.tif"), &[]).expect_success();
    assert_eq!(heights(&desk, &[in_town(0.0, 0.0)]), [Some(9.0)]);
    let diff = desk.run(&["diff", "--workspace", "town.gpkg"]).expect_success();
    assert!(
        diff.out.contains("dem.tif") && diff.out.contains("other.tif"),
        "{}",
        diff.out
    );
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    assert_eq!(heights(&desk, &[in_town(0.0, 0.0)]), [Some(7.0)]);
    desk.assess("service-15");
    assert_eq!(digest(), with, "the same inputs as then");
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    assert_eq!(heights(&desk, &[in_town(0.0, 0.0)]), [None]);
    assert!(desk.rows("SELECT * FROM inputs WHERE kind = 'elevation'").is_empty());
}

#[test]
fn a_dry_run_changes_nothing() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40)).write(&desk.path("dem.tif"), |_, _| 7_u8);
    let report = json(&desk, &desk.path("dem.tif"), &["--dry-run"]);
    assert_eq!(
        (report["changed"].as_bool(), report["accepted"].as_u64()),
        (Some(false), Some(1600))
    );
    assert_eq!(before, desk.workspace_bytes());
}

/// Copies a raster into another format, as a GIS program would.
fn copied(desk: &Desk, from: &str, driver: &str, to: &str) {
    let dataset = gdal::Dataset::open(desk.path(from)).expect("it was just made");
    let driver = gdal::DriverManager::get_driver_by_name(driver).expect("GDAL has it");
    let options = gdal::raster::RasterCreationOptions::new();
    let made = dataset.create_copy(&driver, desk.path(to), &options);
    drop(made.expect("it can hold these cells"));
}

#[test]
fn every_format_says_the_same() {
    let desk = Desk::toy_town();
    let tiff = Tiff {
        no_data: Some(-9999.0),
        ..Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 50.0, (80, 80))
    };
    let slope = slope_of(&tiff);
    tiff.write(&desk.path("dem.tif"), |column, row| {
        if column == 79 { -9999.0 } else { slope(column, row) }
    });
    let crs: &[&str] = &["--crs", "EPSG:4547"];
    let formats: [(&str, &str, &[&str]); 6] = [
        ("COG", "cog.tif", &[]),
        ("HFA", "dem.img", &[]),
        ("AAIGrid", "dem.asc", &[]),
        ("GSAG", "text.grd", crs),
        ("GSBG", "binary.grd", crs),
        ("GS7BG", "seven.grd", crs),
    ];
    for (driver, name, more) in formats {
        copied(&desk, "dem.tif", driver, name);
        let report = json(&desk, &desk.path(name), more);
        assert_eq!(report["accepted"].as_u64(), Some(79 * 80), "{name}: {report}");
        follows_the_slope(&desk);
    }
}

#[test]
fn sheets_of_one_degree_are_read() {
    let desk = Desk::toy_town();
    // The sheet whose south-west corner is 29 N, 114 E, its outermost middles on the degrees.
    let step = 1.0 / 1200.0;
    let sheet = Tiff {
        crs: Some(4326),
        transform: Some([114.0 - step / 2.0, step, 0.0, 30.0 + step / 2.0, 0.0, -step]),
        ..Tiff::in_town(TOWN, 1.0, (1201, 1201))
    };
    // A metre for each cell eastwards.
    sheet.write(&desk.path("sheet.tif"), |column, _| column as i16);
    let plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4547 }).expect("PROJ is there");
    let somewhere = in_town(1_234.0, 987.0);
    let wanted = (plane.to_degrees(somewhere).expect("in the zone").lon - 114.0) * 1200.0;
    for (driver, name) in [("SRTMHGT", "N29E114.hgt"), ("DTED", "n29.dt1")] {
        copied(&desk, "sheet.tif", driver, name);
        let report = json(&desk, &desk.path(name), &[]);
        let found = heights(&desk, &[somewhere])[0].expect("the sheet covers the town");
        assert!(
            (f64::from(found) - wanted).abs() < 1e-3,
            "{name}: {found}, not {wanted}: {report}"
        );
    }
}
