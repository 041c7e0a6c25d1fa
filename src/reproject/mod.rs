//! The `proj` adapter: degrees to the metres of one study area and back. The only module that knows `proj`.
//!
//! Reading a source's own CRS is not done here but in `import`, with the library that reads the file: modules of one layer
//! never use each other, and degrees are the border between them.

mod curved;
mod geometry;
mod plane;
mod raster_plane;

pub use plane::{ProjPlane, ReprojectError};
pub use raster_plane::RasterPlane;
