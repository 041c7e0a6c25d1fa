//! Versions of the layers: what changed them, the rows that went, and the way back.
//!
//! Current rows stand in plain tables; a row that a version changes or removes goes to the history with the versions between which it
//! stood. So every earlier state can be read, compared and put back, and none of it is a copy of the whole.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::database::RowError;
use super::error::StoreError;
use super::rows::Stored;
use super::tables::{ALL, Kept, Which};
use super::value::values;
use super::workspace::Workspace;
use crate::domain::provenance::Input;
use crate::domain::record::LayerKind;
use crate::domain::town::HeldCategory;

/// One change of the layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// When, in UTC.
    pub made_at: String,
    /// From which day on its data are true, where the import said it.
    pub as_of: Option<String>,
    /// Which layer; `all` for a restoration.
    pub layer: String,
    /// `replace`, `append`, `update`, `restore`.
    pub action: String,
    /// The file, or `version 3` for what a restoration put back.
    pub source: String,
    /// Rows that came.
    pub added: i64,
    /// Rows that changed.
    pub changed: i64,
    /// Rows that went.
    pub removed: i64,
}

/// What belongs to the layers as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) inputs: Vec<Input>,
    pub(super) held: Vec<HeldCategory>,
    pub(super) projection: Option<String>,
}

/// The number by which the tables know a kind; never changed once given.
pub(super) fn number_of(kind: LayerKind) -> i64 {
    match kind {
        LayerKind::Communities => 1,
        LayerKind::Facilities => 2,
        LayerKind::Hamlets => 3,
        LayerKind::Buildings => 4,
        LayerKind::Land => 5,
        LayerKind::Population => 6,
        LayerKind::Streets => 7,
        LayerKind::Register => 8,
        LayerKind::Barriers => 9,
        LayerKind::Compounds => 10,
        LayerKind::Successions => 11,
    }
}

/// Seconds of UTC, as `2025-06-30T08:00:00Z`.
pub fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

