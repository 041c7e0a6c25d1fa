//! Check 17 between facilities: ground that several reach, and people of whom each is the nearest.

use std::collections::BTreeMap;

use super::context::Context;
use super::presence::yes_no;
use super::records::{GroundRow, LoadRow};
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::Item;
use crate::domain::circle::STREETS_SUFFIX;
use crate::domain::plan::{Decimal, How, Measure, Requirement, Scope};

/// Whether a measure is one of these two.
pub(super) fn is_of_sharing(measure: &Measure) -> bool {
    matches!(measure.how, How::Overlap { .. } | How::Load { .. })
}

/// Whether nothing else is asked, so that these values lead.
fn leads(requirement: &Requirement) -> bool {
    requirement.measures.iter().all(is_of_sharing)
}

/// Ground that at least two facilities reach over ground that some reach, one value a service.
pub(super) fn overlap(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    circles: &[String],
    services: &[String],
) -> Vec<Series> {
    let mut by_service: BTreeMap<(&str, &str), BTreeMap<usize, &GroundRow>> = BTreeMap::new();
    for row in &context.records.ground {
        if is_asked(circles, services, &row.circle, &row.service) {
            let own = by_service.entry((&row.circle, &row.service)).or_default();
            own.insert(row.community, row);
        }
    }
    let (asked, provisional) = context.asked(scope);
    let series = by_service.into_iter().map(|((circle, service), own)| {
        let rows = asked.iter().map(|(item, surely)| {
            let row = match item {
                Item::Community(at) => own.get(at),
                _ => None,
            };
            // What nobody can tell of may be reached by several, by one, or by none.
            let shared = row.map_or((0, None, None), |row| {
                let most = row.shared.0 + row.unknown.0;
                (row.shared.0, Some(most), Some(row.reached.0 + row.unknown.0))
            });
            Row {
                item: *item,
                part: Part {
                    surely: *surely,
                    least: shared.0,
                    most: shared.1,
                    below: shared.2,
                },
                state: if row.is_some_and(|row| row.unknown.0 == 0) {
                    State::Meets
                } else {
                    State::Unknown
                },
                near: false,
                approximate: false,
            }
        });
        Series {
            headline: leads(requirement),
            rows: rows.collect(),
            provisional: provisional.clone(),
            more_may_exist: own.values().any(|row| !row.all_known),
            shortfall_in: "m2",
            ..Series::share(&format!("overlap {circle} {service}"), None)
        }
    });
    series.collect()
}

/// People of whom a facility is the nearest over those that one is made for; beside it the facilities that have no more than that. Another
/// facility that nobody knows of may have some of the people, and people of whom nobody knows where they live may be anyone's.
pub(super) fn load(
    context: &Context<'_>,
    requirement: &Requirement,
    circles: &[String],
    services: &[String],
    persons: u32,
) -> Vec<Series> {
    let most = Decimal::whole(i64::from(persons));
    let mut by_service: BTreeMap<(&str, &str), Vec<&LoadRow>> = BTreeMap::new();
    for row in &context.records.loads {
        let facility = &context.records.facilities[row.facility];
        // Without a community it belongs to no part of the area.
        let somewhere = !facility.communities.is_empty() || !facility.may_be_in.is_empty();
        if somewhere && is_asked(circles, services, &row.circle, &row.service) {
            by_service.entry((&row.circle, &row.service)).or_default().push(row);
        }
    }
    let mut all = Vec::new();
    for ((circle, service), own) in by_service {
        let more_may_exist = own.iter().any(|row| !row.all_known);
        let mut share = Series {
            headline: leads(requirement),
            more_may_exist,
            shortfall_in: "persons",
            ..Series::share(&format!("within_its_size {circle} {service}"), None)
        };
        let mut load = Series {
            part: false,
            shortfall_in: "persons",
            ..Series::share(&format!("load {circle} {service}"), None).beside()
        };
        for row in own {
            let item = Item::Facility(row.facility);
            let state = if row.most.is_some_and(|people| people <= most) {
                Some(true)
            } else {
                (row.all_known && row.people > most).then_some(false)
            };
            let mut counted = yes_no(item, true, state);
            if state == Some(false) {
                counted.state = State::Fails {
                    has: row.people,
                    lacks: Decimal(row.people.0 - most.0),
                };
            }
            load.rows.push(Row {
                part: Part {
                    surely: true,
                    least: if row.all_known { row.people.0 } else { 0 },
                    most: row.most.map(|people| people.0),
                    below: Some(most.0),
                },
                ..counted
            });
            share.rows.push(counted);
        }
        all.push(share);
        all.push(load);
    }
    all
}

fn is_asked(circles: &[String], services: &[String], circle: &str, service: &str) -> bool {
    let circle = circle.strip_suffix(STREETS_SUFFIX).unwrap_or(circle);
    circles.iter().any(|own| own == circle) && (services.is_empty() || services.iter().any(|own| own == service))
}
