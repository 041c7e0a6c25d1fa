//! Archives that unpack where they should not, or into more than a disk holds.

use std::io::Write as _;

use crate::harness::{Desk, fixture};
use crate::raw_zip::{self, Entry};
use crate::{refused, refused_file};

/// A file that would be read, so that only the trap stands in the way.
fn honest() -> (Vec<u8>, Vec<u8>) {
    let contents = std::fs::read(fixture("toy_town/communities.geojson")).expect("a fixture");
    (b"a.geojson".to_vec(), contents)
}

const PLANE: &[&str] = &["--crs", "EPSG:4547"];

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

#[test]
fn the_honest_file_alone_is_read() {
    let desk = Desk::toy_town();
    let file = desk.write("a.zip", raw_zip::zip(&[honest()]));
    desk.import("communities", &file, PLANE).expect_success();
    let file = desk.write("b.kmz", raw_zip::zip(&[honest()]));
    desk.import("communities", &file, PLANE)
        .expect_refusal(1, &["b.kmz", "no file in it that can be read"]);
}

#[test]
fn names_that_lead_out_of_the_folder_are_refused() {
    let desk = Desk::toy_town();
    for name in [
        "../a.geojson",
        "../../../../../../tmp/yike-was-here.geojson",
        "/tmp/yike-was-here.geojson",
        "a/../../b.geojson",
        "C:/a.geojson",
        "..\\a.geojson",
        "a\\b.geojson",
        "a\0.geojson",
        "a/./b.geojson",
        "a//b.geojson",
    ] {
        let archive = raw_zip::zip(&[honest(), (name.as_bytes().to_vec(), honest().1)]);
        refused(
            &desk,
            "communities",
            "a.zip",
            archive,
            PLANE,
            1,
            &["a.zip: a name in it", "unpack it yourself"],
        );
    }
    assert!(!std::path::Path::new("/tmp/yike-was-here.geojson").exists());
}

#[test]
fn links_and_devices_in_an_archive_are_refused() {
    let desk = Desk::toy_town();
    for mode in [0o120_777_u32, 0o020_666, 0o060_666, 0o010_666, 0o140_666] {
        let link = Entry {
            name: b"a.geojson".to_vec(),
            contents: b"/etc/passwd".to_vec(),
            attributes: mode << 16,
            ..Entry::default()
        };
        refused(
            &desk,
            "communities",
            "a.zip",
            raw_zip::of(&[link]),
            PLANE,
            1,
            &["a.zip: there is a link or a device in it"],
        );
    }
}

#[test]
fn a_file_that_grows_without_end_is_stopped() {
    let desk = Desk::toy_town();
    let zeros = deflated(&vec![b' '; 300 << 20]);
    let bomb = |said| Entry {
        name: b"a.geojson".to_vec(),
        contents: zeros.clone(),
        method: 8,
        said,
        ..Entry::default()
    };
    let growing = "a.zip: a file in it grows more than 250-fold";
    for (said, words) in [(Some(300 << 20), growing), (Some(10), "a.zip: "), (None, "a.zip: ")] {
        refused(
            &desk,
            "communities",
            "a.zip",
            raw_zip::of(&[bomb(said)]),
            PLANE,
            1,
            &[words],
        );
    }
}

#[test]
fn a_million_files_are_refused_before_the_first_is_unpacked() {
    let desk = Desk::toy_town();
    let entries: Vec<Entry> = (0..1_000_000_u32)
        .map(|number| Entry {
            name: format!("{number}.txt").into_bytes(),
            ..Entry::default()
        })
        .collect();
    // The count in an old archive's end has sixteen bits; the list itself is as long as it is.
    refused(
        &desk,
        "communities",
        "a.zip",
        raw_zip::of(&entries),
        PLANE,
        1,
        &["a.zip: it holds 65535 files, and at most 10000"],
    );
}

