//! Sums over units with what nobody knows, and the interval that it leaves open.
//!
//! Every rate of the plans is one sum over another: communities that have something over communities (ones over ones), square metres over
//! households, people over people. So there is one way of adding up, and one way of leaving open what is not known.

use super::fraction::Fraction;

/// What one unit brings to both sums, in whole millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Whether the unit is one of those asked for; `false` where nobody knows whether it is.
    pub surely: bool,
    /// At least so much above the line.
    pub least: i64,
    /// At most so much above the line; `None` where there is no limit.
    pub most: Option<i64>,
    /// Below the line; `None` where nobody knows.
    pub below: Option<i64>,
}

impl Part {
    /// A unit that meets a condition, does not, or of which nobody knows: one over one.
    pub fn yes(state: Option<bool>, surely: bool) -> Self {
        const ONE: i64 = 1_000_000;
        Self {
            surely,
            least: if state == Some(true) { ONE } else { 0 },
            most: Some(if state == Some(false) { 0 } else { ONE }),
            below: Some(ONE),
        }
    }

    /// A known or unknown number over another. `part`: it is a part of it.
    pub fn of(above: Option<i64>, below: Option<i64>, part: bool, surely: bool) -> Self {
        Self {
            surely,
            least: above.unwrap_or(0),
            most: above.or(if part { below } else { None }),
            below,
        }
    }

    /// Whether it tells nothing of the ratio: all or none of it may be above the line.
    pub fn says_nothing(&self) -> bool {
        self.least == 0 && !self.is_known() && (self.most.is_none() || self.most == self.below || self.below.is_none())
    }

    /// Whether everything is known.
    pub fn is_known(&self) -> bool {
        self.surely && self.most == Some(self.least) && self.below.is_some()
    }
}

/// What parts add up to. Sums of parts of a whole add up to those of the whole, each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Above the line, as much as is known, of units surely asked for.
    pub above: i128,
    /// Below the line, of units surely asked for.
    pub below: i128,
    /// Above the line, of units of which everything is known.
    pub known_above: i128,
    /// Below the line, of units of which everything is known.
    pub known_below: i128,
    /// Units asked for, with those of which nobody knows whether they are.
    pub units: usize,
    /// Units of which everything is known.
    pub known: usize,
    /// Units of which something is known.
    pub heard_of: usize,
}

impl Sums {
    /// Adds the parts up.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
        let mut sums = Self::default();
        parts.into_iter().for_each(|part| sums.add(part));
        sums
    }

    /// One part more.
    fn add(&mut self, part: &Part) {
        self.units += 1;
        self.heard_of += usize::from(!part.says_nothing());
        if part.surely {
            self.above += i128::from(part.least);
            self.below += i128::from(part.below.unwrap_or(0));
        }
        if let (true, Some(below)) = (part.is_known(), part.below) {
            self.known += 1;
            self.known_above += i128::from(part.least);
            self.known_below += i128::from(below);
        }
    }

    /// The value, where everything is known and there is something to divide by.
    pub fn value(self, factor: u32) -> Option<Fraction> {
        (self.known == self.units).then(|| self.value_of_known(factor))?
    }

    /// The value over those units of which everything is known.
    pub fn value_of_known(self, factor: u32) -> Option<Fraction> {
        Fraction::of(self.known_above, self.known_below, factor)
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.above += other.above;
        self.below += other.below;
        self.known_above += other.known_above;
        self.known_below += other.known_below;
        self.units += other.units;
        self.known += other.known;
        self.heard_of += other.heard_of;
    }
}

/// Sums, and what is needed for both ends of the interval where every unit is surely asked for. Tallies of parts add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// The sums.
    pub sums: Sums,
    /// Units of which nobody knows whether they are asked for: the ends then depend on which of them are.
    unsure: usize,
    /// Units of which nobody knows what is below the line.
    without_below: usize,
    /// Units that may have as much as you like above the line over something that is known.
    without_limit: usize,
    /// Units of which nothing is known.
    unknown: usize,
    /// The most above the line, and what is below it then, of the units that have both.
    most: (i128, i128),
    /// The most above the line of units of which nobody knows what is below.
    most_without_below: i128,
}

