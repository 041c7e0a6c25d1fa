//! Where people go in: entrances of buildings, and gates and paths of open grounds (parks, schools, pitches).

use std::collections::{BTreeSet, HashSet};

use super::extract::{Extract, Tags};
use crate::crs::LonLat;
use crate::import::surface::metres_between;

/// Keys of what may be a way in, and of the ways that lead to it.
pub(super) const KEYS: [&str; 3] = ["entrance", "barrier", "highway"];

/// Values of `entrance` that residents do not go in by.
const NO_WAY_IN: [&str; 6] = ["no", "exit", "emergency", "service", "garage", "private"];

/// Values of `barrier` that are made to be gone through.
const GATES: [&str; 7] = [
    "gate",
    "entrance",
    "lift_gate",
    "swing_gate",
    "sliding_gate",
    "kissing_gate",
    "turnstile",
];

/// Values of `highway` that nobody walks in by.
const NOT_WALKED: [&str; 6] = [
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "construction",
    "proposed",
];

/// Where a path runs along an outline every corner of it would be a way in: one for so many metres will do.
const APART_METRES: f64 = 30.0;

/// Whether a node may be a way in.
pub(super) fn may_be_one(tags: &Tags) -> bool {
    tags.contains_key("entrance") || gate(tags)
}

/// Whether a way may lead into a ground.
pub(super) fn leads_in(tags: &Tags) -> bool {
    let closed = |key: &str| tags.get(key).is_some_and(|value| value == "no" || value == "private");
    let walked = tags
        .get("highway")
        .is_some_and(|value| !NOT_WALKED.contains(&value.as_str()));
    walked && !closed("foot") && (tags.contains_key("foot") || !closed("access"))
}

fn gate(tags: &Tags) -> bool {
    tags.get("barrier").is_some_and(|value| GATES.contains(&value.as_str()))
        && tags
            .get("access")
            .is_none_or(|value| value != "no" && value != "private")
}

/// The ways in of an extract.
pub(super) struct WaysIn<'a> {
    extract: &'a Extract,
    /// Nodes of ways that people walk.
    walked: HashSet<i64>,
}

impl<'a> WaysIn<'a> {
    pub(super) fn new(extract: &'a Extract) -> Self {
        let ways = extract.ways.values().filter(|way| leads_in(&way.tags));
        Self {
            walked: ways.flat_map(|way| way.refs.iter().copied()).collect(),
            extract,
        }
    }

    /// The ways into an area by the nodes of its outline: its entrances; of an open ground without any, its gates, and the corners that
    /// it shares with a street or path.
    pub(super) fn of(&self, outline: &[i64], tags: &Tags) -> Vec<LonLat> {
        let mut seen = BTreeSet::new();
        let nodes: Vec<i64> = outline.iter().copied().filter(|id| seen.insert(*id)).collect();
        let tagged = |fits: &dyn Fn(&Tags) -> bool| -> Vec<LonLat> {
            let nodes = nodes.iter().filter_map(|id| self.extract.nodes.get(id));
            nodes
                .filter(|node| fits(&node.tags))
                .filter_map(|node| LonLat::new(node.place.x, node.place.y).ok())
                .collect()
        };
        let entrances = tagged(&|tags| {
            let entrance = tags.get("entrance");
            entrance.is_some_and(|value| !NO_WAY_IN.contains(&value.as_str()))
        });
        if !entrances.is_empty() || tags.contains_key("building") {
            return entrances;
        }
        let mut ways_in = tagged(&gate);
        let shared = nodes.iter().filter(|id| self.walked.contains(id));
        for place in shared.filter_map(|id| self.extract.coords.get(id)) {
            let Ok(place) = LonLat::new(place.x, place.y) else {
                continue;
            };
            if ways_in
                .iter()
                .all(|other| metres_between(*other, place) >= APART_METRES)
            {
                ways_in.push(place);
            }
        }
        ways_in
    }
}
