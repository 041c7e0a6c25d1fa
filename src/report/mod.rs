//! What was found, put into the forms that programs and people read.

mod assessment_document;
mod gap_list;
mod numbers;

pub use assessment_document::{AssessmentDocument, PlaceFrame, assessment_document};
pub use gap_list::{GapRow, gap_rows};
