//! The tile set: every layer, projected and indexed once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::feature::{Feature, Layer};
use super::find::Search;
use super::kept::Kept;
use super::ladder::{Ladder, PreparedLadder};
use super::layer::{Effort, LayerSummary, Prepared};
use super::merge::{Merge, PreparedMerge};
use super::piece::{Cutter, Piece};
use super::select::Select;
use super::thin::{PreparedThin, Thin};
use super::tile_id::TileId;
use super::{geojson, mvt};

/// What a tile is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A `GeoJSON` feature collection in degrees (RFC 7946).
    GeoJson,
    /// A Mapbox vector tile, version 2; no bytes at all where nothing lies.
    Mvt,
}

/// What happens to features that reach beyond the tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Clip {
    /// Cut 64 of 4096 cells beyond the tile's edge, so that outlines are drawn without seams.
    #[default]
    Buffered,
    /// Whole features, repeated in every tile they touch.
    None,
    /// Cut at the tile's edge; a point belongs to exactly one tile. For sums.
    Exact,
}

/// Immutable tiles of one version.
#[derive(Debug)]
pub struct TileSet {
    version: String,
    pub(super) layers: Vec<Prepared>,
    ladders: Vec<PreparedLadder>,
    merges: Vec<PreparedMerge>,
    pub(super) thins: Vec<PreparedThin>,
}

/// Why features cannot be made into tiles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileSetError {
    /// Two layers of one name.
    #[error("two layers are called {layer:?}")]
    DuplicateLayer {
        /// The name.
        layer: String,
    },
    /// A layer of a ladder that is not there.
    #[error("there is no layer {layer:?} to be shown")]
    UnknownRung {
        /// The name.
        layer: String,
    },
    /// A layer of which points are to be merged, and which holds other things.
    #[error("layer {layer:?} holds more than points, so they can't be merged")]
    NotPoints {
        /// The name.
        layer: String,
    },
    /// A name that does not fit an address.
    #[error("layer name {layer:?}: only a to z, digits and _ are possible")]
    LayerName {
        /// The name.
        layer: String,
    },
    /// Two features of one id.
    #[error("layer {layer:?} has two features with id {id}")]
    DuplicateId {
        /// The layer.
        layer: String,
        /// The id.
        id: u64,
    },
    /// An id that a browser would round.
    #[error("layer {layer:?}, feature {id}: ids must be below 2^53")]
    LargeId {
        /// The layer.
        layer: String,
        /// The id.
        id: u64,
    },
    /// A coordinate that is not a finite number.
    #[error("layer {layer:?}, feature {id}: a coordinate is not a finite number")]
    NotFinite {
        /// The layer.
        layer: String,
        /// The feature.
        id: u64,
    },
    /// A geometry collection.
    #[error("layer {layer:?}, feature {id} is a collection of geometries; give each a feature of its own")]
    Collection {
        /// The layer.
        layer: String,
        /// The feature.
        id: u64,
    },
}

/// Why there is no such tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// No layer of that name.
    #[error("there is no such layer")]
    UnknownLayer,
    /// The layer starts at a higher zoom.
    #[error("the layer's zooms start at {min_zoom}")]
    OutOfRange {
        /// The layer's lowest zoom.
        min_zoom: u8,
    },
    /// The format cannot hold the tile; a fault of this program.
    #[error("the tile cannot be written: {0}")]
    Unwritable(String),
}

impl TileSet {
    /// Projects and indexes the layers. `version` names what they were made from and is part of immutable addresses.
    ///
    /// # Errors
    /// A feature that cannot be drawn, or names and ids that are not unique: nothing is left out silently.
    pub fn new(version: String, layers: Vec<Layer>) -> Result<Self, TileSetError> {
        let mut names = BTreeSet::new();
        for layer in &layers {
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            if layer.name.is_empty() || !layer.name.bytes().all(fits) {
                return Err(TileSetError::LayerName {
                    layer: layer.name.clone(),
                });
            }
            if !names.insert(&layer.name) {
                return Err(TileSetError::DuplicateLayer {
                    layer: layer.name.clone(),
                });
            }
        }
        // Side by side; the first error is the first of the layers' order all the same.
        let prepared: Vec<_> = layers.into_par_iter().map(Prepared::new).collect();
        let mut layers: Vec<Prepared> = prepared.into_iter().collect::<Result<_, _>>()?;
        let kept = Arc::new(Kept::default());
        for (place, layer) in layers.iter_mut().enumerate() {
            layer.kept = (kept.clone(), place);
        }
        Ok(Self {
            version,
            layers,
            ladders: Vec::new(),
            merges: Vec::new(),
            thins: Vec::new(),
        })
    }

