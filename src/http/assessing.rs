//! Assessments that programs ask for: one at a time, the last ones held.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Bytes;

use super::importing::Job;
use super::problem::Problem;
use super::sitings::MOST_RUNS;
use crate::workflow::{Progress, moment_now};

/// Bytes of documents held of all of them; of a whole province one alone may be larger.
const MOST_BYTES: usize = 128 << 20;

/// The assessments of one server.
#[derive(Default)]
pub(super) struct Assessings {
    /// The newest last.
    runs: Mutex<Vec<Arc<AssessRun>>>,
    begun: AtomicU64,
}

/// An assessment that goes on or has ended.
pub(super) struct AssessRun {
    pub(super) id: String,
    /// Whether the answer is wanted by the name of the output.
    pub(super) is_document: bool,
    /// When it began, as RFC 3339 writes it.
    pub(super) created: String,
    /// The place for work that it takes.
    job: Arc<Job>,
    begun: Instant,
    stop: AtomicBool,
    end: Mutex<Option<AssessEnd>>,
}

/// The end of an assessment.
#[derive(Clone)]
pub(super) struct AssessEnd {
    /// Seconds that it took.
    pub(super) seconds: f64,
    /// When, as RFC 3339 writes it.
    pub(super) finished: String,
    pub(super) how: AssessEnded,
}

/// How an assessment ended.
#[derive(Clone)]
pub(super) enum AssessEnded {
    /// With a result, which is in force now.
    Done(Bytes),
    /// The question has no answer, in words.
    Refused(String),
    /// Somebody stopped it.
    Stopped,
    /// It is a fault of this computer; the log says more.
    Failed,
}

impl Assessings {
    /// Begins an assessment; the oldest results go where there are many.
    pub(super) fn begin(&self, job: Arc<Job>, is_document: bool) -> Result<Arc<AssessRun>, Problem> {
        let mut runs = held(&self.runs);
        if runs.last().is_some_and(|run| run.end().is_none()) {
            return Err(Problem::AssessmentRunning);
        }
        let number = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
        let run = Arc::new(AssessRun {
            // Siting runs have numbers alone.
            id: format!("assess-{number}"),
            is_document,
            created: moment_now(),
            job,
            begun: Instant::now(),
            stop: AtomicBool::new(false),
            end: Mutex::default(),
        });
        while runs.len() >= MOST_RUNS || runs.iter().map(|run| run.bytes()).sum::<usize>() > MOST_BYTES {
            runs.remove(0);
        }
        runs.push(Arc::clone(&run));
        Ok(run)
    }

    /// The last one.
    pub(super) fn last(&self) -> Option<Arc<AssessRun>> {
        held(&self.runs).last().cloned()
    }

    /// Those that are held, the newest last.
    pub(super) fn all(&self) -> Vec<Arc<AssessRun>> {
        held(&self.runs).clone()
    }

    /// Whether one goes on.
    pub(super) fn is_running(&self) -> bool {
        self.last().is_some_and(|run| run.end().is_none())
    }

    /// Forgets one that has ended, and what it found.
    pub(super) fn forget(&self, id: &str) {
        held(&self.runs).retain(|run| run.id != id || run.end().is_none());
    }
}

impl AssessRun {
    /// Notes its end.
    pub(super) fn finish(&self, how: AssessEnded) {
        *held(&self.end) = Some(AssessEnd {
            seconds: self.begun.elapsed().as_secs_f64(),
            finished: moment_now(),
            how,
        });
    }

    /// Its end, if it has one.
    pub(super) fn end(&self) -> Option<AssessEnd> {
        held(&self.end).clone()
    }

    /// Bytes that its document takes.
    fn bytes(&self) -> usize {
        match self.end().map(|end| end.how) {
            Some(AssessEnded::Done(document)) => document.len(),
            _ => 0,
        }
    }

    /// What is being done, and since when, in seconds.
    pub(super) fn far(&self) -> (String, f64) {
        (self.job.far().step, self.begun.elapsed().as_secs_f64())
    }

    pub(super) fn tell_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Progress for AssessRun {
    fn step(&self, what: &str) {
        self.job.step(what);
    }

    fn at(&self, done: u64, total: Option<u64>) {
        self.job.at(done, total);
    }

    fn stopped(&self) -> bool {
        // A server that closes stops what has the place for work.
        self.stop.load(Ordering::Relaxed) || self.job.stopped()
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
