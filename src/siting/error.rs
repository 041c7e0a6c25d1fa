//! Why a siting run has no answer.

use super::ask::Model;
use super::linear::{Limit, SolverError};
use super::recount::Breach;
use crate::units::{Metres, Persons};

/// What is wrong with a question, told before anything is searched.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// More new places than there are candidates.
    #[error(
        "{asked} sites are asked for, and there are {candidates} candidates; ask for fewer, or give more candidates"
    )]
    TooManySites {
        /// Asked.
        asked: usize,
        /// There.
        candidates: usize,
    },
    /// The places that have to be built are more than may be.
    #[error("{required} sites are required, and only {sites} may be opened; allow more, or require fewer")]
    TooManyRequired {
        /// Required.
        required: usize,
        /// Allowed.
        sites: usize,
    },
    /// Neither a number of places nor a budget.
    #[error("the model {} needs a number of sites or a budget", model.key())]
    NoLimit {
        /// Which.
        model: Model,
    },
    /// Nothing may be built.
    #[error("there is no candidate, and no site that is required")]
    NoCandidates,
    /// Nobody is there.
    #[error("nobody lives here: there is no demand to serve")]
    NobodyThere,
    /// A cost below nothing, or beyond counting.
    #[error("the cost of site {id} is {cost}; costs are 0 or more, and at most 10^12")]
    CostOutside {
        /// The place.
        id: i64,
        /// What it has.
        cost: i64,
    },
    /// A budget below nothing.
    #[error("the budget is {0}; it is 0 or more")]
    NegativeBudget(i64),
    /// People or weights below nothing.
    #[error("somewhere fewer than no people live, or they count for less than nothing")]
    NegativePeople,
    /// A capacity below nothing.
    #[error("the capacity of site {id} is {capacity}; capacities are 0 or more")]
    NegativeCapacity {
        /// The place.
        id: i64,
        /// What it has.
        capacity: Persons,
    },
    /// A share that is none.
    #[error("the share to be served is {}; shares are above 0 and at most 1", *rate as f64 / 1e6)]
    RateIsNoShare {
        /// Millionths.
        rate: i64,
    },
    /// Two required places that the spacing keeps apart.
    #[error("sites {one} and {other} are required, and are nearer to each other than the spacing of {} m", spacing.0)]
    RequiredTooNear {
        /// One.
        one: i64,
        /// The other.
        other: i64,
        /// The spacing.
        spacing: Metres,
    },
    /// A spacing that is none.
    #[error("the spacing is {} m; it is 0 or more", .0.0)]
    NoSpacing(Metres),
    /// A district without so many places.
    #[error("district {district} must have {least} sites, and only {there} places of it take part")]
    DistrictTooSmall {
        /// Which.
        district: u32,
        /// Asked.
        least: usize,
        /// There.
        there: usize,
    },
    /// Something shared that carries nothing, or beyond counting.
    #[error("what is shared under {id} must carry something, and at most a million")]
    CarriesNothing {
        /// Whose it is.
        id: i64,
    },
    /// More required places share something than it carries.
    #[error(
        "{required} required sites share {id}, which carries {carried} at most; require fewer, or allow more of it"
    )]
    TooManyOnOne {
        /// Whose it is.
        id: i64,
        /// Required.
        required: usize,
        /// Carried.
        carried: usize,
    },
    /// A place that shares what is not there, or that stands already.
    #[error("site {id} can share nothing: it stands already, or what it shares is not there")]
    SharesNothing {
        /// The place.
        id: i64,
    },
    /// Rules that no model answers together.
    #[error("the model {} can't be asked together with {rule}", model.key())]
    NotTogether {
        /// The model.
        model: Model,
        /// The rule.
        rule: &'static str,
    },
}

/// A rule of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The number of places.
    Sites,
    /// The budget.
    Budget,
    /// The capacities.
    Capacity,
    /// The spacing.
    Spacing,
    /// The minimum of each district.
    Districts,
    /// The least number of people of a new place.
    LeastPeople,
    /// The share to be served, or that everybody is.
    Served,
    /// What places share: a house, a building, the rounds of a town.
    Shared,
}

impl Rule {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sites => "sites",
            Self::Budget => "budget",
            Self::Capacity => "capacity",
            Self::Spacing => "spacing",
            Self::Districts => "districts",
            Self::LeastPeople => "least_people",
            Self::Served => "served",
            Self::Shared => "shared",
        }
    }
}

/// Why no answer keeps all rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhyNot {
    /// Needs that no place that takes part reaches, where they have to be served; most people first.
    pub out_of_reach: Vec<(u32, Persons)>,
    /// People within reach of some place that takes part, whatever is opened.
    pub can_be_reached: Persons,
    /// Rules of which one alone, left out, would make an answer possible.
    pub would_do_without: Vec<Rule>,
    /// The fewest new places that would do, the other rules kept.
    pub sites_needed: Option<usize>,
    /// The least budget that would do, the other rules kept.
    pub budget_needed: Option<i64>,
    /// The most people that can be served, the other rules kept.
    pub most_served: Option<Persons>,
    /// People in all.
    pub people: Persons,
    /// What all open and openable places can serve together, where capacities count.
    pub capacity: Option<Persons>,
}

/// Why a run has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SitingError {
    /// The question is wrong; all that is wrong with it.
    #[error("{}", first_faults(.0))]
    Asked(Vec<Fault>),
    /// No answer keeps all rules.
    #[error("no choice of sites keeps all rules")]
    Infeasible(Box<WhyNot>),
    /// Larger than the memory that may be used.
    #[error(
        "the model has {needs} places with people, {places} sites and {pairs} pairs, and would take about {} MB; {} MB may be used. Give fewer candidates, a shorter limit, or more memory",
        .takes / 1_000_000, .may / 1_000_000
    )]
    TooLarge {
        /// Needs.
        needs: usize,
        /// Places.
        places: usize,
        /// Pairs.
        pairs: usize,
        /// Bytes that it takes.
        takes: u64,
        /// Bytes that it may take.
        may: u64,
    },
    /// The search ended before it found an answer, by a limit where one is named.
    #[error("no answer was found{}", more_of(*.0))]
    NothingFound(Option<Limit>),
    /// No plan keeps all rules in each of its phases.
    #[error("no plan in phases keeps all rules in each of them")]
    NoNesting,
    /// The solver failed.
    #[error(transparent)]
    Solver(#[from] SolverError),
    /// The answer did not stand up to being counted again.
    #[error("the answer was counted again and is wrong: {0}")]
    Wrong(Box<Breach>),
}

/// What would let a search go on.
fn more_of(limit: Option<Limit>) -> &'static str {
    match limit {
        Some(Limit::Time) => " within the seconds that a search may take; allow more, or give fewer candidates",
        Some(Limit::Steps) => {
            " within the steps that a search may take; give fewer candidates, or take a plan that may be a little from the best"
        }
        Some(Limit::Memory) => " within the memory that a search may take; allow more, or give fewer candidates",
        None => ": what the search found keeps the rules only by rounding; give fewer candidates, or other numbers",
    }
}

/// The first faults in words, and how many follow: what is said of every site is said of some.
fn first_faults(faults: &[Fault]) -> String {
    const SAID: usize = 5;
    let mut words: Vec<String> = faults.iter().take(SAID).map(ToString::to_string).collect();
    if faults.len() > SAID {
        words.push(format!("and {} more of the kind", faults.len() - SAID));
    }
    words.join("; ")
}
