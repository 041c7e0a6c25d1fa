//! One sum over another, compared without rounding.

use std::cmp::Ordering;

use crate::domain::plan::{Comparator, Decimal};

/// A numerator over a denominator above nothing, both in whole millionths.
///
/// ```
/// use yike::domain::plan::Decimal;
/// use yike::indicators::Fraction;
/// let share = Fraction::of(2769, 4273, 100).unwrap();
/// assert_eq!(share.shown(None), "64.8");
/// let short = Fraction::of(7996, 10_000, 100).unwrap();
/// assert_eq!(short.shown(Some(Decimal::whole(80))), "79.96");   // as many digits as tell it from 80
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Fraction {
    /// Above the line, times the factor.
    above: i128,
    /// Below the line.
    below: i128,
}

impl Fraction {
    /// `above` times `factor` over `below`; `None` where there is nothing to divide by.
    pub fn of(above: i128, below: i128, factor: u32) -> Option<Self> {
        (below > 0).then(|| Self {
            above: above * i128::from(factor),
            below,
        })
    }

    /// Nothing.
    pub const ZERO: Self = Self { above: 0, below: 1 };

    /// A number by itself.
    pub fn whole(number: i128) -> Self {
        Self {
            above: number,
            below: 1,
        }
    }

    /// How it stands to a number of a plan.
    pub fn against(self, number: Decimal) -> Ordering {
        (self.above * i128::from(Decimal::ONE)).cmp(&(i128::from(number.0) * self.below))
    }

    /// Whether it is on the right side of a target; exactly so many are reached by more, except where the target is none at all.
    pub fn reaches(self, comparator: Comparator, number: Decimal) -> bool {
        let order = self.against(number);
        match comparator {
            Comparator::Gt => order == Ordering::Greater,
            Comparator::Le => order != Ordering::Greater,
            Comparator::Eq if number == Decimal::default() => order == Ordering::Equal,
            Comparator::Ge | Comparator::Eq => order != Ordering::Less,
        }
    }

    /// The difference to another.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            above: self.above * other.below - other.above * self.below,
            below: self.below * other.below,
        }
    }

    /// For writing and drawing, not for comparing.
    pub fn as_f64(self) -> f64 {
        self.above as f64 / self.below as f64
    }

    /// Rounded half up to so many digits after the point, at most six.
    pub fn rounded(self, digits: u32) -> Decimal {
        let scale = 10_i128.pow(digits.min(6));
        let scaled = (self.above * scale * 2 + self.below).div_euclid(self.below * 2);
        let micro = scaled * (i128::from(Decimal::ONE) / scale);
        Decimal(i64::try_from(micro).unwrap_or(i64::MAX))
    }

    /// With one digit after the point, or as many as tell it from the target.
    pub fn shown(self, target: Option<Decimal>) -> String {
        let told_apart = |digits: &u32| match target {
            Some(target) => self.rounded(*digits).cmp(&target) == self.against(target),
            None => true,
        };
        let digits = (1..=6).find(told_apart).unwrap_or(6);
        let text = self.rounded(digits).to_string();
        match text.split_once('.') {
            None => format!("{text}.{}", "0".repeat(digits as usize)),
            Some((_, parts)) => format!("{text}{}", "0".repeat(digits as usize - parts.len())),
        }
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.above * other.below).cmp(&(other.above * self.below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_compared_unrounded_and_shown_with_the_digits_that_tell_it_from_its_target() {
        let short = Fraction::of(7996, 10_000, 100).expect("not over nothing");
        let target = Decimal::whole(80);
        assert!(!short.reaches(Comparator::Ge, target));
        assert_eq!(short.shown(Some(target)), "79.96");
        assert_eq!(short.shown(None), "80.0");
        let exact = Fraction::of(8000, 10_000, 100).expect("not over nothing");
        assert!(exact.reaches(Comparator::Ge, target) && !exact.reaches(Comparator::Gt, target));
        assert_eq!(exact.shown(Some(target)), "80.0");
        assert_eq!(Fraction::of(1, 0, 100), None);
    }

    #[test]
    fn exactly_none_is_missed_by_one_and_exactly_one_is_reached_by_two() {
        assert!(!Fraction::whole(1).reaches(Comparator::Eq, Decimal::default()));
        assert!(Fraction::ZERO.reaches(Comparator::Eq, Decimal::default()));
        assert!(Fraction::whole(2).reaches(Comparator::Eq, Decimal::whole(1)));
    }
}
