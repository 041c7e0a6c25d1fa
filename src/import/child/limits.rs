//! What the reading of one file may use.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What the reading of one file may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Address space in bytes.
    pub memory: u64,
    /// Processor time.
    pub processor: Duration,
    /// Time on the clock that the child may keep its parent waiting.
    pub clock: Duration,
    /// Largest file that it may write into its private folder, in bytes.
    pub file: u64,
}

/// The largest file that is unpacked or copied, in bytes.
const LARGEST_FILE: u64 = 8 << 30;

impl Default for Limits {
    /// Eight GiB and an hour: enough for a province in a GeoPackage, or an extract of a gigabyte.
    fn default() -> Self {
        Self::new(8, 60)
    }
}

impl Limits {
    /// So many GiB of memory and so many minutes.
    pub fn new(memory_gib: u64, minutes: u64) -> Self {
        let time = Duration::from_secs(minutes.saturating_mul(60));
        Self {
            memory: memory_gib.saturating_mul(1 << 30),
            processor: time,
            clock: time,
            file: LARGEST_FILE,
        }
    }

    /// The memory in words.
    pub(super) fn memory_words(&self) -> String {
        if self.memory.is_multiple_of(1 << 30) {
            format!("{} GiB of memory", self.memory >> 30)
        } else {
            format!("{} MiB of memory", self.memory >> 20)
        }
    }

    /// A duration in words.
    pub(super) fn time_words(time: Duration) -> String {
        let seconds = time.as_secs();
        if seconds >= 60 && seconds.is_multiple_of(60) {
            format!("{} minutes", seconds / 60)
        } else {
            format!("{} seconds", time.as_secs_f64())
        }
    }
}
