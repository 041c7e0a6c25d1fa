//! Making and opening the file.

use std::fs::OpenOptions;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::StaffError;

/// Marks the database as a staff file: `YKst`.
const APPLICATION: i64 = 0x594b_7374;

/// The format that this program writes.
const FORMAT: i64 = 2;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE accounts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL,
        areas TEXT NOT NULL,
        layers TEXT,
        exact_counts INTEGER,
        disabled INTEGER NOT NULL DEFAULT 0,
        salt BLOB,
        hash BLOB,
        cost TEXT,
        made INTEGER NOT NULL,
        subject TEXT,
        from_groups INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE keys (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        shown TEXT NOT NULL,
        hash BLOB NOT NULL UNIQUE,
        role TEXT NOT NULL,
        areas TEXT NOT NULL,
        layers TEXT,
        exact_counts INTEGER,
        expires INTEGER,
        revoked INTEGER,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE sessions (
        hash BLOB PRIMARY KEY,
        account INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        areas TEXT NOT NULL,
        layers TEXT,
        exact_counts INTEGER,
        begun INTEGER NOT NULL,
        seen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE failures (
        subject TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        detail TEXT NOT NULL,
        peer TEXT NOT NULL
    ) STRICT;
    CREATE INDEX audit_at ON audit (at);
";

/// What format 2 has and format 1 had not: whom another server vouches for.
const SINCE_1: &str = "
    ALTER TABLE accounts ADD COLUMN subject TEXT;
    ALTER TABLE accounts ADD COLUMN from_groups INTEGER NOT NULL DEFAULT 0;
    PRAGMA user_version = 2;
";

/// An open staff file. Many may ask at once; they take turns.
#[derive(Debug)]
pub struct StaffFile {
    connection: Mutex<Connection>,
    name: String,
}

impl StaffFile {
    /// Opens a staff file.
    ///
    /// # Errors
    /// There is none, it is something else, or others may read it.
    pub fn open(path: &Path) -> Result<Self, StaffError> {
        let name = path.display().to_string();
        let found = std::fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => StaffError::Missing(name.clone()),
            _ => opening(&name, &error),
        })?;
        if !found.is_file() {
            return Err(StaffError::NotOurs(name));
        }
        if found.permissions().mode() & 0o077 != 0 {
            return Err(StaffError::OpenToOthers(name));
        }
        Self::connect(path, name)
    }

    /// Opens a staff file, and makes it first where there is none.
    ///
    /// # Errors
    /// As [`Self::open`]; or it can't be made.
    pub fn open_or_make(path: &Path) -> Result<Self, StaffError> {
        let name = path.display().to_string();
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        match made {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Self::open(path),
            Err(error) => return Err(opening(&name, &error)),
        }
        Self::connect(path, name)
    }

    fn connect(path: &Path, name: String) -> Result<Self, StaffError> {
        // A link to a file elsewhere would put the journal elsewhere too.
        let path: PathBuf = path.canonicalize().map_err(|error| opening(&name, &error))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags).map_err(|error| refused(&name, &error))?;
        let file = Self {
            connection: Mutex::new(connection),
            name,
        };
        file.prepare()?;
        Ok(file)
    }

    fn prepare(&self) -> Result<(), StaffError> {
        let connection = self.connection();
        let done = connection
            .busy_timeout(PATIENCE)
            .and_then(|()| connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"));
        done.map_err(|error| self.error(&error))?;
        // Of two who make it at once, the second finds it made.
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|error| self.error(&error))?;
        let prepared = self.make_tables(&connection);
        let end = if prepared.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = connection.execute_batch(end).map_err(|error| self.error(&error));
        prepared.and(ended)?;
        // All of it stands in one file, so that a copy has every key that was revoked.
        let mode = connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
        mode.map_err(|error| self.error(&error))
    }

    fn make_tables(&self, connection: &Connection) -> Result<(), StaffError> {
        let number = |sql: &str| {
            let found = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
            found.map_err(|error| self.error(&error))
        };
        let tables = number("SELECT count(*) FROM sqlite_schema")?;
        let (application, format) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
        if tables == 0 && application == 0 {
            let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT};");
            return connection
                .execute_batch(&format!("{TABLES}{marks}"))
                .map_err(|error| self.error(&error));
        }
        if application != APPLICATION {
            return Err(StaffError::NotOurs(self.name.clone()));
        }
        if format > FORMAT {
            return Err(StaffError::Newer {
                name: self.name.clone(),
                found: format,
                known: FORMAT,
            });
        }
        if format == 1 {
            return connection.execute_batch(SINCE_1).map_err(|error| self.error(&error));
        }
        Ok(())
    }

    /// The connection, which one asks at a time. A panic elsewhere leaves no statement half done.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn error(&self, error: &rusqlite::Error) -> StaffError {
        refused(&self.name, error)
    }

    pub(super) fn damaged(&self, what: impl Into<String>) -> StaffError {
        StaffError::Damaged {
            name: self.name.clone(),
            what: what.into(),
        }
    }
}

fn opening(name: &str, error: &std::io::Error) -> StaffError {
    StaffError::Open {
        name: name.to_owned(),
        why: error.to_string(),
    }
}

fn refused(name: &str, error: &rusqlite::Error) -> StaffError {
    let name = name.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StaffError::Busy(name),
        Some(ErrorCode::NotADatabase) => StaffError::NotOurs(name),
        _ => StaffError::Database {
            name,
            why: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_for_its_owner_only_and_opened_for_nobody_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.db");
        assert!(matches!(StaffFile::open(&path), Err(StaffError::Missing(_))));
        drop(StaffFile::open_or_make(&path).expect("made"));
        let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        drop(StaffFile::open_or_make(&path).expect("opened"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
        assert!(matches!(StaffFile::open(&path), Err(StaffError::OpenToOthers(_))));
    }

    #[test]
    fn other_files_and_newer_formats_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let private = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
            path
        };
        let text = private("text", &[b'x'; 2000]);
        assert!(matches!(StaffFile::open(&text), Err(StaffError::NotOurs(_))));
        let other = private("other", b"");
        let connection = Connection::open(&other).expect("opened");
        connection.execute_batch("CREATE TABLE a (b INTEGER)").expect("made");
        drop(connection);
        assert!(matches!(StaffFile::open(&other), Err(StaffError::NotOurs(_))));
        assert!(matches!(StaffFile::open(folder.path()), Err(StaffError::NotOurs(_))));
        let older = folder.path().join("older");
        let file = StaffFile::open_or_make(&older).expect("made");
        let back = "ALTER TABLE accounts DROP COLUMN subject; ALTER TABLE accounts DROP COLUMN from_groups; PRAGMA user_version = 1;
            INSERT INTO accounts (name, role, areas, made) VALUES ('li', 'viewer', '', 7);";
        file.connection().execute_batch(back).expect("as it was");
        drop(file);
        let accounts = StaffFile::open(&older).and_then(|file| file.accounts()).expect("read");
        assert_eq!((accounts[0].name.as_str(), accounts[0].made), ("li", 7));
        assert_eq!((&accounts[0].subject, accounts[0].from_groups), (&None, false));
        let newer = folder.path().join("newer");
        let file = StaffFile::open_or_make(&newer).expect("made");
        file.connection().execute_batch("PRAGMA user_version = 9").expect("set");
        drop(file);
        assert!(matches!(
            StaffFile::open(&newer),
            Err(StaffError::Newer { found: 9, .. })
        ));
    }
}
