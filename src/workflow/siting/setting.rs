//! From a town and a question to a siting problem: who counts, which places take part in which role, and which were turned away and why.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Contains, MultiPolygon, Point};

use super::SitingRequest;
use super::candidates::Spot;
use super::wrong::WrongSiting;
use crate::coverage::{self, PlaceIndex, Settlement, WhoReaches};
use crate::domain::category::Catalogue;
use crate::domain::circle::CircleProfile;
use crate::domain::siting::{Rejection, SiteFrom};
use crate::domain::town::Town;
use crate::siting::{Need, Place, Problem, Role, Rows};
use crate::units::{Metres, Millimetres, Persons};

/// A problem, and what its needs and places are.
pub(super) struct Setting {
    pub(super) problem: Problem,
    /// Positions of its needs among the settlement's demand.
    pub(super) demand: Vec<usize>,
    /// Positions of its places among the spots.
    pub(super) spots: Vec<usize>,
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
    not_in: &[MultiPolygon<f64>],
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
    let roles = roles(town, spots, reaches, not_in, request, catalogue)?;
    let index = PlaceIndex::new(&town.communities);
    let town_of = |spot: &Spot| town.communities[index.find(spot.site.point)?].town();
    let mut used = Vec::new();
    let (mut rejected, mut places) = (Vec::new(), Vec::new());
    let mut towns: BTreeMap<String, u32> = BTreeMap::new();
    let mut rows: Vec<Vec<(u32, i64)>> = vec![Vec::new(); settlement.demand.len()];
    for (position, (spot, role)) in spots.iter().zip(roles).enumerate() {
        let role = match role {
            Ok(role) => role,
            Err(why) => {
                rejected.push((position, why));
                continue;
            }
        };
        let place = places.len() as u32;
        for (need, cost) in &reaches.of_site[position] {
            rows[*need as usize].push((place, *cost));
        }
        let district = town_of(spot).map(|town| {
            let next = towns.len() as u32;
            *towns.entry(town).or_insert(next)
        });
        let stands = spot.from == SiteFrom::Standing;
        let capacity = spot.capacity.or(request.capacity);
        places.push(Place {
            id: spot.site.id.0,
            role,
            cost: cost(request, spot),
            capacity: capacity.and_then(Persons::from_f64),
            least: request.least_people.filter(|_| !stands).and_then(Persons::from_f64),
            district,
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
        towns_have(town, settlement, &demand, &places, &towns, least)?;
    }
    let mut names = vec![String::new(); towns.len()];
    for (town, district) in towns {
        names[district as usize] = town;
    }
    let weights = weights(town, settlement, &demand, request)?;
    let needs = demand.iter().zip(weights).map(|(place, weight)| Need {
        people: settlement.demand[*place].people,
        weight,
    });
    Ok(Setting {
        problem: Problem {
            needs: needs.collect(),
            places,
            reach: Rows::new(demand.iter().map(|place| std::mem::take(&mut rows[*place]))),
        },
        demand,
        spots: used,
        rejected,
        unknown: Persons(unknown),
        towns: names,
    })
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
    towns: &BTreeMap<String, u32>,
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
    for code in wanted {
        let district = towns.get(&code).copied();
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

/// What a spot costs: as said of itself, of where it comes from, or one.
fn cost(request: &SitingRequest<'_>, spot: &Spot) -> i64 {
    let own = request.costs.get(&spot.site.id.0.to_string());
    let stands = spot.from == SiteFrom::Standing;
    let of_kind = request.costs.get(spot.from.key());
    own.or(of_kind).copied().unwrap_or(i64::from(!stands))
}

/// The sites that a question names.
struct Named {
    required: BTreeSet<i64>,
    excluded: BTreeSet<i64>,
    may_close: BTreeSet<i64>,
}

impl Named {
    /// All of them are there, and of the kind that is meant.
    fn of(request: &SitingRequest<'_>, spots: &[Spot]) -> Result<Self, WrongSiting> {
        let named = |ids: &[i64], what: &'static str| {
            let known: BTreeSet<i64> = spots.iter().map(|spot| spot.site.id.0).collect();
            let unknown: Vec<i64> = ids.iter().copied().filter(|id| !known.contains(id)).collect();
            if unknown.is_empty() {
                Ok(ids.iter().copied().collect::<BTreeSet<i64>>())
            } else {
                Err(WrongSiting::NoSite { what, ids: unknown })
            }
        };
        let required = named(&request.required, "--require")?;
        let excluded = named(&request.excluded, "--exclude")?;
        let may_close = named(&request.may_close, "--may-close")?;
        let stands = |id: &i64| {
            spots
                .iter()
                .any(|spot| spot.from == SiteFrom::Standing && spot.site.id.0 == *id)
        };
        for (what, ids, wanted) in [
            ("--require", &required, false),
            ("--exclude", &excluded, false),
            ("--may-close", &may_close, true),
        ] {
            if let Some(id) = ids.iter().find(|id| stands(id) != wanted) {
                return Err(WrongSiting::Stands {
                    what,
                    id: *id,
                    stands: !wanted,
                });
            }
        }
        let sources = ["workspace", "communities", "corners", "grid", "standing"];
        let known = |key: &String| {
            sources.contains(&key.as_str()) || spots.iter().any(|spot| spot.site.id.0.to_string() == *key)
        };
        if let Some(key) = request.costs.keys().find(|key| !known(key)) {
            return Err(WrongSiting::CostOf(key.clone()));
        }
        if let Some(both) = required.intersection(&excluded).next() {
            return Err(WrongSiting::RequiredExcluded(*both));
        }
        Ok(Self {
            required,
            excluded,
            may_close,
        })
    }
}

/// The role of each spot, or why it has none.
fn roles(
    town: &Town,
    spots: &[Spot],
    reaches: &WhoReaches,
    not_in: &[MultiPolygon<f64>],
    request: &SitingRequest<'_>,
    catalogue: &Catalogue,
) -> Result<Vec<Result<Role, Rejection>>, WrongSiting> {
    let Named {
        required,
        excluded,
        may_close,
    } = Named::of(request, spots)?;
    let beside = match &request.beside {
        Some((category, apart)) => {
            let known = catalogue
                .find(category)
                .ok_or_else(|| WrongSiting::Category(category.clone()))?;
            let sites = town.sites.iter().filter(|site| {
                let here = |function: &crate::domain::site::Function| {
                    function.category == known.key && function.state == crate::domain::site::FunctionState::Existing
                };
                site.functions.iter().any(here)
            });
            Some((sites.map(|site| site.point).collect::<Vec<_>>(), *apart))
        }
        None => None,
    };
    let stays: Vec<geo::Coord<f64>> = spots
        .iter()
        .filter(|spot| {
            spot.from == SiteFrom::Standing && !may_close.contains(&spot.site.id.0) && !request.may_close_all
        })
        .map(|spot| spot.site.point)
        .collect();
    let near = |at: geo::Coord<f64>, others: &[geo::Coord<f64>], within: Metres| {
        others.iter().any(|other| {
            Millimetres::round(Metres((other.x - at.x).hypot(other.y - at.y))) < Millimetres::round(within)
        })
    };
    let role = |(spot, reached): (&Spot, &Vec<(u32, i64)>)| {
        let (id, at) = (spot.site.id.0, spot.site.point);
        if spot.from == SiteFrom::Standing {
            let closes = request.may_close_all || may_close.contains(&id);
            return match closes {
                true => Ok(Role::MayClose),
                // It serves nobody, but a town may have it.
                false if reached.is_empty() && request.per_town.is_none() => Err(Rejection::NobodyNear),
                false => Ok(Role::Kept),
            };
        }
        if excluded.contains(&id) {
            return Err(Rejection::Excluded);
        }
        if not_in.iter().any(|area| area.contains(&Point::from(at))) {
            return Err(Rejection::NotAllowed);
        }
        if reached.is_empty() {
            return Err(Rejection::NobodyNear);
        }
        if request.spacing.is_some_and(|spacing| near(at, &stays, spacing)) {
            return Err(Rejection::TooNear);
        }
        if beside
            .as_ref()
            .is_some_and(|(others, apart)| !near(at, others, Metres(apart.0 + 0.001)))
        {
            return Err(Rejection::NothingBeside);
        }
        Ok(if required.contains(&id) {
            Role::Required
        } else {
            Role::Candidate
        })
    };
    let roles: Vec<Result<Role, Rejection>> = spots.iter().zip(&reaches.of_site).map(role).collect();
    for (spot, role) in spots.iter().zip(&roles) {
        if let Err(why) = role
            && required.contains(&spot.site.id.0)
        {
            return Err(WrongSiting::RequiredRejected {
                id: spot.site.id.0,
                why: why.key(),
            });
        }
    }
    Ok(roles)
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
