//! Rows of `SQLite`, whose columns may hold anything, whatever they are declared as.

use geo::Geometry;
use rusqlite::types::ValueRef;

use super::geometry;
use crate::store::database::{Row, RowError};

/// One row of an answer.
pub(super) struct SqliteRow<'a>(pub(super) &'a rusqlite::Row<'a>);

impl SqliteRow<'_> {
    fn read<T>(&self, column: usize, read: impl FnOnce(ValueRef<'_>) -> Option<T>) -> Result<Option<T>, RowError> {
        match self.0.get_ref(column) {
            Ok(ValueRef::Null) => Ok(None),
            Ok(value) => read(value).map(Some).ok_or(RowError::Column(column)),
            Err(_) => Err(RowError::Column(column)),
        }
    }
}

impl Row for SqliteRow<'_> {
    fn integer(&self, column: usize) -> Result<Option<i64>, RowError> {
        self.read(column, |value| value.as_i64().ok())
    }

    fn real(&self, column: usize) -> Result<Option<f64>, RowError> {
        self.read(column, |value| match value {
            ValueRef::Integer(number) => Some(number as f64),
            other => other.as_f64().ok(),
        })
    }

    fn boolean(&self, column: usize) -> Result<Option<bool>, RowError> {
        self.read(column, |value| value.as_i64().ok().map(|number| number != 0))
    }

    fn text(&self, column: usize) -> Result<Option<String>, RowError> {
        self.read(column, |value| match value {
            // Settings are texts, but what an older program wrote as a number is one too.
            ValueRef::Integer(number) => Some(number.to_string()),
            other => other.as_str().ok().map(str::to_owned),
        })
    }

    fn bytes(&self, column: usize) -> Result<Option<Vec<u8>>, RowError> {
        self.read(column, |value| value.as_bytes().ok().map(<[u8]>::to_vec))
    }

    fn shape(&self, column: usize) -> Result<Option<Geometry<f64>>, RowError> {
        let shape = self.read(column, |value| Some(value.as_blob().ok().and_then(geometry::decode)))?;
        Ok(shape.flatten())
    }
}
