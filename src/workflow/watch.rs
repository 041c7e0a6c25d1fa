//! Whether a workspace has changed since it was last looked at.

use std::os::unix::fs::MetadataExt;

use super::error::WorkflowError;
use crate::store::{Location, Workspace};

/// Looks at a workspace now and then, so that a running server shows a new assessment without being started again.
#[derive(Debug)]
pub struct Watch {
    location: Location,
    workspace: Workspace,
    seen: (u64, i64),
}

impl Watch {
    /// Begins to look.
    ///
    /// # Errors
    /// The workspace can't be opened.
    pub fn new(location: &Location) -> Result<Self, WorkflowError> {
        let workspace = Workspace::open_read_only(location)?;
        let seen = (file_number(location), workspace.data_version()?);
        Ok(Self {
            location: location.clone(),
            workspace,
            seen,
        })
    }

    /// Whether something was committed, or the file replaced by another, since the last look.
    ///
    /// # Errors
    /// The workspace can't be read just now.
    pub fn changed(&mut self) -> Result<bool, WorkflowError> {
        if file_number(&self.location) != self.seen.0 {
            *self = Self::new(&self.location)?;
            return Ok(true);
        }
        let version = self.workspace.data_version()?;
        let changed = version != self.seen.1;
        self.seen.1 = version;
        Ok(changed)
    }
}

/// Tells one file from another that has taken its name; 0 while there is none, and for a server.
fn file_number(location: &Location) -> u64 {
    match location {
        Location::File(path) => std::fs::metadata(path).map_or(0, |file| file.ino()),
        Location::Postgres(_) => 0,
    }
}
