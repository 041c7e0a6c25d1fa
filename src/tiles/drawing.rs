//! The lines of a layer as one drawing: every place once, with the two places beside it.
//!
//! A border that two areas share is there once, so whatever happens to it happens to both. Places where lines end, meet or part
//! are fixed; a run of free places between two fixed ones is what others call an arc.

use std::collections::BTreeSet;

use rayon::slice::ParallelSliceMut;

use super::nearby::curve;
use super::window::Node;

/// Stands in the place of a neighbour where nothing is known yet.
const NONE: u32 = u32::MAX;

/// What lies beside a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// On one line only, between these two, the lower index first.
    Free([u32; 2]),
    /// Where lines end, meet or part.
    Fixed,
}

/// A place, and all that is asked about it together: one look at the memory instead of three.
#[derive(Debug, Clone, Copy)]
pub(super) struct Corner {
    /// Where it is.
    pub(super) place: Node,
    beside: Beside,
    /// The lowest zoom that shows it; [`ALIVE`] where none has left it out yet.
    pub(super) from: u8,
}

/// Stands for a place that no zoom has left out yet.
pub(super) const ALIVE: u8 = u8::MAX;

/// Places and what lies beside them.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// Every place once, along the [`curve`], so that what lies near stands near.
    pub(super) corners: Vec<Corner>,
    /// Straight lines between two fixed places.
    ties: BTreeSet<[u32; 2]>,
}

/// A path of the drawing, by the indices of its places.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) places: Vec<u32>,
    /// Whether the last place is joined to the first.
    pub(super) closed: bool,
}

impl Drawing {
    /// Lays paths over each other. No path may have the same place twice in a row.
    pub(super) fn new(paths: &[(Vec<Node>, bool)]) -> (Self, Vec<Path>) {
        let (places, paths) = indexed(paths);
        let unknown = Beside::Free([NONE, NONE]);
        let corner = |place| Corner {
            place,
            beside: unknown,
            from: ALIVE,
        };
        let mut drawing = Self {
            corners: places.into_iter().map(corner).collect(),
            ties: BTreeSet::new(),
        };
        for path in &paths {
            let count = path.places.len();
            for (i, place) in path.places.iter().enumerate() {
                let end = !path.closed && (i == 0 || i + 1 == count);
                let pair = pair(path.places[(i + count - 1) % count], path.places[(i + 1) % count]);
                let known = &mut drawing.corners[*place as usize].beside;
                if end || count < 3 || pair[0] == pair[1] || !(*known == unknown || *known == Beside::Free(pair)) {
                    *known = Beside::Fixed;
                } else {
                    *known = Beside::Free(pair);
                }
            }
        }
        for path in &paths {
            let count = path.places.len();
            let last = if path.closed { count } else { count.saturating_sub(1) };
            for i in 0..last {
                let (from, to) = (path.places[i], path.places[(i + 1) % count]);
                drawing.tie(from, to);
            }
        }
        (drawing, paths)
    }

    /// Where a place is.
    pub(super) fn place(&self, place: u32) -> Node {
        self.corners[place as usize].place
    }

    /// Whether no zoom has left it out yet.
    pub(super) fn is_alive(&self, place: u32) -> bool {
        self.corners[place as usize].from == ALIVE
    }

    /// What lies beside a place.
    pub(super) fn beside(&self, place: u32) -> Beside {
        self.corners[place as usize].beside
    }

    /// Whether a straight line joins two places.
    pub(super) fn joined(&self, a: u32, b: u32) -> bool {
        match (self.beside(a), self.beside(b)) {
            (Beside::Free(pair), _) => pair.contains(&b),
            (_, Beside::Free(pair)) => pair.contains(&a),
            (Beside::Fixed, Beside::Fixed) => self.ties.contains(&pair(a, b)),
        }
    }

    /// Takes a free place out: the two beside it are joined.
    pub(super) fn take_out(&mut self, place: u32, [a, b]: [u32; 2]) {
        for (end, other) in [(a, b), (b, a)] {
            if let Beside::Free([first, second]) = self.beside(end) {
                let kept = if first == place { second } else { first };
                self.corners[end as usize].beside = Beside::Free(pair(kept, other));
            }
        }
        self.tie(a, b);
    }

    fn tie(&mut self, a: u32, b: u32) {
        if self.beside(a) == Beside::Fixed && self.beside(b) == Beside::Fixed {
            self.ties.insert(pair(a, b));
        }
    }
}

fn pair(a: u32, b: u32) -> [u32; 2] {
    [a.min(b), a.max(b)]
}

/// Every place once along the curve, and the paths by their places' indices.
fn indexed(paths: &[(Vec<Node>, bool)]) -> (Vec<Node>, Vec<Path>) {
    let vertices = paths.iter().flat_map(|(nodes, _)| nodes.iter().copied());
    let mut sorted: Vec<(u64, Node, u32)> = vertices.zip(0..).map(|(node, i)| (curve(node), node, i)).collect();
    sorted.par_sort_unstable();
    let mut places: Vec<Node> = Vec::new();
    let mut index = vec![0_u32; sorted.len()];
    for (_, node, vertex) in sorted {
        if places.last() != Some(&node) {
            places.push(node);
        }
        index[vertex as usize] = (places.len() - 1) as u32;
    }
    let mut rest = index.into_iter();
    let paths = paths
        .iter()
        .map(|(nodes, closed)| Path {
            places: rest.by_ref().take(nodes.len()).collect(),
            closed: *closed,
        })
        .collect();
    (places, paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two squares side by side, the shared side with a place in its middle.
    fn two_squares() -> Drawing {
        let left = vec![[0, 0], [4, 0], [4, 2], [4, 4], [0, 4]];
        let right = vec![[4, 0], [8, 0], [8, 4], [4, 4], [4, 2]];
        Drawing::new(&[(left, true), (right, true)]).0
    }

    fn at(drawing: &Drawing, node: Node) -> u32 {
        drawing
            .corners
            .iter()
            .position(|corner| corner.place == node)
            .expect("a place") as u32
    }

    #[test]
    fn places_where_borders_part_are_fixed_and_the_rest_is_free() {
        let drawing = two_squares();
        let fixed = drawing.corners.iter().filter(|corner| corner.beside == Beside::Fixed);
        let fixed: BTreeSet<Node> = fixed.map(|corner| corner.place).collect();
        assert_eq!(fixed.into_iter().collect::<Vec<_>>(), [[4, 0], [4, 4]]);
        let middle = pair(at(&drawing, [4, 0]), at(&drawing, [4, 4]));
        assert_eq!(drawing.beside(at(&drawing, [4, 2])), Beside::Free(middle));
    }

    #[test]
    fn what_is_taken_out_joins_the_places_beside_it() {
        let mut drawing = two_squares();
        let (low, middle, high) = (at(&drawing, [4, 0]), at(&drawing, [4, 2]), at(&drawing, [4, 4]));
        assert!(!drawing.joined(low, high));
        drawing.take_out(middle, [low, high]);
        assert!(drawing.joined(low, high) && drawing.joined(high, low));
        assert!(!drawing.joined(at(&drawing, [0, 0]), high));
    }
}
