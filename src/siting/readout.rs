//! What a solver's columns and rows say of a siting question.

use super::answer::Prices;
use super::ask::{Ask, Model};
use super::formulation::Formulation;
use super::merge::common;
use super::problem::Problem;
use super::prove::FINE;

impl Formulation {
    /// Which places are open.
    pub(super) fn open(&self, values: &[f64]) -> Vec<bool> {
        let open = |column: &Option<usize>| column.is_some_and(|column| values[column] > 0.5);
        self.place.iter().map(open).collect()
    }

    /// An answer's columns, for the solver to begin with; none where people's shares would have to be told.
    pub(super) fn start(&self, problem: &Problem, ask: &Ask, open: &[bool]) -> Option<Vec<f64>> {
        if ask.capacitated || ask.least_people {
            return None;
        }
        let mut start = vec![0.0; self.linear.columns.len()];
        for (place, column) in self.place.iter().enumerate() {
            match column {
                Some(column) => start[*column] = f64::from(u8::from(open[place])),
                None if open[place] => return None,
                None => {}
            }
        }
        for (need, row) in &self.need_rows {
            let served = problem.reached(*need as usize).any(|(place, _)| open[place as usize]);
            for (column, factor) in &self.linear.rows[*row].entries {
                if *factor < 0.0 && served {
                    start[*column] = 1.0;
                }
            }
        }
        if ask.model == Model::ShortestSum {
            let mut best: Vec<Option<(i64, usize)>> = vec![None; problem.needs.len()];
            for (need, place, column) in self.going.iter().filter(|(_, place, _)| open[*place as usize]) {
                let cost = problem.reach.at(*need as usize, *place).unwrap_or(i64::MAX);
                let best = &mut best[*need as usize];
                if best.is_none_or(|(known, _)| cost < known) {
                    *best = Some((cost, *column));
                }
            }
            for (_, column) in best.into_iter().flatten() {
                start[column] = 1.0;
            }
        }
        Some(start)
    }

    /// Prices from the duals of the relaxed model's rows: what easing each by one would save.
    pub(super) fn prices(&self, problem: &Problem, ask: &Ask, duals: &[f64]) -> Option<Prices> {
        if duals.len() != self.linear.rows.len() {
            return None;
        }
        let fine = FINE as f64;
        let person = self.rate_row.map_or(0.0, |row| duals[row].max(0.0));
        let mut needs: Vec<i64> = problem
            .needs
            .iter()
            .map(|need| match ask.model {
                // Whom nobody reaches costs the bound nothing.
                Model::CoverMost => need.weight,
                Model::CoverRate { .. } => (person * need.people.as_f64() * fine).ceil() as i64,
                _ => 0,
            })
            .collect();
        for (need, row) in &self.need_rows {
            let of = problem.needs[*need as usize];
            let dual = duals[*row];
            let price = match (ask.model, ask.assigns()) {
                (Model::CoverMost, false) => dual * 1e6,
                (Model::CoverMost, true) => of.weight as f64 + dual * 1e6,
                (Model::CoverRate { .. }, true) => (person * of.people.as_f64() + dual) * fine,
                (Model::ShortestSum, _) => dual * 1e9,
                _ => dual * fine,
            };
            needs[*need as usize] = price.round() as i64;
        }
        Some(Prices {
            needs,
            person: (person * fine).round() as i64,
            replaced: Vec::new(),
        })
    }
}

/// The solver's bound in the unit of the objective, rounded towards what can be: a whole number of places, or of the kind that all
/// weights are multiples of.
pub(super) fn in_units(problem: &Problem, ask: &Ask, bound: f64) -> i128 {
    if !bound.is_finite() {
        return if ask.model.is_most() { i128::MAX } else { i128::MIN };
    }
    // The solver's own rounding.
    let near = bound.abs().max(1.0) * 1e-7;
    match ask.model {
        Model::CoverMost | Model::Backup => {
            let kind = problem
                .needs
                .iter()
                .fold(0, |kind, need| common(kind, need.weight))
                .max(1);
            let kind = if ask.assigns() { 1 } else { kind };
            let most = ((-bound + near) * 1e6).floor() as i128;
            most.div_euclid(i128::from(kind)) * i128::from(kind)
        }
        Model::ShortestSum => ((bound - near) * 1e9).ceil() as i128,
        _ => (bound - near.max(1e-5)).ceil() as i128,
    }
}

/// Whether a solver's cost of an answer is what the answer was counted to be, but for rounding.
pub(super) fn agrees(ask: &Ask, cost: f64, value: i128) -> bool {
    let said = match ask.model {
        Model::CoverMost | Model::Backup => -cost * 1e6,
        Model::ShortestSum => cost * 1e9,
        _ => cost,
    };
    (said - value as f64).abs() <= (value as f64).abs() * 1e-6 + 1e-6
}
