//! Basemaps: pictures below everything that is computed here, from services and files that the settings name, and from nowhere else
//! (`docs/decisions/0061-basemaps-that-a-bureau-has.md`).

mod error;
mod fetch;
mod grid;
mod picture;
mod policy;
mod ready;
mod tried;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::HeaderValue;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;

pub use error::BasemapError;
pub use ready::BasemapRules;

pub(super) use error::Trouble;
pub(super) use grid::Place;
pub(super) use ready::Ready;

use super::document::Document;
use super::problem::Problem;

/// Tiles that are asked for and not there yet, of all basemaps: beyond that the rest of the page would wait for them.
const MOST_WAITING: usize = 128;
/// Bytes of tiles kept.
const KEPT_BYTES: u64 = 64 << 20;
const KEPT_TILES: usize = 4_000;
/// How long a tile is kept.
const KEPT_FOR: Duration = Duration::from_hours(1);

/// Every basemap of the settings, ready.
pub struct Basemaps {
    all: Vec<Arc<Ready>>,
    /// What the page may load, with the hosts that browsers ask themselves.
    policy: HeaderValue,
    waiting: Arc<Semaphore>,
    kept: Cache<(usize, Place), Kept, Weight>,
}

#[derive(Clone)]
struct Kept {
    /// Without bytes where the service has no such tile.
    document: Arc<Document>,
    since: Instant,
}

#[derive(Clone)]
struct Weight;

impl Weighter<(usize, Place), Kept> for Weight {
    fn weight(&self, _: &(usize, Place), kept: &Kept) -> u64 {
        kept.document.len() as u64 + 256
    }
}

impl Default for Basemaps {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Basemaps {
    /// Makes them ready. Services are not asked yet; files are opened.
    ///
    /// # Errors
    /// The first that can't be used.
    pub fn new(rules: Vec<BasemapRules>) -> Result<Self, BasemapError> {
        let all: Result<Vec<_>, _> = rules.into_iter().map(|rules| Ready::new(rules).map(Arc::new)).collect();
        Ok(Self::of(all?))
    }

    fn of(all: Vec<Arc<Ready>>) -> Self {
        let hosts = all.iter().filter_map(|basemap| basemap.asked_by_browser());
        Self {
            policy: policy::with_hosts(hosts),
            all,
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            kept: Cache::with_weighter(KEPT_TILES, KEPT_BYTES, Weight),
        }
    }

    /// Every one, in the order of the settings.
    pub(super) fn all(&self) -> &[Arc<Ready>] {
        &self.all
    }

    /// What the page may load.
    pub(super) fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// A tile of a basemap that this server asks for, once however many wait for it.
    pub(super) async fn tile(&self, id: &str, place: Place) -> Result<Arc<Document>, Problem> {
        let found = self.all.iter().position(|basemap| basemap.settings.id == id);
        let found = found.filter(|which| self.all[*which].is_served_here());
        let which = found.ok_or(Problem::UnknownBasemap)?;
        let basemap = &self.all[which];
        if !basemap.has(place) {
            let (first, last) = basemap.zooms();
            return Err(Problem::OutsideBasemap { first, last });
        }
        if let Some(kept) = self.kept.get(&(which, place)) {
            if kept.since.elapsed() < KEPT_FOR {
                return Ok(kept.document);
            }
            self.kept.remove(&(which, place));
        }
        let make = async {
            let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| Problem::Busy)?;
            let document = Arc::new(basemap.fetch(place, waiting).await?);
            let since = Instant::now();
            Ok::<_, Problem>(Kept { document, since })
        };
        Ok(self.kept.get_or_insert_async(&(which, place), make).await?.document)
    }
}
