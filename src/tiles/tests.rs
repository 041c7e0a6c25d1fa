//! Properties that hold for any features, zoom and tile.

use std::collections::BTreeSet;

use ::geojson::{FeatureCollection, GeoJson};
use geo::{Area, Coord, Geometry, LineString, MultiPolygon, Point, Polygon, Validation};
use proptest::prelude::*;

use super::area::{Area as Rings, clip_areas, doubled_area};
use super::grid::Grid;
use super::piece::{Cutter, Piece};
use super::shape::{Shape, to_square};
use super::snap::snap_ring;
use super::window::{Node, Window};
use super::{Clip, Feature, Format, Layer, TileId, TileSet, coordinate_decimals};

fn polygon(ring: &[(f64, f64)]) -> Polygon<f64> {
    Polygon::new(LineString::from(ring.to_vec()), Vec::new())
}

fn feature(id: u64, geometry: impl Into<Geometry<f64>>) -> Feature {
    Feature {
        id,
        geometry: geometry.into(),
        properties: vec![("name".into(), "x".into())],
    }
}

fn set(features: Vec<Feature>) -> TileSet {
    let layer = Layer {
        name: "a".to_owned(),
        features,
        min_zoom: 0,
        max_zoom: 16,
        fields: Vec::new(),
    };
    TileSet::new("1".to_owned(), vec![layer]).expect("good features")
}

/// The tile that a place in degrees lies in.
fn tile_at(zoom: u8, (lon, lat): (f64, f64)) -> TileId {
    let side = f64::from(1_u32 << zoom);
    let [x, y] = to_square(Coord { x: lon, y: lat }).map(|part| (part * side).floor().min(side - 1.0) as u64);
    TileId::new(u64::from(zoom), x, y).expect("on the square")
}

/// The tile and its eight neighbours, as far as they exist.
fn around(tile: TileId) -> Vec<TileId> {
    let near = |n: u32| n.saturating_sub(1)..=n + 1;
    near(tile.column())
        .flat_map(|x| near(tile.row()).map(move |y| (x, y)))
        .filter_map(|(x, y)| TileId::new(u64::from(tile.zoom()), u64::from(x), u64::from(y)))
        .collect()
}

fn read(set: &TileSet, tile: TileId, clip: Clip) -> FeatureCollection {
    let bytes = set.tile("a", tile, Format::GeoJson, clip).expect("a tile");
    let text = String::from_utf8(bytes).expect("UTF-8");
    FeatureCollection::try_from(text.parse::<GeoJson>().expect("GeoJSON")).expect("a collection")
}

fn cut(shape: &Shape, tile: TileId, format: Format, clip: Clip) -> Vec<Rings> {
    match Cutter::new(tile, format, clip).cut(shape) {
        Some(Piece::Areas(areas)) => areas,
        other => {
            assert!(other.is_none(), "not an area: {other:?}");
            Vec::new()
        }
    }
}

fn as_geo(areas: &[Rings]) -> MultiPolygon<f64> {
    let line = |ring: &Vec<Node>| {
        ring.iter()
            .map(|n| (n[0] as f64, n[1] as f64))
            .collect::<LineString<f64>>()
    };
    areas
        .iter()
        .map(|rings| Polygon::new(line(&rings[0]), rings[1..].iter().map(line).collect()))
        .collect()
}

fn doubled(areas: &[Rings]) -> i128 {
    areas.iter().flatten().map(|ring| doubled_area(ring)).sum()
}

/// A ring that goes once round a middle, each vertex as far out as it likes.
fn star() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let spokes = prop::collection::vec(0.05_f64..1.0, 3..30);
    (-170.0_f64..170.0, -75.0_f64..75.0, -4.0_f64..0.7, spokes).prop_map(|(lon, lat, size, spokes)| {
        let size = 10_f64.powf(size);
        let turn = std::f64::consts::TAU / spokes.len() as f64;
        let at = |(i, r): (usize, &f64)| {
            let angle = turn * i as f64;
            (lon + size * r * angle.cos(), lat + size * r * angle.sin())
        };
        spokes.iter().enumerate().map(at).collect()
    })
}

