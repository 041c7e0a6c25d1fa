//! Checks 1 to 6: units with a facility over units; functions at the site of another; venues that are open.

use super::context::{Context, ONE, has, is_approximate};
use super::near_by::{self, Distances};
use super::records::FacilityRow;
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::Item;
use crate::domain::plan::{Aggregation, Comparator, Counts, Decimal, Force, Recognition, Requirement, Scope, Unit};
use crate::domain::site::FunctionState;

/// What one unit has of a kind.
pub(super) struct Found {
    /// Carries the plate, whether it is built or only planned.
    plate: usize,
    /// Built.
    built: usize,
    /// Meets the rule.
    pub(super) meets: usize,
    /// May be one.
    maybe_built: usize,
    /// May be one, or may meet the rule.
    pub(super) maybe: usize,
    /// Whether an approximate rule tells of one.
    approximate: bool,
    /// Whether there can be no other.
    pub(super) all_told: bool,
}

/// Units with a facility over units, one value for each kind; for a rule three: with the plate, built, and meeting the rule.
pub(super) fn presence(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    of: &[Counts],
    least: u32,
    distances: &Distances<'_>,
) -> Vec<Series> {
    let least = per_unit(requirement).unwrap_or(least as usize);
    let target = share_target(requirement);
    let mut all = Vec::new();
    for counts in of {
        let (categories, rule) = context.counted(counts);
        let name = match counts {
            Counts::Rule(_) => "meets_the_rule".to_owned(),
            Counts::AnyOf(keys) if of.len() > 1 => keys.join("+"),
            Counts::AnyOf(_) => "share".to_owned(),
        };
        let (asked, provisional) = context.asked(scope);
        let mut series = Series {
            provisional,
            ..Series::share(&name, target)
        };
        let mut plate = Series::share("with_the_plate", None).beside();
        let mut built = Series::share("built", None).beside();
        for (item, surely) in asked {
            let found = found(context, item, categories, rule);
            let row = |sure: usize, maybe: usize| row(item, surely, &found, sure, maybe, least);
            series.rows.push(row(found.meets, found.maybe));
            plate.rows.push(row(found.plate, found.maybe_built));
            built.rows.push(row(found.built, found.maybe_built));
        }
        let near = near_by::near_by(context, requirement, scope, counts, least, distances);
        // Where a distance will do as well, what units have themselves stands beside.
        all.push(if distances.within.is_some() {
            series.beside()
        } else {
            series
        });
        if rule.is_some() {
            all.push(plate);
            all.push(built);
        }
        all.extend(near.into_iter().map(|mut near| {
            if of.len() > 1 {
                near.key = format!("{name} {}", near.key);
            }
            near
        }));
    }
    all
}

/// Units with at least two of a kind: listed where the plan says one.
pub(super) fn more_than_one(context: &Context<'_>, scope: Scope, counts: &Counts) -> Vec<Item> {
    let (categories, rule) = context.counted(counts);
    let (asked, _) = context.asked(scope);
    let several = asked
        .into_iter()
        .filter(|(item, _)| found(context, *item, categories, rule).meets > 1);
    several.map(|(item, _)| item).collect()
}

/// A target that speaks of each unit: how many it needs.
fn per_unit(requirement: &Requirement) -> Option<usize> {
    let target = requirement
        .target
        .filter(|target| target.unit == Unit::FacilitiesPerUnit)?;
    usize::try_from(target.value.0 / Decimal::ONE).ok()
}

/// The target of a share: the plan's percentage, the last of several dates'; all of them, where the plan says what each one needs. What a
/// plan only promotes, with no share of units, gets none.
pub(super) fn share_target(requirement: &Requirement) -> Option<(Comparator, Decimal)> {
    let is_share = requirement.aggregation == Aggregation::Share;
    let Some(target) = requirement.target else {
        let last = requirement.milestones.iter().max_by_key(|(year, _)| *year);
        return last.filter(|_| is_share).map(|(_, value)| (Comparator::Ge, *value));
    };
    let is_promoted = matches!(
        requirement.force,
        Force::Promote | Force::Encourage | Force::Generally | Force::Basically
    );
    match target.unit {
        Unit::Percent => Some((target.comparator, target.value)),
        _ if is_share && is_promoted => None,
        Unit::FacilitiesPerUnit
        | Unit::Functions
        | Unit::PersonsPerCommunity
        | Unit::OrganisationsEach
        | Unit::HoursPerDay
        | Unit::Channels => Some((Comparator::Ge, Decimal::whole(100))),
        _ => None,
    }
}

