//! PMTiles 3: one file, a header of 127 bytes, directories, a note in JSON, and the tiles.
//!
//! The format is a page long (<https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>). Tiles are laid down as they come, in the order of
//! their numbers, in a file beside; equal ones once. The directories are known when the last has come, and stand before them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{About, TilePlace, gzip};

pub(super) const HEADER_BYTES: u64 = 127;

/// A reader takes so many bytes with its first question; header and root directory are within them.
const FIRST_BYTES: u64 = 16_384;

/// Entries of a leaf directory at first; more where the root would get too long.
const LEAF_ENTRIES: usize = 4096;

/// Archive that is being written.
#[derive(Debug)]
pub(super) struct PmTiles {
    path: PathBuf,
    tiles: BufWriter<File>,
    written: u64,
    addressed: u64,
    entries: Vec<Entry>,
    /// Where the bytes of a digest stand.
    seen: BTreeMap<[u8; 32], (u64, u32)>,
}

/// Tiles with consecutive numbers and the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: u64,
    /// How many tiles; 0 for a leaf directory.
    pub(super) run: u32,
    pub(super) offset: u64,
    pub(super) length: u32,
}

impl PmTiles {
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            tiles: BufWriter::new(File::create(beside(path))?),
            written: 0,
            addressed: 0,
            entries: Vec::new(),
            seen: BTreeMap::new(),
        })
    }

    /// Takes a tile; its number must be above all before.
    pub(super) fn add(&mut self, tile: TilePlace, bytes: &[u8]) -> io::Result<()> {
        let number = tile.number();
        let length = u32::try_from(bytes.len()).map_err(|_| io::Error::other("a tile has more than 4 GiB"))?;
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        let (offset, length) = if let Some(found) = self.seen.get(&digest) {
            *found
        } else {
            self.tiles.write_all(bytes)?;
            let found = (self.written, length);
            self.written += u64::from(length);
            self.seen.insert(digest, found);
            found
        };
        self.addressed += 1;
        match self.entries.last_mut() {
            Some(last) if last.offset == offset && last.number + u64::from(last.run) == number => last.run += 1,
            _ => self.entries.push(Entry {
                number,
                run: 1,
                offset,
                length,
            }),
        }
        Ok(())
    }

    /// How many different tiles there are.
    pub(super) fn contents(&self) -> u64 {
        self.seen.len() as u64
    }

    /// Puts the file together.
    pub(super) fn finish(mut self, about: &About) -> io::Result<()> {
        self.tiles.flush()?;
        let note = gzip(&serde_json::to_vec(&about.note())?)?;
        let (root, leaves) = directories(&self.entries)?;
        let mut out = BufWriter::new(File::create(&self.path)?);
        out.write_all(&self.header(about, [root.len(), note.len(), leaves.len()]))?;
        for part in [&root, &note, &leaves] {
            out.write_all(part)?;
        }
        io::copy(&mut BufReader::new(File::open(beside(&self.path))?), &mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?;
        std::fs::remove_file(beside(&self.path))
    }

    fn header(&self, about: &About, [root, note, leaves]: [usize; 3]) -> Vec<u8> {
        let (root, note, leaves) = (root as u64, note as u64, leaves as u64);
        let (note_at, leaves_at) = (HEADER_BYTES + root, HEADER_BYTES + root + note);
        let mut header = b"PMTiles\x03".to_vec();
        let parts = [
            (HEADER_BYTES, root),
            (note_at, note),
            (leaves_at, leaves),
            (leaves_at + leaves, self.written),
        ];
        for number in parts.into_iter().flat_map(|(offset, length)| [offset, length]) {
            header.extend(number.to_le_bytes());
        }
        for number in [self.addressed, self.entries.len() as u64, self.contents()] {
            header.extend(number.to_le_bytes());
        }
        // In order; directories and tiles gzipped; vector tiles.
        header.extend([1, 2, 2, 1, about.zooms.0, about.zooms.1]);
        let [west, south, east, north] = about.bounds.to_array();
        let parts = |degrees: f64| ((degrees * 1e7).round() as i32).to_le_bytes();
        for degrees in [west, south, east, north] {
            header.extend(parts(degrees));
        }
        header.push(about.zooms.0);
        for degrees in about.middle() {
            header.extend(parts(degrees));
        }
        header
    }
}

/// Where the tiles wait for the directories.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("tiles")
}

