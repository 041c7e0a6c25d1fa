//! Rasters: ground cut into equal cells, each with one number, and the height of a place between four of them.
//!
//! Coordinates here are those of the raster's own reference system; whoever asks brings them there. Cells are kept in tiles that
//! overlap their right and lower neighbours by one cell, so that the four cells round a place always lie in one tile.

use geo::Coord;
use serde::{Deserialize, Serialize};

use crate::crs::LonLat;

/// Cells of a tile's side, without the overlap.
pub const TILE_SIDE: u32 = 256;

/// Where cells lie: their numbers to coordinates, as an affine map, and how many there are.
///
/// ```
/// use yike::domain::raster::Grid;
/// let grid = Grid { transform: [500_000.0, 30.0, 0.0, 2_800_000.0, 0.0, -30.0], width: 4, height: 3 };
/// let middle = grid.place(0.5, 0.5); // of the first cell
/// assert_eq!((middle.x, middle.y), (500_015.0, 2_799_985.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
pub struct Grid {
    /// Of the outer corner of the first cell, and what a step along a row and down a column adds: x = t0 + column t1 + row t2,
    /// y = t3 + column t4 + row t5. A turned raster has all six.
    pub transform: [f64; 6],
    /// Cells in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// The heights of some ground, without the cells themselves.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Raster {
    /// Digest of the file.
    pub sha256: String,
    /// Its reference system: `EPSG:26713`, or a definition in WKT.
    pub crs: String,
    /// Where its cells lie.
    pub grid: Grid,
    /// Which band of the file.
    pub band: u32,
    /// Roughly how wide a cell is, in metres: of several rasters the finer one is asked first.
    pub cell_m: f64,
    /// The unit in which the file has its heights; here they are in metres.
    pub unit: String,
    /// What means that a cell has no height, in words.
    pub no_data: String,
    /// When the data were true.
    pub as_of: Option<String>,
}

/// What is known of a raster when all of its cells were seen.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
pub struct Heights {
    /// Cells with a height.
    pub cells: u64,
    /// The lowest, in metres.
    pub low_m: f32,
    /// The highest, in metres.
    pub high_m: f32,
}

/// A piece of a raster.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Tile {
    /// Its place among the tiles of its row, from 0.
    pub column: u32,
    /// Its row of tiles, from 0.
    pub row: u32,
    /// Cells in a row of it, overlap included.
    pub width: u32,
    /// Heights in metres, row by row; not a number where there is none.
    pub cells: Vec<f32>,
}

/// A cell with people, where it lies and who lives there.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
pub struct PeopleCell {
    /// Its row in the file, from 1.
    pub row: u32,
    /// Its column in the file, from 1.
    pub column: u32,
    /// Its people, in millionths.
    pub people: crate::units::Persons,
    /// Its corners in degrees, one after the other.
    pub corners: [LonLat; 4],
}

/// The place of four cells round a point, and how much each counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stencil {
    column: u32,
    row: u32,
    right: f64,
    down: f64,
}

impl Grid {
    /// Coordinates of a place given in cells: (0, 0) is the outer corner of the first cell, (0.5, 0.5) its middle.
    pub fn place(&self, column: f64, row: f64) -> Coord<f64> {
        let [x, right_x, down_x, y, right_y, down_y] = self.transform;
        Coord {
            x: x + column * right_x + row * down_x,
            y: y + column * right_y + row * down_y,
        }
    }

    /// A place in cells; `None` where the map can't be turned round, or the place is nowhere.
    pub fn cell(&self, at: Coord<f64>) -> Option<Coord<f64>> {
        let [x, right_x, down_x, y, right_y, down_y] = self.transform;
        let det = right_x * down_y - down_x * right_y;
        let (dx, dy) = (at.x - x, at.y - y);
        let cell = Coord {
            x: (dx * down_y - dy * down_x) / det,
            y: (dy * right_x - dx * right_y) / det,
        };
        (cell.x.is_finite() && cell.y.is_finite()).then_some(cell)
    }

    /// Whether its numbers can be those of a raster: finite, cells with an area, at least one of them.
    pub fn is_sound(&self) -> bool {
        let [_, right_x, down_x, _, right_y, down_y] = self.transform;
        let det = right_x * down_y - down_x * right_y;
        self.transform.iter().all(|number| number.is_finite()) && det != 0.0 && self.width > 0 && self.height > 0
    }

    /// A part of it, from a first cell on.
    #[must_use]
    pub fn part(&self, column: u32, row: u32, width: u32, height: u32) -> Self {
        let corner = self.place(f64::from(column), f64::from(row));
        let mut transform = self.transform;
        (transform[0], transform[3]) = (corner.x, corner.y);
        Self {
            transform,
            width,
            height,
        }
    }

