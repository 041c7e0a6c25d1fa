//! How the rows of each kind stand in their tables, reading and writing.

mod barriers;
mod buildings;
mod cells;
mod communities;
mod compounds;
mod facilities;
mod land;
mod numbers;
mod people;
mod populations;
mod rasters;
mod register;
mod shapes;
mod streets;
mod successions;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::database::{Row, RowError};
use super::error::StoreError;
use super::rows::Stored;
use super::value::Value;
use super::workspace::Workspace;
use crate::domain::ids::SourceCode;
use crate::domain::record::LayerKind;

pub(super) use rasters::{CURRENT, insert_raster, insert_tiles, stood};
pub(super) use shapes::area_of;

/// Lists are kept as one text each, parted by semicolons.
const LIST: &str = ";";

type Read<T> = Result<T, RowError>;

/// Which rows of a table.
#[derive(Clone, Copy)]
pub(super) struct Which<'a> {
    /// A condition on the table, as `WHERE source = $1`; empty for all of them.
    pub(super) condition: &'a str,
    pub(super) values: &'a [Value<'a>],
}

/// All rows.
pub(super) const ALL: Which<'static> = Which {
    condition: "",
    values: &[],
};

/// A kind of row that the workspace keeps.
pub(super) trait Kept: Serialize + DeserializeOwned + Clone + PartialEq {
    /// Hands over rows in the order of their ids.
    fn each(
        workspace: &Workspace,
        kind: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError>;

    /// Puts rows in.
    fn insert(workspace: &Workspace, kind: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError>;

    /// The source's code, by which a row is known again.
    fn code(&self) -> Option<&SourceCode>;

    /// Takes rows out, and what belongs to them: `ids` is a list as `3, 5, 8`.
    fn delete(workspace: &Workspace, kind: LayerKind, ids: &str) -> Result<(), StoreError> {
        let sql = format!("DELETE FROM {} WHERE id IN ({ids})", kind.key());
        workspace.database.execute(&sql, &[]).map(drop)
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(LIST).filter(|part| !part.is_empty())
}

fn code(row: &dyn Row, column: usize) -> Read<Option<SourceCode>> {
    let (value, scheme): (Option<String>, Option<String>) = (row.get(column)?, row.get(column + 1)?);
    Ok(value.map(|value| SourceCode {
        scheme: scheme.unwrap_or_else(|| "source".to_owned()),
        value,
    }))
}
