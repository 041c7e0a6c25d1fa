//! Invariants of reach along the streets, on towns and streets made from a seed.

use std::sync::Arc;

use geo::{Coord, Rect, coord};
use proptest::prelude::*;

use super::made::{bare_town, circle, community, pharmacy, provenance};
use super::{found, place, town};
use crate::coverage::{Asked, Run, Streets, assess, group_totals};
use crate::domain::assessment::{Assessment, Method};
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::demand::Building;
use crate::domain::origin::Origin;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::town::Town;
use crate::streets::{
    Compound, Compounds, Heights, LegBarriers, Network, StreetLine, Surroundings, TravelProfiles, WayClass, WayFacts,
    build,
};
use crate::units::Persons;

/// Streets between the crossings of a grid of 150 m, which meet where they share a crossing. Every fifth is a bridge, onto which no door opens.
pub(super) fn streets() -> impl Strategy<Value = Vec<StreetLine>> {
    let crossing = (0_i32..21, 0_i32..8);
    let street = prop::collection::vec(crossing, 2..6);
    prop::collection::vec(street, 1..30).prop_map(|streets| {
        let lines = streets.into_iter().zip(1..).map(|(mut crossings, id)| {
            crossings.dedup();
            StreetLine {
                id,
                course: crossings
                    .iter()
                    .map(|(x, y)| coord! { x: f64::from(*x) * 150.0, y: f64::from(*y) * 150.0 })
                    .collect(),
                nodes: crossings.iter().map(|(x, y)| i64::from(x * 100 + y)).collect(),
                level: 0,
                facts: WayFacts {
                    raised: id % 5 == 0,
                    ..WayFacts::plain(WayClass::Residential)
                },
                stops: Vec::new(),
                cut_ends: [false; 2],
            }
        });
        lines.collect()
    })
}

pub(super) fn along(
    town: &Town,
    profile: &CircleProfile,
    streets: &[StreetLine],
    walls: &[[Coord<f64>; 2]],
) -> Assessment {
    among(town, profile, streets, walls, Compounds::default())
}

/// On ground with heights, which may have holes.
pub(super) fn uphill(
    town: &Town,
    profile: &CircleProfile,
    streets: &[StreetLine],
    compounds: Compounds,
    heights: &Heights<'_>,
) -> Assessment {
    measured(town, profile, &[], compounds, &Arc::new(build(streets, Some(heights))))
}

fn among(
    town: &Town,
    profile: &CircleProfile,
    streets: &[StreetLine],
    walls: &[[Coord<f64>; 2]],
    compounds: Compounds,
) -> Assessment {
    measured(town, profile, walls, compounds, &Arc::new(build(streets, None)))
}

fn measured(
    town: &Town,
    profile: &CircleProfile,
    walls: &[[Coord<f64>; 2]],
    compounds: Compounds,
    network: &Arc<Network>,
) -> Assessment {
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let barriers = LegBarriers::new(walls.iter().map(<[Coord<f64>; 2]>::as_slice));
    let names = vec!["wall".to_owned(); walls.len()];
    let asked = Asked {
        profile: profile.clone(),
        method: Method::Streets,
    };
    let run = Run {
        circles: &[asked],
        catalogue: &catalogue,
        basis: PopulationBasis::Usual,
        streets: Some(Streets {
            network,
            surroundings: &Arc::new(Surroundings::new(Some(barriers), compounds)),
            water: None,
            travels: &TravelProfiles::shipped().expect("they are sound"),
            barrier_names: &names,
        }),
        provenance: provenance(),
    };
    assess(town, run, |_, _| {}).expect("shipped travel profiles")
}

fn covered(assessment: &Assessment) -> Persons {
    group_totals(&assessment.circles[0].groups[0], None)
        .expect("assessed")
        .covered
}

pub(super) fn home(id: i64, point: Coord<f64>) -> Building {
    Building {
        id,
        point,
        footprint_m2: 100.0,
        levels: 1.0,
        dwelling: true,
        origin: Origin::default(),
    }
}

