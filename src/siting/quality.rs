//! An answer counted from its open places, and how good it is known to be.

use super::answer::{Answer, Prices, Status};
use super::ask::{Ask, Effort, Model};
use super::assign::{assign, value};
use super::error::SitingError;
use super::formulation::{Formulation, wanted};
use super::linear::{Ended, Limit, LinearSolver, Solved, SolverError};
use super::merge::Merged;
use super::problem::Problem;
use super::prove::proven_bound;
use super::readout::agrees;
use super::twice::fall_back;

impl Answer {
    /// Takes what the solver says of how good it is, where the answer was counted to be what the solver thought.
    pub(super) fn proved_by(&mut self, told: &Solved, ask: &Ask, effort: &Effort) {
        self.nodes = told.nodes;
        if told.ended == Ended::Proved && effort.gap == 0.0 && agrees(ask, told.cost, self.value) {
            self.bound = self.value;
        }
        self.status = match told.ended {
            _ if self.bound == self.value => Status::Optimal,
            Ended::Stopped(limit) => Status::Stopped(limit),
            _ => Status::Feasible,
        };
    }

    /// Takes a bound of which it is known that it holds, and the status that follows.
    pub(super) fn bounded_by(&mut self, bound: i128, stopped_by: Option<Limit>) {
        self.bound = bound;
        self.status = Status::unproven(stopped_by);
        self.settle(false);
    }

    /// The better of the two bounds, and the status that follows.
    pub(super) fn settle(&mut self, most: bool) {
        if let Some(proven) = self.proven {
            self.bound = if most {
                self.bound.min(proven)
            } else {
                self.bound.max(proven)
            };
        }
        if self.bound == self.value {
            self.status = Status::Optimal;
        }
    }

    /// An answer from its open places, counted; none where the rules on who goes where can't be kept.
    pub(super) fn counted(
        problem: &Problem,
        ask: &Ask,
        open: &[bool],
        bound: i128,
        prices: Option<Prices>,
    ) -> Option<Self> {
        let (going, again) = match ask.model {
            Model::Backup => fall_back(problem, ask, open)?,
            _ => (assign(problem, ask, open)?, Vec::new()),
        };
        if let Model::CoverRate { rate } = ask.model {
            let served: i64 = going.iter().map(|going| going.people.0).sum();
            (served >= wanted(problem, rate).0).then_some(())?;
        }
        let value = value(
            problem,
            ask,
            open,
            if ask.model == Model::Backup { &again } else { &going },
        );
        // A bound from floating numbers may be a hair on the wrong side of the value.
        let bound = if ask.model.is_most() {
            bound.max(value)
        } else {
            bound.min(value)
        };
        Some(Self {
            open: (0..open.len() as u32).filter(|place| open[*place as usize]).collect(),
            going,
            again,
            value,
            bound,
            status: if bound == value {
                Status::Optimal
            } else {
                Status::Feasible
            },
            proven: prices.as_ref().map(|_| bound),
            prices,
            nodes: 0,
        })
    }

    /// Takes the prices of the relaxed model where they prove more.
    pub(super) fn better_prices(
        &mut self,
        problem: &Problem,
        merged: &Merged,
        ask: &Ask,
        effort: &Effort,
        solver: &dyn LinearSolver,
    ) -> Result<(), SitingError> {
        let formulation = Formulation::of(&merged.problem, ask);
        if matches!(ask.model, Model::Backup | Model::ShortestLongest)
            || Formulation::takes(&merged.problem, ask) > effort.memory
        {
            return Ok(());
        }
        let told = match solver.solve(&formulation.linear.relaxed(), effort, None) {
            Ok(told) => told,
            Err(SolverError::Stopped) => return Err(SolverError::Stopped.into()),
            // The answer stands without them.
            Err(_) => return Ok(()),
        };
        let Some(prices) = formulation.prices(&merged.problem, ask, &told.duals) else {
            return Ok(());
        };
        let prices = merged.spread(&prices, ask, &problem.needs);
        let Some(proven) = proven_bound(problem, ask, &prices) else {
            return Ok(());
        };
        let most = ask.model.is_most();
        let better = |one: i128, other: i128| if most { one < other } else { one > other };
        if self.proven.is_none_or(|known| better(proven, known)) {
            self.prices = Some(prices);
            self.proven = Some(proven);
        }
        Ok(())
    }
}
