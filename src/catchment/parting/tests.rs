//! Closed-form cases on made grids, a brute-force judge, and invariants on towns made from a seed.

use std::sync::Arc;

use geo::{Area, BooleanOps, Coord, Intersects, MultiPolygon, Point, Rect, coord, unary_union};
use proptest::prelude::*;

use super::{Parted, Seat, Ways, part};
use crate::streets::{Doors, StreetLine, Surroundings, TravelProfile, WayClass, WayFacts, Weighted, build};

fn rect(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north })
        .to_polygon()
        .into()
}

fn street(id: i64, course: &[(f64, f64)], class: WayClass) -> StreetLine {
    StreetLine {
        id,
        course: course.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
        nodes: Vec::new(),
        level: 0,
        facts: WayFacts::plain(class),
        stops: Vec::new(),
        cut_ends: [false; 2],
    }
}

/// Streets `step` metres apart, `columns` by `rows` blocks of them, from the origin on.
fn grid(columns: u32, rows: u32, step: f64) -> Vec<StreetLine> {
    let (wide, high) = (f64::from(columns) * step, f64::from(rows) * step);
    let across = (0..=rows).map(|k| [(0.0, f64::from(k) * step), (wide, f64::from(k) * step)]);
    let up = (0..=columns).map(|k| [(f64::from(k) * step, 0.0), (f64::from(k) * step, high)]);
    across
        .chain(up)
        .zip(1..)
        .map(|(course, id)| street(id, &course, WayClass::Residential))
        .collect()
}

struct Town {
    weighted: Weighted,
    doors: Doors,
    barriers: Vec<[Coord<f64>; 2]>,
}

impl Town {
    fn new(streets: &[StreetLine], barrier: &[(f64, f64)]) -> Self {
        let network = Arc::new(build(streets, None));
        let walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
        let weighted = Weighted::new(&network, &walk);
        let line: Vec<Coord<f64>> = barrier.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect();
        let legs = crate::streets::LegBarriers::new([line.as_slice()]);
        let around = Surroundings::new(Some(legs), crate::streets::Compounds::default());
        let doors = Doors::new(&weighted, &Arc::new(around));
        Self {
            weighted,
            doors,
            barriers: line.windows(2).map(|pair| [pair[0], pair[1]]).collect(),
        }
    }

    fn ways(&self) -> Ways<'_> {
        Ways {
            weighted: &self.weighted,
            doors: &self.doors,
            barriers: &self.barriers,
        }
    }
}

fn seat(x: f64, y: f64, area: u32) -> Seat {
    Seat {
        at: coord! { x: x, y: y },
        parent: 0,
        area,
    }
}

fn parted(parents: &[MultiPolygon<f64>], seats: &[Seat], town: Option<&Town>) -> Parted {
    let areas = seats.iter().map(|seat| seat.area + 1).max().unwrap_or(0);
    let ways = town.map(Town::ways);
    part(parents, seats, areas as usize, ways.as_ref())
}

fn off(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    a.xor(b).unsigned_area()
}

#[test]
fn without_streets_ground_is_parted_halfway() {
    let found = parted(
        &[rect(0.0, 0.0, 1000.0, 400.0)],
        &[seat(100.0, 200.0, 0), seat(500.0, 200.0, 1)],
        None,
    );
    assert!(off(&found.areas[0], &rect(0.0, 0.0, 300.0, 400.0)) < 1.0);
    assert!(off(&found.areas[1], &rect(300.0, 0.0, 1000.0, 400.0)) < 1.0);
    assert_eq!((found.whole_blocks, found.cut_blocks), (0, 1));
}

#[test]
fn blocks_go_whole_to_the_seat_that_is_nearest_along_streets() {
    // Seven by three blocks of 100 m; the seats stand in the outer blocks, and the middle column is as near to both: the lower has it.
    let town = Town::new(&grid(7, 3, 100.0), &[]);
    let found = parted(
        &[rect(0.0, 0.0, 700.0, 300.0)],
        &[seat(50.0, 150.0, 0), seat(650.0, 150.0, 1)],
        Some(&town),
    );
    assert!(off(&found.areas[0], &rect(0.0, 0.0, 400.0, 300.0)) < 1e-6);
    assert!(off(&found.areas[1], &rect(400.0, 0.0, 700.0, 300.0)) < 1e-6);
    assert_eq!((found.whole_blocks, found.cut_blocks), (21, 0));
}

