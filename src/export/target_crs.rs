//! From degrees to the system that a file is wanted in.
//!
//! Done by GDAL's own transformation (the same PROJ as everywhere), because the file needs the definition too, in the form that GDAL
//! writes. What a user may name is a code of the EPSG register or a local grid's file: other definitions can be addresses or paths.

use std::cell::Cell;

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::{Coord, CoordsIter, Geometry, MapCoordsInPlace};

use super::error::ExportError;
use crate::crs::{LocalGrid, LonLatBox, Projection, Similarity};

/// What system is wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// WGS 84 degrees.
    Degrees,
    /// A code of the register, as `EPSG:4543`.
    Named(String),
    /// The workspace's own plane.
    Plane(Projection),
    /// A city's own plane.
    Local(LocalGrid),
}

/// The system, ready to be used.
pub(super) struct TargetCrs {
    pub(super) name: String,
    /// `None` where no standard has a definition for it: a similarity.
    pub(super) definition: Option<SpatialRef>,
    /// Degrees, not metres.
    pub(super) geographic: bool,
    /// WGS 84 itself.
    pub(super) is_wgs84: bool,
    transform: Option<CoordTransform>,
    /// From a plane of the register to the town's.
    plane: Option<Similarity>,
    area: Option<LonLatBox>,
}

impl TargetCrs {
    /// Makes a system ready; with `zone_prefix` eastings begin with the number of the zone.
    pub(super) fn new(wanted: &Wanted, zone_prefix: bool) -> Result<Self, ExportError> {
        match wanted {
            Wanted::Degrees if zone_prefix => Err(bad(
                "EPSG:4326",
                "degrees have no zone number; say --crs EPSG:4534 to EPSG:4554",
            )),
            Wanted::Degrees => Self::of_code(4326),
            Wanted::Named(name) => {
                let code = code(name)?;
                Self::of_code(if zone_prefix { with_number(code)? } else { code })
            }
            Wanted::Plane(Projection::GaussKrueger { epsg }) => {
                let code = u32::from(*epsg);
                Self::of_code(if zone_prefix { with_number(code)? } else { code })
            }
            Wanted::Plane(_) | Wanted::Local(_) if zone_prefix => Err(bad(
                "a plane of its own",
                "it has no zone number; leave --zone-prefix out",
            )),
            Wanted::Plane(projection) => {
                let definition = SpatialRef::from_proj4(&projection.proj_string())
                    .map_err(|e| bad(&projection.name(), &e.to_string()))?;
                Self::of_definition(definition, projection.name(), None)
            }
            Wanted::Local(grid) => Self::of_grid(grid),
        }
    }

    fn of_code(code: u32) -> Result<Self, ExportError> {
        let name = format!("EPSG:{code}");
        let definition = SpatialRef::from_epsg(code).map_err(|_| bad(&name, "the EPSG register has no such code"))?;
        Self::of_definition(definition, name, None)
    }

    fn of_grid(grid: &LocalGrid) -> Result<Self, ExportError> {
        match grid {
            LocalGrid::Onto(plane) => {
                let code = code(&plane.onto)?;
                let base =
                    SpatialRef::from_epsg(code).map_err(|_| bad(&plane.onto, "the EPSG register has no such code"))?;
                if !base.is_projected() {
                    return Err(bad(&plane.name, "onto must be a projected system of the register"));
                }
                Self::of_definition(base, plane.name.clone(), Some(plane.clone()))
            }
            LocalGrid::Meridian(own) => {
                let base = SpatialRef::from_proj4(&own.proj_string()).map_err(|e| bad(&own.name, &e.to_string()))?;
                Self::of_definition(base, own.name.clone(), None)
            }
        }
    }

