//! Scenarios: made, edited and looked at.

use geo::CoordsIter;

use super::error::WorkflowError;
use super::load_town::extent;
use super::scenario_ask::{Ask, LONGEST_NAME, record, short};
use super::scenario_error::ScenarioError;
use super::scenario_world::{Sites, lapsed};
use crate::crs::{LonLat, LonLatBox};
use crate::domain::category::{self, Catalogue};
use crate::domain::edit::{EditRecord, Unapplied};
use crate::domain::record::LayerKind;
use crate::import::{Limits, Progress};
use crate::store::{Location, Scenario, StoreError, Workspace};

/// How far beyond the communities an edit may lie, in degrees.
const NEAR_DEGREES: f64 = 0.2;

/// A scenario, and which of its edits no longer do anything.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownScenario {
    /// The scenario.
    pub scenario: Scenario,
    /// Edits that change nothing, because what they name has gone.
    pub lapsed: Vec<Unapplied>,
}

/// Makes a scenario over a version of the layers (the latest, where none is named), with edits that are sound; says which. All of it is made, or nothing.
///
/// # Errors
/// The name is no name or taken; no such version; the workspace.
pub fn new_scenario(
    location: &Location,
    name: &str,
    title: &str,
    base: Option<i64>,
    edits: &[EditRecord],
) -> Result<i64, WorkflowError> {
    is_name(name)?;
    short(title)?;
    Ok(Workspace::open(location)?.new_scenario(name, title, base, edits)?)
}

/// Whether a scenario of this name could be made, before anything long is begun for it.
///
/// # Errors
/// The name is no name or taken; the workspace can't be read.
pub fn check_new_scenario(location: &Location, name: &str) -> Result<(), WorkflowError> {
    is_name(name)?;
    let taken = scenarios(location)?.iter().any(|known| known.name == name);
    if taken {
        return Err(StoreError::ScenarioExists(name.to_owned()).into());
    }
    Ok(())
}

fn is_name(name: &str) -> Result<(), ScenarioError> {
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(sign) {
        return Err(ScenarioError::Name(name.to_owned()));
    }
    Ok(())
}

/// All scenarios by name.
///
/// # Errors
/// The workspace can't be read.
pub fn scenarios(location: &Location) -> Result<Vec<Scenario>, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| Ok(workspace.scenarios()?))
}

/// One scenario, with what no longer applies.
///
/// # Errors
/// No such scenario; the workspace.
pub fn scenario(location: &Location, name: &str) -> Result<ShownScenario, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| {
        let scenario = workspace.scenario(name)?;
        let lapsed = lapsed(workspace, scenario.base, &scenario.edits)?;
        Ok(ShownScenario { scenario, lapsed })
    })
}

/// Removes a scenario with its edits and its assessments.
///
/// # Errors
/// No such scenario; another writer.
pub fn drop_scenario(location: &Location, name: &str) -> Result<Scenario, WorkflowError> {
    Ok(Workspace::open(location)?.drop_scenario(name)?)
}

/// Takes the last edit back; says which it was.
///
/// # Errors
/// No such scenario, or no edit in it; another writer.
pub fn take_back_edit(location: &Location, name: &str) -> Result<EditRecord, WorkflowError> {
    Ok(Workspace::open(location)?.take_back_edit(name)?)
}

/// Checks an edit against the base and the edits before it, and puts it behind them. Returns it as it was kept.
///
/// # Errors
/// What it names is not there, or it lies elsewhere; the scenario is then as it was.
pub fn edit_scenario(
    location: &Location,
    name: &str,
    ask: &Ask,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<EditRecord, WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let record = record(ask, &catalogue, limits, progress)?;
    let mut workspace = Workspace::open(location)?;
    workspace.add_edit(name, record.clone(), |workspace, scenario| {
        check(workspace, scenario, &record)
    })
}

/// Whether an edit fits its scenario.
fn check(workspace: &Workspace, scenario: &Scenario, edit: &EditRecord) -> Result<(), WorkflowError> {
    let base = scenario.base;
    match edit {
        EditRecord::CloseStreet { id } => {
            if !workspace.has_row(LayerKind::Streets, base, *id)? {
                return Err(ScenarioError::NoStreet { id: *id, base }.into());
            }
            let closed = |edit: &EditRecord| matches!(edit, EditRecord::CloseStreet { id: other } if other == id);
            if scenario.edits.iter().any(closed) {
                return Err(ScenarioError::ClosedAlready(*id).into());
            }
            Ok(())
        }
        EditRecord::MoveSite { id, to } => {
            site_must_be_there(workspace, scenario, *id)?;
            near(workspace, base, [*to])
        }
        EditRecord::RemoveSite { id } => site_must_be_there(workspace, scenario, *id),
        EditRecord::AddSite { point, .. } => near(workspace, base, [*point]),
        EditRecord::CloseAcross { line } => near(workspace, base, line.coords_iter().map(degrees)),
        EditRecord::CloseWithin { area } => near(workspace, base, area.coords_iter().map(degrees)),
        EditRecord::NewLink { course, .. } => near(workspace, base, course.coords_iter().map(degrees)),
    }
}

fn degrees(at: geo::Coord<f64>) -> LonLat {
    LonLat { lon: at.x, lat: at.y }
}

fn site_must_be_there(workspace: &Workspace, scenario: &Scenario, id: i64) -> Result<(), WorkflowError> {
    let mut sites = Sites::default();
    scenario.edits.iter().for_each(|edit| sites.see(edit));
    if sites.there(workspace, scenario.base, id)? {
        return Ok(());
    }
    Err(ScenarioError::NoFacility {
        id,
        base: scenario.base,
    }
    .into())
}

/// Every corner lies in the study area or near it.
fn near(workspace: &Workspace, base: i64, corners: impl IntoIterator<Item = LonLat>) -> Result<(), WorkflowError> {
    let communities = workspace.communities_at(Some(base))?;
    let around: LonLatBox = extent(&communities).ok_or(ScenarioError::NoCommunities(base))?;
    let near = around.grown(NEAR_DEGREES);
    match corners.into_iter().find(|at| !near.contains(*at)) {
        Some(at) => Err(ScenarioError::FarAway {
            lon: at.lon,
            lat: at.lat,
            area: around.to_array(),
        }
        .into()),
        None => Ok(()),
    }
}
