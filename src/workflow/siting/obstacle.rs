//! Why nothing keeps all rules, in places and people.

use super::plans::Reader;
use crate::domain::siting::{OutOfReach, SitingObstacle};
use crate::siting::{Rule, WhyNot};

/// Reads the reason.
pub(super) fn obstacle(why: &WhyNot, reader: &Reader<'_>) -> SitingObstacle {
    let communities = &reader.town.communities;
    let problem = &reader.setting.problem;
    let out = why.out_of_reach.iter().map(|(need, people)| {
        let lives = &reader.settlement.demand[reader.setting.demand[*need as usize]];
        let apart = |place: &crate::siting::Place| (place.point.x - lives.point.x).hypot(place.point.y - lives.point.y);
        let nearest = problem
            .places
            .iter()
            .min_by(|one, other| apart(one).total_cmp(&apart(other)));
        let community = communities.iter().find(|community| community.id == lives.community);
        OutOfReach {
            people: *people,
            at: reader.degrees(lives.point),
            community: community.map(|community| community.name.clone()).unwrap_or_default(),
            nearest: nearest.map(|place| (place.id, apart(place))),
        }
    });
    SitingObstacle {
        out_of_reach: out.collect(),
        would_do_without: why.would_do_without.iter().map(|rule: &Rule| rule.key()).collect(),
        sites_needed: why.sites_needed,
        budget_needed: why.budget_needed,
        most_served: why.most_served,
        capacity: why.capacity,
    }
}
