//! Rows on their way from a file to the workspace: checked, but still in degrees.
//!
//! `import` makes them, `store` keeps them; neither knows the other.

use std::collections::BTreeMap;

use geo::{LineString, MultiPolygon};
use serde::{Deserialize, Serialize};

use super::area_code::UnitLevel;
use super::barrier::{BarrierKind, BarrierShape};
use super::community::{CommitteeType, Population, PopulationBasis};
use super::day::Day;
use super::ids::SourceCode;
use super::people_group::GroupCounts;
use super::provenance::Input;
use super::roster::Figure;
use super::site::Function;
use super::succession::Change;
use super::town::HeldCategory;
use super::unplaced::Unplaced;
use crate::crs::LonLat;
use crate::units::Persons;

pub use super::layer_kind::LayerKind;
pub use super::outcome::{ColumnUse, Outcome};
pub use super::remark::{Check, Remark};

/// One file's layer, read whole and checked, ready to replace what the workspace has of its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedLayer {
    /// The rows.
    pub records: Records,
    /// Where they came from.
    pub input: Input,
    /// What happened to each row.
    pub outcome: Outcome,
    /// Facility categories that the source can tell about (facilities only).
    pub held: Vec<HeldCategory>,
    /// Rows of a table without coordinates, whole but for their place.
    pub unplaced: Vec<Unplaced>,
}

/// Rows of one kind. Geometry is in degrees (WGS 84 or CGCS2000 longitude, latitude), exterior rings counter-clockwise.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub enum Records {
    /// Communities.
    Communities(Vec<CommunityRecord>),
    /// Sites with their functions.
    Facilities(Vec<SiteRecord>),
    /// Hamlets.
    Hamlets(Vec<PeopleRecord>),
    /// Points or cells with people.
    Population(Vec<PeopleRecord>),
    /// Building footprints.
    Buildings(Vec<BuildingRecord>),
    /// Residential land.
    Land(Vec<LandRecord>),
    /// Streets.
    Streets(Vec<StreetRecord>),
    /// Communities and the units above them, without areas.
    Register(Vec<RegisterRecord>),
    /// Barriers.
    Barriers(Vec<BarrierRecord>),
    /// Closed compounds.
    Compounds(Vec<CompoundRecord>),
    /// What became of area codes.
    Successions(Vec<SuccessionRecord>),
}

impl Records {
    /// What kind they are.
    pub fn kind(&self) -> LayerKind {
        match self {
            Self::Communities(_) => LayerKind::Communities,
            Self::Facilities(_) => LayerKind::Facilities,
            Self::Hamlets(_) => LayerKind::Hamlets,
            Self::Population(_) => LayerKind::Population,
            Self::Buildings(_) => LayerKind::Buildings,
            Self::Land(_) => LayerKind::Land,
            Self::Streets(_) => LayerKind::Streets,
            Self::Register(_) => LayerKind::Register,
            Self::Barriers(_) => LayerKind::Barriers,
            Self::Compounds(_) => LayerKind::Compounds,
            Self::Successions(_) => LayerKind::Successions,
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Communities(rows) => rows.len(),
            Self::Facilities(rows) => rows.len(),
            Self::Hamlets(rows) | Self::Population(rows) => rows.len(),
            Self::Buildings(rows) => rows.len(),
            Self::Land(rows) => rows.len(),
            Self::Streets(rows) => rows.len(),
            Self::Register(rows) => rows.len(),
            Self::Barriers(rows) => rows.len(),
            Self::Compounds(rows) => rows.len(),
            Self::Successions(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A community's row.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct CommunityRecord {
    /// The source's code.
    pub code: Option<SourceCode>,
    /// Its name.
    pub name: String,
    /// From the roster first, the code second.
    pub committee_type: Option<CommitteeType>,
    /// Statistical urban-rural class.
    pub urban_rural_class: Option<u16>,
    /// Codes of the units it belongs to, smallest first.
    pub parents: Vec<SourceCode>,
    /// Populations, each with basis and date.
    pub populations: Vec<Population>,
    /// Counted households.
    pub households: Option<u32>,
    /// Made where no boundary is published.
    pub provisional: bool,
    /// Its ground.
    pub boundary: MultiPolygon<f64>,
}

/// A site's row.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct SiteRecord {
    /// The source's code.
    pub code: Option<SourceCode>,
    /// Its name; empty where the source has none.
    pub name: String,
    /// Where it is drawn.
    pub point: LonLat,
    /// Where it is entered.
    pub entrances: Vec<LonLat>,
    /// Gross floor area in square metres.
    pub floor_area_m2: Option<f64>,
    /// Opening hours as written.
    pub opening_hours: Option<String>,
    /// Code of the community that hosts it, as the record says.
    pub host_code: Option<String>,
    /// Codes of the communities that share it.
    pub serves: Vec<String>,
    /// Open to residents.
    pub open_to_public: Option<bool>,
    /// Costs money.
    pub fee: Option<bool>,
    /// What it does.
    pub functions: Vec<Function>,
    /// When the data were true.
    pub as_of: Option<String>,
    /// How far the point may be off, in metres.
    pub accuracy_m: Option<f64>,
}

/// A hamlet's or population cell's row.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct PeopleRecord {
    /// Its name; may be empty.
    pub name: String,
    /// Code of the community that it belongs to, as the record says.
    pub parent_code: Option<String>,
    /// Its people.
    pub people: Option<Persons>,
    /// How many of them are of which group. The past of a row may not say.
    #[serde(default)]
    pub groups: GroupCounts,
    /// Who was counted; `None` where the source does not say.
    pub basis: Option<PopulationBasis>,
    /// Its households.
    pub households: Option<u32>,
    /// Water for fires, where the source says so. The past of a row may not say.
    #[serde(default)]
    pub fire_water: FireWater,
    /// Where.
    pub point: LonLat,
    /// When the data were true.
    pub as_of: Option<String>,
    /// How far the point may be off, in metres.
    pub accuracy_m: Option<f64>,
}

/// Whether a village has water for fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
pub struct FireWater {
    /// A source of it.
    pub source: Option<bool>,
    /// Pipes.
    pub network: Option<bool>,
}

impl FireWater {
    /// Nobody says.
    pub const UNKNOWN: Self = Self {
        source: None,
        network: None,
    };
}

/// A building's row.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct BuildingRecord {
    /// Its footprint.
    pub footprint: MultiPolygon<f64>,
    /// Storeys, where given.
    pub levels: Option<f64>,
    /// Whether people may live in it.
    pub dwelling: bool,
    /// When the data were true.
    pub as_of: Option<String>,
    /// How far it may be off, in metres.
    pub accuracy_m: Option<f64>,
}

