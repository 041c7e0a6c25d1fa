//! Real towns: what neighbours share stays shared at every zoom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo::{Area, BooleanOps, BoundingRect, Geometry, Intersects, MultiPolygon, Polygon, unary_union};
use yike::tiles::{Clip, Feature, Format, Layer, Select, TileId, TileSet};

/// Ground that counts, in square degrees: a tenth of a square metre. Unions of floating numbers leave less than that behind.
const DUST: f64 = 1e-11;

fn polygons(text: &str) -> Vec<MultiPolygon<f64>> {
    let parsed: geojson::FeatureCollection = text
        .parse::<geojson::GeoJson>()
        .expect("GeoJSON")
        .try_into()
        .expect("a collection");
    let geometries = parsed
        .features
        .into_iter()
        .filter_map(|feature| Geometry::<f64>::try_from(feature.geometry?).ok());
    geometries
        .filter_map(|geometry| match geometry {
            Geometry::Polygon(polygon) => Some(polygon.into()),
            Geometry::MultiPolygon(polygons) => Some(polygons),
            _ => None,
        })
        .collect()
}

/// The 343 towns and sub-districts of Beijing, whose source has slivers and overlaps; `None`, said aloud, where they are absent.
fn beijing() -> Option<Vec<MultiPolygon<f64>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/beijing_subdistricts/subdistrict");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: the towns of Beijing are not beside the checkout");
        return None;
    };
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    Some(
        paths
            .iter()
            .flat_map(|path| polygons(&std::fs::read_to_string(path).expect("text")))
            .collect(),
    )
}

/// Pairs that overlap by more than `least`, and holes in the whole that are larger.
fn overlaps_and_gaps(towns: &BTreeMap<u64, MultiPolygon<f64>>, least: f64) -> (BTreeSet<(u64, u64)>, usize) {
    let boxes: Vec<_> = towns
        .iter()
        .map(|(id, town)| (*id, town, town.bounding_rect().expect("an area")))
        .collect();
    let mut pairs = BTreeSet::new();
    for (i, (a, town, own)) in boxes.iter().enumerate() {
        for (b, other, _) in boxes[i + 1..].iter().filter(|(_, _, rect)| rect.intersects(own)) {
            if town.intersection(*other).unsigned_area() > least {
                pairs.insert((*a, *b));
            }
        }
    }
    let whole = unary_union(towns.values());
    let holes = whole.iter().flat_map(Polygon::interiors);
    let gaps = holes.filter(|hole| Polygon::new((*hole).clone(), vec![]).unsigned_area() > least);
    (pairs, gaps.count())
}

/// Tile columns and rows of a zoom round a box.
fn tiles(zoom: u8, west: f64, south: f64, east: f64, north: f64) -> Vec<TileId> {
    let side = f64::from(1_u32 << zoom);
    let column = |lon: f64| ((lon / 360.0 + 0.5) * side) as u64;
    let row = |lat: f64| ((0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU) * side) as u64;
    let columns = column(west)..=column(east);
    columns
        .flat_map(|x| (row(north)..=row(south)).map(move |y| (x, y)))
        .filter_map(|(x, y)| TileId::new(u64::from(zoom), x, y))
        .collect()
}

#[test]
fn the_towns_of_beijing_overlap_and_gape_nowhere_that_the_source_does_not() {
    let Some(source) = beijing() else { return };
    let features = source.iter().zip(1..).map(|(town, id)| Feature {
        id,
        geometry: town.clone().into(),
        properties: Vec::new(),
    });
    let layer = Layer {
        name: "towns".to_owned(),
        features: features.collect(),
        min_zoom: 0,
        max_zoom: 16,
        fields: Vec::new(),
    };
    let set = TileSet::new("1".to_owned(), vec![layer]).expect("good features");
    let source: BTreeMap<u64, MultiPolygon<f64>> = (1..).zip(source).collect();
    let (pairs, gaps) = overlaps_and_gaps(&source, 0.0);
    assert_eq!(source.len(), 343);
    for zoom in 5..=11 {
        let mut towns: BTreeMap<u64, MultiPolygon<f64>> = BTreeMap::new();
        let mut exact: BTreeMap<u64, f64> = BTreeMap::new();
        for tile in tiles(zoom, 115.4, 39.4, 117.6, 41.1) {
            let read = |clip| {
                let bytes = set
                    .tile("towns", tile, Format::GeoJson, clip, &Select::default())
                    .expect("a tile");
                let text = String::from_utf8(bytes).expect("text");
                let parsed: geojson::FeatureCollection = text
                    .parse::<geojson::GeoJson>()
                    .expect("GeoJSON")
                    .try_into()
                    .expect("a collection");
                let ids: Vec<u64> = parsed
                    .features
                    .iter()
                    .map(|feature| match &feature.id {
                        Some(geojson::feature::Id::Number(id)) => id.as_u64().expect("a whole number"),
                        _ => 0,
                    })
                    .collect();
                ids.into_iter().zip(polygons(&text)).collect::<Vec<_>>()
            };
            towns.extend(read(Clip::None));
            for (id, piece) in read(Clip::Exact) {
                *exact.entry(id).or_default() += piece.unsigned_area();
            }
        }
        assert_eq!(towns.len(), 343, "zoom {zoom}: nobody is dropped");
        let (now, holes) = overlaps_and_gaps(&towns, DUST);
        let new: Vec<_> = now.difference(&pairs).collect();
        assert!(new.is_empty(), "zoom {zoom}: new overlaps {new:?}");
        assert!(holes <= gaps, "zoom {zoom}: {holes} gaps, the source has {gaps}");
        let whole: f64 = towns.values().map(Area::unsigned_area).sum();
        let parts: f64 = exact.values().sum();
        assert!((parts / whole - 1.0).abs() < 1e-9, "zoom {zoom}: {parts} of {whole}");
        let true_area: f64 = source.values().map(Area::unsigned_area).sum();
        assert!(
            (whole / true_area - 1.0).abs() < 0.01,
            "zoom {zoom}: {whole} of {true_area}"
        );
        println!(
            "zoom {zoom}: {} pairs overlap of the source's {}, {holes} gaps of {gaps}",
            now.len(),
            pairs.len()
        );
    }
}
