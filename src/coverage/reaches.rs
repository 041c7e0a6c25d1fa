//! What the sites of a service reach along the streets: at most, and at least, where gates of walls or heights of streets are not known.

use super::bound::Bound;
use super::street_places::StreetPlaces;
use super::streets_of_circle::Line;
use crate::domain::site::Site;
use crate::streets::{Direction, Reach, Source};
use crate::units::{Metres, MetresPerSecond};

/// Both answers; where no site's ways depend on what is not known they are one.
pub(super) struct Reaches<'a> {
    /// The most that may be true.
    pub(super) most: Reach<'a>,
    /// The least, where that is something else.
    least: Option<Reach<'a>>,
    /// Each site's ways onto the streets that no such wall is in the way of.
    pub(super) surely: Vec<Vec<Source>>,
}

impl<'a> Reaches<'a> {
    /// Searches up to a cost.
    pub(super) fn new(line: &'a Line, sites: &[&Site], snap_limit: Metres, limit: f64) -> Self {
        let sources = |bound: Bound| line.sources(sites, snap_limit, bound);
        let search = |sources: &[Vec<Source>], bound: Bound| {
            Reach::search(line.weighted(bound), Direction::ToSource, sources.concat(), limit)
        };
        let most = sources(Bound::Most);
        let least = line
            .has_unknown_walls()
            .then(|| sources(Bound::Least))
            .filter(|least| *least != most);
        let differs = least.is_some() || line.has_unknown_heights();
        Self {
            most: search(&most, Bound::Most),
            least: differs.then(|| search(least.as_ref().unwrap_or(&most), Bound::Least)),
            surely: least.unwrap_or(most),
        }
    }

    /// Whether a place's cost, in seconds, is `fine`, which no way at all never is. `None` where nobody can tell: no street is near, or it
    /// depends on walls without known gates, of the place or of a site, or on streets without known heights.
    pub(super) fn judge(
        &self,
        places: &StreetPlaces,
        place: usize,
        access_speed: MetresPerSecond,
        fine: impl Fn(f64) -> bool,
    ) -> Option<bool> {
        places.judge(place, self.both(), access_speed, fine)
    }

    /// The cost between a place and the nearest site, in seconds, where it is known.
    pub(super) fn cost(&self, places: &StreetPlaces, place: usize, access_speed: MetresPerSecond) -> Option<f64> {
        places.known_cost(place, self.both(), access_speed)
    }

    fn both(&self) -> [&Reach<'a>; 2] {
        [&self.most, self.least.as_ref().unwrap_or(&self.most)]
    }
}
