//! Rows that a child has read and checked, kept in a private file until they are written: nobody has to wait while a file is read, and
//! what a killed program had read need not be read again.
//!
//! The file holds the child's own frames: what was asked, rows, moments to go on from, remarks, and at last the outcome. Without its end it
//! counts up to the last moment (`left`). It is locked while a program uses it; the system takes the lock back from a dead one.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read as _, Seek, SeekFrom, Write as _};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::frame::{self, Said};
use super::left::{self, Found, FoundPart};
use super::order::Order;
use super::parent::{LeftRows, Part};
use super::summed::{Sum, Summed};
use super::{Limits, parent};
use crate::domain::batch::Batch;
use crate::domain::record::{Outcome, Remark};
use crate::import::error::ImportError;
use crate::import::guard::io_words;
use crate::import::progress::Progress;
use crate::import::{Request, Streamed, companions, file_name};

/// Remarks of one frame.
const REMARKS: usize = 1000;

/// Where rows are kept.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'a> {
    /// A folder for a file without a name, which nobody finds and nobody can take up.
    pub room: &'a Path,
    /// What the name of a file begins with that a later run takes up; none where that is not wanted.
    pub name: Option<&'a Path>,
    /// Read the file, whatever is there.
    pub fresh: bool,
}

/// Why rows can't be had.
#[derive(Debug)]
pub enum KeptError {
    /// The file that they come from.
    Import(ImportError),
    /// The file that they are kept in.
    Room(io::Error),
}

impl From<ImportError> for KeptError {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

/// Checked rows of one file. Dropped they are gone, unless they were told to stay.
#[derive(Debug)]
pub struct KeptRows {
    shelf: Shelf,
    streamed: Streamed,
    taken_up: Option<TakenUp>,
}

/// What an earlier run had done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenUp {
    /// It had read the file: so many rows.
    All(u64),
    /// It had come as far as this row.
    Until(u64),
}

/// The file that they are in; dropped it is gone, unless it is to stay.
#[derive(Debug)]
struct Shelf {
    file: File,
    /// Where it is, if it has a name.
    path: Option<PathBuf>,
    stays: bool,
    source: String,
}

/// Reads and checks a file as [`crate::import::stream`] does, and keeps its rows; or takes up those that an earlier run with the same words and the
/// same bytes has kept.
///
/// # Errors
/// As [`crate::import::stream`]; or no room to keep the rows.
pub fn read_and_keep(
    request: &Request<'_>,
    keeping: &Keeping<'_>,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<KeptRows, KeptError> {
    let source = file_name(request.path)?;
    let named = match keeping.name {
        Some(name) => {
            progress.step("checking the file");
            let key = key(request, &source)?;
            open(name, &key, keeping.room).map(|opened| (opened, key))
        }
        None => None,
    };
    let (file, path, key) = match named {
        Some(((file, path), key)) => (file, Some(path), key),
        None => (
            tempfile::tempfile_in(keeping.room).map_err(KeptError::Room)?,
            None,
            String::new(),
        ),
    };
    let mut shelf = Shelf {
        file,
        path,
        stays: false,
        source,
    };
    let mut part = None;
    if shelf.path.is_some() && !keeping.fresh {
        progress.step("looking for the rows of a broken-off import");
        match left::look(&shelf.file, &key, (request, shelf.source.as_str()), progress)? {
            Found::Nothing => {}
            Found::Part(found) => part = Some(found),
            Found::Whole(streamed) => {
                let taken_up = Some(TakenUp::All(streamed.input.rows));
                return Ok(KeptRows {
                    shelf,
                    streamed: *streamed,
                    taken_up,
                });
            }
        }
    }
    let taken_up = part.as_ref().map(|part| TakenUp::Until(part.rows));
    let streamed = shelf.fill(&key, request, part, (limits, progress))?;
    Ok(KeptRows {
        shelf,
        streamed,
        taken_up,
    })
}

impl KeptRows {
    /// What was taken up from an earlier run; none where the file was read from its beginning.
    pub fn taken_up(&self) -> Option<TakenUp> {
        self.taken_up
    }

