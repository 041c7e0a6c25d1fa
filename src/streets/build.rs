//! From streets to a network: they meet where they share a node of their source, or, where it has none, a place on the same level.

use std::collections::BTreeMap;

use geo::Coord;
use rustc_hash::FxHashMap;

use super::facts::WayFacts;
use super::network::{Edge, EdgeFacts, Millimetre, Network};
use super::noding;
use super::stop_facts::StopFacts;
use crate::units::Metres;

/// A street on its way into a network, in metres of one study area.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetLine {
    /// Ours.
    pub id: i64,
    /// Its corners.
    pub course: Vec<Coord<f64>>,
    /// The source's number of each corner; empty where it has none.
    pub nodes: Vec<i64>,
    /// The level it lies on: bridges 1 and more, tunnels -1 and less. Tells where streets without numbers meet.
    pub level: i32,
    /// What it is.
    pub facts: WayFacts,
    /// What stands on it, by corner.
    pub stops: Vec<(u32, StopFacts)>,
    /// Whether its first and last corner is where something cut it off: such an end is joined to nothing.
    pub cut_ends: [bool; 2],
}

/// Heights in metres above the sea at places in metres of the study area; `None` where nobody knows.
pub type Heights<'a> = dyn Fn(&[Coord<f64>]) -> Vec<Option<f32>> + 'a;

/// What was odd about the streets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BuildReport {
    /// Streets of no length, left out.
    pub without_length: usize,
    /// Stretches that run back onto themselves (a-b-a), kept as they are.
    pub run_back: usize,
    /// Places where lines without numbers cross on one level and were joined.
    pub crossings_joined: usize,
    /// Places where lines cross on different levels and were not joined.
    pub crossings_apart: usize,
    /// Ends of lines that were joined to a line that they touch.
    pub ends_joined: usize,
    /// Things that stand on streets.
    pub obstacles: usize,
    /// Corners whose height nobody knows, of a network with heights.
    pub heights_unknown: usize,
}

/// Longest piece of street between two heights.
pub const HEIGHT_STEP: Metres = Metres(30.0);

/// How often a corner was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Once,
    Junction,
}

/// Builds the network. Streets come ordered by id; the network then depends on nothing else.
///
/// Bridges and tunnels are not joined to what they cross: they share no node with it, or lie on another level.
pub fn build(streets: &[StreetLine], heights: Option<&Heights<'_>>) -> Network {
    let mut report = BuildReport::default();
    let noded = noding::node(streets, &mut report);
    let streets: &[StreetLine] = noded.as_deref().unwrap_or(streets);
    let origin = origin(streets);
    let mut joints = Joints::of(streets, origin);
    let mut network = Network {
        origin,
        ..Network::default()
    };
    let mut facts_of: BTreeMap<EdgeFacts, u32> = BTreeMap::new();
    let mut edges = Edges::default();
    let mut at = 0;
    let all_corners = std::mem::take(&mut joints.corners);
    for street in streets {
        let corners = &all_corners[at..at + street.course.len()];
        at += street.course.len();
        let number = network.streets.len() as u32;
        let facts = facts_number(&mut facts_of, EdgeFacts::Way(street.facts));
        let mut used = false;
        let mut start = 0;
        for end in 1..corners.len() {
            if joints.seen[corners[end] as usize] == Seen::Once && end + 1 < corners.len() {
                continue;
            }
            let run = &corners[start..=end];
            start = end;
            let places: Vec<Millimetre> = dedup(run.iter().map(|corner| joints.places[*corner as usize]));
            if places.len() < 2 && run[0] == run[run.len() - 1] {
                continue;
            }
            report.run_back += usize::from(places.windows(3).any(|three| three[0] == three[2]));
            let (tail, head) = (run[0], run[run.len() - 1]);
            let ends = [joints.end(tail, &mut network), joints.end(head, &mut network)];
            for (corner, end) in [tail, head].into_iter().zip(ends) {
                if let Some(stop) = joints.stops.get(&corner) {
                    let facts = facts_number(&mut facts_of, EdgeFacts::Passage(*stop));
                    let hub = joints.hub(corner, &mut network);
                    let place = joints.places[corner as usize];
                    edges.push(end, hub, facts, number, &[place, place]);
                }
            }
            let places = if places.len() < 2 { vec![places[0]; 2] } else { places };
            edges.push(ends[0], ends[1], facts, number, &places);
            used = true;
        }
        if used {
            network.streets.push(street.id);
        } else {
            report.without_length += 1;
        }
    }
    report.obstacles = joints.stops.len();
    let mut facts: Vec<(EdgeFacts, u32)> = facts_of.into_iter().collect();
    facts.sort_by_key(|(_, number)| *number);
    network.facts = facts.into_iter().map(|(facts, _)| facts).collect();
    edges.settle(&mut network, heights.is_some());
    if let Some(heights) = heights {
        let places: Vec<Coord<f64>> = network.corners.iter().map(|corner| network.metres(*corner)).collect();
        network.heights = heights(&places)
            .into_iter()
            .map(|height| height.unwrap_or(f32::NAN))
            .collect();
        report.heights_unknown = network.heights.iter().filter(|height| height.is_nan()).count();
    }
    network.report = report;
    network
}

