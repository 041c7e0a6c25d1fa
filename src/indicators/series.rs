//! The parts of one value, unit by unit: from them come the value of the whole and of every area in it, so that they add up.

use super::fraction::Fraction;
use super::tally::{Part, Sums, Tally, highest, lowest};
use super::value::{Failing, Item, Value, turns_when_rounded, verdict};
use crate::domain::plan::{Comparator, Decimal, Target, Unit};
use crate::domain::verdict::Verdict;

/// One value's parts.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the answer to another question about the same value"
)]
pub(super) struct Series {
    pub(super) key: String,
    pub(super) headline: bool,
    pub(super) unit: Unit,
    pub(super) factor: u32,
    /// What is above the line is a part of what is below it.
    pub(super) part: bool,
    /// A number of units, not a ratio.
    pub(super) count: bool,
    /// The target is that of a whole of which the data may hold a part.
    pub(super) of_a_part: bool,
    /// The plan allows for exceptions and gives no share of them: what falls short may be one.
    pub(super) exceptions: bool,
    /// There may be more of what is counted than is known.
    pub(super) more_may_exist: bool,
    pub(super) target: Option<(Comparator, Decimal)>,
    pub(super) each: Option<Target>,
    pub(super) shortfall_in: &'static str,
    pub(super) rows: Vec<Row>,
    pub(super) provisional: Vec<Item>,
}

/// One unit's part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    pub(super) item: Item,
    pub(super) part: Part,
    pub(super) state: State,
    pub(super) near: bool,
    /// Whether there is one only by an approximate rule, which is not counted.
    pub(super) approximate: bool,
}

/// How a unit stands by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum State {
    Meets,
    Fails { has: Decimal, lacks: Decimal },
    Unknown,
}

impl Series {
    /// A share of units that meet something, in percent.
    pub(super) fn share(key: &str, target: Option<(Comparator, Decimal)>) -> Self {
        Self {
            key: key.to_owned(),
            headline: true,
            unit: Unit::Percent,
            factor: 100,
            part: true,
            count: false,
            of_a_part: false,
            exceptions: false,
            more_may_exist: false,
            target,
            each: None,
            shortfall_in: "facilities",
            rows: Vec::new(),
            provisional: Vec::new(),
        }
    }

    /// Beside the headline.
    pub(super) fn beside(self) -> Self {
        Self {
            headline: false,
            target: None,
            ..self
        }
    }

    /// The value of the whole.
    pub(super) fn value(&self) -> Value {
        let rows: Vec<&Row> = self.rows.iter().collect();
        let tally = Tally::of(self.rows.iter().map(|row| &row.part));
        self.value_of(&rows, &tally, self.provisional.len())
    }

    /// The value of some of the units, of which this is the tally.
    pub(super) fn value_of(&self, rows: &[&Row], tally: &Tally, provisional: usize) -> Value {
        let parts = || -> Vec<Part> { rows.iter().map(|row| row.part).collect() };
        let sums = tally.sums;
        let (value, of_known, low, high) = if self.count {
            let sum = |of: fn(&Part) -> i128| {
                Fraction::of(rows.iter().map(|row| of(&row.part)).sum(), i128::from(Decimal::ONE), 1)
            };
            let low = sum(|part| if part.surely { i128::from(part.least) } else { 0 });
            let high = sum(|part| i128::from(part.most.unwrap_or(0)));
            let value = if sums.known == sums.units { low } else { None };
            let of_known = Fraction::of(sums.known_above, i128::from(Decimal::ONE), 1);
            (value, of_known, low, high)
        } else if self.more_may_exist {
            // Of the others all or none may meet it, and they may be many.
            let ends = (!rows.is_empty()).then(|| (Fraction::ZERO, Fraction::of(1, 1, self.factor)));
            let high = ends.and_then(|(_, high)| high);
            (None, sums.value_of_known(self.factor), ends.map(|(low, _)| low), high)
        } else {
            let (low, high) = tally.ends(self.factor, self.part).unwrap_or_else(|| {
                let parts = parts();
                (lowest(&parts, self.factor), highest(&parts, self.factor, self.part))
            });
            (sums.value(self.factor), sums.value_of_known(self.factor), low, high)
        };
        let mut failing: Vec<Failing> = Vec::new();
        let mut unknown = Vec::new();
        for row in rows {
            match row.state {
                State::Fails { has, lacks } if row.part.surely => failing.push(Failing {
                    item: row.item,
                    has,
                    lacks,
                }),
                State::Unknown => unknown.push(row.item),
                State::Meets | State::Fails { .. } => {}
            }
        }
        failing.sort_by(|a, b| b.lacks.cmp(&a.lacks).then(a.item.cmp(&b.item)));
        Value {
            key: self.key.clone(),
            headline: self.headline,
            unit: self.unit,
            factor: self.factor,
            value,
            of_known,
            low,
            high,
            target: self.target,
            each: self.each,
            // Where nobody surely is one of those asked for there may be nothing to judge.
            verdict: if self.more_may_exist && self.asks_for_all() && !failing.is_empty() {
                self.as_far_as_it_goes(Verdict::NotReached)
            } else if self.count || sums.below > 0 {
                self.as_far_as_it_goes(verdict(self.target, low, high, sums))
            } else {
                Verdict::NotAssessed
            },
            near_the_line: turns_when_rounded(self.target, value) || rows.iter().any(|row| row.near),
            lacking: self.lacking(sums),
            failing,
            unknown,
            provisional,
            more_may_exist: self.more_may_exist,
            approximate: rows.iter().filter(|row| row.approximate).count(),
            shortfall_in: self.shortfall_in,
            sums,
        }
    }

    /// A part proves of a whole only that a number is reached, and what allows for exceptions is never missed.
    fn as_far_as_it_goes(&self, own: Verdict) -> Verdict {
        if self.of_a_part && !(self.count && own == Verdict::Reached) {
            return Verdict::NotAssessed;
        }
        if self.exceptions && own == Verdict::NotReached {
            return Verdict::ThresholdUndefined;
        }
        own
    }

    /// Whether one that falls short is enough to miss the target, however many others there are.
    fn asks_for_all(&self) -> bool {
        let all = Decimal::whole(100);
        self.part
            && self.factor == 100
            && self
                .target
                .is_some_and(|(comparator, number)| comparator != Comparator::Le && number == all)
    }

    /// How much more the sum above the line would have to be; where there should be none at all, how much less.
    fn lacking(&self, sums: Sums) -> Option<Decimal> {
        let (comparator, number) = self.target?;
        if self.of_a_part || self.more_may_exist || sums.known < sums.units || matches!(comparator, Comparator::Le) {
            return None;
        }
        if comparator == Comparator::Eq && number == Decimal::default() {
            return i64::try_from(sums.above).ok().map(Decimal);
        }
        let one = i128::from(Decimal::ONE);
        let wanted = if self.count {
            i128::from(number.0)
        } else {
            // Rounded up: a little less would not do.
            let scale = one * i128::from(self.factor);
            (i128::from(number.0) * sums.below + scale - 1) / scale
        };
        i64::try_from((wanted - sums.above).max(0)).ok().map(Decimal)
    }
}
