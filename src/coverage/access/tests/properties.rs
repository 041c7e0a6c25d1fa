//! What holds of access in every town, on towns made from a seed, against its definition.

use geo::coord;
use proptest::prelude::*;

use super::{circle, clinic, home, measured, steps, supply, town};
use crate::coverage::tests::made;
use crate::domain::access::{AccessMeasure, AccessResult, AccessSummary, Decay};
use crate::domain::town::Town;
use crate::units::Persons;

/// Sites with capacities and homes with people, at places on whole millimetres.
type Made = (Vec<(f64, f64, Option<u32>)>, Vec<(f64, f64, i64)>);

fn made() -> impl Strategy<Value = Made> {
    let place = |side: f64| (1.0..side).prop_map(|at: f64| (at * 1000.0).round() / 1000.0);
    (
        prop::collection::vec(
            (place(1999.0), place(999.0), prop::option::weighted(0.8, 0_u32..90)),
            1..10,
        ),
        prop::collection::vec((place(1999.0), place(999.0), 0_i64..400), 1..30),
    )
}

fn town_of((sites, homes): &Made) -> Town {
    let mut town = town();
    town.sites = sites
        .iter()
        .zip(1..)
        .map(|((x, y, room), id)| clinic(id, coord! { x: *x, y: *y }, room.map(f64::from)))
        .collect();
    town.population = homes
        .iter()
        .zip(1..)
        .map(|((x, y, people), id)| home(id, coord! { x: *x, y: *y }, *people))
        .collect();
    for (community, range) in town.communities.iter_mut().zip([0.0..1000.0, 1000.0..2000.0]) {
        let people = homes
            .iter()
            .filter(|(x, ..)| range.contains(x))
            .map(|(.., people)| *people)
            .sum();
        community.populations = vec![made::counted(people)];
    }
    town
}

fn measures() -> impl Strategy<Value = AccessMeasure> {
    prop::sample::select(vec![
        AccessMeasure::TwoStep,
        steps(),
        AccessMeasure::Enhanced(Decay::GaussianToZero),
    ])
}

/// Capacity for each person at every home, by its definition: every pair of a home and a site is looked at.
fn by_hand((sites, homes): &Made, metres: f64, weigh: impl Fn(f64) -> f64) -> Vec<f64> {
    let weight = |home: &(f64, f64, i64), site: &(f64, f64, Option<u32>)| {
        let way = ((home.0 - site.0).hypot(home.1 - site.1) * 1000.0).round() / 1000.0;
        if way <= metres { weigh(way / metres) } else { 0.0 }
    };
    let mut access = vec![0.0; homes.len()];
    for site in sites {
        let wanted: f64 = homes.iter().map(|home| home.2 as f64 * weight(home, site)).sum();
        for (home, access) in homes.iter().zip(&mut access) {
            if wanted > 0.0 {
                *access += weight(home, site) * f64::from(site.2.unwrap_or(0)) / wanted;
            }
        }
    }
    access
}

