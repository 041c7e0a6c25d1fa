//! A value on its way into a table.

use std::borrow::Cow;

use geo::Geometry;

/// A value on its way into a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Boolean(bool),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    /// In degrees; nothing where it has no coordinates.
    Shape(Cow<'a, Geometry<f64>>),
}

macro_rules! from {
    ($($source:ty => |$value:ident| $made:expr;)*) => {
        $(impl<'a> From<$source> for Value<'a> {
            fn from($value: $source) -> Self {
                $made
            }
        })*
    };
}

from! {
    i64 => |value| Self::Integer(value);
    u32 => |value| Self::Integer(i64::from(value));
    u16 => |value| Self::Integer(i64::from(value));
    f64 => |value| Self::Real(value);
    bool => |value| Self::Boolean(value);
    &'a str => |value| Self::Text(Cow::Borrowed(value));
    &'a String => |value| Self::Text(Cow::Borrowed(value));
    String => |value| Self::Text(Cow::Owned(value));
    &'a [u8] => |value| Self::Bytes(Cow::Borrowed(value));
    Vec<u8> => |value| Self::Bytes(Cow::Owned(value));
    Geometry<f64> => |value| Self::Shape(Cow::Owned(value));
    &'a Geometry<f64> => |value| Self::Shape(Cow::Borrowed(value));
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of one row or one question.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::store::value::Value::from($value)),*] };
}

pub(super) use values;
