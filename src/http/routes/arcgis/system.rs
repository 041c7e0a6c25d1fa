//! The reference systems that are spoken here: degrees, and Web Mercator in metres.

use std::f64::consts::PI;

use geo::Coord;
use serde_json::{Value, json};

use super::Refused;

/// Half the side of the square of Web Mercator, metres.
pub(super) const HALF: f64 = 20_037_508.342_789_244;

/// A reference system. WGS 84 and CGCS2000 lie within centimetres of each other; nothing is shifted between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// EPSG:4326 or 4490, longitude first as these programs have it.
    Degrees(u16),
    /// EPSG:3857, 102100.
    Mercator,
}

impl System {
    /// The system of a number, or of an object with a number.
    pub(super) fn read(text: &str) -> Result<Self, Refused> {
        let wkid = match serde_json::from_str::<Value>(text) {
            Ok(Value::Number(number)) => number.as_u64(),
            Ok(Value::Object(object)) => object.get("latestWkid").or(object.get("wkid")).and_then(Value::as_u64),
            _ => None,
        };
        match wkid {
            Some(4326) => Ok(Self::Degrees(4326)),
            Some(4490) => Ok(Self::Degrees(4490)),
            Some(3857 | 102_100) => Ok(Self::Mercator),
            _ => Err(Refused::new("A spatial reference is one of 4326, 4490, 3857, 102100.")),
        }
    }

    pub(super) fn document(self) -> Value {
        match self {
            Self::Degrees(wkid) => json!({"wkid": wkid, "latestWkid": wkid}),
            Self::Mercator => json!({"wkid": 102_100, "latestWkid": 3857}),
        }
    }

    /// A place of longitude and latitude in this system; latitude is held within the square.
    pub(super) fn of_degrees(self, place: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Degrees(_) => place,
            Self::Mercator => {
                let latitude = place.y.clamp(-85.051_128_779_806_6, 85.051_128_779_806_6).to_radians();
                Coord {
                    x: place.x / 180.0 * HALF,
                    y: (PI / 4.0 + latitude / 2.0).tan().ln() / PI * HALF,
                }
            }
        }
    }

    /// A place of this system in degrees.
    pub(super) fn to_degrees(self, place: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Degrees(_) => place,
            Self::Mercator => Coord {
                x: place.x / HALF * 180.0,
                y: (2.0 * (place.y / HALF * PI).exp().atan() - PI / 2.0).to_degrees(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_the_square() {
        let place = Coord { x: 116.4, y: 39.9 };
        let there = System::Mercator.of_degrees(place);
        assert!((there.x - 12_957_588.7).abs() < 1.0, "{there:?}");
        let back = System::Mercator.to_degrees(there);
        assert!(
            (back.x - place.x).abs() < 1e-9 && (back.y - place.y).abs() < 1e-9,
            "{back:?}"
        );
    }

    #[test]
    fn other_systems_are_refused() {
        assert_eq!(System::read("{\"wkid\":102100}"), Ok(System::Mercator));
        for bad in ["", "2000", "{}", "[4326]", "'4326'"] {
            assert!(System::read(bad).is_err(), "{bad}");
        }
    }
}
