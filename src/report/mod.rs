//! What was found, put into the forms that programs and people read.

mod access_document;
mod assessment_document;
mod board_document;
mod community_coverage;
mod community_facts;
mod document_parts;
mod gap_list;
mod import_report;
mod indicator_document;
mod ledger_document;
mod numbers;
mod own_travels;
mod paced;
mod path_document;
mod plan_document;
mod result_parts;
mod service_names;
mod siting_by_hand;
mod siting_document;
mod walk_document;

pub use access_document::access_document;
pub use assessment_document::{PlaceFrame, assessment_document};
pub use board_document::{BoardOffer, BoardReport, board_document, board_offer, requirement_document};
pub use community_coverage::{CommunityCoverage, GroupCoverage, GuessedService, community_coverage, guessed_services};
pub use community_facts::{CommunityFacts, community_facts};
pub use document_parts::AssessmentDocument;
pub use gap_list::{GapRow, gap_rows};
pub use import_report::{ImportDocument, ImportReport, Problem, SummaryLine};
pub use indicator_document::{
    CheckReport, IndicatorRow, PlanCoverage, check_document, indicator_rows, item_names, shown_with_guesses,
};
pub use own_travels::own_travels;
pub use path_document::{PathRow, path_rows};
pub use plan_document::{PlanLine, conflicts_document, plan_document, plan_schema};
pub use service_names::{ServiceName, service_names};
pub use siting_by_hand::{siting_candidates, siting_counted};
pub use siting_document::{site_features, siting_document, siting_features};
pub use walk_document::{reach_document, route_document};
