//! `yike serve`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::Failure;
use super::reload::InForce;
use super::serve_sign_in;
use super::server_log::{self, tell};
use crate::http::{self, Guarded, ServerState, Serving};
use crate::settings::{Override, Settings};
use crate::workflow::{self, Location, Shown, Staging, Watch};

/// Serve the assessment in force: the map, GeoJSON and vector tiles, and the numbers.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// A file of settings; `yike config example` writes one to begin with. Flags override it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The workspace; needed here unless the file or the environment names it.
    #[arg(long, short, value_name = "WORKSPACE")]
    workspace: Option<String>,
    /// Where to listen; port 0 takes a free one. Beyond this computer only with a staff file and encryption [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Let only those in who are in this staff file; yike user and yike key write it.
    #[arg(long, value_name = "FILE")]
    staff: Option<String>,
    /// Show a scenario instead: its latest assessment, its streets and facilities, its changes. The map then takes no files.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Show also where how many people live, point by point (the layer demand); without it that is in no answer.
    #[arg(long)]
    demand: bool,
    /// Take no files through the map; it then shows, and changes nothing.
    #[arg(long)]
    no_import: bool,
    /// Largest file that comes in through the map, in MiB [default: 256]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=16_384))]
    max_upload: Option<u64>,
    /// Memory for tiles that are kept ready, in MiB; 0 makes each tile anew [default: 192]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(0..=65_536))]
    tile_cache: Option<u64>,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let flags = self.flags();
        serve_with(InForce::read(self.config, flags)?, self.demand)
    }

    fn flags(&self) -> Vec<Override> {
        let said = [
            ("--workspace", "workspace", self.workspace.clone()),
            ("--listen", "listen", self.listen.map(|listen| listen.to_string())),
            ("--scenario", "scenario", self.scenario.clone()),
            ("--no-import", "imports", self.no_import.then(|| "false".to_owned())),
            (
                "--max-upload",
                "max_upload_mib",
                self.max_upload.map(|mib| mib.to_string()),
            ),
            (
                "--tile-cache",
                "tile_cache_mib",
                self.tile_cache.map(|mib| mib.to_string()),
            ),
        ];
        let flags = said.into_iter().filter_map(|(flag, key, value)| {
            Some(Override {
                flag,
                section: "server",
                key,
                value: value?,
            })
        });
        let staff = self.staff.clone().map(|value| Override {
            flag: "--staff",
            section: "sign_in",
            key: "staff",
            value,
        });
        flags.chain(staff).collect()
    }
}

/// Serves a workspace until it is told to stop.
pub(super) fn serve(workspace: &Location, listen: SocketAddr) -> Result<(), Failure> {
    let said = |flag, key, value| Override {
        flag,
        section: "server",
        key,
        value,
    };
    let flags = [
        said("--workspace", "workspace", workspace.to_string()),
        said("--listen", "listen", listen.to_string()),
    ];
    serve_with(InForce::read(None, flags.into())?, false)
}

/// The workspace that the settings name.
pub(super) fn location(settings: &Settings) -> Result<Location, Failure> {
    let Some(named) = &settings.server.workspace else {
        return Err(Failure::Words(
            "no workspace is named: give --workspace, or write workspace under [server] in the file of settings"
                .to_owned(),
        ));
    };
    let Ok(location) = named.parse();
    Ok(location)
}

/// As [`serve`], as the settings say; with the layer `demand` where somebody asked for it.
fn serve_with(in_force: InForce, demand: bool) -> Result<(), Failure> {
    let settings = in_force.settings().clone();
    let server = &settings.server;
    let (workspace, scenario) = (&location(&settings)?, server.scenario.clone());
    server_log::begin(settings.log);
    // Some systems make huge pages of everything, and each is cleared whole: a large workspace then takes half as long again to load. Where they
    // can't be declined it is only slower.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    http::check_listen(server.listen, guarded(&settings))?;
    if scenario.is_none() && workflow::is_stale(workspace)? {
        tell(
            "note: layers were imported after this assessment was made; run yike assess again for numbers that fit them",
        );
    }
    let watch = Watch::new(workspace)?;
    let state = ServerState::empty();
    state.keep_tiles(server.tile_cache_mib << 20);
    let shown = Shown {
        scenario: scenario.clone(),
        demand,
    };
    state.replace(workflow::load_desk_as(workspace, &shown)?.into());
    serve_sign_in::require(&state, &settings)?;
    state.allow_siting(workspace.clone(), scenario.clone());
    state.allow_checks(workspace.clone(), scenario);
    state.allow_scenarios(workspace.clone(), shown.clone());
    if server.imports {
        if workflow::can_write(workspace) {
            match Staging::new(server.max_upload_mib << 20) {
                Ok(staging) => state.allow_imports(workspace.clone(), staging),
                Err(error) => tell(&format!("note: imports through the map are off: {error}")),
            }
        } else {
            tell("note: imports through the map are off, because the workspace can't be written");
        }
    }
    let hosts = public_host(&settings).into_iter().chain(settings.sign_in.hosts.clone());
    state.allow_hosts(hosts.collect());
    in_force.apply(&state)?;
    in_force.listen()?;
    follow(watch, workspace.clone(), shown, state.clone(), in_force);
    let serving = Serving {
        listen: server.listen,
        guarded: guarded(&settings),
        metrics: settings.metrics.listen,
        drain: Duration::from_secs(server.drain_seconds),
        farewell: Duration::from_secs(server.farewell_seconds),
    };
    http::serve_until_stopped(state, serving, |listening| {
        let scheme = if server.tls.is_some() { "https" } else { "http" };
        tell(&format!(
            "the map is at {scheme}://{}/  (stop with Ctrl-C)",
            listening.map
        ));
        if let Some(metrics) = listening.metrics {
            tell(&format!("figures are at http://{metrics}/metrics"));
        }
    })?;
    Ok(())
}

/// What the settings give a server that other computers may reach.
pub(super) fn guarded(settings: &Settings) -> Guarded {
    let server = &settings.server;
    Guarded {
        sign_in: settings.sign_in.staff.is_some(),
        encrypted: server.tls.is_some() || !server.trusted_proxies.is_empty(),
        named: server.public_url.is_some() || !settings.sign_in.hosts.is_empty(),
    }
}

/// The host by which clients call the server, without its port.
pub(super) fn public_host(settings: &Settings) -> Option<String> {
    let url = settings.server.public_url.as_deref()?;
    let (_, host) = url.split_once("://")?;
    let port = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
    Some(port.map_or(host, |(name, _)| name).to_owned())
}

/// How often the workspace is looked at, and whether to read the settings anew.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Puts a new assessment in force while requests run, for as long as the process lives. What can't be read leaves the last desk in place.
fn follow(mut watch: Watch, workspace: Location, shown: Shown, state: ServerState, mut in_force: InForce) {
    std::thread::spawn(move || {
        let mut last_trouble = String::new();
        loop {
            std::thread::sleep(LOOK_EVERY);
            in_force.follow(&state);
            let loaded = watch
                .changed()
                .and_then(|changed| changed.then(|| workflow::load_desk_as(&workspace, &shown)).transpose());
            match loaded {
                Ok(Some(desk)) => {
                    tell(&format!(
                        "the workspace has changed: assessment {} is shown now",
                        desk.version
                    ));
                    state.replace(desk.into());
                }
                Ok(None) => {}
                Err(error) => {
                    let trouble = error.to_string();
                    if trouble != last_trouble {
                        tell(&format!(
                            "the workspace can't be read just now, the last assessment stays: {trouble}"
                        ));
                        last_trouble = trouble;
                    }
                }
            }
        }
    });
}
