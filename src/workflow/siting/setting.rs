//! From a town and a question to a siting problem: who counts, which places take part in which role, and which were turned away and why.

use std::collections::{BTreeMap, BTreeSet};

use geo::MultiPolygon;

use super::SitingRequest;
use super::candidates::Spot;
use super::roles::roles;
use super::sharing::{SharedIs, Sharing};
use super::worth::Worth;
use super::wrong::WrongSiting;
use crate::coverage::{self, PlaceIndex, Settlement, WhoReaches};
use crate::domain::category::Catalogue;
use crate::domain::circle::CircleProfile;
use crate::domain::siting::{Housing, Rejection, SiteFrom};
use crate::domain::town::Town;
use crate::siting::{Need, Place, Problem, Role, Rows};
use crate::units::Persons;

/// A problem, and what its needs and places are.
pub(super) struct Setting {
    pub(super) problem: Problem,
    /// Positions of its needs among the settlement's demand.
    pub(super) demand: Vec<usize>,
    /// The service that each need asks for, by its place in the question.
    pub(super) wants: Vec<usize>,
    /// Positions of its places among the spots.
    pub(super) spots: Vec<usize>,
    /// What its shared things are.
    pub(super) shared: Vec<SharedIs>,
    /// Spots that were turned away.
    pub(super) rejected: Vec<(usize, Rejection)>,
    /// People whom the circle is for and of whom it is not known along which streets they go.
    pub(super) unknown: Persons,
    /// Towns (by code) in the order of districts.
    pub(super) towns: Vec<String>,
}

/// Puts the question in numbers.
pub(super) fn setting(
    (town, settlement, is_for): (&Town, &Settlement, &[bool]),
    (spots, reaches): (&[Spot], &WhoReaches),
    (not_in, slopes): (&[MultiPolygon<f64>], &[Option<f64>]),
    request: &SitingRequest<'_>,
    catalogue: &Catalogue,
) -> Result<Setting, WrongSiting> {
    let (mut demand, mut unknown) = (Vec::new(), 0);
    for (place, lives) in settlement.demand.iter().enumerate() {
        match (is_for[place] && lives.people.0 > 0, reaches.known[place]) {
            (true, true) => demand.push(place),
            (true, false) => unknown += lives.people.0,
            (false, _) => {}
        }
    }
    let roles = roles(town, spots, reaches, (not_in, slopes), request, catalogue)?;
    let mut sharing = Sharing::new(request, spots)?;
    let services = request.services.len();
    let index = PlaceIndex::new(&town.communities);
    let town_of = |spot: &Spot| town.communities[index.find(spot.site.point)?].town();
    let mut used = Vec::new();
    let (mut rejected, mut places) = (Vec::new(), Vec::new());
    let mut towns: BTreeMap<(String, usize), u32> = BTreeMap::new();
    // Everybody asks for every service.
    let count = settlement.demand.len();
    let mut rows: Vec<Vec<(u32, i64)>> = vec![Vec::new(); count * services];
    for (position, (spot, role)) in spots.iter().zip(roles).enumerate() {
        let role = match role {
            Ok(role) => role,
            Err(why) => {
                rejected.push((position, why));
                continue;
            }
        };
        let place = places.len() as u32;
        for which in &spot.houses {
            for (lives, cost) in &reaches.of_site[position] {
                rows[which * count + *lives as usize].push((place, *cost));
            }
        }
        // One by one, each town has so many of each service.
        let of = if request.houses == Housing::One {
            spot.houses[0]
        } else {
            0
        };
        // A facility that grows is no further site of its town, and no new one; nor is a stop.
        let is_site = !matches!(spot.from, SiteFrom::Expansion | SiteFrom::Mobile);
        let town = town_of(spot);
        let district = town.clone().filter(|_| is_site).map(|town| {
            let next = towns.len() as u32;
            *towns.entry((town, of)).or_insert(next)
        });
        let stands = spot.from == SiteFrom::Standing;
        let capacity = Worth(request).capacity(spot);
        places.push(Place {
            id: spot.site.id.0,
            role,
            cost: Worth(request).cost(spot),
            capacity: capacity.and_then(Persons::from_f64),
            least: request
                .least_people
                .filter(|_| !stands && is_site)
                .and_then(Persons::from_f64),
            kind: spot.kind,
            district,
            shared: sharing.of(spot, role, town.as_deref(), district),
            point: spot.site.point,
        });
        used.push(position);
    }
    let without = places.iter().filter(|place| place.capacity.is_none()).count();
    if request.capacitated && without > 0 {
        return Err(WrongSiting::NoCapacity {
            without,
            of: places.len(),
        });
    }
    if let Some(least) = request.per_town {
        let kinds = if request.houses == Housing::One { services } else { 1 };
        towns_have(town, settlement, &demand, &places, (&towns, kinds), least)?;
    }
    sharing.fits()?;
    some_left(&places, &rejected, spots)?;
    let mut names = vec![String::new(); towns.len()];
    for ((town, _), district) in towns {
        names[district as usize] = town;
    }
    let weights = weights(town, settlement, &demand, request)?;
    let (asking, needs, reach) = asked_for(settlement, (&demand, &weights), services, rows);
    let (wants, demand) = asking.into_iter().unzip();
    Ok(Setting {
        problem: Problem {
            needs,
            places,
            shared: sharing.shared,
            reach: Rows::new(reach),
        },
        demand,
        wants,
        spots: used,
        shared: sharing.is,
        rejected,
        unknown: Persons(unknown),
        towns: names,
    })
}

