//! What the sites of a service reach along the streets: with walls without known gates that can be passed, and with those that can't.

use super::street_places::StreetPlaces;
use crate::streets::{Direction, Reach, Source, Weighted};
use crate::units::MetresPerSecond;

/// Both answers; where a site's own ways do not depend on such walls they are one.
pub(super) struct Reaches<'a> {
    /// With walls that can be passed: the most that may be true.
    pub(super) open: Reach<'a>,
    /// With walls that can't, where that changes some site's ways.
    closed: Option<Reach<'a>>,
    /// Each site's ways onto the streets that no such wall is in the way of.
    pub(super) surely: Vec<Vec<Source>>,
}

impl<'a> Reaches<'a> {
    /// Searches up to a cost. `closed`: the ways if walls can't be passed, where there are such walls.
    pub(super) fn new(
        weighted: &'a Weighted,
        open: Vec<Vec<Source>>,
        closed: Option<Vec<Vec<Source>>>,
        limit: f64,
    ) -> Self {
        let search = |sources: &[Vec<Source>]| Reach::search(weighted, Direction::ToSource, sources.concat(), limit);
        let closed = closed.filter(|closed| *closed != open);
        Self {
            open: search(&open),
            closed: closed.as_deref().map(search),
            surely: closed.unwrap_or(open),
        }
    }

    /// Whether a place's cost, in seconds, is `fine`, which no way at all never is. `None` where nobody can tell: no street is near, or it
    /// depends on walls without known gates, of the place or of a site.
    pub(super) fn judge(
        &self,
        places: &StreetPlaces,
        place: usize,
        access_speed: MetresPerSecond,
        fine: impl Fn(f64) -> bool,
    ) -> Option<bool> {
        let closed = self.closed.as_ref().unwrap_or(&self.open);
        places.judge(place, [&self.open, closed], access_speed, fine)
    }
}