/// A ring of vertices in no order at all, crossing itself.
fn tangle() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((9.0_f64..9.3, 47.0_f64..47.3), 3..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn areas_are_valid_in_every_format_and_clipping(ring in prop_oneof![star(), tangle()], zoom in 0_u8..=22, vertex in 0_usize..30) {
        let shape = Shape::project(&polygon(&ring).into()).expect("an area");
        let tile = tile_at(zoom, ring[vertex % ring.len()]);
        for format in [Format::GeoJson, Format::Mvt] {
            for clip in [Clip::Buffered, Clip::None, Clip::Exact] {
                let areas = cut(&shape, tile, format, clip);
                let found = as_geo(&areas);
                prop_assert!(found.is_valid(), "{format:?} {clip:?} {:?}\n{found:?}", found.validation_errors());
                for rings in &areas {
                    prop_assert!(doubled_area(&rings[0]) > 0);
                    prop_assert!(rings[1..].iter().all(|hole| doubled_area(hole) < 0));
                }
            }
        }
    }

    #[test]
    fn rings_that_meet_everywhere_become_valid(
        rings in prop::collection::vec(prop::collection::vec([0_i64..14, 0_i64..14], 3..14), 1..4), low in [0_i64..7, 0_i64..7],
    ) {
        let window = Window { low, high: low.map(|n| n + 6) };
        for window in [None, Some(window)] {
            let found = as_geo(&clip_areas(&rings, window, Window { low: [0, 0], high: [14, 14] }));
            prop_assert!(found.is_valid(), "{:?}\n{found:?}", found.validation_errors());
        }
    }

    #[test]
    fn written_polygons_turn_counter_clockwise_and_hold_their_decimals(ring in star(), zoom in 0_u8..=22) {
        let tiles = set(vec![feature(7, polygon(&ring))]);
        let scale = 10_f64.powi(i32::from(coordinate_decimals(zoom)));
        for found in read(&tiles, tile_at(zoom, ring[0]), Clip::Buffered) {
            let text = found.to_string();
            let geometry: Geometry<f64> = found.geometry.expect("a geometry").try_into().expect("geo");
            prop_assert!(geometry.is_valid());
            prop_assert!(geometry.signed_area() > 0.0);
            let numbers = text.split(|c: char| !"-.0123456789".contains(c)).filter(|n| n.contains('.'));
            for number in numbers {
                let value: f64 = number.parse().expect("a number");
                prop_assert!((value * scale - (value * scale).round()).abs() < 1e-4, "{number} at zoom {zoom}");
                prop_assert!(number.split('.').nth(1).is_some_and(|d| d.len() <= usize::from(coordinate_decimals(zoom))));
            }
        }
    }

    #[test]
    fn exact_tiles_add_up_to_the_whole(ring in star(), zoom in 0_u8..=12) {
        let shape = Shape::project(&polygon(&ring).into()).expect("an area");
        let all: BTreeSet<TileId> = cover(&ring, zoom);
        if all.len() > 400 {
            return Ok(());
        }
        for format in [Format::GeoJson, Format::Mvt] {
            let mut whole = all.iter().map(|tile| cut(&shape, *tile, format, Clip::None));
            let whole = as_geo(&whole.find(|areas| !areas.is_empty()).expect("it lies somewhere"));
            let sum: i128 = all.iter().map(|tile| doubled(&cut(&shape, *tile, format, Clip::Exact))).sum();
            let outline: f64 = whole.iter().map(|p| length(p.exterior())).sum();
            let error = (sum as f64 / 2.0 - whole.unsigned_area()).abs();
            prop_assert!(error <= outline + 1.0, "{format:?}: {error} of {} cells", whole.unsigned_area());
        }
    }

    #[test]
    fn neighbours_keep_one_border_at_every_zoom(
        border in prop::collection::vec((9.4_f64..9.6, 0.0_f64..1.0), 2..40), height in -3.0_f64..0.0, zoom in 0_u8..=20, pick in 0_usize..40,
    ) {
        let (left, right, frame) = halves(&border, height);
        let shapes = [&left, &right, &frame].map(|ring| Shape::project(&polygon(ring).into()).expect("an area"));
        let middle = left[pick % left.len()];
        for tile in around(tile_at(zoom, middle)) {
            for format in [Format::GeoJson, Format::Mvt] {
                let [a, b, both] = [0, 1, 2].map(|i| cut(&shapes[i], tile, format, Clip::Exact));
                let [whole_a, whole_b, _] = [0, 1, 2].map(|i| shrunk(&shapes[i], zoom, format));
                if whole_a || whole_b {
                    continue;
                }
                prop_assert_eq!(doubled(&a) + doubled(&b), doubled(&both), "a gap or an overlap in {:?} {:?}", tile, format);
                // Where snapping laid stretches of the border over each other, each side may keep other vertices of the straight
                // line that is left; everywhere else all vertices are the same.
                let snapped: Vec<Node> = left[2..].iter().map(|(x, y)| Grid::new(zoom, format).snap(to_square(Coord { x: *x, y: *y }))).collect();
                let simple = snapped.windows(2).all(|pair| pair[0] == pair[1] || pair[0][1] > pair[1][1]);
                let on_border = |areas: &[Rings]| -> BTreeSet<Node> {
                    let nodes = areas.iter().flatten().flat_map(|ring| if simple { ring.clone() } else { corners(ring) });
                    nodes.filter(|n| inside(&both, *n)).collect()
                };
                prop_assert_eq!(on_border(&a), on_border(&b), "{:?} {:?}", tile, format);
            }
        }
    }

    #[test]
    fn a_point_has_one_owner_and_one_id(lon in -180.0_f64..=180.0, lat in -85.0_f64..=85.0, zoom in 0_u8..=22) {
        let tiles = set(vec![feature(41, Point::new(lon, lat))]);
        let mut owners = 0;
        for tile in around(tile_at(zoom, (lon, lat))) {
            let exact = read(&tiles, tile, Clip::Exact);
            owners += exact.features.len();
            for found in exact.into_iter().chain(read(&tiles, tile, Clip::Buffered)) {
                prop_assert_eq!(found.id, Some(::geojson::feature::Id::Number(41.into())));
            }
        }
        prop_assert_eq!(owners, 1);
    }

    #[test]
    fn nothing_vanishes_however_small(ring in star(), zoom in 0_u8..=22) {
        let ways = LineString::from(ring.clone());
        let tiles = set(vec![feature(1, polygon(&ring)), feature(2, ways)]);
        let shape = Shape::project(&polygon(&ring).into()).expect("an area");
        let all = if shrunk(&shape, zoom, Format::GeoJson) { around(tile_at(zoom, ring[0])) } else { vec![tile_at(zoom, ring[0])] };
        let found: BTreeSet<String> = all
            .into_iter()
            .flat_map(|tile| read(&tiles, tile, Clip::Buffered))
            .map(|f| format!("{:?}", f.id))
            .collect();
        prop_assert_eq!(found.len(), 2);
    }
}

