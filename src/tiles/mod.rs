//! Map tiles: features in, bytes out.
//!
//! A [`TileSet`] is built once from finished features and never changes; every tile is made from it on demand, in two formats
//! that say the same: `GeoJSON` for everyone, Mapbox vector tiles for drawing.
//!
//! What a reader can rely on:
//! - Which vertices a zoom shows is said once for the whole layer (`generalise` states the rule): a border that neighbours share
//!   loses the same vertices on both sides, and no line comes to lie across another.
//! - What is shown is rounded to one lattice per zoom and format, the same for the whole world, and no line is pushed over a
//!   vertex by that (`hot`). Neighbours therefore share their borders at every zoom, in one tile and across tiles: there are no
//!   gaps, slivers or overlaps that the source has not.
//! - All tiles of a zoom, cut exactly, add up to the whole features of that zoom exactly.
//! - No feature vanishes at low zoom, save in layers that say by which rule they merge or thin (`ladder`, `merge`, `thin`). An area that shrinks to nothing is drawn as one cell, a line as one cell's edge. Holes and
//!   parts that shrink to nothing go, as long as the feature keeps another part.
//! - Areas are valid in the OGC's sense after rounding and clipping.
//! - A tile with a buffer holds the same features in both formats.
//! - A feature's id and properties are the same in every tile, zoom and format; clipping never changes a number.
//!
//! It does not know addresses, caches or compression: that is `http`'s.

mod antimeridian;
mod area;
mod decimal;
mod drawing;
mod faces;
mod feature;
mod find;
mod generalise;
mod geojson;
mod grid;
mod hot;
mod kept;
mod ladder;
mod layer;
mod line;
mod matrix_set;
mod merge;
mod mvt;
mod nearby;
mod outline;
mod piece;
pub(crate) mod protobuf;
mod remake;
mod rim;
mod select;
mod set;
mod shape;
mod shrunk;
mod snap;
mod thin;
mod tile_id;
mod whole;
mod wholes;
mod window;

#[cfg(test)]
mod tests;

pub use feature::{Feature, GeometryKind, Layer, Value};
pub use find::Search;
pub use geojson::Properties;
pub use grid::coordinate_decimals;
pub use ladder::Ladder;
pub use layer::{Effort, LayerSummary};
pub use matrix_set::MatrixSet;
pub use merge::Merge;
pub use select::Select;
pub use set::{Clip, Format, TileError, TileSet, TileSetError};
pub use thin::Thin;
pub use tile_id::{MAX_ZOOM, TileId};
