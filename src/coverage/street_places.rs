//! Places with their ways onto the streets. Where gates of walls or heights of streets are not known there are two answers, and where they differ
//! none.

use std::collections::BTreeMap;

use geo::Coord;
use rayon::prelude::*;

use crate::catchment::{AccessTable, PlacesByEdge, cost, thousandths};
use crate::streets::{Access, Cost, Doors, Reach, Walls};
use crate::units::{Metres, MetresPerSecond};

/// Many places on the streets.
pub(super) struct StreetPlaces {
    /// With walls that can be passed: the most that may be true.
    open: AccessTable,
    /// With walls that can't, for the places with ways that some without known gates are in.
    closed: BTreeMap<usize, Vec<Access>>,
}

impl StreetPlaces {
    pub(super) fn new(doors: &Doors, places: &[Coord<f64>], limit: Metres) -> Self {
        let open = AccessTable::new(doors, places, limit, Walls::Open);
        let differing = |(place, at): (usize, &Coord<f64>)| {
            let closed = doors.accesses(*at, limit, Walls::Closed);
            (closed != open.of(place)).then_some((place, closed))
        };
        let closed = if doors.has_unknown_walls() {
            places.par_iter().enumerate().filter_map(differing).collect()
        } else {
            BTreeMap::new()
        };
        Self { open, closed }
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

    /// Whether walls without known gates are in some of the place's ways onto the streets.
    pub(super) fn is_walled(&self, place: usize) -> bool {
        self.closed.contains_key(&place)
    }

    /// The ways onto the streets if nobody could pass walls without known gates.
    pub(super) fn closed(&self) -> AccessTable {
        let of = |place: usize| match self.closed.get(&place) {
            Some(accesses) => accesses.clone(),
            None => self.accesses(place).to_vec(),
        };
        AccessTable::of_lists((0..self.open.len()).map(of).collect())
    }

    /// The places by the stretches that they open onto.
    pub(super) fn by_edge(&self) -> PlacesByEdge {
        self.open.by_edge()
    }

    /// The cost between a place and the nearest source, with walls that can be passed; `None` where there is no way.
    pub(super) fn cost(&self, place: usize, reach: &Reach<'_>, access_speed: MetresPerSecond) -> Option<Cost> {
        self.open.cost(place, reach, access_speed)
    }

    /// The cost between a place and the nearest source, in seconds, where what is reached at most and at least says the same of it.
    pub(super) fn known_cost(
        &self,
        place: usize,
        [most, least]: [&Reach<'_>; 2],
        access_speed: MetresPerSecond,
    ) -> Option<f64> {
        let open = cost(self.accesses(place), most, access_speed)?.seconds;
        let walled = self.closed.get(&place);
        if walled.is_none() && std::ptr::eq(most, least) {
            return Some(open);
        }
        let accesses = walled.map_or(self.accesses(place), Vec::as_slice);
        let closed = cost(accesses, least, access_speed)?.seconds;
        (thousandths(open) == thousandths(closed)).then_some(open)
    }

    /// Whether a place's cost, in seconds, is `fine`, which no way at all never is, by what is reached at most and by what is at least. `None`
    /// where no street is near, or the two differ.
    pub(super) fn judge(
        &self,
        place: usize,
        [open, closed]: [&Reach<'_>; 2],
        access_speed: MetresPerSecond,
        fine: impl Fn(f64) -> bool,
    ) -> Option<bool> {
        let answer = |accesses: &[Access], reach: &Reach<'_>| {
            cost(accesses, reach, access_speed).is_some_and(|cost| fine(cost.seconds))
        };
        let accesses = self.accesses(place);
        if accesses.is_empty() {
            return None;
        }
        let walled = self.closed.get(&place);
        let most = answer(accesses, open);
        if walled.is_none() && std::ptr::eq(open, closed) {
            return Some(most);
        }
        let least = answer(walled.map_or(accesses, Vec::as_slice), closed);
        (most == least).then_some(most)
    }
}
