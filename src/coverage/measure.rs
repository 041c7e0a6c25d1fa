//! How reach is measured: what every measure must be able to say.

use geo::MultiPolygon;

use super::ground::Ground;
use crate::domain::community::Community;
use crate::domain::demand::Demand;
use crate::units::Millimetres;

/// How one place stands to the service.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the answer to another question about the same place"
)]
pub(super) struct Standing {
    /// Whether the measure can tell at all: along streets, a place far from any street is not assessed.
    pub(super) known: bool,
    /// The walk to the nearest site; `None` where there is none, or no way.
    pub(super) walk: Option<Millimetres>,
    pub(super) covered: bool,
    pub(super) low: bool,
    pub(super) high: bool,
    pub(super) bound: bool,
    /// Within the circle even if every point is off by its accuracy the wrong way, and the right way.
    pub(super) surely: bool,
    pub(super) perhaps: bool,
    pub(super) second: Vec<bool>,
    /// Within the circle at the pace of each group, in the order of the profile's paces; none where nobody can tell.
    pub(super) paced: Vec<Option<bool>>,
    pub(super) detour: Detour,
}

/// Why a place within the straight circle is outside along the streets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Detour {
    /// It is not so, or nothing is known of streets.
    None,
    /// The named barrier lies between, and the way round is long.
    Severed(String),
    /// The way is long, and no known barrier lies between.
    LongerWay,
}

/// A community's inhabited ground, parted by reach.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PartedLand {
    pub(super) covered_m2: f64,
    /// Where nobody can tell.
    pub(super) unknown_m2: f64,
    /// What is known to be out of reach.
    pub(super) unreached: MultiPolygon<f64>,
}

/// One way of measuring reach, for the sites of one service.
pub(super) trait Measure: Sync {
    /// How each place stands, in order.
    fn standings(&self, demand: &[Demand]) -> Vec<Standing>;

    /// How many sites are within the circle of at least one place of each community; every community's places follow those of the one
    /// before it.
    fn in_reach(&self, by_community: &[&[Demand]]) -> Vec<usize>;

    /// A community's inhabited ground, parted. `position` is the community's among the town's.
    fn land(&self, position: usize, community: &Community, ground: &Ground) -> PartedLand;

    /// The area to draw.
    fn drawn(&self) -> MultiPolygon<f64>;
}
