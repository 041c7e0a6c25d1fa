//! Closing streets: where a barrier crosses them, inside a closed area, or by their own ids.

use std::collections::BTreeSet;

use geo::{BoundingRect, Coord, Intersects, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::build::StreetLine;

/// A line that streets are cut at.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosingLine {
    /// Its course, in metres of the study area.
    pub course: Vec<Coord<f64>>,
    /// Places near which streets pass all the same: gates.
    pub openings: Vec<Coord<f64>>,
}

/// What closes streets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closures {
    /// Lines that streets are cut at.
    pub lines: Vec<ClosingLine>,
    /// Areas inside which streets are closed.
    pub areas: Vec<MultiPolygon<f64>>,
    /// Streets that are closed as a whole.
    pub streets: BTreeSet<i64>,
}

/// How near a gate a street passes through it, in metres.
pub const OPENING_METRES: f64 = 15.0;
/// How far short of what closes it a street ends, in metres: more than corners are rounded by, and so much that the two ends are not taken
/// for a gap of the drawing and joined again (`noding`).
const GAP_METRES: f64 = 0.5;
/// A crossing this near a corner is at the corner, in metres.
const CORNER_METRES: f64 = 0.001;
/// New corners of numbered streets have numbers of their own, far below those of noding.
const FIRST_NUMBER: i64 = i64::MIN / 2;

impl Closures {
    /// Whether nothing is closed.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.areas.is_empty() && self.streets.is_empty()
    }

    /// Closes streets; says at how many places or stretches something was closed. The streets keep their order.
    pub fn close(&self, streets: Vec<StreetLine>) -> (Vec<StreetLine>, usize) {
        if self.is_empty() {
            return (streets, 0);
        }
        let index = Index::new(self);
        let mut next = FIRST_NUMBER;
        let mut closed = 0;
        let mut kept = Vec::with_capacity(streets.len());
        for street in streets {
            if self.streets.contains(&street.id) {
                closed += 1;
                continue;
            }
            let (pieces, places) = index.cut(self, street, &mut next);
            closed += places;
            for piece in pieces {
                kept.extend(index.outside(self, piece, &mut closed));
            }
        }
        (kept, closed)
    }
}

/// Segments of the lines and outlines, and boxes of the areas.
struct Index {
    segments: RTree<Boxed<(Segment, Option<usize>)>>,
    areas: RTree<Boxed<usize>>,
}

type Boxed<T> = GeomWithData<Rectangle<[f64; 2]>, T>;
type Segment = (Coord<f64>, Coord<f64>);

