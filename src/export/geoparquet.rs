//! `GeoParquet` 1.1: columns, shapes as well-known binary, and a note on the reference system.

use std::fs::File;
use std::sync::Arc;

use gdal::spatial_ref::SpatialRef;
use geo::{BoundingRect, Rect};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use serde_json::{Value as Json, json};

use super::error::ExportError;
use super::table::{Column, Kind, Row, Shape, Table, Value};
use super::{Context, wkb};

/// Rows that are put together, so that a reader can pass over what it does not need.
const GROUP: usize = 65_536;
const GEOMETRY: &str = "geometry";

pub(super) fn write(table: &Table, context: &Context<'_>, remarks: &mut Vec<String>) -> Result<(), ExportError> {
    if table.shape.is_none() {
        remarks.push("a table without shapes is plain Parquet".to_owned());
    } else if table.columns.iter().any(|column| column.name == GEOMETRY) {
        return Err(ExportError::Limit {
            format: "parquet",
            what: format!(
                "a field is called {GEOMETRY}, which is the name of the shapes; give it another with --fields"
            ),
        });
    }
    put(table, context).map_err(|e| context.library(e))
}

fn put(table: &Table, context: &Context<'_>) -> Result<(), ParquetError> {
    let mut fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    if table.shape.is_some() {
        let shape = Type::primitive_type_builder(GEOMETRY, Physical::BYTE_ARRAY).with_repetition(Repetition::OPTIONAL);
        fields.push(Arc::new(shape.build()?));
    }
    let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
    let note = table
        .shape
        .map(|shape| KeyValue::new("geo".to_owned(), note(table, shape, context).to_string()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("yike ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(note.map(|note| vec![note]))
        .build();
    let mut writer = SerializedFileWriter::new(File::create(context.path)?, Arc::new(schema), Arc::new(properties))?;
    for rows in table.rows.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        for (position, column) in table.columns.iter().enumerate() {
            let Some(mut out) = group.next_column()? else { break };
            cells(&mut out, rows, position, column.kind)?;
            out.close()?;
        }
        if table.shape.is_some()
            && let Some(mut out) = group.next_column()?
        {
            let shapes = rows
                .iter()
                .map(|row| row.shape.as_ref().map(|shape| ByteArray::from(wkb::wkb(shape))));
            let (present, values) = split(shapes);
            out.typed::<ByteArrayType>()
                .write_batch(&values, Some(&present), None)?;
            out.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
    };
    let built = Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()?;
    Ok(Arc::new(built))
}

/// Which rows have a value (1) and which have none (0), and the values.
fn split<T>(cells: impl Iterator<Item = Option<T>>) -> (Vec<i16>, Vec<T>) {
    let (mut present, mut values) = (Vec::new(), Vec::new());
    for cell in cells {
        present.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    (present, values)
}

fn cells(out: &mut SerializedColumnWriter<'_>, rows: &[Row], position: usize, kind: Kind) -> Result<(), ParquetError> {
    let cells = rows.iter().map(|row| &row.values[position]);
    match kind {
        Kind::Text => {
            let (present, values) =
                split(cells.map(|value| value.text().map(|text| ByteArray::from(text.into_bytes()))));
            out.typed::<ByteArrayType>()
                .write_batch(&values, Some(&present), None)?;
        }
        Kind::Integer => {
            let whole = |value: &Value| match value {
                Value::Integer(number) => Some(*number),
                _ => None,
            };
            let (present, values) = split(cells.map(whole));
            out.typed::<Int64Type>().write_batch(&values, Some(&present), None)?;
        }
        Kind::Real => {
            let real = |value: &Value| match value {
                Value::Real(number) => Some(*number),
                _ => None,
            };
            let (present, values) = split(cells.map(real));
            out.typed::<DoubleType>().write_batch(&values, Some(&present), None)?;
        }
        Kind::Boolean => {
            let yes = |value: &Value| match value {
                Value::Boolean(yes) => Some(*yes),
                _ => None,
            };
            let (present, values) = split(cells.map(yes));
            out.typed::<BoolType>().write_batch(&values, Some(&present), None)?;
        }
    }
    Ok(())
}

/// The member `geo` of the standard (geoparquet.org, version 1.1.0).
fn note(table: &Table, shape: Shape, context: &Context<'_>) -> Json {
    let kind = match shape {
        Shape::Point => "Point",
        Shape::Line => "LineString",
        Shape::Area => "MultiPolygon",
    };
    let boxes = table.rows.iter().filter_map(|row| row.shape.as_ref()?.bounding_rect());
    let all = boxes.reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    });
    let mut column = json!({"encoding": "WKB", "geometry_types": [kind]});
    if let Some(all) = all {
        column["bbox"] = json!([all.min().x, all.min().y, all.max().x, all.max().y]);
    }
    // Left out it means WGS 84; null means that nobody knows.
    match context.crs {
        Some(crs) if crs.is_wgs84 => {}
        Some(crs) => column["crs"] = crs.definition.as_ref().and_then(definition).unwrap_or(Json::Null),
        None => {}
    }
    json!({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})
}

fn definition(crs: &SpatialRef) -> Option<Json> {
    serde_json::from_str(&crs.to_projjson().ok()?).ok()
}
