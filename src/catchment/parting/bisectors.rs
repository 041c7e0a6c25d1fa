//! Where a block is cut: the lines halfway between places of different areas, within the block.

use geo::Coord;
use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::blocks::{Blocks, Together};
use super::deciding::Site;
use super::drawing::{Boxes, Drawing, boxes};
use super::noding::{Kind, Line, Node, cross, dot};

/// Corners of cuts that come this near to each other, in millimetres, are one. Where four sites or more are as near, each finds corners of its own.
const ONE_MM: i64 = 2;

/// A border between two sites, each of its ends with the three sites that are equally near there; none at the frame.
type Half = (Line, [Option<[u32; 3]>; 2]);

/// The cuts of a block, each place of which goes with the nearest site.
pub(super) fn cuts(drawing: &Drawing, blocks: &Blocks, block: usize, sites: &[Site]) -> Vec<Line> {
    let rim = boxes(&drawing.edges, &drawing.nodes, blocks.rim(drawing, block));
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    let ends = blocks.rim(drawing, block).flat_map(|edge| {
        let walk = 2 * edge as usize;
        [drawing.start(walk).metres(), drawing.end(walk).metres()]
    });
    for at in ends.chain(sites.iter().map(|site| site.at)) {
        low = [low[0].min(at.x), low[1].min(at.y)];
        high = [high[0].max(at.x), high[1].max(at.y)];
    }
    let frame = [
        [low[0] - 10.0, low[1] - 10.0],
        [high[0] + 10.0, low[1] - 10.0],
        [high[0] + 10.0, high[1] + 10.0],
        [low[0] - 10.0, high[1] + 10.0],
    ]
    .map(|[x, y]| Coord { x, y });
    join_corners(&halves(block as u32, sites, frame))
        .par_iter()
        .flat_map_iter(|line| within(drawing, &rim, line))
        .collect()
}

/// The borders between places that are nearest to sites of different labels.
fn halves(block: u32, sites: &[Site], frame: [Coord<f64>; 4]) -> Vec<Half> {
    let tree = RTree::bulk_load(
        sites
            .iter()
            .zip(0_u32..)
            .map(|(site, number)| GeomWithData::new([site.at.x, site.at.y], number))
            .collect(),
    );
    (0..sites.len())
        .into_par_iter()
        .flat_map_iter(|one| {
            let own = &sites[one];
            let mut cell: Vec<(Coord<f64>, Option<u32>)> = frame.iter().map(|corner| (*corner, None)).collect();
            for (other, squared) in tree.nearest_neighbor_iter_with_distance_2([own.at.x, own.at.y]) {
                if other.data as usize == one {
                    continue;
                }
                let farthest = cell
                    .iter()
                    .map(|(at, _)| (at.x - own.at.x).powi(2) + (at.y - own.at.y).powi(2))
                    .fold(0.0, f64::max);
                if squared > 4.0 * farthest {
                    break;
                }
                cell = nearer(&cell, own.at, sites[other.data as usize].at, other.data);
            }
            let corners = cell.len();
            let corner_of = |side: Option<u32>, next: Option<u32>| {
                let mut sites = [one as u32, side?, next?];
                sites.sort_unstable();
                Some(sites)
            };
            let found: Vec<Half> = (0..corners)
                .filter_map(|corner| {
                    let (from, side) = cell[corner];
                    let (to, next) = cell[(corner + 1) % corners];
                    let before = cell[(corner + corners - 1) % corners].1;
                    let beyond = side? as usize;
                    // Its neighbour finds the same line.
                    let kept = one < beyond && own.label != sites[beyond].label;
                    let line = Line {
                        from: Node::of(from),
                        to: Node::of(to),
                        kind: Kind::Cut {
                            block,
                            labels: [own.label, sites[beyond].label],
                        },
                    };
                    kept.then(|| (line, [corner_of(side, before), corner_of(side, next)]))
                })
                .collect();
            found
        })
        .collect()
}

/// The part of a counter-clockwise cell that is nearer to its own place than to another. Sides say what lies beyond them.
fn nearer(
    cell: &[(Coord<f64>, Option<u32>)],
    own: Coord<f64>,
    other: Coord<f64>,
    number: u32,
) -> Vec<(Coord<f64>, Option<u32>)> {
    let (middle, way) = ((own + other) / 2.0, other - own);
    let beyond = |at: Coord<f64>| (at.x - middle.x) * way.x + (at.y - middle.y) * way.y;
    let mut kept = Vec::with_capacity(cell.len() + 1);
    for (position, (from, side)) in cell.iter().enumerate() {
        let to = cell[(position + 1) % cell.len()].0;
        let (here, there) = (beyond(*from), beyond(to));
        let meets = || *from + (to - *from) * (here / (here - there));
        if here <= 0.0 {
            kept.push((*from, *side));
            if there > 0.0 {
                kept.push((meets(), Some(number)));
            }
        } else if there <= 0.0 {
            kept.push((meets(), *side));
        }
    }
    kept
}

