//! A travel profile laid over a network: what each stretch costs, in seconds, in both directions.

use std::sync::Arc;

use super::network::{EdgeFacts, Network, Position};
use super::profile::{Slope, TravelProfile};
use super::tobler::tobler;
use super::way_class::WayClass;
use crate::units::MetresPerSecond;

/// A way from one node to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) to: u32,
    pub(super) edge: u32,
    pub(super) seconds: f64,
}

/// The arcs out of every node.
#[derive(Debug, Clone, Default)]
pub(super) struct Arcs {
    starts: Vec<u32>,
    arcs: Vec<Step>,
}

impl Arcs {
    pub(super) fn of(&self, node: u32) -> &[Step] {
        &self.arcs[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// From a list of arcs with the nodes that they leave.
    fn pack(nodes: usize, each: impl Fn(&mut dyn FnMut(u32, Step))) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        each(&mut |from, _| starts[from as usize + 1] += 1);
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let nothing = Step {
            to: 0,
            edge: 0,
            seconds: 0.0,
        };
        let mut arcs = vec![nothing; starts[nodes] as usize];
        let mut next = starts.clone();
        each(&mut |from, arc| {
            arcs[next[from as usize] as usize] = arc;
            next[from as usize] += 1;
        });
        Self { starts, arcs }
    }
}

/// Which way people go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From where they live to the facility: the cost at a place is that of walking from it to a source.
    ToSource,
    /// From the facility to a place.
    FromSource,
}

/// A network as one kind of traveller knows it. Costs are seconds; they are rounded once, to whole milliseconds, when a way is whole.
#[derive(Debug, Clone)]
pub struct Weighted {
    pub(super) network: Arc<Network>,
    profile: TravelProfile,
    /// Share of the speed by facts, along and against.
    shares: Vec<[Option<f64>; 2]>,
    /// Seconds of each stretch along its line and against it; infinite where closed, which stays in here.
    seconds: [Vec<f64>; 2],
    from: Arcs,
    /// `None` where both directions cost the same everywhere.
    to: Option<Arcs>,
    /// How many seconds are nearly nothing: a share of what a stretch costs on the average.
    bin_seconds: f64,
}

/// Share of the average cost of a stretch that a search takes for nearly nothing.
const BIN_SHARE: f64 = 0.25;

impl Weighted {
    /// Lays a profile over a network.
    pub fn new(network: &Arc<Network>, profile: &TravelProfile) -> Self {
        let shares: Vec<[Option<f64>; 2]> = network
            .facts
            .iter()
            .map(|facts| match facts {
                EdgeFacts::Way(way) => profile.shares(way),
                EdgeFacts::Passage(stop) => [profile.passes(stop).then_some(1.0); 2],
            })
            .collect();
        let mut weighted = Self {
            network: Arc::clone(network),
            profile: profile.clone(),
            shares,
            seconds: [Vec::new(), Vec::new()],
            from: Arcs::default(),
            to: None,
            bin_seconds: 1.0,
        };
        let along = (0..network.edge_count() as u32)
            .map(|edge| weighted.whole(edge, false))
            .collect();
        let against = (0..network.edge_count() as u32)
            .map(|edge| weighted.whole(edge, true))
            .collect();
        weighted.seconds = [along, against];
        let arcs = |direction: Direction| {
            let (leave, enter) = match direction {
                Direction::FromSource => (&weighted.seconds[0], &weighted.seconds[1]),
                Direction::ToSource => (&weighted.seconds[1], &weighted.seconds[0]),
            };
            Arcs::pack(network.node_count(), |take| {
                for ((edge, number), (leave, enter)) in network.edges.iter().zip(0_u32..).zip(leave.iter().zip(enter)) {
                    if leave.is_finite() {
                        let (to, seconds) = (edge.head, *leave);
                        take(
                            edge.tail,
                            Step {
                                to,
                                edge: number,
                                seconds,
                            },
                        );
                    }
                    if enter.is_finite() && edge.tail != edge.head {
                        let (to, seconds) = (edge.tail, *enter);
                        take(
                            edge.head,
                            Step {
                                to,
                                edge: number,
                                seconds,
                            },
                        );
                    }
                }
            })
        };
        let same = weighted.seconds[0] == weighted.seconds[1];
        let (from, to) = (arcs(Direction::FromSource), (!same).then(|| arcs(Direction::ToSource)));
        (weighted.from, weighted.to) = (from, to);
        let arcs = &weighted.from.arcs;
        let mean = arcs.iter().map(|arc| arc.seconds).sum::<f64>() / arcs.len() as f64;
        if mean > 0.0 {
            weighted.bin_seconds = mean * BIN_SHARE;
        }
        weighted
    }