fn facts_number(known: &mut BTreeMap<EdgeFacts, u32>, facts: EdgeFacts) -> u32 {
    let next = known.len() as u32;
    *known.entry(facts).or_insert(next)
}

/// The south-west corner, in whole metres.
fn origin(streets: &[StreetLine]) -> Coord<f64> {
    let corners = streets.iter().flat_map(|street| &street.course);
    let low = corners.fold(
        Coord {
            x: f64::INFINITY,
            y: f64::INFINITY,
        },
        |low, at| Coord {
            x: low.x.min(at.x),
            y: low.y.min(at.y),
        },
    );
    if low.x.is_finite() && low.y.is_finite() {
        Coord {
            x: low.x.floor(),
            y: low.y.floor(),
        }
    } else {
        Coord::zero()
    }
}

fn millimetre(at: Coord<f64>, origin: Coord<f64>) -> Millimetre {
    let whole = |metres: f64| {
        (metres * 1000.0)
            .round()
            .clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32
    };
    Millimetre {
        x: whole(at.x - origin.x),
        y: whole(at.y - origin.y),
    }
}

fn dedup(places: impl Iterator<Item = Millimetre>) -> Vec<Millimetre> {
    let mut places: Vec<Millimetre> = places.collect();
    places.dedup();
    places
}

/// Corners known by the source's numbers or by their places.
struct Joints {
    /// The corner of each street's corners, street after street.
    corners: Vec<u32>,
    places: Vec<Millimetre>,
    seen: Vec<Seen>,
    /// The node of a corner, once it has one.
    nodes: Vec<u32>,
    stops: BTreeMap<u32, StopFacts>,
}

const NONE: u32 = u32::MAX;

impl Joints {
    fn of(streets: &[StreetLine], origin: Coord<f64>) -> Self {
        let count = streets.iter().map(|street| street.course.len()).sum();
        // By number where there is one, else by place and level.
        let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
        let mut grounds: FxHashMap<(Millimetre, i32), u32> = FxHashMap::default();
        let numbered = streets
            .iter()
            .filter(|street| street.nodes.len() == street.course.len());
        numbers.reserve(numbered.map(|street| street.nodes.len()).sum());
        let mut joints = Self {
            corners: Vec::with_capacity(count),
            places: Vec::new(),
            seen: Vec::new(),
            nodes: Vec::new(),
            stops: BTreeMap::new(),
        };
        for street in streets {
            let numbered = street.nodes.len() == street.course.len();
            let last = street.course.len().saturating_sub(1);
            for (position, at) in street.course.iter().enumerate() {
                let place = millimetre(*at, origin);
                let next = joints.places.len() as u32;
                let corner = if numbered {
                    *numbers.entry(street.nodes[position]).or_insert(next)
                } else {
                    *grounds.entry((place, street.level)).or_insert(next)
                };
                let end = position == 0 || position == last;
                if corner == next {
                    joints.places.push(place);
                    joints.seen.push(if end { Seen::Junction } else { Seen::Once });
                } else {
                    joints.seen[corner as usize] = Seen::Junction;
                }
                joints.corners.push(corner);
            }
            let first = joints.corners.len() - street.course.len();
            for (position, stop) in &street.stops {
                if let Some(corner) = joints.corners.get(first + *position as usize).copied() {
                    joints.seen[corner as usize] = Seen::Junction;
                    joints.stops.entry(corner).or_insert(*stop);
                }
            }
        }
        joints.nodes = vec![NONE; joints.places.len()];
        joints
    }