/// Leads cuts to one place that have a corner in common: each cell has found it anew. They would leave a gap otherwise, through which one
/// site's ground runs into another's.
fn join_corners(halves: &[Half]) -> Vec<Line> {
    let mut ends: Vec<Node> = halves.iter().flat_map(|(line, _)| [line.from, line.to]).collect();
    ends.sort_unstable();
    ends.dedup();
    let number = |node: Node| ends.partition_point(|other| *other < node);
    let mut together = Together::new(ends.len());
    for (position, end) in ends.iter().enumerate() {
        let before = ends[..position].iter().enumerate().rev();
        for (other, there) in before.take_while(|(_, other)| end.x - other.x <= ONE_MM) {
            let off = end.from(*there);
            if dot(off, off) <= i128::from(ONE_MM * ONE_MM) {
                together.join(position, other);
            }
        }
    }
    let corners = |(line, threes): &Half| [(threes[0], number(line.from)), (threes[1], number(line.to))];
    let mut same: Vec<([u32; 3], usize)> = halves
        .iter()
        .flat_map(corners)
        .filter_map(|(three, end)| Some((three?, end)))
        .collect();
    same.sort_unstable();
    for pair in same.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        together.join(pair[0].1, pair[1].1);
    }
    let mut lines: Vec<Line> = halves.iter().map(|(line, _)| *line).collect();
    for line in &mut lines {
        let mut first = |node: Node| ends[together.find(number(node))];
        (line.from, line.to) = (first(line.from), first(line.to));
    }
    lines.retain(|line| line.from != line.to);
    lines
}

/// The parts of a line within a block, whose rim is given.
fn within(drawing: &Drawing, rim: &Boxes, line: &Line) -> Vec<Line> {
    let (from, to) = (line.from.metres(), line.to.metres());
    let low = [line.from.x.min(line.to.x) - 2, line.from.y.min(line.to.y) - 2].map(|c| c as f64);
    let high = [line.from.x.max(line.to.x) + 2, line.from.y.max(line.to.y) + 2].map(|c| c as f64);
    let along = line.to.from(line.from);
    let mut shares = vec![0.0, 1.0];
    for found in rim.locate_in_envelope_intersecting(AABB::from_corners(low, high)) {
        let walk = 2 * found.data as usize;
        let (a, b) = (drawing.start(walk), drawing.end(walk));
        let side = b.from(a);
        let turn = cross(along, side) as f64;
        if turn == 0.0 {
            continue;
        }
        let to_a = a.from(line.from);
        let (share, beside) = (cross(to_a, side) as f64 / turn, cross(to_a, along) as f64 / turn);
        if share > 0.0 && share < 1.0 && (-1e-9..=1.0 + 1e-9).contains(&beside) {
            shares.push(share);
        }
    }
    shares.sort_by(f64::total_cmp);
    let mut parts = Vec::new();
    for pair in shares.windows(2) {
        let at = |share: f64| Node::of(from + (to - from) * share);
        let (start, end) = (at(pair[0]), at(pair[1]));
        if start != end && holds(drawing, rim, from + (to - from) * f64::midpoint(pair[0], pair[1])) {
            parts.push(Line {
                from: start,
                to: end,
                kind: line.kind,
            });
        }
    }
    parts
}

/// Whether a place lies within a block, by how often its rim is crossed on the way west.
fn holds(drawing: &Drawing, rim: &Boxes, at: Coord<f64>) -> bool {
    let (x, y) = (at.x * 1000.0, at.y * 1000.0);
    let crossed = rim
        .locate_in_envelope_intersecting(AABB::from_corners([f64::MIN, y], [x, y]))
        .filter(|found| {
            let walk = 2 * found.data as usize;
            let (a, b) = (drawing.start(walk), drawing.end(walk));
            let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
            let (bottom, top) = (low.y as f64, high.y as f64);
            if !(bottom <= y && y < top) {
                return false;
            }
            let share = (y - bottom) / (top - bottom);
            low.x as f64 + (high.x - low.x) as f64 * share < x
        });
    crossed.count() % 2 == 1
}
