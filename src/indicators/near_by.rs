//! Check 5 by distance: units with a facility in them or within so many metres of them.

use std::collections::BTreeSet;

use super::context::Context;
use super::presence::{found, row, share_target};
use super::series::Series;
use super::value::Item;
use crate::domain::plan::{Counts, Decimal, Recognition, Requirement, Scope};

/// Straight distances that a presence is asked for.
pub(super) struct Distances<'a> {
    /// The one within which a facility elsewhere does as well, where somebody decided on one.
    pub(super) within: Option<Decimal>,
    /// Those that are shown beside.
    pub(super) table: &'a [Decimal],
}

/// Units that have a facility, or one within a distance of a place inside their outline: a value for each distance, the decided one first.
pub(super) fn near_by(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    counts: &Counts,
    least: usize,
    distances: &Distances<'_>,
) -> Vec<Series> {
    let (categories, rule) = context.counted(counts);
    let (asked, provisional) = context.asked(scope);
    let decided = distances.within.iter().map(|metres| (metres, true));
    let shown = distances.table.iter().map(|metres| (metres, false));
    let series = decided.chain(shown).map(|(metres, headline)| {
        let key = format!("within_{metres}_m");
        let share = Series::share(&key, share_target(requirement));
        let rows = asked.iter().map(|(item, surely)| {
            let mut own = found(context, *item, categories, rule);
            let (sure, maybe) = elsewhere(context, *item, categories, rule, *metres);
            let (sure, maybe) = (own.meets + sure, own.maybe + maybe);
            // What stands near a unit no count of the unit's own tells.
            own.all_told = context.are_complete(categories);
            row(*item, *surely, &own, sure, maybe, least)
        });
        Series {
            rows: rows.collect(),
            provisional: provisional.clone(),
            ..if headline { share } else { share.beside() }
        }
    });
    series.collect()
}

/// How many facilities that a unit does not have itself surely do within a distance of it, and how many may.
fn elsewhere(
    context: &Context<'_>,
    item: Item,
    categories: &[String],
    rule: Option<&Recognition>,
    metres: Decimal,
) -> (usize, usize) {
    let places = context.unit(item).map_or(&[][..], |unit| &unit.places);
    // Whole millimetres, the limit included.
    let limit = metres.0 / 1000;
    let own: BTreeSet<i64> = context
        .facilities_of(item)
        .chain(context.maybe_facilities_of(item))
        .map(|facility| facility.id)
        .collect();
    let (mut sure, mut maybe) = (0, 0);
    for facility in context
        .records
        .facilities
        .iter()
        .filter(|other| !own.contains(&other.id))
    {
        let meets = context.meets(facility, categories, rule);
        if meets == Some(false) && !context.may_be(facility, categories) {
            continue;
        }
        let off = facility.point.and_then(|point| {
            let off = |place: &[f64; 2]| ((point[0] - place[0]).hypot(point[1] - place[1]) * 1000.0).round() as i64;
            places.iter().map(off).min()
        });
        match off {
            Some(off) if off > limit => {}
            Some(_) if meets == Some(true) => sure += 1,
            // It may be one; or nobody knows where it, or the unit, is.
            Some(_) | None => maybe += 1,
        }
    }
    (sure, maybe)
}
