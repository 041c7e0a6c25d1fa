//! Groups of people at their own pace, in the assessment document.

use super::document_parts::{Name, PacedPart, PacedTotalsPart};
use super::numbers::{PeopleNumber, RateNumber};
use crate::domain::assessment::{CircleResult, PacedPeople};
use crate::domain::rate::Rate;
use crate::domain::verdict::Verdict;

/// Of one community.
pub(super) fn by_group(circle: &CircleResult, paced: &[PacedPeople]) -> Vec<PacedPart> {
    let lines = circle.profile.paces().into_iter().zip(paced);
    lines
        .map(|(pace, paced)| PacedPart {
            group: pace.group.key(),
            name: Name {
                zh: pace.group.name(true).to_owned(),
                en: pace.group.name(false).to_owned(),
            },
            speed_mps: pace.speed.0,
            people: paced.people.map(PeopleNumber),
            covered_people: paced.people.map(|_| PeopleNumber(paced.covered)),
            unknown_people: paced.people.map(|_| PeopleNumber(paced.unknown)),
            everybody_covered_people: PeopleNumber(paced.everybody_covered),
            everybody_unknown_people: PeopleNumber(paced.everybody_unknown),
        })
        .collect()
}

/// Of all communities. A share of a group that some community did not count is no share.
pub(super) fn totals(circle: &CircleResult, totals: &[(PacedPeople, usize)]) -> Vec<PacedTotalsPart> {
    let (paced, uncounted): (Vec<PacedPeople>, Vec<usize>) = totals.iter().copied().unzip();
    let counts = by_group(circle, &paced).into_iter();
    counts
        .zip(paced.iter().zip(uncounted))
        .map(|(counts, (paced, uncounted))| PacedTotalsPart {
            counts,
            uncounted_communities: uncounted,
            population_rate: match paced.people.filter(|_| uncounted == 0) {
                Some(people) => RateNumber::of(Rate::of_people(paced.covered, paced.unknown, people), "people", None),
                None => RateNumber::not_assessed("people", Verdict::NotAssessed.key()),
            },
        })
        .collect()
}
