//! Closed-form cases, and invariants on towns made from a seed.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, coord};
use proptest::prelude::*;

use super::*;
use crate::units::Metres;

const FOOT: WayFacts = WayFacts::plain(WayClass::Residential);

fn walk() -> TravelProfile {
    let mut walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
    walk.speed_mps = 1.0;
    walk
}

fn line(id: i64, course: &[(f64, f64)]) -> StreetLine {
    StreetLine {
        id,
        course: course.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
        nodes: Vec::new(),
        level: 0,
        facts: FOOT,
        stops: Vec::new(),
        cut_ends: [false; 2],
    }
}

fn source(snapper: &Snapper, at: Coord<f64>, label: u32) -> Vec<Source> {
    snapper
        .accesses(at, Metres(100.0))
        .into_iter()
        .map(|access| Source {
            position: access.position,
            seconds: access.leg_m,
            label,
        })
        .collect()
}

/// Seconds from a place to the nearest source, its own leg counted.
fn cost(reach: &Reach<'_>, snapper: &Snapper, at: Coord<f64>) -> Option<f64> {
    let costs = snapper.accesses(at, Metres(100.0)).into_iter().filter_map(|access| {
        let cost = reach.at(access.position)?;
        Some(cost.seconds + access.leg_m)
    });
    costs.min_by(f64::total_cmp)
}

#[test]
fn a_street_is_walked_from_door_to_door_and_cut_at_the_limit() {
    let network = Arc::new(build(&[line(1, &[(0.0, 0.0), (500.0, 0.0), (500.0, 300.0)])], None));
    let profile = walk();
    let weighted = Weighted::new(&network, &profile);
    let snapper = Snapper::new(&weighted, None);
    let door = coord! { x: 100.0, y: 20.0 };
    let reach = Reach::search(&weighted, Direction::ToSource, source(&snapper, door, 7), 600.0);
    // 20 m to the street, 400 m and 100 m on it, 10 m from it to the home.
    assert!((cost(&reach, &snapper, coord! { x: 490.0, y: 100.0 }).expect("in reach") - 530.0).abs() < 1e-6);
    assert_eq!(cost(&reach, &snapper, coord! { x: 490.0, y: 200.0 }), None);
    let parts = reach.parts();
    let last = parts.last().expect("something is reached");
    assert!(
        (last.to_m - 680.0).abs() < 1e-6,
        "100 m in, 580 m left of the limit: {parts:?}"
    );
    assert!((last.to_seconds - 600.0).abs() < 1e-6);
}

#[test]
fn a_bridge_is_not_joined_to_what_it_crosses_and_a_crossing_on_one_level_is() {
    let across = |level: i32| {
        let mut bridge = line(2, &[(100.0, -100.0), (100.0, 100.0)]);
        bridge.level = level;
        let network = Arc::new(build(&[line(1, &[(0.0, 0.0), (200.0, 0.0)]), bridge], None));
        (
            network.node_count(),
            network.report().crossings_joined,
            network.report().crossings_apart,
        )
    };
    assert_eq!(across(0), (5, 1, 0));
    assert_eq!(across(1), (4, 0, 1));
}

#[test]
fn an_end_that_stops_half_a_metre_short_is_joined_and_one_of_two_metres_is_not() {
    let nodes = |gap: f64| {
        let network = Arc::new(build(
            &[
                line(1, &[(0.0, 0.0), (200.0, 0.0)]),
                line(2, &[(100.0, 90.0), (100.0, gap)]),
            ],
            None,
        ));
        (network.node_count(), network.report().ends_joined)
    };
    assert_eq!(nodes(0.4), (4, 1));
    assert_eq!(nodes(2.0), (4, 0));
    let joined = Arc::new(build(
        &[
            line(1, &[(0.0, 0.0), (200.0, 0.0)]),
            line(2, &[(100.0, 90.0), (100.0, 0.4)]),
        ],
        None,
    ));
    let profile = walk();
    assert_eq!(components(&Weighted::new(&joined, &profile)).parts.len(), 1);
    let apart = Arc::new(build(
        &[
            line(1, &[(0.0, 0.0), (200.0, 0.0)]),
            line(2, &[(100.0, 90.0), (100.0, 2.0)]),
        ],
        None,
    ));
    assert_eq!(components(&Weighted::new(&apart, &profile)).parts.len(), 2);
}

