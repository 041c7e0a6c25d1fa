//! All that is wrong with a question, before anything is searched.

use super::ask::{Ask, Model};
use super::error::Fault;
use super::problem::{Problem, Role};
use super::spacing::too_near;

/// The most members that one of something shared carries, and the most of it: numbers stay whole in floating ones.
const MOST_CARRIED: usize = 1_000_000;

/// The highest cost: sums of a hundred thousand of them are still whole numbers.
const DEAREST: i64 = 1_000_000_000_000;

/// Looks at a question.
pub(super) fn faults(problem: &Problem, ask: &Ask) -> Vec<Fault> {
    let mut faults = Vec::new();
    let new = problem.new_at_most();
    let required = problem.required_sites();
    if problem.people().0 <= 0 {
        faults.push(Fault::NobodyThere);
    }
    if new == 0 && problem.count(|role| role == Role::MayClose) == 0 {
        faults.push(Fault::NoCandidates);
    }
    if ask.model.needs_limit() && ask.sites.is_none() && ask.budget.is_none() {
        faults.push(Fault::NoLimit { model: ask.model });
    }
    if let Some(asked) = ask.sites {
        // The thrifty models take fewer by themselves: there the number is only the most that may be opened.
        if asked > new && new > 0 && ask.model.needs_limit() {
            faults.push(Fault::TooManySites { asked, candidates: new });
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
    if let Some(budget) = ask.budget.filter(|budget| *budget < 0) {
        faults.push(Fault::NegativeBudget(budget));
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
        let there = problem.in_district(*district);
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
    faults.extend(shared_faults(problem));
    faults.extend(not_together(problem, ask));
    faults
}

/// What is shared is there, carries something and is shared by places that don't stand yet.
fn shared_faults(problem: &Problem) -> Vec<Fault> {
    let mut faults = Vec::new();
    for shared in &problem.shared {
        if !(0..=DEAREST).contains(&shared.cost) {
            faults.push(Fault::CostOutside {
                id: shared.id,
                cost: shared.cost,
            });
        }
        if shared.carries == 0 || shared.carries > MOST_CARRIED || shared.most > MOST_CARRIED {
            faults.push(Fault::CarriesNothing { id: shared.id });
        }
    }
    let members = problem.members(|position| problem.places[position].role == Role::Required);
    for (shared, required) in problem.shared.iter().zip(members) {
        if shared.needed(required.len()) > shared.most {
            faults.push(Fault::TooManyOnOne {
                id: shared.id,
                required: required.len(),
                carried: shared.carries.saturating_mul(shared.most),
            });
        }
    }
    for place in &problem.places {
        let there = |which: u32| (which as usize) < problem.shared.len();
        if place.shared.is_some_and(|which| !there(which) || place.role.stands()) {
            faults.push(Fault::SharesNothing { id: place.id });
        }
    }
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
        (least && model == Model::Backup, "a least number of people of a site"),
    ];
    pairs
        .into_iter()
        .filter_map(move |(both, rule)| both.then_some(Fault::NotTogether { model, rule }))
}
