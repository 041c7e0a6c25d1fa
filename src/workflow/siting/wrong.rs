//! What is wrong with a siting question in the planner's words.

use crate::domain::people_group::PeopleGroup;

/// A word that means nothing here, or a rule that can't be kept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WrongSiting {
    /// Sites that are not there.
    #[error("{what}: there is no site {} of this service among those that stand or are candidates", .ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    NoSite {
        /// The flag.
        what: &'static str,
        /// The ids.
        ids: Vec<i64>,
    },
    /// Both at once.
    #[error("site {0} is both required and excluded; take one of them back")]
    RequiredExcluded(i64),
    /// No such category.
    #[error("there is no category {0:?} (see yike plan words, or data/categories.toml)")]
    Category(String),
    /// No such community.
    #[error("there is no community or town {0:?}; name it as the layer does, or by its code")]
    NoCommunity(String),
    /// Nobody counted the group.
    #[error("nobody counted the {} where this circle is for: import communities, hamlets or population with {}", .0.key(), .0.columns())]
    GroupUncounted(PeopleGroup),
    /// No capacity anywhere.
    #[error("capacities count, and no site has one: give --capacity for those without, or import the column capacity")]
    NoCapacity,
    /// Nothing to choose from.
    #[error("there is no candidate: {0}")]
    NoCandidates(String),
    /// Corners without streets.
    #[error("street corners are candidates only along streets: take --method streets, or other candidates")]
    CornersWithoutStreets,
    /// A limit that is none.
    #[error("--within {0} is no limit: it is above 0")]
    Within(f64),
    /// A step that is none.
    #[error("{0} m is no distance between candidates: take 25 m or more")]
    Step(f64),
}
