//! Tiles of a workspace in one file, the same bytes that the server sends.

use std::path::Path;

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::desk::Desk;
use super::error::WorkflowError;
use super::load_desk::load_desk;
use crate::crs::LonLatBox;
use crate::export::{About, AboutLayer, Archive, Archived, ExportError, TilePlace, gzip};
use crate::import::Progress;
use crate::store::Location;
use crate::tiles::{Clip, Format, LayerSummary, MAX_ZOOM, MatrixSet, Select, TileError, TileId, TileSet};

/// What is asked.
#[derive(Debug, Clone)]
pub struct ArchiveRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// A scenario instead of the assessment in force.
    pub scenario: Option<&'a str>,
    /// Names of layers; all that hold anything where there are none.
    pub layers: &'a [String],
    /// Lowest and highest zoom.
    pub zooms: (u8, u8),
    /// The file to write, `.pmtiles` or `.mbtiles`.
    pub to: &'a Path,
    /// A file of the name is replaced.
    pub overwrite: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchiveExported {
    /// The file.
    pub archived: Archived,
    /// The assessment that its tiles show.
    pub version: String,
    /// The layers within each tile.
    pub layers: Vec<String>,
    /// Layers were imported after the assessment was made.
    pub stale: bool,
}

/// Most tiles of an archive: some gigabytes.
const MOST_TILES: usize = 5_000_000;

/// Tiles made side by side before they are written.
const AT_ONCE: usize = 512;

/// Writes the tiles of an assessment's layers to an archive.
///
/// A tile holds the layers one after another, as the server sends them together; where nothing lies there is no tile.
///
/// # Errors
/// The workspace, a layer that there is not, more tiles than an archive holds, the disk, or a person who stops it; then there is no new
/// file.
pub fn export_tiles(request: &ArchiveRequest<'_>, progress: &dyn Progress) -> Result<ArchiveExported, WorkflowError> {
    let mut archive = Archive::new(request.to, request.overwrite)?;
    progress.step("making the layers ready");
    let desk = load_desk(request.workspace, request.scenario)?;
    let layers = chosen(&desk.tiles, request.layers)?;
    let stopped = || ExportError::Stopped {
        file: request.to.display().to_string(),
    };
    progress.step("looking where tiles are");
    let places =
        places(&desk.tiles, &layers, request.zooms, MOST_TILES, &|| progress.stopped())?.ok_or_else(stopped)?;
    progress.step("making tiles");
    let total = places.len() as u64;
    for (some, batch) in places.chunks(AT_ONCE).enumerate() {
        if progress.stopped() {
            return Err(stopped().into());
        }
        progress.at((some * AT_ONCE) as u64, Some(total));
        let made: Vec<Option<Vec<u8>>> = batch
            .par_iter()
            .map(|place| packed(&desk.tiles, &layers, *place))
            .collect::<Result<_, WorkflowError>>()?;
        for (place, bytes) in batch.iter().zip(made) {
            if let Some(bytes) = bytes {
                archive.add(*place, &bytes)?;
            }
        }
    }
    progress.step("putting the archive together");
    Ok(ArchiveExported {
        archived: archive.finish(&about(&desk, &layers, request.zooms))?,
        layers: layers.iter().map(|layer| layer.name.clone()).collect(),
        stale: request.scenario.is_none() && super::is_stale(request.workspace)?,
        version: desk.version,
    })
}

/// The layers of some names in the set's own order; of no names, all that hold anything.
fn chosen<'a>(tiles: &'a TileSet, names: &[String]) -> Result<Vec<&'a LayerSummary>, WorkflowError> {
    if let Some(unknown) = names.iter().find(|name| tiles.layer(name).is_none()) {
        let known: Vec<&str> = tiles.layers().map(|layer| layer.name.as_str()).collect();
        return Err(WorkflowError::NoTileLayer {
            layer: unknown.clone(),
            known: known.join(", "),
        });
    }
    let wanted = |layer: &&LayerSummary| match names {
        [] => layer.features > 0,
        _ => names.contains(&layer.name),
    };
    Ok(tiles.layers().filter(wanted).collect())
}

