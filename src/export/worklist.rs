//! The worklist: rows that nobody could place, town by town, to be placed by hand in a spreadsheet and imported again.

use std::borrow::Cow;
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::error::ExportError;
use super::place::words;
use crate::domain::formula::harmless;
use crate::domain::unplaced::Unplaced;

/// A row that waits for a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The row.
    pub row: Unplaced,
    /// Why it has none.
    pub reason: String,
    /// The communities that may be meant.
    pub candidates: Vec<String>,
}

/// Columns put before the source's own.
const OURS: [&str; 3] = ["yike_row", "yike_reason", "yike_candidates"];

/// Writes a new file, XLSX or CSV by its name: why each row waits, the row as it was, and empty columns for its coordinates, so that it
/// can be filled in and imported as it is.
///
/// # Errors
/// The file exists or can't be written, or its name has another ending.
pub fn write_worklist(path: &Path, columns: &[String], rows: &[Waiting]) -> Result<(), ExportError> {
    let bad = |reason: String| ExportError::Unwritable {
        file: path.display().to_string(),
        why: reason,
    };
    if path.exists() {
        return Err(bad("it exists already; choose another name".to_owned()));
    }
    let lines = lines(columns, rows);
    match path
        .extension()
        .and_then(|end| end.to_str())
        .map(str::to_lowercase)
        .as_deref()
    {
        Some("xlsx") => workbook(&lines)
            .and_then(|mut book| book.save_to_buffer())
            .map_err(|e| bad(e.to_string()))
            .and_then(|bytes| std::fs::write(path, bytes).map_err(|e| bad(words(&e)))),
        Some("csv") => text(&lines)
            .map_err(|e| bad(e.to_string()))
            .and_then(|bytes| std::fs::write(path, bytes).map_err(|e| bad(words(&e)))),
        _ => Err(bad("write it as .xlsx or .csv".to_owned())),
    }
}

/// The header and the rows, ordered by town and row.
fn lines(columns: &[String], rows: &[Waiting]) -> Vec<Vec<String>> {
    let has = |words: &[&str]| columns.iter().any(|name| words.contains(&name.to_lowercase().as_str()));
    // The source's own columns for coordinates are filled in, where it has them.
    let placed = has(&["lon", "longitude", "lng", "x", "经度", "东经", "location"]);
    let mut header: Vec<String> = OURS.iter().map(|name| (*name).to_owned()).collect();
    header.extend(columns.iter().cloned());
    if !placed {
        header.extend(["lon".to_owned(), "lat".to_owned()]);
    }
    let mut order: Vec<&Waiting> = rows.iter().collect();
    order.sort_by_key(|one| (one.row.town.clone(), one.row.row.parse::<u64>().unwrap_or_default()));
    let width = header.len();
    let mut lines = vec![header];
    for one in order {
        let mut line = vec![one.row.row.clone(), one.reason.clone(), one.candidates.join("; ")];
        line.extend(one.row.cells.iter().cloned());
        line.resize(width, String::new());
        lines.push(line);
    }
    lines
}

fn workbook(lines: &[Vec<String>]) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let (bold, as_text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = book.add_worksheet();
    sheet.set_name("worklist")?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line) {
            let format = if row == 0 { &bold } else { &as_text };
            if !text.is_empty() {
                // Codes stay texts, so that no spreadsheet makes 5.32301E+11 of them.
                sheet.write_string_with_format(row, column, text, format)?;
            }
        }
    }
    if let (Some(last), Some(header)) = (lines.len().checked_sub(1), lines.first()) {
        sheet.autofilter(0, 0, last as u32, header.len().saturating_sub(1) as u16)?;
    }
    Ok(book)
}

fn text(lines: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    // The mark tells spreadsheets that this is UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for line in lines {
        writer.write_record(line.iter().map(|cell| written(cell).into_owned()))?;
    }
    writer
        .into_inner()
        .map_err(|e| csv::Error::from(std::io::Error::from(e.error().kind())))
}

/// A cell as it may be written: numbers with a sign stay numbers.
fn written(cell: &str) -> Cow<'_, str> {
    match cell.parse::<f64>() {
        Ok(_) => Cow::Borrowed(cell),
        Err(_) => harmless(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people_group::GroupCounts;
    use crate::domain::record::{FireWater, PeopleRecord};

    fn waiting(row: &str, town: &str, cells: &[&str]) -> Waiting {
        let people = |point| PeopleRecord {
            name: String::new(),
            parent_code: None,
            people: None,
            groups: GroupCounts::UNCOUNTED,
            basis: None,
            households: None,
            fire_water: FireWater::UNKNOWN,
            point,
            as_of: None,
            accuracy_m: None,
        };
        let mut row = Unplaced::people(row, people);
        row.town = Some(town.to_owned());
        row.cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
        Waiting {
            row,
            reason: "no community fits".to_owned(),
            candidates: vec!["东兴社区 532301101001".to_owned()],
        }
    }

    #[test]
    fn rows_stand_by_town_with_room_for_their_coordinates() {
        let columns = ["name".to_owned(), "town".to_owned()];
        let rows = [
            waiting("12", "b", &["x", "b"]),
            waiting("3", "b", &["=1+1", "b"]),
            waiting("9", "a", &["z", "a"]),
        ];
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("w.csv");
        write_worklist(&path, &columns, &rows).expect("there is room");
        let text = std::fs::read_to_string(&path).expect("a file");
        let first: Vec<&str> = text
            .lines()
            .map(|line| line.split(',').next().unwrap_or_default())
            .collect();
        assert_eq!(first, ["\u{feff}yike_row", "9", "3", "12"]);
        assert!(text.contains("name,town,lon,lat") && text.contains("'=1+1"), "{text}");
        assert!(
            write_worklist(&path, &columns, &rows).is_err(),
            "it is not written over"
        );
        assert!(write_worklist(&folder.path().join("w.doc"), &columns, &rows).is_err());
        assert!(write_worklist(&folder.path().join("w.xlsx"), &columns, &rows).is_ok());
    }
}
