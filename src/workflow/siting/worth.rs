//! What sites cost and how many people they can serve, as the planner says: by id, by where they come from, or for all.

use std::collections::BTreeMap;

use super::SitingRequest;
use super::candidates::Spot;
use super::wrong::WrongSiting;
use crate::domain::siting::{Housing, SiteFrom};

/// Words for kinds of sites.
const KINDS: [&str; 12] = [
    "workspace",
    "communities",
    "corners",
    "grid",
    "at",
    "lease",
    "parcels",
    "expansion",
    "standing",
    "mobile",
    "round",
    "stop",
];

/// Looks up costs and capacities.
#[derive(Clone, Copy)]
pub(super) struct Worth<'a>(pub(super) &'a SitingRequest<'a>);

impl Worth<'_> {
    /// What a spot costs for itself: a room where houses have rooms, nothing for a stop or for what stands, else one where nothing is said.
    pub(super) fn cost(self, spot: &Spot) -> i64 {
        match spot.from {
            SiteFrom::Mobile => said(&self.0.costs, &[names(spot), vec!["stop".to_owned()]].concat()).unwrap_or(0),
            SiteFrom::Standing | SiteFrom::Expansion => self.house(spot),
            _ if self.has_rooms() => said(&self.0.costs, &[self.room(spot)]).unwrap_or(0),
            _ => self.house(spot),
        }
    }

    /// What a site costs without its rooms.
    pub(super) fn house(self, spot: &Spot) -> i64 {
        let stands = spot.from == SiteFrom::Standing;
        said(&self.0.costs, &keys(spot)).unwrap_or(i64::from(!stands))
    }

    /// What one round costs.
    pub(super) fn round(self) -> i64 {
        self.0.costs.get("round").copied().unwrap_or(1)
    }

    /// People that a spot can serve: as said of itself, as its layer says, or as said of its kind or of all.
    pub(super) fn capacity(self, spot: &Spot) -> Option<f64> {
        let own = said(&self.0.capacities, &names(spot));
        let of_kind = match spot.from {
            SiteFrom::Mobile => said(&self.0.capacities, &["stop".to_owned()]),
            SiteFrom::Expansion => None,
            _ if self.has_rooms() && spot.from != SiteFrom::Standing => {
                said(&self.0.capacities, &[self.room(spot)]).or_else(|| said(&self.0.capacities, &kinds(spot)))
            }
            _ => said(&self.0.capacities, &kinds(spot)),
        };
        own.or(spot.capacity).or(of_kind).or(self.0.capacity)
    }

    /// That every word names something.
    pub(super) fn check(self, spots: &[Spot]) -> Result<(), WrongSiting> {
        let known = |key: &str| {
            let room = key.strip_prefix("room:");
            KINDS.contains(&key)
                || room.is_some_and(|room| self.0.services.contains(&room))
                || spots.iter().any(|spot| keys(spot).iter().any(|known| known == key))
        };
        if let Some(key) = self.0.costs.keys().find(|key| !known(key)) {
            return Err(WrongSiting::CostOf("--cost", key.clone()));
        }
        if let Some(key) = self.0.capacities.keys().find(|key| !known(key)) {
            return Err(WrongSiting::CostOf("--capacity", key.clone()));
        }
        Ok(())
    }

    fn has_rooms(self) -> bool {
        self.0.houses == Housing::Rooms && self.0.services.len() > 1
    }

    fn room(self, spot: &Spot) -> String {
        let service = spot.houses.first().and_then(|which| self.0.services.get(*which));
        format!("room:{}", service.copied().unwrap_or_default())
    }
}

/// The words for a spot alone.
fn names(spot: &Spot) -> Vec<String> {
    spot.key.iter().cloned().chain([spot.site.id.0.to_string()]).collect()
}

/// The words for where a spot comes from, the nearest first.
fn kinds(spot: &Spot) -> Vec<String> {
    let now = spot.now.as_ref().map(|now| format!("{}:{now}", spot.from.key()));
    now.into_iter().chain([spot.from.key().to_owned()]).collect()
}

/// The words for a spot, the nearest first.
fn keys(spot: &Spot) -> Vec<String> {
    [names(spot), kinds(spot)].concat()
}

/// The first of several words of which something is said.
fn said<T: Copy>(of: &BTreeMap<String, T>, keys: &[String]) -> Option<T> {
    keys.iter().find_map(|key| of.get(key)).copied()
}
