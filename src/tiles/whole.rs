//! An area of one simple ring, led over hot cells and valid, as one zoom and format show all of it; and what a window leaves of it without
//! a sweep.
//!
//! Whoever has the whole ring needs neither rounding nor leading for the next tile. Where the ring crosses the window's edge just twice, what
//! is inside is the stretch between the two crossings and the window's edge back. All else is left to [`clip_areas`]; the bytes are the same.

use super::area::clip_areas;
use super::faces::winds_round;
use super::window::{Node, Window};

/// Widest box of a ring, in grid units, so that turns can be told in 64 bits.
const WIDEST: i64 = 1 << 28;

/// A ring whose vertices are all different and whose lines meet nowhere else, positive by the shoelace formula.
#[derive(Debug, PartialEq)]
pub(super) struct Whole {
    bounds: Window,
    /// From the box's north-west corner, in the sweep's order.
    ring: Box<[[u32; 2]]>,
}

impl Whole {
    /// The rings of an area that were led already; `None` where they are more than one, or not simple.
    pub(super) fn of(rings: &[Vec<Node>], tile: Window) -> Option<Self> {
        let [led] = rings else { return None };
        let bounds = Window::around(led)?;
        if (0..2).any(|axis| bounds.high[axis] - bounds.low[axis] > WIDEST) {
            return None;
        }
        let valid = clip_areas(rings, None, tile);
        let [polygon] = valid.as_slice() else { return None };
        let [ring] = polygon.as_slice() else { return None };
        // The sweep cuts lines wherever they meet: a ring that it left as it was is simple.
        let start = led.iter().position(|node| *node == ring[0])?;
        let turned = led[start..].iter().chain(&led[..start]);
        if ring.len() != led.len() || !turned.eq(ring) {
            return None;
        }
        let mut nodes = ring.clone();
        nodes.sort_unstable();
        nodes.dedup();
        if nodes.len() != ring.len() {
            return None;
        }
        let near = |node: &Node| [0, 1].map(|axis| (node[axis] - bounds.low[axis]) as u32);
        Some(Self {
            bounds,
            ring: ring.iter().map(near).collect(),
        })
    }

    /// What it takes to keep it, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.ring)
    }

    /// What a window leaves, as valid polygons; no more than one ring each.
    pub(super) fn cut(&self, window: Window, tile: Window) -> Vec<Vec<Vec<Node>>> {
        if !window.meets(self.bounds) {
            return Vec::new();
        }
        let low = self.bounds.low;
        let ring = self.ring.iter();
        let ring: Vec<Node> = ring
            .map(|node| [0, 1].map(|axis| low[axis] + i64::from(node[axis])))
            .collect();
        if window.holds(self.bounds) {
            return vec![vec![ring]];
        }
        match simple_cut(&ring, window) {
            Some(found) => found.map_or_else(Vec::new, |ring| vec![vec![ring]]),
            None => clip_areas(&[ring], Some(window), tile),
        }
    }
}

