//! What the store asks of a database. There are two: `SQLite` below a `GeoPackage`, and `PostgreSQL` with `PostGIS`.
//!
//! Statements are written once, in the common part of both languages, with values as `$1`, `$2`, ... in the order of their first
//! appearance. What differs (how tables are made, spatial indexes, bulk inserts, locks) stands behind this trait.

use std::path::Path;

use geo::Geometry;

use super::error::StoreError;
use super::flat::FlatColumn;
use super::value::Value;

/// Why a row can't be read: a column, the row as a whole, or the database.
#[derive(Debug)]
pub(super) enum RowError {
    Store(StoreError),
    /// The row's id and what is wrong with it.
    Row(i64, String),
    /// A column holds another kind of value than it should, or none where it must.
    Column(usize),
}

impl From<StoreError> for RowError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// One row of an answer. Columns count from 0; `None` is SQL's null.
pub(super) trait Row {
    fn integer(&self, column: usize) -> Result<Option<i64>, RowError>;
    fn real(&self, column: usize) -> Result<Option<f64>, RowError>;
    fn boolean(&self, column: usize) -> Result<Option<bool>, RowError>;
    fn text(&self, column: usize) -> Result<Option<String>, RowError>;
    fn bytes(&self, column: usize) -> Result<Option<Vec<u8>>, RowError>;
    /// A geometry in degrees; `None` also where it can't be read.
    fn shape(&self, column: usize) -> Result<Option<Geometry<f64>>, RowError>;
}

/// Takes the rows of an answer.
pub(super) type Take<'a> = &'a mut dyn FnMut(&dyn Row) -> Result<(), RowError>;

/// Puts one row of values into a table.
pub(super) type Put<'a> = &'a mut dyn FnMut(&[Value<'_>]) -> Result<(), StoreError>;

/// A database that holds a workspace.
pub(super) trait Database: Send {
    /// Runs a statement; tells how many rows it changed.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError>;

    /// Asks, and hands over row after row.
    fn query(&self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), RowError>;

    /// Inserts many rows: `fill` is given a function that takes the values of one row, in the order of `columns`.
    fn append(
        &self,
        table: &str,
        columns: &[&str],
        fill: &mut dyn FnMut(Put<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Begins a transaction that excludes other writers from its start; waits for them a little while.
    fn begin_write(&self) -> Result<(), StoreError>;

    /// Begins a transaction whose reads all see the same state.
    fn begin_read(&self) -> Result<(), StoreError>;

    /// Keeps what was done since the beginning.
    fn commit(&self) -> Result<(), StoreError>;

    /// Forgets what was done since the beginning. Never fails: a database that can't is one that has forgotten already.
    fn rollback(&self);

    /// Prepares a layer's table for many changes.
    fn before_bulk(&self, table: &str) -> Result<(), StoreError>;

    /// Puts indexes and extents of a layer's table right after many changes.
    fn after_bulk(&self, table: &str) -> Result<(), StoreError>;

    /// Makes the table `flat_results` anew, empty, with these columns, and the flat views over it.
    fn renew_flat_views(&self, results: &[FlatColumn]) -> Result<(), StoreError>;

    /// The box round a layer: west, south, east, north; `None` where it is empty.
    fn extent(&self, table: &str) -> Result<Option<[f64; 4]>, StoreError>;

    /// The highest id that a table has ever given out.
    fn last_id(&self, table: &str) -> Result<i64, StoreError>;

    /// Lets a table give out no id up to this one any more.
    fn raise_last_id(&self, table: &str, id: i64) -> Result<(), StoreError>;

    /// Copies the whole of it into a file that is not there yet, where it is a file itself; tells whether it did.
    fn copy_out(&self, _file: &Path) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// Takes the whole of a file in one transaction, where it is a file itself; tells whether it did.
    fn copy_back(&mut self, _file: &Path) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// A counter that moves whenever another connection has committed a change.
    fn data_version(&self) -> Result<i64, StoreError>;

    /// How a person knows it: the file, or the address without its password.
    fn name(&self) -> String;
}

impl dyn Row + '_ {
    /// A column as what it must be.
    pub(super) fn get<T: Get>(&self, column: usize) -> Result<T, RowError> {
        T::get(self, column)
    }

    /// The id, which stands first.
    pub(super) fn id(&self) -> Result<i64, RowError> {
        self.get(0)
    }
}

/// What a column can be read as.
pub(super) trait Get: Sized {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError>;
}

impl Get for Option<i64> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        row.integer(column)
    }
}

impl Get for Option<u32> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        let number = row.integer(column)?;
        number
            .map(|number| u32::try_from(number).map_err(|_| RowError::Column(column)))
            .transpose()
    }
}

impl Get for Option<u16> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        let number = row.integer(column)?;
        number
            .map(|number| u16::try_from(number).map_err(|_| RowError::Column(column)))
            .transpose()
    }
}

impl Get for Option<f64> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        row.real(column)
    }
}

impl Get for Option<bool> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        row.boolean(column)
    }
}

impl Get for Option<String> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        row.text(column)
    }
}

impl Get for Option<Vec<u8>> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        row.bytes(column)
    }
}

impl Get for Option<Geometry<f64>> {
    fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
        row.shape(column)
    }
}

macro_rules! must_be_there {
    ($($kind:ty),*) => {
        $(impl Get for $kind {
            fn get(row: &dyn Row, column: usize) -> Result<Self, RowError> {
                Option::<Self>::get(row, column)?.ok_or(RowError::Column(column))
            }
        })*
    };
}

must_be_there!(i64, f64, bool, String, Vec<u8>);
