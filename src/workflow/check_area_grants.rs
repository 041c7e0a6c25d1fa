//! Whether areas that somebody is to be narrowed to are there.

use std::collections::BTreeSet;

use super::error::WorkflowError;
use crate::domain::succession::Successions;
use crate::identity::AreaGrant;
use crate::store::{Location, Workspace};

/// Holds areas against the communities of a workspace, and names what an area became that is there no more.
///
/// # Errors
/// [`WorkflowError::EmptyArea`], or the workspace can't be read.
pub fn check_areas(location: &Location, areas: &BTreeSet<AreaGrant>) -> Result<(), WorkflowError> {
    if areas.is_empty() {
        return Ok(());
    }
    let workspace = Workspace::open_read_only(location)?;
    let rows = workspace.communities()?;
    let codes: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.record.code.as_ref())
        .map(|code| code.value.as_str())
        .collect();
    let Some(empty) = areas.iter().find(|area| !codes.iter().any(|code| area.holds(code))) else {
        return Ok(());
    };
    let records: Vec<_> = workspace.successions()?.into_iter().map(|row| row.record).collect();
    let changes = Successions::new(&records, None);
    let own = records
        .iter()
        .map(|record| record.old_code.as_str())
        .filter(|code| empty.holds(code));
    let became: BTreeSet<&String> = own.filter_map(|code| changes.became(code)).flatten().collect();
    let became: Vec<&str> = became.into_iter().map(String::as_str).collect();
    Err(WorkflowError::EmptyArea {
        area: empty.to_string(),
        became: (!became.is_empty()).then(|| format!("became {}", became.join(", "))),
        workspace: location.to_string(),
    })
}
