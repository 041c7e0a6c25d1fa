//! Rasters made to do harm.

use crate::harness::Desk;
use crate::raster_files::{Tiff, ascii_grid};
use crate::{attempted, quiet, raw_zip, refused};

/// Bytes that are not the file's own, at places spread over it.
fn spoilt(whole: &[u8], turn: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for step in 0..6 {
        // The beginning, where the numbers are that say where everything else lies, is hit more often.
        let within = if step % 2 == 0 {
            bytes.len().min(256)
        } else {
            bytes.len()
        };
        let at = (turn * 7919 + step * 104_729 + 8) % within;
        bytes[at] = (turn * 31 + step * 97) as u8;
    }
    bytes
}

#[test]
fn a_spoilt_raster_is_read_or_refused_in_our_words() {
    let desk = Desk::new();
    let tiff = Tiff {
        options: &["COMPRESS=LZW", "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"],
        ..Tiff::in_town((499_000.0, 3_303_000.0), 100.0, (40, 40))
    };
    tiff.write(&desk.path("sound.tif"), |column, row| (column * row % 300) as i16);
    let whole = std::fs::read(desk.path("sound.tif")).expect("it was just made");
    for kind in ["elevation", "population"] {
        for turn in 0..25 {
            let file = desk.write("spoilt.tif", spoilt(&whole, turn));
            let ran = attempted(&desk, kind, &file, &[]);
            assert!(ran.code == 0 || ran.code == 1, "{turn}: {} {}", ran.out, ran.err);
            quiet(&desk, &ran);
        }
    }
}

#[test]
fn a_raster_that_names_other_files_opens_none() {
    let desk = Desk::new();
    let secret = desk.write("secret.txt", "root:x:0:0\n");
    let vrt = format!(
        "<VRTDataset rasterXSize=\"2\" rasterYSize=\"2\"><SRS>EPSG:4326</SRS><GeoTransform>114,1,0,30,0,-1</GeoTransform><VRTRasterBand dataType=\"Byte\" band=\"1\" subClass=\"VRTRawRasterBand\"><SourceFilename>{}</SourceFilename></VRTRasterBand></VRTDataset>",
        secret.display()
    );
    for name in ["a.vrt", "a.tif", "a.img", "a.asc", "a.dem", "a.hgt", "a.dt1", "a.grd"] {
        refused(&desk, "elevation", name, &vrt, &[], 1, &[name]);
    }
    // A mask, coarser copies or notes beside a raster that are links to elsewhere.
    let tiff = Tiff::in_town((499_000.0, 3_303_000.0), 100.0, (4, 4));
    tiff.write(&desk.path("linked.tif"), |_, _| 5_u8);
    for ending in ["tif.msk", "tif.ovr", "tif.aux.xml", "tfw"] {
        let link = desk.path(&format!("linked.{ending}"));
        std::os::unix::fs::symlink(&secret, &link).expect("the folder is ours");
        desk.import("elevation", &desk.path("linked.tif"), &[])
            .expect_refusal(1, &["is a link"]);
        std::fs::remove_file(link).expect("it is ours");
    }
    desk.import("elevation", &desk.path("linked.tif"), &[]).expect_success();
}

#[test]
fn a_definition_that_names_a_grid_is_not_taken() {
    let desk = Desk::new();
    let file = ascii_grid(&desk, "dem.asc", (114.0, 29.0), 0.1, &[&["1", "2"], &["3", "4"]], None);
    let wkt = "GEOGCS[\"x\",DATUM[\"d\",SPHEROID[\"s\",6378137,298.25],EXTENSION[\"PROJ4_GRIDS\",\"/etc/passwd\"]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]";
    let definition = desk.write("dem.prj", wkt);
    let ran = attempted(&desk, "elevation", &file, &[]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    quiet(&desk, &ran);
    let said = format!("@{}", definition.display());
    let ran = attempted(&desk, "elevation", &file, &["--crs", &said]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    quiet(&desk, &ran);
}

#[test]
fn a_header_that_promises_more_than_there_is_costs_nothing() {
    let desk = Desk::new();
    for (columns, rows) in [("2000000000", "2000000000"), ("31000", "31000"), ("-5", "5")] {
        let text = format!("ncols {columns}\nnrows {rows}\nxllcorner 114\nyllcorner 29\ncellsize 0.0001\n1 2 3\n");
        refused(
            &desk,
            "elevation",
            "long.asc",
            text,
            &["--crs", "EPSG:4326"],
            1,
            &["long.asc"],
        );
    }
}

#[test]
fn an_archive_of_rasters_is_held_to_the_limits_of_archives() {
    let desk = Desk::new();
    let entry = |name: &str, contents: &[u8], attributes| raw_zip::Entry {
        name: name.as_bytes().to_vec(),
        contents: contents.to_vec(),
        attributes,
        ..raw_zip::Entry::default()
    };
    let secret = desk.write("secret.txt", "root:x:0:0\n");
    let target = secret.display().to_string();
    for (entries, words) in [
        (vec![entry("../dem.tif", b"II*\0", 0)], "leads out"),
        (
            vec![entry("dem.tif", target.as_bytes(), 0o120_777 << 16)],
            "a link or a device",
        ),
        (
            vec![entry("dem.tif", b"II*\0", 0), entry("DEM.TIF", b"II*\0", 0)],
            "the same name",
        ),
        (vec![entry("dem.tif", b"II*\0", 0)], "damaged"),
        (vec![entry("in.zip", b"PK", 0)], "an archive in the archive"),
    ] {
        for kind in ["elevation", "population"] {
            let file = desk.write("dem.zip", raw_zip::of(&entries));
            let ran = attempted(&desk, kind, &file, &["--band", "1"]);
            assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
            assert!(ran.err.contains("dem.zip"), "{}", ran.err);
            if kind == "elevation" {
                assert!(ran.err.contains(words), "{words}: {}", ran.err);
            }
            quiet(&desk, &ran);
        }
    }
}
