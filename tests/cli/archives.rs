//! The map's tiles in one file: what is in it, and who can read it.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Desk, Ran, fixture};
use crate::serving::Served;

/// Tiles by zoom, column and row from the north, as they are drawn.
type Tiles = BTreeMap<(u8, u32, u32), Vec<u8>>;

fn town() -> Desk {
    let desk = Desk::toy_town();
    desk.assess(fixture("toy_town/toy.toml").to_str().expect("text"));
    desk
}

fn export(desk: &Desk, file: &str, more: &[&str]) -> Ran {
    desk.run(&[&["export", "tiles", "--workspace", "town.gpkg", "--to", file], more].concat())
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).expect("gzip");
    out
}

/// An archive read as the specification of PMTiles 3 says, knowing nothing of how it was written.
struct Archive {
    bytes: Vec<u8>,
}

/// Number of the first tile, how many, offset and length.
type Entry = (u64, u64, usize, usize);

impl Archive {
    fn open(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("the archive is there");
        assert_eq!(&bytes[..8], b"PMTiles\x03");
        Self { bytes }
    }

    fn number(&self, at: usize) -> usize {
        u64::from_le_bytes(self.bytes[at..at + 8].try_into().expect("eight bytes")) as usize
    }

    fn part(&self, at: usize) -> &[u8] {
        &self.bytes[self.number(at)..][..self.number(at + 8)]
    }

    fn degrees(&self, at: usize) -> f64 {
        f64::from(i32::from_le_bytes(
            self.bytes[at..at + 4].try_into().expect("four bytes"),
        )) / 1e7
    }

    fn note(&self) -> Value {
        serde_json::from_slice(&unpacked(self.part(24))).expect("JSON")
    }

    fn directory(bytes: &[u8]) -> Vec<Entry> {
        let bytes = unpacked(bytes);
        let mut rest = bytes.iter();
        let mut next = || {
            let mut number = 0;
            for shift in (0..).step_by(7) {
                let byte = *rest.next().expect("a number goes on");
                number |= u64::from(byte & 0x7f) << shift;
                if byte < 0x80 {
                    break;
                }
            }
            number
        };
        let count = next();
        let columns = [(); 4].map(|()| (0..count).map(|_| next()).collect::<Vec<u64>>());
        let [steps, runs, lengths, offsets] = columns;
        let mut entries: Vec<Entry> = Vec::new();
        for (i, step) in steps.into_iter().enumerate() {
            let last = entries.last().copied().unwrap_or_default();
            let offset = match offsets[i] {
                0 => last.2 + last.3,
                more => more as usize - 1,
            };
            entries.push((last.0 + step, runs[i], offset, lengths[i] as usize));
        }
        entries
    }

    fn entries(&self) -> Vec<Entry> {
        Self::directory(self.part(8))
            .into_iter()
            .flat_map(|entry| match entry {
                (_, 0, offset, length) => Self::directory(&self.part(40)[offset..][..length]),
                tiles => vec![tiles],
            })
            .collect()
    }

    fn tiles(&self) -> Tiles {
        let of = |(first, count, offset, length): Entry| {
            let bytes = unpacked(&self.part(56)[offset..][..length]);
            (first..first + count).map(move |number| (place(number), bytes.clone()))
        };
        self.entries().into_iter().flat_map(of).collect()
    }
}

/// Zoom, column and row of a number: the curve unrolled from its smallest square, as the specification's own code does.
fn place(number: u64) -> (u8, u32, u32) {
    let (mut zoom, mut rest) = (0, number);
    while rest >= 1 << (2 * zoom) {
        rest -= 1 << (2 * zoom);
        zoom += 1;
    }
    let (mut x, mut y) = (0_u64, 0_u64);
    for bit in 0..zoom {
        let side = 1 << bit;
        let right = 1 & (rest / 2);
        let low = 1 & (rest ^ right);
        if low == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        (x, y) = (x + side * right, y + side * low);
        rest /= 4;
    }
    (zoom as u8, x as u32, y as u32)
}

fn mbtiles(desk: &Desk, file: &str) -> Tiles {
    let rows = desk.rows_of(
        file,
        "SELECT zoom_level, tile_column, tile_row, hex(tile_data) FROM tiles",
    );
    rows.into_iter()
        .map(|row| {
            let number = |i: usize| row[i].parse::<u32>().expect("a number");
            let bytes: Vec<u8> = (0..row[3].len())
                .step_by(2)
                .map(|i| u8::from_str_radix(&row[3][i..i + 2], 16).expect("hex"))
                .collect();
            let north = (1 << number(0)) - 1 - number(2);
            ((number(0) as u8, number(1), north), unpacked(&bytes))
        })
        .collect()
}

