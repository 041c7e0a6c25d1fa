//! Whether a workspace has candidates of its own.

use crate::domain::site::FunctionState;
use crate::store::{Location, Workspace};
use crate::workflow::error::WorkflowError;

/// Whether some facility is a candidate or planned.
///
/// # Errors
/// The workspace can't be read.
pub fn has_candidates(location: &Location) -> Result<bool, WorkflowError> {
    let sites = Workspace::open_read_only(location)?.read_as_one(|workspace| workspace.sites_at(None))?;
    let mut functions = sites.iter().flat_map(|site| &site.record.functions);
    Ok(functions.any(|function| matches!(function.state, FunctionState::Candidate | FunctionState::Planned)))
}