    fn of_definition(mut definition: SpatialRef, name: String, plane: Option<Similarity>) -> Result<Self, ExportError> {
        let words = words(&definition);
        if ["beijing1954", "xian1980", "newbeijing"]
            .iter()
            .any(|datum| words.contains(datum))
        {
            return Err(bad(
                &name,
                "the shift from CGCS2000 needs parameters that only the local authority has; export in CGCS2000 and have it converted there",
            ));
        }
        let geographic = definition.is_geographic();
        if !geographic && !definition.is_projected() {
            return Err(bad(&name, "it is neither in degrees nor projected"));
        }
        definition.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        let code = definition.auth_code().ok();
        // CGCS2000 and WGS 84 are one here (see `crs::LonLat`), so nothing may be shifted between them.
        let source = if words.contains("cgcs2000") || words.contains("chinageodetic") || words.contains("china2000") {
            4490
        } else {
            4326
        };
        let own = definition.authority().is_err();
        let transform = if geographic && matches!(code, Some(4326 | 4490)) {
            None
        } else {
            // A plane of its own has an unnamed datum: its own degrees, and no shift either.
            let degrees = if own {
                definition.geog_cs()
            } else {
                SpatialRef::from_epsg(source)
            };
            let mut degrees = degrees.map_err(|e| bad(&name, &e.to_string()))?;
            degrees.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
            Some(CoordTransform::new(&degrees, &definition).map_err(|e| bad(&name, &e.to_string()))?)
        };
        let area = definition.area_of_use().map(|area| LonLatBox {
            west: area.west_lon_degree,
            south: area.south_lat_degree,
            east: area.east_lon_degree,
            north: area.north_lat_degree,
        });
        Ok(Self {
            name,
            geographic,
            is_wgs84: geographic && code == Some(4326),
            definition: plane.is_none().then_some(definition),
            transform,
            plane,
            area: area.filter(|area| area.west < area.east && area.south < area.north),
        })
    }

    /// Where the system is meant to be used, grown by three degrees, does not hold this place.
    pub(super) fn is_far_from(&self, degrees: Coord<f64>) -> bool {
        self.area.is_some_and(|area| {
            !area.grown(3.0).contains(crate::crs::LonLat {
                lon: degrees.x,
                lat: degrees.y,
            })
        })
    }

    /// Moves a shape from degrees; `None` where the system is not defined there.
    pub(super) fn moved(&self, shape: &Geometry<f64>) -> Option<Geometry<f64>> {
        let Some(transform) = &self.transform else {
            return Some(shape.clone());
        };
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = shape.coords_iter().map(|place| (place.x, place.y)).unzip();
        let mut z = vec![0.0; x.len()];
        transform.transform_coords(&mut x, &mut y, &mut z).ok()?;
        let place = |at: usize| {
            let place = Coord { x: x[at], y: y[at] };
            self.plane.as_ref().map_or(place, |plane| plane.to_town(place))
        };
        let defined = (0..x.len()).all(|at| place(at).x.is_finite() && place(at).y.is_finite());
        // Both walk exterior rings, then interior rings, polygon by polygon.
        let next = Cell::new(0_usize);
        let mut moved = shape.clone();
        moved.map_coords_in_place(|_| place(next.replace(next.get() + 1)));
        defined.then_some(moved)
    }
}

fn bad(crs: &str, why: &str) -> ExportError {
    ExportError::Crs {
        crs: crs.to_owned(),
        why: why.to_owned(),
    }
}

