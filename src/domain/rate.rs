//! A rate as the interval that missing data leave open.

use super::verdict::Verdict;
use crate::units::Persons;

/// `yes` of `all`, with `unknown` that may be either. Whole numbers, so that rates of parts add up to the rate of the whole.
///
/// ```
/// use yike::domain::{rate::Rate, verdict::Verdict};
/// let rate = Rate { yes: 7.0, unknown: 2.0, all: 10.0 };
/// assert_eq!(rate.interval(), Some((0.7, 0.9)));
/// assert_eq!(rate.verdict(Some(0.6)), Verdict::Reached);      // even if nobody unknown is reached
/// assert_eq!(rate.verdict(Some(0.8)), Verdict::NotAssessed);  // the unknown decide
/// assert_eq!(rate.verdict(Some(0.95)), Verdict::NotReached);
/// assert_eq!(rate.verdict(None), Verdict::ThresholdUndefined);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rate {
    /// Known to be in.
    pub yes: f64,
    /// Not known.
    pub unknown: f64,
    /// The denominator.
    pub all: f64,
}

impl Rate {
    /// A rate of people.
    pub fn of_people(yes: Persons, unknown: Persons, all: Persons) -> Self {
        Self {
            yes: yes.as_f64(),
            unknown: unknown.as_f64(),
            all: all.as_f64(),
        }
    }

    /// Lower and upper end; `None` where there is nothing to divide by.
    pub fn interval(self) -> Option<(f64, f64)> {
        (self.all > 0.0).then(|| (self.yes / self.all, (self.yes + self.unknown) / self.all))
    }

    /// The one value, where missing data leave no choice.
    pub fn value(self) -> Option<f64> {
        self.interval().filter(|_| self.unknown <= 0.0).map(|(lower, _)| lower)
    }

    /// The verdict against a threshold share; a circle without one has no verdict.
    ///
    /// Hiding data lowers the lower end, so it never turns a verdict into *reached*.
    pub fn verdict(self, threshold: Option<f64>) -> Verdict {
        let Some((lower, upper)) = self.interval() else {
            return Verdict::NotAssessed;
        };
        let nothing_is_known = self.unknown > 0.0 && self.unknown >= self.all;
        match threshold {
            _ if nothing_is_known => Verdict::NotAssessed,
            None => Verdict::ThresholdUndefined,
            Some(theta) if lower >= theta => Verdict::Reached,
            Some(theta) if upper < theta => Verdict::NotReached,
            Some(_) => Verdict::NotAssessed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hiding_what_is_known_never_turns_a_verdict_into_reached(yes in 0_u32..50, no in 0_u32..50, hide_yes in 0_u32..50, hide_no in 0_u32..50, theta in 0.0_f64..=1.0) {
            let all = f64::from(yes + no);
            let (hide_yes, hide_no) = (hide_yes.min(yes), hide_no.min(no));
            let full = Rate { yes: f64::from(yes), unknown: 0.0, all };
            let hidden = Rate { yes: f64::from(yes - hide_yes), unknown: f64::from(hide_yes + hide_no), all };
            if hidden.verdict(Some(theta)) == Verdict::Reached {
                prop_assert_eq!(full.verdict(Some(theta)), Verdict::Reached);
            }
        }
    }

    #[test]
    fn nothing_known_is_not_assessed_whatever_the_threshold() {
        let rate = Rate {
            yes: 0.0,
            unknown: 5.0,
            all: 5.0,
        };
        assert_eq!(rate.verdict(None), Verdict::NotAssessed);
        assert_eq!(rate.verdict(Some(0.0)), Verdict::NotAssessed);
        assert_eq!(Rate::default().verdict(Some(0.5)), Verdict::NotAssessed);
    }
}
