//! What is to be sited: people, places where a facility stands or may stand, and who reaches which.

use geo::Coord;

use super::rows::Rows;
use super::shared::Shared;
use crate::units::Persons;

/// What a place is in this run. It says nothing of the place itself: the same building may be a candidate today and required tomorrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Stands and stays.
    Kept,
    /// Stands, and may be given up for one elsewhere.
    MayClose,
    /// Does not stand yet, and has to be built.
    Required,
    /// Does not stand yet, and may be built.
    Candidate,
    /// Is left out.
    Excluded,
}

impl Role {
    /// Whether it stands today.
    pub fn stands(self) -> bool {
        matches!(self, Self::Kept | Self::MayClose)
    }

    /// Whether every answer has it open.
    pub fn is_open_always(self) -> bool {
        matches!(self, Self::Kept | Self::Required)
    }

    /// Whether the answer decides.
    pub fn is_open_to_choice(self) -> bool {
        matches!(self, Self::MayClose | Self::Candidate)
    }

    /// The word that tables and results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Kept => "existing_kept",
            Self::MayClose => "existing_may_close",
            Self::Required => "required",
            Self::Candidate => "candidate",
            Self::Excluded => "excluded",
        }
    }
}

/// A place where a facility stands or may stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Whose place it is; errors name it. One facility may have several places: of several services, or with more room.
    pub id: i64,
    /// What it is in this run.
    pub role: Role,
    /// What opening it (or keeping one that may close) costs, in the planner's own unit.
    pub cost: i64,
    /// How many people it can serve; `None` is without limit.
    pub capacity: Option<Persons>,
    /// The fewest people that it must have if it is open, where such numbers count; `None` is without.
    pub least: Option<Persons>,
    /// What it is of: places keep a spacing from others of their kind alone.
    pub kind: u32,
    /// The district that it counts for, where districts have a minimum.
    pub district: Option<u32>,
    /// What it shares with others, by position in [`Problem::shared`]; only places that don't stand yet share something.
    pub shared: Option<u32>,
    /// Where, in metres of the study area: for spacing.
    pub point: Coord<f64>,
}

/// People at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// How many live there.
    pub people: Persons,
    /// What serving all of them counts for, in millionths: the people themselves, or more where some come first.
    pub weight: i64,
}

/// Who reaches which places: of every need, the places within the limit with what the way costs (whole millimetres or milliseconds).
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Ordered as the town's demand.
    pub needs: Vec<Need>,
    /// In the order in which answers name them, by position.
    pub places: Vec<Place>,
    /// What places share: houses with rooms, vehicles with stops.
    pub shared: Vec<Shared>,
    /// Of every need, its places in order, with costs.
    pub reach: Rows,
}

impl Problem {
    /// All people.
    pub fn people(&self) -> Persons {
        Persons(self.needs.iter().map(|need| need.people.0).sum())
    }

    /// Whether a place takes part.
    pub fn takes_part(&self, place: u32) -> bool {
        self.places[place as usize].role != Role::Excluded
    }

    /// The places that a need reaches and that take part, with costs.
    pub fn reached(&self, need: usize) -> impl Iterator<Item = (u32, i64)> + '_ {
        self.reach.of(need).filter(|(place, _)| self.takes_part(*place))
    }

    /// How many places of a kind there are.
    pub fn count(&self, is: impl Fn(Role) -> bool) -> usize {
        self.places.iter().filter(|place| is(place.role)).count()
    }
}
