//! `yike demo`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::progress::Bar;
use super::{Failure, say, serve};
use crate::workflow;

/// Build the demo (Liechtenstein: 11 municipalities, two circles) and serve it.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where demo.gpkg is built.
    #[arg(long, default_value = "yike-demo")]
    dir: PathBuf,
    /// Build only.
    #[arg(long)]
    no_serve: bool,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    pub(super) fn run(self) -> Result<(), Failure> {
        let bar = Bar::new();
        let built = workflow::build_demo(&self.dir, &bar);
        bar.finish();
        let workspace = built?;
        say(&format!(
            "{} is built: 11 municipalities, assessed for service-15 and fitness-15",
            workspace.display()
        ));
        if self.no_serve {
            Ok(())
        } else {
            serve::serve(&workspace.into(), self.listen)
        }
    }
}
