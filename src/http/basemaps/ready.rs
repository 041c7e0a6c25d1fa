//! One basemap, ready to be asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::{BasemapError, Trouble};
use super::fetch::{Picture, Service, picture, with_key};
use super::grid::{self, LAST_ZOOM, Place};
use super::policy::origin;
use crate::http::document::Document;
use crate::http::problem::Problem;
use crate::http::secret::Secret;
use crate::settings::{Basemap, BasemapGrid, BasemapSource};
use crate::workflow::{ArchiveFormat, PictureFile, TilePlace};

/// Tiles of one basemap that are fetched at once.
const MOST_FETCHES: usize = 8;
/// How long a service that does not answer is left alone: nobody should wait for it tile by tile.
const LEFT_ALONE: Duration = Duration::from_secs(5);
/// The last zoom where nobody says one.
const USUAL_LAST: u8 = 18;

/// A basemap as the settings have it, with what they only name.
#[derive(Debug, Clone)]
pub struct BasemapRules {
    /// The settings.
    pub settings: Basemap,
    /// The key of its service.
    pub key: Option<Secret>,
    /// The certificates in PEM that sign those of its service; the public ones where there is none.
    pub certificates: Option<Vec<u8>>,
}

/// One that is ready.
pub(in crate::http) struct Ready {
    pub(in crate::http) settings: Basemap,
    source: Source,
    /// Changes with the settings, so that a browser does not show what it kept of others.
    pub(in crate::http) version: String,
    fetches: Arc<Semaphore>,
    health: Arc<Mutex<Health>>,
}

pub(super) enum Source {
    Service(Arc<Service>),
    File(Arc<PictureFile>),
    /// The whole address, key and all, and the host.
    Browser {
        template: String,
        host: String,
    },
}

/// How the service did.
#[derive(Default)]
struct Health {
    down_until: Option<Instant>,
    /// What the log has said of it; nothing while all is well.
    told: Option<Trouble>,
}

impl Ready {
    pub(super) fn new(rules: BasemapRules) -> Result<Self, BasemapError> {
        let BasemapRules {
            settings,
            key,
            certificates,
        } = rules;
        let id = || settings.id.clone();
        let source = match &settings.source {
            BasemapSource::Web {
                template, by_browser, ..
            } => {
                let template = with_key(template, key.as_ref());
                if *by_browser {
                    let host = origin(&template).ok_or_else(|| BasemapError::Host { id: id() })?;
                    Source::Browser { template, host }
                } else {
                    let service = Service::new(template, certificates.as_deref());
                    Source::Service(Arc::new(service.map_err(|_| BasemapError::Certificates { id: id() })?))
                }
            }
            BasemapSource::MbTiles(path) => Source::File(open(&settings.id, path, ArchiveFormat::MbTiles)?),
            BasemapSource::PmTiles(path) => Source::File(open(&settings.id, path, ArchiveFormat::PmTiles)?),
        };
        Ok(Self {
            version: version(&settings),
            settings,
            source,
            fetches: Arc::new(Semaphore::new(MOST_FETCHES)),
            health: Arc::default(),
        })
    }

    /// Where its tiles come from.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Whether this server gives out its tiles.
    pub(super) fn is_served_here(&self) -> bool {
        !matches!(self.source, Source::Browser { .. })
    }

    /// The host that browsers ask themselves.
    pub(super) fn asked_by_browser(&self) -> Option<&str> {
        match &self.source {
            Source::Browser { host, .. } => Some(host),
            Source::Service(_) | Source::File(_) => None,
        }
    }

    /// Where the page gets its tiles, with `{z}`, `{x}` and `{y}`, and whether rows are counted from the south.
    pub(in crate::http) fn address(&self) -> (String, bool) {
        match &self.source {
            Source::Browser { template, .. } => (template.replace("{-y}", "{y}"), template.contains("{-y}")),
            Source::Service(_) | Source::File(_) => {
                let Self { settings, version, .. } = self;
                (
                    format!("/basemaps/{}/{{z}}/{{x}}/{{y}}?v={version}", settings.id),
                    false,
                )
            }
        }
    }

    /// First and last zoom.
    pub(in crate::http) fn zooms(&self) -> (u8, u8) {
        let usual_first = match self.settings.grid {
            BasemapGrid::WebMercator => 0,
            // The whole earth in one tile is a zoom that no service has.
            BasemapGrid::Degrees { .. } => 1,
        };
        let (usual_first, usual_last) = match &self.source {
            Source::File(file) => file.zooms,
            Source::Service(_) | Source::Browser { .. } => (usual_first, USUAL_LAST),
        };
        let last = self.settings.max_zoom.unwrap_or(usual_last).min(LAST_ZOOM);
        (self.settings.min_zoom.unwrap_or(usual_first).min(last), last)
    }

