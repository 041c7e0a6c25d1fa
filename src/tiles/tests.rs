//! Properties that hold for any features, zoom and tile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use ::geojson::{FeatureCollection, GeoJson};
use geo::{Area, Coord, Geometry, LineString, MultiPolygon, Point, Polygon, Validation};
use proptest::prelude::*;

use super::area::{Area as Rings, clip_areas, doubled_area};
use super::feature::Value;
use super::layer::Prepared;
use super::nearby::turn;
use super::piece::{Cutter, Piece};
use super::shape::{to_degrees, to_square};
use super::window::{Node, Window};
use super::{Clip, Feature, Format, Layer, Search, Select, TileId, TileSet, TileSetError, coordinate_decimals};
use crate::crs::LonLatBox;
use crate::filter::Filter;

pub(super) fn polygon(ring: &[(f64, f64)]) -> Polygon<f64> {
    Polygon::new(LineString::from(ring.to_vec()), Vec::new())
}

pub(super) fn feature(id: u64, geometry: impl Into<Geometry<f64>>) -> Feature {
    Feature {
        id,
        geometry: geometry.into(),
        properties: vec![("name".into(), "x".into())],
    }
}

pub(super) fn layer(features: Vec<Feature>) -> Layer {
    Layer {
        name: "a".to_owned(),
        features,
        min_zoom: 0,
        max_zoom: 16,
        fields: Vec::new(),
    }
}

fn set(features: Vec<Feature>) -> TileSet {
    TileSet::new("1".to_owned(), vec![layer(features)]).expect("good features")
}

/// Areas made ready, with the ids 1, 2, 3, …
fn prepared(rings: &[Ring]) -> Prepared {
    let features = rings.iter().zip(1..).map(|(ring, id)| feature(id, polygon(ring)));
    Prepared::new(layer(features.collect())).expect("good features")
}

/// The tile that a place in degrees lies in.
pub(super) fn tile_at(zoom: u8, (lon, lat): (f64, f64)) -> TileId {
    let side = f64::from(1_u32 << zoom);
    let [x, y] = to_square(Coord { x: lon, y: lat }).map(|part| (part * side).floor().min(side - 1.0) as u64);
    TileId::new(u64::from(zoom), x, y).expect("on the square")
}

/// The tile and its eight neighbours, as far as they exist.
pub(super) fn around(tile: TileId) -> Vec<TileId> {
    let near = |n: u32| n.saturating_sub(1)..=n + 1;
    near(tile.column())
        .flat_map(|x| near(tile.row()).map(move |y| (x, y)))
        .filter_map(|(x, y)| TileId::new(u64::from(tile.zoom()), u64::from(x), u64::from(y)))
        .collect()
}

fn read(set: &TileSet, tile: TileId, clip: Clip) -> FeatureCollection {
    let bytes = set
        .tile("a", tile, Format::GeoJson, clip, &Select::default())
        .expect("a tile");
    let text = String::from_utf8(bytes).expect("UTF-8");
    FeatureCollection::try_from(text.parse::<GeoJson>().expect("GeoJSON")).expect("a collection")
}

/// What areas leave in a tile, by id.
fn cut(prepared: &Prepared, tile: TileId, format: Format, clip: Clip) -> BTreeMap<u64, Vec<Rings>> {
    cut_by(prepared, &Cutter::new(tile, format, clip))
}

/// The same without the cells that stand for areas at the buffer's edge: they lie over their neighbours.
fn cut_plainly(prepared: &Prepared, tile: TileId, format: Format, clip: Clip) -> BTreeMap<u64, Vec<Rings>> {
    cut_by(prepared, &Cutter::new(tile, format, clip).without_rim())
}

