//! Bringing a schema of an earlier format up to this program's: forward only, in one transaction. A server keeps no copy beside it; its
//! backups do.

use postgres::{Client, Transaction};

use super::address::Address;
use super::connect::{Access, connect};
use super::create::{COUNTERS, sql_kind, statements_of};
use super::error::ServerError;
use super::flat_views;
use crate::store::schema::{
    CAME_WITH_3, CAME_WITH_4, CAME_WITH_5, COLUMNS_OF_4, COLUMNS_OF_5, COLUMNS_OF_6, SETTINGS, columns_of, table_of,
};

/// The first format that stood on servers.
const FIRST: i64 = 2;

/// What leads to the next format.
struct Step {
    sql: &'static str,
    /// Columns that it brings to tables that are there.
    columns: &'static [(&'static str, &'static [&'static str])],
    /// Tables that it brings, made as those of a new workspace.
    tables: &'static [&'static str],
    /// Whether the flat views come with it.
    flat_views: bool,
}

/// What leads from each format to the next: the first entry from 2 to 3, and so on.
const STEPS: [Step; 4] = [
    // 3: streets say who may use them; barriers, compounds, scenarios. A default only fills the rows that are there.
    Step {
        sql: "ALTER TABLE streets ADD COLUMN tags TEXT COLLATE \"C\" NOT NULL DEFAULT '{}', ADD COLUMN stops TEXT COLLATE \"C\", ADD COLUMN nodes BYTEA;
     ALTER TABLE streets ALTER COLUMN tags DROP DEFAULT;
     ALTER TABLE assessments ADD COLUMN scenario TEXT COLLATE \"C\";",
        columns: &[],
        tables: CAME_WITH_3,
        flat_views: false,
    },
    // 4: people are counted by groups; flat views. What rows said before can't be compared with what they say now.
    Step {
        sql: "UPDATE row_versions SET digest = '';",
        columns: COLUMNS_OF_4,
        tables: CAME_WITH_4,
        flat_views: true,
    },
    // 5: dates of versions, successions, records of documents; villages say whether they have water for fires, so what their rows said
    // before can't be compared with what they say now.
    Step {
        sql: "UPDATE row_versions SET digest = '' WHERE layer IN (3, 6);",
        columns: COLUMNS_OF_5,
        tables: CAME_WITH_5,
        flat_views: false,
    },
    // 6: new ways of scenarios say whether they lead above the ground or below it.
    Step {
        sql: "",
        columns: COLUMNS_OF_6,
        tables: &[],
        flat_views: false,
    },
];

/// Brings the schema from the format `found` to `known`. Does nothing where another program has done it meanwhile.
///
/// # Errors
/// A format that no step leads from; somebody who is not the owner of the tables; other programs that are at work.
pub(super) fn forward(address: &Address, found: i64, known: i64) -> Result<(), ServerError> {
    let name = &address.name;
    let older = || ServerError::Older {
        name: name.clone(),
        found,
    };
    let steps = usize::try_from(found - FIRST).ok().and_then(|first| STEPS.get(first..));
    let steps = steps.filter(|steps| !steps.is_empty()).ok_or_else(older)?;
    let mut client = connect(address, Access::Write)?;
    if let Some(why) = lacking(&mut client, address)? {
        return Err(ServerError::OwnersTurn {
            name: name.clone(),
            found,
            known,
            why,
        });
    }
    let told = |e: postgres::Error| ServerError::of(name, &e);
    let mut transaction = client.transaction().map_err(told)?;
    // Keeps every writer out from here on; the short patience is for those that are at work.
    let lock = format!(
        "SET LOCAL lock_timeout = '2s'; LOCK TABLE {COUNTERS} IN EXCLUSIVE MODE; SET LOCAL lock_timeout = '10s'"
    );
    transaction.batch_execute(&lock).map_err(told)?;
    let asked = format!("SELECT value FROM {SETTINGS} WHERE key = 'format'");
    let now: String = transaction.query_one(&asked, &[]).map_err(told)?.get(0);
    if now != found.to_string() {
        return Ok(());
    }
    let rights = rights(&mut transaction).map_err(told)?;
    for step in steps {
        transaction.batch_execute(step.sql).map_err(told)?;
        for (table, column) in columns_of(step.columns) {
            let sql = format!(
                "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {} {}",
                column.name,
                sql_kind(column.kind)
            );
            transaction.batch_execute(&sql).map_err(told)?;
        }
        for table in step.tables.iter().filter_map(|table| table_of(table)) {
            transaction.batch_execute(&statements_of(table)).map_err(told)?;
            for (right, whom) in &rights {
                let sql = format!("GRANT {right} ON {} TO {whom}", table.name);
                transaction.batch_execute(&sql).map_err(told)?;
            }
        }
        if step.flat_views {
            let sql = flat_views::statements(&address.schema) + &flat_views::grants(&rights);
            transaction.batch_execute(&sql).map_err(told)?;
        }
    }
    let sql = format!("UPDATE {SETTINGS} SET value = $1 WHERE key = 'format'");
    transaction.execute(&sql, &[&known.to_string()]).map_err(told)?;
    transaction.commit().map_err(told)
}

/// What this user may not do that the steps need: they change tables and make new ones, which only the owner may.
fn lacking(client: &mut Client, address: &Address) -> Result<Option<String>, ServerError> {
    let sql = "SELECT pg_has_role(c.relowner, 'USAGE'), has_schema_privilege(n.oid, 'CREATE'), pg_get_userbyid(c.relowner)::text
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2";
    let row = client
        .query_opt(sql, &[&address.schema, &SETTINGS])
        .map_err(|e| ServerError::of(&address.name, &e))?
        .ok_or_else(|| ServerError::Damaged(address.name.clone()))?;
    let (owns, makes, owner): (bool, bool, String) = (row.get(0), row.get(1), row.get(2));
    Ok(if !owns {
        Some(format!("its tables belong to {owner}"))
    } else if !makes {
        Some(format!("no CREATE on schema {}", address.schema))
    } else {
        None
    })
}

/// The rights that others have on the tables, as they stand on `streets`: who could read and write them can do so with the new ones.
fn rights(transaction: &mut Transaction<'_>) -> Result<Vec<(String, String)>, postgres::Error> {
    let sql = "SELECT DISTINCT a.privilege_type::text, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
               FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'streets'::regclass AND a.grantee <> c.relowner
               ORDER BY 2, 1";
    let rows = transaction.query(sql, &[])?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}
