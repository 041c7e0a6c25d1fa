//! Results as parts of the assessment document: of a service in one community, in all of them, and what both are made of.

use super::document_parts::{
    AdequacyPart, CommunityGroupPart, GroupTotalsPart, NOfMPart, Name, NearestPart, RatesPart, SecondLinePart,
    SeveredPart, SharePart,
};
use super::numbers::{PeopleNumber, RateNumber, area, length};
use super::paced;
use crate::domain::assessment::{
    Adequacy, Applies, CircleResult, CommunityFound, GroupResult, GroupTotals, Method, NOfM, Rates,
};
use crate::domain::rate::Rate;
use crate::domain::verdict::Verdict;
use crate::units::Persons;

/// A service in one community.
pub(super) fn community_group(circle: &CircleResult, group: &GroupResult, position: usize) -> CommunityGroupPart {
    let found = group
        .found
        .as_ref()
        .map(|found| &found.communities[position])
        .filter(|found| found.applies == Applies::Yes);
    let known = found.filter(|found| found.is_assessed());
    let people = |of: fn(&CommunityFound) -> Persons| known.map(|found| PeopleNumber(of(found)));
    // Who is within the circle counts at the parent's level where the community's own ground is provisional.
    let real = known.filter(|found| !found.provisional);
    let within = |of: fn(&CommunityFound) -> Persons| real.map(|found| PeopleNumber(of(found)));
    let share = found
        .and_then(CommunityFound::share)
        .map(|(lower, upper)| SharePart { lower, upper });
    CommunityGroupPart {
        key: group.key.clone(),
        verdict: found.map_or(Verdict::NotAssessed, |found| found.verdict).key(),
        near_the_line: found.is_some_and(|found| found.near_the_line),
        hosts: found.map(|found| found.hosts),
        in_reach: known.map(|found| found.in_reach),
        people: found.and_then(|found| found.people).map(PeopleNumber),
        covered_people: within(|found| found.covered),
        unknown_people: found
            .filter(|found| found.people.is_some())
            .map(|found| PeopleNumber(found.unknown)),
        covered_people_low: within(|found| found.covered_low),
        covered_people_high: within(|found| found.covered_high),
        covered_people_bound: within(|found| found.covered_bound),
        share,
        land_share: found.and_then(CommunityFound::land_share),
        nearest_m: found.and_then(|found| found.nearest).map(|nearest| NearestPart {
            mean: length(nearest.mean),
            p90: length(nearest.p90),
            max: length(nearest.max),
        }),
        gap_people: people(|found| found.gap_people),
        gap_land_m2: found.map(|found| area(found.gap_land)),
        severed_people: along_streets(circle).and_then(|()| people(|found| found.severed)),
        longer_way_people: along_streets(circle).and_then(|()| people(|found| found.longer_way)),
        second_lines: real.map_or(Vec::new(), |found| second_lines(circle, &found.covered_second)),
        by_group: real.map_or(Vec::new(), |found| paced::by_group(circle, &found.paced)),
    }
}

/// A service in all communities, or in those of a larger unit.
pub(super) fn group_totals_part(circle: &CircleResult, totals: &GroupTotals) -> GroupTotalsPart {
    // Where nobody is located nothing is known of anybody, which is not the same as nobody.
    let known = totals.people == Persons::NONE && totals.uncounted == 0 || totals.unknown < totals.people;
    GroupTotalsPart {
        people: PeopleNumber(totals.people),
        uncounted_communities: totals.uncounted,
        covered_people: known.then_some(PeopleNumber(totals.covered)),
        unknown_people: PeopleNumber(totals.unknown),
        covered_people_low: known.then_some(PeopleNumber(totals.covered_low)),
        covered_people_high: known.then_some(PeopleNumber(totals.covered_high)),
        covered_people_bound: known.then_some(PeopleNumber(totals.covered_bound)),
        gap_people: known.then_some(PeopleNumber(totals.gap_people)),
        gaps: totals.gaps,
        gap_land_m2: area(totals.gap_land),
        severed_people: along_streets(circle)
            .filter(|()| known)
            .map(|()| PeopleNumber(totals.severed)),
        longer_way_people: along_streets(circle)
            .filter(|()| known)
            .map(|()| PeopleNumber(totals.longer_way)),
        severed_by: totals
            .severed_by
            .iter()
            .map(|(barrier, people)| SeveredPart {
                barrier: barrier.clone(),
                people: PeopleNumber(*people),
            })
            .collect(),
        residential_land_m2: totals.residential_land.map(area),
        covered_land_m2: area(totals.covered_land),
        rates: rates(&totals.rates, circle.profile.theta),
        second_lines: second_lines(circle, &totals.covered_second),
        by_group: paced::totals(circle, &totals.paced),
    }
}

/// Whether reach was measured along the streets: only then can anybody be severed.
fn along_streets(circle: &CircleResult) -> Option<()> {
    (circle.method == Method::Streets).then_some(())
}

/// How far the streets carry a verdict.
pub(super) fn adequacy(found: &Adequacy) -> AdequacyPart {
    AdequacyPart {
        snapped_people: PeopleNumber(found.snapped),
        connected_people: PeopleNumber(found.connected),
        located_people: PeopleNumber(found.located),
        share: found.share(),
        street_m: length(found.street),
        suffices: found.suffices(),
    }
}

fn second_lines(circle: &CircleResult, covered: &[Persons]) -> Vec<SecondLinePart> {
    let lines = circle.profile.second_lines.iter().zip(covered);
    lines
        .map(|(line, covered)| SecondLinePart {
            key: line.key.clone(),
            name: Name {
                zh: line.zh.clone(),
                en: line.en.clone(),
            },
            covered_people: PeopleNumber(*covered),
        })
        .collect()
}

/// How many of the circle's services people reach.
pub(super) fn n_of_m(counts: &NOfM, of: usize) -> NOfMPart {
    NOfMPart {
        assessed: counts.assessed,
        of,
        people_by_count: counts.people_by_count.iter().copied().map(PeopleNumber).collect(),
        mean: counts.mean(),
    }
}

/// The four rates, each with its own denominator.
pub(super) fn rates(rates: &Rates, theta: Option<f64>) -> RatesPart {
    let write = |rate: Option<Rate>, unit, theta: Option<f64>| match rate {
        Some(rate) => RateNumber::of(rate, unit, theta),
        None => RateNumber::not_assessed(unit, Verdict::NotAssessed.key()),
    };
    RatesPart {
        // Plans set targets for this rate; until they are loaded there is no threshold to compare with.
        community_rate: write(rates.community, "communities", None),
        residential_land_rate: write(rates.residential_land, "m2", None),
        population_rate: write(rates.population, "people", None),
        unit_rate_by_share: match theta {
            Some(_) => write(rates.unit_by_share, "communities", None),
            None => RateNumber::not_assessed("communities", Verdict::ThresholdUndefined.key()),
        },
    }
}
