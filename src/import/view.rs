//! One row with its fields by name.

use super::cell::Cell;
use super::ledger::Ledger;
use super::mapping::Mapping;

/// One row with its fields by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) row: &'a str,
    pub(super) cells: &'a [Cell],
    pub(super) mapping: &'a Mapping,
}

impl View<'_> {
    /// A field's value: its column's, else the one that all rows have; nothing where there is neither.
    pub(super) fn cell(&self, key: &str) -> &Cell {
        let own = self.mapping.index(key).and_then(|index| self.cells.get(index));
        own.filter(|cell| **cell != Cell::Null)
            .or_else(|| self.mapping.constant(key))
            .unwrap_or(&Cell::Null)
    }

    /// A field as text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.cell(key).text()
    }

    /// A field read by a rule; where the rule is broken the row is rejected and `bad` is set.
    pub(super) fn read<T>(
        &self,
        key: &'static str,
        rule: impl Fn(&Cell) -> Result<Option<T>, String>,
        ledger: &mut Ledger,
        bad: &mut bool,
    ) -> Option<T> {
        match rule(self.cell(key)) {
            Ok(value) => value,
            Err(what) => {
                ledger.reject(self.row, Some(key), what);
                *bad = true;
                None
            }
        }
    }

    /// The words of a list in one cell, parted by `;`, `|`, `；` or `、`.
    pub(super) fn words(&self, key: &str) -> Vec<String> {
        let text = self.cell(key).code().ok().flatten().unwrap_or_default();
        text.split([';', '|', '；', '、'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }
}
