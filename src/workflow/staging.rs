//! Files that came through the browser and wait to be looked at: in a private folder, few of them, for an hour.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Files that wait at once; the oldest goes when another comes.
const MOST_FILES: usize = 4;
/// How long one waits after it was last asked for.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// Longest name in bytes.
const LONGEST_NAME: usize = 200;

/// Why a file can't be kept.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// A name that is none, or means a folder.
    #[error("this is not the name of a file")]
    Name,
    /// More bytes than are taken.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// Not a byte.
    #[error("the file is empty")]
    Empty,
    /// The system.
    #[error("the file can't be kept")]
    System(#[from] std::io::Error),
}

/// Where the files wait. What is left is removed when this is dropped.
#[derive(Debug)]
pub struct Staging {
    room: TempDir,
    largest: u64,
    files: Mutex<Vec<Arc<StagedFile>>>,
}

/// One file that waits; removed when nobody holds it any more.
#[derive(Debug)]
pub struct StagedFile {
    /// What it is asked for by; can't be guessed.
    pub id: String,
    /// Its name, as it was on the other computer.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    folder: PathBuf,
    touched: Mutex<Instant>,
}

/// A file on its way in; dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct Upload {
    staged: StagedFile,
    file: File,
    largest: u64,
}

impl Staging {
    /// An empty place for files of at most so many bytes.
    ///
    /// # Errors
    /// No temporary folder can be made.
    pub fn new(largest: u64) -> Result<Self, StagingError> {
        let room = tempfile::Builder::new().prefix("yike-staged-").tempdir()?;
        Ok(Self {
            room,
            largest,
            files: Mutex::default(),
        })
    }

    /// The largest file that is taken, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// Begins to take a file in.
    ///
    /// # Errors
    /// [`StagingError::Name`], or the disk.
    pub fn begin(&self, name: &str) -> Result<Upload, StagingError> {
        if !is_plain(name) {
            return Err(StagingError::Name);
        }
        let id = random_id()?;
        let folder = self.room.path().join(&id);
        std::fs::create_dir(&folder)?;
        let staged = StagedFile {
            id,
            name: name.to_owned(),
            bytes: 0,
            folder,
            touched: Mutex::new(Instant::now()),
        };
        let file = File::create_new(staged.path())?;
        Ok(Upload {
            staged,
            file,
            largest: self.largest,
        })
    }

    /// Keeps a file that has come in whole.
    ///
    /// # Errors
    /// It is empty, or can't be written to its end.
    pub fn keep(&self, mut upload: Upload) -> Result<Arc<StagedFile>, StagingError> {
        if upload.staged.bytes == 0 {
            return Err(StagingError::Empty);
        }
        upload.file.flush()?;
        let staged = Arc::new(upload.staged);
        let mut files = self.files();
        files.push(Arc::clone(&staged));
        let more = files.len().saturating_sub(MOST_FILES);
        files.drain(..more);
        Ok(staged)
    }

    /// A file that waits; it then waits for another hour.
    pub fn get(&self, id: &str) -> Option<Arc<StagedFile>> {
        self.sweep(Instant::now());
        let found = self.files().iter().find(|file| file.id == id).cloned()?;
        *lock(&found.touched) = Instant::now();
        Some(found)
    }

    /// Lets a file go; whether there was one.
    pub fn remove(&self, id: &str) -> bool {
        let mut files = self.files();
        let before = files.len();
        files.retain(|file| file.id != id);
        files.len() < before
    }

    /// Lets all go that have waited too long by then.
    pub fn sweep(&self, now: Instant) {
        self.files()
            .retain(|file| now.saturating_duration_since(*lock(&file.touched)) < LONGEST_WAIT);
    }

    /// Lets all go.
    pub fn clear(&self) {
        self.files().clear();
    }

    fn files(&self) -> MutexGuard<'_, Vec<Arc<StagedFile>>> {
        lock(&self.files)
    }
}

impl StagedFile {
    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        // What can't be removed goes with the folder around it.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`StagingError::TooLarge`], or the disk.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StagingError> {
        self.staged.bytes += bytes.len() as u64;
        if self.staged.bytes > self.largest {
            return Err(StagingError::TooLarge(self.largest));
        }
        self.file.write_all(bytes)?;
        Ok(())
    }
}

/// A lock that a panic elsewhere does not close: what it guards is whole after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a name is a file's own, without a folder and without what can't be seen.
fn is_plain(name: &str) -> bool {
    let one = Path::new(name).components().count() == 1 && Path::new(name).file_name().is_some_and(|own| own == name);
    let visible = |c: char| {
        !c.is_control()
            && !matches!(c, '/' | '\\' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    one && name.len() <= LONGEST_NAME && !name.starts_with('.') && !name.trim().is_empty() && name.chars().all(visible)
}

/// 128 bits from the system.
fn random_id() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(staging: &Staging, name: &str) -> Arc<StagedFile> {
        let mut upload = staging.begin(name).expect("a name");
        upload.write(b"a,b\n").expect("room");
        staging.keep(upload).expect("kept")
    }

    #[test]
    fn only_plain_names_are_taken() {
        let staging = Staging::new(10).expect("a folder");
        for bad in [
            "",
            " ",
            ".",
            "..",
            "../a.csv",
            "a/b.csv",
            "/etc/passwd",
            "a\\b.csv",
            ".hidden",
            "a\0b",
            "a\nb",
            "gnp.\u{202e}vsc",
            "a/",
            &"a".repeat(201),
        ] {
            assert!(matches!(staging.begin(bad), Err(StagingError::Name)), "{bad:?}");
        }
        for good in ["a.csv", "社区 设施.geojson", "a..b.gpkg", "PG:x.csv"] {
            assert!(staging.begin(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many_and_all_go_in_time() {
        let staging = Staging::new(100).expect("a folder");
        let paths: Vec<PathBuf> = (0..=MOST_FILES)
            .map(|n| staged(&staging, &format!("{n}.csv")).path())
            .collect();
        let there: Vec<bool> = paths.iter().map(|path| path.exists()).collect();
        assert_eq!(there, [false, true, true, true, true]);
        staging.sweep(Instant::now() + LONGEST_WAIT / 2);
        assert!(paths[4].exists());
        staging.sweep(Instant::now() + LONGEST_WAIT);
        assert!(paths.iter().all(|path| !path.exists()));
    }

    #[test]
    fn what_is_too_large_or_broken_off_leaves_nothing() {
        let staging = Staging::new(5).expect("a folder");
        let mut upload = staging.begin("a.csv").expect("a name");
        upload.write(b"12345").expect("just fits");
        assert!(matches!(upload.write(b"6"), Err(StagingError::TooLarge(5))));
        let folder = upload.staged.folder.clone();
        assert!(folder.exists());
        drop(upload);
        assert!(!folder.exists());
        let empty = staging.begin("a.csv").expect("a name");
        assert!(matches!(staging.keep(empty), Err(StagingError::Empty)));
    }

    #[test]
    fn a_file_in_use_stays_until_it_is_let_go() {
        let staging = Staging::new(100).expect("a folder");
        let held = staged(&staging, "a.csv");
        assert!(staging.remove(&held.id) && !staging.remove(&held.id));
        assert!(staging.get(&held.id).is_none() && held.path().exists());
        let path = held.path();
        drop(held);
        assert!(!path.exists());
    }
}
