//! The address of one tile.

use super::matrix_set::MatrixSet;

/// Deepest zoom that is served.
pub const MAX_ZOOM: u8 = 22;

/// One square of a pyramid, counted from the north-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    set: MatrixSet,
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileId {
    /// The tile of the Web Mercator pyramid at zoom `z`, column `x` from the west, row `y` from the north; `None` where the pyramid
    /// has no such tile.
    ///
    /// ```
    /// use yike::tiles::TileId;
    /// assert!(TileId::new(1, 1, 1).is_some());
    /// assert!(TileId::new(1, 2, 0).is_none());
    /// assert!(TileId::new(23, 0, 0).is_none());
    /// ```
    pub fn new(z: u64, x: u64, y: u64) -> Option<Self> {
        Self::of(MatrixSet::WebMercatorQuad, z, x, y)
    }

    /// As [`TileId::new`], for any pyramid.
    ///
    /// ```
    /// use yike::tiles::{MatrixSet, TileId};
    /// assert!(TileId::of(MatrixSet::WorldCrs84Quad, 0, 1, 0).is_some());
    /// assert!(TileId::of(MatrixSet::WorldCrs84Quad, 0, 0, 1).is_none());
    /// ```
    pub fn of(set: MatrixSet, z: u64, x: u64, y: u64) -> Option<Self> {
        let zoom = u8::try_from(z).ok().filter(|zoom| *zoom <= set.max_zoom())?;
        let [columns, rows] = set.size(zoom);
        (x < columns && y < rows).then_some(Self {
            set,
            zoom,
            column: x as u32,
            row: y as u32,
        })
    }

    /// The pyramid.
    pub fn set(self) -> MatrixSet {
        self.set
    }

    /// Zoom, 0 (the whole world) to [`MAX_ZOOM`].
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// Column, counted from 180° west.
    pub fn column(self) -> u32 {
        self.column
    }

    /// Row, counted from the north.
    pub fn row(self) -> u32 {
        self.row
    }
}
