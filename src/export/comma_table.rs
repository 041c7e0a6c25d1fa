//! CSV for spreadsheets: UTF-8 with a mark, so that Excel does not take it for the machine's own encoding.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};

use super::error::ExportError;
use super::table::{Shape, Table, Value};
use super::{Context, wkb};
use crate::domain::formula::harmless;

pub(super) fn write(table: &Table, context: &Context<'_>, remarks: &mut Vec<String>) -> Result<(), ExportError> {
    let mut out = BufWriter::new(File::create(context.path).map_err(|e| context.unwritable(&e))?);
    let io = |e: std::io::Error| context.unwritable(&e);
    let row_error = |e: csv::Error| context.library(e);
    out.write_all(b"\xEF\xBB\xBF").map_err(io)?;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let mut header: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let degrees = context.crs.is_some_and(|crs| crs.geographic);
    let shapes: &[&str] = match table.shape {
        Some(Shape::Point) if degrees => &["lon", "lat"],
        Some(Shape::Point) => &["x", "y"],
        Some(_) => &["wkt"],
        None => &[],
    };
    header.extend(
        shapes
            .iter()
            .copied()
            .map(|name| if header.contains(&name) { "geometry" } else { name })
            .collect::<Vec<_>>(),
    );
    writer.write_record(&header).map_err(row_error)?;
    let (mut guarded, mut empty) = (0_usize, false);
    for row in &table.rows {
        for value in &row.values {
            let text = match value {
                Value::Text(text) => {
                    let written = harmless(text);
                    guarded += usize::from(matches!(written, Cow::Owned(_)));
                    written.into_owned()
                }
                other => other.text().unwrap_or_default(),
            };
            empty |= matches!(value, Value::Text(text) if text.is_empty());
            writer.write_field(text).map_err(row_error)?;
        }
        match (table.shape, &row.shape) {
            (None, _) => {}
            (Some(Shape::Point), Some(geo::Geometry::Point(point))) => {
                for number in [point.x(), point.y()] {
                    writer.write_field(number.to_string()).map_err(row_error)?;
                }
            }
            (Some(Shape::Point), _) => {
                for _ in 0..2 {
                    writer.write_field("").map_err(row_error)?;
                }
            }
            (Some(_), shape) => {
                let text = shape
                    .as_ref()
                    .map(text_of)
                    .transpose()
                    .map_err(|e| context.library(e))?;
                writer.write_field(text.unwrap_or_default()).map_err(row_error)?;
            }
        }
        writer.write_record(None::<&[u8]>).map_err(row_error)?;
    }
    let out = writer.into_inner().map_err(|e| io(e.into_error()))?;
    out.into_inner()
        .map_err(|e| io(e.into_error()))?
        .sync_all()
        .map_err(io)?;
    if guarded > 0 {
        remarks.push(format!(
            "{guarded} texts begin like a formula (= + - @) and have an apostrophe before them, so that no spreadsheet runs them"
        ));
    }
    if empty {
        remarks.push("CSV can't tell an empty text from a missing value: both are empty".to_owned());
    }
    if table.columns.iter().any(|column| column.name == "code") {
        remarks.push(
            "Excel shows long codes of a CSV as 5.32301E+11: import the column as text, or export xlsx".to_owned(),
        );
    }
    match (table.shape, context.crs) {
        (Some(Shape::Point), Some(crs)) => remarks.push(format!(
            "CSV names no reference system: {} and {} are {}",
            header[header.len() - 2],
            header[header.len() - 1],
            crs.name
        )),
        (Some(_), Some(crs)) => remarks.push(format!(
            "CSV names no reference system: the column wkt is in {}",
            crs.name
        )),
        _ => {}
    }
    Ok(())
}

fn text_of(shape: &geo::Geometry<f64>) -> Result<String, gdal::errors::GdalError> {
    gdal::vector::Geometry::from_wkb(&wkb::wkb(shape))?.wkt()
}
