//! Heights and people out of rasters are the same in both databases, and go back and forth with the versions.

use std::fmt::Write as _;
use std::path::PathBuf;

use geo::Coord;
use yike::crs::Projection;
use yike::reproject::ProjPlane;
use yike::store::{Location, Workspace};
use yike::workflow::Elevation;

use crate::place::Place;

/// An ASCII grid over the toy town and 300 m round it, 400 x 390 cells of 6.5 m.
fn grid(place: &Place, name: &str, cell: impl Fn(u32, u32) -> String) -> PathBuf {
    let mut text =
        "ncols 400\nnrows 390\nxllcorner 499700\nyllcorner 3299700\ncellsize 6.5\nNODATA_value -1\n".to_owned();
    for row in 0..390 {
        for column in 0..400 {
            let _ = write!(text, "{} ", cell(column, row));
        }
        text.push('\n');
    }
    place.write(name, text)
}

/// Every tile, every row, and heights on a lattice.
fn known(place: &Place) -> String {
    let location: Location = place.workspace.parse().expect("it never fails");
    let workspace = Workspace::open_read_only(&location).expect("it was made");
    let town_plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4547 }).expect("PROJ is there");
    let places: Vec<Coord<f64>> = (0..400)
        .map(|i| Coord {
            x: 500_000.0 + f64::from(i % 20) * 99.0,
            y: 3_300_000.0 + f64::from(i / 20) * 99.0,
        })
        .collect();
    let mut text = String::new();
    for version in [None, Some(6), Some(7)] {
        let elevation = Elevation::of(&workspace, &town_plane, version);
        let heights = elevation.and_then(|elevation| elevation.heights(&places));
        let _ = writeln!(text, "{version:?} {heights:?}");
    }
    for stored in workspace.rasters().expect("it reads") {
        let (across, down) = stored.raster.grid.tiles();
        for (column, row) in (0..down).flat_map(|row| (0..across).map(move |column| (column, row))) {
            let tile = workspace.raster_tile(&stored, column, row).expect("it reads");
            let _ = writeln!(text, "{tile:?}");
        }
        let _ = writeln!(text, "{stored:?}");
    }
    text + &place.contents()
}

#[test]
fn rasters_are_the_same_in_both_databases_through_all_versions() {
    let Some(server) = Place::server() else { return };
    let places = [Place::file(), server];
    for place in &places {
        place.toy_town();
        let whole = |c: u32, r: u32| {
            if c + r == 300 {
                "-1".to_owned()
            } else {
                (c / 7 + r).to_string()
            }
        };
        let first = grid(place, "first.asc", whole);
        place
            .import("elevation", &first, &["--crs", "EPSG:4547"])
            .expect_success();
        let parts = |c: u32, r: u32| format!("{:.4}", f64::from(c * 3 + r) / 7.0);
        let second = grid(place, "second.asc", parts);
        place
            .import("elevation", &second, &["--crs", "EPSG:4547"])
            .expect_success();
        let people = grid(place, "people.asc", |c, r| {
            format!("{:.3}", f64::from((c + r) % 5) / 3.0)
        });
        place
            .import("population", &people, &["--crs", "EPSG:4547"])
            .expect_success();
    }
    let same = |what: &str| {
        let [file, server] = places.each_ref().map(known);
        assert!(
            file == server,
            "{what}: {file:.500} in the file, {server:.500} on the server"
        );
        file
    };
    let imported = same("imported");
    assert!(imported.contains("second.asc") && imported.contains("people.asc"));
    let undone = |place: &Place, more: &[&str]| {
        let arguments = [&["undo", "--workspace", &place.workspace], more].concat();
        place.run(&arguments).expect_success();
    };
    for place in &places {
        undone(place, &["--to", "6"]);
    }
    let back = same("the first raster again");
    assert!(back.contains("source: \"first.asc\"") && !back.contains("source: \"second.asc\""));
    for place in &places {
        undone(place, &["--to", "8"]);
    }
    let again = same("everything again");
    assert!(again.contains("source: \"second.asc\""));
    for place in &places {
        // Tiles are there once, whatever went back and forth.
        let tiles = place.sql("SELECT count(*) FROM raster_tiles");
        assert!(tiles.trim().ends_with('8'), "{tiles}");
        let rows = place.sql("SELECT count(*) FROM rasters");
        assert!(rows.trim().ends_with('4'), "{rows}");
    }
}

#[test]
fn a_tile_that_something_else_has_spoilt_is_told() {
    let place = Place::file();
    place.toy_town();
    let file = grid(&place, "dem.asc", |_, _| "5".to_owned());
    place
        .import("elevation", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    place.sql("UPDATE raster_tiles SET data = x'00ff'");
    let location: Location = place.workspace.parse().expect("it never fails");
    let workspace = Workspace::open_read_only(&location).expect("it was made");
    let town_plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4547 }).expect("PROJ is there");
    let elevation = Elevation::of(&workspace, &town_plane, None).expect("its head is sound");
    let at = Coord {
        x: 500_500.0,
        y: 3_300_500.0,
    };
    let error = elevation.heights(&[at]).expect_err("it can't be unpacked").to_string();
    assert!(
        error.contains("raster_tiles") && error.contains("import the layer again"),
        "{error}"
    );
    assert_eq!(elevation.sampler()(at), None);
    assert!(elevation.trouble().is_err(), "and that is not the same as no height");
}
