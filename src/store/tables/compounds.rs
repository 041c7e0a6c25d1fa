//! `compounds`

use geo::Geometry;

use super::{Kept, Which, code, shapes};
use crate::domain::ids::SourceCode;
use crate::domain::record::{CompoundRecord, LayerKind};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 9] = [
    "id",
    "geom",
    "code",
    "code_scheme",
    "name",
    "gates",
    "source",
    "as_of",
    "position_accuracy_m",
];

impl Kept for CompoundRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {} FROM compounds {} ORDER BY id",
            COLUMNS.join(", "),
            which.condition
        );
        workspace.each("compounds", &sql, which.values, |row| {
            let id = row.id()?;
            let gates: String = row.get(5)?;
            take(Stored {
                id,
                source: row.get(6)?,
                record: Self {
                    code: code(row, 2)?,
                    name: row.get(4)?,
                    outline: shapes::area(id, row)?,
                    gates: shapes::places(&gates)
                        .ok_or_else(|| RowError::Row(id, "its gates are not pairs of degrees".to_owned()))?,
                    as_of: row.get(7)?,
                    accuracy_m: row.get(8)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("compounds", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                put(&values![
                    row.id,
                    Geometry::from(record.outline.clone()),
                    record.code.as_ref().map(|code| &code.value),
                    record.code.as_ref().map(|code| &code.scheme),
                    &record.name,
                    shapes::of_places(&record.gates),
                    &row.source,
                    record.as_of.as_ref(),
                    record.accuracy_m,
                ])
            })
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        self.code.as_ref()
    }
}
