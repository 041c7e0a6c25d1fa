//! Settings read anew while the server runs, when it is told to (SIGHUP). A bad file leaves everything as it was.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGHUP;
use signal_hook::flag;

use super::server_log::{self, tell};
use super::{Failure, basemaps, settings};
use crate::http::{Front, ServerState, Styles, Tls};
use crate::settings::{Override, SECTIONS, Settings, Table, Value};

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

/// The same of tables that may be written several times.
const LISTS_AT_ONCE: &[&str] = &["[[basemap]]"];

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
        let basemaps = basemaps::basemaps(&self.settings)?;
        state.set_front(front);
        state.set_styles(styles);
        state.set_basemaps(basemaps);
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
                    .filter(|changed| {
                        !AT_ONCE
                            .iter()
                            .any(|(section, key)| *changed == format!("{section}.{key}"))
                    })
                    .filter(|changed| !LISTS_AT_ONCE.contains(&changed.as_str()))
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

/// The settings that two readings have differently; of tables that may be written several times, the section.
fn changed(old: &Settings, new: &Settings) -> Vec<String> {
    let value = |table: &Table, key| table.get(key).map(|(value, _)| value.clone());
    let mut found = Vec::new();
    for section in SECTIONS {
        let all = |settings: &Settings| -> Vec<Vec<Option<Value>>> {
            let of_one = |table| section.keys.iter().map(|key| value(table, key.name)).collect();
            settings.given.all(section.name).map(of_one).collect()
        };
        let (before, after) = (all(old), all(new));
        if section.repeated {
            found.extend((before != after).then(|| section.bracketed()));
            continue;
        }
        for (i, key) in section.keys.iter().enumerate() {
            let one = |tables: &[Vec<Option<Value>>]| tables.first().map(|values| values[i].clone());
            if one(&before) != one(&after) {
                found.push(format!("{}.{}", section.name, key.name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_tables_that_are_written_several_times_is_noticed() {
        let read = |text: &str| Settings::read(Some(text), &[], &[]).expect("it is whole");
        let one = "[[basemap]]\nid = \"a\"\nkind = \"xyz\"\nurl = \"http://a.example/{z}/{x}/{y}\"\n";
        let (none, some) = (read(""), read(one));
        let moved = read(&format!("\n\n{one}"));
        assert_eq!(changed(&none, &some), ["[[basemap]]"]);
        assert!(changed(&some, &moved).is_empty());
        let titled = read(&format!("{one}title = \"A\"\n[log]\nlevel = \"debug\"\n"));
        assert_eq!(changed(&some, &titled), ["log.level", "[[basemap]]"]);
    }
}
