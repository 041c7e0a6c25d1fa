//! `GeoParquet` 1.0 and 1.1, read by itself: the GDAL that systems ship often has no driver for it.

use std::fs::File;
use std::path::Path;

use gdal::vector::Geometry;
use parquet::basic::Type as Physical;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::Value;

use super::cell::Cell;
use super::error::ImportError;
use super::guard::io_words;
use super::progress::Progress;
use super::source::{Column, Declared, TakeRow};

/// An opened file.
pub(super) struct GeoParquet {
    reader: SerializedFileReader<File>,
    pub(super) columns: Vec<Column>,
    /// Columns that are read, geometry among them.
    wanted: Type,
    geometry: String,
    pub(super) total: u64,
}

impl GeoParquet {
    /// Opens a file, with what it says of its coordinates.
    pub(super) fn open(path: &Path, file: &str) -> Result<(Self, Declared), ImportError> {
        let damaged = |_| ImportError::Damaged {
            file: file.to_owned(),
            layer: String::new(),
            read: 0,
            reason: "its table of contents can't be read".to_owned(),
        };
        let opened = File::open(path).map_err(|e| ImportError::Unreadable {
            file: file.to_owned(),
            reason: io_words(&e),
        })?;
        let reader = SerializedFileReader::new(opened).map_err(damaged)?;
        let about = reader.metadata().file_metadata();
        let geo = about
            .key_value_metadata()
            .and_then(|pairs| pairs.iter().find(|pair| pair.key == "geo"))
            .and_then(|pair| pair.value.as_deref())
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        let refused = |what: &str, advice: &str| ImportError::Refused {
            file: file.to_owned(),
            what: what.to_owned(),
            advice: advice.to_owned(),
        };
        let geo = geo.ok_or_else(|| {
            refused(
                "it is Parquet without GeoParquet's description of a geometry",
                "save it as GeoParquet, or as CSV where it has columns of coordinates",
            )
        })?;
        let geometry = geo
            .get("primary_column")
            .and_then(Value::as_str)
            .unwrap_or("geometry")
            .to_owned();
        let about_geometry = geo.get("columns").and_then(|columns| columns.get(&geometry));
        let encoding = about_geometry
            .and_then(|column| column.get("encoding"))
            .and_then(Value::as_str);
        if encoding != Some("WKB") {
            return Err(refused(
                "its geometry is not in WKB, the encoding that is read",
                "save it with geometry_encoding=WKB (GDAL: -lco GEOMETRY_ENCODING=WKB)",
            ));
        }
        let declared = declared(about_geometry);
        // Nested columns hold nothing that a field could want, and may be deep.
        let kept: Vec<_> = about
            .schema()
            .get_fields()
            .iter()
            .filter(|column| column.is_primitive())
            .cloned()
            .collect();
        let columns = kept
            .iter()
            .filter(|column| column.name() != geometry)
            .map(|column| Column {
                name: column.name().to_owned(),
                numeric: column.get_physical_type() != Physical::BYTE_ARRAY
                    && column.get_physical_type() != Physical::BOOLEAN,
            })
            .collect();
        let wanted = Type::group_type_builder(about.schema().name())
            .with_fields(kept)
            .build()
            .map_err(damaged)?;
        let total = u64::try_from(about.num_rows()).unwrap_or_default();
        Ok((
            Self {
                reader,
                columns,
                wanted,
                geometry,
                total,
            },
            declared,
        ))
    }

    /// Hands over row after row; says how many there were.
    pub(super) fn each(&self, file: &str, progress: &dyn Progress, take: &mut TakeRow<'_>) -> Result<u64, ImportError> {
        let damaged = |read: u64| {
            move |_| ImportError::Damaged {
                file: file.to_owned(),
                layer: String::new(),
                read,
                reason: "a part of it can't be unpacked".to_owned(),
            }
        };
        let mut read = 0;
        let rows = self
            .reader
            .get_row_iter(Some(self.wanted.clone()))
            .map_err(damaged(0))?;
        for row in rows {
            let mut cells = Vec::with_capacity(self.columns.len());
            let mut geometry = None;
            for (name, field) in row.map_err(damaged(read))?.get_column_iter() {
                match field {
                    Field::Bytes(bytes) if *name == self.geometry => {
                        geometry = Geometry::from_wkb(bytes.data()).ok().filter(|g| !g.is_empty());
                    }
                    _ if *name == self.geometry => {}
                    field => cells.push(cell(field)),
                }
            }
            read += 1;
            super::guard::messages();
            take(read, &mut cells, geometry.as_ref());
            if read.is_multiple_of(1024) {
                progress.at(read, Some(self.total));
            }
        }
        progress.at(read, Some(self.total.max(read)));
        Ok(read)
    }
}

fn cell(field: &Field) -> Cell {
    match field {
        Field::Byte(number) => Cell::Integer(i64::from(*number)),
        Field::Short(number) => Cell::Integer(i64::from(*number)),
        Field::Int(number) => Cell::Integer(i64::from(*number)),
        Field::Long(number) => Cell::Integer(*number),
        Field::UByte(number) => Cell::Integer(i64::from(*number)),
        Field::UShort(number) => Cell::Integer(i64::from(*number)),
        Field::UInt(number) => Cell::Integer(i64::from(*number)),
        Field::ULong(number) => {
            i64::try_from(*number).map_or_else(|_| Cell::of_text(&number.to_string()), Cell::Integer)
        }
        Field::Float(number) => Cell::Real(f64::from(*number)),
        Field::Double(number) => Cell::Real(*number),
        Field::Str(text) => Cell::of_text(text),
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data()).map_or(Cell::Null, Cell::of_text),
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => Cell::Null,
        // Dates and decimals in the words that everybody writes.
        other => Cell::of_text(&other.to_string()),
    }
}

/// What the description says of the coordinates: no word means longitude and latitude in WGS 84, `null` means nothing.
fn declared(about: Option<&Value>) -> Declared {
    let Some(crs) = about.and_then(|about| about.get("crs")) else {
        return Declared::Epsg(4326);
    };
    let id = |key: &str| crs.get("id").and_then(|id| id.get(key));
    match (id("authority").and_then(Value::as_str), id("code")) {
        (Some("EPSG"), Some(code)) => code
            .as_u64()
            .or_else(|| code.as_str()?.parse().ok())
            .and_then(|code| u32::try_from(code).ok())
            .map_or(Declared::Nothing, Declared::Epsg),
        (Some("OGC"), Some(code)) if code.as_str() == Some("CRS84") => Declared::Epsg(4326),
        _ => Declared::Nothing,
    }
}
