//! Geometries in a Gauss-Krueger zone, for clients that work in one.

use geo::Geometry;

use crate::crs::GaussZone;
use crate::reproject::{ProjPlane, ReprojectError};

/// Turns degrees into metres of a zone and back, easting first. It belongs to one thread.
///
/// ```
/// use geo::{Geometry, Point};
/// use yike::crs::GaussZone;
/// use yike::workflow::ZonePlane;
/// let plane = ZonePlane::new(GaussZone::of(4543).expect("a zone"))?;
/// let Geometry::Point(metres) = plane.to_metres(&Point::new(101.546, 25.045).into())? else { unreachable!() };
/// assert!((metres.x() - 454_185.056).abs() < 0.001 && (metres.y() - 2_771_115.805).abs() < 0.001);
/// # Ok::<(), yike::workflow::ZoneError>(())
/// ```
#[derive(Debug)]
pub struct ZonePlane(ProjPlane);

/// Why a geometry has no place in a zone.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct ZoneError(#[from] ReprojectError);

impl ZonePlane {
    /// The plane of a zone.
    ///
    /// # Errors
    /// Where PROJ is broken.
    pub fn new(zone: GaussZone) -> Result<Self, ZoneError> {
        Ok(Self(ProjPlane::of_zone(zone)?))
    }

    /// Degrees to metres, corner by corner.
    ///
    /// # Errors
    /// A place that the zone does not have, as on the other side of the earth.
    pub fn to_metres(&self, degrees: &Geometry<f64>) -> Result<Geometry<f64>, ZoneError> {
        Ok(self.0.geometry_to_metres(degrees)?)
    }

    /// Metres to degrees, with places between the corners so that edges stay where they were drawn.
    ///
    /// # Errors
    /// A place that the zone does not have.
    pub fn drawn_to_degrees(&self, metres: &Geometry<f64>) -> Result<Geometry<f64>, ZoneError> {
        Ok(self.0.drawn_to_degrees(metres)?)
    }
}