/// The root directory and the leaves one after another, none where the root holds all.
fn directories(entries: &[Entry]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let root = directory(entries)?;
    if HEADER_BYTES + root.len() as u64 <= FIRST_BYTES {
        return Ok((root, Vec::new()));
    }
    let mut each = LEAF_ENTRIES;
    loop {
        let mut leaves = Vec::new();
        let mut pointers = Vec::new();
        for some in entries.chunks(each) {
            let leaf = directory(some)?;
            pointers.push(Entry {
                number: some[0].number,
                run: 0,
                offset: leaves.len() as u64,
                length: leaf.len() as u32,
            });
            leaves.extend(leaf);
        }
        let root = directory(&pointers)?;
        if HEADER_BYTES + root.len() as u64 <= FIRST_BYTES {
            return Ok((root, leaves));
        }
        each *= 2;
    }
}

/// Entries as columns: how many, steps between numbers, runs, lengths, offsets (0 where one follows the one before).
fn directory(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(entries.len() * 6);
    varint(&mut bytes, entries.len() as u64);
    let mut last = 0;
    for entry in entries {
        varint(&mut bytes, entry.number - last);
        last = entry.number;
    }
    for entry in entries {
        varint(&mut bytes, u64::from(entry.run));
    }
    for entry in entries {
        varint(&mut bytes, u64::from(entry.length));
    }
    let mut end = None;
    for entry in entries {
        let follows = end == Some(entry.offset);
        varint(&mut bytes, if follows { 0 } else { entry.offset + 1 });
        end = Some(entry.offset + u64::from(entry.length));
    }
    gzip(&bytes)
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn entries_of(bytes: &[u8]) -> Vec<Entry> {
        let mut plain = Vec::new();
        let mut unpacked = flate2::read::GzDecoder::new(bytes);
        unpacked.read_to_end(&mut plain).expect("gzip");
        let mut rest = plain.into_iter();
        let mut next = || {
            let mut number = 0;
            for shift in (0..64).step_by(7) {
                let byte = rest.next().expect("a number goes on");
                number |= u64::from(byte & 0x7f) << shift;
                if byte < 0x80 {
                    break;
                }
            }
            number
        };
        let count = next() as usize;
        let columns = [(); 4].map(|()| (0..count).map(|_| next()).collect::<Vec<u64>>());
        let mut entries: Vec<Entry> = Vec::new();
        let [steps, runs, lengths, offsets] = columns;
        for (i, step) in steps.into_iter().enumerate() {
            let before = entries
                .last()
                .map_or((0, 0), |e| (e.number, e.offset + u64::from(e.length)));
            entries.push(Entry {
                number: before.0 + step,
                run: runs[i] as u32,
                offset: if offsets[i] == 0 { before.1 } else { offsets[i] - 1 },
                length: lengths[i] as u32,
            });
        }
        entries
    }

    #[test]
    fn many_entries_go_into_leaves_and_header_and_root_are_within_the_first_bytes() {
        for count in [0, 1, 1000, 100_000_u64] {
            let entry = |i: u64| Entry {
                number: 7 * i + i * i % 5,
                run: 1 + (i % 3) as u32,
                offset: i * 7_919_777 % 1_000_000_007,
                length: 20 + (i * 104_729 % 30_011) as u32,
            };
            let entries: Vec<Entry> = (0..count).map(entry).collect();
            let (root, leaves) = directories(&entries).expect("memory");
            assert!(
                HEADER_BYTES + root.len() as u64 <= FIRST_BYTES,
                "{count}: {}",
                root.len()
            );
            let read: Vec<Entry> = entries_of(&root)
                .into_iter()
                .flat_map(|entry| match entry.run {
                    0 => entries_of(&leaves[entry.offset as usize..][..entry.length as usize]),
                    _ => vec![entry],
                })
                .collect();
            assert!(read == entries, "{count}");
            assert_eq!(leaves.is_empty(), count < 2000);
        }
    }

    #[test]
    fn equal_tiles_are_kept_once_and_run_on_where_their_numbers_do() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut archive = PmTiles::new(&folder.path().join("a.pmtiles")).expect("the folder is ours");
        let quarters = TilePlace::WORLD.quarters();
        for (tile, bytes) in quarters.into_iter().zip(["sea", "sea", "land", "sea"]) {
            archive.add(tile, bytes.as_bytes()).expect("the folder is ours");
        }
        let told = archive.entries.iter().map(|e| (e.number, e.run, e.offset, e.length));
        assert_eq!(told.collect::<Vec<_>>(), [(1, 2, 0, 3), (3, 1, 3, 4), (4, 1, 0, 3)]);
        assert_eq!((archive.addressed, archive.contents(), archive.written), (4, 2, 7));
    }
}
