//! What is asked of a siting run.

use crate::units::Metres;

/// What makes one answer better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// The fewest (or cheapest) places so that everybody is served: the location set covering problem (Toregas and others 1971).
    CoverAll,
    /// The most people served by the places that can be afforded: maximal covering (Church and `ReVelle` 1974).
    CoverMost,
    /// The shortest ways in sum: the p-median (Hakimi 1964).
    ShortestSum,
    /// The shortest longest way: the p-center (Hakimi 1964).
    ShortestLongest,
    /// Everybody served by the fewest places, and of such answers the one that serves most people twice: backup cover (Hogan and
    /// `ReVelle` 1986). With a number of places given, that many are taken.
    Backup,
    /// The fewest (or cheapest) places so that a share of the people is served, and nobody beyond a place's capacity (Zhai, Kong and
    /// others 2023).
    CoverRate {
        /// The share, in millionths.
        rate: i64,
    },
}

impl Model {
    /// The word that tables, results and the command line carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::CoverAll => "lscp",
            Self::CoverMost => "mclp",
            Self::ShortestSum => "p-median",
            Self::ShortestLongest => "p-center",
            Self::Backup => "backup",
            Self::CoverRate { .. } => "cover-rate",
        }
    }

    /// Whether more of it is better.
    pub fn is_most(self) -> bool {
        matches!(self, Self::CoverMost | Self::Backup)
    }

    /// Whether a number of places, or a budget, must be given.
    pub fn needs_limit(self) -> bool {
        matches!(self, Self::CoverMost | Self::ShortestSum | Self::ShortestLongest)
    }

    /// Whether everybody has to be served.
    pub fn serves_everybody(self) -> bool {
        !matches!(self, Self::CoverMost | Self::CoverRate { .. })
    }
}

/// What a model that wants little wants little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Thrift {
    /// Places.
    #[default]
    Fewest,
    /// Cost.
    Cheapest,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What makes an answer better.
    pub model: Model,
    /// How many places may be opened beside those that stand; one that may close and does makes room for one more.
    pub sites: Option<usize>,
    /// How many places may be open at all beside those that are kept; set where a number of its own was found first.
    pub open_at_most: Option<usize>,
    /// What all that is opened (or may close and is kept) may cost together.
    pub budget: Option<i64>,
    /// Whether places serve no more people than their capacity.
    pub capacitated: bool,
    /// What the thrifty models count.
    pub thrift: Thrift,
    /// New places stand at least so far from each other and from those that stay.
    pub spacing: Option<Metres>,
    /// At least so many open places in each district that is named.
    pub district_minimum: Vec<(u32, usize)>,
    /// Whether an open place must have its least people.
    pub least_people: bool,
    /// Choices that are not to be given again: each the open places in order, and of how many of them an answer must do without (one is
    /// enough to differ). Alternatives are found with it.
    pub not_again: Vec<(Vec<u32>, usize)>,
}

impl Ask {
    /// A model and nothing more.
    pub fn of(model: Model) -> Self {
        Self {
            model,
            sites: None,
            open_at_most: None,
            budget: None,
            capacitated: false,
            thrift: Thrift::Fewest,
            spacing: None,
            district_minimum: Vec::new(),
            least_people: false,
            not_again: Vec::new(),
        }
    }

    /// The same with a number of places.
    #[must_use]
    pub fn with_sites(self, sites: usize) -> Self {
        Self {
            sites: Some(sites),
            ..self
        }
    }

    /// Whether who goes where matters, and not only who is within reach of something.
    pub fn assigns(&self) -> bool {
        self.capacitated || self.least_people || matches!(self.model, Model::ShortestSum)
    }

    /// Whether only the number of places limits the choice.
    pub fn is_plain(&self) -> bool {
        self.budget.is_none()
            && self.open_at_most.is_none()
            && !self.capacitated
            && self.spacing.is_none()
            && self.district_minimum.is_empty()
            && !self.least_people
            && self.not_again.is_empty()
    }
}

/// When a search stops before it has proved its answer. Never by the clock alone unless asked: the same input then gives the same answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// How far the answer may be from the bound, as a share of it.
    pub gap: f64,
    /// Nodes of the search tree.
    pub nodes: u32,
    /// Seconds of the solver, where somebody set them; the result then says so.
    pub seconds: Option<f64>,
    /// Seed of the solver.
    pub seed: u32,
    /// Bytes that a model may take.
    pub memory: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            gap: 0.0,
            nodes: 200_000,
            seconds: None,
            seed: 0,
            memory: 4_000_000_000,
        }
    }
}
