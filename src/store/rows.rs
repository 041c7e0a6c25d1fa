//! Rows as the workspace keeps them: what was imported, with our id and the file it came from.

use serde::{Deserialize, Serialize};

use crate::domain::raster::{Heights, Raster};
use crate::domain::record::{
    BarrierRecord, BuildingRecord, CommunityRecord, CompoundRecord, LandRecord, PeopleRecord, RegisterRecord,
    SiteRecord, StreetRecord, SuccessionRecord,
};

/// A row with its id and source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored<R> {
    /// Ours.
    pub id: i64,
    /// The file it came from; empty for communities and streets, which come from one file each.
    pub source: String,
    /// What was imported.
    pub record: R,
}

/// A raster with what the workspace knows of it beside its head.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRaster {
    /// Ours.
    pub id: i64,
    /// The file it came from.
    pub source: String,
    /// Names its tiles.
    pub content: String,
    /// Where its cells lie and what they mean.
    pub raster: Raster,
    /// How many have a height, and which.
    pub heights: Heights,
}

/// A community.
pub type StoredCommunity = Stored<CommunityRecord>;
/// A site.
pub type StoredSite = Stored<SiteRecord>;
/// A hamlet or population point.
pub type StoredPeople = Stored<PeopleRecord>;
/// A building.
pub type StoredBuilding = Stored<BuildingRecord>;
/// A piece of residential land.
pub type StoredLand = Stored<LandRecord>;
/// A unit of the register.
pub type StoredUnit = Stored<RegisterRecord>;
/// A street.
pub type StoredStreet = Stored<StreetRecord>;
/// A barrier.
pub type StoredBarrier = Stored<BarrierRecord>;
/// A closed compound.
pub type StoredCompound = Stored<CompoundRecord>;
/// What became of an area code.
pub type StoredSuccession = Stored<SuccessionRecord>;
