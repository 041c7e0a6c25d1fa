//! What a requirement says of one group of people: the elderly, minors, disabled people.
//!
//! Only what counts people has an answer for a group. What counts communities, facilities, square metres or documents is the same for everybody,
//! so it has none: the reason is named, and where units are counted the part of the group stands beside that lives where it holds.

use std::collections::BTreeMap;

use super::answer::computed;
use super::circles::of_one_group;
use super::context::{Context, ONE};
use super::missing::{self, Missing};
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::{Item, Value};
use super::why::Why;
use crate::domain::area_code::is_whole;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{CircleRate, Decimal, How, Requirement, Scope};

/// What a requirement counts that is no group of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Communities.
    Communities,
    /// Sub-districts and townships.
    Towns,
    /// Facilities.
    Facilities,
    /// Natural villages.
    Villages,
    /// Households.
    Households,
    /// Square metres of land or floor.
    Areas,
    /// Figures of which neither is of residents.
    Figures,
    /// People, among whom nobody counts the group apart.
    AllTogether,
    /// People of other groups alone.
    OtherPeople,
    /// Documents.
    Documents,
}

/// The values of one measure for a group.
pub(super) struct OfGroup {
    pub(super) series: Vec<Series>,
    /// What it counts, where that is why the values are no answer.
    pub(super) counted: Option<Counted>,
}

/// One measure's values for a group, and why they are no answer, where they are none.
pub(super) fn of_group(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    how: &How,
    group: PeopleGroup,
) -> OfGroup {
    let answered = |series| OfGroup { series, counted: None };
    let no_answer = |counted| OfGroup {
        series: Vec::new(),
        counted: Some(counted),
    };
    match how {
        How::Circle {
            circles,
            services,
            rate: CircleRate::Population,
        } => {
            let (series, known) = of_one_group(context, scope, circles, services, group.key());
            if known {
                answered(series)
            } else {
                no_answer(Counted::AllTogether)
            }
        }
        How::Groups { circles, groups } => {
            if groups.is_empty() || groups.iter().any(|own| own == group.key()) {
                let (series, known) = of_one_group(context, scope, circles, &[], group.key());
                if known {
                    answered(series)
                } else {
                    no_answer(Counted::AllTogether)
                }
            } else {
                no_answer(Counted::OtherPeople)
            }
        }
        How::Ratio {
            numerator, denominator, ..
        } => match of_ratio(numerator, denominator, group) {
            Ok(false) => answered(computed(context, requirement, scope, how)),
            Ok(true) => answered(per_person(context, requirement, scope, how, group)),
            Err(counted) => no_answer(counted),
        },
        // Within a distance of people: how many of them that are is the answer.
        How::Presence { within, table, .. } if within.is_some() || !table.is_empty() => {
            answered(living_there(context, requirement, scope, how, group, true))
        }
        How::Presence { .. }
        | How::Flag { .. }
        | How::Each { .. }
        | How::Mean { .. }
        | How::Count { .. }
        | How::Functions { .. }
        | How::Geodata
        | How::Ledger { .. }
        | How::CoLocation {
            per_facility: false, ..
        } => OfGroup {
            series: living_there(context, requirement, scope, how, group, false),
            counted: Some(match scope {
                Scope::Town | Scope::ServiceCentre => Counted::Towns,
                _ => Counted::Communities,
            }),
        },
        How::CoLocation { .. } | How::Open { .. } | How::Hours { .. } | How::Adjacency { .. } | How::Load { .. } => {
            no_answer(Counted::Facilities)
        }
        How::FireWater { .. } => no_answer(Counted::Villages),
        How::AreaPerHouseholds { .. } => no_answer(Counted::Households),
        How::Circle { .. } | How::Overlap { .. } => no_answer(Counted::Areas),
        How::Document => no_answer(Counted::Documents),
    }
}