/// What a window leaves of a simple ring, where that is one ring or nothing; the outer `None` where this is not for here to say.
#[expect(clippy::option_option, reason = "nothing left is another answer than no answer")]
fn simple_cut(ring: &[Node], window: Window) -> Option<Option<Vec<Node>>> {
    if (0..2).any(|axis| window.high[axis] - window.low[axis] > WIDEST || window.high[axis] == window.low[axis]) {
        return None;
    }
    let (mut enters, mut leaves) = (None, None);
    let next = |i: usize| if i + 1 == ring.len() { 0 } else { i + 1 };
    let mut from_within = is_within(ring[0], window)?;
    for i in 0..ring.len() {
        let to_within = is_within(ring[next(i)], window)?;
        match (from_within, to_within) {
            (true, true) => {}
            (false, false) => {
                if !passes_by(ring[i], ring[next(i)], window) {
                    return None;
                }
            }
            (true, false) => {
                if leaves.replace(i).is_some() {
                    return None;
                }
            }
            (false, true) => {
                if enters.replace(i).is_some() {
                    return None;
                }
            }
        }
        from_within = to_within;
    }
    let (Some(enters), Some(leaves)) = (enters, leaves) else {
        // No line comes to the window: it lies in the ring or beside it. (A ring within the window was told apart before.)
        return Some((!from_within && winds_round(ring, window.low)).then(|| started(window.corners().to_vec())));
    };
    let first = crossing(ring[next(enters)], ring[enters], window)?;
    let last = crossing(ring[leaves], ring[next(leaves)], window)?;
    let mut path = Vec::with_capacity(ring.len() + 6);
    path.push(first.node);
    let mut i = enters;
    while i != leaves {
        i = next(i);
        path.push(ring[i]);
    }
    path.push(last.node);
    if first.node == last.node || !is_simple(&path) {
        return None;
    }
    // Back along the window's edge, with the ground on the same hand.
    let corners = window.corners();
    let mut side = last.side;
    if side != first.side || last.along >= first.along {
        loop {
            side = (side + 1) % 4;
            path.push(corners[side]);
            if side == first.side {
                break;
            }
        }
    }
    Some(Some(started(path)))
}

/// Whether a node lies within the window, its edge left out; `None` for one on the edge.
fn is_within(node: Node, window: Window) -> Option<bool> {
    let Window { low, high } = window;
    if (0..2).all(|axis| low[axis] < node[axis] && node[axis] < high[axis]) {
        Some(true)
    } else if window.contains(node) {
        None
    } else {
        Some(false)
    }
}

/// Whether a line between two nodes beyond the window has no place in common with it.
fn passes_by(from: Node, to: Node, window: Window) -> bool {
    let around = Window::around([&from, &to]);
    if around.is_none_or(|around| !around.meets(window)) {
        return true;
    }
    let turns = window.corners().map(|corner| turn(from, to, corner));
    turns.iter().all(|turn| *turn > 0) || turns.iter().all(|turn| *turn < 0)
}

/// Where a line comes through the window's edge.
struct Crossing {
    node: Node,
    /// Which side, counted as the corners that they begin with.
    side: usize,
    /// How far along the side.
    along: i64,
}

/// Where a line from a node within to one beyond leaves the window; `None` at a corner, or where rounding makes it doubtful.
fn crossing(within: Node, beyond: Node, window: Window) -> Option<Crossing> {
    let found = window.crossings(within, beyond);
    let [node] = found.as_slice() else { return None };
    let (low, high) = (window.low, window.high);
    let sides = [
        (node[1] == low[1], beyond[1] < low[1], node[0]),
        (node[0] == high[0], beyond[0] > high[0], node[1]),
        (node[1] == high[1], beyond[1] > high[1], -node[0]),
        (node[0] == low[0], beyond[0] < low[0], -node[1]),
    ];
    let mut on = sides.iter().enumerate().filter(|(_, (on, ..))| *on);
    let (side, (_, leaves, along)) = on.next()?;
    (on.next().is_none() && *leaves).then_some(Crossing {
        node: *node,
        side,
        along: *along,
    })
}

/// Whether the first and the last line of a path, which rounding has moved, meet no other; the lines between are known to be simple.
fn is_simple(path: &[Node]) -> bool {
    let last = path.len() - 2;
    let line = |i: usize| [path[i], path[i + 1]];
    let straight = |i: usize| turn(path[i], path[i + 1], path[i + 2]) == 0;
    if straight(0) || straight(last - 1) {
        return false;
    }
    (2..=last).all(|i| !meet(line(0), line(i))) && (1..last.saturating_sub(1)).all(|i| !meet(line(last), line(i)))
}

/// Whether two lines may have a place in common.
fn meet([a, b]: [Node; 2], [c, d]: [Node; 2]) -> bool {
    let apart =
        |axis: usize| a[axis].max(b[axis]) < c[axis].min(d[axis]) || c[axis].max(d[axis]) < a[axis].min(b[axis]);
    if apart(0) || apart(1) {
        return false;
    }
    let same_side = |x: i64, y: i64| x.signum() * y.signum() > 0;
    !same_side(turn(a, b, c), turn(a, b, d)) && !same_side(turn(c, d, a), turn(c, d, b))
}

