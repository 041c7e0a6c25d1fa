//! Numbers of an elevation raster that are probably no heights.

use super::classes::Classes;
use super::note;
use super::opened::refused;
use crate::domain::raster::Grid;
use crate::domain::record::Remark;
use crate::import::error::ImportError;

/// No ground lies lower or higher, sea floors and summits included.
const LOWEST_M: f64 = -11_500.0;
const HIGHEST_M: f64 = 9_000.0;
/// Numbers that programs write where nothing is known.
const CONSTANTS: [f64; 2] = [-9999.0, -999.0];
/// A rim of zeros is remarked from this share on.
const RIM_SHARE: f64 = 0.05;

/// Looks at cells as they go by.
pub(super) struct Suspicious<'a> {
    file: &'a str,
    grid: &'a Grid,
    metres: f64,
    heights: u64,
    constants: [u64; CONSTANTS.len()],
    /// The largest number that the cells can hold, where it is small, and how many hold it.
    fullest: Option<f64>,
    full: u64,
    /// Cells that can't be ground: how many, and the first with its column and row.
    impossible: u64,
    first: Option<(f64, u32, u32)>,
    /// Cells on the rim of the file, and how many of them are zero.
    rim: u64,
    rim_zeros: u64,
    /// The height above zero that is nearest to it.
    nearest: f64,
    classes: Classes,
}

impl<'a> Suspicious<'a> {
    /// Of a file whose numbers are so many metres each; `fullest` is the largest number that a cell can hold, where it is small.
    pub(super) fn new(file: &'a str, grid: &'a Grid, metres: f64, fullest: Option<f64>) -> Self {
        Self {
            fullest,
            full: 0,
            file,
            grid,
            metres,
            heights: 0,
            constants: [0; CONSTANTS.len()],
            impossible: 0,
            first: None,
            rim: 0,
            rim_zeros: 0,
            nearest: f64::INFINITY,
            classes: Classes::new(),
        }
    }

    /// Sees cells, `wide` in a row, of which those within `own` were not seen before; `corner` is the place of the first in the file.
    pub(super) fn see(&mut self, numbers: &[f64], corner: (u32, u32), wide: u32, own: (u32, u32)) {
        for (row, line) in (0..own.1).zip(numbers.chunks_exact(wide as usize)) {
            for (column, number) in (0..own.0).zip(line) {
                self.see_one(*number, corner.0 + column, corner.1 + row);
            }
        }
    }

    fn see_one(&mut self, number: f64, column: u32, row: u32) {
        let rim = column == 0 || row == 0 || column + 1 == self.grid.width || row + 1 == self.grid.height;
        self.rim += u64::from(rim);
        if number.is_nan() {
            return;
        }
        self.heights += 1;
        self.classes.see(number);
        self.rim_zeros += u64::from(rim && number == 0.0);
        if number != 0.0 {
            self.nearest = self.nearest.min(number.abs() * self.metres);
        }
        self.full += u64::from(self.fullest == Some(number));
        for (count, constant) in self.constants.iter_mut().zip(CONSTANTS) {
            *count += u64::from(number.to_bits() == constant.to_bits());
        }
        if !(LOWEST_M..=HIGHEST_M).contains(&(number * self.metres)) {
            self.impossible += 1;
            self.first.get_or_insert((number, column + 1, row + 1));
        }
    }

    /// Cells with a height.
    pub(super) fn heights(&self) -> u64 {
        self.heights
    }

    /// What a person should look at.
    ///
    /// # Errors
    /// Numbers that no ground has.
    pub(super) fn done(self, undeclared: bool) -> Result<Vec<Remark>, ImportError> {
        if let Some((number, column, row)) = self.first {
            return Err(refused(
                self.file,
                &format!(
                    "{} cells hold heights that no ground has, the first is {number} in column {column}, row {row}",
                    self.impossible
                ),
                &format!(
                    "if that number means that nothing is known, say so with --no-data {number}; if it is another unit, with --unit"
                ),
            ));
        }
        let mut remarks = Vec::new();
        for (count, constant) in self.constants.into_iter().zip(CONSTANTS) {
            if count > 0 {
                remarks.push(note(format!(
                    "{count} cells hold exactly {constant}, which often means that nothing is known; if it does here, import again with --no-data {constant}"
                )));
            }
        }
        if let Some(fullest) = self.fullest.filter(|_| undeclared && self.full > 0) {
            remarks.push(note(format!(
                "{} cells hold {fullest}, the largest number that a cell of this file can hold: higher ground may be cut off there, or nothing be known; if the latter, import again with --no-data {fullest}",
                self.full
            )));
        }
        let share = self.rim_zeros as f64 / self.rim.max(1) as f64;
        if undeclared && share >= RIM_SHARE && self.nearest >= 2.0 {
            remarks.push(note(format!(
                "{} of {} cells on the rim of the file hold exactly 0, and no other cell comes near it: it looks like a filled margin; if 0 means that nothing is known, import again with --no-data 0",
                self.rim_zeros, self.rim
            )));
        }
        remarks.extend(self.classes.not_heights());
        Ok(remarks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid {
        transform: [0.0, 1.0, 0.0, 0.0, 0.0, -1.0],
        width: 3,
        height: 3,
    };

    fn seen(numbers: [f64; 9], undeclared: bool) -> Result<Vec<Remark>, ImportError> {
        let mut suspicious = Suspicious::new("dem.tif", &GRID, 1.0, Some(255.0));
        suspicious.see(&numbers, (0, 0), 3, (3, 3));
        suspicious.done(undeclared)
    }

    #[test]
    fn plain_ground_is_not_suspected() {
        assert_eq!(seen([5.0; 9], true), Ok(Vec::new()));
        assert_eq!(
            seen([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0], true),
            Ok(Vec::new()),
            "a coast"
        );
    }

    #[test]
    fn constants_and_a_margin_of_zeros_are_remarked() {
        let words = |numbers, undeclared| {
            seen(numbers, undeclared)
                .expect("it is ground")
                .first()
                .map(|r| r.what.clone())
        };
        let gap = words([-9999.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0], true).expect("it is remarked");
        assert!(
            gap.contains("1 cells hold exactly -9999") && gap.contains("--no-data -9999"),
            "{gap}"
        );
        let margin = [0.0, 0.0, 0.0, 0.0, 80.0, 0.0, 0.0, 0.0, 0.0];
        assert!(words(margin, true).is_some_and(|what| what.contains("8 of 8 cells on the rim")));
        let cut = words([255.0; 9], true).expect("it is remarked");
        assert!(cut.contains("9 cells hold 255"), "{cut}");
        assert_eq!(words([255.0; 9], false), None, "another number is declared");
        assert_eq!(
            words(margin, false),
            None,
            "another number is declared, so 0 is a height"
        );
    }

    #[test]
    fn what_no_ground_has_is_refused_with_its_place() {
        let error = seen([5.0, 5.0, 5.0, 5.0, 5.0, -32_768.0, 5.0, 5.0, -32_768.0], true).expect_err("no ground");
        let text = error.to_string();
        assert!(
            text.contains("2 cells") && text.contains("column 3, row 2") && text.contains("--no-data -32768"),
            "{text}"
        );
    }
}
