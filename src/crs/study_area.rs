//! The one metric projection that an assessment measures in.

use super::{LonLat, LonLatBox};

/// One area small enough to be measured in one plane, and the plane.
///
/// Inside China it is the CGCS2000 three-degree Gauss-Krueger zone of the area's middle, as every planning bureau uses;
/// elsewhere a transverse Mercator on the meridian through the area's middle, rounded to a tenth of a degree.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyArea {
    /// The plane.
    pub projection: Projection,
    /// What lies in it, in degrees.
    pub extent: LonLatBox,
}

/// How metres are made from degrees.
#[derive(Debug, Clone, PartialEq)]
pub enum Projection {
    /// A CGCS2000 three-degree zone by its central meridian: EPSG 4534 (75° E) to 4554 (135° E).
    GaussKrueger {
        /// The zone's code in the EPSG register.
        epsg: u16,
    },
    /// A transverse Mercator of the area's own: scale 1 on the meridian, false easting 500 km.
    LocalTransverseMercator {
        /// The meridian in tenths of a degree.
        meridian_tenths: i16,
    },
}

/// Why no one plane serves.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StudyAreaError {
    /// Too wide: lengths at the edges would be wrong by several thousandths.
    #[error(
        "the communities span {width:.1} degrees of longitude, and one study area holds at most {limit:.0}; import them zone by zone into several workspaces"
    )]
    TooWide {
        /// Degrees of longitude.
        width: f64,
        /// The most that one study area holds.
        limit: f64,
    },
    /// A stored definition that this program does not know.
    #[error("study area definition {0:?} is not one of this program's")]
    Unknown(String),
}

/// Widest study area, in degrees of longitude. An edge is at most 5 degrees from the meridian (3.5 and the zone's own 1.5), where a length is 0.4 %
/// too long at the equator and 0.2 % at 40 degrees north; a prefecture of 2 degrees stays below 0.06 %.
const WIDEST_DEGREES: f64 = 7.0;

impl StudyArea {
    /// Chooses the plane for an extent.
    ///
    /// ```
    /// use yike::crs::{LonLatBox, Projection, StudyArea};
    /// let chuxiong = LonLatBox { west: 100.6, south: 24.2, east: 102.5, north: 26.5 };
    /// let area = StudyArea::choose(chuxiong).expect("a prefecture fits one zone");
    /// assert_eq!(area.projection, Projection::GaussKrueger { epsg: 4543 }); // central meridian 102° E
    /// ```
    ///
    /// # Errors
    /// [`StudyAreaError::TooWide`].
    pub fn choose(extent: LonLatBox) -> Result<Self, StudyAreaError> {
        let width = extent.east - extent.west;
        if width > WIDEST_DEGREES {
            return Err(StudyAreaError::TooWide {
                width,
                limit: WIDEST_DEGREES,
            });
        }
        Ok(Self {
            projection: Projection::at(extent.centre()),
            extent,
        })
    }
}

impl Projection {
    /// The plane for an area with this middle.
    pub fn at(centre: LonLat) -> Self {
        let china = LonLatBox {
            west: 73.5,
            south: 3.0,
            east: 135.1,
            north: 53.6,
        };
        if china.contains(centre) {
            let zone = (centre.lon / 3.0).round().clamp(25.0, 45.0) as u16;
            Self::GaussKrueger { epsg: 4509 + zone }
        } else {
            Self::LocalTransverseMercator {
                meridian_tenths: (centre.lon * 10.0).round() as i16,
            }
        }
    }

    /// What PROJ is given.
    pub fn proj_string(&self) -> String {
        match self {
            Self::GaussKrueger { epsg } => transverse_mercator(f64::from((epsg - 4509) * 3)),
            Self::LocalTransverseMercator { meridian_tenths } => {
                transverse_mercator(f64::from(*meridian_tenths) / 10.0)
            }
        }
    }

    /// The name that a person and the workspace keep: `EPSG:4543`, or the PROJ definition of a local plane.
    pub fn name(&self) -> String {
        match self {
            Self::GaussKrueger { epsg } => format!("EPSG:{epsg}"),
            Self::LocalTransverseMercator { .. } => self.proj_string(),
        }
    }

    /// Reads [`Self::name`] back.
    ///
    /// # Errors
    /// [`StudyAreaError::Unknown`].
    pub fn parse(name: &str) -> Result<Self, StudyAreaError> {
        let unknown = || StudyAreaError::Unknown(name.to_owned());
        let read = if let Some(code) = name.strip_prefix("EPSG:") {
            let epsg = code.parse().map_err(|_| unknown())?;
            (4534..=4554).contains(&epsg).then_some(Self::GaussKrueger { epsg })
        } else {
            name.split_whitespace()
                .find_map(|part| part.strip_prefix("+lon_0="))
                .and_then(|lon| lon.parse::<f64>().ok())
                .map(|lon| Self::LocalTransverseMercator {
                    meridian_tenths: (lon * 10.0).round() as i16,
                })
        };
        read.filter(|projection| projection.name() == name).ok_or_else(unknown)
    }
}

fn transverse_mercator(meridian: f64) -> String {
    format!("+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_country_gets_a_plane_of_its_own() {
        let area = StudyArea::choose(LonLatBox {
            west: 9.47,
            south: 47.05,
            east: 9.64,
            north: 47.27,
        })
        .expect("small");
        assert_eq!(
            area.projection,
            Projection::LocalTransverseMercator { meridian_tenths: 96 }
        );
        assert_eq!(Projection::parse(&area.projection.name()), Ok(area.projection));
    }

    #[test]
    fn chinas_zones_follow_the_nearest_meridian() {
        for (lon, epsg) in [(116.4, 4548), (123.43, 4550), (101.546, 4543), (75.9, 4534)] {
            assert_eq!(
                Projection::at(LonLat { lon, lat: 40.0 }),
                Projection::GaussKrueger { epsg }
            );
        }
    }

    #[test]
    fn a_whole_nation_is_not_one_study_area() {
        let china = LonLatBox {
            west: 73.0,
            south: 18.0,
            east: 135.0,
            north: 54.0,
        };
        assert!(matches!(StudyArea::choose(china), Err(StudyAreaError::TooWide { .. })));
    }

    #[test]
    fn a_definition_from_elsewhere_is_refused() {
        for name in ["EPSG:3857", "EPSG:x", "+proj=merc +lon_0=9", ""] {
            assert!(Projection::parse(name).is_err(), "{name}");
        }
    }
}
