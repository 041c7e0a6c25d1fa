//! Scenarios: a base version of the layers and an ordered list of edits over it, never a copy.

use super::assessment_rows::AssessmentRows;
use super::assessments::SavedAssessment;
use super::database::RowError;
use super::error::StoreError;
use super::scenario_edits::{COLUMNS, MOST_EDITS, edit};
use super::value::values;
use super::versions::{now, number_of};
use super::workspace::Workspace;
use crate::domain::edit::EditRecord;
use crate::domain::record::LayerKind;

/// Most scenarios of a workspace.
const MOST_SCENARIOS: i64 = 1000;

/// A scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What it is about; may be empty.
    pub title: String,
    /// The version of the layers that it stands on.
    pub base: i64,
    /// When it was made, in UTC.
    pub made_at: String,
    /// When it was last edited, in UTC.
    pub changed_at: String,
    /// In order of application.
    pub edits: Vec<EditRecord>,
    /// Numbers of the assessments that were made of it.
    pub assessments: Vec<i64>,
}

/// What an assessment looks like on the map, as it is kept.
fn as_drawn(rows: &AssessmentRows) -> Vec<u8> {
    serde_json::to_vec(rows).expect("rows are made of texts and numbers")
}

impl Workspace {
    /// All scenarios by name.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn scenarios(&self) -> Result<Vec<Scenario>, StoreError> {
        let mut found = self.rows("scenarios", "SELECT id, name FROM scenarios", &[], |row| {
            row.get::<String>(1)
        })?;
        // Databases sort texts by different rules.
        found.sort();
        found.iter().map(|name| self.scenario(name)).collect()
    }

    /// A scenario by its name.
    ///
    /// # Errors
    /// There is none of this name; an edit that was changed by something else and makes no sense.
    pub fn scenario(&self, name: &str) -> Result<Scenario, StoreError> {
        let (id, mut scenario) = self.find(name)?;
        let sql = format!(
            "SELECT {} FROM scenario_edits WHERE scenario = $1 ORDER BY position",
            COLUMNS.join(", ")
        );
        scenario.edits = self.rows("scenario_edits", &sql, &values![id], edit)?;
        let sql = "SELECT id FROM assessments WHERE scenario = $1 ORDER BY id";
        scenario.assessments = self.rows("assessments", sql, &values![name], |row| row.id())?;
        Ok(scenario)
    }

    fn find(&self, name: &str) -> Result<(i64, Scenario), StoreError> {
        let sql = "SELECT id, name, title, base, made_at, changed_at FROM scenarios WHERE name = $1";
        let found = self.one("scenarios", sql, &values![name], |row| {
            let scenario = Scenario {
                name: row.get(1)?,
                title: row.get(2)?,
                base: row.get(3)?,
                made_at: row.get(4)?,
                changed_at: row.get(5)?,
                edits: Vec::new(),
                assessments: Vec::new(),
            };
            Ok((row.id()?, scenario))
        })?;
        found.ok_or_else(|| StoreError::NoScenario {
            name: self.name(),
            scenario: name.to_owned(),
        })
    }

    /// Makes a scenario over a version of the layers, with its edits, all of it or none; over the latest where none is named. Says which. A site that
    /// is added without an id gets one, as in [`Self::add_edit`].
    ///
    /// # Errors
    /// The name is taken; there is no such version, or none at all; too many scenarios or edits; another writer.
    pub fn new_scenario(
        &mut self,
        name: &str,
        title: &str,
        base: Option<i64>,
        edits: &[EditRecord],
    ) -> Result<i64, StoreError> {
        self.write(|workspace| {
            let sql = "SELECT count(*) FROM scenarios";
            let there = workspace
                .one("scenarios", sql, &[], |row| row.get::<i64>(0))?
                .unwrap_or(0);
            if there >= MOST_SCENARIOS {
                return Err(StoreError::TooManyScenarios(MOST_SCENARIOS));
            }
            if workspace.find(name).is_ok() {
                return Err(StoreError::ScenarioExists(name.to_owned()));
            }
            let versions = workspace.versions()?;
            let latest = versions
                .last()
                .ok_or_else(|| StoreError::NothingToUndo(workspace.name()));
            let base = match base {
                Some(base) => base,
                None => latest?.number,
            };
            workspace.state_after(base)?;
            let id = workspace.next_id("scenarios")?;
            let columns = ["id", "name", "title", "base", "made_at", "changed_at"];
            workspace.database.append("scenarios", &columns, &mut |put| {
                put(&values![id, name, title, base, now(), now()])
            })?;
            workspace.append_edits(id, &[], edits)?;
            Ok(base)
        })
    }

    /// Puts an edit behind the others. A site that is added gets its id here: one above all that were ever given, and above those of the
    /// scenario. Returns the edit as it was kept.
    ///
    /// # Errors
    /// No such scenario; too many edits; another writer; what `check` says of the scenario as it is now.
    pub fn add_edit<E: From<StoreError>>(
        &mut self,
        name: &str,
        added: EditRecord,
        check: impl FnOnce(&Self, &Scenario) -> Result<(), E>,
    ) -> Result<EditRecord, E> {
        let mut refusal = None;
        let done = self.write(|workspace| {
            let scenario = workspace.scenario(name)?;
            if scenario.edits.len() < MOST_EDITS
                && let Err(error) = check(workspace, &scenario)
            {
                refusal = Some(error);
                // Only leads out of the transaction.
                return Err(StoreError::TooManyEdits(MOST_EDITS));
            }
            let (id, _) = workspace.find(name)?;
            let mut kept = workspace.append_edits(id, &scenario.edits, std::slice::from_ref(&added))?;
            workspace.touch(id)?;
            Ok(kept.pop().unwrap_or(added))
        });
        match (refusal, done) {
            (Some(error), _) => Err(error),
            (None, done) => Ok(done?),
        }
    }

    /// Takes the last edit back; says which it was.
    ///
    /// # Errors
    /// No such scenario, no edit; another writer.
    pub fn take_back_edit(&mut self, name: &str) -> Result<EditRecord, StoreError> {
        self.write(|workspace| {
            let last = workspace.scenario(name)?.edits.pop();
            let last = last.ok_or_else(|| StoreError::NoEdit(name.to_owned()))?;
            let (id, _) = workspace.find(name)?;
            let sql = "DELETE FROM scenario_edits WHERE scenario = $1
                       AND position = (SELECT max(position) FROM scenario_edits WHERE scenario = $1)";
            workspace.database.execute(sql, &values![id])?;
            workspace.touch(id)?;
            Ok(last)
        })
    }

    /// Removes a scenario with its edits and its assessments.
    ///
    /// # Errors
    /// No such scenario; another writer.
    pub fn drop_scenario(&mut self, name: &str) -> Result<Scenario, StoreError> {
        self.write(|workspace| {
            let scenario = workspace.scenario(name)?;
            let (id, _) = workspace.find(name)?;
            let database = &workspace.database;
            database.execute("DELETE FROM scenario_edits WHERE scenario = $1", &values![id])?;
            database.execute("DELETE FROM assessments WHERE scenario = $1", &values![name])?;
            database.execute("DELETE FROM scenarios WHERE id = $1", &values![id])?;
            Ok(scenario)
        })
    }

    fn touch(&self, scenario: i64) -> Result<(), StoreError> {
        let sql = "UPDATE scenarios SET changed_at = $1 WHERE id = $2";
        self.database.execute(sql, &values![now(), scenario]).map(drop)
    }

    /// Keeps an assessment of a scenario. The one in force stays in force. The same inputs give the number and the bytes that they had
    /// before.
    ///
    /// # Errors
    /// Another writer, a full disk.
    pub fn keep_assessment(
        &mut self,
        scenario: &str,
        rows: &AssessmentRows,
        document: impl FnOnce(i64) -> Vec<u8>,
    ) -> Result<(i64, Vec<u8>), StoreError> {
        self.write(|workspace| {
            let sql = "SELECT id FROM assessments WHERE inputs_sha256 = $1";
            let known = workspace.one("assessments", sql, &values![&rows.inputs_sha256], |row| row.id())?;
            let number = match known {
                Some(number) => number,
                None => workspace.next_id("assessments")?,
            };
            let document = document(number);
            if known.is_none() {
                let drawn = as_drawn(rows);
                let columns = ["id", "inputs_sha256", "made_at", "document", "scenario", "drawn"];
                workspace.database.append("assessments", &columns, &mut |put| {
                    put(&values![
                        number,
                        &rows.inputs_sha256,
                        now(),
                        &document[..],
                        scenario,
                        &drawn[..]
                    ])
                })?;
            }
            Ok((number, document))
        })
    }

    /// The latest assessment of a scenario that can be drawn; `None` where it was not assessed since its workspace keeps what is drawn.
    ///
    /// # Errors
    /// The workspace is damaged.
    pub fn scenario_assessment(&self, scenario: &str) -> Result<Option<SavedAssessment>, StoreError> {
        let sql = "SELECT id, document, drawn FROM assessments WHERE scenario = $1 AND drawn IS NOT NULL ORDER BY id DESC LIMIT 1";
        self.one("assessments", sql, &values![scenario], |row| {
            let (number, drawn) = (row.id()?, row.get::<Vec<u8>>(2)?);
            let rows = serde_json::from_slice(&drawn)
                .map_err(|_| RowError::Row(number, "what it looks like can't be read".to_owned()))?;
            Ok(SavedAssessment {
                number,
                document: row.get(1)?,
                rows,
            })
        })
    }

    /// Scenarios whose latest assessment can be drawn, with its number, by name.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn assessed_scenarios(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT max(id), scenario FROM assessments WHERE scenario IS NOT NULL AND drawn IS NOT NULL GROUP BY scenario";
        let mut found = self.rows("assessments", sql, &[], |row| Ok((row.get::<String>(1)?, row.id()?)))?;
        // Databases sort texts by different rules.
        found.sort();
        Ok(found)
    }

    /// Whether a layer had a row with this id after a version.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn has_row(&self, kind: LayerKind, version: i64, id: i64) -> Result<bool, StoreError> {
        let table = kind.key();
        let layer = number_of(kind);
        let now = format!(
            "SELECT id FROM {table} WHERE id = $1 AND NOT EXISTS
               (SELECT 1 FROM row_versions WHERE layer = {layer} AND row_id = $1 AND since > $2)"
        );
        let then =
            format!("SELECT id FROM history WHERE layer = {layer} AND row_id = $1 AND since <= $2 AND until > $2");
        for sql in [now, then] {
            if self.one(table, &sql, &values![id, version], |row| row.id())?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
