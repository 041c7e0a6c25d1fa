//! What a siting run found: where facilities should stand, whom each serves, and how far any other choice could be better.

mod places;
mod site_word;

use crate::crs::LonLat;
use crate::domain::assessment::Method;
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::edit::World;
use crate::domain::people_group::GroupCounts;
use crate::domain::provenance::Provenance;
use crate::units::Persons;

pub use places::{CandidateSite, Housing, RejectedPlace, Rejection, SiteAct, SiteFrom};
pub use site_word::{NoSiteWord, SiteWord, id_of_key};

/// What a site does for one of the services asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Housed {
    /// Which, in the order of the result's services.
    pub service: usize,
    /// People who go there for it.
    pub people: Persons,
    /// Of these, people whom nothing serves with it today.
    pub newly: Persons,
    /// How many people its rooms can serve; of one site, where capacities count.
    pub capacity: Option<Persons>,
}

/// Rounds of a mobile service in one town, which visit the plan's stops there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRounds {
    /// The town, by code or name; `None` where communities don't say theirs.
    pub town: Option<String>,
    /// The service that they bring, in the order of the result's services; `None` where they bring all.
    pub service: Option<usize>,
    /// How many.
    pub rounds: usize,
    /// Stops of all of them.
    pub stops: usize,
    /// What they cost, stops included.
    pub cost: i64,
    /// People who go to the stops.
    pub people: Persons,
    /// Of these, people whom nothing serves today.
    pub newly: Persons,
}

/// One site of a plan. Where several services were asked for, people count once for each.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSite {
    /// The facility's id; of a place that is none yet, the number of its key.
    pub id: i64,
    /// What a place that is no facility yet is called, in every run the same.
    pub key: Option<String>,
    /// Its name; may be empty.
    pub name: String,
    /// Where it comes from.
    pub from: SiteFrom,
    /// The category that it has today, of a facility that would house the service too.
    pub now: Option<String>,
    /// What the plan does with it.
    pub act: SiteAct,
    /// Where.
    pub at: LonLat,
    /// The community that it lies in, by name.
    pub community: Option<String>,
    /// What it costs, in the planner's unit.
    pub cost: i64,
    /// How many people it can serve; `None` is without limit.
    pub capacity: Option<Persons>,
    /// How large the plot is, of a layer of plots.
    pub area_m2: Option<f64>,
    /// The services that it houses.
    pub houses: Vec<Housed>,
    /// People who go there.
    pub people: Persons,
    /// Of these, people whom nothing serves today.
    pub newly: Persons,
    /// Of the people who go there, how many are of each group, where it was counted.
    pub groups: GroupCounts,
    /// The longest way of people who go there, in thousandths of the run's unit of ways.
    pub longest: Option<i64>,
    /// Floor area that its people's households ask for at 30 m² for each hundred, where households are known.
    pub floor_area_m2: Option<f64>,
}

impl PlannedSite {
    /// What it is called: by its key, or a facility by its id.
    pub fn called(&self) -> String {
        self.key.clone().unwrap_or_else(|| self.id.to_string())
    }
}

/// What a run's objective counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitingUnit {
    /// People.
    People,
    /// People, once for each service.
    PeopleServices,
    /// People, some of whom count more often or less than once.
    WeightedPeople,
    /// Sites.
    Sites,
    /// The planner's own unit of cost.
    Cost,
    /// People times metres of way.
    PersonMetres,
    /// People times seconds of way.
    PersonSeconds,
    /// Metres of way.
    Metres,
    /// Seconds of way.
    Seconds,
}

impl SitingUnit {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::PeopleServices => "people_services",
            Self::WeightedPeople => "weighted_people",
            Self::Sites => "sites",
            Self::Cost => "cost",
            Self::PersonMetres => "person_metres",
            Self::PersonSeconds => "person_seconds",
            Self::Metres => "metres",
            Self::Seconds => "seconds",
        }
    }
}

/// How good a plan is known to be.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanQuality {
    /// `optimal`, `feasible` or `stopped`.
    pub status: &'static str,
    /// Which limit stopped the search, where one did: `time`, `steps` or `memory`.
    pub stopped_by: Option<&'static str>,
    /// The model's objective, in the result's unit.
    pub value: f64,
    /// No other choice is better than this; `None` where nothing is known.
    pub bound: Option<f64>,
    /// How far apart they are, as a share of the value.
    pub gap: Option<f64>,
    /// What prices alone prove, counted apart from the solver; `None` where the model has none.
    pub proven: Option<f64>,
    /// Nodes of the search.
    pub nodes: u64,
}

/// One choice of sites.
#[derive(Debug, Clone, PartialEq)]
pub struct SitePlan {
    /// What is opened and closed first, then what stays and serves somebody; each by people.
    pub sites: Vec<PlannedSite>,
    /// People served in all; where several services were asked for, once for each.
    pub served: Persons,
    /// Of these, with each service.
    pub housed: Vec<Housed>,
    /// Of these, of each group.
    pub served_groups: GroupCounts,
    /// People served whom nothing serves today.
    pub newly: Persons,
    /// Rounds of mobile services; empty where none go.
    pub rounds: Vec<PlannedRounds>,
    /// What it costs.
    pub cost: i64,
    /// How good it is.
    pub quality: PlanQuality,
}

