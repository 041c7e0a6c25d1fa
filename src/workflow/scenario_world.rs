//! The world that a scenario is: its edits in metres, and those of them that no longer do anything.

use std::collections::BTreeSet;

use super::error::WorkflowError;
use crate::crs::{LonLat, Project};
use crate::domain::edit::{Edit, EditRecord, Unapplied, WhyNot, World};
use crate::domain::record::LayerKind;
use crate::reproject::{ProjPlane, ReprojectError};
use crate::store::{Location, Scenario, Workspace};

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
            EditRecord::NewLink {
                course,
                class,
                name,
                level,
            } => Edit::NewLink {
                course: plane.geometry_to_metres(&course)?,
                class,
                name,
                level,
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
pub(super) fn lapsed(workspace: &Workspace, base: i64, edits: &[EditRecord]) -> Result<Vec<Unapplied>, WorkflowError> {
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
pub(super) struct Sites {
    added: BTreeSet<i64>,
    removed: BTreeSet<i64>,
}

impl Sites {
    pub(super) fn see(&mut self, edit: &EditRecord) {
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

    pub(super) fn there(&self, workspace: &Workspace, base: i64, id: i64) -> Result<bool, WorkflowError> {
        Ok(self.added.contains(&id)
            || !self.removed.contains(&id) && workspace.has_row(LayerKind::Facilities, base, id)?)
    }
}
