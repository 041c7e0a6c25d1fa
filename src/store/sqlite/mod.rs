//! A workspace in a `GeoPackage`: written so that a killed process leaves the last good state.

mod flat_views;
mod geometry;
mod geopackage;
mod migrate;
mod online;
mod row;
mod spatial_index;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use super::database::{Database, Put, RowError, Take};
use super::error::StoreError;
use super::flat::FlatColumn;
use super::schema::SETTINGS;
use super::value::Value;
pub(super) use geopackage::STANDARD;
use row::SqliteRow;

/// How long a writer waits for another before it begins.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a writer that has done its work waits for those who read: all of it would be lost otherwise.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(10);

/// What a writer may hold of the file before readers have to wait for it, in KiB.
const CACHE_KIB: u32 = 128 << 10;

/// An open `GeoPackage`.
pub(super) struct SqliteDatabase {
    connection: Connection,
    path: PathBuf,
}

impl SqliteDatabase {
    /// Makes an empty workspace.
    pub(super) fn create(path: &Path, format: i64) -> Result<Self, StoreError> {
        let name = path.display().to_string();
        if path.exists() {
            return Err(StoreError::Exists(name));
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
            && !folder.is_dir()
        {
            return Err(StoreError::Open {
                name,
                why: "its folder does not exist".to_owned(),
            });
        }
        // Made here and now, or not at all: of two who make the same workspace at once, one is told that it exists.
        std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .map_err(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => StoreError::Exists(name.clone()),
                std::io::ErrorKind::StorageFull => StoreError::DiskFull(name.clone()),
                _ => StoreError::ReadOnly(name.clone()),
            })?;
        let made = Connection::open(path)
            .map_err(|e| error(path, e))
            .and_then(|connection| {
                let database = Self {
                    connection,
                    path: path.to_owned(),
                };
                database.prepare()?;
                database.begin_write()?;
                geopackage::create(&database.connection, format).map_err(|e| database.error(e))?;
                database.commit()?;
                Ok(database)
            });
        if made.is_err() {
            // A half-made file would only be in the way of the next try; it is ours, for it was made above.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    /// Opens a workspace; one of an earlier format is brought forward first.
    pub(super) fn open(path: &Path, format: i64) -> Result<Self, StoreError> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, format)
    }

    /// Opens a workspace to read. What a killed writer left half done is undone first, which takes a moment of writing.
    pub(super) fn open_read_only(path: &Path, format: i64) -> Result<Self, StoreError> {
        Self::recover(path, format)?;
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY, format)
    }

    /// Undoes what a killed writer left half done, so that the file stands alone.
    pub(super) fn recover(path: &Path, format: i64) -> Result<(), StoreError> {
        let mut journal = path.as_os_str().to_owned();
        journal.push("-journal");
        if path.exists() && Path::new(&journal).exists() {
            Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, format)?;
        }
        Ok(())
    }

    fn open_with(path: &Path, access: OpenFlags, format: i64) -> Result<Self, StoreError> {
        let name = || path.display().to_string();
        let length = std::fs::metadata(path).map_err(|_| StoreError::Missing(name()))?;
        if length.is_dir() || length.len() == 0 {
            return Err(StoreError::Damaged(name()));
        }
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| error(path, e))?;
        let mut database = Self {
            connection,
            path: path.to_owned(),
        };
        database.prepare()?;
        let found = database.check_format(format)?;
        if found == format {
            return Ok(database);
        }
        if access.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            // Whoever opens it first brings it forward.
            Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, format)?;
            return Self::open_with(path, access, format);
        }
        migrate::forward(&mut database.connection, path, found, format)?;
        Ok(database)
    }

    /// Whether every page of a file is what it should be.
    pub(super) fn is_whole(file: &Path) -> Result<bool, StoreError> {
        online::is_whole(file)
    }

    fn prepare(&self) -> Result<(), StoreError> {
        let set = || {
            self.connection.busy_timeout(PATIENCE)?;
            self.connection.set_prepared_statement_cache_capacity(64);
            self.connection.pragma_update(None, "synchronous", "FULL")?;
            spatial_index::register_functions(&self.connection)
        };
        set().map_err(|e| self.error(e))
    }

    /// The format that the file is in, if this program can read it and the file is whole.
    fn check_format(&self, known: i64) -> Result<i64, StoreError> {
        let ask = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let ours =
            ask(&format!("SELECT count(*) FROM sqlite_master WHERE name = '{SETTINGS}'")).map_err(|e| self.error(e))?;
        if ours == 0 {
            return Err(StoreError::NotAWorkspace(self.name()));
        }
        let sql = format!("SELECT value FROM {SETTINGS} WHERE key = 'format'");
        let found = self
            .connection
            .query_row(&sql, [], |row| row.get::<_, String>(0))
            .ok()
            .and_then(|value| value.parse().ok())
            .filter(|format: &i64| *format > 0)
            .ok_or_else(|| StoreError::Damaged(self.name()))?;
        if found > known {
            return Err(StoreError::Newer {
                name: self.name(),
                found,
                known,
            });
        }
        // A cut file often still opens: ask whether its pages are all there before anything is built on it. In the journal mode that QGIS
        // uses, the newest pages stand in a file beside it.
        let mode: String = self
            .connection
            .query_row("PRAGMA journal_mode", [], |row| row.get(0))
            .map_err(|e| self.error(e))?;
        let bytes = ask("PRAGMA page_count")
            .and_then(|pages| Ok(pages * ask("PRAGMA page_size")?))
            .map_err(|e| self.error(e))?;
        let length = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        if mode != "wal" && (length as i64) < bytes {
            return Err(StoreError::Damaged(self.name()));
        }
        Ok(found)
    }

    fn error(&self, source: rusqlite::Error) -> StoreError {
        error(&self.path, source)
    }

    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|e| self.error(e))
    }
}