/// Every tile that the server has of its layers together, asked for one by one.
fn served(served: &Served, most: u64) -> Tiles {
    let tileset: Value = serde_json::from_str(&served.get("/ogc/tiles/WebMercatorQuad")).expect("JSON");
    let mut tiles = Tiles::new();
    for limits in tileset["tileMatrixSetLimits"].as_array().expect("limits") {
        let number = |key: &str| limits[key].as_u64().expect("a number");
        let zoom = limits["tileMatrix"].as_str().and_then(|text| text.parse::<u64>().ok());
        let zoom = zoom.expect("a zoom");
        for row in number("minTileRow")..=number("maxTileRow") {
            for column in number("minTileCol")..=number("maxTileCol") {
                let path = format!("/ogc/tiles/WebMercatorQuad/{zoom}/{row}/{column}?f=mvt");
                let bytes = if zoom <= most { served.bytes(&path) } else { Vec::new() };
                if !bytes.is_empty() {
                    tiles.insert((zoom as u8, column as u32, row as u32), bytes);
                }
            }
        }
    }
    tiles
}

#[test]
fn both_forms_hold_the_tiles_of_the_server_to_the_byte_and_no_others() {
    let desk = town();
    export(&desk, "town.pmtiles", &["--zooms", "0-16"]).expect_success();
    export(&desk, "town.mbtiles", &["--zooms", "0-16"]).expect_success();
    let expected = served(&Served::start(&desk), 16);
    assert!(expected.len() > 30, "{}", expected.len());
    let archive = Archive::open(&desk.path("town.pmtiles"));
    assert!(archive.tiles() == expected, "the PMTiles are the server's");
    assert!(
        mbtiles(&desk, "town.mbtiles") == expected,
        "the MBTiles are the server's"
    );
}

#[test]
fn a_header_counts_what_is_there_and_says_where_and_what_it_is() {
    let desk = town();
    let ran = export(
        &desk,
        "town.pmtiles",
        &["--zooms", "3-15", "--layers", "facilities,communities"],
    )
    .expect_success();
    assert!(ran.out.contains("2 layers, zooms 3 to 15"), "{}", ran.out);
    let archive = Archive::open(&desk.path("town.pmtiles"));
    let entries = archive.entries();
    let contents: std::collections::BTreeSet<usize> = entries.iter().map(|entry| entry.2).collect();
    assert_eq!(
        archive.number(72) as u64,
        entries.iter().map(|entry| entry.1).sum::<u64>()
    );
    assert_eq!(
        (archive.number(80), archive.number(88)),
        (entries.len(), contents.len())
    );
    assert!(entries.is_sorted_by(|a, b| a.0 + a.1 <= b.0), "numbers go up");
    // Clustered, gzipped inside and out, vector tiles, zooms 3 to 15.
    assert_eq!(archive.bytes[96..102], [1, 2, 2, 1, 3, 15]);
    assert_eq!(archive.bytes[118], 3);
    let [west, south, east, north] = [102, 106, 110, 114].map(|at| archive.degrees(at));
    assert!(west < east && south < north && east - west < 0.2 && north - south < 0.2);
    assert!((archive.degrees(119) - f64::midpoint(west, east)).abs() < 1e-6);
    let note = archive.note();
    assert_eq!(note["name"], "town");
    let layers = note["vector_layers"].as_array().expect("layers");
    let told: Vec<_> = layers.iter().map(|layer| layer["id"].as_str()).collect();
    assert_eq!(
        told,
        [Some("communities"), Some("facilities")],
        "in the map's own order"
    );
    assert_eq!(layers[0]["fields"]["name"], "String");
    assert_eq!((&layers[1]["minzoom"], &layers[1]["maxzoom"]), (&3.into(), &15.into()));
    // What the other form says is the same.
    export(
        &desk,
        "town.mbtiles",
        &["--zooms", "3-15", "--layers", "facilities,communities"],
    )
    .expect_success();
    let rows = desk.rows_of("town.mbtiles", "SELECT name, value FROM metadata");
    let said: BTreeMap<&str, &str> = rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!((said["format"], said["minzoom"], said["maxzoom"]), ("pbf", "3", "15"));
    assert_eq!(said["name"], "town");
    let json: Value = serde_json::from_str(said["json"]).expect("JSON");
    assert_eq!(json["vector_layers"], note["vector_layers"]);
    let bounds: Vec<f64> = said["bounds"].split(',').map(|n| n.parse().expect("degrees")).collect();
    assert!((bounds[0] - west).abs() < 1e-6 && (bounds[3] - north).abs() < 1e-6);
}

#[test]
fn the_same_tiles_make_the_same_file() {
    let desk = town();
    for ending in ["pmtiles", "mbtiles"] {
        let [first, second] = ["a", "b"].map(|name| {
            let file = format!("{name}.{ending}");
            export(&desk, &file, &["--zooms", "10-13"]).expect_success();
            std::fs::read(desk.path(&file)).expect("written")
        });
        assert!(first == second, "{ending}");
    }
}

