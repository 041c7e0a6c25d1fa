//! Areas against a box, made valid.
//!
//! The boolean work is `i_overlay`'s, the same sweep that stands behind `geo`'s `BooleanOps`. It is called on whole numbers
//! here, because `geo`'s door drops vertices in the middle of a straight border, which the neighbour may keep.

use std::borrow::Cow;

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::faces::valid;
use super::window::{Node, Window, meet};

/// A polygon: an outer ring, positive by the shoelace formula, then its holes, negative; no vertex repeated at the end.
pub(super) type Area = Vec<Vec<Node>>;

/// Half the widest feature that can be made valid, in grid units; beyond it an area is cut. Reached by areas wider than 2,500 km
/// at zoom 22 and by none at zoom 20.
pub(super) const REACH: i64 = 1 << 29;

const OPTIONS: IntOverlayOptions = IntOverlayOptions {
    preserve_input_collinear: true,
    output_direction: ContourDirection::CounterClockwise,
    preserve_output_collinear: true,
    min_output_area: 0,
    ogc: false,
};

/// The part of an area inside the box (all of it without a box), as valid polygons.
///
/// Rings are turned outer positive, holes negative, and what they wind round at least once is inside. Where snapping made a
/// border cross itself, the two areas that share it then still share out the ground, each piece to exactly one of them.
///
/// `tile` says where the tile lies: what is farther than [`REACH`] from it is cut away.
pub(super) fn clip_areas(rings: &[Vec<Node>], window: Option<Window>, tile: Window) -> Vec<Area> {
    let Some(bounds) = Window::around(rings.iter().flatten()) else {
        return Vec::new();
    };
    if window.is_some_and(|w| !w.meets(bounds)) {
        return Vec::new();
    }
    let crossed = window.filter(|w| !w.holds(bounds));
    let mut rings = Cow::Borrowed(rings);
    if let Some(window) = crossed {
        rings = each(&rings, |ring| split(ring, window));
    }
    let reach = tile.grown(REACH);
    if !reach.holds(bounds) {
        rings = each(&rings, |ring| cut(ring, reach));
    }
    overlay(&rings, crossed, tile.low)
}

fn each<'a>(rings: &[Vec<Node>], change: impl Fn(&[Node]) -> Vec<Node>) -> Cow<'a, [Vec<Node>]> {
    let changed = rings.iter().map(|ring| change(ring));
    changed.filter(|ring| ring.len() >= 3).collect()
}

/// Puts a vertex wherever the ring crosses the box, so that the sweep finds nothing to round.
fn split(ring: &[Node], window: Window) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(ring.len() + 8);
    for i in 0..ring.len() {
        let (from, to) = (ring[i], ring[(i + 1) % ring.len()]);
        nodes.push(from);
        nodes.extend(window.crossings(from, to));
    }
    nodes.dedup();
    nodes
}

/// The ring inside a box so wide that what happens at its edge is out of sight; parts may hang together along the edge.
fn cut(ring: &[Node], reach: Window) -> Vec<Node> {
    let mut kept = ring.to_vec();
    for axis in 0..2 {
        for (side, sign) in [(reach.low[axis], 1), (reach.high[axis], -1)] {
            let inside = |n: Node| (n[axis] - side) * sign >= 0;
            let whole = std::mem::take(&mut kept);
            for i in 0..whole.len() {
                let (from, to) = (whole[i], whole[(i + 1) % whole.len()]);
                kept.extend(inside(from).then_some(from));
                if inside(from) != inside(to) {
                    kept.push(meet(from, to, axis, side));
                }
            }
        }
    }
    kept.dedup();
    kept
}

fn overlay(rings: &[Vec<Node>], window: Option<Window>, origin: Node) -> Vec<Area> {
    let local = |node: &Node| {
        let near = |axis: usize| (node[axis] - origin[axis]) as i32;
        IntPoint::new(near(0), near(1))
    };
    let edges = rings.iter().map(Vec::len).sum::<usize>() + 4;
    let mut overlay = Overlay::new_custom(edges, OPTIONS, Solver::default());
    for ring in rings {
        overlay.add_path_iter(ring.iter().map(local), ShapeType::Subject);
    }
    let rule = if let Some(window) = window {
        let corners = window.corners();
        overlay.add_path_iter(corners.iter().map(local), ShapeType::Clip);
        OverlayRule::Intersect
    } else {
        OverlayRule::Subject
    };
    let world = |p: IntPoint| [i64::from(p.x) + origin[0], i64::from(p.y) + origin[1]];
    let shapes = overlay.overlay(rule, FillRule::Positive).into_iter();
    shapes
        .flat_map(|shape| {
            let rings = shape
                .into_iter()
                .map(|ring| ring.into_iter().map(world).collect())
                .enumerate();
            valid(rings.map(|(i, ring)| turned(ring, i == 0)).collect())
        })
        .collect()
}

