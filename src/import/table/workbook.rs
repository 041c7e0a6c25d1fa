//! XLSX, XLS and ODS workbooks, one sheet at a time.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Dimensions, Ods, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx};

use super::archive::{self, Refused};
use super::grid::{Grid, GridRow, Merge};
use crate::import::cell::Cell;
use crate::import::error::ImportError;
use crate::import::format::Format;

/// Most columns of a sheet: rosters have some dozens, a thousand is already something else.
pub(super) const MOST_COLUMNS: usize = 2_000;
/// Most cells with something in them.
const MOST_CELLS: usize = 20_000_000;
/// Most merged cells.
const MOST_MERGES: usize = 200_000;
/// Longest text of a cell; Excel's own limit is 32,767.
pub(super) const LONGEST_CELL: usize = 32_767;

/// Names of the two sheets of a workbook that was exported here.
const OWN: [[&str; 2]; 2] = [["data", "fields"], ["数据", "字段说明"]];

/// A workbook in memory, packed.
type Book = Cursor<Vec<u8>>;

/// An opened workbook.
enum Workbook {
    Xlsx(Box<Xlsx<Book>>),
    Xls(Box<Xls<Book>>),
    Ods(Box<Ods<Book>>),
}

/// Reads the sheet asked for, or the only one with something in it, and says its name.
pub(super) fn read(
    path: &Path,
    file: &str,
    format: Format,
    wanted: Option<&str>,
) -> Result<(String, Grid), ImportError> {
    if format != Format::Xls {
        archive::check(path).map_err(|refused| match refused {
            Refused::TooLarge(what) => too_large(file, "", what),
            Refused::Unsound(what) => damaged(file, "", what),
        })?;
    }
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: crate::import::guard::io_words(&e),
    };
    let unsound = |e: zip::result::ZipError| damaged(file, "", e.to_string());
    let book = if format == Format::Ods {
        archive::without_blanks(path).map_err(unsound)?
    } else {
        std::fs::read(path).map_err(unreadable)?
    };
    match chosen(book, file, format, wanted) {
        Err(ImportError::Damaged { .. }) if format == Format::Xlsx => {
            let book = archive::without_padding(path).map_err(unsound)?;
            chosen(book, file, format, wanted)
        }
        done => done,
    }
}

fn chosen(book: Vec<u8>, file: &str, format: Format, wanted: Option<&str>) -> Result<(String, Grid), ImportError> {
    let mut workbook = Workbook::open(Cursor::new(book), file, format)?;
    let sheets = workbook.sheets();
    if let Some(wanted) = wanted {
        if !sheets.iter().any(|sheet| sheet.name == wanted) {
            return Err(ImportError::NoLayer {
                file: file.to_owned(),
                layer: wanted.to_owned(),
                layers: sheets.into_iter().map(|sheet| sheet.name).collect(),
            });
        }
        return Ok((wanted.to_owned(), workbook.grid(file, wanted)?));
    }
    let mut filled = Vec::new();
    for sheet in sheets
        .into_iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
    {
        let grid = workbook.grid(file, &sheet.name)?;
        if !grid.rows.is_empty() {
            filled.push((sheet.name, grid));
        }
    }
    match filled.len() {
        0 => Err(ImportError::Empty {
            what: "rows".to_owned(),
            file: file.to_owned(),
            layer: String::new(),
        }),
        1 => Ok(filled.remove(0)),
        // As this program writes them: the rows, and what the columns are.
        2 if OWN.contains(&[filled[0].0.as_str(), filled[1].0.as_str()]) => Ok(filled.remove(0)),
        _ => Err(ImportError::WhichLayer {
            file: file.to_owned(),
            layers: filled.into_iter().map(|(name, _)| name).collect(),
        }),
    }
}

impl Workbook {
    fn open(book: Book, file: &str, format: Format) -> Result<Self, ImportError> {
        match format {
            Format::Xls => Xls::new(book)
                .map(|book| Self::Xls(Box::new(book)))
                .map_err(|e| broken(file, &e)),
            Format::Ods => Ods::new(book)
                .map(|book| Self::Ods(Box::new(book)))
                .map_err(|e| broken(file, &e)),
            _ => Xlsx::new(book)
                .map(|book| Self::Xlsx(Box::new(book)))
                .map_err(|e| broken(file, &e)),
        }
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheets = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        };
        let worksheets = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        worksheets.cloned().collect()
    }

    fn grid(&mut self, file: &str, sheet: &str) -> Result<Grid, ImportError> {
        let (rows, merges) = match self {
            Self::Xlsx(book) => {
                let merges = book.merge_cells_by_sheet_name(sheet).map_err(|e| broken(file, &e))?;
                (streamed(book, file, sheet)?, merges)
            }
            Self::Xls(book) => {
                let merges = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
                let range = book.worksheet_range(sheet).map_err(|e| broken(file, &e))?;
                (ranged(&range, file, sheet)?, merges)
            }
            Self::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|e| broken(file, &e))?;
                (ranged(&range, file, sheet)?, Vec::new())
            }
        };
        if merges.len() > MOST_MERGES {
            return Err(too_large(file, sheet, format!("it has {} merged cells", merges.len())));
        }
        Ok(Grid::new(rows, merges.iter().map(merge).collect()))
    }
}

