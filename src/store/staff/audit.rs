//! Who did what. No secrets, no figures of people.

use rusqlite::params;

use super::error::StaffError;
use super::file::StaffFile;

/// Something that is to be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditEntry<'a> {
    /// The user or key; empty where nobody is known.
    pub who: &'a str,
    /// What kind of thing, one word.
    pub what: &'a str,
    /// The address as the router knows it, or whom it was done to.
    pub detail: &'a str,
    /// Where it came from: an address, or `command line`.
    pub peer: &'a str,
}

/// Something that was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: i64,
    /// The user or key.
    pub who: String,
    /// What kind of thing.
    pub what: String,
    /// What exactly.
    pub detail: String,
    /// Where it came from.
    pub peer: String,
}

impl StaffFile {
    /// Writes something down.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn note(&self, entry: AuditEntry<'_>, now: i64) -> Result<(), StaffError> {
        let AuditEntry {
            who,
            what,
            detail,
            peer,
        } = entry;
        self.change(
            "INSERT INTO audit (at, who, what, detail, peer) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![now, who, what, detail, peer],
        )
        .map(drop)
    }

    /// What was written down since a moment, the latest first, so many lines at most.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn audit(&self, since: i64, limit: u32) -> Result<Vec<AuditLine>, StaffError> {
        let sql = "SELECT id, at, who, what, detail, peer FROM audit WHERE at >= ?1 ORDER BY id DESC LIMIT ?2";
        let connection = self.connection();
        let lines = connection.prepare(sql).and_then(|mut asked| {
            let lines = asked.query_map(params![since, limit], |row| {
                Ok(AuditLine {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    who: row.get(2)?,
                    what: row.get(3)?,
                    detail: row.get(4)?,
                    peer: row.get(5)?,
                })
            })?;
            lines.collect()
        });
        lines.map_err(|error| self.error(&error))
    }

    /// Lets go of what is older than a moment.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn forget_audit_before(&self, moment: i64) -> Result<(), StaffError> {
        self.change("DELETE FROM audit WHERE at < ?1", [moment]).map(drop)
    }
}
