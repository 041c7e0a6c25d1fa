//! Assessing a workspace.

use std::fmt::Write as _;
use std::path::Path;

use geo::InteriorPoint;
use sha2::{Digest, Sha256};

use super::digest_feed::{DigestFeed, hex};
use super::error::WorkflowError;
use super::load_streets::load_streets;
use super::load_town::{corners, load_town};
use super::result_rows::{result_rows, service_titles};
use super::scenario_world;
use super::travels;
use crate::coverage;
use crate::crs::LonLatBox;
use crate::domain::assessment::{Assessment, Method};
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{CircleError, CircleProfile};
use crate::domain::community::PopulationBasis;
use crate::domain::edit::{StreetEdits, World, apply_to_town};
use crate::domain::provenance::{OwnTravel, Provenance};
use crate::domain::town::Town;
use crate::report::{PlaceFrame, assessment_document};
use crate::store::{Location, StoredCommunity, StoredTown, Workspace};
use crate::streets::{NamedTravel, TravelProfiles};

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
    /// How reach is measured; each circle is answered by each of them in turn.
    pub methods: &'a [Method],
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

/// Assesses every community of a workspace for some circles and keeps the result as the assessment in force; of a scenario, as one of its
/// own.
///
/// # Errors
/// The workspace, a circle profile, or the lack of communities.
pub fn assess(request: &AssessRequest<'_>, mut progress: impl FnMut(&str, &str)) -> Result<Assessed, WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let mut travels = TravelProfiles::shipped()?;
    let (profiles, versions) = profiles(request, &catalogue, &mut travels)?;
    let mut workspace = Workspace::open(request.workspace)?;
    progress("layers", "reading");
    let stored = workspace.town_at(request.world.base)?;
    let mut loaded = load_town(&stored, &request.workspace.to_string())?;
    let edits = scenario_world::placed(&loaded.plane, &request.world.edits)?;
    apply_to_town(&mut loaded.town, &edits);
    loaded
        .remarks
        .extend(scenario_world::remarks(&workspace, &request.world)?);
    let provenance = provenance(
        &loaded.town,
        request.methods,
        request.basis,
        &stored,
        versions,
        &catalogue,
        &travels,
    );
    let streets = if request.methods.contains(&Method::Streets) {
        progress("streets", "network");
        Some(load_streets(
            &workspace,
            request.world.base,
            &loaded.plane,
            &request.workspace.to_string(),
            &StreetEdits::of(&edits),
        )?)
    } else {
        None
    };
    let digest = digest(
        &stored,
        streets.as_ref().map(|streets| streets.sha256.as_str()),
        &provenance,
        &request.world,
    );
    let run = coverage::Run {
        circles: &asked(&profiles, request.methods),
        catalogue: &catalogue,
        basis: request.basis,
        streets: streets.as_ref().map(|streets| streets.for_travels(&travels)),
        provenance,
    };
    let mut assessment = coverage::assess(&loaded.town, run, &mut progress)?;
    progress("workspace", "writing");
    let of_streets = streets.into_iter().flat_map(|streets| streets.remarks);
    assessment
        .remarks
        .splice(0..0, loaded.remarks.into_iter().chain(of_streets));
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
            request.world.scenario.as_deref(),
        ))
    };
    // Written once beforehand, so that a failure can't come in the middle of the transaction.
    write(0)?;
    let written = |number| write(number).unwrap_or_default();
    let (number, document) = match &request.world.scenario {
        // What is drawn is the layers: a scenario's results are kept with it, and never in force.
        Some(scenario) => workspace.keep_assessment(scenario, &rows, written)?,
        None => workspace.save_assessment(&rows, &service_titles(&assessment), written)?,
    };
    Ok(Assessed {
        number,
        document,
        town: loaded.town,
        assessment,
    })
}

/// What a result will say that it was made from.
pub(super) fn provenance(
    town: &Town,
    methods: &[Method],
    basis: PopulationBasis,
    stored: &StoredTown,
    circles: Vec<String>,
    catalogue: &Catalogue,
    travels: &TravelProfiles,
) -> Provenance {
    let methods: Vec<&str> = methods.iter().map(|method| method_words(*method)).collect();
    Provenance {
        program: concat!("yike ", env!("CARGO_PKG_VERSION")).to_owned(),
        crs: town.area.projection.name(),
        method: methods.join("; "),
        spreading: format!(
            "{} population; population points, else hamlets' own counts, else dwelling buildings by footprint times levels, else residential land on a 50 m lattice, else not assessed",
            basis.key()
        ),
        inputs: stored.inputs.clone(),
        circles,
        catalogue: format!(
            "v{} sha256:{}",
            catalogue.version,
            hex(&Sha256::digest(category::SHIPPED.as_bytes()))
        ),
        travels: travels.own().map(own_travel).collect(),
    }
}

