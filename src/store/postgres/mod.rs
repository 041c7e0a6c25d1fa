//! A workspace in a schema of a `PostgreSQL` server with `PostGIS`, which a whole office reads and writes.

mod address;
mod connect;
mod copy;
mod create;
mod database;
mod encryption;
mod error;
mod flat_views;
mod migrate;
mod parameter;
mod password;
mod percent;
mod row;
mod session;
mod source;
#[cfg(test)]
mod tests;

pub(super) use connect::Access;
pub(super) use database::PostgresDatabase;
pub use error::ServerError;
pub(super) use source::Form;
pub use source::{Shapes, TableCopy, TableError, TableLimits, TableSource};
