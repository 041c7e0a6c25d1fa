//! `streets`

use geo::Geometry;

use super::{Kept, Which, shapes};
use crate::domain::ids::SourceCode;
use crate::domain::record::{LayerKind, StreetRecord};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

impl Kept for StreetRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT id, geom, class, name FROM streets {} ORDER BY id",
            which.condition
        );
        workspace.each("streets", &sql, which.values, |row| {
            let id = row.id()?;
            take(Stored {
                id,
                source: String::new(),
                record: Self {
                    course: shapes::line(id, row)?,
                    class: row.get(2)?,
                    name: row.get(3)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace
            .database
            .append("streets", &["id", "geom", "class", "name"], &mut |put| {
                rows.iter().try_for_each(|row| {
                    let record = &row.record;
                    put(&values![
                        row.id,
                        Geometry::from(record.course.clone()),
                        &record.class,
                        &record.name
                    ])
                })
            })
    }

    fn code(&self) -> Option<&SourceCode> {
        None
    }
}
