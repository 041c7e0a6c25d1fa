//! What was found, put into the forms that programs and people read.

mod access_document;
mod assessment_document;
mod document_parts;
mod gap_list;
mod import_report;
mod numbers;
mod paced;
mod service_names;
mod walk_document;

pub use access_document::access_document;
pub use assessment_document::{PlaceFrame, assessment_document};
pub use document_parts::AssessmentDocument;
pub use gap_list::{GapRow, gap_rows};
pub use import_report::{ImportDocument, ImportReport, Problem, SummaryLine};
pub use service_names::{ServiceName, service_names};
pub use walk_document::{reach_document, route_document};
