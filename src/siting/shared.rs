//! What several places have together and pay for once: a house with rooms, a vehicle with stops, a building with one use of several.
//!
//! Its members are no sites of their own. As many of it are taken as the open members need, and each counts as a site and costs what it
//! costs; members may cost something beside (modular fixed charges, as in Correia and Captivo 2003).

use super::ask::{Ask, Thrift};
use super::problem::{Problem, Role};

/// Something that places share: of each place at most one such thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Whose it is; errors name it.
    pub id: i64,
    /// What one of it costs.
    pub cost: i64,
    /// How many open members one of it carries.
    pub carries: usize,
    /// How many of it there may be.
    pub most: usize,
    /// The district that each counts for, where districts have a minimum.
    pub district: Option<u32>,
}

impl Shared {
    /// How many of it so many open members need.
    pub fn needed(&self, members: usize) -> usize {
        members.div_ceil(self.carries.max(1))
    }

    /// What one of it counts for in a thrifty model's objective.
    pub(super) fn price(&self, ask: &Ask) -> i64 {
        match ask.thrift {
            Thrift::Fewest => 1,
            Thrift::Cheapest => self.cost,
        }
    }
}

impl Problem {
    /// Of everything that is shared, its members of which something holds.
    pub(super) fn members(&self, holds: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.shared.len()];
        for (position, place) in self.places.iter().enumerate() {
            if let Some(of) = place.shared.and_then(|shared| members.get_mut(shared as usize))
                && holds(position)
            {
                of.push(position);
            }
        }
        members
    }

    /// How many of everything shared are needed.
    pub fn needed(&self, open: impl Fn(usize) -> bool) -> Vec<usize> {
        let members = self.members(open);
        let all = self.shared.iter().zip(members);
        all.map(|(shared, members)| shared.needed(members.len())).collect()
    }

    /// The cost of what is opened, or may close and is kept.
    pub fn cost(&self, open: impl Fn(usize) -> bool) -> i128 {
        let places = self.places.iter().enumerate();
        let places = places.filter(|(position, place)| place.role != Role::Kept && open(*position));
        let places = places.map(|(_, place)| i128::from(place.cost));
        let shared = self.shared.iter().zip(self.needed(&open));
        let shared = shared.map(|(shared, needed)| i128::from(shared.cost) * needed as i128);
        places.chain(shared).sum()
    }

    /// Sites that count towards a number: all that are open and not kept, members by what they share.
    pub(super) fn sites_open(&self, open: impl Fn(usize) -> bool) -> usize {
        let alone = |position: usize| {
            let place = &self.places[position];
            open(position) && place.shared.is_none() && place.role != Role::Kept
        };
        let alone = (0..self.places.len()).filter(|position| alone(*position)).count();
        alone + self.needed(&open).iter().sum::<usize>()
    }

    /// New sites that there may be at most.
    pub(super) fn new_at_most(&self) -> usize {
        let new = |position: &usize| matches!(self.places[*position].role, Role::Candidate | Role::Required);
        let alone = (0..self.places.len())
            .filter(new)
            .filter(|position| self.places[*position].shared.is_none());
        let members = self.members(|position| new(&position));
        let shared = self.shared.iter().zip(&members);
        let shared = shared.map(|(shared, members)| shared.needed(members.len()).min(shared.most));
        alone.count() + shared.sum::<usize>()
    }

    /// New sites that every answer opens.
    pub(super) fn required_sites(&self) -> usize {
        self.sites_open(|position| self.places[position].role == Role::Required)
    }

    /// Sites that a district may have at most.
    pub(super) fn in_district(&self, district: u32) -> usize {
        let part = |position: usize| self.places[position].role != Role::Excluded;
        let alone = |position: &usize| {
            let place = &self.places[*position];
            part(*position) && place.shared.is_none() && place.district == Some(district)
        };
        let members = self.members(part);
        let shared = self.shared.iter().zip(&members);
        let shared = shared
            .filter(|(shared, _)| shared.district == Some(district))
            .map(|(shared, members)| shared.needed(members.len()).min(shared.most));
        (0..self.places.len()).filter(alone).count() + shared.sum::<usize>()
    }
}