#[test]
fn streets_with_numbers_meet_by_them_alone() {
    let mut one = line(1, &[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)]);
    one.nodes = vec![10, 11, 12];
    let mut other = line(2, &[(100.0, -50.0), (100.0, 0.0), (100.0, 50.0)]);
    other.nodes = vec![20, 21, 22];
    assert_eq!(
        build(&[one.clone(), other.clone()], None).node_count(),
        4,
        "a bridge drawn over a street's corner"
    );
    other.nodes[1] = 11;
    assert_eq!(build(&[one, other], None).node_count(), 5);
}

#[test]
fn a_closed_gate_lets_nobody_through_and_an_open_one_costs_nothing() {
    let through = |foot: Said| {
        let mut street = line(1, &[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)]);
        let gate = StopFacts {
            obstacle: Obstacle::Gate,
            foot,
            ..StopFacts::CLOSED
        };
        street.stops = vec![(1, gate)];
        let network = Arc::new(build(&[street], None));
        let profile = walk();
        let weighted = Weighted::new(&network, &profile);
        let snapper = Snapper::new(&weighted, None);
        let reach = Reach::search(
            &weighted,
            Direction::ToSource,
            source(&snapper, coord! { x: 0.0, y: 0.0 }, 0),
            1000.0,
        );
        (
            cost(&reach, &snapper, coord! { x: 50.0, y: 0.0 }),
            cost(&reach, &snapper, coord! { x: 200.0, y: 0.0 }),
        )
    };
    assert_eq!(through(Said::Yes), (Some(50.0), Some(200.0)));
    // On the far side only the leg to the near side is left, which is the snap limit's affair.
    assert_eq!(through(Said::Private).0, Some(50.0));
    assert_eq!(
        through(Said::Private).1,
        Some(200.0),
        "the straight leg of 100 m back to the gate's near side"
    );
}

#[test]
fn nobody_swims_to_a_street() {
    let network = Arc::new(build(
        &[
            line(1, &[(0.0, 0.0), (200.0, 0.0)]),
            line(2, &[(0.0, 60.0), (200.0, 60.0)]),
        ],
        None,
    ));
    let profile = walk();
    let weighted = Weighted::new(&network, &profile);
    let river = [coord! { x: -50.0, y: 30.0 }, coord! { x: 250.0, y: 30.0 }];
    let barriers = Arc::new(LegBarriers::new([river.as_slice()]));
    let home = coord! { x: 100.0, y: 20.0 };
    let count = |barriers| Snapper::new(&weighted, barriers).accesses(home, Metres(100.0)).len();
    assert_eq!((count(None), count(Some(&barriers))), (2, 1));
}

#[test]
fn slopes_follow_tobler_and_turning_them_over_swaps_the_directions() {
    let profile = walk();
    let up = |places: &[Coord<f64>]| places.iter().map(|at| Some((at.x * 0.1) as f32)).collect::<Vec<_>>();
    let down = |places: &[Coord<f64>]| places.iter().map(|at| Some((-at.x * 0.1) as f32)).collect::<Vec<_>>();
    let streets = [line(1, &[(0.0, 0.0), (900.0, 0.0)])];
    let seconds = |heights: &Heights<'_>| {
        let network = Arc::new(build(&streets, Some(heights)));
        let weighted = Weighted::new(&network, &profile);
        [
            weighted.seconds_between(0, 0.0, 900.0),
            weighted.seconds_between(0, 900.0, 0.0),
        ]
    };
    let [there, back] = seconds(&up);
    assert!((there.expect("open") - 900.0 / tobler(0.1)).abs() < 0.01);
    assert!((back.expect("open") - 900.0 / tobler(-0.1)).abs() < 0.01);
    let [again, before] = seconds(&down);
    assert_eq!((again, before), (back, there));
}

