//! The Gauss-Krueger zones of CGCS2000, as surveyors and bureaus name them.

use super::lon_lat::LonLatBox;

/// One of the 64 zones of the EPSG register: 6 or 3 degrees wide, with or without the zone's number before the easting.
///
/// ```
/// use yike::crs::GaussZone;
/// let zone = GaussZone::of(4543).expect("3 degrees about 102° E");
/// assert_eq!((zone.meridian_deg(), zone.width_deg(), zone.false_easting_m()), (102, 3, 500_000.0));
/// // The same zone with its number: 34 stands before the easting.
/// assert_eq!(GaussZone::of(4522).map(GaussZone::false_easting_m), Some(34_500_000.0));
/// ```
///
/// Source: EPSG registry, 4491 to 4554 (GB/T 17798-2007).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GaussZone(u16);

/// Codes of one kind: the first, how many degrees a zone is wide, and the number of the first zone where it stands before the easting.
struct Row {
    first: u16,
    zones: u16,
    width_deg: u16,
    number: Option<u16>,
}

const ROWS: [Row; 4] = [
    Row {
        first: 4491,
        zones: 11,
        width_deg: 6,
        number: Some(13),
    },
    Row {
        first: 4502,
        zones: 11,
        width_deg: 6,
        number: None,
    },
    Row {
        first: 4513,
        zones: 21,
        width_deg: 3,
        number: Some(25),
    },
    Row {
        first: 4534,
        zones: 21,
        width_deg: 3,
        number: None,
    },
];

/// The meridian of every row's first zone.
const FIRST_MERIDIAN_DEG: u16 = 75;

/// South and north of China, beyond which these zones are not used.
const LATITUDES: (f64, f64) = (3.0, 54.0);

impl GaussZone {
    /// The zone of an EPSG code; `None` for any other code.
    pub fn of(epsg: u16) -> Option<Self> {
        ROWS.iter().any(|row| row.holds(epsg)).then_some(Self(epsg))
    }

    /// Every zone in which some of these degrees lie, by code.
    pub fn near(bounds: LonLatBox) -> Vec<Self> {
        if bounds.north < LATITUDES.0 || bounds.south > LATITUDES.1 {
            return Vec::new();
        }
        let all = ROWS.iter().flat_map(|row| row.first..row.first + row.zones);
        all.map(Self)
            .filter(|zone| {
                let (middle, half) = (f64::from(zone.meridian_deg()), f64::from(zone.width_deg()) / 2.0);
                bounds.west <= middle + half && bounds.east >= middle - half
            })
            .collect()
    }

    /// Its code in the EPSG register.
    pub fn epsg(self) -> u16 {
        self.0
    }

    /// The meridian that points north, in degrees east.
    pub fn meridian_deg(self) -> u16 {
        let row = self.row();
        FIRST_MERIDIAN_DEG + (self.0 - row.first) * row.width_deg
    }

    /// How many degrees of longitude it is wide.
    pub fn width_deg(self) -> u16 {
        self.row().width_deg
    }

    /// What is added to every easting, in metres: 500 km, and a million for each of the zone's number where that is written.
    pub fn false_easting_m(self) -> f64 {
        let row = self.row();
        let number = row.number.map_or(0, |number| number + self.0 - row.first);
        f64::from(number) * 1e6 + 500_000.0
    }

    /// What PROJ is given.
    pub fn proj_string(self) -> String {
        format!(
            "+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0={} +y_0=0 +ellps=GRS80",
            self.meridian_deg(),
            self.false_easting_m()
        )
    }

    fn row(self) -> &'static Row {
        ROWS.iter().find(|row| row.holds(self.0)).unwrap_or(&ROWS[3])
    }
}

impl Row {
    fn holds(&self, epsg: u16) -> bool {
        (self.first..self.first + self.zones).contains(&epsg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_meridian_and_the_easting_of_the_register() {
        for (epsg, meridian, width, easting) in [
            (4491, 75, 6, 13_500_000.0),
            (4498, 117, 6, 20_500_000.0),
            (4501, 135, 6, 23_500_000.0),
            (4502, 75, 6, 500_000.0),
            (4512, 135, 6, 500_000.0),
            (4513, 75, 3, 25_500_000.0),
            (4527, 117, 3, 39_500_000.0),
            (4533, 135, 3, 45_500_000.0),
            (4534, 75, 3, 500_000.0),
            (4548, 117, 3, 500_000.0),
            (4554, 135, 3, 500_000.0),
        ] {
            let zone = GaussZone::of(epsg).expect("a zone");
            assert_eq!((zone.meridian_deg(), zone.width_deg()), (meridian, width), "{epsg}");
            assert!((zone.false_easting_m() - easting).abs() < 1e-9, "{epsg}");
        }
        for other in [0, 4326, 4490, 4555, 3857] {
            assert_eq!(GaussZone::of(other), None);
        }
    }

    #[test]
    fn a_county_lies_in_few_zones_and_a_town_elsewhere_in_none() {
        let codes = |west, south, east, north| {
            let zones = GaussZone::near(LonLatBox {
                west,
                south,
                east,
                north,
            });
            zones.into_iter().map(GaussZone::epsg).collect::<Vec<_>>()
        };
        // Six degrees about 99° end at 102°.
        assert_eq!(codes(101.3, 24.9, 101.6, 25.2), [4495, 4506, 4522, 4543]);
        assert_eq!(codes(100.4, 24.9, 100.6, 25.2), [4495, 4506, 4521, 4522, 4542, 4543]);
        assert!(codes(8.6, 49.3, 8.8, 49.5).is_empty());
        assert!(codes(114.0, -31.0, 116.0, -30.0).is_empty());
    }
}
