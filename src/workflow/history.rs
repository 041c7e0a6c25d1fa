//! Looking at the versions of a workspace's layers, and going back.

use super::error::WorkflowError;
use crate::store::{Location, RowChange, Version, Workspace};

/// All versions, oldest first.
///
/// # Errors
/// The workspace can't be read.
pub fn history(location: &Location) -> Result<Vec<Version>, WorkflowError> {
    Ok(Workspace::open_read_only(location)?.versions()?)
}

/// What version `to` (the latest, where none is named) has otherwise than version `from` (the one before it).
///
/// # Errors
/// There was no such version.
pub fn diff(location: &Location, from: Option<i64>, to: Option<i64>) -> Result<Vec<RowChange>, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| {
        let numbers: Vec<i64> = workspace.versions()?.iter().map(|version| version.number).collect();
        let to = to.or(numbers.last().copied()).unwrap_or(0);
        let before = numbers.iter().copied().rfind(|number| *number < to);
        Ok(workspace.diff(from.or(before).unwrap_or(0), to)?)
    })
}

/// Puts the layers into the state after version `to`; before the latest change, where none is named. It is a new version itself.
///
/// # Errors
/// There was no such version, or nothing is left to undo. The layers are then as they were.
pub fn undo(location: &Location, to: Option<i64>) -> Result<Version, WorkflowError> {
    let mut workspace = Workspace::open(location)?;
    let to = match to {
        Some(version) => version,
        None => workspace.before_latest()?,
    };
    Ok(workspace.restore(to)?)
}
