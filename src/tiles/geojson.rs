//! A tile as `GeoJSON` (RFC 7946): degrees, outer rings counter-clockwise, whole features or pieces of them.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::feature::{Feature, Value};
use super::piece::{Cutter, Piece};
use super::select::Select;
use super::set::TileError;
use super::window::Node;

/// Writes the collection; an empty one where nothing lies.
pub(super) fn write(pieces: &[(&Feature, Piece)], cutter: &Cutter, select: &Select) -> Result<Vec<u8>, TileError> {
    let scale = cutter.grid.units_a_degree();
    let collection = Collection { pieces, scale, select };
    serde_json::to_vec(&collection).map_err(|error| TileError::Unwritable(error.to_string()))
}

struct Collection<'a> {
    pieces: &'a [(&'a Feature, Piece)],
    scale: f64,
    select: &'a Select,
}

impl Serialize for Collection<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", "FeatureCollection")?;
        let features = list(self.pieces, |(feature, piece)| OneFeature {
            feature,
            piece,
            scale: self.scale,
            select: self.select,
        });
        map.serialize_entry("features", &features)?;
        map.end()
    }
}

struct OneFeature<'a> {
    feature: &'a Feature,
    piece: &'a Piece,
    scale: f64,
    select: &'a Select,
}

impl Serialize for OneFeature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("type", "Feature")?;
        map.serialize_entry("id", &self.feature.id)?;
        map.serialize_entry("geometry", &Geometry(self.piece, self.scale))?;
        map.serialize_entry("properties", &Properties(self.feature, self.select))?;
        map.end()
    }
}

struct Geometry<'a>(&'a Piece, f64);

impl Serialize for Geometry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scale = self.1;
        let mut map = serializer.serialize_map(Some(2))?;
        match self.0 {
            Piece::Points(points) => match points.as_slice() {
                [one] => put(&mut map, "Point", &place(*one, scale)),
                many => put(&mut map, "MultiPoint", &Line(many, scale)),
            },
            Piece::Lines(lines) => match lines.as_slice() {
                [one] => put(&mut map, "LineString", &Line(one, scale)),
                many => put(&mut map, "MultiLineString", &list(many, |line| Line(line, scale))),
            },
            Piece::Areas(areas) => match areas.as_slice() {
                [one] => put(&mut map, "Polygon", &Rings(one, scale)),
                many => put(&mut map, "MultiPolygon", &list(many, |area| Rings(area, scale))),
            },
        }?;
        map.end()
    }
}

fn put<M: SerializeMap>(map: &mut M, kind: &str, coordinates: &impl Serialize) -> Result<(), M::Error> {
    map.serialize_entry("type", kind)?;
    map.serialize_entry("coordinates", coordinates)
}

/// Degrees; the grid's y grows southward.
fn place(node: Node, scale: f64) -> [f64; 2] {
    // `0 -` rather than unary minus: the equator is 0, not -0.
    [node[0] as f64 / scale, (0 - node[1]) as f64 / scale]
}

struct Line<'a>(&'a [Node], f64);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|node| place(*node, self.1)))
    }
}

/// A polygon's rings, closed, each written from its last vertex to its first: the grid's y grows southward and degrees grow
/// northward, so that turns the outer ring counter-clockwise.
struct Rings<'a>(&'a [Vec<Node>], f64);

impl Serialize for Rings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|ring| {
            let closed = ring.iter().rev().chain(ring.last());
            closed.map(|node| place(*node, self.1)).collect::<Vec<_>>()
        }))
    }
}

/// The wanted properties of a feature, as a JSON object.
#[derive(Debug, Clone, Copy)]
pub struct Properties<'a>(&'a Feature, &'a Select);

impl<'a> Properties<'a> {
    /// The properties of a feature that are selected.
    pub fn new(feature: &'a Feature, select: &'a Select) -> Self {
        Self(feature, select)
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.1.properties(self.0) {
            match value {
                Value::Text(text) => map.serialize_entry(name, &**text)?,
                Value::Whole(number) => map.serialize_entry(name, number)?,
                Value::Number(number) if number.is_finite() => map.serialize_entry(name, number)?,
                Value::Number(_) => {}
            }
        }
        map.end()
    }
}

/// A list whose members are made as they are written.
struct List<'a, T, F>(&'a [T], F);

fn list<'a, T, U, F: Fn(&'a T) -> U>(members: &'a [T], make: F) -> List<'a, T, F> {
    List(members, make)
}

impl<'a, T, U: Serialize, F: Fn(&'a T) -> U> Serialize for List<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}
