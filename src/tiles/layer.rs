//! One layer, projected and indexed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{BoundingRect, Geometry};
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use rustc_hash::FxHashSet;

use super::antimeridian::cut_at_antimeridian;
use super::feature::{Feature, GeometryKind, Layer, Value};
use super::generalise::generalise;
use super::hot::{Hot, crossings};
use super::kept::{Kept, Known};
use super::outline::{Near, Outline, both, common};
use super::piece::{Cutter, Piece};
use super::rim::put_specks;
#[cfg(test)]
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
    /// Whether any of them is several points together.
    pub has_multipoints: bool,
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

/// The same of a tile that is not heavy.
const HEAVY: usize = 200_000;

/// How much work a tile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Made in less time than it takes to wake another thread: few features with few vertices come near it.
    Light,
    /// A few milliseconds.
    Usual,
    /// So much that others should not wait for it.
    Heavy,
}

/// What is made of each, in their order.
pub(super) fn each<T: Sync, U: Send>(all: &[T], make: impl Fn(&T) -> U + Send + Sync) -> Vec<U> {
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
    pub(super) items: Vec<Item>,
    index: RTree<Entry>,
    /// Names of properties, each kept once however many features have it.
    names: FxHashSet<Arc<str>>,
    /// What is kept of its zooms, and which of the layers there it is.
    pub(super) kept: (Arc<Kept>, usize),
}

/// A feature with what is drawn of it.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) feature: Feature,
    pub(super) shape: Shape,
    /// Which of the layer's features it is.
    pub(super) place: u32,
    /// `None` where the geometry is empty and so lies nowhere.
    pub(super) bounds: Option<(Spot, Spot)>,
    /// The box in whose middle it is drawn where nothing is left of it: `bounds`, or those of one part where it was cut in parts that lie
    /// at the two ends of the world.
    pub(super) middle: Option<(Spot, Spot)>,
}

/// A feature on the square, and the box in whose middle it is drawn where nothing is left of it.
struct Drawn {
    feature: Feature,
    shape: Result<(Shape, Option<(Spot, Spot)>), ShapeError>,
}

impl Drawn {
    fn new(mut feature: Feature) -> Self {
        let shape = Shape::project(&feature.geometry).and_then(|shape| {
            let Some(parts) = cut_at_antimeridian(&feature.geometry) else {
                let middle = shape.bounds();
                return Ok((shape, middle));
            };
            feature.geometry = parts;
            let shape = Shape::project(&feature.geometry)?;
            let middle = shape.first_bounds();
            Ok((shape, middle))
        });
        Self { feature, shape }
    }
}

impl Prepared {
    pub(super) fn new(mut layer: Layer) -> Result<Self, TileSetError> {
        layer.features.sort_by_key(|feature| feature.id);
        let summary = LayerSummary {
            name: layer.name.clone(),
            features: layer.features.len(),
            kind: GeometryKind::Empty,
            has_multipoints: false,
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
            kept: (Arc::default(), 0),
        };
        let drawn: Vec<_> = layer.features.into_par_iter().map(Drawn::new).collect();
        for drawn in drawn {
            prepared.add(drawn)?;
        }
        generalise(prepared.items.iter_mut().map(|item| &mut item.shape));
        let boxes = prepared.items.iter().enumerate().filter_map(|(position, item)| {
            let (low, high) = item.bounds?;
            Some(Entry::new(Rectangle::from_corners(low, high), position))
        });
        prepared.index = RTree::bulk_load(boxes.collect());
        Ok(prepared)
    }

