//! One study area's projection, made real by PROJ.

use geo::Coord;
use proj::Proj;

use crate::crs::{GaussZone, LonLat, Project, Projection};

/// A [`Projection`] that PROJ computes.
///
/// PROJ's contexts belong to one thread, so this is neither `Send` nor `Sync`: make one per thread, which costs
/// microseconds, and hand it many coordinates at once.
///
/// ```
/// use yike::crs::{LonLat, Project, Projection};
/// use yike::reproject::ProjPlane;
/// let plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4543 }).expect("PROJ is there");
/// let metres = plane.to_metres(LonLat { lon: 101.546, lat: 25.045 }).expect("inside the zone");
/// assert!((metres.x - 454_185.056).abs() < 0.001 && (metres.y - 2_771_115.805).abs() < 0.001);
/// ```
#[derive(Debug)]
pub struct ProjPlane {
    pipeline: Proj,
    name: String,
}

/// Why coordinates can't be projected.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReprojectError {
    /// PROJ does not take the definition.
    #[error("PROJ does not take the projection {projection}: {reason}")]
    Definition {
        /// The projection's name.
        projection: String,
        /// What PROJ says.
        reason: String,
    },
    /// A place where the projection is not defined, as on the other side of the earth.
    #[error("{projection} is not defined at {x}, {y}")]
    Undefined {
        /// The projection's name.
        projection: String,
        /// The first coordinate as given.
        x: f64,
        /// The second coordinate as given.
        y: f64,
    },
}

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    ToMetres,
    ToDegrees,
}

impl ProjPlane {
    /// The plane of a projection.
    ///
    /// # Errors
    /// [`ReprojectError::Definition`] where PROJ is broken: the definitions are this program's own.
    pub fn new(projection: &Projection) -> Result<Self, ReprojectError> {
        let step = projection.proj_string();
        Self::of_step(
            &step.replace(" +units=m", "").replace(" +no_defs", ""),
            projection.name(),
        )
    }

    /// The plane of a zone; metres are easting and northing in this order, whatever the authority says.
    ///
    /// # Errors
    /// [`ReprojectError::Definition`] where PROJ is broken.
    pub fn of_zone(zone: GaussZone) -> Result<Self, ReprojectError> {
        Self::of_step(&zone.proj_string(), format!("EPSG:{}", zone.epsg()))
    }

    fn of_step(step: &str, name: String) -> Result<Self, ReprojectError> {
        // A pipeline, not a pair of CRS: it takes degrees in x-y order whatever the authority says, needs no database and
        // can't be talked into a datum shift. CGCS2000 and WGS 84 are one here (see `LonLat`).
        let definition = format!("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {step}");
        match Proj::new(&definition) {
            Ok(pipeline) => Ok(Self { pipeline, name }),
            Err(reason) => Err(ReprojectError::Definition {
                projection: name,
                reason: reason.to_string(),
            }),
        }
    }

    /// Many places at once, degrees to metres, in place.
    ///
    /// # Errors
    /// [`ReprojectError::Undefined`] with the first place that has no metres; the slice is then as it was.
    pub fn all_to_metres(&self, coords: &mut [Coord<f64>]) -> Result<(), ReprojectError> {
        self.all(coords, Way::ToMetres)
    }

    /// Many places at once, metres to degrees, in place.
    ///
    /// # Errors
    /// [`ReprojectError::Undefined`] with the first place that has no degrees; the slice is then as it was.
    pub fn all_to_degrees(&self, coords: &mut [Coord<f64>]) -> Result<(), ReprojectError> {
        self.all(coords, Way::ToDegrees)
    }

