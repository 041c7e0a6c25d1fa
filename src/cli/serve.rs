//! `yike serve`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, say};
use crate::http;
use crate::workflow;

/// Serve the assessment in force: the map, GeoJSON and vector tiles, and the numbers.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The workspace.
    #[arg(long, short)]
    workspace: PathBuf,
    /// Where to listen. Only this machine's own addresses, until sign-in exists; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        serve(&self.workspace, self.listen)
    }
}

/// Serves a workspace until it is told to stop.
pub(super) fn serve(workspace: &Path, listen: SocketAddr) -> Result<(), Failure> {
    http::check_listen(listen)?;
    let desk = workflow::load_desk(workspace)?;
    http::serve_until_stopped(desk, listen, |address| {
        say(&format!("the map is at http://{address}/  (stop with Ctrl-C)"));
    })?;
    Ok(())
}
