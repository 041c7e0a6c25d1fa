//! The tables of an empty workspace: those of the `GeoPackage` standard, then ours.

use rusqlite::{Connection, Result};

use super::{flat_views, spatial_index};
use crate::store::schema::{Column, Kind, SETTINGS, Table, tables};

/// "GPKG", as the standard marks a file.
const GEOPACKAGE_ID: i32 = 0x4750_4B47;

/// What every `GeoPackage` 1.3 has (OGC 12-128r17, tables 1 to 4 and the extension list).
pub(in crate::store) const STANDARD: &str = "
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]', 'longitude and latitude; CGCS2000 is taken as equal');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
";

/// Makes all tables.
pub(super) fn create(connection: &Connection, format: i64) -> Result<()> {
    connection.pragma_update(None, "application_id", GEOPACKAGE_ID)?;
    connection.pragma_update(None, "user_version", 10300)?;
    connection.execute_batch(STANDARD)?;
    connection.execute_batch(&format!(
        "CREATE TABLE {SETTINGS} (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    ))?;
    connection.execute(
        &format!("INSERT INTO {SETTINGS} VALUES ('format', ?1)"),
        [format.to_string()],
    )?;
    tables().try_for_each(|table| create_table(connection, table))?;
    flat_views::renew(connection, &[])
}

/// Makes one table and enters it in the package's contents.
pub(super) fn create_table(connection: &Connection, table: &Table) -> Result<()> {
    let (name, title) = (table.name, table.title);
    let mut columns = vec!["id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned()];
    columns.extend(table.geometry.map(|kind| format!("geom {kind}")));
    columns.extend(table.columns.iter().map(column));
    if !table.unique.is_empty() {
        columns.push(format!("UNIQUE ({})", table.unique.join(", ")));
    }
    connection.execute_batch(&format!("CREATE TABLE {name} ({});", columns.join(", ")))?;
    if title.is_empty() {
        return Ok(());
    }
    let Some(kind) = table.geometry else {
        return connection.execute_batch(&format!(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES ('{name}', 'attributes', '{name}', '{title}');"
        ));
    };
    connection.execute_batch(&format!(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('{name}', 'features', '{name}', '{title}', 4326);
         INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', '{kind}', 4326, 0, 0);"
    ))?;
    spatial_index::create(connection, name)
}

/// What a kind of value is called where a table is made.
pub(super) fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Real => "REAL",
        Kind::Boolean => "BOOLEAN",
        Kind::Bytes => "BLOB",
    }
}

pub(super) fn column(column: &Column) -> String {
    let kind = type_name(column.kind);
    let must = if column.must { " NOT NULL" } else { "" };
    format!("{} {kind}{must}", column.name)
}
