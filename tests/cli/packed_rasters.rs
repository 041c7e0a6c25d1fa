//! Rasters as they are sent: in a zip, as tiles of an old survey; and those that have to be turned into something else first.

use std::path::{Path, PathBuf};

use gdal::raster::RasterCreationOptions;
use gdal::{Dataset, DriverManager};

use crate::harness::{Desk, fixture};
use crate::raster_files::{Tiff, ascii_grid};
use crate::rasters::{heights, in_town};
use crate::raw_zip::zip;

const TOWN: (f64, f64) = (500_000.0, 3_300_000.0);

fn packed(desk: &Desk, name: &str, files: &[(&str, Vec<u8>)]) -> PathBuf {
    let entries: Vec<(Vec<u8>, Vec<u8>)> = files
        .iter()
        .map(|(name, contents)| (name.as_bytes().to_vec(), contents.clone()))
        .collect();
    desk.write(name, zip(&entries))
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("it was just made")
}

/// A slope over the toy town, in whole metres.
fn slope(desk: &Desk) -> PathBuf {
    let path = desk.path("slope.tif");
    let tiff = Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40));
    tiff.write(&path, |column, row| (100 + 3 * column + row) as i16);
    path
}

/// Heights over the town.
fn over_town(desk: &Desk) -> Vec<Option<f32>> {
    let places: Vec<_> = (0..40)
        .map(|i| in_town(f64::from(i * 37 % 2000), f64::from(i * 113 % 2000)))
        .collect();
    heights(desk, &places)
}

#[test]
fn a_zipped_raster_is_the_raster_that_lies_in_it() {
    let desk = Desk::toy_town();
    let plain = slope(&desk);
    desk.import("elevation", &plain, &[]).expect_success();
    let wanted = over_town(&desk);
    assert!(wanted.iter().all(Option::is_some));
    let digest = desk.rows("SELECT sha256 FROM inputs WHERE kind = 'elevation'");
    let notes = b"<PAMDataset></PAMDataset>".to_vec();
    let file = packed(
        &desk,
        "tile.zip",
        &[
            ("tile/slope.tif.aux.xml", notes),
            ("tile/slope.tif", bytes(&plain)),
            ("readme.txt", b"x".to_vec()),
        ],
    );
    desk.import("elevation", &file, &[]).expect_success();
    assert_eq!(over_town(&desk), wanted);
    let now = desk.rows("SELECT source, sha256 FROM inputs WHERE kind = 'elevation'");
    assert_eq!(now, [["tile.zip".to_owned(), digest[0][0].clone()]]);
}

#[test]
fn of_several_rasters_in_a_zip_one_is_asked_for() {
    let desk = Desk::toy_town();
    let plain = bytes(&slope(&desk));
    let file = packed(&desk, "two.zip", &[("a.tif", plain.clone()), ("b.tif", plain)]);
    desk.import("elevation", &file, &[])
        .expect_refusal(1, &["two.zip", "a.tif, b.tif", "--layer"]);
    desk.import("elevation", &file, &["--layer", "c.tif"])
        .expect_refusal(1, &["no layer \"c.tif\"", "a.tif, b.tif"]);
    desk.import("elevation", &file, &["--layer", "b.tif"]).expect_success();
    let file = packed(&desk, "roads.zip", &[("roads.shp", b"x".to_vec())]);
    desk.import("elevation", &file, &[])
        .expect_refusal(1, &["roads.zip", "no raster in it", "roads.shp"]);
}

#[test]
fn people_in_a_zip_are_told_from_points_by_what_lies_in_it() {
    let desk = Desk::new();
    desk.import(
        "communities",
        &fixture("toy_town/communities.geojson"),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    let rows: [&[&str]; 2] = [&["70", "0"], &["160", "7"]];
    let cells = ascii_grid(&desk, "people.asc", TOWN, 800.0, &rows, Some("-1"));
    let file = packed(&desk, "people.zip", &[("people.asc", bytes(&cells))]);
    for more in [&[][..], &["--unit", "per-cell"], &["--dry-run"]] {
        let mut words = vec!["--crs", "EPSG:4547", "--format", "json"];
        words.extend(more);
        let ran = desk.import("population", &file, &words).expect_success();
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("one JSON object");
        assert_eq!(report["total_people"].as_f64(), Some(237.0), "{report}");
    }
    // A table in a zip is a table still, and rows of other kinds do not come in cells.
    let table = b"name,lon,lat,people\na,114.005,29.82,7\n".to_vec();
    let file = packed(&desk, "table.zip", &[("table.csv", table)]);
    let ran = desk
        .import("population", &file, &["--crs", "EPSG:4326"])
        .expect_success();
    assert!(ran.out.contains("1 read, 1 accepted"), "{}", ran.out);
    let file = packed(&desk, "people.zip", &[("people.asc", bytes(&cells))]);
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["people.zip", "is a raster", "yike import elevation"]);
}