fn words(definition: &SpatialRef) -> String {
    let text = definition.to_wkt().unwrap_or_default();
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

fn code(name: &str) -> Result<u32, ExportError> {
    let word = name.trim();
    if ["gcj02", "gcj-02", "bd09", "bd-09"].contains(&word.to_lowercase().as_str()) {
        return Err(bad(
            word,
            "shifted coordinates are read, never written: nobody could tell them from true ones afterwards",
        ));
    }
    word.get(..5)
        .filter(|start| start.eq_ignore_ascii_case("EPSG:"))
        .and_then(|_| word[5..].parse().ok())
        .ok_or_else(|| bad(word, "write it as EPSG:CODE, for example EPSG:4543"))
}

/// The same CGCS2000 zone, told by number: eastings of eight digits.
fn with_number(code: u32) -> Result<u32, ExportError> {
    match code {
        4534..=4554 => Ok(code - 21),
        4502..=4512 => Ok(code - 11),
        4513..=4533 | 4491..=4501 => Ok(code),
        _ => Err(bad(
            &format!("EPSG:{code}"),
            "only CGCS2000 zones have a number; leave --zone-prefix out, or take EPSG:4534 to 4554 (three degrees) or 4502 to 4512 (six)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::point;

    fn place(wanted: &Wanted, prefix: bool) -> (f64, f64) {
        let crs = TargetCrs::new(wanted, prefix).expect("it is known");
        let moved = crs
            .moved(&Geometry::from(point! { x: 101.546, y: 25.045 }))
            .expect("in the zone");
        let Geometry::Point(point) = moved else {
            unreachable!("a point stays one")
        };
        (point.x(), point.y())
    }

    fn near((x, y): (f64, f64), (east, north): (f64, f64)) -> bool {
        (x - east).abs() < 0.001 && (y - north).abs() < 0.001
    }

    #[test]
    fn a_zone_with_and_without_its_number() {
        let cm = Wanted::Named("EPSG:4543".to_owned());
        assert!(near(place(&cm, false), (454_185.056, 2_771_115.805)));
        assert!(near(place(&cm, true), (34_454_185.056, 2_771_115.805)));
        assert!(near(
            place(&Wanted::Named("epsg:4522".to_owned()), false),
            (34_454_185.056, 2_771_115.805)
        ));
        assert!(near(
            place(&Wanted::Plane(Projection::GaussKrueger { epsg: 4543 }), true),
            (34_454_185.056, 2_771_115.805)
        ));
        let six = Wanted::Named("EPSG:4507".to_owned());
        let (cm, number) = (place(&six, false), place(&six, true));
        assert!(near((cm.0 + 18e6, cm.1), number), "{cm:?} {number:?}");
    }

    #[test]
    fn degrees_stay_as_they_are_to_the_last_bit() {
        for code in ["EPSG:4326", "EPSG:4490"] {
            assert_eq!(place(&Wanted::Named(code.to_owned()), false), (101.546, 25.045));
        }
    }

    #[test]
    fn a_local_grid_is_its_parameters() {
        let own = "name = \"town\"\ncentral_meridian = 102.0\nfalse_easting = 500000.0\nfalse_northing = 0.0";
        let own = LocalGrid::parse(own).expect("complete");
        assert!(near(place(&Wanted::Local(own), false), (454_185.056, 2_771_115.805)));
        let shifted =
            "name = \"town\"\nonto = \"EPSG:4543\"\ndx = 400000.0\ndy = 2700000.0\nrotation = 0.0\nscale = 1.0";
        let shifted = LocalGrid::parse(shifted).expect("complete");
        let crs = TargetCrs::new(&Wanted::Local(shifted.clone()), false).expect("complete");
        assert!(crs.definition.is_none());
        assert!(near(place(&Wanted::Local(shifted), false), (54_185.056, 71_115.805)));
    }

    #[test]
    fn what_would_mislead_is_refused() {
        for (name, word) in [
            ("EPSG:2434", "parameters"),
            ("EPSG:4610", "parameters"),
            ("GCJ-02", "never written"),
            ("4543", "EPSG:CODE"),
            ("EPSG:999999", "no such code"),
            ("http://127.0.0.1:9/x", "EPSG:CODE"),
        ] {
            let error = TargetCrs::new(&Wanted::Named(name.to_owned()), false)
                .err()
                .expect("refused")
                .to_string();
            assert!(error.contains(word), "{error}");
        }
        assert!(TargetCrs::new(&Wanted::Named("EPSG:3857".to_owned()), true).is_err());
        assert!(TargetCrs::new(&Wanted::Degrees, true).is_err());
    }
}
