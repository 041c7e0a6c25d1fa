//! Rings in whole numbers: repeats and spikes of no width go.

use super::window::Node;

/// A closed ring without repeats and without spikes that go out and come back over the same vertex; empty if nothing is left.
///
/// Only the ring's own neighbours in order are looked at, so the ring on the other side of a border loses the same vertices.
pub(super) fn without_spikes(ring: impl IntoIterator<Item = Node>) -> Vec<Node> {
    let mut kept: Vec<Node> = Vec::new();
    for node in ring {
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

    #[test]
    fn repeats_and_spikes_go_wherever_the_ring_starts() {
        let square = [[0, 0], [4, 0], [4, 4], [0, 4]];
        let spiky = [[0, 0], [4, 0], [4, 0], [7, 0], [4, 0], [4, 4], [0, 4]];
        for turn in 0..spiky.len() {
            let mut turned = spiky.to_vec();
            turned.rotate_left(turn);
            let mut found = without_spikes(turned);
            let first = found.iter().position(|n| *n == [0, 0]).expect("a corner");
            found.rotate_left(first);
            assert_eq!(found, square, "turned by {turn}");
        }
    }

    #[test]
    fn what_has_no_width_is_empty() {
        assert!(without_spikes([[0, 0], [5, 0], [0, 0]]).is_empty());
        assert!(without_spikes([[0, 0], [5, 0], [9, 9], [5, 0]]).is_empty());
    }
}
