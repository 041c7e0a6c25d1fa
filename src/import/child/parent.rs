//! The side that asks: starts the child, listens, and ends it when time is up or nobody wants to know any more.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::ended::{over, reason};
use super::frame::{self, Broken, Said};
use super::limits::Limits;
use super::order::{Order, Task};
use super::remarks::Remarks;
use super::{WORKER, believe};
use crate::domain::batch::Batch;
use crate::import::error::ImportError;
use crate::import::going_on::Moment;
use crate::import::guard::io_words;
use crate::import::progress::Progress;
use crate::import::raster::{Believing, RasterOrder, RasterPart, RasterRequest};
use crate::import::{Request, Streamed};

/// How often the progress is asked whether to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Frames that wait while rows are written: the child then waits too, and memory stays flat.
const WAITING: usize = 2;
/// Bytes of complaints that are looked through for a reason; none of them is shown.
const COMPLAINTS: u64 = 1 << 16;

/// What a child needs to find its libraries and their tables; everything else of the environment stays outside.
const PASSED_ON: [&str; 5] = ["LD_LIBRARY_PATH", "PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "SYSTEMROOT"];

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says which program to start as the reader, where it is not the one that runs: for programs that use this library, tests among
/// them. The first word counts.
pub fn use_program(path: impl Into<PathBuf>) {
    let _ = PROGRAM.set(path.into());
}

/// A child that is gone when this is dropped.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

type Heard = Result<Said, Broken>;

/// Reads a file called `file` in a child process.
pub(in crate::import) fn stream(
    request: &Request<'_>,
    file: &str,
    limits: &Limits,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(Batch) -> ControlFlow<()>,
) -> Result<Streamed, ImportError> {
    run(
        request,
        file,
        (limits, progress),
        &Going::default(),
        &mut |part| match part {
            Part::Rows(batch) => sink(batch),
            Part::Moment(_) => ControlFlow::Continue(()),
        },
    )
}

/// As [`stream`]; a later run can go on from the moments that come between the rows, and this one goes on from what an earlier one left.
pub(super) fn stream_going_on(
    request: &Request<'_>,
    file: &str,
    (limits, progress): (&Limits, &dyn Progress),
    left: Option<LeftRows>,
    sink: &mut dyn FnMut(Part) -> ControlFlow<()>,
) -> Result<Streamed, ImportError> {
    let going = Going {
        outline: false,
        moments: true,
        left,
    };
    run(request, file, (limits, progress), &going, sink)
}

/// How a file is to be read.
#[derive(Default)]
struct Going {
    outline: bool,
    moments: bool,
    left: Option<LeftRows>,
}

/// What an earlier run left: frames in a part of a file.
#[derive(Debug)]
pub(super) struct LeftRows {
    pub(super) file: File,
    pub(super) from: u64,
    pub(super) until: u64,
}

impl LeftRows {
    /// Says all of it to a child. One that is gone says no more why than its end does.
    fn say(&self, said: &mut impl Write) {
        let mut at = self.from;
        let mut piece = vec![0; 1 << 18];
        while at < self.until {
            let most = usize::try_from(self.until - at).map_or(piece.len(), |left| left.min(piece.len()));
            match self.file.read_at(&mut piece[..most], at) {
                Ok(read) if read > 0 && said.write_all(&piece[..read]).is_ok() => at += read as u64,
                _ => return,
            }
        }
    }
}

/// What comes while a layer is read.
#[derive(Debug)]
pub(super) enum Part {
    Rows(Batch),
    Moment(Moment),
}

/// Reads the shapes alone; see [`crate::import::outline`].
pub(in crate::import) fn outline(
    request: &Request<'_>,
    file: &str,
    limits: &Limits,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(Batch),
) -> Result<Streamed, ImportError> {
    let going = Going {
        outline: true,
        ..Going::default()
    };
    run(request, file, (limits, progress), &going, &mut |part| {
        if let Part::Rows(rows) = part {
            sink(rows);
        }
        ControlFlow::Continue(())
    })
}

fn run(
    request: &Request<'_>,
    file: &str,
    (limits, progress): (&Limits, &dyn Progress),
    going: &Going,
    sink: &mut dyn FnMut(Part) -> ControlFlow<()>,
) -> Result<Streamed, ImportError> {
    let room = tempfile::Builder::new()
        .prefix("yike-import-")
        .tempdir()
        .map_err(|e| no_reader("given a folder", &e))?;
    let mut order = Order::new(request, file, limits, room.path())?;
    order.outline = going.outline;
    order.moments = going.moments;
    order.goes_on = going.left.is_some();
    let work = Work {
        task: &Task::Layer(Box::new(order)),
        left: going.left.as_ref(),
        file,
        room: room.path(),
    };
    talk(&work, limits, progress, &mut |said| match said {
        Said::Rows(batch) => {
            let believed = if going.outline {
                believe::shapes(&batch.records)
            } else {
                believe::sound(&batch.records, request.kind) && believe::numbered(&batch)
            };
            believed.then(|| sink(Part::Rows(batch)))
        }
        Said::Moment { moment, .. } if going.moments => Some(sink(Part::Moment(moment))),
        _ => None,
    })
}

/// What a child is to do.
struct Work<'a> {
    task: &'a Task,
    left: Option<&'a LeftRows>,
    file: &'a str,
    room: &'a std::path::Path,
}

