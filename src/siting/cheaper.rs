//! Of plans that are equally good, the cheaper: money that buys nobody anything is not spent.

use super::answer::Answer;
use super::ask::{Ask, Effort};
use super::error::SitingError;
use super::formulation::Formulation;
use super::linear::LinearSolver;
use super::problem::Problem;
use super::second_search::second_search;

/// Nodes that the second search may look at: it only tidies.
const NODES: u32 = 20_000;

/// A plan that is as good as one that was found and costs less, where there is one. `small` may have needs put together; its places are the
/// problem's own.
///
/// # Errors
/// Somebody said stop. That the search finds nothing is no error.
pub(super) fn cheaper(
    (problem, small): (&Problem, &Problem),
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    answer: &Answer,
) -> Result<Option<Answer>, SitingError> {
    if Formulation::takes(small, ask) > effort.memory {
        return Ok(None);
    }
    let is_open = |place: usize| answer.open.binary_search(&(place as u32)).is_ok();
    let known = problem.cost(is_open);
    let formulation = Formulation::of(small, ask).for_less(small, answer.value, ask);
    let Some((open, nodes)) = second_search(&formulation, effort, NODES, solver)? else {
        return Ok(None);
    };
    let found = Answer::counted(problem, ask, &open, answer.bound, None);
    // The solver keeps its rows to a millionth; only what counts as much is as good.
    Ok(found
        .filter(|found| found.value == answer.value && problem.cost(|place| open[place]) < known)
        .map(|found| found.proven_like(answer, nodes)))
}
