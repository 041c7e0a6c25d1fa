//! Areas out of rings that may touch themselves and each other in points: every ring of an area passes each point once, and the
//! inside of each area hangs together (the OGC's rules for polygons).

use std::collections::BTreeMap;

use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::{Coord, LineString, MultiPolygon, Polygon};

type Key = [u64; 2];

/// The areas that lie to the left of rings. Lines that are walked both ways bound nothing and go.
pub(super) fn simple_rings(rings: &[LineString<f64>]) -> MultiPolygon<f64> {
    let mut areas: Vec<(LineString<f64>, Vec<LineString<f64>>)> = Vec::new();
    let mut holes: Vec<LineString<f64>> = Vec::new();
    for walk in walks(rings) {
        let (outer, inner): (Vec<_>, Vec<_>) = parted(walk).into_iter().partition(|ring| doubled_area(ring) > 0.0);
        if outer.is_empty() {
            holes.extend(inner);
            continue;
        }
        // The walk round one piece of ground has one outer ring; what else it passes are holes that touch it.
        let mut inner = inner;
        for ring in outer {
            areas.push((ring, std::mem::take(&mut inner)));
        }
    }
    areas.sort_by(|a, b| doubled_area(&a.0).total_cmp(&doubled_area(&b.0)));
    for hole in holes {
        // The smallest ground round it, which comes first.
        let own = -doubled_area(&hole);
        let around = areas
            .iter_mut()
            .find(|(ring, _)| doubled_area(ring) > own && is_within(&hole, ring));
        if let Some((_, holes)) = around {
            holes.push(hole);
        }
    }
    areas.sort_by(|a, b| least(&a.0).total_cmp(&least(&b.0)));
    areas
        .into_iter()
        .map(|(ring, holes)| Polygon::new(ring, holes))
        .collect()
}

/// Walks along the lines with the ground on the left, each line once. Where more than two lines meet, the walk stays with its piece of
/// ground: it leaves by the first line clockwise from where it came.
fn walks(rings: &[LineString<f64>]) -> Vec<Vec<Coord<f64>>> {
    let mut lines: BTreeMap<(Key, Key), (Coord<f64>, Coord<f64>)> = BTreeMap::new();
    for pair in rings.iter().flat_map(|ring| ring.0.windows(2)) {
        let (a, b) = (key(pair[0]), key(pair[1]));
        if a != b && lines.remove(&(b, a)).is_none() {
            lines.insert((a, b), (pair[0], pair[1]));
        }
    }
    let mut leaving: BTreeMap<Key, Vec<Coord<f64>>> = BTreeMap::new();
    for ((from, _), (_, to)) in &lines {
        leaving.entry(*from).or_default().push(*to);
    }
    let mut walks = Vec::new();
    while let Some((_, (start, second))) = lines.pop_first() {
        let mut walk = vec![start];
        let (mut from, mut at) = (start, second);
        loop {
            walk.push(at);
            let ways = leaving.get(&key(at)).into_iter().flatten();
            let open = ways.filter(|to| lines.contains_key(&(key(at), key(**to))));
            let next = open.min_by(|a, b| clockwise(at, from, **a).total_cmp(&clockwise(at, from, **b)));
            let Some(next) = next.copied() else { break };
            // The walk is whole where the line it began with would be the next.
            if key(at) == key(start) && clockwise(at, from, second) < clockwise(at, from, next) {
                break;
            }
            lines.remove(&(key(at), key(next)));
            (from, at) = (at, next);
        }
        if key(at) == key(start) {
            walks.push(walk);
        }
    }
    walks
}

/// How far one turns clockwise at a corner from where one came to where one goes, in radians above 0.
fn clockwise(at: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let angle = |end: Coord<f64>| (end.y - at.y).atan2(end.x - at.x);
    let turn = (angle(from) - angle(to)).rem_euclid(std::f64::consts::TAU);
    if turn > 0.0 { turn } else { std::f64::consts::TAU }
}

/// A closed walk parted into rings that pass each point once.
fn parted(walk: Vec<Coord<f64>>) -> Vec<LineString<f64>> {
    let mut rings = Vec::new();
    let mut open: Vec<Coord<f64>> = Vec::new();
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    for at in walk {
        if let Some(&first) = places.get(&key(at)) {
            let mut ring: Vec<Coord<f64>> = open.split_off(first);
            for passed in &ring {
                places.remove(&key(*passed));
            }
            if ring.len() >= 3 {
                ring.push(ring[0]);
                rings.push(LineString::new(ring));
            }
        }
        places.insert(key(at), open.len());
        open.push(at);
    }
    rings
}

