//! Which staff file a command speaks of, and what a user or key is given.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;
use crate::identity::{AreaGrant, Grant, Role, nearest};
use crate::workflow::staff::{Staff, StaffLimits};
use crate::workflow::{self, Location};

/// The variable that names the staff file where no flag does.
const VARIABLE: &str = "YIKE_SIGN_IN__STAFF";

/// The staff file.
#[derive(Debug, Args)]
pub(super) struct StaffFlag {
    /// The staff file: who may sign in. Without it the variable `YIKE_SIGN_IN__STAFF` names it.
    #[arg(long, value_name = "FILE")]
    staff: Option<PathBuf>,
}

impl StaffFlag {
    fn path(self) -> Result<PathBuf, Failure> {
        let path = self.staff.or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
        path.ok_or_else(|| {
            Failure::Words(format!(
                "name the staff file with --staff, or in the variable {VARIABLE}"
            ))
        })
    }

    /// Opens it.
    pub(super) fn open(self) -> Result<Staff, Failure> {
        Ok(Staff::open(&self.path()?, StaffLimits::default())?)
    }

    /// Opens it, and makes it first where there is none.
    pub(super) fn open_or_make(self) -> Result<Staff, Failure> {
        Ok(Staff::open_or_make(&self.path()?, StaffLimits::default())?)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum YesNo {
    Yes,
    No,
}

/// What somebody is given beside a role.
#[derive(Debug, Args)]
pub(super) struct GrantFlags {
    /// Show only this area: the first digits of its code, 2 (province), 4, 6 (county), 9 or 12. Give it again for more areas. Whoever is
    /// narrowed to areas changes nothing through the server, whatever the role.
    #[arg(long, value_name = "CODE")]
    area: Vec<AreaGrant>,
    /// Show only this layer. Give it again for more. Whoever is narrowed to layers changes nothing through the server.
    #[arg(long, value_name = "LAYER")]
    layer: Vec<String>,
    /// Whether counts of very few people are shown; viewers see none if this is not given, all others do.
    #[arg(long, value_name = "YES|NO")]
    exact_counts: Option<YesNo>,
    /// Hold the areas against this workspace: each must have communities there.
    #[arg(long, short, value_name = "WORKSPACE")]
    workspace: Option<Location>,
}

/// What is taken back of what somebody was narrowed to.
#[derive(Debug, Args)]
pub(super) struct WidenFlags {
    /// Show all areas again.
    #[arg(long, conflicts_with = "area")]
    all_areas: bool,
    /// Show all layers again.
    #[arg(long, conflicts_with = "layer")]
    all_layers: bool,
    /// Show counts of very few people as the role does.
    #[arg(long, conflicts_with = "exact_counts")]
    usual_counts: bool,
}

impl WidenFlags {
    /// A changed grant: what was not said stays as it was.
    pub(super) fn applied(&self, before: Grant, said: Grant) -> Grant {
        let areas = if self.all_areas || !said.areas.is_empty() {
            said.areas
        } else {
            before.areas
        };
        let (layers, exact) = (said.layers, said.exact_counts);
        Grant {
            role: said.role,
            areas,
            layers: if self.all_layers {
                None
            } else {
                layers.or(before.layers)
            },
            exact_counts: if self.usual_counts {
                None
            } else {
                exact.or(before.exact_counts)
            },
        }
    }
}

impl GrantFlags {
    /// The whole grant.
    pub(super) fn grant(self, role: Role) -> Result<Grant, Failure> {
        for layer in &self.layer {
            if !workflow::DESK_LAYERS.contains(&layer.as_str()) {
                let near = nearest(layer, workflow::DESK_LAYERS)
                    .map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
                let known = workflow::DESK_LAYERS.join(", ");
                return Err(Failure::Words(format!(
                    "there is no layer {layer:?}{near}; layers are {known}"
                )));
            }
        }
        let areas: BTreeSet<AreaGrant> = self.area.into_iter().collect();
        if let Some(workspace) = &self.workspace {
            workflow::check_areas(workspace, &areas)?;
        }
        Ok(Grant {
            role,
            areas,
            layers: (!self.layer.is_empty()).then(|| self.layer.into_iter().collect()),
            exact_counts: self.exact_counts.map(|said| said == YesNo::Yes),
        })
    }
}

/// Areas and layers in words, for tables.
pub(super) fn narrowed(grant: &Grant) -> [String; 3] {
    let areas: Vec<&str> = grant.areas.iter().map(AreaGrant::as_str).collect();
    let layers = grant
        .layers
        .as_ref()
        .map(|layers| layers.iter().cloned().collect::<Vec<_>>());
    let exact = grant.person("").scope.exact_counts;
    [
        if areas.is_empty() {
            "all".to_owned()
        } else {
            areas.join(" ")
        },
        layers.map_or_else(|| "all".to_owned(), |layers| layers.join(" ")),
        if exact { "yes" } else { "no" }.to_owned(),
    ]
}

/// A moment as people read it; empty for none.
pub(super) fn moment(seconds: Option<i64>) -> String {
    let time = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    let time = time.and_then(|seconds| std::time::UNIX_EPOCH.checked_add(std::time::Duration::from_secs(seconds)));
    time.map_or_else(String::new, |time| humantime::format_rfc3339_seconds(time).to_string())
}
