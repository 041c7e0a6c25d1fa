//! Map tiles: features in, bytes out.
//!
//! A [`TileSet`] is built once from finished features and never changes; every tile is made from it on demand, in two formats
//! that say the same: `GeoJSON` for everyone, Mapbox vector tiles for drawing.
//!
//! What a reader can rely on:
//! - Every vertex is first snapped to one lattice per zoom, 4096 cells a tile, the same for the whole world. Neighbours that
//!   share a border therefore share it at every zoom, in one tile and across tiles; there are no gaps and no slivers.
//! - Simplification is that snapping and nothing else: exact repeats and spikes of no width go, other vertices stay.
//! - No feature vanishes at low zoom. An area that shrinks to nothing is drawn as one cell, a line as one cell's edge. Holes and
//!   parts that shrink to nothing go, as long as the feature keeps another part.
//! - Areas are valid in the OGC's sense after snapping and clipping.
//! - A feature's id and properties are the same in every tile, zoom and format; clipping never changes a number.
//!
//! It does not know addresses, caches or compression: that is `http`'s.

mod area;
mod faces;
mod feature;
mod geojson;
mod grid;
mod layer;
mod line;
mod mvt;
mod piece;
mod set;
mod shape;
mod snap;
mod tile_id;
mod window;

#[cfg(test)]
mod tests;

pub use feature::{Feature, GeometryKind, Layer, Value};
pub use grid::coordinate_decimals;
pub use layer::LayerSummary;
pub use set::{Clip, Format, TileError, TileSet, TileSetError};
pub use tile_id::{MAX_ZOOM, TileId};
