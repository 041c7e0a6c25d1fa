//! How much of a service people can get at: not only whether one is within the circle, but how many there are, how many share them, and how
//! evenly that is spread.

use super::area_code::UnitLevel;
use super::assessment::Method;
use super::circle::{CircleProfile, GroupPace};
use super::community::PopulationBasis;
use super::ids::CommunityId;
use super::provenance::Provenance;
use crate::units::Persons;

/// What is measured of every person.
#[derive(Debug, Clone, PartialEq)]
pub enum AccessMeasure {
    /// How many of the circle's services are within the circle.
    Completeness,
    /// How many sites of a service are within the circle, and how much capacity they have together.
    Cumulative,
    /// Two-step floating catchment area: capacity for each person, shared by everybody within each site's circle (Luo and Wang 2003,
    /// Environment and Planning B 30(6), 865-884, doi 10.1068/b29120).
    TwoStep,
    /// The same with weights that fall with the way (Luo and Qi 2009, Health & Place 15(4), 1100-1107, doi
    /// 10.1016/j.healthplace.2009.06.002).
    Enhanced(Decay),
}

impl AccessMeasure {
    /// The word that results carry.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Completeness => "completeness",
            Self::Cumulative => "cumulative",
            Self::TwoStep => "2sfca",
            Self::Enhanced(_) => "e2sfca",
        }
    }

    /// What one unit of the value is.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Completeness => "services",
            Self::Cumulative => "sites",
            Self::TwoStep | Self::Enhanced(_) => "capacity_per_person",
        }
    }

    /// Whether nothing can be said where no site has a capacity.
    pub fn needs_capacity(&self) -> bool {
        matches!(self, Self::TwoStep | Self::Enhanced(_))
    }
}

/// How a site counts for less the longer the way to it is. Beyond the circle's limit nothing counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Decay {
    /// The limit is parted into as many equal zones as there are weights; a way exactly on a zone's end is in it.
    Steps(Vec<f64>),
    /// `(exp(-½ (cost/limit)²) - exp(-½)) / (1 - exp(-½))`: a bell curve brought down to nothing at the limit. 2SFCA with a Gaussian
    /// function is Dai 2010, Health & Place 16(5), 1038-1052; the formula as in doi 10.1186/s12939-020-01280-7.
    GaussianToZero,
}

/// Weights of three equal zones of the limit: those that the software of `PySAL` takes for E2SFCA by default, for zones of ten minutes.
pub const STEPS: [f64; 3] = [1.0, 0.68, 0.22];

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessResult {
    /// The circle.
    pub circle: CircleProfile,
    /// Of what.
    pub subject: AccessSubject,
    /// Whose access the figures are of, and how fast they move; none where it is everybody's. Everybody comes to the sites all the same, at
    /// everybody's pace.
    pub group: Option<GroupPace>,
    /// How ways were measured.
    pub method: Method,
    /// Which of the populations that stand side by side.
    pub basis: PopulationBasis,
    /// What was measured.
    pub measure: AccessMeasure,
    /// `None`: not assessed. No source holds the service, or a measure of capacity was asked and no site has one.
    pub found: Option<AccessFound>,
    /// What a person should know before believing the numbers.
    pub remarks: Vec<String>,
    /// What it was made from.
    pub provenance: Provenance,
}

/// What a measure is of.
#[derive(Debug, Clone, PartialEq)]
pub enum AccessSubject {
    /// One service of the circle.
    Service(ServiceSupply),
    /// All services of the circle.
    AllServices {
        /// Keys of those that were assessed.
        assessed: Vec<String>,
        /// Keys of those that no source holds.
        not_assessed: Vec<String>,
    },
}

