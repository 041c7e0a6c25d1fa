//! Rounding that lets no line come to lie across another.
//!
//! Rounding vertices alone can push a vertex over a line that passes close by. Here a line that passes through the cell of any
//! vertex is led over that cell's middle (snap rounding: Hobby, Computational Geometry 13, 1999). Lines then bend by less than a
//! cell, may come to lie on each other, and never cross; so areas that shared out the ground before still do. Where a line
//! crosses a tile's edge counts as a vertex too: all tiles of a zoom then add up to the whole exactly.

use super::grid::{Grid, Vertex, round};
use super::outline::TileBox;
use super::window::Node;

/// Cells along the side of a bucket, as a power of two.
const BUCKET: u32 = 6;

/// Tiles' edges that a line of a whole feature is given nodes on.
const MOST_EDGES: f64 = 512.0;

/// The cells that lines are led over, near some place.
#[derive(Debug, Default)]
pub(super) struct Hot {
    /// By column of buckets, then from north to south, each as its [`key`].
    nodes: Vec<u128>,
}

/// A node as one number, which is compared faster than three: its bucket, its y, and where in the bucket it stands.
fn key([x, y]: Node) -> u128 {
    (up(x >> BUCKET) << 64) | (up(y) << BUCKET) | (x & LAST) as u128
}

/// The node of a key.
fn node(key: u128) -> Node {
    let bucket = (key >> 64) as i64 - LIFT;
    let y = (key as u64 >> BUCKET) as i64 - LIFT;
    [(bucket << BUCKET) | (key as i64 & LAST), y]
}

/// Makes every number of a grid positive.
fn up(number: i64) -> u128 {
    (number + LIFT) as u128
}

/// More than any number of a grid, in either direction.
const LIFT: i64 = 1 << 40;

/// The last place in a bucket.
const LAST: i64 = (1 << BUCKET) - 1;

/// Room for work on one line after another.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    crossings: Vec<Node>,
    found: Vec<(f64, Node)>,
}

impl Hot {
    pub(super) fn new(nodes: impl IntoIterator<Item = Node>) -> Self {
        let mut nodes: Vec<u128> = nodes.into_iter().map(key).collect();
        nodes.sort_unstable();
        nodes.dedup();
        Self { nodes }
    }

    /// Adds to a path what a line from vertex to vertex is led over, in its order, its ends left out. The same from either end.
    pub(super) fn lead(
        &self,
        grid: Grid,
        block: Option<TileBox>,
        [from, to]: [&Vertex; 2],
        scratch: &mut Scratch,
        path: &mut Vec<Node>,
    ) {
        if from.node == to.node {
            return;
        }
        let turned = to.exact < from.exact;
        let (a, b) = if turned { (to, from) } else { (from, to) };
        let Scratch {
            crossings: crossed,
            found,
        } = scratch;
        crossed.clear();
        found.clear();
        crossings(grid, block, a, b, crossed);
        for node in crossed {
            let place = passes(a.exact, b.exact, *node).unwrap_or_else(|| along(a.exact, b.exact, *node));
            found.push((place, *node));
        }
        // Rounding keeps order: a line stays between the nodes of its ends.
        let [columns, rows] = [0, 1].map(|axis| (a.node[axis].min(b.node[axis]), a.node[axis].max(b.node[axis])));
        for bucket in columns.0 >> BUCKET..=columns.1 >> BUCKET {
            let (first, last) = (
                key([bucket << BUCKET, rows.0]),
                key([(bucket << BUCKET) | LAST, rows.1]),
            );
            let start = self.nodes.partition_point(|key| *key < first);
            for near in self.nodes[start..].iter().take_while(|key| **key <= last) {
                let near = node(*near);
                if (columns.0..=columns.1).contains(&near[0]) {
                    found.extend(passes(a.exact, b.exact, near).map(|place| (place, near)));
                }
            }
        }
        found.retain(|(_, node)| *node != a.node && *node != b.node);
        if found.is_empty() {
            return;
        }
        found.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        found.dedup_by_key(|(_, node)| *node);
        if turned {
            found.reverse();
        }
        path.extend(found.iter().map(|(_, node)| *node));
    }
}

/// Where the line from `a` to `b` crosses the edges of tiles, rounded; with a block of tiles, their edges only. `a` must be the
/// smaller of the two, so that the answer does not depend on the direction.
///
/// Without a block a line that crosses more than [`MOST_EDGES`] columns or rows is left as it is: that is a feature much wider
/// than the tile, and rounding at its crossings is out of sight even in sums.
pub(super) fn crossings(grid: Grid, block: Option<TileBox>, a: &Vertex, b: &Vertex, found: &mut Vec<Node>) {
    for axis in 0..2 {
        let (low, high) = (a.tiles[axis].min(b.tiles[axis]), a.tiles[axis].max(b.tiles[axis]));
        // Two cells more on both sides: the edge is rounded like everything else.
        let slack = 2.0 / 4096.0;
        let (mut low, mut high) = (low - slack, high + slack);
        match block {
            Some((first, last)) => (low, high) = (low.max(first[axis]), high.min(last[axis])),
            None if high - low > MOST_EDGES => continue,
            None => {}
        }
        let mut tile = low.ceil();
        while tile <= high {
            let side = grid.edge(axis, tile);
            tile += 1.0;
            if (a.node[axis] < side) == (b.node[axis] < side) || a.node[axis] == side || b.node[axis] == side {
                continue;
            }
            let across = 1 - axis;
            let share = (side as f64 - a.exact[axis]) / (b.exact[axis] - a.exact[axis]);
            let mut node = [side; 2];
            node[across] = round(a.exact[across] + share * (b.exact[across] - a.exact[across]));
            found.push(node);
        }
    }
}

