//! What a person looks at before a file is imported: its columns, its first rows, and the rows with problems.
//!
//! `import` makes it while it reads, `http` shows it; nothing is computed from it.

use serde::{Deserialize, Serialize};

/// Rows that are shown from the beginning of a file.
pub const FIRST_ROWS: u64 = 50;
/// Rows with problems that are shown beside them.
pub const MOST_WRONG_ROWS: usize = 1000;
/// Columns that are shown.
pub const MOST_COLUMNS: usize = 256;
/// Letters of a cell that are shown.
pub const LONGEST_CELL: usize = 200;

/// A part of what is seen of a file, as soon as it is known: the head comes even where the rows can't be read.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub enum Seen {
    /// Columns and first rows.
    Head(Head),
    /// What became of the first rows, and of rows with problems.
    Rows(Vec<SampleRow>),
    /// Words for categories that the catalogue does not know.
    UnknownCategories(Vec<UnknownCategory>),
}

/// A file's columns with its first rows.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
pub struct Head {
    /// The layer that is read; empty for formats without layers.
    pub layer: String,
    /// Its columns.
    pub columns: Vec<SampleColumn>,
    /// All fields that rows of the kind may have.
    pub fields: Vec<String>,
    /// Cells of the first rows as text; `None` where empty.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A column, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct SampleColumn {
    /// Its name.
    pub name: String,
    /// The field that it gives; `None` where it is not used.
    pub field: Option<String>,
    /// How sure that is, 0 to 100: 100 where the user said it.
    pub confidence_percent: u8,
}

/// A row as the source has it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct SampleRow {
    /// Its number in the file, from 1.
    pub row: u64,
    /// Its cells as text; `None` where empty.
    pub cells: Vec<Option<String>>,
    /// Something is wrong with it.
    pub wrong: bool,
    /// Where it lies: longitude, latitude in degrees. `None` where that is not known.
    pub at: Option<[f64; 2]>,
}

/// A word for a category that the catalogue does not know.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct UnknownCategory {
    /// The word.
    pub word: String,
    /// Rows that hold it.
    pub rows: u64,
    /// The key of the category that it is most like.
    pub nearest: Option<String>,
}

/// A cell's text, cut where it is too long to be shown.
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_cut_between_letters() {
        assert_eq!(shown("望京"), "望京");
        let cut = shown(&"望".repeat(LONGEST_CELL + 1));
        assert_eq!(cut.chars().count(), LONGEST_CELL + 1);
        assert!(cut.ends_with('…'));
    }
}
