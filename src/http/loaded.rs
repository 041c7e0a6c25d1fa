//! A desk as it is served: with the documents and tiles that were made from it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::at_hand::{AtHand, at_hand};
use super::checks::KeptChecks;
use super::document::Document;
use super::problem::Problem;
use super::shards::sharded;
use crate::identity::Scope;
use crate::tiles::{Clip, Format, LayerSummary, Select, TileId};
use crate::workflow::desk::Desk;

/// Tiles kept, as a first guess of the cache's size.
const USUAL_TILES: usize = 10_000;

/// A tile of a whole layer may weigh as much, and has to fit into one shard.
const SMALLEST_SHARD: u64 = 64 << 20;

/// Of the bytes of kept tiles this part is for the addresses that they were asked for by.
const PART_OF_ADDRESSES: u64 = 16;

/// Views of a desk by people who see only part of it, that are kept at once.
const MOST_VIEWS: usize = 32;

/// A desk with what was made from it; both go together when the desk is replaced.
pub(super) struct Loaded {
    pub(super) desk: Arc<Desk>,
    pub(super) assessment: Arc<Document>,
    pub(super) checks: Arc<KeptChecks>,
    pub(super) tiles: Cache<TileKey, Arc<Document>, Weight>,
    /// Addresses of tiles, of the desk in force alone.
    pub(super) at_hand: Option<AtHand>,
    /// Whether it is what somebody sees who may not see all.
    pub(super) is_part: bool,
    /// What others see of it, by their scope.
    pub(super) views: Cache<Scope, Arc<Loaded>>,
}

/// One kept tile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct TileKey {
    pub(super) layer: usize,
    pub(super) tile: TileId,
    pub(super) format: Format,
    pub(super) clip: Clip,
    pub(super) selected: Option<Arc<str>>,
}

/// One tile as it is asked for.
pub(super) struct Wanted<'a> {
    pub(super) layer: &'a str,
    pub(super) tile: TileId,
    pub(super) format: Format,
    pub(super) clip: Clip,
    pub(super) select: Select,
    /// The text of what is selected; `None` for everything.
    pub(super) selected: Option<Arc<str>>,
}

impl Wanted<'_> {
    /// Which of the kept tiles it is.
    pub(super) fn key(&self, loaded: &Loaded) -> Result<TileKey, Problem> {
        let mut layers = loaded.desk.tiles.layers();
        let layer = layers.position(|layer| layer.name == self.layer);
        Ok(TileKey {
            layer: layer.ok_or(Problem::UnknownLayer)?,
            tile: self.tile,
            format: self.format,
            clip: self.clip,
            selected: self.selected.clone(),
        })
    }
}

/// What a kept tile weighs.
#[derive(Clone)]
pub(super) struct Weight;

impl Weighter<TileKey, Arc<Document>> for Weight {
    /// Three times the body: itself and both compressed forms, which are smaller.
    fn weight(&self, key: &TileKey, tile: &Arc<Document>) -> u64 {
        (tile.len() * 3 + key.selected.as_ref().map_or(0, |text| text.len()) + 256) as u64
    }
}

impl Loaded {
    pub(super) fn new(desk: Arc<Desk>, tile_bytes: u64) -> Self {
        let assessment = Document::new("application/json", Bytes::from_owner(desk.assessment.clone()));
        Self {
            desk,
            assessment: Arc::new(assessment),
            checks: Arc::new(KeptChecks::new()),
            tiles: sharded(USUAL_TILES, tile_bytes, SMALLEST_SHARD, Weight),
            at_hand: None,
            is_part: false,
            views: Cache::new(MOST_VIEWS),
        }
    }

    /// As [`Self::new`], of the desk that answers where nobody asks for another.
    pub(super) fn in_force(desk: Arc<Desk>, tile_bytes: u64) -> Self {
        let for_addresses = tile_bytes / PART_OF_ADDRESSES;
        Self {
            at_hand: (for_addresses > 0).then(|| at_hand(for_addresses)),
            ..Self::new(desk, tile_bytes - for_addresses)
        }
    }

    /// What somebody sees of this one who may not see all: the desk that was made of it.
    pub(super) fn part(&self, desk: Arc<Desk>, tile_bytes: u64, scope: Scope) -> Self {
        Self {
            is_part: true,
            checks: Arc::new(KeptChecks::part(scope, self.checks.clone())),
            ..Self::new(desk, tile_bytes)
        }
    }

    /// What can be said about one layer.
    pub(super) fn layer(&self, name: &str) -> Result<&LayerSummary, Problem> {
        self.desk.tiles.layer(name).ok_or(Problem::UnknownLayer)
    }

    /// The version as it stands in addresses: what is not plain is written as `_`.
    pub(super) fn version(&self) -> String {
        plain_version(&self.desk)
    }

    pub(super) fn make(&self, key: &TileKey, select: &Select, given_up: &AtomicBool) -> Result<Arc<Document>, Problem> {
        let tiles = &self.desk.tiles;
        let name = &tiles.layers().nth(key.layer).ok_or(Problem::UnknownLayer)?.name;
        let made = tiles.tile_unless(name, key.tile, key.format, key.clip, select, given_up)?;
        // Nobody hears this: it is given up only when nobody waits.
        let bytes = made.ok_or(Problem::Internal)?;
        Ok(Arc::new(Document::new(media(key.format), bytes)))
    }
}

/// What names an assessment, as it stands in addresses.
pub(super) fn plain_version(desk: &Desk) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let version = desk.version.chars();
    version.map(|c| if plain(c) { c } else { '_' }).collect()
}

/// The media type of a tile's format.
pub(super) fn media(format: Format) -> &'static str {
    match format {
        Format::GeoJson => "application/geo+json",
        Format::Mvt => "application/vnd.mapbox-vector-tile",
    }
}
