//! Rows that lie elsewhere than their reference system says, as an error tells them.

use serde::{Deserialize, Serialize};

/// A row that is not where it should be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Stray {
    /// Which row.
    pub row: String,
    /// Its first coordinate as the source has it.
    pub x: String,
    /// Its second coordinate as the source has it.
    pub y: String,
    /// The system that its numbers are probably in.
    pub hint: Option<String>,
}

/// Where a coordinate reference system may be used, and how many rows lie elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Ground {
    /// The system.
    pub crs: String,
    /// Its ground in words.
    pub area: String,
    /// Rows outside.
    pub outside: u64,
    /// Rows with coordinates.
    pub rows: u64,
}
