//! How much of a service everybody can get at: how many sites, and what each person's share of them is; how many services; and how evenly.

mod competition;
mod completeness;
mod decay;
mod error;
mod evenness;
mod floating;
mod pairs;
mod sum;
mod summaries;
mod supply;
mod unlocated;
mod whose;

#[cfg(test)]
mod tests;

pub use error::AccessError;

use super::along_streets::Streets;
use super::counting::Offer;
use super::ground::grounds;
use super::halo::{Halo, ends_at_the_border};
use super::settle::{Settlement, settle};
use crate::domain::access::{AccessFound, AccessMeasure, AccessResult, AccessSubject, ServiceSupply};
use crate::domain::assessment::Method;
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, GroupPace, ServiceGroup};
use crate::domain::community::PopulationBasis;
use crate::domain::people_group::PeopleGroup;
use crate::domain::provenance::Provenance;
use crate::domain::town::Town;
use crate::streets::ProfileError;
use crate::units::MetresPerSecond;
use competition::{Competition, said_of_alone};
use floating::shares;
use pairs::Pairs;
use sum::sum;
use summaries::{Value, found};
use supply::{capacity, mixed};
use unlocated::reach;
use whose::Whose;

/// What is asked of a town.
#[derive(Debug, Clone)]
pub struct AccessAsked<'a> {
    /// The circle: how far people go, and how.
    pub circle: &'a CircleProfile,
    /// One of its services; all of them for completeness.
    pub service: Option<&'a ServiceGroup>,
    /// What is measured.
    pub measure: &'a AccessMeasure,
    /// Whose access is told, at their own pace and on their own ways; everybody's where none is named. A group that the circle gives no
    /// pace has everybody's.
    pub group: Option<PeopleGroup>,
    /// The categories.
    pub catalogue: &'a Catalogue,
    /// Which of the populations that stand side by side.
    pub basis: PopulationBasis,
    /// The streets; without them the straight line is measured.
    pub streets: Option<Streets<'a>>,
    /// What the result will say that it was made from.
    pub provenance: Provenance,
}

/// Measures access. `progress` is told what is being done.
///
/// Everybody who was located comes to the sites, at everybody's pace, whether or not the circle is for their community; figures are told of
/// those whom it is for, of a group those of it. Without a service the completeness of the circle is measured, whatever measure was asked.
///
/// The result does not depend on the order of the town's rows (they are ordered by id) nor on the number of threads.
///
/// # Errors
/// The group is counted nowhere; or the circle names a travel profile that there is not, only along streets.
pub fn access(
    town: &Town,
    asked: AccessAsked<'_>,
    mut progress: impl FnMut(&str, &str),
) -> Result<AccessResult, AccessError> {
    let circle = match asked.group {
        Some(group) => asked.circle.with_pace_of(group),
        None => asked.circle.clone(),
    };
    let asked = AccessAsked {
        circle: &circle,
        ..asked
    };
    let grounds = grounds(town);
    let mut settlement = settle(town, &grounds, asked.basis);
    let mut remarks = std::mem::take(&mut settlement.remarks);
    remarks.extend(ends_at_the_border(town));
    let whose = match asked.group {
        None => Whose::everybody(&settlement),
        Some(group) => Whose::group(&settlement, group).ok_or(AccessError::GroupUncounted {
            group,
            basis: asked.basis,
        })?,
    };
    let (subject, found) = match asked.service {
        Some(service) if *asked.measure != AccessMeasure::Completeness => {
            progress(&asked.circle.id, &service.key);
            of_service(town, &asked, service, &settlement, &whose, &mut remarks)?
        }
        _ => completeness::of_circle(town, &asked, &settlement, &whose, &grounds, &mut remarks, &mut progress)?,
    };
    Ok(AccessResult {
        group: asked.group.map(|group| {
            circle.pace_of(group).unwrap_or(GroupPace {
                group,
                speed: MetresPerSecond(circle.speed_mps),
            })
        }),
        measure: match subject {
            AccessSubject::Service(_) => asked.measure.clone(),
            AccessSubject::AllServices { .. } => AccessMeasure::Completeness,
        },
        subject,
        method: match asked.streets {
            Some(_) => Method::Streets,
            None => Method::Straight,
        },
        basis: asked.basis,
        found,
        remarks,
        provenance: asked.provenance,
        circle,
    })
}