impl Database for SqliteDatabase {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.execute(params_from_iter(values))
        };
        run().map(|rows| rows as u64).map_err(|e| self.error(e))
    }

    fn query(&self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), RowError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| self.error(e))?;
        let mut rows = statement.query(params_from_iter(values)).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            take(&SqliteRow(row))?;
        }
        Ok(())
    }

    fn append(
        &self,
        table: &str,
        columns: &[&str],
        fill: &mut dyn FnMut(Put<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            columns.join(", "),
            places.join(", ")
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| self.error(e))?;
        fill(&mut |values| {
            statement
                .execute(params_from_iter(values))
                .map(drop)
                .map_err(|e| self.error(e))
        })
    }

    fn begin_write(&self) -> Result<(), StoreError> {
        // Readers are kept out from the moment when changed pages no longer fit.
        self.batch(&format!("PRAGMA cache_size = -{CACHE_KIB}; BEGIN IMMEDIATE"))
    }

    fn begin_read(&self) -> Result<(), StoreError> {
        self.batch("BEGIN DEFERRED")
    }

    fn commit(&self) -> Result<(), StoreError> {
        let connection = &self.connection;
        connection
            .busy_timeout(PATIENCE_AT_THE_END)
            .map_err(|e| self.error(e))?;
        let done = self.batch("COMMIT");
        connection.busy_timeout(PATIENCE).map_err(|e| self.error(e))?;
        done
    }

    fn rollback(&self) {
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn before_bulk(&self, table: &str) -> Result<(), StoreError> {
        spatial_index::drop_triggers(&self.connection, table).map_err(|e| self.error(e))
    }

    fn after_bulk(&self, table: &str) -> Result<(), StoreError> {
        spatial_index::refill(&self.connection, table)
            .and_then(|()| flat_views::follow(&self.connection, table))
            .map_err(|e| self.error(e))
    }

    fn renew_flat_views(&self, results: &[FlatColumn]) -> Result<(), StoreError> {
        flat_views::renew(&self.connection, results).map_err(|e| self.error(e))
    }

    fn extent(&self, table: &str) -> Result<Option<[f64; 4]>, StoreError> {
        let sql = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?1";
        let corners: [Option<f64>; 4] = self
            .connection
            .query_row(sql, [table], |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })
            .map_err(|e| self.error(e))?;
        Ok(match corners {
            [Some(west), Some(south), Some(east), Some(north)] => Some([west, south, east, north]),
            _ => None,
        })
    }

    fn last_id(&self, table: &str) -> Result<i64, StoreError> {
        self.connection
            .query_row(
                "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?1), 0)",
                [table],
                |row| row.get(0),
            )
            .map_err(|e| self.error(e))
    }

    fn raise_last_id(&self, table: &str, id: i64) -> Result<(), StoreError> {
        let raise = || {
            let known = self.connection.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
                (table, id),
            )?;
            if known == 0 && id > 0 {
                let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
                self.connection.execute(sql, (table, id))?;
            }
            Ok(())
        };
        raise().map_err(|e| self.error(e))
    }

    fn copy_out(&self, file: &Path) -> Result<bool, StoreError> {
        online::out(&self.connection, file)?;
        Ok(true)
    }

    fn copy_back(&mut self, file: &Path) -> Result<bool, StoreError> {
        online::back(file, &mut self.connection, &self.path)?;
        Ok(true)
    }

    fn data_version(&self) -> Result<i64, StoreError> {
        self.connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .map_err(|e| self.error(e))
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Integer(number) => ToSqlOutput::from(*number),
            Value::Real(number) => ToSqlOutput::from(*number),
            Value::Boolean(truth) => ToSqlOutput::from(*truth),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Shape(shape) => geometry::encode(shape).map_or(ToSqlOutput::Borrowed(ValueRef::Null), Into::into),
        })
    }
}

/// Puts an error of the database into words, for a file.
fn error(path: &Path, source: rusqlite::Error) -> StoreError {
    let name = path.display().to_string();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(name),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => StoreError::ReadOnly(name),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::Damaged(name),
        // A write that fails below SQLite is a full or failing disk; SQLite rolls it back.
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => StoreError::DiskFull(name),
        _ => StoreError::Database {
            name,
            source: Box::new(source),
        },
    }
}