    /// The same with one more layer, which shows others by zoom: each from the zoom on at which its units have 400 pixels of the
    /// screen on average (a tile being 512 wide), the coarsest from zoom 0 on.
    ///
    /// # Errors
    /// A name that is taken, or one of a layer that there is not.
    pub fn with_ladder(mut self, ladder: Ladder) -> Result<Self, TileSetError> {
        if self.layer(&ladder.name).is_some() {
            return Err(TileSetError::DuplicateLayer { layer: ladder.name });
        }
        self.ladders.push(PreparedLadder::new(ladder, &self.layers)?);
        Ok(self)
    }

    /// The same with one more layer, which shows the points of another, merged at low zooms where many lie close together: below zoom 14
    /// one for each square of 1/32 of a tile's side, with how many it stands for.
    ///
    /// # Errors
    /// A name that is taken, one of a layer that there is not, or one that holds more than points.
    pub fn with_merge(mut self, merge: Merge) -> Result<Self, TileSetError> {
        if self.layer(&merge.name).is_some() {
            return Err(TileSetError::DuplicateLayer { layer: merge.name });
        }
        self.merges.push(PreparedMerge::new(merge, &self.layers)?);
        Ok(self)
    }

    /// Layers with features of their own.
    pub(super) fn prepared_layers(&self) -> impl Iterator<Item = &Prepared> {
        self.layers.iter()
    }

    /// What each ladder was made of.
    pub(super) fn ladders(&self) -> impl Iterator<Item = &Ladder> {
        self.ladders.iter().map(|ladder| &ladder.made_of)
    }

    /// What each layer of merged points was made of.
    pub(super) fn merges(&self) -> impl Iterator<Item = &Merge> {
        self.merges.iter().map(|merge| &merge.merge)
    }

    /// What the tiles were made from.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What each thinned layer was made of.
    pub(super) fn thins(&self) -> impl Iterator<Item = &Thin> {
        self.thins.iter().map(|thin| &thin.thin)
    }

    /// Every layer, in the order given, ladders, merged and thinned ones last.
    pub fn layers(&self) -> impl Iterator<Item = &LayerSummary> {
        let layers = self.layers.iter().map(|layer| &layer.summary);
        let ladders = self.ladders.iter().map(|ladder| &ladder.summary);
        layers
            .chain(ladders)
            .chain(self.merges.iter().map(|merge| &merge.summary))
            .chain(self.thins.iter().map(|thin| &thin.summary))
    }

    /// One layer.
    pub fn layer(&self, name: &str) -> Option<&LayerSummary> {
        self.layers().find(|summary| summary.name == name)
    }

    /// The bytes of one tile. An empty `GeoJSON` tile is an empty collection, an empty vector tile has no bytes.
    ///
    /// # Errors
    /// No such layer, or a zoom below the layer's lowest (zooms of Web Mercator; other sets are one ahead).
    pub fn tile(
        &self,
        layer: &str,
        tile: TileId,
        format: Format,
        clip: Clip,
        select: &Select,
    ) -> Result<Vec<u8>, TileError> {
        self.made(layer, tile, format, &Cutter::new(tile, format, clip), select)
    }

    /// As [`TileSet::tile`], as long as somebody waits for it: soon after the flag was set the work stops, and there is no tile.
    ///
    /// # Errors
    /// As [`TileSet::tile`].
    pub fn tile_unless(
        &self,
        layer: &str,
        tile: TileId,
        format: Format,
        clip: Clip,
        select: &Select,
        given_up: &AtomicBool,
    ) -> Result<Option<Vec<u8>>, TileError> {
        let cutter = Cutter::new(tile, format, clip).until(given_up);
        let made = self.made(layer, tile, format, &cutter, select)?;
        Ok((!cutter.is_given_up()).then_some(made))
    }

