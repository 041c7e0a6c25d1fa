//! Tries that failed, counted in windows of time.

use rusqlite::{OptionalExtension as _, params};

use super::error::StaffError;
use super::file::StaffFile;

impl StaffFile {
    /// How often something was tried in vain in the window that is open, and when the window began.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn failures(&self, subject: &str, window: i64, now: i64) -> Result<Option<(i64, i64)>, StaffError> {
        let sql = "SELECT count, since FROM failures WHERE subject = ?1 AND since > ?2 AND since <= ?3";
        let found = self
            .connection()
            .query_row(sql, params![subject, now.saturating_sub(window), now], |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
        found.optional().map_err(|error| self.error(&error))
    }

    /// Counts one more; a window that is over begins anew. What is long over goes.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn count_failure(&self, subject: &str, window: i64, now: i64) -> Result<(), StaffError> {
        let over = now.saturating_sub(window);
        self.change(
            "DELETE FROM failures WHERE since <= ?1 OR since > ?2",
            params![over, now],
        )?;
        let sql = "INSERT INTO failures (subject, count, since) VALUES (?1, 1, ?2) \
             ON CONFLICT (subject) DO UPDATE SET count = count + 1";
        self.change(sql, params![subject, now]).map(drop)
    }

    /// Forgets what failed before.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn forget_failures(&self, subject: &str) -> Result<(), StaffError> {
        self.change("DELETE FROM failures WHERE subject = ?1", [subject])
            .map(drop)
    }
}
