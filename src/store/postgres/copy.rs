//! Rows in the binary form of `COPY`: the fastest way in, and checked by the server like any other.
//!
//! Source: documentation of `PostgreSQL` 15, page COPY, "Binary Format".

use std::io::Write;

use postgres::types::Type;

use super::parameter;
use crate::store::schema::{Kind, table_of};
use crate::store::value::Value;

/// What stands before the rows: a signature, no flags, no more header.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What stands after them.
const END: [u8; 2] = (-1_i16).to_be_bytes();
/// How many bytes go out at once.
const PIECE: usize = 1 << 16;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Kind(Kind),
    Shape,
}

/// Why a row can't be sent.
#[derive(Debug)]
pub(super) enum CopyError {
    /// A value that does not fit the column, or too few or too many of them.
    Misfit(String),
    /// A text with a NUL.
    Nul,
    /// The connection.
    Sending,
}

/// Writes rows to the server.
pub(super) struct Rows<W: Write> {
    out: W,
    buffer: Vec<u8>,
    columns: Vec<(String, Takes)>,
}

impl<W: Write> Rows<W> {
    /// Begins.
    pub(super) fn new(out: W, columns: Vec<(String, Takes)>) -> Self {
        Self {
            out,
            buffer: HEADER.to_vec(),
            columns,
        }
    }

    /// Adds a row.
    pub(super) fn put(&mut self, values: &[Value<'_>]) -> Result<(), CopyError> {
        if values.len() != self.columns.len() {
            let told = format!("{} values for {} columns", values.len(), self.columns.len());
            return Err(CopyError::Misfit(told));
        }
        self.buffer.extend((values.len() as i16).to_be_bytes());
        for (value, (column, takes)) in values.iter().zip(&self.columns) {
            let widened = match (value, takes) {
                (Value::Integer(value), Takes::Kind(Kind::Real)) => Some(Value::Real(*value as f64)),
                _ => None,
            };
            let value = widened.as_ref().unwrap_or(value);
            if !fits(value, *takes) {
                return Err(CopyError::Misfit(format!("column {column} does not take such a value")));
            }
            if matches!(value, Value::Text(text) if text.contains('\0')) {
                return Err(CopyError::Nul);
            }
            let at = self.buffer.len();
            self.buffer.extend([0; 4]);
            let length = if parameter::write(value, &mut self.buffer) {
                i32::try_from(self.buffer.len() - at - 4)
                    .map_err(|_| CopyError::Misfit(format!("a value of column {column} is larger than 2 GiB")))?
            } else {
                -1
            };
            self.buffer[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
        if self.buffer.len() >= PIECE {
            self.send()?;
        }
        Ok(())
    }

    /// Sends what is left, and gives back what the rows were written to.
    pub(super) fn end(mut self) -> Result<W, CopyError> {
        self.buffer.extend(END);
        self.send()?;
        Ok(self.out)
    }

    fn send(&mut self) -> Result<(), CopyError> {
        self.out.write_all(&self.buffer).map_err(|_| CopyError::Sending)?;
        self.buffer.clear();
        Ok(())
    }
}

/// What these columns of a table take; `None` where the table is none of every workspace's.
pub(super) fn takes(table: &str, columns: &[&str]) -> Option<Result<Vec<(String, Takes)>, CopyError>> {
    let known = table_of(table)?;
    let takes = |name: &&str| match *name {
        "id" => Ok(((*name).to_owned(), Takes::Kind(Kind::Integer))),
        "geom" => Ok(((*name).to_owned(), Takes::Shape)),
        _ => known
            .columns
            .iter()
            .find(|column| column.name == *name)
            .map(|column| ((*name).to_owned(), Takes::Kind(column.kind)))
            .ok_or_else(|| CopyError::Misfit(format!("table {table} has no column {name}"))),
    };
    Some(columns.iter().map(takes).collect())
}

/// What a column takes, by the server's word for it.
pub(super) fn takes_type(kind: &Type) -> Option<Takes> {
    Some(Takes::Kind(match *kind {
        Type::TEXT => Kind::Text,
        Type::INT8 => Kind::Integer,
        Type::FLOAT8 => Kind::Real,
        Type::BOOL => Kind::Boolean,
        Type::BYTEA => Kind::Bytes,
        _ => return None,
    }))
}

fn fits(value: &Value<'_>, takes: Takes) -> bool {
    matches!(
        (value, takes),
        (Value::Null, _)
            | (Value::Integer(_), Takes::Kind(Kind::Integer))
            | (Value::Real(_), Takes::Kind(Kind::Real))
            | (Value::Boolean(_), Takes::Kind(Kind::Boolean))
            | (Value::Text(_), Takes::Kind(Kind::Text))
            | (Value::Bytes(_), Takes::Kind(Kind::Bytes))
            | (Value::Shape(_), Takes::Shape)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(columns: &[&str]) -> Rows<Vec<u8>> {
        let takes = takes("coverage_counts", columns).expect("it is there");
        Rows::new(Vec::new(), takes.expect("they are there"))
    }

    #[test]
    fn a_row_stands_as_the_documentation_says() {
        let mut rows = begun(&["id", "circle", "mean_reached"]);
        let put = rows.put(&[Value::Integer(7), Value::Text("a".into()), Value::Null]);
        assert!(put.is_ok());
        let bytes = rows.end().expect("it is written");
        let (header, rest) = bytes.split_at(HEADER.len());
        assert_eq!((header, HEADER.len()), (HEADER, 11 + 4 + 4));
        assert_eq!(
            rest,
            [
                &[0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, b'a'][..],
                &[255; 4],
                &[255; 2]
            ]
            .concat()
        );
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        for values in [
            vec![Value::Integer(7)],
            vec![Value::Text("7".into()), Value::Text("a".into())],
            vec![Value::Integer(7), Value::Text("a\0b".into())],
        ] {
            assert!(begun(&["id", "circle"]).put(&values).is_err(), "{values:?}");
        }
        assert!(matches!(takes("coverage_counts", &["nonsense"]), Some(Err(_))));
        assert!(takes("nonsense", &["id"]).is_none());
    }
}
