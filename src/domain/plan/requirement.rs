//! A requirement of a plan, and the plan.

use std::collections::BTreeMap;

use super::decimal::Decimal;
use super::measure::Measure;
use super::words::{Aggregation, CheckType, Class, Comparator, Force, Kind, Occasion, Scope, Unit, YearBasis};

/// A plan, a standard or a draft: requirements with what they need to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// `national-2025`.
    pub id: String,
    /// Raised whenever the file changes.
    pub version: u32,
    /// What it is.
    pub kind: Kind,
    /// The plan that it builds on.
    pub extends: Option<String>,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Who set it.
    pub issuer: String,
    /// Where it is published.
    pub source: String,
    /// How well it is evidenced.
    pub mark: String,
    /// First and last year.
    pub period: Option<(u16, u16)>,
    /// Leading digits of the area codes that it is for; empty for the whole country.
    pub area: String,
    /// What else to know.
    pub note: String,
    /// How many communities the plan counts in its area, and at the end of which year.
    pub counted: Option<(u32, u16)>,
    /// What counts as what.
    pub rules: BTreeMap<String, Recognition>,
    /// Lists of functions.
    pub lists: BTreeMap<String, FunctionList>,
    /// In the order of the file; those of the plan that it builds on first.
    pub requirements: Vec<Requirement>,
    /// Ids of requirements of the plan below that are left out.
    pub dropped: Vec<String>,
    /// Ids of all plans that it builds on, the nearest first: what contradicts them contradicts it.
    pub below: Vec<String>,
}

impl Plan {
    /// The name of a requirement among all plans: `national-2025/rural-facility-coverage`.
    pub fn full_id(&self, requirement: &Requirement) -> String {
        format!("{}/{}", self.id, requirement.id)
    }
}

/// Which functions, areas and hours make a facility of a kind. A site that carries the plate, one that is built and one that meets the rule
/// are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// One of these categories has to be there: the plate.
    pub any_of: Vec<String>,
    /// Further categories that have to be at the same site.
    pub functions: Vec<String>,
    /// Least gross floor area, where somebody decided on one.
    pub min_floor_area_m2: Option<Decimal>,
    /// Least hours of an open day, where somebody decided on them.
    pub min_hours_per_day: Option<Decimal>,
    /// What to know.
    pub note: String,
}

/// Functions that a station or centre has to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionList {
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Words of a roster's column.
    pub items: Vec<String>,
}

/// One requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    /// Its name within the plan.
    pub id: String,
    /// The plan's own words; empty where the file speaks in its own.
    pub phrase: String,
    /// What it is about.
    pub class: Class,
    /// What it takes to check it.
    pub check: CheckType,
    /// Of what it speaks.
    pub scope: Scope,
    /// How many become one.
    pub aggregation: Aggregation,
    /// What has to be reached; `None` where the plan has no number, and then none is ever given to it.
    pub target: Option<Target>,
    /// What the number would count, where a draft leaves the number open.
    pub open: Option<(Comparator, Unit)>,
    /// By when; a standard may have no end.
    pub year: Option<u16>,
    /// Where the year comes from.
    pub year_basis: YearBasis,
    /// When it has to hold.
    pub occasion: Occasion,
    /// Dates with a number each.
    pub milestones: Vec<(u16, Decimal)>,
    /// How firmly it is said.
    pub force: Force,
    /// Expected, not binding: reached or not reached, never a violation.
    pub anticipatory: bool,
    /// Value and year from which the plan starts.
    pub start: Option<(Decimal, u16)>,
    /// Keys of the list of inputs.
    pub inputs: Vec<String>,
    /// How it is computed, one value or more each.
    pub measures: Vec<Measure>,
    /// How well the figure is evidenced, where that differs from the file's mark.
    pub mark: Option<String>,
    /// What to know, in our words.
    pub note: String,
}

/// A number to hold a value against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// How.
    pub comparator: Comparator,
    /// The number.
    pub value: Decimal,
    /// What it counts.
    pub unit: Unit,
}
