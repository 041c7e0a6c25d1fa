//! Why a file is not imported, for somebody who has no command line and must see no path of this computer.

use super::error::WorkflowError;
use crate::domain::land_use::LandUseStandard;
use crate::domain::record::Remark;
use crate::import::{CrsError, ImportError};
use crate::siting::{SitingError, SolverError};
use crate::store::StoreError;

/// Facts about a file or a workspace that refuse an import; without paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of trouble it is: `no-crs`, `which-layer`, ...
    pub kind: &'static str,
    /// What is wrong, where, and what to do.
    pub what: String,
    /// What may be chosen instead: layers, columns, categories. Of another datum: its name, and how many metres half of the corners lie off
    /// known lines under it.
    pub choices: Vec<String>,
}

impl WorkflowError {
    /// What may be told of this to somebody on the other side of a socket; `None` for faults of this computer.
    pub fn refusal(&self) -> Option<Refusal> {
        let (kind, choices) = match self {
            Self::Import(error) => of_import(error)?,
            Self::Store(error) => return of_store(error),
            Self::AssessmentStopped | Self::Siting(SitingError::Solver(SolverError::Stopped)) => {
                return Some(told("stopped", "the run was stopped"));
            }
            Self::NoCommunities(_) => {
                return Some(told("no-communities", "there are no communities; import them first"));
            }
            Self::WrongSiting(_)
            | Self::NoService { .. }
            | Self::ServiceMissing { .. }
            | Self::Siting(
                SitingError::Asked(_)
                | SitingError::Infeasible(_)
                | SitingError::TooLarge { .. }
                | SitingError::NothingFound(_)
                | SitingError::NoNesting
                | SitingError::Solver(_),
            ) => ("siting", Vec::new()),
            Self::OtherDatum {
                found,
                in_degrees,
                off_m,
                ..
            } => {
                let off = in_degrees.then(|| off_m.to_string());
                ("other-datum", std::iter::once((*found).to_owned()).chain(off).collect())
            }
            Self::StudyArea(_) => ("too-wide", Vec::new()),
            Self::NoStreets(_) => {
                return Some(told(
                    "no-streets",
                    "the workspace has no streets to walk on; import streets, or take the method straight",
                ));
            }
            Self::NoAssessment(_) => {
                return Some(told(
                    "no-assessment",
                    "the workspace has no assessment yet; assess a circle first",
                ));
            }
            Self::NothingToCheck(_) => {
                return Some(told(
                    "nothing-to-check",
                    "the workspace has no communities and no register; import one of them first",
                ));
            }
            Self::NothingByThen { day, first, .. } => {
                let what = format!("there are no register and no communities as of {day}; the first are of {first}");
                return Some(told("nothing-by-then", &what));
            }
            // Facts about what was asked or what the layers hold, which name no path.
            Self::Scenario(_)
            | Self::ScenarioNotAssessed(_)
            | Self::Circle(_)
            | Self::Project { .. }
            | Self::StreetNetwork(_)
            | Self::Streets(_)
            | Self::Access(_)
            | Self::Theta(_)
            | Self::NoneInArea
            | Self::NoLevel(_)
            | Self::NoCategory(_)
            | Self::NoSeats(_)
            | Self::PlanTwice(_)
            | Self::NoRequirement { .. }
            | Self::TooManyRings { .. }
            | Self::NoTileLayer { .. }
            | Self::TooManyTiles { .. }
            | Self::NothingToCompare
            | Self::NotYet(_) => ("refused", Vec::new()),
            // A wrong answer is the program's fault. Files of this computer, which nobody names from the other side of a socket, or what comes with the program.
            Self::Siting(SitingError::Wrong(_))
            | Self::Export(_)
            | Self::NoLayer { .. }
            | Self::Gates { .. }
            | Self::Plane(_)
            | Self::CircleFile { .. }
            | Self::ProfileInFile { .. }
            | Self::TravelFile { .. }
            | Self::Plan(_)
            | Self::PlanReader(_)
            | Self::Conflicts(_)
            | Self::PlanFile { .. }
            | Self::Record(_)
            | Self::Catalogue(_)
            | Self::NoParents(_)
            | Self::Travel(_)
            | Self::CrsWords(_)
            | Self::NoReference(_)
            | Self::ReportFile { .. }
            | Self::DemoFile { .. }
            | Self::Tile(_)
            | Self::Tiles(_)
            | Self::Staff(_)
            | Self::EmptyArea { .. }
            | Self::Password(_)
            | Self::Document(_) => return None,
        };
        let what = self.to_string();
        Some(Refusal { kind, what, choices })
    }

    /// Whether an archive holds rasters and nothing else, which only its being unpacked told.
    pub fn is_raster_inside(&self) -> bool {
        matches!(self, Self::Import(ImportError::RasterInside { .. }))
    }

    /// What is wrong with single rows, where that is why the file is refused.
    pub fn wrong_rows(&self) -> &[Remark] {
        match self {
            Self::Import(ImportError::Rows { problems, .. } | ImportError::AllRejected { problems, .. }) => problems,
            _ => &[],
        }
    }
}

fn told(kind: &'static str, what: &str) -> Refusal {
    Refusal {
        kind,
        what: what.to_owned(),
        choices: Vec::new(),
    }
}