    /// The network under it.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// Who moves on it.
    pub fn profile(&self) -> &TravelProfile {
        &self.profile
    }

    /// Whether going costs the same as coming back, everywhere.
    pub fn is_symmetric(&self) -> bool {
        self.to.is_none()
    }

    /// Bytes that the costs take beside the network.
    pub fn bytes(&self) -> usize {
        let arcs = |arcs: &Arcs| size_of_val(arcs.starts.as_slice()) + size_of_val(arcs.arcs.as_slice());
        arcs(&self.from) + self.to.as_ref().map_or(0, arcs) + 2 * size_of_val(self.seconds[0].as_slice())
    }

    /// The speed of the straight way between a door and the street.
    pub fn access_speed(&self) -> MetresPerSecond {
        self.profile.access_speed()
    }

    /// Whether a stretch can be used in some direction and is a street, so that a door may open onto it.
    pub fn opens(&self, edge: u32) -> bool {
        matches!(self.network.facts(edge), EdgeFacts::Way(facts) if facts.class != WayClass::Passage)
            && self.seconds.iter().any(|seconds| seconds[edge as usize].is_finite())
    }

    /// Whether there are stretches, and none of them can be used.
    pub fn opens_nothing(&self) -> bool {
        let edges = self.network.edge_count() as u32;
        edges > 0 && !(0..edges).any(|edge| self.opens(edge))
    }

    pub(super) fn bin_seconds(&self) -> f64 {
        self.bin_seconds
    }

    pub(super) fn arcs(&self, direction: Direction) -> &Arcs {
        match (direction, &self.to) {
            (Direction::ToSource, Some(to)) => to,
            _ => &self.from,
        }
    }

    /// Seconds from one place of a stretch to another; `None` where it is closed in that direction.
    pub fn seconds_between(&self, edge: u32, from_m: f64, to_m: f64) -> Option<f64> {
        let back = to_m < from_m;
        let whole = self.seconds[usize::from(back)][edge as usize];
        let length = self.network.length(edge);
        // Whoever stands there is there, whichever way the street may be used.
        if length > 0.0 && (to_m - from_m).abs() == 0.0 {
            let open = self.seconds.iter().any(|seconds| seconds[edge as usize].is_finite());
            return open.then_some(0.0);
        }
        if !whole.is_finite() {
            return None;
        }
        let part = (to_m - from_m).abs();
        if part >= length || length == 0.0 {
            return Some(whole);
        }
        if !self.is_sloped() {
            return Some(whole * (part / length));
        }
        let share = self.share(edge, back)?;
        Some(self.sloped(edge, share, from_m.min(to_m), from_m.max(to_m), back))
    }

    /// How far from an end of a stretch somebody comes in so many seconds, in metres of it: from its first corner, or back from its last.
    pub(super) fn metres_within(&self, edge: u32, back: bool, seconds: f64, towards: Direction) -> f64 {
        let length = self.network.length(edge);
        // Walking towards the source, whoever stands on the stretch comes to the end.
        let against = back == (towards == Direction::FromSource);
        let whole = self.seconds[usize::from(against)][edge as usize];
        if !whole.is_finite() {
            return 0.0;
        }
        if seconds >= whole {
            return length;
        }
        if !self.is_sloped() {
            return length * (seconds / whole);
        }
        let Some(share) = self.share(edge, against) else {
            return 0.0;
        };
        let mut left = seconds;
        let mut reached = 0.0;
        let range = self.network.range(edge);
        let pieces = range.len() - 1;
        for piece in 0..pieces {
            let first = range.start + if back { pieces - 1 - piece } else { piece };
            let metres = self.network.corners[first].distance(self.network.corners[first + 1]);
            let cost = metres / (self.profile.speed_mps * share * self.slope(first, metres, against));
            if cost > left {
                return reached + metres * (left / cost);
            }
            left -= cost;
            reached += metres;
        }
        length
    }

