//! What nobody crosses between a door and the street: water, railways, expressways, walls.

use geo::Coord;
use rstar::{AABB, RTree, RTreeObject};

/// One piece of a barrier.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    from: Coord<f64>,
    to: Coord<f64>,
    barrier: u32,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.from.x, self.from.y], [self.to.x, self.to.y])
    }
}

/// Lines that straight ways do not cross, in metres of the study area.
#[derive(Debug, Clone)]
pub struct LegBarriers {
    pieces: RTree<Piece>,
}

impl LegBarriers {
    /// Indexes lines; answers name them by their position here. Outlines of areas are lines that close.
    pub fn new<'a>(lines: impl IntoIterator<Item = &'a [Coord<f64>]>) -> Self {
        let pieces = lines.into_iter().zip(0_u32..).flat_map(|(line, barrier)| {
            line.windows(2).map(move |pair| Piece {
                from: pair[0],
                to: pair[1],
                barrier,
            })
        });
        Self {
            pieces: RTree::bulk_load(pieces.collect()),
        }
    }

    /// All pieces, in order of their corners.
    pub fn pieces(&self) -> Vec<[Coord<f64>; 2]> {
        let mut pieces: Vec<[Coord<f64>; 2]> = self.pieces.iter().map(|piece| [piece.from, piece.to]).collect();
        let key = |piece: &[Coord<f64>; 2]| piece.map(|at| [at.x, at.y]);
        pieces.sort_by(|a, b| {
            let pairs = key(a).into_iter().flatten().zip(key(b).into_iter().flatten());
            pairs.fold(std::cmp::Ordering::Equal, |so_far, (a, b)| so_far.then(a.total_cmp(&b)))
        });
        pieces
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.size() == 0
    }

    /// Whether a piece of a barrier may lie within a box: its own box touches it.
    pub fn any_in(&self, low: Coord<f64>, high: Coord<f64>) -> bool {
        let box_of = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        self.pieces.locate_in_envelope_intersecting(box_of).next().is_some()
    }

    /// Whether some barrier lies across the straight way.
    pub fn part(&self, from: Coord<f64>, to: Coord<f64>) -> bool {
        self.pieces
            .locate_in_envelope_intersecting(AABB::from_corners([from.x, from.y], [to.x, to.y]))
            .any(|piece| crosses((from, to), (piece.from, piece.to)))
    }

    /// The barriers across the straight way, each once, in order.
    pub fn across(&self, from: Coord<f64>, to: Coord<f64>) -> Vec<u32> {
        let mut across: Vec<u32> = self
            .pieces
            .locate_in_envelope_intersecting(AABB::from_corners([from.x, from.y], [to.x, to.y]))
            .filter(|piece| crosses((from, to), (piece.from, piece.to)))
            .map(|piece| piece.barrier)
            .collect();
        across.sort_unstable();
        across.dedup();
        across
    }
}

/// Whether the second lies across the first: its ends on both sides, or one of them on it. A way that only ends on a barrier (a street along
/// a wall, a door in it) does not cross it.
fn crosses(way: (Coord<f64>, Coord<f64>), barrier: (Coord<f64>, Coord<f64>)) -> bool {
    let side = |a: Coord<f64>, b: Coord<f64>, at: Coord<f64>| (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x);
    let (from, to) = (side(barrier.0, barrier.1, way.0), side(barrier.0, barrier.1, way.1));
    let (one, other) = (side(way.0, way.1, barrier.0), side(way.0, way.1, barrier.1));
    from * to < 0.0 && one * other <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn a_way_across_is_parted_and_a_way_up_to_the_wall_is_not() {
        let wall = [
            coord! { x: 0.0, y: 0.0 },
            coord! { x: 0.0, y: 10.0 },
            coord! { x: 0.0, y: 20.0 },
        ];
        let barriers = LegBarriers::new([wall.as_slice()]);
        assert!(barriers.part(coord! { x: -5.0, y: 5.0 }, coord! { x: 5.0, y: 6.0 }));
        assert!(
            barriers.part(coord! { x: -5.0, y: 10.0 }, coord! { x: 5.0, y: 10.0 }),
            "through its corner"
        );
        assert!(!barriers.part(coord! { x: -5.0, y: 5.0 }, coord! { x: 0.0, y: 5.0 }));
        assert!(!barriers.part(coord! { x: -5.0, y: 25.0 }, coord! { x: 5.0, y: 25.0 }));
        assert_eq!(
            barriers.across(coord! { x: -5.0, y: 5.0 }, coord! { x: 5.0, y: 15.0 }),
            [0]
        );
    }
}
