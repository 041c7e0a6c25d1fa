//! What requests share: the desk in force and its tiles.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use tokio::sync::Semaphore;

use super::assessing::Assessings;
use super::at_hand;
use super::basemaps::Basemaps;
use super::checks::Checks;
use super::desks::Desks;
use super::document::Document;
use super::front::{Front, SharedFront};
use super::importing::Imports;
use super::loaded::{Loaded, Wanted};
use super::metrics::{self, Metrics};
use super::oidc::Oidc;
use super::problem::Problem;
use super::sign_in::{Seen, SignIn, SignInRules};
use super::sitings::Sitings;
use super::styles::Styles;
use super::trace::Tracer;
use super::turns::Turns;
use crate::identity::Scope;
use crate::tiles::{Clip, Effort};
use crate::workflow::desk::Desk;
use crate::workflow::staff::Staff;
use crate::workflow::{Location, Shown, Staging, seen};

/// Requests answered at once.
const MOST_REQUESTS: usize = 256;

/// Bytes of tiles kept where nobody says otherwise, their compressed forms included.
const USUAL_TILE_BYTES: u64 = 192 << 20;

/// Each keeps this part of the bytes of tiles that the whole may keep.
const PART_OF_VIEW: u64 = 8;

/// The server's state: cheap to clone, shared by every request. It may start without a desk.
#[derive(Clone)]
pub struct ServerState(Arc<Shared>);

struct Shared {
    loaded: ArcSwapOption<Loaded>,
    tile_bytes: AtomicU64,
    turns: Turns,
    requests: Arc<Semaphore>,
    imports: OnceLock<Arc<Imports>>,
    sitings: OnceLock<Arc<Sitings>>,
    checks: OnceLock<Arc<Checks>>,
    desks: OnceLock<Arc<Desks>>,
    assessings: Assessings,
    sign_in: OnceLock<Arc<SignIn>>,
    hosts: OnceLock<Vec<String>>,
    metrics: Arc<Metrics>,
    tracer: ArcSwapOption<Tracer>,
    front: ArcSwap<Front>,
    styles: ArcSwap<Styles>,
    basemaps: ArcSwap<Basemaps>,
    stopping: AtomicBool,
}

impl ServerState {
    /// A server that is alive but not ready.
    pub fn empty() -> Self {
        Self(Arc::new(Shared {
            loaded: ArcSwapOption::empty(),
            tile_bytes: AtomicU64::new(USUAL_TILE_BYTES),
            turns: Turns::default(),
            requests: Arc::new(Semaphore::new(MOST_REQUESTS)),
            imports: OnceLock::new(),
            sitings: OnceLock::new(),
            checks: OnceLock::new(),
            desks: OnceLock::new(),
            assessings: Assessings::default(),
            sign_in: OnceLock::new(),
            hosts: OnceLock::new(),
            metrics: Arc::default(),
            tracer: ArcSwapOption::empty(),
            front: ArcSwap::default(),
            styles: ArcSwap::default(),
            basemaps: ArcSwap::default(),
            stopping: AtomicBool::new(false),
        }))
    }

    /// A server with a desk.
    pub fn new(desk: Arc<Desk>) -> Self {
        let state = Self::empty();
        state.replace(desk);
        state
    }

    /// Puts another desk in force. Requests under way end with the desk they began with; the old tiles go with it.
    pub fn replace(&self, desk: Arc<Desk>) {
        let bytes = self.0.tile_bytes.load(Ordering::Relaxed);
        self.0.loaded.store(Some(Arc::new(Loaded::in_force(desk, bytes))));
        if let Some(desks) = self.desks() {
            desks.clear();
        }
        self.0.metrics.desks.fetch_add(1, Ordering::Relaxed);
        self.0.metrics.desk_since.store(metrics::now(), Ordering::Relaxed);
    }

    /// A desk with room for the given part of the tiles that are kept.
    pub(super) fn loaded_from(&self, desk: Arc<Desk>, part: u64) -> Arc<Loaded> {
        let bytes = self.0.tile_bytes.load(Ordering::Relaxed) / part;
        Arc::new(Loaded::new(desk, bytes))
    }

    /// Says what stands before the server from now on; answers under way end as they began.
    pub fn set_front(&self, front: Front) {
        self.0.front.store(Arc::new(front));
    }

    /// What stands before the server.
    pub(super) fn front(&self) -> SharedFront {
        self.0.front.load_full()
    }

    /// Says how the layers are drawn from now on.
    pub fn set_styles(&self, styles: Styles) {
        self.0.styles.store(Arc::new(styles));
    }

