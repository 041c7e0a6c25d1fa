//! The lattice that every vertex is rounded to, and where a tile's edges lie on it.

use super::matrix_set::MatrixSet;
use super::outline::TileBox;
use super::set::Format;
use super::shape::{Spot, to_degrees};
use super::tile_id::TileId;
use super::window::{Node, Window};

/// Lattice cells along a tile's side: the extent of a vector tile.
pub(super) const EXTENT: i64 = 4096;

/// Lattice cells that a tile reaches beyond its box, so that clipped outlines are drawn outside of it.
pub(super) const BUFFER: i64 = 64;

/// Decimals of a degree written at a zoom of Web Mercator: enough to tell one cell of 1/4096 of a tile from the next, at least 2,
/// at most 7.
///
/// ```
/// use yike::tiles::coordinate_decimals;
/// assert_eq!([0, 6, 10, 14, 18, 22].map(coordinate_decimals), [2, 3, 5, 6, 7, 7]);
/// ```
pub fn coordinate_decimals(zoom: u8) -> u8 {
    let cells_a_degree = (EXTENT << zoom) as f64 / 360.0;
    cells_a_degree.log10().ceil().clamp(2.0, 7.0) as u8
}

/// The whole numbers of one format at one zoom, the same for the whole world, y growing southward.
///
/// Vector tiles write cells of 1/4096 of a tile; `GeoJSON` writes decimal fractions of a degree ([`coordinate_decimals`]). A place
/// has one pair of numbers, whichever feature or tile it belongs to. Everything that is done to geometry after rounding is done on
/// these numbers, so what is written is what was made valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    set: MatrixSet,
    zoom: u8,
    format: Format,
    units_a_degree: f64,
}

/// A place before and after rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vertex {
    /// In tiles from the north-west corner of the world.
    pub(super) tiles: [f64; 2],
    /// In the format's numbers, not rounded.
    pub(super) exact: [f64; 2],
    /// Rounded.
    pub(super) node: Node,
}

impl Grid {
    pub(super) fn new(set: MatrixSet, zoom: u8, format: Format) -> Self {
        let units_a_degree = 10_f64.powi(i32::from(coordinate_decimals(zoom + set.ahead())));
        Self {
            set,
            zoom,
            format,
            units_a_degree,
        }
    }

    /// The pyramid.
    pub(super) fn set(self) -> MatrixSet {
        self.set
    }

    /// The pyramid's zoom.
    pub(super) fn zoom(self) -> u8 {
        self.zoom
    }

    /// The format whose numbers they are.
    pub(super) fn format(self) -> Format {
        self.format
    }

    /// The zoom of Web Mercator whose detail is shown.
    pub(super) fn detail(self) -> u8 {
        self.zoom + self.set.ahead()
    }

    /// Where a place on the square stands.
    pub(super) fn vertex(self, spot: Spot) -> Vertex {
        let (tiles, exact) = match self.format {
            Format::Mvt => {
                let tiles = self.set.tiles(self.zoom, spot, || to_degrees(spot));
                (tiles, tiles.map(|part| part * EXTENT as f64))
            }
            Format::GeoJson => {
                let degrees = to_degrees(spot);
                let tiles = self.set.tiles(self.zoom, spot, || degrees);
                (tiles, self.units(degrees))
            }
        };
        Vertex {
            tiles,
            exact,
            node: exact.map(round),
        }
    }

    /// The whole numbers of a place on the square.
    pub(super) fn snap(self, spot: Spot) -> Node {
        self.vertex(spot).node
    }

    fn units(self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [lon * self.units_a_degree, -lat * self.units_a_degree]
    }

    /// The whole numbers of a place given in tiles.
    fn corner(self, tiles: [f64; 2]) -> Node {
        let exact = match self.format {
            Format::Mvt => tiles.map(|part| part * EXTENT as f64),
            Format::GeoJson => self.units(self.set.degrees(self.zoom, tiles)),
        };
        exact.map(round)
    }

    /// Where the edge before the tile of a column (`axis` 0) or row (1) lies.
    pub(super) fn edge(self, axis: usize, tile: f64) -> i64 {
        self.corner([tile, tile])[axis]
    }

    /// The tile's box grown by so many cells of 1/4096, cut at the world's edge.
    pub(super) fn window(self, tile: TileId, margin: i64) -> Window {
        let (low, high) = self.grown(tile, margin);
        Window {
            low: self.corner(low),
            high: self.corner(high),
        }
    }

    /// The same on the square.
    pub(super) fn box_on_square(self, tile: TileId, margin: i64) -> (Spot, Spot) {
        let (low, high) = self.grown(tile, margin);
        self.on_square(low, high)
    }

    /// A box given in tiles, on the square.
    pub(super) fn on_square(self, low: [f64; 2], high: [f64; 2]) -> (Spot, Spot) {
        (self.set.spot(self.zoom, low), self.set.spot(self.zoom, high))
    }

    /// The same in tiles, not rounded.
    pub(super) fn grown(self, tile: TileId, margin: i64) -> TileBox {
        let by = margin as f64 / EXTENT as f64;
        let end = self.set.size(self.zoom).map(|n| n as f64);
        let own = [f64::from(tile.column()), f64::from(tile.row())];
        let cut = |axis: usize, tiles: f64| tiles.clamp(0.0, end[axis]);
        (
            [0, 1].map(|axis| cut(axis, own[axis] - by)),
            [0, 1].map(|axis| cut(axis, own[axis] + 1.0 + by)),
        )
    }

    /// The world's south-east corner.
    pub(super) fn world_end(self) -> Node {
        self.corner(self.set.size(self.zoom).map(|n| n as f64))
    }
}

/// To the nearest whole number, halves up: a cell holds its lower edge and not its upper one.
pub(super) fn round(number: f64) -> i64 {
    (number + 0.5).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_follow_the_formula_at_every_zoom() {
        let told: Vec<u8> = (0..=22).map(coordinate_decimals).collect();
        let expected = [2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 7];
        assert_eq!(told, expected);
    }

    #[test]
    fn tiles_of_a_row_meet_in_the_same_numbers() {
        for set in MatrixSet::ALL {
            for format in [Format::Mvt, Format::GeoJson] {
                for zoom in [1_u8, 9, 21] {
                    let grid = Grid::new(set, zoom, format);
                    let left = TileId::of(set, u64::from(zoom), 0, 0).expect("in range");
                    let right = TileId::of(set, u64::from(zoom), 1, 0).expect("in range");
                    let (left, right) = (grid.window(left, 0), grid.window(right, 0));
                    assert_eq!(left.high[0], right.low[0], "{set:?} {format:?} {zoom}");
                    assert_eq!(left.high[0], grid.edge(0, 1.0));
                    assert_eq!(left.high[1], grid.edge(1, 1.0));
                }
            }
        }
    }

    #[test]
    fn a_place_has_the_same_degrees_in_every_set() {
        let spot = super::super::shape::to_square(geo::Coord { x: 116.39, y: 39.91 });
        for set in MatrixSet::ALL {
            let grid = Grid::new(set, 15 - set.ahead(), Format::GeoJson);
            assert_eq!(grid.snap(spot), [116_390_000, -39_910_000], "{set:?}");
        }
        let mvt = |set| Grid::new(set, 0, Format::Mvt).snap([0.5, 0.5]);
        assert_eq!(mvt(MatrixSet::WebMercatorQuad), [2048, 2048]);
        assert_eq!(mvt(MatrixSet::WorldCrs84Quad), [4096, 2048]);
    }
}
