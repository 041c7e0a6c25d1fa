//! The reference systems in which features are given out and asked for (Features Part 2).

use std::borrow::Cow;

use geo::{BoundingRect, Coord, Geometry, MapCoords, MapCoordsInPlace};

use super::problem::Problem;
use super::query::Query;
use super::select::CRS84;
use crate::crs::{GaussZone, LonLatBox};
use crate::tiles::LayerSummary;
use crate::workflow::{ZoneError, ZonePlane};

/// What every system of the EPSG register is called.
const EPSG: &str = "http://www.opengis.net/def/crs/EPSG/0/";

/// The pattern of the zones' URIs, for descriptions.
pub(super) const ZONE_PATTERN: &str = "^http://www\\.opengis\\.net/def/crs/EPSG/0/4[45][0-9]{2}$";

/// A system. WGS 84 and CGCS2000 lie within centimetres of each other; nothing is shifted between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    /// Degrees, longitude first.
    Crs84,
    /// EPSG:4326, latitude first.
    Wgs84,
    /// EPSG:4490, latitude first.
    Cgcs2000,
    /// A Gauss-Krueger zone of CGCS2000: metres, northing first, as the register has its axes.
    Zone(GaussZone),
}

impl Reference {
    /// The systems in degrees, which every layer has.
    pub(super) const DEGREES: [Self; 3] = [Self::Crs84, Self::Wgs84, Self::Cgcs2000];

    /// The systems that a layer is given out in: those in degrees, and the zones in which some of it lies.
    pub(super) fn of_layer(layer: &LayerSummary) -> Vec<Self> {
        let zones = layer.bounds.map(GaussZone::near).unwrap_or_default();
        Self::DEGREES
            .into_iter()
            .chain(zones.into_iter().map(Self::Zone))
            .collect()
    }

    /// The system that a parameter names; CRS84 where it is not given.
    pub(super) fn read(query: &Query, name: &'static str, layer: &LayerSummary) -> Result<Self, Problem> {
        let Some(asked) = query.get(name) else {
            return Ok(Self::Crs84);
        };
        let found = Self::of_layer(layer).into_iter().find(|own| own.uri() == asked);
        found.ok_or(Problem::BadParameter {
            name,
            expected: "one of the URIs in the collection's crs",
        })
    }

    /// Its URI.
    pub(super) fn uri(self) -> Cow<'static, str> {
        match self {
            Self::Crs84 => CRS84.into(),
            other => format!("{EPSG}{}", other.number()).into(),
        }
    }

    /// Its number at EPSG; of CRS84 that of the same system with the other order of axes.
    pub(super) fn number(self) -> i32 {
        match self {
            Self::Crs84 | Self::Wgs84 => 4326,
            Self::Cgcs2000 => 4490,
            Self::Zone(zone) => i32::from(zone.epsg()),
        }
    }

    /// Whether latitude or northing stands first.
    pub(super) fn turned(self) -> bool {
        self != Self::Crs84
    }

    /// What turns degrees into this system and back. It belongs to one thread.
    pub(super) fn ready(self) -> Result<Ready, Problem> {
        let plane = match self {
            Self::Zone(zone) => Some(ZonePlane::new(zone).map_err(|error| {
                tracing::error!(%error, "a zone cannot be reckoned in");
                Problem::Internal
            })?),
            Self::Crs84 | Self::Wgs84 | Self::Cgcs2000 => None,
        };
        Ok(Ready {
            plane,
            turned: self.turned(),
        })
    }
}

/// A system that can be reckoned in.
pub(super) struct Ready {
    plane: Option<ZonePlane>,
    turned: bool,
}

impl Ready {
    /// A geometry of degrees with its axes in this system's order.
    pub(super) fn geometry(&self, degrees: &Geometry<f64>) -> Result<Geometry<f64>, ZoneError> {
        let own = self.across(degrees)?;
        Ok(if self.turned { turned(&own) } else { own })
    }

    /// A geometry of degrees with easting or longitude first, whatever the system's own order.
    pub(super) fn across(&self, degrees: &Geometry<f64>) -> Result<Geometry<f64>, ZoneError> {
        let Some(plane) = &self.plane else {
            return Ok(degrees.clone());
        };
        let mut metres = plane.to_metres(degrees)?;
        // Tenths of a millimetre: the last digits of a double say nothing about the ground.
        metres.map_coords_in_place(|c| Coord {
            x: (c.x * 1e4).round() / 1e4,
            y: (c.y * 1e4).round() / 1e4,
        });
        Ok(metres)
    }

    /// A geometry that was drawn in this system, in degrees, longitude first.
    pub(super) fn to_degrees(&self, own: &Geometry<f64>) -> Result<Geometry<f64>, ZoneError> {
        let across = if self.turned { turned(own) } else { own.clone() };
        match &self.plane {
            None => Ok(across),
            Some(plane) => plane.drawn_to_degrees(&across),
        }
    }
}

/// Holds a geometry of degrees, as a box does.
pub(super) fn box_of(geometry: &Geometry<f64>) -> Option<LonLatBox> {
    let rect = geometry.bounding_rect()?;
    Some(LonLatBox {
        west: rect.min().x,
        south: rect.min().y,
        east: rect.max().x,
        north: rect.max().y,
    })
}

fn turned(geometry: &Geometry<f64>) -> Geometry<f64> {
    geometry.map_coords(|c| Coord { x: c.y, y: c.x })
}

#[cfg(test)]
mod tests {
    use geo::Point;

    use super::*;

    fn zone(epsg: u16) -> Reference {
        Reference::Zone(GaussZone::of(epsg).expect("a zone"))
    }

    #[test]
    fn a_zone_gives_northing_first_and_comes_back() {
        let place = Geometry::from(Point::new(101.546, 25.045));
        let ready = zone(4543).ready().expect("PROJ");
        let own = ready.geometry(&place).expect("inside");
        let Geometry::Point(metres) = own else {
            panic!("a point")
        };
        // As GDAL has it.
        assert!((metres.x() - 2_771_115.805).abs() < 0.001 && (metres.y() - 454_185.056).abs() < 0.001);
        let Ok(Geometry::Point(back)) = ready.to_degrees(&own) else {
            panic!("a point");
        };
        assert!((back.x() - 101.546).abs() < 1e-8 && (back.y() - 25.045).abs() < 1e-8);
        // Tables for GIS clients have easting first.
        assert_eq!(ready.across(&place), Ok(Point::new(metres.y(), metres.x()).into()));
    }

    #[test]
    fn systems_are_named_by_their_uris() {
        assert_eq!(zone(4543).uri(), "http://www.opengis.net/def/crs/EPSG/0/4543");
        assert_eq!(Reference::Wgs84.uri(), "http://www.opengis.net/def/crs/EPSG/0/4326");
        assert_eq!(Reference::Crs84.uri(), CRS84);
    }
}
