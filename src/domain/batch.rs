//! Some thousands of rows on their way, with where each of them stands in its file.

use serde::{Deserialize, Serialize};

use super::record::Records;

/// Rows of one kind that travel together.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Batch {
    /// The rows.
    pub records: Records,
    /// Which row of the file each of them was, in the same order; empty where that is not known.
    pub rows: Vec<String>,
}

impl Batch {
    /// Which row of the file the record at this position was.
    pub fn row(&self, position: usize) -> Option<&str> {
        self.rows
            .get(position)
            .map(String::as_str)
            .filter(|row| !row.is_empty())
    }
}

impl From<Records> for Batch {
    fn from(records: Records) -> Self {
        Self {
            records,
            rows: Vec::new(),
        }
    }
}
