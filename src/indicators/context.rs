//! What every check looks up: who is asked for, which facilities stand where, which of them count.

use super::hours::hours_of_an_open_day;
use super::records::{FacilityRow, FunctionRow, Records, UnitRow};
use super::value::Item;
use crate::domain::community::CommitteeType;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Counts, Decimal, Plan, Recognition, Scope};
use crate::domain::site::FunctionState;

/// Records with their facilities by place.
pub(super) struct Context<'a> {
    pub(super) records: &'a Records,
    pub(super) plan: &'a Plan,
    /// The people who are asked for; everybody where `None`.
    pub(super) group: Option<PeopleGroup>,
    /// Positions of facilities, by community.
    by_community: Vec<Vec<usize>>,
    /// Positions of facilities that a community may host.
    maybe_by_community: Vec<Vec<usize>>,
    /// Positions of facilities, by town.
    by_town: Vec<Vec<usize>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(records: &'a Records, plan: &'a Plan) -> Self {
        let mut by_community = vec![Vec::new(); records.communities.len()];
        let mut maybe_by_community = vec![Vec::new(); records.communities.len()];
        let mut by_town = vec![Vec::new(); records.towns.len()];
        for (position, facility) in records.facilities.iter().enumerate() {
            for community in &facility.communities {
                by_community[*community].push(position);
            }
            for community in &facility.may_be_in {
                maybe_by_community[*community].push(position);
            }
            if let Some(town) = facility.town {
                by_town[town].push(position);
            }
        }
        Self {
            records,
            plan,
            group: None,
            by_community,
            maybe_by_community,
            by_town,
        }
    }

    /// Asked of one group of people, where there is one.
    pub(super) fn asked_of(self, group: Option<PeopleGroup>) -> Self {
        Self { group, ..self }
    }

    /// The figure that counts the people who are asked for.
    pub(super) fn people_key(&self) -> &'static str {
        self.group.map_or("usual_population", PeopleGroup::key)
    }

    pub(super) fn unit(&self, item: Item) -> Option<&'a UnitRow> {
        match item {
            Item::Community(at) => self.records.communities.get(at),
            Item::Town(at) => self.records.towns.get(at),
            Item::Above(at) => self.records.above.get(at),
            Item::Facility(_) | Item::Village(_) => None,
        }
    }

    /// Facilities that a unit hosts or shares.
    pub(super) fn facilities_of(&self, item: Item) -> impl Iterator<Item = &'a FacilityRow> {
        let positions = match item {
            Item::Community(at) => &self.by_community[at][..],
            Item::Town(at) => &self.by_town[at][..],
            Item::Above(_) | Item::Facility(_) | Item::Village(_) => &[],
        };
        positions.iter().map(|at| &self.records.facilities[*at])
    }

    /// Facilities that a community may host, or another one does.
    pub(super) fn maybe_facilities_of(&self, item: Item) -> impl Iterator<Item = &'a FacilityRow> {
        let positions = match item {
            Item::Community(at) => &self.maybe_by_community[at][..],
            Item::Town(_) | Item::Above(_) | Item::Facility(_) | Item::Village(_) => &[],
        };
        positions.iter().map(|at| &self.records.facilities[*at])
    }

    /// Facilities that a rate over facilities is about: their position, and whether each surely is of these categories.
    pub(super) fn asked_facilities(&self, categories: &[String]) -> Vec<(usize, &'a FacilityRow, bool)> {
        let mut asked = Vec::new();
        for (at, facility) in self.records.facilities.iter().enumerate() {
            let surely = has(facility, categories, FunctionState::Existing);
            // Without a community it belongs to no part of the area.
            let somewhere = !facility.communities.is_empty() || !facility.may_be_in.is_empty();
            if somewhere && (surely || self.may_be(facility, categories)) {
                asked.push((at, facility, surely));
            }
        }
        asked
    }

    /// Units of a scope with whether they surely belong to it; provisional communities apart.
    pub(super) fn asked(&self, scope: Scope) -> (Vec<(Item, bool)>, Vec<Item>) {
        if matches!(scope, Scope::Town | Scope::ServiceCentre) {
            let towns = (0..self.records.towns.len()).map(|at| (Item::Town(at), true));
            return (towns.collect(), Vec::new());
        }
        let mut asked = Vec::new();
        let mut provisional = Vec::new();
        for (at, unit) in self.records.communities.iter().enumerate() {
            match belongs(unit, scope) {
                Some(false) => {}
                _ if unit.provisional => provisional.push(Item::Community(at)),
                known => asked.push((Item::Community(at), known == Some(true))),
            }
        }
        (asked, provisional)
    }

    /// The categories of a thing that counts, with the rule that it has to meet.
    pub(super) fn counted<'c>(&self, counts: &'c Counts) -> (&'c [String], Option<&'a Recognition>)
    where
        'a: 'c,
    {
        match counts {
            Counts::AnyOf(categories) => (categories, None),
            Counts::Rule(name) => {
                let rule = self.plan.rules.get(name);
                (rule.map_or(&[][..], |rule| &rule.any_of), rule)
            }
        }
    }

    /// Whether a source is said to list every facility of these categories, so that none found means none.
    pub(super) fn are_complete(&self, categories: &[String]) -> bool {
        let complete = &self.records.complete;
        categories.iter().all(|category| complete.contains(category))
    }

    /// Whether no facility of these categories can be missing in a unit: all of them are listed, or its roster counts them.
    pub(super) fn are_told(&self, item: Item, categories: &[String]) -> bool {
        let counted = |category: &String| self.unit(item).is_some_and(|unit| unit.number(category).is_some());
        let all_told = |category: &String| counted(category) || self.are_complete(std::slice::from_ref(category));
        categories.iter().all(all_told)
    }

    /// Whether a facility meets a rule; `None` where something is not known.
    pub(super) fn meets(
        &self,
        facility: &FacilityRow,
        categories: &[String],
        rule: Option<&Recognition>,
    ) -> Option<bool> {
        if !has(facility, categories, FunctionState::Existing) {
            return Some(false);
        }
        let Some(rule) = rule else {
            return Some(true);
        };
        let functions = rule.functions.iter().map(|category| {
            let category = std::slice::from_ref(category);
            let there = has(facility, category, FunctionState::Existing);
            (there || (self.are_complete(category) && !self.may_be(facility, category))).then_some(there)
        });
        let area = rule
            .min_floor_area_m2
            .map(|least| facility.floor_area_m2.map(|area| area >= least));
        let hours = rule.min_hours_per_day.map(|least| {
            let hours = facility.opening_hours.as_deref().and_then(hours_of_an_open_day);
            hours.map(|hours| hours >= least)
        });
        let mut all = Some(true);
        for condition in functions.chain(area).chain(hours) {
            match condition {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }

    /// Whether a facility may be one of these: its kind is unspecified, or told by an approximate rule alone.
    pub(super) fn may_be(&self, facility: &FacilityRow, categories: &[String]) -> bool {
        let unspecified = |function: &FunctionRow| {
            let kinds = self.records.may_be.get(&function.category);
            function.state == FunctionState::Existing
                && kinds.is_some_and(|kinds| kinds.iter().any(|kind| categories.contains(kind)))
        };
        is_approximate(facility, categories) || facility.functions.iter().any(unspecified)
    }
}

/// Whether a facility surely has a function of one of the categories in this state; what an approximate rule tells is not sure.
pub(super) fn has(facility: &FacilityRow, categories: &[String], state: FunctionState) -> bool {
    let function = |own: &FunctionRow| !own.approximate && own.state == state && categories.contains(&own.category);
    facility.functions.iter().any(function)
}

/// Whether only an approximate rule takes a facility for one of these.
pub(super) fn is_approximate(facility: &FacilityRow, categories: &[String]) -> bool {
    let told = |own: &FunctionRow| own.state == FunctionState::Existing && categories.contains(&own.category);
    let mut functions = facility.functions.iter().filter(|own| told(own)).peekable();
    functions.peek().is_some() && functions.all(|own| own.approximate)
}

/// Whether a community is one of those that a scope speaks of; `None` where nobody knows.
fn belongs(unit: &UnitRow, scope: Scope) -> Option<bool> {
    match scope {
        Scope::Urban => unit.committee.map(|kind| kind == CommitteeType::Residents),
        Scope::Rural | Scope::AdministrativeVillage => unit.committee.map(|kind| kind == CommitteeType::Villagers),
        Scope::Resettlement => unit.truth("resettlement"),
        Scope::NewBuild => unit.truth("new_build"),
        Scope::OldNeighbourhood => unit.truth("old_neighbourhoods"),
        _ => Some(true),
    }
}

/// One of something.
pub(super) const ONE: Decimal = Decimal(Decimal::ONE);
