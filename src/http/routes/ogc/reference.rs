//! The reference systems in which features are given out and asked for (Features Part 2).

use geo::{Coord, Geometry, MapCoords};

use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::select::CRS84;

/// A system in degrees. WGS 84 and CGCS2000 lie within centimetres of each other; nothing is shifted between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    /// Longitude first.
    Crs84,
    /// EPSG:4326, latitude first.
    Wgs84,
    /// EPSG:4490, latitude first.
    Cgcs2000,
}

/// Every system, by its URI.
pub(super) const URIS: [&str; 3] = [
    CRS84,
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "http://www.opengis.net/def/crs/EPSG/0/4490",
];

const ALL: [Reference; 3] = [Reference::Crs84, Reference::Wgs84, Reference::Cgcs2000];

impl Reference {
    /// The system that a parameter names; CRS84 where it is not given.
    pub(super) fn read(query: &Query, name: &'static str) -> Result<Self, Problem> {
        let Some(asked) = query.get(name) else {
            return Ok(Self::Crs84);
        };
        let found = URIS.iter().zip(ALL).find(|(uri, _)| **uri == asked);
        found.map(|(_, reference)| reference).ok_or(Problem::BadParameter {
            name,
            expected: "one of the URIs in the collection's crs",
        })
    }

    /// Its URI.
    pub(super) fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => URIS[0],
            Self::Wgs84 => URIS[1],
            Self::Cgcs2000 => URIS[2],
        }
    }

    /// Its number at EPSG; of CRS84 that of the same system with the other order of axes.
    pub(super) fn number(self) -> i32 {
        match self {
            Self::Crs84 | Self::Wgs84 => 4326,
            Self::Cgcs2000 => 4490,
        }
    }

    /// Whether latitude stands first.
    pub(super) fn turned(self) -> bool {
        self != Self::Crs84
    }

    /// A geometry with its axes in this system's order.
    pub(super) fn geometry(self, geometry: &Geometry<f64>) -> Geometry<f64> {
        if self.turned() {
            geometry.map_coords(|c| Coord { x: c.y, y: c.x })
        } else {
            geometry.clone()
        }
    }
}
