//! What a board of plans asks again and again: the records of one day, read once.

use std::collections::BTreeMap;

use super::check::{days, held_on, seen_by};
use super::check_records::{Asked, records};
use super::check_sharing::circles_of;
use super::error::WorkflowError;
use super::plan::{evidence_of, find_plan, shipped_plans};
use crate::domain::day::Day;
use crate::domain::plan::{Plan, PlanReader};
use crate::indicators::{Answer, AreaLine, Areas, Board, Records};
use crate::store::{Location, Workspace};

/// What is known on a day, or now.
#[derive(Debug)]
pub struct CheckDay {
    /// The day; now where `None`.
    pub as_of: Option<Day>,
    /// What plans are answered from.
    pub records: Records,
    /// The areas of its communities.
    pub areas: Areas,
    /// Names of units, by code.
    pub names: BTreeMap<String, String>,
    /// What a person should know of the data.
    pub remarks: Vec<String>,
}

impl CheckDay {
    /// A plan's answers in an area, with how each area in it stands; for all that there is where `None`.
    pub fn board(&self, plan: &Plan, area: Option<&AreaLine>) -> Board {
        Board::of(plan, &self.records, &self.areas, area, true)
    }

    /// A plan's answers in the area of a code. Where there was no such area yet nothing is computed.
    pub fn answers_in(&self, plan: &Plan, code: Option<&str>) -> Vec<Answer> {
        let area = code.map(|code| self.areas.find(code));
        let board = Board::of(plan, &self.records, &self.areas, area.flatten(), false);
        match area {
            Some(None) => board.answers.iter().map(|answer| answer.narrowed(None)).collect(),
            _ => board.answers,
        }
    }
}

/// Reads what plans are answered from, now or on a day.
///
/// # Errors
/// The workspace; nothing to check; a day before the data.
pub fn check_day(location: &Location, as_of: Option<Day>) -> Result<CheckDay, WorkflowError> {
    let reader = PlanReader::new()?;
    let workspace = Workspace::open_read_only(location)?;
    let (held, kept) = workspace.read_as_one(|workspace| {
        let held = held_on(workspace, location, &workspace.layer_dates()?, as_of)?;
        Ok::<_, WorkflowError>((held, workspace.plan_records()?))
    })?;
    let name = location.to_string();
    if held.is_empty() {
        return Err(WorkflowError::NothingToCheck(name));
    }
    let mut remarks = Vec::new();
    // Any plan that comes with the program may be asked of it.
    let plans = shipped_plans().into_iter().map(|id| find_plan(&reader, id));
    let plans = plans.collect::<Result<Vec<Plan>, WorkflowError>>()?;
    let asked = Asked {
        catalogue: reader.catalogue(),
        workspace: &name,
        day: as_of,
        area: None,
        shared: &circles_of(&plans),
    };
    let mut records = records(&held, &asked, &mut remarks)?;
    records.evidence = seen_by(&evidence_of(kept, Vec::new()), as_of);
    let units = records.communities.iter().chain(&records.towns).chain(&records.above);
    Ok(CheckDay {
        as_of,
        areas: Areas::of(&records),
        names: units.map(|unit| (unit.code.clone(), unit.name.clone())).collect(),
        records,
        remarks,
    })
}

/// The days on which something that is checked changed, up to one; the first first.
///
/// # Errors
/// The workspace can't be read.
pub fn check_days(location: &Location, until: Option<Day>) -> Result<Vec<Day>, WorkflowError> {
    let workspace = Workspace::open_read_only(location)?;
    Ok(days(&workspace.layer_dates()?, until).into_iter().collect())
}
