//! How quantities are written: people as numbers of persons, areas to a hundredth of a square metre, lengths to a millimetre.

use serde::{Serialize, Serializer};

use crate::domain::rate::Rate;
use crate::units::{Metres, Persons, SquareMetres};

/// People: a whole number where they are whole, else with at most six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PeopleNumber(pub(super) Persons);

impl Serialize for PeopleNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(people) = self;
        if people.0 % Persons::MICRO == 0 {
            serializer.serialize_i64(people.0 / Persons::MICRO)
        } else {
            serializer.serialize_f64(people.as_f64())
        }
    }
}

pub(super) fn area(area: SquareMetres) -> f64 {
    (area.0 * 100.0).round() / 100.0
}

pub(super) fn length(length: Metres) -> f64 {
    (length.0 * 1000.0).round() / 1000.0
}

/// A rate as written: its value where it has one, its interval, and what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct RateNumber {
    value: Option<f64>,
    interval: Option<[f64; 2]>,
    numerator: f64,
    denominator: f64,
    unit: &'static str,
    not_assessed: f64,
    verdict: &'static str,
}

impl RateNumber {
    pub(super) fn of(rate: Rate, unit: &'static str, theta: Option<f64>) -> Self {
        Self {
            value: rate.value(),
            interval: rate.interval().map(|(lower, upper)| [lower, upper]),
            numerator: rate.yes,
            denominator: rate.all,
            unit,
            not_assessed: rate.unknown,
            verdict: rate.verdict(theta).key(),
        }
    }

    /// A rate that nothing can be said of.
    pub(super) fn not_assessed(unit: &'static str, verdict: &'static str) -> Self {
        Self {
            value: None,
            interval: None,
            numerator: 0.0,
            denominator: 0.0,
            unit,
            not_assessed: 0.0,
            verdict,
        }
    }
}
