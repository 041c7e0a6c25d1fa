//! Shortest ways from many sources at once, up to a limit.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::metric::{Direction, Weighted};
use super::network::Position;

/// Where ways begin (or, walking towards them, end).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Source {
    /// Where on the street.
    pub position: Position,
    /// Seconds that it costs to get onto the street there.
    pub seconds: f64,
    /// Whom answers name; of two equally near, the lower is named.
    pub label: u32,
}

/// A cost with the source that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Seconds.
    pub seconds: f64,
    /// The source's label.
    pub label: u32,
}

impl Cost {
    fn key(self) -> (u64, u32) {
        // Positive numbers stand in the same order as their bits.
        (self.seconds.to_bits(), self.label)
    }

    /// The lesser of two; of equal ones the lower label.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if other.key() < self.key() { other } else { self }
    }
}

/// Nothing came here.
const UNREACHED: f64 = f64::INFINITY;

/// What came how far.
#[derive(Debug)]
pub struct Reach<'a> {
    weighted: &'a Weighted,
    direction: Direction,
    limit: f64,
    seconds: Vec<f64>,
    labels: Vec<u32>,
    /// The arc that each node was reached through, where ways are wanted.
    through: Vec<u32>,
    /// Nodes that were reached, in the order in which they were.
    reached: Vec<u32>,
    /// By stretch.
    sources: Vec<Source>,
}

impl<'a> Reach<'a> {
    /// Searches from the sources, at most `limit` seconds far. `Direction::ToSource` is the cost of walking to them.
    pub fn search(weighted: &'a Weighted, direction: Direction, sources: Vec<Source>, limit_seconds: f64) -> Self {
        let nodes = weighted.network().node_count();
        let mut reach = Self {
            weighted,
            direction,
            limit: limit_seconds,
            seconds: vec![UNREACHED; nodes],
            labels: vec![u32::MAX; nodes],
            through: vec![u32::MAX; nodes],
            reached: Vec::new(),
            sources: Vec::new(),
        };
        reach.again(sources, limit_seconds);
        reach
    }

    /// Searches anew with the memory of the last time: for many small searches one after the other.
    pub fn again(&mut self, mut sources: Vec<Source>, limit_seconds: f64) {
        for node in self.reached.drain(..) {
            self.seconds[node as usize] = UNREACHED;
            self.labels[node as usize] = u32::MAX;
            self.through[node as usize] = u32::MAX;
        }
        self.limit = limit_seconds;
        sources.retain(|source| source.seconds <= limit_seconds);
        sources.sort_by(|a, b| {
            (a.position.edge, a.label)
                .cmp(&(b.position.edge, b.label))
                .then(a.position.along_m.total_cmp(&b.position.along_m))
                .then(a.seconds.total_cmp(&b.seconds))
        });
        self.sources = sources;
        let mut queue = BinaryHeap::new();
        for source in 0..self.sources.len() {
            let source = self.sources[source];
            let edge = source.position.edge;
            for (end, node) in self.ends(edge) {
                if let Some(part) = self.part(edge, source.position.along_m, end) {
                    let cost = Cost {
                        seconds: source.seconds + part,
                        label: source.label,
                    };
                    self.relax(node, cost, edge, &mut queue);
                }
            }
        }
        let arcs = self.weighted.arcs(self.direction);
        while let Some(Reverse((bits, label, node))) = queue.pop() {
            let (seconds, node_index) = (f64::from_bits(bits), node as usize);
            if bits != self.seconds[node_index].to_bits() || label != self.labels[node_index] {
                continue;
            }
            for arc in arcs.of(node) {
                let cost = Cost {
                    seconds: seconds + arc.seconds,
                    label,
                };
                self.relax(arc.to, cost, arc.edge, &mut queue);
            }
        }
    }

    fn relax(&mut self, node: u32, cost: Cost, edge: u32, queue: &mut BinaryHeap<Reverse<(u64, u32, u32)>>) {
        let at = node as usize;
        let known = Cost {
            seconds: self.seconds[at],
            label: self.labels[at],
        };
        if cost.seconds > self.limit || cost.key() >= known.key() {
            return;
        }
        if !known.seconds.is_finite() {
            self.reached.push(node);
        }
        self.seconds[at] = cost.seconds;
        self.labels[at] = cost.label;
        self.through[at] = edge;
        queue.push(Reverse((cost.seconds.to_bits(), cost.label, node)));
    }

    /// The network searched, with its costs.
    pub fn weighted(&self) -> &'a Weighted {
        self.weighted
    }

    /// How far was searched, in seconds.
    pub fn limit_seconds(&self) -> f64 {
        self.limit
    }

    /// Which way was searched.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Nodes that were reached, in no particular order.
    pub fn nodes(&self) -> &[u32] {
        &self.reached
    }

    /// The cost of a node; `None` where it is not reached.
    pub fn at_node(&self, node: u32) -> Option<Cost> {
        let seconds = self.seconds[node as usize];
        (seconds < UNREACHED).then_some(Cost {
            seconds,
            label: self.labels[node as usize],
        })
    }

    /// The cost of a place on a stretch; `None` where it is not reached.
    pub fn at(&self, position: Position) -> Option<Cost> {
        let Position { edge, along_m } = position;
        let mut best: Option<Cost> = None;
        let mut take = |cost: Cost| {
            if cost.seconds <= self.limit {
                best = Some(best.map_or(cost, |best| best.min(cost)));
            }
        };
        for (end, node) in self.ends(edge) {
            if let (Some(cost), Some(part)) = (self.at_node(node), self.part(edge, end, along_m)) {
                take(Cost {
                    seconds: cost.seconds + part,
                    ..cost
                });
            }
        }
        for source in self.sources_on(edge) {
            if let Some(part) = self.part(edge, source.position.along_m, along_m) {
                take(Cost {
                    seconds: source.seconds + part,
                    label: source.label,
                });
            }
        }
        best
    }

    /// The sources on a stretch.
    pub(super) fn sources_on(&self, edge: u32) -> &[Source] {
        let first = self.sources.partition_point(|source| source.position.edge < edge);
        let rest = &self.sources[first..];
        let count = rest.partition_point(|source| source.position.edge == edge);
        &rest[..count]
    }

    /// Stretches with sources on them, each once.
    pub(super) fn source_edges(&self) -> impl Iterator<Item = u32> + '_ {
        self.sources
            .chunk_by(|a, b| a.position.edge == b.position.edge)
            .map(|chunk| chunk[0].position.edge)
    }

    /// The stretch that a node was reached through.
    pub(super) fn through(&self, node: u32) -> u32 {
        self.through[node as usize]
    }

    /// The two ends of a stretch: metres along it, and node.
    pub(super) fn ends(&self, edge: u32) -> [(f64, u32); 2] {
        let network = self.weighted.network();
        let [tail, head] = network.ends(edge);
        [(0.0, tail), (network.length(edge), head)]
    }

    /// Seconds between two places of a stretch, from the source's side to the other, in the direction that people go.
    pub(super) fn part(&self, edge: u32, source_side_m: f64, other_m: f64) -> Option<f64> {
        match self.direction {
            Direction::FromSource => self.weighted.seconds_between(edge, source_side_m, other_m),
            Direction::ToSource => self.weighted.seconds_between(edge, other_m, source_side_m),
        }
    }
}
