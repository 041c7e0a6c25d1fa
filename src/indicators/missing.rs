//! Which inputs a requirement lacks.

use std::ops::ControlFlow;

use super::context::{Context, has};
use super::records::{CircleRow, FacilityRow, UnitRow, VillageRow};
use super::value::Item;
use crate::domain::plan::{Counts, How, Requirement, Scope};
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
    /// What of it: categories that no source holds, circles that are not assessed.
    pub which: Vec<String>,
}

/// Inputs of a requirement that are not there, in the order of the plan.
pub(super) fn missing(context: &Context<'_>, requirement: &Requirement) -> Vec<Missing> {
    let found = requirement
        .inputs
        .iter()
        .filter_map(|key| one(context, requirement, key));
    found.collect()
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
    })
}

/// An input that each of some units needs; without units it is missing altogether.
fn part(key: &str, lacking: usize, of: usize) -> Option<Missing> {
    (lacking > 0 || of == 0).then(|| Missing {
        input: key.to_owned(),
        lacking,
        of,
        which: Vec::new(),
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
        "register" => whole(key, records.towns.is_empty() && needs_towns(requirement), Vec::new()),
        "facilities" => {
            let absent = not_held(context, requirement);
            whole(key, !absent.is_empty(), absent)
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
        // They come with the assessment, which names what it lacks itself.
        "population_places" | "buildings" => None,
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
    let by_area = |how: &How| matches!(how, How::AreaPerHouseholds { .. });
    let from_sites = key == "facility_area" && requirement.measures.iter().any(|measure| by_area(&measure.how));
    let (asked, _) = context.asked(scope);
    let lacks = |item: Item| {
        let told = context.unit(item).is_some_and(|unit| unit.figures.contains_key(key));
        let summed = from_sites
            && context
                .facilities_of(item)
                .any(|facility| facility.floor_area_m2.is_some());
        !told && !summed
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

/// Categories that the requirement counts and no source holds.
fn not_held(context: &Context<'_>, requirement: &Requirement) -> Vec<String> {
    let mut absent = Vec::new();
    let mut look = |categories: &[String]| {
        for category in categories {
            let in_roster = context.records.communities.iter().chain(&context.records.towns);
            let counted = in_roster.into_iter().any(|unit| unit.figures.contains_key(category));
            if !context.is_held(category) && !counted && !absent.contains(category) {
                absent.push(category.clone());
            }
        }
    };
    for measure in &requirement.measures {
        match &measure.how {
            How::Presence { of, .. } => of.iter().for_each(|counts| look(context.counted(counts).0)),
            How::CoLocation { of, with, .. } => {
                look(of);
                look(context.counted(with).0);
            }
            How::Open { of } => look(of),
            How::Hours { rule } | How::AreaPerHouseholds { rule } => {
                look(context.counted(&Counts::Rule(rule.clone())).0);
            }
            How::Adjacency { of, to, .. } => {
                look(of);
                look(to);
            }
            _ => {}
        }
    }
    absent
}

/// Circles that the requirement needs and no assessment in force has.
fn not_assessed(context: &Context<'_>, requirement: &Requirement) -> Vec<String> {
    let mut absent = Vec::new();
    for measure in &requirement.measures {
        let (How::Circle { circles, .. } | How::Groups { circles, .. }) = &measure.how else {
            continue;
        };
        for circle in circles {
            let is_of = |row: &CircleRow| row.circle.strip_suffix("-streets").unwrap_or(&row.circle) == circle;
            if !context.records.circles.iter().any(is_of) {
                absent.push(circle.clone());
            }
        }
    }
    absent
}

/// Facilities that the requirement's rule counts.
fn of_the_rule<'c>(
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
