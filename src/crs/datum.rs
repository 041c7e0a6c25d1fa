//! The datums that degrees of places in China come in, and the way from one to another.

use super::{LonLat, LonLatBox, bd09, gcj02};

/// What degrees of longitude and latitude mean.
///
/// WGS 84 and CGCS2000 are one here (they differ by less than a metre). The other two are not measured datums but drawings: a
/// fixed rule moves every place, in the whole of China and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// CGCS2000 or WGS 84: surveys, GPS, OpenStreetMap, Tianditu.
    Cgcs2000,
    /// GCJ-02: `AMap` (高德), Tencent; 300 to 710 m off in the towns of the east, less in the deserts of the west.
    Gcj02,
    /// BD-09: Baidu; 690 to 1,530 m off.
    Bd09,
}

/// The box of longitude and latitude outside which the public formulas move nothing.
///
/// It is the box of `coordtransform`; other copies of the code have one that is a degree or two wider. China's own ends reach beyond it by some
/// kilometres in the far west (Pamir, 73.50), north (Mohe, 53.56) and east (Wusuli, 135.09), where these formulas say nothing.
pub const SHIFTED_GROUND: LonLatBox = LonLatBox {
    west: 73.66,
    south: 3.86,
    east: 135.05,
    north: 53.55,
};

/// How far a point that went through the public formulas may be off, in metres, where its row says nothing better.
///
/// The formulas agree with `AMap`'s one printed sample to 4 cm, and the printed digits of such services are decimetres; nothing official binds
/// either, so this is a margin of ours, not a measured error.
pub const CONVERTED_ACCURACY_M: f64 = 5.0;

/// The iteration ends when a step is smaller than this, in degrees: a tenth of a millimetre is 1e-9.
const SMALL_STEP: f64 = 1e-12;
/// Steps after which it ends anyway. Each leaves less than a hundredth of the error.
const MOST_STEPS: usize = 12;

/// Degrees that say which datum they are in.
///
/// ```
/// use yike::crs::{Datum, LonLat, PlaceIn};
/// let station = LonLat { lon: 101.546, lat: 25.045 };
/// let drawn = PlaceIn::drawn(station, Datum::Gcj02);
/// assert!((drawn.lon - 101.547_422).abs() < 1e-6 && (drawn.lat - 25.041_918).abs() < 1e-6);
/// let back = drawn.to_cgcs2000();
/// assert!((back.lon - station.lon).abs() < 1e-10 && (back.lat - station.lat).abs() < 1e-10);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceIn {
    /// What the two numbers mean.
    pub datum: Datum,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl Datum {
    /// All of them, the true one first.
    pub const ALL: [Self; 3] = [Self::Cgcs2000, Self::Gcj02, Self::Bd09];

    /// Reads `gcj02`, `GCJ-02`, `bd09`, `BD-09`; `None` for anything else.
    pub fn parse_shifted(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "gcj02" | "gcj-02" => Some(Self::Gcj02),
            "bd09" | "bd-09" => Some(Self::Bd09),
            _ => None,
        }
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "CGCS2000 or WGS 84",
            Self::Gcj02 => "GCJ-02",
            Self::Bd09 => "BD-09",
        }
    }

    /// What `--crs` takes for it.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "EPSG:4490",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }
}

impl PlaceIn {
    /// A true place as a datum draws it. Places outside [`SHIFTED_GROUND`] stay where they are.
    pub fn drawn(place: LonLat, datum: Datum) -> Self {
        let shifted = if SHIFTED_GROUND.contains(place) {
            drawn_everywhere(place, datum)
        } else {
            place
        };
        Self {
            datum,
            lon: shifted.lon,
            lat: shifted.lat,
        }
    }

    /// The true place: iterated until nothing moves, less than 0.1 mm from what the formulas draw here.
    ///
    /// Degrees outside [`SHIFTED_GROUND`] stay as they are. The formulas jump at the edge of that box: of the places in it that lie within
    /// a shift (at most 1.6 km) of the edge, those drawn beyond it are not moved back.
    pub fn to_cgcs2000(self) -> LonLat {
        let given = LonLat {
            lon: self.lon,
            lat: self.lat,
        };
        if self.datum == Datum::Cgcs2000 || !SHIFTED_GROUND.contains(given) {
            return given;
        }
        let mut place = match self.datum {
            Datum::Cgcs2000 => given,
            Datum::Gcj02 => gcj02::roughly_true(given),
            Datum::Bd09 => gcj02::roughly_true(bd09::roughly_gcj02(given)),
        };
        for _ in 0..MOST_STEPS {
            let drawn = drawn_everywhere(place, self.datum);
            let (east, north) = (given.lon - drawn.lon, given.lat - drawn.lat);
            place = LonLat {
                lon: place.lon + east,
                lat: place.lat + north,
            };
            if east.abs().max(north.abs()) < SMALL_STEP {
                break;
            }
        }
        place
    }
}

