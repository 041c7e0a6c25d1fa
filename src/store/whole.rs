//! A workspace as a whole: copied into a file while it is used, and put back.
//!
//! A copy is a workspace itself, a `GeoPackage`, whatever database it comes from: it can be opened as it is, and go back into either.

use std::path::Path;

use super::database::{Row, RowError};
use super::error::StoreError;
use super::flat::{self, ServiceTitle};
use super::location::Location;
use super::schema::{Kind, SETTINGS, Table, tables};
use super::sqlite::SqliteDatabase;
use super::value::{Value, values};
use super::workspace::Workspace;

/// What services are called, by the document of an assessment; the flat views need it.
pub type Titles<'a> = &'a dyn Fn(&[u8]) -> Vec<ServiceTitle>;

/// Tables whose ids show how far a workspace is: they are never used twice.
const TELLING: [&str; 5] = ["versions", "assessments", "scenarios", "scenario_edits", "plan_records"];

/// How far a workspace is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Number, moment and source of every version.
    versions: Vec<(i64, String, String)>,
    /// The highest id of each of the telling tables.
    ids: Vec<i64>,
}

impl Standing {
    /// What a workspace holds that the other does not, in words; `None` where nothing would be lost if the other took its place.
    pub fn beyond(&self, other: &Self) -> Option<String> {
        let last = |standing: &Self| {
            standing
                .versions
                .last()
                .map_or("no version".to_owned(), |(number, made_at, _)| {
                    format!("version {number} of {made_at}")
                })
        };
        let shared = self
            .versions
            .iter()
            .zip(&other.versions)
            .all(|(own, other)| own == other);
        if !shared {
            return Some(format!(
                "its history is another one: it ends with {}, the backup's with {}",
                last(self),
                last(other)
            ));
        }
        if self.versions.len() > other.versions.len() {
            return Some(format!(
                "its layers are those of {}, the backup's of {}",
                last(self),
                last(other)
            ));
        }
        let ahead = TELLING.iter().zip(self.ids.iter().zip(&other.ids)).skip(1);
        let ahead = ahead
            .filter(|(_, (own, other))| own > other)
            .map(|(table, _)| table.replace('_', " "));
        let ahead: Vec<String> = ahead.collect();
        (!ahead.is_empty()).then(|| format!("it has newer {}", ahead.join(", ")))
    }
}