impl Index {
    fn new(closures: &Closures) -> Self {
        let boxed = |pair: &[Coord<f64>], line: Option<usize>| {
            let corners = Rectangle::from_corners([pair[0].x, pair[0].y], [pair[1].x, pair[1].y]);
            GeomWithData::new(corners, ((pair[0], pair[1]), line))
        };
        let lines = closures
            .lines
            .iter()
            .enumerate()
            .flat_map(|(number, line)| line.course.windows(2).map(move |pair| boxed(pair, Some(number))));
        let outlines = closures.areas.iter().flat_map(|area| &area.0).flat_map(|polygon| {
            std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .flat_map(|ring| ring.0.windows(2).map(|pair| boxed(pair, None)))
        });
        let areas = closures.areas.iter().enumerate().filter_map(|(number, area)| {
            let rect = area.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, number))
        });
        Self {
            segments: RTree::bulk_load(lines.chain(outlines).collect()),
            areas: RTree::bulk_load(areas.collect()),
        }
    }

    /// Parts a street wherever something crosses it: both ends stop short of what they can't pass, so that nobody steps over it from the
    /// one to the other, however their corners are rounded.
    fn cut(&self, closures: &Closures, street: StreetLine, next: &mut i64) -> (Vec<StreetLine>, usize) {
        let mut walked = 0.0;
        let mut cuts: Vec<f64> = Vec::new();
        for pair in street.course.windows(2) {
            let envelope = AABB::from_corners([pair[0].x, pair[0].y], [pair[1].x, pair[1].y]);
            for entry in self.segments.locate_in_envelope_intersecting(envelope) {
                let (segment, line) = entry.data;
                let Some((along, at)) = meeting((pair[0], pair[1]), segment) else {
                    continue;
                };
                let near = |gate: &Coord<f64>| length(*gate - at) <= OPENING_METRES;
                if !line.is_some_and(|line| closures.lines[line].openings.iter().any(near)) {
                    cuts.push(walked + along);
                }
            }
            walked += length(pair[1] - pair[0]);
        }
        if cuts.is_empty() {
            return (vec![street], 0);
        }
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|a, b| *a - *b <= GAP_METRES);
        let begins = std::iter::once(0.0).chain(cuts.iter().map(|cut| cut + GAP_METRES));
        let ends = cuts.iter().map(|cut| cut - GAP_METRES).chain([walked]);
        let pieces = begins.zip(ends).filter(|(begin, end)| begin < end);
        let pieces = pieces.map(|(begin, end)| piece(&street, begin, end, next)).collect();
        (pieces, cuts.len())
    }

    /// The stretches of a street that lie in no closed area.
    fn outside(&self, closures: &Closures, street: StreetLine, closed: &mut usize) -> Vec<StreetLine> {
        if closures.areas.is_empty() {
            return vec![street];
        }
        let inside = |pair: &[Coord<f64>]| {
            let middle = (pair[0] + pair[1]) / 2.0;
            self.areas
                .locate_in_envelope_intersecting(AABB::from_point([middle.x, middle.y]))
                .any(|entry| closures.areas[entry.data].intersects(&Point::from(middle)))
        };
        let open: Vec<bool> = street.course.windows(2).map(|pair| !inside(pair)).collect();
        if open.iter().all(|open| *open) {
            return vec![street];
        }
        let mut pieces = Vec::new();
        let mut first = 0;
        while first < open.len() {
            let count = open[first..].iter().take_while(|piece| **piece == open[first]).count();
            if open[first] {
                let corners = first..first + count + 1;
                let stops = street
                    .stops
                    .iter()
                    .filter(|(corner, _)| corners.contains(&(*corner as usize)));
                pieces.push(StreetLine {
                    cut_ends: [
                        street.cut_ends[0] || corners.start > 0,
                        street.cut_ends[1] || corners.end < street.course.len(),
                    ],
                    course: street.course[corners.clone()].to_vec(),
                    nodes: street.nodes.get(corners.clone()).map_or(Vec::new(), <[i64]>::to_vec),
                    stops: stops
                        .map(|(corner, stop)| (corner - corners.start as u32, *stop))
                        .collect(),
                    ..street.clone()
                });
            } else {
                *closed += 1;
            }
            first += count;
        }
        pieces
    }
}

/// Where a street's segment meets something that closes it: how many metres along it, and the place. Meeting it at a corner counts.
fn meeting(own: Segment, other: Segment) -> Option<(f64, Coord<f64>)> {
    let (way, across, apart) = (own.1 - own.0, other.1 - other.0, other.0 - own.0);
    let cross = |u: Coord<f64>, v: Coord<f64>| u.x * v.y - u.y * v.x;
    let turn = cross(way, across);
    if turn == 0.0 {
        return None;
    }
    let (along, along_other) = (cross(apart, across) / turn, cross(apart, way) / turn);
    let within = |part: f64, length: f64| part * length >= -CORNER_METRES && (part - 1.0) * length <= CORNER_METRES;
    (within(along, length(way)) && within(along_other, length(across)))
        .then(|| (along.clamp(0.0, 1.0) * length(way), own.0 + way * along))
}

fn length(way: Coord<f64>) -> f64 {
    way.x.hypot(way.y)
}

