//! What happened to each row while a file is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::record::{Check, ColumnUse, Outcome, Remark};

use super::error::ImportError;
use super::rings::{Mended, REPAIR_RULE};

/// Most remarks of a kind that are listed; a file with more is wrong as a whole, and its report must not fill the memory.
const MOST_KEPT: usize = 100_000;

/// Collects everything that is said of a file's rows; nothing stops at the first mistake.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) file: String,
    pub(super) layer: String,
    pub(super) read: u64,
    pub(super) rejected: Vec<Remark>,
    pub(super) warnings: Vec<Remark>,
    /// What an extract was searched for; a layer is read row by row.
    pub(super) looked_for: Option<&'static str>,
    /// Remarks beyond those that are kept: of rejected rows, and warnings.
    beyond: (u64, u64),
    /// What each column is used for.
    pub(super) columns: Vec<ColumnUse>,
    /// Geometries that the kind has no use for, with how many there were.
    misfits: BTreeMap<String, u64>,
    /// Repaired geometries, with their square metres before and after.
    repairs: (u64, f64, f64),
    /// Cells that hold a dash or the like in place of a number, by field.
    no_numbers: BTreeMap<String, u64>,
}

/// What was said of rows between two moments, and what was counted so far.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said {
    rejected: Vec<Remark>,
    warnings: Vec<Remark>,
    beyond: (u64, u64),
    misfits: BTreeMap<String, u64>,
    repairs: (u64, f64, f64),
    no_numbers: BTreeMap<String, u64>,
}

/// How much had been said at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    rejected: usize,
    warnings: usize,
}

impl Ledger {
    pub(super) fn new(file: &str, layer: &str) -> Self {
        Self {
            file: file.to_owned(),
            layer: layer.to_owned(),
            ..Self::default()
        }
    }

    /// For an extract, which holds much else.
    pub(super) fn searching(file: &str, looked_for: &'static str) -> Self {
        Self {
            looked_for: Some(looked_for),
            ..Self::new(file, "")
        }
    }

    /// A row (or one of its fields) that can't be used.
    pub(super) fn reject(&mut self, row: &str, field: Option<&str>, what: impl Into<String>) {
        if self.rejected.len() < MOST_KEPT {
            self.rejected.push(remark(Some(row), field, what));
        } else {
            self.beyond.0 += 1;
        }
    }

    /// How many rejections there were so far, listed or not.
    pub(super) fn rejections(&self) -> u64 {
        self.rejected.len() as u64 + self.beyond.0
    }

    /// Something done to a row.
    pub(super) fn warn(&mut self, row: &str, field: Option<&str>, what: impl Into<String>) {
        self.say(remark(Some(row), field, what));
    }

    /// Something that a check says of a row.
    pub(super) fn say(&mut self, remark: Remark) {
        if self.warnings.len() < MOST_KEPT {
            self.warnings.push(remark);
        } else {
            self.beyond.1 += 1;
        }
    }

    /// What was done to a row's rings.
    pub(super) fn mended(&mut self, row: &str, mended: &Mended) {
        for note in &mended.notes {
            self.warn(row, Some("geometry"), note.clone());
        }
        if let Some(repair) = &mended.repair {
            let (before, after) = (repair.before_m2, repair.after_m2);
            self.repairs.0 += 1;
            self.repairs.1 += before;
            self.repairs.2 += after;
            let what = format!(
                "the boundary is not valid ({}): repaired by {REPAIR_RULE}, {before:.0} m² became {after:.0} m²",
                repair.fault
            );
            let remark = Remark::of_row(Check::Repair, row, Some("geometry"), what);
            let figures = format!("{before:.1} m² before, {after:.1} m² after");
            self.say(
                remark
                    .with_value(figures)
                    .with_advice("look at it on a map, and draw it anew where the size is not right"),
            );
        }
    }

