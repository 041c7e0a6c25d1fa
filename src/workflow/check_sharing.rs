//! Ground that several facilities of a circle reach, and the people of each, as plain records for indicators.

use std::collections::BTreeSet;

use super::check_units::{Places, Units};
use super::error::WorkflowError;
use crate::coverage;
use crate::domain::category::Catalogue;
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::plan::{Decimal, How, Plan};
use crate::domain::town::Town;
use crate::indicators::{GroundRow, LoadRow, Records};

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

/// Measures them by the straight line, for usual residents.
pub(super) fn sharing(
    records: &mut Records,
    town: &Town,
    units: &Units,
    circles: &BTreeSet<String>,
    catalogue: &Catalogue,
) -> Result<(), WorkflowError> {
    let settlement = coverage::settlement(town, PopulationBasis::Usual);
    for id in circles {
        let circle = CircleProfile::shipped(id)?;
        let found = coverage::sharing(town, &circle, catalogue, &settlement);
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
                circle: id.clone(),
                service: service(one.service),
                community,
                reached: Decimal::of(one.reached_m2)?,
                shared: Decimal::of(one.shared_m2)?,
                all_known: all_known(one.service),
            })
        });
        let ground: Vec<GroundRow> = ground.collect();
        let loads = found.loads.iter().map(|one| LoadRow {
            circle: id.clone(),
            service: service(one.service),
            facility: one.site,
            people: Decimal(one.people.0),
            most: found.unplaced.map(|unplaced| Decimal(one.people.0 + unplaced.0)),
            all_known: all_known(one.service),
        });
        let loads: Vec<LoadRow> = loads.collect();
        records.ground.extend(ground);
        records.loads.extend(loads);
    }
    Ok(())
}