/// How far along the line from `a` to `b` it passes the cell of a node, 0 to 1; `None` where it does not. A cell holds its lower
/// edges, not its upper ones.
fn passes(a: [f64; 2], b: [f64; 2], node: Node) -> Option<f64> {
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let (low, high) = (node[axis] as f64 - 0.5, node[axis] as f64 + 0.5);
        let step = b[axis] - a[axis];
        if step == 0.0 {
            if a[axis] < low || a[axis] >= high {
                return None;
            }
            continue;
        }
        let (first, second) = ((low - a[axis]) / step, (high - a[axis]) / step);
        enters = enters.max(first.min(second));
        leaves = leaves.min(first.max(second));
    }
    if enters > leaves {
        return None;
    }
    let middle = f64::midpoint(enters, leaves);
    let inside = (0..2).all(|axis| {
        let at = a[axis] + middle * (b[axis] - a[axis]);
        let lower = node[axis] as f64 - 0.5;
        lower <= at && at < lower + 1.0
    });
    inside.then_some(middle)
}

/// How far along the line a node lies.
fn along(a: [f64; 2], b: [f64; 2], node: Node) -> f64 {
    let axis = usize::from((b[1] - a[1]).abs() > (b[0] - a[0]).abs());
    (node[axis] as f64 - a[axis]) / (b[axis] - a[axis])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::matrix_set::MatrixSet;
    use crate::tiles::set::Format;

    /// A place given in cells, on the lattice of zoom 1: two tiles of 4096 cells.
    fn vertex(x: f64, y: f64) -> Vertex {
        Grid::new(MatrixSet::WebMercatorQuad, 1, Format::Mvt).vertex([x / 8192.0, y / 8192.0])
    }

    fn between(hot: &[Node], a: [f64; 2], b: [f64; 2]) -> Vec<Node> {
        let grid = Grid::new(MatrixSet::WebMercatorQuad, 1, Format::Mvt);
        let hot = Hot::new(hot.iter().copied());
        let (a, b) = (vertex(a[0], a[1]), vertex(b[0], b[1]));
        let lead = |from, to| {
            let mut path = Vec::new();
            hot.lead(grid, None, [from, to], &mut Scratch::default(), &mut path);
            path
        };
        let (there, mut back) = (lead(&a, &b), lead(&b, &a));
        back.reverse();
        assert_eq!(there, back, "the same from either end");
        there
    }

    #[test]
    fn a_line_is_led_over_the_cells_that_it_passes_in_its_order() {
        let hot = [[10, 10], [20, 10], [30, 10], [20, 11], [20, 12], [0, 10]];
        assert_eq!(between(&hot, [0.0, 10.0], [40.0, 10.9]), vec![[10, 10], [20, 10]]);
    }

    #[test]
    fn a_cell_holds_its_lower_edge_only() {
        let along_the_edge = ([0.0, 10.5], [40.0, 10.5]);
        assert_eq!(
            between(&[[20, 10]], along_the_edge.0, along_the_edge.1),
            Vec::<Node>::new()
        );
        assert_eq!(between(&[[20, 11]], along_the_edge.0, along_the_edge.1), vec![[20, 11]]);
        // Through a corner, into the one cell that holds it.
        let corner = ([0.0, 41.0], [41.0, 0.0]);
        let around = [[20, 20], [20, 21], [21, 20], [21, 21]];
        assert_eq!(between(&around, corner.0, corner.1), vec![[20, 21], [21, 21], [21, 20]]);
    }

    #[test]
    fn a_node_is_found_again_in_its_key() {
        let far = [[1 << 35, -(1 << 35)], [-3_600_000_000, 1_800_000_000]];
        for place in [[0, 0], [-1, -1], [63, -64], [64, 63]].into_iter().chain(far) {
            assert_eq!(node(key(place)), place);
        }
    }

    #[test]
    fn a_line_has_a_node_on_every_edge_of_a_tile() {
        assert_eq!(between(&[], [4090.0, 4000.0], [4102.0, 4010.0]), vec![[4096, 4005]]);
        assert_eq!(between(&[], [4096.0, 4000.0], [4102.0, 4010.0]), Vec::<Node>::new());
    }
}
