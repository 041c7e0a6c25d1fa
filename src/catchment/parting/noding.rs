//! Lines on whole millimetres, split wherever they meet, so that none crosses another: snap rounding.
//!
//! The plane is tiled with pixels of one millimetre round whole millimetres; of its rim a pixel has the western and the southern side. Hot are
//! those with an end or a crossing of the lines as they came in. Every line is led through the middles of all hot pixels that it meets, in their
//! order, and bends by less than a millimetre. Lines led so share ends or whole pieces, nothing else, and nothing is left to be done again: a
//! place on the way between two middles is off the line by something between its offs there, which is again within a pixel. So where two led
//! lines meet, the lines met in one pixel, which is hot; and a led line passes a middle only if the line meets its pixel.
//!
//! Hobby, "Practical segment intersection with finite precision output", 1999; Guibas and Marimont, "Rounding arrangements dynamically", 1998.

#[cfg(test)]
mod tests;

use geo::Coord;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// A place in whole millimetres of the study area. The products of three distances that are made of them stay within 128 bits up to a million
/// kilometres from the origin, which no plane reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) x: i64,
    pub(super) y: i64,
}

impl Node {
    pub(super) fn of(at: Coord<f64>) -> Self {
        Self {
            x: (at.x * 1000.0).round() as i64,
            y: (at.y * 1000.0).round() as i64,
        }
    }

    /// In metres.
    pub(super) fn metres(self) -> Coord<f64> {
        Coord {
            x: self.x as f64 / 1000.0,
            y: self.y as f64 / 1000.0,
        }
    }

    pub(super) fn from(self, other: Self) -> [i128; 2] {
        [i128::from(self.x - other.x), i128::from(self.y - other.y)]
    }
}

pub(super) fn cross(a: [i128; 2], b: [i128; 2]) -> i128 {
    a[0] * b[1] - a[1] * b[0]
}

pub(super) fn dot(a: [i128; 2], b: [i128; 2]) -> i128 {
    a[0] * b[0] + a[1] * b[1]
}

/// Twice the area of a ring in square millimetres, positive where it runs counter-clockwise.
pub(super) fn doubled_area(ring: &[Node]) -> i128 {
    let Some(first) = ring.first() else {
        return 0;
    };
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs.map(|(a, b)| cross(a.from(*first), b.from(*first))).sum()
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// The outline of a parent, which lies on its left.
    Border(u32),
    /// Part of a stretch of street, with the metres along it at both ends.
    Street {
        edge: u32,
        from_m: f64,
        to_m: f64,
        /// Ground on both its sides is two blocks.
        forms: bool,
    },
    /// Nobody crosses it.
    Barrier,
    /// The rim of blocks: those on its left and right.
    Rim([Option<u32>; 2]),
    /// A block is cut: whose the ground is on its left and right.
    Cut { block: u32, labels: [u32; 2] },
}

/// A straight line between two places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) kind: Kind,
}

impl Line {
    /// How many steps of a millimetre along the axes lead to a place on its way: the farther on, the more, as neither axis turns back.
    fn steps_to(&self, place: Node) -> i128 {
        let (along, way) = (self.to.from(self.from), place.from(self.from));
        way[0] * along[0].signum() + way[1] * along[1].signum()
    }
}

/// Splits lines where they meet; those of no length go. The first ones, as many as are `settled`, are known not to cross each other.
pub(super) fn node(lines: &[Line], settled: usize) -> Vec<Line> {
    let mut hot = crossings(lines, settled);
    hot.extend(lines.iter().flat_map(|line| [line.from, line.to]));
    hot.sort_unstable();
    hot.dedup();
    let hot = RTree::bulk_load(hot.into_iter().map(|node| [node.x, node.y]).collect());
    let mut turns: Vec<(usize, Node)> = lines
        .par_iter()
        .enumerate()
        .flat_map_iter(|(position, line)| {
            let near = hot.locate_in_envelope(around(line)).map(|[x, y]| Node { x: *x, y: *y });
            let met = near.filter(|place| *place != line.from && *place != line.to && meets(line, *place));
            met.map(move |place| (position, place))
        })
        .collect();
    turns.sort_unstable_by_key(|(position, place)| (*position, lines[*position].steps_to(*place)));
    let mut led = Vec::with_capacity(lines.len() + turns.len());
    let mut rest = turns.as_slice();
    for (position, line) in lines.iter().enumerate() {
        let (own, others) = rest.split_at(rest.partition_point(|(of, _)| *of == position));
        rest = others;
        lead(line, own.iter().map(|(_, place)| *place), &mut led);
    }
    led
}