#[test]
fn archives_in_archives_are_refused() {
    let desk = Desk::toy_town();
    let inner = raw_zip::zip(&[honest()]);
    for name in ["inner.zip", "inner.KMZ", "inner.tar.gz", "inner.7z"] {
        let archive = raw_zip::zip(&[(name.as_bytes().to_vec(), inner.clone()), honest()]);
        refused(
            &desk,
            "communities",
            "a.zip",
            archive,
            PLANE,
            1,
            &["a.zip: there is an archive in the archive"],
        );
    }
    let named_as_a_layer = raw_zip::zip(&[(b"a.geojson".to_vec(), inner)]);
    refused(
        &desk,
        "communities",
        "a.zip",
        named_as_a_layer,
        PLANE,
        1,
        &["a.zip/a.geojson", "its contents are not"],
    );
}

#[test]
fn two_files_of_one_name_are_refused() {
    let desk = Desk::toy_town();
    let other = |name: &[u8]| (name.to_vec(), b"{}".to_vec());
    for name in [b"a.geojson".as_slice(), b"A.GEOJSON"] {
        let archive = raw_zip::zip(&[honest(), other(name)]);
        refused(
            &desk,
            "communities",
            "a.zip",
            archive,
            PLANE,
            1,
            &["a.zip: two files in it have the same name"],
        );
    }
}

#[test]
fn a_list_that_is_not_what_the_archive_holds_is_refused() {
    let desk = Desk::toy_town();
    let mut bytes = raw_zip::zip(&[honest()]);
    // The name in the list, not the one at the file.
    let at = bytes.windows(9).rposition(|w| w == b"a.geojson").expect("it is there");
    bytes[at] = b'b';
    refused(
        &desk,
        "communities",
        "a.zip",
        &bytes,
        PLANE,
        1,
        &["a.zip: its list of files is not what it holds"],
    );
    let whole = raw_zip::zip(&[honest()]);
    for keep in [10, whole.len() / 2, whole.len() - 10] {
        refused(&desk, "communities", "a.zip", &whole[..keep], PLANE, 1, &["a.zip"]);
    }
    refused(
        &desk,
        "communities",
        "empty.zip",
        raw_zip::zip(&[]),
        PLANE,
        1,
        &["empty.zip", "no file in it"],
    );
}

#[test]
fn a_shapefile_that_lies_about_its_lengths_is_refused() {
    let desk = Desk::toy_town();
    let read = |ending: &str| std::fs::read(fixture(&format!("import/communities.{ending}"))).expect("a fixture");
    let write = |ending: &str, at: usize, lie: &[u8]| {
        for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
            desk.write(&format!("a.{ending}"), read(ending));
        }
        let mut bytes = read(ending);
        bytes[at..at + lie.len()].copy_from_slice(lie);
        desk.write(&format!("a.{ending}"), bytes);
    };
    let huge = 0x7fff_fff0_u32;
    for (ending, at, lie) in [
        // The length of the first record, the number of its rings, the number of its corners.
        ("shp", 104, huge.to_be_bytes()),
        ("shp", 144, huge.to_le_bytes()),
        ("shp", 148, huge.to_le_bytes()),
        ("shp", 148, (-5_i32).to_le_bytes()),
        // Where the index says that the first record lies, and how long it is.
        ("shx", 100, huge.to_be_bytes()),
        ("shx", 104, huge.to_be_bytes()),
        // How many rows the table has.
        ("dbf", 4, huge.to_le_bytes()),
    ] {
        write(ending, at, &lie);
        let before = desk.workspace_bytes();
        let ran = crate::attempted(&desk, "communities", &desk.path("a.shp"), &[]);
        crate::quiet(&desk, &ran);
        // A lie that the reader does not need to believe does no harm: then both communities are there.
        if ran.code == 0 {
            assert!(ran.out.contains("2 read, 2 accepted"), "{ending} {at}: {}", ran.out);
        } else {
            assert_eq!(ran.code, 1, "{ending} {at}: {}", ran.err);
            assert_eq!(before, desk.workspace_bytes());
        }
    }
    // A table whose rows are longer than the file.
    write("dbf", 10, &0xffff_u16.to_le_bytes());
    refused_file(&desk, "communities", &desk.path("a.shp"), &[], 1, &["a.shp"]);
}
