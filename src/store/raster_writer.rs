//! Writing a raster while its file is read: all of it is kept, or nothing; and the way back.

use std::fmt::Write as _;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::diff::RowChange;
use super::error::StoreError;
use super::layer_writer::Written;
use super::rows::StoredRaster;
use super::tables::{CURRENT, insert_raster, insert_tiles, stood};
use super::value::values;
use super::versions::{Version, now};
use super::workspace::Workspace;
use crate::domain::provenance::Input;
use crate::domain::raster::{Heights, Raster, TILE_SIDE, Tile};

/// What versions and inputs call rasters of heights.
const ELEVATION: &str = "elevation";
/// Tiles that are written at once.
const AT_ONCE: usize = 16;

/// A raster on its way in, in a transaction that excludes other writers. Dropped before it is finished it changes nothing.
pub struct RasterWriter<'w> {
    workspace: &'w Workspace,
    /// Whether those that are there stay.
    append: bool,
    version: i64,
    stored: Option<StoredRaster>,
    /// The same cells were imported before.
    there: bool,
    waiting: Vec<Tile>,
    open: bool,
}

impl Workspace {
    /// Begins to write a raster; those that are there go, or stay beside it.
    ///
    /// # Errors
    /// Another writer; a damaged workspace.
    pub fn begin_raster(&mut self, append: bool) -> Result<RasterWriter<'_>, StoreError> {
        self.database.begin_write()?;
        let mut writer = RasterWriter {
            workspace: self,
            append,
            version: 0,
            stored: None,
            there: false,
            waiting: Vec::new(),
            open: true,
        };
        writer.version = writer.workspace.next_id("versions")?;
        Ok(writer)
    }

    /// Puts the rasters into the state after a version, as part of a new one. Tells how many came and went.
    pub(super) fn put_rasters_back(&self, to: i64, number: i64) -> Result<(i64, i64), StoreError> {
        let gone = self.rasters_where(&format!("since <= {to} AND until > {to}"))?;
        let went = self.take_out(&format!("since > {to}"), number)?;
        for (stored, id) in gone.iter().zip(self.next_id("rasters")?..) {
            let again = StoredRaster { id, ..stored.clone() };
            insert_raster(self, &again, number)?;
        }
        Ok((gone.len() as i64, went))
    }

    /// Rasters of one version that the other has not.
    pub(super) fn rasters_differ(&self, from: i64, to: i64) -> Result<Vec<RowChange>, StoreError> {
        let (before, now) = (self.rasters_where(&stood(from))?, self.rasters_where(&stood(to))?);
        let only = |some: &[StoredRaster], others: &[StoredRaster], change: &'static str| -> Vec<RowChange> {
            some.iter()
                .filter(|one| !others.iter().any(|other| same(one, other)))
                .map(|one| RowChange {
                    layer: ELEVATION,
                    id: one.id,
                    code: None,
                    name: Some(one.source.clone()),
                    change,
                    fields: Vec::new(),
                })
                .collect()
        };
        let mut changes = only(&before, &now, "removed");
        changes.extend(only(&now, &before, "added"));
        changes.sort_by_key(|change| change.id);
        Ok(changes)
    }

    /// Takes out rasters that stand now and fulfil a condition.
    fn take_out(&self, condition: &str, until: i64) -> Result<i64, StoreError> {
        let sql = format!("UPDATE rasters SET until = $1 WHERE {CURRENT} AND {condition}");
        self.database.execute(&sql, &values![until]).map(|rows| rows as i64)
    }
}

/// Whether two rows say the same.
fn same(one: &StoredRaster, other: &StoredRaster) -> bool {
    one.content == other.content && one.source == other.source && one.raster == other.raster
}

