//! The solver of a run that somebody may stop.

use std::thread;

use crate::import::Progress;
use crate::siting::{Effort, Linear, LinearSolver, Solved, SolverError};
use crate::solver::Highs;

/// `HiGHS`, on so many threads at once, asked for nothing more once somebody has said stop. A search that has begun ends by its own limits.
pub(super) struct Watched<'a> {
    pub(super) progress: &'a (dyn Progress + Sync),
    pub(super) threads: usize,
}

impl LinearSolver for Watched<'_> {
    fn stopped(&self) -> bool {
        self.progress.stopped()
    }

    fn at_once(&self) -> usize {
        self.threads
    }

    fn crew(&self, threads: usize, work: &(dyn Fn() + Sync), meanwhile: &mut dyn FnMut()) {
        thread::scope(|scope| {
            let begun = (0..threads).filter(|_| thread::Builder::new().spawn_scoped(scope, work).is_ok());
            if begun.count() == 0 {
                work();
            }
            meanwhile();
        });
    }

    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        if self.progress.stopped() {
            return Err(SolverError::Stopped);
        }
        Highs.solve(model, effort, start)
    }
}
