//! A travel profile laid over a network: what each stretch costs, in seconds, in both directions.

use std::sync::Arc;

use super::arcs::{Arcs, Step};
use super::network::{EdgeFacts, Network, Position};
use super::profile::{Slope, TravelProfile};
use super::tobler::tobler;
use super::unknown_slope::UnknownSlope;
use super::way_class::WayClass;
use crate::units::MetresPerSecond;

/// Which way people go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From where they live to the facility: the cost at a place is that of walking from it to a source.
    ToSource,
    /// From the facility to a place.
    FromSource,
}

/// What is known of a stretch's climb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Steepness {
    Fine,
    TooSteep,
    Unknown,
}

/// A network as one kind of traveller knows it. Costs are seconds; they are rounded once, to whole milliseconds, when a way is whole.
#[derive(Debug, Clone)]
pub struct Weighted {
    pub(super) network: Arc<Network>,
    profile: TravelProfile,
    unknown: UnknownSlope,
    /// Share of the speed by facts, along and against.
    shares: Vec<[Option<f64>; 2]>,
    /// Seconds of each stretch along its line and against it; infinite where closed, which stays in here, and where some of it has no known
    /// height and none can be passed then: the rest of such a stretch can be.
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
    /// Lays a profile over a network. Streets without known heights count as flat.
    pub fn new(network: &Arc<Network>, profile: &TravelProfile) -> Self {
        Self::taking(network, profile, UnknownSlope::Flat)
    }

    /// Lays a profile over a network, with a rule for streets without known heights.
    pub fn taking(network: &Arc<Network>, profile: &TravelProfile, unknown: UnknownSlope) -> Self {
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
            unknown,
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
                    let [goes, comes] = match direction {
                        Direction::FromSource => [false, true],
                        Direction::ToSource => [true, false],
                    };
                    // A stretch that can be passed in part has arcs that nothing comes along, so that it is found from its ends.
                    if leave.is_finite() || weighted.is_partly_open(number, goes) {
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
                    if (enter.is_finite() || weighted.is_partly_open(number, comes)) && edge.tail != edge.head {
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
        let arcs = weighted.from.all().iter().filter(|arc| arc.seconds.is_finite());
        let mean = arcs.clone().map(|arc| arc.seconds).sum::<f64>() / arcs.count() as f64;
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
        self.from.bytes() + self.to.as_ref().map_or(0, Arcs::bytes) + 2 * size_of_val(self.seconds[0].as_slice())
    }

    /// The speed of the straight way between a door and the street.
    pub fn access_speed(&self) -> MetresPerSecond {
        self.profile.access_speed()
    }

    /// Whether a door may open onto a stretch: it can be used, and is neither on a bridge nor in a tunnel.
    pub(super) fn has_doors(&self, edge: u32) -> bool {
        self.opens(edge) && !self.is_raised(edge)
    }

    /// Whether a stretch can be used and lies on a bridge or in a tunnel.
    pub(super) fn opens_raised(&self, edge: u32) -> bool {
        self.opens(edge) && self.is_raised(edge)
    }

    fn is_raised(&self, edge: u32) -> bool {
        matches!(self.network.facts(edge), EdgeFacts::Way(facts) if facts.raised)
    }

    /// Whether a stretch can be used in some direction and is a street.
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
            let open = [false, true].into_iter().zip(&self.seconds);
            let mut open =
                open.map(|(back, seconds)| seconds[edge as usize].is_finite() || self.is_partly_open(edge, back));
            return open.any(|open| open).then_some(0.0);
        }
        let part = (to_m - from_m).abs();
        let is_whole = part >= length || length == 0.0;
        if !whole.is_finite() && (is_whole || !self.is_partly_open(edge, back)) {
            return None;
        }
        if is_whole {
            return Some(whole);
        }
        if !self.is_sloped() {
            return Some(whole * (part / length));
        }
        let share = self.share(edge, back)?;
        let seconds = self.sloped(edge, share, from_m.min(to_m), from_m.max(to_m), back);
        seconds.is_finite().then_some(seconds)
    }

    /// How far from an end of a stretch somebody comes in so many seconds, in metres of it: from its first corner, or back from its last.
    pub(super) fn metres_within(&self, edge: u32, back: bool, seconds: f64, towards: Direction) -> f64 {
        let length = self.network.length(edge);
        // Walking towards the source, whoever stands on the stretch comes to the end.
        let against = back == (towards == Direction::FromSource);
        let whole = self.seconds[usize::from(against)][edge as usize];
        if !whole.is_finite() && !self.is_partly_open(edge, against) {
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

    /// Metres of usable street that some answer may depend on, because gradient counts there and nobody knows it.
    pub fn without_heights_m(&self) -> f64 {
        if !self.network.has_heights() {
            return 0.0;
        }
        let edges = 0..self.network.edge_count() as u32;
        let unknown = edges.filter(|edge| [false, true].into_iter().any(|back| self.share(*edge, back).is_some()));
        unknown
            .map(|edge| match self.steepness(edge) {
                Steepness::Unknown => self.network.length(edge),
                Steepness::Fine if self.is_sloped() => {
                    self.network.without_heights_m(edge, 0.0, self.network.length(edge))
                }
                Steepness::Fine | Steepness::TooSteep => 0.0,
            })
            .sum()
    }

    /// Whether a stretch that nobody can pass from end to end, because some of it has no known height, can be passed up to there.
    fn is_partly_open(&self, edge: u32, back: bool) -> bool {
        self.unknown == UnknownSlope::Closed
            && self.is_sloped()
            && self.share(edge, back).is_some()
            && !self.is_too_steep(edge)
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

    /// Share of the speed that the gradient leaves on the piece after a corner.
    fn slope(&self, first: usize, metres: f64, back: bool) -> f64 {
        let rise = f64::from(self.network.heights[first + 1] - self.network.heights[first]);
        if metres < 0.001 {
            return 1.0;
        }
        if rise.is_nan() {
            return self.unknown.share();
        }
        tobler(if back { -rise / metres } else { rise / metres })
    }

    /// Whether a stretch climbs more than the profile can.
    fn is_too_steep(&self, edge: u32) -> bool {
        match self.steepness(edge) {
            Steepness::Fine => false,
            Steepness::TooSteep => true,
            Steepness::Unknown => self.unknown == UnknownSlope::Closed,
        }
    }

    /// What is known of a stretch's climb, beside what the profile can do; measured over at least the step between two heights.
    fn steepness(&self, edge: u32) -> Steepness {
        let (Some(most), true) = (self.profile.max_grade, self.network.has_heights()) else {
            return Steepness::Fine;
        };
        let heights = &self.network.heights[self.network.range(edge)];
        let length = self.network.length(edge);
        match heights.first().zip(heights.last()) {
            Some((first, last)) if length > 10.0 => {
                let grade = f64::from(last - first).abs() / length;
                if grade.is_nan() {
                    Steepness::Unknown
                } else if grade > most {
                    Steepness::TooSteep
                } else {
                    Steepness::Fine
                }
            }
            _ => Steepness::Fine,
        }
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
