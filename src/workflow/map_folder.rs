//! The whole map as a folder of files, for any file server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::desk::Desk;
use super::error::WorkflowError;
use crate::export::{ExportError, Folder};
use crate::import::Progress;
use crate::tiles::{Clip, Format, LayerSummary, MatrixSet, Select, TileError, TileId};

/// Most files of tiles: file systems and uploads get slow beyond.
const MOST_FILES: usize = 200_000;

/// Tiles made side by side before they are written.
const AT_ONCE: usize = 512;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapFolder {
    /// The folder.
    pub folder: PathBuf,
    /// Files of tiles in it.
    pub tiles: usize,
    /// All files in it.
    pub files: usize,
    /// Bytes of all files.
    pub bytes: u64,
}

/// Writes the tiles of a desk, up to a zoom, and the other files of the map into a folder.
///
/// Every tile within a layer's box is there, empty ones too: a file server knows no other way to say that nothing lies there than to complain.
///
/// # Errors
/// More files than a folder holds well, the disk, or a person who stops it; then there is no new folder.
pub fn export_map(
    desk: &Desk,
    files: &BTreeMap<String, Vec<u8>>,
    last: u8,
    (to, overwrite): (&Path, bool),
    progress: &dyn Progress,
) -> Result<MapFolder, WorkflowError> {
    let folder = Folder::new(to, overwrite)?;
    let mut bytes = 0;
    for (path, contents) in files {
        bytes += contents.len() as u64;
        folder.add(path, contents)?;
    }
    let places = places(desk.tiles.layers(), last)?;
    progress.step("making tiles");
    let (all, total) = (Select::default(), places.len() as u64);
    let make = |(layer, tile): &(&str, TileId)| match desk.tiles.tile(layer, *tile, Format::Mvt, Clip::Buffered, &all) {
        // The one tile of a layer that is empty and begins at a higher zoom.
        Err(TileError::OutOfRange { .. }) => Ok(Vec::new()),
        made => made,
    };
    for (some, batch) in places.chunks(AT_ONCE).enumerate() {
        if progress.stopped() {
            let file = to.display().to_string();
            return Err(ExportError::Stopped { file }.into());
        }
        progress.at((some * AT_ONCE) as u64, Some(total));
        let ready: Vec<Vec<u8>> = batch.par_iter().map(make).collect::<Result<_, _>>()?;
        for ((layer, tile), contents) in batch.iter().zip(ready) {
            let (zoom, column, row) = (tile.zoom(), tile.column(), tile.row());
            bytes += contents.len() as u64;
            folder.add(&format!("tiles/{layer}/{zoom}/{column}/{row}.mvt"), &contents)?;
        }
    }
    progress.step("putting the folder in place");
    Ok(MapFolder {
        folder: folder.finish()?,
        tiles: places.len(),
        files: places.len() + files.len(),
        bytes,
    })
}

/// Every tile within the box of each layer; of a layer without features the one of the world.
fn places<'a>(
    layers: impl Iterator<Item = &'a LayerSummary>,
    last: u8,
) -> Result<Vec<(&'a str, TileId)>, WorkflowError> {
    let mut all = Vec::new();
    for layer in layers {
        let Some(bounds) = layer.bounds else {
            all.extend(TileId::new(0, 0, 0).map(|world| (layer.name.as_str(), world)));
            continue;
        };
        for zoom in layer.min_zoom..=last {
            let [columns, rows] = MatrixSet::WebMercatorQuad.covering(zoom, bounds);
            let count = |[first, last]: [u32; 2]| (last - first) as usize + 1;
            if all.len() + count(columns) * count(rows) > MOST_FILES {
                return Err(WorkflowError::TooManyTiles { zoom, most: MOST_FILES });
            }
            let tiles = (columns[0]..=columns[1]).flat_map(|column| (rows[0]..=rows[1]).map(move |row| (column, row)));
            all.extend(tiles.filter_map(|(column, row)| {
                let tile = TileId::new(zoom.into(), column.into(), row.into())?;
                Some((layer.name.as_str(), tile))
            }));
        }
    }
    Ok(all)
}
