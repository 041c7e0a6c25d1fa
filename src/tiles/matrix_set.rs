//! Pyramids of tiles (OGC Two Dimensional Tile Matrix Set 2.0, 17-083r4).

use super::shape::{Spot, to_degrees, to_square};
use super::tile_id::MAX_ZOOM;
use crate::crs::LonLatBox;

/// How the world is cut into tiles. Whatever the set, `GeoJSON` tiles are in degrees of longitude and latitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum MatrixSet {
    /// Web Mercator, one square at zoom 0: what web maps ask for.
    #[default]
    WebMercatorQuad,
    /// Degrees of WGS 84, two squares side by side at zoom 0.
    WorldCrs84Quad,
    /// Degrees of CGCS2000 (EPSG:4490), cut as [`MatrixSet::WorldCrs84Quad`]. Coordinates are taken as they are: the two datums lie
    /// within a few centimetres of each other, and nothing is shifted.
    Cgcs2000Quad,
}

impl MatrixSet {
    /// Every set.
    pub const ALL: [Self; 3] = [Self::WebMercatorQuad, Self::WorldCrs84Quad, Self::Cgcs2000Quad];

    /// Its name in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::WebMercatorQuad => "WebMercatorQuad",
            Self::WorldCrs84Quad => "WorldCRS84Quad",
            Self::Cgcs2000Quad => "CGCS2000Quad",
        }
    }

    /// The set of a name.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.id() == id)
    }

    /// Columns and rows at a zoom.
    pub fn size(self, zoom: u8) -> [u64; 2] {
        let rows = 1_u64 << zoom;
        match self {
            Self::WebMercatorQuad => [rows, rows],
            Self::WorldCrs84Quad | Self::Cgcs2000Quad => [rows * 2, rows],
        }
    }

    /// Deepest zoom that has tiles: the same ground in a tile's side in every set.
    pub fn max_zoom(self) -> u8 {
        MAX_ZOOM - self.ahead()
    }

    /// How many zooms of Web Mercator its tiles are ahead: a tile of 180° at zoom 0 is as wide as Web Mercator's at zoom 1.
    pub fn ahead(self) -> u8 {
        match self {
            Self::WebMercatorQuad => 0,
            Self::WorldCrs84Quad | Self::Cgcs2000Quad => 1,
        }
    }

    /// The first and the last column and row of the tiles that a box touches.
    pub fn covering(self, zoom: u8, degrees: LonLatBox) -> [[u32; 2]; 2] {
        let tiles = |x: f64, y: f64| self.tiles(zoom, to_square(geo::Coord { x, y }), || [x, y]);
        let (first, last) = (tiles(degrees.west, degrees.north), tiles(degrees.east, degrees.south));
        // A cell more: what is rounded may come to lie on the next tile's edge.
        let cell = 1.0 / 4096.0;
        [0, 1].map(|axis| {
            let most = self.size(zoom)[axis] as f64 - 1.0;
            [first[axis] - cell, last[axis] + cell].map(|tile| tile.floor().clamp(0.0, most) as u32)
        })
    }

    /// A tile's side at a zoom of a set in degrees.
    fn side(zoom: u8) -> f64 {
        180.0 / (1_u64 << zoom) as f64
    }

    /// Where a place lies, in tiles from the north-west corner.
    pub(super) fn tiles(self, zoom: u8, spot: Spot, degrees: impl FnOnce() -> [f64; 2]) -> [f64; 2] {
        match self {
            Self::WebMercatorQuad => spot.map(|part| part * (1_u64 << zoom) as f64),
            Self::WorldCrs84Quad | Self::Cgcs2000Quad => {
                let [lon, lat] = degrees();
                [(lon + 180.0) / Self::side(zoom), (90.0 - lat) / Self::side(zoom)]
            }
        }
    }

    /// The degrees of a place given in tiles from the north-west corner.
    pub(super) fn degrees(self, zoom: u8, tiles: [f64; 2]) -> [f64; 2] {
        match self {
            Self::WebMercatorQuad => to_degrees(self.spot(zoom, tiles)),
            Self::WorldCrs84Quad | Self::Cgcs2000Quad => {
                [tiles[0] * Self::side(zoom) - 180.0, 90.0 - tiles[1] * Self::side(zoom)]
            }
        }
    }

    /// A place given in tiles, on the square.
    pub(super) fn spot(self, zoom: u8, tiles: [f64; 2]) -> Spot {
        match self {
            Self::WebMercatorQuad => tiles.map(|part| part / (1_u64 << zoom) as f64),
            Self::WorldCrs84Quad | Self::Cgcs2000Quad => {
                let [x, y] = self.degrees(zoom, tiles);
                to_square(geo::Coord { x, y })
            }
        }
    }
}