/// The ring with the orientation that its role asks for.
fn turned(mut ring: Vec<Node>, outer: bool) -> Vec<Node> {
    if (doubled_area(&ring) > 0) != outer {
        ring.reverse();
    }
    ring
}

/// Twice a ring's area by the shoelace formula.
pub(super) fn doubled_area(ring: &[Node]) -> i128 {
    let Some(origin) = ring.first() else { return 0 };
    let from = |n: &Node, axis: usize| i128::from(n[axis] - origin[axis]);
    (0..ring.len())
        .map(|i| {
            let (a, b) = (&ring[i], &ring[(i + 1) % ring.len()]);
            from(a, 0) * from(b, 1) - from(b, 0) * from(a, 1)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Window = Window {
        low: [0, 0],
        high: [10, 10],
    };

    fn area(polygons: &[Area]) -> i128 {
        polygons.iter().flatten().map(|ring| doubled_area(ring)).sum()
    }

    #[test]
    fn a_square_inside_is_left_as_it_is_with_its_straight_vertices() {
        let square = vec![vec![[1, 1], [5, 1], [9, 1], [9, 9], [1, 9]]];
        let found = clip_areas(&square, Some(BOX), BOX);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0][0].len(), 5);
        assert_eq!(area(&found), 128);
    }

    #[test]
    fn a_comb_that_leaves_the_box_falls_apart_without_bridges() {
        let comb = vec![vec![[2, 2], [14, 2], [14, 8], [2, 8], [2, 6], [12, 6], [12, 4], [2, 4]]];
        let found = clip_areas(&comb, Some(BOX), BOX);
        assert_eq!(found.len(), 2);
        assert_eq!(area(&found), 2 * (8 * 2 * 2));
    }

    #[test]
    fn a_hole_stays_a_hole_and_one_that_touches_the_outline_stays_valid() {
        let rings = vec![vec![[0, 0], [8, 0], [8, 8], [0, 8]], vec![[0, 4], [4, 6], [4, 2]]];
        let found = clip_areas(&rings, None, BOX);
        assert_eq!(area(&found), 128 + doubled_area(&rings[1]));
        assert!(found.iter().all(|polygon| doubled_area(&polygon[0]) > 0));
    }

    #[test]
    fn ground_in_a_border_s_own_loop_belongs_to_one_side_only() {
        let border = vec![[5, 0], [5, 6], [8, 6], [8, 3], [2, 3], [2, 10]];
        let west = [vec![[0, 0]], border.clone(), vec![[0, 10]]].concat();
        let mut east = [border, vec![[10, 10], [10, 0]]].concat();
        east.reverse();
        assert!(doubled_area(&west) > 0 && doubled_area(&east) > 0);
        let whole = |rings: Vec<Vec<Node>>| area(&clip_areas(&rings, None, BOX));
        assert_eq!(whole(vec![west.clone()]) + whole(vec![east.clone()]), 200);
        assert_eq!(whole(vec![west, east]), 200);
    }

    #[test]
    fn a_box_inside_the_area_is_filled() {
        let big = vec![vec![[-50, -50], [50, -50], [50, 50], [-50, 50]]];
        let found = clip_areas(&big, Some(BOX), BOX);
        assert_eq!(area(&found), 200);
    }

    #[test]
    fn an_area_wider_than_the_sweep_is_cut_far_from_the_box() {
        let far = 1 << 40;
        let huge = vec![vec![[-far, -far], [far, -far], [far, far], [-far, far]]];
        assert_eq!(area(&clip_areas(&huge, Some(BOX), BOX)), 200);
    }

    #[test]
    fn beside_the_box_there_is_nothing() {
        let beside = vec![vec![[10, 0], [20, 0], [20, 10], [10, 10]]];
        assert!(clip_areas(&beside, Some(BOX), BOX).is_empty());
    }
}
