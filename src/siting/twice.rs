//! Backup cover: everybody served, and as many as can be served twice.

use super::answer::{Answer, Status};
use super::ask::{Ask, Effort, Model, Thrift};
use super::error::SitingError;
use super::formulation::Formulation;
use super::linear::{Ended, LinearSolver};
use super::problem::Problem;
use super::readout::in_units;
use super::solve::{too_large, unchecked};

/// The answer of backup cover: with the number of places given, or the fewest that serve everybody.
pub(super) fn served_twice(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Option<Answer>, SitingError> {
    let mut ask_now = ask.clone();
    if ask.sites.is_none() && ask.budget.is_none() && ask.open_at_most.is_none() {
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
        // Of more than the fewest nothing would follow.
        if fewest.status != Status::Optimal {
            return Err(SitingError::NothingFound);
        }
        ask_now.open_at_most = usize::try_from(fewest.value).ok();
    }
    progress("searching");
    let takes = Formulation::takes(problem, &ask_now);
    if takes > effort.memory {
        return Err(too_large(problem, takes, effort));
    }
    let formulation = Formulation::of(problem, &ask_now);
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
        answer.proved_by(&told, ask, effort);
        answer
    });
    Ok(answer)
}
