//! Why no choice of places keeps all rules, and what would have to give.

use super::ask::{Ask, Effort, Model, Thrift};
use super::error::{Rule, SitingError, WhyNot};
use super::formulation::wanted;
use super::linear::{LinearSolver, SolverError};
use super::problem::{Problem, Role};
use super::solve::unchecked;
use crate::units::Persons;

/// Looks for the reason: who is out of everybody's reach, and which rule alone stands in the way.
pub(super) fn why_not(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
) -> Result<WhyNot, SitingError> {
    let mut why = WhyNot {
        people: problem.people(),
        ..WhyNot::default()
    };
    let out: Vec<u32> = (0..problem.needs.len())
        .filter(|need| problem.needs[*need].people.0 > 0 && problem.reached(*need).next().is_none())
        .map(|need| need as u32)
        .collect();
    let left_out: i64 = out.iter().map(|need| problem.needs[*need as usize].people.0).sum();
    why.can_be_reached = Persons(why.people.0 - left_out);
    // Somebody out of reach is a reason only where everybody has to be served, or more than can be reached.
    let is_reason = match ask.model {
        Model::CoverRate { rate } => wanted(problem, rate) > why.can_be_reached,
        model => model.serves_everybody(),
    };
    let out = if is_reason { out } else { Vec::new() };
    why.out_of_reach = out
        .iter()
        .map(|need| (*need, problem.needs[*need as usize].people))
        .collect();
    why.out_of_reach
        .sort_by_key(|(need, people)| (std::cmp::Reverse(*people), *need));
    if ask.capacitated {
        why.capacity = most_room(problem);
    }
    // A question that takes too long tells nothing; that somebody says stop does.
    let can = |ask: &Ask| match unchecked(problem, ask, effort, solver, &mut |_| {}) {
        Err(SitingError::Solver(SolverError::Stopped)) => Err(SitingError::Solver(SolverError::Stopped)),
        other => Ok(other.unwrap_or(None)),
    };
    if why.out_of_reach.is_empty() {
        for (rule, without) in eased(ask) {
            if let Some(answer) = can(&without)? {
                why.would_do_without.push(rule);
                if rule == Rule::Sites {
                    let fewest = can(&Ask {
                        model: as_thrifty(ask.model),
                        thrift: Thrift::Fewest,
                        ..without.clone()
                    })?
                    .unwrap_or(answer);
                    let standing = problem.count(|role| role == Role::MayClose);
                    why.sites_needed = usize::try_from(fewest.value)
                        .ok()
                        .map(|all| all.saturating_sub(standing));
                } else if rule == Rule::Budget {
                    let cheapest = can(&Ask {
                        model: as_thrifty(ask.model),
                        thrift: Thrift::Cheapest,
                        ..without.clone()
                    })?
                    .unwrap_or(answer);
                    let is_open = |place: usize| cheapest.open.binary_search(&(place as u32)).is_ok();
                    why.budget_needed = i64::try_from(problem.cost(is_open)).ok();
                }
            }
        }
    }
    let most = Ask {
        model: Model::CoverMost,
        ..ask.clone()
    };
    let of_people = Problem {
        needs: problem
            .needs
            .iter()
            .map(|need| super::problem::Need {
                weight: need.people.0,
                ..*need
            })
            .collect(),
        ..problem.clone()
    };
    why.most_served = match unchecked(&of_people, &most, effort, solver, &mut |_| {}) {
        Err(SitingError::Solver(SolverError::Stopped)) => return Err(SitingError::Solver(SolverError::Stopped)),
        other => other.unwrap_or(None).map(|answer| answer.served()),
    };
    if why.most_served.is_some() {
        why.would_do_without.push(Rule::Served);
    }
    Ok(why)
}

/// The model that asks for the least of what another one takes for given: everybody served, or a share, or whoever is.
fn as_thrifty(model: Model) -> Model {
    match model {
        Model::CoverRate { .. } => model,
        Model::CoverMost => Model::CoverRate { rate: 0 },
        _ => Model::CoverAll,
    }
}

/// What all places that take part can serve together; of those that share something, the largest that it carries.
fn most_room(problem: &Problem) -> Option<Persons> {
    let part = |position: usize| problem.places[position].role != Role::Excluded;
    let room = |position: usize| Some(problem.places[position].capacity?.0);
    let alone =
        (0..problem.places.len()).filter(|position| part(*position) && problem.places[*position].shared.is_none());
    let mut sum = 0_i64;
    for position in alone {
        sum = sum.saturating_add(room(position)?);
    }
    for (shared, members) in problem.shared.iter().zip(problem.members(part)) {
        let mut rooms: Vec<i64> = members.into_iter().map(room).collect::<Option<_>>()?;
        rooms.sort_unstable_by(|one, other| other.cmp(one));
        let carried = rooms.iter().take(shared.carries.saturating_mul(shared.most));
        sum = carried.fold(sum, |sum, room| sum.saturating_add(*room));
    }
    Some(Persons(sum))
}

/// The question without each of its rules in turn.
fn eased(ask: &Ask) -> Vec<(Rule, Ask)> {
    let mut eased = Vec::new();
    let mut without = |has: bool, rule: Rule, ask: Ask| {
        if has {
            eased.push((rule, ask));
        }
    };
    without(
        ask.sites.is_some(),
        Rule::Sites,
        Ask {
            sites: None,
            ..ask.clone()
        },
    );
    without(
        ask.budget.is_some(),
        Rule::Budget,
        Ask {
            budget: None,
            ..ask.clone()
        },
    );
    without(
        ask.capacitated,
        Rule::Capacity,
        Ask {
            capacitated: false,
            ..ask.clone()
        },
    );
    without(
        ask.spacing.is_some(),
        Rule::Spacing,
        Ask {
            spacing: None,
            ..ask.clone()
        },
    );
    without(
        !ask.district_minimum.is_empty(),
        Rule::Districts,
        Ask {
            district_minimum: Vec::new(),
            ..ask.clone()
        },
    );
    without(
        ask.least_people,
        Rule::LeastPeople,
        Ask {
            least_people: false,
            ..ask.clone()
        },
    );
    eased
}
