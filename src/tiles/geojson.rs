//! A tile as `GeoJSON` (RFC 7946): degrees, outer rings counter-clockwise, whole features or pieces of them.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::decimal::{Decimal, whole};
use super::feature::{Feature, Value};
use super::grid::coordinate_decimals;
use super::piece::{Cutter, Piece};
use super::select::Select;
use super::set::TileError;
use super::window::Node;

/// Writes the collection; an empty one where nothing lies.
pub(super) fn write(pieces: &[(&Feature, Piece)], cutter: &Cutter, select: &Select) -> Result<Vec<u8>, TileError> {
    let mut pen = Pen {
        out: Vec::with_capacity(64 + 512 * pieces.len()),
        decimal: Decimal::new(coordinate_decimals(cutter.grid.detail())),
        select,
        names: FxHashMap::default(),
    };
    pen.out
        .extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":");
    pen.list(pieces, |pen, (feature, piece)| pen.feature(feature, piece))?;
    pen.out.push(b'}');
    Ok(pen.out)
}

/// Writes text and numbers as they go out, without a document between.
struct Pen<'a> {
    out: Vec<u8>,
    decimal: Decimal,
    select: &'a Select,
    /// What is written before a property's value, by where its name is kept in memory: features of one layer share their names. `None` for
    /// one not wanted.
    names: FxHashMap<*const u8, Option<Vec<u8>>>,
}

impl Pen<'_> {
    fn list<T>(
        &mut self,
        members: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Result<(), TileError>,
    ) -> Result<(), TileError> {
        self.out.push(b'[');
        for (i, member) in members.into_iter().enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            write(self, member)?;
        }
        self.out.push(b']');
        Ok(())
    }

    fn feature(&mut self, feature: &Feature, piece: &Piece) -> Result<(), TileError> {
        self.out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
        whole(feature.id, &mut self.out);
        self.out.extend_from_slice(b",\"geometry\":{\"type\":\"");
        match piece {
            Piece::Points(points) => match points.as_slice() {
                [one] => {
                    self.kind("Point");
                    self.place(*one);
                }
                many => {
                    self.kind("MultiPoint");
                    self.line(many)?;
                }
            },
            Piece::Lines(lines) => match lines.as_slice() {
                [one] => {
                    self.kind("LineString");
                    self.line(one)?;
                }
                many => {
                    self.kind("MultiLineString");
                    self.list(many, Self::line)?;
                }
            },
            Piece::Areas(areas) => match areas.as_slice() {
                [one] => {
                    self.kind("Polygon");
                    self.rings(one)?;
                }
                many => {
                    self.kind("MultiPolygon");
                    self.list(many, |pen, area| pen.rings(area))?;
                }
            },
        }
        self.out.extend_from_slice(b"},\"properties\":{");
        let mut first = true;
        for (name, value) in &feature.properties {
            if matches!(value, Value::Number(number) if !number.is_finite()) || !self.name(name, first)? {
                continue;
            }
            first = false;
            match value {
                Value::Text(text) => quoted(text, &mut self.out)?,
                Value::Whole(number) => {
                    if *number < 0 {
                        self.out.push(b'-');
                    }
                    whole(number.unsigned_abs(), &mut self.out);
                }
                Value::Number(number) => json(number, &mut self.out)?,
            }
        }
        self.out.extend_from_slice(b"}}");
        Ok(())
    }

    fn kind(&mut self, kind: &str) {
        self.out.extend_from_slice(kind.as_bytes());
        self.out.extend_from_slice(b"\",\"coordinates\":");
    }

    /// Degrees; the grid's y grows southward.
    fn place(&mut self, node: Node) {
        self.out.push(b'[');
        self.decimal.write(node[0], &mut self.out);
        self.out.push(b',');
        self.decimal.write(-node[1], &mut self.out);
        self.out.push(b']');
    }

    fn line<'a>(&mut self, nodes: impl IntoIterator<Item = &'a Node>) -> Result<(), TileError> {
        self.list(nodes, |pen, node| {
            pen.place(*node);
            Ok(())
        })
    }

    /// A polygon's rings, closed, each written from its last vertex to its first: the grid's y grows southward and degrees grow
    /// northward, so that turns the outer ring counter-clockwise.
    fn rings(&mut self, rings: &[Vec<Node>]) -> Result<(), TileError> {
        self.list(rings, |pen, ring| pen.line(ring.iter().rev().chain(ring.last())))
    }

    /// Begins a property that is wanted; whether it is.
    fn name(&mut self, name: &str, first: bool) -> Result<bool, TileError> {
        if let Entry::Vacant(open) = self.names.entry(name.as_ptr()) {
            let mut written = vec![b','];
            quoted(name, &mut written)?;
            written.push(b':');
            open.insert(self.select.wants(name).then_some(written));
        }
        let Some(Some(written)) = self.names.get(&name.as_ptr()) else {
            return Ok(false);
        };
        self.out.extend_from_slice(&written[usize::from(first)..]);
        Ok(true)
    }
}

