//! A requirement's answer: computed, recorded, or not assessed with what is missing.

use std::collections::BTreeSet;

use super::by_area::areas;
use super::circles;
use super::context::Context;
use super::figures;
use super::ledger::{Ledger, ledger};
use super::left_open::is_of_a_whole;
use super::missing::{Missing, missing};
use super::near_by::Distances;
use super::of_group::{self, OfGroup};
use super::places;
use super::presence;
use super::records::{Evidence, Records};
use super::series::Series;
use super::sharing;
use super::value::{Item, Value};
use crate::domain::area_code::UnitLevel;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Comparator, Force, How, Plan, Requirement, Scope};
use crate::domain::verdict::Verdict;

/// How a requirement is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// From data, at least in part.
    Computed,
    /// By a document that somebody recorded.
    Recorded,
    /// Neither: what is missing is named.
    NotAssessed,
}

impl Status {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Recorded => "recorded",
            Self::NotAssessed => "not_assessed",
        }
    }
}

/// One requirement's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Position in the plan.
    pub requirement: usize,
    /// How it is answered.
    pub status: Status,
    /// Its values for the whole area, those that the requirement asks for first.
    pub values: Vec<Value>,
    /// The same for every area of a level, by the code of the area.
    pub areas: Vec<Area>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// What was recorded.
    pub evidence: Vec<Evidence>,
    /// Units that have more than the plan's one.
    pub several: Vec<Item>,
    /// Gaps in their order, where that is what is asked.
    pub ledger: Option<Ledger>,
}

/// The values of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its code, twelve digits.
    pub code: String,
    /// Its values.
    pub values: Vec<Value>,
}

impl Answer {
    /// The value that the requirement asks for; the first of them where it asks for several.
    pub fn headline(&self) -> Option<&Value> {
        self.values.iter().find(|value| value.headline)
    }

    /// The verdict of all that it asks for: reached only where every one is, not reached where any is not.
    pub fn verdict(&self) -> Verdict {
        let verdicts: BTreeSet<Verdict> = self
            .values
            .iter()
            .filter(|value| value.headline)
            .map(|value| value.verdict)
            .collect();
        let first_of = [
            Verdict::NotReached,
            Verdict::NotAssessed,
            Verdict::ThresholdUndefined,
            Verdict::Reached,
        ];
        let found = first_of.into_iter().find(|verdict| verdicts.contains(verdict));
        found.unwrap_or(Verdict::NotAssessed)
    }
}

/// Areas that are asked for: those of a level whose codes begin like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within<'a> {
    /// The level.
    pub level: UnitLevel,
    /// Leading digits; empty for every area of the level.
    pub digits: &'a str,
}

/// Answers every requirement of a plan, for the whole and for every area of a level where one is asked for; of everybody.
pub fn answer_plan(plan: &Plan, records: &Records, level: Option<UnitLevel>) -> Vec<Answer> {
    answer_for(plan, records, level, None)
}

/// The same of one group of people, where one is asked for.
pub fn answer_for(plan: &Plan, records: &Records, level: Option<UnitLevel>, group: Option<PeopleGroup>) -> Vec<Answer> {
    let every = level.map(|level| Within { level, digits: "" });
    answer_areas(plan, records, every.as_slice(), group)
}

