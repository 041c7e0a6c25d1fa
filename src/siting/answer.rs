//! What a siting run answers.

use super::linear::Limit;
use crate::units::Persons;

/// People of one need who go to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Going {
    /// Position of the need.
    pub need: u32,
    /// Position of the place.
    pub place: u32,
    /// How many.
    pub people: Persons,
}

/// How good an answer is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No answer is better.
    Optimal,
    /// It keeps every rule; how much better another may be is said by the bound.
    Feasible,
    /// As feasible, and a limit stopped the search.
    Stopped(Limit),
}

impl Status {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
            Self::Stopped(_) => "stopped",
        }
    }

    /// What stopped the search, where something did.
    pub fn stopped_by(self) -> Option<Limit> {
        match self {
            Self::Stopped(limit) => Some(limit),
            Self::Optimal | Self::Feasible => None,
        }
    }

    /// Of an answer that is not known to be best.
    pub(super) fn unproven(stopped_by: Option<Limit>) -> Self {
        stopped_by.map_or(Self::Feasible, Self::Stopped)
    }
}

/// Prices from which a bound follows by arithmetic alone (see `prove`): in the objective's unit where that is fine, in millionths of a
/// place or of the unit of cost for the thrifty models.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// Of every need: what serving it is worth at most.
    pub needs: Vec<i64>,
    /// Of one more person served, where a share is asked (millionths of the unit for each person).
    pub person: i64,
    /// Candidates that need not be looked at, each with the candidate that replaces it: it serves whom they serve, and is no dearer.
    pub replaced: Vec<(u32, u32)>,
}

/// A choice of places, who goes where, and how good it is known to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Positions of all open places, those that stand included, in order.
    pub open: Vec<u32>,
    /// Who goes where: to the nearest open place, or as capacities allow.
    pub going: Vec<Going>,
    /// To which second place those could go who have one; of backup cover alone.
    pub again: Vec<Going>,
    /// The objective: weight in millionths (the most-people models), places or cost (the thrifty ones), weight times cost in
    /// millionths of a person and whole millimetres or milliseconds (sum), millimetres or milliseconds (longest).
    pub value: i128,
    /// No answer is better than this, in the same unit; the last number there is where nothing is known.
    pub bound: i128,
    /// How good it is known to be.
    pub status: Status,
    /// Prices that prove a bound without the solver, where the model has such.
    pub prices: Option<Prices>,
    /// What these prices prove: never better than `bound`.
    pub proven: Option<i128>,
    /// Nodes that the search looked at.
    pub nodes: u64,
}

impl Answer {
    /// How far the value may be from the best, as a share of the value.
    pub fn gap(&self) -> f64 {
        share(self.value, self.bound)
    }

    /// People served in all.
    pub fn served(&self) -> Persons {
        Persons(self.going.iter().map(|going| going.people.0).sum())
    }
}

/// The distance of two values as a share of the first.
pub(super) fn share(value: i128, bound: i128) -> f64 {
    if value == bound {
        return 0.0;
    }
    let apart = value.saturating_sub(bound).unsigned_abs() as f64;
    apart / (value.unsigned_abs() as f64).max(f64::MIN_POSITIVE)
}