/// The sites of one service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceSupply {
    /// The service's key.
    pub key: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// Categories of the service that no source holds.
    pub not_held: Vec<String>,
    /// Sites that may be this service, but nobody says so: not counted.
    pub possible_sites: usize,
    /// Sites of the service in the communities and in the halo from which the circle reaches them.
    pub sites: usize,
    /// Of these, sites whose capacity nobody says.
    pub without_capacity: usize,
    /// Sites that somebody of the group told of reaches, and nobody who is known at everybody's pace; none where everybody is told of.
    pub of_group_alone: usize,
    /// Known capacity of sites that somebody reaches; somebody of the group where one is told of.
    pub capacity_reached: f64,
    /// Known capacity of the others.
    pub capacity_unreached: f64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessFound {
    /// Everybody whom the circle is for; of a group everybody of the group.
    pub everybody: AccessSummary,
    /// Towns, counties and so on that the communities belong to, by code: larger units come before what lies in them.
    pub units: Vec<UnitAccess>,
    /// In the order of the town's communities.
    pub communities: Vec<CommunityAccess>,
}

/// One unit above the communities. Its people are those of its communities, provisional ones too.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitAccess {
    /// Its code, or whatever its communities call it.
    pub code: String,
    /// What it is, where the code tells.
    pub level: Option<UnitLevel>,
    /// Its name, where a register knows it; else empty.
    pub name: String,
    /// Its numbers.
    pub summary: AccessSummary,
}

/// One community.
#[derive(Debug, Clone, PartialEq)]
pub struct CommunityAccess {
    /// Which.
    pub community: CommunityId,
    /// `None` where the circle is not for it, or nobody knows whether, or its border is provisional: such a community carries no figure of
    /// its own, its people count in the sums.
    pub summary: Option<AccessSummary>,
}

/// A measure over some people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccessSummary {
    /// People whose value is known.
    pub assessed: Persons,
    /// Of these, people whose value (where sites are counted, the capacity within the circle) is a lower bound: they also reach a site whose
    /// capacity nobody says, or, of a group, one to which nobody comes at everybody's pace.
    pub at_least: Persons,
    /// Of those assessed, people whose value is an upper bound: they share a site with people of whom nobody knows where they live.
    pub at_most: Persons,
    /// Of those assessed, people who reach nothing.
    pub nothing: Persons,
    /// People whose place or way is not known.
    pub not_assessed: Persons,
    /// Communities whose people (of a group: whose people of the group) nobody counted, or that the circle may or may not be for: while
    /// there are any, there is no floor.
    pub uncounted: usize,
    /// Mean value over the people assessed, each counted once; `None` where there are none.
    pub mean: Option<f64>,
    /// Mean over everybody if all that is not known went the worst way: who is not assessed gets nothing, who was not located comes to every
    /// site that the community may reach, a site without known capacity has none. The truth is never below it, and hiding input never
    /// raises it. `None` where people are not counted.
    pub floor: Option<f64>,
    /// Mean known capacity within the circle; `None` unless sites are counted and some capacity is known.
    pub mean_capacity: Option<f64>,
    /// Entry n: people who reach n services. Empty unless completeness is measured.
    pub people_by_count: Vec<Persons>,
    /// How evenly it is spread over the people assessed.
    pub equity: Equity,
}

/// How evenly a value is spread over people. All are `None` where nobody was assessed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Equity {
    /// Gini coefficient over persons: 0 where all have the same, near 1 where one has everything; `None` where nobody has anything.
    pub gini: Option<f64>,
    /// For each of [`QUANTILES`] the least value that at least this share of the people don't exceed.
    pub quantiles: Option<[f64; QUANTILES.len()]>,
    /// Share of the whole that the four tenths with least have.
    pub lowest_forty: Option<f64>,
    /// Share of the whole that the tenth with most has.
    pub highest_ten: Option<f64>,
    /// The one over the other (Palma's ratio); `None` where the four tenths with least have nothing.
    pub palma: Option<f64>,
}

/// The shares of people that [`Equity::quantiles`] speaks of.
pub const QUANTILES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];
