//! Kinds of way.

/// Kinds of way, after the values of `highway` in OpenStreetMap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WayClass {
    /// Expressway.
    Motorway,
    /// Trunk road.
    Trunk,
    /// Primary road.
    Primary,
    /// Secondary road.
    Secondary,
    /// Tertiary road.
    Tertiary,
    /// Minor road.
    Unclassified,
    /// Street of houses.
    Residential,
    /// Street where people on foot come first.
    LivingStreet,
    /// Drive, alley, way inside a compound.
    Service,
    /// Street for people on foot.
    Pedestrian,
    /// Footway.
    Footway,
    /// Path.
    Path,
    /// Cycleway.
    Cycleway,
    /// Farm or forest track.
    Track,
    /// Bridleway.
    Bridleway,
    /// Steps.
    Steps,
    /// Way inside a building.
    Corridor,
    /// Road of unknown kind.
    Road,
    /// Ferry.
    Ferry,
    /// Not a way: the passage through something that stands on one.
    Passage,
}

impl WayClass {
    /// Every class that a profile speaks of.
    pub const WAYS: [Self; 19] = [
        Self::Motorway,
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Unclassified,
        Self::Residential,
        Self::LivingStreet,
        Self::Service,
        Self::Pedestrian,
        Self::Footway,
        Self::Path,
        Self::Cycleway,
        Self::Track,
        Self::Bridleway,
        Self::Steps,
        Self::Corridor,
        Self::Road,
        Self::Ferry,
    ];

    /// The word of profiles and results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
            Self::Unclassified => "unclassified",
            Self::Residential => "residential",
            Self::LivingStreet => "living_street",
            Self::Service => "service",
            Self::Pedestrian => "pedestrian",
            Self::Footway => "footway",
            Self::Path => "path",
            Self::Cycleway => "cycleway",
            Self::Track => "track",
            Self::Bridleway => "bridleway",
            Self::Steps => "steps",
            Self::Corridor => "corridor",
            Self::Road => "road",
            Self::Ferry => "ferry",
            Self::Passage => "passage",
        }
    }

    /// The class of a value of `highway`; a road of unknown kind where the word is unknown.
    pub(super) fn of(highway: &str) -> Self {
        let plain = highway.strip_suffix("_link").unwrap_or(highway);
        Self::WAYS
            .into_iter()
            .find(|class| class.key() == plain)
            .unwrap_or(Self::Road)
    }
}
