//! `yike config`

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::serve::{self, location};
use super::serve_sign_in;
use super::{Failure, basemaps, oidc, reload, settings};
use crate::http;
use crate::settings::{Given, SecretPlace, Settings, Value};
use crate::workflow::{self, Location};

/// The file of settings of `yike serve`: look at it, begin one, describe it.
#[derive(Debug, Args)]
pub(super) struct ConfigCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say what would happen with a file: what is served, to whom, and where every setting comes from. Nothing is started.
    Check {
        /// The file; without it the environment alone.
        file: Option<PathBuf>,
        /// Ask each basemap for one tile at this place, and say what it answers. Without it nobody is asked.
        #[arg(long, value_name = "LON,LAT", value_parser = basemaps::place, allow_hyphen_values = true)]
        try_basemaps: Option<[f64; 2]>,
    },
    /// Write a file to begin with: every setting with what it does.
    Example,
    /// Write the JSON Schema of the file, for editors.
    Schema,
    /// Write the page of the documentation that lists every setting.
    Reference,
}

impl ConfigCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match self.what {
            What::Check { file, try_basemaps } => {
                let settings = settings::read(file.as_deref(), &[])?;
                out.write_all(told(&settings, try_basemaps)?.as_bytes())?;
            }
            What::Example => out.write_all(crate::settings::example().as_bytes())?,
            What::Schema => writeln!(out, "{}", serde_json::to_string_pretty(&crate::settings::schema())?)?,
            What::Reference => out.write_all(crate::settings::reference().as_bytes())?,
        }
        Ok(())
    }
}

/// What would happen, line by line.
fn told(settings: &Settings, try_basemaps: Option<[f64; 2]>) -> Result<String, Failure> {
    let server = &settings.server;
    let workspace = location(settings)?;
    let mut lines = vec![
        format!("serves {workspace}: {}", state_of(&workspace)?),
        format!("listens on {}{}", server.listen, port(settings)?),
        match &settings.sign_in.staff {
            Some(staff) => format!(
                "may be read by those who sign in, {} of {staff}",
                serve_sign_in::count(staff.as_ref())?
            ),
            None => "may be read by everybody who uses this computer, and by nobody else".to_owned(),
        },
    ];
    lines.push(if server.imports && workflow::can_write(&workspace) {
        format!("takes files through the map, up to {} MiB each", server.max_upload_mib)
    } else if server.imports {
        "takes no files through the map: the workspace can't be written".to_owned()
    } else {
        "takes no files through the map".to_owned()
    });
    lines.extend(in_front(settings)?);
    if let Some(folder) = &server.styles {
        lines.push(format!(
            "draws by the styles of {folder}: {}",
            reload::styles(settings)?.list()
        ));
    }
    lines.extend(oidc::told(settings)?);
    lines.extend(basemaps::told(settings, try_basemaps)?);
    lines.extend(
        settings
            .metrics
            .listen
            .map(|listen| format!("gives out figures at http://{listen}/metrics")),
    );
    let tracing = &settings.tracing;
    lines.extend(tracing.endpoint.as_ref().map(|endpoint| {
        let percent = tracing.sample_percent;
        format!(
            "sends traces of {percent} of a hundred requests to {endpoint}, as {}",
            tracing.service_name
        )
    }));
    lines.push(format!(
        "told to stop, it goes on for {} s without being ready; then answers under way have {} s",
        server.drain_seconds, server.farewell_seconds
    ));
    lines.push(String::new());
    lines.extend(origins(&settings.given));
    Ok(lines.join("\n") + "\n")
}

/// What stands before it: a certificate, proxies, a name.
fn in_front(settings: &Settings) -> Result<Vec<String>, Failure> {
    let server = &settings.server;
    let front = reload::front(settings)?;
    let mut lines = vec![match &server.tls {
        Some((certificate, _)) => format!("encrypts connections with the certificate in {certificate}"),
        None => "does not encrypt connections itself".to_owned(),
    }];
    if !front.proxies.is_empty() {
        let proxies: Vec<String> = front.proxies.iter().map(ToString::to_string).collect();
        lines.push(format!(
            "believes what these say about clients, and nobody else: {}",
            proxies.join(", ")
        ));
    }
    lines.extend(serve::public_host(settings).map(|host| format!("answers to the name {host} too")));
    Ok(lines)
}

fn state_of(workspace: &Location) -> Result<&'static str, Failure> {
    Ok(if workflow::is_stale(workspace)? {
        "it can be read; layers were imported after the assessment in force was made"
    } else {
        "it can be read"
    })
}

/// Whether it could be listened there; a port that is in use may be that of the very server that runs with this file.
fn port(settings: &Settings) -> Result<&'static str, Failure> {
    match http::check_listen(settings.server.listen, serve::guarded(settings)) {
        Ok(()) => Ok(""),
        Err(http::HttpError::PortBusy { .. }) => Ok(" (in use just now: by this server, or by another program)"),
        Err(error) => Err(error.into()),
    }
}

/// Every setting that holds, with where it comes from. Secrets are named by their place.
fn origins(given: &Given) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &given.tables {
        lines.push(table.section.bracketed());
        for key in table.section.keys {
            if let Some((value, origin)) = table.get(key.name) {
                lines.push(format!("  {} = {}  ({origin})", key.name, shown(key.name, value)));
            }
        }
    }
    lines
}

fn shown(key: &str, value: &Value) -> String {
    match value {
        // The address of a database may hold a password where it comes from the environment.
        Value::Text(text) if key == "workspace" => {
            let Ok(place) = text.parse::<Location>();
            place.to_string()
        }
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Address(address) => address.to_string(),
        Value::Texts(texts) => texts.join(", "),
        Value::Secret(SecretPlace::File(path)) => format!("a secret in the file {path}"),
        Value::Secret(SecretPlace::Variable(name)) => format!("a secret in the variable {name}"),
    }
}
