//! How a long reading tells how far it is.

use super::going_on::Moment;
use crate::domain::sample::Seen;

/// Told what is being done and how far it is; the command line draws it, tests ignore it.
pub trait Progress {
    /// A new step begins.
    fn step(&self, what: &str);
    /// So many rows of the step are done.
    fn at(&self, done: u64, total: Option<u64>);
    /// So many bytes of the step are done.
    fn bytes(&self, done: u64, total: Option<u64>) {
        self.at(done, total);
    }
    /// Something of the file for a person to look at.
    fn seen(&self, _seen: Seen) {}
    /// A moment from which a later run can go on.
    fn moment(&self, _moment: Moment) {}
    /// Whether moments are of any use.
    fn wants_moments(&self) -> bool {
        false
    }
    /// Whether to stop; asked several times a second. What was begun is then undone.
    fn stopped(&self) -> bool {
        false
    }
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _what: &str) {}
    fn at(&self, _done: u64, _total: Option<u64>) {}
}
