//! The workspace: one `GeoPackage` that opens in QGIS as it is, replaced layer by layer in one transaction each.

mod assessments;
mod error;
mod geometry;
mod layers;
mod migrate;
mod read;
mod rows;
mod schema;
mod spatial_index;
mod workspace;

pub use assessments::{AssessmentRows, CountRow, CoverageRow, GapRow, ReachRow, SavedAssessment};
pub use error::StoreError;
pub use read::StoredTown;
pub use rows::{StoredBuilding, StoredCommunity, StoredLand, StoredPeople, StoredSite};
pub use workspace::{FORMAT_VERSION, Workspace};