    /// What is known of the file beside its rows.
    pub fn streamed(&self) -> &Streamed {
        &self.streamed
    }

    /// Hands over all rows, batch after batch; as often as one likes. A sink that breaks off ends it.
    ///
    /// # Errors
    /// The file can't be read again, or the progress says to stop.
    pub fn each(
        &self,
        progress: &dyn Progress,
        sink: &mut dyn FnMut(Batch) -> ControlFlow<()>,
    ) -> Result<(), KeptError> {
        let mut file = &self.shelf.file;
        file.rewind().map_err(KeptError::Room)?;
        let mut from = BufReader::with_capacity(1 << 18, file);
        let broken = || KeptError::Room(io::ErrorKind::InvalidData.into());
        let mut done = 0;
        loop {
            if progress.stopped() {
                return Err(stopped(&self.shelf.source).into());
            }
            match frame::read(&mut from).map_err(|_| broken())? {
                Some(Said::Rows(rows)) => {
                    done += rows.records.len() as u64;
                    if sink(rows).is_break() {
                        return Ok(());
                    }
                    progress.at(done, Some(self.streamed.input.rows.max(done)));
                }
                Some(Said::Done(_)) => return Ok(()),
                Some(_) => {}
                None => return Err(broken()),
            }
        }
    }

    /// Leaves the rows for a later run.
    pub fn stay(&mut self) {
        self.shelf.stays = true;
    }
}

impl Shelf {
    /// Reads the file that was asked for, all of it or from where an earlier run stood.
    fn fill(
        &mut self,
        key: &str,
        request: &Request<'_>,
        part: Option<FoundPart>,
        (limits, progress): (&Limits, &dyn Progress),
    ) -> Result<Streamed, KeptError> {
        let room = KeptError::Room;
        let mut file = &self.file;
        let (left, sum) = match part {
            Some(part) => {
                progress.step(&format!("going on from row {}", part.rows + 1));
                let left = LeftRows {
                    file: self.file.try_clone().map_err(room)?,
                    from: part.from,
                    until: part.sum.bytes,
                };
                (Some(left), part.sum)
            }
            None => (None, Sum::default()),
        };
        file.set_len(sum.bytes).map_err(room)?;
        file.seek(SeekFrom::Start(sum.bytes)).map_err(room)?;
        let mut out = Summed::new(BufWriter::with_capacity(1 << 18, &self.file), sum);
        if left.is_none() {
            frame::put(&mut out, &Said::Step(key.to_owned())).map_err(room)?;
        }
        let mut full = None;
        let mut moments = left.is_some();
        let mut keep = |part: Part| {
            let kept = match part {
                Part::Rows(rows) => frame::put(&mut out, &Said::Rows(rows)),
                Part::Moment(moment) => {
                    moments = true;
                    let sum = out.sum().value();
                    frame::put(&mut out, &Said::Moment { moment, sum }).and_then(|()| out.flush())
                }
            };
            match kept {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    full = Some(error);
                    ControlFlow::Break(())
                }
            }
        };
        let read = if self.path.is_some() {
            parent::stream_going_on(request, &self.source, (limits, progress), left, &mut keep)
        } else {
            parent::stream(request, &self.source, limits, progress, &mut |rows| {
                keep(Part::Rows(rows))
            })
        };
        // Given more time or memory it need not begin again.
        self.stays = moments && matches!(read, Err(ImportError::OverLimit { .. }));
        if let Some(error) = full {
            return Err(room(error));
        }
        let streamed = read?;
        let mut write = |said: &Said| frame::put(&mut out, said).map_err(room);
        let parts = |remarks: &[Remark], wrap: fn(Vec<Remark>) -> Said| -> Vec<Said> {
            remarks.chunks(REMARKS).map(|some| wrap(some.to_vec())).collect()
        };
        for said in parts(&streamed.outcome.rejected, Said::Rejected) {
            write(&said)?;
        }
        for said in parts(&streamed.outcome.warnings, Said::Warnings) {
            write(&said)?;
        }
        let bare = Streamed {
            outcome: Outcome {
                rejected: Vec::new(),
                warnings: Vec::new(),
                ..streamed.outcome.clone()
            },
            ..streamed.clone()
        };
        if self.path.is_some() {
            // The end must not reach the disk before what it ends.
            out.flush().map_err(room)?;
            self.file.sync_data().map_err(room)?;
        }
        frame::put(&mut out, &Said::Done(Box::new(bare))).map_err(room)?;
        out.flush().map_err(room)?;
        drop(out);
        Ok(streamed)
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        if let Some(path) = self.path.as_ref().filter(|_| !self.stays) {
            // What can't be removed is emptied by the next run, or swept away after some days.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn stopped(source: &str) -> ImportError {
    ImportError::Stopped {
        file: source.to_owned(),
    }
}

/// Opens the file of a key, and locks it; nothing where another program is at it, or it can't be made.
fn open(name: &Path, key: &str, room: &Path) -> Option<(File, PathBuf)> {
    let mut whole = name.as_os_str().to_owned();
    whole.push(&key[..16]);
    let path = room.join(whole);
    // Followed by nobody: a link would lead elsewhere.
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW)
        .open(&path)
        .ok()?;
    file.try_lock().ok()?;
    Some((file, path))
}

