//! Blocks as they are cut: their rims and the cuts drawn anew, and whose each piece is.

use std::cmp::Reverse;

use super::bisectors;
use super::blocks::Blocks;
use super::deciding::{Decision, Site};
use super::drawing::Drawing;
use super::noding::{Kind, Line, Node, node};

/// The drawing of all pieces, whole blocks among them, with the owner of each of its faces.
///
/// A cut ends within a millimetre of the rim, and may stick out into the block beyond: so a piece is of the block that most of its border
/// says, and of the owner that most of this block's own cuts say. What a border says of its other side counts against: of a strip that came
/// to lie on one line, both say the same, and nothing is left of it.
pub(super) fn pieces(drawing: &Drawing, blocks: &Blocks, decided: &[Decision]) -> (Drawing, Vec<Option<u32>>) {
    let mut lines = rims(drawing, blocks);
    let settled = lines.len();
    for (block, decision) in decided.iter().enumerate() {
        if let Decision::Cut(sites) = decision {
            lines.extend(bisectors::cuts(drawing, blocks, block, sites));
        }
    }
    let lines = node(&lines, settled);
    let drawn = Drawing::new(&lines);
    let mut of_blocks: Vec<(usize, Option<u32>, i64)> = Vec::with_capacity(4 * lines.len());
    let mut of_owners: Vec<(usize, (u32, u32), i64)> = Vec::new();
    let mut longest: Vec<Option<(i64, [Node; 2])>> = vec![None; drawn.face_count()];
    for line in &lines {
        let walk = drawn.walk(line.from, line.to);
        let length = length(line);
        for (hand, walk) in [walk, walk ^ 1].into_iter().enumerate() {
            let Some(face) = drawn.face(walk) else { continue };
            longest[face] = longest[face].max(Some((length, [line.from, line.to])));
            match line.kind {
                Kind::Rim(sides) => of_blocks.extend([(face, sides[hand], length), (face, sides[1 - hand], -length)]),
                Kind::Cut { block, labels } => {
                    of_blocks.push((face, Some(block), 0));
                    let said = [(labels[hand], length), (labels[1 - hand], -length)];
                    of_owners.extend(said.map(|(owner, length)| (face, (block, owner), length)));
                }
                _ => {}
            }
        }
    }
    let block_of = most(of_blocks, drawn.face_count());
    of_owners.retain(|(face, (block, _), _)| block_of[*face].is_some_and(|(own, _)| own == Some(*block)));
    let owner_of = most(of_owners, drawn.face_count());
    let owners = (0..drawn.face_count()).map(|face| {
        let block = block_of[face]?.0?;
        match &decided[block as usize] {
            Decision::Whole(owner) => Some(*owner),
            Decision::Cut(sites) => {
                // A piece without a cut is nearest to sites of one owner.
                let told = owner_of[face].filter(|(_, length)| *length > 0);
                told.map(|((_, owner), _)| owner)
                    .or_else(|| nearest(sites, longest[face]?.1))
            }
        }
    });
    let owners = owners.collect();
    (drawn, owners)
}

/// The edges between blocks.
fn rims(drawing: &Drawing, blocks: &Blocks) -> Vec<Line> {
    let rims = (0..drawing.edges.len()).filter_map(|edge| {
        let sides = [2 * edge, 2 * edge + 1].map(|walk| blocks.beside(drawing, walk).map(|block| block as u32));
        (sides[0] != sides[1]).then(|| Line {
            from: drawing.start(2 * edge),
            to: drawing.end(2 * edge),
            kind: Kind::Rim(sides),
        })
    });
    rims.collect()
}

/// In millimetres.
fn length(line: &Line) -> i64 {
    let way = line.to.metres() - line.from.metres();
    (way.x.hypot(way.y) * 1000.0).round() as i64
}

/// What is said of each face over the greatest length, with that length; of several, the least.
fn most<T: Copy + Ord>(mut said: Vec<(usize, T, i64)>, faces: usize) -> Vec<Option<(T, i64)>> {
    said.sort_unstable();
    let mut most = vec![None; faces];
    for of_face in said.chunk_by(|a, b| a.0 == b.0) {
        let sums = of_face
            .chunk_by(|a, b| a.1 == b.1)
            .map(|same| (same.iter().map(|one| one.2).sum::<i64>(), Reverse(same[0].1)));
        most[of_face[0].0] = sums.max().map(|(length, Reverse(what))| (what, length));
    }
    most
}

/// Whose the middle of an edge is.
fn nearest(sites: &[Site], edge: [Node; 2]) -> Option<u32> {
    let at = (edge[0].metres() + edge[1].metres()) / 2.0;
    let squared = |site: &Site| (site.at.x - at.x).powi(2) + (site.at.y - at.y).powi(2);
    let nearest = sites
        .iter()
        .min_by(|a, b| squared(a).total_cmp(&squared(b)).then(a.label.cmp(&b.label)));
    nearest.map(|site| site.label)
}
