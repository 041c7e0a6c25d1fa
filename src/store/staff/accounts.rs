//! People who sign in: with a password, or because another server says who they are.

use rusqlite::{OptionalExtension as _, Row, params};

use super::error::StaffError;
use super::file::StaffFile;
use super::grants::{self, COLUMNS, GrantRow};
use crate::identity::{AccountName, Grant, nearest};

/// What is kept of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPassword {
    /// Random bytes of its own.
    pub salt: Vec<u8>,
    /// The slow hash of salt and password.
    pub hash: Vec<u8>,
    /// How the hash was made.
    pub cost: String,
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number, never given again.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it may do and see.
    pub grant: Grant,
    /// Whether it is shut out.
    pub disabled: bool,
    /// Its password; `None` where somebody else says who it is.
    pub password: Option<KeptPassword>,
    /// When it was made.
    pub made: i64,
    /// Who it is to the other server, once that has vouched for it.
    pub subject: Option<String>,
    /// Whether it may what its groups at the other server may, each time anew.
    pub from_groups: bool,
}

struct AccountRow {
    id: i64,
    name: String,
    grant: GrantRow,
    disabled: bool,
    password: Option<KeptPassword>,
    made: i64,
    subject: Option<String>,
    from_groups: bool,
}

impl AccountRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (salt, hash, cost) = (
            row.get::<_, Option<_>>(7)?,
            row.get::<_, Option<_>>(8)?,
            row.get::<_, Option<_>>(9)?,
        );
        let password = match (salt, hash, cost) {
            (Some(salt), Some(hash), Some(cost)) => Some(KeptPassword { salt, hash, cost }),
            _ => None,
        };
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            grant: GrantRow::read(row, 2)?,
            disabled: row.get(6)?,
            password,
            made: row.get(10)?,
            subject: row.get(11)?,
            from_groups: row.get(12)?,
        })
    }

    fn account(self, file: &StaffFile) -> Result<Account, StaffError> {
        Ok(Account {
            grant: self.grant.grant(file)?,
            id: self.id,
            name: self.name,
            disabled: self.disabled,
            password: self.password,
            made: self.made,
            subject: self.subject,
            from_groups: self.from_groups,
        })
    }
}

/// The columns of an account, in the order in which they are read.
fn read() -> String {
    format!("id, name, {COLUMNS}, disabled, salt, hash, cost, made, subject, from_groups")
}

impl StaffFile {
    /// Puts a user in.
    ///
    /// # Errors
    /// The name is taken.
    pub fn add_account(
        &self,
        name: &AccountName,
        grant: &Grant,
        password: Option<&KeptPassword>,
        now: i64,
    ) -> Result<(), StaffError> {
        let sql = format!(
            "INSERT INTO accounts (name, {COLUMNS}, salt, hash, cost, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING"
        );
        let values = params![
            name.as_str(),
            grant.role.key(),
            grants::areas(grant),
            grants::layers(grant),
            grant.exact_counts,
            password.map(|kept| &kept.salt),
            password.map(|kept| &kept.hash),
            password.map(|kept| &kept.cost),
            now
        ];
        match self.change(&sql, values)? {
            0 => Err(StaffError::UserExists(name.to_string())),
            _ => Ok(()),
        }
    }

    /// Every user, by name.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn accounts(&self) -> Result<Vec<Account>, StaffError> {
        let sql = format!("SELECT {READ} FROM accounts ORDER BY name", READ = read());
        let connection = self.connection();
        let rows = connection
            .prepare(&sql)
            .and_then(|mut asked| asked.query_map([], AccountRow::read)?.collect::<Result<Vec<_>, _>>())
            .map_err(|error| self.error(&error))?;
        rows.into_iter().map(|row| row.account(self)).collect()
    }

    /// One user.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn account(&self, name: &AccountName) -> Result<Option<Account>, StaffError> {
        let sql = format!("SELECT {READ} FROM accounts WHERE name = ?1", READ = read());
        let found = self.connection().query_row(&sql, [name.as_str()], AccountRow::read);
        let found = found.optional().map_err(|error| self.error(&error))?;
        found.map(|row| row.account(self)).transpose()
    }

    /// Puts somebody in whom another server vouches for, or notes who that is there, with what groups grant.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn put_vouched(
        &self,
        name: &AccountName,
        subject: &str,
        of_groups: Option<&Grant>,
        now: i64,
    ) -> Result<(), StaffError> {
        if let Some(grant) = of_groups {
            let sql = format!(
                "INSERT INTO accounts (name, {COLUMNS}, made, subject, from_groups) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1) \
                 ON CONFLICT (name) DO UPDATE SET role = ?2, areas = ?3, layers = ?4, exact_counts = ?5 WHERE from_groups <> 0"
            );
            let values = params![
                name.as_str(),
                grant.role.key(),
                grants::areas(grant),
                grants::layers(grant),
                grant.exact_counts,
                now,
                subject
            ];
            self.change(&sql, values)?;
        }
        self.change(
            "UPDATE accounts SET subject = ?2 WHERE name = ?1 AND subject IS NULL",
            params![name.as_str(), subject],
        )
        .map(drop)
    }

    /// Shuts a user out, sessions that are open at once; or lets the user in again, whoever the other server says that is now.
    ///
    /// # Errors
    /// No such user.
    pub fn set_disabled(&self, name: &AccountName, disabled: bool) -> Result<(), StaffError> {
        let changed = self.change(
            "UPDATE accounts SET disabled = ?2, subject = iif(?2, subject, NULL) WHERE name = ?1",
            params![name.as_str(), disabled],
        )?;
        self.must_be(changed, name)?;
        if disabled { self.end_sessions_of(name) } else { Ok(()) }
    }

    /// Changes what a user may, at once; groups change it no more.
    ///
    /// # Errors
    /// No such user.
    pub fn set_grant(&self, name: &AccountName, grant: &Grant) -> Result<(), StaffError> {
        let values = params![
            name.as_str(),
            grant.role.key(),
            grants::areas(grant),
            grants::layers(grant),
            grant.exact_counts
        ];
        let changed = self.change(
            "UPDATE accounts SET role = ?2, areas = ?3, layers = ?4, exact_counts = ?5, from_groups = 0 WHERE name = ?1",
            values,
        )?;
        self.must_be(changed, name)
    }

    /// Changes a user's password, or takes it away, and ends all sessions of that user.
    ///
    /// # Errors
    /// No such user.
    pub fn set_password(&self, name: &AccountName, password: Option<&KeptPassword>) -> Result<(), StaffError> {
        let values = params![
            name.as_str(),
            password.map(|kept| &kept.salt),
            password.map(|kept| &kept.hash),
            password.map(|kept| &kept.cost)
        ];
        let changed = self.change(
            "UPDATE accounts SET salt = ?2, hash = ?3, cost = ?4 WHERE name = ?1",
            values,
        )?;
        self.must_be(changed, name)?;
        self.end_sessions_of(name)
    }

    fn must_be(&self, changed: usize, name: &AccountName) -> Result<(), StaffError> {
        if changed > 0 {
            return Ok(());
        }
        let known: Vec<String> = self.accounts()?.into_iter().map(|account| account.name).collect();
        Err(StaffError::NoUser {
            name: name.to_string(),
            nearest: nearest(name.as_str(), known.iter().map(String::as_str)).map(str::to_owned),
        })
    }

    /// Runs a statement; tells how many rows it changed.
    pub(super) fn change(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, StaffError> {
        let changed = self.connection().execute(sql, values);
        changed.map_err(|error| self.error(&error))
    }
}
