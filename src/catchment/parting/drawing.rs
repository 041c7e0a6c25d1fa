//! The drawing of all lines: edges between nodes, and the faces that they part the plane into.
//!
//! Every edge is walked in both directions, with a face on the left of each. All is decided on whole numbers.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::noding::{Kind, Line, Node, cross, dot};

/// A part of a street: which stretch, and the metres along it at the edge's lower node and at its higher one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) edge: u32,
    pub(super) from_m: f64,
    pub(super) to_m: f64,
}

/// An edge from its lower node to its higher one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Edge {
    pub(super) ends: [u32; 2],
    /// Parents whose outlines it is, and how many times more each lies on its left than on its right; never as often.
    pub(super) outlines: Vec<(u32, i32)>,
    /// Ground on both its sides is two blocks.
    pub(super) forms: bool,
    /// It does so whatever street runs there: water, railways, walls.
    pub(super) is_wall: bool,
    pub(super) stretch: Option<Stretch>,
}

/// Outside of everything.
const OUTSIDE: u32 = u32::MAX;

/// Edges and faces. Edge `e` is walked as `2 e` from its lower node to its higher one, and back as `2 e + 1`.
#[derive(Debug)]
pub(super) struct Drawing {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    next: Vec<u32>,
    face: Vec<u32>,
    faces: usize,
    boxes: Boxes,
}

pub(super) type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>;

