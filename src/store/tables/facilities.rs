//! `facilities` and `facility_functions`

use super::{Kept, LIST, Which, code, list, shapes};
use crate::domain::ids::SourceCode;
use crate::domain::record::{LayerKind, SiteRecord};
use crate::domain::site::{Function, FunctionState};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::{Value, values};
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 16] = [
    "id",
    "geom",
    "code",
    "code_scheme",
    "name",
    "floor_area_m2",
    "opening_hours",
    "host_code",
    "serves",
    "open_to_public",
    "fee",
    "entrances",
    "source",
    "as_of",
    "position_accuracy_m",
    // For the eye: what its functions say.
    "categories",
];

/// The functions of some sites, in the order of these.
fn functions(workspace: &Workspace, which: Which<'_>) -> Result<Vec<(i64, Function)>, StoreError> {
    let of = match which.condition {
        "" => String::new(),
        condition => format!("WHERE facility IN (SELECT id FROM facilities {condition})"),
    };
    let sql = format!(
        "SELECT facility, category, state, capacity, approximate FROM facility_functions {of} ORDER BY facility, id"
    );
    workspace.rows("facility_functions", &sql, which.values, |row| {
        let word: String = row.get(2)?;
        let state = FunctionState::parse(&word)
            .ok_or_else(|| RowError::Row(row.id().unwrap_or(0), format!("state {word:?} is unknown")))?;
        Ok((
            row.id()?,
            Function {
                category: row.get(1)?,
                state,
                capacity: row.get(3)?,
                approximate: row.get(4)?,
            },
        ))
    })
}

impl Kept for SiteRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let functions = functions(workspace, which)?;
        let columns = COLUMNS[..15].join(", ");
        let sql = format!("SELECT {columns} FROM facilities {} ORDER BY id", which.condition);
        workspace.each("facilities", &sql, which.values, |row| {
            let id = row.id()?;
            let (serves, entrances): (String, String) = (row.get(8)?, row.get(11)?);
            let entrances = shapes::places(&entrances);
            let first = functions.partition_point(|(facility, _)| *facility < id);
            let own = functions[first..].iter().take_while(|(facility, _)| *facility == id);
            take(Stored {
                id,
                source: row.get(12)?,
                record: Self {
                    code: code(row, 2)?,
                    name: row.get(4)?,
                    point: shapes::point(id, row)?,
                    entrances: entrances
                        .ok_or_else(|| RowError::Row(id, "its entrances are not pairs of degrees".to_owned()))?,
                    floor_area_m2: row.get(5)?,
                    opening_hours: row.get(6)?,
                    host_code: row.get(7)?,
                    serves: list(&serves).map(str::to_owned).collect(),
                    open_to_public: row.get(9)?,
                    fee: row.get(10)?,
                    functions: own.map(|(_, function)| function.clone()).collect(),
                    as_of: row.get(13)?,
                    accuracy_m: row.get(14)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("facilities", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                let categories: Vec<&str> = record.functions.iter().map(|f| f.category.as_str()).collect();
                put(&values![
                    row.id,
                    shapes::of_point(record.point),
                    record.code.as_ref().map(|code| &code.value),
                    record.code.as_ref().map(|code| &code.scheme),
                    &record.name,
                    record.floor_area_m2,
                    record.opening_hours.as_ref(),
                    record.host_code.as_ref(),
                    record.serves.join(LIST),
                    record.open_to_public,
                    record.fee,
                    shapes::of_places(&record.entrances),
                    &row.source,
                    record.as_of.as_ref(),
                    record.accuracy_m,
                    categories.join(LIST),
                ])
            })
        })?;
        let mut next = workspace.next_id("facility_functions")?;
        let columns = ["id", "facility", "category", "state", "capacity", "approximate"];
        workspace.database.append("facility_functions", &columns, &mut |put| {
            for row in rows {
                for function in &row.record.functions {
                    put(&values![
                        next,
                        row.id,
                        &function.category,
                        function.state.key(),
                        function.capacity,
                        function.approximate
                    ])?;
                    next += 1;
                }
            }
            Ok(())
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        self.code.as_ref()
    }

    fn delete(workspace: &Workspace, _: LayerKind, ids: &str) -> Result<(), StoreError> {
        let none: &[Value<'_>] = &[];
        for sql in [
            format!("DELETE FROM facility_functions WHERE facility IN ({ids})"),
            format!("DELETE FROM facilities WHERE id IN ({ids})"),
        ] {
            workspace.database.execute(&sql, none)?;
        }
        Ok(())
    }
}
