//! The address of one tile.

/// Deepest zoom that is served.
pub const MAX_ZOOM: u8 = 22;

/// One square of the Web Mercator pyramid, counted from the north-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileId {
    /// The tile at zoom `z`, column `x` from the west, row `y` from the north; `None` where the pyramid has no such tile.
    ///
    /// ```
    /// use yike::tiles::TileId;
    /// assert!(TileId::new(1, 1, 1).is_some());
    /// assert!(TileId::new(1, 2, 0).is_none());
    /// assert!(TileId::new(23, 0, 0).is_none());
    /// ```
    pub fn new(z: u64, x: u64, y: u64) -> Option<Self> {
        let zoom = u8::try_from(z).ok().filter(|zoom| *zoom <= MAX_ZOOM)?;
        let side = 1_u64 << zoom;
        (x < side && y < side).then_some(Self {
            zoom,
            column: x as u32,
            row: y as u32,
        })
    }

    /// Zoom, 0 (the whole world) to [`MAX_ZOOM`].
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// Column, counted from 180° west.
    pub fn column(self) -> u32 {
        self.column
    }

    /// Row, counted from 85.0511° north.
    pub fn row(self) -> u32 {
        self.row
    }
}
