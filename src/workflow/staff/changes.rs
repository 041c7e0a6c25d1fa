//! Users and keys, as an administrator changes them.

use super::password::{Hashed, PasswordError};
use super::secret::{KEY_MARK, kept, token};
use super::{Account, AuditEntry, AuditLine, KeptKey, Staff};
use crate::identity::{AccountName, AreaGrant, Grant};
use crate::workflow::error::WorkflowError;

/// A key that was just made. It can't be shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The key itself.
    pub key: String,
    /// What is kept of it.
    pub kept: KeptKey,
}

/// Letters of a key that are shown in lists, its mark included.
const SHOWN: usize = 11;

const HERE: &str = "command line";

/// Who may what, as it is written down.
fn granted(name: &AccountName, grant: &Grant) -> String {
    let mut words = format!("{name} as {}", grant.role);
    if !grant.areas.is_empty() {
        let areas: Vec<&str> = grant.areas.iter().map(AreaGrant::as_str).collect();
        words += "; areas ";
        words += &areas.join(" ");
    }
    if let Some(layers) = &grant.layers {
        let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
        words += "; layers ";
        words += &layers.join(" ");
    }
    let exact = if grant.person("").scope.exact_counts { "" } else { "no " };
    words + &format!("; {exact}exact counts")
}

impl Staff {
    /// Puts a user in. Without a password only another server's word lets the user in.
    ///
    /// # Errors
    /// The name is taken, or the password is weak.
    pub fn add_user(
        &self,
        name: &AccountName,
        grant: &Grant,
        password: Option<&str>,
        now: i64,
    ) -> Result<(), WorkflowError> {
        let hashed = password
            .map(|password| Hashed::new(password, name.as_str()))
            .transpose()?;
        self.file
            .add_account(name, grant, hashed.as_ref().map(|hashed| &hashed.0), now)?;
        self.changed("user-added", &granted(name, grant), now)
    }

    /// Every user, by name.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn users(&self) -> Result<Vec<Account>, WorkflowError> {
        Ok(self.file.accounts()?)
    }

    /// What a user may.
    ///
    /// # Errors
    /// No such user.
    pub fn grant_of(&self, name: &AccountName) -> Result<Option<Grant>, WorkflowError> {
        Ok(self.file.account(name)?.map(|account| account.grant))
    }

    /// Shuts a user out at once, or lets the user in again.
    ///
    /// # Errors
    /// No such user.
    pub fn set_disabled(&self, name: &AccountName, disabled: bool, now: i64) -> Result<(), WorkflowError> {
        self.file.set_disabled(name, disabled)?;
        let what = if disabled { "user-disabled" } else { "user-enabled" };
        self.changed(what, name.as_str(), now)
    }

    /// Changes a password, which ends the user's sessions and forgets failed tries.
    ///
    /// # Errors
    /// No such user, or the password is weak.
    pub fn set_password(&self, name: &AccountName, password: &str, now: i64) -> Result<(), WorkflowError> {
        let hashed: Result<Hashed, PasswordError> = Hashed::new(password, name.as_str());
        self.file.set_password(name, Some(&hashed?.0))?;
        self.file.forget_failures(&Self::subject_of(name.as_str()))?;
        self.changed("password-changed", name.as_str(), now)
    }

    /// Takes a user's password away, which ends the user's sessions: from now on only another server's word lets the user in.
    ///
    /// # Errors
    /// No such user.
    pub fn remove_password(&self, name: &AccountName, now: i64) -> Result<(), WorkflowError> {
        self.file.set_password(name, None)?;
        self.changed("password-removed", name.as_str(), now)
    }

    /// Changes what a user may, from now on by hand.
    ///
    /// # Errors
    /// No such user.
    pub fn set_grant(&self, name: &AccountName, grant: &Grant, now: i64) -> Result<(), WorkflowError> {
        self.file.set_grant(name, grant)?;
        self.changed("user-granted", &granted(name, grant), now)
    }

    /// Makes a key.
    ///
    /// # Errors
    /// The name is taken.
    pub fn add_key(
        &self,
        name: &AccountName,
        grant: &Grant,
        expires: Option<i64>,
        now: i64,
    ) -> Result<NewKey, WorkflowError> {
        let key = format!("{KEY_MARK}{}", token()?);
        let entry = KeptKey {
            name: name.to_string(),
            shown: key[..SHOWN].to_owned(),
            grant: grant.clone(),
            expires,
            revoked: None,
            made: now,
        };
        self.file.add_key(&entry, &kept(&key))?;
        self.changed("key-added", &granted(name, grant), now)?;
        Ok(NewKey { key, kept: entry })
    }

    /// Every key, by name.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn keys(&self) -> Result<Vec<KeptKey>, WorkflowError> {
        Ok(self.file.keys()?)
    }

    /// Ends a key at once.
    ///
    /// # Errors
    /// No such key.
    pub fn revoke_key(&self, name: &AccountName, now: i64) -> Result<(), WorkflowError> {
        self.file.revoke_key(name, now)?;
        self.changed("key-revoked", name.as_str(), now)
    }

    /// What was done since a moment, the latest first.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn audit(&self, since: i64, limit: u32) -> Result<Vec<AuditLine>, WorkflowError> {
        Ok(self.file.audit(since, limit)?)
    }

    /// Writes down what somebody did.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn note(&self, entry: AuditEntry<'_>, now: i64) -> Result<(), WorkflowError> {
        Ok(self.file.note(entry, now)?)
    }

    /// Lets go of sessions and lines that are too old.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn sweep(&self, now: i64) -> Result<(), WorkflowError> {
        self.file.sweep_sessions(self.sessions(), now)?;
        let oldest = now.saturating_sub(self.limits.audit_days.saturating_mul(86_400));
        Ok(self.file.forget_audit_before(oldest)?)
    }

    fn changed(&self, what: &str, detail: &str, now: i64) -> Result<(), WorkflowError> {
        self.note(
            AuditEntry {
                who: "",
                what,
                detail,
                peer: HERE,
            },
            now,
        )
    }
}