fn quoted(text: &str, out: &mut Vec<u8>) -> Result<(), TileError> {
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        return json(text, out);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

fn json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) -> Result<(), TileError> {
    serde_json::to_writer(out, value).map_err(|error| TileError::Unwritable(error.to_string()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::TileId;
    use crate::tiles::set::{Clip, Format};

    /// The same collection by way of `serde`.
    fn by_serde(pieces: &[(&Feature, Piece)], cutter: &Cutter, select: &Select) -> Vec<u8> {
        let scale = 10_f64.powi(i32::from(coordinate_decimals(cutter.grid.detail())));
        serde_json::to_vec(&Collection { pieces, scale, select }).expect("JSON")
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

    #[test]
    fn it_is_written_as_serde_writes_it() {
        let feature = |id: u64, properties: Vec<(std::sync::Arc<str>, Value)>| Feature {
            id,
            geometry: geo::Point::new(0.0, 0.0).into(),
            properties,
        };
        let odd = feature(
            9_007_199_254_740_991,
            vec![
                ("na\"me".into(), "a\\b\n\u{1}\u{7f} 社区".into()),
                ("n".into(), f64::NAN.into()),
                ("x".into(), 0.1.into()),
                ("e".into(), 1e300.into()),
                ("whole".into(), i64::MIN.into()),
                ("one".into(), 1_i64.into()),
            ],
        );
        let (plain, none) = (feature(0, vec![("name".into(), "".into())]), feature(7, Vec::new()));
        let ring = vec![[-1, -1], [12_345, -1], [12_345, 100], [-1, 100_000]];
        let hole = vec![[3, 3], [3, 9], [9, 9]];
        let pieces = [
            (&odd, Piece::Points(vec![[0, 0]])),
            (&plain, Piece::Points(vec![[1, 2], [-30, 4_000_000]])),
            (&none, Piece::Lines(vec![vec![[1, 2], [3, 4]]])),
            (&odd, Piece::Lines(vec![vec![[1, 2], [3, 4]], vec![[5, 6], [7, 8]]])),
            (&plain, Piece::Areas(vec![vec![ring.clone(), hole]])),
            (&none, Piece::Areas(vec![vec![ring.clone()], vec![ring]])),
        ];
        let only = Select {
            filter: None,
            properties: Some(["x".to_owned(), "one".to_owned()].into_iter().collect()),
        };
        for (count, zoom, select) in (0..=pieces.len())
            .flat_map(|count| (0..=22).map(move |zoom| (count, zoom)))
            .flat_map(|(count, zoom)| [(count, zoom, Select::default()), (count, zoom, only.clone())])
        {
            let tile = TileId::new(zoom, 0, 0).expect("a tile");
            let cutter = Cutter::new(tile, Format::GeoJson, Clip::Buffered);
            let written = write(&pieces[..count], &cutter, &select).expect("JSON");
            let expected = by_serde(&pieces[..count], &cutter, &select);
            assert_eq!(String::from_utf8(written), String::from_utf8(expected), "{zoom}");
        }
    }
}
