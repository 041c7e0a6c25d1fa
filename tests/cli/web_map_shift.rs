//! The shift of Chinese web maps, written down a second time and apart from the product's, for the tests.

use std::f64::consts::PI;

/// WGS 84 to GCJ-02, from the printed formulas.
pub fn gcj02(lon: f64, lat: f64) -> (f64, f64) {
    let u = lon - 105.0;
    let v = lat - 35.0;
    let s = |turns: f64, value: f64| (value * turns * PI).sin();
    let common = 40.0 / 3.0 * (s(6.0, u) + s(2.0, u));
    let mut north = -100.0 + 2.0 * u + 3.0 * v + 0.2 * v.powi(2) + 0.1 * u * v + 0.2 * u.abs().powf(0.5) + common;
    north += 40.0 / 3.0 * s(1.0, v) + 80.0 / 3.0 * s(1.0 / 3.0, v);
    north += 320.0 / 3.0 * s(1.0 / 12.0, v) + 640.0 / 3.0 * s(1.0 / 30.0, v);
    let mut east = 300.0 + u + 2.0 * v + 0.1 * u.powi(2) + 0.1 * u * v + 0.1 * u.abs().powf(0.5) + common;
    east += 40.0 / 3.0 * s(1.0, u) + 80.0 / 3.0 * s(1.0 / 3.0, u);
    east += 100.0 * s(1.0 / 12.0, u) + 200.0 * s(1.0 / 30.0, u);
    let (a, e2) = (6_378_245.0_f64, 0.006_693_421_622_965_943);
    let phi = lat * PI / 180.0;
    let w2 = 1.0 - e2 * phi.sin().powi(2);
    let meridian = a * (1.0 - e2) / w2.powf(1.5);
    let parallel = a / w2.sqrt() * phi.cos();
    (lon + east / parallel * 180.0 / PI, lat + north / meridian * 180.0 / PI)
}

/// WGS 84 to BD-09.
pub fn bd09(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = gcj02(lon, lat);
    let wave = 50.0 / 3.0 * PI;
    let r = (x * x + y * y).sqrt() + 2e-5 * (y * wave).sin();
    let t = (y / x).atan() + 3e-6 * (x * wave).cos();
    (r * t.cos() + 0.0065, r * t.sin() + 0.006)
}
