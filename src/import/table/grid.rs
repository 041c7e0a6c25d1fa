//! A sheet of a workbook as it stands there: cells by row and column, and which of them were merged.

use crate::import::cell::Cell;

/// A sheet's rows that hold something, by their number in the sheet (from 1), all equally wide.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Grid {
    pub(super) rows: Vec<GridRow>,
    pub(super) merges: Vec<Merge>,
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GridRow {
    /// Its number in the sheet, from 1.
    pub(super) number: u64,
    pub(super) cells: Vec<Cell>,
    /// Places whose number was written once for several rows, with the first and the last of them.
    pub(super) shared: Vec<(usize, u64, u64)>,
}

/// Cells that were merged into one: rows from 1, columns from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    pub(super) top: u64,
    pub(super) bottom: u64,
    pub(super) left: usize,
    pub(super) right: usize,
}

impl Merge {
    pub(super) fn wide(&self) -> bool {
        self.right > self.left
    }

    pub(super) fn tall(&self) -> bool {
        self.bottom > self.top
    }
}

impl GridRow {
    pub(super) fn new(number: u64, cells: Vec<Cell>) -> Self {
        Self {
            number,
            cells,
            shared: Vec::new(),
        }
    }

    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Null)
    }
}

impl Grid {
    /// From rows and merges as the file has them.
    pub(super) fn new(mut rows: Vec<GridRow>, mut merges: Vec<Merge>) -> Self {
        rows.sort_by_key(|row| row.number);
        merges.sort_unstable();
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        for row in &mut rows {
            row.cells.resize(width, Cell::Null);
        }
        let mut grid = Self { rows, merges };
        grid.fill();
        grid.rows.retain(|row| !row.is_blank());
        grid
    }

    /// Gives every cell of a merged one its value. A number stands for a whole, so it is given to no second column, and where it was
    /// written once for several rows that is kept in mind: each of them can't have it whole.
    fn fill(&mut self) {
        for merge in &self.merges {
            let first = self.rows.partition_point(|row| row.number < merge.top);
            let Some(head) = self.rows.get(first).filter(|row| row.number == merge.top) else {
                continue;
            };
            let Some(value) = head.cells.get(merge.left).filter(|cell| **cell != Cell::Null).cloned() else {
                continue;
            };
            let number = matches!(value, Cell::Integer(_) | Cell::Real(_));
            let right = if number { merge.left } else { merge.right };
            for row in self.rows[first..]
                .iter_mut()
                .take_while(|row| row.number <= merge.bottom)
            {
                for column in merge.left..=right.min(row.cells.len().saturating_sub(1)) {
                    row.cells[column] = value.clone();
                }
                if number && merge.tall() {
                    row.shared.push((merge.left, merge.top, merge.bottom));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::of_text(text)
    }

    #[test]
    fn merged_texts_fill_their_cells_and_merged_numbers_are_marked() {
        let rows = vec![
            GridRow::new(1, vec![text("鹿城镇"), Cell::Real(900.0), text("x")]),
            GridRow::new(2, vec![Cell::Null, Cell::Null, text("y")]),
            GridRow::new(3, vec![Cell::Null, Cell::Null, Cell::Null]),
        ];
        let merge = |left, bottom| Merge {
            top: 1,
            bottom,
            left,
            right: left,
        };
        let grid = Grid::new(rows, vec![merge(0, 3), merge(1, 2)]);
        assert_eq!(grid.rows.len(), 3, "the third row has the town's name");
        assert_eq!(grid.rows[2].cells[0], text("鹿城镇"));
        assert_eq!(grid.rows[1].shared, [(1, 1, 2)]);
        assert!(grid.rows[2].shared.is_empty());
    }

    #[test]
    fn a_number_over_two_columns_belongs_to_the_first() {
        let across = Merge {
            top: 1,
            bottom: 1,
            left: 0,
            right: 1,
        };
        let grid = Grid::new(
            vec![GridRow::new(1, vec![Cell::Real(5.0), Cell::Null, text("z")])],
            vec![across],
        );
        assert_eq!(grid.rows[0].cells[1], Cell::Null);
    }
}