    fn add(&mut self, drawn: Drawn) -> Result<(), TileSetError> {
        let Drawn { mut feature, shape } = drawn;
        let id = feature.id;
        let layer = || self.summary.name.clone();
        if id >= 1 << 53 {
            return Err(TileSetError::LargeId { layer: layer(), id });
        }
        if self.items.last().is_some_and(|item| item.feature.id == id) {
            return Err(TileSetError::DuplicateId { layer: layer(), id });
        }
        let (shape, middle) = shape.map_err(|error| match error {
            ShapeError::NotFinite => TileSetError::NotFinite { layer: layer(), id },
            ShapeError::Collection => TileSetError::Collection { layer: layer(), id },
        })?;
        let summary = &mut self.summary;
        for (name, value) in &mut feature.properties {
            if let Some(known) = self.names.get(name) {
                *name = known.clone();
                continue;
            }
            self.names.insert(name.clone());
            if !summary.kinds.contains_key(&**name) {
                let kind = match value {
                    Value::Text(_) => Kind::Text,
                    Value::Number(_) | Value::Whole(_) => Kind::Number,
                };
                summary.kinds.insert(name.to_string(), kind);
                summary.fields.insert(name.to_string(), word(kind).to_owned());
            }
        }
        if let Some(own) = feature.geometry.bounding_rect() {
            let own = LonLatBox {
                west: own.min().x.max(-180.0),
                south: own.min().y.max(-90.0),
                east: own.max().x.min(180.0),
                north: own.max().y.min(90.0),
            };
            summary.bounds = Some(summary.bounds.map_or(own, |all| all.union(own)));
        }
        summary.has_multipoints |= matches!(feature.geometry, Geometry::MultiPoint(_));
        summary.kind = match summary.kind {
            GeometryKind::Empty => shape.kind(),
            kind if kind == shape.kind() => kind,
            _ => GeometryKind::Mixed,
        };
        let (place, bounds) = (self.items.len() as u32, shape.bounds());
        self.items.push(Item {
            feature,
            shape,
            place,
            bounds,
            middle,
        });
        Ok(())
    }

    /// What lies in the tile, by id.
    #[cfg(test)]
    pub(super) fn pieces(&self, cutter: &Cutter, select: &Select) -> Vec<(&Feature, Piece)> {
        self.pieces_of(cutter, |feature| select.takes(feature))
    }

    /// What those features that are wanted leave in the tile, by id.
    pub(super) fn pieces_of(&self, cutter: &Cutter, takes: impl Fn(&Feature) -> bool) -> Vec<(&Feature, Piece)> {
        let mut near = self.near(cutter.reach);
        near.retain(|item| !cutter.is_given_up() && takes(&item.feature));
        let wholes = self.wholes(cutter, &near);
        let parts: Vec<(&Item, Known)> = near.into_iter().zip(wholes).collect();
        let outlined = each(&parts, |(item, whole)| match (&item.shape, whole) {
            (Shape::Areas(areas), None) if !cutter.is_given_up() => cutter.outline(areas),
            _ => Outline::default(),
        });
        let needed = cutter.needed();
        let touching = outlined.iter().filter_map(|outline| outline.touching(needed));
        let hot = touching.reduce(both).map_or_else(Hot::default, |around| {
            let (low, high) = needed.map_or(around, |near| common(around, near.block));
            self.hot(cutter, needed, cutter.grid.on_square(low, high))
        });
        let outlined: Vec<_> = parts.iter().zip(outlined).collect();
        let mut cut = each(&outlined, |((item, whole), outline)| match (&item.shape, whole) {
            _ if cutter.is_given_up() => None,
            (Shape::Points(points), _) => cutter.points(points),
            (Shape::Lines(lines), _) => cutter.lines(lines),
            (Shape::Areas(_), Some(whole)) => cutter.whole(whole),
            (Shape::Areas(_), None) => cutter.areas(outline, &hot),
        });
        match &cutter.rim {
            Some(rim) => put_specks(rim, cutter, &parts, &mut cut),
            None => self.put_cells(cutter, &parts, &mut cut),
        }
        let features = parts.into_iter().map(|(item, _)| &item.feature);
        features
            .zip(cut)
            .filter_map(|(feature, piece)| Some((feature, piece?)))
            .collect()
    }

    /// How much has to be looked at for a tile.
    pub(super) fn effort(&self, cutter: &Cutter) -> Effort {
        let (low, high) = cutter.reach;
        let found = self
            .index
            .locate_in_envelope_intersecting(AABB::from_corners(low, high));
        let mut vertices = 0;
        for entry in found {
            vertices += 16 + self.items[entry.data].shape.vertices();
            if vertices > HEAVY {
                return Effort::Heavy;
            }
        }
        if vertices > LIGHT { Effort::Usual } else { Effort::Light }
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
    pub(super) fn near(&self, (low, high): (Spot, Spot)) -> Vec<&Item> {
        let found = self
            .index
            .locate_in_envelope_intersecting(AABB::from_corners(low, high));
        let mut found: Vec<usize> = found.map(|entry| entry.data).collect();
        found.sort_unstable();
        found.into_iter().map(|position| &self.items[position]).collect()
    }

    /// What the lines in a box are led over.
    pub(super) fn hot(&self, cutter: &Cutter, needed: Option<Near>, around: (Spot, Spot)) -> Hot {
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
            Shape::Areas(areas) if !cutter.is_given_up() => areas.iter().flatten().flat_map(of_ring).collect(),
            _ => Vec::new(),
        });
        Hot::new(nodes.into_iter().flatten())
    }
}
