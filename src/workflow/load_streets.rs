//! The workspace's streets as a network, in metres of the study area.

use std::sync::Arc;

use geo::MultiPolygon;

use super::digest_feed::DigestFeed;
use super::elevation::Elevation;
use super::error::WorkflowError;
use super::load_barriers::load_barriers;
use super::scenario_streets;
use super::street_rows::{StreetRows, street_rows};
use crate::catchment::Water;
use crate::coverage;
use crate::domain::edit::StreetEdits;
use crate::reproject::ProjPlane;
use crate::store::Workspace;
use crate::streets::{Network, Surroundings, TravelProfiles, build, fits};

/// Streets in metres, and what a person should know of them.
pub(super) struct LoadedStreets {
    pub(super) network: Arc<Network>,
    /// What stands between homes and streets.
    pub(super) surroundings: Arc<Surroundings>,
    /// Names of the barriers among it.
    pub(super) barrier_names: Vec<String>,
    /// Ground of water, for drawing.
    pub(super) water: Option<Water>,
    /// Of every row that it was made from.
    pub(super) sha256: String,
    pub(super) remarks: Vec<String>,
}

impl LoadedStreets {
    /// As circles are measured along them, by travel profiles.
    pub(super) fn for_travels<'a>(&'a self, travels: &'a TravelProfiles) -> coverage::Streets<'a> {
        coverage::Streets {
            network: &self.network,
            surroundings: &self.surroundings,
            water: self.water.as_ref(),
            travels,
            barrier_names: &self.barrier_names,
        }
    }
}

/// Reads the streets and builds the network, as the edits of a scenario leave them.
pub(super) fn load_streets(
    workspace: &Workspace,
    version: Option<i64>,
    plane: &ProjPlane,
    name: &str,
    edits: &StreetEdits,
) -> Result<LoadedStreets, WorkflowError> {
    let mut digest = DigestFeed::default();
    let StreetRows { lines, bare } = street_rows(workspace, version, plane, &mut digest)?;
    if lines.is_empty() {
        return Err(WorkflowError::NoStreets(name.to_owned()));
    }
    let rasters = workspace.rasters_at(version)?;
    let (barriers, compounds) = (workspace.barriers_at(version)?, workspace.compounds_at(version)?);
    digest.feed(format_args!("{barriers:?}{compounds:?}{rasters:?}"));
    let around = load_barriers(&barriers, &compounds, &lines, plane, edits)?;
    let (mut lines, closed) = around.closures.close(lines);
    let of_links = scenario_streets::open(edits, &mut lines);
    fits(&lines)?;
    let elevation = Elevation::of(workspace, plane, version)?;
    let network = if elevation.is_empty() {
        build(&lines, None)
    } else {
        build(&lines, Some(&elevation.in_bulk()))
    };
    drop(lines);
    elevation.trouble()?;
    let network = Arc::new(network);
    let water: Vec<_> = around.water.into_iter().flat_map(|area| area.0).collect();
    let mut remarks = Vec::new();
    if bare > 0 {
        remarks.push(format!(
            "layer streets: {bare} streets were imported by an earlier version and don't say who may use them; their drawing class is taken for it. Import them again"
        ));
    }
    if closed > 0 {
        remarks.push(format!(
            "streets are closed at {closed} places, by barriers, compounds and edits of a scenario"
        ));
    }
    if barriers.is_empty() && edits.cuts.is_empty() && edits.closed_areas.is_empty() {
        remarks.push(
            "no barriers are imported: nobody is kept from crossing water, railways or walls on the straight way between a door and the street, and whoever has a long way is not said to be severed. Import them with: yike import barriers FILE".to_owned(),
        );
    }
    remarks.extend(of_links);
    remarks.extend(of_report(&network));
    Ok(LoadedStreets {
        network,
        sha256: digest.finish(),
        surroundings: Arc::new(around.surroundings),
        barrier_names: around.names,
        water: (!water.is_empty()).then(|| Water::new(MultiPolygon(water))),
        remarks,
    })
}

/// What was odd about the streets, in words.
fn of_report(network: &Network) -> Vec<String> {
    let report = network.report();
    let odd = [
        (report.without_length, "have no length and are left out"),
        (report.run_back, "run back onto themselves"),
        (report.crossings_joined, "cross on one level and were joined there"),
        (
            report.crossings_apart,
            "cross on different levels and were not joined there",
        ),
        (report.ends_joined, "ends stop at another street and were joined to it"),
        (
            report.heights_unknown,
            "corners have no known height; where gradient counts, answers that depend on streets there are left open",
        ),
    ];
    odd.into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("layer streets: {count} {what}"))
        .collect()
}