/// Of two answers, the second with something hidden, no floor of the second is above that of the first, nor above a mean that holds for all.
pub(super) fn no_floor_rises(all: &AccessResult, less: &AccessResult) -> Result<(), TestCaseError> {
    let (Some(all), Some(less)) = (&all.found, &less.found) else {
        return Ok(());
    };
    let pairs = all.communities.iter().zip(&less.communities);
    let summaries = pairs.map(|(all, less)| (all.summary.as_ref(), less.summary.as_ref()));
    for (all, less) in summaries.chain([(Some(&all.everybody), Some(&less.everybody))]) {
        let floor = |summary: Option<&AccessSummary>| summary.and_then(|own| own.floor);
        if let (Some(all), Some(less)) = (floor(all), floor(less)) {
            prop_assert!(less <= all + 1e-9, "{} was {}", less, all);
        }
        // Who is known has no less than the floor.
        let mean = less.and_then(|own| own.mean);
        if let (Some(mean), Some(floor)) = (mean, floor(less)) {
            prop_assert!(floor <= mean + 1e-9 || less.is_some_and(|own| own.not_assessed > Persons::NONE));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn weighed_by_people_it_is_the_capacity_that_somebody_reaches(made in made(), metres in 50_u32..900, measure in measures()) {
        let metres = f64::from(metres);
        let result = measured(&town_of(&made), &circle(metres), &measure, None);
        let Some(found) = &result.found else {
            prop_assert!(made.0.iter().all(|site| site.2.is_none()));
            return Ok(());
        };
        let given = found.everybody.mean.unwrap_or(0.0) * found.everybody.assessed.as_f64();
        let reached = supply(&result).capacity_reached;
        prop_assert!((given - reached).abs() <= 1e-9 * reached.max(1.0));
        let all: f64 = made.0.iter().map(|site| f64::from(site.2.unwrap_or(0))).sum();
        prop_assert!((reached + supply(&result).capacity_unreached - all).abs() < 1e-9);
        // What some home with people has within the circle. (The curve that ends at nothing gives nothing on the rim itself.)
        if measure != AccessMeasure::Enhanced(Decay::GaussianToZero) {
            let near = |site: &&(f64, f64, Option<u32>)| made.1.iter().any(|home| {
                home.2 > 0 && ((home.0 - site.0).hypot(home.1 - site.1) * 1000.0).round() <= metres * 1000.0
            });
            let reachable: f64 = made.0.iter().filter(near).map(|site| f64::from(site.2.unwrap_or(0))).sum();
            prop_assert!((reached - reachable).abs() < 1e-9);
        }
    }

    #[test]
    fn every_community_has_the_mean_that_its_definition_gives(made in made(), metres in 50_u32..900, measure in measures()) {
        let metres = f64::from(metres);
        let bell = |share: f64| (-share * share / 2.0).exp();
        let access = by_hand(&made, metres, |share| match &measure {
            AccessMeasure::Enhanced(Decay::Steps(_)) => if share <= 1.0 / 3.0 { 1.0 } else if share <= 2.0 / 3.0 { 0.68 } else { 0.22 },
            AccessMeasure::Enhanced(Decay::GaussianToZero) => (bell(share) - bell(1.0)) / (1.0 - bell(1.0)),
            _ => 1.0,
        });
        let result = measured(&town_of(&made), &circle(metres), &measure, None);
        let Some(found) = &result.found else { return Ok(()) };
        for (community, range) in found.communities.iter().zip([0.0..1000.0, 1000.0..2000.0]) {
            let own = || made.1.iter().zip(&access).filter(|(home, _)| range.contains(&home.0));
            let people: i64 = own().map(|(home, _)| home.2).sum();
            let sum: f64 = own().map(|(home, access)| home.2 as f64 * access).sum();
            let summary = community.summary.as_ref().expect("it has a figure");
            prop_assert_eq!(summary.assessed, Persons::whole(people));
            prop_assert_eq!(summary.mean.is_some(), people > 0);
            if people > 0 {
                let (found, wanted) = (summary.mean.expect("somebody is there"), sum / people as f64);
                prop_assert!((found - wanted).abs() <= 1e-9 * wanted.max(1.0), "{} is not {}", found, wanted);
            }
        }
    }

    #[test]
    fn the_order_of_sites_and_homes_changes_no_bit(made in made(), metres in 50_u32..900, measure in measures()) {
        let circle = circle(f64::from(metres));
        let turned: Made = (made.0.iter().rev().copied().collect(), made.1.iter().rev().copied().collect());
        for measure in [measure, AccessMeasure::Cumulative, AccessMeasure::Completeness] {
            let (one, two) = (measured(&town_of(&made), &circle, &measure, None), measured(&town_of(&turned), &circle, &measure, None));
            prop_assert_eq!(one, two);
        }
    }

    #[test]
    fn hiding_a_capacity_a_site_or_a_home_never_raises_the_floor(
        made in made(), metres in 50_u32..900, measure in measures(), what in 0_usize..3, which in 0_usize..64,
    ) {
        let circle = circle(f64::from(metres));
        let town = town_of(&made);
        let mut hidden = town.clone();
        let site = which % town.sites.len();
        match what {
            0 => hidden.sites[site].functions[0].capacity = None,
            1 => { hidden.sites.remove(site); }
            // Its people are still in the community's count.
            _ => { hidden.population.remove(which % town.population.len()); }
        }
        for measure in [measure, AccessMeasure::Cumulative, AccessMeasure::Completeness] {
            let (all, less) = (measured(&town, &circle, &measure, None), measured(&hidden, &circle, &measure, None));
            no_floor_rises(&all, &less)?;
        }
    }
}
