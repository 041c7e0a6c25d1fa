//! Lines against a box.

use super::window::{Node, Window};

/// The stretches of a path that lie in the box, edges included, in the path's order.
pub(super) fn clip_line(path: &[Node], window: Window) -> Vec<Vec<Node>> {
    let mut stretches: Vec<Vec<Node>> = Vec::new();
    let mut open: Vec<Node> = Vec::new();
    for pair in path.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let mut inside: Vec<Node> = Vec::new();
        inside.extend(window.contains(from).then_some(from));
        inside.extend(window.crossings(from, to));
        inside.extend(window.contains(to).then_some(to));
        let (Some(first), Some(last)) = (inside.first().copied(), inside.last().copied()) else {
            continue;
        };
        if open.last() != Some(&first) {
            close(&mut stretches, &mut open);
            open.push(first);
        }
        if last != first {
            open.push(last);
        }
        if last != to {
            close(&mut stretches, &mut open);
        }
    }
    close(&mut stretches, &mut open);
    stretches
}

fn close(stretches: &mut Vec<Vec<Node>>, open: &mut Vec<Node>) {
    if open.len() >= 2 {
        stretches.push(std::mem::take(open));
    } else {
        open.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Window = Window {
        low: [0, 0],
        high: [10, 10],
    };

    #[test]
    fn a_line_that_leaves_and_returns_is_two() {
        let path = [[5, 5], [15, 5], [15, 8], [5, 8]];
        assert_eq!(
            clip_line(&path, BOX),
            vec![vec![[5, 5], [10, 5]], vec![[10, 8], [5, 8]]]
        );
    }

    #[test]
    fn a_line_through_keeps_both_ends_and_a_touch_is_nothing() {
        assert_eq!(clip_line(&[[-5, 5], [15, 5]], BOX), vec![vec![[0, 5], [10, 5]]]);
        assert!(clip_line(&[[-5, 5], [0, 5], [-5, 6]], BOX).is_empty());
        assert!(clip_line(&[[-5, 5], [5, -5]], BOX).is_empty());
    }
}
