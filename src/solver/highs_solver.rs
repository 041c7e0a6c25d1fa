//! Linear models with whole columns, solved by `HiGHS` (Huangfu and Hall 2018).

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

use crate::siting::{Effort, Ended, Limit, Linear, LinearSolver, Solved, SolverError};

fn refused(status: impl std::fmt::Debug) -> SolverError {
    SolverError::Refused(format!("{status:?}"))
}

/// `HiGHS` on one thread: with several it may end with another of equally good answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Highs;

impl LinearSolver for Highs {
    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        let mut problem = RowProblem::default();
        let columns: Vec<_> = model
            .columns
            .iter()
            .map(|column| {
                let bounds = column.low..=column.high;
                if column.whole {
                    problem.add_integer_column(column.cost, bounds)
                } else {
                    problem.add_column(column.cost, bounds)
                }
            })
            .collect();
        for row in &model.rows {
            let entries = row.entries.iter().map(|(column, factor)| (columns[*column], *factor));
            problem.add_row(row.low..=row.high, entries);
        }
        let mut model_now = problem.try_optimise(Sense::Minimise).map_err(refused)?;
        model_now.make_quiet();
        let whole = model.columns.iter().any(|column| column.whole);
        let seed = i32::try_from(effort.seed & 0x7fff_ffff).unwrap_or(0);
        let nodes = i32::try_from(effort.nodes).unwrap_or(i32::MAX);
        let set = [
            model_now.try_set_option("threads", 1),
            model_now.try_set_option("random_seed", seed),
            model_now.try_set_option("mip_max_nodes", nodes),
            model_now.try_set_option("mip_rel_gap", effort.gap),
            model_now.try_set_option("mip_abs_gap", 1e-9),
        ];
        set.into_iter().collect::<Result<(), _>>().map_err(refused)?;
        if let Some(seconds) = effort.seconds {
            model_now.try_set_option("time_limit", seconds).map_err(refused)?;
        }
        if let Some(start) = start {
            model_now
                .try_set_solution(Some(start), None, None, None)
                .map_err(refused)?;
        }
        let solved = model_now.try_solve().map_err(refused)?;
        let status = solved.status();
        let ended = match status {
            HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => Ended::Proved,
            HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Ended::Infeasible,
            HighsModelStatus::ReachedTimeLimit => Ended::Stopped(Limit::Time),
            // Too many nodes are a limit of solutions to it.
            HighsModelStatus::ReachedIterationLimit | HighsModelStatus::ReachedSolutionLimit => {
                Ended::Stopped(Limit::Steps)
            }
            HighsModelStatus::ReachedMemoryLimit => Ended::Stopped(Limit::Memory),
            other => return Err(SolverError::GaveUp(format!("{other:?}"))),
        };
        let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
        let solution = (feasible && ended != Ended::Infeasible).then(|| solved.get_solution());
        let read = |name| solved.double_info_value(name).ok();
        let bound = if whole {
            read(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY)
        } else {
            solved.objective_value()
        };
        Ok(Solved {
            ended,
            values: solution.as_ref().map(|solution| solution.columns().to_vec()),
            cost: solved.objective_value(),
            bound,
            duals: match solution {
                Some(solution) if !whole => solution.dual_rows().to_vec(),
                _ => Vec::new(),
            },
            nodes: solved
                .int_info_value(c"mip_node_count")
                .ok()
                .and_then(|nodes| u64::try_from(nodes).ok())
                .unwrap_or(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Covers of pairs among so many corners: nothing that is found at once.
    fn corners(corners: usize) -> Linear {
        let mut model = Linear::default();
        let column = |corner: usize| 1.0 + (corner * 7 % 5) as f64 / 10.0;
        for corner in 0..corners {
            model.column(column(corner), 0.0, 1.0, true);
        }
        for one in 0..corners {
            for other in one + 1..corners {
                let (third, shift) = ((one + other) % corners, (one * other * 13 + 5) % corners);
                let mut entries: Vec<(usize, f64)> = [one, other, third, shift].map(|at| (at, 1.0)).to_vec();
                entries.sort_by_key(|(at, _)| *at);
                entries.dedup_by_key(|(at, _)| *at);
                if (one * 31 + other * 17) % 3 == 0 {
                    model.row(1.0, f64::INFINITY, entries);
                }
            }
        }
        model
    }

    #[test]
    fn a_search_says_which_limit_stopped_it() {
        let effort = |seconds, nodes| Effort {
            nodes,
            seconds,
            ..Effort::default()
        };
        let told = |effort: Effort| Highs.solve(&corners(60), &effort, None).expect("an end").ended;
        assert_eq!(told(effort(Some(0.0), 200_000)), Ended::Stopped(Limit::Time));
        assert_eq!(told(effort(None, 1)), Ended::Stopped(Limit::Steps));
    }
}
