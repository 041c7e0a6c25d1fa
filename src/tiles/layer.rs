//! One layer, projected and indexed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::BoundingRect;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use rustc_hash::FxHashSet;

use super::feature::{Feature, GeometryKind, Layer, Value};
use super::generalise::generalise;
use super::hot::{Hot, crossings};
use super::outline::{Near, Outline, both, common};
use super::piece::{Cutter, Piece};
use super::select::Select;
use super::set::TileSetError;
use super::shape::{Shape, ShapeError, Spot, Track};
use super::window::Node;
use crate::crs::LonLatBox;
use crate::filter::Kind;

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
    /// Properties and the words for what their values are, by name.
    pub fields: BTreeMap<String, String>,
    /// What the values of each property are.
    pub kinds: BTreeMap<String, Kind>,
    /// Properties that merging makes; of features themselves they can't be asked.
    pub made: BTreeSet<String>,
    /// What low zooms show in place of the features, in words; `None` where every zoom shows them all.
    pub rule: Option<String>,
}

/// Features of a tile from which on several threads share the work; below it waking them takes longer than they save.
const SHARED_FROM: usize = 512;

/// Vertices (and sixteen more for each feature) of what comes near a light tile, at most.
const LIGHT: usize = 2_000;

/// What is made of each, in their order.
fn each<T: Sync, U: Send>(all: &[T], make: impl Fn(&T) -> U + Send + Sync) -> Vec<U> {
    if all.len() < SHARED_FROM {
        all.iter().map(make).collect()
    } else {
        all.par_iter().map(make).collect()
    }
}

type Entry = GeomWithData<Rectangle<Spot>, usize>;

/// What `TileJSON` calls a kind of values.
fn word(kind: Kind) -> &'static str {
    if kind == Kind::Number { "Number" } else { "String" }
}

/// A layer ready to be cut into tiles.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) summary: LayerSummary,
    items: Vec<Item>,
    index: RTree<Entry>,
    /// Names of properties, each kept once however many features have it.
    names: FxHashSet<Arc<str>>,
}

