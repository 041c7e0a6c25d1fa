//! What is wrong with a siting question in the planner's words.

use super::idle::IdleWord;
use crate::domain::people_group::PeopleGroup;
use crate::domain::siting::Rejection;

/// Candidates of a run at most: every pair of a site and a home within its circle is held in memory.
pub(super) const MOST_CANDIDATES: usize = 20_000;

/// Stops of a round, and rounds of a town, at most.
pub(super) const MOST_STOPS: usize = 1_000;

/// A word that means nothing here, or a rule that can't be kept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WrongSiting {
    /// Sites that are not there.
    #[error("{what}: there is no site {} of this service among those that stand or are candidates", .sites.join(", "))]
    NoSite {
        /// The flag.
        what: &'static str,
        /// As they are named.
        sites: Vec<String>,
    },
    /// Both at once.
    #[error("site {0} is both required and excluded; take one of them back")]
    RequiredExcluded(String),
    /// No such category.
    #[error("there is no category {0:?}; yike import facilities --help and data/categories.toml list them")]
    Category(String),
    /// No such community.
    #[error("there is no community or town {0:?}; name it as the layer does, or by its code")]
    NoCommunity(String),
    /// Nobody counted the group.
    #[error("nobody counted the {} where this circle is for: import communities, hamlets or population with {}", .0.key(), .0.columns())]
    GroupUncounted(PeopleGroup),
    /// Sites without a capacity.
    #[error(
        "capacities count, and {without} of {of} sites have none: give --capacity for those, or import the column capacity"
    )]
    NoCapacity {
        /// So many.
        without: usize,
        /// Of so many.
        of: usize,
    },
    /// A town that can't have as many.
    #[error(
        "each town must have {least}, and {town} has only {there} sites and candidates; take other candidates, or ask for fewer"
    )]
    TownTooSmall {
        /// Its code or name.
        town: String,
        /// Asked.
        least: usize,
        /// There.
        there: usize,
    },
    /// Communities of which nobody knows the town.
    #[error(
        "each town must have some, and {} communities with people don't say their town: {}; import them with their 12-digit codes, or with a column parent_code",
        .0.len(), first_names(.0)
    )]
    NoTown(Vec<String>),
    /// A flag for another kind of site.
    #[error("{what}: site {site} {}", if *stands { "stands already; --may-close is for such" } else { "does not stand: only a site that stands can be given up" })]
    Stands {
        /// The flag.
        what: &'static str,
        /// The site.
        site: String,
        /// Whether it stands.
        stands: bool,
    },
    /// A cost or capacity of nothing that there is.
    #[error(
        "{0} {1}: there is no such site, and no such kind (workspace, communities, corners, grid, parcels, at, at:CATEGORY, lease, lease:CATEGORY, expansion, standing, room:SERVICE, round, stop)"
    )]
    CostOf(&'static str, String),
    /// A required candidate that is turned away.
    #[error("site {site} is required, and turned away: {why}")]
    RequiredRejected {
        /// The site.
        site: String,
        /// Why.
        why: &'static str,
    },
    /// Phases of a model that has no number of sites.
    #[error("phases are for the models mclp, p-median and p-center")]
    PhasesOfModel,
    /// More candidates than a run may have.
    #[error("{0} candidates are too many: at most {MOST_CANDIDATES}. Take a wider grid, or corners farther apart")]
    TooManyCandidates(usize),
    /// Nothing to choose from.
    #[error("there is no candidate: {0}")]
    NoCandidates(String),
    /// None that may be taken.
    #[error("all candidates are turned away: {}", .0.iter().map(|(why, count)| format!("{count} {}", turned_away(*why))).collect::<Vec<_>>().join("; "))]
    AllTurnedAway(Vec<(Rejection, usize)>),
    /// Nobody is counted on this basis.
    #[error("nobody counted the people here so ({basis}){}", other_bases(.counted))]
    NobodyCounted {
        /// What was asked.
        basis: &'static str,
        /// On which bases some are.
        counted: Vec<&'static str>,
    },
    /// Corners without streets.
    #[error("street corners are candidates only along streets: take --method streets, or other candidates")]
    CornersWithoutStreets,
    /// A limit that is none.
    #[error("--within {0} is no limit: it is above 0")]
    Within(f64),
    /// A word that would change nothing.
    #[error(transparent)]
    Idle(IdleWord),
    /// A service named twice.
    #[error("service {0} is named twice")]
    ServiceTwice(String),
    /// One room for several services.
    #[error(
        "capacities are those of one service: with several services take --apart or --rooms, so that each site or room is for one, or ask for them one by one"
    )]
    CapacitiesTogether,
    /// A facility for several of the services, closed for one.
    #[error("facility {0} is of several of the services asked for: with --apart it can't be given up for one of them")]
    ClosesSeveral(i64),
    /// Enlarging without capacities.
    #[error("--expand gives a facility more room, which counts only with --capacitated")]
    ExpandsWithoutCapacity,
    /// Nothing that could be enlarged.
    #[error("--expand {0}: there is no such facility of this service that stands")]
    Expands(i64),
    /// Enlarged and given up at once.
    #[error("facility {0} may be given up and is to be enlarged; take back --may-close or --expand for it")]
    ExpandsMayClose(i64),
    /// No heights.
    #[error(
        "--steepest asks how steep the ground is, and the workspace has no elevation; import one with: yike import elevation FILE"
    )]
    NoElevation,
    /// A slope that is none.
    #[error("--steepest {0} is no slope: it is a number above 0, in per cent")]
    Steepest(f64),
    /// One facility to be taken over and to be rented, with rooms.
    #[error("facility {0} is named twice, to be taken over and to be rented: with --rooms take one of them")]
    RoomsTwice(i64),
    /// One facility in two uses at once.
    #[error(
        "facility {0} is required in two uses at once: it may be taken over or rented; name one of the two sources"
    )]
    TwoUses(i64),
    /// More stops than rounds make.
    #[error(
        "{required} stops are required in {town:?}, and its rounds make {carried} at most; take more rounds or stops"
    )]
    TooManyStops {
        /// Its code or name.
        town: String,
        /// Required.
        required: usize,
        /// At most.
        carried: usize,
    },
    /// Rounds without stops.
    #[error("a round has 1 to {MOST_STOPS} stops, and a town 1 to {MOST_STOPS} rounds")]
    NoStops,
    /// Plots of which none is read, or which are asked for over the network.
    #[error("--least-area says how large a plot must be, above 0, and is for --candidates parcels:FILE")]
    LeastArea,
    /// A step that is none.
    #[error("{0} m is no distance between candidates: take 25 m or more")]
    Step(f64),
}

/// Why candidates are turned away, of several.
fn turned_away(why: Rejection) -> &'static str {
    match why {
        Rejection::NotAllowed => "where nothing may be built (--not-in)",
        Rejection::NobodyNear => "with nobody within the circle",
        Rejection::NoStreet => "with no street near",
        Rejection::Outside => "in no community, with nobody near",
        Rejection::Excluded => "excluded",
        Rejection::TooNear => "too near to a site that stands (--spacing)",
        Rejection::NothingBeside => "with nothing beside them of what was asked (--beside)",
        Rejection::TooSteep => "on ground too steep (--steepest)",
        Rejection::TooSmall => "on plots too small (--least-area)",
    }
}

/// What may be asked for instead.
fn other_bases(counted: &[&str]) -> String {
    if counted.is_empty() {
        "; import communities, hamlets or population with their people".to_owned()
    } else {
        format!(
            "; they are counted as {}: take --population {}",
            counted.join(", "),
            counted[0]
        )
    }
}

/// The first names of a list, and how many follow.
fn first_names(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    let first = names[..names.len().min(SHOWN)].join(", ");
    if more > 0 {
        format!("{first} and {more} more")
    } else {
        first
    }
}