    pub(super) fn all(&self, coords: &mut [Coord<f64>], way: Way) -> Result<(), ReprojectError> {
        if coords.is_empty() {
            return Ok(());
        }
        let mut pairs: Vec<(f64, f64)> = coords.iter().map(|c| (c.x, c.y)).collect();
        let done = self.pipeline.project_array(&mut pairs, way == Way::ToDegrees).is_ok()
            && pairs.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        if !done {
            let culprit = coords
                .iter()
                .find(|c| self.one(**c, way).is_none())
                .unwrap_or(&coords[0]);
            return Err(ReprojectError::Undefined {
                projection: self.name.clone(),
                x: culprit.x,
                y: culprit.y,
            });
        }
        for (coord, (x, y)) in coords.iter_mut().zip(pairs) {
            *coord = Coord { x, y };
        }
        Ok(())
    }

    fn one(&self, coord: Coord<f64>, way: Way) -> Option<Coord<f64>> {
        if !(coord.x.is_finite() && coord.y.is_finite()) {
            return None;
        }
        let (x, y) = self.pipeline.project((coord.x, coord.y), way == Way::ToDegrees).ok()?;
        (x.is_finite() && y.is_finite()).then_some(Coord { x, y })
    }
}

impl Project for ProjPlane {
    fn to_metres(&self, degrees: LonLat) -> Option<Coord<f64>> {
        let degrees = Coord {
            x: degrees.lon,
            y: degrees.lat,
        };
        self.one(degrees, Way::ToMetres)
    }

