//! Strips between the two carriageways of one road, and the like, are no blocks: each goes with the block that it runs along farthest.

use super::blocks::Blocks;
use super::drawing::Drawing;
use super::noding::{Kind, Line, Node};

/// Ground narrower than this between streets is no block, in metres (a design value).
const NARROW_METRES: f64 = 20.0;

/// Takes the streets out of the making of blocks that part strips from their blocks. Which ones depends on the drawing alone, not on who
/// sits where.
pub(super) fn join_slivers(drawing: &mut Drawing, lines: &mut [Line]) {
    let blocks = Blocks::new(drawing);
    let mut rims = vec![0_i64; blocks.count()];
    // Of each block: its neighbours beyond streets, with the millimetres in common.
    let mut pairs: Vec<(usize, usize, i64)> = Vec::new();
    for (number, edge) in drawing.edges.iter().enumerate() {
        let sides = [2 * number, 2 * number + 1].map(|walk| blocks.beside(drawing, walk));
        if sides[0] == sides[1] {
            continue;
        }
        let way = drawing.end(2 * number).metres() - drawing.start(2 * number).metres();
        let length = (way.x.hypot(way.y) * 1000.0).round() as i64;
        for side in sides.into_iter().flatten() {
            rims[side] += length;
        }
        if let ([Some(left), Some(right)], false) = (sides, edge.is_border || edge.is_wall) {
            pairs.extend([(left, right, length), (right, left, length)]);
        }
    }
    pairs.sort_unstable();
    let narrow = |block: usize| 2.0 * blocks.area_m2(block) < NARROW_METRES * rims[block] as f64 / 1000.0;
    let mut goes_with: Vec<Option<usize>> = vec![None; blocks.count()];
    for own in pairs.chunk_by(|a, b| a.0 == b.0).filter(|own| narrow(own[0].0)) {
        goes_with[own[0].0] = own
            .chunk_by(|a, b| a.1 == b.1)
            .filter(|same| !narrow(same[0].1))
            .map(|same| {
                (
                    same.iter().map(|pair| pair.2).sum::<i64>(),
                    std::cmp::Reverse(same[0].1),
                )
            })
            .max()
            .map(|(_, std::cmp::Reverse(other))| other);
    }
    let mut opened: Vec<[Node; 2]> = Vec::new();
    for number in 0..drawing.edges.len() {
        let sides = [2 * number, 2 * number + 1].map(|walk| blocks.beside(drawing, walk));
        let edge = &drawing.edges[number];
        if let ([Some(left), Some(right)], false) = (sides, edge.is_border || edge.is_wall)
            && (goes_with[left] == Some(right) || goes_with[right] == Some(left))
        {
            opened.push([drawing.start(2 * number), drawing.end(2 * number)]);
            drawing.edges[number].forms = false;
        }
    }
    opened.sort_unstable();
    for line in lines {
        let ends = [line.from.min(line.to), line.from.max(line.to)];
        if let (Kind::Street { forms, .. }, Ok(_)) = (&mut line.kind, opened.binary_search(&ends)) {
            *forms = false;
        }
    }
}