impl RasterWriter<'_> {
    /// Takes the head of the raster, which comes before its tiles.
    ///
    /// # Errors
    /// A damaged workspace; drop the writer then.
    pub fn head(&mut self, source: &str, raster: Raster) -> Result<(), StoreError> {
        let content = content(&raster);
        let sql = "SELECT id FROM raster_tiles WHERE content = $1 LIMIT 1";
        self.there = self
            .workspace
            .one("raster_tiles", sql, &values![&content], |row| row.id())?
            .is_some();
        self.stored = Some(StoredRaster {
            id: self.workspace.next_id("rasters")?,
            source: source.to_owned(),
            content,
            raster,
            heights: Heights {
                cells: 0,
                low_m: f32::INFINITY,
                high_m: f32::NEG_INFINITY,
            },
        });
        Ok(())
    }

    /// Puts a tile in.
    ///
    /// # Errors
    /// A full disk, a lost connection; drop the writer then.
    pub fn tile(&mut self, tile: Tile) -> Result<(), StoreError> {
        if let Some(stored) = &mut self.stored {
            count(&mut stored.heights, &tile);
        }
        if !self.there {
            self.waiting.push(tile);
            if self.waiting.len() >= AT_ONCE {
                self.put_waiting()?;
            }
        }
        Ok(())
    }

    fn put_waiting(&mut self) -> Result<(), StoreError> {
        let tiles = std::mem::take(&mut self.waiting);
        match &self.stored {
            Some(stored) if !tiles.is_empty() => insert_tiles(self.workspace, &stored.content, &tiles),
            _ => Ok(()),
        }
    }

    /// How often layers were changed before this one, as [`Workspace::changes`] says it while nobody else can change them.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn changes(&self) -> Result<i64, StoreError> {
        self.workspace.changes()
    }

    /// What is known of the heights so far.
    pub fn heights(&self) -> Option<Heights> {
        self.stored.as_ref().map(|stored| stored.heights)
    }

    /// Keeps everything.
    ///
    /// # Errors
    /// A full disk, a lost connection; nothing is changed then.
    pub fn finish(mut self, input: &Input) -> Result<Written, StoreError> {
        self.put_waiting()?;
        let unchanged = Written {
            version: None,
            added: 0,
            changed: 0,
            removed: 0,
        };
        let workspace = self.workspace;
        let Some(stored) = self.stored.take() else {
            return Ok(unchanged);
        };
        let standing = workspace.rasters_where(CURRENT)?;
        if !self.append && standing.len() == 1 && same(&standing[0], &stored) {
            // It is there already: no version, and an assessment made of it stays fresh.
            return Ok(unchanged);
        }
        let removed = if self.append {
            0
        } else {
            workspace.take_out("kind = 'elevation'", self.version)?
        };
        insert_raster(workspace, &stored, self.version)?;
        self.keep_input(input)?;
        workspace.enter_version(&Version {
            number: self.version,
            made_at: now(),
            as_of: None,
            layer: ELEVATION.to_owned(),
            action: if self.append { "append" } else { "replace" }.to_owned(),
            source: input.source.clone(),
            added: 1,
            changed: 0,
            removed,
        })?;
        workspace.database.commit()?;
        self.open = false;
        Ok(Written {
            version: Some(self.version),
            added: 1,
            changed: 0,
            removed,
        })
    }

    fn keep_input(&self, input: &Input) -> Result<(), StoreError> {
        let database = &self.workspace.database;
        if !self.append {
            database.execute("DELETE FROM inputs WHERE kind = $1", &values![&input.kind])?;
        }
        self.workspace.add_input(input)
    }
}

impl Drop for RasterWriter<'_> {
    fn drop(&mut self) {
        if self.open {
            self.workspace.database.rollback();
        }
    }
}

/// Counts a tile's own cells; those that it shares with its neighbours are theirs.
fn count(heights: &mut Heights, tile: &Tile) {
    for line in tile.cells.chunks(tile.width.max(1) as usize).take(TILE_SIDE as usize) {
        for height in line.iter().take(TILE_SIDE as usize).filter(|height| height.is_finite()) {
            heights.cells += 1;
            heights.low_m = heights.low_m.min(*height);
            heights.high_m = heights.high_m.max(*height);
        }
    }
}

/// What makes the cells what they are, in 32 digits: the file, the part of it that was taken, and how it was read.
fn content(raster: &Raster) -> String {
    let said = Json::from(vec![
        serde_json::to_value(raster).unwrap_or_default(),
        Json::from(TILE_SIDE),
    ]);
    let digest = Sha256::digest(said.to_string().as_bytes());
    digest[..16].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
