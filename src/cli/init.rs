//! `yike init`

use clap::Args;

use super::{Failure, say};
use crate::workflow::{self, Location};

/// Make an empty workspace: one GeoPackage that opens in QGIS as it is.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The file to make, as in town.gpkg.
    workspace: Location,
}

impl Init {
    pub(super) fn run(self) -> Result<(), Failure> {
        workflow::init(&self.workspace)?;
        let path = &self.workspace;
        say(&format!(
            "{path} is ready. Next: yike import communities FILE --workspace {path}"
        ));
        Ok(())
    }
}
