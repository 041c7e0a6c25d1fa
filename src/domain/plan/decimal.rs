//! A number of a plan or a roster, exact to a millionth: 79.96 is 79.96.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whole millionths. Comparisons and sums are those of whole numbers.
///
/// ```
/// use yike::domain::plan::Decimal;
/// let share = Decimal::parse("79.96").unwrap();
/// assert!(share < Decimal::whole(80));
/// assert_eq!(share.to_string(), "79.96");
/// assert_eq!(Decimal::parse("8e1"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize)]
pub struct Decimal(pub i64);

impl Decimal {
    /// Millionths of one.
    pub const ONE: i64 = 1_000_000;

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(number.saturating_mul(Self::ONE))
    }

    /// Reads digits with an optional sign and at most six digits after the point; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.replace('_', "");
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, parts) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || parts.len() > 6 || !all_digits(whole) || !all_digits(parts) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let parts: i64 = format!("{parts:0<6}").parse().ok()?;
        let value = whole.checked_mul(Self::ONE)?.checked_add(parts)?;
        Some(Self(if negative { -value } else { value }))
    }

    /// The nearest millionth of a measured number; `None` where it is no number or beyond nine million million.
    pub fn of(value: f64) -> Option<Self> {
        let micro = (value * 1e6).round();
        (micro.abs() < 9e18).then_some(Self(micro as i64))
    }

    /// For writing and drawing, not for comparing.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, parts) = (magnitude / 1_000_000, magnitude % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if parts == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{}", format!("{parts:06}").trim_end_matches('0'))
        }
    }
}
