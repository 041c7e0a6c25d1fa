//! `buildings`

use geo::Geometry;

use super::{Kept, Which, shapes};
use crate::domain::ids::SourceCode;
use crate::domain::record::{BuildingRecord, LayerKind};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 7] = [
    "id",
    "geom",
    "levels",
    "dwelling",
    "source",
    "as_of",
    "position_accuracy_m",
];

impl Kept for BuildingRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {} FROM buildings {} ORDER BY id",
            COLUMNS.join(", "),
            which.condition
        );
        workspace.each("buildings", &sql, which.values, |row| {
            let id = row.id()?;
            take(Stored {
                id,
                source: row.get(4)?,
                record: Self {
                    footprint: shapes::area(id, row)?,
                    levels: row.get(2)?,
                    dwelling: row.get(3)?,
                    as_of: row.get(5)?,
                    accuracy_m: row.get(6)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("buildings", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                put(&values![
                    row.id,
                    Geometry::from(record.footprint.clone()),
                    record.levels,
                    record.dwelling,
                    &row.source,
                    record.as_of.as_ref(),
                    record.accuracy_m,
                ])
            })
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        None
    }
}