/// Whether a ring that crosses no other lies within it, by its first corner or middle of a line that is not on it.
fn is_within(ring: &LineString<f64>, other: &LineString<f64>) -> bool {
    let middles = ring.0.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    let mut places = ring.0.iter().copied().chain(middles);
    let decided = places.find_map(|at| match coord_pos_relative_to_ring(at, other) {
        CoordPos::OnBoundary => None,
        CoordPos::Inside => Some(true),
        CoordPos::Outside => Some(false),
    });
    decided.unwrap_or(false)
}

/// Twice the area of a closed ring, positive where it is walked counter-clockwise.
fn doubled_area(ring: &LineString<f64>) -> f64 {
    let Some(origin) = ring.0.first() else { return 0.0 };
    let turn = |pair: &[Coord<f64>]| {
        (pair[0].x - origin.x) * (pair[1].y - origin.y) - (pair[1].x - origin.x) * (pair[0].y - origin.y)
    };
    ring.0.windows(2).map(turn).sum()
}

/// The westernmost longitude.
fn least(ring: &LineString<f64>) -> f64 {
    ring.0.iter().map(|at| at.x).fold(f64::INFINITY, f64::min)
}

fn key(at: Coord<f64>) -> Key {
    // Zero has one sign.
    [at.x + 0.0, at.y + 0.0].map(f64::to_bits)
}

#[cfg(test)]
mod tests {
    use geo::{Area, Validation};

    use super::*;

    fn ring(corners: &[(f64, f64)]) -> LineString<f64> {
        let mut all = corners.to_vec();
        all.extend(corners.first().copied());
        LineString::from(all)
    }

    /// Parts, holes and area.
    fn told(rings: &[LineString<f64>]) -> (usize, usize, f64) {
        let found = simple_rings(rings);
        assert!(found.is_valid(), "{found:?}");
        let holes = found.iter().map(|polygon| polygon.interiors().len()).sum();
        (found.0.len(), holes, found.unsigned_area())
    }

    #[test]
    fn a_bay_that_closes_in_a_point_is_a_hole() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        assert_eq!(told(&[ring(&square)]), (1, 0, 16.0));
        let bay = ring(&[
            (0.0, 0.0),
            (2.0, 0.0),
            (1.0, 1.0),
            (2.0, 2.0),
            (3.0, 1.0),
            (2.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (0.0, 4.0),
        ]);
        assert_eq!(told(&[bay]), (1, 1, 14.0));
    }

    #[test]
    fn ground_that_hangs_together_in_a_point_alone_is_two_parts() {
        let bow = ring(&[(0.0, 0.0), (2.0, 2.0), (4.0, 0.0), (4.0, 4.0), (2.0, 2.0), (0.0, 4.0)]);
        assert_eq!(told(&[bow]), (2, 0, 8.0));
        // A hole that touches the outline on both sides parts the ground.
        let hole = ring(&[(2.0, 0.0), (1.0, 2.0), (2.0, 4.0), (3.0, 2.0)]);
        let outline = ring(&[(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 4.0), (0.0, 4.0)]);
        assert_eq!(told(&[outline, hole]), (2, 0, 12.0));
    }

    #[test]
    fn holes_stay_holes_islands_in_them_are_parts_and_ways_there_and_back_go() {
        let square = |low: f64, high: f64| [(low, low), (high, low), (high, high), (low, high)];
        let turned = |low, high| {
            let mut corners = square(low, high);
            corners.reverse();
            ring(&corners)
        };
        let all = [
            ring(&square(0.0, 9.0)),
            turned(1.0, 8.0),
            ring(&square(2.0, 7.0)),
            turned(3.0, 6.0),
        ];
        assert_eq!(told(&all), (2, 2, 81.0 - 49.0 + 25.0 - 9.0));
        // Two holes that touch in a corner, and one that touches the outline.
        let holes = [ring(&square(0.0, 9.0)), turned(1.0, 3.0), turned(3.0, 5.0)];
        assert_eq!(told(&holes), (1, 2, 81.0 - 8.0));
        let spike = ring(&[(0.0, 0.0), (4.0, 0.0), (6.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
        assert_eq!(told(&[spike]), (1, 0, 16.0));
        assert_eq!(told(&[]), (0, 0, 0.0));
    }
}
