//! Why nothing keeps all rules, in places and people.

use std::collections::BTreeMap;

use geo::Coord;

use super::plans::Reader;
use crate::coverage::WhoReaches;
use crate::crs::LonLat;
use crate::domain::siting::{NearestPlace, OutOfReach, Rejection, SiteFrom, SitingObstacle};
use crate::siting::{Rule, WhyNot};
use crate::units::Persons;

/// Places out of reach that are told one by one.
const LISTED: usize = 1_000;

/// Reads the reason.
pub(super) fn obstacle(
    why: &WhyNot,
    (reader, reaches): (&Reader<'_>, &WhoReaches),
    to_degrees: impl Fn(Coord<f64>) -> Option<LonLat>,
) -> SitingObstacle {
    let communities = reader.town.communities.iter();
    let names: BTreeMap<i64, &str> = communities
        .map(|community| (community.id.0, community.name.as_str()))
        .collect();
    let problem = &reader.setting.problem;
    let turned_away = TurnedAway::of(why, reader, reaches);
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
            turned_away: turned_away
                .of_need
                .get(need)
                .cloned()
                .unwrap_or_default()
                .into_iter()
                .collect(),
        }
    });
    SitingObstacle {
        out_of_reach: out.collect(),
        out_of_reach_places: why.out_of_reach.len(),
        out_of_reach_people: Persons(why.out_of_reach.iter().map(|(_, people)| people.0).sum()),
        turned_away: turned_away.all.iter().map(|(why, count)| (*why, *count)).collect(),
        can_be_reached: why.can_be_reached,
        would_do_without: why.would_do_without.iter().map(|rule: &Rule| rule.key()).collect(),
        sites_needed: why.sites_needed,
        budget_needed: why.budget_needed,
        most_served: why.most_served,
        capacity: why.capacity,
    }
}

/// Candidates that would serve somebody whom nothing reaches, by why they were turned away.
#[derive(Default)]
struct TurnedAway {
    of_need: BTreeMap<u32, BTreeMap<Rejection, usize>>,
    all: BTreeMap<Rejection, usize>,
}

impl TurnedAway {
    fn of(why: &WhyNot, reader: &Reader<'_>, reaches: &WhoReaches) -> Self {
        let setting = reader.setting;
        let out = why.out_of_reach.iter().map(|(need, _)| {
            let at = *need as usize;
            ((setting.demand[at], setting.wants[at]), *need)
        });
        let out: BTreeMap<(usize, usize), u32> = out.collect();
        let mut found = Self::default();
        for (position, why) in &setting.rejected {
            let spot = &reader.spots[*position];
            if spot.from == SiteFrom::Standing {
                continue;
            }
            let mut serves = false;
            for (lives, _) in &reaches.of_site[*position] {
                for which in &spot.houses {
                    if let Some(need) = out.get(&(*lives as usize, *which)) {
                        *found.of_need.entry(*need).or_default().entry(*why).or_default() += 1;
                        serves = true;
                    }
                }
            }
            if serves {
                *found.all.entry(*why).or_default() += 1;
            }
        }
        found
    }
}
