//! How long a metre of the ground is in a plane: the price of flat maps, from the formulas, so that it can be said before anything is measured.

use super::{LonLat, LonLatBox, Projection};

/// The GRS 80 ellipsoid's first eccentricity, squared.
const E2: f64 = 0.006_694_380_022_900_79;

/// By how much lengths in a plane differ from those on the ground, over an extent.
///
/// All planes here are conformal: at one place a length is as wrong in every direction, and an area is wrong by the square of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Metres of the plane per metre of the ground, where that is least.
    pub least: f64,
    /// The same, where it is most.
    pub most: f64,
}

impl Scale {
    /// The larger of the two errors, as a share: 0.002 says that no length is wrong by more than 0.2 %.
    ///
    /// ```
    /// use yike::crs::Scale;
    /// assert!((Scale { least: 0.999, most: 1.002 }.error() - 0.002).abs() < 1e-12);
    /// ```
    pub fn error(self) -> f64 {
        (1.0 - self.least).max(self.most - 1.0)
    }

    /// What a planner should know: `lengths come out at most 0.13 % too short and 0.12 % too long, areas twice that; of 1000 m 1.3 m`.
    pub fn words(self) -> String {
        let short = ((1.0 - self.least).max(0.0) * 1e4).ceil() / 100.0;
        let long = ((self.most - 1.0).max(0.0) * 1e4).ceil() / 100.0;
        format!(
            "lengths come out at most {short:.2} % too short and {long:.2} % too long, areas twice that: {:.1} m of a kilometre",
            short.max(long) * 10.0
        )
    }
}

impl Projection {
    /// Metres of the plane per metre of the ground at a place.
    ///
    /// Snyder, *Map Projections: A Working Manual* (1987): equations 8-11 for the transverse Mercator (to the sixth power: a millionth within 10
    /// degrees of the meridian), 15-4 for the conic.
    pub fn scale_at(&self, place: LonLat) -> f64 {
        match self.parallels() {
            None => transverse_mercator(place, self.meridian()),
            Some((south, north)) => Conic::new(south, north).scale(place.lat),
        }
    }

    /// The least and the most of it over an extent.
    pub fn scale_over(&self, extent: LonLatBox) -> Scale {
        let nearest_equator = 0.0_f64.clamp(extent.south, extent.north);
        let meridian = self.meridian().clamp(extent.west, extent.east);
        let turning = match self.parallels() {
            None => nearest_equator,
            Some((south, north)) => Conic::new(south, north).middle().clamp(extent.south, extent.north),
        };
        // Nothing is smaller or larger than at an edge, on the meridian, or where the scale turns.
        let lats = [extent.south, extent.north, turning];
        let lons = [extent.west, extent.east, meridian];
        let all = lats
            .iter()
            .flat_map(|lat| lons.iter().map(|lon| LonLat { lon: *lon, lat: *lat }));
        let nothing = Scale {
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
        };
        all.map(|place| self.scale_at(place))
            .fold(nothing, |found, scale| Scale {
                least: found.least.min(scale),
                most: found.most.max(scale),
            })
    }
}

fn transverse_mercator(place: LonLat, meridian: f64) -> f64 {
    let lat = place.lat.to_radians();
    let ep2 = E2 / (1.0 - E2);
    let (a, c) = ((place.lon - meridian).to_radians() * lat.cos(), ep2 * lat.cos().powi(2));
    let t = lat.tan().powi(2);
    1.0 + (1.0 + c) * a.powi(2) / 2.0
        + (5.0 - 4.0 * t + 42.0 * c + 13.0 * c * c - 28.0 * ep2) * a.powi(4) / 24.0
        + (61.0 - 148.0 * t + 16.0 * t * t) * a.powi(6) / 720.0
}

/// A Lambert conformal conic by its two parallels.
struct Conic {
    /// The cone's constant, and the sine of the latitude where the scale is least.
    n: f64,
    m1: f64,
    t1: f64,
}

impl Conic {
    fn new(south: f64, north: f64) -> Self {
        let (m1, t1, t2) = (m(south), t(south), t(north));
        let n = if (north - south).abs() < 1e-9 {
            south.to_radians().sin()
        } else {
            (m1.ln() - m(north).ln()) / (t1.ln() - t2.ln())
        };
        Self { n, m1, t1 }
    }

    fn scale(&self, lat: f64) -> f64 {
        self.m1 / m(lat) * (t(lat) / self.t1).powf(self.n)
    }

    fn middle(&self) -> f64 {
        self.n.asin().to_degrees()
    }
}

/// Snyder 14-15: the radius of a parallel as a share of the equator's.
fn m(lat: f64) -> f64 {
    let lat = lat.to_radians();
    lat.cos() / (1.0 - E2 * lat.sin().powi(2)).sqrt()
}

/// Snyder 15-9: the tangent of half the conformal colatitude.
fn t(lat: f64) -> f64 {
    let lat = lat.to_radians();
    let e = E2.sqrt();
    let along = (1.0 - e * lat.sin()) / (1.0 + e * lat.sin());
    (std::f64::consts::FRAC_PI_4 - lat / 2.0).tan() / along.powf(e / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Snyder's numerical example of the conic is on another ellipsoid; these hold on any.
    #[test]
    fn on_the_parallels_of_a_conic_nothing_is_wrong_and_between_them_lengths_are_short() {
        let plane = Projection::LocalConic {
            south_tenths: 223,
            north_tenths: 280,
            meridian_tenths: 1019,
        };
        let at = |lat| plane.scale_at(LonLat { lon: 99.0, lat });
        assert!((at(22.3) - 1.0).abs() < 1e-12 && (at(28.0) - 1.0).abs() < 1e-12);
        assert!(at(25.0) < 1.0 && at(21.0) > 1.0 && at(29.0) > 1.0);
    }

    #[test]
    fn on_its_meridian_a_transverse_mercator_is_right_and_beside_it_lengths_are_long() {
        let plane = Projection::GaussKrueger { epsg: 4543 };
        let at = |lon| plane.scale_at(LonLat { lon, lat: 25.0 });
        assert!((at(102.0) - 1.0).abs() < 1e-15);
        // On the sphere 1 / sqrt(1 - (cos 25° sin 3°)²) = 1.001127; the ellipsoid adds half a percent of it.
        assert!((at(105.0) - 1.001_132).abs() < 2e-6, "{}", at(105.0));
    }

    #[test]
    fn what_is_said_is_never_better_than_it_is() {
        let scale = Scale {
            least: 0.998_741,
            most: 1.001_201,
        };
        assert_eq!(
            scale.words(),
            "lengths come out at most 0.13 % too short and 0.13 % too long, areas twice that: 1.3 m of a kilometre"
        );
    }
}
