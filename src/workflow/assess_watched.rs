//! An assessment that somebody looks at, and may stop.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::assess::{AssessRequest, Assessed, assess};
use super::error::WorkflowError;
use crate::import::Progress;

/// What unwinds an assessment that is to stop. It is no panic: no hook hears of it, and it ends below.
struct Stop;

/// As [`assess`]. It ends between two services, or before anything is written, if it is told to stop; then nothing was changed.
///
/// # Errors
/// As [`assess`], and [`WorkflowError::AssessmentStopped`].
pub fn assess_watched(request: &AssessRequest<'_>, progress: &dyn Progress) -> Result<Assessed, WorkflowError> {
    let step = |circle: &str, service: &str| {
        progress.step(&format!("{circle}: {service}"));
        if progress.stopped() {
            resume_unwind(Box::new(Stop));
        }
    };
    // What the assessment held is dropped on the way out, and the workspace is written after the last step alone.
    match catch_unwind(AssertUnwindSafe(|| assess(request, step))) {
        Ok(done) => done,
        Err(cause) if cause.is::<Stop>() => Err(WorkflowError::AssessmentStopped),
        Err(cause) => resume_unwind(cause),
    }
}
