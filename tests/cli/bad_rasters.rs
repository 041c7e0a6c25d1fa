//! Rasters that can't be what they should be: what is said, and that nothing is changed.

use crate::harness::{Desk, fixture};
use crate::raster_files::{Tiff, ascii_grid};

const TOWN: (f64, f64) = (500_000.0, 3_300_000.0);

/// 4 km of ground over the toy town.
fn over_town() -> Tiff<'static> {
    Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40))
}

#[track_caller]
fn refused(desk: &Desk, kind: &str, name: &str, more: &[&str], words: &[&str]) {
    let before = desk.workspace_bytes();
    let ran = desk.import(kind, &desk.path(name), more).expect_refusal(1, words);
    assert!(!ran.err.contains("GDAL") && !ran.err.contains("NULL"), "{}", ran.err);
    assert_eq!(before, desk.workspace_bytes(), "the workspace is as it was");
}

#[test]
fn a_raster_without_a_reference_system_or_a_place_is_refused() {
    let desk = Desk::toy_town();
    Tiff {
        crs: None,
        ..over_town()
    }
    .write(&desk.path("nowhere.tif"), |_, _| 5_i16);
    refused(
        &desk,
        "elevation",
        "nowhere.tif",
        &[],
        &["nowhere.tif", "reference system", "--crs"],
    );
    desk.import("elevation", &desk.path("nowhere.tif"), &["--crs", "EPSG:4547"])
        .expect_success();
    Tiff {
        transform: None,
        ..over_town()
    }
    .write(&desk.path("picture.tif"), |_, _| 5_i16);
    refused(
        &desk,
        "elevation",
        "picture.tif",
        &[],
        &["nothing says where its cells lie", "gdalwarp"],
    );
    for crs in ["gcj02", "/etc/passwd", "EPSG:999999", "EPSG:2422"] {
        refused(&desk, "elevation", "nowhere.tif", &["--crs", crs], &[]);
    }
}

#[test]
fn a_raster_of_another_place_is_refused_and_one_of_half_the_place_tells_the_share() {
    let desk = Desk::toy_town();
    Tiff::in_town((TOWN.0 + 90_000.0, TOWN.1 + 3_000.0), 100.0, (40, 40)).write(&desk.path("far.tif"), |_, _| 5_i16);
    refused(
        &desk,
        "elevation",
        "far.tif",
        &[],
        &["far.tif", "does not cover the communities at all", "--crs"],
    );
    // Beside the town, within the margin.
    Tiff::in_town((TOWN.0 + 2_500.0, TOWN.1 + 3_000.0), 100.0, (40, 40)).write(&desk.path("beside.tif"), |_, _| 5_i16);
    refused(
        &desk,
        "elevation",
        "beside.tif",
        &[],
        &["no height anywhere on the communities' ground"],
    );
    // The western half, to the middle of its last cells.
    Tiff::in_town((TOWN.0 - 1_000.0, TOWN.1 + 3_000.0), 50.0, (41, 80)).write(&desk.path("half.tif"), |_, _| 5_i16);
    let ran = desk.import("elevation", &desk.path("half.tif"), &[]).expect_success();
    assert!(
        ran.out.contains("communities' ground with a height: 51."),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("48.") && ran.out.contains("slopes there are not assessed"),
        "{}",
        ran.out
    );
}

