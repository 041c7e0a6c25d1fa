//! Where coordinates change their meaning: degrees outside, metres of one study area inside.

mod bd09;
mod datum;
pub mod datum_detection;
mod gauss_zone;
mod gcj02;
mod local_grid;
mod lon_lat;
mod scale;
mod study_area;

pub use datum::{CONVERTED_ACCURACY_M, Datum, PlaceIn, SHIFTED_GROUND};
pub use gauss_zone::GaussZone;
pub use local_grid::{LocalGrid, OwnMercator, Similarity};
pub use lon_lat::{LonLat, LonLatBox, LonLatError};
pub use scale::Scale;
pub use study_area::{Projection, StudyArea, StudyAreaError};

/// Turns degrees into the metres of one study area and back.
///
/// The one real implementation stands in [`reproject`](https://docs.rs/proj); the pure core is tested with a flat one.
pub trait Project {
    /// Degrees (WGS 84 or CGCS2000 longitude, latitude) to metres; `None` where the projection is not defined.
    fn to_metres(&self, degrees: LonLat) -> Option<geo::Coord<f64>>;
    /// Metres of the study area to degrees; `None` where the projection is not defined.
    fn to_degrees(&self, metres: geo::Coord<f64>) -> Option<LonLat>;
}
