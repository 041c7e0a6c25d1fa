//! Tables: workbooks and delimited text, with titles, headers of several rows, merged cells and sums.

mod answer;
mod archive;
mod delimited;
mod grid;
mod header;
mod line_ends;
mod open_document;
mod totals;
mod workbook;

use std::path::Path;

use super::cell::Cell;
use super::error::ImportError;
use super::format::Format;
use super::header_rows::HeaderRows;
use super::progress::Progress;
use super::source::Column;
pub(super) use answer::looks_so as is_answer;
use delimited::Delimited;
pub(super) use delimited::in_step;
use grid::GridRow;
use totals::Extra;

/// How a table is to be read, where its looks don't tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner<'a> {
    /// The sheet.
    pub(super) sheet: Option<&'a str>,
    /// Where the header stands.
    pub(super) header: Option<HeaderRows>,
    /// The letters of a text.
    pub(super) encoding: Option<&'a str>,
}

/// An opened table.
pub(super) struct Table {
    file: String,
    /// The sheet; empty for text.
    pub(super) layer: String,
    pub(super) columns: Vec<Column>,
    /// What is to be said of how it was read.
    pub(super) remarks: Vec<String>,
    body: Body,
}

enum Body {
    Held(Vec<GridRow>),
    Delimited(Delimited),
}

/// One row on its way.
pub(super) struct TableRow<'a> {
    /// Its number as a spreadsheet shows it.
    pub(super) number: u64,
    pub(super) cells: &'a mut [Cell],
    /// It has more cells than the header.
    pub(super) wide: Option<String>,
    /// Columns whose number was written once for several rows, with the first and the last of them.
    pub(super) shared: &'a [(usize, u64, u64)],
}

impl Table {
    /// Opens a table. `known` says whether a word is the name of a column.
    pub(super) fn open(
        path: &Path,
        file: &str,
        format: Format,
        manner: Manner<'_>,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<Self, ImportError> {
        if format == Format::Csv {
            return Delimited::open(path, file, manner, known);
        }
        if format == Format::Answer {
            let (names, rows) = answer::read(path, file)?;
            let columns = columns(names, &rows);
            return Ok(Self {
                file: file.to_owned(),
                layer: String::new(),
                columns,
                remarks: vec!["it is a list of objects in JSON, and no GeoJSON: it is read as a table".to_owned()],
                body: Body::Held(rows),
            });
        }
        let (layer, grid) = workbook::read(path, file, format, manner.sheet)?;
        let mut rows = grid.rows;
        let found = header::find(&rows, &grid.merges, known, manner.header).ok_or_else(|| ImportError::NoHeader {
            file: file.to_owned(),
            layer: layer.clone(),
            header: manner.header,
        })?;
        once(&found.names, file)?;
        let mut remarks = Vec::new();
        remarks.extend(told(&rows, &found, manner.header.is_some()));
        rows.drain(..found.ends());
        let columns = columns(found.names, &rows);
        Ok(Self {
            file: file.to_owned(),
            layer,
            columns,
            remarks,
            body: Body::Held(rows),
        })
    }

    /// Whether there are no rows below the header.
    pub(super) fn is_empty(&self) -> bool {
        match &self.body {
            Body::Held(rows) => rows.is_empty(),
            Body::Delimited(text) => text.is_empty(),
        }
    }

    /// The cells of the first rows, without sums and notes. What is wrong with them is said when they are read.
    pub(super) fn first(&self, most: usize) -> Vec<Vec<Cell>> {
        let mut left_out = LeftOut::default();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut keep = |number: u64, cells: &[Cell]| {
            if !left_out.takes(number, cells) {
                rows.push(cells.to_vec());
            }
            rows.len() < most
        };
        match &self.body {
            Body::Held(held) => {
                let _ = held.iter().all(|row| keep(row.number, &row.cells));
            }
            Body::Delimited(text) => {
                let _ = text.first(&self.file, |number, cells| keep(number, cells));
            }
        }
        rows
    }

