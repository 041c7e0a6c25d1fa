//! Cells with people, cut along the borders of communities: each piece gets its share by area, and the pieces add up to the cell.

use geo::{BooleanOps, BoundingRect, Centroid, Coord, Distance, Euclidean, InteriorPoint, Intersects, LineString};
use geo::{MultiPolygon, Point, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::place_index::PlaceIndex;
use crate::domain::community::Community;
use crate::units::Persons;

/// The borders of communities, to cut cells along. Everything is in metres of one study area.
pub struct Borders<'a> {
    communities: &'a [Community],
    places: PlaceIndex<'a>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    sides: RTree<Rectangle<[f64; 2]>>,
    /// The last cell without a border in it: its row and column, and whose it was.
    last: Option<(u32, u32, Option<usize>)>,
}

/// A cell of a raster on the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Its row in the raster.
    pub row: u32,
    /// Its column.
    pub column: u32,
    /// Its people.
    pub people: Persons,
    /// Its corners, one after the other.
    pub corners: [Coord<f64>; 4],
}

/// A piece of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// The position of its community; `None` outside all of them.
    pub community: Option<usize>,
    /// Its people.
    pub people: Persons,
    /// A place in it.
    pub point: Coord<f64>,
    /// How far its people may live from there, in metres.
    pub off_m: f64,
}

/// Slivers of less than this share of a cell come of rounding, or hold nobody.
const SLIVER: f64 = 1e-9;

impl<'a> Borders<'a> {
    /// The borders of these communities; answers are positions in this slice.
    pub fn new(communities: &'a [Community]) -> Self {
        let boxes = communities.iter().enumerate().filter_map(|(position, community)| {
            let rect = community.boundary.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, position))
        });
        let sides = communities
            .iter()
            .flat_map(|community| &community.boundary)
            .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
            .flat_map(LineString::lines)
            .map(|line| Rectangle::from_corners([line.start.x, line.start.y], [line.end.x, line.end.y]));
        Self {
            communities,
            places: PlaceIndex::new(communities),
            boxes: RTree::bulk_load(boxes.collect()),
            sides: RTree::bulk_load(sides.collect()),
            last: None,
        }
    }

    /// Cuts a cell: one piece for each community that has people of it, and one for what lies outside all of them. Cells are best given row
    /// by row, because neighbours without a border between them need not be looked up.
    pub fn split(&mut self, cell: &Cell) -> Vec<Piece> {
        let around = envelope(&cell.corners);
        if self.sides.locate_in_envelope_intersecting(around).next().is_none() {
            let community = match self.last {
                Some((row, column, community)) if row == cell.row && column.abs_diff(cell.column) == 1 => community,
                _ => self.places.find(middle(&cell.corners)),
            };
            self.last = Some((cell.row, cell.column, community));
            return vec![whole(cell, community)];
        }
        let area = ring_area(&cell.corners).abs();
        let mut shares: Vec<(usize, f64)> = self
            .boxes
            .locate_in_envelope_intersecting(around)
            .map(|entry| entry.data)
            .map(|position| {
                let own = area_within(&self.communities[position].boundary, &cell.corners);
                (position, own)
            })
            .filter(|(_, own)| *own > SLIVER * area)
            .collect();
        // The index gives them in no order that means anything.
        shares.sort_by_key(|(position, _)| *position);
        let outside = area - shares.iter().map(|(_, own)| own).sum::<f64>();
        let mut weights: Vec<f64> = shares.iter().map(|(_, own)| *own).collect();
        weights.push(if outside > SLIVER * area { outside } else { 0.0 });
        let Some(parts) = cell.people.split(&weights) else {
            return vec![whole(cell, None)];
        };
        let owners = shares.iter().map(|(position, _)| Some(*position)).chain([None]);
        owners
            .zip(parts)
            .filter(|(_, people)| *people > Persons::NONE)
            .map(|(community, people)| self.piece(cell, community, people))
            .collect()
    }

    fn piece(&self, cell: &Cell, community: Option<usize>, people: Persons) -> Piece {
        let Some(position) = community else {
            return Piece {
                people,
                ..whole(cell, None)
            };
        };
        let quad = Polygon::new(LineString(cell.corners.to_vec()), Vec::new());
        let ground = self.communities[position].boundary.intersection(&quad);
        let inside = |point: &Point<f64>| ground.intersects(point);
        let point = ground
            .centroid()
            .filter(inside)
            .or_else(|| ground.interior_point())
            .unwrap_or_else(|| Point::from(middle(&cell.corners)));
        let off_m = ground
            .iter()
            .flat_map(|part| part.exterior().points())
            .map(|corner| Euclidean.distance(point, corner))
            .fold(0.0, f64::max);
        Piece {
            community,
            people,
            point: point.into(),
            off_m,
        }
    }
}