/// One service: who reaches which sites, and what these have.
fn of_service(
    town: &Town,
    asked: &AccessAsked<'_>,
    service: &ServiceGroup,
    settlement: &Settlement,
    whose: &Whose,
    remarks: &mut Vec<String>,
) -> Result<(AccessSubject, Option<AccessFound>), ProfileError> {
    let (circle, measure) = (asked.circle, asked.measure);
    let pace = asked.group.and_then(|group| circle.pace_of(group));
    let mut offer = Offer::of(town, service, circle, asked.catalogue);
    let everybodys_reach = reach(circle, None, asked.streets.as_ref())?;
    let own_reach = reach(circle, pace, asked.streets.as_ref())?;
    let farthest = if own_reach > everybodys_reach {
        own_reach
    } else {
        everybodys_reach
    };
    let halo = Halo::new(&town.communities, farthest);
    offer.sites.retain(|site| halo.holds(site));
    let capacities: Vec<Option<f64>> = offer.sites.iter().map(|site| capacity(site, service)).collect();
    let without_capacity = capacities.iter().filter(|capacity| capacity.is_none()).count();
    let mut supply = ServiceSupply {
        key: service.key.clone(),
        zh: service.zh.clone(),
        en: service.en.clone(),
        possible_sites: offer.possible_sites,
        sites: offer.sites.len(),
        without_capacity,
        of_group_alone: 0,
        capacity_reached: 0.0,
        capacity_unreached: 0.0,
        not_held: offer.not_held.clone(),
    };
    let no_capacity = without_capacity == offer.sites.len() && !offer.sites.is_empty();
    if !offer.is_held || (measure.needs_capacity() && no_capacity) {
        return Ok((AccessSubject::Service(supply), None));
    }
    if measure.needs_capacity() {
        remarks.extend(mixed(&offer.sites, service, asked.catalogue));
        remarks.push(
            "people outside the communities, who may come to the same sites, are not counted: near the border what is left for each person is at most this".to_owned(),
        );
    }
    let (demand, sites) = (&settlement.demand, offer.sites.as_slice());
    let everybodys_speed = MetresPerSecond(circle.speed_mps);
    let everybodys = match &asked.streets {
        None => pairs::straight(circle, everybodys_speed, measure, demand, sites),
        Some(streets) => pairs::along_streets(streets, circle, measure, demand, sites)?,
    };
    let own = match (pace, &asked.streets) {
        (None, _) => None,
        (Some(pace), None) => Some(pairs::straight(circle, pace.speed, measure, demand, sites)),
        (Some(pace), Some(streets)) => {
            let of = (sites, &everybodys);
            Some(pairs::along_streets_of_group(
                streets, circle, pace, measure, demand, of,
            )?)
        }
    };
    let own = own.as_ref().unwrap_or(&everybodys);
    let competition = Competition::of(town, settlement, &everybodys, sites, everybodys_reach);
    let capacity_where = |reached: bool| {
        let sites = own.of_site.iter().zip(&capacities);
        let those = sites.filter(|(own, _)| (floating::demand(&whose.of_place, own) > 0.0) == reached);
        sum(those.filter_map(|(_, capacity)| *capacity))
    };
    supply.capacity_reached = capacity_where(true);
    supply.capacity_unreached = capacity_where(false);
    supply.of_group_alone = competition.alone(whose, own);
    if measure.needs_capacity() {
        remarks.extend(said_of_alone(supply.of_group_alone));
    }
    let values = values(measure, &competition, own, &capacities);
    let tells_capacity = *measure == AccessMeasure::Cumulative && without_capacity < offer.sites.len();
    let found = found(town, circle, whose, &values, tells_capacity, None);
    Ok((AccessSubject::Service(supply), Some(found)))
}

/// The value of every place.
fn values(measure: &AccessMeasure, competition: &Competition, own: &Pairs, capacities: &[Option<f64>]) -> Vec<Value> {
    let mut values: Vec<Value> = own
        .known
        .iter()
        .map(|known| Value {
            known: *known,
            nothing: true,
            ..Value::default()
        })
        .collect();
    let mut within = vec![Vec::new(); values.len()];
    for (site, (pairs, capacity)) in own.of_site.iter().zip(capacities).enumerate() {
        let wanted = competition.comes_somebody(site);
        for pair in pairs {
            let value = &mut values[pair.place as usize];
            value.nothing = false;
            value.amount += 1.0;
            value.at_least |= capacity.is_none() || (measure.needs_capacity() && !wanted);
            value.at_most |= measure.needs_capacity() && wanted && competition.others[site] > 0.0;
            within[pair.place as usize].extend(*capacity);
        }
    }
    for (value, within) in values.iter_mut().zip(within) {
        value.capacity = sum(within);
    }
    let mut floors: Vec<f64> = values.iter().map(|value| value.amount).collect();
    if measure.needs_capacity() {
        let supply: Vec<f64> = capacities.iter().map(|capacity| capacity.unwrap_or(0.0)).collect();
        let (ratios, least) = competition.ratios(&supply);
        for (value, share) in values.iter_mut().zip(shares(own.known.len(), &ratios, &own.of_site)) {
            value.amount = share;
        }
        floors = shares(own.known.len(), &least, &own.of_site);
    }
    for (value, floor) in values.iter_mut().zip(floors) {
        value.floor = if value.known { floor } else { 0.0 };
    }
    values
}
