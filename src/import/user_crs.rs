//! A reference system as the user names it.
//!
//! That is a code of the EPSG register, a datum of web maps, a definition in WKT, or parameters of the user's own: never a text for the
//! libraries to make of what they can, because such texts can be addresses or paths, and the libraries would open them.

use gdal::spatial_ref::SpatialRef;

use super::crs_error::CrsError;
use super::error::ImportError;
use super::guard;
use super::source_crs::{SourceCrs, area, on_an_old_datum, registered, to_wgs84};
use crate::crs::{Datum, LocalGrid, LonLatBox, SHIFTED_GROUND};

impl SourceCrs {
    /// What a user passed.
    pub(super) fn of_user(crs: &str) -> Result<Self, ImportError> {
        let word = crs.trim();
        if let Some(datum) = Datum::parse_shifted(word) {
            return Ok(Self::shifted(datum));
        }
        if let Some(text) = word.strip_prefix("grid ") {
            return Self::of_grid(text);
        }
        let (base, shift) = match word.rsplit_once(" shift ") {
            Some((base, shift)) => (base.trim(), Some(shift)),
            None => (word, None),
        };
        let srs = if ["PROJCS[", "GEOGCS[", "PROJCRS[", "GEOGCRS[", "GEODCRS["]
            .iter()
            .any(|start| base.starts_with(start))
        {
            guard::prepare();
            let srs = SpatialRef::from_wkt(base).map_err(|_| {
                ImportError::Crs(CrsError::BadCrs {
                    crs: base.chars().take(60).collect(),
                    reason: "it is not a definition in WKT".to_owned(),
                })
            });
            guard::messages();
            srs?
        } else {
            let code = base
                .get(..5)
                .filter(|start| start.eq_ignore_ascii_case("EPSG:"))
                .and_then(|_| base[5..].parse::<u32>().ok())
                .ok_or_else(|| ImportError::Crs(CrsError::BadCrs {
                    crs: crs.to_owned(),
                    reason: "write it as EPSG:CODE, for example EPSG:4543, as gcj02 or bd09, or name a file with its definition, as @town.prj"
                        .to_owned(),
                }))?;
            registered(code)?
        };
        match shift {
            Some(shift) => Self::shifted_by(&srs, shift),
            None => Self::of_definition(srs),
        }
    }

    /// An old datum, brought to CGCS2000 by the user's parameters.
    fn shifted_by(srs: &SpatialRef, shift: &str) -> Result<Self, ImportError> {
        let name = srs
            .authority()
            .or_else(|_| srs.name().ok_or(()))
            .unwrap_or_else(|()| "a system without a name".to_owned());
        let bad = |reason: &str| {
            ImportError::Crs(CrsError::BadCrs {
                crs: name.clone(),
                reason: reason.to_owned(),
            })
        };
        if !on_an_old_datum(srs) {
            return Err(bad("it does not stand on an old datum; leave --datum-shift away"));
        }
        let numbers: Option<Vec<f64>> = shift
            .split(',')
            .map(|number| number.trim().parse().ok().filter(|n: &f64| n.is_finite()))
            .collect();
        let numbers = numbers.filter(|n| n.len() == 3 || n.len() == 7).ok_or_else(|| {
            bad("--datum-shift is dx,dy,dz in metres, or dx,dy,dz,rx,ry,rz,s with seconds of arc and parts per million")
        })?;
        if numbers[..3].iter().any(|metres| metres.abs() > 1000.0) {
            return Err(bad("a shift of more than a kilometre is no shift of a datum"));
        }
        let plain = srs.to_proj4().map_err(|_| bad("it can't be written for PROJ"))?;
        let kept: Vec<&str> = plain
            .split_whitespace()
            .filter(|part| !part.starts_with("+towgs84") && !part.starts_with("+datum"))
            .collect();
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let definition = format!("{} +towgs84={}", kept.join(" "), numbers.join(","));
        let bound = SpatialRef::from_proj4(&definition).map_err(|_| bad("PROJ does not take the shift"))?;
        guard::messages();
        Ok(Self {
            area: area(srs),
            geographic: srs.is_geographic(),
            by_rule: false,
            datum: Datum::Cgcs2000,
            code: None,
            transform: Some(to_wgs84(bound, &name)?),
            plane: None,
            parameters: Some("the datum shift that was passed"),
            name: format!("{name}, converted by the user's datum shift (approximate)"),
        })
    }

    fn of_grid(text: &str) -> Result<Self, ImportError> {
        let bad = |reason: String| {
            ImportError::Crs(CrsError::BadCrs {
                crs: "--local-grid".to_owned(),
                reason,
            })
        };
        guard::prepare();
        let (mut crs, name) = match LocalGrid::parse(text).map_err(bad)? {
            LocalGrid::Onto(plane) => {
                let mut crs = Self::of_user(&plane.onto)?;
                if crs.geographic || crs.approximate() {
                    return Err(bad("onto must be a projected system of the register".to_owned()));
                }
                let name = plane.name.clone();
                crs.plane = Some(plane);
                (crs, name)
            }
            LocalGrid::Meridian(grid) => {
                let srs = SpatialRef::from_proj4(&grid.proj_string()).map_err(|e| bad(e.to_string()))?;
                let mut crs = Self::of_definition(srs)?;
                crs.area = Some(LonLatBox {
                    west: grid.central_meridian,
                    south: -90.0,
                    east: grid.central_meridian,
                    north: 90.0,
                });
                (crs, grid.name)
            }
        };
        crs.code = None;
        crs.name = format!("local grid {name}, converted (approximate)");
        crs.parameters = Some("the parameters of the local grid");
        Ok(crs)
    }

