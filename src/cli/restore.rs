//! `yike restore`

use std::path::PathBuf;

use clap::Args;

use super::{Failure, say};
use crate::workflow::{self, Location, Restored};

/// Put a backup in the place of a workspace, or make one of it. All at once: an interrupted restore leaves what was there before.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// What `yike backup` made.
    file: PathBuf,
    /// The workspace: a `GeoPackage`, or a schema of a server.
    #[arg(long, short)]
    workspace: Location,
    /// Also where the workspace holds what the backup has not: that is lost.
    #[arg(long)]
    force: bool,
}

impl Restore {
    pub(super) fn run(self) -> Result<(), Failure> {
        let restored = workflow::restore_backup(&self.file, &self.workspace, self.force)?;
        say(&match restored {
            Restored::Made => format!("{} is made of {}", self.workspace, self.file.display()),
            Restored::Replaced => format!("{} is what {} holds", self.workspace, self.file.display()),
        });
        Ok(())
    }
}
