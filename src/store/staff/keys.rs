//! Keys of programs. Of a key only its hash is kept: 256 random bits need no slow one.

use rusqlite::{OptionalExtension as _, Row, params};

use super::error::StaffError;
use super::file::StaffFile;
use super::grants::{self, COLUMNS, GrantRow};
use crate::identity::{AccountName, Grant, nearest};

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// What it is called.
    pub name: String,
    /// Its beginning, by which a person knows it again.
    pub shown: String,
    /// What it may do and see.
    pub grant: Grant,
    /// From when on it is no longer good.
    pub expires: Option<i64>,
    /// When it was revoked.
    pub revoked: Option<i64>,
    /// When it was made.
    pub made: i64,
}

impl KeptKey {
    /// Whether it is good at a moment.
    pub fn is_good(&self, now: i64) -> bool {
        self.revoked.is_none() && self.expires.is_none_or(|end| now < end)
    }
}

struct KeyRow {
    key: (String, String, Option<i64>, Option<i64>, i64),
    grant: GrantRow,
}

impl KeyRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: (row.get(0)?, row.get(1)?, row.get(6)?, row.get(7)?, row.get(8)?),
            grant: GrantRow::read(row, 2)?,
        })
    }

    fn key(self, file: &StaffFile) -> Result<KeptKey, StaffError> {
        let (name, shown, expires, revoked, made) = self.key;
        Ok(KeptKey {
            grant: self.grant.grant(file)?,
            name,
            shown,
            expires,
            revoked,
            made,
        })
    }
}

impl StaffFile {
    /// Puts a key in.
    ///
    /// # Errors
    /// The name is taken.
    pub fn add_key(&self, key: &KeptKey, hash: &[u8; 32]) -> Result<(), StaffError> {
        let sql = format!(
            "INSERT INTO keys (name, {COLUMNS}, shown, hash, expires, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING"
        );
        let values = params![
            key.name,
            key.grant.role.key(),
            grants::areas(&key.grant),
            grants::layers(&key.grant),
            key.grant.exact_counts,
            key.shown,
            hash,
            key.expires,
            key.made
        ];
        match self.change(&sql, values)? {
            0 => Err(StaffError::KeyExists(key.name.clone())),
            _ => Ok(()),
        }
    }

    /// Every key, by name, those that are no longer good too.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn keys(&self) -> Result<Vec<KeptKey>, StaffError> {
        let sql = format!("SELECT name, shown, {COLUMNS}, expires, revoked, made FROM keys ORDER BY name");
        let connection = self.connection();
        let rows = connection
            .prepare(&sql)
            .and_then(|mut asked| asked.query_map([], KeyRow::read)?.collect::<Result<Vec<_>, _>>())
            .map_err(|error| self.error(&error))?;
        rows.into_iter().map(|row| row.key(self)).collect()
    }

    /// The key with a hash; it may no longer be good.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn key(&self, hash: &[u8; 32]) -> Result<Option<KeptKey>, StaffError> {
        let sql = format!("SELECT name, shown, {COLUMNS}, expires, revoked, made FROM keys WHERE hash = ?1");
        let found = self.connection().query_row(&sql, [hash], KeyRow::read);
        let found = found.optional().map_err(|error| self.error(&error))?;
        found.map(|row| row.key(self)).transpose()
    }

    /// Ends a key; its name stays taken, so that the audit log speaks of one key only.
    ///
    /// # Errors
    /// No such key.
    pub fn revoke_key(&self, name: &AccountName, now: i64) -> Result<(), StaffError> {
        let values = params![name.as_str(), now];
        let changed = self.change(
            "UPDATE keys SET revoked = coalesce(revoked, ?2) WHERE name = ?1",
            values,
        )?;
        if changed > 0 {
            return Ok(());
        }
        let known: Vec<String> = self.keys()?.into_iter().map(|key| key.name).collect();
        Err(StaffError::NoKey {
            name: name.to_string(),
            nearest: nearest(name.as_str(), known.iter().map(String::as_str)).map(str::to_owned),
        })
    }
}
