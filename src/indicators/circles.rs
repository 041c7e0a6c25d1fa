//! Checks 14 to 16 and 18: people and residential land within circles, from an assessment.

use std::collections::BTreeMap;

use super::context::Context;
use super::gap_to_all::EVERYBODY;
use super::presence::{share_target, yes_no};
use super::records::CircleRow;
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::Item;
use crate::domain::plan::{CircleRate, Decimal, Requirement, Scope};
use crate::domain::verdict::Verdict;

/// Rows of an assessment for some circles, along streets or straight, with whether their community is surely asked for.
struct Asked<'a> {
    rows: Vec<(&'a CircleRow, bool)>,
}

impl<'a> Asked<'a> {
    fn of(context: &Context<'a>, scope: Scope, circles: &[String], services: &[String]) -> Self {
        let (asked, provisional) = context.asked(scope);
        // People of provisional communities count; such a community by itself does not.
        let provisional = provisional.into_iter().map(|item| (item, true));
        let surely: BTreeMap<Item, bool> = asked.into_iter().chain(provisional).collect();
        let wanted = |row: &&'a CircleRow| {
            let base = row.circle.strip_suffix("-streets").unwrap_or(&row.circle);
            circles.iter().any(|circle| circle == base) && (services.is_empty() || services.contains(&row.service))
        };
        let rows = context.records.circles.iter().filter(wanted);
        Self {
            rows: rows
                .filter_map(|row| Some((row, *surely.get(&Item::Community(row.community))?)))
                .collect(),
        }
    }
}

/// So many of so many within, with so many of whom nobody can tell.
fn within(item: Item, surely: bool, all: Option<Decimal>, covered: Option<Decimal>, unknown: Decimal) -> Row {
    // No more are within than there are, however both were rounded.
    let covered = covered.map(|covered| all.map_or(covered, |all| covered.min(all)));
    let most = match (covered, all) {
        (Some(covered), Some(all)) => Some((covered.0 + unknown.0).min(all.0)),
        (_, all) => all.map(|all| all.0),
    };
    Row {
        item,
        part: Part {
            surely,
            least: covered.map_or(0, |covered| covered.0),
            most,
            below: all.map(|all| all.0),
        },
        state: match (covered, all) {
            (Some(covered), Some(all)) if covered.0 + unknown.0 < all.0 => State::Fails {
                has: covered,
                lacks: Decimal(all.0 - covered.0 - unknown.0),
            },
            (Some(_), Some(_)) if unknown.0 == 0 => State::Meets,
            _ => State::Unknown,
        },
        near: false,
        approximate: false,
    }
}

/// Within a circle over all, one value a service: people, or residential land. Communities that the circle itself calls reached stand beside,
/// where it has a share of residents that makes one so.
pub(super) fn circle(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    circles: &[String],
    services: &[String],
    rate: CircleRate,
) -> Vec<Series> {
    let mut shares: BTreeMap<(&str, &str), Series> = BTreeMap::new();
    let mut units: BTreeMap<(&str, &str), Series> = BTreeMap::new();
    for (row, surely) in Asked::of(context, scope, circles, services).rows {
        let (key, item) = (
            (row.circle.as_str(), row.service.as_str()),
            Item::Community(row.community),
        );
        let land = rate == CircleRate::ResidentialLand;
        let series = shares.entry(key).or_insert_with(|| Series {
            shortfall_in: if land { "m2" } else { "persons" },
            // No plan gives a share of people; a standard may give one of land.
            ..Series::share(
                &format!("{} {}", key.0, key.1),
                if land { share_target(requirement) } else { None },
            )
        });
        series.rows.push(if land {
            let (covered, all) = row.land.unzip();
            within(item, surely, all, covered, Decimal::default())
        } else {
            within(item, surely, row.people, row.covered, row.unknown)
        });
        if !land
            && row.verdict != Verdict::ThresholdUndefined
            && !context.records.communities[row.community].provisional
            && !context.records.communities[row.community].outline_is_made
        {
            let reached = match row.verdict {
                Verdict::Reached => Some(true),
                Verdict::NotReached => Some(false),
                Verdict::NotAssessed | Verdict::ThresholdUndefined => None,
            };
            let series = units.entry(key).or_insert_with(|| Series {
                headline: false,
                shortfall_in: "units",
                ..Series::share(&format!("{} {} by share", key.0, key.1), share_target(requirement))
            });
            series.rows.push(Row {
                near: row.near_the_line,
                ..yes_no(item, surely, reached)
            });
        }
    }
    // Without a single verdict the circle has no share of residents of its own.
    let judged = units
        .into_values()
        .filter(|series| series.rows.iter().any(|row| row.part.is_known()));
    let whole = if rate == CircleRate::Population {
        completeness(&shares)
    } else {
        Vec::new()
    };
    shares.into_values().chain(whole).chain(judged).collect()
}

