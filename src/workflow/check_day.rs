//! What a board of plans asks again and again: the records of one day, read once.

use std::collections::BTreeMap;

use geo::MultiPolygon;

use super::check::{days, held_in, held_on, of_group, seen_by};
use super::check_area::in_area;
use super::check_records::{Asked, records};
use super::check_sharing::circles_of;
use super::error::WorkflowError;
use super::load_town::projection_of;
use super::plan::{evidence_of, find_plan, shipped_plans};
use crate::crs::Projection;
use crate::domain::area_code::is_whole;
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Plan, PlanReader};
use crate::identity::Scope;
use crate::indicators::{Answer, AreaLine, Areas, Board, Records, UnitRow};
use crate::reproject::ProjPlane;
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
    /// Of the places in the records; `None` where nobody drew a community.
    projection: Option<Projection>,
}

impl CheckDay {
    /// A plan's answers in an area, with how each area in it stands; for all that there is, and of everybody, where `None`.
    pub fn board(&self, plan: &Plan, area: Option<&AreaLine>, group: Option<PeopleGroup>) -> Board {
        Board::of(plan, &self.records, &self.areas, area, group, true)
    }

    /// The same for the communities in an area alone, in degrees: those of which a place in the middle lies in it.
    ///
    /// # Errors
    /// There is none, or nobody drew any.
    pub fn within(&self, area: &MultiPolygon<f64>) -> Result<Self, WorkflowError> {
        let projection = self.projection.as_ref().ok_or(WorkflowError::NoneInArea)?;
        let mut remarks = self.remarks.clone();
        let records = in_area(&self.records, &ProjPlane::new(projection)?, area, &mut remarks)?;
        Ok(Self {
            as_of: self.as_of,
            areas: Areas::of(&records),
            names: self.names.clone(),
            projection: self.projection.clone(),
            records,
            remarks,
        })
    }

    /// The same for somebody who sees only some areas: their communities, the units that lie wholly in them, and nothing that is said of the whole.
    ///
    /// # Errors
    /// They have no community.
    pub fn seen(&self, scope: &Scope) -> Result<Self, WorkflowError> {
        let own = |unit: &UnitRow| is_whole(&unit.code) && scope.holds(&unit.code);
        let keep: Vec<bool> = self.records.communities.iter().map(own).collect();
        if !keep.contains(&true) {
            return Err(WorkflowError::NoneInArea);
        }
        let mut records = self.records.only(&keep);
        records.evidence.clear();
        let names = self.names.iter().filter(|(code, _)| scope.holds(code));
        Ok(Self {
            as_of: self.as_of,
            areas: Areas::of(&records).only(|line| scope.holds(&line.code)),
            names: names.map(|(code, name)| (code.clone(), name.clone())).collect(),
            remarks: Vec::new(),
            projection: self.projection.clone(),
            records,
        })
    }

    /// Answers of an area that was cut out before, without those of the areas in it.
    pub fn alone(&self, plan: &Plan, group: Option<PeopleGroup>) -> Board {
        Board::of(plan, &self.records, &self.areas, None, group, false)
    }

    /// The groups of people that some communities count, each with how many of them do.
    pub fn groups(&self) -> Vec<(PeopleGroup, usize)> {
        let counting = |group: &PeopleGroup| {
            let counts = |unit: &&UnitRow| unit.number(group.key()).is_some();
            self.records.communities.iter().filter(counts).count()
        };
        let all = PeopleGroup::ALL.into_iter().map(|group| (group, counting(&group)));
        all.filter(|(_, communities)| *communities > 0).collect()
    }

    /// What a person should know of the data, and of answers for a group.
    pub fn remarks_for(&self, group: Option<PeopleGroup>) -> Vec<String> {
        self.remarks.iter().cloned().chain(group.map(of_group)).collect()
    }

    /// A plan's answers in the area of a code. Where there was no such area yet nothing is computed.
    pub fn answers_in(&self, plan: &Plan, code: Option<&str>, group: Option<PeopleGroup>) -> Vec<Answer> {
        let area = code.map(|code| self.areas.find(code));
        let board = Board::of(plan, &self.records, &self.areas, area.flatten(), group, false);
        match area {
            Some(None) => board.answers.iter().map(|answer| answer.narrowed(None)).collect(),
            _ => board.answers,
        }
    }
}

/// Reads what plans are answered from, now or on a day, or in a scenario, which is of now.
///
/// # Errors
/// The workspace; nothing to check; a day before the data; no such scenario.
pub fn check_day(location: &Location, as_of: Option<Day>, scenario: Option<&str>) -> Result<CheckDay, WorkflowError> {
    let reader = PlanReader::new()?;
    let workspace = Workspace::open_read_only(location)?;
    let (held, of_scenario, kept) = workspace.read_as_one(|workspace| {
        let (held, of_scenario) = match scenario {
            Some(name) => held_in(workspace, name, true)?,
            None => (
                held_on(workspace, location, &workspace.layer_dates()?, as_of, true)?,
                Vec::new(),
            ),
        };
        Ok::<_, WorkflowError>((held, of_scenario, workspace.plan_records()?))
    })?;
    let name = location.to_string();
    if held.is_empty() {
        return Err(WorkflowError::NothingToCheck(name));
    }
    let mut remarks = of_scenario;
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
    let projection = projection_of(&held.town);
    let mut records = records(&held, &asked, &mut remarks)?;
    records.evidence = seen_by(&evidence_of(kept, Vec::new()), as_of);
    let units = records.communities.iter().chain(&records.towns).chain(&records.above);
    Ok(CheckDay {
        as_of,
        areas: Areas::of(&records),
        names: units.map(|unit| (unit.code.clone(), unit.name.clone())).collect(),
        records,
        remarks,
        projection,
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
