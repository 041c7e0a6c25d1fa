//! The siting runs of one server: one at a time, the last ones held.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Bytes;

use super::problem::Problem;
use crate::domain::siting::SitingResult;
use crate::workflow::{Location, Progress, SitingGround, moment_now};

/// Runs held, with what they found.
pub(super) const MOST_RUNS: usize = 10;

/// What runs share.
pub(super) struct Sitings {
    pub(super) workspace: Location,
    /// The scenario that the map shows; runs stand on it.
    pub(super) scenario: Option<String>,
    /// The newest last.
    runs: Mutex<Vec<Arc<Run>>>,
    next: AtomicU64,
}

/// In which form a client wants what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The sites of the best plan for maps, else the whole document.
    pub(super) is_geojson: bool,
    /// By the name of the output, else the output itself.
    pub(super) is_document: bool,
}

/// A run that goes on or has ended.
pub(super) struct Run {
    pub(super) id: String,
    pub(super) wanted: Wanted,
    /// When it began, as RFC 3339 writes it.
    pub(super) created: String,
    begun: Instant,
    step: Mutex<String>,
    stop: AtomicBool,
    ended: Mutex<Option<(f64, Ended)>>,
    finished: Mutex<Option<String>>,
}

/// How a run ended.
#[derive(Clone)]
pub(super) enum Ended {
    /// With a result: as it is written, as it is, and what it stood on, which is large and only held of the last run.
    Done(Bytes, Arc<SitingResult>, Option<Arc<SitingGround>>),
    /// The question was wrong, in words.
    Refused(String),
    /// Somebody stopped it.
    Stopped,
    /// It is a fault of this computer; the log says more.
    Failed,
}

impl Sitings {
    pub(super) fn new(workspace: Location, scenario: Option<String>) -> Self {
        Self {
            workspace,
            scenario,
            runs: Mutex::default(),
            next: AtomicU64::new(1),
        }
    }

    /// Takes the place for a run; the oldest result goes where there are many.
    pub(super) fn begin(&self, wanted: Wanted) -> Result<Arc<Run>, Problem> {
        let mut runs = self.runs();
        if runs.last().is_some_and(|run| run.ended().is_none()) {
            return Err(Problem::SitingRunning);
        }
        let run = Arc::new(Run {
            id: self.next.fetch_add(1, Ordering::Relaxed).to_string(),
            wanted,
            created: moment_now(),
            begun: Instant::now(),
            step: Mutex::default(),
            stop: AtomicBool::new(false),
            ended: Mutex::default(),
            finished: Mutex::default(),
        });
        if let Some(last) = runs.last() {
            last.leave_ground();
        }
        if runs.len() >= MOST_RUNS {
            runs.remove(0);
        }
        runs.push(Arc::clone(&run));
        Ok(run)
    }

    /// Stops what runs.
    pub(super) fn close(&self) {
        if let Some(run) = self.last() {
            run.tell_to_stop();
        }
    }

    /// The last run.
    pub(super) fn last(&self) -> Option<Arc<Run>> {
        self.runs().last().cloned()
    }

    /// Those that are held, the newest last.
    pub(super) fn all(&self) -> Vec<Arc<Run>> {
        self.runs().clone()
    }

    /// Forgets a run that has ended, and what it found.
    pub(super) fn forget(&self, id: &str) {
        self.runs().retain(|run| run.id != id || run.ended().is_none());
    }

    /// A run by its id.
    pub(super) fn run(&self, id: &str) -> Result<Arc<Run>, Problem> {
        let found = self.runs().iter().find(|run| run.id == id).cloned();
        found.ok_or(Problem::UnknownSiting)
    }

    fn runs(&self) -> MutexGuard<'_, Vec<Arc<Run>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    pub(super) fn end(&self, how: Ended) {
        let seconds = self.begun.elapsed().as_secs_f64();
        *self.finished.lock().unwrap_or_else(PoisonError::into_inner) = Some(moment_now());
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some((seconds, how));
    }

    /// Lets go of what the run stood on; what it found stays.
    fn leave_ground(&self) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, Ended::Done(_, _, ground))) = &mut *ended {
            *ground = None;
        }
    }

    /// How it ended and after how many seconds, if it has.
    pub(super) fn ended(&self) -> Option<(f64, Ended)> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// When it ended, as RFC 3339 writes it.
    pub(super) fn finished(&self) -> Option<String> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn far(&self) -> (String, f64) {
        let step = self.step.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (step, self.begun.elapsed().as_secs_f64())
    }

    pub(super) fn tell_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Progress for Run {
    fn step(&self, what: &str) {
        what.clone_into(&mut self.step.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn at(&self, _done: u64, _total: Option<u64>) {}

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