#[test]
fn numbers_that_mean_none_are_honoured_or_asked_for() {
    let desk = Desk::toy_town();
    let cell = |column: usize, _: usize| if column == 39 { 255_u8 } else { 5 };
    Tiff {
        no_data: Some(255.0),
        ..over_town()
    }
    .write(&desk.path("byte.tif"), cell);
    let ran = desk.import("elevation", &desk.path("byte.tif"), &[]).expect_success();
    assert!(
        ran.out.contains("1600 cells read, 1560 with a height, 5 to 5 m"),
        "{}",
        ran.out
    );
    over_town().write(&desk.path("byte.tif"), cell);
    let ran = desk.import("elevation", &desk.path("byte.tif"), &[]).expect_success();
    assert!(ran.out.contains("40 cells hold 255, the largest number"), "{}", ran.out);
    let ran = desk
        .import("elevation", &desk.path("byte.tif"), &["--no-data", "255"])
        .expect_success();
    assert!(ran.out.contains("1560 with a height"), "{}", ran.out);
    // No ground lies at -32768 m.
    over_town().write(
        &desk.path("void.tif"),
        |column, _| if column == 3 { -32_768_i16 } else { 5 },
    );
    refused(
        &desk,
        "elevation",
        "void.tif",
        &[],
        &["40 cells", "no ground has", "column 4, row 1", "--no-data -32768"],
    );
    desk.import("elevation", &desk.path("void.tif"), &["--no-data", "-32768"])
        .expect_success();
    over_town().write(
        &desk.path("void.tif"),
        |column, _| if column == 3 { -9999_i16 } else { 5 },
    );
    let ran = desk.import("elevation", &desk.path("void.tif"), &[]).expect_success();
    assert!(ran.out.contains("40 cells hold exactly -9999"), "{}", ran.out);
    over_town().write(&desk.path("void.tif"), |column, _| if column == 0 { 0_i16 } else { 80 });
    let ran = desk.import("elevation", &desk.path("void.tif"), &[]).expect_success();
    assert!(
        ran.out
            .contains("40 of 156 cells on the rim of the file hold exactly 0"),
        "{}",
        ran.out
    );
    over_town().write(&desk.path("void.tif"), |_, _| f32::NAN);
    refused(
        &desk,
        "elevation",
        "void.tif",
        &[],
        &["not one of its cells has a height"],
    );
}

#[test]
fn a_file_that_is_cut_off_or_disguised_is_told() {
    let desk = Desk::toy_town();
    let tiff = Tiff {
        options: &["COMPRESS=DEFLATE"],
        ..over_town()
    };
    tiff.write(&desk.path("whole.tif"), |column, row| (column * row) as i16 % 97);
    let whole = std::fs::read(desk.path("whole.tif")).expect("it was just made");
    for keep in [whole.len() / 2, 200, 10] {
        desk.write("cut.tif", &whole[..keep]);
        refused(&desk, "elevation", "cut.tif", &[], &["cut.tif", "damaged or cut off"]);
    }
    desk.import("elevation", &desk.path("cut.tif"), &["--report", "why.csv"])
        .expect_refusal(1, &["damaged or cut off"]);
    let report = std::fs::read_to_string(desk.path("why.csv")).expect("it was written");
    assert!(report.contains("damaged or cut off"), "{report}");
    desk.write("empty.tif", "");
    refused(&desk, "elevation", "empty.tif", &[], &["empty.tif"]);
    desk.write("text.tif", "ncols 3");
    refused(&desk, "elevation", "text.tif", &[], &["named like GeoTIFF"]);
    let vrt = "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><VRTRasterBand><SimpleSource><SourceFilename>/etc/passwd</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>";
    desk.write("mosaic.vrt", vrt);
    refused(
        &desk,
        "elevation",
        "mosaic.vrt",
        &[],
        &["names other files", "gdal_translate"],
    );
    desk.write("mosaic.tif", vrt);
    refused(&desk, "elevation", "mosaic.tif", &[], &["named like GeoTIFF"]);
}

