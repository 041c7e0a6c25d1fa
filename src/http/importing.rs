//! What imports through the page share: the workspace, the files that wait, and the one job that may run.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use super::problem::Problem;
use crate::workflow::{Location, Progress, StagedFile, Staging};

/// Files that may come in at once.
const MOST_UPLOADS: usize = 2;
/// How long a job that was told to stop may take to do so before the next one is turned away.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);

/// The imports of one server.
pub(super) struct Imports {
    pub(super) workspace: Location,
    pub(super) staging: Staging,
    pub(super) uploads: Arc<Semaphore>,
    running: Mutex<Option<Arc<Job>>>,
    ended: Notify,
}

/// What is being done; asked by other requests meanwhile.
#[derive(Debug)]
pub(super) struct Job {
    /// The file it is about; empty for an assessment and an undo.
    pub(super) id: String,
    pub(super) work: Work,
    step: Mutex<String>,
    done: AtomicU64,
    total: AtomicU64,
    bytes: AtomicBool,
    stop: AtomicBool,
}

/// The kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Looking,
    Importing,
    Assessing,
    Undoing,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Far {
    pub(super) step: String,
    pub(super) done: u64,
    /// `None` where it is not known.
    pub(super) total: Option<u64>,
    pub(super) unit: &'static str,
}

/// The place of the running job; free again when this is dropped.
pub(super) struct Running {
    imports: Arc<Imports>,
    pub(super) job: Arc<Job>,
}

/// Tells a job to stop when the request that wanted it is gone.
pub(super) struct StopWhenGone(pub(super) Arc<Job>);

/// A total that is not known.
const UNKNOWN: u64 = u64::MAX;

impl Imports {
    pub(super) fn new(workspace: Location, staging: Staging) -> Self {
        Self {
            workspace,
            staging,
            uploads: Arc::new(Semaphore::new(MOST_UPLOADS)),
            running: Mutex::default(),
            ended: Notify::new(),
        }
    }

    /// Takes the one place for work. A job that was told to stop is waited for a moment; any other means a refusal.
    pub(super) async fn begin(self: &Arc<Self>, id: &str, work: Work) -> Result<Running, Problem> {
        let wait = async {
            loop {
                let ended = self.ended.notified();
                match self.try_begin(id, work) {
                    Ok(running) => return Ok(running),
                    Err(other) if other.stopped() => ended.await,
                    Err(_) => return Err(Problem::ImportRunning),
                }
            }
        };
        let done = tokio::time::timeout(LONGEST_GOODBYE, wait).await;
        done.map_err(|_| Problem::ImportRunning)?
    }

    fn try_begin(self: &Arc<Self>, id: &str, work: Work) -> Result<Running, Arc<Job>> {
        let mut place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = &*place {
            return Err(Arc::clone(other));
        }
        let job = Arc::new(Job {
            id: id.to_owned(),
            work,
            step: Mutex::default(),
            done: AtomicU64::new(0),
            total: AtomicU64::new(UNKNOWN),
            bytes: AtomicBool::new(false),
            stop: AtomicBool::new(false),
        });
        *place = Some(Arc::clone(&job));
        Ok(Running {
            imports: Arc::clone(self),
            job,
        })
    }

    /// The job about a file, if it runs.
    pub(super) fn job_of(&self, id: &str) -> Option<Arc<Job>> {
        let place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        place.clone().filter(|job| job.id == id)
    }

    /// Stops what runs and lets all files go.
    pub(super) fn close(&self) {
        if let Some(job) = &*self.running.lock().unwrap_or_else(PoisonError::into_inner) {
            job.tell_to_stop();
        }
        self.staging.clear();
    }

    /// A file that waits.
    pub(super) fn file(&self, id: &str) -> Result<Arc<StagedFile>, Problem> {
        self.staging.get(id).ok_or(Problem::UnknownImport)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.imports.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.imports.ended.notify_waiters();
    }
}

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        self.0.tell_to_stop();
    }
}

impl Job {
    pub(super) fn tell_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(super) fn far(&self) -> Far {
        let total = self.total.load(Ordering::Relaxed);
        Far {
            step: self.step.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            done: self.done.load(Ordering::Relaxed),
            total: (total != UNKNOWN).then_some(total),
            unit: if self.bytes.load(Ordering::Relaxed) {
                "bytes"
            } else {
                "rows"
            },
        }
    }

    fn note(&self, done: u64, total: Option<u64>, bytes: bool) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total.unwrap_or(UNKNOWN), Ordering::Relaxed);
        self.bytes.store(bytes, Ordering::Relaxed);
    }
}

impl Progress for Job {
    fn step(&self, what: &str) {
        what.clone_into(&mut self.step.lock().unwrap_or_else(PoisonError::into_inner));
        self.note(0, None, false);
    }

    fn at(&self, done: u64, total: Option<u64>) {
        self.note(done, total, false);
    }

    fn bytes(&self, done: u64, total: Option<u64>) {
        self.note(done, total, true);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