fn own_travel(NamedTravel { profile, text, .. }: &NamedTravel) -> OwnTravel {
    OwnTravel {
        id: profile.id.clone(),
        zh: profile.zh.clone(),
        en: profile.en.clone(),
        toml: text.clone(),
    }
}

/// The circles asked for, and name, version and digests of each.
pub(super) fn profiles(
    request: &AssessRequest<'_>,
    catalogue: &Catalogue,
    known: &mut TravelProfiles,
) -> Result<(Vec<CircleProfile>, Vec<String>), WorkflowError> {
    let (mut profiles, mut versions) = (Vec::new(), Vec::new());
    for name in request.circles {
        let (mut profile, text) = circle(name)?;
        if let Some(theta) = request.theta {
            if !(theta > 0.0 && theta <= 1.0) {
                return Err(WorkflowError::Theta(theta));
            }
            profile.theta.get_or_insert(theta);
        }
        profile.check_against(catalogue)?;
        if profiles.iter().any(|other: &CircleProfile| other.id == profile.id) {
            return Err(CircleError::Twice(profile.id).into());
        }
        versions.push(version(&profile, (name, &text), request.methods, known)?);
        profiles.push(profile);
    }
    Ok((profiles, versions))
}

/// Name, version and digests of a circle, by the name that it was asked for and its text. Travel profiles that it names as files become known.
pub(super) fn version(
    profile: &CircleProfile,
    (name, text): (&str, &str),
    methods: &[Method],
    known: &mut TravelProfiles,
) -> Result<String, WorkflowError> {
    let theta = profile.theta.map_or(String::new(), |theta| format!(" theta {theta}"));
    let travels = if methods.contains(&Method::Streets) {
        travels::add_of_circle(name, profile, known)?;
        travels(profile, known)?
    } else {
        String::new()
    };
    Ok(format!(
        "{} v{}{theta} sha256:{}{travels}",
        profile.id,
        profile.version,
        hex(&Sha256::digest(text.as_bytes()))
    ))
}

/// Every circle by every method.
pub(super) fn asked(profiles: &[CircleProfile], methods: &[Method]) -> Vec<coverage::Asked> {
    profiles
        .iter()
        .flat_map(|profile| {
            methods.iter().map(|method| coverage::Asked {
                profile: match method {
                    Method::Straight => profile.clone(),
                    Method::Streets => profile.along_streets(),
                },
                method: *method,
            })
        })
        .collect()
}

/// The travel profiles that a circle walks along the streets by, with version and digest.
fn travels(circle: &CircleProfile, known: &TravelProfiles) -> Result<String, WorkflowError> {
    let mut words = String::new();
    for name in coverage::travels(circle) {
        let NamedTravel {
            profile: travel, text, ..
        } = known.get(name)?;
        let digest = hex(&Sha256::digest(text.as_bytes()));
        // Writing into a text never fails.
        let _ = write!(words, ", {} v{} sha256:{digest}", travel.id, travel.version);
    }
    Ok(words)
}

/// How reach is measured, for whoever reads the result.
fn method_words(method: Method) -> &'static str {
    match method {
        Method::Straight => {
            "straight line times detour factor; costs in whole millimetres, limit inclusive; circles of 32 segments a quarter"
        }
        Method::Streets => {
            "shortest way along the streets, from every street within the snap limit of the home to every one of the door, straight access legs counted; costs in whole milliseconds, limit inclusive; gradient after Tobler where elevation is known; ground by the squares of a 50 m lattice"
        }
    }
}

/// A circle by its name or from a file, with the text that it was read from.
pub(super) fn circle(name: &str) -> Result<(CircleProfile, String), WorkflowError> {
    if travels::is_toml(name) {
        let text = std::fs::read_to_string(name).map_err(|e| WorkflowError::CircleFile {
            path: name.to_owned(),
            why: e.to_string(),
        })?;
        let profile = CircleProfile::parse(&text).map_err(|error| travels::in_file(Path::new(name), &error))?;
        return Ok((profile, text));
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

pub(super) fn frame(row: &StoredCommunity) -> Option<PlaceFrame> {
    let point = row.record.boundary.interior_point()?;
    Some(PlaceFrame {
        point: [point.x(), point.y()],
        bbox: LonLatBox::around(corners(&row.record.boundary))?,
    })
}

/// A digest of every row and every rule that the result is made from, edits in QGIS included.
fn digest(stored: &StoredTown, streets: Option<&str>, provenance: &Provenance, world: &World) -> String {
    let streets = streets.unwrap_or_default();
    let mut feed = DigestFeed::default();
    feed.feed(format_args!("{stored:?}{provenance:?}{streets}"));
    if world.scenario.is_some() || !world.edits.is_empty() {
        feed.feed(format_args!("{world:?}"));
    }
    feed.finish()
}
