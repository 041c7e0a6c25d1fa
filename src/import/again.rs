//! What stands in several rows (codes; names with their places), found without keeping those of all others.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Remembers of each key a digest of eight bytes and the row; the keys themselves only of those that come again.
#[derive(Debug)]
pub(super) struct Again<K> {
    first: HashMap<u64, u64>,
    again: BTreeMap<K, Vec<u64>>,
}

impl<K> Default for Again<K> {
    fn default() -> Self {
        Self {
            first: HashMap::new(),
            again: BTreeMap::new(),
        }
    }
}

impl<K: Hash + Ord> Again<K> {
    /// A key in a row, by the row's number.
    pub(super) fn seen(&mut self, key: K, row: u64) {
        let mut digest = DefaultHasher::new();
        key.hash(&mut digest);
        match self.first.entry(digest.finish()) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(row);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                self.again.entry(key).or_insert_with(|| vec![*entry.get()]).push(row);
            }
        }
    }

    /// The keys that came again, in order, each with all its rows.
    pub(super) fn listed(self) -> BTreeMap<K, Vec<u64>> {
        self.again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_comes_again_is_listed_with_all_its_rows() {
        let mut again = Again::default();
        for (row, code) in (1..).zip(["b", "a", "b", "c", "a", "b"]) {
            again.seen(code, row);
        }
        let listed = again.listed();
        assert_eq!(
            listed.into_iter().collect::<Vec<_>>(),
            [("a", vec![2, 5]), ("b", vec![1, 3, 6])]
        );
    }
}
