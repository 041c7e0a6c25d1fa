//! Which inputs a requirement lacks.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::above::is_told;
use super::context::{Context, has};
use super::figures::area;
use super::left_open::{beyond_the_data, facilities, nothing_below, parts_above_their_whole};
use super::records::{CircleRow, FacilityRow, UnitRow, VillageRow};
use super::value::{Item, Value};
use super::why::Why;
use crate::domain::circle::STREETS_SUFFIX;
use crate::domain::plan::{CircleRate, Counts, How, Measure, Requirement, Scope};
use crate::domain::site::FunctionState;

/// An input that is missing, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Key of the list of inputs.
    pub input: String,
    /// Units that lack it.
    pub lacking: usize,
    /// Units that need it; 0 where the input is one thing and not one a unit.
    pub of: usize,
    /// What of it: categories of facilities, circles that are not assessed.
    pub which: Vec<String>,
    /// Why it leaves the answer open.
    pub why: Why,
}

impl Missing {
    /// In one word: the input, and after a colon why, where it is not simply absent.
    pub fn word(&self) -> String {
        match self.why {
            Why::Absent => self.input.clone(),
            why => format!("{}:{}", self.input, why.key()),
        }
    }
}

/// Inputs of a requirement that are not there, in the order of the plan, and what else leaves its values open.
pub(super) fn missing(context: &Context<'_>, requirement: &Requirement, values: &[Value]) -> Vec<Missing> {
    if let Some(none) = none_here(context, requirement) {
        return vec![none];
    }
    let mut found: Vec<Missing> = requirement
        .inputs
        .iter()
        .filter(|key| *key != "facilities")
        .filter_map(|key| one(context, requirement, key))
        .collect();
    // Facilities lead: most requirements are about them.
    found.splice(0..0, facilities(context, requirement, values));
    found.extend(land(context, requirement));
    found.extend(parts_above_their_whole(context, requirement));
    found.extend(nothing_below(requirement, values));
    found.extend(beyond_the_data(requirement, values));
    found
}

fn one(context: &Context<'_>, requirement: &Requirement, key: &str) -> Option<Missing> {
    let looked = match of_layers(context, requirement, key) {
        ControlFlow::Continue(()) => of_places(context, requirement, key),
        found @ ControlFlow::Break(_) => found,
    };
    match looked {
        ControlFlow::Break(found) => found,
        ControlFlow::Continue(()) => of_the_roster(context, requirement, key),
    }
}

/// An input that is one thing.
fn whole(key: &str, absent: bool, which: Vec<String>) -> Option<Missing> {
    absent.then(|| Missing {
        input: key.to_owned(),
        lacking: 0,
        of: 0,
        which,
        why: Why::Absent,
    })
}

/// An input that each of some units needs; without units it is missing altogether.
fn part(key: &str, lacking: usize, of: usize) -> Option<Missing> {
    (lacking > 0 || of == 0).then(|| Missing {
        input: key.to_owned(),
        lacking,
        of,
        which: Vec::new(),
        why: Why::Absent,
    })
}

/// Layers, assessments and documents; goes on where the key is none of them.
fn of_layers(context: &Context<'_>, requirement: &Requirement, key: &str) -> ControlFlow<Option<Missing>> {
    let records = context.records;
    let communities = |lacks: fn(&&UnitRow) -> bool| {
        let lacking = records.communities.iter().filter(lacks).count();
        part(key, lacking, records.communities.len())
    };
    ControlFlow::Break(match key {
        "communities" => communities(|unit| !unit.has_outline),
        "committee_type" => communities(|unit| unit.committee.is_none()),
        "register" => {
            let is_outlines = |measure: &Measure| measure.how == How::Geodata;
            let no_list = !records.listed && requirement.measures.iter().any(is_outlines);
            let no_towns = records.towns.is_empty() && needs_towns(requirement);
            whole(key, no_list || no_towns, Vec::new())
        }
        "assessment" => {
            let absent = not_assessed(context, requirement);
            whole(key, !absent.is_empty(), absent)
        }
        "document" | "village_groups" => {
            let full = context.plan.full_id(requirement);
            let seen = records.evidence.iter().any(|evidence| evidence.requirement == full);
            whole(key, !seen, Vec::new())
        }
        // They come with the assessment, which names what it lacks itself; land is looked for wherever it is measured.
        "population_places" | "buildings" | "residential_land" => None,
        _ => return ControlFlow::Continue(()),
    })
}

