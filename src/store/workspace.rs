//! An open workspace, in whatever database it is.

use std::fmt;

use super::database::{Database, Row, RowError};
use super::error::StoreError;
use super::location::Location;
use super::postgres::{Access, PostgresDatabase};
use super::schema::SETTINGS;
use super::sqlite::SqliteDatabase;
use super::value::{Value, values};
use crate::crs::{LonLatBox, Projection};
use crate::domain::provenance::Input;
use crate::domain::record::{Check, Remark};

/// The newest workspace format that this program reads and the one that it writes.
pub const FORMAT_VERSION: i64 = 6;

/// An open workspace.
pub struct Workspace {
    pub(super) database: Box<dyn Database>,
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace({})", self.database.name())
    }
}

impl Workspace {
    /// Makes an empty workspace.
    ///
    /// # Errors
    /// It exists, or can't be written.
    pub fn create(location: &Location) -> Result<Self, StoreError> {
        Self::on(match location {
            Location::File(path) => Box::new(SqliteDatabase::create(path, FORMAT_VERSION)?),
            Location::Postgres(address) => Box::new(PostgresDatabase::create(address, FORMAT_VERSION)?),
        })
    }

    /// Opens a workspace to read and write. One of an earlier format is brought forward first, and a copy of it kept.
    ///
    /// # Errors
    /// None there, not a workspace, a newer one, or damaged.
    pub fn open(location: &Location) -> Result<Self, StoreError> {
        Self::on(match location {
            Location::File(path) => Box::new(SqliteDatabase::open(path, FORMAT_VERSION)?),
            Location::Postgres(address) => Box::new(PostgresDatabase::open(address, Access::Write, FORMAT_VERSION)?),
        })
    }

    /// Opens a workspace to read.
    ///
    /// What a killed writer left half done is undone first, which takes a moment of writing.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_read_only(location: &Location) -> Result<Self, StoreError> {
        Self::on(match location {
            Location::File(path) => Box::new(SqliteDatabase::open_read_only(path, FORMAT_VERSION)?),
            Location::Postgres(address) => Box::new(PostgresDatabase::open(address, Access::Read, FORMAT_VERSION)?),
        })
    }

    /// Undoes what a killed writer left half done, so that a file stands alone.
    ///
    /// # Errors
    /// The file is damaged, or is being written.
    pub fn recover(location: &Location) -> Result<(), StoreError> {
        match location {
            Location::File(path) => SqliteDatabase::recover(path, FORMAT_VERSION),
            // A server looks after itself.
            Location::Postgres(_) => Ok(()),
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "it closes a chain of constructors that may fail"
    )]
    fn on(database: Box<dyn Database>) -> Result<Self, StoreError> {
        Ok(Self { database })
    }

    /// Runs changes in one transaction that excludes other writers from its start: all of it is kept, or none.
    pub(super) fn write<T>(&mut self, change: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.database.begin_write()?;
        match change(self).and_then(|done| self.database.commit().map(|()| done)) {
            Ok(done) => Ok(done),
            Err(error) => {
                self.database.rollback();
                Err(error)
            }
        }
    }

    /// Runs several reads that all see the same state, whatever others commit meanwhile.
    ///
    /// # Errors
    /// The workspace can't be read, or what `read` says.
    pub fn read_as_one<T, E: From<StoreError>>(&self, read: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        self.database.begin_read()?;
        let done = read(self);
        self.database.rollback();
        done
    }

    /// What an import of this input would replace without being asked: rows of another file of the same name.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub(super) fn replaces_another(&self, input: &Input) -> Result<Option<Remark>, StoreError> {
        let sql = "SELECT row_count FROM inputs WHERE kind = $1 AND source = $2 AND sha256 <> $3";
        let asked = values![&input.kind, &input.source, &input.sha256];
        let found = self.one("inputs", sql, &asked, |row| row.get::<i64>(0))?;
        Ok(found.map(|rows| {
            let what = format!(
                "{rows} {} imported earlier from another {} are replaced; give files of different places different names",
                input.kind, input.source
            );
            Remark::of_file(Check::Reading, None, what)
        }))
    }

    /// Whether a layer was imported after the assessment in force was made.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn assessment_is_stale(&self) -> Result<bool, StoreError> {
        Ok(self.setting("layers")? != self.setting("assessed_layers")?)
    }

    /// A counter that moves with every change of the layers.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn changes(&self) -> Result<i64, StoreError> {
        let count = self.setting("layers")?;
        Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    /// How a person knows it: the file, or the server's address without the password.
    pub fn name(&self) -> String {
        self.database.name()
    }

    /// The projection that was chosen when communities were first imported.
    ///
    /// # Errors
    /// The workspace can't be read, or holds a name of a projection that this program does not know.
    pub fn projection(&self) -> Result<Option<Projection>, StoreError> {
        self.setting("projection")?
            .map(|name| self.known_projection(&name))
            .transpose()
    }

    /// Reads the name of a projection that a workspace holds. One that this program does not know was written by another, and what was
    /// measured in it must not be measured in a guess.
    pub(super) fn known_projection(&self, name: &str) -> Result<Projection, StoreError> {
        Projection::parse(name).map_err(|_| StoreError::Projection {
            name: self.name(),
            projection: name.to_owned(),
        })
    }

    /// The box round the communities, in degrees; `None` before they were imported.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn communities_extent(&self) -> Result<Option<LonLatBox>, StoreError> {
        let corners = self.database.extent("communities")?;
        Ok(corners.map(|[west, south, east, north]| LonLatBox {
            west,
            south,
            east,
            north,
        }))
    }

    /// A counter that moves whenever another connection has committed a change.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.database.data_version()
    }

    /// What the workspace remembers of itself.
    pub(super) fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = format!("SELECT value FROM {SETTINGS} WHERE key = $1");
        self.one(SETTINGS, &sql, &values![key], |row| row.get(0))
    }

    /// Remembers something.
    pub(super) fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO {SETTINGS} (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        );
        self.database.execute(&sql, &values![key, value]).map(drop)
    }

    /// All rows of an answer.
    pub(super) fn rows<T>(
        &self,
        layer: &'static str,
        sql: &str,
        asked: &[Value<'_>],
        mut read: impl FnMut(&dyn Row) -> Result<T, RowError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(layer, sql, asked, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Row after row of an answer whose first column is an id (or another number).
    pub(super) fn each(
        &self,
        layer: &'static str,
        sql: &str,
        asked: &[Value<'_>],
        mut take: impl FnMut(&dyn Row) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let mut last = 0;
        let done = self.database.query(sql, asked, &mut |row| {
            last = row.id().unwrap_or_default();
            take(row)
        });
        done.map_err(|error| match error {
            RowError::Store(error) => error,
            RowError::Row(row, what) => StoreError::Row { layer, row, what },
            RowError::Column(column) => StoreError::Row {
                layer,
                row: last,
                what: format!("its value number {} is of the wrong kind", column + 1),
            },
        })
    }

    /// The first row of an answer.
    pub(super) fn one<T>(
        &self,
        layer: &'static str,
        sql: &str,
        asked: &[Value<'_>],
        read: impl FnMut(&dyn Row) -> Result<T, RowError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(layer, sql, asked, read)?.into_iter().next())
    }
}