#[test]
fn unknown_heights_are_flat_and_counted() {
    let heights = |places: &[Coord<f64>]| {
        places
            .iter()
            .map(|at| (at.x < 450.0).then_some(5.0))
            .collect::<Vec<_>>()
    };
    let network = Arc::new(build(&[line(1, &[(0.0, 0.0), (900.0, 0.0)])], Some(&heights)));
    let profile = walk();
    let seconds = Weighted::new(&network, &profile)
        .seconds_between(0, 0.0, 900.0)
        .expect("open");
    assert!((seconds - 900.0).abs() < 1e-9);
    assert!(network.report().heights_unknown > 0);
}

#[test]
fn a_route_gives_its_length_climb_and_course() {
    let up = |places: &[Coord<f64>]| places.iter().map(|at| Some((at.y * 0.05) as f32)).collect::<Vec<_>>();
    let network = Arc::new(build(
        &[
            line(1, &[(0.0, 0.0), (300.0, 0.0)]),
            line(2, &[(300.0, 0.0), (300.0, 400.0)]),
        ],
        Some(&up),
    ));
    let profile = walk();
    let weighted = Weighted::new(&network, &profile);
    let snapper = Snapper::new(&weighted, None);
    let reach = Reach::search(
        &weighted,
        Direction::ToSource,
        source(&snapper, coord! { x: 300.0, y: 400.0 }, 3),
        3600.0,
    );
    let from = snapper
        .nearest(coord! { x: 0.0, y: 0.0 }, Metres(10.0))
        .expect("on the street");
    let route = reach.route(from.position).expect("there is a way");
    assert_eq!(route.label, 3);
    assert!((route.metres - 700.0).abs() < 1e-6);
    assert!((route.climb_m.expect("known") - 20.0).abs() < 0.01);
    assert_eq!(route.course.first(), Some(&coord! { x: 0.0, y: 0.0 }));
    assert_eq!(route.course.last(), Some(&coord! { x: 300.0, y: 400.0 }));
    assert!((route.legs.iter().map(|leg| leg.seconds).sum::<f64>() - route.seconds).abs() < 1e-6);
}

/// A town on a grid of 10 m with streets between random corners; ways share corners by place.
fn towns() -> impl Strategy<Value = Vec<StreetLine>> {
    let corner = (0_i32..8, 0_i32..8);
    let street = prop::collection::vec(corner, 2..5);
    prop::collection::vec((street, 0_u8..4), 1..18).prop_map(|streets| {
        let lines = streets.into_iter().zip(1..).map(|((mut corners, kind), id)| {
            corners.dedup();
            if corners.len() < 2 {
                corners.push(((corners[0].0 + 1) % 8, corners[0].1));
            }
            let course: Vec<(f64, f64)> = corners
                .iter()
                .map(|(x, y)| (f64::from(*x) * 97.0, f64::from(*y) * 83.0))
                .collect();
            let mut line = line(id, &course);
            // By number, as in an extract: only corners meet.
            line.nodes = corners.iter().map(|(x, y)| i64::from(x * 100 + y)).collect();
            if kind == 0 {
                line.facts.class = WayClass::Steps;
            }
            line
        });
        lines.collect()
    })
}

