//! Looking at the versions of a workspace's layers, and going back.

use super::error::WorkflowError;
use crate::store::{Location, RowChange, Version, When, Workspace};

/// The versions that were made by then, oldest first; all of them, where nothing is said.
///
/// # Errors
/// The workspace can't be read; there was no such version.
pub fn history(location: &Location, by: Option<&When>) -> Result<Vec<Version>, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| {
        let mut versions = workspace.versions()?;
        if let Some(by) = by {
            let last = workspace.version_at(by)?;
            versions.retain(|version| version.number <= last);
        }
        Ok(versions)
    })
}

/// The number of the version that is meant.
///
/// # Errors
/// There was no such version, or none yet at that moment.
pub fn version_at(location: &Location, when: &When) -> Result<i64, WorkflowError> {
    Ok(Workspace::open_read_only(location)?.version_at(when)?)
}

/// What version `to` (the latest, where none is named) has otherwise than version `from` (the one before it).
///
/// # Errors
/// There was no such version.
pub fn diff(location: &Location, from: Option<&When>, to: Option<&When>) -> Result<Vec<RowChange>, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| {
        let numbers: Vec<i64> = workspace.versions()?.iter().map(|version| version.number).collect();
        let number = |when: Option<&When>| when.map(|when| workspace.version_at(when)).transpose();
        let to = number(to)?.or(numbers.last().copied()).unwrap_or(0);
        let before = numbers.iter().copied().rfind(|number| *number < to);
        Ok(workspace.diff(number(from)?.or(before).unwrap_or(0), to)?)
    })
}

/// Puts the layers into the state that is meant; before the latest change, where none is named. It is a new version itself.
///
/// # Errors
/// There was no such version, or nothing is left to undo. The layers are then as they were.
pub fn undo(location: &Location, to: Option<&When>) -> Result<Version, WorkflowError> {
    let mut workspace = Workspace::open(location)?;
    let to = match to {
        Some(when) => workspace.version_at(when)?,
        None => workspace.before_latest()?,
    };
    Ok(workspace.restore(to)?)
}

/// Takes a version back if it is the latest. It is a new version itself.
///
/// # Errors
/// Something has changed the layers since. They are then as they were.
pub fn take_back(location: &Location, version: i64) -> Result<Version, WorkflowError> {
    Ok(Workspace::open(location)?.take_back(version)?)
}