/// A point of the trade-off between sites and people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// New sites.
    pub sites: usize,
    /// People served.
    pub served: Persons,
    /// No choice of as many serves more; `None` where it is not known in people.
    pub bound: Option<Persons>,
}

/// A phase of a nested plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PhasePlan {
    /// New sites by its end, or what may be spent by then.
    pub allowed: i64,
    /// What stands by its end.
    pub plan: SitePlan,
    /// The objective if this phase had been planned alone.
    pub alone: f64,
    /// What the phase loses against that, as a share of it; 0 where the phase is no worse, `None` where it is a share of nothing.
    pub loss: Option<f64>,
}

/// Somebody whom no place can serve.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfReach {
    /// People there.
    pub people: Persons,
    /// Where; `None` where the plane has no degrees for it.
    pub at: Option<LonLat>,
    /// Their community, by name.
    pub community: String,
    /// The service that they would be without, in the order of the result's services.
    pub service: usize,
    /// The nearest place that takes part, as the crow flies.
    pub nearest: Option<NearestPlace>,
    /// Candidates that would serve them and were turned away, by the reason.
    pub turned_away: Vec<(Rejection, usize)>,
}

/// A place that takes part, seen from a home.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestPlace {
    /// Its id.
    pub id: i64,
    /// Its key, of a place that is no facility yet.
    pub key: Option<String>,
    /// Metres as the crow flies.
    pub metres: f64,
}

/// Why nothing keeps all rules.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SitingObstacle {
    /// People whom no place can serve, most first; the first thousand places.
    pub out_of_reach: Vec<OutOfReach>,
    /// At how many places such people live.
    pub out_of_reach_places: usize,
    /// How many they are.
    pub out_of_reach_people: Persons,
    /// Candidates that would serve some of them and were turned away, by the reason; each once.
    pub turned_away: Vec<(Rejection, usize)>,
    /// People within the circle of some place that takes part, whatever is opened; of several services each counts.
    pub can_be_reached: Persons,
    /// Rules of which one alone, left out, would make an answer possible.
    pub would_do_without: Vec<&'static str>,
    /// The fewest new sites that would do.
    pub sites_needed: Option<usize>,
    /// The least budget that would do.
    pub budget_needed: Option<i64>,
    /// The most people that can be served under the other rules.
    pub most_served: Option<Persons>,
    /// What all places can serve together, where capacities count.
    pub capacity: Option<Persons>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum SitingFound {
    /// A plan, and what was asked beside it.
    Plan {
        /// The best, then the alternatives.
        plans: Vec<SitePlan>,
        /// More sites, more people; empty where it was not asked.
        curve: Vec<CurvePoint>,
        /// After how many sites one more brings little.
        knee: Option<usize>,
        /// A nested plan; empty where it was not asked.
        phases: Vec<PhasePlan>,
    },
    /// Nothing keeps all rules.
    Nothing(SitingObstacle),
}

/// A service that sites are found for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitedService {
    /// Its key in the circle.
    pub key: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// People served with it today.
    pub served_today: Persons,
}

/// A plan made by hand, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedPlan {
    /// What it comes to.
    pub plan: SitePlan,
    /// The rules of the question that it breaks, each with the sites that show it.
    pub breaks: Vec<(&'static str, Vec<i64>)>,
    /// Where the people of each new site live, in the order of the plan's sites; no one for those that stand or close.
    pub homes: Vec<Vec<SiteHomes>>,
}

/// People of one community who go to a site. Where several services were asked for, they count once for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteHomes {
    /// The community, by name.
    pub community: String,
    /// How many.
    pub people: Persons,
}

/// A plan that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The scenario.
    pub scenario: String,
    /// The version of the layers that it stands on.
    pub base: i64,
}

/// A siting run.
#[derive(Debug, Clone, PartialEq)]
pub struct SitingResult {
    /// The circle.
    pub circle: CircleProfile,
    /// The services asked for.
    pub services: Vec<SitedService>,
    /// How each new site houses them.
    pub houses: Housing,
    /// `lscp`, `mclp`, ...
    pub model: &'static str,
    /// What the objective counts.
    pub unit: SitingUnit,
    /// What it stands on: the version of the layers that was read, and the edits over it.
    pub world: World,
    /// Whether more of it is better.
    pub is_most: bool,
    /// What was asked, as words and numbers in their order.
    pub asked: Vec<(&'static str, String)>,
    /// How ways were measured.
    pub method: Method,
    /// Which of the populations that stand side by side.
    pub basis: PopulationBasis,
    /// People whom the circle is for and whose homes are known.
    pub people: Persons,
    /// People whom the circle is for and of whom it is not known where they live, or along which streets they go: they are in no figure.
    pub unknown: Persons,
    /// People served today; where several services were asked for, once for each.
    pub served_today: Persons,
    /// Candidates by where they come from.
    pub candidates: Vec<(SiteFrom, usize)>,
    /// Places that were looked at and are none.
    pub rejected: Vec<RejectedPlace>,
    /// What was found.
    pub found: SitingFound,
    /// The scenario that the plan was kept as, where that was part of the question.
    pub kept: Option<Kept>,
    /// What a person should know.
    pub remarks: Vec<String>,
    /// What it was made from.
    pub provenance: Provenance,
}

impl SitingResult {
    /// People who could be served in all: once for each service.
    pub fn to_serve(&self) -> Persons {
        Persons(self.people.0.saturating_mul(self.services.len() as i64))
    }
}
