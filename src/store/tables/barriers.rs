//! `barriers`

use geo::Geometry;

use super::{Kept, Which, shapes};
use crate::domain::barrier::{BarrierKind, BarrierShape};
use crate::domain::ids::SourceCode;
use crate::domain::record::{BarrierRecord, LayerKind};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 8] = [
    "id",
    "geom",
    "kind",
    "name",
    "closes",
    "source",
    "as_of",
    "position_accuracy_m",
];

impl Kept for BarrierRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {} FROM barriers {} ORDER BY id",
            COLUMNS.join(", "),
            which.condition
        );
        workspace.each("barriers", &sql, which.values, |row| {
            let id = row.id()?;
            let word: String = row.get(2)?;
            let kind = BarrierKind::parse(&word)
                .ok_or_else(|| RowError::Row(id, format!("{word:?} is no kind of barrier")))?;
            take(Stored {
                id,
                source: row.get(5)?,
                record: Self {
                    shape: shapes::line_or_area(id, row)?,
                    kind,
                    name: row.get(3)?,
                    closes: row.get(4)?,
                    as_of: row.get(6)?,
                    accuracy_m: row.get(7)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("barriers", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                let shape = match &record.shape {
                    BarrierShape::Line(lines) => Geometry::from(lines.clone()),
                    BarrierShape::Area(ground) => Geometry::from(ground.clone()),
                };
                put(&values![
                    row.id,
                    shape,
                    record.kind.key(),
                    &record.name,
                    record.closes,
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
