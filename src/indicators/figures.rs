//! Checks 9 to 13: figures of rosters, each by itself, as a mean, and as one sum over another.

use super::above::{Asked, adds_up, lifted, takes_all};
use super::context::{Context, ONE, has};
use super::presence::{share_target, yes_no};
use super::records::{FacilityRow, UnitRow};
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::Item;
use crate::domain::plan::{Aggregation, Comparator, Counts, Decimal, How, Requirement, Scope, Target, Unit};
use crate::domain::site::FunctionState;

/// Units of which the roster says yes over units.
pub(super) fn flag(context: &Context<'_>, requirement: &Requirement, scope: Scope, flag: &str) -> Series {
    let (asked, provisional) = context.asked(scope);
    let rows = asked.into_iter().map(|(item, surely)| {
        let state = context.unit(item).and_then(|unit| unit.truth(flag));
        yes_no(item, surely, state)
    });
    Series {
        rows: rows.collect(),
        provisional,
        shortfall_in: "units",
        ..Series::share("share", share_target(requirement))
    }
}

/// A number of units with or without something.
pub(super) fn count(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    flag: &str,
    without: bool,
) -> Series {
    let (asked, provisional) = context.asked(scope);
    let rows = asked.into_iter().map(|(item, surely)| {
        let told = context.unit(item).and_then(|unit| unit.truth(flag));
        let state = told.map(|truth| truth != without);
        Row {
            state: match told {
                Some(false) if without => State::Fails {
                    has: Decimal::default(),
                    lacks: ONE,
                },
                Some(_) => State::Meets,
                None => State::Unknown,
            },
            ..yes_no(item, surely, state)
        }
    });
    Series {
        rows: rows.collect(),
        provisional,
        count: true,
        unit: requirement.target.map_or(Unit::Communities, |target| target.unit),
        factor: 1,
        shortfall_in: "units",
        ..Series::share(
            "count",
            requirement.target.map(|target| (target.comparator, target.value)),
        )
    }
}

/// A figure of each unit against the target; without a target its mean.
pub(super) fn each(context: &Context<'_>, requirement: &Requirement, scope: Scope, figure: &str) -> Vec<Series> {
    let mean = mean_of(context, requirement, scope, figure);
    let Some(target) = requirement.target else {
        return vec![mean];
    };
    let mut share = share_of_units(&mean, target, "units");
    share.headline = true;
    share.target = share_target(requirement).or(Some((Comparator::Ge, Decimal::whole(100))));
    vec![share, mean.beside()]
}

/// A figure's sum over the number of units, with the share of units that reach the target by themselves.
pub(super) fn mean(context: &Context<'_>, requirement: &Requirement, scope: Scope, figure: &str) -> Vec<Series> {
    let mean = mean_of(context, requirement, scope, figure);
    let share = requirement.target.map(|target| share_of_units(&mean, target, "units"));
    std::iter::once(mean).chain(share).collect()
}

fn mean_of(context: &Context<'_>, requirement: &Requirement, scope: Scope, figure: &str) -> Series {
    let (asked, provisional) = context.asked(scope);
    let rows = asked.into_iter().map(|(item, surely)| {
        let number = context.unit(item).and_then(|unit| unit.number(figure));
        Row {
            item,
            part: Part::of(number.map(|number| number.0), Some(Decimal::ONE), false, surely),
            state: judged(number, Some(ONE), requirement.target, 1),
            near: false,
            approximate: false,
        }
    });
    Series {
        key: "mean".to_owned(),
        unit: requirement
            .target
            .map_or(Unit::PersonsPerCommunity, |target| target.unit),
        factor: 1,
        part: false,
        each: requirement.target,
        shortfall_in: figure_unit(figure),
        rows: rows.collect(),
        provisional,
        ..Series::share(
            "mean",
            requirement.target.map(|target| (target.comparator, target.value)),
        )
    }
}

/// How a unit stands by itself against the target of a ratio.
fn judged(above: Option<Decimal>, below: Option<Decimal>, target: Option<Target>, factor: u32) -> State {
    let (Some(above), Some(below)) = (above, below) else {
        return State::Unknown;
    };
    let Some(target) = target.filter(|_| below.0 > 0) else {
        return State::Meets;
    };
    let (own, wanted) = (
        i128::from(above.0) * i128::from(factor) * i128::from(Decimal::ONE),
        i128::from(target.value.0) * i128::from(below.0),
    );
    let reaches = match target.comparator {
        Comparator::Gt => own > wanted,
        Comparator::Le => own <= wanted,
        Comparator::Ge | Comparator::Eq => own >= wanted,
    };
    if reaches {
        return State::Meets;
    }
    let scale = i128::from(factor) * i128::from(Decimal::ONE);
    let lacks = (wanted - own + scale - 1) / scale;
    State::Fails {
        has: above,
        lacks: Decimal(i64::try_from(lacks.max(0)).unwrap_or(i64::MAX)),
    }
}

