//! Puts the ways of an outline together to rings, and rings to polygons with holes.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, BoundingRect, Contains, Coord, InteriorPoint, LineString, Polygon, Rect};

use crate::import::rings::RawPolygon;

/// Joins ways (node ids each) at their ends to closed rings of node ids.
///
/// Where more than two ways meet, rings are cut off as soon as they close, so that rings that touch in a point come apart.
/// What can't be closed is an error with the nodes where it stays open.
pub(super) fn rings(ways: &[&[i64]]) -> Result<Vec<Vec<i64>>, BTreeSet<i64>> {
    let mut rings = Vec::new();
    let mut ends: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    let mut unused: BTreeSet<usize> = BTreeSet::new();
    for (index, way) in ways.iter().enumerate() {
        let (Some(first), Some(last)) = (way.first(), way.last()) else {
            continue;
        };
        if first == last {
            rings.push(way.to_vec());
        } else {
            ends.entry(*first).or_default().push(index);
            ends.entry(*last).or_default().push(index);
            unused.insert(index);
        }
    }
    let mut open = BTreeSet::new();
    while let Some(start) = unused.pop_first() {
        let mut path = vec![ways[start].to_vec()];
        while let Some(tail) = path.last().and_then(|part| part.last()).copied() {
            if let Some(from) = path.iter().position(|part| part.first() == Some(&tail)) {
                rings.push(joined(path.drain(from..)));
                continue;
            }
            let next = ends
                .get(&tail)
                .and_then(|ways| ways.iter().find(|index| unused.contains(index)))
                .copied();
            let Some(next) = next else {
                open.insert(tail);
                open.extend(path.first().and_then(|part| part.first()));
                break;
            };
            unused.remove(&next);
            let mut part = ways[next].to_vec();
            if part.first() != Some(&tail) {
                part.reverse();
            }
            path.push(part);
        }
    }
    if open.is_empty() { Ok(rings) } else { Err(open) }
}

fn joined(parts: impl Iterator<Item = Vec<i64>>) -> Vec<i64> {
    let mut ring: Vec<i64> = Vec::new();
    for part in parts {
        let skip = usize::from(!ring.is_empty());
        ring.extend(part.into_iter().skip(skip));
    }
    ring
}

/// A ring with what is needed to see what it lies in.
struct Nested {
    ring: Vec<Coord<f64>>,
    polygon: Polygon<f64>,
    rect: Rect<f64>,
    size: f64,
    inner: Coord<f64>,
}

/// Sorts rings into exteriors and holes by what lies in what: the roles of a relation's members are often wrong, the ground is not.
pub(super) fn nest(rings: Vec<Vec<Coord<f64>>>) -> Vec<RawPolygon> {
    let mut nested: Vec<Nested> = rings.into_iter().filter_map(measured).collect();
    nested.sort_by(|a, b| {
        b.size
            .total_cmp(&a.size)
            .then(a.inner.x.total_cmp(&b.inner.x))
            .then(a.inner.y.total_cmp(&b.inner.y))
    });
    // Everything that contains a ring is larger and stands before it; the last such is the one directly around it.
    let mut depths: Vec<(usize, Option<usize>)> = Vec::with_capacity(nested.len());
    for (index, ring) in nested.iter().enumerate() {
        let around: Vec<usize> = (0..index)
            .filter(|other| nested[*other].rect.contains(&ring.inner) && nested[*other].polygon.contains(&ring.inner))
            .collect();
        depths.push((around.len(), around.last().copied()));
    }
    let mut polygons: Vec<RawPolygon> = Vec::new();
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, ring) in nested.iter().enumerate() {
        match depths[index] {
            (depth, Some(around)) if depth % 2 == 1 => {
                if let Some(polygon) = place.get(&around).and_then(|at| polygons.get_mut(*at)) {
                    polygon.push(ring.ring.clone());
                }
            }
            _ => {
                place.insert(index, polygons.len());
                polygons.push(vec![ring.ring.clone()]);
            }
        }
    }
    polygons
}

/// `None` for a ring without ground, as a way drawn there and back.
fn measured(ring: Vec<Coord<f64>>) -> Option<Nested> {
    let polygon = Polygon::new(LineString::new(ring.clone()), Vec::new());
    let size = polygon.unsigned_area();
    let rect = polygon.bounding_rect()?;
    let inner = polygon.interior_point()?.0;
    (size > 0.0).then_some(Nested {
        ring,
        polygon,
        rect,
        size,
        inner,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(at: f64, side: f64) -> Vec<Coord<f64>> {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
            .map(|(x, y)| Coord {
                x: at + x * side,
                y: at + y * side,
            })
            .to_vec()
    }

    #[test]
    fn ways_are_joined_whichever_way_they_run() {
        let made = rings(&[&[1, 2, 3], &[5, 4, 3], &[5, 1], &[7, 8, 9, 7]]).expect("closed");
        assert_eq!(made, [vec![7, 8, 9, 7], vec![1, 2, 3, 4, 5, 1]]);
    }

    #[test]
    fn two_ways_between_the_same_nodes_are_a_ring() {
        assert_eq!(rings(&[&[1, 2, 3], &[1, 4, 3]]), Ok(vec![vec![1, 2, 3, 4, 1]]));
    }

    #[test]
    fn rings_that_touch_in_a_point_come_apart() {
        let made = rings(&[&[1, 2, 9], &[9, 3, 1], &[9, 4, 8], &[8, 5, 9]]).expect("closed");
        assert_eq!(made.len(), 2);
        assert!(
            made.iter().all(|ring| ring.first() == ring.last() && ring.len() == 5),
            "{made:?}"
        );
    }

    #[test]
    fn an_open_outline_names_its_ends() {
        assert_eq!(rings(&[&[1, 2], &[2, 3]]), Err(BTreeSet::from([1, 3])));
        assert_eq!(rings(&[]), Ok(vec![]));
    }

    #[test]
    fn enclaves_are_holes_and_what_lies_in_them_is_ground_again() {
        let polygons = nest(vec![
            square(4.0, 2.0),
            square(0.0, 10.0),
            square(20.0, 1.0),
            square(2.0, 6.0),
        ]);
        let rings: Vec<usize> = polygons.iter().map(Vec::len).collect();
        assert_eq!(rings, [2, 1, 1], "one with a hole, the island in the hole, the exclave");
    }
}
