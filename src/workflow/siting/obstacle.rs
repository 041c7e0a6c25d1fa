//! Why nothing keeps all rules, in places and people.

use std::collections::BTreeMap;

use geo::Coord;

use super::plans::Reader;
use crate::crs::LonLat;
use crate::domain::siting::{NearestPlace, OutOfReach, SitingObstacle};
use crate::siting::{Rule, WhyNot};
use crate::units::Persons;

/// Places out of reach that are told one by one.
const LISTED: usize = 1_000;

/// Reads the reason.
pub(super) fn obstacle(
    why: &WhyNot,
    reader: &Reader<'_>,
    to_degrees: impl Fn(Coord<f64>) -> Option<LonLat>,
) -> SitingObstacle {
    let communities = reader.town.communities.iter();
    let names: BTreeMap<i64, &str> = communities
        .map(|community| (community.id.0, community.name.as_str()))
        .collect();
    let problem = &reader.setting.problem;
    let out = why.out_of_reach.iter().take(LISTED).map(|(need, people)| {
        let lives = &reader.settlement.demand[reader.setting.demand[*need as usize]];
        let apart = |place: &crate::siting::Place| (place.point.x - lives.point.x).hypot(place.point.y - lives.point.y);
        let wanted = reader.setting.wants[*need as usize];
        let spots = reader.setting.spots.iter().map(|spot| &reader.spots[*spot]);
        let houses = problem.places.iter().zip(spots);
        let nearest = houses
            .filter(|(_, spot)| spot.houses.contains(&wanted))
            .min_by(|(one, _), (other, _)| apart(one).total_cmp(&apart(other)));
        OutOfReach {
            people: *people,
            at: to_degrees(lives.point),
            community: names.get(&lives.community.0).copied().unwrap_or_default().to_owned(),
            service: reader.setting.wants[*need as usize],
            nearest: nearest.map(|(place, spot)| NearestPlace {
                id: place.id,
                key: spot.key.clone(),
                metres: apart(place),
            }),
        }
    });
    SitingObstacle {
        out_of_reach: out.collect(),
        out_of_reach_places: why.out_of_reach.len(),
        out_of_reach_people: Persons(why.out_of_reach.iter().map(|(_, people)| people.0).sum()),
        can_be_reached: why.can_be_reached,
        would_do_without: why.would_do_without.iter().map(|rule: &Rule| rule.key()).collect(),
        sites_needed: why.sites_needed,
        budget_needed: why.budget_needed,
        most_served: why.most_served,
        capacity: why.capacity,
    }
}
