//! Writing a layer while its file is read: rows come in batches, everything is kept or nothing, and what did not change is left alone.

mod finishing;
mod looking;
mod mode;

pub use mode::Mode;

use std::collections::{BTreeSet, HashMap};

use super::error::StoreError;
use super::rows::Stored;
use super::tables::Kept;
use super::value::values;
use super::versions::{Digest, digest};
use super::workspace::Workspace;
use crate::domain::day::Day;
use crate::domain::ids::SourceCode;
use crate::domain::provenance::{Input, PROVISIONAL_SOURCE};
use crate::domain::record::{Check, CommunityRecord, LayerKind, Records, Remark};

/// What a finished layer changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The version that it made; `None` where everything was there already.
    pub version: Option<i64>,
    /// Rows that came.
    pub added: i64,
    /// Rows that changed.
    pub changed: i64,
    /// Rows that went.
    pub removed: i64,
}

/// A layer on its way in, in a transaction that excludes other writers. Dropped before it is finished it changes nothing.
pub struct LayerWriter<'w> {
    workspace: &'w Workspace,
    kind: LayerKind,
    source: String,
    mode: Mode,
    /// From which day on its data are true.
    as_of: Option<Day>,
    version: i64,
    /// Ids by code, each given out once, though a careless register may name a code twice.
    codes: HashMap<(String, String), i64>,
    /// Rows that may go.
    old: BTreeSet<i64>,
    /// Of these, by what they say; in the order of their ids, last first.
    same: HashMap<Digest, Vec<i64>>,
    kept: BTreeSet<i64>,
    next_id: i64,
    added: i64,
    changed: i64,
    /// Rows taken out beside those that did not come again.
    taken_out: i64,
    edited_outside: usize,
    refused: Vec<Remark>,
    open: bool,
}

impl Workspace {
    /// Begins to write a layer from a source.
    ///
    /// # Errors
    /// Another writer; a damaged workspace.
    pub fn begin_layer(&mut self, kind: LayerKind, source: &str, mode: Mode) -> Result<LayerWriter<'_>, StoreError> {
        self.database.begin_write()?;
        let mut writer = LayerWriter {
            workspace: self,
            kind,
            source: source.to_owned(),
            mode,
            as_of: None,
            version: 0,
            codes: HashMap::new(),
            old: BTreeSet::new(),
            same: HashMap::new(),
            kept: BTreeSet::new(),
            next_id: 0,
            added: 0,
            changed: 0,
            taken_out: 0,
            edited_outside: 0,
            refused: Vec::new(),
            open: true,
        };
        writer.look()?;
        Ok(writer)
    }
}

/// Whether what came from several files stands side by side.
pub(super) fn side_by_side(kind: LayerKind) -> bool {
    matches!(
        kind,
        LayerKind::Facilities | LayerKind::Register | LayerKind::Barriers | LayerKind::Successions
    )
}

