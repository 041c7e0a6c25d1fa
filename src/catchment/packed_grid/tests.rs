//! The grid against a search through all points.

use proptest::prelude::*;

use super::*;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

fn by_hand(points: &[Coord<f64>], from: Coord<f64>, radius: f64) -> Vec<Nearest> {
    let indexed = points.iter().zip(0..).filter(|(point, _)| is_finite(point));
    let mut found: Vec<Nearest> = indexed
        .map(|(point, index)| Nearest {
            index,
            distance_squared: squared(point.x - from.x) + squared(point.y - from.y),
        })
        .filter(|one| one.distance_squared <= squared(radius))
        .collect();
    found.sort_by(|a, b| {
        a.distance_squared
            .total_cmp(&b.distance_squared)
            .then(a.index.cmp(&b.index))
    });
    found
}

fn each_within(grid: &PackedGrid, from: Coord<f64>, radius: f64) -> Vec<Nearest> {
    let mut found = Vec::new();
    grid.for_each_within(from, radius, |index, distance_squared| {
        found.push(Nearest {
            index,
            distance_squared,
        });
    });
    found.sort_by(|a, b| {
        a.distance_squared
            .total_cmp(&b.distance_squared)
            .then(a.index.cmp(&b.index))
    });
    found
}

/// Every answer of the grid against looking at all points.
fn check(points: &[Coord<f64>], queries: &[Coord<f64>], reach: f64, radius: f64) -> Result<(), TestCaseError> {
    let grid = PackedGrid::build(points, reach);
    prop_assert!(grid.starts.len() <= 3 * points.len() + 5);
    prop_assert_eq!(grid.len(), points.iter().filter(|point| is_finite(point)).count());
    let bulk = nearest_within_all(points, queries, radius);
    prop_assert_eq!(bulk.len(), queries.len());
    for (&from, answer) in queries.iter().zip(bulk) {
        let within = by_hand(points, from, radius);
        prop_assert_eq!(grid.nearest_within(from, radius), within.first().copied());
        prop_assert_eq!(answer, within.first().copied());
        prop_assert_eq!(
            grid.nearest(from),
            by_hand(points, from, f64::INFINITY).first().copied()
        );
        prop_assert_eq!(each_within(&grid, from, radius), within);
    }
    Ok(())
}

/// Whole metres of a small square: many duplicates, ties and points exactly on the radius.
fn on_a_lattice() -> impl Strategy<Value = Coord<f64>> {
    (-9..=9_i32, -9..=9_i32).prop_map(|(x, y)| at(f64::from(x), f64::from(y)))
}

/// Mostly two towns far apart, with strays far away.
fn in_towns() -> impl Strategy<Value = Coord<f64>> {
    let town = |x: f64, y: f64| (-5e3..5e3, -5e3..5e3).prop_map(move |(dx, dy)| at(x + dx, y + dy));
    prop_oneof![
        9 => town(500_000.0, 4_400_000.0),
        9 => town(2_900_000.0, 2_500_000.0),
        1 => (-1e9..1e9, -1e9..1e9).prop_map(|(x, y)| at(x, y)),
    ]
}

/// Any finite coordinates at all, near the least and the greatest of `f64` too.
fn anywhere() -> impl Strategy<Value = Coord<f64>> {
    let any = || {
        prop_oneof![
            any::<f64>().prop_filter("finite", |v| v.is_finite()),
            Just(0.0),
            Just(f64::MAX)
        ]
    };
    (any(), any()).prop_map(|(x, y)| at(x, y))
}

fn some<T: std::fmt::Debug>(one: impl Strategy<Value = T>, most: usize) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(one, 0..most)
}

proptest! {
    #[test]
    fn lattice_points_with_ties_are_answered_as_by_hand(
        points in some(on_a_lattice(), 200), queries in some(on_a_lattice(), 20),
        reach in 0..8_i32, radius in 0..30_i32,
    ) {
        check(&points, &queries, f64::from(reach), f64::from(radius))?;
    }

    #[test]
    fn towns_with_strays_are_answered_as_by_hand(
        points in some(in_towns(), 400), queries in some(in_towns(), 20),
        reach in 0.0..1e5, radius in prop_oneof![Just(1000.0), 0.0..2e4, 0.0..2e9],
    ) {
        check(&points, &queries, reach, radius)?;
    }

    #[test]
    fn coordinates_of_any_size_are_answered_as_by_hand(
        points in some(anywhere(), 60), queries in some(anywhere(), 10),
        reach in any::<f64>(), radius in any::<f64>().prop_map(f64::abs).prop_filter("a number", |r| !r.is_nan()),
    ) {
        check(&points, &queries, reach, radius)?;
    }

    #[test]
    fn a_tiny_extent_is_answered_as_by_hand(
        points in some((0.0..1e-9, 0.0..1e-9), 100), queries in some((-1e-9..2e-9, -1e-9..2e-9), 10),
        reach in 0.0..1e-9, radius in 0.0..1e-9,
    ) {
        let coords = |pairs: Vec<(f64, f64)>| pairs.into_iter().map(|(x, y)| at(x, y)).collect::<Vec<_>>();
        check(&coords(points), &coords(queries), reach, radius)?;
    }

    #[test]
    fn points_on_one_line_are_answered_as_by_hand(
        along in some(-1e6..1e6, 200), queries in some(in_towns(), 10), upright in any::<bool>(), radius in 0.0..1e6,
    ) {
        let points: Vec<_> = along.into_iter().map(|v| if upright { at(7.0, v) } else { at(v, 7.0) }).collect();
        check(&points, &queries, 1000.0, radius)?;
    }
}

