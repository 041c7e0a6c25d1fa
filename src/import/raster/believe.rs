//! Parts of a raster from the child are looked at before they are taken: a hostile file may have made it say anything.

use super::RasterPart;
use super::elevation::MOST_CELLS;
use super::people::{TOO_MANY, cell_order};
use crate::crs::LonLat;
use crate::domain::raster::{Grid, PeopleCell};
use crate::units::Persons;

/// What was heard so far.
pub(in crate::import) struct Believing {
    elevation: bool,
    grid: Option<Grid>,
    /// The last tile: its row, then its column.
    last: Option<(u32, u32)>,
    /// The last cell with people.
    last_cell: Option<(u32, u32, u32, u32)>,
    /// People so far.
    people: Persons,
}

impl Believing {
    /// Of heights, or else of people.
    pub(in crate::import) fn new(elevation: bool) -> Self {
        Self {
            elevation,
            grid: None,
            last: None,
            last_cell: None,
            people: Persons::NONE,
        }
    }

    /// Whether a part is of the kind that was asked for, comes in order and is as large as it must be.
    pub(in crate::import) fn sound(&mut self, part: &RasterPart) -> bool {
        match part {
            RasterPart::Head(raster) => {
                let grid = raster.grid;
                let first = self.grid.is_none();
                self.grid = Some(grid);
                first
                    && grid.is_sound()
                    && u64::from(grid.width) * u64::from(grid.height) <= MOST_CELLS
                    && raster.cell_m.is_finite()
                    && raster.cell_m > 0.0
            }
            RasterPart::Tile(tile) => {
                let next = Some((tile.row, tile.column));
                let in_order = next > self.last;
                self.last = next;
                let size = self.grid.and_then(|grid| grid.tile_size(tile.column, tile.row));
                self.elevation
                    && in_order
                    && size.is_some_and(|(width, height)| {
                        tile.width == width && tile.cells.len() == width as usize * height as usize
                    })
            }
            RasterPart::People(cells) => {
                !self.elevation
                    && self.grid.is_some()
                    && cells
                        .iter()
                        .all(|cell| on_earth(cell) && self.follows(cell) && self.count(cell.people))
            }
        }
    }
}

impl Believing {
    /// No cell comes twice or too late: a group's cells are sought in the order of everybody's.
    fn follows(&mut self, cell: &PeopleCell) -> bool {
        let order = Some(cell_order(cell));
        let follows = order > self.last_cell;
        self.last_cell = order;
        follows
    }

    /// Sums stay within what a number holds.
    fn count(&mut self, people: Persons) -> bool {
        let sum = self.people.0.checked_add(people.0).filter(|sum| *sum <= TOO_MANY);
        self.people = Persons(sum.unwrap_or(TOO_MANY));
        sum.is_some()
    }
}

fn on_earth(cell: &PeopleCell) -> bool {
    cell.people.0 >= 0
        && cell
            .corners
            .iter()
            .all(|corner| LonLat::new(corner.lon, corner.lat).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::raster::{Raster, Tile};

    fn head() -> RasterPart {
        RasterPart::Head(Box::new(Raster {
            sha256: String::new(),
            crs: "EPSG:4326".to_owned(),
            grid: Grid {
                transform: [0.0, 1.0, 0.0, 0.0, 0.0, -1.0],
                width: 300,
                height: 2,
            },
            band: 1,
            cell_m: 30.0,
            unit: "metres".to_owned(),
            no_data: String::new(),
            as_of: None,
        }))
    }

    fn tile(column: u32, width: u32) -> RasterPart {
        RasterPart::Tile(Tile {
            column,
            row: 0,
            width,
            cells: vec![1.0; 2 * width as usize],
        })
    }

    #[test]
    fn parts_come_in_order_and_are_as_large_as_they_must_be() {
        let mut believing = Believing::new(true);
        assert!(!Believing::new(true).sound(&tile(0, 257)), "no head came");
        let mut people = Believing::new(false);
        assert!(!people.sound(&RasterPart::People(Vec::new())), "no head came");
        assert!(people.sound(&head()) && people.sound(&RasterPart::People(Vec::new())));
        assert!(!people.sound(&tile(0, 257)), "people were asked for");
        let cell = |row, column| PeopleCell {
            row,
            column,
            people: Persons::whole(1),
            corners: [LonLat { lon: 0.0, lat: 0.0 }; 4],
        };
        assert!(people.sound(&RasterPart::People(vec![cell(1, 1), cell(1, 300), cell(2, 7)])));
        assert!(!people.sound(&RasterPart::People(vec![cell(2, 7)])), "twice");
        assert!(believing.sound(&head()) && believing.sound(&tile(0, 257)) && believing.sound(&tile(1, 44)));
        assert!(!believing.sound(&tile(1, 44)), "twice");
        assert!(!believing.sound(&tile(2, 1)), "there is no such tile");
        assert!(!believing.sound(&head()), "a second head");
    }
}
