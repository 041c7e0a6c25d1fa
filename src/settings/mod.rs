//! What an administrator sets: one file (TOML), the environment over it, flags over both.
//!
//! Pure: texts go in, plain values and problems come out. Every setting stands once, in the table of its section
//! ([`SECTIONS`]); the reader, the JSON Schema, the example and the names of variables are all made from it, so that none can
//! say what another does not.
//!
//! ```
//! use yike::settings::{Override, Settings};
//! let text = "[server]\nworkspace = \"town.gpkg\"\n";
//! let environment = [("YIKE_SERVER__LISTEN".to_owned(), "127.0.0.1:9000".to_owned())];
//! let settings = Settings::read(Some(text), &environment, &[]).expect("it is whole");
//! assert_eq!(settings.server.workspace.as_deref(), Some("town.gpkg"));
//! assert_eq!(settings.server.listen.port(), 9000);
//! let wrong = Settings::read(Some("[server]\nlisen = \"x\""), &[], &[]).expect_err("no such key");
//! assert!(wrong[0].to_string().contains("line 2") && wrong[0].to_string().contains("listen"));
//! ```

mod basemap;
mod example;
mod file;
mod given;
mod key;
mod log;
mod metrics;
mod network;
mod oidc;
mod over;
mod problem;
mod reference;
mod schema;
mod server;
mod sign_in;
mod together;
mod tracing;
mod value;

pub use basemap::{Basemap, BasemapGrid, BasemapSource};
pub use example::example;
pub use given::{Given, Origin, Table};
pub use key::{Key, Kind, Section, variable};
pub use log::{Log, LogFormat, LogLevel};
pub use metrics::Metrics;
pub use network::Network;
pub use oidc::{Group as OidcGroup, Oidc};
pub use over::Override;
pub use problem::{Place, SettingsProblem};
pub use reference::reference;
pub use schema::schema;
pub use server::Server;
pub use sign_in::SignIn;
pub use tracing::Tracing;
pub use value::{SecretPlace, Value};

/// Every section, in the order in which it is shown.
pub const SECTIONS: &[&Section] = &[
    &server::SECTION,
    &sign_in::SECTION,
    &oidc::SECTION,
    &oidc::GROUP,
    &log::SECTION,
    &metrics::SECTION,
    &tracing::SECTION,
    &basemap::SECTION,
];

/// Everything that is set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What is served, and where.
    pub server: Server,
    /// Who signs in.
    pub sign_in: SignIn,
    /// The bureau's own sign-in server.
    pub oidc: Option<Oidc>,
    /// What the map may be laid on.
    pub basemaps: Vec<Basemap>,
    /// What is written down of what happens.
    pub log: Log,
    /// Figures for a monitoring system.
    pub metrics: Metrics,
    /// Traces of requests.
    pub tracing: Tracing,
    /// Every value with where it comes from.
    pub given: Given,
}

impl Settings {
    /// Reads the text of a file (none: defaults), the variables whose names are those of settings, and flags; later ones win.
    ///
    /// # Errors
    /// Every problem, in the order of the file, then variables, then flags, then what does not go together.
    pub fn read(
        file: Option<&str>,
        environment: &[(String, String)],
        flags: &[Override],
    ) -> Result<Self, Vec<SettingsProblem>> {
        let mut problems = Vec::new();
        let mut given = file::read(file.unwrap_or_default(), &mut problems);
        over::environment(&mut given, environment, &mut problems);
        over::flags(&mut given, flags, &mut problems);
        let sign_in = SignIn::of(given.one(&sign_in::SECTION));
        let settings = Self {
            server: Server::of(given.one(&server::SECTION), &mut problems),
            oidc: Oidc::of(&given, sign_in.staff.is_some(), &mut problems),
            sign_in,
            basemaps: basemap::read(&given, &mut problems),
            log: Log::of(given.one(&log::SECTION)),
            metrics: Metrics::of(given.one(&metrics::SECTION), &mut problems),
            tracing: Tracing::of(given.one(&tracing::SECTION)),
            given,
        };
        together::check(&settings.server, &settings.sign_in, &settings.given, &mut problems);
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(problems)
        }
    }
}

#[cfg(test)]
mod tests;