impl LayerWriter<'_> {
    /// Says from which day on the data are true: the version carries it, so that every layer can be read as it was on a day.
    pub fn true_from(&mut self, day: Option<Day>) {
        self.as_of = day;
    }

    /// Puts a batch of rows in. What is refused is in [`Self::refused`].
    ///
    /// # Errors
    /// A full disk, a lost connection; drop the writer then.
    pub fn put(&mut self, records: Records) -> Result<(), StoreError> {
        self.put_rows_of(records, &[])
    }

    /// As [`Self::put`], with the rows of the file that the records were, so that what is refused is named by its row.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_rows_of(&mut self, records: Records, rows_of: &[String]) -> Result<(), StoreError> {
        match records {
            Records::Communities(rows) => self.put_rows(rows, rows_of),
            Records::Facilities(rows) => self.put_rows(rows, rows_of),
            Records::Hamlets(rows) | Records::Population(rows) => self.put_rows(rows, rows_of),
            Records::Buildings(rows) => self.put_rows(rows, rows_of),
            Records::Land(rows) => self.put_rows(rows, rows_of),
            Records::Streets(rows) => self.put_rows(rows, rows_of),
            Records::Register(rows) => self.put_rows(rows, rows_of),
            Records::Barriers(rows) => self.put_rows(rows, rows_of),
            Records::Compounds(rows) => self.put_rows(rows, rows_of),
            Records::Successions(rows) => self.put_rows(rows, rows_of),
        }
    }

    fn put_rows<R: Kept>(&mut self, rows: Vec<R>, rows_of: &[String]) -> Result<(), StoreError> {
        let source = match self.kind {
            LayerKind::Communities | LayerKind::Streets => String::new(),
            _ => self.source.clone(),
        };
        let mut incoming: Vec<Stored<R>> = Vec::with_capacity(rows.len());
        let mut outgoing = Vec::new();
        for (position, record) in rows.into_iter().enumerate() {
            let row = rows_of.get(position).filter(|row| !row.is_empty());
            if self.is_there(&source, &record) {
                continue;
            }
            let known = record.code().and_then(|code| self.codes.get(&key(code)).copied());
            let id = match (self.mode, known) {
                (Mode::Append, Some(_)) => {
                    self.refuse(
                        row,
                        record.code(),
                        "is there already; import with --update to change it",
                    );
                    continue;
                }
                (Mode::Update, None) => {
                    self.refuse(row, record.code(), "is not there; import with --append to add it");
                    continue;
                }
                (Mode::Append, None) => None,
                (_, known) => known.filter(|id| self.old.contains(id) && !self.kept.contains(id)),
            };
            let id = if let Some(id) = id {
                outgoing.push(id);
                self.kept.insert(id);
                self.changed += 1;
                id
            } else {
                self.next_id += 1;
                self.added += 1;
                self.next_id - 1
            };
            if let (Mode::Append, Some(code)) = (self.mode, record.code()) {
                self.codes.insert(key(code), id);
            }
            incoming.push(Stored {
                id,
                source: source.clone(),
                record,
            });
        }
        self.workspace.retire::<R>(self.kind, &outgoing, self.version)?;
        self.workspace.enter(self.kind, &incoming, self.version)
    }

    /// Whether the very same row is there, and not yet taken for another one.
    fn is_there<R: Kept>(&mut self, source: &str, record: &R) -> bool {
        if self.same.is_empty() {
            return false;
        }
        let Some(ids) = self.same.get_mut(&digest(source, record)) else {
            return false;
        };
        while let Some(id) = ids.pop() {
            if self.kept.insert(id) {
                return true;
            }
        }
        false
    }

    fn refuse(&mut self, row: Option<&String>, code: Option<&SourceCode>, what: &str) {
        let what = match code {
            Some(code) => format!("code {} {what}", code.value),
            None => {
                "a row without a code can't be told from others; import with --append, or replace the layer".to_owned()
            }
        };
        let remark = match row {
            Some(row) => Remark::of_row(Check::Reading, row, Some("code"), what),
            None => Remark::of_file(Check::Reading, Some("code"), what),
        };
        self.refused.push(match code {
            Some(code) => remark.with_value(&code.value),
            None => remark,
        });
    }

    /// Takes communities out that others came in the place of; those that were changed by what came stay.
    ///
    /// # Errors
    /// A full disk, a lost connection; drop the writer then.
    pub fn take_out_communities(&mut self, ids: &[i64]) -> Result<i64, StoreError> {
        let gone: Vec<i64> = ids.iter().copied().filter(|id| !self.kept.contains(id)).collect();
        self.workspace
            .retire::<CommunityRecord>(LayerKind::Communities, &gone, self.version)?;
        self.taken_out += gone.len() as i64;
        let sql = "SELECT id FROM communities WHERE provisional ORDER BY id LIMIT 1";
        let left = self.workspace.rows("communities", sql, &[], |row| row.id())?;
        if left.is_empty() {
            self.forget_provisional_inputs()?;
        }
        Ok(gone.len() as i64)
    }

    /// What provisional communities were made from says nothing of those that come.
    fn forget_provisional_inputs(&self) -> Result<(), StoreError> {
        let kind = LayerKind::Communities.key();
        let sql = "DELETE FROM inputs WHERE kind = $1 AND source LIKE $2";
        let like = format!("{PROVISIONAL_SOURCE}%");
        self.workspace.database.execute(sql, &values![kind, &like]).map(drop)
    }

    /// Rows that the mode refuses.
    pub fn refused(&self) -> &[Remark] {
        &self.refused
    }

    /// As [`Workspace::changes`], now that nobody else changes them.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn changes(&self) -> Result<i64, StoreError> {
        self.workspace.changes()
    }

    /// What the rows of this input replace without being asked: those of another file of the same name.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn replaces_another(&self, input: &Input) -> Result<Option<Remark>, StoreError> {
        self.workspace.replaces_another(input)
    }

    /// What a person should know of the rows that were there.
    pub fn remarks(&self) -> Vec<Remark> {
        if self.edited_outside == 0 {
            return Vec::new();
        }
        let what = format!(
            "{} rows were edited outside Yike since they were imported; what they said before that is not in the history",
            self.edited_outside
        );
        vec![Remark::of_file(Check::Reading, None, what)]
    }
}

impl Drop for LayerWriter<'_> {
    fn drop(&mut self) {
        if self.open {
            self.workspace.database.rollback();
        }
    }
}

fn key(code: &SourceCode) -> (String, String) {
    (code.scheme.clone(), code.value.clone())
}
