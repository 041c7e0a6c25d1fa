//! Which streets each of many places opens onto, found once and asked for every service.

use geo::Coord;
use rayon::prelude::*;

use crate::streets::{Access, Cost, Doors, Reach, Source, Walls};
use crate::units::{Metres, MetresPerSecond};

/// The accesses of places, in their order.
#[derive(Debug, Clone, Default)]
pub struct AccessTable {
    /// Where each place's accesses begin, and one more for the end.
    starts: Vec<u32>,
    accesses: Vec<Access>,
}

impl AccessTable {
    /// Finds every street within the limit of every place.
    pub fn new(doors: &Doors, places: &[Coord<f64>], limit: Metres, walls: Walls) -> Self {
        let found = places.par_iter().map(|place| doors.accesses(*place, limit, walls));
        Self::of_lists(found.collect())
    }

    /// Of places whose accesses are known.
    pub fn of_lists(found: Vec<Vec<Access>>) -> Self {
        let mut table = Self {
            starts: Vec::with_capacity(found.len() + 1),
            accesses: Vec::with_capacity(found.iter().map(Vec::len).sum()),
        };
        for own in found {
            table.starts.push(table.accesses.len() as u32);
            table.accesses.extend(own);
        }
        table.starts.push(table.accesses.len() as u32);
        table
    }

    /// The accesses of a place.
    pub fn of(&self, place: usize) -> &[Access] {
        &self.accesses[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cost between a place and the nearest source, the straight leg to the street counted; `None` where there is no way.
    pub fn cost(&self, place: usize, reach: &Reach<'_>, access_speed: MetresPerSecond) -> Option<Cost> {
        cost(self.of(place), reach, access_speed)
    }

    /// Places by the stretch that they open onto.
    pub fn by_edge(&self) -> PlacesByEdge {
        let mut pairs: Vec<(u32, u32)> = (0..self.len())
            .flat_map(|place| {
                self.of(place)
                    .iter()
                    .map(move |access| (access.position.edge, place as u32))
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        PlacesByEdge { pairs }
    }
}

/// The cost over some accesses.
pub fn cost(accesses: &[Access], reach: &Reach<'_>, access_speed: MetresPerSecond) -> Option<Cost> {
    let costs = accesses.iter().filter_map(|access| {
        let cost = reach.at(access.position)?;
        Some(Cost {
            seconds: cost.seconds + access.leg_m / access_speed.0,
            ..cost
        })
    });
    costs.reduce(Cost::min)
}

/// The ways from a door onto the streets, as sources of a search. `wait_seconds` is lost before moving at all; `walls` says whether those
/// without known gates can be passed.
pub fn sources_of_door(
    doors: &Doors,
    door: Coord<f64>,
    limit: Metres,
    access_speed: MetresPerSecond,
    wait_seconds: f64,
    label: u32,
    walls: Walls,
) -> Vec<Source> {
    let accesses = doors.accesses(door, limit, walls).into_iter();
    let sources = accesses.map(|access| Source {
        position: access.position,
        seconds: wait_seconds + access.leg_m / access_speed.0,
        label,
    });
    sources.collect()
}

/// Places by stretch.
#[derive(Debug, Clone, Default)]
pub struct PlacesByEdge {
    /// Stretch and place, in order.
    pairs: Vec<(u32, u32)>,
}

impl PlacesByEdge {
    /// The places that open onto a stretch, in order.
    pub fn on(&self, edge: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.pairs.partition_point(|(own, _)| *own < edge);
        self.pairs[first..]
            .iter()
            .take_while(move |(own, _)| *own == edge)
            .map(|(_, place)| *place)
    }
}
