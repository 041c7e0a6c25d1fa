//! Copies of a whole file while others read and write it.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error;
use crate::store::error::StoreError;

/// Pages copied at once; writers may come in between.
const PAGES: i32 = 4096;
/// How often a copy begins anew because of writers before they have to wait for it.
const TURNS: u32 = 8;
/// How long others may hold what is to be read or written.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);

/// Copies a database into a file that is not there yet, as it is at one moment. Readers go on; a writer waits for some milliseconds at
/// most, until it has made the copy begin anew too often.
pub(super) fn out(from: &Connection, file: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut into = Connection::open_with_flags(file, flags).map_err(|e| error(file, e))?;
    copy(from, &mut into, file, PAGES)
}

/// Puts a file in the place of a database, in one transaction: whoever kills it finds what was there before.
pub(super) fn back(file: &Path, into: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let from = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| error(file, e))?;
    into.flush_prepared_statement_cache();
    copy(&from, into, path, -1)
}

/// Whether every page of a file is what it should be.
pub(super) fn is_whole(file: &Path) -> Result<bool, StoreError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| error(file, e))?;
    let told = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    Ok(told.is_ok_and(|told| told == "ok"))
}

fn copy(from: &Connection, into: &mut Connection, named: &Path, pages: i32) -> Result<(), StoreError> {
    let failed = |e| error(named, e);
    let backup = Backup::new(from, into).map_err(failed)?;
    let begun = Instant::now();
    let (mut pages, mut turns, mut left) = (pages, 0, i32::MAX);
    loop {
        match backup.step(pages).map_err(failed)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {
                let now = backup.progress().remaining;
                turns += u32::from(now > left);
                left = now;
                if turns >= TURNS {
                    pages = -1;
                }
            }
            _ if begun.elapsed() > PATIENCE => return Err(StoreError::Busy(named.display().to_string())),
            _ => std::thread::sleep(PAUSE),
        }
    }
}