/// From the parts of a ratio the share of units that reach the target by themselves. A unit with nothing below the line has no ratio, so it
/// is not one of them.
fn share_of_units(ratio: &Series, target: Target, shortfall_in: &'static str) -> Series {
    let with_a_ratio = ratio.rows.iter().filter(|row| row.part.below != Some(0));
    let rows = with_a_ratio.map(|row| {
        let state = match row.state {
            State::Meets => Some(true),
            State::Fails { .. } => Some(false),
            State::Unknown => None,
        };
        Row {
            part: Part::yes(state, row.part.surely),
            ..*row
        }
    });
    Series {
        each: Some(target),
        rows: rows.collect(),
        provisional: ratio.provisional.clone(),
        shortfall_in: if ratio.shortfall_in.is_empty() {
            shortfall_in
        } else {
            ratio.shortfall_in
        },
        ..Series::share("share_of_units", None).beside()
    }
}

/// One sum over another, with the share of units that reach the target by themselves; where each unit has to reach it, that share leads.
/// Nothing for what is no ratio.
pub(super) fn ratio(context: &Context<'_>, requirement: &Requirement, scope: Scope, how: &How) -> Vec<Series> {
    let How::Ratio {
        numerator,
        denominator,
        factor,
        part,
        weight,
    } = how
    else {
        return Vec::new();
    };
    let (asked, provisional) = context.asked(scope);
    let mut above_all = Vec::with_capacity(asked.len());
    for (item, surely) in asked {
        let number = |key: &str| Some(context.unit(item)?.number(key)?.0);
        let weighted = |own: i64| match weight {
            Some(weight) => times(own, number(weight)?),
            None => Some(own),
        };
        let above = numerator
            .iter()
            .map(|key| number(key))
            .try_fold(0_i64, |sum, own| Some(sum.saturating_add(own?)))
            .and_then(weighted);
        let below = number(denominator).and_then(weighted);
        // A part larger than its whole contradicts itself: it is not known, and makes up for no other unit; nor is a whole of nothing known
        // that something is a part of.
        let contradicts = *part && above.zip(below).is_some_and(|(above, below)| above > below);
        let above = above.filter(|_| !contradicts);
        let below = below.filter(|below| !contradicts || *below > 0);
        above_all.push((item, surely, above, below));
    }
    let shortfall_in = numerator.first().map_or("", |key| figure_unit(key));
    if weight.is_none() && takes_all(scope) && adds_up(numerator) {
        let asked = Asked { numerator, denominator };
        above_all = lifted(context, &asked, above_all);
    }
    of_sums(requirement, above_all, provisional, *factor, *part, shortfall_in)
}

/// A product of two numbers in millionths; `None` where it is too large to be one.
fn times(one: i64, other: i64) -> Option<i64> {
    i64::try_from(i128::from(one) * i128::from(other) / i128::from(Decimal::ONE)).ok()
}

fn of_sums(
    requirement: &Requirement,
    units: Vec<(Item, bool, Option<i64>, Option<i64>)>,
    provisional: Vec<Item>,
    factor: u32,
    part: bool,
    shortfall_in: &'static str,
) -> Vec<Series> {
    let target = requirement.target;
    let rows = units.into_iter().map(|(item, surely, above, below)| Row {
        item,
        part: Part::of(above, below, part, surely),
        state: judged(above.map(Decimal), below.map(Decimal), target, factor),
        near: false,
        approximate: false,
    });
    let unit = target.map_or(if factor == 100 { Unit::Percent } else { Unit::Ratio }, |target| {
        target.unit
    });
    let ratio = Series {
        key: "ratio_of_sums".to_owned(),
        unit,
        factor,
        part,
        each: target,
        shortfall_in,
        rows: rows.collect(),
        provisional,
        ..Series::share("", target.map(|target| (target.comparator, target.value)))
    };
    let Some(target) = target else {
        return vec![ratio];
    };
    let mut share = share_of_units(&ratio, target, shortfall_in);
    if requirement.aggregation == Aggregation::Every {
        share.headline = true;
        share.target = Some((Comparator::Ge, Decimal::whole(100)));
        return vec![share, ratio.beside()];
    }
    vec![ratio, share]
}

