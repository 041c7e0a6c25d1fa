//! Checks 7, 8, 17 and 19, and the register against the map: villages, hours, functions, neighbours, outlines.

use std::collections::BTreeMap;

use super::context::{Context, has, is_approximate};
use super::hours::hours_of_an_open_day;
use super::presence::{share_target, yes_no};
use super::records::{FacilityRow, UnitRow};
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::Item;
use crate::domain::plan::{Comparator, Counts, Decimal, FunctionList, Requirement, Scope};
use crate::domain::roster::Figure;
use crate::domain::site::FunctionState;

/// Facilities that are open long enough over facilities (check 8). Hours that are not known or can't be read are not assessed.
pub(super) fn hours(context: &Context<'_>, requirement: &Requirement, rule: &str) -> Series {
    let counts = Counts::Rule(rule.to_owned());
    let (categories, _) = context.counted(&counts);
    let mut series = Series {
        each: requirement.target,
        shortfall_in: "hours a day",
        more_may_exist: !context.are_complete(categories),
        ..Series::share("share_of_facilities", share_target(requirement))
    };
    for (at, facility, surely) in context.asked_facilities(categories) {
        let hours = facility.opening_hours.as_deref().and_then(hours_of_an_open_day);
        let wanted = requirement.target.map_or(Decimal::default(), |target| target.value);
        let item = Item::Facility(at);
        let mut row = Row {
            approximate: is_approximate(facility, categories),
            ..yes_no(item, surely, hours.map(|hours| hours >= wanted))
        };
        if let (State::Fails { .. }, Some(hours)) = (row.state, hours) {
            row.state = State::Fails {
                has: hours,
                lacks: Decimal(wanted.0 - hours.0),
            };
        }
        series.rows.push(row);
    }
    series
}

/// Villages of so many households with a source of water for fires and with pipes (check 7): both together, and each apart.
pub(super) fn fire_water(context: &Context<'_>, requirement: &Requirement, households: u32) -> Vec<Series> {
    let share = |key: &str, target| Series {
        shortfall_in: "conditions",
        ..Series::share(key, target)
    };
    let mut both = share("share", share_target(requirement));
    let mut source = share("with_a_water_source", None).beside();
    let mut network = share("with_pipes", None).beside();
    for (at, village) in context.records.villages.iter().enumerate() {
        let large = village.households.map(|own| own >= households);
        if large == Some(false) {
            continue;
        }
        let (item, surely) = (Item::Village(at), large == Some(true));
        let together = match (village.water_source, village.network) {
            (Some(true), Some(true)) => Some(true),
            (Some(false), _) | (_, Some(false)) => Some(false),
            _ => None,
        };
        both.rows.push(yes_no(item, surely, together));
        source.rows.push(yes_no(item, surely, village.water_source));
        network.rows.push(yes_no(item, surely, village.network));
    }
    vec![both, source, network]
}

/// Functions that are there over functions that a list asks for (check 17), and the share of units that have all of them.
pub(super) fn functions(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    list: &FunctionList,
    figure: &str,
) -> Vec<Series> {
    let (asked, provisional) = context.asked(scope);
    let wanted = list.items.len();
    let mut mean = Series {
        shortfall_in: "functions",
        provisional: provisional.clone(),
        ..Series::share("completeness", None).beside()
    };
    let mut complete = Series {
        shortfall_in: "functions",
        provisional,
        each: requirement.target,
        ..Series::share("share", share_target(requirement))
    };
    for (item, surely) in asked {
        let words = match context.unit(item).and_then(|unit| unit.figures.get(figure)) {
            Some(Figure::Words(words)) => Some(words),
            _ => None,
        };
        let count = |number: usize| Decimal::whole(i64::try_from(number).unwrap_or(i64::MAX));
        let there = words.map(|words| list.items.iter().filter(|item| words.contains(item)).count());
        let state = match there {
            Some(there) if there < wanted => State::Fails {
                has: count(there),
                lacks: count(wanted - there),
            },
            Some(_) => State::Meets,
            None => State::Unknown,
        };
        mean.rows.push(Row {
            item,
            part: Part::of(there.map(|there| count(there).0), Some(count(wanted).0), true, surely),
            state,
            near: false,
            approximate: false,
        });
        complete.rows.push(Row {
            item,
            part: Part::yes(there.map(|there| there >= wanted), surely),
            state,
            near: false,
            approximate: false,
        });
    }
    vec![complete, mean]
}

/// A facility and how far away the nearest other of a kind is, in millimetres.
struct Neighbour {
    item: Item,
    surely: bool,
    approximate: bool,
    is_placed: bool,
    /// Of those that surely are of the kind.
    nearest: Option<i64>,
    /// Of those that may be.
    maybe: Option<i64>,
}

