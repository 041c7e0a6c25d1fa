//! Degrees, kept apart from metres by their type.

use serde::{Deserialize, Serialize};

/// A place in degrees: WGS 84 or CGCS2000 longitude and latitude, which this product treats as one (they differ by less than a metre).
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
pub struct LonLat {
    /// Degrees east of Greenwich, -180 to 180.
    pub lon: f64,
    /// Degrees north of the equator, -90 to 90.
    pub lat: f64,
}

/// Why two numbers are not a place on earth.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LonLatError {
    /// Not a number, or infinite.
    #[error("a coordinate is not a finite number")]
    NotFinite,
    /// Latitude beyond the poles; when the two would fit the other way round they are probably swapped.
    #[error("longitude {lon}, latitude {lat} lies outside the earth{}", if *.swapped { ": the two look swapped" } else { "" })]
    OutOfRange {
        /// The first number.
        lon: f64,
        /// The second number.
        lat: f64,
        /// They would be a place if exchanged.
        swapped: bool,
    },
}

impl LonLat {
    /// Checks that the numbers are a place.
    ///
    /// ```
    /// use yike::crs::LonLat;
    /// assert!(LonLat::new(9.52, 47.14).is_ok());
    /// assert!(LonLat::new(39.9, 116.4).unwrap_err().to_string().contains("swapped"));
    /// ```
    ///
    /// # Errors
    /// Numbers that are not finite or lie outside the earth.
    pub fn new(lon: f64, lat: f64) -> Result<Self, LonLatError> {
        if !(lon.is_finite() && lat.is_finite()) {
            return Err(LonLatError::NotFinite);
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            return Err(LonLatError::OutOfRange {
                lon,
                lat,
                swapped: lon.abs() <= 90.0 && lat.abs() <= 180.0,
            });
        }
        Ok(Self { lon, lat })
    }
}

/// A box in degrees that does not cross the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLatBox {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl LonLatBox {
    /// The smallest box round some places; `None` for no places.
    pub fn around(places: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        places.into_iter().fold(None, |found: Option<Self>, p| {
            let one = Self {
                west: p.lon,
                south: p.lat,
                east: p.lon,
                north: p.lat,
            };
            Some(found.map_or(one, |b| b.union(one)))
        })
    }

    /// The smallest box round both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Its middle.
    pub fn centre(self) -> LonLat {
        LonLat {
            lon: f64::midpoint(self.west, self.east),
            lat: f64::midpoint(self.south, self.north),
        }
    }

    /// The box round this one and another.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Grown by so many degrees on every side.
    #[must_use]
    pub fn grown(self, degrees: f64) -> Self {
        Self {
            west: self.west - degrees,
            south: self.south - degrees,
            east: self.east + degrees,
            north: self.north + degrees,
        }
    }

    /// Whether a place lies in it, edges included.
    pub fn contains(self, place: LonLat) -> bool {
        (self.west..=self.east).contains(&place.lon) && (self.south..=self.north).contains(&place.lat)
    }

    /// `[west, south, east, north]`.
    pub fn to_array(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }
}
