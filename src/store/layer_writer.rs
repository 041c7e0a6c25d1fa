//! Writing a layer while its file is read: rows come in batches, everything is kept or nothing, and what did not change is left alone.

use std::collections::{BTreeSet, HashMap};

use super::error::StoreError;
use super::rows::Stored;
use super::tables::{ALL, Kept, Which};
use super::value::values;
use super::versions::{Digest, Version, digest, now, number_of};
use super::workspace::Workspace;
use crate::crs::Projection;
use crate::domain::ids::SourceCode;
use crate::domain::provenance::{Input, PROVISIONAL_SOURCE};
use crate::domain::record::{
    BarrierRecord, BuildingRecord, Check, CommunityRecord, CompoundRecord, LandRecord, LayerKind, PeopleRecord,
    Records, RegisterRecord, Remark, SiteRecord, StreetRecord,
};
use crate::domain::town::HeldCategory;

/// What becomes of the rows that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They go, save those that come again. Facilities, registers and barriers of other files stay: they stand side by side.
    Replace,
    /// They go, those of other files too.
    ReplaceAll,
    /// They stay; a row with a code that is there already is refused.
    Append,
    /// They stay, save that rows with the same code change; a row whose code is not there is refused.
    Update,
    /// Of communities: provisional ones go, save those that come again; all others stay.
    Provisional,
}

impl Mode {
    /// The word that versions carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Replace | Self::ReplaceAll | Self::Provisional => "replace",
            Self::Append => "append",
            Self::Update => "update",
        }
    }

    fn replaces(self) -> bool {
        matches!(self, Self::Replace | Self::ReplaceAll | Self::Provisional)
    }
}

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

/// Whether rows of a kind have codes of their source.
fn has_codes(kind: LayerKind) -> bool {
    matches!(
        kind,
        LayerKind::Communities | LayerKind::Facilities | LayerKind::Register | LayerKind::Compounds
    )
}

/// Whether what came from several files stands side by side.
fn side_by_side(kind: LayerKind) -> bool {
    matches!(kind, LayerKind::Facilities | LayerKind::Register | LayerKind::Barriers)
}

