//! Sessions of browsers. Of a session's token only its hash is kept.

use rusqlite::{OptionalExtension as _, params};

use super::error::StaffError;
use super::file::StaffFile;
use super::grants::{COLUMNS, GrantRow};
use crate::identity::{AccountName, Grant};

/// How long a session is good, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request.
    pub idle: i64,
    /// In all.
    pub longest: i64,
}

/// A session that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// Whose it is.
    pub name: String,
    /// What that person may do and see now.
    pub grant: Grant,
}

/// A request says that a session is alive once in so many seconds, not each time.
const TOLD_EVERY: i64 = 60;

impl StaffFile {
    /// Begins a session of a user.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn begin_session(&self, hash: &[u8; 32], account: i64, now: i64) -> Result<(), StaffError> {
        let sql = format!(
            "INSERT INTO sessions (hash, account, name, {COLUMNS}, begun, seen) \
             SELECT ?1, id, name, {COLUMNS}, ?3, ?3 FROM accounts WHERE id = ?2 AND disabled = 0"
        );
        self.change(&sql, params![hash, account, now]).map(drop)
    }

    /// The session with a hash, if it is good at a moment: not too old, not idle too long, its user not shut out. Rights are those that
    /// the user has now, not those of when it began.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn session(&self, hash: &[u8; 32], limits: SessionLimits, now: i64) -> Result<Option<KeptSession>, StaffError> {
        let sql = "SELECT s.name, coalesce(a.role, s.role), coalesce(a.areas, s.areas), \
                iif(a.id IS NULL, s.layers, a.layers), iif(a.id IS NULL, s.exact_counts, a.exact_counts), s.seen \
             FROM sessions s LEFT JOIN accounts a ON a.id = s.account \
             WHERE s.hash = ?1 AND s.begun > ?2 AND s.seen > ?3 \
                AND NOT EXISTS (SELECT 1 FROM accounts d WHERE d.name = s.name AND d.disabled <> 0)";
        let oldest = (now.saturating_sub(limits.longest), now.saturating_sub(limits.idle));
        let found = self
            .connection()
            .query_row(sql, params![hash, oldest.0, oldest.1], |row| {
                let seen: i64 = row.get(5)?;
                Ok((row.get::<_, String>(0)?, GrantRow::read(row, 1)?, seen))
            })
            .optional()
            .map_err(|error| self.error(&error))?;
        let Some((name, row, seen)) = found else {
            return Ok(None);
        };
        let grant = row.grant(self)?;
        if now.saturating_sub(seen) >= TOLD_EVERY.min(limits.idle / 2) {
            self.change("UPDATE sessions SET seen = ?2 WHERE hash = ?1", params![hash, now])?;
        }
        Ok(Some(KeptSession { name, grant }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn end_session(&self, hash: &[u8; 32]) -> Result<(), StaffError> {
        self.change("DELETE FROM sessions WHERE hash = ?1", [hash]).map(drop)
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn end_sessions_of(&self, name: &AccountName) -> Result<(), StaffError> {
        self.change("DELETE FROM sessions WHERE name = ?1", [name.as_str()])
            .map(drop)
    }

    /// Lets go of sessions that are no longer good.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn sweep_sessions(&self, limits: SessionLimits, now: i64) -> Result<(), StaffError> {
        let oldest = (now.saturating_sub(limits.longest), now.saturating_sub(limits.idle));
        self.change(
            "DELETE FROM sessions WHERE begun <= ?1 OR seen <= ?2",
            params![oldest.0, oldest.1],
        )
        .map(drop)
    }
}
