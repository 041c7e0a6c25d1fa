//! People of whom nobody knows where they live: they may come to every site that their community may reach.

use std::collections::BTreeMap;

use geo::{BoundingRect, Rect};

use super::pairs::Pairs;
use super::sum::sum;
use super::whose::Whose;
use crate::coverage::along_streets::{Streets, travel_of, travels};
use crate::domain::circle::{CircleProfile, GroupPace};
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::streets::{ProfileError, Slope, TravelProfile, tobler};
use crate::units::{Metres, MetresPerSecond};

/// How far the circle may reach, as the crow flies: everybody's, or a group's at its pace.
///
/// # Errors
/// The circle names a travel profile that there is not.
pub(super) fn reach(
    circle: &CircleProfile,
    pace: Option<GroupPace>,
    streets: Option<&Streets<'_>>,
) -> Result<Metres, ProfileError> {
    let speed = pace.map_or(MetresPerSecond(circle.speed_mps), |pace| pace.speed);
    Ok(match (streets, circle.metres) {
        (None, _) => circle.radius_at(speed),
        (Some(_), Some(metres)) => Metres(metres),
        (Some(streets), None) => {
            let name = pace.map_or(travels(circle)[0], |pace| travel_of(circle, pace));
            let travel = &streets.travels.get(name)?.profile;
            Metres(circle.limit_at(speed).metres() * fastest(travel))
        }
    })
}

/// How many times as fast as its speed a traveller may be: downhill, or on ways of a fast class.
fn fastest(travel: &TravelProfile) -> f64 {
    let most = |shares: &BTreeMap<String, f64>| shares.values().copied().fold(1.0, f64::max);
    let slope = match travel.slope {
        Slope::Flat => 1.0,
        Slope::Tobler => tobler(GENTLE_DESCENT),
    };
    most(&travel.ways) * most(&travel.surfaces) * slope
}

/// The gradient on which walking is fastest.
const GENTLE_DESCENT: f64 = -0.05;

/// Where such people may be, and how many they are.
pub(super) struct Unlocated {
    /// Boxes of communities, grown by the reach; without end where nobody counted.
    boxes: Vec<(Rect<f64>, f64)>,
}

impl Unlocated {
    pub(super) fn of(town: &Town, whose: &Whose, pairs: &Pairs, reach: Metres) -> Self {
        let mut boxes = Vec::new();
        for ((community, places), unlocated) in town.communities.iter().zip(whose.ranges()).zip(&whose.unlocated) {
            let streetless = places.filter(|place| pairs.streetless[*place]);
            let people = unlocated.map_or(f64::INFINITY, |people| {
                (people + streetless.map(|place| whose.of_place[place]).sum()).as_f64()
            });
            let around = community.boundary.bounding_rect().filter(|_| people > 0.0);
            boxes.extend(around.map(|rect| {
                let (low, high) = (rect.min(), rect.max());
                let grown = Rect::new((low.x - reach.0, low.y - reach.0), (high.x + reach.0, high.y + reach.0));
                (grown, people)
            }));
        }
        Self { boxes }
    }

    /// How many of them may come to a site.
    pub(super) fn near(&self, site: &Site) -> f64 {
        let holds = |rect: &Rect<f64>| {
            site.doors().iter().any(|door| {
                (rect.min().x..=rect.max().x).contains(&door.x) && (rect.min().y..=rect.max().y).contains(&door.y)
            })
        };
        let near = self.boxes.iter().filter(|(rect, _)| holds(rect));
        sum(near.map(|(_, people)| *people))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walker_is_fastest_on_a_gentle_descent_and_a_car_on_the_motorway() {
        let fastest = |name: &str| fastest(&TravelProfile::shipped(name).expect("it is shipped").0);
        assert!((fastest("walk-adult") - 5.956 / 5.0).abs() < 1e-3);
        assert!((fastest("car") - 1.8).abs() < 1e-12);
    }
}
