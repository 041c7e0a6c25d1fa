//! What a result was made from.

use serde::{Deserialize, Serialize};

/// Carried by every result, so that the same inputs can be shown to give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Program and version.
    pub program: String,
    /// Name of the metric projection.
    pub crs: String,
    /// How reach was measured.
    pub method: String,
    /// How people were put in their places, in words.
    pub spreading: String,
    /// What was imported.
    pub inputs: Vec<Input>,
    /// Circle profiles with version and digest.
    pub circles: Vec<String>,
    /// Version and digest of the category catalogue.
    pub catalogue: String,
    /// Travel profiles of the planner's own, by id: their files are not at hand where the result is looked at.
    pub travels: Vec<OwnTravel>,
}

/// A travel profile that does not come with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTravel {
    /// Its id.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Its file, whole.
    pub toml: String,
}

/// One imported layer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Input {
    /// `communities`, `facilities`, ...
    pub kind: String,
    /// The file's name, never its folder.
    pub source: String,
    /// Its digest.
    pub sha256: String,
    /// Rows accepted.
    pub rows: u64,
    /// The CRS it came in.
    pub crs: String,
}

/// How the sources of provisional communities begin; the files that they were made from follow.
pub const PROVISIONAL_SOURCE: &str = "provisional communities: ";
