//! Inhabited ground that no facility reaches.

use geo::{Coord, MultiPolygon};

use super::ids::CommunityId;
use crate::units::{Metres, Persons, SquareMetres};

/// One connected piece of inhabited ground out of reach of a service, with its people.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Where it lies.
    pub community: CommunityId,
    /// The ground, in metres of the study area.
    pub ground: MultiPolygon<f64>,
    /// Its area.
    pub area: SquareMetres,
    /// Those who live there and are not reached.
    pub people: Persons,
    /// A point to stand a dot on: the inhabited place nearest to the middle of its people, or a point inside it.
    pub point: Coord<f64>,
    /// Estimated walk (straight line times detour) of the nearest of its people to the service; `None` where nobody lives there or no
    /// facility exists.
    pub nearest: Option<Metres>,
}