#[test]
fn a_tile_of_the_shuttle_mission_comes_as_it_is_downloaded() {
    let desk = Desk::new();
    // 1201 by 1201 numbers of two bytes, the larger first; the name says where they lie, and that is their middles.
    let cells: Vec<u8> = (0..1201_i32 * 1201)
        .flat_map(|cell| (500 + (cell % 1201) / 4 - (cell / 1201) / 8).to_be_bytes()[2..].to_vec())
        .collect();
    let file = packed(&desk, "N29E114.SRTMGL3.hgt.zip", &[("N29E114.hgt", cells)]);
    let ran = desk.import("elevation", &file, &["--format", "json"]).expect_success();
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!(
        (report["width"].as_u64(), report["height"].as_u64()),
        (Some(1201), Some(1201))
    );
    assert_eq!(
        (report["low_m"].as_f64(), report["high_m"].as_f64()),
        (Some(350.0), Some(800.0))
    );
    // The town lies in its upper part: 1900 m are some 0.02 degrees, 24 cells and 6 m.
    let found = heights(&desk, &[in_town(100.0, 0.0), in_town(2_000.0, 0.0)]);
    let [Some(west), Some(east)] = found[..] else {
        panic!("{found:?}")
    };
    assert!((5.0..8.0).contains(&(east - west)), "{west} {east}");
}

#[test]
fn a_dem_of_the_geological_survey_is_read_as_the_raster_it_was_made_of() {
    let desk = Desk::toy_town();
    // Seconds of arc, as such tiles are laid out; the town begins at 114 degrees east.
    let second = 1.0 / 3_600.0;
    let tiff = Tiff {
        crs: Some(4326),
        transform: Some([113.99, 3.0 * second, 0.0, 29.85, 0.0, -3.0 * second]),
        size: (60, 72),
        no_data: Some(-32767.0),
        unit: None,
        options: &[],
    };
    let plain = desk.path("made.tif");
    tiff.write(&plain, |column, row| (40 + 2 * column + row) as i16);
    desk.import("elevation", &plain, &[]).expect_success();
    let wanted = over_town(&desk);
    assert!(wanted.iter().all(Option::is_some));
    let driver = DriverManager::get_driver_by_name("USGSDEM").expect("GDAL has it");
    let tile = desk.path("made.dem");
    let made =
        Dataset::open(&plain)
            .expect("it was just made")
            .create_copy(&driver, &tile, &RasterCreationOptions::default());
    drop(made.expect("it can be written"));
    std::fs::remove_file(desk.path("made.dem.aux.xml")).ok();
    let ran = desk.import("elevation", &tile, &[]).expect_success();
    assert!(ran.out.contains("no height: -32767"), "{}", ran.out);
    for (found, wanted) in over_town(&desk).iter().zip(&wanted) {
        let (found, wanted) = (found.expect("a height"), wanted.expect("a height"));
        assert!((found - wanted).abs() < 0.01, "{found}, not {wanted}");
    }
}

#[test]
fn what_has_to_be_turned_into_something_else_first_is_told_how() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    for (name, words) in [
        ("dem.nc", "gdal_translate NETCDF:FILE.nc:VARIABLE out.tif"),
        ("dem.h5", "gdal_translate HDF5:FILE.h5://VARIABLE out.tif"),
        ("dem.jp2", "gdal_translate FILE.jp2 out.tif"),
        ("w001001.adf", "give gdal_translate the folder"),
        ("dem.tar", "pack that into a zip"),
    ] {
        let file = desk.write(name, b"CDF\x01 and more");
        desk.import("elevation", &file, &[]).expect_refusal(1, &[name, words]);
        let file = packed(&desk, "in.zip", &[(name, b"CDF\x01 and more".to_vec())]);
        desk.import("elevation", &file, &[]).expect_refusal(1, &["in.zip"]);
    }
    assert_eq!(before, desk.workspace_bytes());
}
