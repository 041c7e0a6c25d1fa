//! From a source's coordinates to degrees.
//!
//! This is done by GDAL's own coordinate transformation (the same PROJ underneath), not by `reproject`: modules of one layer never
//! use each other, GDAL already holds the definition that it read from the file, and nothing but degrees leaves this module.

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::Coord;

use super::crs_error::CrsError;
use super::error::ImportError;
use super::guard;
use super::source::Declared;
use super::zones;
use crate::crs::{CONVERTED_ACCURACY_M, Datum, LonLat, LonLatBox, PlaceIn, Similarity};

/// How far outside its ground a system is still believed, in degrees.
const TOLERANCE_DEGREES: f64 = 3.0;

/// A source's coordinate reference system.
pub(super) struct SourceCrs {
    /// `EPSG:4547`, or the name in the file.
    pub(super) name: String,
    /// Where it may be used; `None` where the register does not say.
    pub(super) area: Option<LonLatBox>,
    /// It is in degrees.
    pub(super) geographic: bool,
    /// Nobody said so, the format's rule did.
    pub(super) by_rule: bool,
    /// What its degrees mean.
    pub(super) datum: Datum,
    pub(super) code: Option<u32>,
    pub(super) transform: Option<CoordTransform>,
    /// A town's plane, moved onto the one of the transformation first.
    pub(super) plane: Option<Similarity>,
    /// Whose parameters brought it here, where they are nobody's but the user's.
    pub(super) parameters: Option<&'static str>,
}

impl SourceCrs {
    /// The system of OpenStreetMap, and of `GeoJSON` that does not say.
    pub(super) fn wgs84(by_rule: bool) -> Self {
        Self {
            name: "EPSG:4326".to_owned(),
            area: None,
            geographic: true,
            by_rule,
            datum: Datum::Cgcs2000,
            code: Some(4326),
            transform: None,
            plane: None,
            parameters: None,
        }
    }

    /// Whether degrees were only guessed at by formulas or parameters that nobody guarantees.
    pub(super) fn approximate(&self) -> bool {
        self.datum != Datum::Cgcs2000 || self.parameters.is_some()
    }

    /// How far off a point may be after the conversion, where its row does not say; `None` for what is exact.
    pub(super) fn accuracy_m(&self) -> Option<f64> {
        self.approximate().then_some(CONVERTED_ACCURACY_M)
    }

    /// What a person must know of degrees that are approximate.
    pub(super) fn caveat(&self) -> Option<String> {
        let name = match (self.datum, self.parameters) {
            (Datum::Cgcs2000, None) => return None,
            (Datum::Cgcs2000, Some(parameters)) => {
                return Some(format!(
                    "approximate conversion: the coordinates came to CGCS2000 by {parameters}, which nobody checked; points that do not state their accuracy are taken as good to {CONVERTED_ACCURACY_M} m"
                ));
            }
            (shifted, _) => shifted.name(),
        };
        Some(format!(
            "approximate conversion: the coordinates were in {name} and were moved to CGCS2000 by the public formulas, which are not official; points that do not state their accuracy are taken as good to {CONVERTED_ACCURACY_M} m"
        ))
    }

    /// What the source itself says; `None` where it says nothing.
    pub(super) fn of_source(declared: &Declared) -> Result<Option<Self>, ImportError> {
        match declared {
            Declared::Nothing => Ok(None),
            Declared::ByRule => Ok(Some(Self::wgs84(true))),
            Declared::Epsg(code) => Self::of_code(*code).map(Some),
            Declared::Definition(srs) => Self::of_definition(srs.clone()).map(Some),
        }
    }

    pub(super) fn of_code(code: u32) -> Result<Self, ImportError> {
        Self::of_definition(registered(code)?)
    }

