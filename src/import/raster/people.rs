//! People out of a raster: every cell with somebody in it, with its corners.

use geo::Coord;

use super::classes::Classes;
use super::numbers::Numbers;
use super::opened::refused;
use super::true_area::true_area_m2;
use super::unit::PeopleUnit;
use super::{Frame, RasterOrder, RasterPart, RasterUse, note, off_the_ground};
use crate::crs::LonLat;
use crate::domain::raster::PeopleCell;
use crate::domain::record::{Check, Outcome, Remark};
use crate::import::error::ImportError;
use crate::import::progress::Progress;
use crate::units::Persons;

/// Most cells that are looked at: all of a country at 100 m, but not of the largest.
pub(super) const MOST_CELLS: u64 = 1_000_000_000;
/// Most cells with people: each becomes a row, or several.
const MOST_WITH_PEOPLE: u64 = 5_000_000;
/// Wrong cells that are listed; the rest is counted.
const LISTED: usize = 1_000;
/// Cells of a batch.
const BATCH: usize = 4_096;
/// A block that is read at once: columns and rows. Blocks begin at whole multiples of it, whatever the window, so that two rasters with the
/// same cells hand them over in the same order ([`cell_order`]).
const BLOCK: (u32, u32) = (4_096, 256);
/// More than live on earth.
pub(super) const TOO_MANY: i64 = 9_000_000_000 * Persons::MICRO;

/// Where a cell stands in the order in which cells come.
pub fn cell_order(cell: &PeopleCell) -> (u32, u32, u32, u32) {
    // Cells are counted from 1.
    let (row, column) = (cell.row.saturating_sub(1), cell.column.saturating_sub(1));
    (row / BLOCK.1, column / BLOCK.0, row, column)
}

/// Where blocks of `side` begin and end that lie between `first` and `first + count`.
fn blocks(first: u32, count: u32, side: u32) -> impl Iterator<Item = (u32, u32)> {
    let end = first + count;
    (first / side..end.div_ceil(side)).map(move |block| {
        let (begin, after) = (block * side, block.saturating_add(1).saturating_mul(side));
        (begin.max(first), after.min(end))
    })
}

/// Reads the people of a window of the file.
pub(super) fn read(
    order: &RasterOrder,
    unit: PeopleUnit,
    frame: &Frame<'_>,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(RasterPart),
) -> Result<Outcome, ImportError> {
    let [column, row, width, height] = frame.window;
    let looked_at = u64::from(width) * u64::from(height);
    if looked_at > MOST_CELLS {
        return Err(ImportError::TooLarge {
            file: order.file.clone(),
            layer: String::new(),
            what: format!(
                "{width} x {height} cells would be looked at, more than {MOST_CELLS}; cut the file to your place, as with gdalwarp -te, or add its cells up to coarser ones, as with gdalwarp -r sum -tr"
            ),
        });
    }
    let band = frame.opened.band()?;
    let mut numbers = Numbers::of(frame.opened, &band, order.no_data);
    let mut found = Found {
        order,
        frame,
        unit,
        nobody_counts: matches!(order.what, RasterUse::Group(_)),
        outcome: Outcome {
            read: looked_at,
            ..Outcome::default()
        },
        wrong: 0,
        none: 0,
        total: Persons::NONE,
        batch: Vec::new(),
        corners: Vec::new(),
        classes: Classes::new(),
    };
    let none = numbers.none_words();
    sink(RasterPart::Head(Box::new(frame.head(order, unit.key(), none.clone()))));
    if none.is_none() {
        found
            .outcome
            .warnings
            .push(note("no NoData value is declared; every cell counts".to_owned()));
    }
    found.outcome.warnings.extend(numbers.stretched().map(note));
    for (top, below) in blocks(row, height, BLOCK.1) {
        for (left, right) in blocks(column, width, BLOCK.0) {
            let block = numbers.read(left, top, right - left, below - top)?;
            for (line, row) in block.chunks_exact((right - left) as usize).zip(top..) {
                for (number, column) in line.iter().zip(left..) {
                    found.see(*number, column, row, sink)?;
                }
            }
        }
        progress.at(u64::from(below - row), Some(u64::from(height)));
    }
    found.send(sink)?;
    found.done()
}

/// What was found so far.
struct Found<'a> {
    order: &'a RasterOrder,
    frame: &'a Frame<'a>,
    unit: PeopleUnit,
    /// Cells with nobody are handed over too.
    nobody_counts: bool,
    outcome: Outcome,
    wrong: u64,
    /// Cells that hold nothing.
    none: u64,
    total: Persons,
    /// Cells with people: column, row, number.
    batch: Vec<(u32, u32, f64)>,
    corners: Vec<Coord<f64>>,
    classes: Classes,
}

