//! Keeps what a person will look at, while rows go by.

use super::cell::Cell;
use crate::domain::sample::{self, FIRST_ROWS, MOST_COLUMNS, MOST_WRONG_ROWS, SampleRow};

/// The first rows and the rows with problems.
#[derive(Debug, Default)]
pub(super) struct Watching {
    rows: Vec<SampleRow>,
    seen: u64,
    wrong: usize,
}

impl Watching {
    /// Sees a row; keeps it where it is one of the first, or one of not too many wrong ones.
    pub(super) fn see(&mut self, row: u64, cells: &[Cell], wrong: bool, at: Option<[f64; 2]>) {
        self.seen += 1;
        let first = self.seen <= FIRST_ROWS;
        if !first && (!wrong || self.wrong >= MOST_WRONG_ROWS) {
            return;
        }
        self.wrong += usize::from(!first);
        let cells = texts(cells);
        self.rows.push(SampleRow { row, cells, wrong, at });
    }

    /// All that was kept.
    pub(super) fn into_rows(self) -> Vec<SampleRow> {
        self.rows
    }
}

/// Cells as they are shown.
pub(super) fn texts(cells: &[Cell]) -> Vec<Option<String>> {
    let text = |cell: &Cell| cell.text().map(|text| sample::shown(&text));
    cells.iter().take(MOST_COLUMNS).map(text).collect()
}
