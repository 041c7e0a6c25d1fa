//! Smaller problems with the same answers: needs that reach the same places are one, and a place that another replaces is left out.

use std::collections::BTreeMap;

use super::answer::Prices;
use super::ask::{Ask, Model, Thrift};
use super::problem::{Need, Problem, Role};
use super::rows::Rows;
use crate::units::Persons;

/// What needs have in common that are put together: places, and what a person counts for as a fraction.
type Group = (Vec<u32>, (i64, i64));

/// A problem with fewer needs, and which needs of the other each stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Merged {
    pub(super) problem: Problem,
    pub(super) members: Vec<Vec<u32>>,
    /// Candidates that were left out, each with the one that replaces it.
    pub(super) replaced: Vec<(u32, u32)>,
}

impl Merged {
    /// Puts needs together that reach the same places, where only that matters and not how far. Needs that reach nothing stay, as one.
    pub(super) fn of(problem: &Problem, ask: &Ask) -> Self {
        if matches!(ask.model, Model::ShortestSum | Model::ShortestLongest) {
            return Self {
                problem: problem.clone(),
                members: (0..problem.needs.len() as u32).map(|need| vec![need]).collect(),
                replaced: Vec::new(),
            };
        }
        // Where not all may fit, who counts for more goes first: only people who count alike are put together.
        let by_worth = ask.model == Model::CoverMost && ask.assigns();
        let worth = |need: Need| {
            let kind = common(need.weight, need.people.0).max(1);
            if by_worth {
                (need.weight / kind, need.people.0 / kind)
            } else {
                (0, 0)
            }
        };
        let mut alike: BTreeMap<Group, Vec<u32>> = BTreeMap::new();
        for (need, of) in problem.needs.iter().enumerate() {
            let places = problem.reached(need).map(|(place, _)| place).collect();
            alike.entry((places, worth(*of))).or_default().push(need as u32);
        }
        let sum = |needs: &[u32]| Need {
            people: Persons(needs.iter().map(|need| problem.needs[*need as usize].people.0).sum()),
            weight: needs.iter().map(|need| problem.needs[*need as usize].weight).sum(),
        };
        let rows = alike
            .keys()
            .map(|(places, _)| places.iter().map(|place| (*place, 0)).collect());
        Self {
            problem: Problem {
                needs: alike.values().map(|needs| sum(needs)).collect(),
                places: problem.places.clone(),
                shared: problem.shared.clone(),
                reach: Rows::new(rows),
            },
            members: alike.into_values().collect(),
            replaced: Vec::new(),
        }
    }

    /// Leaves out candidates that another candidate replaces: it serves whom they serve, and is no dearer. Only where nothing but the number
    /// (or the cost) of places limits the choice.
    pub(super) fn without_replaceable(mut self, ask: &Ask) -> Self {
        if !allows_replacing(&self.problem, ask) {
            return self;
        }
        let problem = &mut self.problem;
        let columns = problem.reach.turned(problem.places.len());
        let unserved: Vec<Vec<u32>> = (0..problem.places.len())
            .map(|place| unserved(problem, columns.columns(place)))
            .collect();
        let mut by: Vec<Option<u32>> = vec![None; problem.places.len()];
        for place in (0..problem.places.len() as u32).rev() {
            let own = &unserved[place as usize];
            let rarest = own
                .iter()
                .min_by_key(|need| problem.reach.columns(**need as usize).len());
            let others = match rarest {
                Some(rarest) if problem.places[place as usize].role == Role::Candidate => {
                    problem.reach.columns(*rarest as usize)
                }
                _ => continue,
            };
            let replaces = |other: &&u32| {
                let is_left = **other != place && by[**other as usize].is_none();
                is_left && may_replace(problem, ask, place, **other) && is_within(own, &unserved[**other as usize])
            };
            by[place as usize] = others.iter().find(replaces).copied();
        }
        for place in 0..by.len() {
            // The one that replaces may itself have been replaced later.
            let mut last = by[place];
            while let Some(next) = last.and_then(|last| by[last as usize]) {
                last = Some(next);
            }
            if let Some(last) = last {
                self.replaced.push((place as u32, last));
            }
        }
        for (place, _) in &self.replaced {
            problem.places[*place as usize].role = Role::Excluded;
        }
        self
    }

    /// Prices of the other problem's needs: each need's part of what the one that stands for it is worth, so that the sum is kept.
    pub(super) fn spread(&self, prices: &Prices, ask: &Ask, needs: &[Need]) -> Prices {
        let mut spread = vec![0; needs.len()];
        for (price, members) in prices.needs.iter().zip(&self.members) {
            let by: Vec<i64> = members
                .iter()
                .map(|need| match ask.model {
                    Model::CoverRate { .. } => needs[*need as usize].people.0,
                    _ => needs[*need as usize].weight,
                })
                .collect();
            for (need, part) in members.iter().zip(parts(*price, &by)) {
                spread[*need as usize] = part;
            }
        }
        Prices {
            needs: spread,
            replaced: self.replaced.clone(),
            person: prices.person,
        }
    }
}

/// A whole price in whole parts as the weights are; what is left over goes to the first that have room for it.
fn parts(price: i64, by: &[i64]) -> Vec<i64> {
    let all: i128 = by.iter().map(|by| i128::from(*by)).sum();
    if by.len() == 1 || all == 0 {
        let mut parts = vec![0; by.len()];
        parts[0] = price;
        return parts;
    }
    let mut parts: Vec<i64> = by
        .iter()
        .map(|by| (i128::from(price) * i128::from(*by)).div_euclid(all) as i64)
        .collect();
    let mut left = price - parts.iter().sum::<i64>();
    for part in &mut parts {
        if left == 0 {
            break;
        }
        *part += 1;
        left -= 1;
    }
    parts
}

/// Whom no place serves that is open anyway.
pub(super) fn unserved(problem: &Problem, needs: &[u32]) -> Vec<u32> {
    let served = |need: u32| {
        let mut reached = problem.reach.columns(need as usize).iter();
        reached.any(|place| problem.places[*place as usize].role.is_open_always())
    };
    needs.iter().copied().filter(|need| !served(*need)).collect()
}

/// Whether one candidate may stand for another as far as roles and costs go.
pub(super) fn may_replace(problem: &Problem, ask: &Ask, place: u32, other: u32) -> bool {
    let of = |place: u32| &problem.places[place as usize];
    let cost_matters = ask.thrift == Thrift::Cheapest && !ask.model.is_most();
    of(place).role == Role::Candidate
        && of(other).role == Role::Candidate
        && (!cost_matters || of(other).cost <= of(place).cost)
}

/// Whether nothing but the number (or the cost) of places limits the choice, and only who is within reach counts.
pub(super) fn allows_replacing(problem: &Problem, ask: &Ask) -> bool {
    ask.is_plain()
        && problem.shared.is_empty()
        && matches!(ask.model, Model::CoverAll | Model::CoverMost | Model::CoverRate { .. })
}

/// Whether all of a list are in another; both are in order.
pub(super) fn is_within(few: &[u32], many: &[u32]) -> bool {
    let mut rest = many.iter();
    few.iter().all(|one| rest.by_ref().any(|other| other == one))
}

/// The greatest common divisor.
pub(super) fn common(mut one: i64, mut other: i64) -> i64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.abs()
}