impl Tally {
    /// Of some parts.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
        let mut tally = Self::default();
        parts.into_iter().for_each(|part| tally.add(part));
        tally
    }

    /// One part more.
    pub fn add(&mut self, part: &Part) {
        self.sums.add(part);
        self.unsure += usize::from(!part.surely);
        self.without_below += usize::from(part.below.is_none());
        match (part.most, part.below) {
            (Some(most), Some(below)) => {
                self.most.0 += i128::from(most);
                self.most.1 += i128::from(below);
            }
            (None, None) => self.unknown += 1,
            (Some(most), None) => self.most_without_below += i128::from(most),
            (None, Some(_)) => self.without_limit += 1,
        }
    }

    /// All of another tally.
    pub fn add_all(&mut self, other: &Self) {
        self.sums += other.sums;
        self.unsure += other.unsure;
        self.without_below += other.without_below;
        self.without_limit += other.without_limit;
        self.unknown += other.unknown;
        self.most.0 += other.most.0;
        self.most.1 += other.most.1;
        self.most_without_below += other.most_without_below;
    }

    /// What [`lowest`] and [`highest`] give for the same parts; `None` where a unit is not surely asked for, and they have to be asked themselves.
    pub fn ends(&self, factor: u32, part: bool) -> Option<(Option<Fraction>, Option<Fraction>)> {
        if self.unsure > 0 {
            return None;
        }
        let low = if self.without_below > 0 {
            Some(Fraction::ZERO)
        } else {
            Fraction::of(self.sums.above, self.sums.below, factor)
        };
        let open = self.without_below > 0 && !part;
        let high = if self.without_limit > 0 || open {
            None
        } else if self.unknown > 0 {
            Fraction::of(1, 1, factor)
        } else {
            let own = self.most_without_below;
            Fraction::of(self.most.0 + own, self.most.1 + own, factor)
        };
        Some((low, high))
    }
}

/// The lowest that the ratio can be, whatever is not known; `None` where nothing can be below the line.
pub fn lowest(parts: &[Part], factor: u32) -> Option<Fraction> {
    // A denominator without limit takes every ratio to nothing.
    if parts.iter().any(|part| part.below.is_none()) {
        return Some(Fraction::ZERO);
    }
    let terms = parts
        .iter()
        .map(|part| (part.surely, i128::from(part.least), i128::from(part.below.unwrap_or(0))));
    extreme(terms.collect(), factor, false)
}

/// The highest that it can be; `None` where there is no limit. `part`: what is above the line is a part of what is below it.
pub fn highest(parts: &[Part], factor: u32, part: bool) -> Option<Fraction> {
    let mut terms = Vec::with_capacity(parts.len());
    for one in parts {
        match (one.most, one.below) {
            (Some(most), Some(below)) => terms.push((one.surely, i128::from(most), i128::from(below))),
            // A part of a whole of which nothing is known may be all of it, and as large as you like.
            (None, None) if part => return Fraction::of(1, 1, factor),
            // The whole is at least the part.
            (Some(most), None) if part => terms.push((one.surely, i128::from(most), i128::from(most))),
            (_, None) | (None, _) => return None,
        }
    }
    extreme(terms, factor, true)
}