#[test]
fn the_way_goes_on_from_the_street_to_the_middle_of_the_block() {
    // From the seat in the south-west it is 15 m to the corner of the middle block and 71 m on; from the one below 20 m and 50 m on.
    let town = Town::new(&grid(3, 3, 100.0), &[]);
    let seats = [seat(90.0, 95.0, 0), seat(150.0, 80.0, 1)];
    let found = parted(&[rect(0.0, 0.0, 300.0, 300.0)], &seats, Some(&town));
    let middle = rect(100.0, 100.0, 200.0, 200.0);
    assert!(middle.difference(&found.areas[1]).unsigned_area() < 1e-6);
}

#[test]
fn along_a_river_without_a_bridge_the_border_is_the_river() {
    // Streets on both banks end at the water; the seat in the west is far from the river, the one in the east right beside it.
    let mut streets = grid(4, 6, 100.0);
    for street in grid(4, 6, 100.0) {
        let course: Vec<(f64, f64)> = street.course.iter().map(|at| (at.x + 460.0, at.y)).collect();
        streets.push(self::street(street.id + 100, &course, WayClass::Residential));
    }
    let river = [
        (430.0, -50.0),
        (445.0, 100.0),
        (410.0, 250.0),
        (440.0, 400.0),
        (430.0, 650.0),
    ];
    let town = Town::new(&streets, &river);
    let whole = rect(-20.0, -20.0, 880.0, 620.0);
    let seats = [seat(20.0, 300.0, 0), seat(470.0, 300.0, 1)];
    let found = parted(std::slice::from_ref(&whole), &seats, Some(&town));
    let mut west: Vec<Coord<f64>> = river.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect();
    west.extend([coord! { x: -100.0, y: 650.0 }, coord! { x: -100.0, y: -50.0 }]);
    let bank: MultiPolygon<f64> = geo::Polygon::new(west.into(), Vec::new()).into();
    // Rounded to millimetres where the river enters and leaves.
    assert!(off(&found.areas[0], &bank.intersection(&whole)) < 0.1);
    assert!(off(&found.areas[1], &whole.difference(&bank)) < 0.1);
    // Over a bridge the eastern seat is the nearer one for blocks on the western bank.
    streets.push(street(500, &[(400.0, 300.0), (460.0, 300.0)], WayClass::Residential));
    let bridged = parted(&[whole], &seats, Some(&Town::new(&streets, &river)));
    assert!(bridged.areas[1].intersection(&bank).unsigned_area() > 20_000.0);
}

#[test]
fn a_block_with_several_seats_is_cut_between_them_and_footways_do_not_make_blocks() {
    let mut streets = grid(2, 1, 100.0);
    streets.push(street(50, &[(0.0, 70.0), (100.0, 70.0)], WayClass::Footway));
    let town = Town::new(&streets, &[]);
    let seats = [seat(20.0, 50.0, 0), seat(80.0, 50.0, 1), seat(150.0, 50.0, 2)];
    let found = parted(&[rect(0.0, 0.0, 200.0, 100.0)], &seats, Some(&town));
    assert!(off(&found.areas[0], &rect(0.0, 0.0, 50.0, 100.0)) < 0.1);
    assert!(off(&found.areas[1], &rect(50.0, 0.0, 100.0, 100.0)) < 0.1);
    assert!(off(&found.areas[2], &rect(100.0, 0.0, 200.0, 100.0)) < 1e-6);
    assert_eq!((found.whole_blocks, found.cut_blocks), (1, 1));
}

