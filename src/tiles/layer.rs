//! One layer, projected and indexed.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::feature::{Feature, GeometryKind, Layer, Value};
use super::grid::{BUFFER, EXTENT};
use super::piece::{Cutter, Piece};
use super::set::TileSetError;
use super::shape::{Shape, ShapeError, Spot, to_degrees};
use super::tile_id::TileId;
use crate::crs::LonLatBox;

/// What can be said about a layer without reading a tile.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerSummary {
    /// Its name.
    pub name: String,
    /// Number of features.
    pub features: usize,
    /// What they are drawn as.
    pub kind: GeometryKind,
    /// Box round all of them; `None` for an empty layer.
    pub bounds: Option<LonLatBox>,
    /// Lowest zoom that has tiles.
    pub min_zoom: u8,
    /// Highest zoom worth asking for.
    pub max_zoom: u8,
    /// Properties and what is said about them, by name.
    pub fields: BTreeMap<String, String>,
}

type Entry = GeomWithData<Rectangle<Spot>, usize>;

/// A layer ready to be cut into tiles.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) summary: LayerSummary,
    items: Vec<Item>,
    index: RTree<Entry>,
}

#[derive(Debug)]
struct Item {
    feature: Properties,
    shape: Shape,
}

/// A feature without its geometry.
#[derive(Debug)]
pub(super) struct Properties {
    pub(super) id: u64,
    pub(super) values: Vec<(Arc<str>, Value)>,
}

impl Prepared {
    pub(super) fn new(mut layer: Layer) -> Result<Self, TileSetError> {
        layer.features.sort_by_key(|feature| feature.id);
        let summary = LayerSummary {
            name: layer.name.clone(),
            features: layer.features.len(),
            kind: GeometryKind::Empty,
            bounds: None,
            min_zoom: layer.min_zoom,
            max_zoom: layer.max_zoom,
            fields: layer.fields.into_iter().collect(),
        };
        let mut prepared = Self {
            summary,
            items: Vec::with_capacity(layer.features.len()),
            index: RTree::new(),
        };
        let mut boxes = Vec::with_capacity(layer.features.len());
        for feature in layer.features {
            let position = prepared.items.len();
            let bounds = prepared.add(feature)?;
            boxes.extend(bounds.map(|(low, high)| Entry::new(Rectangle::from_corners(low, high), position)));
        }
        prepared.index = RTree::bulk_load(boxes);
        Ok(prepared)
    }

    /// Takes a feature; its box, unless its geometry is empty and so lies nowhere.
    fn add(&mut self, feature: Feature) -> Result<Option<(Spot, Spot)>, TileSetError> {
        let (layer, id) = (self.summary.name.clone(), feature.id);
        if id >= 1 << 53 {
            return Err(TileSetError::LargeId { layer, id });
        }
        if self.items.last().is_some_and(|item| item.feature.id == id) {
            return Err(TileSetError::DuplicateId { layer, id });
        }
        let shape = Shape::project(&feature.geometry).map_err(|error| match error {
            ShapeError::NotFinite => TileSetError::NotFinite { layer, id },
            ShapeError::Collection => TileSetError::Collection { layer, id },
        })?;
        let bounds = shape.bounds();
        let summary = &mut self.summary;
        if let Some((low, high)) = bounds {
            let ([west, north], [east, south]) = (to_degrees(low), to_degrees(high));
            let own = LonLatBox {
                west,
                south,
                east,
                north,
            };
            summary.bounds = Some(summary.bounds.map_or(own, |all| all.union(own)));
        }
        summary.kind = match summary.kind {
            GeometryKind::Empty => shape.kind(),
            kind if kind == shape.kind() => kind,
            _ => GeometryKind::Mixed,
        };
        for (name, value) in &feature.properties {
            if !summary.fields.contains_key(&**name) {
                let kind = match value {
                    Value::Text(_) => "String",
                    Value::Number(_) | Value::Whole(_) => "Number",
                };
                summary.fields.insert(name.to_string(), kind.to_owned());
            }
        }
        let feature = Properties {
            id,
            values: feature.properties,
        };
        self.items.push(Item { feature, shape });
        Ok(bounds)
    }

    /// What lies in the tile, by id.
    pub(super) fn pieces(&self, tile: TileId, cutter: &Cutter) -> Vec<(&Properties, Piece)> {
        let side = f64::from(1_u32 << tile.zoom());
        // Twice the buffer: snapping moves vertices, and a shrunk area grows. The cutter looks exactly.
        let margin = 2.0 * BUFFER as f64 / EXTENT as f64;
        let (x, y) = (f64::from(tile.column()), f64::from(tile.row()));
        let reach = AABB::from_corners(
            [(x - margin) / side, (y - margin) / side],
            [(x + 1.0 + margin) / side, (y + 1.0 + margin) / side],
        );
        let near = self.index.locate_in_envelope_intersecting(reach);
        let mut near: Vec<usize> = near.map(|entry| entry.data).collect();
        near.sort_unstable();
        near.into_par_iter()
            .filter_map(|i| {
                let item = &self.items[i];
                cutter.cut(&item.shape).map(|piece| (&item.feature, piece))
            })
            .collect()
    }
}