/// Columns of facilities and hamlets; goes on where the key is none of them.
fn of_places(context: &Context<'_>, requirement: &Requirement, key: &str) -> ControlFlow<Option<Missing>> {
    let records = context.records;
    let villages = |lacks: fn(&&VillageRow) -> bool| {
        part(
            key,
            records.villages.iter().filter(lacks).count(),
            records.villages.len(),
        )
    };
    let of_rule = |lacks: fn(&&&FacilityRow) -> bool| {
        let own: Vec<&FacilityRow> = of_the_rule(context, requirement).collect();
        part(key, own.iter().filter(lacks).count(), own.len())
    };
    ControlFlow::Break(match key {
        "hamlets" => whole(key, records.villages.is_empty(), Vec::new()),
        "village_households" => villages(|village| village.households.is_none()),
        "fire_water_source" => villages(|village| village.water_source.is_none()),
        "fire_network" => villages(|village| village.network.is_none()),
        "opening_hours" => of_rule(|facility| facility.opening_hours.is_none()),
        "floor_area" => of_rule(|facility| facility.floor_area_m2.is_none()),
        "open_to_public" => {
            let grounds = ["school_sports_ground".to_owned()];
            let unknown = records.facilities.iter().filter(|facility| {
                !facility.communities.is_empty()
                    && facility.open_to_public.is_none()
                    && has(facility, &grounds, FunctionState::Existing)
            });
            let unknown = unknown.count();
            if unknown > 0 { part(key, unknown, unknown) } else { None }
        }
        _ => return ControlFlow::Continue(()),
    })
}

/// A figure of the roster, asked of those units that the requirement speaks of.
fn of_the_roster(context: &Context<'_>, requirement: &Requirement, key: &str) -> Option<Missing> {
    let own = requirement.measures.iter().find_map(|measure| measure.scope);
    let scope = match own.unwrap_or(requirement.scope) {
        // Whether a unit is one of these is itself what is asked.
        own if is_scope_of(own, key) => Scope::All,
        other => other,
    };
    // An area may also come from the facilities themselves.
    let rule = requirement.measures.iter().find_map(|measure| match &measure.how {
        How::AreaPerHouseholds { rule } if key == "facility_area" => Some(rule),
        _ => None,
    });
    let (asked, _) = context.asked(scope);
    let lacks = |item: Item| {
        let told = context.unit(item).is_some_and(|unit| unit.figures.contains_key(key));
        !told
            && !is_told(context, requirement, item, key)
            && rule.is_none_or(|rule| area(context, item, rule).is_none())
    };
    let lacking = asked.iter().filter(|(item, _)| lacks(*item)).count();
    part(key, lacking, asked.len())
}

fn is_scope_of(scope: Scope, key: &str) -> bool {
    matches!(
        (scope, key),
        (Scope::Resettlement, "resettlement")
            | (Scope::NewBuild, "new_build")
            | (Scope::OldNeighbourhood, "old_neighbourhoods")
    )
}

fn needs_towns(requirement: &Requirement) -> bool {
    let town = |scope: Scope| matches!(scope, Scope::Town | Scope::TownAndCommunity | Scope::ServiceCentre);
    town(requirement.scope)
        || requirement
            .measures
            .iter()
            .any(|measure| measure.scope.is_some_and(town))
}