/// The box round a line.
fn around(line: &Line) -> AABB<[i64; 2]> {
    AABB::from_corners([line.from.x, line.from.y], [line.to.x, line.to.y])
}

/// The pixels in which lines cross each other.
fn crossings(lines: &[Line], settled: usize) -> Vec<Node> {
    let boxes = lines.iter().zip(0_u32..).map(|(line, position)| {
        let rect = around(line);
        GeomWithData::new(Rectangle::from_corners(rect.lower(), rect.upper()), position)
    });
    let tree = RTree::bulk_load(boxes.collect());
    (settled..lines.len())
        .into_par_iter()
        .flat_map_iter(|position| {
            let line = &lines[position];
            let near = tree.locate_in_envelope_intersecting(around(line));
            let near = near.map(|other| other.data as usize);
            // Of two that are not settled, the former finds the latter.
            let others = near.filter(move |other| *other < settled || *other > position);
            others.filter_map(|other| crossing(line, &lines[other]))
        })
        .collect()
}

/// The pixel in which two lines cross; `None` where they don't, or meet in an end of one.
fn crossing(one: &Line, other: &Line) -> Option<Node> {
    if [other.from, other.to]
        .iter()
        .any(|end| *end == one.from || *end == one.to)
    {
        return None;
    }
    let (along, across) = (one.to.from(one.from), other.to.from(other.from));
    let side = |line: &Line, way: [i128; 2], node: Node| cross(way, node.from(line.from)).signum();
    if side(one, along, other.from) * side(one, along, other.to) >= 0
        || side(other, across, one.from) * side(other, across, one.to) >= 0
    {
        return None;
    }
    // The share of the way along `one`, exactly: part of whole.
    let (part, whole) = (cross(other.from.from(one.from), across), cross(along, across));
    let (part, whole) = (part * whole.signum(), whole.abs());
    let rounded = |way: i128| (2 * way * part + whole).div_euclid(2 * whole) as i64;
    Some(Node {
        x: one.from.x + rounded(along[0]),
        y: one.from.y + rounded(along[1]),
    })
}

/// Whether a line meets the pixel of a place that is in the box round it and none of its ends.
fn meets(line: &Line, place: Node) -> bool {
    let [x, y] = line.to.from(line.from);
    // Twice what a corner of the pixel has to the line's left is this and half a millimetre of each axis more or less.
    let off = 2 * cross([x, y], place.from(line.from));
    let most = x.abs() + y.abs();
    // A line that only touches the pixel in a corner touches its own one, in the south-west, or none.
    off.abs() < most || off.abs() == most && off == x - y
}

/// Leads a line through places on its way, which come in order.
fn lead(line: &Line, places: impl Iterator<Item = Node>, led: &mut Vec<Line>) {
    let along = line.to.from(line.from);
    let length = dot(along, along) as f64;
    let (mut from, mut done) = (line.from, 0.0);
    for to in places.chain([line.to]).filter(|to| *to != line.from) {
        let share = (dot(along, to.from(line.from)) as f64 / length).clamp(done, 1.0);
        let kind = part_of(line.kind, done, share);
        led.push(Line { from, to, kind });
        (from, done) = (to, share);
    }
}

/// What a part of a line is.
fn part_of(kind: Kind, from: f64, to: f64) -> Kind {
    match kind {
        Kind::Street {
            edge,
            from_m,
            to_m,
            forms,
        } => Kind::Street {
            edge,
            from_m: from_m + (to_m - from_m) * from,
            to_m: from_m + (to_m - from_m) * to,
            forms,
        },
        other => other,
    }
}
