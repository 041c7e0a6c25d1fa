//! Pictures out of `PMTiles` 3: the root directory is kept, leaves as they are needed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::pmtiles::{Entry, HEADER_BYTES};
use super::{PictureFile, PictureFileError, TilePlace, sensible};

/// Bytes of a directory, packed and unpacked, at most: far above what the format's own rules let it have.
const LARGEST_DIRECTORY: u64 = 64 << 20;
/// Bytes of a picture at most.
const LARGEST_TILE: u32 = 4 << 20;
/// How often a directory may lead to another.
const DEEPEST: usize = 4;
/// Leaves that are kept.
const KEPT_LEAVES: usize = 64;

#[derive(Debug)]
pub(super) struct Reader {
    file: File,
    is_gzip: bool,
    root: Arc<[Entry]>,
    leaves_at: u64,
    tiles_at: u64,
    leaves: Mutex<BTreeMap<u64, Arc<[Entry]>>>,
}

fn damaged(what: &str) -> PictureFileError {
    PictureFileError::Damaged(what.to_owned())
}

pub(super) fn open(path: &Path) -> Result<PictureFile, PictureFileError> {
    let file = File::open(path).map_err(|error| PictureFileError::Unopened(error.kind().to_string()))?;
    let mut head = [0; HEADER_BYTES as usize];
    let whole = file.read_exact_at(&mut head, 0).is_ok();
    if !whole || !head.starts_with(b"PMTiles\x03") {
        return Err(PictureFileError::Another("PMTiles 3"));
    }
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| head[at + i]));
    let is_gzip = match head[97] {
        1 => false,
        2 => true,
        _ => return Err(PictureFileError::Unknown("compression")),
    };
    match (head[98], head[99]) {
        (_, 1) => return Err(PictureFileError::Vector),
        (1, 2..=4) => {}
        (_, 2..=4) => return Err(PictureFileError::Unknown("compression")),
        _ => return Err(PictureFileError::Unknown("form of picture")),
    }
    let zooms = (head[100], head[101]);
    if zooms.0 > zooms.1 || zooms.1 > 26 {
        return Err(damaged("its zooms make no sense"));
    }
    let degrees = |at: usize| f64::from(i32::from_le_bytes(std::array::from_fn(|i| head[at + i]))) / 1e7;
    let (root_at, root_bytes) = (number(8), number(16));
    let root = directory(&file, is_gzip, root_at, root_bytes)?;
    if root.is_empty() {
        return Err(PictureFileError::Empty);
    }
    let note = part(&file, is_gzip, number(24), number(32)).ok();
    let note: Option<serde_json::Value> = note.and_then(|note| serde_json::from_slice(&note).ok());
    let attribution = note.and_then(|note| note["attribution"].as_str().map(str::to_owned));
    Ok(PictureFile {
        zooms,
        bounds: sensible([102, 106, 110, 114].map(degrees)),
        attribution,
        reader: super::Reader::PmTiles(Reader {
            is_gzip,
            root,
            leaves_at: number(40),
            tiles_at: number(56),
            leaves: Mutex::default(),
            file,
        }),
    })
}

impl Reader {
    pub(super) fn tile(&self, place: TilePlace) -> Result<Option<Vec<u8>>, PictureFileError> {
        let number = place.number();
        let mut entries = self.root.clone();
        for _ in 0..DEEPEST {
            let before = entries.partition_point(|entry| entry.number <= number);
            let Some(entry) = before.checked_sub(1).map(|i| entries[i]) else {
                return Ok(None);
            };
            if entry.run == 0 {
                entries = self.leaf(entry)?;
                continue;
            }
            if number - entry.number >= u64::from(entry.run) {
                return Ok(None);
            }
            if entry.length > LARGEST_TILE {
                return Err(damaged("a picture is larger than 4 MiB"));
            }
            let mut bytes = vec![0; entry.length as usize];
            let at = self.tiles_at.checked_add(entry.offset);
            self.file
                .read_exact_at(&mut bytes, at.ok_or_else(|| damaged("a place beyond every file"))?)?;
            return Ok(Some(bytes));
        }
        Err(damaged("directories lead to each other"))
    }

    fn leaf(&self, entry: Entry) -> Result<Arc<[Entry]>, PictureFileError> {
        let kept = || self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leaf) = kept().get(&entry.offset) {
            return Ok(leaf.clone());
        }
        let at = self.leaves_at.checked_add(entry.offset);
        let at = at.ok_or_else(|| damaged("a place beyond every file"))?;
        let leaf = directory(&self.file, self.is_gzip, at, u64::from(entry.length))?;
        let mut kept = kept();
        if kept.len() >= KEPT_LEAVES {
            kept.clear();
        }
        kept.insert(entry.offset, leaf.clone());
        Ok(leaf)
    }
}

/// A part of the file, unpacked.
fn part(file: &File, is_gzip: bool, at: u64, length: u64) -> Result<Vec<u8>, PictureFileError> {
    if length > LARGEST_DIRECTORY {
        return Err(damaged("a directory is larger than any can be"));
    }
    let mut packed = vec![0; length as usize];
    file.read_exact_at(&mut packed, at)?;
    if !is_gzip {
        return Ok(packed);
    }
    let mut plain = Vec::new();
    let unpacked = flate2::read::MultiGzDecoder::new(packed.as_slice());
    unpacked.take(LARGEST_DIRECTORY + 1).read_to_end(&mut plain)?;
    if plain.len() as u64 > LARGEST_DIRECTORY {
        return Err(damaged("a directory is larger than any can be"));
    }
    Ok(plain)
}

fn directory(file: &File, is_gzip: bool, at: u64, length: u64) -> Result<Arc<[Entry]>, PictureFileError> {
    let plain = part(file, is_gzip, at, length)?;
    entries(&plain)
        .map(Into::into)
        .ok_or_else(|| damaged("a directory breaks off"))
}

/// Entries from their columns; `None` where they break off or are out of order.
fn entries(plain: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = plain.iter().copied();
    let count = usize::try_from(varint(&mut rest)?).ok()?;
    // Each entry takes four bytes at least, so no number makes a list longer than the file.
    if count > plain.len() / 4 {
        return None;
    }
    let mut columns: [Vec<u64>; 4] = Default::default();
    for column in &mut columns {
        for _ in 0..count {
            column.push(varint(&mut rest)?);
        }
    }
    let [steps, runs, lengths, offsets] = columns;
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    for i in 0..count {
        let last = entries.last();
        let follows = last.map(|last| last.offset.checked_add(u64::from(last.length)));
        entries.push(Entry {
            number: last.map_or(0, |last| last.number).checked_add(steps[i])?,
            run: u32::try_from(runs[i]).ok()?,
            length: u32::try_from(lengths[i]).ok()?,
            offset: match offsets[i].checked_sub(1) {
                Some(offset) => offset,
                None => follows??,
            },
        });
    }
    Some(entries)
}

fn varint(rest: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = rest.next()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
