//! One function per user intention: the only place that loads, computes and saves.

mod assess;
mod demo;
pub mod desk;
mod error;
mod import;
mod load_desk;
mod load_town;
mod result_rows;
mod watch;

pub use assess::{AssessRequest, Assessed, assess};
pub use demo::build_demo;
pub use error::WorkflowError;
pub use import::{ImportRequest, Imported, import};
pub use load_desk::load_desk;
pub use watch::Watch;

pub use crate::import::Progress;

use std::path::Path;

use crate::store::Workspace;

/// Makes an empty workspace.
///
/// # Errors
/// The file exists, or can't be written.
pub fn init(path: &Path) -> Result<(), WorkflowError> {
    Workspace::create(path)?;
    Ok(())
}
