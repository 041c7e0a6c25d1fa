//! What a check gives: a value with all that it stands on.

use std::cmp::Ordering;

use super::fraction::Fraction;
use super::tally::Sums;
use crate::domain::plan::{Comparator, Decimal, Target, Unit};
use crate::domain::verdict::Verdict;

/// One thing that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Position of a community.
    Community(usize),
    /// Position of a town.
    Town(usize),
    /// Position of a unit above towns.
    Above(usize),
    /// Position of a facility.
    Facility(usize),
    /// Position of a natural village.
    Village(usize),
}

/// A value of one check for one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Which of the requirement's values: `share`, `ratio_of_sums`, a service.
    pub key: String,
    /// The one that the requirement asks for; the others stand beside it.
    pub headline: bool,
    /// What it counts.
    pub unit: Unit,
    /// 100 for percent.
    pub factor: u32,
    /// What it is made of.
    pub sums: Sums,
    /// The value, where nothing is missing.
    pub value: Option<Fraction>,
    /// Over the units of which everything is known.
    pub of_known: Option<Fraction>,
    /// The lowest that it can be.
    pub low: Option<Fraction>,
    /// The highest that it can be; `None` where there is no limit or nothing to divide by.
    pub high: Option<Fraction>,
    /// What it is held against.
    pub target: Option<(Comparator, Decimal)>,
    /// What each unit is held against.
    pub each: Option<Target>,
    /// Against the target.
    pub verdict: Verdict,
    /// As the plan prints its number the verdict would be another, or a choice of pace or a place's accuracy would turn it.
    pub near_the_line: bool,
    /// What the sum above the line lacks for the target; where the target is none at all, what it is too many.
    pub lacking: Option<Decimal>,
    /// Units that fall short, most first.
    pub failing: Vec<Failing>,
    /// Units of which nobody knows.
    pub unknown: Vec<Item>,
    /// Provisional communities, which are in no rate of communities.
    pub provisional: usize,
    /// There may be more of what is counted than is known: the list is not said to be complete.
    pub more_may_exist: bool,
    /// Units that have one only by an approximate rule: none of them is counted as having it, and none as lacking it.
    pub approximate: usize,
    /// What a shortfall counts.
    pub shortfall_in: &'static str,
}

/// A unit that falls short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failing {
    /// Which.
    pub item: Item,
    /// What it has.
    pub has: Decimal,
    /// What it lacks.
    pub lacks: Decimal,
}

/// The verdict on an interval. Both ends have to be on one side; nothing known is no verdict.
pub(super) fn verdict(
    target: Option<(Comparator, Decimal)>,
    low: Option<Fraction>,
    high: Option<Fraction>,
    sums: Sums,
) -> Verdict {
    if sums.heard_of == 0 || low.is_none() {
        return Verdict::NotAssessed;
    }
    let Some((comparator, number)) = target else {
        return Verdict::ThresholdUndefined;
    };
    let reaches = |end: Fraction| end.reaches(comparator, number);
    let downwards = comparator == Comparator::Le || (comparator == Comparator::Eq && number == Decimal::default());
    let (worst, best) = if downwards { (high, low) } else { (low, high) };
    match (worst, best) {
        (Some(worst), _) if reaches(worst) => Verdict::Reached,
        (_, Some(best)) if !reaches(best) => Verdict::NotReached,
        _ => Verdict::NotAssessed,
    }
}

/// Whether the value, rounded as the plan writes its number, would get another verdict.
pub(super) fn turns_when_rounded(target: Option<(Comparator, Decimal)>, value: Option<Fraction>) -> bool {
    let (Some((comparator, number)), Some(value)) = (target, value) else {
        return false;
    };
    let digits = number
        .to_string()
        .split_once('.')
        .map_or(0, |(_, parts)| parts.len() as u32);
    let rounded = value.rounded(digits);
    let none_at_all = comparator == Comparator::Eq && number == Decimal::default();
    let as_printed = match rounded.cmp(&number) {
        Ordering::Less => comparator == Comparator::Le,
        Ordering::Equal => comparator != Comparator::Gt,
        Ordering::Greater => comparator != Comparator::Le && !none_at_all,
    };
    as_printed != value.reaches(comparator, number)
}
