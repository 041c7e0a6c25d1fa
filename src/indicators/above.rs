//! Figures that are kept above the community: a county's residents of towns, a prefecture's workers. Where communities do not say what a
//! ratio needs and the unit above them does, the unit stands in their place, as one row.

use std::collections::BTreeMap;

use super::context::Context;
use super::figures::figure_unit;
use super::value::Item;
use crate::domain::area_code::UnitLevel;
use crate::domain::plan::{How, Measure, Requirement, Scope};

/// What a ratio asks of each unit: figures above the line, one below.
pub(super) struct Asked<'a> {
    pub(super) numerator: &'a [String],
    pub(super) denominator: &'a str,
}

/// A row of a ratio: the unit, whether it is surely asked for, and both of its sums.
pub(super) type Sides = (Item, bool, Option<i64>, Option<i64>);

/// Whether a scope takes in every community, so that a figure of a whole county is one of these and no others.
pub(super) fn takes_all(scope: Scope) -> bool {
    !matches!(
        scope,
        Scope::Urban
            | Scope::Rural
            | Scope::AdministrativeVillage
            | Scope::Resettlement
            | Scope::NewBuild
            | Scope::OldNeighbourhood
            | Scope::Town
            | Scope::ServiceCentre
    )
}

/// Whether figures of parts add up to that of the whole: means of pay do not.
pub(super) fn adds_up(numerator: &[String]) -> bool {
    numerator.iter().all(|key| figure_unit(key) != "yuan")
}

/// Puts units above in the place of communities that do not say all: the smallest that does, and only where its own figures and those of all
/// its communities are enough. A unit all of whose communities say it themselves is not asked.
pub(super) fn lifted(context: &Context<'_>, asked: &Asked<'_>, mut rows: Vec<Sides>) -> Vec<Sides> {
    for (item, digits) in units_above(context) {
        let Some((code, below)) = context.unit(item).and_then(|unit| {
            let below = unit.number(asked.denominator)?.0;
            Some((unit.code.get(..digits)?.to_owned(), below))
        }) else {
            continue;
        };
        let lies_in = |row: &Sides| context.unit(row.0).is_some_and(|unit| unit.code.starts_with(&code));
        let inside: Vec<&Sides> = rows.iter().filter(|row| lies_in(row)).collect();
        let is_known = |row: &&Sides| row.2.is_some() && row.3.is_some();
        if inside.is_empty() || inside.iter().all(is_known) {
            continue;
        }
        let own = |key: &String| context.unit(item)?.number(key).map(|number| number.0);
        let of_itself = sum(asked.numerator.iter().map(own));
        let of_its_parts = sum(inside.iter().map(|row| row.2));
        let Some(above) = of_itself.or(of_its_parts) else {
            continue;
        };
        let surely = inside.iter().all(|row| row.1);
        rows.retain(|row| !lies_in(row));
        rows.push((item, surely, Some(above), Some(below)));
    }
    rows.sort_by_key(|row| row.0);
    rows
}

/// Whether a unit above a community says a figure that a ratio of the requirement needs.
pub(super) fn is_told(context: &Context<'_>, requirement: &Requirement, community: Item, key: &str) -> bool {
    let asks = |measure: &Measure| match &measure.how {
        How::Ratio {
            numerator,
            denominator,
            weight: None,
            ..
        } => {
            takes_all(measure.scope.unwrap_or(requirement.scope))
                && adds_up(numerator)
                && (denominator == key || numerator.iter().any(|own| own == key))
        }
        _ => false,
    };
    if !requirement.measures.iter().any(asks) {
        return false;
    }
    let Some(own) = context.unit(community) else {
        return false;
    };
    let mut units = units_above(context).into_iter();
    units.any(|(item, digits)| {
        context.unit(item).is_some_and(|unit| {
            let lies_in = unit.code.get(..digits).is_some_and(|code| own.code.starts_with(code));
            lies_in && unit.number(key).is_some()
        })
    })
}

/// Towns, then counties, prefectures and provinces, each with the digits that its communities share.
fn units_above(context: &Context<'_>) -> Vec<(Item, usize)> {
    let mut by_digits: BTreeMap<std::cmp::Reverse<usize>, Vec<Item>> = BTreeMap::new();
    let towns = (0..context.records.towns.len()).map(Item::Town);
    let above = (0..context.records.above.len()).map(Item::Above);
    for item in towns.chain(above) {
        let code = context.unit(item).map_or("", |unit| &unit.code);
        if let Some(digits) = UnitLevel::of(code).map(UnitLevel::digits) {
            by_digits.entry(std::cmp::Reverse(digits)).or_default().push(item);
        }
    }
    let all = by_digits
        .into_iter()
        .flat_map(|(digits, items)| items.into_iter().map(move |item| (item, digits.0)));
    all.collect()
}

fn sum(mut numbers: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    numbers.try_fold(0_i64, |sum, own| Some(sum.saturating_add(own?)))
}
