//! How far a group of people lags behind everybody (check 18).

use super::fraction::Fraction;
use super::value::Value;

/// What stands in a value's key in place of a group for everybody.
pub(super) const EVERYBODY: &str = "everybody";

/// The share of everybody less that of a group, in percentage points: above nothing where the group has less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapToAll {
    /// Where both are known.
    pub value: Option<Fraction>,
    /// The lowest and the highest that it can be, where both have ends.
    pub ends: Option<(Fraction, Fraction)>,
}

/// The gap of a value of a group to that of everybody among the same values, for the same circle and service; `None` of any other value.
pub fn gap_to_all(values: &[Value], own: &Value) -> Option<GapToAll> {
    let (place, group) = own.key.rsplit_once(' ')?;
    let of_all = |value: &&Value| value.key.rsplit_once(' ') == Some((place, EVERYBODY));
    let all = values.iter().find(of_all).filter(|_| group != EVERYBODY)?;
    let ends = |(all_low, all_high): (Fraction, Fraction), (low, high): (Fraction, Fraction)| {
        (all_low.minus(high), all_high.minus(low))
    };
    Some(GapToAll {
        value: all.value.zip(own.value).map(|(all, own)| all.minus(own)),
        ends: all
            .low
            .zip(all.high)
            .zip(own.low.zip(own.high))
            .map(|(all, own)| ends(all, own)),
    })
}
