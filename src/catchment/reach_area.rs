//! The area within a straight-line circle, as a polygon to draw and to measure land with.

use geo::{BooleanOps, BoundingRect, Coord, LineString, MultiPolygon, Polygon, unary_union};

use crate::units::Metres;

/// Segments of a quarter circle. A disc drawn so is 0.04 % smaller than the true one.
pub const QUARTER_SEGMENTS: u32 = 32;

/// A disc round a point, counter-clockwise from due east.
///
/// ```
/// use geo::Area;
/// use yike::{catchment::disc, units::Metres};
/// let drawn = disc(geo::coord! { x: 0.0, y: 0.0 }, Metres(100.0)).unsigned_area();
/// assert!((drawn / (std::f64::consts::PI * 100.0 * 100.0) - 0.9996).abs() < 1e-4);
/// ```
pub fn disc(centre: Coord<f64>, radius: Metres) -> Polygon<f64> {
    let corners = 4 * QUARTER_SEGMENTS;
    let ring: LineString<f64> = (0..corners)
        .map(|k| {
            let angle = std::f64::consts::TAU * f64::from(k) / f64::from(corners);
            Coord {
                x: centre.x + radius.0 * angle.cos(),
                y: centre.y + radius.0 * angle.sin(),
            }
        })
        .collect();
    Polygon::new(ring, Vec::new())
}

/// The merged discs round all doors.
///
/// Doors are taken in an order of their own coordinates, so the result does not depend on the order given. Neighbours are merged first
/// and their outlines then merged in turn, so that thousands of overlapping circles cost no more than their outline.
pub fn reach_area(doors: &[Coord<f64>], radius: Metres) -> MultiPolygon<f64> {
    let mut doors = doors.to_vec();
    // Row after row of squares a radius wide, there and back: who follows in the list is near on the ground.
    let place = |door: &Coord<f64>| {
        let (row, column) = ((door.y / radius.0).floor() as i64, (door.x / radius.0).floor() as i64);
        (row.div_euclid(4), column.div_euclid(4), row, column)
    };
    doors.sort_by(|a, b| {
        place(a)
            .cmp(&place(b))
            .then(a.x.total_cmp(&b.x))
            .then(a.y.total_cmp(&b.y))
    });
    doors.dedup();
    let mut merged = merge(&doors, radius).0;
    merged.sort_by(|a, b| order(a).total_cmp(&order(b)));
    MultiPolygon(merged)
}

/// Discs merged at once.
const TOGETHER: usize = 16;

fn merge(doors: &[Coord<f64>], radius: Metres) -> MultiPolygon<f64> {
    if doors.len() <= TOGETHER {
        let discs: Vec<Polygon<f64>> = doors.iter().map(|door| disc(*door, radius)).collect();
        return unary_union(&discs);
    }
    let (first, second) = doors.split_at(doors.len() / 2);
    let (first, second) = rayon::join(|| merge(first, radius), || merge(second, radius));
    first.union(&second)
}

fn order(polygon: &Polygon<f64>) -> f64 {
    polygon.bounding_rect().map_or(f64::INFINITY, |r| r.min().x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, coord};

    #[test]
    fn two_discs_apart_stay_two_and_touching_ones_merge() {
        let apart = reach_area(&[coord! { x: 0.0, y: 0.0 }, coord! { x: 300.0, y: 0.0 }], Metres(100.0));
        assert_eq!(apart.0.len(), 2);
        let merged = reach_area(&[coord! { x: 0.0, y: 0.0 }, coord! { x: 100.0, y: 0.0 }], Metres(100.0));
        assert_eq!(merged.0.len(), 1);
        // Two discs a radius apart: 2 pi r^2 less the lens (2 pi / 3 - sqrt 3 / 2) r^2.
        let exact = (2.0 * std::f64::consts::PI - (2.0 * std::f64::consts::PI / 3.0 - 3_f64.sqrt() / 2.0)) * 10_000.0;
        assert!((merged.unsigned_area() / exact - 1.0).abs() < 6e-4);
    }

    #[test]
    fn the_order_of_doors_does_not_matter() {
        let doors: Vec<_> = (0..40)
            .map(|k| coord! { x: f64::from(k * 37 % 500), y: f64::from(k * 91 % 400) })
            .collect();
        let mut turned = doors.clone();
        turned.reverse();
        assert_eq!(reach_area(&doors, Metres(60.0)), reach_area(&turned, Metres(60.0)));
    }
}