    fn to_degrees(&self, metres: Coord<f64>) -> Option<LonLat> {
        let degrees = self.one(metres, Way::ToDegrees)?;
        LonLat::new(degrees.x, degrees.y).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::StudyArea;
    use geo::{Area, Destination, Geodesic, GeodesicArea, Point, Polygon};

    fn plane(epsg: u16) -> ProjPlane {
        ProjPlane::new(&Projection::GaussKrueger { epsg }).expect("PROJ is there")
    }

    #[test]
    fn the_zones_agree_with_the_published_vectors() {
        for (epsg, lon, lat, east, north) in [
            (4543, 101.546, 25.045, 454_185.056, 2_771_115.805),
            (4550, 123.43, 41.80, 535_737.204, 4_629_511.995),
        ] {
            let metres = plane(epsg).to_metres(LonLat { lon, lat }).expect("inside the zone");
            assert!(
                (metres.x - east).abs() < 0.001 && (metres.y - north).abs() < 0.001,
                "{epsg}: {metres:?}"
            );
            let back = plane(epsg).to_degrees(metres).expect("inside the zone");
            assert!((back.lon - lon).abs() < 1e-10 && (back.lat - lat).abs() < 1e-10);
        }
    }

    #[test]
    fn a_zone_with_its_number_is_the_same_zone_with_millions_more() {
        let with = |epsg| ProjPlane::of_zone(GaussZone::of(epsg).expect("a zone")).expect("PROJ is there");
        let place = LonLat {
            lon: 101.546,
            lat: 25.045,
        };
        let (plain, numbered) = (with(4543).to_metres(place), with(4522).to_metres(place));
        let (plain, numbered) = (plain.expect("inside"), numbered.expect("inside"));
        assert_eq!(Some(plain), plane(4543).to_metres(place));
        assert!((numbered.x - plain.x - 34e6).abs() < 1e-6 && (numbered.y - plain.y).abs() < 1e-6);
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one() {
        let plane =
            ProjPlane::new(&Projection::LocalTransverseMercator { meridian_tenths: 96 }).expect("PROJ is there");
        let degrees: Vec<Coord<f64>> = (0..100)
            .map(|i| Coord {
                x: 9.4 + f64::from(i) * 0.003,
                y: 47.0 + f64::from(i) * 0.002,
            })
            .collect();
        let mut metres = degrees.clone();
        plane.all_to_metres(&mut metres).expect("near the meridian");
        for (from, to) in degrees.iter().zip(&metres) {
            let one = plane.to_metres(LonLat {
                lon: from.x,
                lat: from.y,
            });
            assert_eq!(one, Some(*to));
        }
    }

    #[test]
    fn a_place_without_metres_is_named_and_nothing_is_changed() {
        let mut coords = [Coord { x: 102.0, y: 25.0 }, Coord { x: f64::NAN, y: 25.0 }];
        let error = plane(4543).all_to_metres(&mut coords).expect_err("it is wrong");
        assert!(error.to_string().contains("EPSG:4543"), "{error}");
        assert_eq!(coords[0], Coord { x: 102.0, y: 25.0 });
    }

    /// Everything that a province is measured by, held against the ellipsoid itself.
    #[test]
    fn lengths_and_areas_of_wide_planes_are_as_wrong_as_is_said_and_no_more() {
        for (west, south, east, north) in [
            (97.5, 21.1, 106.2, 29.3),
            (97.1, 37.4, 126.1, 53.4),
            (73.4, 34.3, 96.4, 49.2),
            (107.0, 3.8, 118.0, 20.3),
            (-81.0, -5.0, -73.0, 5.0),
            (129.0, -38.1, 141.0, -26.0),
            // Narrow ones, as before.
            (100.6, 24.2, 102.5, 26.5),
            (113.6, 18.0, 120.5, 25.0),
            (9.4, 47.0, 9.7, 47.3),
        ] {
            let extent = crate::crs::LonLatBox {
                west,
                south,
                east,
                north,
            };
            let area = StudyArea::choose(extent).expect("one plane");
            let plane = ProjPlane::new(&area.projection).expect("PROJ is there");
            let said = area.scale();
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for (row, column) in (0..=24).flat_map(|row| (0..=24).map(move |column| (row, column))) {
                // A few hundred metres inside the edges, so that all of what is measured lies in the extent.
                let share = |at: i32| 0.001 + f64::from(at) / 24.0 * 0.998;
                let here = Point::new(
                    west + (east - west) * share(column),
                    south + (north - south) * share(row),
                );
                for bearing in [0.0, 50.0, 90.0, 135.0] {
                    let other = Geodesic.destination(here, bearing, 200.0);
                    let flat = length(&plane, here, other);
                    least = least.min(flat / 200.0);
                    most = most.max(flat / 200.0);
                    // As long as the widest circle there is: straight in the plane is straight on the ground.
                    let far = Geodesic.destination(here, bearing, 15_000.0);
                    if extent.contains(LonLat {
                        lon: far.x(),
                        lat: far.y(),
                    }) {
                        let ratio = length(&plane, here, far) / 15_000.0;
                        assert!(
                            ratio > said.least - 2e-6 && ratio < said.most + 2e-6,
                            "{area:?}: {ratio}"
                        );
                    }
                }
                let square = Polygon::new(
                    [315.0, 225.0, 135.0, 45.0]
                        .map(|bearing| Geodesic.destination(here, bearing, 200.0))
                        .map(Coord::from)
                        .to_vec()
                        .into(),
                    Vec::new(),
                );
                let flat = plane.geometry_to_metres(&square).expect("inside").unsigned_area();
                let ratio = flat / square.geodesic_area_unsigned();
                let (low, high) = (said.least.powi(2) - 2e-6, said.most.powi(2) + 2e-6);
                assert!(ratio > low && ratio < high, "{area:?}: {ratio}");
            }
            // What is said holds, and is not said for safety: it is reached to some hundred-thousandths.
            println!("{}: {said:?}, found {least:.7} to {most:.7}", area.projection.name());
            assert!(
                said.least < least + 2e-6 && said.most > most - 2e-6,
                "{area:?}: {least} {most}"
            );
            assert!(
                least - said.least < 5e-5 && said.most - most < 5e-5,
                "{area:?}: {least} {most}"
            );
        }
    }

    fn length(plane: &ProjPlane, from: Point, to: Point) -> f64 {
        let metres = |place: Point| {
            let degrees = LonLat {
                lon: place.x(),
                lat: place.y(),
            };
            plane.to_metres(degrees).expect("inside")
        };
        let (from, to) = (metres(from), metres(to));
        (from.x - to.x).hypot(from.y - to.y)
    }
}