#[test]
fn the_strip_between_two_carriageways_goes_with_the_block_beside_it() {
    // A road of two carriageways, 12 m apart, between the two rows of blocks: each row has a seat.
    let mut streets = grid(4, 1, 100.0);
    for street in grid(4, 1, 100.0) {
        let course: Vec<(f64, f64)> = street.course.iter().map(|at| (at.x, 112.0 + at.y * 1.5)).collect();
        streets.push(self::street(street.id + 100, &course, WayClass::Residential));
    }
    for k in 0..=4 {
        let x = f64::from(k) * 100.0;
        streets.push(street(
            200 + i64::from(k),
            &[(x, 100.0), (x, 112.0)],
            WayClass::Residential,
        ));
    }
    let seats = [seat(150.0, 50.0, 0), seat(250.0, 150.0, 1)];
    let found = parted(&[rect(0.0, 0.0, 400.0, 262.0)], &seats, Some(&Town::new(&streets, &[])));
    // Every piece of the strip is as long beside the one as beside the other, and goes with the southern blocks, which come first.
    let strip = rect(0.0, 100.0, 400.0, 112.0);
    let south = rect(0.0, 0.0, 400.0, 100.0);
    for area in &found.areas {
        let beside = area.intersection(&south).unsigned_area() / 100.0;
        let own = area.intersection(&strip).unsigned_area() / 12.0;
        assert!((own - beside).abs() < 0.1, "{own} {beside}");
    }
    assert_eq!(found.whole_blocks, 8);
}

#[test]
fn open_land_is_cut_halfway_between_its_streets() {
    // Two villages on dead ends that don't hang together, 1 km apart; nothing else in 2 km by 1 km.
    let streets = [
        street(1, &[(500.0, 300.0), (500.0, 700.0)], WayClass::Residential),
        street(2, &[(1500.0, 300.0), (1500.0, 700.0)], WayClass::Residential),
    ];
    let town = Town::new(&streets, &[]);
    let seats = [seat(500.0, 310.0, 0), seat(1500.0, 690.0, 1)];
    let found = parted(&[rect(0.0, 0.0, 2000.0, 1000.0)], &seats, Some(&town));
    assert!(off(&found.areas[0], &rect(0.0, 0.0, 1000.0, 1000.0)) < 5.0);
}

#[test]
fn parents_share_no_ground_and_one_without_a_seat_stays_whole() {
    // Two parents that overlap, one without a seat, and one with a hole in which another lies.
    let island = rect(1400.0, 400.0, 1600.0, 600.0);
    let parents = [
        rect(0.0, 0.0, 600.0, 1000.0),
        rect(500.0, 0.0, 1000.0, 1000.0),
        rect(1000.0, 0.0, 2000.0, 1000.0).difference(&island),
        island.clone(),
    ];
    let town = Town::new(&grid(20, 10, 100.0), &[]);
    let mut seats = vec![
        seat(50.0, 50.0, 0),
        seat(550.0, 850.0, 1),
        seat(1050.0, 50.0, 2),
        seat(1950.0, 950.0, 3),
    ];
    for (seat, parent) in seats.iter_mut().zip([0, 0, 2, 2]) {
        seat.parent = parent;
    }
    let found = parted(&parents, &seats, Some(&town));
    assert!(off(&found.unseated[1], &rect(600.0, 0.0, 1000.0, 1000.0)) < 1e-6);
    assert!(off(&found.unseated[3], &island) < 1e-6);
    let own: f64 = found.areas[..2].iter().map(Area::unsigned_area).sum();
    assert!((own - 600_000.0).abs() < 1e-3);
    assert!((found.areas[2].unsigned_area() + found.areas[3].unsigned_area() - 960_000.0).abs() < 1e-3);
}

#[test]
fn ground_of_a_parent_within_another_is_the_first_ones() {
    let (outer, inner) = (rect(0.0, 0.0, 1000.0, 1000.0), rect(200.0, 200.0, 400.0, 500.0));
    let town = Town::new(&grid(10, 10, 100.0), &[]);
    let found = parted(&[outer.clone(), inner.clone()], &[], Some(&town));
    assert!(off(&found.unseated[0], &outer) < 1e-6);
    assert!(found.unseated[1].0.is_empty());
    let turned = parted(&[inner.clone(), outer.clone()], &[], Some(&town));
    assert!(off(&turned.unseated[0], &inner) < 1e-6);
    assert!(off(&turned.unseated[1], &outer.difference(&inner)) < 1e-6);
}

#[test]
fn a_spike_narrower_than_a_millimetre_claims_nothing() {
    // It leads from the western parent to the far end of the eastern one, along a line of whole millimetres.
    let corners = [
        (0.0, 0.0),
        (100.0, 0.0),
        (100.0, 50.0),
        (300.0, 50.0002),
        (100.0, 50.0004),
        (100.0, 100.0),
        (0.0, 100.0),
    ];
    let line: Vec<Coord<f64>> = corners.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect();
    let spiked = MultiPolygon::from(geo::Polygon::new(line.into(), Vec::new()));
    let east = rect(100.0, 0.0, 300.0, 100.0);
    let found = parted(&[spiked, east.clone()], &[], None);
    assert!(off(&found.unseated[0], &rect(0.0, 0.0, 100.0, 100.0)) < 1e-6);
    assert!(off(&found.unseated[1], &east) < 1e-6);
}