/// Whether residents below the line give way to those of the group; why not, where a ratio says nothing of it.
fn of_ratio(numerator: &[String], denominator: &str, group: PeopleGroup) -> Result<bool, Counted> {
    let all = || numerator.iter().map(String::as_str).chain([denominator]);
    if all().all(|key| group_of(key) == Some(group)) {
        return Ok(false);
    }
    if all().any(|key| group_of(key).is_some_and(|own| own != group)) {
        return Err(Counted::OtherPeople);
    }
    let residents = ["usual_population", "urban_population"];
    match denominator {
        // Those above the line are residents themselves, and of the group nobody counted them.
        "usual_population" if numerator.iter().any(|key| RESIDENTS_TOO.contains(&key.as_str())) => {
            Err(Counted::AllTogether)
        }
        "usual_population" => Ok(true),
        key if residents.contains(&key) => Err(Counted::AllTogether),
        _ => Err(Counted::Figures),
    }
}

/// Figures that count some of the residents.
const RESIDENTS_TOO: [&str; 3] = ["registered_volunteers", "usual_population_served", "urban_population"];

/// The group that a figure counts, where it counts one alone.
fn group_of(key: &str) -> Option<PeopleGroup> {
    match key {
        "elderly" | "elderly_at_home" | "elderly_served" | "elderly_special" | "elderly_visited" => {
            Some(PeopleGroup::Elderly)
        }
        "minors" => Some(PeopleGroup::Minors),
        "disabled" => Some(PeopleGroup::Disabled),
        _ => None,
    }
}

/// A ratio over residents as one over those of the group. The plan's number is one over all residents, so nothing is held against it.
fn per_person(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    how: &How,
    group: PeopleGroup,
) -> Vec<Series> {
    let mut own = how.clone();
    if let How::Ratio { denominator, .. } = &mut own {
        group.key().clone_into(denominator);
    }
    let all = computed(context, requirement, scope, &own);
    let ratios = all.into_iter().filter(|series| series.key == "ratio_of_sums");
    let without_target = ratios.map(|series| Series {
        key: format!("{} {}", series.key, group.key()),
        headline: true,
        target: None,
        each: None,
        rows: series.rows.into_iter().map(unjudged).collect(),
        ..series
    });
    without_target.collect()
}

/// A unit that is held against nothing.
fn unjudged(row: Row) -> Row {
    Row {
        state: match row.state {
            State::Fails { .. } => State::Meets,
            state => state,
        },
        ..row
    }
}

/// Shares of communities or towns as shares of the group's people: those who live in one that has it over all of them. The plan's number counts
/// units, so nothing is held against it.
fn living_there(
    context: &Context<'_>,
    requirement: &Requirement,
    scope: Scope,
    how: &How,
    group: PeopleGroup,
    leads: bool,
) -> Vec<Series> {
    let shares = computed(context, requirement, scope, how);
    // Beside what is no answer stands what the requirement asks for, and nothing more.
    let shares = shares
        .into_iter()
        .filter(|series| (leads || series.headline) && is_share_of_units(series));
    let people = People::of(context, group.key());
    let weighed = shares.map(|series| Series {
        key: format!("{} {}", series.key, group.key()),
        headline: leads && series.headline,
        target: None,
        each: None,
        shortfall_in: "persons",
        rows: series
            .rows
            .iter()
            .map(|row| weighed(row, people.living_in(row.item)))
            .collect(),
        ..series
    });
    weighed.collect()
}

/// Whether communities or towns that have something are counted over all of them, each as one.
fn is_share_of_units(series: &Series) -> bool {
    let is_one = |row: &Row| matches!(row.item, Item::Community(_) | Item::Town(_)) && row.part.below == Some(ONE.0);
    let is_yes = |row: &Row| row.part.least == 0 || row.part.least == ONE.0;
    series.part && !series.count && series.factor == 100 && series.rows.iter().all(|row| is_one(row) && is_yes(row))
}