    pub(super) fn of_definition(mut srs: SpatialRef) -> Result<Self, ImportError> {
        if srs.auth_code().is_err() {
            // A definition by an older program, without its code; staying without is no harm.
            let _ = srs.auto_identify_epsg();
        }
        let authority = srs.authority().ok();
        let code = authority
            .as_deref()
            .and_then(|a| a.strip_prefix("EPSG:"))
            .and_then(|code| code.parse().ok());
        let name = authority
            .or_else(|| srs.name())
            .unwrap_or_else(|| "a system without a name".to_owned());
        guard::messages();
        if on_an_old_datum(&srs) {
            return Err(ImportError::Crs(CrsError::NeedsParameters { crs: name }));
        }
        let geographic = srs.is_geographic();
        if !geographic && !srs.is_projected() {
            return Err(ImportError::Crs(CrsError::BadCrs {
                crs: name,
                reason: "it is neither in degrees nor projected".to_owned(),
            }));
        }
        let area = area(&srs);
        let transform = if matches!(code, Some(4326 | 4490)) {
            // WGS 84 and CGCS2000 degrees are degrees already (see `crs::LonLat`).
            None
        } else {
            Some(to_wgs84(srs, &name)?)
        };
        Ok(Self {
            name,
            area,
            geographic,
            by_rule: false,
            datum: Datum::Cgcs2000,
            code,
            transform,
            plane: None,
            parameters: None,
        })
    }

    /// Whether both mean the same.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.name == other.name
    }

    /// Turns coordinates into degrees, in place; those that can't be become infinite.
    pub(super) fn to_degrees(&self, coords: &mut [Coord<f64>]) {
        if self.datum != Datum::Cgcs2000 {
            for coord in coords.iter_mut() {
                let drawn = PlaceIn {
                    datum: self.datum,
                    lon: coord.x,
                    lat: coord.y,
                };
                let place = drawn.to_cgcs2000();
                (coord.x, coord.y) = (place.lon, place.lat);
            }
            return;
        }
        let Some(transform) = &self.transform else {
            return;
        };
        if coords.is_empty() {
            return;
        }
        if let Some(plane) = &self.plane {
            for coord in coords.iter_mut() {
                *coord = plane.to_named(*coord);
            }
        }
        let mut xs: Vec<f64> = coords.iter().map(|c| c.x).collect();
        let mut ys: Vec<f64> = coords.iter().map(|c| c.y).collect();
        // A failure is seen in the numbers; what GDAL says of it is not about the file being damaged.
        let whole = transform.transform_coords(&mut xs, &mut ys, &mut []).is_ok();
        guard::messages();
        for ((coord, x), y) in coords.iter_mut().zip(xs).zip(ys) {
            *coord = if whole || (x.is_finite() && y.is_finite()) {
                Coord { x, y }
            } else {
                Coord {
                    x: f64::INFINITY,
                    y: f64::INFINITY,
                }
            };
        }
    }

    /// One place in degrees, if it is on earth and near the ground that the system is made for.
    pub(super) fn fit(&self, coord: Coord<f64>) -> Option<LonLat> {
        let mut one = [coord];
        self.to_degrees(&mut one);
        self.believable(one[0])
    }

    /// Degrees, if they are on earth and near the ground that the system is made for.
    pub(super) fn believable(&self, degrees: Coord<f64>) -> Option<LonLat> {
        let place = LonLat::new(degrees.x, degrees.y).ok()?;
        match &self.area {
            Some(ground) => ground.grown(TOLERANCE_DEGREES).contains(place).then_some(place),
            None => Some(place),
        }
    }

    /// Which system numbers like these are probably in.
    pub(super) fn hint(&self, x: f64) -> Option<String> {
        zones::hint(x, self.code, self.geographic)
    }
}

pub(super) fn registered(code: u32) -> Result<SpatialRef, ImportError> {
    guard::prepare();
    let srs = SpatialRef::from_epsg(code).map_err(|_| {
        ImportError::Crs(CrsError::BadCrs {
            crs: format!("EPSG:{code}"),
            reason: "the EPSG register has no such code".to_owned(),
        })
    });
    guard::messages();
    srs
}

/// Beijing 1954, New Beijing or Xian 1980, projected or not, in the words of EPSG or of Esri.
pub(super) fn on_an_old_datum(srs: &SpatialRef) -> bool {
    let words: String = srs
        .to_wkt()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase();
    let named = ["beijing1954", "xian1980", "newbeijing"];
    named.iter().any(|datum| words.contains(datum)) || on_an_old_ellipsoid(srs)
}