/// A cell as one piece.
fn whole(cell: &Cell, community: Option<usize>) -> Piece {
    let point = middle(&cell.corners);
    let off_m = cell
        .corners
        .iter()
        .map(|corner| Euclidean.distance(*corner, point))
        .fold(0.0, f64::max);
    Piece {
        community,
        people: cell.people,
        point,
        off_m,
    }
}

fn middle(corners: &[Coord<f64>; 4]) -> Coord<f64> {
    corners.iter().fold(Coord::zero(), |sum, corner| sum + *corner) / 4.0
}

fn envelope(corners: &[Coord<f64>; 4]) -> AABB<[f64; 2]> {
    AABB::from_points(&corners.map(|corner| [corner.x, corner.y]))
}

/// The area of a ring, positive where it turns left; measured from its first corner, so that nothing of it is lost far from the origin.
fn ring_area(ring: &[Coord<f64>]) -> f64 {
    let Some(first) = ring.first() else { return 0.0 };
    let twice: f64 = ring
        .iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(a, b)| {
            let (a, b) = (*a - *first, *b - *first);
            a.x * b.y - b.x * a.y
        })
        .sum();
    twice / 2.0
}

/// The area of a community within a convex cell.
fn area_within(area: &MultiPolygon<f64>, corners: &[Coord<f64>; 4]) -> f64 {
    let rings = area.iter().map(|part| {
        let holes: f64 = part.interiors().iter().map(|hole| clipped_area(hole, corners)).sum();
        clipped_area(part.exterior(), corners) - holes
    });
    rings.sum::<f64>().max(0.0)
}

