//! The one metric projection that an assessment measures in.

use super::{LonLat, LonLatBox, Scale};

/// One area small enough to be measured in one plane, and the plane.
///
/// Inside China it is the CGCS2000 three-degree Gauss-Krueger zone of the area's middle, as every planning bureau uses;
/// elsewhere a transverse Mercator on the meridian through the area's middle, rounded to a tenth of a degree. What is wider than 7 degrees
/// of longitude, as a province is, gets a Lambert conformal conic of its own, whose error grows with latitude alone.
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
    /// A Lambert conformal conic of the area's own: scale 1 on two parallels, false easting 500 km.
    LocalConic {
        /// The southern parallel in tenths of a degree.
        south_tenths: i16,
        /// The northern parallel in tenths of a degree.
        north_tenths: i16,
        /// The meridian that points north, in tenths of a degree.
        meridian_tenths: i16,
    },
}

/// Why no one plane serves.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StudyAreaError {
    /// Too large: lengths would be wrong by more than 0.6 % somewhere.
    #[error(
        "the communities span {width:.1} degrees of longitude and {height:.1} of latitude; in one plane lengths would be up to {:.1} % wrong, and a study area allows {:.1} %: import them part by part into several workspaces",
        .error * 100.0,
        .limit * 100.0
    )]
    TooWide {
        /// Degrees of longitude.
        width: f64,
        /// Degrees of latitude.
        height: f64,
        /// The error of lengths in the best plane there is, as a share.
        error: f64,
        /// The largest error that one study area may have.
        limit: f64,
    },
    /// Too far round the earth for a box of degrees, as it is across the antimeridian.
    #[error(
        "the communities span {width:.1} degrees of longitude, and one study area holds at most {limit:.0}: import them part by part into several workspaces"
    )]
    TooFarRound {
        /// Degrees of longitude.
        width: f64,
        /// The most that one study area holds.
        limit: f64,
    },
    /// A stored definition that this program does not know.
    #[error("study area definition {0:?} is not one of this program's")]
    Unknown(String),
}

