//! Faces put together to blocks: what no street with houses on both sides, no water and no border parts is one block.

use geo::Coord;

use super::drawing::Drawing;
use super::noding::{Node, cross};

/// The blocks of a drawing.
#[derive(Debug)]
pub(super) struct Blocks {
    /// By face: the block; none outside of all parents.
    of_face: Vec<Option<u32>>,
    /// By block.
    parents: Vec<u32>,
    /// By block: edges with the block on one side at least, each once.
    starts: Vec<u32>,
    edges: Vec<u32>,
    /// By block: twice the area in square millimetres.
    doubled: Vec<i128>,
    middles: Vec<Coord<f64>>,
}

impl Blocks {
    pub(super) fn new(drawing: &Drawing) -> Self {
        let parents = parents_of_faces(drawing);
        let faces = drawing.face_count();
        let mut together = Together::new(faces);
        for (number, edge) in drawing.edges.iter().enumerate() {
            let sides = [drawing.face(2 * number), drawing.face(2 * number + 1)];
            if let ([Some(left), Some(right)], false) = (sides, edge.is_border || edge.forms) {
                together.join(left, right);
            }
        }
        let mut number_of = vec![None; faces];
        let mut blocks = Self {
            of_face: vec![None; faces],
            parents: Vec::new(),
            starts: Vec::new(),
            edges: Vec::new(),
            doubled: Vec::new(),
            middles: Vec::new(),
        };
        for (face, parent) in parents.into_iter().enumerate() {
            let Some(parent) = parent else { continue };
            let first = together.find(face);
            let number = *number_of[first].get_or_insert_with(|| {
                blocks.parents.push(parent);
                blocks.parents.len() as u32 - 1
            });
            blocks.of_face[face] = Some(number);
        }
        blocks.gather(drawing);
        blocks
    }

    /// Edges, areas and middles.
    fn gather(&mut self, drawing: &Drawing) {
        let count = self.parents.len();
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(2 * drawing.edges.len());
        self.doubled = vec![0; count];
        let mut origins: Vec<Option<Node>> = vec![None; count];
        let mut sums = vec![[0.0_f64; 2]; count];
        for walk in 0..2 * drawing.edges.len() {
            let Some(block) = drawing.face(walk).and_then(|face| self.of_face(face)) else {
                continue;
            };
            pairs.push((block as u32, walk as u32 / 2));
            let (from, to) = (drawing.start(walk), drawing.end(walk));
            let origin = *origins[block].get_or_insert(from);
            let (from, to) = (from.from(origin), to.from(origin));
            let doubled = cross(from, to);
            self.doubled[block] += doubled;
            for axis in 0..2 {
                sums[block][axis] += (from[axis] + to[axis]) as f64 * doubled as f64;
            }
        }
        let middle = |block: usize| {
            let origin = origins[block].map_or(Coord::zero(), Node::metres);
            let doubled = self.doubled[block] as f64;
            if doubled > 0.0 {
                let off = |axis: usize| sums[block][axis] / (3.0 * doubled) / 1000.0;
                Coord {
                    x: origin.x + off(0),
                    y: origin.y + off(1),
                }
            } else {
                origin
            }
        };
        self.middles = (0..count).map(middle).collect();
        pairs.sort_unstable();
        pairs.dedup();
        self.starts = (0..=count as u32)
            .map(|block| pairs.partition_point(|(other, _)| *other < block) as u32)
            .collect();
        self.edges = pairs.into_iter().map(|(_, edge)| edge).collect();
    }

    pub(super) fn count(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn of_face(&self, face: usize) -> Option<usize> {
        self.of_face[face].map(|block| block as usize)
    }

    pub(super) fn parent(&self, block: usize) -> usize {
        self.parents[block] as usize
    }

    /// Edges along it and in it, in order.
    pub(super) fn edges(&self, block: usize) -> &[u32] {
        &self.edges[self.starts[block] as usize..self.starts[block + 1] as usize]
    }

    /// The block on the left of a walk.
    pub(super) fn beside(&self, drawing: &Drawing, walk: usize) -> Option<usize> {
        self.of_face(drawing.face(walk)?)
    }

    /// Edges with the block on one side alone.
    pub(super) fn rim(&self, drawing: &Drawing, block: usize) -> impl Iterator<Item = u32> {
        let alone = |edge: &u32| {
            let walk = 2 * *edge as usize;
            self.beside(drawing, walk) != self.beside(drawing, walk + 1)
        };
        self.edges(block).iter().copied().filter(alone)
    }

    pub(super) fn area_m2(&self, block: usize) -> f64 {
        self.doubled[block] as f64 / 2e6
    }

    /// Its centre of gravity, in metres; it may lie outside of it.
    pub(super) fn middle(&self, block: usize) -> Coord<f64> {
        self.middles[block]
    }
}

/// The parent that each face lies in. Ground that several claim is the first one's.
fn parents_of_faces(drawing: &Drawing) -> Vec<Option<u32>> {
    let faces = drawing.face_count();
    // The last one is all that lies outside.
    let mut together = Together::new(faces + 1);
    let side = |walk: usize| drawing.face(walk).unwrap_or(faces);
    for (number, edge) in drawing.edges.iter().enumerate() {
        if !edge.is_border {
            together.join(side(2 * number), side(2 * number + 1));
        }
    }
    let mut claims: Vec<Option<u32>> = vec![None; faces + 1];
    for (number, edge) in drawing.edges.iter().enumerate() {
        for (hand, parent) in edge.parents.iter().enumerate() {
            let Some(parent) = *parent else { continue };
            let claim = &mut claims[together.find(side(2 * number + hand))];
            *claim = Some(claim.map_or(parent, |there| there.min(parent)));
        }
    }
    let outside = together.find(faces);
    (0..faces)
        .map(|face| together.find(face))
        .map(|first| claims[first].filter(|_| first != outside))
        .collect()
}

/// Things that belong together.
struct Together(Vec<u32>);

impl Together {
    fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The least of those that belong together with one.
    fn find(&mut self, one: usize) -> usize {
        let mut first = one;
        while self.0[first] as usize != first {
            first = self.0[first] as usize;
        }
        let mut at = one;
        while self.0[at] as usize != first {
            at = std::mem::replace(&mut self.0[at], first as u32) as usize;
        }
        first
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.0[one.max(other)] = one.min(other) as u32;
    }
}
