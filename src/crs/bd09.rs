//! What BD-09 adds to GCJ-02, by the public formulas.
//!
//! Source: `coordtransform` by wandergis (`gcj02tobd09`, `bd09togcj02`): a slight bending round the origin of the degrees, and a step
//! of 0.0065 and 0.006 degrees. The published way back is another closed formula that misses by decimetres; it only starts the
//! iteration here.

use std::f64::consts::PI;

use super::LonLat;

const STEP_EAST: f64 = 0.0065;
const STEP_NORTH: f64 = 0.006;
/// The `x_pi` of the formulas.
const WAVE: f64 = PI * 3000.0 / 180.0;

/// A place in GCJ-02 as BD-09 draws it.
pub(super) fn of_gcj02(place: LonLat) -> LonLat {
    let bent = bent(place, 1.0);
    LonLat {
        lon: bent.lon + STEP_EAST,
        lat: bent.lat + STEP_NORTH,
    }
}

/// The published way back, decimetres off.
pub(super) fn roughly_gcj02(drawn: LonLat) -> LonLat {
    bent(
        LonLat {
            lon: drawn.lon - STEP_EAST,
            lat: drawn.lat - STEP_NORTH,
        },
        -1.0,
    )
}

fn bent(place: LonLat, sign: f64) -> LonLat {
    let (x, y) = (place.lon, place.lat);
    let radius = x.hypot(y) + sign * 0.00002 * (y * WAVE).sin();
    let angle = y.atan2(x) + sign * 0.000_003 * (x * WAVE).cos();
    LonLat {
        lon: radius * angle.cos(),
        lat: radius * angle.sin(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of coordtransform's own documentation, to their last printed digit.
    #[test]
    fn the_published_vectors() {
        let place = LonLat {
            lon: 116.404,
            lat: 39.915,
        };
        let close = |got: LonLat, lon: f64, lat: f64| {
            assert!(
                (got.lon - lon).abs() < 3e-14 && (got.lat - lat).abs() < 3e-14,
                "{got:?} is not {lon}, {lat}"
            );
        };
        close(of_gcj02(place), 116.410_369_493_710_29, 39.921_336_993_510_21);
        close(roughly_gcj02(place), 116.397_627_291_193_15, 39.908_656_739_576_31);
    }
}