fn length(line: &LineString<f64>) -> f64 {
    line.lines()
        .map(|l| (l.end.x - l.start.x).hypot(l.end.y - l.start.y))
        .sum()
}

/// Whether the area is drawn as one cell.
fn shrunk(shape: &Shape, zoom: u8, format: Format) -> bool {
    let Shape::Areas(areas) = shape else { return false };
    let grid = Grid::new(zoom, format);
    let rings: Vec<Vec<Node>> = areas.iter().flatten().map(|ring| snap_ring(grid, ring)).collect();
    doubled(&[rings]) == 0
}

/// Every tile that the ring's box touches.
fn cover(ring: &[(f64, f64)], zoom: u8) -> BTreeSet<TileId> {
    let corner = |pick: fn(f64, f64) -> f64| {
        ring.iter()
            .copied()
            .reduce(|a, b| (pick(a.0, b.0), pick(a.1, b.1)))
            .expect("a vertex")
    };
    let (low, high) = (tile_at(zoom, corner(f64::min)), tile_at(zoom, corner(f64::max)));
    let columns = low.column()..=high.column();
    let tiles = columns.flat_map(|x| (high.row()..=low.row()).map(move |y| (x, y)));
    tiles
        .filter_map(|(x, y)| TileId::new(u64::from(zoom), x.into(), y.into()))
        .collect()
}

type Ring = Vec<(f64, f64)>;

/// A frame cut in two by a border that runs from south to north: western part, eastern part, both.
fn halves(border: &[(f64, f64)], height: f64) -> (Ring, Ring, Ring) {
    let height = 10_f64.powf(height);
    let mut border: Ring = border.iter().map(|(x, y)| (*x, 47.0 + y * height)).collect();
    border.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (south, north) = (47.0 - 0.1 * height, 47.0 + 1.1 * height);
    border.insert(0, (9.5, south));
    border.push((9.5, north));
    let (west, east) = (9.3, 9.7);
    let mut left: Ring = vec![(west, north), (west, south)];
    left.extend(&border);
    let mut right: Ring = vec![(east, south), (east, north)];
    right.extend(border.iter().rev());
    let frame = vec![
        (west, south),
        (9.5, south),
        (east, south),
        (east, north),
        (9.5, north),
        (west, north),
    ];
    (left, right, frame)
}

/// A ring without the vertices in the middle of a straight line.
fn corners(ring: &[Node]) -> Vec<Node> {
    let count = ring.len();
    let straight = |i: usize| doubled_area(&[ring[(i + count - 1) % count], ring[i], ring[(i + 1) % count]]) == 0;
    (0..count).filter(|i| !straight(*i)).map(|i| ring[i]).collect()
}

/// Whether a node lies strictly inside areas that are one box.
fn inside(areas: &[Rings], node: Node) -> bool {
    let nodes: Vec<Node> = areas.iter().flatten().flatten().copied().collect();
    Window::around(&nodes).is_some_and(|w| (0..2).all(|axis| w.low[axis] < node[axis] && node[axis] < w.high[axis]))
}
