//! `successions`

use super::{Kept, Which};
use crate::domain::day::Day;
use crate::domain::ids::SourceCode;
use crate::domain::record::{LayerKind, SuccessionRecord};
use crate::domain::succession::Change;
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 7] = ["id", "old_code", "new_code", "change", "since", "note", "source"];

impl Kept for SuccessionRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let columns = COLUMNS.join(", ");
        let sql = format!("SELECT {columns} FROM successions {} ORDER BY id", which.condition);
        workspace.each("successions", &sql, which.values, |row| {
            let id = row.id()?;
            let (change, since): (String, String) = (row.get(3)?, row.get(4)?);
            take(Stored {
                id,
                source: row.get(6)?,
                record: Self {
                    old_code: row.get(1)?,
                    new_code: row.get(2)?,
                    change: Change::parse(&change)
                        .ok_or_else(|| RowError::Row(id, format!("change {change:?} is unknown")))?,
                    day: since
                        .parse::<Day>()
                        .map_err(|error| RowError::Row(id, error.to_string()))?,
                    note: row.get(5)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("successions", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                put(&values![
                    row.id,
                    &record.old_code,
                    &record.new_code,
                    record.change.key(),
                    record.day.to_string(),
                    &record.note,
                    &row.source
                ])
            })
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        None
    }
}