    /// The node that a stretch ends at: a corner's own, or, where something stands on it, a new one before it.
    fn end(&mut self, corner: u32, network: &mut Network) -> u32 {
        if self.stops.contains_key(&corner) {
            return new_node(self.places[corner as usize], network);
        }
        self.hub(corner, network)
    }

    fn hub(&mut self, corner: u32, network: &mut Network) -> u32 {
        let corner = corner as usize;
        if self.nodes[corner] == NONE {
            self.nodes[corner] = new_node(self.places[corner], network);
        }
        self.nodes[corner]
    }
}

fn new_node(place: Millimetre, network: &mut Network) -> u32 {
    network.nodes.push(place);
    network.nodes.len() as u32 - 1
}

/// Stretches before they are put in order.
#[derive(Default)]
struct Edges {
    edges: Vec<Edge>,
    corners: Vec<Millimetre>,
}

impl Edges {
    fn push(&mut self, tail: u32, head: u32, facts: u32, street: u32, places: &[Millimetre]) {
        self.edges.push(Edge {
            tail,
            head,
            first: self.corners.len() as u32,
            facts,
            street,
        });
        self.corners.extend_from_slice(places);
    }

    /// Puts nodes and stretches in an order in which neighbours on the ground are neighbours in memory.
    fn settle(self, network: &mut Network, fine: bool) {
        let mut order: Vec<(u64, u32)> = network.nodes.iter().map(|place| morton(*place)).zip(0..).collect();
        order.sort_unstable();
        let mut new = vec![0_u32; order.len()];
        for ((_, old), position) in order.iter().zip(0_u32..) {
            new[*old as usize] = position;
        }
        network.nodes = order.iter().map(|(_, old)| network.nodes[*old as usize]).collect();
        let mut edges: Vec<(u32, u32)> = self
            .edges
            .iter()
            .map(|edge| new[edge.tail as usize].min(new[edge.head as usize]))
            .zip(0..)
            .collect();
        edges.sort_unstable();
        network.edges.reserve_exact(edges.len());
        network.corners.reserve(self.corners.len());
        for (_, old) in edges {
            let old = old as usize;
            let edge = self.edges[old];
            let end = self
                .edges
                .get(old + 1)
                .map_or(self.corners.len(), |next| next.first as usize);
            let places = &self.corners[edge.first as usize..end];
            network.edges.push(Edge {
                tail: new[edge.tail as usize],
                head: new[edge.head as usize],
                first: network.corners.len() as u32,
                ..edge
            });
            let first = network.corners.len();
            if fine {
                densify(places, &mut network.corners);
            } else {
                network.corners.extend_from_slice(places);
            }
            let corners = &network.corners[first..];
            network
                .lengths
                .push(corners.windows(2).map(|pair| pair[0].distance(pair[1])).sum());
        }
        network.corners.shrink_to_fit();
    }
}

/// Cuts long pieces so that heights are known often enough.
fn densify(places: &[Millimetre], into: &mut Vec<Millimetre>) {
    into.extend(places.first());
    for pair in places.windows(2) {
        let pieces = (pair[0].distance(pair[1]) / HEIGHT_STEP.0).ceil().max(1.0) as i64;
        for piece in 1..pieces {
            let between = |a: i32, b: i32| (i64::from(a) + (i64::from(b) - i64::from(a)) * piece / pieces) as i32;
            into.push(Millimetre {
                x: between(pair[0].x, pair[1].x),
                y: between(pair[0].y, pair[1].y),
            });
        }
        into.push(pair[1]);
    }
}

/// The place's position on a Z-shaped curve through the plane.
fn morton(place: Millimetre) -> u64 {
    let spread = |value: i32| {
        let mut bits = u64::from((i64::from(value) - i64::from(i32::MIN)) as u32);
        bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
        bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
        bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
        bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
        (bits | bits << 1) & 0x5555_5555_5555_5555
    };
    spread(place.x) | spread(place.y) << 1
}
