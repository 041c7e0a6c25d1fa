//! Rings in whole numbers: repeats and spikes of no width go.

use super::grid::Grid;
use super::shape::Spot;
use super::window::Node;

/// A closed ring without repeats and without spikes that go out and come back over the same vertex; empty if nothing is left.
///
/// Only the ring's own neighbours in order are looked at, so the ring on the other side of a border loses the same vertices.
pub(super) fn snap_ring(grid: Grid, ring: &[Spot]) -> Vec<Node> {
    let mut kept: Vec<Node> = Vec::with_capacity(ring.len());
    for node in grid.snap_path(ring) {
        push(&mut kept, node);
    }
    // The seam between the last vertex and the first needs the same care.
    let mut start = 0;
    while kept.len() - start >= 3 {
        let last = kept.len() - 1;
        if kept[start] == kept[last] || kept[start] == kept[last - 1] {
            kept.pop();
        } else if kept[start + 1] == kept[last] {
            start += 1;
        } else {
            break;
        }
    }
    kept.drain(..start);
    if kept.len() < 3 {
        kept.clear();
    }
    kept
}

fn push(kept: &mut Vec<Node>, node: Node) {
    let count = kept.len();
    if count >= 1 && kept[count - 1] == node {
        return;
    }
    if count >= 2 && kept[count - 2] == node {
        kept.pop();
        return;
    }
    kept.push(node);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::set::Format;

    /// On the lattice of zoom 0 a cell is 1/4096 of the square.
    fn snapped(cells: &[(f64, f64)]) -> Vec<Node> {
        let ring: Vec<Spot> = cells.iter().map(|(x, y)| [x / 4096.0, y / 4096.0]).collect();
        snap_ring(Grid::new(0, Format::Mvt), &ring)
    }

    #[test]
    fn repeats_and_spikes_go_wherever_the_ring_starts() {
        let square = [[0, 0], [4, 0], [4, 4], [0, 4]];
        let spiky = [
            (0.0, 0.0),
            (4.0, 0.0),
            (4.1, 0.2),
            (7.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (0.0, 4.0),
        ];
        for turn in 0..spiky.len() {
            let mut turned = spiky.to_vec();
            turned.rotate_left(turn);
            let mut found = snapped(&turned);
            let first = found.iter().position(|n| *n == [0, 0]).expect("a corner");
            found.rotate_left(first);
            assert_eq!(found, square, "turned by {turn}");
        }
    }

    #[test]
    fn what_has_no_width_is_empty() {
        assert!(snapped(&[(0.0, 0.0), (5.0, 0.0), (0.1, 0.2)]).is_empty());
        assert!(snapped(&[(0.0, 0.0), (5.0, 0.0), (9.0, 9.0), (5.0, 0.2)]).is_empty());
    }
}
