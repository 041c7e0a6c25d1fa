//! What a child remarks on a file, as it comes.

use crate::domain::record::{Outcome, Remark};
use crate::import::Streamed;

/// Bytes of remarks that one file may cause.
const MOST_REMARKS: usize = 1 << 28;

/// Remarks as they come, and how long they are together.
#[derive(Default)]
pub(super) struct Remarks {
    rejected: Vec<Remark>,
    warnings: Vec<Remark>,
    length: usize,
}

impl Remarks {
    /// Rows that don't come in; `None` where that is more than a file may cause.
    pub(super) fn rejected(&mut self, more: Vec<Remark>) -> Option<()> {
        self.weigh(&more)?;
        self.rejected.extend(more);
        Some(())
    }

    /// What else is told; `None` as above.
    pub(super) fn warnings(&mut self, more: Vec<Remark>) -> Option<()> {
        self.weigh(&more)?;
        self.warnings.extend(more);
        Some(())
    }

    fn weigh(&mut self, more: &[Remark]) -> Option<()> {
        self.length += more
            .iter()
            .map(|remark| size_of::<Remark>() + remark.what.len() + remark.value.as_ref().map_or(0, String::len))
            .sum::<usize>();
        (self.length <= MOST_REMARKS).then_some(())
    }

    /// All of them, with what came of the file.
    pub(super) fn into(self, streamed: Streamed) -> Streamed {
        Streamed {
            outcome: Outcome {
                rejected: self.rejected,
                warnings: self.warnings,
                ..streamed.outcome
            },
            ..streamed
        }
    }
}