/// Twice the area of a triangle, for places no farther apart than a ring and a window that meet.
fn turn(a: Node, b: Node, c: Node) -> i64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The ring as the sweep begins it: at the vertex before the least one.
fn started(mut ring: Vec<Node>) -> Vec<Node> {
    let least = (0..ring.len()).min_by_key(|i| ring[*i]).unwrap_or(0);
    let count = ring.len();
    ring.rotate_left((least + count - 1) % count);
    ring
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TILE: Window = Window {
        low: [0, 0],
        high: [40, 40],
    };

    /// A ring that goes once round a middle.
    fn round() -> impl Strategy<Value = Vec<Node>> {
        let spokes = prop::collection::vec(1.0_f64..60.0, 3..24);
        (-20_i64..60, -20_i64..60, spokes).prop_map(|(x, y, spokes)| {
            let turn = std::f64::consts::TAU / spokes.len() as f64;
            let at = |(i, far): (usize, &f64)| {
                let (sin, cos) = (turn * i as f64).sin_cos();
                [x + (far * cos).round() as i64, y + (far * sin).round() as i64]
            };
            spokes.iter().enumerate().map(at).collect()
        })
    }

    /// A ring of any vertices.
    fn tangle() -> impl Strategy<Value = Vec<Node>> {
        prop::collection::vec([-20_i64..60, -20_i64..60], 3..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_cut_is_what_the_sweep_cuts(ring in prop_oneof![round(), tangle()], low in [0_i64..20, 0_i64..20], side in 1_i64..40, far in any::<bool>()) {
            let window = Window { low, high: low.map(|n| n + side) };
            let away: Node = if far { [1 << 33, -(1 << 31)] } else { [0, 0] };
            let moved = |[x, y]: Node| [x + away[0], y + away[1]];
            let shift = |window: Window| Window { low: moved(window.low), high: moved(window.high) };
            let ring: Vec<Node> = ring.into_iter().map(moved).collect();
            let (window, tile) = (shift(window), shift(TILE));
            let rings = [ring];
            if let Some(whole) = Whole::of(&rings, tile) {
                prop_assert_eq!(whole.cut(window, tile), clip_areas(&rings, Some(window), tile));
            }
        }
    }

    #[test]
    fn most_rings_that_cross_the_edge_need_no_sweep() {
        let circle: Vec<Node> = (0..16)
            .map(|k| (f64::from(k) / 16.0 * std::f64::consts::TAU).sin_cos())
            .map(|(sin, cos)| [(13.0 * cos).round() as i64, (13.0 * sin).round() as i64])
            .collect();
        let mut swept = 0;
        for (x, y) in (-20_i64..60).flat_map(|x| (-20_i64..60).map(move |y| (x, y))) {
            let ring: Vec<Node> = circle.iter().map(|node| [node[0] + x, node[1] + y]).collect();
            swept += usize::from(simple_cut(&ring, TILE).is_none());
        }
        // A vertex on the edge itself is left to the sweep; with so small a circle there often is one.
        assert!(swept < 80 * 80 / 3, "{swept}");
    }

    #[test]
    fn rings_that_meet_themselves_are_refused() {
        let touching = vec![[0, 0], [8, 0], [8, 8], [4, 0], [0, 8]];
        let twice = vec![[0, 0], [4, 4], [8, 0], [8, 8], [4, 4], [0, 8]];
        let bow = vec![[0, 0], [8, 8], [8, 0], [0, 8]];
        let plain = vec![[0, 0], [8, 0], [8, 8], [4, 1], [0, 8]];
        for ring in [touching, twice, bow] {
            assert_eq!(Whole::of(&[ring], TILE), None);
        }
        assert!(Whole::of(&[plain], TILE).is_some());
    }
}
