//! What an assessment found: per circle, per service, per community, and in all.

use geo::MultiPolygon;

use super::circle::CircleProfile;
use super::community::PopulationBasis;
use super::demand::PeopleFrom;
use super::gap::Gap;
use super::ids::CommunityId;
use super::people_group::{GroupCounts, PeopleGroup};
use super::provenance::Provenance;
use super::rate::Rate;
use super::verdict::Verdict;
use crate::units::{Metres, Persons, SquareMetres};

/// The results of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// In the order asked.
    pub circles: Vec<CircleResult>,
    /// Where each community's people were put, in the order of the town's communities.
    pub settled: Vec<Settled>,
    /// Which of the populations that stand side by side.
    pub basis: PopulationBasis,
    /// What a person should know of the people before believing the numbers.
    pub remarks: Vec<String>,
    /// What it was made from.
    pub provenance: Provenance,
}

/// How one community's people came to their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The community.
    pub community: CommunityId,
    /// The rule.
    pub from: PeopleFrom,
    /// All its people on the basis of the run; `None` where nobody counted.
    pub people: Option<Persons>,
    /// Those whose place is known.
    pub located: Persons,
    /// How many are of each group, placed or not; none where nobody counted the group.
    pub groups: GroupCounts,
}

/// A group of people within a circle at its own pace, in one community or in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacedPeople {
    /// Who.
    pub group: PeopleGroup,
    /// All of the group; `None` where nobody counted it.
    pub people: Option<Persons>,
    /// Those of it who are within at the group's pace.
    pub covered: Persons,
    /// Those of it of whom nobody can tell.
    pub unknown: Persons,
    /// Residents of any group who would be within if everybody moved at this pace.
    pub everybody_covered: Persons,
    /// Residents of whom nobody can tell at this pace.
    pub everybody_unknown: Persons,
}

/// One circle's results.
#[derive(Debug, Clone, PartialEq)]
pub struct CircleResult {
    /// The profile used.
    pub profile: CircleProfile,
    /// One result per service.
    pub groups: Vec<GroupResult>,
    /// How many services people reach, per community in the order of the town's.
    pub n_of_m: Vec<NOfM>,
    /// How reach was measured.
    pub method: Method,
    /// Per community in the order of the town's, how far the streets carry the answer; empty for the straight line.
    pub adequacy: Vec<Adequacy>,
}

/// How reach is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The straight line times a detour factor: an estimate.
    Straight,
    /// The shortest way along the streets.
    Streets,
}

impl Method {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Streets => "streets",
        }
    }
}

/// Whether a community's streets are in the data well enough to judge by them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adequacy {
    /// The community.
    pub community: CommunityId,
    /// People whose home has a street within the snap limit.
    pub snapped: Persons,
    /// Those of them whose street hangs together with the largest part of the network.
    pub connected: Persons,
    /// People whose place is known.
    pub located: Persons,
    /// Metres of usable street inside the community.
    pub street: Metres,
}

impl Adequacy {
    /// Below this share of located people on connected streets there is no verdict along streets (a design value).
    pub const FLOOR: f64 = 0.9;

    /// Share of located people on connected streets; `None` where nobody is located.
    pub fn share(&self) -> Option<f64> {
        (self.located > Persons::NONE).then(|| self.connected.as_f64() / self.located.as_f64())
    }

    /// Whether the streets carry a verdict.
    pub fn suffices(&self) -> bool {
        self.share().is_none_or(|share| share >= Self::FLOOR)
    }
}

/// One service's results. A service that no source holds has no numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupResult {
    /// The service's key within the circle.
    pub key: String,
    /// Categories of the service that no source holds.
    pub not_held: Vec<String>,
    /// `None`: not assessed.
    pub found: Option<GroupFound>,
    /// Sites of an unspecified kind that might be this service, not counted.
    pub possible_sites: usize,
}

/// One service's numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFound {
    /// Sites that count, in the communities and in the halo from which the circle reaches them.
    pub sites: usize,
    /// Those of them that only an approximate rule of the catalogue takes for this service.
    pub approximate_sites: usize,
    /// Per community, in the order of the town's.
    pub communities: Vec<CommunityFound>,
    /// The merged area within the circle, in metres of the study area.
    pub reach: MultiPolygon<f64>,
    /// Inhabited ground outside it, most people first.
    pub gaps: Vec<Gap>,
    /// People whose way round a barrier is too long, by the barrier, most people first. Only along streets.
    pub severed_by: Vec<(String, Persons)>,
}