    /// Hands over row after row, without sums and notes. Returns how many there were, and what is to be said of those left out.
    pub(super) fn each(
        &self,
        progress: &dyn Progress,
        mut take: impl FnMut(TableRow<'_>),
    ) -> Result<(u64, Vec<String>), ImportError> {
        let mut read: u64 = 0;
        let mut left_out = LeftOut::default();
        let mut hand_over = |row: TableRow<'_>, total: Option<u64>| {
            if left_out.takes(row.number, row.cells) {
                return;
            }
            read += 1;
            if read.is_multiple_of(1024) {
                progress.at(read, total);
            }
            take(row);
        };
        match &self.body {
            Body::Held(rows) => {
                let total = rows.len() as u64;
                for row in rows {
                    let mut cells = row.cells.clone();
                    let row = TableRow {
                        number: row.number,
                        cells: &mut cells,
                        wide: None,
                        shared: &row.shared,
                    };
                    hand_over(row, Some(total));
                }
            }
            Body::Delimited(text) => text.each(&self.file, |row| hand_over(row, None))?,
        }
        progress.at(read, Some(read));
        Ok((read, left_out.told()))
    }
}

/// Columns with their names; a column is of numbers where nothing else stands in it.
fn columns(names: Vec<String>, rows: &[GridRow]) -> Vec<Column> {
    let placed = names.into_iter().enumerate();
    placed
        .map(|(index, name)| {
            let mut filled = rows
                .iter()
                .filter_map(|row| row.cells.get(index))
                .filter(|cell| **cell != Cell::Null)
                .peekable();
            let numeric =
                filled.peek().is_some() && filled.all(|cell| matches!(cell, Cell::Integer(_) | Cell::Real(_)));
            Column { name, numeric }
        })
        .collect()
}

/// Refuses two tables side by side, as rosters are pasted to fit a page: the rows of the second would be lost.
fn once(names: &[String], file: &str) -> Result<(), ImportError> {
    // Columns without a heading are called as a spreadsheet calls them, in brackets.
    let own: Vec<&String> = names.iter().filter(|name| !name.starts_with('(')).collect();
    let again = (2..=own.len() / 2).rev().find(|width| {
        let (first, rest) = own.split_at(*width);
        rest.windows(*width).any(|next| next == first) && first.iter().any(|name| **name != *first[0])
    });
    let Some(width) = again else { return Ok(()) };
    let headings: Vec<&str> = own[..width].iter().map(|name| name.as_str()).collect();
    Err(ImportError::Refused {
        file: file.to_owned(),
        what: format!(
            "the headings {} stand twice beside each other: two tables lie side by side",
            headings.join(", ")
        ),
        advice: "put the second below the first, under one row of headings".to_owned(),
    })
}

/// What is said of a header that is not simply the first row.
fn told(rows: &[GridRow], header: &header::Header, asked: bool) -> Option<String> {
    if asked {
        return None;
    }
    let Some((first, last)) = header.rows else {
        return Some(format!(
            "no header is found: its columns are called {}, for the first row looks like data; if it is the header, say --header-rows 1",
            header.names.join(", ")
        ));
    };
    if last == 0 {
        return None;
    }
    let above = &rows[..first];
    let (first, last) = (rows.get(first)?.number, rows.get(last)?.number);
    let place = if first == last {
        format!("the header is row {first}")
    } else {
        format!("the header is rows {first} to {last}, joined")
    };
    let above: Vec<String> = above
        .iter()
        .filter_map(|row| row.cells.iter().find_map(Cell::text))
        .map(|text| format!("{text:?}"))
        .collect();
    if above.is_empty() {
        return Some(place);
    }
    Some(format!("{place}; above it stands what is no row: {}", above.join(", ")))
}

/// Rows that are no rows.
#[derive(Default)]
struct LeftOut {
    sums: Vec<String>,
    notes: Vec<String>,
}

impl LeftOut {
    fn takes(&mut self, number: u64, cells: &[Cell]) -> bool {
        match totals::extra(cells) {
            Some(Extra::Sum(word)) => self.sums.push(format!("row {number} ({word})")),
            Some(Extra::Note(_)) => self.notes.push(format!("row {number}")),
            None => return false,
        }
        true
    }

    fn told(self) -> Vec<String> {
        let mut told = Vec::new();
        if !self.sums.is_empty() {
            told.push(format!(
                "rows that add up others are left out: {}",
                self.sums.join(", ")
            ));
        }
        if !self.notes.is_empty() {
            told.push(format!("notes below the table are left out: {}", self.notes.join(", ")));
        }
        told
    }
}
