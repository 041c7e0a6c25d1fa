//! The kinds of layers that are imported.

use serde::{Deserialize, Serialize};

/// What can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum LayerKind {
    /// Areas of committees.
    Communities,
    /// Sites and what they do.
    Facilities,
    /// Hamlets and natural villages.
    Hamlets,
    /// Building footprints.
    Buildings,
    /// Residential land.
    Land,
    /// Points or a table with people.
    Population,
    /// Streets.
    Streets,
    /// Communities and the units above them, without areas.
    Register,
    /// What people do not cross where they like: water, railways, expressways, walls, a user's own lines and areas.
    Barriers,
    /// Compounds that are entered through gates.
    Compounds,
    /// What became of area codes: merged, split, renamed, of another type.
    Successions,
}

impl LayerKind {
    /// All kinds, in the order in which a town is usually imported.
    pub const ALL: [Self; 11] = [
        Self::Communities,
        Self::Facilities,
        Self::Hamlets,
        Self::Buildings,
        Self::Land,
        Self::Population,
        Self::Streets,
        Self::Register,
        Self::Barriers,
        Self::Compounds,
        Self::Successions,
    ];

    /// Whether its rows have a place on earth.
    pub fn has_geometry(self) -> bool {
        !matches!(self, Self::Register | Self::Successions)
    }

    /// The word of the command line and the table.
    pub fn key(self) -> &'static str {
        match self {
            Self::Communities => "communities",
            Self::Facilities => "facilities",
            Self::Hamlets => "hamlets",
            Self::Buildings => "buildings",
            Self::Land => "land",
            Self::Population => "population",
            Self::Streets => "streets",
            Self::Register => "register",
            Self::Barriers => "barriers",
            Self::Compounds => "compounds",
            Self::Successions => "successions",
        }
    }
}