    /// Tiles in a row, and rows of them.
    pub fn tiles(&self) -> (u32, u32) {
        (self.width.div_ceil(TILE_SIDE), self.height.div_ceil(TILE_SIDE))
    }

    /// Cells of a tile's row and its rows, overlap included; `None` for a tile that is not one of its.
    pub fn tile_size(&self, column: u32, row: u32) -> Option<(u32, u32)> {
        let (across, down) = self.tiles();
        let size = |number: u32, all: u32| (all - number * TILE_SIDE).min(TILE_SIDE + 1);
        (column < across && row < down).then(|| (size(column, self.width), size(row, self.height)))
    }

    /// The four cells whose middles lie round a place; fewer where it lies on the line between two middles. `None` outside the
    /// outermost middles: there is no height on the other side.
    pub fn stencil(&self, at: Coord<f64>) -> Option<Stencil> {
        let cell = self.cell(at)?;
        let (column, right) = split(cell.x - 0.5, self.width)?;
        let (row, down) = split(cell.y - 0.5, self.height)?;
        Some(Stencil {
            column,
            row,
            right,
            down,
        })
    }

    /// The heights of many places: tiles are asked for one after the other, each once, whatever the order of the places.
    ///
    /// # Errors
    /// What `tile` says.
    pub fn heights<E>(
        &self,
        places: &[Coord<f64>],
        mut tile: impl FnMut(u32, u32) -> Result<Option<Tile>, E>,
    ) -> Result<Vec<Option<f32>>, E> {
        let mut asked: Vec<((u32, u32), usize, Stencil)> = places
            .iter()
            .enumerate()
            .filter_map(|(index, place)| {
                let stencil = self.stencil(*place)?;
                let (column, row) = stencil.tile();
                Some(((row, column), index, stencil))
            })
            .collect();
        asked.sort_by_key(|(tile, index, _)| (*tile, *index));
        let mut heights = vec![None; places.len()];
        for same in asked.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = same[0].0;
            let Some(found) = tile(column, row)? else {
                continue;
            };
            for (_, index, stencil) in same {
                heights[*index] = stencil.height(&found);
            }
        }
        Ok(heights)
    }
}

/// The last middle before a place along one side, and how far beyond it the place lies.
fn split(at: f64, count: u32) -> Option<(u32, f64)> {
    // A place on the rim that arithmetic has moved a billionth of a cell lies on the rim.
    let near = at.round();
    let at = if (at - near).abs() < 1e-9 { near } else { at };
    if !(at >= 0.0 && at <= f64::from(count) - 1.0) {
        return None;
    }
    let before = at.floor();
    Some((before as u32, at - before))
}

impl Stencil {
    /// The tile that holds its cells: column and row among the tiles.
    pub fn tile(&self) -> (u32, u32) {
        (self.column / TILE_SIDE, self.row / TILE_SIDE)
    }

    /// The height there, in metres: bilinear between the four middles. `None` where one of those that count has none.
    pub fn height(&self, tile: &Tile) -> Option<f32> {
        let (column, row) = (self.column % TILE_SIDE, self.row % TILE_SIDE);
        let mut height = 0.0;
        for (rows, part_down) in [(0, 1.0 - self.down), (1, self.down)] {
            for (columns, part_right) in [(0, 1.0 - self.right), (1, self.right)] {
                let part = part_down * part_right;
                if part == 0.0 {
                    continue;
                }
                height += part * f64::from(tile.cell(column + columns, row + rows)?);
            }
        }
        Some(height as f32)
    }
}

