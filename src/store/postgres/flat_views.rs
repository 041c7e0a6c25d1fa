//! The flat views on a server, with Chinese names as comments of their columns.
//!
//! Their columns go with the circles that were assessed, and only a table's owner may change columns. So the columns are asked for by rows of
//! `yike_flat_columns`: whoever may write there, may have the views made anew, by a trigger that does it in the owner's name and gives
//! everybody back the rights that they had.

use std::fmt::Write as _;

use super::session::Session;
use crate::store::error::StoreError;
use crate::store::flat::FlatColumn;
use crate::store::flat_view::FLAT_VIEWS;
use crate::store::schema::Kind;
use crate::store::value::values;

/// The table whose rows are the columns of `flat_results` after the first two.
pub(super) const COLUMNS: &str = "yike_flat_columns";
/// The table behind the rates.
const RESULTS: &str = "flat_results";

/// Makes the views anew, and the table of results empty.
///
/// # Errors
/// Rights that are missing; views of other people that stand on ours.
pub(super) fn renew(session: &mut Session, results: &[FlatColumn]) -> Result<(), StoreError> {
    let wanted: Vec<[String; 3]> = results
        .iter()
        .zip(aliases(results))
        .map(|(column, zh)| [column.name.clone(), kind_name(column.kind).to_owned(), zh])
        .collect();
    let mut there: Vec<[String; 3]> = Vec::new();
    let sql = format!("SELECT position, name, kind, zh FROM {COLUMNS} ORDER BY position");
    let done = session.query(&sql, &[], &mut |row| {
        there.push([row.get(1)?, row.get(2)?, row.get(3)?]);
        Ok(())
    });
    session.settle(done)?;
    if there == wanted {
        // Usual, and nobody who reads a view has to be waited for.
        return Ok(session.run(&format!("DELETE FROM {RESULTS}"))?);
    }
    session.run(&format!("DELETE FROM {COLUMNS}"))?;
    session.append(COLUMNS, &["position", "name", "kind", "zh"], &mut |put| {
        wanted
            .iter()
            .zip(1_i64..)
            .try_for_each(|([name, kind, zh], position)| put(&values![position, name, kind, zh]))
    })
}

/// Chinese names of the results' columns.
fn aliases(results: &[FlatColumn]) -> Vec<String> {
    let view = FLAT_VIEWS.iter().find(|view| view.results);
    let mut names = view.map_or_else(Vec::new, |view| view.aliases(results));
    let own = names.len() - results.len().min(names.len());
    names.drain(own..).map(|alias| alias.zh).collect()
}

/// What the trigger knows a kind by.
fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Real => "real",
        Kind::Boolean | Kind::Bytes => "other",
    }
}

/// Everything that the views need, and the views without rates.
pub(super) fn statements(schema: &str) -> String {
    let all = names();
    let names = all.replace(", ", "', '");
    format!(
        "CREATE TABLE {COLUMNS} (position BIGINT PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL UNIQUE, kind TEXT NOT NULL, zh TEXT NOT NULL);
         COMMENT ON TABLE {COLUMNS} IS 'Columns of the flat views that go with the circles';
         CREATE FUNCTION yike_flat_views() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $views$
         DECLARE
           made TEXT; shown TEXT; rights TEXT; named RECORD;
         BEGIN
           IF EXISTS (SELECT FROM {COLUMNS} WHERE name !~ '^[a-z][a-z0-9_]{{0,62}}$' OR kind NOT IN ('text', 'integer', 'real')) THEN
             RAISE EXCEPTION 'a flat view can not have such a column';
           END IF;
           SELECT coalesce(string_agg(format(', %I %s', name,
                    CASE kind WHEN 'text' THEN 'TEXT COLLATE \"C\"' WHEN 'integer' THEN 'BIGINT' ELSE 'DOUBLE PRECISION' END), '' ORDER BY position), ''),
                  coalesce(string_agg(format(', r.%I AS %I', name, name), '' ORDER BY position), '')
             INTO made, shown FROM {COLUMNS};
           SELECT string_agg(format('GRANT %s ON %I TO %s%s;', a.privilege_type, c.relname,
                    CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), ' ')
             INTO rights FROM pg_class c, aclexplode(c.relacl) a
             WHERE c.relnamespace = '{schema}'::regnamespace AND c.relname IN ('{RESULTS}', '{names}') AND a.grantee <> c.relowner;
           DROP VIEW IF EXISTS {all};
           DROP TABLE IF EXISTS {RESULTS};
           EXECUTE 'CREATE TABLE {RESULTS} (community BIGINT PRIMARY KEY, assessed_on TEXT COLLATE \"C\"' || made || ')';
           COMMENT ON TABLE {RESULTS} IS 'What the flat views show of the assessment in force';
{}
           FOR named IN SELECT name, zh FROM {COLUMNS} ORDER BY position LOOP
             EXECUTE format('COMMENT ON COLUMN flat_communities.%I IS %L', named.name, named.zh);
           END LOOP;
           IF rights IS NOT NULL THEN
             EXECUTE rights;
           END IF;
           RETURN NULL;
         END $views$;
         REVOKE ALL ON FUNCTION yike_flat_views() FROM PUBLIC;
         CREATE TRIGGER yike_flat_views AFTER INSERT ON {COLUMNS} FOR EACH STATEMENT EXECUTE FUNCTION yike_flat_views();
         INSERT INTO {COLUMNS} SELECT * FROM {COLUMNS};",
        views()
    )
}

/// All views.
fn names() -> String {
    FLAT_VIEWS.each_ref().map(|view| view.name).join(", ")
}

/// The part of the trigger that makes the views.
fn views() -> String {
    let mut sql = String::new();
    for view in &FLAT_VIEWS {
        let shown = if view.results { "shown" } else { "''" };
        // Writing into a text never fails.
        let _ = writeln!(
            sql,
            "EXECUTE 'CREATE VIEW {name} AS SELECT {} ' || {shown} || ' FROM {}';
             COMMENT ON VIEW {name} IS '{}';",
            view.select(""),
            view.from,
            view.title,
            name = view.name,
        );
        for alias in view.aliases(&[]) {
            let _ = writeln!(
                sql,
                "COMMENT ON COLUMN {}.{} IS '{}';",
                view.name, alias.column, alias.zh
            );
        }
    }
    sql
}

/// The rights on a layer's table, here too: who can write there can have the views made anew, who can read there can read them.
pub(super) fn grants(rights: &[(String, String)]) -> String {
    let mut sql = String::new();
    for (right, whom) in rights {
        let _ = write!(sql, "GRANT {right} ON {COLUMNS}, {RESULTS}, {} TO {whom};", names());
    }
    sql
}
