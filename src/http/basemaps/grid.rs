//! Which tiles a basemap has.

use crate::settings::BasemapGrid;

/// One tile: zoom, column from the west, row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::http) struct Place {
    pub(in crate::http) z: u8,
    pub(in crate::http) x: u32,
    pub(in crate::http) y: u32,
}

/// The highest zoom of any basemap.
pub(super) const LAST_ZOOM: u8 = 24;

/// Columns and rows of a zoom that lie on the earth.
pub(super) fn size(grid: BasemapGrid, tile_size: u32, z: u8) -> [f64; 2] {
    match grid {
        BasemapGrid::WebMercator => [across(z); 2],
        BasemapGrid::Degrees {
            west,
            north,
            resolution,
        } => {
            let degrees = side(resolution, tile_size, z);
            // A tile that lies on the earth's edge by rounding alone is none.
            [180.0 - west, north + 90.0].map(|span| (span / degrees - 1e-6).ceil())
        }
    }
}

/// How often a zoom halves that of zoom 0.
fn across(z: u8) -> f64 {
    f64::from(1_u32 << z.min(LAST_ZOOM))
}

/// Degrees of a tile's side.
fn side(resolution: f64, tile_size: u32, z: u8) -> f64 {
    resolution * f64::from(tile_size) / across(z)
}

/// Whether a grid has a tile.
pub(super) fn has(grid: BasemapGrid, tile_size: u32, place: Place) -> bool {
    let [columns, rows] = size(grid, tile_size, place.z);
    f64::from(place.x) < columns && f64::from(place.y) < rows
}

/// The tile in which a place lies, longitude and latitude; one beyond the edge counts to it.
pub(super) fn at(grid: BasemapGrid, tile_size: u32, z: u8, [longitude, latitude]: [f64; 2]) -> Place {
    let [x, y] = match grid {
        BasemapGrid::WebMercator => {
            let across = across(z);
            let down = 0.5 - latitude.to_radians().tan().asinh() / core::f64::consts::TAU;
            [(longitude + 180.0) / 360.0 * across, down * across]
        }
        BasemapGrid::Degrees {
            west,
            north,
            resolution,
        } => {
            let degrees = side(resolution, tile_size, z);
            [(longitude - west) / degrees, (north - latitude) / degrees]
        }
    };
    Place {
        z,
        x: x.floor().max(0.0) as u32,
        y: y.floor().max(0.0) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_of_degrees_have_the_tiles_that_lie_on_the_earth() {
        let tianditu = BasemapGrid::Degrees {
            west: -180.0,
            north: 90.0,
            resolution: 1.40625,
        };
        // Whole numbers, so they are compared as such.
        let size = |grid, z| size(grid, 256, z).map(|count| count as u32);
        assert_eq!(size(tianditu, 0), [1, 1]);
        assert_eq!(size(tianditu, 1), [2, 1]);
        assert_eq!(size(tianditu, 10), [1024, 512]);
        let esri = BasemapGrid::Degrees {
            west: -400.0,
            north: 400.0,
            resolution: 0.703_125,
        };
        assert_eq!(size(esri, 0), [4, 3]);
        assert_eq!(size(BasemapGrid::WebMercator, 3), [8, 8]);
        let at = |x, y| Place { z: 1, x, y };
        assert!(has(tianditu, 256, at(1, 0)) && !has(tianditu, 256, at(0, 1)) && !has(tianditu, 256, at(2, 0)));
    }

    #[test]
    fn a_place_lies_in_the_tile_that_covers_it() {
        let tianditu = BasemapGrid::Degrees {
            west: -180.0,
            north: 90.0,
            resolution: 1.40625,
        };
        let wuhan = [114.3, 30.6];
        assert_eq!(
            at(BasemapGrid::WebMercator, 256, 10, wuhan),
            Place { z: 10, x: 837, y: 420 }
        );
        assert_eq!(at(tianditu, 256, 10, wuhan), Place { z: 10, x: 837, y: 168 });
    }
}
