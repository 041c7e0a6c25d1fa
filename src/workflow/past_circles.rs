//! The circles of the assessment in force over the layers of another day: what it would have found then.

use super::assess::{AssessRequest, asked, frame, profiles, provenance};
use super::assess_again::Again;
use super::error::WorkflowError;
use super::load_streets::load_streets;
use super::load_town::load_town;
use super::result_rows::result_rows;
use crate::coverage;
use crate::domain::assessment::Method;
use crate::domain::category::{self, Catalogue};
use crate::domain::edit::{StreetEdits, World};
use crate::report::{PlaceFrame, assessment_document};
use crate::store::{Location, SavedAssessment, StoredTown, Workspace};
use crate::streets::TravelProfiles;

/// What came of it.
pub(super) enum Then {
    /// What is found over the layers of the day.
    Found(Box<SavedAssessment>),
    /// The same by the straight line alone, where the streets were others.
    WithoutStreets(Box<SavedAssessment>),
    /// Why nothing is.
    NotAssessed(&'static str),
}

/// Assesses a town of another day as the assessment in force was asked. Nothing is kept. `streets_stand` says whether the streets are what
/// they were: else ways along them are left out, and the straight line stays.
pub(super) fn assessed_on_day(
    workspace: &Workspace,
    location: &Location,
    town: &StoredTown,
    saved: &SavedAssessment,
    streets_stand: bool,
) -> Result<Then, WorkflowError> {
    let Some(mut again) = Again::of(&saved.document) else {
        return Ok(Then::NotAssessed(
            "a circle of the assessment in force comes from a file, which is not at hand",
        ));
    };
    if town.communities.is_empty() {
        return Ok(Then::NotAssessed("no community areas are that old"));
    }
    let without = !streets_stand && again.methods.contains(&Method::Streets);
    if without {
        again.methods.retain(|method| *method == Method::Straight);
    }
    if again.methods.is_empty() {
        return Ok(Then::NotAssessed(
            "the assessment in force goes along the streets alone, and these, or what stands in their way, were others then",
        ));
    }
    let request = AssessRequest {
        workspace: location,
        circles: &again.circles,
        basis: again.basis,
        theta: again.theta,
        methods: &again.methods,
        world: World::default(),
    };
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let mut travels = TravelProfiles::shipped()?;
    let (profiles, versions) = profiles(&request, &catalogue, &mut travels)?;
    let name = location.to_string();
    let loaded = load_town(town, &name)?;
    let provenance = provenance(
        &loaded.town,
        &again.methods,
        again.basis,
        town,
        versions,
        &catalogue,
        &travels,
    );
    let streets = if again.methods.contains(&Method::Streets) {
        let edits = StreetEdits::default();
        Some(load_streets(workspace, None, &loaded.plane, &name, &edits)?)
    } else {
        None
    };
    let run = coverage::Run {
        circles: &asked(&profiles, &again.methods),
        catalogue: &catalogue,
        basis: again.basis,
        streets: streets.as_ref().map(|streets| streets.for_travels(&travels)),
        provenance,
    };
    let assessment = coverage::assess(&loaded.town, run, |_: &str, _: &str| {})?;
    let rows = result_rows(&loaded.town, &loaded.plane, &assessment, String::new())?;
    let frames: Option<Vec<PlaceFrame>> = town.communities.iter().map(frame).collect();
    let frames = frames.ok_or(WorkflowError::NoCommunities(name))?;
    let document = assessment_document(saved.number, "", &loaded.town, &assessment, &frames, &catalogue, None);
    let found = Box::new(SavedAssessment {
        number: saved.number,
        document: serde_json::to_vec(&document)?,
        rows,
    });
    Ok(if without {
        Then::WithoutStreets(found)
    } else {
        Then::Found(found)
    })
}
