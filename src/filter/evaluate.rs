//! Whether a question is true of a feature, in three values: yes, no, and not known where a property is missing.

use std::cmp::Ordering;

use geo::{Geometry, Intersects};

use super::expression::{Comparison, Expression, Filter, Known, Operand, Place};
use crate::domain::day::Day;

/// The value of a property; `None` where the feature has none.
type Values<'a> = dyn Fn(&str) -> Option<Known<'a>> + 'a;

impl Filter {
    /// Whether the question is surely true of a feature: what is not known is not true.
    pub fn holds(&self, value: &Values<'_>, geometry: &Geometry<f64>) -> bool {
        truth(&self.0, value, geometry) == Some(true)
    }
}

fn truth(expression: &Expression, value: &Values<'_>, geometry: &Geometry<f64>) -> Option<bool> {
    match expression {
        Expression::And(parts) => {
            let found = parts.iter().map(|part| truth(part, value, geometry));
            joined(found, false)
        }
        Expression::Or(parts) => {
            let found = parts.iter().map(|part| truth(part, value, geometry));
            joined(found, true)
        }
        Expression::Not(inner) => truth(inner, value, geometry).map(|truth| !truth),
        Expression::Truth(truth) => Some(*truth),
        Expression::Compare(left, comparison, right) => {
            let order = order(left, right, value)?;
            Some(match comparison {
                Comparison::Equal => order == Ordering::Equal,
                Comparison::Unequal => order != Ordering::Equal,
                Comparison::Less => order == Ordering::Less,
                Comparison::Greater => order == Ordering::Greater,
                Comparison::AtMost => order != Ordering::Greater,
                Comparison::AtLeast => order != Ordering::Less,
            })
        }
        Expression::Like(left, pattern) => match known(left, value)? {
            Read::Text(text) => Some(pattern.fits(text)),
            _ => None,
        },
        Expression::Between(left, low, high) => {
            let above = order(left, low, value).map(Ordering::is_ge);
            let below = order(left, high, value).map(Ordering::is_le);
            joined([above, below].into_iter(), false)
        }
        Expression::In(left, members) => {
            let equal = members
                .iter()
                .map(|member| order(left, member, value).map(Ordering::is_eq));
            joined(equal, true)
        }
        Expression::IsNull(operand) => Some(known(operand, value).is_none()),
        Expression::Intersects(first, second) => Some(at(first, geometry).intersects(at(second, geometry))),
    }
}

fn at<'a>(place: &'a Place, geometry: &'a Geometry<f64>) -> &'a Geometry<f64> {
    match place {
        Place::Property(_) => geometry,
        Place::Literal(literal) => literal,
    }
}

/// `or` of truths where `decisive` is true, `and` where it is false: one decisive part decides, else what is not known counts.
fn joined(parts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!decisive)
}

#[derive(Debug, Clone, Copy)]
enum Read<'a> {
    Text(&'a str),
    Number(f64),
    Truth(bool),
    Day(Day),
}

fn known<'r, 'a: 'r>(operand: &'r Operand, value: &Values<'a>) -> Option<Read<'r>> {
    Some(match operand {
        Operand::Property(name) => match value(name)? {
            Known::Text(text) => Read::Text(text),
            Known::Number(number) => Read::Number(number),
        },
        Operand::Text(text) | Operand::Moment(text) => Read::Text(text),
        Operand::Date(day) => Read::Day(*day),
        Operand::Number(number) => Read::Number(*number),
        Operand::Truth(truth) => Read::Truth(*truth),
    })
}

fn order(left: &Operand, right: &Operand, value: &Values) -> Option<Ordering> {
    match (known(left, value)?, known(right, value)?) {
        (Read::Text(a), Read::Text(b)) => Some(a.cmp(b)),
        (Read::Number(a), Read::Number(b)) => a.partial_cmp(&b),
        (Read::Truth(a), Read::Truth(b)) => Some(a.cmp(&b)),
        (Read::Day(a), Read::Day(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}