/// A piece of residential land.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct LandRecord {
    /// Its ground.
    pub ground: MultiPolygon<f64>,
    /// The source's word for its use.
    pub land_use: String,
    /// When the data were true.
    pub as_of: Option<String>,
    /// How far its outline may be off, in metres.
    pub accuracy_m: Option<f64>,
}

/// A street.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct StreetRecord {
    /// Its course.
    pub course: LineString<f64>,
    /// Drawing class: major, main, minor or path.
    pub class: String,
    /// Its name; may be empty.
    pub name: String,
    /// What it is, in the words of OpenStreetMap: only the keys that tell who may use it and how fast.
    pub tags: BTreeMap<String, String>,
    /// The source's own number of each corner: streets meet where they share one. Empty where the source has none, and streets then meet
    /// where they share a place.
    pub nodes: Vec<i64>,
    /// Gates, bollards and the like that stand on it, by corner.
    pub stops: Vec<Stop>,
}

/// Something that stands on a street and may keep people from passing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Stop {
    /// Which corner of the course, from 0.
    pub corner: u32,
    /// What it is and who may pass, in the words of OpenStreetMap.
    pub tags: BTreeMap<String, String>,
}

/// A barrier.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct BarrierRecord {
    /// Its course or ground.
    pub shape: BarrierShape,
    /// What it is.
    pub kind: BarrierKind,
    /// Its name; may be empty.
    pub name: String,
    /// Whether streets that cross it are cut there, and streets inside it are closed. One that does not close only keeps people from
    /// walking straight through it to a street: its bridges and crossings are in the streets.
    pub closes: bool,
    /// When the data were true.
    pub as_of: Option<String>,
    /// How far it may be off, in metres.
    pub accuracy_m: Option<f64>,
}

/// A compound that is entered through gates.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct CompoundRecord {
    /// The source's code.
    pub code: Option<SourceCode>,
    /// Its name; may be empty.
    pub name: String,
    /// Its ground.
    pub outline: MultiPolygon<f64>,
    /// Where people go in and out; none where nobody says: how far people walk is then a range.
    pub gates: Vec<LonLat>,
    /// When the data were true.
    pub as_of: Option<String>,
    /// How far its outline and gates may be off, in metres.
    pub accuracy_m: Option<f64>,
}

/// A unit of the register: a community, or a unit above it, without its area.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct RegisterRecord {
    /// Its statistical area code, all twelve digits.
    pub code: SourceCode,
    /// Its name.
    pub name: String,
    /// What it is.
    pub level: UnitLevel,
    /// From the roster first, the code second.
    pub committee_type: Option<CommitteeType>,
    /// Statistical urban-rural class.
    pub urban_rural_class: Option<u16>,
    /// Codes of the units it belongs to, smallest first.
    pub parents: Vec<SourceCode>,
    /// Populations, each with basis and date.
    pub populations: Vec<Population>,
    /// Counted households.
    pub households: Option<u32>,
    /// Its area in square metres, as the roster says.
    pub area_m2: Option<f64>,
    /// What else the roster says that a plan may ask for, by the key of an input or a category.
    #[serde(default)]
    pub figures: BTreeMap<String, Figure>,
}

/// What became of one area code on one day. A code that was split or merged has several rows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct SuccessionRecord {
    /// All twelve digits.
    pub old_code: String,
    /// All twelve digits; the same where only the name changed.
    pub new_code: String,
    /// What happened.
    pub change: Change,
    /// The first day of the new code.
    pub day: Day,
    /// Who says so; may be empty.
    pub note: String,
}
