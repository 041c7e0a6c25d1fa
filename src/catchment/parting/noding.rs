//! Lines on whole millimetres, split wherever they meet, so that none crosses another.
//!
//! Where lines cross, the place is rounded, and both bend by less than a millimetre; a line that passes a corner of another within three quarters
//! of one is led through it: rounding moves a place by less, and the next place is farther. That may make lines meet anew, so it is done until
//! nothing is left to split. Lines that meet again and again within a few millimetres may never be done: then there is no drawing.

use geo::Coord;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// A place in whole millimetres of the study area.
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
    /// A block is cut: labels of the ground on its left and right.
    Cut { left: u32, right: u32 },
}

/// A straight line between two places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) kind: Kind,
}

/// How often lines may meet anew.
const ROUNDS: usize = 60;

/// Splits lines where they meet each other or those of `done`, which don't meet among themselves. `None` where that comes to no end.
pub(super) fn node(lines: Vec<Line>, done: Vec<Line>) -> Option<Vec<Line>> {
    let settled = done.len();
    let mut all = done;
    all.extend(lines.into_iter().filter(|line| line.from != line.to));
    let mut fresh: Vec<bool> = (0..all.len()).map(|position| position >= settled).collect();
    for _ in 0..ROUNDS {
        let splits = splits(&all, &fresh);
        if splits.is_empty() {
            return Some(all);
        }
        (all, fresh) = split(&all, &splits);
    }
    None
}

/// Lines with places where they are to be split, in order.
fn splits(all: &[Line], fresh: &[bool]) -> Vec<(u32, Node)> {
    let boxes = all.iter().zip(0_u32..).map(|(line, position)| {
        let corners = [line.from, line.to].map(|node| [node.x as f64, node.y as f64]);
        GeomWithData::new(Rectangle::from_corners(corners[0], corners[1]), position)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let mut found: Vec<(u32, Node)> = (0..all.len() as u32)
        .into_par_iter()
        .filter(|one| fresh[*one as usize])
        .flat_map_iter(|one| {
            let line = &all[one as usize];
            let low = [line.from.x.min(line.to.x) - 2, line.from.y.min(line.to.y) - 2].map(|c| c as f64);
            let high = [line.from.x.max(line.to.x) + 2, line.from.y.max(line.to.y) + 2].map(|c| c as f64);
            let mut own = Vec::new();
            for other in tree.locate_in_envelope_intersecting(AABB::from_corners(low, high)) {
                let other = other.data;
                if other != one && !(fresh[other as usize] && other < one) {
                    meet((one, line), (other, &all[other as usize]), &mut own);
                }
            }
            own
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Where two lines are to be split for each other.
fn meet(one: (u32, &Line), other: (u32, &Line), found: &mut Vec<(u32, Node)>) {
    let before = found.len();
    for ((_, line), (number, beside)) in [(one, other), (other, one)] {
        for end in [line.from, line.to] {
            if passes(beside, end) {
                found.push((number, end));
            }
        }
    }
    if found.len() > before {
        return;
    }
    let (a, b) = (one.1, other.1);
    let side = |line: &Line, node: Node| cross(line.to.from(line.from), node.from(line.from)).signum();
    if side(a, b.from) * side(a, b.to) >= 0 || side(b, a.from) * side(b, a.to) >= 0 {
        return;
    }
    let (along, across) = (a.to.from(a.from), b.to.from(b.from));
    let share = cross(b.from.from(a.from), across) as f64 / cross(along, across) as f64;
    let place = Node {
        x: a.from.x + (along[0] as f64 * share).round() as i64,
        y: a.from.y + (along[1] as f64 * share).round() as i64,
    };
    for (number, line) in [one, other] {
        if place != line.from && place != line.to {
            found.push((number, place));
        }
    }
}

/// Whether a line passes a place, which is none of its ends, within three quarters of a millimetre.
fn passes(line: &Line, place: Node) -> bool {
    if place == line.from || place == line.to {
        return false;
    }
    let (along, to_place) = (line.to.from(line.from), place.from(line.from));
    let (square, share) = (dot(along, along), dot(along, to_place));
    let off = cross(along, to_place);
    share > 0 && share < square && 16 * off * off < 9 * square
}

/// The lines split; those that came of a split are to be looked at again.
fn split(all: &[Line], splits: &[(u32, Node)]) -> (Vec<Line>, Vec<bool>) {
    let mut lines = Vec::with_capacity(all.len() + splits.len());
    let mut fresh = Vec::with_capacity(all.len() + splits.len());
    let mut rest = splits;
    for (line, number) in all.iter().zip(0_u32..) {
        let count = rest.partition_point(|(split, _)| *split == number);
        let (own, others) = rest.split_at(count);
        rest = others;
        if own.is_empty() {
            lines.push(*line);
            fresh.push(false);
            continue;
        }
        let along = line.to.from(line.from);
        let square = dot(along, along) as f64;
        let share = |node: Node| (dot(along, node.from(line.from)) as f64 / square).clamp(0.0, 1.0);
        let mut places: Vec<(f64, Node)> = own.iter().map(|(_, node)| (share(*node), *node)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        places.push((1.0, line.to));
        let (mut done, mut from) = (0.0, line.from);
        for (share, to) in places {
            if from != to {
                lines.push(Line {
                    from,
                    to,
                    kind: part_of(line.kind, done, share),
                });
                fresh.push(true);
            }
            (done, from) = (share, to);
        }
    }
    (lines, fresh)
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