/// All corners of a town with the cost of walking from each to the nearest source corner, by relaxing until nothing changes.
fn brute(streets: &[StreetLine], sources: &[(i64, f64)], limit: f64) -> BTreeMap<i64, f64> {
    let profile = walk();
    let mut costs: BTreeMap<i64, f64> = BTreeMap::new();
    for (node, seconds) in sources {
        let known = costs.entry(*node).or_insert(*seconds);
        *known = known.min(*seconds);
    }
    loop {
        let mut changed = false;
        for street in streets {
            let share = profile.shares(&street.facts)[0].unwrap_or(0.0);
            for (pair, nodes) in street.course.windows(2).zip(street.nodes.windows(2)) {
                let step = (pair[1] - pair[0]).x.hypot((pair[1] - pair[0]).y) / share;
                for (from, to) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
                    let Some(cost) = costs.get(&from).map(|cost| cost + step) else {
                        continue;
                    };
                    if cost <= limit && costs.get(&to).is_none_or(|known| cost < known - 1e-9) {
                        costs.insert(to, cost);
                        changed = true;
                    }
                }
            }
        }
        if !changed {
            return costs;
        }
    }
}

fn places(streets: &[StreetLine]) -> BTreeMap<i64, Coord<f64>> {
    streets
        .iter()
        .flat_map(|street| street.nodes.iter().copied().zip(street.course.iter().copied()))
        .collect()
}

