//! Features as a table: CSV for spreadsheets, `FlatGeobuf` for GIS clients. Both keep the order that was asked for.

use flatgeobuf::geozero::{self, ColumnValue, PropertyProcessor as _};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};

use crate::domain::formula::harmless;
use crate::domain::wkt;
use crate::http::reference::{Ready, Reference};
use crate::tiles::{Feature, GeometryKind, Select, Value};
use crate::workflow::ZoneError;

/// A column: its name, and whether its numbers have fractions or it holds texts.
struct Column<'a> {
    name: &'a str,
    kind: ColumnType,
}

/// The columns of some features, in the order in which they are first met.
fn columns<'a>(features: &'a [&Feature], select: &'a Select) -> Vec<Column<'a>> {
    let mut columns: Vec<Column<'a>> = Vec::new();
    for (name, value) in features.iter().flat_map(|feature| select.properties(feature)) {
        let kind = match value {
            Value::Text(_) => ColumnType::String,
            Value::Whole(_) => ColumnType::Long,
            Value::Number(_) => ColumnType::Double,
        };
        match columns.iter_mut().find(|column| column.name == name) {
            None => columns.push(Column { name, kind }),
            Some(known) if known.kind == kind => {}
            // Whole numbers and others are numbers; anything else together is text.
            Some(known) if known.kind != ColumnType::String && kind != ColumnType::String => {
                known.kind = ColumnType::Double;
            }
            Some(known) => known.kind = ColumnType::String,
        }
    }
    columns
}

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritten {
    /// The format.
    #[error(transparent)]
    Format(#[from] flatgeobuf::Error),
    /// A shape.
    #[error(transparent)]
    Shape(#[from] geozero::error::GeozeroError),
    /// A place that the system does not have.
    #[error(transparent)]
    Place(#[from] ZoneError),
    /// The table.
    #[error(transparent)]
    Table(#[from] csv::Error),
}

/// CSV with a mark at its beginning, so that spreadsheets read its letters right. Texts that begin like a formula have an apostrophe before
/// them.
pub(super) fn csv(features: &[&Feature], select: &Select, ready: &Ready) -> Result<Vec<u8>, Unwritten> {
    let columns = columns(features, select);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(vec![0xEF, 0xBB, 0xBF]);
    // A property of these names would be told twice.
    let own = |name: &'static str| {
        if columns.iter().any(|column| column.name == name) {
            format!("feature_{name}")
        } else {
            name.to_owned()
        }
    };
    let names = columns.iter().map(|column| column.name.to_owned());
    let header: Vec<String> = [own("id")].into_iter().chain(names).chain([own("wkt")]).collect();
    writer.write_record(&header)?;
    for feature in features {
        writer.write_field(feature.id.to_string())?;
        for column in &columns {
            let value = select.properties(feature).find(|(name, _)| *name == column.name);
            writer.write_field(value.map_or_else(String::new, |(_, value)| guarded(value)))?;
        }
        let geometry = ready.geometry(&feature.geometry)?;
        writer.write_field(wkt::of_geometry(&geometry).unwrap_or_default())?;
        writer.write_record(None::<&[u8]>)?;
    }
    let written = writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(written)
}

fn guarded(value: &Value) -> String {
    match value {
        Value::Text(text) => harmless(text).into_owned(),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) if number.is_finite() => number.to_string(),
        Value::Number(_) => String::new(),
    }
}

/// `FlatGeobuf`, longitude or easting first whatever the system's own order, as that format has it.
pub(super) fn flatgeobuf(
    name: &str,
    kind: GeometryKind,
    features: &[&Feature],
    select: &Select,
    (reference, ready): (Reference, &Ready),
) -> Result<Vec<u8>, Unwritten> {
    let columns = columns(features, select);
    let shape = match kind {
        GeometryKind::Area => GeometryType::MultiPolygon,
        GeometryKind::Line => GeometryType::MultiLineString,
        GeometryKind::Point | GeometryKind::Mixed | GeometryKind::Empty => GeometryType::Unknown,
    };
    let options = FgbWriterOptions {
        // An index would put the features in another order.
        write_index: false,
        promote_to_multi: shape != GeometryType::Unknown,
        crs: FgbCrs {
            org: Some("EPSG"),
            code: reference.number(),
            ..FgbCrs::default()
        },
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options(name, shape, options)?;
    writer.add_column("feature_id", ColumnType::Long, |_, _| {});
    for column in &columns {
        writer.add_column(column.name, column.kind, |_, _| {});
    }
    for feature in features {
        writer.add_feature_geom(ready.across(&feature.geometry)?, |row| {
            // Every value is of its column's kind; what else fails shows where the whole is written.
            let _ = row.property(0, "feature_id", &ColumnValue::Long(feature.id as i64));
            for (position, column) in columns.iter().enumerate() {
                let value = select.properties(feature).find(|(name, _)| *name == column.name);
                let Some((_, value)) = value else { continue };
                let text = plain(value);
                let value = match (column.kind, value) {
                    (ColumnType::Long, Value::Whole(number)) => ColumnValue::Long(*number),
                    (ColumnType::Double, Value::Whole(number)) => ColumnValue::Double(*number as f64),
                    (ColumnType::Double, Value::Number(number)) if number.is_finite() => ColumnValue::Double(*number),
                    (ColumnType::String, _) => ColumnValue::String(&text),
                    _ => continue,
                };
                let _ = row.property(position + 1, column.name, &value);
            }
        })?;
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes)?;
    Ok(bytes)
}

/// A value as text, as it is.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        other => guarded(other),
    }
}

#[cfg(test)]
mod tests {
    use geo::Point;

    use super::*;

    #[test]
    fn a_name_that_a_spreadsheet_would_run_is_written_as_text() {
        let feature = Feature {
            id: 7,
            geometry: Point::new(114.0, 30.5).into(),
            properties: vec![
                ("id".into(), Value::from("own")),
                ("name".into(), Value::from("=1+1")),
                ("change".into(), Value::Number(-0.5)),
            ],
        };
        let bytes = csv(
            &[&feature],
            &Select::default(),
            &Reference::Wgs84.ready().expect("degrees"),
        )
        .expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        // A number with a sign stays one; latitude first, as the system has it.
        assert_eq!(
            text,
            "\u{feff}feature_id,id,name,change,wkt\r\n7,own,'=1+1,-0.5,POINT (30.5 114)\r\n"
        );
    }
}
