//! The street network of one study area: where streets meet, what runs between, and what each stretch is. It knows nothing of who moves on
//! it; that is a [`Weighted`](super::Weighted) network.

use geo::Coord;

use super::build::BuildReport;
use super::facts::WayFacts;
use super::stop_facts::StopFacts;

/// A place in whole millimetres from the network's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(super) struct Millimetre {
    pub(super) x: i32,
    pub(super) y: i32,
}

impl Millimetre {
    /// Metres between two places.
    pub(super) fn distance(self, other: Self) -> f64 {
        let (dx, dy) = (
            f64::from(self.x) - f64::from(other.x),
            f64::from(self.y) - f64::from(other.y),
        );
        dx.hypot(dy) / 1000.0
    }
}

/// What a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeFacts {
    /// Part of a street.
    Way(WayFacts),
    /// The passage through something that stands on one: no length, but it can be closed.
    Passage(StopFacts),
}

/// A stretch of street between two nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) tail: u32,
    pub(super) head: u32,
    /// Its first corner; the next edge's first corner ends it.
    pub(super) first: u32,
    /// Which of the network's facts.
    pub(super) facts: u32,
    /// Which of the network's streets.
    pub(super) street: u32,
}

/// A place on a stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Which stretch.
    pub edge: u32,
    /// Metres from its first corner.
    pub along_m: f64,
}

/// Streets as nodes and edges, in metres of one study area.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(super) origin: Coord<f64>,
    pub(super) nodes: Vec<Millimetre>,
    pub(super) edges: Vec<Edge>,
    pub(super) lengths: Vec<f64>,
    pub(super) corners: Vec<Millimetre>,
    /// Metres above the sea of every corner, not a number where nobody knows; empty where no elevation was given.
    pub(super) heights: Vec<f32>,
    pub(super) facts: Vec<EdgeFacts>,
    pub(super) streets: Vec<i64>,
    pub(super) report: BuildReport,
}

impl Network {
    /// How many places where streets meet or end.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// How many stretches.
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// How many corners, those of the nodes counted once for every stretch that they end.
    pub fn corner_count(&self) -> usize {
        self.corners.len()
    }

    /// Bytes that the network takes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.nodes.as_slice())
            + size_of_val(self.edges.as_slice())
            + size_of_val(self.lengths.as_slice())
            + size_of_val(self.corners.as_slice())
            + size_of_val(self.heights.as_slice())
            + size_of_val(self.facts.as_slice())
            + size_of_val(self.streets.as_slice())
    }

    /// What was odd about the streets.
    pub fn report(&self) -> &BuildReport {
        &self.report
    }

    /// Whether elevation is known anywhere.
    pub fn has_heights(&self) -> bool {
        !self.heights.is_empty()
    }

    /// Where a node lies, in metres of the study area.
    pub fn node(&self, node: u32) -> Coord<f64> {
        self.metres(self.nodes[node as usize])
    }

    /// The nodes at a stretch's first and last corner.
    pub fn ends(&self, edge: u32) -> [u32; 2] {
        let Edge { tail, head, .. } = self.edges[edge as usize];
        [tail, head]
    }

    /// The length of a stretch in metres.
    pub fn length(&self, edge: u32) -> f64 {
        self.lengths[edge as usize]
    }

    /// What a stretch is.
    pub fn facts(&self, edge: u32) -> EdgeFacts {
        self.facts[self.edges[edge as usize].facts as usize]
    }

    /// The id of the street that a stretch belongs to.
    pub fn street(&self, edge: u32) -> i64 {
        self.streets[self.edges[edge as usize].street as usize]
    }

    /// A stretch's corners, in metres of the study area.
    pub fn course(&self, edge: u32) -> impl ExactSizeIterator<Item = Coord<f64>> + '_ {
        self.corners[self.range(edge)].iter().map(|corner| self.metres(*corner))
    }

    /// The part of a stretch between two places on it, in metres of the study area; against its line where `to` comes before `from`.
    pub fn part(&self, edge: u32, from_m: f64, to_m: f64) -> Vec<Coord<f64>> {
        let (low, high) = (from_m.min(to_m), from_m.max(to_m));
        let corners = &self.corners[self.range(edge)];
        let mut part = vec![self.place(Position { edge, along_m: low })];
        let mut walked = 0.0;
        for pair in corners.windows(2) {
            walked += pair[0].distance(pair[1]);
            if walked > low && walked < high {
                part.push(self.metres(pair[1]));
            }
        }
        part.push(self.place(Position { edge, along_m: high }));
        part.dedup();
        if to_m < from_m {
            part.reverse();
        }
        part
    }

    /// Where a position lies, in metres of the study area.
    pub fn place(&self, at: Position) -> Coord<f64> {
        let corners = &self.corners[self.range(at.edge)];
        let mut rest = at.along_m.max(0.0);
        for pair in corners.windows(2) {
            let length = pair[0].distance(pair[1]);
            if rest <= length && length > 0.0 {
                let (from, to) = (self.metres(pair[0]), self.metres(pair[1]));
                return from + (to - from) * (rest / length);
            }
            rest -= length;
        }
        self.metres(corners[corners.len() - 1])
    }

    /// The corners of a stretch, as positions in the list of all.
    pub(super) fn range(&self, edge: u32) -> std::ops::Range<usize> {
        let edge = edge as usize;
        let end = self
            .edges
            .get(edge + 1)
            .map_or(self.corners.len(), |next| next.first as usize);
        self.edges[edge].first as usize..end
    }

    pub(super) fn metres(&self, at: Millimetre) -> Coord<f64> {
        Coord {
            x: self.origin.x + f64::from(at.x) / 1000.0,
            y: self.origin.y + f64::from(at.y) / 1000.0,
        }
    }
}