    fn made(
        &self,
        layer: &str,
        tile: TileId,
        format: Format,
        cutter: &Cutter,
        select: &Select,
    ) -> Result<Vec<u8>, TileError> {
        let zoom = tile.zoom() + tile.set().ahead();
        let shown = match self.ladder(layer) {
            Some(ladder) => ladder.at(zoom).map(|place| &self.layers[place]),
            None => Some(self.prepared(layer)?),
        };
        let min_zoom = shown.map_or(0, |shown| shown.summary.min_zoom);
        if zoom < min_zoom {
            return Err(TileError::OutOfRange { min_zoom });
        }
        if let (Some(merge), Some(points)) = (self.merge(layer), shown) {
            let (merged, pieces): (Vec<Feature>, Vec<Piece>) = merge.pieces(points, cutter, select).into_iter().unzip();
            let pieces: Vec<(&Feature, Piece)> = merged.iter().zip(pieces).collect();
            return written(layer, &pieces, cutter, select, format);
        }
        let thin = self.thin(layer);
        let takes = |feature: &Feature| thin.is_none_or(|thin| thin.shows(feature, zoom)) && select.takes(feature);
        let pieces = shown.map_or_else(Vec::new, |shown| shown.pieces_of(cutter, takes));
        written(layer, &pieces, cutter, select, format)
    }

    /// How much work a tile is, by what comes near it; one of merged points is never [`Effort::Light`].
    pub fn effort(&self, layer: &str, tile: TileId, format: Format) -> Effort {
        let cutter = Cutter::new(tile, format, Clip::Buffered);
        let shown = match self.ladder(layer) {
            Some(ladder) => ladder
                .at(tile.zoom() + tile.set().ahead())
                .map(|place| &self.layers[place]),
            None => self.prepared(layer).ok(),
        };
        let effort = shown.map_or(Effort::Light, |shown| shown.effort(&cutter));
        if self.merge(layer).is_some() {
            effort.max(Effort::Usual)
        } else {
            effort
        }
    }

    /// Whether anything of a layer may lie in a tile, by the boxes round its features; where this says no, the tile and all tiles that it is
    /// made of are empty.
    pub fn may_hold(&self, layer: &str, tile: TileId) -> bool {
        let reach = Cutter::new(tile, Format::Mvt, Clip::Buffered).reach;
        match self.ladder(layer) {
            Some(ladder) => ladder.all().any(|place| self.layers[place].is_near(reach)),
            None => self.prepared(layer).is_ok_and(|layer| layer.is_near(reach)),
        }
    }

    /// The features of a layer that are looked for, as they came in.
    ///
    /// # Errors
    /// No such layer.
    pub fn find(&self, layer: &str, search: &Search) -> Result<Vec<&Feature>, TileError> {
        let Some(ladder) = self.ladder(layer) else {
            return Ok(self.prepared(layer)?.find(search));
        };
        // What stands on several rungs is given once, as the finest has it.
        let all = ladder.all().flat_map(|place| self.layers[place].find(search));
        let once: BTreeMap<u64, &Feature> = all.map(|feature| (feature.id, feature)).collect();
        let mut found: Vec<&Feature> = once.into_values().collect();
        search.sort(&mut found);
        Ok(found)
    }

    /// One feature of a layer, as it came in; `None` where it has none of that id.
    ///
    /// # Errors
    /// No such layer.
    pub fn feature(&self, layer: &str, id: u64) -> Result<Option<&Feature>, TileError> {
        let Some(ladder) = self.ladder(layer) else {
            return Ok(self.prepared(layer)?.feature(id));
        };
        Ok(ladder.all().filter_map(|place| self.layers[place].feature(id)).last())
    }

    fn ladder(&self, name: &str) -> Option<&PreparedLadder> {
        self.ladders.iter().find(|ladder| ladder.summary.name == name)
    }

    fn merge(&self, name: &str) -> Option<&PreparedMerge> {
        self.merges.iter().find(|merge| merge.summary.name == name)
    }

    /// A layer with features of its own, or the one that another merges or thins.
    fn prepared(&self, layer: &str) -> Result<&Prepared, TileError> {
        let of = self.merge(layer).map(|merge| merge.of);
        if let Some(of) = of.or_else(|| self.thin(layer).map(|thin| thin.of)) {
            return Ok(&self.layers[of]);
        }
        let found = self.layers.iter().find(|l| l.summary.name == layer);
        found.ok_or(TileError::UnknownLayer)
    }
}

fn written(
    layer: &str,
    pieces: &[(&Feature, Piece)],
    cutter: &Cutter,
    select: &Select,
    format: Format,
) -> Result<Vec<u8>, TileError> {
    match format {
        Format::GeoJson => geojson::write(pieces, cutter, select),
        Format::Mvt => Ok(mvt::write(layer, pieces, cutter, select)),
    }
}