/// The toy circle governed by minutes.
pub(super) fn timed(minutes: f64) -> CircleProfile {
    let mut profile = circle(1.0);
    profile.metres = None;
    profile.minutes = minutes;
    profile
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn everybody_is_covered_or_in_a_gap_or_unknown(town in town(), streets in streets(), minutes in 2.0_f64..20.0) {
        let assessment = along(&town, &timed(minutes), &streets, &[]);
        let found = found(&assessment);
        for community in &found.communities {
            let all = community.people.expect("every community has a count");
            prop_assert_eq!(community.covered + community.gap_people + community.unknown, all);
            let listed: Persons = found.gaps.iter().filter(|gap| gap.community == community.community).map(|gap| gap.people).sum();
            prop_assert_eq!(listed, community.gap_people);
            prop_assert!(community.severed + community.longer_way <= community.gap_people);
            prop_assert!(community.covered_low <= community.covered && community.covered <= community.covered_high);
            prop_assert!(community.covered_high + community.unknown <= all);
            prop_assert!(community.covered_bound + community.unknown <= all);
            let land = community.residential_land.map_or(0.0, |land| land.0);
            prop_assert!(community.covered_land.0 + community.unknown_land.0 <= land + 1e-3);
        }
        // Of whom no service can tell is not counted as somebody who reaches none.
        for (community, counts) in found.communities.iter().zip(&assessment.circles[0].n_of_m) {
            let counted: Persons = counts.people_by_count.iter().copied().sum();
            prop_assert_eq!(counted + community.unknown, community.people.expect("counted"));
        }
    }

    #[test]
    fn the_straight_line_at_factor_1_is_never_below_the_streets(town in town(), streets in streets(), metres in 50.0_f64..1500.0) {
        for profile in [circle(metres), timed(metres / 66.0)] {
            let assessment = along(&town, &profile, &streets, &[]);
            for community in &found(&assessment).communities {
                prop_assert!(community.covered <= community.covered_bound, "{:?} {:?}", community.covered, community.covered_bound);
            }
        }
    }

    #[test]
    fn a_street_more_never_covers_less_and_a_wall_more_never_covers_more(town in town(), streets in streets(), wall in (place(), place()), minutes in 2.0_f64..20.0) {
        let profile = timed(minutes);
        let all = along(&town, &profile, &streets, &[]);
        prop_assert!(covered(&along(&town, &profile, &streets[1..], &[])) <= covered(&all));
        prop_assert!(covered(&along(&town, &profile, &streets, &[[wall.0, wall.1]])) <= covered(&all));
        prop_assert!(covered(&all) <= covered(&along(&town, &timed(minutes + 1.0), &streets, &[])));
    }

    #[test]
    fn the_order_of_facilities_changes_nothing(town in town(), streets in streets(), minutes in 2.0_f64..20.0) {
        let mut turned = town.clone();
        turned.sites.reverse();
        let (one, other) = (along(&town, &timed(minutes), &streets, &[]), along(&turned, &timed(minutes), &streets, &[]));
        prop_assert_eq!(&found(&one).communities, &found(&other).communities);
        prop_assert_eq!(&found(&one).gaps, &found(&other).gaps);
        prop_assert_eq!(&found(&one).reach, &found(&other).reach);
    }

    #[test]
    fn walls_without_known_gates_give_a_range_that_holds_both_answers(town in town(), streets in streets(), corner in place(), sides in (50.0_f64..900.0, 50.0_f64..900.0), minutes in 2.0_f64..20.0) {
        let ground = Rect::new(corner, corner + coord! { x: sides.0, y: sides.1 }).to_polygon();
        let compound = Compound { ground: ground.clone().into(), gates: Vec::new() };
        let walls: Vec<[Coord<f64>; 2]> = ground.exterior().0.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        let mut profile = timed(minutes);
        profile.speeds.elderly = Some(0.6);
        let range = among(&town, &profile, &streets, &[], Compounds::new(vec![compound]));
        let (open, closed) = (along(&town, &profile, &streets, &[]), along(&town, &profile, &streets, &walls));
        // Homes outside are not asked twice; homes inside are covered at least as the closed walls say, at most as the open ones.
        for (range, open) in found(&range).communities.iter().zip(&found(&open).communities) {
            prop_assert!(range.covered <= open.covered && open.covered <= range.covered + range.unknown);
            let (range, open) = (range.paced[0], open.paced[0]);
            prop_assert!(range.everybody_covered <= open.everybody_covered);
            prop_assert!(open.everybody_covered <= range.everybody_covered + range.everybody_unknown);
        }
        prop_assert!(covered(&closed) <= covered(&open));
        let totals = group_totals(&range.circles[0].groups[0], None).expect("assessed");
        prop_assert_eq!(totals.covered, covered(&closed), "surely is what closed walls leave, of homes and of sites");
        let land = totals.rates.residential_land;
        prop_assert!(land.is_none_or(|rate| rate.yes + rate.unknown <= rate.all + 1e-3));
    }

    #[test]
    fn hiding_every_street_makes_everybody_unknown(town in town(), minutes in 2.0_f64..20.0) {
        let far = StreetLine {
            id: 1,
            course: vec![coord! { x: 90_000.0, y: 0.0 }, coord! { x: 90_100.0, y: 0.0 }],
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::plain(WayClass::Residential),
            stops: Vec::new(),
            cut_ends: [false; 2],
        };
        let assessment = along(&town, &timed(minutes), &[far], &[]);
        for community in &found(&assessment).communities {
            prop_assert_eq!(community.unknown, community.people.expect("counted"));
            prop_assert_eq!(community.covered, Persons::NONE);
        }
    }
}

