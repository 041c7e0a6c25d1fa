//! The fixed lattice that people are put on where only residential land is known.

use std::ops::Range;

use geo::{Area, BooleanOps, BoundingRect, Coord, InteriorPoint, Intersects, MultiPolygon, Point, Polygon, Rect};

/// Side of the fixed lattice that a community's people are spread on where only residential land is known, in metres.
/// Its lines run through multiples of the side in the study area, so it never moves with the data.
pub const LATTICE_METRES: f64 = 50.0;

/// A square of the lattice: column and row.
pub(super) type Cell = (i64, i64);

/// The square that a point lies in.
pub(super) fn cell(at: Coord<f64>) -> Cell {
    let number = |value: f64| (value / LATTICE_METRES).floor() as i64;
    (number(at.x), number(at.y))
}

/// The ground of a square.
pub(super) fn square(at: Cell) -> Polygon<f64> {
    block(at.0..at.0 + 1, at.1..at.1 + 1).to_polygon()
}

fn block(columns: Range<i64>, rows: Range<i64>) -> Rect<f64> {
    let line = |number: i64| number as f64 * LATTICE_METRES;
    Rect::new(
        Coord {
            x: line(columns.start),
            y: line(rows.start),
        },
        Coord {
            x: line(columns.end),
            y: line(rows.end),
        },
    )
}

/// A piece of land in one square.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    row: i64,
    column: i64,
    /// A point of it: the middle of the square where that is land.
    pub(super) point: Coord<f64>,
    /// In square metres.
    pub(super) area: f64,
}

impl Piece {
    /// The square that it lies in.
    pub(super) fn cell(&self) -> Cell {
        (self.column, self.row)
    }
}

/// Cuts land into the squares of the lattice, row by row from the south-west.
pub(super) fn pieces(land: &MultiPolygon<f64>) -> Vec<Piece> {
    let Some(bounds) = land.bounding_rect() else {
        return Vec::new();
    };
    let (low, high) = (cell(bounds.min()), cell(bounds.max()));
    let mut pieces = Vec::new();
    halve(land, low.0..high.0 + 1, low.1..high.1 + 1, &mut pieces);
    pieces.sort_by_key(|piece| (piece.row, piece.column));
    pieces
}

/// Halves a block until it is one square: each cut looks only at what the cuts before left, not at the whole outline.
fn halve(land: &MultiPolygon<f64>, columns: Range<i64>, rows: Range<i64>, pieces: &mut Vec<Piece>) {
    if land.0.is_empty() {
        return;
    }
    let (wide, high) = (columns.end - columns.start, rows.end - rows.start);
    if wide == 1 && high == 1 {
        let own = block(columns.clone(), rows.clone());
        let own_land = land.intersection(&own.to_polygon());
        let area = own_land.unsigned_area();
        if area > 0.0
            && let Some(point) = inner_point(&own_land, own.center())
        {
            pieces.push(Piece {
                row: rows.start,
                column: columns.start,
                point,
                area,
            });
        }
        return;
    }
    let halves = if wide >= high {
        let middle = columns.start + wide / 2;
        [(columns.start..middle, rows.clone()), (middle..columns.end, rows)]
    } else {
        let middle = rows.start + high / 2;
        [(columns.clone(), rows.start..middle), (columns, middle..rows.end)]
    };
    for (columns, rows) in halves {
        let half = land.intersection(&block(columns.clone(), rows.clone()).to_polygon());
        halve(&half, columns, rows, pieces);
    }
}

/// The wanted point where it lies inside, else one that does.
fn inner_point(piece: &MultiPolygon<f64>, wanted: Coord<f64>) -> Option<Coord<f64>> {
    if piece.intersects(&Point::from(wanted)) {
        return Some(wanted);
    }
    piece.interior_point().map(Coord::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn land_is_cut_along_fixed_lines_and_no_square_metre_is_lost() {
        let land = MultiPolygon(vec![
            Rect::new(coord! { x: 40.0, y: -10.0 }, coord! { x: 160.0, y: 60.0 }).to_polygon(),
        ]);
        let pieces = pieces(&land);
        let areas: Vec<f64> = pieces.iter().map(|piece| piece.area.round()).collect();
        assert_eq!(
            areas,
            [
                100.0, 500.0, 500.0, 100.0, 500.0, 2500.0, 2500.0, 500.0, 100.0, 500.0, 500.0, 100.0
            ]
        );
        assert_eq!(pieces[5].point, coord! { x: 75.0, y: 25.0 });
        assert!(land.intersects(&Point::from(pieces[0].point)));
    }

    #[test]
    fn a_square_without_land_is_no_piece() {
        assert!(pieces(&MultiPolygon(Vec::new())).is_empty());
        let apart = MultiPolygon(vec![square((0, 0)), square((20, 3))]);
        assert_eq!(pieces(&apart).len(), 2);
    }
}