    /// How much has been said so far.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            rejected: self.rejected.len(),
            warnings: self.warnings.len(),
        }
    }

    /// What was said since then, and what was counted so far.
    pub(super) fn said_since(&self, since: Mark) -> Said {
        Said {
            rejected: self.rejected[since.rejected..].to_vec(),
            warnings: self.warnings[since.warnings..].to_vec(),
            beyond: self.beyond,
            misfits: self.misfits.clone(),
            repairs: self.repairs,
            no_numbers: self.no_numbers.clone(),
        }
    }

    /// Takes what an earlier run said next.
    pub(super) fn restore(&mut self, said: Said) {
        self.rejected.extend(said.rejected);
        self.warnings.extend(said.warnings);
        self.beyond = said.beyond;
        self.misfits = said.misfits;
        self.repairs = said.repairs;
        self.no_numbers = said.no_numbers;
    }

    /// Gives what was said since then of one row the row's values and its place.
    pub(super) fn complete(&mut self, since: Mark, value: impl Fn(&str) -> Option<String>, at: Option<[f64; 2]>) {
        let rejected = self.rejected.iter_mut().skip(since.rejected);
        for remark in rejected.chain(self.warnings.iter_mut().skip(since.warnings)) {
            if remark.value.is_none() {
                remark.value = remark.field.as_deref().and_then(&value);
            }
            remark.at = remark.at.or(at);
        }
    }

    /// Something to say of the whole file.
    pub(super) fn note(&mut self, field: Option<&str>, what: impl Into<String>) {
        self.warnings.push(remark(None, field, what));
    }

    /// Something that a check says of the whole file.
    pub(super) fn note_by(&mut self, check: Check, field: Option<&str>, what: impl Into<String>) {
        self.warnings.push(Remark::of_file(check, field, what));
    }

    /// A row whose geometry is of the wrong kind.
    pub(super) fn misfit(&mut self, row: &str, found: &str, wanted: &str) {
        *self.misfits.entry(found.to_owned()).or_default() += 1;
        self.reject(row, Some("geometry"), format!("it is {found}; {wanted} are needed"));
    }

    /// Counts a cell that holds a dash or the like in place of a number.
    pub(super) fn no_number(&mut self, field: &str) {
        *self.no_numbers.entry(field.to_owned()).or_default() += 1;
    }

    /// Says of how many cells nothing is known although something stands there.
    pub(super) fn tell_no_numbers(&mut self) {
        for (field, count) in std::mem::take(&mut self.no_numbers) {
            let what = format!(
                "{count} cells hold a dash, 无 or the like in place of a number: they are taken as not known, not as 0"
            );
            self.note(Some(&field), what);
        }
    }

    /// Rows that are nothing of what was asked for; they count as not read.
    pub(super) fn passed_over(&mut self, rows: u64) {
        self.read = self.read.saturating_sub(rows);
    }

    /// What is said of the whole file first, then row by row.
    fn sort(&mut self) {
        let (repaired, before, after) = std::mem::take(&mut self.repairs);
        if repaired > 1 {
            let what = format!(
                "{repaired} geometries were repaired by {REPAIR_RULE}: {before:.0} m² in all became {after:.0} m²"
            );
            let remark = Remark::of_file(Check::Repair, Some("geometry"), what);
            self.warnings
                .push(remark.with_value(format!("{before:.1} m² before, {after:.1} m² after")));
        }
        self.rejected.sort_by_key(place);
        self.warnings.sort_by_key(place);
        for (count, remarks) in [(self.beyond.0, &mut self.rejected), (self.beyond.1, &mut self.warnings)] {
            if count > 0 {
                let what = format!("{count} more remarks like these are counted, but not listed");
                remarks.push(remark(None, None, what));
            }
        }
    }

    /// The outcome of a file of which something went in, or why nothing did.
    pub(super) fn close(mut self, accepted: u64, kind: &str, wanted: &str) -> Result<Outcome, ImportError> {
        self.sort();
        if self.read == 0 && self.rejected.is_empty() {
            return Err(ImportError::Empty {
                what: self.looked_for.unwrap_or("rows").to_owned(),
                file: self.file,
                layer: self.layer,
            });
        }
        if accepted == 0 {
            if !self.misfits.is_empty() && self.misfits.values().sum::<u64>() == self.read {
                return Err(ImportError::WrongGeometry {
                    file: self.file,
                    layer: self.layer,
                    kind: kind.to_owned(),
                    wanted: wanted.to_owned(),
                    found: self.misfits.into_keys().collect(),
                });
            }
            // Words that mean nothing here are said once each with their count, before the rows that hold them.
            let of_words = |remark: &Remark| remark.row.is_none() && remark.field.as_deref() == Some("category");
            let mut problems: Vec<Remark> = self.warnings.into_iter().filter(of_words).collect();
            problems.extend(self.rejected);
            return Err(ImportError::AllRejected {
                file: self.file,
                layer: self.layer,
                problems,
            });
        }
        Ok(Outcome {
            read: self.read,
            accepted,
            rejected: self.rejected,
            warnings: self.warnings,
            columns: self.columns,
        })
    }

    /// As [`Self::close`], for a table of which some rows wait for a place: they were neither refused nor do they go in yet.
    pub(super) fn close_waiting(
        self,
        accepted: u64,
        waiting: usize,
        kind: &str,
        wanted: &str,
    ) -> Result<Outcome, ImportError> {
        let outcome = self.close(accepted + waiting as u64, kind, wanted)?;
        Ok(Outcome { accepted, ..outcome })
    }

    /// As [`Self::close`], for a layer that one wrong row makes useless.
    pub(super) fn close_whole(mut self, accepted: u64, kind: &str, wanted: &str) -> Result<Outcome, ImportError> {
        self.sort();
        if accepted > 0 && !self.rejected.is_empty() {
            return Err(ImportError::Rows {
                file: self.file,
                layer: self.layer,
                problems: self.rejected,
            });
        }
        self.close(accepted, kind, wanted)
    }
}

/// The place of a remark in the list: numbers of rows as numbers, an extract's elements by type and id.
fn place(remark: &Remark) -> (u8, u64) {
    let Some(row) = &remark.row else { return (0, 0) };
    let mut words = row.split_whitespace();
    let first = words.next().unwrap_or_default();
    if let Ok(number) = first.parse() {
        return (1, number);
    }
    let class = match first {
        "node" => 2,
        "way" => 3,
        "relation" => 4,
        _ => 5,
    };
    (class, words.next().and_then(|id| id.parse().ok()).unwrap_or_default())
}

fn remark(row: Option<&str>, field: Option<&str>, what: impl Into<String>) -> Remark {
    Remark {
        row: row.map(str::to_owned),
        ..Remark::of_file(Check::Reading, field, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_counted() {
        let mut ledger = Ledger::new("a.csv", "");
        for row in 0..MOST_KEPT + 7 {
            ledger.reject(&row.to_string(), None, "it is wrong");
        }
        ledger.read = MOST_KEPT as u64 + 8;
        let outcome = ledger.close(1, "hamlets", "points").expect("one went in");
        assert_eq!(outcome.rejected.len(), MOST_KEPT + 1);
        let last = &outcome.rejected[MOST_KEPT].what;
        assert!(last.contains("7 more remarks like these"), "{last}");
    }
}