pub(super) fn found(context: &Context<'_>, item: Item, categories: &[String], rule: Option<&Recognition>) -> Found {
    let mut found = Found {
        plate: 0,
        built: 0,
        meets: 0,
        maybe_built: 0,
        maybe: 0,
        approximate: false,
        all_told: context.are_told(item, categories),
    };
    for facility in context.facilities_of(item) {
        let existing = has(facility, categories, FunctionState::Existing);
        found.built += usize::from(existing);
        found.plate += usize::from(existing || has(facility, categories, FunctionState::Planned));
        let may_be = usize::from(!existing && context.may_be(facility, categories));
        found.maybe_built += may_be;
        found.approximate |= is_approximate(facility, categories);
        match context.meets(facility, categories, rule) {
            Some(true) => found.meets += 1,
            None => found.maybe += 1,
            Some(false) => found.maybe += may_be,
        }
    }
    for facility in context.maybe_facilities_of(item) {
        let existing = has(facility, categories, FunctionState::Existing);
        let may_be = usize::from(existing || context.may_be(facility, categories));
        found.maybe_built += may_be;
        found.maybe += may_be;
    }
    // A roster that counts them by kind stands beside the facilities; whichever knows of more is believed.
    let mut counted = 0;
    for category in categories {
        let figure = context.unit(item).and_then(|unit| unit.number(category));
        counted += figure.map_or(0, |number| usize::try_from(number.0 / Decimal::ONE).unwrap_or(0));
    }
    let plain = rule.is_none_or(|rule| {
        rule.functions.is_empty() && rule.min_floor_area_m2.is_none() && rule.min_hours_per_day.is_none()
    });
    if counted > found.built {
        if plain {
            found.meets = counted;
        } else {
            found.maybe += counted - found.built;
        }
        found.built = counted;
        found.plate = found.plate.max(counted);
    }
    found
}

pub(super) fn row(item: Item, surely: bool, found: &Found, sure: usize, maybe: usize, least: usize) -> Row {
    let state = if sure >= least {
        Some(true)
    } else if found.all_told && sure + maybe < least {
        Some(false)
    } else {
        None
    };
    let count = |number: usize| Decimal::whole(i64::try_from(number).unwrap_or(i64::MAX));
    Row {
        item,
        part: Part::yes(state, surely),
        state: match state {
            Some(true) => State::Meets,
            Some(false) => State::Fails {
                has: count(sure),
                lacks: count(least - sure),
            },
            None => State::Unknown,
        },
        near: false,
        approximate: found.approximate && state.is_none(),
    }
}

/// Functions at the site of another: communities with such a site, or such functions, over all of them.
pub(super) fn co_location(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    of: &[String],
    with: &Counts,
    per_facility: bool,
) -> Series {
    let (partner, _) = context.counted(with);
    let mut series = Series::share(
        if per_facility { "share_of_facilities" } else { "share" },
        share_target(requirement),
    );
    if per_facility {
        series.more_may_exist = !context.are_complete(of);
        for (at, facility, surely) in context.asked_facilities(of) {
            let together = has(facility, partner, FunctionState::Existing);
            let known = together || (context.are_complete(partner) && !context.may_be(facility, partner));
            let row = yes_no(Item::Facility(at), surely, known.then_some(together));
            series.rows.push(Row {
                approximate: is_approximate(facility, of) || (!known && is_approximate(facility, partner)),
                ..row
            });
        }
        return series;
    }
    let (asked, provisional) = context.asked(scope);
    series.provisional = provisional;
    for (item, surely) in asked {
        let together = is_together(context, item, of, partner);
        let told = |facility: &FacilityRow| is_approximate(facility, of) || is_approximate(facility, partner);
        series.rows.push(Row {
            approximate: together.is_none() && context.facilities_of(item).any(told),
            ..yes_no(item, surely, together)
        });
    }
    series
}

/// Whether a unit has a site with functions of both kinds; `None` where nobody can tell.
fn is_together(context: &Context<'_>, item: Item, of: &[String], partner: &[String]) -> Option<bool> {
    let (mut some_of, mut some_partner, mut maybe) = (false, false, false);
    for facility in context.facilities_of(item) {
        let kind = |categories: &[String]| {
            let there = has(facility, categories, FunctionState::Existing);
            (there, there || context.may_be(facility, categories))
        };
        let (own, other) = (kind(of), kind(partner));
        if own.0 && other.0 {
            return Some(true);
        }
        some_of |= own.1;
        some_partner |= other.1;
        maybe |= own.1 && other.1;
    }
    for facility in context.maybe_facilities_of(item) {
        let kind = |categories: &[String]| {
            has(facility, categories, FunctionState::Existing) || context.may_be(facility, categories)
        };
        let (own, other) = (kind(of), kind(partner));
        some_of |= own;
        some_partner |= other;
        maybe |= own && other;
    }
    // One list without a gap is enough where it has nothing here; else both are needed.
    let (all_of, all_partner) = (context.are_complete(of), context.are_complete(partner));
    let none = (all_of && !some_of) || (all_partner && !some_partner) || (all_of && all_partner);
    (none && !maybe).then_some(false)
}

/// Venues that are open to residents.
pub(super) fn open(context: &Context<'_>, requirement: &Requirement, of: &[String]) -> Series {
    let rows = context
        .asked_facilities(of)
        .into_iter()
        .map(|(at, facility, surely)| Row {
            approximate: is_approximate(facility, of),
            ..yes_no(Item::Facility(at), surely, facility.open_to_public)
        });
    Series {
        more_may_exist: !context.are_complete(of),
        rows: rows.collect(),
        ..Series::share("share_of_facilities", share_target(requirement))
    }
}

/// A unit that meets something, does not, or of which nobody knows; it lacks one.
pub(super) fn yes_no(item: Item, surely: bool, state: Option<bool>) -> Row {
    Row {
        item,
        part: Part::yes(state, surely),
        state: match state {
            Some(true) => State::Meets,
            Some(false) => State::Fails {
                has: Decimal::default(),
                lacks: ONE,
            },
            None => State::Unknown,
        },
        near: false,
        approximate: false,
    }
}
