//! The lattice that every vertex is snapped to, and the numbers a format writes for it.

use super::set::Format;
use super::shape::{Spot, to_degrees};
use super::tile_id::TileId;
use super::window::{Node, Window};

/// Lattice cells along a tile's side: the extent of a vector tile.
pub(super) const EXTENT: i64 = 4096;

/// Lattice cells that a tile reaches beyond its box, so that clipped outlines are drawn outside of it.
pub(super) const BUFFER: i64 = 64;

/// Decimals of a degree written at a zoom: enough to tell one lattice cell from the next, at least 2, at most 7.
///
/// ```
/// use yike::tiles::coordinate_decimals;
/// assert_eq!([0, 6, 10, 14, 18, 22].map(coordinate_decimals), [2, 3, 5, 6, 7, 7]);
/// ```
pub fn coordinate_decimals(zoom: u8) -> u8 {
    let cells_a_degree = (EXTENT << zoom) as f64 / 360.0;
    cells_a_degree.log10().ceil().clamp(2.0, 7.0) as u8
}

/// Where a zoom's lattice nodes stand in the whole numbers of one format, y growing southward in both.
///
/// Vector tiles write the lattice itself. `GeoJSON` writes degrees with [`coordinate_decimals`], so its whole numbers are that
/// fraction of a degree; a lattice node has one place there, whichever feature or tile it belongs to. Clipping and repair
/// happen on these numbers, so what is written is what was made valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    zoom: u8,
    format: Format,
    units_a_degree: f64,
}

impl Grid {
    pub(super) fn new(zoom: u8, format: Format) -> Self {
        let units_a_degree = 10_f64.powi(i32::from(coordinate_decimals(zoom)));
        Self {
            zoom,
            format,
            units_a_degree,
        }
    }

    /// Lattice cells along the world's side.
    fn side(self) -> i64 {
        EXTENT << self.zoom
    }

    /// Snaps a place on the square.
    pub(super) fn snap(self, spot: Spot) -> Node {
        let side = self.side() as f64;
        self.node([(spot[0] * side).round() as i64, (spot[1] * side).round() as i64])
    }

    /// Snaps a path; what falls on the vertex before it is left out.
    pub(super) fn snap_path(self, path: &[Spot]) -> Vec<Node> {
        let side = self.side() as f64;
        let mut nodes: Vec<Node> = Vec::with_capacity(path.len());
        nodes.extend(
            path.iter()
                .map(|spot| [(spot[0] * side).round() as i64, (spot[1] * side).round() as i64]),
        );
        nodes.dedup();
        if self.format == Format::GeoJson {
            for node in &mut nodes {
                *node = self.node(*node);
            }
            nodes.dedup();
        }
        nodes
    }

    /// Where a lattice node stands.
    fn node(self, lattice: Node) -> Node {
        match self.format {
            Format::Mvt => lattice,
            Format::GeoJson => {
                let side = self.side() as f64;
                let [lon, lat] = to_degrees([lattice[0] as f64 / side, lattice[1] as f64 / side]);
                let scale = self.units_a_degree;
                [(lon * scale).round() as i64, -((lat * scale).round() as i64)]
            }
        }
    }

    /// `GeoJSON`'s whole numbers in a degree.
    pub(super) fn units_a_degree(self) -> f64 {
        self.units_a_degree
    }

    /// The tile's box grown by so many lattice cells, cut at the world's edge.
    pub(super) fn window(self, tile: TileId, margin: i64) -> Window {
        let cut = |cells: i64| cells.clamp(0, self.side());
        let (x, y) = (i64::from(tile.column()) * EXTENT, i64::from(tile.row()) * EXTENT);
        Window {
            low: self.node([cut(x - margin), cut(y - margin)]),
            high: self.node([cut(x + EXTENT + margin), cut(y + EXTENT + margin)]),
        }
    }

    /// The world's south-east corner.
    pub(super) fn world_end(self) -> Node {
        self.node([self.side(), self.side()])
    }
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
        for format in [Format::Mvt, Format::GeoJson] {
            for zoom in [1_u8, 9, 22] {
                let grid = Grid::new(zoom, format);
                let left = TileId::new(u64::from(zoom), 0, 0).expect("in range");
                let right = TileId::new(u64::from(zoom), 1, 0).expect("in range");
                assert_eq!(
                    grid.window(left, 0).high[0],
                    grid.window(right, 0).low[0],
                    "{format:?} {zoom}"
                );
            }
        }
    }
}
