//! What a reader must remember beside the rows that it handed over, so that a later run goes on where a killed one stood.
//!
//! At moments when every row taken so far was handed over, the reader says its state: counts, words, what was said of rows since the last such
//! moment. Rows are not part of it; whoever goes on is shown them again, for what is remembered of each of them (codes, places). The rows of
//! the file before that moment are passed over: nothing of them is converted, checked or sent again.

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, Mark, Said};
use super::placer::{Placed, Placer};
use super::row::Row;
use super::unread_letters::Letters;
use crate::domain::batch::Batch;

/// Largest state that is worth saying, in bytes: a file with more than that to say of its rows is read from its beginning.
const LARGEST: usize = 1 << 23;

/// Takes the rows of a sheet one by one, and can be set down and taken up between two of them.
pub(super) trait Taking {
    /// One row.
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger);
    /// Whether every row so far was handed over just now.
    fn is_even(&mut self) -> bool;
    /// What must be known beside the rows to go on from here; each time what is new is told once.
    fn state(&mut self) -> Vec<u8>;
    /// A state that an earlier run told, in their order. Nothing where it is none.
    fn restore(&mut self, state: &[u8]) -> Option<()>;
    /// Rows that an earlier run handed over, in their order.
    fn handed_over(&mut self, batch: &Batch);
}

/// Takes rows of a kind that is read from its beginning every time.
pub(super) struct Whole<F>(pub(super) F);

impl<F: FnMut(Row<'_>, &mut Placer, &mut Ledger)> Taking for Whole<F> {
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger) {
        (self.0)(row, placer, ledger);
    }

    fn is_even(&mut self) -> bool {
        false
    }

    fn state(&mut self) -> Vec<u8> {
        Vec::new()
    }

    fn restore(&mut self, _state: &[u8]) -> Option<()> {
        None
    }

    fn handed_over(&mut self, _batch: &Batch) {}
}

/// What an earlier run left: its batches and moments, in their order.
pub(super) trait Earlier {
    /// The next of them; `Ok(None)` at the end.
    ///
    /// # Errors
    /// They can't be read.
    fn next(&self) -> Result<Option<Left>, ()>;
}

/// One thing that an earlier run left.
pub(super) enum Left {
    /// Rows.
    Rows(Batch),
    /// A moment.
    Moment(Moment),
}

/// A moment to go on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// How many rows of the file were taken by then.
    pub rows: u64,
    /// The reader's own words.
    pub state: Vec<u8>,
}

/// What a sheet says at a moment, the reader's part included.
#[derive(Serialize, Deserialize)]
struct State {
    placed: Placed,
    said: Said,
    letters: Letters,
    taking: Vec<u8>,
}

/// Keeps the moments of one reading.
pub(super) struct Moments {
    told: Mark,
    silent: bool,
}

impl Moments {
    /// Before the first row.
    pub(super) fn new(ledger: &Ledger) -> Self {
        Self {
            told: ledger.mark(),
            silent: false,
        }
    }

    /// The moment after so many rows, where it is one that a later run can go on from.
    pub(super) fn after(
        &mut self,
        rows: u64,
        (placer, ledger, letters): (&Placer, &Ledger, &Letters),
        taking: &mut dyn Taking,
    ) -> Option<Moment> {
        if self.silent || !taking.is_even() {
            return None;
        }
        let state = State {
            placed: placer.placed(),
            said: ledger.said_since(self.told),
            letters: letters.clone(),
            taking: taking.state(),
        };
        self.told = ledger.mark();
        let state = postcard::to_stdvec(&state).ok().filter(|state| state.len() <= LARGEST);
        // What was to be said once is lost with one that is too large: there are no further ones.
        self.silent = state.is_none();
        Some(Moment { rows, state: state? })
    }

    /// Puts a sheet where an earlier run stood; how many rows of the file that is.
    pub(super) fn restore(
        &mut self,
        earlier: &dyn Earlier,
        (placer, ledger, letters): (&mut Placer, &mut Ledger, &mut Letters),
        taking: &mut dyn Taking,
    ) -> Result<u64, ()> {
        let mut rows = 0;
        while let Some(left) = earlier.next()? {
            match left {
                Left::Rows(batch) => taking.handed_over(&batch),
                Left::Moment(moment) => {
                    let state: State = postcard::from_bytes(&moment.state).map_err(drop)?;
                    placer.restore(state.placed);
                    ledger.restore(state.said);
                    *letters = state.letters;
                    taking.restore(&state.taking).ok_or(())?;
                    rows = moment.rows;
                }
            }
        }
        self.told = ledger.mark();
        Ok(rows)
    }
}

/// A list that is told in parts, each once.
pub(super) struct Growing<T> {
    pub(super) all: Vec<T>,
    told: usize,
}

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            told: 0,
        }
    }
}

impl<T> Growing<T> {
    /// What came since this was asked last.
    pub(super) fn newest(&mut self) -> &[T] {
        let from = std::mem::replace(&mut self.told, self.all.len());
        &self.all[from..]
    }

    /// What an earlier run told next.
    pub(super) fn take(&mut self, more: Vec<T>) {
        self.all.extend(more);
        self.told = self.all.len();
    }
}

/// A state as bytes. What is counted here always has a form.
pub(super) fn to_bytes(state: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(state).unwrap_or_default()
}
