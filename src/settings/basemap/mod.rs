//! Basemaps: what the map may be laid on.

mod keys;
mod read;
mod template;

pub(super) use keys::SECTION;
pub(super) use read::read;

use super::value::SecretPlace;

/// A basemap.
#[derive(Debug, Clone, PartialEq)]
pub struct Basemap {
    /// Its name in addresses.
    pub id: String,
    /// What people choose it by.
    pub title: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// Where its tiles are.
    pub source: BasemapSource,
    /// How its tiles are laid out.
    pub grid: BasemapGrid,
    /// Pixels of a tile's side.
    pub tile_size: u32,
    /// The first zoom; `None` where nothing is said.
    pub min_zoom: Option<u8>,
    /// The last zoom; `None` where nothing is said.
    pub max_zoom: Option<u8>,
    /// West, south, east, north in degrees.
    pub bounds: Option<[f64; 4]>,
    /// Whom to name.
    pub attribution: Option<String>,
    /// The ids of those that it is laid over; none where it is chosen by itself.
    pub over: Vec<String>,
    /// Whether it is shown until somebody chooses another.
    pub default: bool,
}

/// Where a basemap's tiles are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasemapSource {
    /// At a service.
    Web {
        /// The address of a tile, with `{z}`, `{x}`, `{y}` or `{-y}`, and `{key}` where the key belongs.
        template: String,
        /// Where the key is.
        key: Option<SecretPlace>,
        /// Whether each person's browser asks, instead of this server.
        by_browser: bool,
        /// The certificates that sign those of the service.
        ca_file: Option<String>,
    },
    /// In an `MBTiles` file.
    MbTiles(String),
    /// In a `PMTiles` file.
    PmTiles(String),
}

/// How tiles are laid out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BasemapGrid {
    /// Web Mercator, the whole world in one tile at zoom 0.
    WebMercator,
    /// Squares of degrees.
    Degrees {
        /// Longitude of the corner of the first tile.
        west: f64,
        /// Latitude of the same.
        north: f64,
        /// Degrees of a pixel at zoom 0; halved with each zoom.
        resolution: f64,
    },
}
