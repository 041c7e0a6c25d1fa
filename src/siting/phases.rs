//! A plan in phases: what is built first stays, and each phase is as good as that allows.

use super::answer::Answer;
use super::ask::{Ask, Effort, Model};
use super::error::SitingError;
use super::linear::{LinearSolver, SolverError};
use super::problem::{Problem, Role};
use super::solve::site;

/// What is allowed by the end of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// New places in all.
    Sites(usize),
    /// Money in all.
    Budget(i64),
}

/// One phase of a nested plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// What is allowed by its end.
    pub allowed: Allowed,
    /// What is open by its end; all that was open before is.
    pub nested: Answer,
    /// The best that could be open by then, if no phase came before or after.
    pub alone: Answer,
}

impl Phase {
    /// What it loses against being planned alone, as a share of that; 0 where it is no worse, none of nothing.
    pub fn loss(&self, model: Model) -> Option<f64> {
        let (nested, alone) = (self.nested.value, self.alone.value);
        let less = if model.is_most() {
            alone - nested
        } else {
            nested - alone
        };
        (alone != 0).then(|| less.max(0) as f64 / alone.unsigned_abs() as f64)
    }
}

/// Two plans are made, and the one that is better over all phases is given: forwards (each phase the best that keeps what was built) and
/// backwards (the last phase the best of all, each before it the best part of the one after). What each phase loses against being planned
/// alone is known, and so how much any nested plan could still gain.
///
/// # Errors
/// As [`site`] for any phase alone; where neither plan could be made, that there is none or why a search failed.
pub fn phased(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    allowed: &[Allowed],
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Phase>, SitingError> {
    let of = |allowed: Allowed| match allowed {
        Allowed::Sites(sites) => ask.clone().with_sites(sites),
        Allowed::Budget(budget) => Ask {
            budget: Some(budget),
            ..ask.clone()
        },
    };
    let mut alone = Vec::new();
    for (phase, allowed) in allowed.iter().enumerate() {
        progress(&format!("phase {} alone", phase + 1));
        alone.push(site(problem, &of(*allowed), effort, solver, &mut |_| {})?);
    }
    let solve = |roles: &dyn Fn(u32, Role) -> Role, allowed: Allowed| {
        let mut problem = problem.clone();
        let mut allowed = allowed;
        for (position, place) in problem.places.iter_mut().enumerate() {
            let was = place.role;
            place.role = roles(position as u32, was);
            allowed = match (was, place.role, allowed) {
                // One that was given up made room for another; one that stays has to be paid for as before.
                (Role::MayClose, Role::Excluded, Allowed::Sites(sites)) => Allowed::Sites(sites + 1),
                (Role::MayClose, Role::Kept, Allowed::Budget(budget)) => Allowed::Budget(budget - place.cost),
                (_, _, allowed) => allowed,
            };
        }
        site(&problem, &of(allowed), effort, solver, &mut |_| {})
    };
    let mut failed = None;
    progress("forwards");
    let mut forwards: Vec<Answer> = alone.first().cloned().into_iter().collect();
    for allowed in allowed.iter().skip(1) {
        let built = forwards.last().map(|answer| answer.open.clone()).unwrap_or_default();
        let keep = |place: u32, role: Role| match role {
            Role::Candidate if built.binary_search(&place).is_ok() => Role::Required,
            // What was given up is gone, and what was not stays.
            Role::MayClose if built.binary_search(&place).is_err() => Role::Excluded,
            other => other,
        };
        match solve(&keep, *allowed) {
            Ok(answer) => forwards.push(answer),
            Err(error) => {
                failed = unless_no_way(error)?.or(failed);
                break;
            }
        }
    }
    progress("backwards");
    let mut backwards: Vec<Answer> = alone.last().cloned().into_iter().collect();
    for allowed in allowed.iter().rev().skip(1) {
        let later = backwards.last().map(|answer| answer.open.clone()).unwrap_or_default();
        let keep = |place: u32, role: Role| match role {
            Role::Candidate if later.binary_search(&place).is_err() => Role::Excluded,
            // What is open later was open before.
            Role::MayClose if later.binary_search(&place).is_ok() => Role::Kept,
            other => other,
        };
        match solve(&keep, *allowed) {
            Ok(answer) => backwards.push(answer),
            Err(error) => {
                failed = unless_no_way(error)?.or(failed);
                break;
            }
        }
    }
    backwards.reverse();
    let sum = |plan: &[Answer]| plan.iter().map(|answer| answer.value).sum::<i128>();
    let whole = |plan: &[Answer]| plan.len() == allowed.len();
    let better = |one: i128, other: i128| if ask.model.is_most() { one > other } else { one < other };
    let nested = match (whole(&forwards), whole(&backwards)) {
        (true, true) if better(sum(&backwards), sum(&forwards)) => backwards,
        (false, true) => backwards,
        (true, _) => forwards,
        (false, false) => return Err(failed.unwrap_or(SitingError::NoNesting)),
    };
    let phases = allowed.iter().zip(nested).zip(alone);
    Ok(phases
        .map(|((allowed, nested), alone)| Phase {
            allowed: *allowed,
            nested,
            alone,
        })
        .collect())
}

/// Whether one of the two plans ended because a search failed, not because there is no way on: then the other may still be whole.
fn unless_no_way(error: SitingError) -> Result<Option<SitingError>, SitingError> {
    match error {
        SitingError::Infeasible(_) | SitingError::Asked(_) => Ok(None),
        SitingError::Solver(SolverError::Stopped) => Err(error),
        error => Ok(Some(error)),
    }
}
