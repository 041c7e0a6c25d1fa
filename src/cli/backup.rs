//! `yike backup`

use std::path::PathBuf;

use clap::Args;

use super::{Failure, say};
use crate::workflow::{self, Location};

/// Copy a workspace into one file, as it is at one moment, while others work on it. The copy is a workspace itself.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file that is made: a `GeoPackage`, wherever the workspace stands.
    file: PathBuf,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Replace a file of that name.
    #[arg(long)]
    force: bool,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), Failure> {
        let bytes = workflow::backup(&self.workspace, &self.file, self.force)?;
        say(&format!(
            "{} is a whole copy of {}: {} KiB",
            self.file.display(),
            self.workspace,
            bytes.div_ceil(1024)
        ));
        Ok(())
    }
}
