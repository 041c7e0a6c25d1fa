//! All that is wrong with a question, before anything is searched.

use super::ask::{Ask, Model};
use super::error::Fault;
use super::problem::{Problem, Role};
use super::spacing::too_near;

/// The highest cost: sums of a hundred thousand of them are still whole numbers.
const DEAREST: i64 = 1_000_000_000_000;

/// Looks at a question.
pub(super) fn faults(problem: &Problem, ask: &Ask) -> Vec<Fault> {
    let mut faults = Vec::new();
    let candidates = problem.count(|role| role == Role::Candidate);
    let required = problem.count(|role| role == Role::Required);
    if problem.people().0 <= 0 {
        faults.push(Fault::NobodyThere);
    }
    if candidates + required == 0 && problem.count(|role| role == Role::MayClose) == 0 {
        faults.push(Fault::NoCandidates);
    }
    if ask.model.needs_limit() && ask.sites.is_none() && ask.budget.is_none() {
        faults.push(Fault::NoLimit { model: ask.model });
    }
    if let Some(asked) = ask.sites {
        // The thrifty models take fewer by themselves: there the number is only the most that may be opened.
        if asked > candidates + required && candidates + required > 0 && ask.model.needs_limit() {
            faults.push(Fault::TooManySites {
                asked,
                candidates: candidates + required,
            });
        }
        if required > asked + problem.count(|role| role == Role::MayClose) {
            faults.push(Fault::TooManyRequired { required, sites: asked });
        }
    }
    for place in &problem.places {
        if !(0..=DEAREST).contains(&place.cost) {
            faults.push(Fault::CostOutside {
                id: place.id,
                cost: place.cost,
            });
        }
        if let Some(capacity) = place.capacity.filter(|capacity| capacity.0 < 0) {
            faults.push(Fault::NegativeCapacity { id: place.id, capacity });
        }
    }
    if let Model::CoverRate { rate } = ask.model
        && !(1..=1_000_000).contains(&rate)
    {
        faults.push(Fault::RateIsNoShare { rate });
    }
    if let Some(spacing) = ask.spacing {
        if spacing.0.is_finite() && spacing.0 >= 0.0 {
            let always = |place: u32| problem.places[place as usize].role.is_open_always();
            let pairs = too_near(problem, ask.spacing);
            faults.extend(
                pairs
                    .into_iter()
                    .filter(|(one, other)| always(*one) && always(*other))
                    .map(|(one, other)| Fault::RequiredTooNear {
                        one: problem.places[one as usize].id,
                        other: problem.places[other as usize].id,
                        spacing,
                    }),
            );
        } else {
            faults.push(Fault::NoSpacing(spacing));
        }
    }
    for (district, least) in &ask.district_minimum {
        let there = (0..problem.places.len() as u32)
            .filter(|place| problem.takes_part(*place) && problem.places[*place as usize].district == Some(*district))
            .count();
        if there < *least {
            faults.push(Fault::DistrictTooSmall {
                district: *district,
                least: *least,
                there,
            });
        }
    }
    if problem.needs.iter().any(|need| need.people.0 < 0 || need.weight < 0) {
        faults.push(Fault::NegativePeople);
    }
    faults.extend(not_together(problem, ask));
    faults
}

fn not_together(problem: &Problem, ask: &Ask) -> impl Iterator<Item = Fault> {
    let model = ask.model;
    let least = ask.least_people;
    let assigned = ask.capacitated || least;
    let weighted = problem.needs.iter().any(|need| need.weight != need.people.0);
    let pairs = [
        (
            least && model == Model::ShortestLongest,
            "a least number of people of a site",
        ),
        (
            least && weighted && model == Model::CoverMost,
            "both weights and a least number of people of a site",
        ),
        (
            assigned && weighted && model == Model::ShortestSum,
            "both weights and capacities",
        ),
        (
            assigned && model == Model::Backup,
            "capacities: who may fall back on a full site is not known",
        ),
    ];
    pairs
        .into_iter()
        .filter_map(move |(both, rule)| both.then_some(Fault::NotTogether { model, rule }))
}
