//! Faces put together to blocks: what no street with houses on both sides, no water and no border parts is one block.

use std::collections::BTreeMap;

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
            if let ([Some(left), Some(right)], false) = (sides, edge.forms)
                && parents[left] == parents[right]
            {
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
///
/// Faces are walked through from outside, and it is counted how often each parent lies round the one at hand: an outline that comes back on
/// itself within a millimetre leaves both its sides as they are.
fn parents_of_faces(drawing: &Drawing) -> Vec<Option<u32>> {
    enum Step {
        /// Across an edge, from the left of a walk to its right.
        Over(usize),
        Back(usize),
    }
    let outside = drawing.face_count();
    let left = |walk: usize| drawing.face(walk).unwrap_or(outside);
    let mut walks: Vec<(usize, usize)> = (0..2 * drawing.edges.len()).map(|walk| (left(walk), walk)).collect();
    walks.sort_unstable();
    let ways_out = |face: usize| {
        let first = walks.partition_point(|(other, _)| *other < face);
        walks[first..]
            .iter()
            .take_while(move |(other, _)| *other == face)
            .map(|(_, walk)| *walk)
    };
    let mut parents = vec![None; outside];
    let mut seen = vec![false; outside + 1];
    seen[outside] = true;
    let mut around: BTreeMap<u32, i32> = BTreeMap::new();
    let mut steps: Vec<Step> = ways_out(outside).map(Step::Over).collect();
    while let Some(step) = steps.pop() {
        let walk = match step {
            Step::Over(walk) | Step::Back(walk) => walk,
        };
        let face = left(walk ^ 1);
        if matches!(step, Step::Over(_)) && seen[face] {
            continue;
        }
        for (parent, more) in &drawing.edges[walk / 2].outlines {
            let times = around.entry(*parent).or_default();
            *times += if walk % 2 == 0 { -more } else { *more };
            if *times == 0 {
                around.remove(parent);
            }
        }
        if matches!(step, Step::Over(_)) {
            seen[face] = true;
            parents[face] = around.iter().find(|(_, times)| **times > 0).map(|(parent, _)| *parent);
            steps.push(Step::Back(walk ^ 1));
            steps.extend(ways_out(face).map(Step::Over));
        }
    }
    parents
}

/// Things that belong together.
pub(super) struct Together(Vec<u32>);

impl Together {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The least of those that belong together with one.
    pub(super) fn find(&mut self, one: usize) -> usize {
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

    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.0[one.max(other)] = one.min(other) as u32;
    }
}