/// Floor area for a hundred households: one sum over the other, the share of communities that reach it, and with what is above the target
/// in one community not counted for the others.
pub(super) fn area_per_households(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    rule: &str,
) -> Vec<Series> {
    let (asked, provisional) = context.asked(scope);
    let units: Vec<(Item, bool, Option<i64>, Option<i64>)> = asked
        .into_iter()
        .map(|(item, surely)| {
            let households = context.unit(item).and_then(|unit| unit.number("households"));
            (
                item,
                surely,
                area(context, item, rule),
                households.map(|number| number.0),
            )
        })
        .collect();
    let capped = requirement.target.map(|target| {
        let rows = units.iter().map(|(item, surely, above, below)| {
            let most =
                below.map(|below| i128::from(target.value.0) * i128::from(below) / 100 / i128::from(Decimal::ONE));
            let most = most.and_then(|most| i64::try_from(most).ok());
            let above = above.zip(most).map(|(above, most)| above.min(most));
            Row {
                item: *item,
                part: Part::of(above, *below, false, *surely),
                state: judged(above.map(Decimal), below.map(Decimal), Some(target), 100),
                near: false,
                approximate: false,
            }
        });
        Series {
            unit: Unit::AreaPer100Households,
            part: false,
            each: Some(target),
            shortfall_in: "m2",
            rows: rows.collect(),
            provisional: provisional.clone(),
            ..Series::share("capped", None).beside()
        }
    });
    let mut all = of_sums(requirement, units, provisional, 100, false, "m2");
    for series in &mut all {
        if series.key == "ratio_of_sums" {
            series.unit = Unit::AreaPer100Households;
        }
    }
    all.extend(capped);
    all
}

/// Gross floor area of a community's comprehensive facilities: the roster's figure, else the sum over its sites, shared ones split by
/// households. `None` where something of it is not known.
pub(super) fn area(context: &Context<'_>, item: Item, rule: &str) -> Option<i64> {
    let unit = context.unit(item)?;
    if let Some(area) = unit.number("facility_area") {
        return Some(area.0);
    }
    let counts = Counts::Rule(rule.to_owned());
    let (categories, recognition) = context.counted(&counts);
    // Where the roster knows of more than are here nobody knows their area.
    let more_counted = |category: &String| {
        let is_one = |facility: &&FacilityRow| has(facility, std::slice::from_ref(category), FunctionState::Existing);
        let sites = i64::try_from(context.facilities_of(item).filter(is_one).count()).unwrap_or(i64::MAX);
        unit.number(category)
            .is_some_and(|counted| counted > Decimal::whole(sites))
    };
    if !context.are_told(item, categories) || categories.iter().any(more_counted) {
        return None;
    }
    let may_be_one = |facility: &FacilityRow| {
        has(facility, categories, FunctionState::Existing) || context.may_be(facility, categories)
    };
    if context.maybe_facilities_of(item).any(may_be_one) {
        return None;
    }
    let mut sum = 0_i64;
    for facility in context.facilities_of(item) {
        if has(facility, categories, FunctionState::Existing) && context.meets(facility, categories, recognition)? {
            sum = sum.saturating_add(share_of(context, facility, item)?);
        } else if context.may_be(facility, categories) {
            return None;
        }
    }
    Some(sum)
}

/// A community's part of a site that several share, by households; the parts add up to the whole.
fn share_of(context: &Context<'_>, facility: &FacilityRow, item: Item) -> Option<i64> {
    if facility.communities.len() < 2 {
        return Some(facility.floor_area_m2?.0);
    }
    let parts = parts_of_area(&context.records.communities, facility)?;
    parts
        .into_iter()
        .find(|(at, _)| Item::Community(*at) == item)
        .map(|(_, own)| own)
}

/// The parts of a site's area that its communities have, by position.
pub(super) fn parts_of_area(communities: &[UnitRow], facility: &FacilityRow) -> Option<Vec<(usize, i64)>> {
    let area = facility.floor_area_m2?.0;
    let mut households = Vec::with_capacity(facility.communities.len());
    for at in &facility.communities {
        households.push((*at, communities[*at].number("households")?.0));
    }
    households.sort_unstable();
    let all: i128 = households.iter().map(|(_, own)| i128::from(*own)).sum();
    if all == 0 {
        return None;
    }
    // Each ends where the next begins, so nothing is lost by rounding.
    let cut = |at: i128| i64::try_from(i128::from(area) * at / all).unwrap_or(0);
    let mut before = 0_i128;
    let parts = households.into_iter().map(|(at, own)| {
        let after = before + i128::from(own);
        let part = cut(after) - cut(before);
        before = after;
        (at, part)
    });
    Some(parts.collect())
}

/// What a figure counts, for shortfalls.
pub(super) fn figure_unit(figure: &str) -> &'static str {
    match figure {
        "social_organisations" => "organisations",
        key if key.ends_with("_area") => "m2",
        key if key.contains("wage") || key.contains("pay") || key.contains("allowance") => "yuan",
        _ => "persons",
    }
}
