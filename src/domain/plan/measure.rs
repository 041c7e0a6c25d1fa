//! How a requirement is computed: which of the twenty checks, with what.

use super::decimal::Decimal;
use super::words::{CircleRate, Scope};

/// One computation of a requirement; it may have several, each with a value of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Number of the check (docs/reference/plans.md lists the twenty); `None` for a document.
    pub check: Option<u8>,
    /// Of which units, where it is not the requirement's own scope.
    pub scope: Option<Scope>,
    /// What is computed.
    pub how: How,
}

/// What is computed.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// Units with a facility over units (checks 1 to 6).
    Presence {
        /// What counts; several give one value each.
        of: Vec<Counts>,
        /// How many each unit needs.
        least: u32,
        /// Straight metres within which one elsewhere does as well, where somebody decided on them.
        within: Option<Decimal>,
        /// Distances to show beside.
        table: Vec<Decimal>,
    },
    /// Functions at the site of another (check 6).
    CoLocation {
        /// Categories.
        of: Vec<String>,
        /// What they should stand at.
        with: Counts,
        /// Communities with such a site over communities, or such functions over all of them.
        per_facility: bool,
    },
    /// Venues that are open to residents over venues of which it is known (check 6).
    Open {
        /// Categories.
        of: Vec<String>,
    },
    /// Units of which the roster says yes over units (check 6).
    Flag {
        /// The input.
        flag: String,
    },
    /// Number of units of which the roster says yes, or no.
    Count {
        /// The input.
        flag: String,
        /// Those without it are counted.
        without: bool,
    },
    /// A figure of each unit against the target (check 13).
    Each {
        /// The input.
        figure: String,
    },
    /// A figure's sum over the number of units (check 13).
    Mean {
        /// The input.
        figure: String,
    },
    /// One sum over another (checks 10 to 13).
    Ratio {
        /// Inputs, added up.
        numerator: Vec<String>,
        /// The input below.
        denominator: String,
        /// 100 for percent, 10,000 for persons per ten thousand.
        factor: u32,
        /// The numerator is a part of the denominator, so never more than it.
        part: bool,
        /// A figure that both are multiplied by before they are added up, as the number of workers of whom both are means.
        weight: Option<String>,
    },
    /// Floor area for a hundred households: ratio of sums, share of units, and with surplus capped (check 9).
    AreaPerHouseholds {
        /// Which facilities' area counts, where the roster does not give it.
        rule: String,
    },
    /// Hours of an open day (check 8).
    Hours {
        /// Which facilities.
        rule: String,
    },
    /// Water source and pipes in natural villages of so many households (check 7).
    FireWater {
        /// Least number of households; a village with exactly so many counts.
        households: u32,
    },
    /// Functions that are there over functions that have to be (check 17).
    Functions {
        /// A list of the plan.
        list: String,
        /// The input that names what is there.
        figure: String,
    },
    /// People or land within a circle (checks 14 to 16), from an assessment.
    Circle {
        /// Circle profiles.
        circles: Vec<String>,
        /// Services of the circle; all where empty.
        services: Vec<String>,
        /// Of people or of residential land.
        rate: CircleRate,
    },
    /// The same for groups of people beside everybody (check 18).
    Groups {
        /// Circle profiles.
        circles: Vec<String>,
        /// Groups, as the profiles name their speeds.
        groups: Vec<String>,
    },
    /// Ground that several facilities reach over ground that some reach (check 17).
    Overlap {
        /// Circle profiles.
        circles: Vec<String>,
        /// Services of the circle; all where empty.
        services: Vec<String>,
    },
    /// People of whom a facility is the nearest over those that one is made for (check 17).
    Load {
        /// Circle profiles.
        circles: Vec<String>,
        /// Services of the circle; all where empty.
        services: Vec<String>,
        /// Most people that one is made for.
        persons: u32,
    },
    /// Facilities with one of another kind within a distance (check 19).
    Adjacency {
        /// Categories.
        of: Vec<String>,
        /// Categories that should be near.
        to: Vec<String>,
        /// The distance in metres, where somebody decided on one.
        metres: Option<Decimal>,
        /// Distances to show.
        table: Vec<Decimal>,
    },
    /// Units of the register that have an outline here (check 6).
    Geodata,
    /// Gaps in order, these first (check 20): the answer of siting.
    Ledger {
        /// What comes first.
        first: Vec<String>,
    },
    /// Recorded by a person.
    Document,
}

/// What counts as the thing asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counts {
    /// A recognition rule of the plan.
    Rule(String),
    /// Any of some categories.
    AnyOf(Vec<String>),
}

impl How {
    /// The word of plan files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Presence { .. } => "presence",
            Self::CoLocation { .. } => "co_location",
            Self::Open { .. } => "open",
            Self::Flag { .. } => "flag",
            Self::Count { .. } => "count",
            Self::Each { .. } => "each",
            Self::Mean { .. } => "mean",
            Self::Ratio { .. } => "ratio",
            Self::AreaPerHouseholds { .. } => "area_per_households",
            Self::Hours { .. } => "hours",
            Self::FireWater { .. } => "fire_water",
            Self::Functions { .. } => "functions",
            Self::Circle { .. } => "circle",
            Self::Groups { .. } => "groups",
            Self::Overlap { .. } => "overlap",
            Self::Load { .. } => "load",
            Self::Adjacency { .. } => "adjacency",
            Self::Geodata => "geodata",
            Self::Ledger { .. } => "ledger",
            Self::Document => "document",
        }
    }

    /// All of them, for messages.
    pub const KEYS: [&'static str; 20] = [
        "presence",
        "co_location",
        "open",
        "flag",
        "count",
        "each",
        "mean",
        "ratio",
        "area_per_households",
        "hours",
        "fire_water",
        "functions",
        "circle",
        "groups",
        "overlap",
        "load",
        "adjacency",
        "geodata",
        "ledger",
        "document",
    ];
}
