//! Whether a workspace has candidates of its own.

use std::collections::BTreeSet;

use crate::domain::site::FunctionState;
use crate::store::{Location, Workspace};
use crate::workflow::assess::circle;
use crate::workflow::error::WorkflowError;

/// Whether some facility was a candidate or planned after a version; is, for `None`.
///
/// # Errors
/// The workspace can't be read.
pub fn has_candidates(location: &Location, version: Option<i64>) -> Result<bool, WorkflowError> {
    has_some(location, version, |_| true)
}

/// The same of one of some services of a circle.
///
/// # Errors
/// The workspace or the circle can't be read.
pub fn has_candidates_of(
    location: &Location,
    version: Option<i64>,
    (named, services): (&str, &[&str]),
) -> Result<bool, WorkflowError> {
    let (profile, _) = circle(named)?;
    let asked = profile.groups.iter().filter(|group| services.contains(&&group.key[..]));
    let categories: BTreeSet<&str> = asked
        .flat_map(|group| group.any_of.iter().map(String::as_str))
        .collect();
    has_some(location, version, |category| categories.contains(category))
}

fn has_some(location: &Location, version: Option<i64>, is_asked: impl Fn(&str) -> bool) -> Result<bool, WorkflowError> {
    let sites = Workspace::open_read_only(location)?.read_as_one(|workspace| workspace.sites_at(version))?;
    let mut functions = sites.iter().flat_map(|site| &site.record.functions);
    Ok(functions.any(|function| {
        matches!(function.state, FunctionState::Candidate | FunctionState::Planned) && is_asked(&function.category)
    }))
}
