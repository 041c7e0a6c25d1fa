//! What can go wrong, with what was being done.

use super::scenario_error::ScenarioError;
use super::siting::WrongSiting;
use super::staff::PasswordError;
use super::street_error::StreetError;
use crate::coverage::AccessError;
use crate::crs::StudyAreaError;
use crate::domain::category::CatalogueError;
use crate::domain::circle::CircleError;
use crate::domain::day::Day;
use crate::domain::plan::{PlanError, ReaderError};
use crate::export::ExportError;
use crate::import::ImportError;
use crate::reproject::ReprojectError;
use crate::siting::SitingError;
use crate::store::{ServerError, StaffError, StoreError};
use crate::streets::{BuildError, ProfileError};

/// Why an intention could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// The workspace.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The staff file.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// A password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// An area that nobody lives in any more, or that is elsewhere.
    #[error(
        "no community of {workspace} has a code that begins with {area}{}",
        .became.as_ref().map_or_else(|| "; look at the codes with yike export communities".to_owned(), |became| format!("; what had it {became}"))
    )]
    EmptyArea {
        /// Its digits.
        area: String,
        /// What became of it, where that is known.
        became: Option<String>,
        /// The workspace.
        workspace: String,
    },
    /// The file to import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The file to export.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// No such layer.
    #[error(
        "there is no layer {layer:?} to export; there are {known} (see them with: yike export --list --workspace {workspace})"
    )]
    NoLayer {
        /// What was asked.
        layer: String,
        /// What there is.
        known: String,
        /// The workspace.
        workspace: String,
    },
    /// More than is held in memory together.
    #[error(
        "{rings} rings are too many for one file, which holds {most} at most; take one service with --service, or the layer service-rings"
    )]
    TooManyRings {
        /// How many were asked for.
        rings: usize,
        /// How many there may be.
        most: usize,
    },
    /// An edit of a scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// A siting question in words that mean nothing here.
    #[error(transparent)]
    WrongSiting(#[from] WrongSiting),
    /// A siting question.
    #[error(transparent)]
    Siting(#[from] SitingError),
    /// A file of gates.
    #[error(
        "{file}, row {row}: {what}; nothing was imported, for a gate that is left out makes every way longer: mend it, or take it out"
    )]
    Gates {
        /// The file.
        file: String,
        /// The row.
        row: String,
        /// What is wrong.
        what: String,
    },
    /// A service that the circle doesn't have.
    #[error("circle {circle:?} has no service {service:?}; take one of {known}")]
    NoService {
        /// The circle.
        circle: String,
        /// What was asked.
        service: String,
        /// What it has.
        known: String,
    },
    /// A measure of one service, and none was named.
    #[error(
        "the measure {measure} is of one service; name it with --service, one of {known}, or take --measure completeness for all together"
    )]
    ServiceMissing {
        /// The measure.
        measure: &'static str,
        /// What the circle has.
        known: String,
    },
    /// The area is no study area.
    #[error(transparent)]
    StudyArea(#[from] StudyAreaError),
    /// A row of the workspace lies where the study area's projection is not defined.
    #[error("layer {layer:?}, row {row}: {source}")]
    Project {
        /// The layer.
        layer: &'static str,
        /// The row's id.
        row: i64,
        /// The reason.
        source: ReprojectError,
    },
    /// Streets that one network does not hold.
    #[error("layer streets: {0}")]
    StreetNetwork(#[from] BuildError),
    /// The projection itself.
    #[error(transparent)]
    Plane(#[from] ReprojectError),
    /// A circle profile.
    #[error(transparent)]
    Circle(#[from] CircleError),
    /// A circle profile's file.
    #[error("the circle profile {path} can't be read: {why}")]
    CircleFile {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// A scenario that has no assessment to be drawn.
    #[error("scenario {0} was not assessed yet: run yike assess --scenario {0} --circle CIRCLE first")]
    ScenarioNotAssessed(String),
    /// A profile in a file of the planner's own is wrong.
    #[error("{path}: {why}")]
    ProfileInFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A travel profile's file.
    #[error("the travel profile {path} can't be read: {why}")]
    TravelFile {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// A plan, with everything that is wrong with it.
    #[error("{0}")]
    Plan(#[from] PlanError),
    /// The lists that plans are read against.
    #[error(transparent)]
    PlanReader(#[from] ReaderError),
    /// The list of conflicts between plans.
    #[error("the list of conflicts can't be read: {0}")]
    Conflicts(String),
    /// A file of a plan or of records.
    #[error("{path}: {why}")]
    PlanFile {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// One plan named twice.
    #[error("two of the plans are called {0:?}; name each once, and give your own plan an id of its own")]
    PlanTwice(String),
    /// A requirement that the plan does not have.
    #[error("{plan} asks for nothing called {id:?}{}; yike plan show {plan} lists what it asks for", meant(.nearest.as_deref()))]
    NoRequirement {
        /// The plan.
        plan: String,
        /// What was asked.
        id: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// A record that says too little.
    #[error("{0}")]
    Record(String),
    /// A day before the data.
    #[error(
        "{workspace} has no register and no communities as of {day}; the first that it has are of {first} (an import says from which day on its data are true with --as-of, and is of the day on which it was made otherwise)"
    )]
    NothingByThen {
        /// The workspace.
        workspace: String,
        /// What was asked.
        day: Day,
        /// The first day.
        first: Day,
    },
    /// Nothing that a plan speaks of.
    #[error(
        "the workspace has no communities and no register; import one with: yike import register FILE --workspace {0}, or yike import communities FILE --workspace {0}"
    )]
    NothingToCheck(String),
    /// An area without a community.
    #[error(
        "no community lies in the area: the place in the middle of none of them does; look at the area's coordinates, longitude first"
    )]
    NoneInArea,
    /// A level that the codes do not have.
    #[error(
        "the level {0} is told by 12-digit area codes, and no community has one; import a register or communities with codes"
    )]
    NoLevel(&'static str),
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// Nothing to assess.
    #[error("the workspace has no communities; import them with: yike import communities FILE --workspace {0}")]
    NoCommunities(String),
    /// No outlines to make provisional communities in.
    #[error(
        "{0} holds no area in which provisional communities could be made: every one of its areas has communities with boundaries of their own already, or it is empty"
    )]
    NoParents(String),
    /// No such category.
    #[error("there is no category {0:?}; docs/reference and data/categories.toml list them")]
    NoCategory(String),
    /// No facilities of it.
    #[error(
        "the workspace has no existing facility of category {0}; import some with: yike import facilities FILE, or give a file with --points"
    )]
    NoSeats(String),
    /// Nothing to walk on.
    #[error(
        "the workspace has no streets to walk on; import them with: yike import streets FILE --workspace {0}, or take --method straight"
    )]
    NoStreets(String),
    /// A question about the streets.
    #[error(transparent)]
    Streets(#[from] StreetError),
    /// Access that can't be told.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// A travel profile.
    #[error(transparent)]
    Travel(#[from] ProfileError),
    /// A share that can't be.
    #[error("the threshold {0} is not a share; give a number above 0 and at most 1, as in --theta 0.9")]
    Theta(f64),
    /// Nothing to show.
    #[error("the workspace has no assessment yet; make one with: yike assess --circle service-15 --workspace {0}")]
    NoAssessment(String),
    /// A layer that is evidently in another datum than it was read in.
    #[error(
        "{file}: nothing was imported, because its coordinates are in {found}, not in {taken}: {evidence}, and nowhere else around does it fit as well; {advice}, or --trust-crs to import it all the same. If it is the workspace that is in another datum, import its layers again first"
    )]
    OtherDatum {
        /// The file's name.
        file: String,
        /// The datum that it fits.
        found: &'static str,
        /// The reference system that it was read in.
        taken: String,
        /// It was read as degrees, so that naming the datum mends it.
        in_degrees: bool,
        /// How far half of its corners lie off known lines in that datum, in whole metres.
        off_m: u64,
        /// What speaks for it.
        evidence: Box<str>,
        /// What to pass.
        advice: Box<str>,
    },
    /// Words for a reference system that can't be used.
    #[error("{0}")]
    CrsWords(String),
    /// A reference without lines.
    #[error("{0} has no lines or areas to compare with; give a layer of borders or streets")]
    NoReference(String),
    /// No reference at all.
    #[error(
        "there is nothing to compare with: give --workspace with communities or streets, or --reference FILE with borders or streets of which the reference system is known"
    )]
    NothingToCompare,
    /// A report that can't be written.
    #[error("the report {file} can't be written: {why}")]
    ReportFile {
        /// The file.
        file: String,
        /// Why, and what to do.
        why: String,
    },
    /// Comes with a later version.
    #[error("not yet: {0}")]
    NotYet(String),
    /// A file of the demo.
    #[error("the demo can't be written to {path}: {why}")]
    DemoFile {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// No such layer of tiles.
    #[error("there is no layer {layer:?} of tiles; there are {known}")]
    NoTileLayer {
        /// What was asked.
        layer: String,
        /// What there is.
        known: String,
    },
    /// More tiles than an archive holds.
    #[error(
        "with zoom {zoom} there are more than {most} tiles, which is the most that is written; end at a lower zoom, or take fewer layers"
    )]
    TooManyTiles {
        /// The zoom.
        zoom: u8,
        /// How many there may be.
        most: usize,
    },
    /// A tile.
    #[error(transparent)]
    Tile(#[from] crate::tiles::TileError),
    /// A layer can not be made ready for tiles.
    #[error(transparent)]
    Tiles(#[from] crate::tiles::TileSetError),
    /// Somebody stopped an assessment.
    #[error("the assessment was stopped; nothing was changed")]
    AssessmentStopped,
    /// The document can't be written as JSON.
    #[error("the result can't be written: {0}")]
    Document(#[from] serde_json::Error),
}

impl WorkflowError {
    /// Whether a person asked to stop.
    pub fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Import(ImportError::Stopped { .. })
                | Self::Export(ExportError::Stopped { .. })
                | Self::AssessmentStopped
        )
    }

    /// Whether the answer is "not yet": asked for something that comes with a later version.
    pub fn is_not_yet(&self) -> bool {
        matches!(self, Self::NotYet(_) | Self::Import(ImportError::NotYet { .. }))
    }

    /// Whether no scenario has the wanted name.
    pub fn is_no_scenario(&self) -> bool {
        matches!(self, Self::Store(StoreError::NoScenario { .. }))
    }

    /// Whether another program holds the workspace.
    pub fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Store(StoreError::Busy(_) | StoreError::Server(ServerError::Busy(_)))
        )
    }

    /// Whether a scenario of the wanted name is there already.
    pub fn is_name_taken(&self) -> bool {
        matches!(self, Self::Store(StoreError::ScenarioExists(_)))
    }
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| format!(" (did you mean {nearest}?)"))
}
