//! Ground parted among points: where nobody publishes the areas of committees, each place goes to the nearest point, along streets.
//!
//! Blocks follow: ground between streets, waters and railways is not cut, it goes whole to the point that is nearest to its middle (a straight
//! leg from any street along it or in it, and on along the streets). Three kinds of blocks are cut all the same: one with several points in
//! it, along their bisectors; one too wide to be a block, along the lines halfway between its streets; one without any street, along the
//! bisectors of all points. A block with one point in it goes to that point. Strips between two carriageways go with the block beside them.
//!
//! Everything lies on whole millimetres, in one drawing of all borders and streets, so that areas share their borders corner by corner: no
//! gap, no overlap, between parents too.

mod bisectors;
mod blocks;
mod deciding;
mod dissolve;
mod drawing;
mod noding;
mod pieces;
mod slivers;
#[cfg(test)]
mod tests;

use geo::{BoundingRect, Coord, MultiPolygon, Rect};

use super::access_table::sources_of_door;
use blocks::Blocks;
use deciding::{Decision, Labels};
use drawing::Drawing;
use noding::{Kind, Line, Node, node};
use pieces::pieces;
use slivers::join_slivers;

use crate::streets::{Direction, Doors, EdgeFacts, Reach, Source, Walls, WayClass, Weighted};
use crate::units::Metres;

/// A street is a point's own within this, in metres; as for any door.
pub const SNAP_METRES: f64 = 100.0;
/// A point without a street so near joins the nearest one within this, in metres.
pub const FAR_METRES: f64 = 1000.0;
/// Wider ground is no block and may be cut, in square metres (a design value: a superblock of 500 m by 500 m).
pub const BLOCK_M2: f64 = 250_000.0;
/// A way that is longer than the box round the parent is wide, so many times, leads nowhere.
const LONGEST: f64 = 4.0;

/// Where a committee sits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seat {
    /// Its place, in metres of the study area.
    pub at: Coord<f64>,
    /// The parent that it shares in, by position.
    pub parent: usize,
    /// Its area, by position; several seats may have one. Of two equally near, the lower gets the ground.
    pub area: u32,
}

/// The streets that ground is parted along.
#[derive(Debug, Clone, Copy)]
pub struct Ways<'a> {
    /// The streets as somebody uses them.
    pub weighted: &'a Weighted,
    /// From doors to streets.
    pub doors: &'a Doors,
    /// What nobody crosses between a door and a street; it parts blocks too.
    pub barriers: &'a [[Coord<f64>; 2]],
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parted {
    /// By area, in metres of the study area; none where an area got no ground.
    pub areas: Vec<MultiPolygon<f64>>,
    /// Ground of parents without a seat, by parent: all of it; none for others.
    pub unseated: Vec<MultiPolygon<f64>>,
    /// Seats without a street within [`SNAP_METRES`], by position, with how far the street is that they joined; none where they joined none.
    pub far: Vec<(usize, Option<f64>)>,
    /// Blocks that went whole to one area.
    pub whole_blocks: usize,
    /// Blocks that were cut.
    pub cut_blocks: usize,
}

/// Parts the ground of parents among seats. Where parents overlap, the first has the ground.
///
/// Every seat lies in its own area, to two millimetres, unless somebody else's seat or street is within fifteen; nearer ones may get no
/// ground between them.
///
/// The order of the seats does not matter, save that it names them; `areas` says how many there are to be.
pub fn part(parents: &[MultiPolygon<f64>], seats: &[Seat], areas: usize, ways: Option<&Ways<'_>>) -> Parted {
    let mut lines = borders(parents);
    if let Some(ways) = ways {
        lines.extend(lines_of(ways, parents));
    }
    let mut drawing = Drawing::new(&node(&lines, 0));
    join_slivers(&mut drawing);
    let blocks = Blocks::new(&drawing);
    let mut labels = Labels::new(parents.len(), seats, areas as u32, ways.map(|ways| ways.weighted));
    let far = labels.join(ways, parents);
    let decided = labels.decide(&drawing, &blocks);
    let cut_blocks = decided.iter().filter(|one| matches!(one, Decision::Cut(_))).count();
    let whole_blocks = decided.len() - cut_blocks;
    let (drawn, owners) = pieces(&drawing, &blocks, &decided);
    let mut grounds = dissolve::grounds(&drawn, &owners, areas + parents.len());
    let unseated = grounds.split_off(areas);
    Parted {
        areas: grounds,
        unseated,
        far,
        whole_blocks,
        cut_blocks,
    }
}

