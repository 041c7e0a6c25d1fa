//! The solver of a run that somebody may stop.

use crate::import::Progress;
use crate::siting::{Effort, Linear, LinearSolver, Solved, SolverError};
use crate::solver::Highs;

/// `HiGHS`, asked for nothing more once somebody has said stop. A search that has begun ends by its own limits.
pub(super) struct Watched<'a>(pub(super) &'a dyn Progress);

impl LinearSolver for Watched<'_> {
    fn stopped(&self) -> bool {
        self.0.stopped()
    }

    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        if self.0.stopped() {
            return Err(SolverError::Stopped);
        }
        Highs.solve(model, effort, start)
    }
}