/// A compound of which nobody knows the gates, with everybody's home in it and the only street outside.
#[test]
fn behind_walls_without_known_gates_nobody_is_counted_in_or_out() {
    let mut town = bare_town(vec![community(0, 100)]);
    town.sites = vec![pharmacy(1, coord! { x: 500.0, y: 0.0 })];
    town.buildings = vec![home(1, coord! { x: 500.0, y: 60.0 })];
    let street = StreetLine {
        id: 1,
        course: vec![coord! { x: 0.0, y: 0.0 }, coord! { x: 1000.0, y: 0.0 }],
        nodes: Vec::new(),
        level: 0,
        facts: WayFacts::plain(WayClass::Residential),
        stops: Vec::new(),
        cut_ends: [false; 2],
    };
    let answer = |gates: Option<Vec<Coord<f64>>>| {
        let ground = Rect::new(coord! { x: 400.0, y: 30.0 }, coord! { x: 600.0, y: 90.0 }).to_polygon();
        let compounds = gates.map_or(Vec::new(), |gates| {
            vec![Compound {
                ground: ground.into(),
                gates,
            }]
        });
        let assessment = among(
            &town,
            &circle(100.0),
            std::slice::from_ref(&street),
            &[],
            Compounds::new(compounds),
        );
        let community = &found(&assessment).communities[0];
        (
            community.covered.0 / Persons::MICRO,
            community.unknown.0 / Persons::MICRO,
        )
    };
    assert_eq!(answer(None), (100, 0), "60 m to the street at the pharmacy's door");
    assert_eq!(
        answer(Some(Vec::new())),
        (0, 100),
        "with the walls closed there is no street within the snap limit"
    );
    assert_eq!(
        answer(Some(vec![coord! { x: 500.0, y: 30.0 }])),
        (100, 0),
        "out by the gate before the pharmacy"
    );
    assert_eq!(
        answer(Some(vec![coord! { x: 400.0, y: 30.0 }])),
        (0, 0),
        "by the far gate it is 134 m and 100 m on"
    );
}

/// A street from one corner to the next.
fn way(id: i64, class: WayClass, from: (f64, i64), to: (f64, i64)) -> StreetLine {
    StreetLine {
        id,
        course: vec![coord! { x: from.0, y: 100.0 }, coord! { x: to.0, y: 100.0 }],
        nodes: vec![from.1, to.1],
        level: 0,
        facts: WayFacts::plain(class),
        stops: Vec::new(),
        cut_ends: [false; 2],
    }
}

