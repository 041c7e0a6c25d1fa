//! From degrees to the reference system of a raster, and back.

use geo::Coord;
use proj::Proj;

use super::plane::ReprojectError;

/// The reference system of a raster, made real by PROJ.
///
/// ```
/// use geo::Coord;
/// use yike::reproject::RasterPlane;
/// let utm = RasterPlane::new("EPSG:32613").expect("it is in the register");
/// let mut places = [Coord { x: -105.0, y: 44.0 }];
/// utm.all_of_degrees(&mut places);
/// assert!((places[0].x - 500_000.0).abs() < 0.001 && (places[0].y - 4_871_872.841).abs() < 0.01);
/// utm.all_to_degrees(&mut places);
/// assert!((places[0].x + 105.0).abs() < 1e-9 && (places[0].y - 44.0).abs() < 1e-9);
/// ```
#[derive(Debug)]
pub struct RasterPlane {
    /// There and back; `None` for degrees of WGS 84 or CGCS2000, which stand as they are.
    pipelines: Option<(Proj, Proj)>,
}

/// How definitions in WKT begin.
const DEFINITIONS: [&str; 7] = [
    "PROJCS[",
    "GEOGCS[",
    "COMPD_CS[",
    "PROJCRS[",
    "GEOGCRS[",
    "GEODCRS[",
    "BOUNDCRS[",
];
/// Parts of a definition that can name files, which are never opened.
const NAMES_FILES: [&str; 5] = ["extension[", "nadgrids", "geoidgrids", "parameterfile", "file["];
/// Longest definition.
const LONGEST: usize = 20_000;

impl RasterPlane {
    /// The system of a code (`EPSG:26713`) or of a definition in WKT; nothing else is given to PROJ, which would open what it is told to.
    ///
    /// # Errors
    /// [`ReprojectError::Definition`].
    pub fn new(crs: &str) -> Result<Self, ReprojectError> {
        let bad = |reason: String| ReprojectError::Definition {
            projection: crs.chars().take(60).collect(),
            reason,
        };
        if matches!(crs, "EPSG:4326" | "EPSG:4490") {
            return Ok(Self { pipelines: None });
        }
        let code = crs.strip_prefix("EPSG:").and_then(|code| code.parse::<u32>().ok());
        let small = crs.to_lowercase();
        let definition = crs.len() <= LONGEST
            && DEFINITIONS.iter().any(|start| crs.starts_with(start))
            && !NAMES_FILES.iter().any(|word| small.contains(word));
        if code.is_none() && !definition {
            return Err(bad(
                "it is neither a code of the register nor a plain definition".to_owned()
            ));
        }
        let known =
            |from: &str, to: &str| Proj::new_known_crs(from, to, None).map_err(|reason| bad(reason.to_string()));
        let pipelines = (known("EPSG:4326", crs)?, known(crs, "EPSG:4326")?);
        Ok(Self {
            pipelines: Some(pipelines),
        })
    }

    /// Many places at once, degrees to the system, in place; those that have none become not a number.
    pub fn all_of_degrees(&self, coords: &mut [Coord<f64>]) {
        if let Some((there, _)) = &self.pipelines {
            moved(there, coords);
        }
    }

    /// Many places at once, from the system to degrees, in place; those that have none become not a number.
    pub fn all_to_degrees(&self, coords: &mut [Coord<f64>]) {
        if let Some((_, back)) = &self.pipelines {
            moved(back, coords);
        }
    }
}

fn moved(pipeline: &Proj, coords: &mut [Coord<f64>]) {
    if coords.is_empty() {
        return;
    }
    let mut pairs: Vec<(f64, f64)> = coords.iter().map(|c| (c.x, c.y)).collect();
    let whole = pipeline.convert_array(&mut pairs).is_ok();
    for (coord, (x, y)) in coords.iter_mut().zip(pairs) {
        let found = if whole {
            Some((x, y))
        } else {
            // One of them is beyond the system; the others are not.
            pipeline.convert((coord.x, coord.y)).ok()
        };
        let (x, y) = found
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .unwrap_or((f64::NAN, f64::NAN));
        *coord = Coord { x, y };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_and_plain_definitions_are_taken() {
        for crs in [
            "",
            "/etc/passwd",
            "http://127.0.0.1:9/x",
            "+proj=longlat +nadgrids=/etc/passwd",
            "EPSG:999999",
            "ESRI:102100",
            "urn:ogc:def:crs:EPSG::4326",
            r#"GEOGCS["x",DATUM["d",SPHEROID["s",6378137,298],EXTENSION["PROJ4_GRIDS","/etc/passwd"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#,
            "PROJCS[]",
        ] {
            assert!(
                matches!(RasterPlane::new(crs), Err(ReprojectError::Definition { .. })),
                "{crs}"
            );
        }
    }

    #[test]
    fn a_place_beyond_the_system_spoils_no_other() {
        let zone = RasterPlane::new("EPSG:26713").expect("in the register");
        let mut together = [
            Coord { x: -103.7, y: 44.4 },
            Coord { x: f64::NAN, y: 1.0 },
            Coord { x: 76.3, y: 0.0 },
        ];
        let mut alone = [together[0]];
        zone.all_of_degrees(&mut together);
        zone.all_of_degrees(&mut alone);
        assert_eq!(together[0], alone[0]);
        assert!(together[1].x.is_nan());
    }

    #[test]
    fn degrees_stand_as_they_are() {
        let degrees = RasterPlane::new("EPSG:4326").expect("degrees");
        let mut places = [Coord { x: 101.5, y: 25.0 }];
        degrees.all_of_degrees(&mut places);
        assert_eq!(places[0], Coord { x: 101.5, y: 25.0 });
    }
}