/// Widest area that is measured in a transverse Mercator, in degrees of longitude. An edge is at most 5 degrees from the meridian (3.5 and the
/// zone's own 1.5), where a length is 0.4 % too long at the equator and 0.2 % at 40 degrees north; a prefecture of 2 degrees stays below 0.06 %.
const WIDEST_DEGREES: f64 = 7.0;
/// Largest error of a length in a study area, as a share. Every province of China stays below it; the nation (2.8 %) does not.
const MOST_ERROR: f64 = 0.006;
/// Widest area of all. Beyond it a box of degrees says little about where the places lie, and across the antimeridian it is always wider.
const WIDEST_CONE_DEGREES: f64 = 70.0;

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
        let (width, height) = (extent.east - extent.west, extent.north - extent.south);
        let narrow = Self {
            projection: Projection::at(extent.centre()),
            extent,
        };
        if width <= WIDEST_DEGREES {
            return Ok(narrow);
        }
        if width > WIDEST_CONE_DEGREES {
            return Err(StudyAreaError::TooFarRound {
                width,
                limit: WIDEST_CONE_DEGREES,
            });
        }
        let wide = Self {
            projection: Projection::cone(extent),
            extent,
        };
        let error = wide.scale().error();
        if error > MOST_ERROR {
            return Err(StudyAreaError::TooWide {
                width,
                height,
                error,
                limit: MOST_ERROR,
            });
        }
        Ok(wide)
    }

    /// By how much lengths differ from those on the ground.
    pub fn scale(&self) -> Scale {
        self.projection.scale_over(self.extent)
    }

    /// What a person should know of the plane: nothing where it is a zone that everybody measures in.
    pub fn remark(&self) -> Option<String> {
        self.projection.parallels().map(|_| {
            format!(
                "the communities span {:.1} degrees of longitude, too many for one zone: all is measured in one conic plane, in which {}",
                self.extent.east - self.extent.west,
                self.scale().words()
            )
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

    /// The conic plane for an extent: its parallels lie where the scale is as much too large at both edges as it is too small between them.
    fn cone(extent: LonLatBox) -> Self {
        let centre = extent.centre();
        let away = (extent.north - extent.south) / 2.0 * std::f64::consts::FRAC_1_SQRT_2;
        let tenths = |degrees: f64| (degrees * 10.0).round() as i16;
        let (south_tenths, mut north_tenths) = (tenths(centre.lat - away), tenths(centre.lat + away));
        // Parallels at the same distance on both sides of the equator make a cylinder, which PROJ does not take for a cone.
        if south_tenths == -north_tenths {
            north_tenths += 1;
        }
        Self::LocalConic {
            south_tenths,
            north_tenths,
            meridian_tenths: tenths(centre.lon),
        }
    }

    /// The meridian that points north, in degrees.
    pub(super) fn meridian(&self) -> f64 {
        match self {
            Self::GaussKrueger { epsg } => f64::from((epsg - 4509) * 3),
            Self::LocalTransverseMercator { meridian_tenths } | Self::LocalConic { meridian_tenths, .. } => {
                f64::from(*meridian_tenths) / 10.0
            }
        }
    }

    /// The two parallels of a cone, in degrees.
    pub(super) fn parallels(&self) -> Option<(f64, f64)> {
        match self {
            Self::LocalConic {
                south_tenths,
                north_tenths,
                ..
            } => Some((f64::from(*south_tenths) / 10.0, f64::from(*north_tenths) / 10.0)),
            Self::GaussKrueger { .. } | Self::LocalTransverseMercator { .. } => None,
        }
    }

    /// What PROJ is given.
    pub fn proj_string(&self) -> String {
        let shape = match self.parallels() {
            None => "+proj=tmerc +lat_0=0".to_owned(),
            Some((south, north)) => format!("+proj=lcc +lat_0={south} +lat_1={south} +lat_2={north}"),
        };
        // A cone has no scale of its own beside its parallels.
        let scale = if self.parallels().is_none() { " +k=1" } else { "" };
        format!(
            "{shape} +lon_0={}{scale} +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs",
            self.meridian()
        )
    }

    /// The name that a person and the workspace keep: `EPSG:4543`, or the PROJ definition of a local plane.
    pub fn name(&self) -> String {
        match self {
            Self::GaussKrueger { epsg } => format!("EPSG:{epsg}"),
            Self::LocalTransverseMercator { .. } | Self::LocalConic { .. } => self.proj_string(),
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
            let tenths = |key: &str| {
                let found = name.split_whitespace().find_map(|part| part.strip_prefix(key))?;
                Some((found.parse::<f64>().ok()? * 10.0).round() as i16)
            };
            tenths("+lon_0=").map(|meridian_tenths| match (tenths("+lat_1="), tenths("+lat_2=")) {
                (Some(south_tenths), Some(north_tenths)) => Self::LocalConic {
                    south_tenths,
                    north_tenths,
                    meridian_tenths,
                },
                _ => Self::LocalTransverseMercator { meridian_tenths },
            })
        };
        read.filter(|projection| projection.name() == name).ok_or_else(unknown)
    }
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

    fn boxed(west: f64, south: f64, east: f64, north: f64) -> LonLatBox {
        LonLatBox {
            west,
            south,
            east,
            north,
        }
    }

    #[test]
    fn every_province_is_one_study_area_with_an_error_that_is_said() {
        for (name, extent) in [
            ("Yunnan", boxed(97.5, 21.1, 106.2, 29.3)),
            ("Inner Mongolia", boxed(97.1, 37.4, 126.1, 53.4)),
            ("Xinjiang", boxed(73.4, 34.3, 96.4, 49.2)),
            ("Xizang", boxed(78.3, 26.8, 99.2, 36.5)),
            ("Heilongjiang", boxed(121.1, 43.4, 135.1, 53.6)),
            ("Gansu", boxed(92.3, 32.5, 108.8, 42.8)),
            ("Hainan with its islands", boxed(107.0, 3.8, 118.0, 20.3)),
            ("across the equator", boxed(-81.0, -5.0, -73.0, 5.0)),
            ("in the south", boxed(129.0, -38.1, 141.0, -26.0)),
        ] {
            let area = StudyArea::choose(extent).unwrap_or_else(|e| panic!("{name}: {e}"));
            let scale = area.scale();
            assert!(scale.error() <= MOST_ERROR, "{name}: {scale:?}");
            // As much too long at the edges as too short between, but for parallels on whole tenths.
            assert!((2.0 - scale.most - scale.least).abs() < 0.000_6, "{name}: {scale:?}");
            assert_eq!(Projection::parse(&area.projection.name()), Ok(area.projection.clone()));
            assert!(area.remark().is_some_and(|words| words.contains("conic")), "{name}");
        }
    }

    #[test]
    fn a_whole_nation_is_not_one_study_area() {
        let error = StudyArea::choose(boxed(73.0, 18.0, 135.0, 54.0)).expect_err("too large");
        assert!(error.to_string().contains("2.8 % wrong"), "{error}");
        // Places on both sides of the antimeridian.
        let error = StudyArea::choose(boxed(-180.0, -19.0, 180.0, -16.0)).expect_err("too wide");
        assert!(matches!(error, StudyAreaError::TooFarRound { .. }));
    }

    #[test]
    fn a_definition_from_elsewhere_is_refused() {
        for name in ["EPSG:3857", "EPSG:x", "+proj=merc +lon_0=9", ""] {
            assert!(Projection::parse(name).is_err(), "{name}");
        }
    }
}
