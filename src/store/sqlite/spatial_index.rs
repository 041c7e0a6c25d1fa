//! The R-tree of a layer, as the `GeoPackage` extension `gpkg_rtree_index` wants it, so that QGIS finds and keeps it.

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Result};

use super::geometry;

/// Teaches a connection the functions that the index triggers call, as GDAL and QGIS do for theirs.
pub(super) fn register_functions(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for (name, place) in [("ST_MinX", 0), ("ST_MaxX", 1), ("ST_MinY", 2), ("ST_MaxY", 3)] {
        connection.create_scalar_function(name, 1, flags, move |context| {
            let blob = context.get_raw(0).as_blob_or_null().ok().flatten();
            Ok(blob.and_then(geometry::envelope).map(|envelope| envelope[place]))
        })?;
    }
    connection.create_scalar_function("ST_IsEmpty", 1, flags, |context| {
        let blob = context.get_raw(0).as_blob_or_null().ok().flatten();
        Ok(blob.map(|blob| geometry::envelope(blob).is_none()))
    })
}

/// Makes the index of an empty layer.
pub(super) fn create(connection: &Connection, table: &str) -> Result<()> {
    connection.execute_batch(&format!(
        "CREATE VIRTUAL TABLE rtree_{table}_geom USING rtree(id, minx, maxx, miny, maxy);
         INSERT INTO gpkg_extensions VALUES ('{table}', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');"
    ))?;
    create_triggers(connection, table)
}

/// Removes the triggers while a layer is replaced in bulk.
pub(super) fn drop_triggers(connection: &Connection, table: &str) -> Result<()> {
    for trigger in ["insert", "update1", "update2", "update3", "update4", "delete"] {
        connection.execute_batch(&format!("DROP TRIGGER IF EXISTS rtree_{table}_geom_{trigger}"))?;
    }
    Ok(())
}

/// Fills the index anew and puts the triggers back.
pub(super) fn refill(connection: &Connection, table: &str) -> Result<()> {
    connection.execute_batch(&format!(
        "DELETE FROM rtree_{table}_geom;
         INSERT INTO rtree_{table}_geom SELECT id, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM {table} WHERE geom NOT NULL;
         UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now'),
           min_x = (SELECT min(minx) FROM rtree_{table}_geom), min_y = (SELECT min(miny) FROM rtree_{table}_geom),
           max_x = (SELECT max(maxx) FROM rtree_{table}_geom), max_y = (SELECT max(maxy) FROM rtree_{table}_geom)
         WHERE table_name = '{table}';"
    ))?;
    create_triggers(connection, table)
}

/// The triggers of the standard (12-128r17, clause F.3), for the column `geom` and the key `id`.
fn create_triggers(connection: &Connection, table: &str) -> Result<()> {
    let index = format!("rtree_{table}_geom");
    let new_box = "NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)";
    let filled = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)";
    let emptied = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    connection.execute_batch(&format!(
        "CREATE TRIGGER {index}_insert AFTER INSERT ON {table} WHEN ({filled})
           BEGIN INSERT OR REPLACE INTO {index} VALUES ({new_box}); END;
         CREATE TRIGGER {index}_update1 AFTER UPDATE OF geom ON {table} WHEN OLD.id = NEW.id AND ({filled})
           BEGIN INSERT OR REPLACE INTO {index} VALUES ({new_box}); END;
         CREATE TRIGGER {index}_update2 AFTER UPDATE OF geom ON {table} WHEN OLD.id = NEW.id AND {emptied}
           BEGIN DELETE FROM {index} WHERE id = OLD.id; END;
         CREATE TRIGGER {index}_update3 AFTER UPDATE ON {table} WHEN OLD.id != NEW.id AND ({filled})
           BEGIN DELETE FROM {index} WHERE id = OLD.id; INSERT OR REPLACE INTO {index} VALUES ({new_box}); END;
         CREATE TRIGGER {index}_update4 AFTER UPDATE ON {table} WHEN OLD.id != NEW.id AND {emptied}
           BEGIN DELETE FROM {index} WHERE id IN (OLD.id, NEW.id); END;
         CREATE TRIGGER {index}_delete AFTER DELETE ON {table} WHEN OLD.geom NOT NULL
           BEGIN DELETE FROM {index} WHERE id = OLD.id; END;"
    ))
}
