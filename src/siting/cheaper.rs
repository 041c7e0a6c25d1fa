//! Of plans that are equally good, the cheaper: money that buys nobody anything is not spent.

use super::answer::Answer;
use super::ask::{Ask, Effort};
use super::error::SitingError;
use super::formulation::Formulation;
use super::linear::{LinearSolver, SolverError};
use super::problem::Problem;

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
    let effort = Effort {
        nodes: effort.nodes.min(NODES),
        gap: 0.0,
        ..*effort
    };
    let told = match solver.solve(&formulation.linear, &effort, None) {
        Ok(told) => told,
        Err(SolverError::Stopped) => return Err(SolverError::Stopped.into()),
        Err(_) => return Ok(None),
    };
    let Some(values) = &told.values else { return Ok(None) };
    let open = formulation.open(values);
    let found = Answer::counted(problem, ask, &open, answer.bound, None);
    // The solver keeps its rows to a millionth; only what counts as much is as good.
    Ok(found
        .filter(|found| found.value == answer.value && problem.cost(|place| open[place]) < known)
        .map(|found| Answer {
            bound: answer.bound,
            status: answer.status,
            prices: answer.prices.clone(),
            proven: answer.proven,
            nodes: answer.nodes + told.nodes,
            ..found
        }))
}