    /// How the layers are drawn.
    pub(super) fn styles(&self) -> Arc<Styles> {
        self.0.styles.load_full()
    }

    /// Lays the map on these basemaps from now on, as its readers choose; hosts that their browsers ask enter the page's policy.
    pub fn set_basemaps(&self, basemaps: Basemaps) {
        self.0.basemaps.store(Arc::new(basemaps));
    }

    /// What the map may be laid on.
    pub(super) fn basemaps(&self) -> Arc<Basemaps> {
        self.0.basemaps.load_full()
    }

    /// Sends traces of requests to a collector from now on, under the name of a service, so many of a hundred; or none any more.
    pub fn set_tracing(&self, endpoint: Option<&str>, service: &str, sample_percent: u64) {
        let tracer = endpoint.map(|endpoint| Tracer::new(endpoint, service, sample_percent, self.0.metrics.clone()));
        self.0.tracer.store(tracer.map(Arc::new));
    }

    /// Where spans go.
    pub(super) fn tracer(&self) -> Option<Arc<Tracer>> {
        self.0.tracer.load_full()
    }

    /// The figures.
    pub(super) fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    /// Counts settings that were read anew: put in force, or refused.
    pub fn note_reload(&self, in_force: bool) {
        let metrics = &self.0.metrics;
        let figure = if in_force {
            &metrics.reloads
        } else {
            &metrics.reloads_refused
        };
        figure.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that the server was told to stop.
    pub(super) fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the server was told to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// Whether clients should be sent here.
    pub(super) fn is_ready(&self) -> bool {
        !self.is_stopping() && self.0.loaded.load().is_some()
    }

    /// Keeps so many bytes of tiles, their compressed forms included, from the next desk on; with none, tiles are made for each request.
    pub fn keep_tiles(&self, bytes: u64) {
        self.0.tile_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Lets files come in through the page, for one workspace; the first call counts. Without it nothing can be changed.
    pub fn allow_imports(&self, workspace: Location, staging: Staging) {
        let _ = self.0.imports.set(Arc::new(Imports::new(workspace, staging)));
    }

    /// Lets the page ask where facilities should go, in one workspace or one of its scenarios; the first call counts.
    pub fn allow_siting(&self, workspace: Location, scenario: Option<String>) {
        let _ = self.0.sitings.set(Arc::new(Sitings::new(workspace, scenario)));
    }

    /// Lets the page ask whether a workspace keeps its plans; the first call counts. Answers are those of what stands, whatever scenario the map shows.
    pub fn allow_checks(&self, workspace: Location, scenario: Option<String>) {
        let _ = self.0.checks.set(Arc::new(Checks { workspace, scenario }));
    }

    /// Lets scenarios of a workspace be asked for beside what is shown; the first call counts.
    pub fn allow_scenarios(&self, workspace: Location, shown: Shown) {
        let _ = self.0.desks.set(Arc::new(Desks::new(workspace, shown)));
    }

    /// The desks beside the one in force, where they may be asked for.
    pub(super) fn desks(&self) -> Option<Arc<Desks>> {
        self.0.desks.get().cloned()
    }

    /// Where checks are read from.
    pub(super) fn checks(&self) -> Result<Arc<Checks>, Problem> {
        self.0.checks.get().cloned().ok_or(Problem::UnknownPath)
    }

    /// The assessments that programs asked for.
    pub(super) fn assessings(&self) -> &Assessings {
        &self.0.assessings
    }

    /// The siting runs.
    pub(super) fn sitings(&self) -> Result<Arc<Sitings>, Problem> {
        self.0.sitings.get().cloned().ok_or(Problem::UnknownPath)
    }

    /// The imports, where they are allowed.
    pub(super) fn imports(&self) -> Result<Arc<Imports>, Problem> {
        self.0.imports.get().cloned().ok_or(Problem::ImportsOff)
    }

    /// The largest body of a file that comes in, in bytes.
    pub(super) fn largest_upload(&self) -> u64 {
        self.0.imports.get().map_or(0, |imports| imports.staging.largest())
    }

    /// Asks everybody to sign in, as a staff file has them; the first call counts.
    pub fn require_sign_in(&self, staff: Arc<Staff>, rules: SignInRules) {
        let _ = self.0.sign_in.set(Arc::new(SignIn::new(staff, rules, None)));
    }

    /// As [`Self::require_sign_in`], where the bureau's own server may say who somebody is.
    pub fn require_sign_in_with(&self, staff: Arc<Staff>, rules: SignInRules, oidc: Oidc) {
        let _ = self.0.sign_in.set(Arc::new(SignIn::new(staff, rules, Some(oidc))));
    }

    /// Answers to these names too, beside those of this computer; the first call counts.
    pub fn allow_hosts(&self, names: Vec<String>) {
        let _ = self.0.hosts.set(names);
    }

    /// Signing in, where it is asked for.
    pub(super) fn sign_in(&self) -> Option<Arc<SignIn>> {
        self.0.sign_in.get().cloned()
    }

    /// Whether a host, with or without a port, is one of the names that this server answers to.
    pub(super) fn is_host(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, ""),
        };
        let is_port = port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
        let names = self.0.hosts.get().map_or(&[][..], Vec::as_slice);
        is_port && names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether an origin is of one of those names.
    pub(super) fn is_own_origin(&self, origin: &HeaderValue) -> bool {
        let text = origin.to_str().unwrap_or_default();
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| self.is_host(host))
    }

