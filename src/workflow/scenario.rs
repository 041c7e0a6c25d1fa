//! Scenarios: made, edited, looked at, and turned into the world that an assessment works on.

use std::collections::BTreeSet;
use std::path::Path;

use geo::{CoordsIter, MultiLineString, MultiPolygon, Validation};

use super::error::WorkflowError;
use super::load_town::extent;
use super::scenario_error::ScenarioError;
use crate::crs::{LonLat, LonLatBox, Project};
use crate::domain::barrier::BarrierShape;
use crate::domain::category::{self, Catalogue};
use crate::domain::edit::{Edit, EditRecord, Unapplied, WhyNot, World};
use crate::domain::record::{LayerKind, Records};
use crate::domain::wkt::{self, Shape};
use crate::import::{self, Limits, Progress, Request};
use crate::reproject::{ProjPlane, ReprojectError};
use crate::store::{Location, Scenario, Workspace};

/// How far beyond the communities an edit may lie, in degrees.
const NEAR_DEGREES: f64 = 0.2;
/// Longest name of a scenario, a link or a facility, in letters.
const LONGEST_NAME: usize = 64;

/// An edit as a person asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Close this street.
    CloseStreet(i64),
    /// Cut streets at lines: well-known text, or a file with lines.
    CloseAcross(String),
    /// Close streets inside areas: well-known text, or a file with areas.
    CloseWithin(String),
    /// Open a way along `lon lat, lon lat`.
    OpenLink {
        /// Its corners.
        course: String,
        /// A value of `highway`.
        class: String,
        /// Its name.
        name: String,
    },
    /// Add a facility at `lon lat`.
    AddFacility {
        /// Where.
        place: String,
        /// Key or name of its category.
        category: String,
        /// Its name.
        name: String,
        /// Seats, beds or places.
        capacity: Option<f64>,
    },
    /// Move a facility to `lon lat`.
    MoveFacility(i64, String),
    /// Remove a facility.
    RemoveFacility(i64),
}

/// A scenario, and which of its edits no longer do anything.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownScenario {
    /// The scenario.
    pub scenario: Scenario,
    /// Edits that change nothing, because what they name has gone.
    pub lapsed: Vec<Unapplied>,
}

