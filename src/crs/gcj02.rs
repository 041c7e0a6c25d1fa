//! The shift of GCJ-02 by the public formulas.
//!
//! Source: `coordtransform` by wandergis (`wgs84togcj02`), the de-facto reference of the code that has been public since about 2010.
//! No official text of the shift is published, so whatever is converted with it is an approximation; on the one sample that `AMap`
//! prints in its documentation it is 4 cm off.

use std::f64::consts::PI;

use super::LonLat;

/// Semi-major axis of the ellipsoid in the formulas (Krasovsky's), in metres.
const AXIS_M: f64 = 6_378_245.0;
/// Its first eccentricity squared.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Where the polynomials have their origin.
const ORIGIN: LonLat = LonLat { lon: 105.0, lat: 35.0 };

/// A step on the ground, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub(super) east: f64,
    pub(super) north: f64,
}

/// How far GCJ-02 moves a place; in all directions beyond China too, so that the inverse is smooth at the edge.
pub(super) fn shift(true_place: LonLat) -> Step {
    let (x, y) = (true_place.lon - ORIGIN.lon, true_place.lat - ORIGIN.lat);
    let waves_x = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let root = x.abs().sqrt();
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + waves_x
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + waves_x
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let lat = true_place.lat.to_radians();
    let flattened = 1.0 - ECCENTRICITY_SQUARED * lat.sin() * lat.sin();
    let root = flattened.sqrt();
    Step {
        east: east_m * 180.0 / (AXIS_M / root * lat.cos() * PI),
        north: north_m * 180.0 / (AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (flattened * root) * PI),
    }
}

/// A true place as GCJ-02 draws it.
pub(super) fn of_true(place: LonLat) -> LonLat {
    let step = shift(place);
    LonLat {
        lon: place.lon + step.east,
        lat: place.lat + step.north,
    }
}

/// The usual inverse in one step, one or two metres off: where the iteration starts.
pub(super) fn roughly_true(drawn: LonLat) -> LonLat {
    let step = shift(drawn);
    LonLat {
        lon: drawn.lon - step.east,
        lat: drawn.lat - step.north,
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
        close(of_true(place), 116.410_244_499_169_38, 39.916_404_281_501_64);
        close(roughly_true(place), 116.397_755_500_830_61, 39.913_595_718_498_36);
    }

    #[test]
    fn amaps_own_sample_is_a_few_centimetres_off() {
        let drawn = of_true(LonLat {
            lon: 116.481_499,
            lat: 39.990_475,
        });
        let east = (drawn.lon - 116.487_585_177_952) * 85_300.0;
        let north = (drawn.lat - 39.991_754_014_757) * 111_030.0;
        let off = east.hypot(north);
        assert!((0.02..0.05).contains(&off), "{off} m");
    }
}
