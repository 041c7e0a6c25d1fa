//! Settings read anew while the server runs, when it is told to (SIGHUP). A bad file leaves everything as it was.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGHUP;
use signal_hook::flag;

use super::server_log::{self, tell};
use super::{Failure, settings};
use crate::http::{Front, ServerState, Styles, Tls};
use crate::settings::{Override, Settings};

/// Settings that are in force as soon as they are read; the others wait for the next start.
const AT_ONCE: &[(&str, &str)] = &[
    ("server", "tls_certificate_file"),
    ("server", "tls_key_file"),
    ("server", "trusted_proxies"),
    ("server", "styles"),
    ("log", "level"),
    ("tracing", "endpoint"),
    ("tracing", "service_name"),
    ("tracing", "sample_percent"),
];

/// What is in force, and how to read it anew.
pub(super) struct InForce {
    file: Option<PathBuf>,
    flags: Vec<Override>,
    /// As the server began; what waits for the next start is still so.
    began: Settings,
    settings: Settings,
    told: Arc<AtomicBool>,
}

impl InForce {
    /// Reads the settings for the first time.
    pub(super) fn read(file: Option<PathBuf>, flags: Vec<Override>) -> Result<Self, Failure> {
        let settings = settings::read(file.as_deref(), &flags)?;
        Ok(Self {
            file,
            flags,
            began: settings.clone(),
            settings,
            told: Arc::default(),
        })
    }

    /// What is in force.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Begins to notice when it is told to read anew.
    pub(super) fn listen(&self) -> Result<(), Failure> {
        flag::register(SIGHUP, Arc::clone(&self.told))?;
        Ok(())
    }

    /// Puts into force what can be changed while the server runs.
    pub(super) fn apply(&self, state: &ServerState) -> Result<(), Failure> {
        // What may fail comes first: then all of it is in force, or nothing.
        let (front, styles) = (front(&self.settings)?, styles(&self.settings)?);
        state.set_front(front);
        state.set_styles(styles);
        let tracing = &self.settings.tracing;
        state.set_tracing(
            tracing.endpoint.as_deref(),
            &tracing.service_name,
            tracing.sample_percent,
        );
        server_log::set_level(self.settings.log.level);
        Ok(())
    }

    /// Reads anew, if it was told to since it was asked last.
    pub(super) fn follow(&mut self, state: &ServerState) {
        if !self.told.swap(false, Ordering::Relaxed) {
            return;
        }
        let read = Self::read(self.file.clone(), self.flags.clone());
        let read = read.and_then(|read| read.apply(state).map(|()| read));
        state.note_reload(read.is_ok());
        match read {
            Ok(read) => {
                let waiting = changed(&self.began, &read.settings)
                    .into_iter()
                    .filter(|(section, key)| !AT_ONCE.contains(&(section.as_str(), key.as_str())))
                    .map(|(section, key)| format!("{section}.{key}"))
                    .collect::<Vec<_>>();
                tell(&if waiting.is_empty() {
                    "the settings were read anew and are in force".to_owned()
                } else {
                    format!(
                        "the settings were read anew; these wait for the next start, all others are in force: {}",
                        waiting.join(", ")
                    )
                });
                self.settings = read.settings;
            }
            Err(failure) => tell(&format!(
                "the settings were read anew, and the old ones stay in force: {failure}"
            )),
        }
    }
}

/// How the layers are drawn.
pub(super) fn styles(settings: &Settings) -> Result<Styles, Failure> {
    let Some(folder) = &settings.server.styles else {
        return Ok(Styles::default());
    };
    Styles::with_own(folder.as_ref()).map_err(|error| Failure::Words(format!("server.styles: {error}")))
}

/// What stands before the server.
pub(super) fn front(settings: &Settings) -> Result<Front, Failure> {
    let server = &settings.server;
    let tls = server
        .tls
        .as_ref()
        .map(|(certificate, key)| Tls::read(certificate.as_ref(), key.as_ref()));
    Ok(Front {
        tls: tls.transpose()?,
        proxies: server.trusted_proxies.clone(),
    })
}

/// The settings that two readings have differently, of sections that stand alone.
fn changed(old: &Settings, new: &Settings) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for table in new.given.tables.iter().filter(|table| !table.section.repeated) {
        let before = old.given.all(table.section.name).next();
        for key in table.section.keys {
            let value = |table: &crate::settings::Table| table.get(key.name).map(|(value, _)| value.clone());
            if before.and_then(value) != value(table) {
                found.push((table.section.name.to_owned(), key.name.to_owned()));
            }
        }
    }
    found
}
