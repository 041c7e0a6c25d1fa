//! How much a siting question of a page or a program may ask for.

use super::siting_question::{SitingQuestion, bad};
use crate::http::problem::Problem;

/// Sites that a run may open, and ids, costs and weights that a question may name.
pub(super) const MOST_SITES: usize = 500;
/// Phases, alternatives, candidate sources, services and areas.
const MOST_MORE: usize = 10;
const MOST_CURVE: usize = 60;
/// The greatest number that means anything here.
const MOST_NUMBER: f64 = 1e9;

impl SitingQuestion {
    /// No more, and no other numbers, than a run is meant for.
    pub(super) fn within_limits(&self) -> Result<(), Problem> {
        let ids = self.require.len() + self.exclude.len() + self.may_close.ids().len();
        let named = self.costs.len() + self.capacities.len() + self.expand.len() + self.weights.len();
        let stops = self.mobile.as_ref().map_or(0, |mobile| mobile.candidates.len());
        if self.candidates.len().max(stops) > MOST_MORE || ids > MOST_SITES || named > MOST_SITES {
            return Err(bad("candidates, ids, costs, capacities, expand or weights: fewer"));
        }
        if self.not_in.len() > MOST_MORE {
            return Err(bad("not_in: fewer"));
        }
        if self.service.split(',').count() > MOST_MORE {
            return Err(bad("service: fewer"));
        }
        let phases = self.phases.iter().filter(|_| self.budget.is_none());
        let counts = phases.chain(&self.sites).chain(&self.per_town);
        if counts.into_iter().any(|sites| *sites > MOST_SITES) || self.phases.len() > MOST_MORE {
            return Err(bad("sites, per_town or phases: fewer"));
        }
        if self.curve.is_some_and(|most| most > MOST_CURVE) {
            return Err(bad("curve: fewer"));
        }
        if self.alternatives > MOST_MORE {
            return Err(bad("alternatives: fewer"));
        }
        if !self.phases.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(bad("phases: each more than the one before"));
        }
        let numbers = [
            self.capacity,
            self.least_people,
            self.spacing_m,
            self.steepest_percent,
            self.within,
            self.beside.as_ref().map(|beside| beside.metres),
        ];
        let numbers = numbers
            .iter()
            .flatten()
            .chain(self.expand.values())
            .chain(self.capacities.values())
            .chain(self.weights.values());
        if !numbers.into_iter().all(|number| (0.0..=MOST_NUMBER).contains(number)) {
            return Err(bad("its numbers: each from 0 to 1e9"));
        }
        if self.phases.iter().any(|allowed| *allowed > MOST_NUMBER as usize) {
            return Err(bad("phases: each at most 1e9"));
        }
        let money = self.costs.values().chain(&self.budget);
        if !money.into_iter().all(|cost| (0..=MOST_NUMBER as i64).contains(cost)) {
            return Err(bad("costs or budget: each from 0 to 1e9"));
        }
        Ok(())
    }
}
