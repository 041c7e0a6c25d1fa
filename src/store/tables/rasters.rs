//! `rasters` and `raster_tiles`
//!
//! Tiles are never changed or taken out: a raster that goes keeps its row, with the version that took it out, so that an earlier state
//! can be put back. Two rows with the same cells share their tiles.

use super::cells;
use crate::domain::raster::{Grid, Heights, Raster, TILE_SIDE, Tile};
use crate::store::database::{Row, RowError};
use crate::store::error::StoreError;
use crate::store::rows::StoredRaster;
use crate::store::value::values;
use crate::store::workspace::Workspace;

const TABLE: &str = "rasters";
const TILES: &str = "raster_tiles";
/// What the kind of a row says, as `inputs` does.
const ELEVATION: &str = "elevation";

const COLUMNS: [&str; 25] = [
    "id",
    "kind",
    "source",
    "sha256",
    "content",
    "crs",
    "origin_x",
    "right_x",
    "down_x",
    "origin_y",
    "right_y",
    "down_y",
    "width",
    "height",
    "tile_side",
    "band",
    "cell_m",
    "unit",
    "no_data",
    "cells",
    "low_m",
    "high_m",
    "as_of",
    "since",
    "until",
];

/// Rows that stand now.
pub(in crate::store) const CURRENT: &str = "until IS NULL";

impl Workspace {
    /// The rasters of heights that stand now, the finest first.
    ///
    /// # Errors
    /// The workspace can't be read, or a row was written by something else and makes no sense.
    pub fn rasters(&self) -> Result<Vec<StoredRaster>, StoreError> {
        self.rasters_at(None)
    }

    /// The rasters of heights as they were after a version, the finest first; as they are for `None`.
    ///
    /// # Errors
    /// As [`Self::rasters`].
    pub fn rasters_at(&self, version: Option<i64>) -> Result<Vec<StoredRaster>, StoreError> {
        let mut found = match version {
            None => self.rasters_where(CURRENT)?,
            Some(version) => self.rasters_where(&stood(version))?,
        };
        found.sort_by(|a, b| a.raster.cell_m.total_cmp(&b.raster.cell_m).then(a.id.cmp(&b.id)));
        Ok(found)
    }

    /// Rasters that fulfil a condition, by id.
    pub(in crate::store) fn rasters_where(&self, condition: &str) -> Result<Vec<StoredRaster>, StoreError> {
        let columns = COLUMNS.join(", ");
        let sql = format!("SELECT {columns} FROM {TABLE} WHERE kind = $1 AND {condition} ORDER BY id");
        self.rows(TABLE, &sql, &values![ELEVATION], read)
    }

    /// Heights of a tile; `None` where it holds none.
    ///
    /// # Errors
    /// The workspace can't be read, or the tile is not as large as it must be.
    pub fn raster_tile(&self, raster: &StoredRaster, column: u32, row: u32) -> Result<Option<Tile>, StoreError> {
        let Some((width, height)) = raster.raster.grid.tile_size(column, row) else {
            return Ok(None);
        };
        let sql = format!("SELECT id, data FROM {TILES} WHERE content = $1 AND tile_column = $2 AND tile_row = $3");
        self.one(TILES, &sql, &values![&raster.content, column, row], |found| {
            let data: Vec<u8> = found.get(1)?;
            let cells = cells::unpack(&data, width as usize * height as usize).ok_or_else(|| {
                RowError::Row(
                    found.id().unwrap_or_default(),
                    "its heights can't be unpacked".to_owned(),
                )
            })?;
            Ok(Tile {
                column,
                row,
                width,
                cells,
            })
        })
    }
}

/// Rows that stood after a version.
pub(in crate::store) fn stood(version: i64) -> String {
    format!("since <= {version} AND (until IS NULL OR until > {version})")
}

fn read(row: &dyn Row) -> Result<StoredRaster, RowError> {
    let id = row.id()?;
    let wrong = |what: &str| RowError::Row(id, what.to_owned());
    let count = |column: usize| -> Result<u32, RowError> {
        u32::try_from(row.get::<i64>(column)?).map_err(|_| wrong("a count is none"))
    };
    let grid = Grid {
        transform: [
            row.get(6)?,
            row.get(7)?,
            row.get(8)?,
            row.get(9)?,
            row.get(10)?,
            row.get(11)?,
        ],
        width: count(12)?,
        height: count(13)?,
    };
    let cell_m: f64 = row.get(16)?;
    if count(14)? != TILE_SIDE || !grid.is_sound() || cell_m.is_nan() || cell_m <= 0.0 {
        return Err(wrong("its cells lie nowhere"));
    }
    Ok(StoredRaster {
        id,
        source: row.get(2)?,
        content: row.get(4)?,
        raster: Raster {
            sha256: row.get(3)?,
            crs: row.get(5)?,
            grid,
            band: count(15)?,
            cell_m,
            unit: row.get(17)?,
            no_data: row.get(18)?,
            as_of: row.get(22)?,
        },
        heights: Heights {
            cells: row.get::<i64>(19)?.max(0) as u64,
            low_m: row.get::<f64>(20)? as f32,
            high_m: row.get::<f64>(21)? as f32,
        },
    })
}

/// Puts a raster's row in, as of a version.
pub(in crate::store) fn insert_raster(
    workspace: &Workspace,
    stored: &StoredRaster,
    since: i64,
) -> Result<(), StoreError> {
    let raster = &stored.raster;
    let [x, right_x, down_x, y, right_y, down_y] = raster.grid.transform;
    workspace.database.append(TABLE, &COLUMNS, &mut |put| {
        put(&values![
            stored.id,
            ELEVATION,
            &stored.source,
            &raster.sha256,
            &stored.content,
            &raster.crs,
            x,
            right_x,
            down_x,
            y,
            right_y,
            down_y,
            raster.grid.width,
            raster.grid.height,
            TILE_SIDE,
            raster.band,
            raster.cell_m,
            &raster.unit,
            &raster.no_data,
            stored.heights.cells as i64,
            f64::from(stored.heights.low_m),
            f64::from(stored.heights.high_m),
            raster.as_of.as_ref(),
            since,
            Option::<i64>::None,
        ])
    })
}

/// Puts tiles in.
pub(in crate::store) fn insert_tiles(workspace: &Workspace, content: &str, tiles: &[Tile]) -> Result<(), StoreError> {
    let mut next = workspace.next_id(TILES)?;
    let columns = ["id", "content", "tile_column", "tile_row", "data"];
    workspace.database.append(TILES, &columns, &mut |put| {
        for tile in tiles {
            put(&values![next, content, tile.column, tile.row, cells::pack(&tile.cells)])?;
            next += 1;
        }
        Ok(())
    })
}