    pub(super) fn is_sloped(&self) -> bool {
        self.profile.slope == Slope::Tobler && self.network.has_heights()
    }

    fn share(&self, edge: u32, back: bool) -> Option<f64> {
        self.shares[self.network.edges[edge as usize].facts as usize][usize::from(back)]
    }

    /// Seconds of a whole stretch; infinite where it is closed.
    fn whole(&self, edge: u32, back: bool) -> f64 {
        let Some(share) = self.share(edge, back) else {
            return f64::INFINITY;
        };
        let length = self.network.length(edge);
        if self.is_too_steep(edge) {
            return f64::INFINITY;
        }
        if self.is_sloped() {
            self.sloped(edge, share, 0.0, length, back)
        } else {
            length / (self.profile.speed_mps * share)
        }
    }

    /// Seconds of a part of a stretch, piece by piece.
    fn sloped(&self, edge: u32, share: f64, low: f64, high: f64, back: bool) -> f64 {
        let (mut seconds, mut walked) = (0.0, 0.0);
        for first in self.network.range(edge).rev().skip(1).rev() {
            let metres = self.network.corners[first].distance(self.network.corners[first + 1]);
            let part = (walked + metres).min(high) - walked.max(low);
            walked += metres;
            if part > 0.0 {
                seconds += part / (self.profile.speed_mps * share * self.slope(first, metres, back));
            }
        }
        seconds
    }

    /// Share of the speed that the gradient leaves on the piece after a corner; 1 where nobody knows a height.
    fn slope(&self, first: usize, metres: f64, back: bool) -> f64 {
        let rise = f64::from(self.network.heights[first + 1] - self.network.heights[first]);
        if rise.is_nan() || metres < 0.001 {
            return 1.0;
        }
        tobler(if back { -rise / metres } else { rise / metres })
    }

    /// Whether a stretch climbs more than the profile can, measured over at least the step between two heights.
    fn is_too_steep(&self, edge: u32) -> bool {
        let (Some(most), true) = (self.profile.max_grade, self.network.has_heights()) else {
            return false;
        };
        let range = self.network.range(edge);
        let heights = &self.network.heights[range.clone()];
        let length = self.network.length(edge);
        let known = heights
            .first()
            .zip(heights.last())
            .map(|(first, last)| f64::from(last - first));
        known.is_some_and(|rise| length > 10.0 && (rise / length).abs() > most)
    }

    /// Metres climbed between two places of a stretch, in the order given; `None` where heights are not known.
    pub fn climb_between(&self, edge: u32, from_m: f64, to_m: f64) -> Option<f64> {
        if !self.network.has_heights() {
            return None;
        }
        let (low, high) = (from_m.min(to_m), from_m.max(to_m));
        let (mut climb, mut walked) = (0.0, 0.0);
        for first in self.network.range(edge).rev().skip(1).rev() {
            let metres = self.network.corners[first].distance(self.network.corners[first + 1]);
            let part = (walked + metres).min(high) - walked.max(low);
            walked += metres;
            let rise = f64::from(self.network.heights[first + 1] - self.network.heights[first]);
            if part > 0.0 && metres > 0.0 && !rise.is_nan() {
                let rise = rise * (part / metres);
                climb += if to_m < from_m { -rise } else { rise }.max(0.0);
            }
        }
        Some(climb)
    }

    /// A position at a node, if some stretch ends there.
    pub fn position_of_node(&self, node: u32) -> Option<Position> {
        let arc = self
            .from
            .of(node)
            .first()
            .or_else(|| self.to.as_ref()?.of(node).first())?;
        let edge = arc.edge;
        let along_m = if self.network.edges[edge as usize].tail == node {
            0.0
        } else {
            self.network.length(edge)
        };
        Some(Position { edge, along_m })
    }
}
