//! Making the schema of a workspace.

use std::fmt::Write as _;

use postgres::Client;

use super::address::Address;
use super::error::ServerError;
use super::flat_views;
use crate::store::schema::{Column, Kind, SETTINGS, Table, tables};

/// Counts commits, under the name `changes`, and holds the highest id that every table has given out.
pub(super) const COUNTERS: &str = "yike_counters";
/// The counter that moves with every change.
pub(super) const CHANGES: &str = "changes";

/// Makes an empty workspace in one transaction. A schema that is there already is used if it is empty.
pub(super) fn create(client: &mut Client, address: &Address, format: i64) -> Result<(), ServerError> {
    let (name, schema) = (&address.name, &address.schema);
    let told = |e: postgres::Error| match e.code() {
        // Of two who make the same workspace at once, one is told by the server's own index.
        Some(&postgres::error::SqlState::UNIQUE_VIOLATION) => ServerError::Exists(name.clone()),
        _ => ServerError::of(name, &e),
    };
    let encoding: String = client.query_one("SHOW server_encoding", &[]).map_err(told)?.get(0);
    if encoding != "UTF8" {
        return Err(ServerError::Encoding {
            name: name.clone(),
            encoding,
        });
    }
    let mut transaction = client.transaction().map_err(told)?;
    match tables_of(&mut transaction, schema).map_err(told)? {
        None => transaction
            .batch_execute(&format!("CREATE SCHEMA {schema}"))
            .map_err(told)?,
        Some(tables) if tables.iter().any(|table| table == SETTINGS) => {
            return Err(ServerError::Exists(name.clone()));
        }
        Some(tables) if !tables.is_empty() => return Err(ServerError::NotAWorkspace(name.clone())),
        Some(_) => {}
    }
    transaction.batch_execute(&statements(schema, format)).map_err(told)?;
    transaction.commit().map_err(told)
}

/// Tables of a schema; `None` where there is no such schema.
fn tables_of(client: &mut postgres::Transaction<'_>, schema: &str) -> Result<Option<Vec<String>>, postgres::Error> {
    let sql = "SELECT c.relname::text FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = $1";
    let rows = client.query(sql, &[&schema])?;
    Ok((!rows.is_empty()).then(|| rows.iter().filter_map(|row| row.get(0)).collect()))
}

/// Everything that an empty workspace is made of.
fn statements(schema: &str, format: i64) -> String {
    let mut sql = format!(
        "COMMENT ON SCHEMA {schema} IS 'Yike workspace';
         CREATE TABLE {SETTINGS} (key TEXT COLLATE \"C\" PRIMARY KEY, value TEXT NOT NULL);
         COMMENT ON TABLE {SETTINGS} IS 'Settings of the workspace';
         INSERT INTO {SETTINGS} VALUES ('format', '{format}');
         CREATE TABLE {COUNTERS} (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
         COMMENT ON TABLE {COUNTERS} IS 'Number of changes, and the highest id of each table';
         INSERT INTO {COUNTERS} VALUES ('{CHANGES}', 0);
         CREATE FUNCTION yike_next_id(table_name TEXT) RETURNS BIGINT LANGUAGE sql SECURITY DEFINER SET search_path = {schema}, pg_temp
           AS 'UPDATE {COUNTERS} SET value = value + 1 WHERE name = table_name RETURNING value';
         CREATE FUNCTION yike_changed() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp
           AS 'BEGIN UPDATE {COUNTERS} SET value = value + 1 WHERE name = ''{CHANGES}''; RETURN NULL; END';"
    );
    for table in tables() {
        sql.push_str(&statements_of(table));
    }
    sql.push_str(&flat_views::statements(schema));
    sql
}

/// Other programs may edit the tables: the default gives their rows an id that was never used, and the trigger counts their changes. Ours
/// are counted once each, at the commit. The spatial index comes with the first rows.
pub(super) fn statements_of(table: &Table) -> String {
    let (name, title) = (table.name, table.title);
    let mut sql = format!("CREATE TABLE {name} (id BIGINT PRIMARY KEY DEFAULT yike_next_id('{name}')");
    if let Some(geometry) = table.geometry {
        let _ = write!(sql, ", geom geometry({geometry}, 4326)");
    }
    for Column { name, kind, must } in table.columns {
        let kind = sql_kind(*kind);
        let must = if *must { " NOT NULL" } else { "" };
        let _ = write!(sql, ", {name} {kind}{must}");
    }
    if !table.unique.is_empty() {
        let _ = write!(sql, ", UNIQUE ({})", table.unique.join(", "));
    }
    let _ = write!(
        sql,
        ");
         COMMENT ON TABLE {name} IS '{title}';
         INSERT INTO {COUNTERS} VALUES ('{name}', 0);
         CREATE TRIGGER yike_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {name} FOR EACH STATEMENT
           WHEN (current_setting('yike.counts', true) IS DISTINCT FROM 'at the commit') EXECUTE FUNCTION yike_changed();"
    );
    sql
}

/// A kind in the server's words. Texts are ordered by their bytes, as everywhere, whatever the database's language.
pub(super) fn sql_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT COLLATE \"C\"",
        Kind::Integer => "BIGINT",
        Kind::Real => "DOUBLE PRECISION",
        Kind::Boolean => "BOOLEAN",
        Kind::Bytes => "BYTEA",
    }
}