/// The units that it speaks of, where communities are here and none of these is among them.
fn none_here(context: &Context<'_>, requirement: &Requirement) -> Option<Missing> {
    let of_units = |how: &How| {
        !matches!(
            how,
            How::Document
                | How::Geodata
                | How::Ledger { .. }
                | How::Count { .. }
                | How::Open { .. }
                | How::Hours { .. }
                | How::FireWater { .. }
                | How::Adjacency { .. }
                | How::Load { .. }
        )
    };
    let mut scopes: Vec<&str> = Vec::new();
    for measure in &requirement.measures {
        let scope = measure.scope.unwrap_or(requirement.scope);
        // Towns come with the register, which is named where it is missing.
        let of_towns = matches!(scope, Scope::Town | Scope::TownAndCommunity | Scope::ServiceCentre);
        let is_itself_asked = matches!(&measure.how, How::Flag { flag } if is_scope_of(scope, flag));
        if !of_units(&measure.how) || of_towns || is_itself_asked {
            return None;
        }
        let (asked, provisional) = context.asked(scope);
        if !asked.is_empty() || !provisional.is_empty() {
            return None;
        }
        scopes.push(scope.key());
    }
    scopes.dedup();
    (!scopes.is_empty() && !context.records.communities.is_empty()).then(|| Missing {
        input: "communities".to_owned(),
        lacking: 0,
        of: 0,
        which: scopes.into_iter().map(str::to_owned).collect(),
        why: Why::NoneHere,
    })
}

/// Residential land within circles, where an assessment has the circle and does not say how much land is within: none was imported, or it
/// goes along the streets.
fn land(context: &Context<'_>, requirement: &Requirement) -> Option<Missing> {
    let of_land = requirement.measures.iter().filter_map(|measure| match &measure.how {
        How::Circle {
            circles,
            services,
            rate: CircleRate::ResidentialLand,
        } => Some((circles, services, measure.scope.unwrap_or(requirement.scope))),
        _ => None,
    });
    let (mut lacking, mut of, mut straight) = (0, 0, false);
    for (circles, services, scope) in of_land {
        let (asked, provisional) = context.asked(scope);
        let items: BTreeSet<Item> = asked.into_iter().map(|(item, _)| item).chain(provisional).collect();
        for row in &context.records.circles {
            let base = row.circle.strip_suffix(STREETS_SUFFIX).unwrap_or(&row.circle);
            let is_asked = circles.iter().any(|circle| circle == base)
                && (services.is_empty() || services.contains(&row.service))
                && items.contains(&Item::Community(row.community));
            if is_asked {
                of += 1;
                lacking += usize::from(row.land.is_none());
                straight |= base == row.circle;
            }
        }
    }
    let why = if straight { Why::Absent } else { Why::AlongStreets };
    (lacking > 0).then(|| Missing {
        input: "residential_land".to_owned(),
        lacking,
        of,
        which: Vec::new(),
        why,
    })
}

/// Circles that the requirement needs and no assessment in force has.
fn not_assessed(context: &Context<'_>, requirement: &Requirement) -> Vec<String> {
    let mut absent = Vec::new();
    for measure in &requirement.measures {
        let (circles, services) = match &measure.how {
            How::Circle { circles, services, .. } => (circles, &services[..]),
            How::Groups { circles, .. } => (circles, &[][..]),
            _ => continue,
        };
        for circle in circles {
            let is_of = |row: &CircleRow| row.circle.strip_suffix(STREETS_SUFFIX).unwrap_or(&row.circle) == circle;
            let rows: Vec<&CircleRow> = context.records.circles.iter().filter(|row| is_of(row)).collect();
            if rows.is_empty() {
                absent.push(circle.clone());
                continue;
            }
            // A circle of that name in a file of the planner's own may be without it.
            let lacks = |service: &&String| !rows.iter().any(|row| row.service == **service);
            absent.extend(
                services
                    .iter()
                    .filter(lacks)
                    .map(|service| format!("{circle} {service}")),
            );
        }
    }
    absent
}

/// Facilities that the requirement's rule counts.
pub(super) fn of_the_rule<'c>(
    context: &'c Context<'_>,
    requirement: &'c Requirement,
) -> impl Iterator<Item = &'c FacilityRow> + 'c {
    let rules: Vec<&String> = requirement
        .measures
        .iter()
        .filter_map(|measure| match &measure.how {
            How::Hours { rule } | How::AreaPerHouseholds { rule } => Some(rule),
            _ => None,
        })
        .collect();
    context.records.facilities.iter().filter(move |facility| {
        !facility.communities.is_empty()
            && rules.iter().any(|rule| {
                let counts = Counts::Rule((*rule).clone());
                has(facility, context.counted(&counts).0, FunctionState::Existing)
            })
    })
}
