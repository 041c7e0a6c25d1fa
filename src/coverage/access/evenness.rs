//! How evenly a value is spread over people.

use crate::domain::access::{Equity, QUANTILES};
use crate::units::Persons;

/// Measures how evenly values are spread, each value counted once for every person who has it. Values are finite and not negative.
pub(super) fn equity(values: impl IntoIterator<Item = (f64, Persons)>) -> Equity {
    let mut values: Vec<(f64, Persons)> = values
        .into_iter()
        .filter(|(_, people)| *people > Persons::NONE)
        .collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    if values.is_empty() {
        return Equity::default();
    }
    let curve = Lorenz::new(&values);
    let lowest_forty = curve.share_of_lowest(0.4);
    let highest_ten = curve.share_of_lowest(0.9).map(|rest| 1.0 - rest);
    Equity {
        gini: curve.gini(),
        quantiles: Some(QUANTILES.map(|share| quantile(&values, share))),
        palma: lowest_forty
            .zip(highest_ten)
            .filter(|(low, _)| *low > 0.0)
            .map(|(low, high)| high / low),
        lowest_forty,
        highest_ten,
    }
}

/// The least value that at least a share of the people don't exceed.
fn quantile(sorted: &[(f64, Persons)], share: f64) -> f64 {
    let everybody: i128 = sorted.iter().map(|(_, people)| i128::from(people.0)).sum();
    let wanted = share * everybody as f64;
    let mut counted = 0_i128;
    let found = sorted.iter().find(|(_, people)| {
        counted += i128::from(people.0);
        counted as f64 >= wanted
    });
    found.or(sorted.last()).map_or(0.0, |(value, _)| *value)
}

/// Who has how much, from the least on: after each group the people and what they have together.
struct Lorenz {
    corners: Vec<(f64, f64)>,
}

impl Lorenz {
    fn new(sorted: &[(f64, Persons)]) -> Self {
        let (mut people, mut sum) = (0.0, 0.0);
        let mut corners = vec![(people, sum)];
        for (value, own) in sorted {
            people += own.as_f64();
            sum += value * own.as_f64();
            corners.push((people, sum));
        }
        Self { corners }
    }

    fn all(&self) -> (f64, f64) {
        self.corners[self.corners.len() - 1]
    }

    /// One less twice the area below the curve.
    fn gini(&self) -> Option<f64> {
        let (people, sum) = self.all();
        let below: f64 = self
            .corners
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1))
            .sum();
        (sum > 0.0).then(|| (1.0 - below / (people * sum)).clamp(0.0, 1.0))
    }

    /// Which share of everything the people with least have, so many of all. A group on the border is parted.
    fn share_of_lowest(&self, share: f64) -> Option<f64> {
        let (people, sum) = self.all();
        if sum <= 0.0 {
            return None;
        }
        let wanted = share * people;
        let after = self.corners.partition_point(|(counted, _)| *counted < wanted);
        let (to, from) = (
            self.corners[after.min(self.corners.len() - 1)],
            self.corners[after.saturating_sub(1)],
        );
        let part = if to.0 > from.0 {
            (wanted - from.0) / (to.0 - from.0)
        } else {
            1.0
        };
        Some((from.1 + part * (to.1 - from.1)) / sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: Option<f64>, wanted: f64) {
        let found = found.expect("there is a value");
        assert!((found - wanted).abs() < 1e-12, "{found} is not {wanted}");
    }

    fn of(values: &[(f64, i64)]) -> Equity {
        equity(values.iter().map(|(value, people)| (*value, Persons::whole(*people))))
    }

    #[test]
    fn where_all_have_the_same_nothing_is_uneven() {
        let found = of(&[(3.0, 7), (3.0, 90)]);
        near(found.gini, 0.0);
        near(found.lowest_forty, 0.4);
        near(found.highest_ten, 0.1);
        near(found.palma, 0.25);
        assert_eq!(found.quantiles, Some([3.0; 5]));
    }

    #[test]
    fn where_one_of_n_has_everything_gini_is_one_less_an_nth() {
        near(of(&[(0.0, 1), (5.0, 1)]).gini, 0.5);
        let found = of(&[(0.0, 99), (5.0, 1)]);
        near(found.gini, 0.99);
        near(found.lowest_forty, 0.0);
        near(found.highest_ten, 1.0);
        assert_eq!(found.palma, None, "nothing can't be divided by");
    }

    #[test]
    fn one_to_n_has_the_gini_of_the_textbook() {
        // 1, 2, ..., n, one person each: (n - 1) / (3 n).
        for n in [2_i64, 5, 100] {
            let values: Vec<(f64, i64)> = (1..=n).map(|value| (value as f64, 1)).collect();
            near(of(&values).gini, (n - 1) as f64 / (3.0 * n as f64));
        }
    }

    #[test]
    fn persons_count_and_not_rows() {
        near(of(&[(1.0, 3), (2.0, 1)]).gini, 0.15);
        near(of(&[(2.0, 1), (1.0, 1), (1.0, 2)]).gini, 0.15);
        assert_eq!(of(&[(1.0, 9), (8.0, 1)]).quantiles, Some([1.0; 5]));
        assert_eq!(of(&[(1.0, 8), (8.0, 2)]).quantiles, Some([1.0, 1.0, 1.0, 1.0, 8.0]));
    }

    #[test]
    fn where_nobody_has_anything_or_nobody_is_there_is_nothing_to_say() {
        let nothing = of(&[(0.0, 5)]);
        assert_eq!((nothing.gini, nothing.palma), (None, None));
        assert_eq!(nothing.quantiles, Some([0.0; 5]));
        assert_eq!(of(&[(1.0, 0)]), Equity::default());
    }

    proptest! {
        #[test]
        fn gini_is_half_the_mean_difference_of_all_pairs(values in prop::collection::vec((0.0_f64..50.0, 1_i64..40), 1..12)) {
            let found = of(&values).gini;
            let everybody: f64 = values.iter().map(|(_, people)| *people as f64).sum();
            let sum: f64 = values.iter().map(|(value, people)| value * *people as f64).sum();
            prop_assume!(sum > 0.0);
            let mut apart = 0.0;
            for (a, of_a) in &values {
                for (b, of_b) in &values {
                    apart += (a - b).abs() * *of_a as f64 * *of_b as f64;
                }
            }
            let wanted = apart / (2.0 * everybody * sum);
            prop_assert!((found.expect("somebody has something") - wanted).abs() < 1e-9);
        }

        #[test]
        fn a_scale_changes_nothing(values in prop::collection::vec((0.01_f64..50.0, 1_i64..40), 1..12)) {
            let doubled: Vec<(f64, i64)> = values.iter().map(|(value, people)| (value * 2.0, *people)).collect();
            let (one, two) = (of(&values), of(&doubled));
            prop_assert!((one.gini.expect("positive") - two.gini.expect("positive")).abs() < 1e-12);
            prop_assert!((one.palma.expect("positive") - two.palma.expect("positive")).abs() < 1e-9);
        }
    }
}