#[test]
fn of_ground_narrower_than_a_millimetre_between_two_cuts_nothing_is_left() {
    // The middle seat's ground ends in a tip 10 km away, where the parent is; there the two cuts come to lie on one line.
    let (low, high) = (9_999.6, 9_999.9);
    let parent = rect(-500_000.0, low, 500_000.0, high);
    for names in [[1, 2, 0], [0, 1, 2], [2, 0, 1]] {
        let [west, middle, east] = names;
        let seats = [seat(0.0, 0.0, west), seat(10.0, 0.0, middle), seat(20.0, 0.01, east)];
        let found = parted(std::slice::from_ref(&parent), &seats, None);
        let area = |name: u32| &found.areas[name as usize];
        assert!(off(area(west), &rect(-500_000.0, low, 5.0, high)) < 0.01, "{names:?}");
        assert!(off(area(east), &rect(5.0, low, 500_000.0, high)) < 0.01, "{names:?}");
        assert!(area(middle).0.is_empty());
    }
}

#[test]
fn a_seat_on_the_outline_of_its_parent_has_ground_there() {
    let (east, west) = (rect(1000.0, 0.0, 2000.0, 1000.0), rect(0.0, 0.0, 1000.0, 1000.0));
    for (parents, own) in [([east.clone(), west.clone()], 1500.0), ([west, east], 500.0)] {
        // Both may be one's own, as the first parent that has the place is.
        let seats = [seat(1000.0, 500.0, 0), seat(own, 500.0, 1)];
        let found = parted(&parents, &seats, None);
        assert!((found.areas[0].unsigned_area() - 250_000.0).abs() < 1.0);
        assert!(found.areas[0].intersects(&Point::from(seats[0].at)));
    }
}

#[test]
fn seats_far_from_streets_are_told_and_still_have_their_ground() {
    let town = Town::new(&[street(1, &[(0.0, 0.0), (1000.0, 0.0)], WayClass::Residential)], &[]);
    let seats = [seat(100.0, 10.0, 0), seat(500.0, 300.0, 1), seat(500.0, 1900.0, 2)];
    let found = parted(&[rect(-100.0, -100.0, 1100.0, 2000.0)], &seats, Some(&town));
    let far: Vec<(usize, Option<i64>)> = found
        .far
        .iter()
        .map(|(seat, metres)| (*seat, metres.map(|metres| metres.round() as i64)))
        .collect();
    assert_eq!(far, [(1, Some(300)), (2, None)]);
    for seat in &seats {
        assert!(found.areas[seat.area as usize].intersects(&Point::from(seat.at)));
    }
}

/// Whose each block of a grid is, by walking all of it: from the middle straight to every place along the block, on along the grid.
fn brute(columns: u32, rows: u32, step: f64, seats: &[(u32, u32)]) -> Vec<u32> {
    let mut owners = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let (west, south) = (f64::from(column) * step, f64::from(row) * step);
            let cost = |(x, y): (u32, u32)| {
                let mut best = f64::INFINITY;
                for k in 0..=4 {
                    let part = f64::from(k) * step / 4.0;
                    for (px, py) in [(part, 0.0), (part, step), (0.0, part), (step, part)] {
                        let leg = (px - step / 2.0).hypot(py - step / 2.0);
                        let (sx, sy) = (f64::from(x) * step, f64::from(y) * step);
                        best = best.min(leg + (west + px - sx).abs() + (south + py - sy).abs());
                    }
                }
                best
            };
            let costs: Vec<f64> = seats.iter().map(|seat| cost(*seat)).collect();
            let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
            owners.push(
                costs
                    .iter()
                    .position(|cost| *cost < least + 1e-6)
                    .expect("one is least") as u32,
            );
        }
    }
    owners
}

