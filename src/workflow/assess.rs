//! Assessing a workspace.

use std::fmt::Write as _;
use std::path::Path;

use geo::InteriorPoint;
use sha2::{Digest, Sha256};

use super::error::WorkflowError;
use super::load_town::{corners, load_town};
use super::result_rows::{result_rows, service_titles};
use crate::coverage;
use crate::crs::LonLatBox;
use crate::domain::assessment::Assessment;
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{CircleError, CircleProfile};
use crate::domain::community::PopulationBasis;
use crate::domain::edit::World;
use crate::domain::provenance::Provenance;
use crate::domain::town::Town;
use crate::report::{PlaceFrame, assessment_document};
use crate::store::{Location, StoredCommunity, StoredTown, Workspace};

/// What is asked.
#[derive(Debug, Clone)]
pub struct AssessRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// Names of shipped circles, or files ending in `.toml`.
    pub circles: &'a [String],
    /// Which population.
    pub basis: PopulationBasis,
    /// A share of residents that makes a community covered, for circles that name none.
    pub theta: Option<f64>,
    /// Edits over what the workspace holds.
    pub world: World,
}

/// What came out.
#[derive(Debug)]
pub struct Assessed {
    /// Its number in the workspace.
    pub number: i64,
    /// The JSON document, as kept.
    pub document: Vec<u8>,
    /// The town, for a table.
    pub town: Town,
    /// The results, for a table.
    pub assessment: Assessment,
}

/// Assesses every community of a workspace for some circles and keeps the result as the assessment in force.
///
/// # Errors
/// The workspace, a circle profile, or the lack of communities.
pub fn assess(request: &AssessRequest<'_>, progress: impl FnMut(&str, &str)) -> Result<Assessed, WorkflowError> {
    // No edit exists yet; when one does, this no longer compiles and has to apply it.
    if let Some(edit) = request.world.edits.first() {
        match *edit {}
    }
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let (mut profiles, mut versions) = (Vec::new(), Vec::new());
    for name in request.circles {
        let (mut profile, text) = circle(name)?;
        if let Some(theta) = request.theta {
            if !(theta > 0.0 && theta <= 1.0) {
                return Err(WorkflowError::Theta(theta));
            }
            profile.theta.get_or_insert(theta);
        }
        profile.check_against(&catalogue)?;
        if profiles.iter().any(|other: &CircleProfile| other.id == profile.id) {
            return Err(CircleError::Twice(profile.id).into());
        }
        let theta = profile.theta.map_or(String::new(), |theta| format!(" theta {theta}"));
        versions.push(format!(
            "{} v{}{theta} sha256:{}",
            profile.id,
            profile.version,
            hex(&Sha256::digest(text.as_bytes()))
        ));
        profiles.push(profile);
    }
    let mut workspace = Workspace::open(request.workspace)?;
    let stored = workspace.town_at(request.world.base)?;
    let loaded = load_town(&stored, &request.workspace.to_string())?;
    let provenance = Provenance {
        program: concat!("yike ", env!("CARGO_PKG_VERSION")).to_owned(),
        crs: loaded.town.area.projection.name(),
        method: "straight line times detour factor; costs in whole millimetres, limit inclusive; circles of 32 segments a quarter".to_owned(),
        spreading: format!(
            "{} population; population points, else hamlets' own counts, else dwelling buildings by footprint times levels, else residential land on a 50 m lattice, else not assessed",
            request.basis.key()
        ),
        inputs: stored.inputs.clone(),
        circles: versions,
        catalogue: format!("v{} sha256:{}", catalogue.version, hex(&Sha256::digest(category::SHIPPED.as_bytes()))),
    };
    let digest = digest(&stored, &provenance);
    let run = coverage::Run {
        circles: &profiles,
        catalogue: &catalogue,
        basis: request.basis,
        provenance,
    };
    let mut assessment = coverage::assess(&loaded.town, run, progress);
    assessment.remarks.splice(0..0, loaded.remarks);
    let rows = result_rows(&loaded.town, &loaded.plane, &assessment, digest)?;
    let frames: Option<Vec<PlaceFrame>> = stored.communities.iter().map(frame).collect();
    let frames = frames.ok_or_else(|| WorkflowError::NoCommunities(request.workspace.to_string()))?;
    let name = title(&stored);
    let write = |number| {
        serde_json::to_vec(&assessment_document(
            number,
            &name,
            &loaded.town,
            &assessment,
            &frames,
            &catalogue,
        ))
    };
    // Written once beforehand, so that a failure can't come in the middle of the transaction.
    write(0)?;
    let (number, document) = workspace.save_assessment(&rows, &service_titles(&assessment), |number| {
        write(number).unwrap_or_default()
    })?;
    Ok(Assessed {
        number,
        document,
        town: loaded.town,
        assessment,
    })
}

fn circle(name: &str) -> Result<(CircleProfile, String), WorkflowError> {
    if Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
    {
        let text = std::fs::read_to_string(name).map_err(|e| WorkflowError::CircleFile {
            path: name.to_owned(),
            why: e.to_string(),
        })?;
        return Ok((CircleProfile::parse(&text)?, text));
    }
    if name == "rural-usual-mode" {
        return Err(WorkflowError::NotYet(
            "the circle rural-usual-mode needs streets, which come with a later version".to_owned(),
        ));
    }
    let profile = CircleProfile::shipped(name)?;
    let text = crate::domain::circle::SHIPPED
        .into_iter()
        .find(|text| CircleProfile::parse(text).is_ok_and(|p| p.id == name));
    Ok((profile, text.unwrap_or_default().to_owned()))
}

/// What the map calls the workspace: the one name that all its communities' source shares, the file of the boundaries.
fn title(stored: &StoredTown) -> String {
    stored
        .inputs
        .iter()
        .find(|input| input.kind == "communities")
        .map_or(String::new(), |input| {
            input.source.split('.').next().unwrap_or_default().to_owned()
        })
}

fn frame(row: &StoredCommunity) -> Option<PlaceFrame> {
    let point = row.record.boundary.interior_point()?;
    Some(PlaceFrame {
        point: [point.x(), point.y()],
        bbox: LonLatBox::around(corners(&row.record.boundary))?,
    })
}

/// A digest of every row and every rule that the result is made from, edits in QGIS included.
fn digest(stored: &StoredTown, provenance: &Provenance) -> String {
    struct Feed(Sha256);
    impl std::fmt::Write for Feed {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut feed = Feed(Sha256::new());
    // Writing into a digest never fails.
    let _ = write!(feed, "{stored:?}{provenance:?}");
    hex(&feed.0.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
