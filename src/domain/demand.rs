//! Where people live.

use geo::{Coord, MultiPolygon};

use super::community::PopulationBasis;
use super::ids::{CommunityId, DemandId};
use super::origin::Origin;
use super::people_group::GroupCounts;
use crate::units::{Metres, Persons};

/// A place where people live, with how many.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Ours, unique within its kind.
    pub id: DemandId,
    /// What kind of place.
    pub kind: DemandKind,
    /// Its access point, in metres of the study area.
    pub point: Coord<f64>,
    /// The community it lies in.
    pub community: CommunityId,
    /// How many people; integers inside, so that sums are exact.
    pub people: Persons,
    /// How many of each group live there, where the group was counted.
    pub groups: GroupCounts,
    /// How far the point may be off: a verdict that this could turn is near the line.
    pub off: Metres,
}

/// What kind of place people live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DemandKind {
    /// A building.
    Building,
    /// A hamlet or natural village, given with its people.
    Hamlet,
    /// A cell or point of a population table.
    Cell,
    /// A piece of residential land on the fixed lattice.
    ResidentialLand,
}

/// How a community's people came to their places. Printed with every result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeopleFrom {
    /// The points or cells of an imported population table.
    Population,
    /// The hamlets' own counts.
    Hamlets,
    /// The community's total over its dwelling buildings, by footprint times levels.
    Buildings,
    /// The community's total over its residential land, on a 50 m lattice.
    ResidentialLand,
    /// Nothing says where they live: not assessed.
    Unknown,
}

impl PeopleFrom {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Hamlets => "hamlets",
            Self::Buildings => "buildings",
            Self::ResidentialLand => "residential_land",
            Self::Unknown => "unknown",
        }
    }
}

/// A building as imported: its weight when a total is spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Ours.
    pub id: i64,
    /// Centre of the footprint, in metres of the study area.
    pub point: Coord<f64>,
    /// Footprint in square metres.
    pub footprint_m2: f64,
    /// Storeys; one where the source has none.
    pub levels: f64,
    /// Whether people may live in it.
    pub dwelling: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// A piece of residential land as imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Land {
    /// Its ground, in metres of the study area.
    pub ground: MultiPolygon<f64>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A hamlet or population cell as imported.
#[derive(Debug, Clone, PartialEq)]
pub struct PeoplePoint {
    /// Ours.
    pub id: i64,
    /// Its name, where it has one.
    pub name: String,
    /// Where, in metres of the study area.
    pub point: Coord<f64>,
    /// The parent community's code, where the record names it.
    pub parent_code: Option<String>,
    /// Its people; `None` for a hamlet that nobody counted.
    pub people: Option<Persons>,
    /// How many of them are of which group.
    pub groups: GroupCounts,
    /// Who was counted; `None` where the source does not say, and the run's basis is taken.
    pub basis: Option<PopulationBasis>,
    /// Where it comes from.
    pub origin: Origin,
}
