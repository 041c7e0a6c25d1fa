//! A raster of a group of people, read beside the raster of everybody: both come cell by cell in the same order, so that never more of it is
//! held than a few batches.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Duration;

use crate::domain::raster::PeopleCell;
use crate::import::{self, ImportError, Limits, Progress, RasterPart, RasterRequest, Streamed, cell_order};
use crate::units::Persons;

/// How often somebody who waits for cells is asked whether to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Batches of cells that wait; the reader then waits too.
const WAITING: usize = 2;

/// The cells of a group as they come.
pub(super) struct GroupStream<'scope> {
    file: String,
    heard: Receiver<Vec<PeopleCell>>,
    batch: std::vec::IntoIter<PeopleCell>,
    reading: Option<ScopedJoinHandle<'scope, Result<Streamed, ImportError>>>,
    read: Option<Streamed>,
    /// The people of cells that nobody asked for.
    left: Persons,
    stop: Arc<AtomicBool>,
}

/// Says nothing, and stops when it is told to.
struct Quiet(Arc<AtomicBool>);

impl Progress for Quiet {
    fn step(&self, _what: &str) {}
    fn at(&self, _done: u64, _total: Option<u64>) {}
    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl<'scope> GroupStream<'scope> {
    /// Begins to read; `file` is what people call it.
    pub(super) fn begin<'env>(
        scope: &'scope Scope<'scope, 'env>,
        file: String,
        request: RasterRequest<'env>,
        limits: Limits,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (tell, heard) = sync_channel(WAITING);
        let quiet = Quiet(Arc::clone(&stop));
        let reading = scope.spawn(move || {
            import::raster(&request, &limits, &quiet, &mut |part| match part {
                RasterPart::People(cells) => match tell.send(cells) {
                    Ok(()) => ControlFlow::Continue(()),
                    // Nobody listens any more.
                    Err(_) => ControlFlow::Break(()),
                },
                RasterPart::Head(_) | RasterPart::Tile(_) => ControlFlow::Continue(()),
            })
        });
        Self {
            file,
            heard,
            batch: Vec::new().into_iter(),
            reading: Some(reading),
            read: None,
            left: Persons::NONE,
            stop,
        }
    }

    /// What people call the file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The group's cell in the place of a cell of everybody. Cells are asked for in their order; those before it are left.
    ///
    /// # Errors
    /// What is wrong with the file; the progress says to stop.
    pub(super) fn take(
        &mut self,
        cell: &PeopleCell,
        progress: &dyn Progress,
    ) -> Result<Option<PeopleCell>, ImportError> {
        let asked = cell_order(cell);
        loop {
            while let Some(first) = self.batch.as_slice().first() {
                let there = cell_order(first);
                if there > asked {
                    return Ok(None);
                }
                let people = first.people;
                let taken = self.batch.next();
                if there == asked {
                    return Ok(taken);
                }
                self.left += people;
            }
            if !self.more(progress)? {
                return Ok(None);
            }
        }
    }

    /// Waits for more cells; says whether some came.
    fn more(&mut self, progress: &dyn Progress) -> Result<bool, ImportError> {
        while self.read.is_none() {
            if progress.stopped() {
                return Err(ImportError::Stopped {
                    file: self.file.clone(),
                });
            }
            match self.heard.recv_timeout(LOOK) {
                Ok(cells) => {
                    self.batch = cells.into_iter();
                    return Ok(true);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.end()?,
            }
        }
        Ok(false)
    }

    /// The reader has ended: well, or not.
    fn end(&mut self) -> Result<(), ImportError> {
        let crashed = || ImportError::Crashed {
            file: self.file.clone(),
        };
        let ended = self.reading.take().map(ScopedJoinHandle::join);
        self.read = Some(ended.and_then(Result::ok).ok_or_else(crashed)??);
        Ok(())
    }

    /// Reads what is left; says what became of the file, and how many people were in cells that nobody asked for.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(super) fn finish(mut self, progress: &dyn Progress) -> Result<(Streamed, Persons), ImportError> {
        loop {
            self.left += self.batch.by_ref().map(|cell| cell.people).sum();
            if !self.more(progress)? {
                break;
            }
        }
        let crashed = ImportError::Crashed {
            file: self.file.clone(),
        };
        Ok((self.read.take().ok_or(crashed)?, self.left))
    }
}

impl Drop for GroupStream<'_> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
