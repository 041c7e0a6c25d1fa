//! Codes that stand in several rows, found without keeping the codes of all others.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Remembers of each code a digest of eight bytes and the row; the codes themselves only of those that come again.
#[derive(Debug, Default)]
pub(super) struct Again {
    first: HashMap<u64, u64>,
    again: BTreeMap<String, Vec<u64>>,
}

impl Again {
    /// A code in a row, by the row's place among those that were taken.
    pub(super) fn seen(&mut self, code: &str, row: u64) {
        let mut digest = DefaultHasher::new();
        code.hash(&mut digest);
        match self.first.entry(digest.finish()) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(row);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                self.again
                    .entry(code.to_owned())
                    .or_insert_with(|| vec![*entry.get()])
                    .push(row);
            }
        }
    }

    /// The codes that came again, in order, each with all its rows.
    pub(super) fn listed(self) -> BTreeMap<String, Vec<u64>> {
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
            [("a".to_owned(), vec![2, 5]), ("b".to_owned(), vec![1, 3, 6])]
        );
    }
}