/// The ellipsoids of those two, in a definition that names no datum of the EPSG register: Krassowsky 1940 and IAG 1975 were used in China for
/// them alone, whatever a program calls the datum (`D_Krasovsky_1940`, `Unknown`, Pulkovo 1942 in `MapInfo`).
fn on_an_old_ellipsoid(srs: &SpatialRef) -> bool {
    const KRASSOWSKY_M: f64 = 6_378_245.0;
    const IAG_1975_M: f64 = 6_378_140.0;
    let known = srs.auth_code().is_ok();
    let axis = srs.semi_major();
    !known && axis.is_ok_and(|axis| [KRASSOWSKY_M, IAG_1975_M].iter().any(|old| (axis - old).abs() < 0.5))
}

pub(super) fn area(srs: &SpatialRef) -> Option<LonLatBox> {
    let area = srs.area_of_use()?;
    let ground = LonLatBox {
        west: area.west_lon_degree,
        south: area.south_lat_degree,
        east: area.east_lon_degree,
        north: area.north_lat_degree,
    };
    // One that crosses the antimeridian is not checked.
    (ground.west < ground.east && ground.south < ground.north).then_some(ground)
}

pub(super) fn to_wgs84(mut srs: SpatialRef, name: &str) -> Result<CoordTransform, ImportError> {
    let bad = |reason: String| {
        ImportError::Crs(CrsError::BadCrs {
            crs: name.to_owned(),
            reason,
        })
    };
    let mut degrees = SpatialRef::from_epsg(4326).map_err(|e| bad(e.to_string()))?;
    srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    degrees.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    CoordTransform::new(&srs, &degrees).map_err(|e| bad(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_datum_is_known_by_its_ellipsoid_whatever_a_program_calls_it() {
        let of = |name: &str, datum: &str, axis: &str, flattening: &str| {
            let wkt = format!(
                r#"GEOGCS["{name}",DATUM["{datum}",SPHEROID["S",{axis},{flattening}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#
            );
            SpatialRef::from_wkt(&wkt).expect("a system")
        };
        assert!(on_an_old_datum(&of(
            "GCS_Krasovsky_1940",
            "D_Krasovsky_1940",
            "6378245.0",
            "298.3"
        )));
        assert!(on_an_old_datum(&of("user", "D_user", "6378140.0", "298.257")));
        assert!(!on_an_old_datum(&of(
            "GCS_China_Geodetic_Coordinate_System_2000",
            "D_China_2000",
            "6378137.0",
            "298.257222101"
        )));
        let registered = |code| SpatialRef::from_epsg(code).expect("registered");
        // Pulkovo 1942 by its number is what it says; its ground is elsewhere.
        assert!(!on_an_old_datum(&registered(4284)));
        assert!(on_an_old_datum(&registered(4214)) && on_an_old_datum(&registered(4610)));
    }

    #[test]
    fn old_datums_need_parameters() {
        for code in [4214, 4610, 4555, 2343, 2422, 21420] {
            assert!(
                matches!(
                    SourceCrs::of_user(&format!("EPSG:{code}")),
                    Err(ImportError::Crs(CrsError::NeedsParameters { .. }))
                ),
                "{code}"
            );
        }
        let esri = r#"PROJCS["Xian_1980_3_Degree_GK_CM_102E",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",102.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
        let srs = SpatialRef::from_wkt(esri).expect("it is well formed");
        assert!(matches!(
            SourceCrs::of_definition(srs),
            Err(ImportError::Crs(CrsError::NeedsParameters { .. }))
        ));
    }

    #[test]
    fn a_zones_metres_become_degrees() {
        for (crs, x) in [("EPSG:4543", 454_185.056), ("EPSG:4522", 34_454_185.056)] {
            let crs = SourceCrs::of_user(crs).expect("it is in the register");
            let place = crs.fit(Coord { x, y: 2_771_115.805 }).expect("in the zone");
            assert!(
                (place.lon - 101.546).abs() < 1e-8 && (place.lat - 25.045).abs() < 1e-8,
                "{place:?}"
            );
        }
    }

    #[test]
    fn web_mercator_may_be_read() {
        let crs = SourceCrs::of_user("EPSG:3857").expect("it is in the register");
        let place = crs
            .fit(Coord {
                x: 11_304_049.0,
                y: 2_881_000.0,
            })
            .expect("on earth");
        assert!((place.lon - 101.546).abs() < 1e-3, "{place:?}");
    }
}