    /// The desk in force, whole.
    pub(super) fn in_force(&self) -> Result<Arc<Loaded>, Problem> {
        self.0.loaded.load_full().ok_or(Problem::NotReady)
    }

    /// Whether people sign in, so that not everybody is answered the same.
    pub(super) fn asks_who(&self) -> bool {
        self.0.sign_in.get().is_some()
    }

    /// The tile of the desk in force that an address meant before, if it is still kept.
    pub(super) fn at_hand(&self, address: &str) -> Option<(at_hand::Tile, Arc<Document>)> {
        self.0.loaded.load().as_ref()?.at_hand(address)
    }

    /// What whoever asks sees of the desk in force. Where people sign in, nobody sees what was not put there for that person.
    pub(super) fn loaded(&self, request: &Parts) -> Result<Arc<Loaded>, Problem> {
        match request.extensions.get::<Seen>() {
            Some(Seen(view)) => view.clone().ok_or(Problem::NotReady),
            None if self.0.sign_in.get().is_none() => self.in_force(),
            None => {
                tracing::error!("an address is answered from a desk that nobody was let see");
                Err(Problem::Internal)
            }
        }
    }

    /// What a scope sees of the desk in force, made once however many ask; `None` where there is no desk yet.
    pub(super) async fn view(&self, scope: &Scope) -> Result<Option<Arc<Loaded>>, Problem> {
        let Some(whole) = self.0.loaded.load_full() else {
            return Ok(None);
        };
        if scope.is_everything() {
            return Ok(Some(whole));
        }
        let small = self.0.sign_in.get().map_or(0.0, |sign_in| sign_in.rules.small_count);
        let make = async {
            let (from, scope, seen_by) = (whole.desk.clone(), scope.clone(), scope.clone());
            let desk = self.work(move || seen(&from, &scope, small)).await?;
            let desk = desk.map_err(|error| {
                tracing::error!(%error, "what somebody may see can't be made");
                Problem::Internal
            })?;
            let bytes = self.0.tile_bytes.load(Ordering::Relaxed) / PART_OF_VIEW;
            Ok(Arc::new(whole.part(Arc::new(desk), bytes, seen_by)))
        };
        whole.views.get_or_insert_async(scope, make).await.map(Some)
    }

    /// Room for requests.
    pub(super) fn requests(&self) -> &Arc<Semaphore> {
        &self.0.requests
    }

    /// Runs something that takes longer than a request thread may be held, as many at once as there are cores (two at least).
    pub(super) async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        self.0.turns.work(|_| job()).await
    }

    /// One tile, made once however many ask for it.
    pub(super) async fn tile(&self, loaded: &Arc<Loaded>, wanted: Wanted<'_>) -> Result<Arc<Document>, Problem> {
        let key = wanted.key(loaded)?;
        let Wanted {
            layer: name,
            tile,
            format,
            clip,
            select,
            ..
        } = wanted;
        let make = async {
            self.0.metrics.tiles_made.fetch_add(1, Ordering::Relaxed);
            let effort = loaded.desk.tiles.effort(name, tile, format);
            if clip != Clip::None && select.filter.is_none() && effort == Effort::Light {
                return loaded.make(&key, &select, &AtomicBool::new(false));
            }
            let _turn = match effort {
                Effort::Heavy => Some(self.0.turns.heavy().await?),
                Effort::Usual | Effort::Light => None,
            };
            let (from, key) = (loaded.clone(), key.clone());
            self.0
                .turns
                .work(move |given_up| from.make(&key, &select, given_up))
                .await?
        };
        loaded.tiles.get_or_insert_async(&key, make).await
    }
}
