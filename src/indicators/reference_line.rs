//! The straight line from where a plan starts to where it ends. It helps the eye and is no target: no plan says what has to be reached
//! in between.

use crate::domain::day::Day;
use crate::domain::plan::{Decimal, Requirement};

/// A straight line between the ends of two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceLine {
    /// Where the plan starts, and at the end of which year.
    pub start: (Decimal, u16),
    /// Where it ends.
    pub end: (Decimal, u16),
}

impl ReferenceLine {
    /// The line of a requirement with a baseline, a target and a later year; `None` for any other.
    pub fn of(requirement: &Requirement) -> Option<Self> {
        let (start, target, year) = (requirement.start?, requirement.target?, requirement.year?);
        (start.1 < year).then_some(Self {
            start,
            end: (target.value, year),
        })
    }

    /// Its height on a day, to the nearest millionth; `None` before and after it.
    ///
    /// ```
    /// use yike::domain::{day::Day, plan::Decimal};
    /// use yike::indicators::ReferenceLine;
    /// // 65.7 % in 2020, 80 % in 2025: by the end of 2023 1095 of 1826 days have gone.
    /// let line = ReferenceLine { start: (Decimal(65_700_000), 2020), end: (Decimal::whole(80), 2025) };
    /// let on = |year| line.on(Day::end_of(year)).map(|height| height.to_string());
    /// assert_eq!(on(2020).as_deref(), Some("65.7"));
    /// assert_eq!(on(2023).as_deref(), Some("74.275301"));   // 65.7 + 14.3 x 1095 / 1826
    /// assert_eq!(on(2025).as_deref(), Some("80"));
    /// assert_eq!((on(2019), on(2026)), (None, None));
    /// ```
    pub fn on(self, day: Day) -> Option<Decimal> {
        let (first, last) = (Day::end_of(self.start.1).number(), Day::end_of(self.end.1).number());
        let gone = day.number() - first;
        if gone < 0 || day.number() > last {
            return None;
        }
        let (low, high) = (i128::from(self.start.0.0), i128::from(self.end.0.0));
        let length = i128::from(last - first);
        // Rounded half up.
        let doubled = (high - low) * i128::from(gone) * 2 + length;
        let height = low + doubled.div_euclid(length * 2);
        i64::try_from(height).ok().map(Decimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::PlanReader;

    #[test]
    fn heights_are_rounded_half_up_on_the_way_up_and_down() {
        let heights = |low: i64, high: i64, days: [&str; 3]| {
            let line = ReferenceLine {
                start: (Decimal(low), 2020),
                end: (Decimal(high), 2021),
            };
            days.map(|day| line.on(day.parse().expect("a day")).map(|height| height.0))
        };
        // 182 and 183 of 365 days: 0.4986 and 0.5014 of the way.
        let days = ["2021-07-01", "2021-07-02", "2021"];
        assert_eq!(heights(0, 1, days), [Some(0), Some(1), Some(1)]);
        assert_eq!(heights(1, 0, days), [Some(1), Some(0), Some(0)]);
        // 73 and 219 days are a fifth and three fifths of the way.
        let fifths = ["2021-03-14", "2021-08-07", "2021"];
        assert_eq!(heights(0, 5, fifths), [Some(1), Some(3), Some(5)]);
    }

    #[test]
    fn a_plan_that_ends_when_it_starts_has_no_line() {
        let reader = PlanReader::new().expect("the shipped lists are sound");
        let plan = reader.shipped("national-2025").expect("it is shipped");
        let mut rural = plan
            .requirements
            .into_iter()
            .find(|own| own.id == "rural-facility-coverage");
        let rural = rural.as_mut().expect("it is there");
        assert!(ReferenceLine::of(rural).is_some());
        rural.start = rural.start.map(|(value, _)| (value, 2025));
        assert_eq!(ReferenceLine::of(rural), None);
    }
}
