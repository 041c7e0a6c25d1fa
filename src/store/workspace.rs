//! Opening and making a workspace, and writing to it so that a killed process leaves the last good state.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::{migrate, schema, spatial_index};
use crate::crs::{LonLatBox, Projection};
use crate::domain::provenance::Input;
use crate::domain::record::Remark;

/// The newest workspace format that this program reads and the one that it writes.
pub const FORMAT_VERSION: i64 = 2;

/// "GPKG", as the `GeoPackage` standard marks a file.
const GEOPACKAGE_ID: i32 = 0x4750_4B47;
/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open workspace.
#[derive(Debug)]
pub struct Workspace {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
}

impl Workspace {
    /// Makes an empty workspace.
    ///
    /// # Errors
    /// The file exists, or can't be written.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
            && !folder.is_dir()
        {
            return Err(StoreError::Open {
                path: path.to_owned(),
                why: "its folder does not exist".to_owned(),
            });
        }
        // Made here and now, or not at all: of two who make the same workspace at once, one is told that it exists.
        std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .map_err(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
                std::io::ErrorKind::StorageFull => StoreError::DiskFull(path.to_owned()),
                _ => StoreError::ReadOnly(path.to_owned()),
            })?;
        let made = Connection::open(path)
            .map_err(|e| StoreError::of(path, e))
            .and_then(|connection| {
                let mut workspace = Self {
                    connection,
                    path: path.to_owned(),
                };
                workspace.prepare()?;
                workspace.write(create_tables)?;
                Ok(workspace)
            });
        if made.is_err() {
            // A half-made file would only be in the way of the next try; it is ours, for it was made above.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    /// Opens a workspace to read and write.
    ///
    /// # Errors
    /// No such file, not a workspace, a newer one, or damaged.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a workspace to read.
    ///
    /// What a killed writer left half done is undone first, which takes a moment of writing.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        Self::recover(path)?;
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// The format that the file is in.
    fn format(&self) -> Result<i64, StoreError> {
        self.meta("format")?
            .and_then(|value| value.parse().ok())
            .filter(|format| *format > 0)
            .ok_or_else(|| StoreError::Damaged(self.path.clone()))
    }

    /// Undoes what a killed writer left half done, so that the file stands alone.
    ///
    /// # Errors
    /// The file is damaged, or is being written.
    pub fn recover(path: &Path) -> Result<(), StoreError> {
        let mut journal = path.as_os_str().to_owned();
        journal.push("-journal");
        if path.exists() && Path::new(&journal).exists() {
            Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        }
        Ok(())
    }

    fn open_with(path: &Path, access: OpenFlags) -> Result<Self, StoreError> {
        let length = std::fs::metadata(path).map_err(|_| StoreError::Missing(path.to_owned()))?;
        if length.is_dir() || length.len() == 0 {
            return Err(StoreError::Damaged(path.to_owned()));
        }
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| StoreError::of(path, e))?;
        let workspace = Self {
            connection,
            path: path.to_owned(),
        };
        workspace.prepare()?;
        workspace.check_format()?;
        if workspace.format()? == FORMAT_VERSION {
            return Ok(workspace);
        }
        drop(workspace);
        Self::bring_forward(path)?;
        Self::open_with(path, access)
    }

    /// Brings a file of an earlier format up to this program's, whoever opens it first.
    fn bring_forward(path: &Path) -> Result<(), StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| StoreError::of(path, e))?;
        let mut workspace = Self {
            connection,
            path: path.to_owned(),
        };
        workspace.prepare()?;
        let found = workspace.format()?;
        migrate::forward(&mut workspace.connection, path, found)
    }

    fn prepare(&self) -> Result<(), StoreError> {
        let set = || {
            self.connection.busy_timeout(PATIENCE)?;
            self.connection.pragma_update(None, "synchronous", "FULL")?;
            spatial_index::register_functions(&self.connection)
        };
        set().map_err(|e| StoreError::of(&self.path, e))
    }

    fn check_format(&self) -> Result<(), StoreError> {
        let path = || self.path.clone();
        let ask = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let ours = ask("SELECT count(*) FROM sqlite_master WHERE name = 'yike_workspace'")
            .map_err(|e| StoreError::of(&self.path, e))?;
        if ours == 0 {
            return Err(StoreError::NotAWorkspace(path()));
        }
        let found = self.format()?;
        if found > FORMAT_VERSION {
            return Err(StoreError::Newer {
                path: path(),
                found,
                known: FORMAT_VERSION,
            });
        }
        // A cut file often still opens: ask whether its pages are all there before anything is built on it. In the journal mode that QGIS
        // uses, the newest pages stand in a file beside it.
        let mode: String = self
            .connection
            .query_row("PRAGMA journal_mode", [], |row| row.get(0))
            .map_err(|e| StoreError::of(&self.path, e))?;
        let bytes = ask("PRAGMA page_count")
            .and_then(|pages| Ok(pages * ask("PRAGMA page_size")?))
            .map_err(|e| StoreError::of(&self.path, e))?;
        let length = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        if mode != "wal" && (length as i64) < bytes {
            return Err(StoreError::Damaged(path()));
        }
        Ok(())
    }

    /// Runs changes in one transaction that excludes other writers from its start: all of it is kept, or none.
    pub(super) fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| StoreError::of(&self.path, e))?;
        let done = change(&transaction).map_err(|e| StoreError::of(&self.path, e))?;
        transaction.commit().map_err(|e| StoreError::of(&self.path, e))?;
        Ok(done)
    }

    /// What an import of this input would replace without being asked: rows of another file of the same name.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn replaces_another(&self, input: &Input) -> Result<Option<Remark>, StoreError> {
        let sql = "SELECT row_count FROM inputs WHERE kind = ?1 AND source = ?2 AND sha256 <> ?3";
        let found = self
            .connection
            .query_row(sql, [&input.kind, &input.source, &input.sha256], |row| {
                row.get::<_, i64>(0)
            })
            .optional()
            .map_err(|e| StoreError::of(&self.path, e))?;
        Ok(found.map(|rows| Remark {
            row: None,
            field: None,
            what: format!(
                "{rows} {} imported earlier from another {} are replaced; give files of different places different names",
                input.kind, input.source
            ),
        }))
    }

    /// Runs several reads that all see the same state, whatever others commit meanwhile.
    ///
    /// # Errors
    /// The workspace can't be read, or what `read` says.
    pub fn read_as_one<T, E: From<StoreError>>(&self, read: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        let transaction = self
            .connection
            .unchecked_transaction()
            .map_err(|e| StoreError::of(&self.path, e))?;
        let done = read(self)?;
        transaction.finish().map_err(|e| StoreError::of(&self.path, e))?;
        Ok(done)
    }

    /// Whether a layer was imported after the assessment in force was made.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn assessment_is_stale(&self) -> Result<bool, StoreError> {
        Ok(self.meta("layers")? != self.meta("assessed_layers")?)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The projection that was chosen when communities were first imported.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn projection(&self) -> Result<Option<Projection>, StoreError> {
        Ok(self.meta("projection")?.and_then(|name| Projection::parse(&name).ok()))
    }

    /// The box round the communities, in degrees; `None` before they were imported.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn communities_extent(&self) -> Result<Option<LonLatBox>, StoreError> {
        let sql = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'communities'";
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<[Option<f64>; 4]> {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        };
        let corners = self
            .connection
            .query_row(sql, [], read)
            .map_err(|e| StoreError::of(&self.path, e))?;
        Ok(match corners {
            [Some(west), Some(south), Some(east), Some(north)] => Some(LonLatBox {
                west,
                south,
                east,
                north,
            }),
            _ => None,
        })
    }

    /// A counter that moves whenever another connection has committed a change.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .map_err(|e| StoreError::of(&self.path, e))
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT value FROM yike_workspace WHERE key = ?1")
            .map_err(|e| StoreError::of(&self.path, e))?;
        let mut rows = statement.query([key]).map_err(|e| StoreError::of(&self.path, e))?;
        let row = rows.next().map_err(|e| StoreError::of(&self.path, e))?;
        row.map(|row| row.get(0))
            .transpose()
            .map_err(|e| StoreError::of(&self.path, e))
    }
}

fn create_tables(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.pragma_update(None, "application_id", GEOPACKAGE_ID)?;
    transaction.pragma_update(None, "user_version", 10300)?;
    transaction.execute_batch(schema::GEOPACKAGE)?;
    transaction.execute_batch(schema::META)?;
    transaction.execute(
        "INSERT INTO yike_workspace VALUES ('format', ?1)",
        [FORMAT_VERSION.to_string()],
    )?;
    for layer in &schema::LAYERS {
        let (name, title, geometry) = (layer.name, layer.title, layer.geometry);
        transaction.execute_batch(&format!(
            "CREATE TABLE {name} (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {geometry}, {});
             INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('{name}', 'features', '{name}', '{title}', 4326);
             INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', '{geometry}', 4326, 0, 0);",
            layer.columns
        ))?;
        spatial_index::create(transaction, name)?;
    }
    for (name, title, columns) in &schema::TABLES {
        transaction.execute_batch(&format!(
            "CREATE TABLE {name} (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {columns});
             INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES ('{name}', 'attributes', '{name}', '{title}');"
        ))?;
    }
    Ok(())
}
