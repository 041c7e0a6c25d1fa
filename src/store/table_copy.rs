//! The private file that a table of a server is copied into before it is imported: a `GeoPackage` where it has shapes, text where not.
//!
//! The copy says what the table says: names of columns, whole numbers, numbers, texts, and the reference system by its code or definition.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params};

use super::postgres::Form;
use super::sqlite::STANDARD;

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Truth(bool),
    Text(String),
}

/// A reference system as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct System {
    pub(super) srid: i64,
    /// Its code in the EPSG register.
    pub(super) code: Option<i64>,
    /// Its definition: well-known text, or PROJ's words.
    pub(super) definition: String,
}

/// Why the copy can't be written.
#[derive(Debug)]
pub(super) struct CopyFault(pub(super) String);

impl From<rusqlite::Error> for CopyFault {
    fn from(error: rusqlite::Error) -> Self {
        Self(match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => "no room left".to_owned(),
            _ => error.to_string(),
        })
    }
}

impl From<csv::Error> for CopyFault {
    fn from(error: csv::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for CopyFault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

enum Sheet {
    Package(Connection, String),
    Text(Box<csv::Writer<BufWriter<File>>>),
}

/// A copy that is being written.
pub(super) struct TableFile {
    path: PathBuf,
    sheet: Sheet,
    renamed: Vec<(String, String)>,
}

/// The one layer of the copy, and the columns of its own. Columns of the table never have these names.
const LAYER: &str = "rows";
const OWN: [&str; 2] = ["row_of_copy", "shape_of_copy"];

impl TableFile {
    /// Begins a copy of the table with this name and these columns.
    pub(super) fn create(
        folder: &Path,
        table: &str,
        names: &[String],
        forms: &[Form],
        shapes: bool,
    ) -> Result<Self, CopyFault> {
        let plain: String = table
            .chars()
            .map(|sign| if sign == '/' || sign.is_control() { '_' } else { sign })
            .take(60)
            .collect();
        // A name that begins with a dot would be hidden.
        let plain = plain.trim_start_matches('.');
        let path = folder.join(format!("{plain}.{}", if shapes { "gpkg" } else { "csv" }));
        if !shapes {
            let mut out = BufWriter::new(File::create_new(&path)?);
            // The mark of UTF-8, so that nobody has to guess.
            out.write_all(b"\xef\xbb\xbf")?;
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(names)?;
            return Ok(Self {
                path,
                sheet: Sheet::Text(Box::new(writer)),
                renamed: Vec::new(),
            });
        }
        let (columns, renamed) = distinct(names);
        let connection = Connection::open(&path)?;
        // Nobody else reads it, and a broken-off copy is thrown away.
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 1196444487; PRAGMA user_version = 10300; BEGIN;")?;
        connection.execute_batch(STANDARD)?;
        let (mut kinds, mut listed) = (String::new(), String::new());
        for (name, form) in columns.iter().zip(forms) {
            let kind = match form {
                Form::Integer => "INTEGER",
                Form::Real => "REAL",
                Form::Truth => "BOOLEAN",
                Form::Text => "TEXT",
            };
            let name = format!(", {}", quoted(name));
            kinds = kinds + &name + " " + kind;
            listed += &name;
        }
        connection.execute_batch(&format!(
            "CREATE TABLE {LAYER} ({} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {} GEOMETRY{kinds})",
            OWN[0], OWN[1],
        ))?;
        let places = ", ?".repeat(columns.len());
        Ok(Self {
            path,
            sheet: Sheet::Package(
                connection,
                format!("INSERT INTO {LAYER} ({}{listed}) VALUES (?{places})", OWN[1]),
            ),
            renamed,
        })
    }

    /// Columns that could not keep their names, with the new ones.
    pub(super) fn renamed(&self) -> &[(String, String)] {
        &self.renamed
    }

    /// Puts a row in; tells about how many bytes it has. The shape is well-known binary, little-endian.
    pub(super) fn put(&mut self, cells: &[Cell], shape: Option<&[u8]>, srid: Option<i64>) -> Result<u64, CopyFault> {
        let texts = cells.iter().map(|cell| match cell {
            Cell::Text(text) => text.len(),
            _ => 8,
        });
        let bytes = texts.sum::<usize>() + shape.map_or(0, <[u8]>::len);
        match &mut self.sheet {
            Sheet::Text(writer) => {
                for cell in cells {
                    match cell {
                        Cell::Null => writer.write_field("")?,
                        Cell::Integer(number) => writer.write_field(number.to_string())?,
                        Cell::Real(number) => writer.write_field(number.to_string())?,
                        Cell::Truth(truth) => writer.write_field(if *truth { "1" } else { "0" })?,
                        Cell::Text(text) => writer.write_field(text)?,
                    }
                }
                writer.write_record(None::<&[u8]>)?;
            }
            Sheet::Package(connection, sql) => {
                let blob = shape.map(|shape| {
                    // 12-128r17, 2.1.3.1.1: magic, version 0, flags (little-endian, no box), system, shape.
                    let mut blob = b"GP\0\x01".to_vec();
                    blob.extend((srid.unwrap_or(0) as i32).to_le_bytes());
                    blob.extend(shape);
                    blob
                });
                let mut statement = connection.prepare_cached(sql)?;
                statement.raw_bind_parameter(1, blob)?;
                for (place, cell) in cells.iter().enumerate() {
                    statement.raw_bind_parameter(place + 2, cell)?;
                }
                statement.raw_execute()?;
            }
        }
        Ok(bytes as u64)
    }

    /// Ends the copy. `system` is what the shapes are in; none where nobody says.
    pub(super) fn finish(self, system: Option<&System>) -> Result<PathBuf, CopyFault> {
        match self.sheet {
            Sheet::Text(mut writer) => writer.flush()?,
            Sheet::Package(connection, _) => {
                let srid = system.map_or(0, |system| system.srid);
                if let Some(system) = system {
                    let (authority, code) = system.code.map_or(("NONE", system.srid), |code| ("EPSG", code));
                    connection.execute(
                        "INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, '')",
                        params![format!("SRID {srid}"), srid, authority, code, system.definition],
                    )?;
                }
                // The time is fixed: the same table gives the same file.
                connection.execute(
                    "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id) VALUES (?1, 'features', ?1, '2000-01-01T00:00:00.000Z', ?2)",
                    params![LAYER, srid],
                )?;
                connection.execute(
                    "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, 'GEOMETRY', ?3, 0, 0)",
                    params![LAYER, OWN[1], srid],
                )?;
                connection.execute_batch("COMMIT")?;
            }
        }
        Ok(self.path)
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Truth(truth) => ValueRef::Integer(i64::from(*truth)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// Names that `SQLite` can tell apart: it takes `Name` and `name` for one.
fn distinct(names: &[String]) -> (Vec<String>, Vec<(String, String)>) {
    let mut taken: std::collections::BTreeSet<String> = OWN.iter().map(|name| (*name).to_owned()).collect();
    let mut renamed = Vec::new();
    let told = names
        .iter()
        .map(|name| {
            let mut own = name.clone();
            let mut number = 1;
            while !taken.insert(own.to_ascii_lowercase()) {
                number += 1;
                own = format!("{name}_{number}");
            }
            if own != *name {
                renamed.push((name.clone(), own.clone()));
            }
            own
        })
        .collect();
    (told, renamed)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_names_where_they_can_be_told_apart() {
        let names = ["Name", "name", "名称", "row_of_copy"].map(str::to_owned);
        let (kept, renamed) = distinct(&names);
        assert_eq!(kept, ["Name", "name_2", "名称", "row_of_copy_2"]);
        assert_eq!(renamed.len(), 2);
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let make = || {
            let folder = tempfile::tempdir().expect("a folder");
            let names = ["a".to_owned()];
            let mut file = TableFile::create(folder.path(), "x/../y", &names, &[Form::Text], true).expect("room");
            let point = [&[1, 1, 0, 0, 0][..], &1.0_f64.to_le_bytes(), &2.0_f64.to_le_bytes()].concat();
            file.put(&[Cell::Text("乡".to_owned())], Some(&point), Some(4490))
                .expect("it fits");
            let system = System {
                srid: 4490,
                code: Some(4490),
                definition: "x".to_owned(),
            };
            let path = file.finish(Some(&system)).expect("room");
            assert!(
                path.starts_with(folder.path()) && path.ends_with("x_.._y.gpkg"),
                "{path:?}"
            );
            std::fs::read(path).expect("it is there")
        };
        assert_eq!(make(), make());
    }
}