/// A unit that counts for as many as live in it.
fn weighed(row: &Row, people: Option<Decimal>) -> Row {
    let number = people.map(|people| people.0);
    Row {
        part: Part {
            surely: row.part.surely,
            least: if row.part.least == ONE.0 {
                number.unwrap_or(0)
            } else {
                0
            },
            most: if row.part.most == Some(0) { Some(0) } else { number },
            below: number,
        },
        state: match (row.state, people) {
            (State::Unknown, _) | (_, None) => State::Unknown,
            (State::Fails { .. }, Some(people)) if people.0 > 0 => State::Fails {
                has: Decimal::default(),
                lacks: people,
            },
            _ => State::Meets,
        },
        ..*row
    }
}

/// How many of some people live where.
struct People<'a> {
    context: &'a Context<'a>,
    key: &'static str,
    /// Of the communities of each town, by its nine digits; `None` where one of them is not counted.
    of_towns: BTreeMap<&'a str, Option<i64>>,
}

impl<'a> People<'a> {
    fn of(context: &'a Context<'a>, key: &'static str) -> Self {
        let mut of_towns: BTreeMap<&str, Option<i64>> = BTreeMap::new();
        for unit in context.records.communities.iter().filter(|unit| is_whole(&unit.code)) {
            let own = unit.number(key).map(|people| people.0);
            let sum = of_towns.entry(&unit.code[..9]).or_insert(Some(0));
            *sum = sum.zip(own).and_then(|(sum, own)| sum.checked_add(own));
        }
        Self { context, key, of_towns }
    }

    /// Those of a town add up from its communities; the town's own figure counts where they are not all counted.
    fn living_in(&self, item: Item) -> Option<Decimal> {
        let unit = self.context.unit(item)?;
        let own = || unit.number(self.key);
        match item {
            Item::Town(_) => {
                let summed = unit.code.get(..9).and_then(|digits| *self.of_towns.get(digits)?);
                summed.map(Decimal).or_else(own)
            }
            _ => own(),
        }
    }
}

/// What keeps a requirement from an answer for a group: what it counts, counts of the group that are missing, and what is missing for everybody.
pub(super) fn missing(
    context: &Context<'_>,
    requirement: &Requirement,
    values: &[Value],
    group: PeopleGroup,
    counted: &[Counted],
) -> Vec<Missing> {
    let entry = |lacking: usize, of: usize, why: Why| Missing {
        input: group.key().to_owned(),
        lacking,
        of,
        which: Vec::new(),
        why,
    };
    let mut found: Vec<Missing> = counted.iter().map(|own| entry(0, 0, Why::OfNoGroup(*own))).collect();
    if values.is_empty() && !counted.is_empty() {
        return found;
    }
    found.extend(uncounted(context, requirement, group).map(|(lacking, of)| entry(lacking, of, Why::Absent)));
    let is_zero =
        |value: &&Value| value.sums.units > 0 && value.sums.known == value.sums.units && value.sums.below == 0;
    let nobody = values
        .iter()
        .filter(|value| value.key.ends_with(group.key()))
        .find(is_zero);
    found.extend(nobody.map(|value| entry(value.sums.units, value.sums.units, Why::NothingBelow)));
    let of_all = missing::missing(context, requirement, values);
    // Residents give way to the group below the line.
    let of_all = of_all
        .into_iter()
        .filter(|one| one.input != group.key() && one.input != "usual_population");
    found.extend(of_all);
    found
}

/// Communities that do not say how many of the group they have, of those that are asked for.
fn uncounted(context: &Context<'_>, requirement: &Requirement, group: PeopleGroup) -> Option<(usize, usize)> {
    let scope = requirement.measures.iter().find_map(|measure| measure.scope);
    let (asked, _) = context.asked(scope.unwrap_or(requirement.scope));
    let people = People::of(context, group.key());
    let lacking = asked.iter().filter(|(item, _)| people.living_in(*item).is_none());
    let lacking = lacking.count();
    (lacking > 0 || asked.is_empty()).then_some((lacking, asked.len()))
}
