//! A layer of communities that share their borders, made ready and cut into tiles: times and sizes by zoom.
//!
//! `cargo bench --bench tiles --no-default-features -- 620000` takes so many communities, 10,000 where no number is given.

use std::hint::black_box;
use std::time::Instant;

use geo::{LineString, Polygon};
use yike::tiles::{Clip, Feature, Format, Layer, Select, TileId, TileSet};

/// Vertices along one side of a community.
const SIDE: usize = 12;

/// Degrees of a community's side, and the south-west corner of the town.
const SIZE: f64 = 0.01;
const CORNER: [f64; 2] = [100.0, 25.0];

fn main() {
    let asked = std::env::args().skip(1).find_map(|text| text.parse::<usize>().ok());
    let columns = (asked.unwrap_or(10_000) as f64).sqrt().ceil() as usize;
    let started = Instant::now();
    let features: Vec<Feature> = (0..columns * columns)
        .map(|n| community(n as u64 + 1, n % columns, n / columns))
        .collect();
    let count = features.len();
    println!(
        "{count} communities of {} vertices made in {:.2?}",
        4 * SIDE,
        started.elapsed()
    );
    let started = Instant::now();
    let layer = Layer {
        name: "communities".to_owned(),
        features,
        min_zoom: 0,
        max_zoom: 16,
        fields: Vec::new(),
    };
    let set = TileSet::new("1".to_owned(), vec![layer]).expect("good features");
    println!("made ready in {:.2?}", started.elapsed());
    let all = Select::default();
    specks(columns);
    let middle = CORNER.map(|low| low + columns as f64 * SIZE / 2.0);
    for zoom in [6_u8, 8, 10, 12, 14, 16] {
        let tile = tile_at(zoom, middle);
        for format in [Format::Mvt, Format::GeoJson] {
            let mut bytes = 0;
            let mut times: Vec<f64> = (0..7)
                .map(|_| {
                    let started = Instant::now();
                    let made = set
                        .tile("communities", tile, format, Clip::Buffered, &all)
                        .expect("a tile");
                    bytes = black_box(made).len();
                    started.elapsed().as_secs_f64() * 1000.0
                })
                .collect();
            let first = times[0];
            times.sort_by(f64::total_cmp);
            println!(
                "zoom {zoom:2} {format:?}: first {first:.3} ms, median of seven {:.3} ms, {bytes} bytes",
                times[3]
            );
        }
    }
}

/// As many areas that low zooms leave nothing of, as gaps are: what their tiles cost.
fn specks(columns: usize) {
    let speck = |n: usize| {
        let [x, y] = [n % columns, n / columns].map(|k| k as f64 * SIZE);
        let corner = |k: usize| {
            let turn = k as f64 / 16.0 * std::f64::consts::TAU;
            (
                CORNER[0] + x + SIZE / 5.0 * turn.cos(),
                CORNER[1] + y + SIZE / 5.0 * turn.sin(),
            )
        };
        Feature {
            id: n as u64,
            geometry: Polygon::new((0..16).map(corner).collect(), Vec::new()).into(),
            properties: Vec::new(),
        }
    };
    let layer = Layer {
        name: "specks".to_owned(),
        features: (0..columns * columns).map(speck).collect(),
        min_zoom: 0,
        max_zoom: 16,
        fields: Vec::new(),
    };
    let set = TileSet::new("1".to_owned(), vec![layer]).expect("good features");
    for zoom in 0..=5 {
        let tile = tile_at(zoom, CORNER.map(|low| low + SIZE));
        for format in [Format::Mvt, Format::GeoJson] {
            let started = Instant::now();
            let made = set.tile("specks", tile, format, Clip::Buffered, &Select::default());
            let bytes = made.expect("a tile").len();
            println!(
                "zoom {zoom:2} {format:?}, specks: {:.3} ms, {bytes} bytes",
                started.elapsed().as_secs_f64() * 1000.0
            );
        }
    }
}

/// A square with wavy sides; neighbours have the same waves.
fn community(id: u64, column: usize, row: usize) -> Feature {
    let corner = |i: usize, j: usize| [CORNER[0] + i as f64 * SIZE, CORNER[1] + j as f64 * SIZE];
    let mut ring: Vec<(f64, f64)> = Vec::with_capacity(4 * SIDE + 1);
    let sides = [
        (corner(column, row), corner(column + 1, row), false),
        (corner(column + 1, row), corner(column + 1, row + 1), false),
        (corner(column, row + 1), corner(column + 1, row + 1), true),
        (corner(column, row), corner(column, row + 1), true),
    ];
    for (from, to, backward) in sides {
        let mut side: Vec<(f64, f64)> = (0..=SIDE).map(|k| wave(from, to, k)).collect();
        if backward {
            side.reverse();
        }
        side.pop();
        ring.extend(side);
    }
    Feature {
        id,
        geometry: Polygon::new(LineString::from(ring), Vec::new()).into(),
        properties: vec![
            ("name".into(), format!("社区{id}").into()),
            ("people".into(), (1000.0 + (id % 977) as f64).into()),
        ],
    }
}

fn wave(from: [f64; 2], to: [f64; 2], k: usize) -> (f64, f64) {
    let along = k as f64 / SIDE as f64;
    let out =
        (along * std::f64::consts::TAU * 2.0 + from[0] * 300.0).sin() * 0.08 * SIZE * (along * (1.0 - along) * 4.0);
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]].map(|d| d / SIZE);
    (
        from[0] + along * (to[0] - from[0]) + dy * out,
        from[1] + along * (to[1] - from[1]) + dx * out,
    )
}

fn tile_at(zoom: u8, [lon, lat]: [f64; 2]) -> TileId {
    let side = f64::from(1_u32 << zoom);
    let x = (lon / 360.0 + 0.5) * side;
    let y = (0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU) * side;
    TileId::new(u64::from(zoom), x as u64, y as u64).expect("on the square")
}