/// That not all candidates were turned away.
fn some_left(places: &[Place], rejected: &[(usize, Rejection)], spots: &[Spot]) -> Result<(), WrongSiting> {
    let is_open = |place: &Place| place.role.is_open_to_choice() || place.role == Role::Required;
    if places.iter().any(is_open) {
        return Ok(());
    }
    let mut why: BTreeMap<Rejection, usize> = BTreeMap::new();
    let fresh = |(position, _): &&(usize, Rejection)| spots[*position].from != SiteFrom::Standing;
    for (_, reason) in rejected.iter().filter(fresh) {
        *why.entry(*reason).or_default() += 1;
    }
    Err(WrongSiting::AllTurnedAway(why.into_iter().collect()))
}

/// What is asked for and where, the people who ask, and what each reaches.
type AskedFor = (Vec<(usize, usize)>, Vec<Need>, Vec<Vec<(u32, i64)>>);

/// Everybody asks for every service.
fn asked_for(
    settlement: &Settlement,
    (demand, weights): (&[usize], &[i64]),
    services: usize,
    mut rows: Vec<Vec<(u32, i64)>>,
) -> AskedFor {
    let count = settlement.demand.len();
    let wants = (0..services).flat_map(|which| demand.iter().zip(weights).map(move |of| (which, of)));
    let (mut asking, mut needs, mut reach) = (Vec::new(), Vec::new(), Vec::new());
    for (which, (place, weight)) in wants {
        needs.push(Need {
            people: settlement.demand[*place].people,
            weight: *weight,
        });
        asking.push((which, *place));
        reach.push(std::mem::take(&mut rows[which * count + *place]));
    }
    (asking, needs, reach)
}

/// People whom the circle is for and of whom nobody knows where they live.
pub(super) fn unlocated(town: &Town, settlement: &Settlement, circle: &CircleProfile) -> Persons {
    let concerned = coverage::concerned(town, circle);
    let those = settlement
        .settled
        .iter()
        .filter(|settled| concerned.contains(&settled.community));
    Persons(
        those
            .filter_map(|settled| Some(settled.people?.0 - settled.located.0))
            .sum(),
    )
}

/// That every town with people has enough places that take part.
fn towns_have(
    town: &Town,
    settlement: &Settlement,
    demand: &[usize],
    places: &[Place],
    (towns, kinds): (&BTreeMap<(String, usize), u32>, usize),
    least: usize,
) -> Result<(), WrongSiting> {
    let lived: BTreeSet<i64> = demand
        .iter()
        .map(|place| settlement.demand[*place].community.0)
        .collect();
    let (mut wanted, mut without) = (BTreeSet::new(), Vec::new());
    for community in &town.communities {
        if lived.contains(&community.id.0) {
            match community.town() {
                Some(town) => drop(wanted.insert(town)),
                None => without.push(community.name.clone()),
            }
        }
    }
    if !without.is_empty() {
        return Err(WrongSiting::NoTown(without));
    }
    for (code, kind) in wanted
        .into_iter()
        .flat_map(|code| (0..kinds).map(move |kind| (code.clone(), kind)))
    {
        let district = towns.get(&(code.clone(), kind)).copied();
        let there = places
            .iter()
            .filter(|place| place.district.is_some() && place.district == district)
            .count();
        if there < least {
            return Err(WrongSiting::TownTooSmall {
                town: code,
                least,
                there,
            });
        }
    }
    Ok(())
}

/// What serving each place's people counts for: everybody once, those who come first more often.
fn weights(
    town: &Town,
    settlement: &Settlement,
    demand: &[usize],
    request: &SitingRequest<'_>,
) -> Result<Vec<i64>, WrongSiting> {
    for (group, _) in &request.group_weights {
        if !demand
            .iter()
            .any(|place| settlement.demand[*place].groups.get(*group).is_some())
        {
            return Err(WrongSiting::GroupUncounted(*group));
        }
    }
    let mut first: BTreeMap<i64, f64> = BTreeMap::new();
    for (word, factor) in &request.community_weights {
        let of = |community: &&crate::domain::community::Community| {
            let code = community.code.as_ref().map(|code| code.value.as_str());
            code == Some(word.as_str())
                || community.name == *word
                || community.parents.iter().any(|parent| parent.value == *word)
                || community.town().as_ref() == Some(word)
        };
        let found: Vec<_> = town.communities.iter().filter(of).collect();
        if found.is_empty() {
            return Err(WrongSiting::NoCommunity(word.clone()));
        }
        for community in found {
            let known = first.entry(community.id.0).or_insert(*factor);
            *known = known.max(*factor);
        }
    }
    let weight = |place: &usize| {
        let lives = &settlement.demand[*place];
        let mut counts = lives.people.0 as f64;
        for (group, factor) in &request.group_weights {
            counts += lives
                .groups
                .get(*group)
                .map_or(0.0, |people| people.0 as f64 * (factor - 1.0));
        }
        // Somebody may be of several groups that count for less.
        (counts.max(0.0) * first.get(&lives.community.0).copied().unwrap_or(1.0)).round() as i64
    };
    Ok(demand.iter().map(weight).collect())
}