#[derive(Debug)]
struct Item {
    feature: Feature,
    shape: Shape,
    /// `None` where the geometry is empty and so lies nowhere.
    bounds: Option<(Spot, Spot)>,
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
            fields: layer
                .fields
                .iter()
                .map(|(name, kind)| (name.clone(), word(*kind).to_owned()))
                .collect(),
            kinds: layer.fields.into_iter().collect(),
            made: BTreeSet::new(),
            rule: None,
        };
        let mut prepared = Self {
            summary,
            items: Vec::with_capacity(layer.features.len()),
            index: RTree::new(),
            names: FxHashSet::default(),
        };
        for feature in layer.features {
            prepared.add(feature)?;
        }
        generalise(prepared.items.iter_mut().map(|item| &mut item.shape));
        let boxes = prepared.items.iter().enumerate().filter_map(|(position, item)| {
            let (low, high) = item.bounds?;
            Some(Entry::new(Rectangle::from_corners(low, high), position))
        });
        prepared.index = RTree::bulk_load(boxes.collect());
        Ok(prepared)
    }

    fn add(&mut self, mut feature: Feature) -> Result<(), TileSetError> {
        for (name, _) in &mut feature.properties {
            match self.names.get(name) {
                Some(known) => *name = known.clone(),
                None => {
                    self.names.insert(name.clone());
                }
            }
        }
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
        if let Some(own) = feature.geometry.bounding_rect() {
            let own = LonLatBox {
                west: own.min().x.max(-180.0),
                south: own.min().y.max(-90.0),
                east: own.max().x.min(180.0),
                north: own.max().y.min(90.0),
            };
            summary.bounds = Some(summary.bounds.map_or(own, |all| all.union(own)));
        }
        summary.kind = match summary.kind {
            GeometryKind::Empty => shape.kind(),
            kind if kind == shape.kind() => kind,
            _ => GeometryKind::Mixed,
        };
        for (name, value) in &feature.properties {
            if summary.kinds.contains_key(&**name) {
                continue;
            }
            let kind = match value {
                Value::Text(_) => Kind::Text,
                Value::Number(_) | Value::Whole(_) => Kind::Number,
            };
            summary.kinds.insert(name.to_string(), kind);
            summary.fields.insert(name.to_string(), word(kind).to_owned());
        }
        self.items.push(Item { feature, shape, bounds });
        Ok(())
    }

    /// What lies in the tile, by id.
    pub(super) fn pieces(&self, cutter: &Cutter, select: &Select) -> Vec<(&Feature, Piece)> {
        let mut near = self.near(cutter.reach);
        near.retain(|item| select.takes(&item.feature));
        let outlined = each(&near, |item| match &item.shape {
            Shape::Areas(areas) => cutter.outline(areas),
            _ => Outline::default(),
        });
        let needed = cutter.needed();
        let touching = outlined.iter().filter_map(|outline| outline.touching(needed));
        let hot = touching.reduce(both).map_or_else(Hot::default, |around| {
            let (low, high) = needed.map_or(around, |near| common(around, near.block));
            self.hot(cutter, needed, cutter.grid.on_square(low, high))
        });
        let near: Vec<(&Item, Outline)> = near.into_iter().zip(outlined).collect();
        let cut = each(&near, |(item, outline)| match &item.shape {
            Shape::Points(points) => cutter.points(points),
            Shape::Lines(lines) => cutter.lines(lines),
            Shape::Areas(areas) => cutter
                .areas(outline, &hot)
                .or_else(|| self.shrunk(cutter, areas, item.bounds?)),
        });
        let features = near.iter().map(|(item, _)| &item.feature);
        features
            .zip(cut)
            .filter_map(|(feature, piece)| Some((feature, piece?)))
            .collect()
    }

    /// Whether a tile is made in less time than it takes to wake another thread: few features with few vertices come near it.
    pub(super) fn is_light(&self, cutter: &Cutter) -> bool {
        let (low, high) = cutter.reach;
        let found = self
            .index
            .locate_in_envelope_intersecting(AABB::from_corners(low, high));
        let mut room = LIGHT;
        for entry in found {
            let own = 16 + self.items[entry.data].shape.vertices();
            if own > room {
                return false;
            }
            room -= own;
        }
        true
    }

    /// The mean area of its features on the square; `None` where it has none.
    pub(super) fn mean_area(&self) -> Option<f64> {
        let total: f64 = self.items.iter().map(|item| item.shape.area()).sum();
        (!self.items.is_empty()).then(|| total / self.items.len() as f64)
    }

    /// Every feature, by id.
    pub(super) fn features(&self) -> impl Iterator<Item = &Feature> {
        self.items.iter().map(|item| &item.feature)
    }

    /// One feature.
    pub(super) fn feature(&self, id: u64) -> Option<&Feature> {
        let found = self.items.binary_search_by_key(&id, |item| item.feature.id).ok()?;
        Some(&self.items[found].feature)
    }

    /// The features whose boxes touch a box on the square, by id.
    pub(super) fn features_near(&self, around: (Spot, Spot)) -> impl Iterator<Item = &Feature> {
        self.near(around).into_iter().map(|item| &item.feature)
    }

    /// The places of the points near a box on the square, by id; of several points of one feature the first.
    pub(super) fn points_near(&self, around: (Spot, Spot)) -> impl Iterator<Item = (&Feature, Spot)> {
        let near = self.near(around).into_iter();
        near.filter_map(|item| match &item.shape {
            Shape::Points(spots) => Some((&item.feature, *spots.first()?)),
            Shape::Lines(_) | Shape::Areas(_) => None,
        })
    }

    /// Whether the box round any feature touches a box on the square.
    pub(super) fn is_near(&self, (low, high): (Spot, Spot)) -> bool {
        let mut found = self
            .index
            .locate_in_envelope_intersecting(AABB::from_corners(low, high));
        found.next().is_some()
    }

    /// What lies near a box, by id.
    fn near(&self, (low, high): (Spot, Spot)) -> Vec<&Item> {
        let found = self
            .index
            .locate_in_envelope_intersecting(AABB::from_corners(low, high));
        let mut found: Vec<usize> = found.map(|entry| entry.data).collect();
        found.sort_unstable();
        found.into_iter().map(|position| &self.items[position]).collect()
    }

    /// An area that nothing is left of anywhere is drawn as the cell at its middle, in the tiles that hold the cell.
    fn shrunk(&self, cutter: &Cutter, areas: &[Vec<Track>], bounds: (Spot, Spot)) -> Option<Piece> {
        let cell = cutter.middle_cell(bounds)?;
        let whole = Outline::new(areas, cutter.grid, None);
        let hot = self.hot(cutter, None, bounds);
        cutter.vanishes(&whole, &hot).then_some(cell)
    }

    /// The ids of areas that nothing is left of at the cutter's zoom.
    #[cfg(test)]
    pub(super) fn vanished(&self, cutter: &Cutter) -> BTreeSet<u64> {
        let gone = self.items.iter().filter(|item| match (&item.shape, item.bounds) {
            (Shape::Areas(areas), Some(bounds)) => {
                let whole = Outline::new(areas, cutter.grid, None);
                cutter.vanishes(&whole, &self.hot(cutter, None, bounds))
            }
            _ => false,
        });
        gone.map(|item| item.feature.id).collect()
    }

    /// What the lines in a box are led over.
    fn hot(&self, cutter: &Cutter, needed: Option<Near>, around: (Spot, Spot)) -> Hot {
        // A cell or two more, in every format.
        let slack = (cutter.reach.1[0] - cutter.reach.0[0]) / 1024.0;
        let (low, high) = (around.0.map(|part| part - slack), around.1.map(|part| part + slack));
        let outside =
            |a: Spot, b: Spot| (0..2).any(|axis| a[axis].max(b[axis]) < low[axis] || a[axis].min(b[axis]) > high[axis]);
        let grid = cutter.grid;
        let of_ring = |ring: &Track| {
            let spots: Vec<Spot> = ring.at(grid.detail()).collect();
            let mut nodes = Vec::new();
            let last = spots.len().saturating_sub(1);
            let mut before = spots.first().is_some_and(|first| !outside(spots[last], *first));
            let mut carried = None;
            for (i, a) in spots.iter().enumerate() {
                let b = spots[if i == last { 0 } else { i + 1 }];
                let after = !outside(*a, b);
                if before || after {
                    let a = carried.take().unwrap_or_else(|| grid.vertex(*a));
                    nodes.push(a.node);
                    if after {
                        let b = grid.vertex(b);
                        carried = Some(b);
                        let (first, second) = if b.exact < a.exact { (b, a) } else { (a, b) };
                        crossings(grid, needed.map(|near| near.block), &first, &second, &mut nodes);
                    }
                }
                before = after;
            }
            nodes
        };
        let near = self.near((low, high));
        let nodes: Vec<Vec<Node>> = each(&near, |item| match &item.shape {
            Shape::Areas(areas) => areas.iter().flatten().flat_map(of_ring).collect(),
            _ => Vec::new(),
        });
        Hot::new(nodes.into_iter().flatten())
    }
}
