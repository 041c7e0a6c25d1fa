//! The assessment: every circle asked, every service of it, every community.

use std::fmt::Write as _;

use super::counting::{counts, might_count};
use super::ground::grounds;
use super::service::{Setting, Standing};
use super::settle::settle;
use crate::domain::assessment::{Assessment, CircleResult, GroupResult, NOfM};
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::community::PopulationBasis;
use crate::domain::provenance::Provenance;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::units::Persons;

/// What is asked of a town.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// Circles, in the order of the answer.
    pub circles: &'a [CircleProfile],
    /// The categories.
    pub catalogue: &'a Catalogue,
    /// Which of the populations that stand side by side.
    pub basis: PopulationBasis,
    /// What the result will say that it was made from.
    pub provenance: Provenance,
}

/// Assesses a town. `progress` is told the circle's id and the service's key before each service.
///
/// The result does not depend on the order of the town's rows (they are ordered by id) nor on the number of threads.
pub fn assess(town: &Town, run: Run<'_>, mut progress: impl FnMut(&str, &str)) -> Assessment {
    let grounds = grounds(town);
    let settlement = settle(town, &grounds, run.basis);
    let circles = run
        .circles
        .iter()
        .map(|profile| {
            let setting = Setting {
                town,
                settlement: &settlement,
                grounds: &grounds,
                profile,
            };
            let mut standings = Vec::new();
            let groups = profile
                .groups
                .iter()
                .map(|group| {
                    progress(&profile.id, &group.key);
                    let (result, standing) = assess_group(&setting, group, run.catalogue);
                    standings.extend(standing);
                    result
                })
                .collect();
            CircleResult {
                profile: profile.clone(),
                groups,
                n_of_m: n_of_m(&setting, &standings),
            }
        })
        .collect();
    let mut provenance = run.provenance;
    if settlement.outside > Persons::NONE {
        let outside = settlement.outside;
        let _ = write!(
            provenance.spreading,
            "; {outside} people of the source lie in no community"
        );
    }
    Assessment {
        circles,
        settled: settlement.settled,
        provenance,
    }
}

fn assess_group(
    setting: &Setting<'_>,
    group: &ServiceGroup,
    catalogue: &Catalogue,
) -> (GroupResult, Option<Vec<Standing>>) {
    let held = |key: &String| setting.town.held.iter().any(|held| held.category == *key);
    let not_held: Vec<String> = group.any_of.iter().filter(|key| !held(key)).cloned().collect();
    let sites: Vec<&Site> = setting
        .town
        .sites
        .iter()
        .filter(|site| counts(site, group, setting.profile, catalogue))
        .collect();
    let possible_sites = setting
        .town
        .sites
        .iter()
        .filter(|site| might_count(site, group, catalogue))
        .count();
    let (found, standings) = if not_held.len() == group.any_of.len() {
        (None, None)
    } else {
        let (found, standings) = setting.assess(&sites);
        (Some(found), Some(standings))
    };
    (
        GroupResult {
            key: group.key.clone(),
            not_held,
            found,
            possible_sites,
        },
        standings,
    )
}

/// Counts, for each community, the people who reach exactly n of the assessed services.
fn n_of_m(setting: &Setting<'_>, standings: &[Vec<Standing>]) -> Vec<NOfM> {
    let mut place = 0;
    let by_community = setting.settlement.by_community();
    setting
        .town
        .communities
        .iter()
        .zip(by_community)
        .map(|(community, demand)| {
            let mut people_by_count = vec![Persons::NONE; standings.len() + 1];
            for demand in demand {
                let reached = standings.iter().filter(|service| service[place].covered).count();
                people_by_count[reached] += demand.people;
                place += 1;
            }
            NOfM {
                community: community.id,
                assessed: standings.len(),
                people_by_count,
            }
        })
        .collect()
}
