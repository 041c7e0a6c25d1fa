//! `land`

use geo::Geometry;

use super::{Kept, Which, shapes};
use crate::domain::ids::SourceCode;
use crate::domain::record::{LandRecord, LayerKind};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 6] = ["id", "geom", "land_use", "source", "as_of", "position_accuracy_m"];

impl Kept for LandRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {} FROM land {} ORDER BY id",
            COLUMNS.join(", "),
            which.condition
        );
        workspace.each("land", &sql, which.values, |row| {
            let id = row.id()?;
            take(Stored {
                id,
                source: row.get(3)?,
                record: Self {
                    ground: shapes::area(id, row)?,
                    land_use: row.get(2)?,
                    as_of: row.get(4)?,
                    accuracy_m: row.get(5)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("land", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                put(&values![
                    row.id,
                    Geometry::from(record.ground.clone()),
                    &record.land_use,
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