fn drawn_everywhere(place: LonLat, datum: Datum) -> LonLat {
    match datum {
        Datum::Cgcs2000 => place,
        Datum::Gcj02 => gcj02::of_true(place),
        Datum::Bd09 => bd09::of_gcj02(gcj02::of_true(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn metres(a: LonLat, b: LonLat) -> f64 {
        let east = (a.lon - b.lon) * 111_320.0 * a.lat.to_radians().cos();
        east.hypot((a.lat - b.lat) * 110_900.0)
    }

    #[test]
    fn the_shift_of_some_towns() {
        for (name, lon, lat, gcj02, bd09) in [
            ("Chuxiong", 101.546, 25.045, 371.5, 860.0),
            ("Beijing", 116.404, 39.915, 555.0, 1_375.0),
            ("Shenyang", 123.43, 41.80, 576.0, 1_394.0),
        ] {
            let place = LonLat { lon, lat };
            for (datum, expected, tolerance) in [(Datum::Gcj02, gcj02, 1.5), (Datum::Bd09, bd09, 5.0)] {
                let drawn = PlaceIn::drawn(place, datum);
                let shift = metres(
                    place,
                    LonLat {
                        lon: drawn.lon,
                        lat: drawn.lat,
                    },
                );
                assert!((shift - expected).abs() < tolerance, "{name} {datum:?}: {shift} m");
            }
        }
    }

    #[test]
    fn outside_chinas_box_nothing_moves() {
        for (lon, lat) in [
            (9.52, 47.14),
            (-51.2, -30.0),
            (0.0, 0.0),
            (139.7, 35.7),
            (116.4, 53.56),
            (73.65, 39.0),
        ] {
            let place = LonLat { lon, lat };
            for datum in Datum::ALL {
                let drawn = PlaceIn::drawn(place, datum);
                assert_eq!((drawn.lon, drawn.lat), (lon, lat));
                assert_eq!(PlaceIn { datum, lon, lat }.to_cgcs2000(), place);
            }
        }
    }

    #[test]
    fn at_the_edge_of_the_box_a_place_that_is_drawn_beyond_it_stays_there() {
        let place = LonLat {
            lon: 135.049,
            lat: 48.0,
        };
        let drawn = PlaceIn::drawn(place, Datum::Gcj02);
        assert!(drawn.lon > SHIFTED_GROUND.east);
        assert!(metres(drawn.to_cgcs2000(), place) > 300.0);
    }

    #[test]
    fn words_of_the_command_line() {
        assert_eq!(Datum::parse_shifted(" GCJ-02"), Some(Datum::Gcj02));
        assert_eq!(Datum::parse_shifted("bd09"), Some(Datum::Bd09));
        assert_eq!(Datum::parse_shifted("wgs84"), None);
        for datum in [Datum::Gcj02, Datum::Bd09] {
            assert_eq!(Datum::parse_shifted(datum.flag()), Some(datum));
            assert_eq!(Datum::parse_shifted(datum.name()), Some(datum));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn there_and_back_is_less_than_a_tenth_of_a_millimetre(lon in 73.69_f64..135.0, lat in 3.89_f64..53.52) {
            let place = LonLat { lon, lat };
            for datum in Datum::ALL {
                let back = PlaceIn::drawn(place, datum).to_cgcs2000();
                prop_assert!(metres(place, back) < 1e-4, "{datum:?}: {place:?} came back as {back:?}");
            }
        }

        #[test]
        fn back_and_there_too_anywhere_in_the_box(lon in 73.66_f64..135.05, lat in 3.86_f64..53.55) {
            for datum in Datum::ALL {
                let place = PlaceIn { datum, lon, lat }.to_cgcs2000();
                let again = drawn_everywhere(place, datum);
                let off = metres(LonLat { lon, lat }, again);
                prop_assert!(off < 1e-4, "{off} m");
            }
        }

        #[test]
        fn no_shift_is_longer_than_the_docs_say(lon in 73.7_f64..135.0, lat in 18.0_f64..53.5) {
            let place = LonLat { lon, lat };
            for (datum, least, most) in [(Datum::Gcj02, 0.0, 720.0), (Datum::Bd09, 680.0, 1_530.0)] {
                let drawn = PlaceIn::drawn(place, datum);
                let shift = metres(place, LonLat { lon: drawn.lon, lat: drawn.lat });
                prop_assert!((least..most).contains(&shift), "{datum:?} at {place:?}: {shift} m");
            }
        }
    }
}
