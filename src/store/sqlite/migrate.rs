//! Bringing a workspace of an earlier format up to this program's: forward only, with a copy of the old file kept beside it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::{error, geopackage};
use crate::store::error::StoreError;
use crate::store::schema::{
    CAME_WITH_3, CAME_WITH_4, CAME_WITH_5, COLUMNS_OF_4, COLUMNS_OF_5, COLUMNS_OF_6, columns_of, table_of,
};

/// What leads to the next format.
struct Step {
    sql: &'static str,
    /// Columns that it brings to tables that are there, unless those were made with them by an earlier step.
    columns: &'static [(&'static str, &'static [&'static str])],
    /// Tables that it brings, made as those of a new workspace.
    tables: &'static [&'static str],
}

/// What leads from each format to the next: the first entry from 1 to 2, and so on.
const STEPS: [Step; 5] = [
    // 2: every place says where it comes from, when that was true, and how far it may be off; people say whom they count; versions.
    Step {
        sql: "ALTER TABLE hamlets ADD COLUMN population_basis TEXT;
     ALTER TABLE hamlets ADD COLUMN source TEXT NOT NULL DEFAULT '';
     ALTER TABLE hamlets ADD COLUMN as_of TEXT;
     ALTER TABLE hamlets ADD COLUMN position_accuracy_m REAL;
     ALTER TABLE population ADD COLUMN population_basis TEXT;
     ALTER TABLE population ADD COLUMN source TEXT NOT NULL DEFAULT '';
     ALTER TABLE population ADD COLUMN as_of TEXT;
     ALTER TABLE population ADD COLUMN position_accuracy_m REAL;
     ALTER TABLE buildings ADD COLUMN source TEXT NOT NULL DEFAULT '';
     ALTER TABLE buildings ADD COLUMN as_of TEXT;
     ALTER TABLE buildings ADD COLUMN position_accuracy_m REAL;
     ALTER TABLE land ADD COLUMN source TEXT NOT NULL DEFAULT '';
     ALTER TABLE land ADD COLUMN as_of TEXT;
     ALTER TABLE land ADD COLUMN position_accuracy_m REAL;
     ALTER TABLE facility_functions ADD COLUMN approximate BOOLEAN NOT NULL DEFAULT 0;
     UPDATE hamlets SET source = coalesce((SELECT source FROM inputs WHERE kind = 'hamlets'), '');
     UPDATE population SET source = coalesce((SELECT source FROM inputs WHERE kind = 'population'), '');
     UPDATE buildings SET source = coalesce((SELECT source FROM inputs WHERE kind = 'buildings'), '');
     UPDATE land SET source = coalesce((SELECT source FROM inputs WHERE kind = 'land'), '');",
        columns: &[],
        tables: &[
            "versions",
            "row_versions",
            "history",
            "register",
            "register_populations",
        ],
    },
    // 3: streets say who may use them; barriers, compounds, scenarios, rasters.
    Step {
        sql: "ALTER TABLE streets ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
     ALTER TABLE streets ADD COLUMN stops TEXT;
     ALTER TABLE streets ADD COLUMN nodes BLOB;
     ALTER TABLE assessments ADD COLUMN scenario TEXT;",
        columns: &[],
        tables: CAME_WITH_3,
    },
    // 4: people are counted by groups. What rows said before can't be compared with what they say now.
    Step {
        sql: "UPDATE row_versions SET digest = X'';",
        columns: COLUMNS_OF_4,
        tables: CAME_WITH_4,
    },
    // 5: dates of versions, successions, records of documents; villages say whether they have water for fires, so what their rows said
    // before can't be compared with what they say now.
    Step {
        sql: "UPDATE row_versions SET digest = X'' WHERE layer IN (3, 6);",
        columns: COLUMNS_OF_5,
        tables: CAME_WITH_5,
    },
    // 6: new ways of scenarios say whether they lead above the ground or below it.
    Step {
        sql: "",
        columns: COLUMNS_OF_6,
        tables: &[],
    },
];

/// Copies the file, then changes it in one transaction. Does nothing to a file of this program's format.
pub(super) fn forward(connection: &mut Connection, path: &Path, found: i64, format: i64) -> Result<(), StoreError> {
    let steps = usize::try_from(found - 1).ok().and_then(|first| STEPS.get(first..));
    let Some(steps) = steps.filter(|steps| !steps.is_empty()) else {
        return Ok(());
    };
    let error = |e: rusqlite::Error| error(path, e);
    keep_copy(connection, path, found)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(error)?;
    let asked = "SELECT value FROM yike_workspace WHERE key = 'format'";
    let now: String = transaction.query_row(asked, [], |row| row.get(0)).map_err(error)?;
    // Another process may have done it while this one made its copy.
    if now == found.to_string() {
        for step in steps {
            transaction.execute_batch(step.sql).map_err(error)?;
            for (table, column) in columns_of(step.columns) {
                let asked = "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2";
                let there: i64 = transaction
                    .query_row(asked, [table, column.name], |row| row.get(0))
                    .map_err(error)?;
                if there == 0 {
                    let sql = format!("ALTER TABLE {table} ADD COLUMN {}", geopackage::column(column));
                    transaction.execute_batch(&sql).map_err(error)?;
                }
            }
            for table in step.tables.iter().filter_map(|name| table_of(name)) {
                geopackage::create_table(&transaction, table).map_err(error)?;
            }
        }
        let sql = "UPDATE yike_workspace SET value = ?1 WHERE key = 'format'";
        transaction.execute(sql, [format.to_string()]).map_err(error)?;
    }
    transaction.commit().map_err(error)
}

/// Where the copy of an older format goes: `town.format1.gpkg` beside `town.gpkg`.
fn copy_of(path: &Path, found: i64) -> PathBuf {
    path.with_extension(format!("format{found}.gpkg"))
}

/// Keeps the file as it is under another name. A copy that is there already is an earlier try's, and as good.
fn keep_copy(connection: &Connection, path: &Path, found: i64) -> Result<(), StoreError> {
    let copy = copy_of(path, found);
    if copy.exists() {
        return Ok(());
    }
    // Made under another name first: a copy that was cut off by a full disk must not be taken for a whole one.
    let unfinished = copy.with_extension("unfinished");
    let _ = std::fs::remove_file(&unfinished);
    let made = connection
        .execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])
        .map_err(|e| error(&copy, e))
        .and_then(|_| {
            std::fs::rename(&unfinished, &copy).map_err(|e| StoreError::Open {
                name: copy.display().to_string(),
                why: e.to_string(),
            })
        });
    if made.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    made
}
