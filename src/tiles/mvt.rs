//! A tile as a Mapbox vector tile, version 2.1: extent 4096, outer rings clockwise on the screen.
//!
//! The few messages of the format are written as they stand in its specification (vector-tile-spec 2.1, section 4), the one layer's features
//! into the bytes that go out: no message is built first.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::feature::{Feature, Value};
use super::grid::EXTENT;
use super::piece::{Cutter, Piece};
use super::protobuf::{Message, zigzag};
use super::select::Select;
use super::window::Node;

/// Writes the one layer; no bytes where nothing lies.
pub(super) fn write(name: &str, pieces: &[(&Feature, Piece)], cutter: &Cutter, select: &Select) -> Vec<u8> {
    if pieces.is_empty() {
        return Vec::new();
    }
    let mut layer = Message::default();
    layer.bytes(1, name.as_bytes());
    let mut words = Words::new(select);
    let mut pen = Pen::new(cutter.tile.low);
    let (mut feature, mut tags) = (Message::default(), Vec::new());
    for (own, piece) in pieces {
        feature.clear();
        feature.number(1, own.id);
        tags.clear();
        words.tag(own, &mut tags);
        feature.packed(2, &tags);
        let kind = pen.draw(piece);
        feature.number(3, kind as u64);
        feature.packed(4, &pen.commands);
        layer.message(2, &feature);
    }
    for key in &words.keys {
        layer.bytes(3, key.as_bytes());
    }
    for value in &words.values {
        layer.message(4, &written(value));
    }
    layer.number(5, EXTENT as u64);
    layer.number(15, 2);
    let mut tile = Message::default();
    tile.message(3, &layer);
    tile.into_bytes()
}

/// What a geometry is, by its number in the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point = 1,
    Line = 2,
    Polygon = 3,
}

/// A value as equal ones are found: numbers by their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Told<'a> {
    Text(&'a str),
    Fraction(u64),
    Whole(i64),
}

fn written(value: &Told<'_>) -> Message {
    let mut message = Message::default();
    match *value {
        Told::Text(text) => message.bytes(1, text.as_bytes()),
        Told::Fraction(bits) => message.eight_bytes(3, bits),
        Told::Whole(number) => match u64::try_from(number) {
            Ok(natural) => message.number(5, natural),
            Err(_) => message.number(4, number as u64),
        },
    }
    message
}

/// Keys and values of a layer, each once, in the order of their first use.
struct Words<'a> {
    select: &'a Select,
    keys: Vec<&'a str>,
    values: Vec<Told<'a>>,
    /// A name's place among the keys, by where it is kept in memory: features of one layer share their names. `None` for one not wanted.
    names: FxHashMap<*const u8, Option<u32>>,
    by_name: FxHashMap<&'a str, u32>,
    by_value: FxHashMap<Told<'a>, u32>,
}

impl<'a> Words<'a> {
    fn new(select: &'a Select) -> Self {
        Self {
            select,
            keys: Vec::new(),
            values: Vec::new(),
            names: FxHashMap::default(),
            by_name: FxHashMap::default(),
            by_value: FxHashMap::default(),
        }
    }

    /// Adds a feature's wanted properties, as pairs of places of keys and values.
    fn tag(&mut self, feature: &'a Feature, tags: &mut Vec<u32>) {
        for (name, value) in &feature.properties {
            let told = match value {
                Value::Text(text) => Told::Text(text),
                Value::Whole(number) => Told::Whole(*number),
                Value::Number(number) if number.is_finite() => Told::Fraction(number.to_bits()),
                Value::Number(_) => continue,
            };
            let Some(key) = self.key(name) else { continue };
            let next = self.values.len() as u32;
            let place = *self.by_value.entry(told).or_insert(next);
            if place == next {
                self.values.push(told);
            }
            tags.extend([key, place]);
        }
    }