/// Of a workspace, in words that name no path; nothing for what is damaged or missing on this computer.
fn of_store(error: &StoreError) -> Option<Refusal> {
    Some(match error {
        StoreError::Busy(_) => told(
            "workspace-busy",
            "the workspace is being written by another program; try again when it has finished",
        ),
        StoreError::DiskFull(_) => told(
            "disk-full",
            "there is no room left to write the workspace; nothing was changed",
        ),
        StoreError::ReadOnly(_) => told(
            "read-only",
            "the workspace can't be written; check the rights of its file and folder",
        ),
        StoreError::NotLatest { .. } => told(
            "not-latest",
            "the layers were changed again after this import, so it is not taken back by itself; yike history shows what came after it",
        ),
        StoreError::NoScenario { scenario, .. } => told(
            "no-scenario",
            &format!("there is no scenario {scenario:?}; it may have been dropped"),
        ),
        StoreError::ScenarioExists(_) | StoreError::TooManyScenarios(_) => told("refused", &error.to_string()),
        _ => return None,
    })
}

/// The name of the trouble and what may be chosen; nothing for errors that name a path, which a staged file must not reach.
fn of_import(error: &ImportError) -> Option<(&'static str, Vec<String>)> {
    use ImportError as E;
    let none = Vec::new;
    Some(match error {
        E::NoSuchFile { .. } | E::IsFolder { .. } | E::NotAFile { .. } | E::PathNotUtf8 { .. } | E::NoReader { .. } => {
            return None;
        }
        E::Crs(error) => of_crs(error),
        E::WhichLayer { layers, .. } | E::NoLayer { layers, .. } => ("which-layer", layers.clone()),
        E::AdminLevel { levels, .. } | E::NoUsualLevel { levels, .. } => ("which-level", levels.clone()),
        E::WhichBand { count, .. } => ("which-band", (1..=*count).map(|band| band.to_string()).collect()),
        E::WhichUnit { known, .. } => ("which-unit", known.clone()),
        E::RasterInside { .. } => ("raster-inside", none()),
        E::FieldMissing { field, .. } => ("field-missing", vec![field.clone()]),
        E::UnknownColumn { known, .. } => ("unknown-column", known.clone()),
        E::UnknownField { known, .. } => ("unknown-field", known.clone()),
        E::UnknownCategory { nearest, .. } => ("unknown-category", nearest.iter().cloned().collect()),
        E::Letters { .. } => ("letters", none()),
        E::NoHeader { .. } => ("no-header", none()),
        E::LandUseStandard { .. } => (
            "land-use-standard",
            LandUseStandard::ALL.map(|standard| standard.key().to_owned()).to_vec(),
        ),
        E::WrongContent { .. } => ("wrong-content", none()),
        E::KindNotInFormat { .. } => ("kind-not-in-format", none()),
        E::WrongGeometry { .. } => ("wrong-geometry", none()),
        E::Damaged { .. } => ("damaged", none()),
        E::Empty { .. } => ("empty", none()),
        E::Rows { .. } => ("rows-wrong", none()),
        E::AllRejected { .. } => ("all-wrong", none()),
        E::CompanionMissing { companion, .. } => ("companion-missing", vec![companion.clone()]),
        E::OverLimit { .. } => ("over-limit", none()),
        E::Crashed { .. } => ("crashed", none()),
        E::Stopped { .. } => ("stopped", none()),
        E::NotYet { .. } => ("not-yet", none()),
        _ => ("refused", none()),
    })
}

/// The same of coordinates that can't be placed.
fn of_crs(error: &CrsError) -> (&'static str, Vec<String>) {
    let kind = match error {
        CrsError::ProbableCrs { crs, .. } => return ("probable-crs", vec![crs.clone()]),
        CrsError::NoCrs { .. } => "no-crs",
        CrsError::BadCrs { .. } => "bad-crs",
        CrsError::NeedsParameters { .. } => "old-datum",
        CrsError::LooksProjected { .. } => "looks-projected",
        CrsError::LooksGeographic { .. } => "looks-geographic",
        CrsError::Swapped { .. } => "swapped",
        CrsError::OutsideCrs { .. } => "outside-crs",
    };
    (kind, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_path_is_not_told() {
        let path = || "/home/someone/secret.gpkg".to_owned();
        for error in [
            WorkflowError::Store(StoreError::Missing(path())),
            WorkflowError::Store(StoreError::Damaged(path())),
            WorkflowError::Import(ImportError::NoSuchFile { file: path() }),
        ] {
            assert_eq!(error.refusal(), None);
        }
        for error in [
            StoreError::Busy(path()),
            StoreError::DiskFull(path()),
            StoreError::ReadOnly(path()),
        ] {
            let refusal = WorkflowError::Store(error).refusal().expect("something to say");
            assert!(!refusal.what.contains("secret"), "{refusal:?}");
        }
    }

    #[test]
    fn what_a_question_lacks_is_told_without_the_path_of_the_workspace() {
        let path = || "/home/someone/secret.gpkg".to_owned();
        for error in [
            WorkflowError::NoStreets(path()),
            WorkflowError::NoCommunities(path()),
            WorkflowError::NoAssessment(path()),
            WorkflowError::NothingToCheck(path()),
            WorkflowError::Store(StoreError::NoScenario {
                name: path(),
                scenario: "bridge".to_owned(),
            }),
            WorkflowError::NoneInArea,
            WorkflowError::Theta(2.0),
            WorkflowError::Siting(SitingError::Solver(SolverError::GaveUp("numbers".to_owned()))),
        ] {
            let refusal = error.refusal().unwrap_or_else(|| panic!("{error} is not told"));
            assert!(!refusal.what.contains("secret"), "{refusal:?}");
        }
    }

    #[test]
    fn choices_go_along() {
        let error = WorkflowError::Import(ImportError::WhichLayer {
            file: "a.gpkg".to_owned(),
            layers: vec!["one".to_owned(), "two".to_owned()],
        });
        let refusal = error.refusal().expect("something to say");
        assert_eq!((refusal.kind, refusal.choices.len()), ("which-layer", 2));
    }
}
