//! Quantities with their units in the type, and the two integers that sums and comparisons are made in.

use serde::{Deserialize, Serialize};

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// A length in metres, measured in one [`StudyArea`](crate::crs::StudyArea).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Metres(pub f64);

/// A speed in metres a second.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct MetresPerSecond(pub f64);

/// An area in square metres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct SquareMetres(pub f64);

/// A walking cost as a whole number of millimetres.
///
/// Costs are rounded once, when they are made, and compared as integers ever after, so that a facility exactly on the
/// limit is inside it on every machine and in every order of evaluation.
///
/// ```
/// use yike::units::{Metres, Millimetres};
/// assert_eq!(Millimetres::round(Metres(761.538_461_5)), Millimetres(761_538));
/// assert!(Millimetres::round(Metres(300.000_1)) <= Millimetres(300_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millimetres(pub i64);

impl Millimetres {
    /// Rounds metres to the nearest whole millimetre, halves away from zero.
    pub fn round(length: Metres) -> Self {
        Self((length.0 * 1000.0).round() as i64)
    }

    /// The same length in metres.
    pub fn metres(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

/// People, as a whole number of millionths of a person.
///
/// A total that is spread over buildings leaves fractions; as integers they add up to the total again in any order.
///
/// ```
/// use yike::units::Persons;
/// let people = Persons::whole(3);
/// assert_eq!(people.to_string(), "3");
/// assert_eq!(Persons(2_500_000).to_string(), "2.5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize)]
pub struct Persons(pub i64);

impl Persons {
    /// Millionths in one person.
    pub const MICRO: i64 = 1_000_000;

    /// No one.
    pub const NONE: Self = Self(0);

    /// A whole number of people.
    pub const fn whole(people: i64) -> Self {
        Self(people * Self::MICRO)
    }

    /// The nearest representable number of people; `None` where it is negative, not a number, or beyond nine billion.
    pub fn from_f64(people: f64) -> Option<Self> {
        (people.is_finite() && (0.0..=9e9).contains(&people)).then(|| Self((people * 1e6).round() as i64))
    }

    /// As a floating number, for shares and display only.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Splits a total by weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
    ///
    /// Weights must be finite and not negative. All zero, or no weights: `None`, for there is nobody to give the people to.
    ///
    /// ```
    /// use yike::units::Persons;
    /// let parts = Persons(10).split(&[1.0, 1.0, 1.0]).expect("weights are positive");
    /// assert_eq!(parts, [Persons(4), Persons(3), Persons(3)]);
    /// assert_eq!(Persons(10).split(&[0.0]), None);
    /// ```
    pub fn split(self, weights: &[f64]) -> Option<Vec<Self>> {
        let sum: f64 = weights.iter().sum();
        if !(sum.is_finite() && sum > 0.0) {
            return None;
        }
        let total = self.0 as f64;
        let mut remainders = Vec::with_capacity(weights.len());
        let mut parts: Vec<i64> = Vec::with_capacity(weights.len());
        for (index, weight) in weights.iter().enumerate() {
            let exact = total * (weight / sum);
            let floor = exact.floor();
            parts.push(floor as i64);
            remainders.push((exact - floor, index));
        }
        let mut left = self.0 - parts.iter().sum::<i64>();
        remainders.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // Floating error can leave the floors a few units above or below the total; both are settled here.
        let step = left.signum();
        for (_, index) in remainders.iter().cycle() {
            if left == 0 {
                break;
            }
            if weights[*index] > 0.0 && parts[*index] + step >= 0 {
                parts[*index] += step;
                left -= step;
            }
        }
        Some(parts.into_iter().map(Self).collect())
    }
}

impl std::fmt::Display for Persons {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 % Self::MICRO == 0 {
            write!(f, "{}", self.0 / Self::MICRO)
        } else {
            write!(f, "{}", self.as_f64())
        }
    }
}

impl Add for Persons {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Persons {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Persons {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Persons {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Persons {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::NONE, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_total_that_is_split_adds_up_again(total in 0_i64..40_000_000_000, weights in prop::collection::vec(0.0_f64..1e6, 1..200)) {
            prop_assume!(weights.iter().sum::<f64>() > 0.0);
            let parts = Persons(total).split(&weights).expect("some weight is positive");
            prop_assert_eq!(parts.iter().copied().sum::<Persons>(), Persons(total));
            prop_assert!(parts.iter().all(|part| part.0 >= 0));
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(*weight > 0.0 || part.0 == 0, "nobody lives where the weight is zero");
            }
        }
    }
}
