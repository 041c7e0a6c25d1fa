//! What the assessment in force found, as plain records for indicators.

use std::collections::BTreeMap;

use super::check_units::Units;
use crate::domain::circle::STREETS_SUFFIX;
use crate::domain::plan::Decimal;
use crate::domain::verdict::Verdict;
use crate::indicators::{CircleRow, GroupRow, Records};
use crate::report::{CommunityCoverage, GroupCoverage, community_coverage, guessed_services};
use crate::store::SavedAssessment;

/// The services of an assessment that rest on facilities which only an approximate rule tells.
pub(super) fn guesses(assessment: &SavedAssessment) -> Option<String> {
    let guessed = guessed_services(&assessment.document);
    let each = guessed.iter().map(|one| {
        format!(
            "{} {} ({} of {})",
            one.circle, one.service, one.approximate, one.facilities
        )
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| {
        format!(
            "people and land within circles count facilities that an approximate rule alone tells: {}",
            each.join(", ")
        )
    })
}

/// What the assessment in force found.
pub(super) fn circles(records: &mut Records, assessment: &SavedAssessment, units: &Units) {
    let coverage = &assessment.rows.coverage;
    let told = community_coverage(&assessment.document);
    let told: BTreeMap<(i64, &str, &str), &CommunityCoverage> = told
        .iter()
        .map(|one| ((one.community, one.circle.as_str(), one.service.as_str()), one))
        .collect();
    let mut heard: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for row in coverage {
        *heard.entry((&row.circle, &row.service)).or_default() |= row.unknown_people.is_some();
    }
    for row in coverage {
        let assessed = heard.get(&(row.circle.as_str(), row.service.as_str())) == Some(&true);
        // A row without numbers in a service that has some is one that the circle is not for.
        if assessed && row.unknown_people.is_none() {
            continue;
        }
        let Some(community) = units.outlined(row.community) else {
            continue;
        };
        let told = told
            .get(&(row.community, row.circle.as_str(), row.service.as_str()))
            .copied();
        records.circles.push(CircleRow {
            circle: row.circle.clone(),
            service: row.service.clone(),
            community,
            people: row.people.and_then(Decimal::of),
            covered: row.covered_people.and_then(Decimal::of),
            unknown: row.unknown_people.and_then(Decimal::of).unwrap_or_default(),
            verdict: [Verdict::Reached, Verdict::NotReached, Verdict::ThresholdUndefined]
                .into_iter()
                .find(|verdict| verdict.key() == row.verdict)
                .unwrap_or(Verdict::NotAssessed),
            near_the_line: row.near_the_line,
            land: told.and_then(land),
            groups: told.map_or_else(Vec::new, |told| told.groups.iter().map(group).collect()),
        });
    }
}

/// Residential land within and in all, in hundredths of a square metre. Along streets some of it may be land of which nobody can tell, and
/// the document does not say how much.
fn land(told: &CommunityCoverage) -> Option<(Decimal, Decimal)> {
    let (all, share) = told.land.filter(|_| !told.circle.ends_with(STREETS_SUFFIX))?;
    let hundredths = |metres: f64| (metres * 100.0).round() / 100.0;
    let all = hundredths(all);
    // Where areas are cut, their corners move by parts of a millimetre: what lacks a millionth is whole.
    let covered = if share > 1.0 - WHOLE {
        all
    } else {
        hundredths(all * share)
    };
    Decimal::of(covered.min(all)).zip(Decimal::of(all))
}

/// The part of a community's land that may be lost in cutting it.
const WHOLE: f64 = 1e-6;

fn group(told: &GroupCoverage) -> GroupRow {
    GroupRow {
        group: told.group.clone(),
        people: told.people.and_then(Decimal::of),
        covered: Decimal::of(told.covered).unwrap_or_default(),
        unknown: Decimal::of(told.unknown).unwrap_or_default(),
    }
}