/// A town from a seed: a grid with some streets out, a crooked way through it, and a river.
fn made(gone: &[usize], bend: f64) -> Town {
    let mut streets: Vec<StreetLine> = grid(8, 6, 120.0)
        .into_iter()
        .enumerate()
        .filter(|(position, _)| !gone.contains(position))
        .map(|(_, street)| street)
        .collect();
    streets.push(street(
        90,
        &[(-30.0, bend), (400.3, 333.7), (990.0, 720.0 - bend)],
        WayClass::Tertiary,
    ));
    streets.push(street(
        91,
        &[(300.0, -20.0), (310.0 + bend / 3.0, 300.0), (100.0, 300.0)],
        WayClass::Footway,
    ));
    Town::new(&streets, &[(500.0, -40.0), (540.0 - bend / 9.0, 300.0), (480.0, 800.0)])
}

/// Whether every place of a town belongs to one area, every seat to its own, and the order of the seats means nothing.
fn judge_town(gone: &[usize], bend: f64, places: &[(f64, f64)], turn: usize) -> Result<(), TestCaseError> {
    let town = made(gone, bend);
    let west = rect(-100.0, -100.0, 455.5, 800.0);
    let east = rect(455.5, -100.0, 1050.0, 800.0);
    let mut seats: Vec<Seat> = places
        .iter()
        .zip(0..)
        .map(|((x, y), area)| seat(*x, *y, area))
        .collect();
    for seat in &mut seats {
        seat.parent = usize::from(seat.at.x > 455.5);
    }
    let parents = [west, east];
    let found = parted(&parents, &seats, Some(&town));
    for (parent, ground) in parents.iter().enumerate() {
        let own = seats
            .iter()
            .filter(|seat| seat.parent == parent)
            .map(|seat| &found.areas[seat.area as usize]);
        let own: Vec<&MultiPolygon<f64>> = own.chain([&found.unseated[parent]]).collect();
        let sum: f64 = own.iter().map(|area| area.unsigned_area()).sum();
        // No gap and no overlap: the parts add up, and together they cover all. The outline may bend by half a millimetre.
        prop_assert!(
            (sum - ground.unsigned_area()).abs() < 2.0,
            "{} {}",
            sum,
            ground.unsigned_area()
        );
        let joined = unary_union(own.iter().flat_map(|area| &area.0)).unsigned_area();
        prop_assert!((joined - sum).abs() < 0.01, "{} {}", joined, sum);
    }
    for seat in &seats {
        let at = Point::from(seat.at);
        let area = &found.areas[seat.area as usize];
        let off = geo::Distance::distance(&geo::Euclidean, &at, area);
        prop_assert!(off < 0.002, "{seat:?} is {off} m off its area");
    }
    // The order of the seats changes nothing.
    let mut turned = seats.clone();
    turned.rotate_left(turn % seats.len());
    let again = parted(&parents, &turned, Some(&town));
    prop_assert_eq!(&again.areas, &found.areas);
    Ok(())
}

#[test]
fn a_cut_that_sticks_out_of_its_block_gives_nobody_the_block_beyond() {
    // The cut between the first two ends a hair beyond the crooked way, in the block of the third.
    let places = [
        (56.614_044_433_005_716, 208.189_703_220_441_9),
        (79.081_784_610_937_72, 202.313_992_426_946_5),
        (84.492_876_269_061_84, 159.834_268_911_864_06),
    ];
    judge_town(&[], 99.315_518_236_260_22, &places, 0).expect("each in its own");
}