/// The cost at every corner through the network: at positions, wherever the corner lies on an edge.
fn ours(streets: &[StreetLine], doors: &[Coord<f64>], limit: f64) -> BTreeMap<i64, f64> {
    let network = Arc::new(build(streets, None));
    let profile = walk();
    let weighted = Weighted::new(&network, &profile);
    let snapper = Snapper::new(&weighted, None);
    let sources = doors.iter().zip(0..).flat_map(|(door, label)| {
        let exact = snapper.accesses(*door, Metres(0.01));
        exact.into_iter().map(move |access| Source {
            position: access.position,
            seconds: 0.0,
            label,
        })
    });
    let reach = Reach::search(&weighted, Direction::ToSource, sources.collect(), limit);
    places(streets)
        .into_iter()
        .filter_map(|(node, at)| {
            // Positions of this very corner, not of another street that crosses it: those share no number.
            let costs = (0..network.edge_count() as u32).filter_map(|edge| {
                let street = &streets[(network.street(edge) - 1) as usize];
                let own = street.nodes.contains(&node);
                let access = snap::nearest(&network, edge, at);
                (own && access.leg_m < 0.001).then(|| reach.at(access.position))?
            });
            let best = costs.map(|cost| cost.seconds).min_by(f64::total_cmp)?;
            Some((node, best))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn costs_are_those_of_relaxing_until_nothing_changes(streets in towns(), picks in prop::collection::vec(0_usize..64, 1..4), limit in 100.0_f64..900.0) {
        let all: Vec<(i64, Coord<f64>)> = places(&streets).into_iter().collect();
        let chosen: Vec<(i64, Coord<f64>)> = picks.iter().map(|pick| all[pick % all.len()]).collect();
        // A street that passes over a corner without its number is no part of it: only such towns are asked.
        let doors: Vec<Coord<f64>> = chosen.iter().map(|(_, at)| *at).collect();
        let clean = streets.iter().all(|street| street.course.windows(2).zip(street.nodes.windows(2)).all(|(pair, nodes)| all.iter().all(|(node, at)| {
            nodes.contains(node) || off(*at, pair[0], pair[1]) > 0.02
        })));
        prop_assume!(clean);
        let expected = brute(&streets, &chosen.iter().map(|(node, _)| (*node, 0.0)).collect::<Vec<_>>(), limit);
        let found = ours(&streets, &doors, limit);
        for (node, cost) in &expected {
            if *cost < limit - 0.01 {
                let own = found.get(node).copied();
                prop_assert!(own.is_some_and(|own| (own - cost).abs() < 0.001), "corner {node}: {own:?}, expected {cost}");
            }
        }
        for (node, cost) in &found {
            prop_assert!(expected.contains_key(node) || *cost > limit - 0.01, "corner {node} is not reached");
        }
    }

    #[test]
    fn a_street_more_never_shrinks_reach_and_a_closed_one_never_grows_it(streets in towns(), door in (0.0_f64..700.0, 0.0_f64..600.0), homes in prop::collection::vec((0.0_f64..700.0, 0.0_f64..600.0), 1..12)) {
        let with = |streets: &[StreetLine]| {
            let network = Arc::new(build(streets, None));
            let profile = walk();
            let weighted = Weighted::new(&network, &profile);
            let snapper = Snapper::new(&weighted, None);
            let reach = Reach::search(&weighted, Direction::ToSource, source(&snapper, coord! { x: door.0, y: door.1 }, 0), 900.0);
            homes.iter().map(|home| cost(&reach, &snapper, coord! { x: home.0, y: home.1 })).collect::<Vec<_>>()
        };
        let (all, fewer) = (with(&streets), with(&streets[..streets.len() - 1]));
        for (all, fewer) in all.iter().zip(&fewer) {
            if let Some(fewer) = fewer {
                prop_assert!(all.is_some_and(|all| all <= fewer + 1e-6), "{all:?} {fewer:?}");
            }
        }
    }

    #[test]
    fn parts_hold_exactly_what_is_within(streets in towns(), door in (0.0_f64..700.0, 0.0_f64..600.0), limit in 50.0_f64..700.0) {
        let network = Arc::new(build(&streets, None));
        let profile = walk();
        let weighted = Weighted::new(&network, &profile);
        let snapper = Snapper::new(&weighted, None);
        let reach = Reach::search(&weighted, Direction::FromSource, source(&snapper, coord! { x: door.0, y: door.1 }, 0), limit);
        let parts = reach.parts();
        let wide = Reach::search(&weighted, Direction::FromSource, source(&snapper, coord! { x: door.0, y: door.1 }, 0), 1e6);
        for edge in 0..network.edge_count() as u32 {
            for step in 0..=20 {
                let along_m = network.length(edge) * f64::from(step) / 20.0;
                let inside = parts.iter().any(|part| part.edge == edge && part.from_m - 1e-4 <= along_m && along_m <= part.to_m + 1e-4);
                let cost = wide.at(Position { edge, along_m }).map(|cost| cost.seconds);
                match cost {
                    Some(cost) if cost < limit - 1e-3 => prop_assert!(inside, "{cost} is within {limit}"),
                    Some(cost) if cost > limit + 1e-3 => prop_assert!(!inside, "{cost} is beyond {limit}"),
                    Some(_) => {}
                    None => prop_assert!(!inside),
                }
            }
        }
    }

    #[test]
    fn a_route_is_as_long_as_its_cost(streets in towns(), door in (0.0_f64..700.0, 0.0_f64..600.0), home in (0.0_f64..700.0, 0.0_f64..600.0), to_source in any::<bool>()) {
        let network = Arc::new(build(&streets, None));
        let profile = walk();
        let weighted = Weighted::new(&network, &profile);
        let snapper = Snapper::new(&weighted, None);
        let direction = if to_source { Direction::ToSource } else { Direction::FromSource };
        let sources = source(&snapper, coord! { x: door.0, y: door.1 }, 0);
        let reach = Reach::search(&weighted, direction, sources.clone(), 5000.0);
        for access in snapper.accesses(coord! { x: home.0, y: home.1 }, Metres(100.0)) {
            let Some(cost) = reach.at(access.position) else { continue };
            let route = reach.route(access.position).expect("what is reached has a way");
            let on_street: f64 = route.legs.iter().map(|leg| leg.seconds).sum();
            let legs: Vec<f64> = sources.iter().map(|source| source.seconds + on_street).collect();
            prop_assert!(legs.iter().any(|sum| (sum - cost.seconds).abs() < 1e-6), "{legs:?} {cost:?}");
        }
    }
}

/// How far a place is from a segment.
fn off(at: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let way = to - from;
    let square = way.x * way.x + way.y * way.y;
    let along = if square > 0.0 {
        (((at - from).x * way.x + (at - from).y * way.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = from + way * along;
    (at - nearest).x.hypot((at - nearest).y)
}
