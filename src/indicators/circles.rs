//! Checks 14 to 16 and 18: people and residential land within circles, from an assessment.

use std::collections::BTreeMap;

use super::context::Context;
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
    shares.into_values().chain(judged).collect()
}

/// People of each group within a circle at their own pace over the people of the group, one value a service and group.
pub(super) fn groups(context: &Context<'_>, scope: Scope, circles: &[String], groups: &[String]) -> Vec<Series> {
    let mut all: BTreeMap<(&str, &str, &str), Series> = BTreeMap::new();
    for (row, surely) in Asked::of(context, scope, circles, &[]).rows {
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