/// Reads a raster; see [`crate::import::raster`].
pub(in crate::import) fn raster(
    request: &RasterRequest<'_>,
    file: &str,
    limits: &Limits,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(RasterPart) -> ControlFlow<()>,
) -> Result<Streamed, ImportError> {
    let room = tempfile::Builder::new()
        .prefix("yike-import-")
        .tempdir()
        .map_err(|e| no_reader("given a folder", &e))?;
    let order = RasterOrder::new(request, file, limits, room.path())?;
    let task = Task::Raster(Box::new(order));
    let mut believing = Believing::new(request.what.is_elevation());
    let work = Work {
        task: &task,
        left: None,
        file,
        room: room.path(),
    };
    talk(&work, limits, progress, &mut |said| match said {
        Said::Raster(part) => believing.sound(&part).then(|| sink(part)),
        _ => None,
    })
}

/// Takes what a child says beside its progress; `None` where it can't be believed.
type TakeSaid<'a> = dyn FnMut(Said) -> Option<ControlFlow<()>> + 'a;

/// Starts a child, gives it its task and listens to it until its end.
fn talk(
    work: &Work<'_>,
    limits: &Limits,
    progress: &dyn Progress,
    take: &mut TakeSaid<'_>,
) -> Result<Streamed, ImportError> {
    let file = work.file;
    thread::scope(|scope| {
        let mut held = Held(start(work.room)?);
        let (heard, complaints) = listen(&mut held.0, work, scope)?;
        let conversation = Talk {
            file,
            limits,
            progress,
            heard,
        };
        // The child is ended before its other threads are waited for: whoever tells it something then finds nobody there.
        if let Some(streamed) = conversation.follow(take)? {
            return Ok(streamed);
        }
        let status = held.0.wait().map_err(|e| no_reader("waited for", &e))?;
        let complaints = complaints.join().unwrap_or_default();
        Err(reason(file, limits, status, &complaints))
    })
}

fn no_reader(what: &str, error: &std::io::Error) -> ImportError {
    ImportError::NoReader {
        what: what.to_owned(),
        reason: io_words(error),
    }
}

fn start(room: &std::path::Path) -> Result<Child, ImportError> {
    let program = match PROGRAM.get() {
        Some(program) => program.clone(),
        None => std::env::current_exe().map_err(|e| no_reader("found", &e))?,
    };
    let kept = PASSED_ON.iter().filter_map(|key| Some((key, std::env::var_os(key)?)));
    Command::new(program)
        .arg(WORKER)
        .env_clear()
        .envs(kept)
        .envs([("TMPDIR", room), ("CPL_TMPDIR", room), ("SQLITE_TMPDIR", room)])
        .env("GDAL_NUM_THREADS", "1")
        .env("GDAL_DRIVER_PATH", "disable")
        .env("PROJ_NETWORK", "OFF")
        // The allocator sets a gibibyte of addresses aside at once, which the child's limit would count; this is its least.
        .env("MIMALLOC_ARENA_RESERVE", "64MiB")
        .current_dir(room)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A Ctrl-C at the terminal is for us: we end the child ourselves.
        .process_group(0)
        .spawn()
        .map_err(|e| no_reader("started", &e))
}

