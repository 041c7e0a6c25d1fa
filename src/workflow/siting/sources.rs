//! Whether a workspace has candidates of its own.

use crate::domain::site::FunctionState;
use crate::store::{Location, Workspace};
use crate::workflow::error::WorkflowError;

/// Whether some facility was a candidate or planned after a version; is, for `None`.
///
/// # Errors
/// The workspace can't be read.
pub fn has_candidates(location: &Location, version: Option<i64>) -> Result<bool, WorkflowError> {
    let sites = Workspace::open_read_only(location)?.read_as_one(|workspace| workspace.sites_at(version))?;
    let mut functions = sites.iter().flat_map(|site| &site.record.functions);
    Ok(functions.any(|function| matches!(function.state, FunctionState::Candidate | FunctionState::Planned)))
}
