//! Opening and making a workspace, and writing to it so that a killed process leaves the last good state.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::{schema, spatial_index};
use crate::crs::{LonLatBox, Projection};

/// The newest workspace format that this program reads and the one that it writes.
pub const FORMAT_VERSION: i64 = 1;

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
        let connection = Connection::open(path).map_err(|e| StoreError::of(path, e))?;
        let mut workspace = Self {
            connection,
            path: path.to_owned(),
        };
        let made = workspace.prepare().and_then(|()| workspace.write(create_tables));
        if made.is_err() {
            // A half-made file would only be in the way of the next try.
            drop(workspace);
            let _ = std::fs::remove_file(path);
            return Err(made.err().unwrap_or_else(|| StoreError::Damaged(path.to_owned())));
        }
        Ok(workspace)
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
    /// # Errors
    /// As [`Self::open`].
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn open_with(path: &Path, access: OpenFlags) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| StoreError::of(path, e))?;
        let workspace = Self {
            connection,
            path: path.to_owned(),
        };
        workspace.prepare()?;
        workspace.check_format()?;
        Ok(workspace)
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
        let found = self
            .meta("format")?
            .and_then(|value| value.parse().ok())
            .ok_or_else(|| StoreError::Damaged(path()))?;
        if found > FORMAT_VERSION {
            return Err(StoreError::Newer {
                path: path(),
                found,
                known: FORMAT_VERSION,
            });
        }
        // A cut file often still opens: ask whether its pages are all there before anything is built on it.
        let pages = ask("PRAGMA page_count")
            .and_then(|pages| Ok(pages * ask("PRAGMA page_size")?))
            .map_err(|e| StoreError::of(&self.path, e))?;
        let length = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        if (length as i64) < pages {
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