/// One service in one community.
#[derive(Debug, Clone, PartialEq)]
pub struct CommunityFound {
    /// The community.
    pub community: CommunityId,
    /// Whether the circle is for this kind of community.
    pub applies: Applies,
    /// Made where no boundary is published: its people count in sums, it has no verdict and is in no rate of communities.
    pub provisional: bool,
    /// Existing sites that it hosts or is served by.
    pub hosts: usize,
    /// Sites within the circle of at least one of its people.
    pub in_reach: usize,
    /// All its people; `None` where nobody counted.
    pub people: Option<Persons>,
    /// Those within the circle.
    pub covered: Persons,
    /// Those whose place is not known.
    pub unknown: Persons,
    /// Within the circle at the slow and winding end.
    pub covered_low: Persons,
    /// Within the circle at the fast and direct end.
    pub covered_high: Persons,
    /// Within the circle at factor 1: the upper bound of any walk of that length.
    pub covered_bound: Persons,
    /// Within the circle by other ways to move, in the order of the profile's second lines.
    pub covered_second: Vec<Persons>,
    /// Groups at their own pace, in the order of the profile's paces.
    pub paced: Vec<PacedPeople>,
    /// Straight-line walk to the nearest site times the detour factor, over its located people.
    pub nearest: Option<NearestSummary>,
    /// Residential land, where imported.
    pub residential_land: Option<SquareMetres>,
    /// Residential land within the circle.
    pub covered_land: SquareMetres,
    /// Residential land of which nobody can tell: no street is near. Only along streets.
    pub unknown_land: SquareMetres,
    /// Inhabited ground outside it.
    pub gap_land: SquareMetres,
    /// People outside it.
    pub gap_people: Persons,
    /// Those of them within the straight circle at factor 1 from whom a named barrier parts the facility. Only along streets.
    pub severed: Persons,
    /// Those of them within the straight circle at factor 1 whose way is long with no known barrier between. Only along streets.
    pub longer_way: Persons,
    /// Against the profile's threshold, if it has one. Never *not reached* while a source that could help is missing.
    pub verdict: Verdict,
    /// The low or the high end, or a point's accuracy, would change the verdict.
    pub near_the_line: bool,
}

impl CommunityFound {
    /// Whether anything can be said of its people: they were counted, and the place of some is known (or there are none).
    pub fn is_assessed(&self) -> bool {
        self.applies == Applies::Yes
            && self
                .people
                .is_some_and(|people| people == Persons::NONE || self.unknown < people)
    }

    /// Least and greatest share of its people within the circle; `None` where nobody counted them, and for a provisional community, whose
    /// ground was made from what is under test: it carries no rate.
    pub fn share(&self) -> Option<(f64, f64)> {
        let people = self.people.filter(|_| !self.provisional)?;
        Rate::of_people(self.covered, self.unknown, people).interval()
    }

    /// Share of its residential land within the circle; `None` as for [`Self::share`].
    pub fn land_share(&self) -> Option<f64> {
        let land = self.residential_land.filter(|land| land.0 > 0.0 && !self.provisional)?;
        Some(self.covered_land.0 / land.0)
    }
}

/// Whether a circle is for a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// It is.
    Yes,
    /// It is for another kind.
    No,
    /// Nobody says what kind of committee the community has.
    Unknown,
}

/// The nearest facility's cost over a community's people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestSummary {
    /// Person-weighted mean.
    pub mean: Metres,
    /// Nine of ten people have it no farther.
    pub p90: Metres,
    /// The farthest.
    pub max: Metres,
}

/// How many of a circle's assessed services people reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NOfM {
    /// The community.
    pub community: CommunityId,
    /// Services assessed.
    pub assessed: usize,
    /// Entry n: people who reach exactly n of them. Those of whom some service can't tell are in none.
    pub people_by_count: Vec<Persons>,
}

impl NOfM {
    /// How many of the assessed services a person reaches on average; `None` where nobody is located or nothing is assessed.
    pub fn mean(&self) -> Option<f64> {
        let people: Persons = self.people_by_count.iter().copied().sum();
        let reached: f64 = self
            .people_by_count
            .iter()
            .zip(0_u32..)
            .map(|(people, n)| people.as_f64() * f64::from(n))
            .sum();
        (people > Persons::NONE && self.assessed > 0).then(|| reached / people.as_f64())
    }
}

/// Sums of one service over all communities that it applies to; parts add up to it exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupTotals {
    /// All people that were counted.
    pub people: Persons,
    /// Communities whose people nobody counted, or that the circle may or may not be for: while there are any, no share is known.
    pub uncounted: usize,
    /// Those within the circle.
    pub covered: Persons,
    /// Those whose place is not known.
    pub unknown: Persons,
    /// At the slow end.
    pub covered_low: Persons,
    /// At the fast end.
    pub covered_high: Persons,
    /// At factor 1.
    pub covered_bound: Persons,
    /// By other ways to move.
    pub covered_second: Vec<Persons>,
    /// Groups at their own pace, with the number of communities where nobody counted them.
    pub paced: Vec<(PacedPeople, usize)>,
    /// Outside.
    pub gap_people: Persons,
    /// Those of them whom a named barrier parts from a near facility; only along streets.
    pub severed: Persons,
    /// Those of them whose way to a near facility is long; only along streets.
    pub longer_way: Persons,
    /// The severed, by the barrier.
    pub severed_by: Vec<(String, Persons)>,
    /// Pieces of inhabited ground outside.
    pub gaps: usize,
    /// Inhabited ground outside.
    pub gap_land: SquareMetres,
    /// Residential land; `None` where none was imported.
    pub residential_land: Option<SquareMetres>,
    /// Residential land within.
    pub covered_land: SquareMetres,
    /// The four rates.
    pub rates: Rates,
}

/// The four rates, each with its own denominator, never one word for two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Communities with the facility over communities: every rate in the plans.
    pub community: Option<Rate>,
    /// Residential land within the circle over residential land.
    pub residential_land: Option<Rate>,
    /// People within the circle over people.
    pub population: Option<Rate>,
    /// Communities whose share of people within is at least theta; `None` where the profile has no theta.
    pub unit_by_share: Option<Rate>,
}