/// Answers every requirement of a plan, for the whole and for some areas, in the order in which they are asked for; of one group of people
/// where one is asked for.
pub fn answer_areas(plan: &Plan, records: &Records, asked: &[Within<'_>], group: Option<PeopleGroup>) -> Vec<Answer> {
    let context = Context::new(records, plan).asked_of(group);
    let answers = plan.requirements.iter().enumerate();
    answers
        .map(|(at, requirement)| answer(&context, at, requirement, asked))
        .collect()
}

fn answer(context: &Context<'_>, at: usize, requirement: &Requirement, asked: &[Within<'_>]) -> Answer {
    let mut series = Vec::new();
    let mut ledger_of_all = None;
    let mut of_no_group = Vec::new();
    for measure in &requirement.measures {
        let scope = measure.scope.unwrap_or(requirement.scope);
        let mut own = match context.group {
            None => computed(context, requirement, scope, &measure.how),
            Some(group) => {
                let OfGroup { series, counted } = of_group::of_group(context, requirement, scope, &measure.how, group);
                of_no_group.extend(counted.filter(|counted| !of_no_group.contains(counted)));
                series
            }
        };
        if let How::Ledger { first } = &measure.how {
            let (count, found) = ledger(context, requirement, first);
            own.push(if context.group.is_some() { count.beside() } else { count });
            ledger_of_all = Some(found);
        }
        let others = requirement
            .measures
            .iter()
            .filter(|measure| !sharing::is_of_sharing(measure));
        if others.count() > 1 {
            // Two figures of the same communities are told apart by their names.
            let of = match &measure.how {
                How::Each { figure } | How::Mean { figure } => format!("{} {figure}", scope.key()),
                _ => scope.key().to_owned(),
            };
            for series in &mut own {
                series.key = format!("{of} {}", series.key);
            }
        }
        for series in &mut own {
            series.of_a_part = is_of_a_whole(requirement);
            series.exceptions = requirement.force == Force::AsARule;
        }
        series.extend(own);
    }
    let values: Vec<Value> = series.iter().map(Series::value).collect();
    let is_computed = values.iter().any(|value| value.headline && value.sums.heard_of > 0);
    let full_id = context.plan.full_id(requirement);
    let evidence: Vec<Evidence> = context
        .records
        .evidence
        .iter()
        .filter(|evidence| evidence.requirement == full_id)
        .cloned()
        .collect();
    let status = if is_computed {
        Status::Computed
    } else if evidence.is_empty() || context.group.is_some() {
        Status::NotAssessed
    } else {
        Status::Recorded
    };
    // Beside what is no answer for a group stands what part of it lives where it holds: in areas as well.
    let asked = if is_computed || context.group.is_some() {
        asked
    } else {
        &[]
    };
    let areas = asked
        .iter()
        .flat_map(|within| areas(context.records, &series, *within))
        .collect();
    let missing = match context.group {
        Some(group) => of_group::missing(context, requirement, &values, group, &of_no_group),
        None if status == Status::Recorded => Vec::new(),
        None => missing(context, requirement, &values),
    };
    Answer {
        requirement: at,
        status,
        areas,
        missing,
        evidence,
        several: several(context, requirement),
        ledger: ledger_of_all,
        values,
    }
}

/// The series of one measure.
pub(super) fn computed(context: &Context<'_>, requirement: &Requirement, scope: Scope, how: &How) -> Vec<Series> {
    match how {
        How::Presence {
            of,
            least,
            within,
            table,
        } => {
            let (within, table) = (*within, &table[..]);
            presence::presence(context, requirement, scope, of, *least, &Distances { within, table })
        }
        How::CoLocation { of, with, per_facility } => {
            vec![presence::co_location(
                context,
                requirement,
                scope,
                of,
                with,
                *per_facility,
            )]
        }
        How::Open { of } => vec![presence::open(context, requirement, of)],
        How::Flag { flag } => vec![figures::flag(context, requirement, scope, flag)],
        How::Count { flag, without } => vec![figures::count(context, requirement, scope, flag, *without)],
        How::Each { figure } => figures::each(context, requirement, scope, figure),
        How::Mean { figure } => figures::mean(context, requirement, scope, figure),
        How::Ratio { .. } => figures::ratio(context, requirement, scope, how),
        How::AreaPerHouseholds { rule } => figures::area_per_households(context, requirement, scope, rule),
        How::Hours { rule } => vec![places::hours(context, requirement, rule)],
        How::FireWater { households } => places::fire_water(context, requirement, *households),
        How::Functions { list, figure } => match context.plan.lists.get(list) {
            Some(list) => places::functions(context, requirement, scope, list, figure),
            None => Vec::new(),
        },
        How::Circle {
            circles,
            services,
            rate,
        } => circles::circle(context, requirement, scope, circles, services, *rate),
        How::Groups { circles, groups } => circles::groups(context, scope, circles, groups),
        How::Adjacency { of, to, metres, table } => places::adjacency(context, requirement, of, to, *metres, table),
        How::Overlap { circles, services } => sharing::overlap(context, requirement, scope, circles, services),
        How::Load {
            circles,
            services,
            persons,
        } => sharing::load(context, requirement, circles, services, *persons),
        How::Geodata => places::geodata(context, requirement),
        // The ledger is made beside its count.
        How::Ledger { .. } | How::Document => Vec::new(),
    }
}

/// Units with several, where the plan says one.
fn several(context: &Context<'_>, requirement: &Requirement) -> Vec<Item> {
    let mut several = BTreeSet::new();
    for measure in &requirement.measures {
        let scope = measure.scope.unwrap_or(requirement.scope);
        match (&measure.how, requirement.target) {
            (How::Presence { of, .. }, _) if measure.check == Some(4) => {
                for counts in of {
                    several.extend(presence::more_than_one(context, scope, counts));
                }
            }
            (How::Each { figure }, Some(target)) if target.comparator == Comparator::Eq => {
                let more = |item: Item| {
                    let own = context.unit(item).and_then(|unit| unit.number(figure));
                    own.is_some_and(|own| own > target.value)
                };
                let (asked, _) = context.asked(scope);
                several.extend(asked.into_iter().map(|(item, _)| item).filter(|item| more(*item)));
            }
            _ => {}
        }
    }
    several.into_iter().collect()
}