/// Makes a scenario over a version of the layers (the latest, where none is named); says which.
///
/// # Errors
/// The name is no name or taken; no such version; the workspace.
pub fn new_scenario(location: &Location, name: &str, title: &str, base: Option<i64>) -> Result<i64, WorkflowError> {
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(sign) {
        return Err(ScenarioError::Name(name.to_owned()).into());
    }
    short(title)?;
    Ok(Workspace::open(location)?.new_scenario(name, title, base)?)
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

/// The world of a scenario.
///
/// # Errors
/// No such scenario; the workspace.
pub fn world(location: &Location, name: &str) -> Result<World, WorkflowError> {
    let scenario = Workspace::open_read_only(location)?.read_as_one(|workspace| workspace.scenario(name))?;
    Ok(world_of(scenario))
}

/// The world that a scenario is.
pub(super) fn world_of(scenario: Scenario) -> World {
    World {
        base: Some(scenario.base),
        edits: scenario.edits,
        scenario: Some(scenario.name),
    }
}

/// The edits of a world in metres.
///
/// # Errors
/// An edit lies where the plane is not defined.
pub(super) fn placed(plane: &ProjPlane, edits: &[EditRecord]) -> Result<Vec<Edit>, ReprojectError> {
    let point = |at: LonLat| {
        plane.to_metres(at).ok_or_else(|| ReprojectError::Undefined {
            projection: "the study area's plane".to_owned(),
            x: at.lon,
            y: at.lat,
        })
    };
    let in_metres = |edit: &EditRecord| {
        Ok(match edit.clone() {
            EditRecord::CloseStreet { id } => Edit::CloseStreet { id },
            EditRecord::CloseAcross { line } => Edit::CloseAcross {
                line: plane.geometry_to_metres(&line)?,
            },
            EditRecord::CloseWithin { area } => Edit::CloseWithin {
                area: plane.geometry_to_metres(&area)?,
            },
            EditRecord::NewLink { course, class, name } => Edit::NewLink {
                course: plane.geometry_to_metres(&course)?,
                class,
                name,
            },
            EditRecord::AddSite {
                id,
                name,
                category,
                capacity,
                point: at,
            } => Edit::AddSite {
                id,
                name,
                category,
                capacity,
                point: point(at)?,
            },
            EditRecord::MoveSite { id, to } => Edit::MoveSite { id, to: point(to)? },
            EditRecord::RemoveSite { id } => Edit::RemoveSite { id },
        })
    };
    edits.iter().map(in_metres).collect()
}

/// What an assessment says of the world that it was made of; nothing for the layers themselves.
pub(super) fn remarks(workspace: &Workspace, world: &World) -> Result<Vec<String>, WorkflowError> {
    let (Some(name), Some(base)) = (&world.scenario, world.base) else {
        return Ok(Vec::new());
    };
    let mut remarks = vec![format!(
        "scenario {name}: version {base} of the layers with {} edits",
        world.edits.len()
    )];
    remarks.extend(lapsed(workspace, base, &world.edits)?.iter().map(told_lapsed));
    Ok(remarks)
}

/// A lapsed edit in words.
pub fn told_lapsed(lapsed: &Unapplied) -> String {
    format!("edit {} no longer applies: {}", lapsed.position + 1, lapsed.why)
}

/// Edits that change nothing, because what they name has gone from the base: it was edited outside.
fn lapsed(workspace: &Workspace, base: i64, edits: &[EditRecord]) -> Result<Vec<Unapplied>, WorkflowError> {
    let mut sites = Sites::default();
    let mut lapsed = Vec::new();
    for (position, edit) in edits.iter().enumerate() {
        let why = match edit {
            EditRecord::CloseStreet { id } if !workspace.has_row(LayerKind::Streets, base, *id)? => {
                Some(WhyNot::NoStreet(*id))
            }
            EditRecord::AddSite { id, .. } if sites.there(workspace, base, *id)? => Some(WhyNot::SiteThere(*id)),
            EditRecord::MoveSite { id, .. } | EditRecord::RemoveSite { id }
                if !sites.there(workspace, base, *id)? =>
            {
                Some(WhyNot::NoSite(*id))
            }
            _ => None,
        };
        match why {
            Some(why) => lapsed.push(Unapplied { position, why }),
            None => sites.see(edit),
        }
    }
    Ok(lapsed)
}

/// Sites as edits leave them.
#[derive(Default)]
struct Sites {
    added: BTreeSet<i64>,
    removed: BTreeSet<i64>,
}

impl Sites {
    fn see(&mut self, edit: &EditRecord) {
        match edit {
            EditRecord::AddSite { id, .. } => {
                self.added.insert(*id);
                self.removed.remove(id);
            }
            EditRecord::RemoveSite { id } => {
                self.added.remove(id);
                self.removed.insert(*id);
            }
            _ => {}
        }
    }

    fn there(&self, workspace: &Workspace, base: i64, id: i64) -> Result<bool, WorkflowError> {
        Ok(self.added.contains(&id)
            || !self.removed.contains(&id) && workspace.has_row(LayerKind::Facilities, base, id)?)
    }
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

/// What is asked for, in degrees, whatever the workspace holds.
fn record(
    ask: &Ask,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<EditRecord, WorkflowError> {
    Ok(match ask {
        Ask::CloseStreet(id) => EditRecord::CloseStreet { id: *id },
        Ask::CloseAcross(given) => EditRecord::CloseAcross {
            line: lines(given, catalogue, limits, progress)?,
        },
        Ask::CloseWithin(given) => EditRecord::CloseWithin {
            area: area(given, catalogue, limits, progress)?,
        },
        Ask::OpenLink { course, class, name } => {
            let known = catalogue
                .osm
                .street_classes
                .values()
                .flatten()
                .any(|known| known == class);
            if !known {
                return Err(ScenarioError::Class(class.clone()).into());
            }
            let course = wkt::parse_course(course).map_err(ScenarioError::Course)?;
            on_earth(course.coords_iter())?;
            EditRecord::NewLink {
                course,
                class: class.clone(),
                name: short(name)?,
            }
        }
        Ask::AddFacility {
            place,
            category,
            name,
            capacity,
        } => {
            let known = catalogue
                .categories
                .iter()
                .find(|known| known.key == *category || known.zh == *category || known.en == *category)
                .ok_or_else(|| ScenarioError::Category(category.clone()))?;
            if capacity.is_some_and(|capacity| !(capacity.is_finite() && capacity >= 0.0)) {
                return Err(ScenarioError::Capacity.into());
            }
            EditRecord::AddSite {
                // Given when it is kept.
                id: 0,
                name: short(name)?,
                category: known.key.clone(),
                capacity: *capacity,
                point: self::place(place)?,
            }
        }
        Ask::MoveFacility(id, to) => EditRecord::MoveSite {
            id: *id,
            to: place(to)?,
        },
        Ask::RemoveFacility(id) => EditRecord::RemoveSite { id: *id },
    })
}

fn short(name: &str) -> Result<String, ScenarioError> {
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ScenarioError::LongName(name.chars().take(LONGEST_NAME).collect()));
    }
    Ok(name.to_owned())
}

fn place(text: &str) -> Result<LonLat, ScenarioError> {
    let at = wkt::parse_place(text).ok_or_else(|| ScenarioError::Place(text.to_owned()))?;
    LonLat::new(at.x, at.y).map_err(|e| ScenarioError::NotOnEarth(e.to_string()))
}

fn on_earth(corners: impl Iterator<Item = geo::Coord<f64>>) -> Result<(), ScenarioError> {
    for at in corners {
        LonLat::new(at.x, at.y).map_err(|e| ScenarioError::NotOnEarth(e.to_string()))?;
    }
    Ok(())
}

fn lines(
    given: &str,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<MultiLineString<f64>, WorkflowError> {
    let line = if wkt::looks_like_wkt(given) {
        match wkt::parse(given).map_err(ScenarioError::Shape)? {
            Shape::Lines(lines) => lines,
            Shape::Area(_) => return Err(ScenarioError::NotALine.into()),
        }
    } else {
        let shapes = of_file(Path::new(given), catalogue, limits, progress)?;
        let lines = shapes.into_iter().filter_map(|shape| match shape {
            BarrierShape::Line(lines) => Some(lines.0),
            BarrierShape::Area(_) => None,
        });
        MultiLineString(lines.flatten().collect())
    };
    if line.0.is_empty() {
        return Err(ScenarioError::NotALine.into());
    }
    few(line.coords_count())?;
    on_earth(line.coords_iter())?;
    Ok(line)
}

fn area(
    given: &str,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<MultiPolygon<f64>, WorkflowError> {
    let area = if wkt::looks_like_wkt(given) {
        match wkt::parse(given).map_err(ScenarioError::Shape)? {
            Shape::Area(area) => area,
            Shape::Lines(_) => return Err(ScenarioError::NotAnArea.into()),
        }
    } else {
        let shapes = of_file(Path::new(given), catalogue, limits, progress)?;
        let areas = shapes.into_iter().filter_map(|shape| match shape {
            BarrierShape::Area(area) => Some(area.0),
            BarrierShape::Line(_) => None,
        });
        // Areas of a file may lie on each other.
        geo::unary_union(areas.flatten().collect::<Vec<_>>().iter())
    };
    if area.0.is_empty() {
        return Err(ScenarioError::NotAnArea.into());
    }
    few(area.coords_count())?;
    on_earth(area.coords_iter())?;
    if !area.is_valid() {
        return Err(ScenarioError::Crosses.into());
    }
    Ok(area)
}

fn few(corners: usize) -> Result<(), ScenarioError> {
    if corners > wkt::MOST_CORNERS {
        return Err(ScenarioError::Shape(wkt::WktError::TooLong));
    }
    Ok(())
}

/// The shapes of a file, read as barriers are.
fn of_file(
    path: &Path,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Vec<BarrierShape>, WorkflowError> {
    let request = Request::plain(LayerKind::Barriers, path, catalogue);
    let read = import::read(&request, limits, progress)?;
    if let Some(wrong) = read.outcome.rejected.first() {
        return Err(ScenarioError::FileRow {
            file: read.input.source,
            row: wrong.row.clone().unwrap_or_default(),
            what: wrong.what.clone(),
        }
        .into());
    }
    match read.records {
        Records::Barriers(rows) => Ok(rows.into_iter().map(|row| row.shape).collect()),
        // A source gives rows of the kind that was asked for.
        _ => Ok(Vec::new()),
    }
}