/// Every tile in which something may lie, by number; `None` when it is to be stopped.
fn places(
    tiles: &TileSet,
    layers: &[&LayerSummary],
    (first, last): (u8, u8),
    most: usize,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Vec<TilePlace>>, WorkflowError> {
    // As the server's list of tiles has it: what reaches over the edge of a tile beside the box is drawn by its own.
    let bounds = layers.iter().filter_map(|layer| layer.bounds).reduce(LonLatBox::union);
    let lies = |place: &TilePlace| {
        let tile = tile_id(*place);
        let inside = bounds.is_some_and(|bounds| {
            let [columns, rows] = MatrixSet::WebMercatorQuad.covering(place.zoom, bounds);
            (columns[0]..=columns[1]).contains(&place.column) && (rows[0]..=rows[1]).contains(&place.row)
        });
        inside && layers.iter().any(|layer| tiles.may_hold(&layer.name, tile))
    };
    let mut all = Vec::new();
    let mut of_zoom: Vec<TilePlace> = vec![TilePlace::WORLD].into_iter().filter(lies).collect();
    for zoom in 0..=last.min(MAX_ZOOM) {
        if zoom > 0 {
            of_zoom = of_zoom
                .into_par_iter()
                .flat_map_iter(TilePlace::quarters)
                .filter(lies)
                .collect();
        }
        if zoom >= first {
            all.extend_from_slice(&of_zoom);
        }
        if of_zoom.len().max(all.len()) > most {
            return Err(WorkflowError::TooManyTiles { zoom, most });
        }
        if stopped() {
            return Ok(None);
        }
    }
    Ok(Some(all))
}

/// The layers' tiles one after another, gzipped; `None` where nothing lies.
fn packed(tiles: &TileSet, layers: &[&LayerSummary], place: TilePlace) -> Result<Option<Vec<u8>>, WorkflowError> {
    let all = Select::default();
    let mut bytes = Vec::new();
    for layer in layers {
        match tiles.tile(&layer.name, tile_id(place), Format::Mvt, Clip::Buffered, &all) {
            Ok(own) => bytes.extend(own),
            Err(TileError::OutOfRange { .. }) => {}
            Err(error) => return Err(WorkflowError::Tile(error)),
        }
    }
    if bytes.is_empty() {
        return Ok(None);
    }
    let packed = gzip(&bytes).map_err(|error| WorkflowError::Tile(TileError::Unwritable(error.to_string())))?;
    Ok(Some(packed))
}

fn tile_id(place: TilePlace) -> TileId {
    TileId::new(place.zoom.into(), place.column.into(), place.row.into())
        .expect("quarters of a tile of Web Mercator are tiles down to the deepest zoom")
}

fn about(desk: &Desk, layers: &[&LayerSummary], zooms: (u8, u8)) -> About {
    let world = LonLatBox {
        west: -180.0,
        south: -85.051_129,
        east: 180.0,
        north: 85.051_129,
    };
    let bounds = layers.iter().filter_map(|layer| layer.bounds).reduce(LonLatBox::union);
    let described = |layer: &&LayerSummary| AboutLayer {
        id: layer.name.clone(),
        description: layer.rule.clone(),
        fields: layer.fields.clone(),
        minzoom: layer.min_zoom.max(zooms.0),
        maxzoom: zooms.1,
    };
    About {
        name: desk.title.clone(),
        version: desk.version.clone(),
        attribution: desk.attribution_html(),
        bounds: bounds.unwrap_or(world),
        zooms,
        layers: layers
            .iter()
            .filter(|layer| layer.min_zoom <= zooms.1)
            .map(described)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use geo::{Point, Rect};

    use super::*;
    use crate::tiles::{Feature, Layer};

    #[test]
    fn places_are_looked_for_where_something_lies_in_the_order_of_their_numbers_and_are_limited() {
        let feature = |id, geometry| Feature {
            id,
            geometry,
            properties: vec![],
        };
        let features = vec![
            feature(1, Point::new(-120.0, 40.0).into()),
            feature(2, Rect::new((116.0, 39.0), (117.0, 40.0)).into()),
        ];
        let layer = Layer {
            name: "a".to_owned(),
            features,
            min_zoom: 3,
            max_zoom: 16,
            fields: vec![],
        };
        let tiles = TileSet::new("1".to_owned(), vec![layer]).expect("good features");
        let layers: Vec<&LayerSummary> = tiles.layers().collect();
        let found = |most| places(&tiles, &layers, (2, 9), most, &|| false);
        let all = found(1000).expect("not too many").expect("not stopped");
        assert!(all.is_sorted_by_key(|place| place.number()));
        let of_zoom = |zoom| all.iter().filter(|place| place.zoom == zoom).count();
        assert_eq!([1, 2, 3].map(of_zoom), [0, 2, 2]);
        assert!(
            (5..30).contains(&of_zoom(9)),
            "a degree is one and a half tiles: {}",
            of_zoom(9)
        );
        let refused = found(all.len() - 1);
        assert!(
            matches!(refused, Err(WorkflowError::TooManyTiles { zoom: 9, .. })),
            "{refused:?}"
        );
        let stopped = places(&tiles, &layers, (2, 9), 1000, &|| true);
        assert!(matches!(stopped, Ok(None)), "{stopped:?}");
    }
}
