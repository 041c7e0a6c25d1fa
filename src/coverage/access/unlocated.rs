//! People of whom nobody knows where they live: they may come to every site that their community may reach.

use geo::{BoundingRect, Rect};

use super::pairs::Pairs;
use super::sum::sum;
use super::whose::Whose;
use crate::domain::circle::CircleProfile;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::units::Metres;

/// Along streets somebody may be faster than the circle's speed, downhill or on roads of a fast class: by no shipped travel profile twice as
/// fast.
const FASTER: f64 = 2.0;

/// How far the circle may reach, as the crow flies.
pub(super) fn reach(circle: &CircleProfile, along_streets: bool) -> Metres {
    match (along_streets, circle.metres) {
        (false, _) => circle.radius(),
        (true, Some(metres)) => Metres(metres),
        (true, None) => Metres(circle.limit().metres() * FASTER),
    }
}

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
    use crate::streets::{SHIPPED_TRAVELS, Slope, TravelProfile, tobler};

    #[test]
    fn nobody_is_so_much_faster_than_the_circle() {
        for text in SHIPPED_TRAVELS {
            let travel = TravelProfile::parse(text).expect("it is ours");
            let most = |shares: &std::collections::BTreeMap<String, f64>| shares.values().copied().fold(1.0, f64::max);
            let slope = if travel.slope == Slope::Flat {
                1.0
            } else {
                tobler(-0.05)
            };
            let fastest = most(&travel.ways) * most(&travel.surfaces) * slope;
            assert!(fastest <= FASTER, "{}: {fastest}", travel.id);
        }
    }
}
