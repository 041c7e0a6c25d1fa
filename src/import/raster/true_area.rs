//! The area of ground between places in degrees, on the ellipsoid.

use crate::crs::LonLat;

/// Half axis and flattening of GRS 80, which CGCS2000 and WGS 84 share to a fraction of a millimetre.
const AXIS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;

/// Square metres within four corners, in whatever direction they go round.
///
/// They are laid out on the equal-area cylinder, where a side along a meridian or a parallel is straight: such a cell is exact, and one that
/// lies askew is as good as its sides are short.
///
/// Source: Snyder, Map Projections: A Working Manual (USGS 1395, 1987), equations 3-12 and 10-14 to 10-15, with standard parallel 0.
pub(super) fn true_area_m2(corners: &[LonLat; 4]) -> f64 {
    let place = |corner: &LonLat| {
        // Differences from the first corner, so that a cell beside the antimeridian is no belt round the earth.
        let around = (corner.lon - corners[0].lon + 540.0).rem_euclid(360.0) - 180.0;
        (AXIS_M * around.to_radians(), AXIS_M * q(corner.lat) / 2.0)
    };
    let placed = corners.each_ref().map(place);
    let twice: f64 = (0..4)
        .map(|i| {
            let ((x, y), (next_x, next_y)) = (placed[i], placed[(i + 1) % 4]);
            (x - placed[0].0) * (next_y - placed[0].1) - (next_x - placed[0].0) * (y - placed[0].1)
        })
        .sum();
    twice.abs() / 2.0
}

/// Snyder's q: twice the height on the cylinder, for a half axis of one.
fn q(lat: f64) -> f64 {
    let e2 = FLATTENING * (2.0 - FLATTENING);
    let e = e2.sqrt();
    let sin = lat.to_radians().sin();
    (1.0 - e2) * (sin / (1.0 - e2 * sin * sin) + (e * sin).atanh() / e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(west: f64, south: f64, side: f64) -> [LonLat; 4] {
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(x, y)| LonLat {
            lon: west + x,
            lat: south + y,
        })
    }

    #[test]
    fn the_degrees_of_the_earth_add_up_to_it() {
        let total: f64 = (-90..90)
            .map(|south| 360.0 * true_area_m2(&cell(7.0, f64::from(south), 1.0)))
            .sum();
        // The published area of GRS 80.
        assert!((total / 1e6 - 510_065_621.7).abs() < 0.2, "{total}");
    }

    #[test]
    fn a_cell_at_the_equator_and_one_over_the_antimeridian() {
        // A minute of arc: 1855.3248 m by 1842.9036 m.
        let minute = true_area_m2(&cell(20.0, 0.0, 1.0 / 60.0));
        assert!((minute - 1855.3248 * 1842.9036).abs() < 5.0, "{minute}");
        let mut over = cell(179.99, 10.0, 0.02);
        for corner in &mut over {
            if corner.lon > 180.0 {
                corner.lon -= 360.0;
            }
        }
        let there = true_area_m2(&cell(20.0, 10.0, 0.02));
        assert!((true_area_m2(&over) - there).abs() < 1e-3 * there);
    }
}