impl LayerWriter<'_> {
    /// Sees what is there.
    fn look(&mut self) -> Result<(), StoreError> {
        let table = self.kind.key();
        if self.kind.has_geometry() {
            self.workspace.database.before_bulk(table)?;
        }
        self.version = self.workspace.next_id("versions")?;
        self.next_id = self.workspace.next_id(table)?;
        if has_codes(self.kind) {
            // A provisional community gives way to the real one of its code.
            let real = match (self.kind, self.mode) {
                (LayerKind::Communities, Mode::Append) => "AND NOT provisional",
                _ => "",
            };
            let sql = format!(
                "SELECT id, coalesce(code_scheme, 'source'), code FROM {table} WHERE code IS NOT NULL {real} ORDER BY id"
            );
            let codes = self
                .workspace
                .rows(table, &sql, &[], |row| Ok(((row.get(1)?, row.get(2)?), row.id()?)))?;
            // The first row of a code that stands twice.
            self.codes = codes.into_iter().rev().collect();
        }
        match self.kind {
            LayerKind::Communities => self.look_at::<CommunityRecord>(),
            LayerKind::Facilities => self.look_at::<SiteRecord>(),
            LayerKind::Hamlets | LayerKind::Population => self.look_at::<PeopleRecord>(),
            LayerKind::Buildings => self.look_at::<BuildingRecord>(),
            LayerKind::Land => self.look_at::<LandRecord>(),
            LayerKind::Streets => self.look_at::<StreetRecord>(),
            LayerKind::Register => self.look_at::<RegisterRecord>(),
            LayerKind::Barriers => self.look_at::<BarrierRecord>(),
            LayerKind::Compounds => self.look_at::<CompoundRecord>(),
        }
    }

    fn look_at<R: Kept>(&mut self) -> Result<(), StoreError> {
        if self.mode == Mode::Append {
            return Ok(());
        }
        let sql = "SELECT row_id, digest FROM row_versions WHERE layer = $1";
        let written: HashMap<i64, Vec<u8>> = self
            .workspace
            .rows("row_versions", sql, &values![number_of(self.kind)], |row| {
                Ok((row.id()?, row.get(1)?))
            })?
            .into_iter()
            .collect();
        let own = values![&self.source];
        let which = if side_by_side(self.kind) && self.mode == Mode::Replace {
            Which {
                condition: "WHERE source = $1",
                values: &own,
            }
        } else if self.mode == Mode::Provisional {
            Which {
                condition: "WHERE provisional",
                values: &[],
            }
        } else {
            ALL
        };
        let (old, same, outside) = (&mut self.old, &mut self.same, &mut self.edited_outside);
        R::each(self.workspace, self.kind, which, &mut |row| {
            let says = digest(&row.source, &row.record);
            // A row of an earlier format has none to compare with.
            let then = written.get(&row.id).filter(|written| !written.is_empty());
            *outside += usize::from(then.is_some_and(|then| then[..] != says));
            old.insert(row.id);
            same.entry(says).or_default().push(row.id);
            Ok(())
        })?;
        for ids in same.values_mut() {
            ids.reverse();
        }
        Ok(())
    }

    /// Puts a batch of rows in. What is refused is in [`Self::refused`].
    ///
    /// # Errors
    /// A full disk, a lost connection; drop the writer then.
    pub fn put(&mut self, records: Records) -> Result<(), StoreError> {
        match records {
            Records::Communities(rows) => self.put_rows(rows),
            Records::Facilities(rows) => self.put_rows(rows),
            Records::Hamlets(rows) | Records::Population(rows) => self.put_rows(rows),
            Records::Buildings(rows) => self.put_rows(rows),
            Records::Land(rows) => self.put_rows(rows),
            Records::Streets(rows) => self.put_rows(rows),
            Records::Register(rows) => self.put_rows(rows),
            Records::Barriers(rows) => self.put_rows(rows),
            Records::Compounds(rows) => self.put_rows(rows),
        }
    }

    fn put_rows<R: Kept>(&mut self, rows: Vec<R>) -> Result<(), StoreError> {
        let source = match self.kind {
            LayerKind::Communities | LayerKind::Streets => String::new(),
            _ => self.source.clone(),
        };
        let mut incoming: Vec<Stored<R>> = Vec::with_capacity(rows.len());
        let mut outgoing = Vec::new();
        for record in rows {
            if self.is_there(&source, &record) {
                continue;
            }
            let known = record.code().and_then(|code| self.codes.get(&key(code)).copied());
            let id = match (self.mode, known) {
                (Mode::Append, Some(_)) => {
                    self.refuse(record.code(), "is there already; import with --update to change it");
                    continue;
                }
                (Mode::Update, None) => {
                    self.refuse(record.code(), "is not there; import with --append to add it");
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

    fn refuse(&mut self, code: Option<&SourceCode>, what: &str) {
        let what = match code {
            Some(code) => format!("code {} {what}", code.value),
            None => {
                "a row without a code can't be told from others; import with --append, or replace the layer".to_owned()
            }
        };
        let remark = Remark::of_file(Check::Reading, Some("code"), what);
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

    /// Keeps everything. `projection` is kept with communities: it is the plane that everything is measured in.
    ///
    /// # Errors
    /// A full disk, a lost connection; nothing is changed then.
    pub fn finish(
        mut self,
        input: &Input,
        held: &[HeldCategory],
        projection: Option<&Projection>,
    ) -> Result<Written, StoreError> {
        let removed = match self.kind {
            LayerKind::Communities => self.clear::<CommunityRecord>(),
            LayerKind::Facilities => self.clear::<SiteRecord>(),
            LayerKind::Hamlets | LayerKind::Population => self.clear::<PeopleRecord>(),
            LayerKind::Buildings => self.clear::<BuildingRecord>(),
            LayerKind::Land => self.clear::<LandRecord>(),
            LayerKind::Streets => self.clear::<StreetRecord>(),
            LayerKind::Register => self.clear::<RegisterRecord>(),
            LayerKind::Barriers => self.clear::<BarrierRecord>(),
            LayerKind::Compounds => self.clear::<CompoundRecord>(),
        }? + self.taken_out;
        let workspace = self.workspace;
        let before = workspace.state()?;
        self.keep_input(input)?;
        if self.kind == LayerKind::Facilities {
            self.keep_held(held)?;
        }
        if let Some(projection) = projection {
            workspace.set("projection", &projection.name())?;
        }
        let rows_same = self.added == 0 && self.changed == 0 && removed == 0;
        if rows_same && workspace.state()? == before {
            // Nothing is new: no version, and an assessment made of it stays fresh.
            return Ok(Written {
                version: None,
                added: 0,
                changed: 0,
                removed: 0,
            });
        }
        if self.kind.has_geometry() {
            workspace.database.after_bulk(self.kind.key())?;
        }
        workspace.enter_version(&Version {
            number: self.version,
            made_at: now(),
            layer: self.kind.key().to_owned(),
            action: self.mode.key().to_owned(),
            source: input.source.clone(),
            added: self.added,
            changed: self.changed,
            removed,
        })?;
        workspace.database.commit()?;
        self.open = false;
        Ok(Written {
            version: Some(self.version),
            added: self.added,
            changed: self.changed,
            removed,
        })
    }

    /// Takes out what did not come again.
    fn clear<R: Kept>(&self) -> Result<i64, StoreError> {
        if !self.mode.replaces() {
            return Ok(0);
        }
        let gone: Vec<i64> = self.old.difference(&self.kept).copied().collect();
        self.workspace.retire::<R>(self.kind, &gone, self.version)?;
        Ok(gone.len() as i64)
    }

    fn keep_input(&self, input: &Input) -> Result<(), StoreError> {
        let database = &self.workspace.database;
        let others_stay = match self.mode {
            Mode::Append | Mode::Update => true,
            Mode::Provisional => {
                self.forget_provisional_inputs()?;
                true
            }
            Mode::Replace => side_by_side(self.kind),
            Mode::ReplaceAll => false,
        };
        if others_stay {
            database.execute(
                "DELETE FROM inputs WHERE kind = $1 AND source = $2",
                &values![&input.kind, &input.source],
            )
        } else {
            database.execute("DELETE FROM inputs WHERE kind = $1", &values![&input.kind])
        }?;
        let next = self.workspace.next_id("inputs")?;
        let columns = ["id", "kind", "source", "sha256", "row_count", "crs"];
        database.append("inputs", &columns, &mut |put| {
            put(&values![
                next,
                &input.kind,
                &input.source,
                &input.sha256,
                input.rows as i64,
                &input.crs
            ])
        })
    }

    fn keep_held(&self, held: &[HeldCategory]) -> Result<(), StoreError> {
        let database = &self.workspace.database;
        match self.mode {
            Mode::ReplaceAll => database.execute("DELETE FROM held_categories", &[]),
            _ => database.execute("DELETE FROM held_categories WHERE source = $1", &values![&self.source]),
        }?;
        let mut next = self.workspace.next_id("held_categories")?;
        database.append(
            "held_categories",
            &["id", "category", "source", "complete"],
            &mut |put| {
                for held in held {
                    put(&values![next, &held.category, &held.source, held.complete])?;
                    next += 1;
                }
                Ok(())
            },
        )
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
