//! Signing in with a password, and knowing a session or a key again.

use super::password::is_right;
use super::secret::{KEY_MARK, hexadecimal, kept, token};
use super::{AuditEntry, Staff};
use crate::identity::{AccountName, Person};
use crate::store::Account;
use crate::workflow::error::WorkflowError;

/// Somebody who has just signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The user.
    pub name: String,
    /// The session's secret, which is given out once.
    pub token: String,
}

/// Why somebody may not sign in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No such user, a wrong password, or a user who is shut out: which of them is not told.
    #[error("the name or the password is wrong")]
    Wrong,
    /// Too many tries failed.
    #[error("too many tries failed; try again in {retry_s} s")]
    TooMany {
        /// Seconds until the next try.
        retry_s: i64,
    },
    /// The staff file.
    #[error(transparent)]
    Failed(#[from] WorkflowError),
}

impl From<crate::store::StaffError> for Refused {
    fn from(error: crate::store::StaffError) -> Self {
        Self::Failed(error.into())
    }
}

impl Staff {
    /// Signs a user in from an address. Whether the user exists shows neither in the answer nor in the work done for it.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn sign_in(&self, name: &str, password: &str, peer: &str, now: i64) -> Result<SignedIn, Refused> {
        let (of_account, of_peer) = (Self::subject_of(name), format!("peer {peer}"));
        self.check_tries(&of_account, self.limits.tries_of_account, now)?;
        self.check_tries(&of_peer, self.limits.tries_of_peer, now)?;
        // Counted before it is known how the try ends, so that many at once are not more tries.
        self.file.count_failure(&of_account, self.limits.window_s, now)?;
        let account = match name.parse::<AccountName>() {
            Ok(name) => self.file.account(&name)?,
            Err(_) => None,
        };
        let known = account.as_ref().map_or("", |account| &account.name);
        let note = |what| {
            let entry = AuditEntry {
                who: known,
                what,
                detail: "password",
                peer,
            };
            self.note(entry, now)
        };
        let own = account.as_ref().and_then(|account| account.password.as_ref());
        let right = is_right(password, own.unwrap_or(&self.nobody.0));
        let good = |account: &&Account| right && account.password.is_some() && !account.disabled;
        let Some(account) = account.as_ref().filter(good) else {
            self.file.count_failure(&of_peer, self.limits.window_s, now)?;
            note("sign-in-refused")?;
            return Err(Refused::Wrong);
        };
        self.file.forget_failures(&of_account)?;
        let token = token().map_err(WorkflowError::from)?;
        self.file.begin_session(&kept(&token), account.id, now)?;
        note("signed-in")?;
        Ok(SignedIn {
            name: account.name.clone(),
            token,
        })
    }

    /// Whose session it is, with what that person may now; `None` where it is not good.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn session(&self, token: &str, now: i64) -> Result<Option<Person>, WorkflowError> {
        let found = self.file.session(&kept(token), self.sessions(), now)?;
        Ok(found.map(|session| session.grant.person(&session.name)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn sign_out(&self, token: &str) -> Result<(), WorkflowError> {
        Ok(self.file.end_session(&kept(token))?)
    }

    /// Which program has the key, with what it may now; `None` where it is not good.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn key(&self, key: &str, now: i64) -> Result<Option<Person>, WorkflowError> {
        if !key.starts_with(KEY_MARK) {
            return Ok(None);
        }
        let found = self.file.key(&kept(key))?;
        let good = found.filter(|found| found.is_good(now));
        Ok(good.map(|found| found.grant.person(&format!("key {}", found.name))))
    }

    /// Whether an address has failed too often, and for how many seconds more.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn check_peer(&self, peer: &str, now: i64) -> Result<(), Refused> {
        self.check_tries(&format!("peer {peer}"), self.limits.tries_of_peer, now)
    }

    /// Counts a key or token that was not good, sent from an address.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn count_peer(&self, peer: &str, now: i64) -> Result<(), WorkflowError> {
        Ok(self
            .file
            .count_failure(&format!("peer {peer}"), self.limits.window_s, now)?)
    }

    fn check_tries(&self, subject: &str, most: i64, now: i64) -> Result<(), Refused> {
        match self.file.failures(subject, self.limits.window_s, now)? {
            Some((count, since)) if count >= most => Err(Refused::TooMany {
                retry_s: (since + self.limits.window_s - now).max(1),
            }),
            _ => Ok(()),
        }
    }

    /// What tries for an account are counted under: not the name, because people type their passwords there.
    pub(super) fn subject_of(name: &str) -> String {
        format!("account {}", hexadecimal(&kept(&name.to_ascii_lowercase())[..16]))
    }
}
