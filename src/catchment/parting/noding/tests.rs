//! Tangles of millimetres, and lines through the corners of pixels.

use proptest::prelude::*;

use super::{Kind, Line, Node, cross, dot, node};

fn lines_of_ends(ends: &[(i64, i64, i64, i64)], wide: i64, turn: i64) -> Vec<Line> {
    let place = |x: i64, y: i64| Node {
        x: x * wide + turn * y,
        y: y * wide - turn * x,
    };
    let numbered = ends.iter().zip(0..);
    numbered
        .map(|((a, b, c, d), number)| Line {
            from: place(*a, *b),
            to: place(*c, *d),
            kind: Kind::Border(number),
        })
        .collect()
}

/// Whether lines, each a border of its own number, are drawn as they should be. The first ones, as many as are settled, don't cross each other.
fn judge_drawing(lines: &[Line], settled: usize) -> Result<(), TestCaseError> {
    let drawn = node(lines, settled);
    let side = |line: &Line, at: Node| cross(line.to.from(line.from), at.from(line.from)).signum();
    let within = |line: &Line, at: Node| {
        at != line.from && at != line.to && side(line, at) == 0 && dot(at.from(line.from), at.from(line.to)) < 0
    };
    for one in &drawn {
        for other in &drawn {
            let across = side(one, other.from) * side(one, other.to) < 0;
            let along = side(other, one.from) * side(other, one.to) < 0;
            prop_assert!(!(across && along), "{one:?} crosses {other:?}");
            prop_assert!(
                !within(one, other.from) && !within(one, other.to),
                "{one:?} passes {other:?}"
            );
        }
    }
    // Each line is whole, from end to end, and nowhere off itself by more than half a pixel's diagonal.
    let mut corners: Vec<Vec<Node>> = Vec::new();
    for line in lines {
        let pieces: Vec<&Line> = drawn.iter().filter(|piece| piece.kind == line.kind).collect();
        prop_assert!(pieces.windows(2).all(|pair| pair[0].to == pair[1].from), "{pieces:?}");
        let along = line.to.from(line.from);
        for piece in &pieces {
            let off = cross(along, piece.to.from(line.from));
            prop_assert!(
                2.0 * (off as f64).powi(2) <= dot(along, along) as f64 * (1.0 + 1e-9),
                "{piece:?} is off {line:?}"
            );
        }
        let ends = (
            pieces.first().map(|piece| piece.from),
            pieces.last().map(|piece| piece.to),
        );
        let has = if line.from == line.to {
            (None, None)
        } else {
            (Some(line.from), Some(line.to))
        };
        prop_assert_eq!(ends, has);
        corners.push(pieces.iter().flat_map(|piece| [piece.from, piece.to]).collect());
    }
    // Lines that cross have a corner in common.
    for (one, own) in lines.iter().zip(&corners) {
        for (other, others) in lines.iter().zip(&corners) {
            let across = side(one, other.from) * side(one, other.to) < 0;
            if across && side(other, one.from) * side(other, one.to) < 0 {
                prop_assert!(own.iter().any(|corner| others.contains(corner)), "{one:?} {other:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn four_lines_within_millimetres_are_drawn() {
    // Split where they cross and rounded, then split again, these never come to an end.
    let ends = [(25, 28, 5, 1), (25, 1, 0, 11), (11, 3, 2, 20), (10, 8, 0, 0)];
    judge_drawing(&lines_of_ends(&ends, 1, 0), 0).expect("it comes to an end");
}

#[test]
fn a_line_through_the_corner_of_four_pixels_is_led_through_the_north_eastern_one() {
    // The others' ends make all four hot; the line from (0, 1) to (1, 0) touches two of them in their common corner.
    let at = |x, y| Node { x, y };
    let line = |from, to, number| Line {
        from,
        to,
        kind: Kind::Border(number),
    };
    let lines = [
        line(at(0, 1), at(1, 0), 0),
        line(at(0, 0), at(-5, -9), 1),
        line(at(1, 1), at(6, 9), 2),
    ];
    let drawn: Vec<[Node; 2]> = node(&lines, 0)
        .iter()
        .filter(|piece| piece.kind == Kind::Border(0))
        .map(|piece| [piece.from, piece.to])
        .collect();
    assert_eq!(drawn, [[at(0, 1), at(1, 1)], [at(1, 1), at(1, 0)]]);
}

#[test]
fn metres_along_a_street_are_shared_out_to_its_pieces() {
    let at = |x, y| Node { x, y };
    let street = Line {
        from: at(10_000, 0),
        to: at(0, 0),
        kind: Kind::Street {
            edge: 7,
            from_m: 100.0,
            to_m: 120.0,
            forms: true,
        },
    };
    let across = Line {
        from: at(4_000, -1_000),
        to: at(4_000, 3_000),
        kind: Kind::Barrier,
    };
    let metres: Vec<[f64; 2]> = node(&[across, street], 0)
        .iter()
        .filter_map(|piece| match piece.kind {
            Kind::Street { from_m, to_m, .. } => Some([from_m, to_m]),
            _ => None,
        })
        .collect();
    assert_eq!(metres, [[100.0, 112.0], [112.0, 120.0]]);
}

proptest! {
    #[test]
    fn tangled_lines_share_ends_or_whole_pieces_and_nothing_else(
        ends in proptest::collection::vec((0_i64..40, 0_i64..40, 0_i64..40, 0_i64..40), 1..25),
        wide in prop_oneof![1_i64..4, 1_i64..2000, Just(1 << 34)],
        turn in 0_i64..2,
    ) {
        // The widest of them go up to a million kilometres; a turn takes them off the axes of the pixels.
        judge_drawing(&lines_of_ends(&ends, wide, turn), 0)?;
    }

    #[test]
    fn lines_are_drawn_over_others_that_are_settled_as_well(
        ends in proptest::collection::vec((0_i64..40, 0_i64..40, 0_i64..40, 0_i64..40), 2..16),
        wide in prop_oneof![1_i64..4, 1_i64..2000],
        turn in 0_i64..2,
    ) {
        let mut lines = lines_of_ends(&ends, wide, turn);
        let new = lines.split_off(lines.len() / 2);
        let mut lines = node(&lines, 0);
        let settled = lines.len();
        lines.extend(new);
        for (line, number) in lines.iter_mut().zip(0..) {
            line.kind = Kind::Border(number);
        }
        judge_drawing(&lines, settled)?;
    }
}