#[test]
fn a_raster_of_a_million_by_a_million_cells_is_too_large_and_a_town_of_it_is_not() {
    let desk = Desk::new();
    let huge = Tiff {
        options: &[
            "TILED=YES",
            "BLOCKXSIZE=4096",
            "BLOCKYSIZE=4096",
            "SPARSE_OK=TRUE",
            "COMPRESS=DEFLATE",
            "BIGTIFF=YES",
        ],
        crs: Some(4326),
        // Fifty degrees each way from a place north-west of the town, 5.5 m a cell.
        transform: Some([113.99, 5e-5, 0.0, 29.84, 0.0, -5e-5]),
        ..Tiff::in_town(TOWN, 1.0, (1_000_000, 1_000_000))
    };
    huge.write_empty::<u8>(&desk.path("huge.tif"));
    refused(
        &desk,
        "elevation",
        "huge.tif",
        &[],
        &["huge.tif", "1000000 x 1000000 cells", "import the communities first"],
    );
    desk.import(
        "communities",
        &fixture("toy_town/communities.geojson"),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    let ran = desk.import("elevation", &desk.path("huge.tif"), &[]).expect_success();
    assert!(ran.out.contains("of 1000000 x 1000000 cells only the"), "{}", ran.out);
    let blocks = Tiff {
        options: &["TILED=YES", "BLOCKXSIZE=16384", "BLOCKYSIZE=16384", "SPARSE_OK=TRUE"],
        ..huge
    };
    blocks.write_empty::<u8>(&desk.path("blocks.tif"));
    refused(&desk, "elevation", "blocks.tif", &[], &["16384 x 16384", "TILED=YES"]);
}

#[test]
fn rasters_and_layers_are_told_apart() {
    let desk = Desk::toy_town();
    over_town().write(&desk.path("dem.tif"), |_, _| 5_i16);
    refused(
        &desk,
        "communities",
        "dem.tif",
        &[],
        &["dem.tif", "raster", "elevation"],
    );
    desk.write("roads.geojson", "{\"type\": \"FeatureCollection\", \"features\": []}");
    refused(
        &desk,
        "elevation",
        "roads.geojson",
        &[],
        &["roads.geojson", "not a raster", "GeoTIFF"],
    );
    desk.write("people.csv", "name,lon,lat,people\na,101.5,25.0,7\n");
    refused(&desk, "elevation", "people.csv", &[], &["not a raster"]);
    refused(
        &desk,
        "population",
        "people.csv",
        &["--band", "1"],
        &["--band, --unit and --no-data are for rasters"],
    );
}

#[test]
fn several_bands_are_chosen_from() {
    let desk = Desk::toy_town();
    let driver = gdal::DriverManager::get_driver_by_name("GTiff").expect("GDAL has it");
    let mut dataset = driver
        .create_with_band_type::<u8, _>(desk.path("two.tif"), 40, 40, 2)
        .expect("the folder is ours");
    let srs = gdal::spatial_ref::SpatialRef::from_epsg(4547).expect("in the register");
    dataset.set_spatial_ref(&srs).expect("it takes one");
    dataset
        .set_geo_transform(&[TOWN.0 - 1_000.0, 100.0, 0.0, TOWN.1 + 3_000.0, 0.0, -100.0])
        .expect("it takes one");
    for band in [1_u8, 2] {
        let mut band_of = dataset.rasterband(usize::from(band)).expect("it has two");
        let mut cells = gdal::raster::Buffer::new((40, 40), vec![band; 1600]);
        band_of.write((0, 0), (40, 40), &mut cells).expect("there is room");
    }
    drop(dataset);
    refused(&desk, "elevation", "two.tif", &[], &["2 bands", "--band"]);
    refused(&desk, "elevation", "two.tif", &["--band", "3"], &["no band 3"]);
    let ran = desk
        .import("elevation", &desk.path("two.tif"), &["--band", "2"])
        .expect_success();
    assert!(ran.out.contains("2 to 2 m"), "{}", ran.out);
}

#[test]
fn an_ascii_grid_that_breaks_off_is_told() {
    let desk = Desk::toy_town();
    let rows: [&[&str]; 2] = [&["1", "2", "3"], &["4"]];
    ascii_grid(&desk, "cut.asc", (TOWN.0, TOWN.1), 1_000.0, &rows, None);
    refused(
        &desk,
        "elevation",
        "cut.asc",
        &["--crs", "EPSG:4547"],
        &["cut.asc", "damaged or cut off"],
    );
    desk.write("words.asc", "ncols x\nnrows y\n");
    refused(&desk, "elevation", "words.asc", &["--crs", "EPSG:4547"], &["words.asc"]);
}
