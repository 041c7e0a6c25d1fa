//! Of plans that are equally good, the one that gives up the fewest sites that stand: nobody closes a facility that serves as well where it is.

use super::answer::Answer;
use super::ask::{Ask, Effort, Model};
use super::error::SitingError;
use super::formulation::Formulation;
use super::linear::LinearSolver;
use super::longest::shortened;
use super::problem::{Problem, Role};
use super::recount::recount;
use super::second_search::second_search;

/// Nodes that the search may look at: it only tidies.
const NODES: u32 = 5_000;

/// A plan that is as good as one that was found, costs no more where money is counted, and closes fewer sites; the same where there is no
/// such plan, or the search did not find it.
///
/// # Errors
/// Somebody said stop. That the search finds nothing is no error.
pub(super) fn keeping(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    answer: Answer,
    progress: &mut dyn FnMut(&str),
) -> Result<Answer, SitingError> {
    let closed = closings(problem, |place| answer.open.binary_search(&(place as u32)).is_ok());
    if closed == 0 {
        return Ok(answer);
    }
    progress("the same with fewer closings");
    let kept = with_fewer(problem, ask, effort, solver, (&answer, closed))?;
    Ok(kept.unwrap_or(answer))
}

fn with_fewer(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    (answer, closed): (&Answer, usize),
) -> Result<Option<Answer>, SitingError> {
    let was_open = |place: usize| answer.open.binary_search(&(place as u32)).is_ok();
    let mut rules = ask.clone();
    if ask.model == Model::Backup && ask.sites.is_none() && ask.budget.is_none() {
        // No more than the fewest that serve everybody.
        rules.open_at_most = Some(problem.sites_open(was_open));
    }
    let longest = ask.model == Model::ShortestLongest;
    let short = longest.then(|| shortened(problem, i64::try_from(answer.value).unwrap_or(i64::MAX)));
    if longest {
        // Whoever serves everybody within the longest way is as good.
        rules.model = Model::CoverAll;
    }
    let looked_at = short.as_ref().unwrap_or(problem);
    if Formulation::takes(looked_at, &rules) > effort.memory {
        return Ok(None);
    }
    let value = (!longest).then_some(answer.value);
    let cost = ask.budget.map(|_| problem.cost(was_open));
    let formulation = Formulation::of(looked_at, &rules).for_fewest_closings(looked_at, value, cost, &rules);
    let Some((open, nodes)) = second_search(&formulation, effort, NODES, solver)? else {
        return Ok(None);
    };
    let found =
        Answer::counted(looked_at, ask, &open, answer.bound, None).map(|found| found.proven_like(answer, nodes));
    // The solver keeps its rows to a millionth; only what counts as much and keeps all rules is as good.
    Ok(found.filter(|found| {
        found.value == answer.value
            && closings(problem, |place| open[place]) < closed
            && cost.is_none_or(|cost| problem.cost(|place| open[place]) <= cost)
            && recount(problem, ask, found).is_ok()
    }))
}

/// How many that stand are given up.
fn closings(problem: &Problem, is_open: impl Fn(usize) -> bool) -> usize {
    let places = problem.places.iter().enumerate();
    places
        .filter(|(position, place)| place.role == Role::MayClose && !is_open(*position))
        .count()
}
