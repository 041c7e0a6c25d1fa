//! The side that reads: takes one order, locks itself in, reads, answers, ends.

use std::cell::RefCell;
use std::io::{BufWriter, Stdout, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::cage;
use super::frame::{self, Said};
use super::order::{Order, Task};
use crate::domain::batch::Batch;
use crate::domain::record::{Outcome, Remark};
use crate::domain::sample::Seen;
use crate::import::error::ImportError;
use crate::import::going_on::{Earlier, Left, Moment};
use crate::import::progress::Progress;
use crate::import::raster::{self, RasterOrder};
use crate::import::reading::Place;
use crate::import::{Streamed, reading};

/// Remarks of one frame.
const REMARKS: usize = 1000;
/// How often the parent is told how far it is, at most.
const OFTEN: Duration = Duration::from_millis(50);

/// Serves one order from the parent; the whole life of the child process.
pub fn serve() -> ExitCode {
    // Tied to the parent from the first moment on: whatever becomes of it, no child is left behind.
    cage::follow_the_parent();
    let task: Task = match frame::read(&mut std::io::stdin().lock()) {
        Ok(Some(task)) => task,
        Ok(None) | Err(_) => return ExitCode::from(2),
    };
    let mouth = Mouth {
        out: RefCell::new(BufWriter::with_capacity(1 << 18, std::io::stdout())),
        told: RefCell::new(None),
        moments: matches!(&task, Task::Layer(order) if order.moments),
    };
    // A panic is a crash of this process, not words on a terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(|| match &task {
        Task::Layer(order) => read(order, &mouth),
        Task::Raster(order) => read_raster(order, &mouth),
    }));
    match done {
        Ok(Ok(streamed)) => mouth.finish(streamed),
        Ok(Err(error)) => mouth.say(&Said::Failed(Box::new(error))),
        Err(_) => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

fn read(order: &Order, mouth: &Mouth) -> Result<Streamed, ImportError> {
    let request = order.request();
    let place = Place {
        room: &order.room,
        alone: true,
        outline: order.outline,
        earlier: order.goes_on.then_some(&Ear as &dyn Earlier),
    };
    let tables = [
        request.merge_names,
        request.options.category_table.as_deref(),
        request.options.address_table.as_deref(),
    ];
    let files = std::iter::once(request.path).chain(tables.into_iter().flatten());
    cage::lock(files, &order.room, &order.limits).map_err(|reason| ImportError::NoReader {
        what: "locked in".to_owned(),
        reason,
    })?;
    reading::read(&request, &order.file, &place, mouth, &mut |batch: Batch| {
        mouth.say(&Said::Rows(batch));
    })
}

fn read_raster(order: &RasterOrder, mouth: &Mouth) -> Result<Streamed, ImportError> {
    cage::lock(std::iter::once(order.path.as_path()), &order.room, &order.limits).map_err(|reason| {
        ImportError::NoReader {
            what: "locked in".to_owned(),
            reason,
        }
    })?;
    raster::read(order, mouth, &mut |part| mouth.say(&Said::Raster(part)))
}

/// Hears from the parent what an earlier run left.
struct Ear;

impl Earlier for Ear {
    fn next(&self) -> Result<Option<Left>, ()> {
        match frame::read(&mut std::io::stdin().lock()) {
            Ok(Some(Said::Rows(batch))) => Ok(Some(Left::Rows(batch))),
            Ok(Some(Said::Moment { moment, .. })) => Ok(Some(Left::Moment(moment))),
            Ok(None) => Ok(None),
            _ => Err(()),
        }
    }
}

/// Speaks to the parent. If the parent does not listen any more, there is nobody to read for.
struct Mouth {
    out: RefCell<BufWriter<Stdout>>,
    told: RefCell<Option<Instant>>,
    moments: bool,
}

impl Mouth {
    fn say(&self, said: &Said) {
        if frame::write(&mut *self.out.borrow_mut(), said).is_err() {
            std::process::exit(1);
        }
    }

    /// The remarks in parts, so that no frame is too long, then the rest.
    fn finish(&self, mut streamed: Streamed) {
        let Outcome { rejected, warnings, .. } = &mut streamed.outcome;
        self.parts(std::mem::take(rejected), Said::Rejected);
        self.parts(std::mem::take(warnings), Said::Warnings);
        self.say(&Said::Done(Box::new(streamed)));
        let _ = self.out.borrow_mut().flush();
    }

    /// Whether it is time for another word on how far it is.
    fn due(&self, done: u64, total: Option<u64>) -> bool {
        let due = total == Some(done) || self.told.borrow().is_none_or(|last| last.elapsed() >= OFTEN);
        if due {
            self.told.replace(Some(Instant::now()));
        }
        due
    }

    fn parts(&self, remarks: Vec<Remark>, said: fn(Vec<Remark>) -> Said) {
        let mut remarks = remarks.into_iter().peekable();
        while remarks.peek().is_some() {
            self.say(&said(remarks.by_ref().take(REMARKS).collect()));
        }
    }
}

impl Progress for Mouth {
    fn step(&self, what: &str) {
        self.told.replace(None);
        self.say(&Said::Step(what.to_owned()));
    }

    fn seen(&self, seen: Seen) {
        self.say(&Said::Seen(seen));
    }

    fn moment(&self, moment: Moment) {
        self.say(&Said::Moment { moment, sum: 0 });
    }

    fn wants_moments(&self) -> bool {
        self.moments
    }

    fn at(&self, done: u64, total: Option<u64>) {
        if self.due(done, total) {
            self.say(&Said::At { done, total });
        }
    }

    fn bytes(&self, done: u64, total: Option<u64>) {
        if self.due(done, total) {
            self.say(&Said::Bytes { done, total });
        }
    }
}
