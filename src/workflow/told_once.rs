//! A list of like remarks that never fills the memory: the first are kept, the others counted, and their sum is said before them.

use crate::domain::record::{Check, Remark};

/// Remarks of one check that are listed.
const MOST_LISTED: u64 = 1000;

/// Like remarks, some of them only counted.
#[derive(Debug, Default)]
pub(super) struct Listed {
    remarks: Vec<Remark>,
    all: u64,
}

impl Listed {
    /// Whether another one would be listed.
    pub(super) fn has_room(&self) -> bool {
        self.all < MOST_LISTED
    }

    /// One more, not worded.
    pub(super) fn count(&mut self) {
        self.all += 1;
    }

    /// One more.
    pub(super) fn push(&mut self, remark: Remark) {
        if self.has_room() {
            self.remarks.push(remark);
        }
        self.all += 1;
    }

    /// Their number with these words, then each; nothing where there are none.
    pub(super) fn told(self, check: Check, what: &str) -> Vec<Remark> {
        if self.all == 0 {
            return Vec::new();
        }
        let listed = self.remarks.len() as u64;
        let rest = if listed > 0 && listed < self.all {
            format!("; the first {listed} are listed")
        } else {
            String::new()
        };
        let first = Remark::of_file(check, None, format!("{} {what}{rest}", self.all));
        std::iter::once(first.with_value(self.all.to_string()))
            .chain(self.remarks)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_not_too_many_listed() {
        let mut listed = Listed::default();
        for row in 0..MOST_LISTED + 5 {
            listed.push(Remark::of_row(Check::Outside, row.to_string(), None, "outside"));
        }
        let told = listed.told(Check::Outside, "of 9999 rows lie outside");
        assert_eq!(told.len() as u64, MOST_LISTED + 1);
        assert_eq!(told[0].what, "1005 of 9999 rows lie outside; the first 1000 are listed");
        assert!(Listed::default().told(Check::Outside, "x").is_empty());
    }
}
