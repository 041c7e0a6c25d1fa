//! Rings that touch themselves or each other, sorted into valid polygons.
//!
//! The sweep in `area` gives rings with the ground on one side; where they meet in a point they may run through it twice, or cut
//! the ground in two. Here the ground is walked round face by face, and every ring comes out simple. (The sweep has a mode of its
//! own for this, which trips over its own assertions on tangled input in version 4.5.)

use std::collections::{BTreeMap, BTreeSet};

use super::area::{Area, doubled_area};
use super::window::{Node, Window};

/// The same ground as valid polygons. Rings lie with the ground where an outer, positive ring has its inside.
pub(super) fn valid(rings: Area) -> Vec<Area> {
    let mut seen = BTreeSet::new();
    if rings.iter().flatten().all(|node| seen.insert(*node)) {
        return vec![rings];
    }
    let mut polygons: Vec<Area> = Vec::new();
    let mut free_holes: Vec<Vec<Node>> = Vec::new();
    for cycle in cycles(&rings) {
        let (outers, holes): (Area, Area) = simple(&cycle).into_iter().partition(|ring| doubled_area(ring) > 0);
        match outers.into_iter().next() {
            Some(outer) => polygons.push(std::iter::once(outer).chain(holes).collect()),
            None => free_holes.extend(holes),
        }
    }
    for hole in free_holes {
        let around = polygons.iter_mut().filter(|polygon| holds(&polygon[0], &hole));
        if let Some(polygon) = around.min_by_key(|polygon| doubled_area(&polygon[0])) {
            polygon.push(hole);
        }
    }
    polygons
}

/// Walks round every face with the ground on the same hand. At a vertex with several ways on, the one next to the way back is
/// the face's own.
fn cycles(rings: &Area) -> Vec<Vec<Node>> {
    let mut ways: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let edges = rings
        .iter()
        .flat_map(|ring| (0..ring.len()).map(move |i| (ring[i], ring[(i + 1) % ring.len()])));
    let edges: Vec<(Node, Node)> = edges.collect();
    for (from, to) in &edges {
        ways.entry(*from).or_default().push(*to);
    }
    let mut walked: BTreeSet<(Node, Node)> = BTreeSet::new();
    let mut found = Vec::new();
    for start in edges {
        let mut cycle = Vec::new();
        let (mut from, mut to) = start;
        while walked.insert((from, to)) {
            cycle.push(from);
            let next = ways
                .get(&to)
                .and_then(|ways| ways.iter().copied().reduce(|a, b| nearer(to, from, a, b)));
            let Some(next) = next else { break };
            (from, to) = (to, next);
        }
        if cycle.len() >= 3 {
            found.push(cycle);
        }
    }
    found
}

/// Of two ways on from `at`, the first that is met when turning from the way back to the hand where the ground lies.
fn nearer(at: Node, back: Node, a: Node, b: Node) -> Node {
    let (back, to_a, to_b) = (from(at, back), from(at, a), from(at, b));
    // A way in the first half turn comes before one in the second; in the same half the sooner one has the other behind it.
    let half = |way: [i128; 2]| {
        let turn = cross(back, way);
        let straight_back = turn == 0 && back[0] * way[0] + back[1] * way[1] > 0;
        i32::from(turn > 0) + 2 * i32::from(straight_back)
    };
    let first = match half(to_a).cmp(&half(to_b)) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Equal => cross(to_a, to_b) < 0,
    };
    if first { a } else { b }
}

fn from(origin: Node, node: Node) -> [i128; 2] {
    [i128::from(node[0] - origin[0]), i128::from(node[1] - origin[1])]
}

fn cross(a: [i128; 2], b: [i128; 2]) -> i128 {
    a[0] * b[1] - a[1] * b[0]
}

/// A cycle cut wherever it comes back to a vertex.
fn simple(cycle: &[Node]) -> Area {
    let mut rings = Vec::new();
    let mut path: Vec<Node> = Vec::new();
    let mut position: BTreeMap<Node, usize> = BTreeMap::new();
    for node in cycle {
        if let Some(start) = position.get(node).copied() {
            let ring: Vec<Node> = path.drain(start..).collect();
            for gone in &ring {
                position.remove(gone);
            }
            rings.push(ring);
        }
        position.insert(*node, path.len());
        path.push(*node);
    }
    rings.push(path);
    rings.retain(|ring| ring.len() >= 3 && doubled_area(ring) != 0);
    rings
}

/// Whether a hole lies in an outer ring that it may touch but does not cross.
fn holds(outer: &[Node], hole: &[Node]) -> bool {
    let boxes = (Window::around(outer), Window::around(hole));
    let (Some(outer_box), Some(hole_box)) = boxes else {
        return false;
    };
    let corners: BTreeSet<&Node> = outer.iter().collect();
    outer_box.holds(hole_box)
        && hole
            .iter()
            .find(|node| !corners.contains(node))
            .is_some_and(|node| winds_round(outer, *node))
}

/// Whether a ring goes round a node that is none of its vertices.
pub(super) fn winds_round(ring: &[Node], node: Node) -> bool {
    let crossed = (0..ring.len()).filter(|i| {
        let (a, b) = (ring[*i], ring[(i + 1) % ring.len()]);
        let (low, high) = if a[1] <= b[1] { (a, b) } else { (b, a) };
        low[1] <= node[1] && node[1] < high[1] && cross(from(low, high), from(low, node)) > 0
    });
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_squares_that_meet_in_a_corner_are_two() {
        let rings = vec![vec![[0, 0], [2, 0], [2, 2], [4, 2], [4, 4], [2, 4], [2, 2], [0, 2]]];
        let found = valid(rings);
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|polygon| polygon.len() == 1 && doubled_area(&polygon[0]) == 8)
        );
    }

    #[test]
    fn a_hole_on_the_outline_becomes_a_hole() {
        let rings = vec![vec![[0, 0], [8, 0], [8, 8], [0, 8], [0, 4], [4, 6], [4, 2], [0, 4]]];
        let found = valid(rings);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].len(), 2);
        assert_eq!(doubled_area(&found[0][1]), -16);
    }

    #[test]
    fn a_hole_that_cuts_the_ground_in_two_makes_two_polygons_and_other_holes_find_theirs() {
        let outer = vec![[0, 0], [20, 0], [20, 8], [0, 8]];
        let wall = vec![[10, 0], [9, 4], [10, 8], [11, 4]];
        let own = vec![[14, 2], [14, 4], [16, 4], [16, 2]];
        let mut with_corners = outer.clone();
        with_corners.insert(1, [10, 0]);
        with_corners.insert(4, [10, 8]);
        assert!(doubled_area(&wall) < 0 && doubled_area(&own) < 0);
        let found = valid(vec![with_corners, wall, own.clone()]);
        assert_eq!(found.len(), 2);
        let with_hole: Vec<&Area> = found.iter().filter(|polygon| polygon.len() == 2).collect();
        assert_eq!(with_hole.len(), 1);
        assert_eq!(doubled_area(&with_hole[0][1]), doubled_area(&own));
        assert!(with_hole[0][0].contains(&[20, 0]));
    }
}
