//! Excel workbooks: codes are texts, the heading stays in sight, and a second sheet says what each column is.

use geo::{Centroid, Geometry, InteriorPoint};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Context;
use super::error::ExportError;
use super::table::{Column, Shape, Table, Value};

/// Rows and columns of a sheet, and letters of a cell (Excel 2007 and later).
pub(super) const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;
const LETTERS: usize = 32_767;

/// Writes the workbook; the headings of the layer's columns.
pub(super) fn write(
    table: &Table,
    context: &Context<'_>,
    remarks: &mut Vec<String>,
) -> Result<Vec<String>, ExportError> {
    let limit = |what: String| ExportError::Limit { format: "xlsx", what };
    if table.rows.len() >= ROWS {
        return Err(limit(format!(
            "{} rows, and a sheet has room for {}; use csv or gpkg",
            table.rows.len(),
            ROWS - 1
        )));
    }
    if table.columns.len() + 2 > COLUMNS {
        return Err(limit(format!(
            "{} fields, and a sheet has room for {COLUMNS}; choose some with --fields",
            table.columns.len()
        )));
    }
    book(table, context, remarks).map_err(|e| context.library(e))?;
    Ok(table
        .columns
        .iter()
        .map(|column| heading(column, context.chinese))
        .collect())
}

fn book(table: &Table, context: &Context<'_>, remarks: &mut Vec<String>) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    // The same rows give the same bytes: no time of writing.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let places = place_columns(table, context);
    let columns: Vec<&Column> = table.columns.iter().chain(&places).collect();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(if context.chinese { "数据" } else { "data" })?;
    for (number, column) in (0..).zip(&columns) {
        let title = heading(column, context.chinese);
        sheet.write_string_with_format(0, number, &title, &bold)?;
        sheet.set_column_width(number, width(table, usize::from(number), &title))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut cut = 0_usize;
    for (line, row) in (1..).zip(&table.rows) {
        for (number, value) in (0..).zip(&row.values) {
            cut += usize::from(cell(sheet, line, number, value)?);
        }
        if let Some([x, y]) = row.shape.as_ref().filter(|_| !places.is_empty()).and_then(inside) {
            let first = table.columns.len() as u16;
            sheet.write_number(line, first, x)?;
            sheet.write_number(line, first + 1, y)?;
        }
    }
    if !table.rows.is_empty() {
        sheet.autofilter(0, 0, table.rows.len() as u32, columns.len() as u16 - 1)?;
    }
    let about = book.add_worksheet();
    about.set_name(if context.chinese { "字段说明" } else { "fields" })?;
    for (number, title) in (0..).zip(["field", "zh", "en", "type"]) {
        about.write_string_with_format(0, number, title, &bold)?;
        about.set_column_width(number, 32)?;
    }
    about.set_freeze_panes(1, 0)?;
    for (line, column) in (1..).zip(&columns) {
        for (number, text) in (0..).zip([&column.name, &column.zh, &column.en, column.kind.key()]) {
            about.write_string(line, number, text)?;
        }
    }
    book.save(context.path)?;
    say(table, context, cut, remarks);
    Ok(())
}

pub(super) fn heading(column: &Column, chinese: bool) -> String {
    if chinese { column.zh.clone() } else { column.en.clone() }
}

/// Writes a cell; whether a text had to be cut.
pub(super) fn cell(sheet: &mut Worksheet, line: u32, number: u16, value: &Value) -> Result<bool, XlsxError> {
    match value {
        Value::Null => {}
        // Always as a text: no name is run as a formula, and no code becomes a number.
        Value::Text(text) => {
            // Excel counts in units of UTF-16.
            if text.encode_utf16().count() > LETTERS {
                let mut room = LETTERS;
                let fits = |c: &char| {
                    room.checked_sub(c.len_utf16()).is_some_and(|left| {
                        room = left;
                        true
                    })
                };
                let short: String = text.chars().take_while(fits).collect();
                sheet.write_string(line, number, short)?;
                return Ok(true);
            }
            sheet.write_string(line, number, text)?;
        }
        Value::Integer(whole) => {
            sheet.write_number(line, number, *whole as f64)?;
        }
        Value::Real(real) => {
            sheet.write_number(line, number, *real)?;
        }
        Value::Boolean(yes) => {
            sheet.write_boolean(line, number, *yes)?;
        }
    }
    Ok(false)
}

/// Columns of the place, where the layer has shapes.
fn place_columns(table: &Table, context: &Context<'_>) -> Vec<Column> {
    use super::table::Kind;
    let degrees = context.crs.is_some_and(|crs| crs.geographic);
    let names = if degrees {
        [("lon", "经度", "Longitude"), ("lat", "纬度", "Latitude")]
    } else {
        [("x", "东坐标", "Easting"), ("y", "北坐标", "Northing")]
    };
    let columns = names.map(|(name, zh, en)| Column::new(name, zh, en, Kind::Real));
    table.shape.map_or(Vec::new(), |_| columns.to_vec())
}

/// A place for a shape that a sheet can't hold.
fn inside(shape: &Geometry<f64>) -> Option<[f64; 2]> {
    let point = match shape {
        Geometry::Point(point) => Some(*point),
        Geometry::LineString(line) => line.interior_point().or_else(|| line.centroid()),
        other => other.interior_point(),
    };
    point.map(|point| [point.x(), point.y()])
}

/// Wide enough for the heading and most texts: a Chinese letter takes two places.
pub(super) fn width(table: &Table, number: usize, title: &str) -> f64 {
    let places = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let texts = table
        .rows
        .iter()
        .take(1000)
        .filter_map(|row| row.values.get(number))
        .map(|value| match value {
            Value::Text(text) => places(text),
            _ => 10,
        });
    texts.chain([places(title)]).max().unwrap_or(10).clamp(6, 50) as f64 + 2.0
}

fn say(table: &Table, context: &Context<'_>, cut: usize, remarks: &mut Vec<String>) {
    if matches!(table.shape, Some(Shape::Area | Shape::Line)) {
        remarks
            .push("a workbook holds no shapes: of each a point inside is written; use gpkg for the shapes".to_owned());
    }
    if let Some(crs) = context.crs {
        remarks.push(format!(
            "a workbook names no reference system: the last two columns are in {}",
            crs.name
        ));
    }
    if cut > 0 {
        remarks.push(format!(
            "{cut} texts were cut to the {LETTERS} letters that a cell holds"
        ));
    }
    if table
        .rows
        .iter()
        .flat_map(|row| &row.values)
        .any(|value| matches!(value, Value::Text(text) if text.is_empty()))
    {
        remarks.push("a workbook can't tell an empty text from a missing value".to_owned());
    }
    let long = |value: &Value| matches!(value, Value::Integer(number) if number.unsigned_abs() > 999_999_999_999_999);
    if table.rows.iter().flat_map(|row| &row.values).any(long) {
        remarks.push("Excel keeps fifteen digits of a number: write longer ones as text, with a field map".to_owned());
    }
}