/// How much of each circle with several services people have: for each person the services within over all services, as a mean over people.
fn completeness(shares: &BTreeMap<(&str, &str), Series>) -> Vec<Series> {
    let mut circles: BTreeMap<&str, (usize, BTreeMap<Item, Part>)> = BTreeMap::new();
    for ((circle, _), series) in shares {
        let (services, parts) = circles.entry(circle).or_default();
        *services += 1;
        for Row { item, part, .. } in &series.rows {
            let nothing = Part {
                surely: part.surely,
                least: 0,
                most: Some(0),
                below: Some(0),
            };
            let sum = parts.entry(*item).or_insert(nothing);
            sum.least += part.least;
            sum.most = sum.most.zip(part.most).map(|(sum, own)| sum + own);
            sum.below = sum.below.zip(part.below).map(|(sum, own)| sum + own);
        }
    }
    let several = circles.into_iter().filter(|(_, (services, _))| *services > 1);
    let series = several.map(|(circle, (_, parts))| {
        let rows = parts.into_iter().map(|(item, part)| Row {
            item,
            part,
            state: if part.is_known() { State::Meets } else { State::Unknown },
            near: false,
            approximate: false,
        });
        Series {
            rows: rows.collect(),
            shortfall_in: "persons",
            ..Series::share(&format!("{circle} completeness"), None).beside()
        }
    });
    series.collect()
}

/// People of one group within a circle at their own pace over the people of the group, one value a service. A community of which the
/// assessment does not say how many there are leaves the interval open. Beside it whether it counts the group apart; it does not where metres
/// govern the circle.
pub(super) fn of_one_group(
    context: &Context<'_>,
    scope: Scope,
    circles: &[String],
    services: &[String],
    group: &str,
) -> (Vec<Series>, bool) {
    let mut all: BTreeMap<(&str, &str), Series> = BTreeMap::new();
    let rows = Asked::of(context, scope, circles, services).rows;
    let is_counted = |row: &CircleRow| row.groups.iter().any(|own| own.group == group);
    let known = rows.is_empty() || rows.iter().any(|(row, _)| is_counted(row));
    for (row, surely) in rows {
        let series = all.entry((&row.circle, &row.service)).or_insert_with(|| Series {
            shortfall_in: "persons",
            ..Series::share(&format!("{} {} {group}", row.circle, row.service), None)
        });
        let own = row.groups.iter().find(|own| own.group == group);
        let people = own.and_then(|own| own.people);
        // A service that nobody assessed says nothing of any group.
        let covered = own.filter(|own| own.people.is_some() && row.covered.is_some());
        series.rows.push(within(
            Item::Community(row.community),
            surely,
            people,
            covered.map(|own| own.covered),
            own.map(|own| own.unknown).unwrap_or_default(),
        ));
    }
    let whole = completeness(&all).into_iter().map(|series| Series {
        key: format!("{} {group}", series.key),
        ..series
    });
    let whole: Vec<Series> = whole.collect();
    (all.into_values().chain(whole).collect(), known)
}

/// People of each group within a circle at their own pace over the people of the group, one value a service and group; those of everybody beside,
/// which say how far a group lags ([`super::gap_to_all`]).
pub(super) fn groups(context: &Context<'_>, scope: Scope, circles: &[String], groups: &[String]) -> Vec<Series> {
    let mut all: BTreeMap<(&str, &str, &str), Series> = BTreeMap::new();
    for (row, surely) in Asked::of(context, scope, circles, &[]).rows {
        let key = (row.circle.as_str(), row.service.as_str(), EVERYBODY);
        let everybody = all.entry(key).or_insert_with(|| Series {
            shortfall_in: "persons",
            ..Series::share(&format!("{} {} {EVERYBODY}", key.0, key.1), None).beside()
        });
        everybody.rows.push(within(
            Item::Community(row.community),
            surely,
            row.people,
            row.covered,
            row.unknown,
        ));
        for own in row
            .groups
            .iter()
            .filter(|own| groups.is_empty() || groups.contains(&own.group))
        {
            let key = (row.circle.as_str(), row.service.as_str(), own.group.as_str());
            let series = all.entry(key).or_insert_with(|| Series {
                shortfall_in: "persons",
                ..Series::share(&format!("{} {} {}", key.0, key.1, key.2), None)
            });
            let covered = own.people.map(|_| own.covered);
            series.rows.push(within(
                Item::Community(row.community),
                surely,
                own.people,
                covered,
                own.unknown,
            ));
        }
    }
    all.into_values().collect()
}