/// The extreme over all choices of those units of which nobody knows whether they are asked for. A unit moves a ratio towards its own, so
/// the best choice takes them in the order of their own ratios for as long as they help.
fn extreme(terms: Vec<(bool, i128, i128)>, factor: u32, high: bool) -> Option<Fraction> {
    let (mut above, mut below) = (0, 0);
    let mut open = Vec::new();
    for (surely, a, b) in terms {
        if surely {
            above += a;
            below += b;
        } else {
            open.push((a, b));
        }
    }
    let better = |a: i128, b: i128, c: i128, d: i128| if high { a * d > c * b } else { a * d < c * b };
    open.sort_by(|x, y| {
        let order = (x.0 * y.1).cmp(&(y.0 * x.1));
        if high { order.reverse() } else { order }
    });
    for (a, b) in open {
        if below == 0 || better(a, b, above, below) {
            above += a;
            below += b;
        }
    }
    Fraction::of(above, below, factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part() -> impl Strategy<Value = Part> {
        (any::<bool>(), 0_i64..50, 1_i64..50).prop_map(|(is_part, above, below)| {
            let above = if is_part { above.min(below) } else { above };
            Part::of(Some(above), Some(below), false, true)
        })
    }

    /// The same unit with something withheld.
    fn withheld(whole: Part, how: u8, part: bool) -> Part {
        let (above, below) = (whole.most, whole.below);
        match how {
            1 => Part::of(None, below, part, true),
            2 => Part::of(above, None, part, true),
            3 => Part::of(None, None, part, true),
            4 => Part::of(above, below, part, false),
            5 => Part::of(None, below, part, false),
            _ => whole,
        }
    }

    proptest! {
        #[test]
        fn the_value_lies_in_the_interval_whatever_is_withheld_and_the_low_end_never_rises(
            parts in prop::collection::vec((part(), 0_u8..6), 1..12), of_a_whole in any::<bool>()
        ) {
            let full: Vec<Part> = parts.iter().map(|(part, _)| {
                let above = part.least.min(if of_a_whole { part.below.unwrap_or(0) } else { i64::MAX });
                Part::of(Some(above), part.below, of_a_whole, true)
            }).collect();
            let hidden: Vec<Part> = full.iter().zip(&parts).map(|(part, (_, how))| withheld(*part, *how, of_a_whole)).collect();
            let value = Sums::of(&full).value(100).expect("everything is known");
            prop_assert_eq!(lowest(&full, 100), Some(value));
            prop_assert_eq!(highest(&full, 100, of_a_whole), Some(value));
            prop_assert!(lowest(&hidden, 100).is_none_or(|low| low <= value));
            prop_assert!(highest(&hidden, 100, of_a_whole).is_none_or(|high| high >= value));
        }

        #[test]
        fn sub_totals_add_up(parts in prop::collection::vec((part(), 0_usize..4, 0_u8..6), 0..40)) {
            let all: Vec<Part> = parts.iter().map(|(part, _, how)| withheld(*part, *how, false)).collect();
            let groups = (0..4).map(|group| {
                Sums::of(all.iter().zip(&parts).filter(|(_, (_, own, _))| *own == group).map(|(part, _)| part))
            });
            let mut sum = Sums::default();
            for group in groups {
                sum += group;
            }
            prop_assert_eq!(sum, Sums::of(&all));
        }

        #[test]
        fn the_extreme_is_that_of_all_choices(parts in prop::collection::vec((part(), any::<bool>()), 1..9)) {
            let parts: Vec<Part> = parts.iter().map(|(part, surely)| Part { surely: *surely, ..*part }).collect();
            let open: Vec<&Part> = parts.iter().filter(|part| !part.surely).collect();
            let mut values = Vec::new();
            for choice in 0..(1_u32 << open.len()) {
                let taken = open.iter().enumerate().filter(|(at, _)| choice & (1 << at) != 0).map(|(_, part)| **part);
                let chosen: Vec<Part> = parts.iter().filter(|part| part.surely).copied().chain(taken)
                    .map(|part| Part { surely: true, ..part }).collect();
                values.extend(Sums::of(&chosen).value(1));
            }
            prop_assert_eq!(lowest(&parts, 1), values.iter().min().copied());
            prop_assert_eq!(highest(&parts, 1, false), values.iter().max().copied());
        }
    }
}
