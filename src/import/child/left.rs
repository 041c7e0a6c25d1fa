//! What an earlier run left in a file of kept rows: all of them, those up to the last moment that it can be gone on from, or nothing that
//! counts.

use std::fs::File;
use std::io::BufReader;

use super::believe;
use super::frame::{self, Said};
use super::summed::{Sum, Summed};
use crate::domain::record::Outcome;
use crate::import::error::ImportError;
use crate::import::progress::Progress;
use crate::import::{Request, Streamed};

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing of this request.
    Nothing,
    /// Everything.
    Whole(Box<Streamed>),
    /// Rows up to a moment.
    Part(FoundPart),
}

/// Rows up to a moment that a later run goes on from.
#[derive(Debug)]
pub(super) struct FoundPart {
    /// Where the rows begin in the file.
    pub(super) from: u64,
    /// How many rows of the source were taken by then.
    pub(super) rows: u64,
    /// What stands in the file up to there.
    pub(super) sum: Sum,
}

/// Looks through a file of kept rows from its beginning. Only rows of the kind that was asked for, on earth, count; and of a part only what its sum
/// vouches for: after a power cut any piece of it may be missing.
pub(super) fn look(
    file: &File,
    key: &str,
    (request, source): (&Request<'_>, &str),
    progress: &dyn Progress,
) -> Result<Found, ImportError> {
    let mut from = Summed::new(BufReader::with_capacity(1 << 18, file), Sum::default());
    if !matches!(frame::read(&mut from), Ok(Some(Said::Step(found))) if found == key) {
        return Ok(Found::Nothing);
    }
    let begin = from.sum().bytes;
    let mut last = None;
    let (mut rejected, mut warnings) = (Vec::new(), Vec::new());
    loop {
        if progress.stopped() {
            return Err(ImportError::Stopped {
                file: source.to_owned(),
            });
        }
        let before = from.sum().value();
        match frame::read(&mut from) {
            Ok(Some(Said::Rows(rows))) if believe::sound(&rows.records, request.kind) => {}
            Ok(Some(Said::Moment { moment, sum })) if sum == before => {
                last = Some(FoundPart {
                    from: begin,
                    rows: moment.rows,
                    sum: from.sum().clone(),
                });
            }
            Ok(Some(Said::Rejected(more))) => rejected.extend(more),
            Ok(Some(Said::Warnings(more))) => warnings.extend(more),
            Ok(Some(Said::Done(streamed))) => {
                return Ok(Found::Whole(Box::new(Streamed {
                    outcome: Outcome {
                        rejected,
                        warnings,
                        ..streamed.outcome
                    },
                    ..*streamed
                })));
            }
            _ => return Ok(last.map_or(Found::Nothing, Found::Part)),
        }
    }
}
