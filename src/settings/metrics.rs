//! Figures for a monitoring system.

use core::net::SocketAddr;

use super::given::{Origin, Table};
use super::key::{Key, Kind, Section};
use super::problem::{Place, SettingsProblem};

pub(super) const SECTION: Section = Section {
    name: "metrics",
    repeated: false,
    what: "Figures for a monitoring system, in the text format of Prometheus at /metrics of an address of their own. Off by itself.",
    keys: &[Key {
        name: "listen",
        kind: Kind::Address,
        default: None,
        example: "127.0.0.1:9464",
        what: "Where the figures are given out. Only an address of this computer: a collector that runs elsewhere asks through an agent or a proxy.",
    }],
};

/// Figures for a monitoring system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metrics {
    /// Where they are given out.
    pub listen: Option<SocketAddr>,
}

impl Metrics {
    pub(super) fn of(table: &Table, problems: &mut Vec<SettingsProblem>) -> Self {
        let listen = table.address("listen");
        if listen.is_some_and(|listen| !listen.ip().is_loopback()) {
            problems.push(SettingsProblem::NotTogether {
                place: Place::of(&table.origin("listen")),
                what: "metrics.listen must be an address of this computer, 127.0.0.1 or [::1]: whoever reaches it reads the figures".to_owned(),
            });
        }
        Self { listen }
    }
}

impl Place {
    /// Where a value was said.
    pub(super) fn of(origin: &Origin) -> Self {
        match origin {
            Origin::Default => Self::Whole,
            Origin::File { line } => Self::Line(*line),
            Origin::Variable(name) => Self::Variable(name.clone()),
            Origin::Flag(name) => Self::Flag(name.clone()),
        }
    }
}