/// What was asked of which bytes by which program, in hexadecimal.
fn key(request: &Request<'_>, source: &str) -> Result<String, ImportError> {
    // What it may use and where it works make no difference to what it finds.
    let order = Order::new(request, source, &Limits::new(0, 0), Path::new(""))?;
    let mut digest = Sha256::new();
    let words = postcard::to_stdvec(&order).unwrap_or_default();
    digest.update((words.len() as u64).to_le_bytes());
    digest.update(words);
    digest.update(env!("CARGO_PKG_VERSION"));
    let program = std::env::current_exe().and_then(std::fs::metadata);
    if let Ok(program) = program {
        digest.update(program.len().to_le_bytes());
        digest.update(format!("{:?}", program.modified().ok()));
    }
    let unreadable = |e: io::Error| ImportError::Unreadable {
        file: source.to_owned(),
        reason: io_words(&e),
    };
    let request = order.request();
    let tables = [
        request.merge_names,
        request.options.category_table.as_deref(),
        request.options.address_table.as_deref(),
    ];
    let mut files = Vec::new();
    for path in std::iter::once(request.path).chain(tables.into_iter().flatten()) {
        if path.is_dir() {
            files.extend(companions::files_of(path).map_err(unreadable)?);
        } else {
            files.push(path.to_owned());
            files.extend(companions(path));
        }
    }
    files.sort();
    files.dedup();
    let mut piece = vec![0; 1 << 20];
    for path in files {
        digest.update(path.as_os_str().as_encoded_bytes());
        let mut file = File::open(&path).map_err(unreadable)?;
        loop {
            let read = file.read(&mut piece).map_err(unreadable)?;
            digest.update((read as u64).to_le_bytes());
            if read == 0 {
                break;
            }
            digest.update(&piece[..read]);
        }
    }
    Ok(digest.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing into a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Formats of several files, and the endings of the others.
const SEVERAL: [&str; 3] = ["shp", "tab", "mif"];
const OTHERS: [&str; 9] = ["shx", "dbf", "prj", "cpg", "dat", "map", "id", "ind", "mid"];

/// Files that belong to a file and change what is read of it.
fn companions(path: &Path) -> Vec<PathBuf> {
    let behind = |ending: &str| {
        let mut whole = path.as_os_str().to_owned();
        whole.push(ending);
        PathBuf::from(whole)
    };
    let mut found = vec![behind("-wal"), behind("-journal")];
    let several = path
        .extension()
        .is_some_and(|own| SEVERAL.iter().any(|ending| own.eq_ignore_ascii_case(ending)));
    if several {
        let both = |ending: &&str| [path.with_extension(ending), path.with_extension(ending.to_uppercase())];
        found.extend(OTHERS.iter().flat_map(both));
    }
    found.retain(|path| path.is_file());
    found
}
