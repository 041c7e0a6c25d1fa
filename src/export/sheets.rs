//! Several tables as the sheets of one workbook.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};

use super::error::ExportError;
use super::format::Format;
use super::place::Workshop;
use super::table::Table;
use super::workbook::{ROWS, cell, heading, width};

/// Writes a new workbook with a sheet for each table, called as the table is.
///
/// # Errors
/// The file exists or can't be written, or a table is longer than a sheet.
pub fn write_sheets(path: &Path, tables: &[Table], chinese: bool) -> Result<PathBuf, ExportError> {
    for table in tables {
        if table.rows.len() >= ROWS {
            return Err(ExportError::Limit {
                format: "xlsx",
                what: format!(
                    "{} rows of {}, and a sheet has room for {}; use csv or gpkg",
                    table.rows.len(),
                    table.name,
                    ROWS - 1
                ),
            });
        }
    }
    let workshop = Workshop::new(path, Format::Xlsx, false)?;
    book(tables, chinese)
        .and_then(|mut book| book.save(workshop.path()))
        .map_err(|error| ExportError::Library {
            format: "xlsx",
            why: error.to_string(),
        })?;
    workshop.finish()?;
    Ok(path.to_owned())
}

fn book(tables: &[Table], chinese: bool) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // The same rows give the same bytes: no time of writing.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let bold = Style::new().set_bold();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.name)?;
        for (number, column) in (0..).zip(&table.columns) {
            let title = heading(column, chinese);
            sheet.write_string_with_format(0, number, &title, &bold)?;
            sheet.set_column_width(number, width(table, usize::from(number), &title))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (line, row) in (1..).zip(&table.rows) {
            for (number, value) in (0..).zip(&row.values) {
                cell(sheet, line, number, value)?;
            }
        }
        if !table.rows.is_empty() && !table.columns.is_empty() {
            sheet.autofilter(0, 0, table.rows.len() as u32, table.columns.len() as u16 - 1)?;
        }
    }
    Ok(book)
}