impl Found<'_> {
    fn see(&mut self, number: f64, column: u32, row: u32, sink: &mut dyn FnMut(RasterPart)) -> Result<(), ImportError> {
        if !number.is_nan() {
            self.classes.see(number);
        }
        if number.is_nan() {
            self.none += 1;
        } else if number < 0.0 {
            self.wrong += 1;
            if self.outcome.rejected.len() < LISTED {
                let grid = &self.frame.opened.grid;
                let middle = grid.place(f64::from(column) + 0.5, f64::from(row) + 0.5);
                let place = self.frame.system.to_degrees.fit(middle);
                let cell = format!("{}, column {}", row + 1, column + 1);
                let what = format!("{number} is less than nobody");
                self.outcome.rejected.push(Remark {
                    at: place.map(|place| [place.lon, place.lat]),
                    ..Remark::of_row(Check::Reading, cell, Some("people"), what).with_value(number.to_string())
                });
            }
        } else if number > 0.0 || self.nobody_counts {
            self.outcome.accepted += 1;
            // A group's cells become no rows.
            if self.outcome.accepted > MOST_WITH_PEOPLE && !self.nobody_counts {
                return Err(ImportError::TooLarge {
                    file: self.order.file.clone(),
                    layer: String::new(),
                    what: format!(
                        "more than {MOST_WITH_PEOPLE} of its cells hold people; cut the file to your place, as with gdalwarp -te, or add its cells up to coarser ones, as with gdalwarp -r sum -tr"
                    ),
                });
            }
            self.batch.push((column, row, number));
            if self.batch.len() >= BATCH {
                self.send(sink)?;
            }
        }
        Ok(())
    }

    /// Hands over what waits, with its corners.
    fn send(&mut self, sink: &mut dyn FnMut(RasterPart)) -> Result<(), ImportError> {
        self.corners.clear();
        for (column, row, _) in &self.batch {
            let (column, row) = (f64::from(*column), f64::from(*row));
            let grid = &self.frame.opened.grid;
            self.corners
                .extend([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| grid.place(column + x, row + y)));
        }
        let system = &self.frame.system.to_degrees;
        system.to_degrees(&mut self.corners);
        let mut cells = Vec::with_capacity(self.batch.len());
        for ((column, row, number), corners) in self.batch.drain(..).zip(self.corners.chunks_exact(4)) {
            let mut degrees = [LonLat { lon: 0.0, lat: 0.0 }; 4];
            for (degree, corner) in degrees.iter_mut().zip(corners) {
                *degree = system
                    .believable(*corner)
                    .ok_or_else(|| off_the_ground(&self.order.file, self.frame.system))?;
            }
            let people = match self.unit {
                PeopleUnit::PerCell => number,
                PeopleUnit::PerKm2 => number * true_area_m2(&degrees) / 1e6,
            };
            let people = Persons::from_f64(people).filter(|people| {
                self.total += *people;
                self.total.0 <= TOO_MANY
            });
            let Some(people) = people else {
                return Err(refused(
                    &self.order.file,
                    &format!(
                        "its cells hold more people than live on earth, up to column {}, row {}: {number}",
                        column + 1,
                        row + 1
                    ),
                    "if that number means that nothing is known, say so with --no-data; if it counts people per square kilometre, with --unit per-km2",
                ));
            };
            if people > Persons::NONE || self.nobody_counts {
                cells.push(PeopleCell {
                    row: row + 1,
                    column: column + 1,
                    people,
                    corners: degrees,
                });
            } else {
                // Less than half a millionth of a person.
                self.outcome.accepted -= 1;
            }
        }
        if !cells.is_empty() {
            sink(RasterPart::People(cells));
        }
        Ok(())
    }

    fn done(self) -> Result<Outcome, ImportError> {
        let mut outcome = self.outcome;
        if outcome.accepted == 0 && self.wrong == 0 {
            return Err(refused(
                &self.order.file,
                "not one of its cells holds people here",
                "give a raster of this place, or check --band, --no-data and --crs",
            ));
        }
        let listed = outcome.rejected.len() as u64;
        if self.wrong > listed {
            let what = format!("{} more cells hold less than nobody", self.wrong - listed);
            outcome
                .rejected
                .push(Remark::of_file(Check::Reading, Some("people"), what));
        }
        if self.none > 0 {
            outcome.warnings.push(note(format!(
                "{} of {} cells hold nothing that counts",
                self.none, outcome.read
            )));
        }
        outcome.warnings.extend(self.classes.not_people());
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_begin_at_whole_multiples_and_cover_the_window() {
        let parts = |first, count| blocks(first, count, 256).collect::<Vec<_>>();
        assert_eq!(parts(0, 600), [(0, 256), (256, 512), (512, 600)]);
        assert_eq!(parts(250, 10), [(250, 256), (256, 260)]);
        assert_eq!(parts(256, 256), [(256, 512)]);
        assert_eq!(parts(u32::MAX - 3, 3), [(u32::MAX - 3, u32::MAX)]);
    }

    #[test]
    fn cells_of_a_part_come_in_the_order_of_those_of_the_whole() {
        let cell = |(row, column)| PeopleCell {
            row: row + 1,
            column: column + 1,
            people: Persons::NONE,
            corners: [LonLat { lon: 0.0, lat: 0.0 }; 4],
        };
        // Five blocks wide and three high; the part begins in the middle of one.
        for [column, row, width, height] in [[0, 0, 9_000, 600], [4_000, 200, 300, 120]] {
            let mut orders = Vec::new();
            for (top, below) in blocks(row, height, BLOCK.1) {
                for (left, right) in blocks(column, width, BLOCK.0) {
                    for row in [top, below - 1] {
                        orders.extend([left, right - 1].map(|column| cell_order(&cell((row, column)))));
                    }
                }
            }
            assert!(orders.is_sorted(), "{orders:?}");
        }
    }
}