#[test]
fn cuts_whose_corner_was_found_in_two_places_still_meet() {
    // Four seats so near each other that the copies of one corner lie on both sides of another corner.
    let (x, y) = (134.852_130_291_165_7, 5.0);
    let places = [(9, 3, 0), (10, 10, 1), (11, 6, 0), (11, 8, 1)];
    let near = |steps: u32| f64::from(15 * steps) / 1000.0;
    let seats = places.map(|(e, n, area)| seat(x + near(e), y + near(n), area));
    let town = made(&[], 0.0);
    let found = parted(&[rect(-100.0, -100.0, 1050.0, 800.0)], &seats, Some(&town));
    for seat in &seats {
        let off = geo::Distance::distance(&geo::Euclidean, &Point::from(seat.at), &found.areas[seat.area as usize]);
        assert!(off < 0.002, "{seat:?} is {off} m off its area");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn blocks_of_a_grid_are_as_brute_force_says(
        places in proptest::collection::btree_set((0_u32..8, 0_u32..6), 2..5),
    ) {
        // Seats stand at crossings, a hair inside the block there, which is theirs anyway: it is left out of the comparison.
        let places: Vec<(u32, u32)> = places.into_iter().collect();
        let seats: Vec<Seat> = places
            .iter()
            .zip(0..)
            .map(|((x, y), area)| seat(f64::from(*x) * 100.0 + 0.002, f64::from(*y) * 100.0 + 0.002, area))
            .collect();
        let town = Town::new(&grid(8, 6, 100.0), &[]);
        let found = parted(&[rect(0.0, 0.0, 800.0, 600.0)], &seats, Some(&town));
        for (block, owner) in brute(8, 6, 100.0, &places).into_iter().enumerate() {
            let (column, row) = (block as u32 % 8, block as u32 / 8);
            let (west, south) = (f64::from(column) * 100.0, f64::from(row) * 100.0);
            if places.contains(&(column, row)) {
                continue;
            }
            let ground = rect(west, south, west + 100.0, south + 100.0);
            let has = found.areas[owner as usize].intersection(&ground).unsigned_area();
            // Seats a hair off the crossing turn ties.
            let near = |seat: &Seat| (seat.at.x - west - 50.0).abs() + (seat.at.y - south - 50.0).abs();
            let own = near(&seats[owner as usize]);
            let tied = seats.iter().filter(|seat| (near(seat) - own).abs() < 0.1).count() > 1;
            prop_assert!(has > 9_999.0 || tied, "block {column} {row} of {owner}: {has}");
        }
    }

    #[test]
    fn every_place_belongs_to_one_area_and_every_seat_to_its_own(
        gone in proptest::collection::vec(0_usize..16, 0..5),
        bend in -100.0..300.0_f64,
        places in proptest::collection::vec((-90.0..1040.0_f64, -90.0..790.0_f64), 1..7),
        turn in 0_usize..7,
    ) {
        judge_town(&gone, bend, &places, turn)?;
    }

    #[test]
    fn a_new_seat_takes_ground_and_nobody_else_gains_any(
        gone in proptest::collection::vec(0_usize..16, 0..5),
        bend in -100.0..300.0_f64,
        places in proptest::collection::vec((-90.0..1040.0_f64, -90.0..790.0_f64), 2..6),
    ) {
        let town = made(&gone, bend);
        let ground = [rect(-100.0, -100.0, 1050.0, 800.0)];
        let seats: Vec<Seat> = places.iter().zip(0..).map(|((x, y), area)| seat(*x, *y, area)).collect();
        let before = parted(&ground, &seats[..seats.len() - 1], Some(&town));
        let after = parted(&ground, &seats, Some(&town));
        for (had, has) in before.areas.iter().zip(&after.areas) {
            let gained = has.difference(had).unsigned_area();
            prop_assert!(gained < 2.0, "{}", gained);
        }
    }

    #[test]
    fn seats_fifteen_millimetres_apart_lie_in_their_own_areas_and_nearer_ones_leave_no_gap(
        places in proptest::collection::btree_map((0_u32..12, 0_u32..12), 0_u32..5, 1..12),
        (x, y) in (5.0..950.0_f64, 5.0..710.0_f64),
        apart in prop_oneof![Just(1), Just(15)],
        bend in -100.0..300.0_f64,
    ) {
        let town = made(&[], bend);
        let ground = rect(-100.0, -100.0, 1050.0, 800.0);
        let near = |steps: u32| f64::from(apart * steps) / 1000.0;
        let seats: Vec<Seat> = places.iter().map(|((e, n), area)| seat(x + near(*e), y + near(*n), *area)).collect();
        let found = parted(std::slice::from_ref(&ground), &seats, Some(&town));
        let sum: f64 = found.areas.iter().map(Area::unsigned_area).sum();
        prop_assert!((sum - ground.unsigned_area()).abs() < 2.0, "{}", sum);
        let joined = unary_union(found.areas.iter().flat_map(|area| &area.0)).unsigned_area();
        prop_assert!((joined - sum).abs() < 0.01, "{} {}", joined, sum);
        for seat in seats.iter().filter(|_| apart == 15) {
            let area = &found.areas[seat.area as usize];
            let off = geo::Distance::distance(&geo::Euclidean, &Point::from(seat.at), area);
            prop_assert!(off < 0.002, "{seat:?} is {off} m off its area");
        }
    }
}
