//! The rows of a file, read and checked before anybody is kept from writing; those of a broken-off import are taken up.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::error::WorkflowError;
use crate::import::{Keeping, KeptError, KeptRows, Limits, Progress, Request, read_and_keep};
use crate::store::{Location, StoreError};

/// What becomes of the rows of an import that breaks off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TakingUp {
    /// They are gone.
    #[default]
    Never,
    /// They stay beside the workspace, and the next import with the same words takes them up.
    Kept,
    /// As `Kept`; those that an earlier one left are not taken up.
    Fresh,
    /// They stay in the folder of the file itself, which is ours and goes with it; what a preview had read is taken up by the import.
    BesideFile,
}

/// Smaller files are read anew in no time.
const LONG: u64 = 4 << 20;
/// How long rows wait to be taken up.
const LONGEST_WAIT: Duration = Duration::from_hours(7 * 24);

/// Reads a file, or takes up what was read; who only looks reads, for what a person looks at does not come out of kept rows.
pub(super) fn read(
    request: &Request<'_>,
    workspace: &Location,
    (taking_up, looking): (TakingUp, bool),
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<KeptRows, WorkflowError> {
    let place = match taking_up {
        TakingUp::Never => None,
        TakingUp::Kept | TakingUp::Fresh => place(workspace),
        TakingUp::BesideFile => beside(request.path),
    };
    let place = place.filter(|_| is_long(request.path));
    if let Some((room, name)) = &place {
        sweep(room, name, LONGEST_WAIT);
    }
    let here = std::env::temp_dir();
    let keeping = Keeping {
        room: place.as_ref().map_or(here.as_path(), |(room, _)| room),
        name: place.as_ref().map(|(_, name)| name.as_path()),
        fresh: taking_up == TakingUp::Fresh || looking,
    };
    if let (true, Some((room, name))) = (looking, &place) {
        // What was read with other words is not asked for again.
        sweep(room, name, Duration::ZERO);
    }
    read_and_keep(request, &keeping, limits, progress).map_err(|error| told(error, keeping.room))
}

/// The words for rows that can't be had.
pub(super) fn told(error: KeptError, room: &Path) -> WorkflowError {
    match error {
        KeptError::Import(error) => error.into(),
        KeptError::Room(error) => {
            let name = format!("the rows of the file to {}", room.display());
            match error.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::FileTooLarge => StoreError::DiskFull(name),
                _ => StoreError::ReadOnly(name),
            }
            .into()
        }
    }
}

/// Where rows of a workspace wait, and how their files are called before the key: beside it, or with this user's other passing files.
fn place(workspace: &Location) -> Option<(PathBuf, PathBuf)> {
    if let Location::File(path) = workspace {
        let path = std::fs::canonicalize(path).ok()?;
        let mut name = path.file_name()?.to_owned();
        name.push(".rows-");
        return Some((path.parent()?.to_owned(), name.into()));
    }
    let caches = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    let room = caches.join("yike");
    std::fs::create_dir_all(&room).ok()?;
    Some((room, "server.rows-".into()))
}

/// The same in the folder of a file that came through the page.
fn beside(file: &Path) -> Option<(PathBuf, PathBuf)> {
    let room = std::fs::canonicalize(file).ok()?.parent()?.to_owned();
    // Names of files that came in never begin like this.
    Some((room, ".rows-".into()))
}

fn is_long(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| about.is_dir() || about.len() >= LONG)
}

/// Removes rows that nobody has taken up for so long.
fn sweep(room: &Path, name: &Path, longest: Duration) {
    let start = name.to_string_lossy();
    let entries = std::fs::read_dir(room).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&*start)) {
        let age = entry
            .metadata()
            .and_then(|about| about.modified())
            .ok()
            .and_then(|then| SystemTime::now().duration_since(then).ok());
        if age.is_some_and(|age| age >= longest) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