impl Workspace {
    /// How far it is.
    ///
    /// # Errors
    /// It can't be read.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        let versions = self.versions()?.into_iter();
        Ok(Standing {
            versions: versions.map(|v| (v.number, v.made_at, v.source)).collect(),
            ids: TELLING
                .iter()
                .map(|table| self.database.last_id(table))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Copies it into a file that is not there yet, as it is at one moment, while others read and write it.
    ///
    /// # Errors
    /// It can't be read, or the file can't be written; a half-written file may be left.
    pub fn copy_to(&self, file: &Path, titles: Titles<'_>) -> Result<(), StoreError> {
        if self.database.copy_out(file)? {
            return Ok(());
        }
        let mut copy = Self::create(&Location::File(file.to_owned()))?;
        self.read_as_one(|from| copy.write(|into| pour(from, into, titles)))
    }

    /// Takes what a file holds, in one transaction: others see what was there before, or all of it.
    ///
    /// # Errors
    /// Another writer, a full disk, a file that can't be read. All is then as it was.
    pub fn take_from(&mut self, file: &Path, titles: Titles<'_>) -> Result<(), StoreError> {
        if self.database.copy_back(file)? {
            return Ok(());
        }
        let from = Self::open_read_only(&Location::File(file.to_owned()))?;
        self.write(|into| pour(&from, into, titles))
    }

    /// Whether every page of a copy is what it should be.
    ///
    /// # Errors
    /// It can't be opened.
    pub fn is_whole(file: &Path) -> Result<bool, StoreError> {
        SqliteDatabase::is_whole(file)
    }
}

/// Puts all rows of one workspace in the place of all rows of another, with their ids.
fn pour(from: &Workspace, into: &Workspace, titles: Titles<'_>) -> Result<(), StoreError> {
    for table in tables() {
        let name = table.name;
        if table.geometry.is_some() {
            into.database.before_bulk(name)?;
        }
        into.database.execute(&format!("DELETE FROM {name}"), &[])?;
        pour_table(from, into, table)?;
        into.database.raise_last_id(name, from.database.last_id(name)?)?;
        if table.geometry.is_some() {
            into.database.after_bulk(name)?;
        }
    }
    pour_settings(from, into)?;
    // The flat views show what stands in other tables, side by side.
    match into.assessment()? {
        Some(saved) => flat::renew(into, saved.number, &saved.rows, &titles(&saved.document)),
        None => into.database.renew_flat_views(&[]),
    }
}

fn pour_table(from: &Workspace, into: &Workspace, table: &'static Table) -> Result<(), StoreError> {
    let mut names = vec!["id"];
    names.extend(table.geometry.map(|_| "geom"));
    names.extend(table.columns.iter().map(|column| column.name));
    let sql = format!("SELECT {} FROM {} ORDER BY id", names.join(", "), table.name);
    into.database.append(table.name, &names, &mut |put| {
        from.each(table.name, &sql, &[], |row| {
            put(&cells(row, table)?).map_err(RowError::Store)
        })
    })
}

fn cells(row: &dyn Row, table: &Table) -> Result<Vec<Value<'static>>, RowError> {
    let mut cells = vec![Value::from(row.id()?)];
    if table.geometry.is_some() {
        cells.push(row.shape(1)?.into());
    }
    for column in table.columns {
        let place = cells.len();
        cells.push(match column.kind {
            Kind::Text => row.text(place)?.into(),
            Kind::Integer => row.integer(place)?.into(),
            Kind::Real => row.real(place)?.into(),
            Kind::Boolean => row.boolean(place)?.into(),
            Kind::Bytes => row.bytes(place)?.into(),
        });
    }
    Ok(cells)
}

/// All but the format, which is that of the program that writes.
fn pour_settings(from: &Workspace, into: &Workspace) -> Result<(), StoreError> {
    let sql = format!("SELECT key, value FROM {SETTINGS} WHERE key <> 'format' ORDER BY key");
    let settings = from.rows(SETTINGS, &sql, &[], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    let gone = format!("DELETE FROM {SETTINGS} WHERE key <> 'format'");
    into.database.execute(&gone, &values![])?;
    settings.iter().try_for_each(|(key, value)| into.set(key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(versions: &[(i64, &str)], ids: [i64; 5]) -> Standing {
        let versions = versions.iter();
        Standing {
            versions: versions
                .map(|(number, source)| (*number, format!("day {number}"), (*source).to_owned()))
                .collect(),
            ids: ids.into(),
        }
    }

    #[test]
    fn what_would_be_lost_is_named() {
        let backup = standing(&[(1, "a"), (2, "b")], [2, 1, 0, 0, 0]);
        assert_eq!(backup.beyond(&backup), None);
        assert_eq!(standing(&[(1, "a")], [1, 0, 0, 0, 0]).beyond(&backup), None);
        assert_eq!(standing(&[], [0; 5]).beyond(&backup), None);
        let newer = standing(&[(1, "a"), (2, "b"), (3, "c")], [3, 1, 0, 0, 0]);
        assert!(
            newer
                .beyond(&backup)
                .is_some_and(|told| told.contains("version 3 of day 3"))
        );
        let other = standing(&[(1, "z")], [1, 0, 0, 0, 0]);
        assert!(other.beyond(&backup).is_some_and(|told| told.contains("another")));
        let assessed = standing(&[(1, "a"), (2, "b")], [2, 2, 0, 7, 0]);
        assert_eq!(
            assessed.beyond(&backup).as_deref(),
            Some("it has newer assessments, scenario edits")
        );
    }
}
