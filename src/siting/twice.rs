//! Backup cover: everybody served, and as many as can be served twice.

use super::answer::{Answer, Status};
use super::ask::{Ask, Effort, Model, Thrift};
use super::error::SitingError;
use super::formulation::Formulation;
use super::linear::{Ended, LinearSolver};
use super::problem::{Problem, Role};
use super::readout::in_units;
use super::solve::unchecked;

/// The answer of backup cover: with the number of places given, or the fewest that serve everybody.
pub(super) fn served_twice(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Option<Answer>, SitingError> {
    let may_close = problem.count(|role| role == Role::MayClose);
    let mut ask_now = ask.clone();
    if ask.sites.is_none() && ask.budget.is_none() {
        progress("the fewest that serve everybody");
        let all = Ask {
            model: Model::CoverAll,
            thrift: Thrift::Fewest,
            ..ask.clone()
        };
        let exact = Effort { gap: 0.0, ..*effort };
        let Some(fewest) = unchecked(problem, &all, &exact, solver, progress)? else {
            return Ok(None);
        };
        // The number counts new places beside those that stand and may close.
        match usize::try_from(fewest.value)
            .unwrap_or(usize::MAX)
            .checked_sub(may_close)
        {
            Some(sites) => ask_now.sites = Some(sites),
            None => ask_now.sites = Some(0),
        }
    }
    progress("searching");
    let formulation = Formulation::of(problem, &ask_now);
    let takes = formulation.linear.memory();
    if takes > effort.memory {
        return Err(SitingError::TooLarge {
            needs: problem.needs.len(),
            places: problem.places.len(),
            pairs: problem.reach.pairs(),
            takes,
            may: effort.memory,
        });
    }
    let told = solver.solve(&formulation.linear, effort, None)?;
    let Some(values) = &told.values else {
        return match told.ended {
            Ended::Infeasible => Ok(None),
            _ => Err(SitingError::NothingFound),
        };
    };
    let open = formulation.open(values);
    let bound = in_units(problem, ask, told.bound);
    let answer = Answer::counted(problem, ask, &open, bound, None).map(|mut answer| {
        answer.nodes = told.nodes;
        if told.ended == Ended::Proved && effort.gap == 0.0 {
            answer.bound = answer.value;
        }
        answer.status = match told.ended {
            _ if answer.bound == answer.value => Status::Optimal,
            Ended::Stopped => Status::Stopped,
            _ => Status::Feasible,
        };
        answer
    });
    Ok(answer)
}