    /// The degrees of Chinese web maps.
    fn shifted(datum: Datum) -> Self {
        Self {
            name: format!("{}, converted (approximate)", datum.name()),
            area: Some(SHIFTED_GROUND),
            geographic: true,
            by_rule: false,
            datum,
            code: None,
            transform: None,
            plane: None,
            parameters: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Coord;

    #[test]
    fn only_codes_of_the_register_are_taken() {
        for crs in [
            "http://127.0.0.1:9/x",
            "/etc/passwd",
            "+proj=longlat",
            "4326",
            "EPSG:",
            "EPSG:4326 ;",
            "ESRI:102100",
            "EPSG:999999",
            "PROJCS[]",
            "EPSG:-1",
        ] {
            assert!(
                matches!(SourceCrs::of_user(crs), Err(ImportError::Crs(CrsError::BadCrs { .. }))),
                "{crs}"
            );
        }
        for crs in ["epsg:4326", " EPSG:4543 "] {
            assert!(SourceCrs::of_user(crs).is_ok(), "{crs}");
        }
    }

    #[test]
    fn shifted_coordinates_come_back_to_where_they_are() {
        for (word, x, y) in [("gcj02", 101.547_422, 25.041_918), ("GCJ-02", 101.547_422, 25.041_918)] {
            let crs = SourceCrs::of_user(word).expect("it is known");
            let place = crs.fit(Coord { x, y }).expect("in China");
            assert!(
                (place.lon - 101.546).abs() < 1e-6 && (place.lat - 25.045).abs() < 1e-6,
                "{place:?}"
            );
            assert!(crs.approximate() && crs.name.contains("GCJ-02, converted"));
        }
        assert!(SourceCrs::of_user("BD09").is_ok_and(|crs| crs.name.contains("BD-09, converted")));
    }

    #[test]
    fn an_old_datum_with_its_parameters_is_taken_and_approximate() {
        let place = |shift: &str| {
            let crs = SourceCrs::of_user(&format!("EPSG:4214 shift {shift}")).expect("it is well formed");
            assert!(crs.approximate() && crs.name.contains("approximate"), "{}", crs.name);
            crs.fit(Coord { x: 101.5, y: 25.0 }).expect("in China")
        };
        let (plain, north, east) = (place("0,0,0"), place("0,0,100"), place("0,-100,0,0,0,0,0"));
        // A hundred metres along the axis are 100 cos 25 of them northwards; towards the meridian of 90 W, 100 cos 101.5 eastwards.
        let metres_north = (north.lat - plain.lat) * 110_780.0;
        assert!((metres_north - 90.6).abs() < 0.3, "{metres_north}");
        let metres_east = (east.lon - plain.lon) * 100_950.0;
        assert!((metres_east - 19.9).abs() < 0.3, "{metres_east}");
        for bad in [
            "EPSG:4214 shift 1,2",
            "EPSG:4214 shift a,b,c",
            "EPSG:4490 shift 1,2,3",
            "EPSG:4214 shift 9999,0,0",
        ] {
            assert!(
                matches!(SourceCrs::of_user(bad), Err(ImportError::Crs(CrsError::BadCrs { .. }))),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_definition_is_taken_like_its_code() {
        let wkt = SpatialRef::from_epsg(4543)
            .and_then(|srs| srs.to_wkt())
            .expect("it is in the register");
        let crs = SourceCrs::of_user(&wkt).expect("it is well formed");
        assert_eq!(crs.name, "EPSG:4543");
        assert!(!crs.approximate());
    }

    #[test]
    fn a_towns_own_grid_is_placed_by_its_parameters() {
        let turned =
            "grid name = \"town\"\nonto = \"EPSG:4543\"\ndx = 454000.0\ndy = 2771000.0\nrotation = 0.0\nscale = 1.0";
        let own =
            "grid name = \"town\"\ncentral_meridian = 102.0\nfalse_easting = 46000.0\nfalse_northing = -2771000.0";
        for (text, x) in [(turned, 185.056), (own, 185.056)] {
            let crs = SourceCrs::of_user(text).expect("it is well formed");
            let place = crs.fit(Coord { x, y: 115.805 }).expect("in the zone");
            assert!(
                (place.lon - 101.546).abs() < 1e-8 && (place.lat - 25.045).abs() < 1e-8,
                "{place:?}"
            );
            assert!(crs.approximate() && crs.name.contains("town"), "{}", crs.name);
        }
    }
}