    /// West, south, east, north in degrees.
    pub(in crate::http) fn bounds(&self) -> Option<[f64; 4]> {
        let of_file = || self.file().and_then(|file| file.bounds);
        self.settings.bounds.or_else(of_file)
    }

    /// Whom to name.
    pub(in crate::http) fn attribution(&self) -> Option<String> {
        // That of a file may be HTML, of which only the words are shown.
        let of_file = || self.file().and_then(|file| file.attribution.as_deref()).map(words);
        self.settings.attribution.clone().or_else(of_file)
    }

    fn file(&self) -> Option<&PictureFile> {
        match &self.source {
            Source::File(file) => Some(file),
            Source::Service(_) | Source::Browser { .. } => None,
        }
    }

    /// Whether there may be such a tile.
    pub(super) fn has(&self, place: Place) -> bool {
        let (first, last) = self.zooms();
        (first..=last).contains(&place.z) && grid::has(self.settings.grid, self.settings.tile_size, place)
    }

    /// A tile; without bytes where there is none. The room that it takes is free again when the service has answered, whether or not somebody still
    /// waits for it.
    pub(super) async fn fetch(&self, place: Place, room: OwnedSemaphorePermit) -> Result<Document, Problem> {
        let turn = self
            .fetches
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| Problem::Internal)?;
        let asked = match &self.source {
            Source::Service(service) => {
                let (service, health) = (service.clone(), self.health.clone());
                tokio::task::spawn_blocking(move || {
                    let _held = (turn, room);
                    if health.lock().unwrap_or_else(PoisonError::into_inner).is_down() {
                        return Err(Trouble::Down { why: String::new() });
                    }
                    service.ask(place)
                })
                .await
            }
            Source::File(file) => {
                let file = file.clone();
                tokio::task::spawn_blocking(move || {
                    let _held = (turn, room);
                    of_file(&file, place)
                })
                .await
            }
            Source::Browser { .. } => return Err(Problem::UnknownBasemap),
        };
        let asked = asked.map_err(|_| Problem::Internal)?;
        self.note(asked.as_ref().err());
        match asked {
            Ok(Some(Picture { media, bytes })) => Ok(Document::new(media, bytes)),
            Ok(None) => Ok(Document::new("image/png", Vec::new())),
            Err(trouble) => Err(Problem::Basemap(trouble)),
        }
    }

    /// Says in the log what is new.
    fn note(&self, trouble: Option<&Trouble>) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let id = &self.settings.id;
        match trouble {
            // One that was not even asked.
            Some(Trouble::Down { why }) if why.is_empty() => {}
            Some(trouble) => {
                if matches!(trouble, Trouble::Down { .. }) {
                    health.down_until = Some(Instant::now() + LEFT_ALONE);
                }
                if health.told.as_ref() != Some(trouble) {
                    tracing::warn!(basemap = %id, %trouble, "a basemap gives no tile");
                    health.told = Some(trouble.clone());
                }
            }
            None => {
                health.down_until = None;
                if health.told.take().is_some() {
                    tracing::info!(basemap = %id, "a basemap gives tiles again");
                }
            }
        }
    }
}

impl Health {
    fn is_down(&self) -> bool {
        self.down_until.is_some_and(|until| Instant::now() < until)
    }
}

fn open(id: &str, path: &str, format: ArchiveFormat) -> Result<Arc<PictureFile>, BasemapError> {
    let file = PictureFile::open(path.as_ref(), format);
    file.map(Arc::new).map_err(|error| BasemapError::File {
        id: id.to_owned(),
        why: format!("{path}: {error}"),
    })
}

/// A picture out of a file.
pub(super) fn of_file(file: &PictureFile, place: Place) -> Result<Option<Picture>, Trouble> {
    let Place { z, x, y } = place;
    let place = TilePlace {
        zoom: z,
        column: x,
        row: y,
    };
    let bytes = file
        .tile(place)
        .map_err(|error| Trouble::File { why: error.to_string() })?;
    bytes.filter(|bytes| !bytes.is_empty()).map(picture).transpose()
}

/// The words of a text that may be HTML.
fn words(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    let signs = [
        ("&copy;", "©"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    signs
        .iter()
        .fold(words, |words, (code, sign)| words.replace(code, sign))
}

fn version(settings: &Basemap) -> String {
    // The key is not among it: its place is. A file that was put in the place of another is newer.
    let changed = match &settings.source {
        BasemapSource::MbTiles(path) | BasemapSource::PmTiles(path) => {
            std::fs::metadata(path).and_then(|file| file.modified()).ok()
        }
        BasemapSource::Web { .. } => None,
    };
    let digest = Sha256::digest(format!("{settings:?} {changed:?}"));
    digest
        .iter()
        .take(4)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
