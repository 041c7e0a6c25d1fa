//! Values as parameters of a statement, in the type that the server expects at their place.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use geo::{BoundingRect, Geometry};
use geozero::{CoordDimensions, ToWkb};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::store::value::Value;

/// The reference system of every layer: degrees, EPSG:4326.
const SRID: i32 = 4326;

/// A value on its way to the server.
#[derive(Debug)]
pub(super) struct Parameter<'a>(pub(super) &'a Value<'a>);

/// What a value can't be turned into.
#[derive(Debug, thiserror::Error)]
#[error("a value is not of the type {0}")]
pub(super) struct Misfit(String);

impl ToSql for Parameter<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let written = match (self.0, kind) {
            (Value::Integer(value), &Type::INT4) => i32::try_from(*value).map(|value| out.put_i32(value)).is_ok(),
            (Value::Integer(value), &Type::INT2) => i16::try_from(*value).map(|value| out.put_i16(value)).is_ok(),
            (Value::Integer(value), &Type::TEXT) => {
                out.put_slice(value.to_string().as_bytes());
                true
            }
            (Value::Integer(value), &Type::FLOAT8) => {
                out.put_f64(*value as f64);
                true
            }
            (value, kind) => {
                let mut bytes = Vec::new();
                return match encode(value, &mut bytes) {
                    Some(fits) if !fits(kind) => Err(Box::new(Misfit(kind.to_string()))),
                    Some(_) => {
                        out.put_slice(&bytes);
                        Ok(IsNull::No)
                    }
                    None => Ok(IsNull::Yes),
                };
            }
        };
        if written {
            Ok(IsNull::No)
        } else {
            Err(Box::new(Misfit(kind.to_string())))
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Adds a value in the server's binary form, and tells which types it fits; `None` is SQL's null.
fn encode(value: &Value<'_>, out: &mut Vec<u8>) -> Option<fn(&Type) -> bool> {
    write(value, out).then_some(match value {
        Value::Integer(_) => |kind| *kind == Type::INT8,
        Value::Real(_) => |kind| *kind == Type::FLOAT8,
        Value::Boolean(_) => |kind| *kind == Type::BOOL,
        Value::Text(_) => |kind| matches!(*kind, Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN),
        Value::Bytes(_) => |kind| *kind == Type::BYTEA,
        Value::Shape(_) | Value::Null => |kind| kind.name() == "geometry",
    })
}

/// Adds a value in the server's binary form; `false` where it is SQL's null.
pub(super) fn write(value: &Value<'_>, out: &mut Vec<u8>) -> bool {
    match value {
        Value::Null => return false,
        Value::Integer(value) => out.extend(value.to_be_bytes()),
        Value::Real(value) => out.extend(value.to_be_bytes()),
        Value::Boolean(value) => out.push(u8::from(*value)),
        Value::Text(value) => out.extend(value.as_bytes()),
        Value::Bytes(value) => out.extend(value.as_ref()),
        Value::Shape(shape) => match extended_wkb(shape) {
            Some(bytes) => out.extend(bytes),
            None => return false,
        },
    }
    true
}

/// A geometry as `PostGIS` takes it; `None` where it has no coordinates.
fn extended_wkb(shape: &Geometry<f64>) -> Option<Vec<u8>> {
    shape.bounding_rect()?;
    shape.to_ewkb(CoordDimensions::xy(), Some(SRID)).ok()
}