impl Tile {
    /// A cell's height; `None` where it has none.
    pub fn cell(&self, column: u32, row: u32) -> Option<f32> {
        if column >= self.width {
            return None;
        }
        let index = row as usize * self.width as usize + column as usize;
        self.cells.get(index).copied().filter(|height| height.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    /// A raster whose cells are given by a function, in tiles.
    fn tiles(grid: &Grid, height: impl Fn(u32, u32) -> f32) -> BTreeMap<(u32, u32), Tile> {
        let (across, down) = grid.tiles();
        let mut made = BTreeMap::new();
        for row in 0..down {
            for column in 0..across {
                let (width, rows) = grid.tile_size(column, row).expect("one of its");
                let cells = (0..rows)
                    .flat_map(|r| (0..width).map(move |c| (column * TILE_SIDE + c, row * TILE_SIDE + r)))
                    .map(|(c, r)| height(c, r))
                    .collect();
                let tile = Tile {
                    column,
                    row,
                    width,
                    cells,
                };
                made.insert((column, row), tile);
            }
        }
        made
    }

    fn sampled(grid: &Grid, tiles: &BTreeMap<(u32, u32), Tile>, places: &[Coord<f64>]) -> Vec<Option<f32>> {
        let found = grid.heights(places, |column, row| {
            Ok::<_, Infallible>(tiles.get(&(column, row)).cloned())
        });
        match found {
            Ok(heights) => heights,
            Err(never) => match never {},
        }
    }

    proptest! {
        /// A sloping plane is met exactly anywhere, also over the joints of tiles and in a turned raster.
        #[test]
        fn a_plane_is_sampled_exactly(
            turn in -3.0_f64..3.0,
            side in 0.5_f64..90.0,
            places in prop::collection::vec((0.5_f64..599.5, 0.5_f64..299.5), 1..40),
        ) {
            let (sin, cos) = turn.sin_cos();
            let grid = Grid {
                transform: [4000.0, side * cos, side * sin, 7000.0, side * sin, -side * cos],
                width: 600,
                height: 300,
            };
            prop_assert!(grid.is_sound());
            let tiles = tiles(&grid, |c, r| 100.0 + 0.5 * c as f32 - 0.25 * r as f32);
            let coords: Vec<_> = places.iter().map(|(c, r)| grid.place(*c, *r)).collect();
            for ((c, r), height) in places.iter().zip(sampled(&grid, &tiles, &coords)) {
                let wanted = 100.0 + 0.5 * (c - 0.5) - 0.25 * (r - 0.5);
                let height = height.expect("inside the outermost middles");
                prop_assert!((f64::from(height) - wanted).abs() < 1e-4, "{height} {wanted}");
            }
        }

        /// In bulk is as one by one, in any order.
        #[test]
        fn many_at_once_are_as_one_by_one(places in prop::collection::vec((-5.0_f64..520.0, -5.0_f64..520.0), 1..60)) {
            let grid = Grid { transform: [0.0, 1.0, 0.0, 0.0, 0.0, 1.0], width: 513, height: 512 };
            let tiles = tiles(&grid, |c, r| if (c * 7 + r * 13) % 11 == 0 { f32::NAN } else { (c * r % 97) as f32 });
            let coords: Vec<_> = places.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect();
            let all = sampled(&grid, &tiles, &coords);
            for (one, height) in coords.iter().zip(&all) {
                prop_assert_eq!(&sampled(&grid, &tiles, &[*one])[0], height);
            }
        }
    }

    #[test]
    fn a_place_beside_a_cell_without_height_has_none() {
        let grid = Grid {
            transform: [0.0, 10.0, 0.0, 30.0, 0.0, -10.0],
            width: 3,
            height: 3,
        };
        // The middle cell of the last column has none.
        let tiles = tiles(&grid, |c, r| if (c, r) == (2, 1) { f32::NAN } else { 50.0 });
        let at = |x, y| sampled(&grid, &tiles, &[Coord { x, y }])[0];
        assert_eq!(at(14.9, 20.0), Some(50.0));
        assert_eq!(at(15.1, 20.0), None, "one of its four cells has none");
        assert_eq!(
            at(15.0, 20.0),
            Some(50.0),
            "between two middles, both of which have one"
        );
        assert_eq!(at(25.0, 15.0), None);
        assert_eq!(at(25.0, 25.0), Some(50.0), "the middle of a corner cell");
        for (x, y) in [(4.9, 20.0), (25.1, 25.0), (15.0, 25.1), (15.0, 4.9), (f64::NAN, 1.0)] {
            assert_eq!(at(x, y), None, "{x} {y}: beyond the outermost middles nothing is known");
        }
    }

    #[test]
    fn tiles_overlap_by_one_cell() {
        let grid = Grid {
            transform: [0.0, 1.0, 0.0, 0.0, 0.0, -1.0],
            width: 257,
            height: 512,
        };
        assert_eq!(grid.tiles(), (2, 2));
        assert_eq!(grid.tile_size(0, 0), Some((257, 257)));
        assert_eq!(grid.tile_size(1, 1), Some((1, 256)));
        assert_eq!(grid.tile_size(2, 0), None);
    }

    #[test]
    fn a_part_lies_where_it_lay() {
        let grid = Grid {
            transform: [100.0, 2.0, 0.5, 50.0, 0.25, -2.0],
            width: 30,
            height: 20,
        };
        let part = grid.part(7, 3, 5, 5);
        assert_eq!(part.place(1.0, 2.0), grid.place(8.0, 5.0));
        let back = grid.cell(grid.place(8.25, 5.75)).expect("it can be turned round");
        assert!((back.x - 8.25).abs() < 1e-12 && (back.y - 5.75).abs() < 1e-12);
        let flat = Grid {
            transform: [0.0, 1.0, 1.0, 0.0, 1.0, 1.0],
            ..grid
        };
        assert!(!flat.is_sound());
    }
}
