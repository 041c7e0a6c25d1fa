//! Rows of the server's answers.

use std::error::Error;

use geo::Geometry;
use geozero::ToGeo;
use geozero::wkb::Ewkb;
use postgres::types::{FromSql, Type};

use crate::store::database::{Row, RowError};

/// A row of an answer.
pub(super) struct PostgresRow(pub(super) postgres::Row);

/// A column as it came.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(bytes))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl PostgresRow {
    fn raw(&self, column: usize) -> Result<Option<(&Type, &[u8])>, RowError> {
        let kind = self.0.columns().get(column).ok_or(RowError::Column(column))?.type_();
        let raw: Option<Raw<'_>> = self.0.try_get(column).map_err(|_| RowError::Column(column))?;
        Ok(raw.map(|raw| (kind, raw.0)))
    }

    fn read<T>(&self, column: usize, read: impl FnOnce(&Type, &[u8]) -> Option<T>) -> Result<Option<T>, RowError> {
        self.raw(column)?
            .map(|(kind, bytes)| read(kind, bytes).ok_or(RowError::Column(column)))
            .transpose()
    }
}

fn whole(kind: &Type, bytes: &[u8]) -> Option<i64> {
    Some(match *kind {
        Type::INT8 => i64::from_be_bytes(bytes.try_into().ok()?),
        Type::INT4 => i32::from_be_bytes(bytes.try_into().ok()?).into(),
        Type::INT2 => i16::from_be_bytes(bytes.try_into().ok()?).into(),
        Type::BOOL => i64::from(*bytes.first()?),
        _ => return None,
    })
}

impl Row for PostgresRow {
    fn integer(&self, column: usize) -> Result<Option<i64>, RowError> {
        self.read(column, whole)
    }

    fn real(&self, column: usize) -> Result<Option<f64>, RowError> {
        self.read(column, |kind, bytes| match *kind {
            Type::FLOAT8 => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
            Type::FLOAT4 => Some(f32::from_be_bytes(bytes.try_into().ok()?).into()),
            _ => whole(kind, bytes).map(|value| value as f64),
        })
    }

    fn boolean(&self, column: usize) -> Result<Option<bool>, RowError> {
        self.read(column, |kind, bytes| whole(kind, bytes).map(|value| value != 0))
    }

    fn text(&self, column: usize) -> Result<Option<String>, RowError> {
        self.read(column, |kind, bytes| match *kind {
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN | Type::BPCHAR => {
                String::from_utf8(bytes.to_vec()).ok()
            }
            _ => None,
        })
    }

    fn bytes(&self, column: usize) -> Result<Option<Vec<u8>>, RowError> {
        self.read(column, |kind, bytes| (*kind == Type::BYTEA).then(|| bytes.to_vec()))
    }

    fn shape(&self, column: usize) -> Result<Option<Geometry<f64>>, RowError> {
        Ok(self.raw(column)?.and_then(|(_, bytes)| Ewkb(bytes).to_geo().ok()))
    }
}
