//! The workspace: layers with their history and assessments, in a `GeoPackage` that opens in QGIS as it is.
//!
//! What is kept is written once, over a small trait (`database`); what the databases differ in stands behind it.

mod assessment_rows;
mod assessments;
mod database;
mod dates;
mod diff;
mod error;
mod flat;
mod flat_view;
mod layer_writer;
mod location;
mod plan_records;
mod postgres;
mod raster_writer;
mod read;
mod restore;
mod rows;
mod scenario_edits;
mod scenarios;
mod schema;
mod sqlite;
mod staff;
mod table_copy;
mod tables;
mod value;
mod versions;
mod when;
mod whole;
mod workspace;

pub use assessment_rows::{AssessmentRows, CountRow, CoverageRow, GapRow, ReachRow};
pub use assessments::SavedAssessment;
pub use dates::{LayerDate, TownOnDay};
pub use diff::{FieldChange, RowChange};
pub use error::StoreError;
pub use flat::ServiceTitle;
pub use layer_writer::{LayerWriter, Mode, Written};
pub use location::Location;
pub use plan_records::PlanRecord;
pub use postgres::{ServerError, Shapes, TableCopy, TableError, TableLimits, TableSource};
pub use raster_writer::RasterWriter;
pub use read::StoredTown;
pub use rows::{
    Stored, StoredBarrier, StoredBuilding, StoredCommunity, StoredCompound, StoredLand, StoredPeople, StoredRaster,
    StoredSite, StoredStreet, StoredSuccession, StoredUnit,
};
pub use scenarios::Scenario;
pub use staff::{
    Account, AuditEntry, AuditLine, KeptKey, KeptPassword, KeptSession, SessionLimits, StaffError, StaffFile,
};
pub use versions::{Version, now};
pub use when::{When, WhenError};
pub use whole::{Standing, Titles};
pub use workspace::{FORMAT_VERSION, Workspace};
