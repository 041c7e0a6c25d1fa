//! Places with their ways onto the streets. Behind walls of which nobody knows the gates there are two answers, and where they differ none.

use std::collections::BTreeMap;

use geo::Coord;
use rayon::prelude::*;

use crate::catchment::{AccessTable, PlacesByEdge, cost};
use crate::streets::{Access, Cost, Doors, Reach, Walls};
use crate::units::{Metres, MetresPerSecond};

/// Many places on the streets.
pub(super) struct StreetPlaces {
    /// With walls that can be passed: the most that may be true.
    open: AccessTable,
    /// With walls that can't, for the places that stand behind some without known gates.
    closed: BTreeMap<usize, Vec<Access>>,
}

impl StreetPlaces {
    pub(super) fn new(doors: &Doors, places: &[Coord<f64>], limit: Metres) -> Self {
        let closed: Vec<Option<Vec<Access>>> = places
            .par_iter()
            .map(|place| {
                let walled = doors.is_behind_unknown_walls(*place);
                walled.then(|| doors.accesses(*place, limit, Walls::Closed))
            })
            .collect();
        Self {
            open: AccessTable::new(doors, places, limit, Walls::Open),
            closed: closed
                .into_iter()
                .enumerate()
                .filter_map(|(place, accesses)| Some((place, accesses?)))
                .collect(),
        }
    }

    /// The ways onto the streets, with walls that can be passed.
    pub(super) fn accesses(&self, place: usize) -> &[Access] {
        self.open.of(place)
    }

    /// By place: whether no street is near.
    pub(super) fn streetless(&self) -> Vec<bool> {
        (0..self.open.len())
            .map(|place| self.accesses(place).is_empty())
            .collect()
    }

    /// All of them.
    pub(super) fn open(&self) -> &AccessTable {
        &self.open
    }

    /// Whether the place stands behind walls without known gates.
    pub(super) fn is_walled(&self, place: usize) -> bool {
        self.closed.contains_key(&place)
    }

    /// The places behind walls without known gates, and their ways onto the streets if nobody could pass these.
    pub(super) fn closed(&self) -> (Vec<usize>, AccessTable) {
        let (places, lists): (Vec<usize>, Vec<Vec<Access>>) =
            self.closed.iter().map(|(place, list)| (*place, list.clone())).unzip();
        (places, AccessTable::of_lists(lists))
    }

    /// The places by the stretches that they open onto.
    pub(super) fn by_edge(&self) -> PlacesByEdge {
        self.open.by_edge()
    }

    /// The cost between a place and the nearest source, with walls that can be passed; `None` where there is no way.
    pub(super) fn cost(&self, place: usize, reach: &Reach<'_>, access_speed: MetresPerSecond) -> Option<Cost> {
        self.open.cost(place, reach, access_speed)
    }

    /// Whether a place's cost, in seconds, is `fine`, which no way at all never is. `None` where nobody can tell: no street is near, or it
    /// depends on walls without known gates.
    pub(super) fn judge(
        &self,
        place: usize,
        reach: &Reach<'_>,
        access_speed: MetresPerSecond,
        fine: impl Fn(f64) -> bool,
    ) -> Option<bool> {
        let answer = |accesses: &[Access]| cost(accesses, reach, access_speed).is_some_and(|cost| fine(cost.seconds));
        let accesses = self.accesses(place);
        if accesses.is_empty() {
            return None;
        }
        let open = answer(accesses);
        match self.closed.get(&place) {
            Some(accesses) if answer(accesses) != open => None,
            _ => Some(open),
        }
    }
}