#[test]
fn steps_stop_a_wheelchair_and_a_home_that_only_steps_lead_to_is_out_of_its_reach() {
    let mut town = bare_town(vec![community(0, 100)]);
    let mut groups = GroupCounts::UNCOUNTED;
    groups.set(PeopleGroup::Disabled, Some(Persons::whole(10)));
    town.communities[0].populations[0].groups = groups;
    // At the pharmacy's end of the steps, at the other end, and in the middle of them.
    town.buildings = vec![
        home(1, coord! { x: 450.0, y: 100.0 }),
        home(2, coord! { x: 50.0, y: 100.0 }),
    ];
    town.sites.push(pharmacy(1, coord! { x: 500.0, y: 100.0 }));
    let streets = [
        way(1, WayClass::Residential, (0.0, 1), (200.0, 2)),
        way(2, WayClass::Steps, (200.0, 2), (250.0, 3)),
        way(3, WayClass::Residential, (250.0, 3), (500.0, 4)),
    ];
    let mut profile = timed(15.0);
    profile.speeds.wheelchair = Some(0.8);
    let disabled = |assessment: &Assessment| found(assessment).communities[0].paced[0];
    let assessment = along(&town, &profile, &streets, &[]);
    assert_eq!(covered(&assessment), Persons::whole(100), "whoever can walk gets there");
    let on_wheels = disabled(&assessment);
    assert_eq!(
        (on_wheels.covered, on_wheels.unknown),
        (Persons::whole(5), Persons::NONE)
    );
    assert_eq!(on_wheels.everybody_covered, Persons::whole(50));
    // Steps and nothing else.
    let only_steps = [way(2, WayClass::Steps, (0.0, 1), (500.0, 4))];
    let on_wheels = disabled(&along(&town, &profile, &only_steps, &[]));
    assert_eq!((on_wheels.covered, on_wheels.unknown), (Persons::NONE, Persons::NONE));
    // No street at all: nobody can tell.
    let far = [way(4, WayClass::Residential, (5000.0, 1), (6000.0, 2))];
    let on_wheels = disabled(&along(&town, &profile, &far, &[]));
    assert_eq!(
        (on_wheels.covered, on_wheels.unknown),
        (Persons::NONE, Persons::whole(10))
    );
}

#[test]
fn behind_walls_a_group_at_its_own_pace_may_be_unknown_where_everybody_is_known() {
    let mut town = bare_town(vec![community(0, 100)]);
    town.sites.push(pharmacy(1, coord! { x: 500.0, y: 100.0 }));
    town.buildings = vec![home(1, coord! { x: 500.0, y: 160.0 })];
    // By the door in the wall, if there is one, 60 m; else along the street inside, which comes out far away: 910 m.
    let inside = StreetLine {
        course: vec![
            coord! { x: 500.0, y: 170.0 },
            coord! { x: 900.0, y: 170.0 },
            coord! { x: 900.0, y: 100.0 },
        ],
        ..way(2, WayClass::Residential, (0.0, 8), (0.0, 9))
    };
    let inside = StreetLine {
        nodes: vec![7, 8, 9],
        ..inside
    };
    let streets = [
        StreetLine {
            course: vec![coord! { x: 400.0, y: 100.0 }, coord! { x: 900.0, y: 100.0 }],
            ..way(1, WayClass::Residential, (400.0, 6), (900.0, 9))
        },
        inside,
    ];
    let ground = Rect::new(coord! { x: 400.0, y: 130.0 }, coord! { x: 600.0, y: 200.0 }).to_polygon();
    let compound = Compound {
        ground: ground.into(),
        gates: Vec::new(),
    };
    let mut profile = timed(15.0);
    // 990 m for everybody, 450 m for the elderly.
    profile.speeds.elderly = Some(0.5);
    let assessment = among(&town, &profile, &streets, &[], Compounds::new(vec![compound]));
    let community = &found(&assessment).communities[0];
    assert_eq!(
        (community.covered, community.unknown),
        (Persons::whole(100), Persons::NONE)
    );
    let elderly = community.paced[0];
    assert_eq!(
        (elderly.everybody_covered, elderly.everybody_unknown),
        (Persons::NONE, Persons::whole(100))
    );
}
