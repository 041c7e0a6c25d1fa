//! Rows as the workspace keeps them: what was imported, with our id.

use crate::domain::record::{BuildingRecord, CommunityRecord, LandRecord, PeopleRecord, SiteRecord};

/// A community with its id.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCommunity {
    /// Ours.
    pub id: i64,
    /// What was imported.
    pub record: CommunityRecord,
}

/// A site with its id and source.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSite {
    /// Ours.
    pub id: i64,
    /// The file it came from.
    pub source: String,
    /// What was imported.
    pub record: SiteRecord,
}

/// A hamlet or population point with its id and source.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPeople {
    /// Ours.
    pub id: i64,
    /// The file it came from.
    pub source: String,
    /// What was imported.
    pub record: PeopleRecord,
}

/// A building with its id and source.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredBuilding {
    /// Ours.
    pub id: i64,
    /// The file it came from.
    pub source: String,
    /// What was imported.
    pub record: BuildingRecord,
}

/// A piece of residential land with its id and source.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLand {
    /// Ours.
    pub id: i64,
    /// The file it came from.
    pub source: String,
    /// What was imported.
    pub record: LandRecord,
}
