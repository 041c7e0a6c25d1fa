//! What happened to the rows and columns of a file.

use serde::{Deserialize, Serialize};

use super::remark::Remark;

/// What happened to the rows of a file.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
pub struct Outcome {
    /// Rows read.
    pub read: u64,
    /// Rows that went in.
    pub accepted: u64,
    /// Rows that did not, each with its reason.
    pub rejected: Vec<Remark>,
    /// Rows that went in with something done to them, and what a person should look at.
    pub warnings: Vec<Remark>,
    /// What each column of the source was used for; empty where the source has none.
    pub columns: Vec<ColumnUse>,
}

/// What a column was used for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ColumnUse {
    /// Its name.
    pub column: String,
    /// The field that it gives; `None` where it is not used.
    pub field: Option<String>,
    /// How sure that is: 100 where the user said it.
    pub confidence_percent: u8,
    /// What tells it.
    pub evidence: String,
}
