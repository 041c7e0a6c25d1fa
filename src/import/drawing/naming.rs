//! Which of a drawing's texts names what: the one that lies in a thing, or else the nearest beside it.

use std::collections::BTreeSet;

use gdal::vector::{Geometry, OGRwkbGeometryType as Kind};
use geo::{Coord, Distance, Euclidean, Intersects};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::closing::is_place;
use super::{Entity, TEXT};
use crate::domain::record::LayerKind;
use crate::import::column_names::plain;
use crate::import::fields;

/// How far a text may be from the symbol that it names, in units of the drawing (metres).
pub(super) const BESIDE: f64 = 20.0;

/// A text with its place.
pub(super) struct Label {
    pub(super) place: Coord<f64>,
    pub(super) text: String,
}

type Index = RTree<GeomWithData<[f64; 2], usize>>;

/// Gives entities the text that lies in them, or else the nearest. A text names one thing: of several that it is nearest to, the
/// nearest. A block's own attributes, which stand as texts beside it, name nothing else. Returns what is to be said.
pub(super) fn name(entities: &mut [Entity], labels: &[Label], kind: LayerKind) -> Vec<String> {
    let index: Index = RTree::bulk_load(
        labels
            .iter()
            .enumerate()
            .map(|(position, label)| GeomWithData::new([label.place.x, label.place.y], position))
            .collect(),
    );
    // A symbol is small, and its name stands beside it; a border or a house has its name inside.
    let symbols = is_place(kind);
    let mut taken = attributes(entities, labels, &index);
    let free = taken.iter().filter(|taken| !**taken).count();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (position, entity) in entities.iter().enumerate() {
        pairs.extend(
            beside(&entity.geometry, symbols, labels, &index)
                .into_iter()
                .filter(|(_, label)| !taken[*label])
                .map(|(far, label)| (far, position, label)),
        );
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut named = 0;
    for (_, position, label) in pairs {
        let cells = &mut entities[position].cells;
        if !taken[label] && !cells.contains_key(TEXT) {
            taken[label] = true;
            named += 1;
            cells.insert(TEXT.to_owned(), labels[label].text.clone());
        }
    }
    let mut remarks = Vec::new();
    if free > 0 {
        remarks.push(format!(
            "{free} texts stand in the drawing; {named} things took the text that lies in them, or the nearest within {BESIDE} units, as column \"{TEXT}\""
        ));
    }
    remarks.extend(instead(entities, kind));
    remarks
}

/// Which texts are attributes of the block that they stand beside.
fn attributes(entities: &[Entity], labels: &[Label], index: &Index) -> Vec<bool> {
    let mut own = vec![false; labels.len()];
    for entity in entities {
        if entity.attributes.is_empty() {
            continue;
        }
        for (_, label) in beside(&entity.geometry, false, labels, index) {
            let text = &labels[label].text;
            own[label] |= entity.attributes.iter().any(|tag| entity.cells.get(tag) == Some(text));
        }
    }
    own
}

/// The texts in a thing and beside it, with how far they are: beside an area only where it is a symbol, and beside a line none.
fn beside(geometry: &Geometry, symbol: bool, labels: &[Label], index: &Index) -> Vec<(f64, usize)> {
    let envelope = geometry.envelope();
    let sides = [envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY];
    if labels.is_empty() || !sides.iter().all(|side| side.is_finite()) {
        return Vec::new();
    }
    let kind = geometry.geometry_type();
    let area = matches!(kind, Kind::wkbPolygon | Kind::wkbMultiPolygon);
    let shape = match kind {
        Kind::wkbPoint | Kind::wkbPolygon | Kind::wkbMultiPolygon => geometry.to_geo(),
        _ => return Vec::new(),
    };
    let Ok(shape) = shape else { return Vec::new() };
    let grown = AABB::from_corners(
        [envelope.MinX - BESIDE, envelope.MinY - BESIDE],
        [envelope.MaxX + BESIDE, envelope.MaxY + BESIDE],
    );
    index
        .locate_in_envelope(grown)
        .filter_map(|found| {
            let place = geo::Point(labels[found.data].place);
            let far = match &shape {
                geo::Geometry::Point(point) => Euclidean.distance(*point, place),
                shape if area && shape.intersects(&place) => 0.0,
                geo::Geometry::Polygon(outline) if symbol => Euclidean.distance(&place, outline),
                _ => return None,
            };
            (far <= BESIDE).then_some((far, found.data))
        })
        .collect()
}

/// Where some blocks have their name as an attribute, the others' texts stand in for it: one column names them all.
fn instead(entities: &mut [Entity], kind: LayerKind) -> Option<String> {
    let words = fields::of(kind).iter().find(|field| field.key == "name")?.words;
    let place = |tag: &str| words.iter().position(|word| *word == plain(tag));
    let tags: BTreeSet<&String> = entities.iter().flat_map(|entity| &entity.attributes).collect();
    let mut tags: Vec<(usize, String)> = tags
        .into_iter()
        .filter_map(|tag| Some((place(tag)?, tag.clone())))
        .collect();
    tags.sort();
    let ((_, first), others) = tags.split_first()?;
    let (mut by_text, mut by_another) = (0_u64, 0_u64);
    for entity in entities.iter_mut().filter(|entity| !entity.cells.contains_key(first)) {
        let another = others.iter().find_map(|(_, tag)| entity.cells.get(tag));
        let Some(name) = another.or_else(|| entity.cells.get(TEXT)) else {
            continue;
        };
        if another.is_some() {
            by_another += 1;
        } else {
            by_text += 1;
        }
        entity.cells.insert(first.clone(), name.clone());
    }
    (by_text + by_another > 0).then(|| {
        format!(
            "{} things have no attribute {first:?}: {by_text} are called by the text beside them, {by_another} by another attribute",
            by_text + by_another
        )
    })
}