fn cut_by(prepared: &Prepared, cutter: &Cutter) -> BTreeMap<u64, Vec<Rings>> {
    let pieces = prepared.pieces(cutter, &Select::default()).into_iter();
    pieces
        .map(|(feature, piece)| match piece {
            Piece::Areas(areas) => (feature.id, areas),
            other => unreachable!("not an area: {other:?}"),
        })
        .collect()
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
pub(super) fn star() -> impl Strategy<Value = Vec<(f64, f64)>> {
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
pub(super) fn tangle() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((9.0_f64..9.3, 47.0_f64..47.3), 3..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn areas_are_valid_in_every_format_and_clipping(ring in prop_oneof![star(), tangle()], zoom in 0_u8..=22, vertex in 0_usize..30) {
        let prepared = prepared(std::slice::from_ref(&ring));
        let tile = tile_at(zoom, ring[vertex % ring.len()]);
        for format in [Format::GeoJson, Format::Mvt] {
            for clip in [Clip::Buffered, Clip::None, Clip::Exact] {
                let areas = cut(&prepared, tile, format, clip).remove(&1).unwrap_or_default();
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
    fn exact_tiles_add_up_to_the_whole_exactly(ring in star(), zoom in 0_u8..=12) {
        let prepared = prepared(std::slice::from_ref(&ring));
        let all: BTreeSet<TileId> = cover(&ring, zoom);
        if all.len() > 400 {
            return Ok(());
        }
        for format in [Format::GeoJson, Format::Mvt] {
            let mut whole = all.iter().filter_map(|tile| cut(&prepared, *tile, format, Clip::None).remove(&1));
            let whole = doubled(&whole.next().expect("it lies somewhere"));
            let parts = all.iter().filter_map(|tile| cut(&prepared, *tile, format, Clip::Exact).remove(&1));
            prop_assert_eq!(parts.map(|areas| doubled(&areas)).sum::<i128>(), whole, "{:?}", format);
        }
    }

    #[test]
    fn a_town_shared_out_stays_shared_out(town in town(), zoom in 3_u8..=16, pick in 0_usize..1000) {
        let prepared = prepared(&town);
        let ring = &town[pick % town.len()];
        let middle = tile_at(zoom, ring[pick % ring.len()]);
        for format in [Format::GeoJson, Format::Mvt] {
            let gone = prepared.vanished(&Cutter::new(middle, format, Clip::Exact));
            for tile in around(middle) {
                for clip in [Clip::Exact, Clip::Buffered] {
                    let mut pieces = cut_plainly(&prepared, tile, format, clip);
                    pieces.retain(|id, _| !gone.contains(id));
                    let overlap = overlap(&pieces, tile, format);
                    prop_assert_eq!(overlap, 0, "{:?} {:?} {:?}", tile, format, clip);
                    if clip == Clip::Exact {
                        let (open, holes) = open_edges(&pieces, tile, format);
                        prop_assert!(open.is_empty(), "{:?} {:?}: not shared: {:?}", tile, format, open);
                        prop_assert_eq!(holes, 0, "{:?} {:?}", tile, format);
                    }
                }
            }
        }
    }

    #[test]
    fn a_town_in_exact_tiles_adds_up_to_the_town(town in town(), zoom in 3_u8..=16) {
        let prepared = prepared(&town);
        let all: BTreeSet<TileId> = town.iter().flat_map(|ring| cover(ring, zoom)).collect();
        if all.len() > 60 {
            return Ok(());
        }
        for format in [Format::GeoJson, Format::Mvt] {
            let mut whole: BTreeMap<u64, i128> = BTreeMap::new();
            let mut sums: BTreeMap<u64, i128> = BTreeMap::new();
            for tile in &all {
                whole.extend(cut(&prepared, *tile, format, Clip::None).iter().map(|(id, areas)| (*id, doubled(areas))));
                for (id, areas) in cut(&prepared, *tile, format, Clip::Exact) {
                    *sums.entry(id).or_default() += doubled(&areas);
                }
            }
            prop_assert_eq!(whole.len(), town.len(), "nothing is dropped");
            prop_assert_eq!(sums, whole, "{:?}", format);
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
        let all = around(tile_at(zoom, ring[0]));
        let found: BTreeSet<String> = all
            .into_iter()
            .flat_map(|tile| read(&tiles, tile, Clip::Buffered))
            .map(|f| format!("{:?}", f.id))
            .collect();
        prop_assert_eq!(found.len(), 2);
    }
}

/// Points in a row: the id is ten times the longitude; every second has a name, the first three the same.
fn row() -> TileSet {
    let point = |id: u64| {
        let mut properties = vec![("rest".into(), Value::Whole(id as i64 % 3))];
        if id.is_multiple_of(2) {
            properties.push(("name".into(), format!("{:02}", id.max(6)).into()));
        }
        Feature {
            id,
            geometry: Point::new(id as f64 / 10.0, 1.0).into(),
            properties,
        }
    };
    set((0..12).map(point).collect())
}

fn found(search: &Search) -> Vec<u64> {
    let found = row()
        .find("a", search)
        .map(|found| found.iter().map(|feature| feature.id).collect());
    found.expect("a layer")
}

#[test]
fn features_are_found_by_box_question_and_order() {
    let boxes = |west: f64, east: f64| {
        let south = 0.5;
        vec![LonLatBox {
            west,
            south,
            east,
            north: 1.0,
        }]
    };
    let search = |boxes, order| Search {
        boxes,
        order,
        ..Search::default()
    };
    assert_eq!(found(&Search::default()), (0..12).collect::<Vec<u64>>());
    assert_eq!(found(&search(boxes(0.3, 0.5), vec![])), [3, 4, 5], "edges belong");
    let both = [boxes(1.0, 2.0), boxes(-1.0, 0.1), boxes(0.0, 0.0)].concat();
    assert_eq!(found(&search(both, vec![])), [0, 1, 10, 11], "each once");
    let order = vec![("name".to_owned(), true), ("rest".to_owned(), false)];
    assert_eq!(found(&search(vec![], order)), [10, 8, 0, 6, 4, 2, 3, 9, 1, 7, 5, 11]);
    let filter = Filter::from_text("name IS NULL AND rest = 0").expect("understood");
    let select = Select {
        filter: Some(filter),
        properties: None,
    };
    assert_eq!(
        found(&Search {
            select,
            ..Search::default()
        }),
        [3, 9]
    );
    assert_eq!(
        row().feature("a", 7).expect("a layer").map(|feature| feature.id),
        Some(7)
    );
    assert_eq!(row().feature("a", 12).expect("a layer"), None);
}

#[test]
fn a_tile_holds_the_features_and_properties_that_are_asked_for() {
    let select = Select {
        filter: Some(Filter::from_text("rest = 1").expect("understood")),
        properties: Some(["name".to_owned()].into_iter().collect()),
    };
    let tile = TileId::new(0, 0, 0).expect("a tile");
    let bytes = row()
        .tile("a", tile, Format::GeoJson, Clip::Buffered, &select)
        .expect("a tile");
    let collection: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let features = collection["features"].as_array().expect("a list");
    let told: Vec<_> = features
        .iter()
        .map(|f| (f["id"].clone(), f["properties"].clone()))
        .collect();
    let expected = [
        (1, serde_json::json!({})),
        (4, serde_json::json!({"name": "06"})),
        (7, serde_json::json!({})),
        (10, serde_json::json!({"name": "10"})),
    ];
    assert_eq!(told, expected.map(|(id, properties)| (id.into(), properties)));
    let vector = row()
        .tile("a", tile, Format::Mvt, Clip::Buffered, &select)
        .expect("a tile");
    assert!(!vector.windows(4).any(|bytes| bytes == b"rest"));
}

/// Three areas of which two meet on the third's long side, somewhere beyond the tile's edge: that place is no vertex of the third. A
/// slanting line of Web Mercator is not straight in degrees, so there the side runs from west to east.
#[test]
fn a_corner_on_a_long_side_divides_the_ground_in_the_buffer_too() {
    let tile = TileId::new(14, 13_000, 6_500).expect("a tile");
    for (k, (slope, format)) in
        (-63..64).flat_map(|k| [(7.0, Format::Mvt), (0.0, Format::Mvt), (0.0, Format::GeoJson)].map(|how| (k, how)))
    {
        let x = if k < 0 { 0.0 } else { 1.0 } + f64::from(k) / 4096.0;
        let along = |x: f64| (105.3125 + (x + 3.0) * slope) / 256.0;
        let ring = |corners: &[(f64, f64)]| -> Ring {
            let part = |at: f64, first: u32| (f64::from(first) + at) / f64::from(1_u32 << 14);
            let place = |(x, y): &(f64, f64)| to_degrees([part(*x, tile.column()), part(*y, tile.row())]).into();
            corners.iter().map(place).collect()
        };
        let (west, middle, east) = ((-3.0, along(-3.0)), (x, along(x)), (5.0, along(5.0)));
        let prepared = prepared(&[
            ring(&[west, east, (5.0, 3.0), (-3.0, 3.0)]),
            ring(&[west, middle, (x, -2.0), (-3.0, -2.0)]),
            ring(&[middle, east, (5.0, -2.0), (x, -2.0)]),
        ]);
        let pieces = cut_plainly(&prepared, tile, format, Clip::Buffered);
        let window = Cutter::new(tile, format, Clip::Exact).grid.window(tile, 64);
        let whole = doubled(&[vec![window.corners().to_vec()]]);
        let sum: i128 = pieces.values().map(|areas| doubled(areas)).sum();
        assert_eq!(
            (overlap(&pieces, tile, format), sum),
            (0, whole),
            "{k} {slope} {format:?}"
        );
    }
}

#[test]
fn a_tile_that_nobody_waits_for_is_given_up() {
    let square = |id: u64| {
        let x = id as f64 / 1000.0;
        feature(id, polygon(&[(x, 0.0), (x + 0.001, 0.0), (x, 0.001)]))
    };
    let tiles = set((0..1000).map(square).collect());
    let tile = tile_at(6, (0.5, 0.0));
    for (format, clip) in [(Format::GeoJson, Clip::Exact), (Format::Mvt, Clip::None)] {
        let made = |given_up: bool| {
            let flag = AtomicBool::new(given_up);
            tiles.tile_unless("a", tile, format, clip, &Select::default(), &flag)
        };
        let whole = tiles.tile("a", tile, format, clip, &Select::default());
        assert_eq!(made(false), whole.map(Some));
        assert_eq!(made(true), Ok(None));
    }
}

#[test]
fn features_that_cannot_be_drawn_are_refused_by_layer_and_id() {
    let (a, point) = ("a".to_owned(), || Point::new(1.0, 1.0));
    let named = |name: &str| Layer {
        name: name.to_owned(),
        ..layer(vec![])
    };
    let collection = Geometry::GeometryCollection(vec![Geometry::Point(point())].into());
    for (layers, error) in [
        (
            vec![named("a"), named("a")],
            TileSetError::DuplicateLayer { layer: a.clone() },
        ),
        (
            vec![named("A b")],
            TileSetError::LayerName {
                layer: "A b".to_owned(),
            },
        ),
        (
            vec![layer(vec![
                feature(3, point()),
                feature(2, point()),
                feature(3, point()),
            ])],
            TileSetError::DuplicateId {
                layer: a.clone(),
                id: 3,
            },
        ),
        (
            vec![layer(vec![feature(1 << 53, point())])],
            TileSetError::LargeId {
                layer: a.clone(),
                id: 1 << 53,
            },
        ),
        (
            vec![layer(vec![feature(4, Point::new(f64::NAN, 1.0))])],
            TileSetError::NotFinite {
                layer: a.clone(),
                id: 4,
            },
        ),
        (
            vec![
                layer(vec![feature(5, collection.clone())]),
                Layer {
                    name: "b".to_owned(),
                    ..layer(vec![feature(1 << 60, point())])
                },
            ],
            TileSetError::Collection {
                layer: a.clone(),
                id: 5,
            },
        ),
    ] {
        assert_eq!(TileSet::new("1".to_owned(), layers).map(|_| ()), Err(error));
    }
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

pub(super) type Ring = Vec<(f64, f64)>;

/// A town shared out among communities: a net whose corners and sides are moved about, never so far that two sides cross.
/// Communities are 0.3 to 3,000 metres wide, some sides have many vertices.
pub(super) fn town() -> impl Strategy<Value = Vec<Ring>> {
    let moves = prop::collection::vec(-1.0_f64..1.0, 200);
    (2_usize..5, 2_usize..5, 0_usize..7, -5.5_f64..-1.5, 0.0_f64..0.2, moves).prop_map(
        |(columns, rows, inner, size, shift, moves)| {
            let size = 10_f64.powf(size);
            let push = |n: usize| moves[(n * 7919) % moves.len()];
            let corner = |i: usize, j: usize| {
                [
                    i as f64 + 0.15 * push(i * 31 + j),
                    j as f64 + 0.15 * push(i + j * 37 + 5),
                ]
            };
            let between = |a: [f64; 2], b: [f64; 2], key: usize| -> Vec<[f64; 2]> {
                let step = [b[0] - a[0], b[1] - a[1]];
                let inner = (1..=inner).map(|k| {
                    let along = k as f64 / (inner + 1) as f64;
                    let out = 0.25 * along.min(1.0 - along) * push(key * 13 + k);
                    [
                        a[0] + along * step[0] - out * step[1],
                        a[1] + along * step[1] + out * step[0],
                    ]
                });
                std::iter::once(a).chain(inner).collect()
            };
            let across = |i: usize, j: usize| between(corner(i, j), corner(i + 1, j), i * 5 + j);
            let up = |i: usize, j: usize| between(corner(i, j), corner(i, j + 1), 100 + i * 5 + j);
            let back = |mut points: Vec<[f64; 2]>, end: [f64; 2]| {
                points.push(end);
                points.reverse();
                points.pop();
                points
            };
            let place = |[x, y]: [f64; 2]| (116.3 + shift + x * size, 39.9 + y * size);
            let ring = |i: usize, j: usize| {
                let north = back(across(i, j + 1), corner(i + 1, j + 1));
                let west = back(up(i, j), corner(i, j + 1));
                let points = [across(i, j), up(i + 1, j), north, west].concat();
                points.into_iter().map(place).collect()
            };
            (0..columns)
                .flat_map(|i| (0..rows).map(move |j| (i, j)))
                .map(|(i, j)| ring(i, j))
                .collect()
        },
    )
}

/// How much ground two areas or more have, doubled.
fn overlap(pieces: &BTreeMap<u64, Vec<Rings>>, tile: TileId, format: Format) -> i128 {
    let all: Rings = pieces.values().flatten().flatten().cloned().collect();
    let own = Cutter::new(tile, format, Clip::Exact).tile;
    pieces.values().map(|areas| doubled(areas)).sum::<i128>() - doubled(&clip_areas(&all, None, own))
}

/// Stretches inside the tile that two areas do not share, and how often they would have to; and how many holes the whole has. The
/// outline of the whole is left out.
fn open_edges(pieces: &BTreeMap<u64, Vec<Rings>>, tile: TileId, format: Format) -> (Vec<[Node; 2]>, usize) {
    let own = Cutter::new(tile, format, Clip::Exact).tile;
    let rings = || pieces.values().flatten().flatten();
    let whole = clip_areas(&rings().cloned().collect::<Rings>(), None, own);
    let nodes: BTreeSet<Node> = rings().chain(whole.iter().flatten()).flatten().copied().collect();
    let mut found: BTreeMap<[Node; 2], i64> = BTreeMap::new();
    for (ring, sign) in rings()
        .map(|ring| (ring, 1))
        .chain(whole.iter().flatten().map(|ring| (ring, -1)))
    {
        for (i, from) in ring.iter().enumerate() {
            for [a, b] in pieces_of(*from, ring[(i + 1) % ring.len()], &nodes) {
                *found.entry([a.min(b), a.max(b)]).or_default() += if a < b { sign } else { -sign };
            }
        }
    }
    let open = found.into_iter().filter(|(_, sum)| *sum != 0).map(|(edge, _)| edge);
    (open.collect(), whole.iter().map(|polygon| polygon.len() - 1).sum())
}

/// A straight line cut at every node that lies on it.
fn pieces_of(from: Node, to: Node, nodes: &BTreeSet<Node>) -> Vec<[Node; 2]> {
    let (low, high) = (from.min(to), from.max(to));
    let on = nodes.range(low..=high).filter(|node| {
        let between =
            (0..2).all(|axis| from[axis].min(to[axis]) <= node[axis] && node[axis] <= from[axis].max(to[axis]));
        between && turn(from, to, **node) == 0
    });
    let mut on: Vec<Node> = on.copied().collect();
    if from > to {
        on.reverse();
    }
    on.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}
