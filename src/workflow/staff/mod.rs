//! Who may sign in, and signing in: passwords, sessions, keys, what failed and what was done.
//!
//! Moments are seconds since 1970 in UTC and come from the caller.

mod changes;
mod password;
mod secret;
mod sign_in;
mod vouched;

use std::path::Path;

pub use crate::store::{Account, AuditEntry, AuditLine, KeptKey, StaffError};

use crate::store::{SessionLimits, StaffFile};

pub use changes::NewKey;
pub use password::PasswordError;
pub use secret::KEY_MARK;
pub use sign_in::{Refused, SignedIn};
pub use vouched::Word;

use super::error::WorkflowError;
use password::Hashed;

/// How long things are good, and how often something may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffLimits {
    /// Seconds that a session is good without a request.
    pub idle_s: i64,
    /// Seconds that a session is good in all.
    pub longest_s: i64,
    /// Seconds within which tries are counted.
    pub window_s: i64,
    /// Tries that may fail for one account within them.
    pub tries_of_account: i64,
    /// Tries that may fail from one address within them.
    pub tries_of_peer: i64,
    /// Days that the audit log is kept.
    pub audit_days: i64,
}

impl Default for StaffLimits {
    /// An hour idle, half a day in all; ten tries an account and thirty an address in a quarter of an hour; the log for a year.
    fn default() -> Self {
        Self {
            idle_s: 3600,
            longest_s: 12 * 3600,
            window_s: 15 * 60,
            tries_of_account: 10,
            tries_of_peer: 30,
            audit_days: 365,
        }
    }
}

/// The staff of one server.
#[derive(Debug)]
pub struct Staff {
    file: StaffFile,
    limits: StaffLimits,
    /// Stands in for the password of whoever does not exist, so that both are told after the same work.
    nobody: Hashed,
}

impl Staff {
    /// Opens a staff file that there is.
    ///
    /// # Errors
    /// The file, or a computer without random numbers.
    pub fn open(path: &Path, limits: StaffLimits) -> Result<Self, WorkflowError> {
        Self::with(StaffFile::open(path)?, limits)
    }

    /// Opens a staff file, and makes it first where there is none.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_or_make(path: &Path, limits: StaffLimits) -> Result<Self, WorkflowError> {
        Self::with(StaffFile::open_or_make(path)?, limits)
    }

    fn with(file: StaffFile, limits: StaffLimits) -> Result<Self, WorkflowError> {
        Ok(Self {
            file,
            limits,
            nobody: Hashed::of_nobody()?,
        })
    }

    fn sessions(&self) -> SessionLimits {
        SessionLimits {
            idle: self.limits.idle_s,
            longest: self.limits.longest_s,
        }
    }
}

/// A new secret of 256 random bits, in hexadecimal digits.
///
/// # Errors
/// The system gives no random numbers.
pub fn fresh_secret() -> Result<String, WorkflowError> {
    Ok(secret::token()?)
}

/// Seconds since 1970 in UTC.
pub fn unix_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
