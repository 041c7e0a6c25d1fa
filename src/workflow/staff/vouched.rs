//! People for whom another server vouches: the bureau's own, which says who somebody is, and in which groups.
//!
//! | the staff file knows the name | who is let in |
//! |---|---|
//! | with a password | nobody: two ways in would be as weak as the weaker one |
//! | without, put in by hand | the person, with what the staff file grants |
//! | without, from groups | the person while a group grants something, with what it grants now |
//! | not at all | the person if a group grants something; the name is put in |
//!
//! Whoever came first under a name has it: the other server may give the name to somebody else one day.

use super::secret::{kept, token};
use super::sign_in::{Refused, SignedIn};
use super::{Account, AuditEntry, Staff};
use crate::identity::{AccountName, Grant, Person};
use crate::workflow::error::WorkflowError;

/// The other server's word for somebody.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// The name there, which is the name here.
    pub name: &'a AccountName,
    /// Who it is there, for ever.
    pub subject: &'a str,
    /// What the groups grant, if they grant anything.
    pub grant: Option<&'a Grant>,
}

impl Word<'_> {
    /// What somebody is let in with; `None` where nobody is.
    fn grant(&self, account: Option<&Account>) -> Option<Grant> {
        let Some(account) = account else {
            return self.grant.cloned();
        };
        let other = account.subject.as_ref().is_some_and(|subject| subject != self.subject);
        if account.disabled || account.password.is_some() || other {
            return None;
        }
        if account.from_groups {
            self.grant.cloned()
        } else {
            Some(account.grant.clone())
        }
    }
}

impl Staff {
    /// Begins a session of somebody for whom the other server vouches.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn sign_in_vouched(&self, word: Word<'_>, peer: &str, now: i64) -> Result<SignedIn, Refused> {
        let before = self.file.account(word.name)?;
        let note = |what, detail: &str| {
            let who = word.name.as_str();
            let entry = AuditEntry {
                who,
                what,
                detail,
                peer,
            };
            self.note(entry, now)
        };
        let Some(grant) = word.grant(before.as_ref()) else {
            // Whoever has left all groups has no business here, in no session that is open.
            if before.is_some_and(|account| account.from_groups) {
                self.file.end_sessions_of(word.name)?;
            }
            note("sign-in-refused", "issuer")?;
            return Err(Refused::Wrong);
        };
        if before.is_none() {
            note("user-added", &format!("{} as {}, by groups", word.name, grant.role))?;
        }
        self.file.put_vouched(word.name, word.subject, word.grant, now)?;
        // Read again: of two who come at once under a new name, one is first.
        let account = self.file.account(word.name)?;
        let Some(account) = account.filter(|account| word.grant(Some(account)).is_some()) else {
            return Err(Refused::Wrong);
        };
        let token = token().map_err(WorkflowError::from)?;
        self.file.begin_session(&kept(&token), account.id, now)?;
        note("signed-in", "issuer")?;
        Ok(SignedIn {
            name: account.name,
            token,
        })
    }

    /// Somebody for whom the other server vouches, for one request; `None` where nobody is let in. Nothing is written.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn vouched(&self, word: Word<'_>) -> Result<Option<Person>, WorkflowError> {
        let account = self.file.account(word.name)?;
        let grant = word.grant(account.as_ref());
        Ok(grant.map(|grant| grant.person(word.name.as_str())))
    }
}