/// Hands over the order, and listens on threads of their own, because a pipe that nobody reads blocks its writer.
fn listen<'scope>(
    child: &mut Child,
    work: &'scope Work<'_>,
    scope: &'scope thread::Scope<'scope, '_>,
) -> Result<(Receiver<Heard>, thread::JoinHandle<Vec<u8>>), ImportError> {
    let lost = || no_reader("started", &std::io::ErrorKind::BrokenPipe.into());
    let (out, err) = child.stdout.take().zip(child.stderr.take()).ok_or_else(lost)?;
    let complaints = thread::spawn(move || complaints(err));
    let (tell, heard) = sync_channel(WAITING);
    thread::spawn(move || hear(out, &tell));
    let mut said = child.stdin.take().ok_or_else(lost)?;
    // A child that is gone by now says nothing, and how it ended says why.
    let _ = frame::write(&mut said, work.task);
    if let Some(left) = work.left {
        // It speaks while it listens, so both are done at once.
        scope.spawn(move || left.say(&mut said));
    }
    Ok((heard, complaints))
}

fn hear(out: ChildStdout, tell: &std::sync::mpsc::SyncSender<Heard>) {
    let mut out = BufReader::with_capacity(1 << 18, out);
    loop {
        let said = match frame::read(&mut out) {
            Ok(Some(said)) => Ok(said),
            Ok(None) => return,
            Err(broken) => Err(broken),
        };
        let last = said.is_err();
        if tell.send(said).is_err() || last {
            return;
        }
    }
}

/// The beginning of what the child complains; the rest is taken and thrown away.
fn complaints(mut err: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::new();
    let _ = err.by_ref().take(COMPLAINTS).read_to_end(&mut kept);
    let _ = std::io::copy(&mut err, &mut std::io::sink());
    kept
}

/// The conversation with one child.
struct Talk<'a> {
    file: &'a str,
    limits: &'a Limits,
    progress: &'a dyn Progress,
    heard: Receiver<Heard>,
}

impl Talk<'_> {
    /// Listens until the end; nothing where the child fell silent before.
    fn follow(&self, take: &mut TakeSaid<'_>) -> Result<Option<Streamed>, ImportError> {
        let stopped = || ImportError::Stopped {
            file: self.file.to_owned(),
        };
        let crashed = || ImportError::Crashed {
            file: self.file.to_owned(),
        };
        let mut remarks = Remarks::default();
        let mut waited = Duration::ZERO;
        loop {
            if self.progress.stopped() {
                return Err(stopped());
            }
            if waited > self.limits.clock {
                return Err(over(self.file, Limits::time_words(self.limits.clock)));
            }
            let since = Instant::now();
            let heard = self.heard.recv_timeout(LOOK);
            // Only the time that the child takes counts, not the time that rows take to be written.
            waited += since.elapsed();
            match heard {
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) | Ok(Err(Broken::Pipe)) => return Ok(None),
                Ok(Err(Broken::Nonsense)) => return Err(crashed()),
                Ok(Ok(Said::Step(what))) => self.progress.step(&what),
                Ok(Ok(Said::At { done, total })) => self.progress.at(done, total),
                Ok(Ok(Said::Bytes { done, total })) => self.progress.bytes(done, total),
                Ok(Ok(Said::Seen(seen))) => {
                    if !believe::modest(&seen) {
                        return Err(crashed());
                    }
                    self.progress.seen(seen);
                }
                Ok(Ok(said @ (Said::Rows(_) | Said::Moment { .. } | Said::Raster(_)))) => {
                    if take(said).ok_or_else(crashed)?.is_break() {
                        return Err(stopped());
                    }
                }
                Ok(Ok(Said::Rejected(more))) => remarks.rejected(more).ok_or_else(crashed)?,
                Ok(Ok(Said::Warnings(more))) => remarks.warnings(more).ok_or_else(crashed)?,
                Ok(Ok(Said::Done(streamed))) => return Ok(Some(remarks.into(*streamed))),
                Ok(Ok(Said::Failed(error))) => return Err(*error),
            }
        }
    }
}
