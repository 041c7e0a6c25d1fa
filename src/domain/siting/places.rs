//! The places of a siting run: where they come from, why some are turned away, what a plan does with them and what they house.

use crate::crs::LonLat;

/// Where the place of a site comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteFrom {
    /// A facility that stands.
    Standing,
    /// A facility of the workspace that is a candidate or planned.
    Workspace,
    /// The middle of a community's people.
    Community,
    /// A street corner.
    Corner,
    /// A point of a grid.
    Grid,
    /// A facility of another kind, or idle ground: it would house the service too.
    Other,
    /// A facility of another kind of which rooms would be rented.
    Lease,
    /// A plot of a layer of the planner's.
    Parcel,
    /// A stop of a mobile service's round.
    Mobile,
    /// More room at a facility that stands.
    Expansion,
}

impl SiteFrom {
    /// The word that results and the command line carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Workspace => "workspace",
            Self::Community => "communities",
            Self::Corner => "corners",
            Self::Grid => "grid",
            Self::Other => "at",
            Self::Lease => "lease",
            Self::Parcel => "parcels",
            Self::Mobile => "mobile",
            Self::Expansion => "expansion",
        }
    }
}

/// Why a place is no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rejection {
    /// It lies where nothing may be built.
    NotAllowed,
    /// No people are within its circle.
    NobodyNear,
    /// No street is within the snap limit, where ways are measured along streets.
    NoStreet,
    /// It lies in no community, and nobody is within its circle.
    Outside,
    /// The planner left it out.
    Excluded,
    /// It stands too near to a site that stays.
    TooNear,
    /// No site of the category that it has to stand beside is near.
    NothingBeside,
    /// The ground is steeper than may be built on.
    TooSteep,
    /// The plot is smaller than asked.
    TooSmall,
}

impl Rejection {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotAllowed => "nothing_may_be_built",
            Self::NobodyNear => "nobody_near",
            Self::NoStreet => "no_street",
            Self::Outside => "outside",
            Self::Excluded => "excluded",
            Self::TooNear => "too_near",
            Self::NothingBeside => "nothing_beside",
            Self::TooSteep => "too_steep",
            Self::TooSmall => "too_small",
        }
    }
}

/// A place that was looked at and is no candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectedPlace {
    /// Its id; of a place that is no facility yet, the number of its key.
    pub id: i64,
    /// What a place that is no facility yet is called, in every run the same.
    pub key: Option<String>,
    /// Where it comes from.
    pub from: SiteFrom,
    /// Its name; may be empty.
    pub name: String,
    /// Where.
    pub at: LonLat,
    /// Why.
    pub why: Rejection,
}

/// What a plan does with a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteAct {
    /// It stands and stays.
    Stays,
    /// It is opened.
    Opens,
    /// It is given up.
    Closes,
}

impl SiteAct {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Opens => "opens",
            Self::Closes => "closes",
        }
    }
}

/// How several services are housed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Housing {
    /// Every new site houses all of them (一室多用).
    #[default]
    All,
    /// Every new site houses one of them.
    One,
    /// Every new site is a house with a room for each of those that pay: the house costs, and each room.
    Rooms,
}

impl Housing {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::One => "one",
            Self::Rooms => "rooms",
        }
    }

    /// Whether each place of a run is for one service.
    pub fn is_apart(self) -> bool {
        self != Self::All
    }
}

/// A place that takes part in a run, and where a site may be moved to by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateSite {
    /// Its id; apart, one facility may be a candidate for several services under one id.
    pub id: i64,
    /// What a place that is no facility yet is called, in every run the same.
    pub key: Option<String>,
    /// Where it comes from.
    pub from: SiteFrom,
    /// The category that it has today, of a facility that would house the service too.
    pub now: Option<String>,
    /// Its name; may be empty.
    pub name: String,
    /// Where.
    pub at: LonLat,
    /// The community that it lies in, by name.
    pub community: Option<String>,
    /// What it costs, in the planner's unit.
    pub cost: i64,
    /// The services that it would house, in the order of the result's.
    pub houses: Vec<usize>,
}