/// The outlines of the parents, each with its parent on the left.
fn borders(parents: &[MultiPolygon<f64>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (parent, ground) in parents.iter().zip(0_u32..).map(|(ground, parent)| (parent, ground)) {
        for polygon in &ground.0 {
            let outer = std::iter::once((polygon.exterior(), true));
            for (ring, is_outer) in outer.chain(polygon.interiors().iter().map(|ring| (ring, false))) {
                let mut nodes: Vec<Node> = ring.0.iter().map(|at| Node::of(*at)).collect();
                if (noding::doubled_area(&nodes) > 0) != is_outer {
                    nodes.reverse();
                }
                lines.extend(nodes.windows(2).map(|pair| Line {
                    from: pair[0],
                    to: pair[1],
                    kind: Kind::Border(parent),
                }));
            }
        }
    }
    lines
}

/// Streets and barriers in and around the parents.
fn lines_of(ways: &Ways<'_>, parents: &[MultiPolygon<f64>]) -> Vec<Line> {
    let boxes: Vec<Rect<f64>> = parents.iter().filter_map(BoundingRect::bounding_rect).collect();
    let near = |a: Coord<f64>, b: Coord<f64>| {
        boxes.iter().any(|rect| {
            a.x.min(b.x) <= rect.max().x
                && a.x.max(b.x) >= rect.min().x
                && a.y.min(b.y) <= rect.max().y
                && a.y.max(b.y) >= rect.min().y
        })
    };
    let network = ways.weighted.network();
    let mut lines = Vec::new();
    for edge in (0..network.edge_count() as u32).filter(|edge| ways.weighted.opens(*edge)) {
        let EdgeFacts::Way(facts) = network.facts(edge) else {
            continue;
        };
        if facts.class == WayClass::Ferry {
            continue;
        }
        let corners: Vec<Coord<f64>> = network.course(edge).collect();
        let drawn: f64 = corners.windows(2).map(|pair| length(pair[0], pair[1])).sum();
        // Streets out of a graph have lengths of their own.
        let stretch = if drawn > 0.0 { network.length(edge) / drawn } else { 1.0 };
        let mut along = 0.0;
        for pair in corners.windows(2) {
            let next = along + length(pair[0], pair[1]);
            if near(pair[0], pair[1]) {
                lines.push(Line {
                    from: Node::of(pair[0]),
                    to: Node::of(pair[1]),
                    kind: Kind::Street {
                        edge,
                        from_m: along * stretch,
                        to_m: next * stretch,
                        forms: forms_blocks(facts.class),
                    },
                });
            }
            along = next;
        }
    }
    let barriers = ways.barriers.iter().filter(|[a, b]| near(*a, *b));
    lines.extend(barriers.map(|[a, b]| Line {
        from: Node::of(*a),
        to: Node::of(*b),
        kind: Kind::Barrier,
    }));
    lines
}

/// Whether ground on both sides of a way is two blocks. Drives, paths and footways run within blocks.
fn forms_blocks(class: WayClass) -> bool {
    use WayClass::{
        LivingStreet, Motorway, Pedestrian, Primary, Residential, Road, Secondary, Tertiary, Track, Trunk, Unclassified,
    };
    matches!(
        class,
        Motorway
            | Trunk
            | Primary
            | Secondary
            | Tertiary
            | Unclassified
            | Residential
            | LivingStreet
            | Pedestrian
            | Track
            | Road
    )
}

fn length(a: Coord<f64>, b: Coord<f64>) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

impl Labels<'_> {
    /// Finds every seat's ways onto the streets; tells which seats have none near.
    fn join(&mut self, ways: Option<&Ways<'_>>, parents: &[MultiPolygon<f64>]) -> Vec<(usize, Option<f64>)> {
        let Some(ways) = ways else {
            return Vec::new();
        };
        let speed = ways.weighted.access_speed();
        let mut far = Vec::new();
        for (position, seat) in self.seats.iter().enumerate() {
            let limit = Metres(SNAP_METRES);
            let mut sources = sources_of_door(ways.doors, seat.at, limit, speed, 0.0, seat.area, Walls::Open);
            if sources.is_empty() {
                let nearest = ways.doors.snapper().nearest(seat.at, Metres(FAR_METRES));
                sources.extend(nearest.map(|access| Source {
                    position: access.position,
                    seconds: access.leg_m / speed.0,
                    label: seat.area,
                }));
                far.push((position, nearest.map(|access| access.leg_m)));
            }
            self.sources[seat.parent].extend(sources);
        }
        self.limits = parents
            .iter()
            .map(|parent| {
                let rect = parent.bounding_rect();
                let wide = rect.map_or(0.0, |rect| rect.width().hypot(rect.height()));
                (LONGEST * wide + FAR_METRES) / speed.0
            })
            .collect();
        far
    }
}

/// One search, to be used again and again.
fn idle(weighted: &Weighted) -> Reach<'_> {
    Reach::search(weighted, Direction::ToSource, Vec::new(), 0.0)
}