/// The piece of a street between two places on it, in metres from its first corner. New ends of a numbered street have numbers of their own.
fn piece(street: &StreetLine, begin: f64, end: f64, next: &mut i64) -> StreetLine {
    let numbered = street.nodes.len() == street.course.len();
    let mut piece = StreetLine {
        course: Vec::new(),
        nodes: Vec::new(),
        stops: Vec::new(),
        cut_ends: [
            street.cut_ends[0] || begin > 0.0,
            street.cut_ends[1] || end < street.course.windows(2).map(|pair| length(pair[1] - pair[0])).sum(),
        ],
        ..street.clone()
    };
    let mut put = |at: Coord<f64>, corner: Option<usize>| {
        if numbered {
            piece.nodes.push(corner.map_or_else(
                || {
                    *next += 1;
                    *next
                },
                |corner| street.nodes[corner],
            ));
        }
        let own = piece.course.len() as u32;
        let stops = street.stops.iter().filter(|(stop, _)| Some(*stop as usize) == corner);
        piece.stops.extend(stops.map(|(_, stop)| (own, *stop)));
        piece.course.push(at);
    };
    let mut walked = 0.0;
    for (corner, at) in street.course.iter().enumerate() {
        if walked >= begin && walked <= end {
            put(*at, Some(corner));
        }
        let Some(to) = street.course.get(corner + 1) else {
            break;
        };
        let long = length(*to - *at);
        for place in [begin, end] {
            if place > walked && place < walked + long {
                put(*at + (*to - *at) * ((place - walked) / long), None);
            }
        }
        walked += long;
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::{TravelProfile, WayClass, WayFacts, Weighted, build, components};
    use geo::{Rect, coord};

    fn street(id: i64, nodes: &[i64], course: &[(f64, f64)]) -> StreetLine {
        StreetLine {
            id,
            course: course.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
            nodes: nodes.to_vec(),
            level: 0,
            facts: WayFacts::plain(WayClass::Footway),
            stops: Vec::new(),
            cut_ends: [false; 2],
        }
    }

    fn parts(streets: &[StreetLine]) -> usize {
        let network = std::sync::Arc::new(build(streets, None));
        let walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
        components(&Weighted::new(&network, &walk))
            .parts
            .iter()
            .filter(|part| part.metres > 0.0)
            .count()
    }

    #[test]
    fn a_line_cuts_what_it_crosses_and_a_gate_lets_through() {
        let streets = vec![
            street(1, &[1, 2], &[(0.0, 0.0), (100.0, 0.0)]),
            street(2, &[], &[(0.0, 0.0), (0.0, 90.0)]),
        ];
        let wall = |openings: &[(f64, f64)]| Closures {
            lines: vec![ClosingLine {
                course: vec![coord! { x: 50.0, y: -10.0 }, coord! { x: 50.0, y: 10.0 }],
                openings: openings.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
            }],
            ..Closures::default()
        };
        let (cut, places) = wall(&[]).close(streets.clone());
        assert_eq!((places, cut.len(), parts(&cut[..2])), (1, 3, 2));
        assert!((cut[0].course[1].x - 49.5).abs() < 1e-9 && (cut[1].course[0].x - 50.5).abs() < 1e-9);
        let (open, places) = wall(&[(50.0, 9.0)]).close(streets.clone());
        assert_eq!((places, open), (0, streets));
    }

    #[test]
    fn a_line_through_a_corner_cuts_there() {
        let streets = vec![street(1, &[1, 2, 3], &[(0.0, 0.0), (50.0, 20.0), (100.0, 0.0)])];
        let wall = Closures {
            lines: vec![ClosingLine {
                course: vec![coord! { x: 50.0, y: -10.0 }, coord! { x: 50.0, y: 30.0 }],
                openings: Vec::new(),
            }],
            ..Closures::default()
        };
        let (cut, places) = wall.close(streets);
        assert_eq!((places, cut.len(), parts(&cut)), (1, 2, 2));
    }

    #[test]
    fn inside_a_closed_area_there_are_no_streets_and_outside_they_stay() {
        let square = Rect::new(coord! { x: 40.0, y: -20.0 }, coord! { x: 60.0, y: 20.0 }).to_polygon();
        let closures = Closures {
            areas: vec![square.into()],
            ..Closures::default()
        };
        let (cut, closed) = closures.close(vec![street(1, &[1, 2], &[(0.0, 0.0), (100.0, 0.0)])]);
        assert_eq!(closed, 3, "two crossings and a stretch");
        let ends: Vec<f64> = cut
            .iter()
            .flat_map(|piece| [piece.course[0].x, piece.course[piece.course.len() - 1].x])
            .collect();
        let expected = [0.0, 39.5, 60.5, 100.0];
        assert!(
            ends.len() == 4 && ends.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9),
            "{ends:?}"
        );
        assert_eq!(parts(&cut), 2);
    }

    #[test]
    fn a_street_is_closed_by_its_id() {
        let closures = Closures {
            streets: [2].into(),
            ..Closures::default()
        };
        let streets = vec![
            street(1, &[], &[(0.0, 0.0), (9.0, 0.0)]),
            street(2, &[], &[(9.0, 0.0), (19.0, 0.0)]),
        ];
        assert_eq!(closures.close(streets).0.len(), 1);
    }
}
