//! Strips between the two carriageways of one road, and the like, are no blocks: each goes with the block that it runs along farthest.

use super::blocks::Blocks;
use super::drawing::Drawing;

/// Ground narrower than this between streets is no block, in metres (a design value).
const NARROW_METRES: f64 = 20.0;

/// Takes the streets out of the making of blocks that part strips from their blocks. Which ones depends on the drawing alone, not on who
/// sits where.
pub(super) fn join_slivers(drawing: &mut Drawing) {
    let blocks = Blocks::new(drawing);
    let mut rims = vec![0_i64; blocks.count()];
    // Of each block: its neighbours beyond streets, with the millimetres in common.
    let mut pairs: Vec<(usize, usize, i64)> = Vec::new();
    let sides_of: Vec<[Option<usize>; 2]> = (0..drawing.edges.len())
        .map(|edge| [2 * edge, 2 * edge + 1].map(|walk| blocks.beside(drawing, walk)))
        .collect();
    for (number, edge) in drawing.edges.iter().enumerate() {
        let sides = sides_of[number];
        if sides[0] == sides[1] {
            continue;
        }
        let way = drawing.end(2 * number).metres() - drawing.start(2 * number).metres();
        let length = (way.x.hypot(way.y) * 1000.0).round() as i64;
        for side in sides.into_iter().flatten() {
            rims[side] += length;
        }
        if let ([Some(left), Some(right)], false) = (sides, edge.is_wall)
            && blocks.parent(left) == blocks.parent(right)
        {
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
    for (number, edge) in drawing.edges.iter_mut().enumerate() {
        let [left, right] = sides_of[number];
        let together = |one: Option<usize>, other: Option<usize>| {
            other.is_some() && one.is_some_and(|one| goes_with[one] == other)
        };
        if !edge.is_wall && (together(left, right) || together(right, left)) {
            edge.forms = false;
        }
    }
}
