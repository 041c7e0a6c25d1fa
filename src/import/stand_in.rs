//! A building that a file knows as a point only: a square stands for its footprint, so that people are spread over its floors like over any
//! other's.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::crs::LonLat;

/// Square metres of ground that a building takes where nobody says.
pub(super) const USUAL_M2: f64 = 100.0;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// A square of so many square metres round a place, in degrees.
pub(super) fn square(at: LonLat, square_metres: f64) -> MultiPolygon<f64> {
    let half = square_metres.sqrt() / 2.0;
    let up = half / DEGREE_M;
    // Nobody builds at the poles, where a degree of longitude has no width.
    let across = half / (DEGREE_M * at.lat.to_radians().cos().max(0.01));
    let corner = |x: f64, y: f64| Coord {
        x: at.lon + x * across,
        y: at.lat + y * up,
    };
    let ring = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| corner(x, y));
    Polygon::new(LineString::from(ring.to_vec()), Vec::new()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::GeodesicArea;

    #[test]
    fn a_square_has_the_ground_that_was_said() {
        for lat in [-52.0, 0.0, 25.0, 53.5] {
            for ground in [40.0, USUAL_M2, 2_500.0] {
                let found = square(LonLat { lon: 101.5, lat }, ground).geodesic_area_unsigned();
                assert!((found / ground - 1.0).abs() < 0.01, "{found} at {lat}");
            }
        }
    }
}
