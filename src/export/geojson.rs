//! `GeoJSON` by RFC 7946, whole or one feature a line.

use std::fs::File;
use std::io::{BufWriter, Result, Write};

use geo::{Coord, Geometry, LineString, Polygon};

use super::Context;
use super::error::ExportError;
use super::format::Format;
use super::table::{Table, Value};

/// Degrees are written to a tenth of a millimetre.
const DECIMALS: f64 = 1e9;

pub(super) fn write(
    table: &Table,
    context: &Context<'_>,
    _remarks: &mut Vec<String>,
) -> std::result::Result<(), ExportError> {
    put(table, context).map_err(|e| context.unwritable(&e))
}

fn put(table: &Table, context: &Context<'_>) -> Result<()> {
    let mut out = BufWriter::new(File::create(context.path)?);
    let lines = context.format == Format::GeoJsonSeq;
    if !lines {
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"name\":{},\"features\":[",
            quoted(&table.name)
        )?;
    }
    for (position, row) in table.rows.iter().enumerate() {
        if !lines {
            out.write_all(if position > 0 { b",\n" } else { b"\n" })?;
        }
        out.write_all(b"{\"type\":\"Feature\",\"properties\":{")?;
        for (number, (column, value)) in table.columns.iter().zip(&row.values).enumerate() {
            if number > 0 {
                out.write_all(b",")?;
            }
            write!(out, "{}:", quoted(&column.name))?;
            match value {
                Value::Null => out.write_all(b"null")?,
                Value::Text(text) => out.write_all(quoted(text).as_bytes())?,
                Value::Integer(value) => write!(out, "{value}")?,
                // With a point even where it is whole, so that readers that guess types see a number with a point.
                Value::Real(value) => write!(out, "{value:?}")?,
                Value::Boolean(value) => write!(out, "{value}")?,
            }
        }
        out.write_all(b"},\"geometry\":")?;
        match &row.shape {
            Some(shape) => geometry(&mut out, shape)?,
            None => out.write_all(b"null")?,
        }
        out.write_all(if lines { b"}\n" } else { b"}" })?;
    }
    if !lines {
        out.write_all(b"\n]}\n")?;
    }
    out.into_inner()?.sync_all()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn geometry(out: &mut impl Write, shape: &Geometry<f64>) -> Result<()> {
    match shape {
        Geometry::Point(point) => {
            out.write_all(b"{\"type\":\"Point\",\"coordinates\":")?;
            place(out, point.0)?;
        }
        Geometry::LineString(course) => {
            out.write_all(b"{\"type\":\"LineString\",\"coordinates\":")?;
            line(out, course)?;
        }
        Geometry::Polygon(area) => {
            out.write_all(b"{\"type\":\"Polygon\",\"coordinates\":")?;
            polygon(out, area)?;
        }
        Geometry::MultiPolygon(areas) => {
            out.write_all(b"{\"type\":\"MultiPolygon\",\"coordinates\":")?;
            list(out, &areas.0, polygon)?;
        }
        // No layer has another kind.
        _ => return out.write_all(b"null"),
    }
    out.write_all(b"}")
}

fn polygon<W: Write>(out: &mut W, area: &Polygon<f64>) -> Result<()> {
    let rings: Vec<&LineString<f64>> = std::iter::once(area.exterior()).chain(area.interiors()).collect();
    list(out, &rings, |out, ring| line(out, ring))
}

fn line<W: Write>(out: &mut W, course: &LineString<f64>) -> Result<()> {
    list(out, &course.0, |out, at| place(out, *at))
}

fn place<W: Write>(out: &mut W, at: Coord<f64>) -> Result<()> {
    let rounded = |degrees: f64| (degrees * DECIMALS).round() / DECIMALS;
    write!(out, "[{},{}]", rounded(at.x), rounded(at.y))
}

fn list<W: Write, T>(out: &mut W, items: &[T], mut one: impl FnMut(&mut W, &T) -> Result<()>) -> Result<()> {
    out.write_all(b"[")?;
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.write_all(b",")?;
        }
        one(out, item)?;
    }
    out.write_all(b"]")
}