/// Facilities with one of another kind within a distance (check 19), for each distance of the table, and at the same place.
pub(super) fn adjacency(
    context: &Context<'_>,
    requirement: &Requirement,
    of: &[String],
    to: &[String],
    metres: Option<Decimal>,
    table: &[Decimal],
) -> Vec<Series> {
    let facilities = &context.records.facilities;
    let told = context.are_complete(to);
    let points = |kind: &dyn Fn(&FacilityRow) -> bool| {
        let kind = facilities.iter().filter(|facility| kind(facility));
        kind.filter_map(|facility| facility.point).collect::<Vec<[f64; 2]>>()
    };
    let sure = points(&|facility| has(facility, to, FunctionState::Existing));
    let possible = points(&|facility| context.may_be(facility, to));
    let neighbours: Vec<Neighbour> = context
        .asked_facilities(of)
        .into_iter()
        .map(|(at, facility, surely)| {
            let own = has(facility, to, FunctionState::Existing).then_some(0);
            let may_be_own = context.may_be(facility, to).then_some(0);
            let nearest = |others: &[[f64; 2]]| {
                let point = facility.point?;
                let millimetres =
                    |other: &[f64; 2]| ((point[0] - other[0]).hypot(point[1] - other[1]) * 1000.0).round() as i64;
                others.iter().map(millimetres).min()
            };
            Neighbour {
                item: Item::Facility(at),
                surely,
                approximate: is_approximate(facility, of),
                is_placed: facility.point.is_some(),
                nearest: own.or_else(|| nearest(&sure)),
                maybe: may_be_own.or_else(|| nearest(&possible)),
            }
        })
        .collect();
    let within = |limit: Decimal, headline: bool| {
        let limit_mm = limit.0 / 1000;
        let is_within = |distance: Option<i64>| distance.is_some_and(|distance| distance <= limit_mm);
        let rows = neighbours.iter().map(|one| {
            let state = if is_within(one.nearest) {
                Some(true)
            } else {
                // A nearer one may be missing from the data, and a facility without a place can't be measured.
                (told && one.nearest.is_some() && one.is_placed && !is_within(one.maybe)).then_some(false)
            };
            Row {
                approximate: one.approximate,
                ..yes_no(one.item, one.surely, state)
            }
        });
        Series {
            headline,
            more_may_exist: !context.are_complete(of),
            rows: rows.collect(),
            ..Series::share(
                &format!("within_{limit}_m"),
                if headline {
                    share_target(requirement).or(Some((Comparator::Ge, Decimal::whole(100))))
                } else {
                    None
                },
            )
        }
    };
    let mut all: Vec<Series> = metres.map(|metres| within(metres, true)).into_iter().collect();
    all.push(Series {
        key: "at_the_same_place".to_owned(),
        ..within(Decimal::default(), false)
    });
    all.extend(table.iter().map(|limit| within(*limit, false)));
    if metres.is_none() {
        // No distance is said: the first of the table leads, without a verdict.
        if let Some(first) = all.get_mut(1) {
            first.headline = true;
        }
    }
    all
}

/// Communities of the register that have an outline here; beside them the towns all of whose communities have one. A map by itself has an
/// outline of all that it knows, which says nothing.
pub(super) fn geodata(context: &Context<'_>, requirement: &Requirement) -> Vec<Series> {
    let outlined = |unit: &UnitRow| unit.has_outline && !unit.provisional;
    // A town is whole when nothing of it is missing; one without a community is nobody's ground.
    let mut whole: BTreeMap<&str, bool> = BTreeMap::new();
    for unit in &context.records.communities {
        if let Some(town) = unit.code.get(..9) {
            *whole.entry(town).or_insert(true) &= outlined(unit);
        }
    }
    let towns = context.records.towns.iter().enumerate().map(|(at, town)| {
        let state = town.code.get(..9).and_then(|code| whole.get(code).copied());
        yes_no(Item::Town(at), true, Some(state == Some(true)))
    });
    let rows = context
        .records
        .communities
        .iter()
        .enumerate()
        .map(|(at, unit)| yes_no(Item::Community(at), true, Some(outlined(unit))));
    let share = |key: &str, rows: Vec<Row>, target| Series {
        rows,
        shortfall_in: "outlines",
        more_may_exist: !context.records.listed,
        ..Series::share(key, target)
    };
    vec![
        share("share", rows.collect(), share_target(requirement)),
        share("share_of_towns", towns.collect(), None).beside(),
    ]
}
