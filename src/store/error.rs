//! What can go wrong with a workspace.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// A fact about the workspace, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `init` over something that is there.
    #[error("{} exists already; choose another name, or remove it first", .0.display())]
    Exists(PathBuf),
    /// No such file.
    #[error("there is no workspace at {}; make one with: yike init {}", .0.display(), .0.display())]
    Missing(PathBuf),
    /// Not a database, or a truncated one.
    #[error("{} is not a readable workspace: the file is damaged or something else; restore it from a copy", .0.display())]
    Damaged(PathBuf),
    /// A `GeoPackage`, but not one of ours.
    #[error("{} is a GeoPackage but not a Yike workspace; make a workspace with `yike init` and import the file into it", .0.display())]
    NotAWorkspace(PathBuf),
    /// Written by a newer program.
    #[error("{} has workspace format {found}, newer than this program's {known}; use a newer yike", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Someone else is writing.
    #[error("{} is being written by another program; wait for it to finish, or close it, and try again", .0.display())]
    Busy(PathBuf),
    /// No room.
    #[error("no room left to write {}; nothing was changed; free some space and try again", .0.display())]
    DiskFull(PathBuf),
    /// The file or its folder can't be written.
    #[error("{} can't be written; check the rights of the file and its folder", .0.display())]
    ReadOnly(PathBuf),
    /// The folder can't be used.
    #[error("{} can't be opened: {why}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// A row that this program did not write.
    #[error("layer {layer:?} of the workspace, row {row}: {what}; import the layer again")]
    Row {
        /// The table.
        layer: &'static str,
        /// The row's id.
        row: i64,
        /// What is wrong.
        what: String,
    },
    /// Anything else that the database says.
    #[error("the workspace {} can't be used: {source}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The database's reason.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Puts a database error into words, for a file.
    pub(super) fn of(path: &std::path::Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::ReadOnly(path),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(path),
            // A write that fails below SQLite is a full or failing disk; SQLite rolls it back.
            Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => Self::DiskFull(path),
            _ => Self::Database { path, source },
        }
    }
}