#[test]
fn gdal_finds_every_feature_at_every_zoom() {
    let desk = town();
    export(
        &desk,
        "town.mbtiles",
        &["--zooms", "8-15", "--layers", "facilities,communities"],
    )
    .expect_success();
    let listed: Value = serde_json::from_str(&Served::start(&desk).get("/tiles")).expect("JSON");
    let counts = |name: &str| {
        let layers = listed["layers"].as_array().expect("layers");
        let layer = layers.iter().find(|layer| layer["name"] == name).expect("it is listed");
        layer["features"].as_u64().expect("a number") as usize
    };
    for zoom in 8..=15 {
        let Ok(output) = Command::new("ogrinfo")
            .args(["-ro", "-al", "-oo", &format!("ZOOM_LEVEL={zoom}")])
            .arg(desk.path("town.mbtiles"))
            .output()
        else {
            println!("skipped: ogrinfo (Debian's gdal-bin) is not installed");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && !text.contains("ERROR"), "{text}");
        for layer in ["communities", "facilities"] {
            let own = text
                .split("\nLayer name: ")
                .find(|part| part.starts_with(&format!("{layer}\n")));
            let own = own.expect("the layer is there");
            let ids: std::collections::BTreeSet<&str> = own
                .lines()
                .filter_map(|line| line.trim().strip_prefix("mvt_id (Integer64) = "))
                .collect();
            assert_eq!(ids.len(), counts(layer), "{layer} at zoom {zoom}: {own}");
        }
    }
}

#[test]
fn a_scenario_has_tiles_of_its_own() {
    let desk = town();
    let circle = fixture("toy_town/toy.toml").to_str().expect("text").to_owned();
    export(&desk, "plan.pmtiles", &["--scenario", "plan"]).expect_refusal(1, &["plan"]);
    assert!(!desk.path("plan.pmtiles").exists());
    for arguments in [
        &["scenario", "new", "plan", "--workspace", "town.gpkg"][..],
        &[
            "scenario",
            "edit",
            "plan",
            "--add-facility",
            "114.0034 29.8200",
            "--category",
            "药店",
            "--name",
            "新药店",
            "--workspace",
            "town.gpkg",
        ],
        &[
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            &circle,
            "--scenario",
            "plan",
        ],
    ] {
        desk.run(arguments).expect_success();
    }
    export(&desk, "plan.pmtiles", &["--scenario", "plan"]).expect_success();
    export(&desk, "town.pmtiles", &[]).expect_success();
    let holds = |file: &str| {
        let tiles = Archive::open(&desk.path(file)).tiles();
        tiles
            .values()
            .any(|tile| tile.windows("新药店".len()).any(|part| part == "新药店".as_bytes()))
    };
    assert_eq!(["plan.pmtiles", "town.pmtiles"].map(holds), [true, false]);
}

#[test]
fn what_can_not_be_written_is_said_and_leaves_nothing() {
    let desk = town();
    desk.write("taken.pmtiles", "mine");
    export(&desk, "town.zip", &[]).expect_refusal(1, &["town.zip", ".pmtiles", ".mbtiles"]);
    export(&desk, "taken.pmtiles", &[]).expect_refusal(1, &["exists already", "--overwrite"]);
    export(&desk, "no/town.pmtiles", &[]).expect_refusal(1, &["folder does not exist"]);
    export(&desk, "town.pmtiles", &["--layers", "communities,bridges"]).expect_refusal(1, &["bridges", "facilities"]);
    export(&desk, "town.pmtiles", &["--zooms", "9-3"]).expect_refusal(2, &["0-14"]);
    let bare = Desk::toy_town();
    export(&bare, "town.pmtiles", &[]).expect_refusal(1, &["yike assess"]);
    for desk in [&desk, &bare] {
        assert_eq!(left(desk), Vec::<String>::new());
    }
    assert_eq!(std::fs::read(desk.path("taken.pmtiles")).expect("kept"), b"mine");
    export(&desk, "taken.pmtiles", &["--overwrite"]).expect_success();
    Archive::open(&desk.path("taken.pmtiles"));
}

/// What stands in the folder beside the workspace and what the test put there.
fn left(desk: &Desk) -> Vec<String> {
    let names = std::fs::read_dir(desk.path("")).expect("the folder is ours");
    let names = names.map(|entry| entry.expect("read").file_name().to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('t')).collect()
}

#[test]
fn a_signal_ends_it_and_leaves_nothing() {
    let desk = town();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let child = desk
            .command()
            .args([
                "export",
                "tiles",
                "--workspace",
                "town.gpkg",
                "--to",
                "slow.pmtiles",
                "--zooms",
                "0-20",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        // The hidden folder is there as soon as it has begun.
        while !left(&desk).iter().any(|name| name.starts_with(".yike-export-")) {
            std::thread::yield_now();
        }
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.expect("kill is there").success());
        let output = child.wait_with_output().expect("it ends");
        Ran::of(&output).expect_refusal(code, &["slow.pmtiles", "stopped"]);
        assert_eq!(left(&desk), Vec::<String>::new());
    }
}
