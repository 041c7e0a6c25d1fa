//! Chinese names of a `GeoPackage`'s columns, by the extension for schemas (OGC 12-128r17, annex F.9): the columns themselves stay ASCII.

use std::collections::BTreeSet;

use gdal::Dataset;
use gdal::errors::GdalError;
use gdal::vector::sql::Dialect;

use super::table::Table;

const EXTENSION: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
       scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
       mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
       min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
       CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
    "INSERT INTO gpkg_extensions VALUES
       ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
       ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
];

/// Writes them into an open file that has the layer already.
pub(super) fn write(dataset: &Dataset, table: &Table) -> Result<(), GdalError> {
    for sql in EXTENSION {
        dataset.execute_sql(sql, None, Dialect::DEFAULT)?;
    }
    let mut taken = BTreeSet::new();
    for column in &table.columns {
        // The standard wants different ones; two circles may bear one Chinese name.
        let alias = if taken.insert(&column.zh) {
            column.zh.clone()
        } else {
            format!("{} ({})", column.zh, column.name)
        };
        let values = [&table.name, &column.name, &alias, &alias, &column.en]
            .map(|text| format!("'{}'", text.replace('\'', "''")));
        let sql = format!(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES ({})",
            values.join(", ")
        );
        dataset.execute_sql(sql, None, Dialect::DEFAULT)?;
    }
    Ok(())
}
