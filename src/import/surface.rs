//! Areas in square metres straight from degrees, good to a thousandth for anything up to a county: for thresholds and remarks, never
//! for results.

use geo::{Area, BoundingRect, Coord, MapCoords, MultiPolygon};

use crate::crs::LonLat;

/// Metres in one degree of longitude and one of latitude at a latitude (series for the WGS 84 ellipsoid).
fn metres_a_degree(lat: f64) -> (f64, f64) {
    let phi = lat.to_radians();
    let east = 111_412.84 * phi.cos() - 93.5 * (3.0 * phi).cos() + 0.118 * (5.0 * phi).cos();
    let north = 111_132.92 - 559.82 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos();
    (east, north)
}

/// How far two places are from each other, where that is not far.
pub(super) fn metres_between(one: LonLat, other: LonLat) -> f64 {
    let (east, north) = metres_a_degree(f64::midpoint(one.lat, other.lat));
    ((one.lon - other.lon) * east).hypot((one.lat - other.lat) * north)
}

/// An area's size.
pub(super) fn square_metres(area: &MultiPolygon<f64>) -> f64 {
    area.0
        .iter()
        .map(|polygon| {
            let Some(rect) = polygon.bounding_rect() else {
                return 0.0;
            };
            let centre = rect.center();
            let (east, north) = metres_a_degree(centre.y);
            // Near the origin, so that no digits are lost.
            polygon
                .map_coords(|c| Coord {
                    x: (c.x - centre.x) * east,
                    y: (c.y - centre.y) * north,
                })
                .unsigned_area()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Rect, coord};

    #[test]
    fn a_square_of_a_hundredth_degree_at_47_north() {
        let rect = Rect::new(coord! {x: 9.5, y: 47.0}, coord! {x: 9.51, y: 47.01});
        let size = square_metres(&MultiPolygon::new(vec![rect.to_polygon()]));
        // 760.6 m by 1111.7 m on the ellipsoid.
        assert!((size / 845_470.0 - 1.0).abs() < 0.001, "{size}");
    }
}
