//! Invariants of reach along the streets, on towns and streets made from a seed.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, coord};
use proptest::prelude::*;

use super::{circle, found, place, town};
use crate::coverage::{Asked, Run, Streets, assess, group_totals};
use crate::domain::assessment::{Assessment, Method};
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::provenance::Provenance;
use crate::domain::town::Town;
use crate::streets::{Compounds, LegBarriers, StreetLine, Surroundings, WayClass, WayFacts, build};
use crate::units::Persons;

/// Streets between the crossings of a grid of 150 m, which meet where they share a crossing.
fn streets() -> impl Strategy<Value = Vec<StreetLine>> {
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
                facts: WayFacts::plain(WayClass::Residential),
                stops: Vec::new(),
            }
        });
        lines.collect()
    })
}

fn along(town: &Town, profile: &CircleProfile, streets: &[StreetLine], walls: &[[Coord<f64>; 2]]) -> Assessment {
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
            network: &Arc::new(build(streets, None)),
            surroundings: &Arc::new(Surroundings::new(Some(barriers), Compounds::default())),
            water: None,
            barrier_names: &names,
            profiles: &BTreeMap::new(),
        }),
        provenance: Provenance {
            program: String::new(),
            crs: String::new(),
            method: String::new(),
            spreading: String::new(),
            inputs: Vec::new(),
            circles: Vec::new(),
            catalogue: String::new(),
        },
    };
    assess(town, run, |_, _| {}).expect("shipped travel profiles")
}

fn covered(assessment: &Assessment) -> Persons {
    group_totals(&assessment.circles[0].groups[0], None)
        .expect("assessed")
        .covered
}

/// The toy circle governed by minutes.
fn timed(minutes: f64) -> CircleProfile {
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
            let land = community.residential_land.map_or(0.0, |land| land.0);
            prop_assert!(community.covered_land.0 <= land + 1e-3);
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
    fn hiding_every_street_makes_everybody_unknown(town in town(), minutes in 2.0_f64..20.0) {
        let far = StreetLine {
            id: 1,
            course: vec![coord! { x: 90_000.0, y: 0.0 }, coord! { x: 90_100.0, y: 0.0 }],
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::plain(WayClass::Residential),
            stops: Vec::new(),
        };
        let assessment = along(&town, &timed(minutes), &[far], &[]);
        for community in &found(&assessment).communities {
            prop_assert_eq!(community.unknown, community.people.expect("counted"));
            prop_assert_eq!(community.covered, Persons::NONE);
        }
    }
}
