//! `yike serve`

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use super::{Failure, say};
use crate::http::{self, ServerState};
use crate::workflow::{self, Location, Staging, Watch};

/// Serve the assessment in force: the map, GeoJSON and vector tiles, and the numbers.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Where to listen. Only this machine's own addresses, until sign-in exists; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Show a scenario instead: its latest assessment, its streets and facilities, its changes. The map then takes no files.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Take no files through the map; it then shows, and changes nothing.
    #[arg(long)]
    no_import: bool,
    /// Largest file that comes in through the map, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = LARGEST_UPLOAD_MIB, value_parser = clap::value_parser!(u64).range(1..=16_384))]
    max_upload: u64,
    /// Memory for tiles that are kept ready, in MiB; 0 makes each tile anew.
    #[arg(long, value_name = "MIB", default_value_t = TILES_MIB, value_parser = clap::value_parser!(u64).range(0..=65_536))]
    tile_cache: u64,
}

/// Larger files go in with `yike import`.
const LARGEST_UPLOAD_MIB: u64 = 256;

/// Enough for the tiles that a county looks at.
const TILES_MIB: u64 = 192;

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let imports = !self.no_import && self.scenario.is_none();
        serve_with(
            &self.workspace,
            self.scenario,
            self.listen,
            imports.then_some(self.max_upload),
            self.tile_cache,
        )
    }
}

/// Serves a workspace until it is told to stop.
pub(super) fn serve(workspace: &Location, listen: SocketAddr) -> Result<(), Failure> {
    serve_with(workspace, None, listen, Some(LARGEST_UPLOAD_MIB), TILES_MIB)
}

/// As [`serve`]; files up to so many MiB come in through the map, or none.
fn serve_with(
    workspace: &Location,
    scenario: Option<String>,
    listen: SocketAddr,
    largest_mib: Option<u64>,
    tiles_mib: u64,
) -> Result<(), Failure> {
    http::check_listen(listen)?;
    if scenario.is_none() && workflow::is_stale(workspace)? {
        say(
            "note: layers were imported after this assessment was made; run yike assess again for numbers that fit them",
        );
    }
    let watch = Watch::new(workspace)?;
    let state = ServerState::empty();
    state.keep_tiles(tiles_mib << 20);
    state.replace(workflow::load_desk(workspace, scenario.as_deref())?.into());
    state.allow_siting(workspace.clone(), scenario.clone());
    state.allow_checks(workspace.clone(), scenario.clone());
    if let Some(mib) = largest_mib {
        if workflow::can_write(workspace) {
            match Staging::new(mib << 20) {
                Ok(staging) => state.allow_imports(workspace.clone(), staging),
                Err(error) => say(&format!("note: imports through the map are off: {error}")),
            }
        } else {
            say("note: imports through the map are off, because the workspace can't be written");
        }
    }
    follow(watch, workspace.clone(), scenario, state.clone());
    http::serve_until_stopped(state, listen, |address| {
        say(&format!("the map is at http://{address}/  (stop with Ctrl-C)"));
    })?;
    Ok(())
}

/// How often the workspace is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Puts a new assessment in force while requests run, for as long as the process lives. What can't be read leaves the last desk in place.
fn follow(mut watch: Watch, workspace: Location, scenario: Option<String>, state: ServerState) {
    std::thread::spawn(move || {
        let mut last_trouble = String::new();
        loop {
            std::thread::sleep(LOOK_EVERY);
            let loaded = watch.changed().and_then(|changed| {
                changed
                    .then(|| workflow::load_desk(&workspace, scenario.as_deref()))
                    .transpose()
            });
            match loaded {
                Ok(Some(desk)) => {
                    say(&format!(
                        "the workspace has changed: assessment {} is shown now",
                        desk.version
                    ));
                    state.replace(desk.into());
                }
                Ok(None) => {}
                Err(error) => {
                    let trouble = error.to_string();
                    if trouble != last_trouble {
                        say(&format!(
                            "the workspace can't be read just now, the last assessment stays: {trouble}"
                        ));
                        last_trouble = trouble;
                    }
                }
            }
        }
    });
}
