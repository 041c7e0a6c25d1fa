//! A second search among plans that are as good as one that was found: it tidies, and proves nothing.

use super::answer::Answer;
use super::ask::Effort;
use super::error::SitingError;
use super::formulation::Formulation;
use super::linear::{LinearSolver, SolverError};

/// Which places are open in the best plan of a model, and the nodes that were looked at; none where nothing was found within `most_nodes`.
///
/// # Errors
/// Somebody said stop. That the search finds nothing is no error: the first plan stays.
pub(super) fn second_search(
    formulation: &Formulation,
    effort: &Effort,
    most_nodes: u32,
    solver: &dyn LinearSolver,
) -> Result<Option<(Vec<bool>, u64)>, SitingError> {
    let effort = Effort {
        nodes: effort.nodes.min(most_nodes),
        gap: 0.0,
        ..*effort
    };
    let told = match solver.solve(&formulation.linear, &effort, None) {
        Ok(told) => told,
        Err(SolverError::Stopped) => return Err(SolverError::Stopped.into()),
        Err(_) => return Ok(None),
    };
    let values = told.values.as_ref();
    Ok(values.map(|values| (formulation.open(values), told.nodes)))
}

impl Answer {
    /// The same plan with what the first search proved of every plan of its value.
    pub(super) fn proven_like(self, first: &Self, more_nodes: u64) -> Self {
        Self {
            bound: first.bound,
            status: first.status,
            prices: first.prices.clone(),
            proven: first.proven,
            nodes: first.nodes + more_nodes,
            ..self
        }
    }
}