    fn key(&mut self, name: &'a Arc<str>) -> Option<u32> {
        if let Some(known) = self.names.get(&name.as_ptr()) {
            return *known;
        }
        let found = self.select.wants(name).then(|| {
            let next = self.keys.len() as u32;
            let place = *self.by_name.entry(name).or_insert(next);
            if place == next {
                self.keys.push(name);
            }
            place
        });
        self.names.insert(name.as_ptr(), found);
        found
    }
}

/// Writes geometry as the format's commands, each path from where the one before ended.
struct Pen {
    origin: Node,
    at: [i32; 2],
    commands: Vec<u32>,
}

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// A command and how often it is repeated.
fn command(id: u32, count: usize) -> u32 {
    id | (count as u32) << 3
}

impl Pen {
    fn new(origin: Node) -> Self {
        Self {
            origin,
            at: [0, 0],
            commands: Vec::new(),
        }
    }

    fn draw(&mut self, piece: &Piece) -> Kind {
        self.commands.clear();
        self.at = [0, 0];
        match piece {
            Piece::Points(points) => {
                self.commands.push(command(MOVE_TO, points.len()));
                self.steps(points);
                Kind::Point
            }
            Piece::Lines(lines) => {
                for line in lines {
                    self.path(line);
                }
                Kind::Line
            }
            Piece::Areas(areas) => {
                for ring in areas.iter().flatten() {
                    self.path(ring);
                    self.commands.push(command(CLOSE_PATH, 1));
                }
                Kind::Polygon
            }
        }
    }

    fn path(&mut self, path: &[Node]) {
        let (first, rest) = path.split_at(1);
        self.commands.push(command(MOVE_TO, 1));
        self.steps(first);
        self.commands.push(command(LINE_TO, rest.len()));
        self.steps(rest);
    }

    fn steps(&mut self, nodes: &[Node]) {
        for node in nodes {
            let to = [0, 1].map(|axis| {
                (node[axis] - self.origin[axis]).clamp(i64::from(i32::MIN) / 2, i64::from(i32::MAX) / 2) as i32
            });
            for (from, to) in self.at.iter().zip(to) {
                self.commands.push(zigzag(i64::from(to - from)) as u32);
            }
            self.at = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification_are_written_as_it_writes_them() {
        let drawn = |piece: Piece| {
            let mut pen = Pen::new([0, 0]);
            let kind = pen.draw(&piece);
            (kind, pen.commands)
        };
        assert_eq!(drawn(Piece::Points(vec![[25, 17]])), (Kind::Point, vec![9, 50, 34]));
        assert_eq!(
            drawn(Piece::Points(vec![[5, 7], [3, 2]])),
            (Kind::Point, vec![17, 10, 14, 3, 9])
        );
        assert_eq!(
            drawn(Piece::Lines(vec![
                vec![[2, 2], [2, 10], [10, 10]],
                vec![[1, 1], [3, 5]]
            ])),
            (Kind::Line, vec![9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8])
        );
        assert_eq!(
            drawn(Piece::Areas(vec![vec![vec![[3, 6], [8, 12], [20, 34]]]])),
            (Kind::Polygon, vec![9, 6, 12, 18, 10, 12, 24, 44, 15])
        );
    }

    #[test]
    fn equal_keys_and_values_are_written_once() {
        let feature = |id: u64, pairs: &[(&str, Value)]| Feature {
            id,
            geometry: geo::Point::new(0.0, 0.0).into(),
            properties: pairs
                .iter()
                .map(|(name, value)| ((*name).into(), value.clone()))
                .collect(),
        };
        let (one, two) = (
            feature(1, &[("a", 1.into()), ("b", "x".into()), ("c", f64::NAN.into())]),
            feature(2, &[("b", "x".into()), ("a", (-1).into()), ("d", 1.0.into())]),
        );
        let select = Select::default();
        let mut words = Words::new(&select);
        let mut tags = Vec::new();
        words.tag(&one, &mut tags);
        words.tag(&two, &mut tags);
        assert_eq!(words.keys, ["a", "b", "d"]);
        assert_eq!(tags, [0, 0, 1, 1, 1, 1, 0, 2, 2, 3]);
    }
}
