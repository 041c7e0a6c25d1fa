//! A user's table of categories: a value of the source in one column, the category that it means in the other.

use std::path::Path;

use super::category_words::UserTable;
use super::error::ImportError;
use super::format::Format;
use super::held::nearest;
use super::progress::Silent;
use super::table::{Manner, Table};
use crate::domain::category::Catalogue;
use crate::domain::record::{Check, Remark};

/// Words for a value that is no facility.
const NONE: [&str; 5] = ["", "-", "none", "无", "不是"];

/// Reads the table; a category that the catalogue does not know refuses it, and all of them are listed.
pub(super) fn read(path: &Path, catalogue: &Catalogue) -> Result<UserTable, ImportError> {
    let file = super::file_name(path)?;
    let format = Format::of(path, &file)?;
    if !format.is_table() {
        return Err(ImportError::WrongContent {
            file,
            expected: "table".to_owned(),
            reason: "categories are given in a table (CSV, XLSX, XLS or ODS) with the columns value and category"
                .to_owned(),
        });
    }
    let known = |word: &str| ["value", "category", "值", "类别"].contains(&word.to_lowercase().as_str());
    let table = Table::open(path, &file, format, Manner::default(), &known)?;
    let place = |names: [&str; 3], otherwise: usize| {
        let found = table
            .columns
            .iter()
            .position(|column| names.contains(&column.name.trim().to_lowercase().as_str()));
        found.unwrap_or(otherwise)
    };
    let (value, category) = (
        place(["value", "值", "原值"], 0),
        place(["category", "类别", "设施类别"], 1),
    );
    let mut rows: Vec<(u64, String, String)> = Vec::new();
    table.each(&Silent, |row| {
        let text = |column: usize| row.cells.get(column).and_then(|cell| cell.code().ok().flatten());
        if let Some(value) = text(value) {
            rows.push((row.number, value, text(category).unwrap_or_default()));
        }
    })?;
    let mut found = UserTable::new();
    let mut problems = Vec::new();
    for (number, value, words) in rows {
        match keys(&words, catalogue) {
            Ok(keys) => {
                found.insert(value, keys);
            }
            Err(what) => problems.push(Remark::of_row(
                Check::Reading,
                number.to_string(),
                Some("category"),
                what,
            )),
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(ImportError::CategoryTable { table: file, problems })
    }
}

/// The categories that words mean; several are parted by `;` or `|`.
pub(super) fn keys(words: &str, catalogue: &Catalogue) -> Result<Vec<String>, String> {
    if NONE.contains(&words.trim().to_lowercase().as_str()) {
        return Ok(Vec::new());
    }
    words
        .split([';', '|', '；', '、'])
        .map(str::trim)
        .map(|word| {
            catalogue
                .find(word)
                .map(|category| category.key.clone())
                .ok_or_else(|| {
                    let hint = nearest(catalogue, word).map(|c| format!("; the nearest is {} ({})", c.key, c.zh));
                    format!("{word:?} is not in the catalogue{}", hint.unwrap_or_default())
                })
        })
        .collect()
}