/// An XLSX sheet cell by cell: the library's own whole table has room for every cell between the first and the last, which two cells
/// in opposite corners make larger than any memory.
fn streamed(book: &mut Xlsx<Book>, file: &str, sheet: &str) -> Result<Vec<GridRow>, ImportError> {
    let mut rows: Vec<GridRow> = Vec::new();
    // Cells whose value is an empty text, as formulas often give.
    let mut blanks: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut held = 0;
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| broken(file, &e))?;
    while let Some(found) = reader.next_cell().map_err(|e| broken(file, &e))? {
        let (row, column) = found.get_position();
        let value = Data::from(found.get_value().clone());
        let cell = cell(&value);
        if cell != Cell::Null {
            held += 1;
            put(&mut rows, u64::from(row) + 1, column as usize, cell, held)
                .map_err(|what| too_large(file, sheet, what))?;
        } else if value != Data::Empty {
            blanks.insert((row, column));
        }
    }
    drop(reader);
    let mut formulas = book.worksheet_cells_reader(sheet).map_err(|e| broken(file, &e))?;
    // A formula that can't be read is no reason to refuse the values.
    while let Ok(Some(formula)) = formulas.next_formula() {
        let (row, column) = formula.get_position();
        if formula.get_value().is_empty() || blanks.contains(&(row, column)) || filled(&rows, row, column) {
            continue;
        }
        held += 1;
        let fault = Cell::Fault(
            "nothing (the result of the formula is not in the file: open it in a spreadsheet program and save it)"
                .to_owned(),
        );
        put(&mut rows, u64::from(row) + 1, column as usize, fault, held)
            .map_err(|what| too_large(file, sheet, what))?;
    }
    Ok(rows)
}

/// Whether a cell holds something; rows are in the order of their numbers.
fn filled(rows: &[GridRow], row: u32, column: u32) -> bool {
    let place = rows.binary_search_by_key(&(u64::from(row) + 1), |row| row.number);
    place.is_ok_and(|place| {
        rows[place]
            .cells
            .get(column as usize)
            .is_some_and(|cell| *cell != Cell::Null)
    })
}

fn ranged(range: &calamine::Range<Data>, file: &str, sheet: &str) -> Result<Vec<GridRow>, ImportError> {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows: Vec<GridRow> = Vec::new();
    let mut held = 0;
    for (row, column, found) in range.used_cells() {
        let cell = cell(found);
        if cell != Cell::Null {
            held += 1;
            let (number, column) = (u64::from(top) + row as u64 + 1, left as usize + column);
            put(&mut rows, number, column, cell, held).map_err(|what| too_large(file, sheet, what))?;
        }
    }
    Ok(rows)
}

/// Puts a cell into its row. Rows come in order; should a file have one twice, both are kept together.
fn put(rows: &mut Vec<GridRow>, number: u64, column: usize, cell: Cell, held: usize) -> Result<(), String> {
    if column >= MOST_COLUMNS {
        return Err(format!(
            "column {} of row {number} is beyond the {MOST_COLUMNS} columns that are read",
            super::header::letter(column)
        ));
    }
    if held > MOST_CELLS {
        return Err(format!("it has more than {MOST_CELLS} cells"));
    }
    if let Cell::Text(text) = &cell
        && text.len() > LONGEST_CELL * 4
    {
        return Err(format!(
            "a cell of row {number} holds more than {LONGEST_CELL} characters"
        ));
    }
    let place = match rows.last() {
        Some(last) if last.number == number => rows.len() - 1,
        Some(last) if last.number > number => match rows.binary_search_by_key(&number, |row| row.number) {
            Ok(place) => place,
            Err(place) => {
                rows.insert(place, GridRow::new(number, Vec::new()));
                place
            }
        },
        _ => {
            rows.push(GridRow::new(number, Vec::new()));
            rows.len() - 1
        }
    };
    let cells = &mut rows[place].cells;
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Null);
    }
    cells[column] = cell;
    Ok(())
}

fn merge(dimensions: &Dimensions) -> Merge {
    Merge {
        top: u64::from(dimensions.start.0) + 1,
        bottom: u64::from(dimensions.end.0) + 1,
        left: dimensions.start.1 as usize,
        right: dimensions.end.1 as usize,
    }
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Null,
        Data::Int(number) => Cell::Integer(*number),
        Data::Float(number) => Cell::Real(*number),
        Data::String(text) => Cell::of_text(text),
        Data::Bool(truth) => Cell::Text(if *truth { "true" } else { "false" }.to_owned()),
        Data::DateTime(moment) if moment.is_datetime() => Cell::Text(date(moment.to_ymd_hms_milli())),
        Data::DateTime(duration) => Cell::Real(duration.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cell::of_text(text.strip_suffix("T00:00:00").unwrap_or(text))
        }
        Data::Error(error) => Cell::Fault(error.to_string()),
    }
}

/// A date, with its time where it has one.
fn date((year, month, day, hour, minute, second, _): (u16, u8, u8, u8, u8, u8, u16)) -> String {
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        day
    } else {
        format!("{day} {hour:02}:{minute:02}:{second:02}")
    }
}

fn too_large(file: &str, sheet: &str, what: String) -> ImportError {
    ImportError::TooLarge {
        file: file.to_owned(),
        layer: sheet.to_owned(),
        what,
    }
}

fn damaged(file: &str, sheet: &str, reason: String) -> ImportError {
    ImportError::Damaged {
        file: file.to_owned(),
        layer: sheet.to_owned(),
        read: 0,
        reason,
    }
}

/// What the library says is for programmers; a password is what a user can do something about.
fn broken(file: &str, error: &dyn std::error::Error) -> ImportError {
    if error.to_string().contains("password") {
        return ImportError::Unreadable {
            file: file.to_owned(),
            reason: "it is protected by a password; save it without one".to_owned(),
        };
    }
    damaged(
        file,
        "",
        "the workbook inside is damaged, protected by a password, or not of this kind; open it in a spreadsheet program and save it as .xlsx without a password".to_owned(),
    )
}
