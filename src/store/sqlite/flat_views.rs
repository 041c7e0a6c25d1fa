//! The flat views in a `GeoPackage`: registered as layers, with Chinese names in `gpkg_data_columns`, the extension for schemas.

use std::fmt::Write as _;

use rusqlite::{Connection, Result};

use super::geopackage;
use crate::store::flat::FlatColumn;
use crate::store::flat_view::{Alias, FLAT_VIEWS, FlatView};

const SCHEMA_EXTENSION: &str = "
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_schema';
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
";

/// Makes the table of results, empty, and the views over it.
pub(super) fn renew(connection: &Connection, results: &[FlatColumn]) -> Result<()> {
    for view in &FLAT_VIEWS {
        connection.execute_batch(&format!("DROP VIEW IF EXISTS {}", view.name))?;
    }
    let (mut columns, mut shown) = (String::new(), String::new());
    for column in results {
        // Writing into a text never fails.
        let _ = write!(columns, ", {} {}", column.name, geopackage::type_name(column.kind));
        let _ = write!(shown, ", r.{name} AS {name}", name = column.name);
    }
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS flat_results;
         CREATE TABLE flat_results (community INTEGER PRIMARY KEY NOT NULL, assessed_on TEXT{columns});"
    ))?;
    connection.execute_batch(SCHEMA_EXTENSION)?;
    for view in &FLAT_VIEWS {
        // GDAL knows the key of a view by this name.
        let select = view.select(&format!("{}.id AS OGC_FID, ", view.own));
        let shown = if view.results { shown.as_str() } else { "" };
        connection.execute_batch(&format!(
            "CREATE VIEW {} AS SELECT {select}{shown} FROM {};",
            view.name, view.from
        ))?;
        register(connection, view)?;
        name_columns(connection, view.name, &view.aliases(results))?;
        follow(connection, view.layer)?;
    }
    Ok(())
}

/// Lets the views of a layer follow it when it was replaced: they have its extent.
pub(super) fn follow(connection: &Connection, layer: &str) -> Result<()> {
    for view in FLAT_VIEWS.iter().filter(|view| view.layer == layer) {
        connection.execute(
            "UPDATE gpkg_contents SET (last_change, min_x, min_y, max_x, max_y) =
               (SELECT last_change, min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?2) WHERE table_name = ?1",
            [view.name, layer],
        )?;
    }
    Ok(())
}

fn register(connection: &Connection, view: &FlatView) -> Result<()> {
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?1, 'features', ?1, ?2, 4326)
         ON CONFLICT DO NOTHING",
        [view.name, view.title],
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0) ON CONFLICT DO NOTHING",
        [view.name, view.geometry],
    )?;
    Ok(())
}

fn name_columns(connection: &Connection, view: &str, aliases: &[Alias]) -> Result<()> {
    connection.execute("DELETE FROM gpkg_data_columns WHERE table_name = ?1", [view])?;
    let mut insert = connection.prepare(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?1, ?2, ?3, ?3, ?4)",
    )?;
    aliases
        .iter()
        .try_for_each(|Alias { column, zh, en }| insert.execute([view, column, zh, en]).map(drop))
}