impl Drawing {
    /// Of lines that meet in their ends alone.
    pub(super) fn new(lines: &[Line]) -> Self {
        let mut nodes: Vec<Node> = lines.iter().flat_map(|line| [line.from, line.to]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let edges = edges(lines, &nodes);
        let next = turns(&edges, &nodes);
        let boxes = boxes(&edges, &nodes, 0..edges.len() as u32);
        let mut drawing = Self {
            face: vec![OUTSIDE; next.len()],
            faces: 0,
            nodes,
            edges,
            next,
            boxes,
        };
        drawing.find_faces();
        drawing
    }

    pub(super) fn face_count(&self) -> usize {
        self.faces
    }

    /// The face on the left of an edge walked in one direction; `None` outside of everything.
    pub(super) fn face(&self, walk: usize) -> Option<usize> {
        (self.face[walk] != OUTSIDE).then_some(self.face[walk] as usize)
    }

    /// What comes after an edge when the face on its left is walked round.
    pub(super) fn next(&self, walk: usize) -> usize {
        self.next[walk] as usize
    }

    /// Where a walk along an edge begins.
    pub(super) fn start(&self, walk: usize) -> Node {
        self.nodes[self.edges[walk / 2].ends[walk % 2] as usize]
    }

    /// Where it ends.
    pub(super) fn end(&self, walk: usize) -> Node {
        self.start(walk ^ 1)
    }

    /// The walk from one node straight to another; there has to be an edge.
    pub(super) fn walk(&self, from: Node, to: Node) -> usize {
        let number = |node: Node| self.nodes.partition_point(|other| *other < node) as u32;
        let (from, to) = (number(from), number(to));
        let ends = [from.min(to), from.max(to)];
        2 * self.edges.partition_point(|edge| edge.ends < ends) + usize::from(from > to)
    }

    /// The face that a place lies in, on its rim one of those there; `None` outside.
    pub(super) fn face_at(&self, place: Node) -> Option<usize> {
        self.face(left_of(&self.edges, &self.nodes, &self.boxes, place)?)
    }

    /// The face that a place lies in, and those on both sides of every edge within a millimetre of it.
    pub(super) fn faces_by(&self, place: Node) -> impl Iterator<Item = usize> {
        let around = AABB::from_corners(
            [place.x as f64 - 1.0, place.y as f64 - 1.0],
            [place.x as f64 + 1.0, place.y as f64 + 1.0],
        );
        let edges = self
            .boxes
            .locate_in_envelope_intersecting(around)
            .map(|found| found.data);
        let mut near: Vec<u32> = edges.filter(|edge| self.is_by(*edge, place)).collect();
        near.sort_unstable();
        let sides = near
            .into_iter()
            .flat_map(|edge| [2 * edge as usize, 2 * edge as usize + 1]);
        let beside = sides.filter_map(|walk| self.face(walk));
        self.face_at(place).into_iter().chain(beside)
    }

    /// Whether an edge, whose box is within a millimetre of a place, is.
    fn is_by(&self, edge: u32, place: Node) -> bool {
        let [a, b] = self.edges[edge as usize].ends.map(|node| self.nodes[node as usize]);
        let (along, way) = (b.from(a), place.from(a));
        // Beyond its ends its box tells.
        (cross(along, way) as f64).powi(2) <= dot(along, along) as f64
    }

    fn find_faces(&mut self) {
        const UNSEEN: u32 = u32::MAX;
        let mut cycle_of = vec![UNSEEN; self.next.len()];
        // Of each cycle: twice its area, and its leftmost node.
        let mut cycles: Vec<(i128, Node)> = Vec::new();
        for first in 0..self.next.len() {
            if cycle_of[first] != UNSEEN {
                continue;
            }
            let origin = self.start(first);
            let (mut area, mut leftmost, mut walk) = (0, origin, first);
            while cycle_of[walk] == UNSEEN {
                cycle_of[walk] = cycles.len() as u32;
                leftmost = leftmost.min(self.start(walk));
                area += cross(self.start(walk).from(origin), self.end(walk).from(origin));
                walk = self.next(walk);
            }
            cycles.push((area, leftmost));
        }
        let mut face_of = vec![OUTSIDE; cycles.len()];
        for (cycle, (area, _)) in cycles.iter().enumerate() {
            if *area > 0 {
                face_of[cycle] = self.faces as u32;
                self.faces += 1;
            }
        }
        // What runs round a part of the drawing from outside lies in the face to its left; from left to right that one is known already.
        let mut around: Vec<usize> = (0..cycles.len()).filter(|cycle| cycles[*cycle].0 <= 0).collect();
        around.sort_by_key(|cycle| cycles[*cycle].1);
        for cycle in around {
            let walk = left_of(&self.edges, &self.nodes, &self.boxes, cycles[cycle].1);
            if let Some(walk) = walk {
                face_of[cycle] = face_of[cycle_of[walk] as usize];
            }
        }
        for (face, cycle) in self.face.iter_mut().zip(&cycle_of) {
            *face = face_of[*cycle as usize];
        }
    }
}

/// Lines that lie on each other are one edge.
fn edges(lines: &[Line], nodes: &[Node]) -> Vec<Edge> {
    let number = |node: Node| nodes.partition_point(|other| *other < node) as u32;
    let mut ordered: Vec<([u32; 2], bool, usize)> = lines
        .iter()
        .enumerate()
        .map(|(position, line)| {
            let (from, to) = (number(line.from), number(line.to));
            ([from.min(to), from.max(to)], from > to, position)
        })
        .collect();
    ordered.sort_unstable();
    let mut edges = Vec::with_capacity(ordered.len());
    for same in ordered.chunk_by(|a, b| a.0 == b.0) {
        let mut edge = Edge {
            ends: same[0].0,
            ..Edge::default()
        };
        for (_, back, position) in same {
            match lines[*position].kind {
                Kind::Border(parent) => edge.outlines.push((parent, if *back { -1 } else { 1 })),
                Kind::Street {
                    edge: own,
                    from_m,
                    to_m,
                    forms,
                } => {
                    edge.forms |= forms;
                    let (from_m, to_m) = if *back { (to_m, from_m) } else { (from_m, to_m) };
                    let stretch = Stretch {
                        edge: own,
                        from_m,
                        to_m,
                    };
                    if edge.stretch.is_none_or(|there| own < there.edge) {
                        edge.stretch = Some(stretch);
                    }
                }
                Kind::Barrier => (edge.forms, edge.is_wall) = (true, true),
                Kind::Rim(_) | Kind::Cut { .. } => {}
            }
        }
        edge.outlines.sort_unstable();
        edge.outlines.dedup_by(|next, sum| {
            let same = next.0 == sum.0;
            sum.1 += if same { next.1 } else { 0 };
            same
        });
        edge.outlines.retain(|(_, more)| *more != 0);
        edges.push(edge);
    }
    edges
}

/// What comes after each walk: at its end, the first edge clockwise of the way back.
fn turns(edges: &[Edge], nodes: &[Node]) -> Vec<u32> {
    let start = |walk: u32| edges[walk as usize / 2].ends[walk as usize % 2];
    let way = |walk: u32| {
        let (from, to) = (start(walk), start(walk ^ 1));
        nodes[to as usize].from(nodes[from as usize])
    };
    let mut out: Vec<u32> = (0..2 * edges.len() as u32).collect();
    // Counter-clockwise from due east.
    let half = |way: [i128; 2]| u8::from(way[1] < 0 || way[1] == 0 && way[0] < 0);
    out.sort_by(|a, b| {
        let (one, other) = (way(*a), way(*b));
        start(*a)
            .cmp(&start(*b))
            .then(half(one).cmp(&half(other)))
            .then(cross(other, one).cmp(&0))
            .then(dot(one, one).cmp(&dot(other, other)))
    });
    let mut next = vec![0; out.len()];
    for around in out.chunk_by(|a, b| start(*a) == start(*b)) {
        for (position, walk) in around.iter().enumerate() {
            let clockwise = around[(position + around.len() - 1) % around.len()];
            next[(*walk ^ 1) as usize] = clockwise;
        }
    }
    next
}

/// The boxes of some edges.
pub(super) fn boxes(edges: &[Edge], nodes: &[Node], which: impl IntoIterator<Item = u32>) -> Boxes {
    let corner = |node: u32| [nodes[node as usize].x as f64, nodes[node as usize].y as f64];
    let boxed = which.into_iter().map(|edge| {
        let [a, b] = edges[edge as usize].ends;
        GeomWithData::new(Rectangle::from_corners(corner(a), corner(b)), edge)
    });
    RTree::bulk_load(boxed.collect())
}

/// The edge that is met first when going due west from a hair above a place, walked so that the place is on its left.
fn left_of(edges: &[Edge], nodes: &[Node], boxes: &Boxes, place: Node) -> Option<usize> {
    let west = AABB::from_corners([f64::MIN, place.y as f64], [place.x as f64, place.y as f64]);
    let mut best: Option<((f64, f64), usize)> = None;
    for found in boxes.locate_in_envelope_intersecting(west) {
        let [a, b] = edges[found.data as usize].ends.map(|node| nodes[node as usize]);
        let upward = a.y < b.y;
        let (low, high) = if upward { (a, b) } else { (b, a) };
        if !(low.y <= place.y && place.y < high.y) {
            continue;
        }
        // On its right hand, walking up, lies the east.
        if cross(high.from(low), place.from(low)) >= 0 {
            continue;
        }
        let lean = (high.x - low.x) as f64 / (high.y - low.y) as f64;
        let at = (low.x - place.x) as f64 + (place.y - low.y) as f64 * lean;
        if best.is_none_or(|(known, _)| (at, lean) > known) {
            best = Some(((at, lean), 2 * found.data as usize + usize::from(upward)));
        }
    }
    best.map(|(_, walk)| walk)
}
