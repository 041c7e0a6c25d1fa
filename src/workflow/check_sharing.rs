//! Ground that several facilities of a circle reach, and the people of each, as plain records for indicators.

use std::collections::BTreeSet;

use super::check_units::{Places, Units};
use super::error::WorkflowError;
use super::load_streets::LoadedStreets;
use crate::coverage::{self, Sharing};
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, STREETS_SUFFIX};
use crate::domain::community::PopulationBasis;
use crate::domain::plan::{Decimal, How, Plan};
use crate::domain::town::Town;
use crate::indicators::{GroundRow, LoadRow, Records};
use crate::streets::TravelProfiles;

/// Circles whose ground and loads some plans ask for.
pub(super) fn circles_of(plans: &[Plan]) -> BTreeSet<String> {
    let requirements = plans.iter().flat_map(|plan| &plan.requirements);
    let measures = requirements.flat_map(|requirement| &requirement.measures);
    let circles = measures.filter_map(|measure| match &measure.how {
        How::Overlap { circles, .. } | How::Load { circles, .. } => Some(circles),
        _ => None,
    });
    circles.flatten().cloned().collect()
}

/// Measures them by the straight line, and along the streets where there are some, for usual residents.
pub(super) fn sharing(
    records: &mut Records,
    town: &Town,
    streets: Option<&LoadedStreets>,
    units: &Units,
    circles: &BTreeSet<String>,
    catalogue: &Catalogue,
) -> Result<(), WorkflowError> {
    let travels = TravelProfiles::shipped()?;
    let settlement = coverage::settlement(town, PopulationBasis::Usual);
    for id in circles {
        let circle = CircleProfile::shipped(id)?;
        let straight = coverage::sharing(town, &circle, catalogue, &settlement);
        add(records, units, town, &circle, id, &straight);
        if let Some(streets) = streets {
            let streets = streets.for_travels(&travels);
            let along = coverage::sharing_along_streets(town, &circle, catalogue, &settlement, &streets)?;
            add(records, units, town, &circle, &format!("{id}{STREETS_SUFFIX}"), &along);
        }
    }
    Ok(())
}

/// Takes what was found as plain records, under the circle's name.
fn add(records: &mut Records, units: &Units, town: &Town, circle: &CircleProfile, id: &str, found: &Sharing) {
    let service = |at: usize| circle.groups[at].key.clone();
    let all_known = |at: usize| {
        let categories = &circle.groups[at].any_of;
        categories.iter().all(|category| records.complete.contains(category))
    };
    let ground = found.ground.iter().filter_map(|one| {
        let Places::One(community) = units.of_outline(town.communities[one.community].id.0) else {
            return None;
        };
        Some(GroundRow {
            circle: id.to_owned(),
            service: service(one.service),
            community,
            reached: Decimal::of(one.reached_m2)?,
            shared: Decimal::of(one.shared_m2)?,
            unknown: Decimal::of(one.unknown_m2)?,
            all_known: all_known(one.service),
        })
    });
    let ground: Vec<GroundRow> = ground.collect();
    let loads = found.loads.iter().map(|one| LoadRow {
        circle: id.to_owned(),
        service: service(one.service),
        facility: one.site,
        people: Decimal(one.people.0),
        most: one.most.map(|most| Decimal(most.0)),
        all_known: all_known(one.service),
    });
    let loads: Vec<LoadRow> = loads.collect();
    records.ground.extend(ground);
    records.loads.extend(loads);
}
