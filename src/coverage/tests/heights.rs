//! Streets on ground whose heights are known in part: whose answer depends on the rest is not assessed, and nobody is served for want of data.

use geo::{Area, Coord, Rect, coord};
use proptest::prelude::*;

use super::made::{bare_town, community, pharmacy};
use super::streets::{home, streets, timed, uphill};
use super::{found, place, town};
use crate::domain::assessment::{Assessment, CommunityFound};
use crate::domain::circle::CircleProfile;
use crate::domain::town::Town;
use crate::streets::{Compound, Compounds, StreetLine, WayClass, WayFacts, tobler};
use crate::units::Persons;

/// Ground with holes: boxes in which nobody knows a height.
fn ground(waves: (f64, f64), holes: &[Rect<f64>]) -> impl Fn(&[Coord<f64>]) -> Vec<Option<f32>> + '_ {
    move |places| {
        let height = |at: &Coord<f64>| {
            let hidden = holes.iter().any(|hole| {
                (hole.min().x..=hole.max().x).contains(&at.x) && (hole.min().y..=hole.max().y).contains(&at.y)
            });
            (!hidden).then(|| (waves.0 * (at.x / 170.0).sin() + waves.1 * (at.y / 110.0).cos()) as f32)
        };
        places.iter().map(height).collect()
    }
}

fn hole() -> impl Strategy<Value = Rect<f64>> {
    (place(), 1.0_f64..1500.0, 1.0_f64..700.0)
        .prop_map(|(corner, width, height)| Rect::new(corner, corner + coord! { x: width, y: height }))
}

/// A circle with two groups: one slower, and one that can't climb steeply.
fn circle_with_groups(minutes: f64) -> CircleProfile {
    let mut profile = timed(minutes);
    profile.speeds.elderly = Some(0.6);
    profile.speeds.wheelchair = Some(0.8);
    profile
}

fn communities(assessment: &Assessment) -> &[CommunityFound] {
    &found(assessment).communities
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hiding_heights_only_moves_people_into_not_assessed(
        town in town(),
        streets in streets(),
        waves in (0.0_f64..40.0, 0.0_f64..40.0),
        holes in prop::collection::vec(hole(), 1..5),
        corner in place(),
        walled in any::<bool>(),
        minutes in 2.0_f64..20.0,
    ) {
        let profile = circle_with_groups(minutes);
        let compounds = || {
            let wall = Rect::new(corner, corner + coord! { x: 400.0, y: 300.0 }).to_polygon().into();
            Compounds::new(walled.then_some(Compound { ground: wall, gates: Vec::new() }).into_iter().collect())
        };
        let with = |holes: &[Rect<f64>]| uphill(&town, &profile, &streets, compounds(), &ground(waves, holes));
        // No hole, some of them, all of them: each step hides more.
        let steps = [with(&[]), with(&holes[1..]), with(&holes)];
        for pair in steps.windows(2) {
            for (more, less) in communities(&pair[0]).iter().zip(communities(&pair[1])) {
                let all = less.people.expect("counted");
                prop_assert_eq!(less.covered + less.gap_people + less.unknown, all);
                prop_assert!(less.covered <= more.covered, "served for want of heights: {:?} {:?}", less.covered, more.covered);
                prop_assert!(less.gap_people <= more.gap_people, "unserved for want of heights");
                prop_assert!(less.covered_low <= more.covered_low);
                prop_assert!(less.severed <= more.severed);
                prop_assert!(less.in_reach <= more.in_reach);
                prop_assert!(less.covered_land.0 <= more.covered_land.0 + 1e-6);
                prop_assert!(less.unknown_land.0 + 1e-6 >= more.unknown_land.0);
                prop_assert!(less.gap_land.0 <= more.gap_land.0 + 1e-3);
                prop_assert_eq!(less.paced.len(), 2);
                for (less, more) in less.paced.iter().zip(&more.paced) {
                    prop_assert!(less.everybody_covered <= more.everybody_covered);
                    prop_assert!(less.everybody_unknown >= more.everybody_unknown);
                }
            }
            prop_assert!(found(&pair[1]).reach.unsigned_area() <= found(&pair[0]).reach.unsigned_area() * 1.003 + 1.0);
        }
    }
}

/// Homes along one street, and a pharmacy at its beginning.
fn along_a_street(homes: &[f64]) -> (Town, StreetLine) {
    let mut town = bare_town(vec![community(0, 10 * homes.len() as i64)]);
    let at = |x: f64| coord! { x: x, y: 500.0 };
    town.sites.push(pharmacy(1, at(0.0)));
    town.buildings = homes.iter().zip(1..).map(|(x, id)| home(id, at(*x))).collect();
    let street = StreetLine {
        id: 1,
        course: vec![at(0.0), at(900.0)],
        nodes: Vec::new(),
        level: 0,
        facts: WayFacts::plain(WayClass::Residential),
        stops: Vec::new(),
        cut_ends: [false; 2],
    };
    (town, street)
}

#[test]
fn up_to_the_edge_of_the_heights_everything_is_known_and_beyond_only_what_no_slope_could_change() {
    // Flat, and known up to 450 m: the 30 m piece that ends there is the last that has a slope.
    let (town, street) = along_a_street(&[300.0, 440.0, 460.0, 880.0]);
    let flat = |places: &[Coord<f64>]| -> Vec<Option<f32>> {
        places.iter().map(|at| (at.x <= 450.0).then_some(7.0)).collect()
    };
    // Where a home is 880 m away, 450 of them on known ground, the best slopes save a sixth of the rest.
    let best = 450.0 + 430.0 / tobler(-0.05);
    let mut profile = timed(15.0);
    let mut answer = |metres: f64| {
        profile.minutes = metres / profile.speed_mps / 60.0;
        let assessment = uphill(
            &town,
            &profile,
            std::slice::from_ref(&street),
            Compounds::default(),
            &flat,
        );
        let community = &communities(&assessment)[0];
        let count = |people: Persons| people.0 / Persons::MICRO;
        (
            count(community.covered),
            count(community.unknown),
            count(community.gap_people),
        )
    };
    assert_eq!(answer(best - 1.0), (20, 10, 10), "too far even downhill all the way");
    assert_eq!(answer(best + 1.0), (20, 20, 0));
    assert_eq!(answer(400.0), (10, 0, 30), "beyond reach whatever the slope");
    assert_eq!(answer(449.0), (20, 0, 20), "460 m are 458.4 at best");
}
