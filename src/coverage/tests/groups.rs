//! Groups of people at their own pace.

use geo::coord;
use proptest::prelude::*;

use super::made::{bare_town, circle, community, pharmacy};
use super::streets::home;
use super::{found, run, town};
use crate::coverage::group_totals;
use crate::domain::assessment::PacedPeople;
use crate::domain::circle::{CircleProfile, GroupSpeeds};
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::town::Town;
use crate::units::Persons;

/// A circle of some minutes at 1 m/s on a straight line, in which the elderly move at so many metres a second.
fn paced(minutes: f64, elderly: f64) -> CircleProfile {
    CircleProfile {
        metres: None,
        minutes,
        speed_mps: 1.0,
        detour: 1.0,
        speeds: GroupSpeeds {
            elderly: Some(elderly),
            ..GroupSpeeds::default()
        },
        ..circle(1.0)
    }
}

fn with_elderly(mut town: Town, elderly: &[Option<i64>]) -> Town {
    for (community, elderly) in town.communities.iter_mut().zip(elderly.iter().cycle()) {
        let population = &mut community.populations[0];
        population.groups = GroupCounts::UNCOUNTED;
        let counted = elderly.map(|elderly| Persons::whole(elderly).min(population.people));
        population.groups.set(PeopleGroup::Elderly, counted);
    }
    town
}

fn elderly_of(town: &Town, profile: &CircleProfile) -> Vec<PacedPeople> {
    let assessment = run(town, profile);
    found(&assessment)
        .communities
        .iter()
        .map(|community| community.paced[0])
        .collect()
}

#[test]
fn a_circle_that_metres_govern_has_no_pace_but_a_wheelchair_has_other_ways() {
    let shipped = CircleProfile::shipped("gb50180-15").expect("shipped");
    let groups: Vec<PeopleGroup> = shipped.paces().iter().map(|pace| pace.group).collect();
    assert_eq!(groups, [PeopleGroup::Disabled]);
    let shipped = CircleProfile::shipped("service-15").expect("shipped");
    assert_eq!(shipped.paces().len(), 3);
}

proptest! {
    #[test]
    fn at_the_pace_of_everybody_the_group_is_as_the_people_among_whom_it_lives(town in town(), minutes in 1.0..30.0_f64) {
        let same = with_elderly(town, &[Some(i64::MAX / 2_000_000)]);
        let assessment = run(&same, &paced(minutes, 1.0));
        for (community, own) in found(&assessment).communities.iter().zip(&same.communities) {
            let elderly = community.paced[0];
            // All of the people are elderly here, but for those that hamlets count beyond the community's own total.
            if community.people != Some(own.populations[0].people) {
                continue;
            }
            prop_assert_eq!(elderly.covered, community.covered);
            prop_assert_eq!(elderly.unknown, community.unknown);
            prop_assert_eq!(elderly.everybody_covered, community.covered);
        }
    }

    #[test]
    fn a_slower_pace_never_reaches_more_and_nobody_is_lost(
        town in town(),
        minutes in 1.0..30.0_f64,
        slow in 0.1..1.0_f64,
        faster in 1.0..3.0_f64,
        elderly in prop::collection::vec(prop::option::of(0_i64..300), 1..4),
    ) {
        let town = with_elderly(town, &elderly);
        let profile = paced(minutes, slow);
        let assessment = run(&town, &profile);
        let totals = group_totals(&assessment.circles[0].groups[0], None).expect("assessed");
        let (whole, uncounted) = totals.paced[0];
        for community in &found(&assessment).communities {
            prop_assert_eq!(community.paced[0].everybody_unknown, community.unknown, "nobody is lost to a pace");
        }
        let (slow, fast) = (elderly_of(&town, &profile), elderly_of(&town, &paced(minutes, slow * faster)));
        prop_assert_eq!(uncounted, slow.iter().filter(|own| own.people.is_none()).count());
        prop_assert_eq!(whole.covered, slow.iter().map(|own| own.covered).sum());
        prop_assert_eq!(whole.people, (uncounted < slow.len()).then(|| slow.iter().filter_map(|own| own.people).sum()));
        for (slow, fast) in slow.iter().zip(&fast) {
            prop_assert!(slow.covered <= fast.covered);
            prop_assert!(slow.everybody_covered <= fast.everybody_covered);
            prop_assert_eq!(slow.people, fast.people);
            if let Some(people) = fast.people {
                prop_assert!(fast.covered + fast.unknown <= people);
            } else {
                prop_assert_eq!(fast.covered, Persons::NONE);
            }
        }
    }

    #[test]
    fn counting_a_group_changes_nothing_for_everybody(town in town(), minutes in 1.0..30.0_f64) {
        let profile = paced(minutes, 0.8);
        let (without, with) = (with_elderly(town.clone(), &[None]), with_elderly(town, &[Some(7)]));
        let (without, with) = (run(&without, &profile), run(&with, &profile));
        for (without, with) in found(&without).communities.iter().zip(&found(&with).communities) {
            prop_assert_eq!(without.covered, with.covered);
            prop_assert_eq!(without.paced[0].everybody_covered, with.paced[0].everybody_covered);
        }
    }
}

#[test]
fn a_place_on_the_limit_at_the_group_s_pace_is_inside_and_one_beyond_it_is_not() {
    // 10 minutes at 0.8 m/s are 480 m.
    let profile = paced(10.0, 0.8);
    for (metres, inside) in [(480.0, true), (480.001, false)] {
        let mut town = with_elderly(bare_town(vec![community(0, 100)]), &[Some(20)]);
        town.buildings.push(home(1, coord! { x: 100.0, y: 100.0 }));
        town.sites.push(pharmacy(1, coord! { x: 100.0 + metres, y: 100.0 }));
        let elderly = elderly_of(&town, &profile)[0];
        let want = if inside { Persons::whole(20) } else { Persons::NONE };
        assert_eq!(elderly.covered, want, "{metres} m");
        let assessment = run(&town, &profile);
        assert_eq!(
            found(&assessment).communities[0].covered,
            Persons::whole(100),
            "everybody walks 600 m"
        );
    }
}
