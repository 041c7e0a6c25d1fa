//! A box on the whole numbers of a format, and where a segment crosses its sides.

/// A vertex in whole numbers, x eastward, y southward.
pub(super) type Node = [i64; 2];

/// A box, edges included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// North-west corner.
    pub(super) low: Node,
    /// South-east corner.
    pub(super) high: Node,
}

impl Window {
    /// The smallest box round some nodes; `None` for none.
    pub(super) fn around<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> Option<Self> {
        nodes.into_iter().fold(None, |found: Option<Self>, n| {
            let (low, high) = found.map_or((*n, *n), |w| (w.low, w.high));
            Some(Self {
                low: [low[0].min(n[0]), low[1].min(n[1])],
                high: [high[0].max(n[0]), high[1].max(n[1])],
            })
        })
    }

    /// Grown on every side.
    pub(super) fn grown(self, by: i64) -> Self {
        Self {
            low: [self.low[0] - by, self.low[1] - by],
            high: [self.high[0] + by, self.high[1] + by],
        }
    }

    /// The smallest box round both.
    pub(super) fn union(self, other: Self) -> Self {
        Self {
            low: [self.low[0].min(other.low[0]), self.low[1].min(other.low[1])],
            high: [self.high[0].max(other.high[0]), self.high[1].max(other.high[1])],
        }
    }

    /// Whether a node lies in it.
    pub(super) fn contains(self, node: Node) -> bool {
        (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&node[axis]))
    }

    /// Whether another box lies in it.
    pub(super) fn holds(self, other: Self) -> bool {
        self.contains(other.low) && self.contains(other.high)
    }

    /// Whether the two have a place in common.
    pub(super) fn meets(self, other: Self) -> bool {
        (0..2).all(|axis| self.low[axis] <= other.high[axis] && other.low[axis] <= self.high[axis])
    }

    /// Whether it is the box that owns a point. Neighbouring boxes share an edge but never a point: west and north edges belong,
    /// east and south edges do not, except at the end of the world.
    pub(super) fn owns(self, node: Node, world_end: Node) -> bool {
        (0..2).all(|axis| {
            let last = self.high[axis] == world_end[axis] && node[axis] == world_end[axis];
            self.low[axis] <= node[axis] && (node[axis] < self.high[axis] || last)
        })
    }

    /// Its corners, positive by the shoelace formula.
    pub(super) fn corners(self) -> [Node; 4] {
        let Self { low, high } = self;
        [low, [high[0], low[1]], high, [low[0], high[1]]]
    }

    /// Where a segment crosses the sides, in the segment's order, its own ends left out.
    ///
    /// A crossing is rounded to a whole number from the two ends alone, the same from either end, so two features that share the
    /// segment, and two tiles that share the side, get the same node.
    pub(super) fn crossings(self, from: Node, to: Node) -> Vec<Node> {
        let mut found = Vec::new();
        if Self::around([&from, &to]).is_none_or(|around| !around.meets(self)) {
            return found;
        }
        for axis in 0..2 {
            let across = 1 - axis;
            for side in [self.low[axis], self.high[axis]] {
                if (from[axis] < side) == (to[axis] < side) && (from[axis] > side) == (to[axis] > side) {
                    continue;
                }
                let node = meet(from, to, axis, side);
                let inside = (self.low[across]..=self.high[across]).contains(&node[across]);
                if inside && node != from && node != to && !found.contains(&node) {
                    found.push(node);
                }
            }
        }
        found.sort_by_key(|node| along(from, to, *node));
        found
    }
}

/// How far along a segment a node lies; only its order means something.
fn along(from: Node, to: Node, node: Node) -> i128 {
    (0..2)
        .map(|axis| i128::from(node[axis] - from[axis]) * i128::from(to[axis] - from[axis]))
        .sum()
}

/// Where a segment meets the line `axis = side`, rounded half up. The segment is not parallel to that line.
pub(super) fn meet(from: Node, to: Node, axis: usize, side: i64) -> Node {
    let (a, b) = if from[axis] <= to[axis] { (from, to) } else { (to, from) };
    let across = 1 - axis;
    let span = i128::from(b[axis] - a[axis]);
    let rise = i128::from(b[across] - a[across]) * i128::from(side - a[axis]);
    let mut node = [side; 2];
    node[across] = a[across] + (2 * rise + span).div_euclid(2 * span) as i64;
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Window = Window {
        low: [0, 0],
        high: [10, 10],
    };

    #[test]
    fn a_crossing_is_the_same_from_either_end() {
        let (a, b) = ([-3, 2], [17, 7]);
        let mut back = BOX.crossings(b, a);
        back.reverse();
        assert_eq!(BOX.crossings(a, b), back);
        assert_eq!(back, vec![[0, 3], [10, 5]]);
    }

    #[test]
    fn a_segment_along_a_side_has_no_crossing_but_at_the_corners() {
        assert_eq!(BOX.crossings([-5, 0], [15, 0]), vec![[0, 0], [10, 0]]);
        assert_eq!(BOX.crossings([2, 2], [8, 9]), Vec::<Node>::new());
        assert_eq!(BOX.crossings([20, 20], [30, 20]), Vec::<Node>::new());
    }

    #[test]
    fn a_point_on_an_edge_belongs_to_one_box_and_the_last_box_is_closed() {
        let next = Window {
            low: [10, 0],
            high: [20, 10],
        };
        let end = [20, 10];
        assert!(!BOX.owns([10, 4], end) && next.owns([10, 4], end));
        assert!(next.owns([20, 10], end));
    }
}
