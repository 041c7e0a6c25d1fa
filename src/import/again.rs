//! What stands in several rows (codes; names with their places), found without keeping those of all others: memory does not grow with the file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// Keys that are kept in memory before they go to the disk: a few megabytes.
const AT_ONCE: usize = 1 << 18;
/// Bits of the sieve: with five million keys in it one in three thousand is suspected though it never came.
const SIEVE_BITS: u64 = 1 << 27;
/// Bits of each key.
const BITS_EACH: u64 = 4;

/// Remembers of each key a digest of eight bytes and the row, the newest in memory and the others on the disk; the keys themselves only of
/// those that come again, or seem to.
#[derive(Debug)]
pub(super) struct Again<K> {
    newest: HashMap<u64, u64>,
    at_once: usize,
    older: Option<Older>,
    repeated: BTreeMap<K, Vec<u64>>,
}

/// Digests that went to the disk.
#[derive(Debug)]
struct Older {
    /// Digests with their rows, sixteen bytes each.
    file: BufWriter<File>,
    /// Bits that are set for every digest there: one of which a bit is missing is not there.
    sieve: Vec<u64>,
}

impl<K> Default for Again<K> {
    fn default() -> Self {
        Self {
            newest: HashMap::new(),
            at_once: AT_ONCE,
            older: None,
            repeated: BTreeMap::new(),
        }
    }
}

impl<K: Hash + Ord> Again<K> {
    /// A key in a row, by the row's number.
    ///
    /// # Errors
    /// There is no room on the disk.
    pub(super) fn seen(&mut self, key: K, row: u64) -> io::Result<()> {
        let digest = digest(&key);
        if let Some(first) = self.newest.get(&digest) {
            self.repeated.entry(key).or_insert_with(|| vec![*first]).push(row);
            return Ok(());
        }
        if self.older.as_ref().is_some_and(|older| older.may_hold(digest)) {
            // Its first row is looked up at the end; if it never came before, that is seen then as well.
            self.repeated.entry(key).or_default().push(row);
        }
        self.newest.insert(digest, row);
        if self.newest.len() >= self.at_once {
            let older = match &mut self.older {
                Some(older) => older,
                none => none.insert(Older::new()?),
            };
            older.take(self.newest.drain())?;
        }
        Ok(())
    }

    /// The keys that came again, in order, each with all its rows.
    ///
    /// # Errors
    /// What went to the disk can't be read again.
    pub(super) fn listed(mut self) -> io::Result<BTreeMap<K, Vec<u64>>> {
        let mut rows: BTreeMap<u64, BTreeSet<u64>> = self
            .repeated
            .iter()
            .map(|(key, rows)| (digest(key), rows.iter().copied().collect()))
            .collect();
        if let Some(older) = self.older.take() {
            older.each(|digest, row| {
                if let Some(rows) = rows.get_mut(&digest) {
                    rows.insert(row);
                }
            })?;
        }
        let listed = self.repeated.into_keys().filter_map(|key| {
            let rows = rows.get(&digest(&key)).filter(|rows| rows.len() > 1)?;
            Some((key, rows.iter().copied().collect()))
        });
        Ok(listed.collect())
    }
}

fn digest(key: &impl Hash) -> u64 {
    let mut digest = DefaultHasher::new();
    key.hash(&mut digest);
    digest.finish()
}

impl Older {
    fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            sieve: vec![0; (SIEVE_BITS / 64) as usize],
        })
    }

    fn take(&mut self, entries: impl Iterator<Item = (u64, u64)>) -> io::Result<()> {
        for (digest, row) in entries {
            for (word, bit) in places(digest) {
                self.sieve[word] |= bit;
            }
            self.file.write_all(&digest.to_le_bytes())?;
            self.file.write_all(&row.to_le_bytes())?;
        }
        Ok(())
    }

    fn may_hold(&self, digest: u64) -> bool {
        places(digest).all(|(word, bit)| self.sieve[word] & bit != 0)
    }

    fn each(self, mut see: impl FnMut(u64, u64)) -> io::Result<()> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut from = BufReader::with_capacity(1 << 18, file);
        let (mut digest, mut row) = ([0; 8], [0; 8]);
        loop {
            match from.read_exact(&mut digest) {
                Ok(()) => {}
                Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            }
            from.read_exact(&mut row)?;
            see(u64::from_le_bytes(digest), u64::from_le_bytes(row));
        }
    }
}

/// Where the bits of a digest lie in the sieve: words with their bit.
fn places(digest: u64) -> impl Iterator<Item = (usize, u64)> {
    let (start, step) = (digest, digest.rotate_right(32) | 1);
    (0..BITS_EACH).map(move |turn| {
        let bit = start.wrapping_add(step.wrapping_mul(turn)) % SIEVE_BITS;
        ((bit / 64) as usize, 1 << (bit % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed<K: Hash + Ord>(at_once: usize, keys: impl IntoIterator<Item = K>) -> Vec<(K, Vec<u64>)> {
        let mut again = Again {
            at_once,
            ..Again::default()
        };
        for (row, key) in (1..).zip(keys) {
            again.seen(key, row).expect("there is room");
        }
        again.listed().expect("it was just written").into_iter().collect()
    }

    #[test]
    fn only_what_comes_again_is_listed_with_all_its_rows() {
        let found = listed(AT_ONCE, ["b", "a", "b", "c", "a", "b"]);
        assert_eq!(found, [("a", vec![2, 5]), ("b", vec![1, 3, 6])]);
    }

    proptest! {
        /// However few are kept in memory, the same comes out as where all are.
        #[test]
        fn the_disk_changes_nothing(keys in prop::collection::vec(0_u16..200, 0..400), at_once in 1_usize..50) {
            prop_assert_eq!(listed(at_once, keys.clone()), listed(AT_ONCE, keys));
        }
    }
}
