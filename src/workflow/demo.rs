//! The demo: Liechtenstein, imported and assessed from the data that come with the program.

use std::path::{Path, PathBuf};

use super::assess::{AssessRequest, assess};
use super::error::WorkflowError;
use super::import::{ImportRequest, import};
use super::kept_rows::TakingUp;
use crate::domain::assessment::Method;
use crate::domain::community::PopulationBasis;
use crate::domain::edit::World;
use crate::domain::record::LayerKind;
use crate::import::{Defaults, Limits, Options, Progress};
use crate::store::{Location, Mode, Workspace};

const EXTRACT: &[u8] = include_bytes!("../../data/demo/liechtenstein-2013-08-03.osm.pbf");
const EXTRACT_NAME: &str = "liechtenstein-2013-08-03.osm.pbf";
const ROSTER: &[u8] = include_bytes!("../../data/demo/communities.csv");
/// The circles of the demo, the first being the one that the map opens with.
const CIRCLES: [&str; 2] = ["service-15", "fitness-15"];
const LAYERS: [LayerKind; 6] = [
    LayerKind::Communities,
    LayerKind::Facilities,
    LayerKind::Buildings,
    LayerKind::Land,
    LayerKind::Streets,
    LayerKind::Barriers,
];

/// Builds `demo.gpkg` in a folder, in the place of an earlier one only when it is finished. Returns its path.
///
/// # Errors
/// The folder can't be written.
pub fn build_demo(folder: &Path, progress: &dyn Progress) -> Result<PathBuf, WorkflowError> {
    let error = |path: &Path| {
        let path = path.display().to_string();
        move |e: std::io::Error| WorkflowError::DemoFile {
            path,
            why: e.to_string(),
        }
    };
    std::fs::create_dir_all(folder).map_err(error(folder))?;
    let workshop = tempfile::tempdir_in(folder).map_err(error(folder))?;
    let extract = workshop.path().join(EXTRACT_NAME);
    let roster = workshop.path().join("communities.csv");
    let file = workshop.path().join("demo.gpkg");
    let unfinished = Location::from(file.as_path());
    std::fs::write(&extract, EXTRACT).map_err(error(&extract))?;
    std::fs::write(&roster, ROSTER).map_err(error(&roster))?;
    super::init(&unfinished)?;
    for kind in LAYERS {
        progress.step(&format!("importing {}", kind.key()));
        let request = ImportRequest {
            workspace: &unfinished,
            kind,
            file: &extract,
            layer: None,
            crs: None,
            map: &[],
            complete: &[],
            category: None,
            options: &Options::default(),
            buildings: None,
            gates: None,
            worklist: None,
            places: None,
            roster: (kind == LayerKind::Communities).then_some(roster.as_path()),
            true_from: None,
            defaults: &Defaults::default(),
            mode: Mode::Replace,
            dry_run: false,
            skip_rejected: true,
            limits: Limits::default(),
            register: None,
            taking_up: TakingUp::Never,
            reference: None,
            trust_crs: false,
        };
        import(&request, progress)?;
    }
    let circles = CIRCLES.map(str::to_owned);
    let request = AssessRequest {
        workspace: &unfinished,
        circles: &circles,
        basis: PopulationBasis::Usual,
        theta: None,
        methods: &[Method::Straight, Method::Streets],
        world: World::default(),
    };
    assess(&request, |circle, service| {
        progress.step(&format!("assessing {circle}: {service}"));
    })?;
    finished(&file, &folder.join("demo.gpkg"))
}

/// Puts a finished workspace in its place.
pub(super) fn finished(file: &Path, place: &Path) -> Result<PathBuf, WorkflowError> {
    if place.exists() {
        // What a killed run left half done beside the old file would be taken for a part of the new one.
        Workspace::recover(&Location::from(place))?;
    }
    std::fs::rename(file, place).map_err(|e| WorkflowError::DemoFile {
        path: place.display().to_string(),
        why: e.to_string(),
    })?;
    Ok(place.to_owned())
}
