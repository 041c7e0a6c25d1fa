//! The assessment: every circle asked, every service of it, every community.

use super::along_streets::Streets;
use super::counting::Offer;
use super::ground::grounds;
use super::halo::{Halo, ends_at_the_border};
use super::measure::Standing;
use super::service::{Setting, applies};
use super::settle::settle;
use super::streetless_sites::streetless_sites;
use super::streets_of_circle::StreetsOfCircle;
use crate::domain::assessment::{Applies, Assessment, CircleResult, GroupResult, Method, NOfM};
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::community::PopulationBasis;
use crate::domain::provenance::Provenance;
use crate::domain::town::Town;
use crate::streets::ProfileError;
use crate::units::Persons;

/// A circle, and how reach is to be measured for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The circle.
    pub profile: CircleProfile,
    /// How. Along the streets only where the run has streets.
    pub method: Method,
}

/// What is asked of a town.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// Circles, in the order of the answer.
    pub circles: &'a [Asked],
    /// The categories.
    pub catalogue: &'a Catalogue,
    /// Which of the populations that stand side by side.
    pub basis: PopulationBasis,
    /// The streets, where reach is measured along them.
    pub streets: Option<Streets<'a>>,
    /// What the result will say that it was made from.
    pub provenance: Provenance,
}

/// Assesses a town. `progress` is told the circle's id and the service's key before each service.
///
/// The result does not depend on the order of the town's rows (they are ordered by id) nor on the number of threads.
///
/// # Errors
/// A circle names a travel profile that there is not; only along streets.
pub fn assess(town: &Town, run: Run<'_>, mut progress: impl FnMut(&str, &str)) -> Result<Assessment, ProfileError> {
    let grounds = grounds(town);
    let mut settlement = settle(town, &grounds, run.basis);
    settlement.remarks.extend(ends_at_the_border(town));
    settlement.remarks.extend(provisional(town));
    let mut remarks: Vec<String> = Vec::new();
    let circles = run
        .circles
        .iter()
        .map(|Asked { profile, method }| {
            let streets = match run.streets.as_ref().filter(|_| *method == Method::Streets) {
                Some(streets) => {
                    progress(&profile.id, "streets");
                    let streets = StreetsOfCircle::new(streets, profile, town, &settlement, &grounds)?;
                    remarks.extend(streets.remarks.iter().cloned());
                    Some(streets)
                }
                None => None,
            };
            let halo = Halo::new(&town.communities, profile.radius());
            if let Some(streets) = &streets {
                let lost = streetless_sites(&streets.headline, town, profile, run.catalogue, &halo);
                remarks.extend(lost);
            }
            let setting = Setting {
                town,
                settlement: &settlement,
                grounds: &grounds,
                profile,
                halo,
                streets: streets.as_ref(),
            };
            let mut answers = Vec::new();
            let groups = profile
                .groups
                .iter()
                .map(|group| {
                    progress(&profile.id, &group.key);
                    let (result, answer) = assess_group(&setting, group, run.catalogue);
                    answers.extend(answer);
                    result
                })
                .collect();
            Ok(CircleResult {
                profile: profile.clone(),
                groups,
                n_of_m: n_of_m(&setting, &answers),
                method: if streets.is_some() {
                    Method::Streets
                } else {
                    Method::Straight
                },
                adequacy: streets.map_or(Vec::new(), |streets| streets.adequacy),
            })
        })
        .collect::<Result<Vec<_>, ProfileError>>()?;
    remarks.dedup();
    settlement.remarks.extend(remarks);
    Ok(Assessment {
        circles,
        settled: settlement.settled,
        basis: run.basis,
        remarks: settlement.remarks,
        provenance: run.provenance,
    })
}

/// What is kept of a place's standing for a service: small, because there is one for every place and service.
#[derive(Debug, Clone, Copy)]
struct Answer {
    known: bool,
    covered: bool,
}

impl Answer {
    fn of(standing: &Standing) -> Self {
        Self {
            known: standing.known,
            covered: standing.covered,
        }
    }
}

fn assess_group(
    setting: &Setting<'_>,
    group: &ServiceGroup,
    catalogue: &Catalogue,
) -> (GroupResult, Option<Vec<Answer>>) {
    let offer = Offer::of(setting.town, group, setting.profile, catalogue);
    let (found, answers) = if offer.is_held {
        let complete = offer.not_held.is_empty() && offer.possible_sites == 0;
        let (found, standings) = setting.assess(group, &offer.sites, complete);
        (Some(found), Some(standings.iter().map(Answer::of).collect()))
    } else {
        (None, None)
    };
    (
        GroupResult {
            key: group.key.clone(),
            not_held: offer.not_held,
            found,
            possible_sites: offer.possible_sites,
        },
        answers,
    )
}

/// Counts, for each community, the people who reach exactly n of the assessed services.
fn n_of_m(setting: &Setting<'_>, answers: &[Vec<Answer>]) -> Vec<NOfM> {
    let mut place = 0;
    let by_community = setting.settlement.by_community();
    setting
        .town
        .communities
        .iter()
        .zip(by_community)
        .map(|(community, demand)| {
            let first = place;
            place += demand.len();
            if applies(community, setting.profile.applies_to) != Applies::Yes {
                return NOfM {
                    community: community.id,
                    assessed: 0,
                    people_by_count: Vec::new(),
                };
            }
            let mut people_by_count = vec![Persons::NONE; answers.len() + 1];
            let told = |at: usize| answers.iter().all(|service| service[at].known);
            for (demand, at) in demand.iter().zip(first..).filter(|(_, at)| told(*at)) {
                let reached = answers.iter().filter(|service| service[at].covered).count();
                people_by_count[reached] += demand.people;
            }
            NOfM {
                community: community.id,
                assessed: answers.len(),
                people_by_count,
            }
        })
        .collect()
}
/// What communities without boundaries of their own mean for the rates.
fn provisional(town: &Town) -> Option<String> {
    let count = town
        .communities
        .iter()
        .filter(|community| community.provisional)
        .count();
    let others = town.communities.len() - count;
    (count > 0).then(|| {
        let rest = if others == 0 {
            "there is no rate of communities".to_owned()
        } else {
            format!("rates of communities speak of the other {others} alone")
        };
        format!(
            "{count} communities are provisional, made where no boundary is published: they have no verdict and no share of their own, and {rest}; people and land count for their parents and for the whole"
        )
    })
}