#[test]
fn an_empty_grid_finds_nothing() {
    let grid = PackedGrid::build(&[], 1000.0);
    assert!(grid.is_empty());
    assert_eq!(grid.len(), 0);
    assert_eq!(grid.nearest(at(1.0, 2.0)), None);
    assert_eq!(grid.nearest_within(at(1.0, 2.0), f64::INFINITY), None);
    grid.for_each_within(at(1.0, 2.0), 1e9, |index, _| unreachable!("found {index}"));
    assert_eq!(nearest_within_all(&[], &[at(0.0, 0.0)], 10.0), [None]);
    assert_eq!(nearest_within_all(&[at(0.0, 0.0)], &[], 10.0), []);
}

#[test]
fn of_points_at_one_place_the_first_is_nearest() {
    let points = vec![at(3.0, 4.0); 5000];
    let grid = PackedGrid::build(&points, 1000.0);
    let first = Some(Nearest {
        index: 0,
        distance_squared: 25.0,
    });
    assert_eq!(grid.nearest(at(0.0, 0.0)), first);
    assert_eq!(grid.nearest_within(at(0.0, 0.0), 5.0), first);
    assert_eq!(grid.nearest_within(at(0.0, 0.0), 4.999), None);
    assert_eq!(each_within(&grid, at(0.0, 0.0), 5.0).len(), 5000);
}

#[test]
fn a_radius_of_nought_finds_only_the_same_place() {
    let grid = PackedGrid::build(&[at(0.0, 0.0), at(1e-9, 0.0)], 0.0);
    assert_eq!(grid.nearest_within(at(0.0, 0.0), 0.0).map(|one| one.index), Some(0));
    assert_eq!(grid.nearest_within(at(0.0, 1e-9), 0.0), None);
}

#[test]
fn a_query_far_outside_still_finds_the_nearest() {
    let points: Vec<_> = (0..1000)
        .map(|i| at(f64::from(i % 40) * 50.0, f64::from(i / 40) * 50.0))
        .collect();
    let grid = PackedGrid::build(&points, 50.0);
    for (from, index) in [
        (at(-1e12, -1e12), 0),
        (at(1e9, -1e9), 39),
        (at(-1e9, 1e9), 960),
        (at(1e12, 1e12), 999),
    ] {
        assert_eq!(grid.nearest(from).map(|one| one.index), Some(index), "{from:?}");
        assert_eq!(grid.nearest_within(from, 1000.0), None, "{from:?}");
    }
}

#[test]
fn what_is_not_finite_is_never_found_and_finds_nothing() {
    let odd = [
        at(f64::NAN, 0.0),
        at(0.0, f64::INFINITY),
        at(f64::NEG_INFINITY, f64::NAN),
    ];
    let points = [odd[0], odd[1], at(5.0, 5.0), odd[2]];
    let grid = PackedGrid::build(&points, f64::NAN);
    assert_eq!(grid.len(), 1);
    assert_eq!(grid.nearest(at(0.0, 0.0)).map(|one| one.index), Some(2));
    for from in odd {
        assert_eq!(grid.nearest(from), None);
        assert_eq!(grid.nearest_within(from, f64::INFINITY), None);
        grid.for_each_within(from, 1e9, |index, _| unreachable!("found {index}"));
    }
    for radius in [-1.0, f64::NAN] {
        assert_eq!(grid.nearest_within(at(5.0, 5.0), radius), None);
        grid.for_each_within(at(5.0, 5.0), radius, |index, _| unreachable!("found {index}"));
    }
    assert_eq!(nearest_within_all(&points, &odd, 1e9), [None; 3]);
}

#[test]
fn answers_over_many_pieces_do_not_depend_on_the_number_of_threads() {
    // Steps of an additive recurrence spread over a square; every tenth point is a duplicate.
    let spread = |i: u32, side: f64| {
        at(
            (f64::from(i) * 0.754_877_666_2).fract() * side,
            (f64::from(i) * 0.569_840_290_9).fract() * side,
        )
    };
    let points: Vec<_> = (0..150_000).map(|i| spread(i / 10 * 10 + i % 9, 100_000.0)).collect();
    let queries: Vec<_> = (0..140_000).map(|i| spread(i * 3 + 1, 101_000.0)).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        pool.install(|| nearest_within_all(&points, &queries, 200.0))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(5));
    for i in (0..queries.len()).step_by(3001) {
        assert_eq!(
            one[i],
            by_hand(&points, queries[i], 200.0).first().copied(),
            "query {i}"
        );
    }
}
