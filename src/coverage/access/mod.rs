//! How much of a service everybody can get at: how many sites, and what each person's share of them is; how many services; and how evenly.

mod completeness;
mod decay;
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

use super::along_streets::Streets;
use super::counting::Offer;
use super::ground::grounds;
use super::halo::{Halo, ends_at_the_border};
use super::settle::{Settlement, settle};
use crate::domain::access::{AccessFound, AccessMeasure, AccessResult, AccessSubject, ServiceSupply};
use crate::domain::assessment::Method;
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::community::PopulationBasis;
use crate::domain::provenance::Provenance;
use crate::domain::town::Town;
use crate::streets::ProfileError;
use floating::{demand, two_step};
use pairs::Pairs;
use sum::sum;
use summaries::{Value, found};
use supply::{capacity, mixed};
use unlocated::{Unlocated, reach};
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
/// Everybody who was located comes to the sites, whether or not the circle is for their community; figures are told of those whom it is
/// for. Without a service the completeness of the circle is measured, whatever measure was asked.
///
/// The result does not depend on the order of the town's rows (they are ordered by id) nor on the number of threads.
///
/// # Errors
/// The circle names a travel profile that there is not; only along streets.
pub fn access(
    town: &Town,
    asked: AccessAsked<'_>,
    mut progress: impl FnMut(&str, &str),
) -> Result<AccessResult, ProfileError> {
    let grounds = grounds(town);
    let mut settlement = settle(town, &grounds, asked.basis);
    let mut remarks = std::mem::take(&mut settlement.remarks);
    remarks.extend(ends_at_the_border(town));
    let (subject, found) = match asked.service {
        Some(service) if *asked.measure != AccessMeasure::Completeness => {
            progress(&asked.circle.id, &service.key);
            of_service(town, &asked, service, &settlement, &mut remarks)?
        }
        _ => completeness::of_circle(town, &asked, &settlement, &grounds, &mut remarks, &mut progress)?,
    };
    Ok(AccessResult {
        circle: asked.circle.clone(),
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
    })
}

/// One service: who reaches which sites, and what these have.
fn of_service(
    town: &Town,
    asked: &AccessAsked<'_>,
    service: &ServiceGroup,
    settlement: &Settlement,
    remarks: &mut Vec<String>,
) -> Result<(AccessSubject, Option<AccessFound>), ProfileError> {
    let (circle, measure) = (asked.circle, asked.measure);
    let mut offer = Offer::of(town, service, circle, asked.catalogue);
    let reach = reach(circle, asked.streets.as_ref())?;
    let halo = Halo::new(&town.communities, reach);
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
    let pairs = match &asked.streets {
        None => pairs::straight(circle, measure, &settlement.demand, &offer.sites),
        Some(streets) => pairs::along_streets(streets, circle, measure, &settlement.demand, &offer.sites)?,
    };
    let whose = Whose::everybody(settlement);
    let unlocated = Unlocated::of(town, &whose, &pairs, reach);
    let others: Vec<f64> = offer.sites.iter().map(|site| unlocated.near(site)).collect();
    let capacity_where = |reached: bool| {
        let sites = pairs.of_site.iter().zip(&capacities);
        let those = sites.filter(|(own, _)| (demand(&whose.of_place, own) > 0.0) == reached);
        sum(those.filter_map(|(_, capacity)| *capacity))
    };
    supply.capacity_reached = capacity_where(true);
    supply.capacity_unreached = capacity_where(false);
    let values = values(measure, &whose, &pairs, &capacities, &others);
    let tells_capacity = *measure == AccessMeasure::Cumulative && without_capacity < offer.sites.len();
    let found = found(town, circle, &whose, &values, tells_capacity, None);
    Ok((AccessSubject::Service(supply), Some(found)))
}

/// The value of every place. `others` are people who may come to each site, though nobody knows whether they do.
fn values(
    measure: &AccessMeasure,
    whose: &Whose,
    pairs: &Pairs,
    capacities: &[Option<f64>],
    others: &[f64],
) -> Vec<Value> {
    let supply: Vec<f64> = capacities.iter().map(|capacity| capacity.unwrap_or(0.0)).collect();
    let mut values: Vec<Value> = pairs
        .known
        .iter()
        .map(|known| Value {
            known: *known,
            nothing: true,
            ..Value::default()
        })
        .collect();
    let mut within = vec![Vec::new(); values.len()];
    for ((own, capacity), others) in pairs.of_site.iter().zip(capacities).zip(others) {
        for pair in own {
            let value = &mut values[pair.place as usize];
            value.nothing = false;
            value.amount += 1.0;
            value.at_least |= capacity.is_none();
            value.at_most |= measure.needs_capacity() && *others > 0.0;
            within[pair.place as usize].extend(*capacity);
        }
    }
    for (value, within) in values.iter_mut().zip(within) {
        value.capacity = sum(within);
    }
    let mut floors: Vec<f64> = values.iter().map(|value| value.amount).collect();
    if measure.needs_capacity() {
        let alone = vec![0.0; supply.len()];
        let shares = two_step(&whose.of_place, &supply, &pairs.of_site, &alone);
        for (value, share) in values.iter_mut().zip(shares) {
            value.amount = share;
        }
        floors = two_step(&whose.of_place, &supply, &pairs.of_site, others);
    }
    for (value, floor) in values.iter_mut().zip(floors) {
        value.floor = if value.known { floor } else { 0.0 };
    }
    values
}
