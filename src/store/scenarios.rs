//! Scenarios: a base version of the layers and an ordered list of edits over it, never a copy.

use geo::{Geometry, LineString, Point};

use super::assessment_rows::AssessmentRows;
use super::assessments::SavedAssessment;
use super::database::{Row, RowError};
use super::error::StoreError;
use super::tables::area_of;
use super::value::{Value, values};
use super::versions::{now, number_of};
use super::workspace::Workspace;
use crate::crs::LonLat;
use crate::domain::edit::EditRecord;
use crate::domain::record::LayerKind;

/// Most scenarios of a workspace.
const MOST_SCENARIOS: i64 = 1000;
/// Most edits of a scenario.
const MOST_EDITS: usize = 10_000;

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

const COLUMNS: [&str; 10] = [
    "id", "geom", "scenario", "position", "kind", "row_id", "name", "class", "capacity", "level",
];

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

    /// Makes a scenario without edits over a version of the layers; over the latest where none is named. Says which.
    ///
    /// # Errors
    /// The name is taken; there is no such version, or none at all; too many scenarios; another writer.
    pub fn new_scenario(&mut self, name: &str, title: &str, base: Option<i64>) -> Result<i64, StoreError> {
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
        mut added: EditRecord,
        check: impl FnOnce(&Self, &Scenario) -> Result<(), E>,
    ) -> Result<EditRecord, E> {
        let mut refusal = None;
        let done = self.write(|workspace| {
            let scenario = workspace.scenario(name)?;
            if scenario.edits.len() >= MOST_EDITS {
                return Err(StoreError::TooManyEdits(MOST_EDITS));
            }
            if let Err(error) = check(workspace, &scenario) {
                refusal = Some(error);
                // Only leads out of the transaction.
                return Err(StoreError::TooManyEdits(MOST_EDITS));
            }
            if let EditRecord::AddSite { id, .. } = &mut added {
                let own = scenario.edits.iter().filter_map(|edit| match edit {
                    EditRecord::AddSite { id, .. } => Some(*id + 1),
                    _ => None,
                });
                *id = own.max().unwrap_or(0).max(workspace.next_id("facilities")?);
            }
            let (scenario_id, _) = workspace.find(name)?;
            let position = scenario.edits.len() as i64 + 1;
            workspace.database.before_bulk("scenario_edits")?;
            let id = workspace.next_id("scenario_edits")?;
            workspace.database.append("scenario_edits", &COLUMNS, &mut |put| {
                put(&columns(id, scenario_id, position, &added))
            })?;
            workspace.database.after_bulk("scenario_edits")?;
            workspace.touch(scenario_id)?;
            Ok(added)
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

fn columns(id: i64, scenario: i64, position: i64, edit: &EditRecord) -> [Value<'static>; 10] {
    let place = |at: &LonLat| Geometry::from(Point::new(at.lon, at.lat));
    let (mut shape, mut row, mut name, mut class, mut capacity) = (None, None, None, None, None);
    let mut level: Option<i64> = None;
    match edit {
        EditRecord::CloseStreet { id } | EditRecord::RemoveSite { id } => row = Some(*id),
        EditRecord::CloseAcross { line } => shape = Some(Geometry::from(line.clone())),
        EditRecord::CloseWithin { area } => shape = Some(Geometry::from(area.clone())),
        EditRecord::NewLink {
            course,
            class: highway,
            name: called,
            level: lies_on,
        } => {
            level = Some(i64::from(*lies_on));
            shape = Some(Geometry::from(course.clone()));
            class = Some(highway.clone());
            name = Some(called.clone());
        }
        EditRecord::AddSite {
            id,
            name: called,
            category,
            capacity: room,
            point,
        } => {
            shape = Some(place(point));
            row = Some(*id);
            name = Some(called.clone());
            class = Some(category.clone());
            capacity = *room;
        }
        EditRecord::MoveSite { id, to } => {
            shape = Some(place(to));
            row = Some(*id);
        }
    }
    values![
        id,
        shape,
        scenario,
        position,
        edit.key(),
        row,
        name,
        class,
        capacity,
        level
    ]
}

/// An edit of its row, which other programs may have changed.
fn edit(row: &dyn Row) -> Result<EditRecord, RowError> {
    let id = row.id()?;
    let wrong = |what: &str| {
        RowError::Row(
            id,
            format!("the edit of a scenario {what}; take it back, or drop the scenario"),
        )
    };
    let kind: String = row.get(4)?;
    let shape = row.shape(1)?;
    let place = || match &shape {
        Some(Geometry::Point(point)) => LonLat::new(point.x(), point.y()).map_err(|e| wrong(&e.to_string())),
        _ => Err(wrong("has no place")),
    };
    let target = || row.get::<Option<i64>>(5)?.ok_or_else(|| wrong("names no row"));
    Ok(match kind.as_str() {
        "close_street" => EditRecord::CloseStreet { id: target()? },
        "close_across" => EditRecord::CloseAcross {
            line: match shape {
                Some(Geometry::MultiLineString(line)) => line,
                Some(Geometry::LineString(line)) => line.into(),
                _ => return Err(wrong("has no line")),
            },
        },
        "close_within" => EditRecord::CloseWithin {
            area: shape.and_then(area_of).ok_or_else(|| wrong("has no area"))?,
        },
        "new_link" => EditRecord::NewLink {
            course: shape
                .and_then(|shape| LineString::try_from(shape).ok())
                .ok_or_else(|| wrong("has no line"))?,
            class: row.get(7)?,
            name: row.get::<Option<String>>(6)?.unwrap_or_default(),
            // Before format 6 every new way lay on the ground.
            level: i32::try_from(row.get::<Option<i64>>(9)?.unwrap_or(0)).map_err(|_| wrong("has no such level"))?,
        },
        "add_site" => EditRecord::AddSite {
            id: target()?,
            name: row.get::<Option<String>>(6)?.unwrap_or_default(),
            category: row.get(7)?,
            capacity: row.get(8)?,
            point: place()?,
        },
        "move_site" => EditRecord::MoveSite {
            id: target()?,
            to: place()?,
        },
        "remove_site" => EditRecord::RemoveSite { id: target()? },
        other => return Err(wrong(&format!("is of the unknown kind {other:?}"))),
    })
}
