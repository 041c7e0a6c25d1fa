//! Turns at work that takes longer than a request's thread may be held.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::problem::Problem;

/// As many turns at once as there are cores, two at least.
pub(super) struct Turns {
    any: Arc<Semaphore>,
    /// Taken before one of `any` by what is heavy, which then never holds all of those.
    heavy: Semaphore,
}

impl Default for Turns {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            any: Arc::new(Semaphore::new(cores.max(2))),
            heavy: Semaphore::new((cores / 2).max(1)),
        }
    }
}

impl Turns {
    /// Runs a job that can be given up: the flag it gets is set as soon as nobody waits for its answer any more.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&AtomicBool) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = self.any.clone().acquire_owned().await;
        let turn = turn.map_err(|_| Problem::Internal)?;
        let asked = Asked::default();
        let given_up = asked.given_up.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            job(&given_up)
        });
        done.await.map_err(|error| {
            tracing::error!(panicked = error.is_panic(), "a job failed");
            Problem::Internal
        })
    }

    /// One of the turns of what is heavy, to be held while it works.
    pub(super) async fn heavy(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.heavy.acquire().await.map_err(|_| Problem::Internal)
    }
}

/// Somebody waits for an answer, as long as this lives.
#[derive(Default)]
struct Asked {
    given_up: Arc<AtomicBool>,
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_job_hears_that_nobody_waits_for_it_any_more() {
        let (starts, started) = oneshot::channel();
        let (ends, ended) = oneshot::channel();
        let asking = tokio::spawn(async move {
            let job = move |given_up: &AtomicBool| {
                let _ = starts.send(());
                while !given_up.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                let _ = ends.send(());
            };
            Turns::default().work(job).await.is_ok()
        });
        started.await.expect("the job runs");
        asking.abort();
        ended.await.expect("the job ends");
    }

    #[tokio::test]
    async fn a_job_that_is_waited_for_is_not_given_up() {
        let heard = Turns::default().work(|given_up| given_up.load(Ordering::Relaxed)).await;
        assert!(matches!(heard, Ok(false)));
    }

    #[tokio::test]
    async fn what_is_heavy_leaves_a_turn_for_others() {
        let turns = Turns::default();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let mut held = Vec::new();
        while let Ok(turn) = turns.heavy.try_acquire() {
            held.push(turn);
        }
        assert!(held.len() < cores.max(2) && !held.is_empty());
        assert_eq!(turns.work(|_| 7).await.ok(), Some(7));
    }
}
