//! Shortest ways from many sources at once, up to a limit.

use super::metric::{Direction, Weighted};
use super::network::Position;
use super::queue::Bins;

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

/// What is known of a node.
#[derive(Debug, Clone, Copy)]
struct Known {
    seconds: f64,
    label: u32,
    /// The stretch that it was reached through.
    through: u32,
}

const UNKNOWN: Known = Known {
    seconds: UNREACHED,
    label: u32::MAX,
    through: u32::MAX,
};

/// What came how far.
#[derive(Debug)]
pub struct Reach<'a> {
    weighted: &'a Weighted,
    direction: Direction,
    limit: f64,
    /// By node.
    known: Vec<Known>,
    queue: Bins,
    /// Nodes that were reached, in the order in which they were.
    reached: Vec<u32>,
    /// By stretch.
    sources: Vec<Source>,
    /// A bit for every stretch with a source on it.
    marks: Vec<u64>,
}

impl<'a> Reach<'a> {
    /// Searches from the sources, at most `limit` seconds far. `Direction::ToSource` is the cost of walking to them.
    pub fn search(weighted: &'a Weighted, direction: Direction, sources: Vec<Source>, limit_seconds: f64) -> Self {
        let nodes = weighted.network().node_count();
        let mut reach = Self {
            weighted,
            direction,
            limit: limit_seconds,
            known: vec![UNKNOWN; nodes],
            queue: Bins::new(weighted.bin_seconds()),
            reached: Vec::new(),
            sources: Vec::new(),
            marks: vec![0; weighted.network().edge_count() / 64 + 1],
        };
        reach.again(sources, limit_seconds);
        reach
    }

    /// Searches anew with the memory of the last time: for many small searches one after the other.
    pub fn again(&mut self, mut sources: Vec<Source>, limit_seconds: f64) {
        for node in self.reached.drain(..) {
            self.known[node as usize] = UNKNOWN;
        }
        // Nothing comes at an infinite cost.
        self.limit = limit_seconds.min(f64::MAX);
        sources.retain(|source| source.seconds <= limit_seconds);
        sources.sort_by(|a, b| {
            (a.position.edge, a.label)
                .cmp(&(b.position.edge, b.label))
                .then(a.position.along_m.total_cmp(&b.position.along_m))
                .then(a.seconds.total_cmp(&b.seconds))
        });
        for source in &self.sources {
            self.marks[source.position.edge as usize / 64] = 0;
        }
        for source in &sources {
            self.marks[source.position.edge as usize / 64] |= 1 << (source.position.edge % 64);
        }
        self.sources = sources;
        self.queue.restart();
        for source in 0..self.sources.len() {
            let source = self.sources[source];
            let edge = source.position.edge;
            for (end, node) in self.ends(edge) {
                if let Some(part) = self.part(edge, source.position.along_m, end) {
                    let cost = Cost {
                        seconds: source.seconds + part,
                        label: source.label,
                    };
                    self.relax(node, cost, edge);
                }
            }
        }
        let arcs = self.weighted.arcs(self.direction);
        while let Some(next) = self.queue.pop() {
            let known = self.known[next.node as usize];
            if next.seconds.to_bits() != known.seconds.to_bits() || next.label != known.label {
                continue;
            }
            for arc in arcs.of(next.node) {
                let cost = Cost {
                    seconds: next.seconds + arc.seconds,
                    label: next.label,
                };
                self.relax(arc.to, cost, arc.edge);
            }
        }
    }

    fn relax(&mut self, node: u32, cost: Cost, edge: u32) {
        let known = &mut self.known[node as usize];
        if cost.seconds > self.limit || cost.seconds > known.seconds {
            return;
        }
        if cost.seconds.to_bits() == known.seconds.to_bits() && cost.label >= known.label {
            return;
        }
        if known.seconds == UNREACHED {
            self.reached.push(node);
        }
        *known = Known {
            seconds: cost.seconds,
            label: cost.label,
            through: edge,
        };
        self.queue.push(cost.seconds, cost.label, node);
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
        let known = self.known[node as usize];
        (known.seconds < UNREACHED).then_some(Cost {
            seconds: known.seconds,
            label: known.label,
        })
    }

    /// The cost of a place on a stretch; `None` where it is not reached.
    pub fn at(&self, position: Position) -> Option<Cost> {
        OnEdge::new(self, position.edge).at(position.along_m)
    }

    /// The costs of many places, as [`Reach::at`] gives them one by one: quickest where places on one stretch follow each other.
    pub fn costs<'s>(
        &'s self,
        positions: impl IntoIterator<Item = Position> + 's,
    ) -> impl Iterator<Item = Option<Cost>> + 's {
        let mut stretch: Option<OnEdge<'s, 'a>> = None;
        positions.into_iter().map(move |position| match &stretch {
            Some(own) if own.edge == position.edge => own.at(position.along_m),
            _ => stretch.insert(OnEdge::new(self, position.edge)).at(position.along_m),
        })
    }

    /// The sources on a stretch.
    pub(super) fn sources_on(&self, edge: u32) -> &[Source] {
        if self.marks[edge as usize / 64] >> (edge % 64) & 1 == 0 {
            return &[];
        }
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
        self.known[node as usize].through
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

/// What is known of one end of a stretch. Where nothing comes from, seconds are infinite and nothing is added to them.
#[derive(Clone, Copy)]
struct End {
    at_m: f64,
    cost: Cost,
    /// Seconds that a metre takes from here, without slope.
    per_metre: f64,
}

/// One stretch, with what is known of its ends.
struct OnEdge<'r, 'a> {
    reach: &'r Reach<'a>,
    edge: u32,
    length: f64,
    /// Without slope costs rise evenly.
    even: bool,
    ends: [End; 2],
    sources: &'r [Source],
}

impl<'r, 'a> OnEdge<'r, 'a> {
    fn new(reach: &'r Reach<'a>, edge: u32) -> Self {
        let [(from_m, tail), (to_m, head)] = reach.ends(edge);
        let even = !reach.weighted.is_sloped() && to_m > 0.0;
        let end = |at_m: f64, node: u32, other_m: f64| {
            let known = reach.known[node as usize];
            let whole = reach.part(edge, at_m, other_m);
            End {
                at_m,
                cost: Cost {
                    // With slope a part may be passed where the whole can't.
                    seconds: if whole.is_some() || !even {
                        known.seconds
                    } else {
                        UNREACHED
                    },
                    label: known.label,
                },
                per_metre: whole.map_or(0.0, |whole| whole / to_m),
            }
        };
        Self {
            reach,
            edge,
            length: to_m,
            even,
            ends: [end(from_m, tail, to_m), end(to_m, head, from_m)],
            sources: reach.sources_on(edge),
        }
    }

    fn at(&self, along_m: f64) -> Option<Cost> {
        let ends = self.ends.map(|end| {
            let part = if self.even {
                let metres = (along_m - end.at_m).abs();
                Some(end.per_metre * if metres < self.length { metres } else { self.length })
            } else if end.cost.seconds == UNREACHED {
                None
            } else {
                self.reach.part(self.edge, end.at_m, along_m)
            };
            Cost {
                seconds: part.map_or(UNREACHED, |part| end.cost.seconds + part),
                ..end.cost
            }
        });
        let mut best = ends[0].min(ends[1]);
        for source in self.sources {
            if let Some(part) = self.reach.part(self.edge, source.position.along_m, along_m) {
                best = best.min(Cost {
                    seconds: source.seconds + part,
                    label: source.label,
                });
            }
        }
        (best.seconds <= self.reach.limit && best.seconds < UNREACHED).then_some(best)
    }
}
