//! MBTiles 1.3: tiles in a table of an SQLite file, rows counted from the south.

use std::path::Path;

use rusqlite::{Connection, params};

use super::{About, TilePlace};

/// Archive that is being written.
#[derive(Debug)]
pub(super) struct MbTiles(Connection);

impl MbTiles {
    pub(super) fn new(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        // The file is put in place when it is whole, so nothing has to be undone; "MPBX" tells programs what it is.
        connection.execute_batch(
            "PRAGMA journal_mode = OFF;
             PRAGMA synchronous = OFF;
             PRAGMA application_id = 0x4d504258;
             BEGIN;
             CREATE TABLE metadata (name TEXT, value TEXT);
             CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);",
        )?;
        Ok(Self(connection))
    }

    /// Takes a tile.
    pub(super) fn add(&self, tile: TilePlace, bytes: &[u8]) -> rusqlite::Result<()> {
        let from_south = (1_u32 << tile.zoom) - 1 - tile.row;
        let mut insert = self.0.prepare_cached("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![tile.zoom, tile.column, from_south, bytes])?;
        Ok(())
    }

    /// Writes what the tiles are, and the index.
    pub(super) fn finish(self, about: &About) -> Result<(), Box<dyn std::error::Error>> {
        let [longitude, latitude] = about.middle();
        let numbers = |numbers: &[f64]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let mut rows = vec![
            ("bounds", numbers(&about.bounds.to_array())),
            ("center", format!("{longitude},{latitude},{}", about.zooms.0)),
            ("format", "pbf".to_owned()),
            (
                "json",
                serde_json::json!({ "vector_layers": about.vector_layers() }).to_string(),
            ),
            ("maxzoom", about.zooms.1.to_string()),
            ("minzoom", about.zooms.0.to_string()),
        ];
        rows.extend(about.texts());
        rows.sort();
        for (name, value) in rows {
            let sql = "INSERT INTO metadata VALUES (?1, ?2)";
            self.0.execute(sql, params![name, value])?;
        }
        self.0.execute_batch(
            "CREATE UNIQUE INDEX metadata_name ON metadata (name);
             CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
             COMMIT;",
        )?;
        self.0.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}
