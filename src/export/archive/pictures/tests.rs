//! Archives of pictures, made by our own writers and marked as such.

use std::path::PathBuf;

use super::super::mbtiles::MbTiles;
use super::super::pmtiles::PmTiles;
use super::super::{About, ArchiveFormat, TilePlace};
use super::*;
use crate::crs::LonLatBox;

fn about(zooms: (u8, u8)) -> About {
    About {
        name: "a".to_owned(),
        version: "1".to_owned(),
        attribution: "© <b>A</b>".to_owned(),
        bounds: LonLatBox {
            west: 114.0,
            south: 30.5,
            east: 114.5,
            north: 31.0,
        },
        zooms,
        layers: Vec::new(),
    }
}

/// Every tile of a zoom, in the order of their numbers, with bytes of its own.
fn tiles(zoom: u8) -> Vec<(TilePlace, Vec<u8>)> {
    let mut all = vec![TilePlace::WORLD];
    for _ in 0..zoom {
        all = all.into_iter().flat_map(TilePlace::quarters).collect();
    }
    all.sort_by_key(|tile| tile.number());
    let bytes = |tile: &TilePlace| format!("picture {} {}", tile.column, tile.row).into_bytes();
    all.into_iter().map(|tile| (tile, bytes(&tile))).collect()
}

/// Changes bytes of a file.
fn mark(path: &PathBuf, changes: &[(usize, u8)]) {
    let mut bytes = std::fs::read(path).expect("ours");
    for (at, byte) in changes {
        bytes[*at] = *byte;
    }
    std::fs::write(path, bytes).expect("ours");
}

fn pmtiles(folder: &Path, zoom: u8, changes: &[(usize, u8)]) -> PathBuf {
    let path = folder.join("a.pmtiles");
    let mut archive = PmTiles::new(&path).expect("ours");
    for (tile, bytes) in tiles(zoom) {
        archive.add(tile, &bytes).expect("ours");
    }
    archive.finish(&about((zoom, zoom))).expect("ours");
    mark(&path, changes);
    path
}

/// Not compressed, PNG.
const PICTURES: &[(usize, u8)] = &[(98, 1), (99, 2)];

#[test]
fn every_picture_of_a_pmtiles_file_is_found_with_and_without_leaves() {
    for zoom in [0, 3, 7] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = pmtiles(folder.path(), zoom, PICTURES);
        let file = PictureFile::open(&path, ArchiveFormat::PmTiles).expect("pictures");
        assert_eq!(
            (file.zooms, file.bounds),
            ((zoom, zoom), Some([114.0, 30.5, 114.5, 31.0]))
        );
        assert_eq!(file.attribution.as_deref(), Some("© <b>A</b>"));
        for (tile, bytes) in tiles(zoom) {
            assert_eq!(file.tile(tile), Ok(Some(bytes)), "{tile:?}");
        }
        let below = TilePlace {
            zoom: zoom + 1,
            ..TilePlace::WORLD
        };
        assert_eq!(file.tile(below), Ok(None));
    }
}

#[test]
fn what_is_no_pmtiles_of_pictures_is_refused_by_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = |path: &Path| PictureFile::open(path, ArchiveFormat::PmTiles).expect_err("no pictures");
    let with = |changes: &[(usize, u8)]| open(&pmtiles(folder.path(), 2, changes));
    assert_eq!(with(&[]), PictureFileError::Vector);
    assert_eq!(with(&[(99, 5), (98, 1)]), PictureFileError::Unknown("form of picture"));
    assert_eq!(with(&[(99, 2), (98, 4)]), PictureFileError::Unknown("compression"));
    assert_eq!(with(&[(97, 3)]), PictureFileError::Unknown("compression"));
    assert_eq!(with(&[(7, 2)]), PictureFileError::Another("PMTiles 3"));
    assert!(matches!(
        with(&[(98, 1), (99, 2), (20, 9)]),
        PictureFileError::Damaged(_)
    ));
    assert!(matches!(
        open(&folder.path().join("none")),
        PictureFileError::Unopened(_)
    ));
    assert!(matches!(open(folder.path()), PictureFileError::Unopened(_)));
}

#[test]
fn a_damaged_directory_is_told_and_never_more_than_the_file_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = pmtiles(folder.path(), 3, PICTURES);
    let bytes = std::fs::read(&path).expect("ours");
    for cut in [127, 130, 200, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..cut]).expect("ours");
        match PictureFile::open(&path, ArchiveFormat::PmTiles) {
            Ok(file) => assert!(tiles(3).iter().any(|(tile, _)| file.tile(*tile).is_err()), "{cut}"),
            Err(error) => assert!(matches!(error, PictureFileError::Damaged(_)), "{cut}: {error:?}"),
        }
    }
}

fn mbtiles(path: &Path, sql: &str) {
    let archive = MbTiles::new(path).expect("ours");
    for (tile, bytes) in tiles(2) {
        archive.add(tile, &bytes).expect("ours");
    }
    archive.finish(&about((2, 2))).expect("ours");
    let database = rusqlite::Connection::open(path).expect("ours");
    database.execute_batch(sql).expect("good SQL");
}

#[test]
fn every_picture_of_an_mbtiles_file_is_found_rows_from_the_north() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.mbtiles");
    mbtiles(
        &path,
        "UPDATE metadata SET value = 'png' WHERE name = 'format'; DELETE FROM metadata WHERE name IN ('minzoom', 'bounds');",
    );
    let before = std::fs::read(&path).expect("ours");
    let file = PictureFile::open(&path, ArchiveFormat::MbTiles).expect("pictures");
    assert_eq!((file.zooms, file.bounds), ((2, 2), None));
    for (tile, bytes) in tiles(2) {
        assert_eq!(file.tile(tile), Ok(Some(bytes)), "{tile:?}");
    }
    assert_eq!(file.tile(TilePlace::WORLD), Ok(None));
    assert_eq!(std::fs::read(&path).expect("ours"), before);
}

#[test]
fn what_is_no_mbtiles_of_pictures_is_refused_by_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |name: &str, make: &dyn Fn(&Path)| {
        let path = folder.path().join(name);
        make(&path);
        PictureFile::open(&path, ArchiveFormat::MbTiles).expect_err("no pictures")
    };
    assert_eq!(refused("vector", &|path| mbtiles(path, "")), PictureFileError::Vector);
    let empty = "UPDATE metadata SET value = 'png' WHERE name = 'format'; DELETE FROM tiles;";
    assert_eq!(refused("empty", &|path| mbtiles(path, empty)), PictureFileError::Empty);
    let another = PictureFileError::Another("MBTiles");
    let text = |path: &Path| std::fs::write(path, "no database at all, however long it is").expect("ours");
    assert_eq!(refused("text", &text), another);
    assert_eq!(refused("tables", &|path| mbtiles(path, "DROP TABLE tiles;")), another);
}