/// The area of a ring within a convex cell: Sutherland and Hodgman's clipping, whose bridges along the cell's sides have no area.
fn clipped_area(ring: &LineString<f64>, corners: &[Coord<f64>; 4]) -> f64 {
    // Near the origin numbers are exact to more digits.
    let origin = corners[0];
    let left = ring_area(corners) > 0.0;
    let mut kept: Vec<Coord<f64>> = ring.0.iter().skip(1).map(|corner| *corner - origin).collect();
    for side in 0..4 {
        let (from, to) = (corners[side] - origin, corners[(side + 1) % 4] - origin);
        let along = to - from;
        // Positive inside.
        let height = |at: &Coord<f64>| {
            let cross = along.x * (at.y - from.y) - along.y * (at.x - from.x);
            if left { cross } else { -cross }
        };
        let mut clipped = Vec::with_capacity(kept.len().min(64));
        for (at, next) in kept.iter().zip(kept.iter().cycle().skip(1)) {
            let (here, there) = (height(at), height(next));
            if here >= 0.0 {
                clipped.push(*at);
            }
            if (here >= 0.0) != (there >= 0.0) {
                clipped.push(*at + (*next - *at) * (here / (here - there)));
            }
        }
        kept = clipped;
    }
    ring_area(&kept).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CommunityId;
    use crate::units::SquareMetres;
    use geo::{Area, polygon};
    use proptest::prelude::*;

    fn community(id: i64, ring: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> Community {
        let line = |ring: &[(f64, f64)]| LineString::from(ring.to_vec());
        let boundary = MultiPolygon(vec![Polygon::new(
            line(ring),
            holes.iter().map(|hole| line(hole)).collect(),
        )]);
        Community {
            id: CommunityId(id),
            code: None,
            name: String::new(),
            committee_type: None,
            urban_rural_class: None,
            parents: Vec::new(),
            populations: Vec::new(),
            households: None,
            area: SquareMetres(boundary.unsigned_area()),
            boundary,
            provisional: false,
        }
    }

    fn cell(west: f64, south: f64, side: f64, people: i64) -> Cell {
        Cell {
            row: 1,
            column: 1,
            people: Persons(people),
            corners: [(0.0, side), (side, side), (side, 0.0), (0.0, 0.0)].map(|(x, y)| Coord {
                x: west + x,
                y: south + y,
            }),
        }
    }

    #[test]
    fn a_cell_on_a_border_is_cut_by_area() {
        // Two communities side by side, the border at x = 30, nothing east of x = 80.
        let town = [
            community(1, &[(0.0, 0.0), (30.0, 0.0), (30.0, 100.0), (0.0, 100.0)], &[]),
            community(2, &[(30.0, 0.0), (80.0, 0.0), (80.0, 100.0), (30.0, 100.0)], &[]),
        ];
        let pieces = Borders::new(&town).split(&cell(0.0, 0.0, 100.0, 10));
        let said: Vec<_> = pieces.iter().map(|piece| (piece.community, piece.people.0)).collect();
        assert_eq!(said, [(Some(0), 3), (Some(1), 5), (None, 2)]);
        assert_eq!(pieces[0].point, Coord { x: 15.0, y: 50.0 });
        assert!((pieces[0].off_m - 15_f64.hypot(50.0)).abs() < 1e-9);
    }

    #[test]
    fn a_hole_is_not_the_communitys() {
        let ring = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];
        let hole = [(25.0, 25.0), (75.0, 25.0), (75.0, 75.0), (25.0, 75.0)];
        let town = [community(1, &ring, &[&hole])];
        let pieces = Borders::new(&town).split(&cell(0.0, 0.0, 100.0, 400));
        assert_eq!((pieces[0].people, pieces[1].people), (Persons(300), Persons(100)));
        assert!(
            town[0].boundary.intersects(&Point::from(pieces[0].point)),
            "its place is not in the hole"
        );
    }

    #[test]
    fn communities_that_overlap_share_and_nobody_is_counted_twice() {
        let ring = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];
        let town = [community(1, &ring, &[]), community(2, &ring, &[])];
        let pieces = Borders::new(&town).split(&cell(50.0, 50.0, 100.0, 8));
        let total: Persons = pieces.iter().map(|piece| piece.people).sum();
        assert_eq!(total, Persons(8));
    }

    /// A star of some corners about a middle.
    fn star() -> impl Strategy<Value = Vec<(f64, f64)>> {
        (
            prop::collection::vec(20.0_f64..90.0, 3..12),
            -40.0_f64..40.0,
            -40.0_f64..40.0,
        )
            .prop_map(|(radii, x, y)| {
                let count = radii.len() as f64;
                radii
                    .iter()
                    .enumerate()
                    .map(|(i, radius)| {
                        let (sin, cos) = (std::f64::consts::TAU * i as f64 / count).sin_cos();
                        (x + radius * cos, y + radius * sin)
                    })
                    .collect()
            })
    }

    proptest! {
        /// Pieces add up to the cells, whatever the borders, and a community gets what an exact overlay of the whole lattice gives it.
        #[test]
        fn pieces_add_up_and_follow_the_areas(ring in star(), people in 0_i64..50_000_000) {
            let town = [community(1, &ring, &[])];
            let mut borders = Borders::new(&town);
            let (mut all, mut own) = (Persons::NONE, 0_i64);
            for row in 0..13 {
                for column in 0..13 {
                    let one = Cell { row, column, ..cell(-130.0 + f64::from(column) * 20.0, 130.0 - f64::from(row + 1) * 20.0, 20.0, people) };
                    let pieces = borders.split(&one);
                    let total: Persons = pieces.iter().map(|piece| piece.people).sum();
                    prop_assert_eq!(total, Persons(people));
                    all += total;
                    own += pieces.iter().filter(|piece| piece.community.is_some()).map(|piece| piece.people.0).sum::<i64>();
                    for piece in pieces.iter().filter(|piece| piece.community.is_some()) {
                        prop_assert!(piece.off_m <= 20.0 * 2_f64.sqrt());
                    }
                }
            }
            prop_assert_eq!(all, Persons(people * 169));
            let wanted = people as f64 * town[0].area.0 / 400.0;
            // Each of the cells on the border is rounded to a whole millionth.
            prop_assert!((own as f64 - wanted).abs() <= 169.0 + 1e-6 * wanted, "{} {}", own, wanted);
        }

        /// The clipping is the overlay.
        #[test]
        fn the_clipped_area_is_that_of_the_overlay(ring in star(), turn in 0.0_f64..6.0) {
            let (sin, cos) = turn.sin_cos();
            let corners = [(-30.0, -30.0), (30.0, -30.0), (30.0, 30.0), (-30.0, 30.0)]
                .map(|(x, y)| Coord { x: x * cos - y * sin, y: x * sin + y * cos });
            let shape = MultiPolygon(vec![Polygon::new(LineString::from(ring), Vec::new())]);
            let quad = Polygon::new(LineString(corners.to_vec()), Vec::new());
            let overlay = shape.intersection(&quad).unsigned_area();
            let mut back = corners;
            back.reverse();
            prop_assert!((area_within(&shape, &corners) - overlay).abs() < 1e-3, "{} {}", area_within(&shape, &corners), overlay);
            prop_assert!((area_within(&shape, &back) - overlay).abs() < 1e-3);
        }
    }

    #[test]
    fn neighbours_without_a_border_between_them_are_the_same_communitys() {
        let town = [community(
            1,
            &[(0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0)],
            &[],
        )];
        let mut borders = Borders::new(&town);
        for column in 0..12 {
            let at = f64::from(column) * 100.0 - 50.0;
            let one = Cell {
                column,
                ..cell(at, 300.0, 100.0, 10)
            };
            let found = borders.split(&one)[0].community;
            let wanted = polygon![(x: 0.0, y: 0.0), (x: 1000.0, y: 0.0), (x: 1000.0, y: 1000.0), (x: 0.0, y: 1000.0)];
            let inside = wanted.intersects(&Point::new(at + 50.0, 350.0));
            assert_eq!(found.is_some(), inside || column == 0 || column == 10, "{column}");
        }
    }
}
