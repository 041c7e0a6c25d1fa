//! From fragments of an outline, one through each cell of a lattice, to polygons with holes.

use geo::{Coord, LineString, MultiPolygon, Polygon};

/// The side between two neighbouring places of a lattice. Those that run west to east come first, ordered by row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Side(u64);

/// Half of the range of a column or row.
const HALF: i64 = 1 << 30;
/// The bits of a column.
const BITS: u32 = 31;

impl Side {
    /// By its western or southern place.
    pub(super) fn new(column: i64, row: i64, west_to_east: bool) -> Self {
        let number = |at: i64| (at + HALF) as u64 & ((1 << BITS) - 1);
        Self(u64::from(!west_to_east) << 62 | number(row) << BITS | number(column))
    }

    fn runs_west_to_east(self) -> bool {
        self.0 >> 62 == 0
    }

    fn row(self) -> u64 {
        self.0 >> BITS
    }
}

/// The outline's way through one cell, with what is inside on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fragment {
    /// The side that it comes in by.
    pub(super) start: Side,
    /// The side that it leaves by.
    pub(super) end: Side,
    /// Where it comes in.
    pub(super) at: Coord<f64>,
    /// A corner within the cell.
    pub(super) kink: Option<Coord<f64>>,
}

/// How far a corner may lie off the straight line between its neighbours to be left out, in metres.
const STRAIGHT_METRES: f64 = 0.0005;

/// Joins fragments into rings and puts holes where they belong. Every side that is crossed starts one fragment and ends another.
///
/// Rings begin where they are southernmost, and follow each other in that order, whatever the order of the fragments.
pub(super) fn polygons(mut fragments: Vec<Fragment>) -> MultiPolygon<f64> {
    fragments.sort_unstable_by_key(|fragment| fragment.start);
    let mut ends: Vec<(Side, u32)> = fragments.iter().map(|fragment| fragment.end).zip(0..).collect();
    ends.sort_unstable();
    let mut next = vec![u32::MAX; fragments.len()];
    for ((_, before), after) in ends.iter().zip(0_u32..) {
        next[*before as usize] = after;
    }
    let mut ring_of = vec![u32::MAX; fragments.len()];
    let mut rings = 0_u32;
    // The polygon that each ring belongs to.
    let mut polygon_of: Vec<u32> = Vec::new();
    let mut polygons: Vec<(LineString<f64>, Vec<LineString<f64>>)> = Vec::new();
    for first in 0..fragments.len() {
        if ring_of[first] != u32::MAX {
            continue;
        }
        let mut ring = Vec::new();
        let mut at = first;
        while ring_of[at] == u32::MAX {
            ring_of[at] = rings;
            push(&mut ring, fragments[at].at);
            if let Some(kink) = fragments[at].kink {
                push(&mut ring, kink);
            }
            at = next[at] as usize;
        }
        rings += 1;
        close(&mut ring);
        // What lies west of the ring's first crossing, on its row, bounds the same ground.
        let west = first.checked_sub(1).filter(|west| {
            let (own, other) = (fragments[first].start, fragments[*west].start);
            own.runs_west_to_east() && other.row() == own.row()
        });
        if let Some(west) = west.filter(|_| twice_area(&ring) < 0.0) {
            let polygon = polygon_of[ring_of[west] as usize];
            polygons[polygon as usize].1.push(LineString::new(ring));
            polygon_of.push(polygon);
        } else {
            polygon_of.push(polygons.len() as u32);
            polygons.push((LineString::new(ring), Vec::new()));
        }
    }
    let polygons = polygons
        .into_iter()
        .map(|(exterior, holes)| Polygon::new(exterior, holes));
    MultiPolygon(polygons.collect())
}

/// Adds a corner; the one before it goes where it lies on the straight line.
fn push(ring: &mut Vec<Coord<f64>>, at: Coord<f64>) {
    if let [.., before, last] = ring.as_slice()
        && is_straight(*before, *last, at)
    {
        ring.pop();
    }
    ring.push(at);
}

fn close(ring: &mut Vec<Coord<f64>>) {
    let first = ring[0];
    if let [.., before, last] = ring.as_slice()
        && ring.len() > 3
        && is_straight(*before, *last, first)
    {
        ring.pop();
    }
    ring.push(first);
}

fn is_straight(before: Coord<f64>, at: Coord<f64>, after: Coord<f64>) -> bool {
    let (way, off) = (after - before, at - before);
    let (length, along) = (way.x * way.x + way.y * way.y, way.x * off.x + way.y * off.y);
    let across = way.x * off.y - way.y * off.x;
    along > 0.0 && along < length && across * across <= STRAIGHT_METRES * STRAIGHT_METRES * length
}

fn twice_area(ring: &[Coord<f64>]) -> f64 {
    let origin = ring[0];
    let turn = |pair: &[Coord<f64>]| {
        let (a, b) = (pair[0] - origin, pair[1] - origin);
        a.x * b.y - a.y * b.x
    };
    ring.windows(2).map(turn).sum()
}
