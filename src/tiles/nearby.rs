//! Which places lie in a triangle: places sorted along a curve that fills the plane, in boxes of eight, in boxes of eight.

use super::window::{Node, Window};

/// Members of a box.
const FAN: usize = 8;

/// An index over some of the places of a drawing; places may die under it.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    /// Indices of places, in the curve's order.
    order: Vec<u32>,
    /// Boxes, the smallest first: `boxes[0][i]` holds the places `8 i..8 (i + 1)` of the order, `boxes[k][i]` those boxes of `boxes[k - 1]`.
    boxes: Vec<Vec<Window>>,
}

impl Nearby {
    /// Indexes the places that `alive` names, in this order; it is fast where that is the order of the [`curve`].
    pub(super) fn new(place: impl Fn(u32) -> Node, alive: impl Iterator<Item = u32>) -> Self {
        let order: Vec<u32> = alive.collect();
        let first = order
            .chunks(FAN)
            .filter_map(|some| Window::around(some.iter().map(|i| place(*i)).collect::<Vec<_>>().iter()));
        let mut boxes: Vec<Vec<Window>> = vec![first.collect()];
        while let Some(below) = boxes.last().filter(|below| below.len() > 1) {
            let next = below
                .chunks(FAN)
                .filter_map(|some| some.iter().copied().reduce(Window::union));
            boxes.push(next.collect());
        }
        Self { order, boxes }
    }

    /// How many places were indexed.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether a place that is `asked` about lies in the triangle, its sides included. `waiting` is room for the search.
    pub(super) fn any_in(
        &self,
        triangle: [Node; 3],
        place: impl Fn(u32) -> Node,
        asked: impl Fn(u32) -> bool,
        waiting: &mut Vec<(usize, usize)>,
    ) -> bool {
        let Some(around) = Window::around(&triangle) else {
            return false;
        };
        let Some(top) = self.boxes.len().checked_sub(1) else {
            return false;
        };
        waiting.clear();
        waiting.extend((0..self.boxes[top].len()).map(|i| (top + 1, i)));
        while let Some((level, i)) = waiting.pop() {
            let members = i * FAN..(i + 1) * FAN;
            if level > 1 {
                let below = &self.boxes[level - 2];
                let members = members.start..members.end.min(below.len());
                waiting.extend(
                    members
                        .filter(|member| below[*member].meets(around))
                        .map(|member| (level - 1, member)),
                );
                continue;
            }
            let members = &self.order[members.start..members.end.min(self.order.len())];
            let found = members.iter().any(|i| {
                let place = place(*i);
                around.contains(place) && holds(triangle, place) && asked(*i)
            });
            if found {
                return true;
            }
        }
        false
    }
}

/// Whether a place in the triangle's box lies in the triangle or on its sides.
fn holds([a, b, c]: [Node; 3], place: Node) -> bool {
    let turns = [turn(a, b, place), turn(b, c, place), turn(c, a, place)];
    turns.iter().all(|turn| *turn >= 0) || turns.iter().all(|turn| *turn <= 0)
}

/// Twice the area of a triangle, positive where it turns as x turns to y.
pub(super) fn turn(a: Node, b: Node, c: Node) -> i128 {
    let along = |from: Node, to: Node, axis: usize| i128::from(to[axis] - from[axis]);
    along(a, b, 0) * along(a, c, 1) - along(a, b, 1) * along(a, c, 0)
}

/// Where a place stands on the curve (Morton's): the bits of both coordinates, in turns. Places have at most 35 bits; the last
/// three say nothing that the order needs.
pub(super) fn curve(place: Node) -> u64 {
    let spread = |n: i64| {
        let mut bits = (n >> 3) as u64 & 0xffff_ffff;
        for (shift, mask) in [
            (16, 0x0000_ffff_0000_ffff_u64),
            (8, 0x00ff_00ff_00ff_00ff),
            (4, 0x0f0f_0f0f_0f0f_0f0f),
            (2, 0x3333_3333_3333_3333),
            (1, 0x5555_5555_5555_5555),
        ] {
            bits = (bits | bits << shift) & mask;
        }
        bits
    };
    spread(place[0]) | spread(place[1]) << 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_looking_at_every_place_finds(
            places in prop::collection::vec([0_i64..200, 0_i64..200], 0..120),
            triangle in [[0_i64..200, 0_i64..200], [0_i64..200, 0_i64..200], [0_i64..200, 0_i64..200]],
            dead in 0_u32..120,
        ) {
            let index = Nearby::new(|i| places[i as usize], 0..places.len() as u32);
            let around = Window::around(&triangle).expect("three");
            let brute = places.iter().zip(0..).any(|(p, i)| i != dead && around.contains(*p) && holds(triangle, *p));
            prop_assert_eq!(index.any_in(triangle, |i| places[i as usize], |i| i != dead, &mut Vec::new()), brute);
        }
    }

    #[test]
    fn a_triangle_without_width_holds_its_own_line_only() {
        let line = [[0, 0], [4, 4], [9, 9]];
        let places = [[5, 5], [5, 6]];
        let place = |i: u32| places[i as usize];
        let index = Nearby::new(place, 0..2);
        assert!(index.any_in(line, place, |i| i == 0, &mut Vec::new()));
        assert!(!index.any_in(line, place, |i| i == 1, &mut Vec::new()));
    }
}
