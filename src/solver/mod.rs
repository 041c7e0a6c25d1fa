//! The `HiGHS` adapter: the one place that knows the solver.

mod highs_solver;

pub use highs_solver::Highs;
