//! `streets`

use geo::Geometry;
use serde::de::DeserializeOwned;

use super::{Kept, Read, Which, numbers, shapes};
use crate::domain::ids::SourceCode;
use crate::domain::record::{LayerKind, StreetRecord};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 7] = ["id", "geom", "class", "name", "tags", "stops", "nodes"];

impl Kept for StreetRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {} FROM streets {} ORDER BY id",
            COLUMNS.join(", "),
            which.condition
        );
        workspace.each("streets", &sql, which.values, |row| {
            let id = row.id()?;
            let packed: Option<Vec<u8>> = row.get(6)?;
            let nodes = numbers::unpack(&packed.unwrap_or_default())
                .ok_or_else(|| RowError::Row(id, "its column nodes is damaged".to_owned()))?;
            let course = shapes::line(id, row)?;
            take(Stored {
                id,
                source: String::new(),
                record: Self {
                    class: row.get(2)?,
                    name: row.get(3)?,
                    tags: json(id, "tags", &row.get::<String>(4)?)?,
                    stops: match row.get::<Option<String>>(5)? {
                        Some(text) => json(id, "stops", &text)?,
                        None => Vec::new(),
                    },
                    // A line that was edited elsewhere has corners that its numbers don't know.
                    nodes: if nodes.len() == course.0.len() {
                        nodes
                    } else {
                        Vec::new()
                    },
                    course,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("streets", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                let stops = (!record.stops.is_empty()).then(|| text(&record.stops));
                let nodes = (!record.nodes.is_empty()).then(|| numbers::pack(&record.nodes));
                put(&values![
                    row.id,
                    Geometry::from(record.course.clone()),
                    &record.class,
                    &record.name,
                    text(&record.tags),
                    stops,
                    nodes,
                ])
            })
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        None
    }
}

fn json<T: DeserializeOwned>(id: i64, column: &str, text: &str) -> Read<T> {
    serde_json::from_str(text)
        .map_err(|_| RowError::Row(id, format!("its column {column} is not the JSON that it should be")))
}

fn text<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("texts and numbers can always be written as JSON")
}