impl Workspace {
    /// All versions, oldest first.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn versions(&self) -> Result<Vec<Version>, StoreError> {
        let sql = "SELECT id, made_at, layer, action, source, added, changed, removed, as_of FROM versions ORDER BY id";
        self.rows("versions", sql, &[], |row| {
            Ok(Version {
                number: row.id()?,
                made_at: row.get(1)?,
                layer: row.get(2)?,
                action: row.get(3)?,
                source: row.get(4)?,
                added: row.get(5)?,
                changed: row.get(6)?,
                removed: row.get(7)?,
                as_of: row.get(8)?,
            })
        })
    }

    /// What belongs to the layers now.
    pub(super) fn state(&self) -> Result<State, StoreError> {
        Ok(State {
            inputs: self.inputs()?,
            held: self.held()?,
            projection: self.setting("projection")?,
        })
    }

    /// What belonged to the layers after a version; nothing before the first.
    pub(super) fn state_after(&self, version: i64) -> Result<State, StoreError> {
        if version == 0 {
            return Ok(State::default());
        }
        let sql = "SELECT id, state FROM versions WHERE id = $1";
        let found = self.one("versions", sql, &values![version], |row| {
            let text: String = row.get(1)?;
            serde_json::from_str(&text).map_err(|_| RowError::Row(version, "its state can't be read".to_owned()))
        })?;
        found.ok_or(StoreError::NoVersion {
            name: self.name(),
            version,
        })
    }

    /// Enters a version; its number is the next one. The state is the one that stands then.
    pub(super) fn enter_version(&self, version: &Version) -> Result<(), StoreError> {
        let state = serde_json::to_string(&self.state()?).expect("it is made of texts and numbers");
        let columns = [
            "id", "made_at", "layer", "action", "source", "added", "changed", "removed", "state", "as_of",
        ];
        self.database.append("versions", &columns, &mut |put| {
            put(&values![
                version.number,
                &version.made_at,
                &version.layer,
                &version.action,
                &version.source,
                version.added,
                version.changed,
                version.removed,
                &state,
                version.as_of.as_ref()
            ])
        })?;
        let layers = self.setting("layers")?.and_then(|count| count.parse::<i64>().ok());
        self.set("layers", &(layers.unwrap_or(0) + 1).to_string())
    }

    /// A layer as it was after a version, ordered by id.
    pub(super) fn layer_at<R: Kept>(
        &self,
        kind: LayerKind,
        version: Option<i64>,
    ) -> Result<Vec<Stored<R>>, StoreError> {
        let mut rows = Vec::new();
        self.each_at(kind, version, &mut |row| rows.push(row))?;
        Ok(rows)
    }

    /// Hands over a layer as it was after a version, row by row, ordered by id: what is large need not be held at once.
    pub(super) fn each_at<R: Kept>(
        &self,
        kind: LayerKind,
        version: Option<i64>,
        take: &mut dyn FnMut(Stored<R>),
    ) -> Result<(), StoreError> {
        let Some(version) = version else {
            return R::each(self, kind, ALL, &mut |row| {
                take(row);
                Ok(())
            });
        };
        let later = format!(
            "WHERE id NOT IN (SELECT row_id FROM row_versions WHERE layer = {} AND since > $1)",
            number_of(kind)
        );
        let which = Which {
            condition: &later,
            values: &values![version],
        };
        let past = self.past::<R>(kind, "since <= $2 AND until > $2", version)?;
        let mut past = past.into_iter().peekable();
        R::each(self, kind, which, &mut |row| {
            while let Some(earlier) = past.next_if(|earlier| earlier.id < row.id) {
                take(earlier);
            }
            take(row);
            Ok(())
        })?;
        past.for_each(take);
        Ok(())
    }

    /// Rows of the history that fulfil a condition on `since` and `until`, in which `$2` is a version.
    pub(super) fn past<R: Kept>(
        &self,
        kind: LayerKind,
        condition: &str,
        version: i64,
    ) -> Result<Vec<Stored<R>>, StoreError> {
        let sql = format!("SELECT row_id, row FROM history WHERE layer = $1 AND {condition} ORDER BY row_id, since");
        self.rows("history", &sql, &values![number_of(kind), version], |row| {
            let text: String = row.get(1)?;
            serde_json::from_str(&text)
                .map_err(|_| RowError::Row(row.id().unwrap_or_default(), "its past can't be read".to_owned()))
        })
    }

    /// Puts rows into the history and takes them out of their table. `until` is the version that removes or changes them.
    pub(super) fn retire<R: Kept>(&self, kind: LayerKind, ids: &[i64], until: i64) -> Result<(), StoreError> {
        let layer = number_of(kind);
        for some in ids.chunks(AT_ONCE) {
            let listed = listed(some);
            let sql = format!("SELECT row_id, since FROM row_versions WHERE layer = {layer} AND row_id IN ({listed})");
            let since: std::collections::BTreeMap<i64, i64> = self
                .rows("row_versions", &sql, &[], |row| Ok((row.id()?, row.get(1)?)))?
                .into_iter()
                .collect();
            let mut past: Vec<(i64, String)> = Vec::with_capacity(some.len());
            let condition = format!("WHERE id IN ({listed})");
            let which = Which {
                condition: &condition,
                values: &[],
            };
            R::each(self, kind, which, &mut |row| {
                past.push((row.id, as_text(&row)));
                Ok(())
            })?;
            let mut next = self.next_id("history")?;
            let columns = ["id", "layer", "row_id", "since", "until", "row"];
            self.database.append("history", &columns, &mut |put| {
                for (id, text) in &past {
                    let since = since.get(id).copied().unwrap_or(0);
                    put(&values![next, layer, *id, since, until, text])?;
                    next += 1;
                }
                Ok(())
            })?;
            let sql = format!("DELETE FROM row_versions WHERE layer = {layer} AND row_id IN ({listed})");
            self.database.execute(&sql, &[])?;
            R::delete(self, kind, &listed)?;
        }
        Ok(())
    }

    /// Puts rows into their table as those that a version wrote.
    pub(super) fn enter<R: Kept>(&self, kind: LayerKind, rows: &[Stored<R>], version: i64) -> Result<(), StoreError> {
        R::insert(self, kind, rows)?;
        let mut next = self.next_id("row_versions")?;
        let layer = number_of(kind);
        let columns = ["id", "layer", "row_id", "since", "digest"];
        self.database.append("row_versions", &columns, &mut |put| {
            for row in rows {
                put(&values![
                    next,
                    layer,
                    row.id,
                    version,
                    &digest(&row.source, &row.record)[..]
                ])?;
                next += 1;
            }
            Ok(())
        })
    }
}

/// Rows that one statement names.
const AT_ONCE: usize = 500;

fn listed(ids: &[i64]) -> String {
    let words: Vec<String> = ids.iter().map(i64::to_string).collect();
    words.join(", ")
}

/// A row as the history keeps it.
pub(super) fn as_text<R: Kept>(row: &Stored<R>) -> String {
    serde_json::to_string(row).expect("records are made of texts and numbers")
}

/// What a row says, in 16 bytes: the same row gives the same.
pub(super) type Digest = [u8; 16];

/// The digest of a row of a source.
pub(super) fn digest<R: Kept>(source: &str, record: &R) -> Digest {
    use sha2::Digest as _;
    let mut hash = Hashing(sha2::Sha256::new());
    serde_json::to_writer(&mut hash, &(source, record)).expect("hashing never fails");
    let whole = hash.0.finalize();
    let mut digest = [0; 16];
    digest.copy_from_slice(&whole[..16]);
    digest
}

struct Hashing(sha2::Sha256);

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        use sha2::Digest as _;
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
