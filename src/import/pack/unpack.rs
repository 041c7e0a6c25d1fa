//! Unpacks an archive into a folder, under limits.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::names;
use crate::import::error::ImportError;
use crate::import::progress::Progress;

/// Most files of an archive.
const MOST_ENTRIES: usize = 10_000;
/// Most bytes of all of them together.
const MOST_BYTES: u64 = 4 << 30;
/// Below so many bytes nobody asks how well something was packed.
const RATIO_COUNTS_FROM: u64 = 64 << 20;
/// Tables padded with blanks come to a hundredth; archives made to do harm to a thousandth and less.
const MOST_RATIO: u64 = 250;

const SAME_NAME: &str = "two files in it have the same name";
const PASSWORD: &str = "it is protected by a password";

/// Unpacks an archive called `file` into a folder that is there. Returns the names of what was unpacked, in the archive's order.
pub(in crate::import) fn unpack(
    path: &Path,
    file: &str,
    room: &Path,
    progress: &dyn Progress,
) -> Result<Vec<String>, ImportError> {
    let refused = |what: &str| ImportError::Refused {
        file: file.to_owned(),
        what: what.to_owned(),
        advice: "unpack it yourself, look at what is in it, and import the file that you want".to_owned(),
    };
    let damaged = |_: ZipError| refused("the archive is damaged, cut off, or packed in a way that is not read");
    let opened = File::open(path).map_err(|e| damaged(e.into()))?;
    let mut archive = ZipArchive::new(BufReader::new(opened)).map_err(damaged)?;
    let count = archive.len();
    if count > MOST_ENTRIES {
        return Err(refused(&format!(
            "it holds {count} files, and at most {MOST_ENTRIES} are unpacked"
        )));
    }
    let mut seen = BTreeSet::new();
    let mut unpacked = Vec::new();
    let mut total = 0;
    archive.validate_header_consistency().map_err(|error| match error {
        ZipError::InvalidArchive(what) if what.contains("duplicate") => refused(SAME_NAME),
        ZipError::InvalidArchive(_) => refused("its list of files is not what it holds"),
        other => damaged(other),
    })?;
    for index in 0..count {
        let mut entry = archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(what) if what.contains("assword") => refused(PASSWORD),
            other => damaged(other),
        })?;
        let raw = entry.name_raw();
        let name = names::decoded(raw.strip_suffix(b"/").unwrap_or(raw))
            .ok_or_else(|| refused("a name in it can't be read"))?;
        if names::is_litter(&name) {
            continue;
        }
        if let Some(what) = names::objection(&name) {
            return Err(refused(what));
        }
        if entry.is_symlink()
            || entry
                .unix_mode()
                .is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000))
        {
            return Err(refused("there is a link or a device in it"));
        }
        if entry.encrypted() {
            return Err(refused(PASSWORD));
        }
        // Names that differ in case alone are one file on many systems.
        if !seen.insert(name.to_lowercase()) {
            return Err(refused(SAME_NAME));
        }
        let place = room.join(&name);
        if entry.is_dir() {
            fs::create_dir_all(&place).map_err(|e| damaged(e.into()))?;
            continue;
        }
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|e| damaged(e.into()))?;
        }
        // Announced sizes are not believed: what is counted is what comes out.
        let packed = entry.compressed_size();
        total += copy(&mut entry, &place, |size| {
            if total + size > MOST_BYTES {
                Some(format!("it holds more than {} GiB when unpacked", MOST_BYTES >> 30))
            } else if size > RATIO_COUNTS_FROM && size / packed.max(1) > MOST_RATIO {
                Some(format!("a file in it grows more than {MOST_RATIO}-fold when unpacked"))
            } else {
                None
            }
        })
        .map_err(|stopped| match stopped {
            Stopped::Limit(what) => refused(&what),
            Stopped::Io(e) => damaged(e.into()),
        })?;
        progress.bytes(total, None);
        unpacked.push(name);
    }
    Ok(unpacked)
}

enum Stopped {
    Limit(String),
    Io(io::Error),
}

fn copy(from: &mut impl Read, to: &Path, limit: impl Fn(u64) -> Option<String>) -> Result<u64, Stopped> {
    let mut out = BufWriter::new(File::create_new(to).map_err(Stopped::Io)?);
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let read = from.read(&mut buffer).map_err(Stopped::Io)?;
        if read == 0 {
            out.flush().map_err(Stopped::Io)?;
            return Ok(size);
        }
        size += read as u64;
        if let Some(what) = limit(size) {
            return Err(Stopped::Limit(what));
        }
        out.write_all(&buffer[..read]).map_err(Stopped::Io)?;
    }
}
