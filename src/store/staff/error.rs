//! What can go wrong with the staff file.

/// A fact about the staff file, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// No such file.
    #[error("there is no staff file at {0}; yike user add makes it")]
    Missing(String),
    /// Something else than a staff file.
    #[error("{0} is not a staff file; name another with --staff")]
    NotOurs(String),
    /// Written by a newer program.
    #[error("staff file {name} has format {found}, newer than this program's {known}; use a newer yike")]
    Newer {
        /// The file.
        name: String,
        /// Its format.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Others may read it.
    #[error("other users of this computer may read or write {0}; run: chmod 600 {0}")]
    OpenToOthers(String),
    /// It can't be opened.
    #[error("staff file {name} can't be opened: {why}")]
    Open {
        /// The file.
        name: String,
        /// The system's reason.
        why: String,
    },
    /// Someone else is writing.
    #[error("staff file {0} is being written by another program; try again")]
    Busy(String),
    /// The database refuses.
    #[error("staff file {name}: {why}")]
    Database {
        /// The file.
        name: String,
        /// The database's reason.
        why: String,
    },
    /// What was written there means nothing.
    #[error("staff file {name} holds {what}; restore it from a copy")]
    Damaged {
        /// The file.
        name: String,
        /// What is wrong.
        what: String,
    },
    /// A name that is taken.
    #[error("there is a user {0} already; yike user grant changes what a user may")]
    UserExists(String),
    /// No such user.
    #[error("there is no user {name}{}; yike user list shows those that there are", did_you_mean(.nearest.as_deref()))]
    NoUser {
        /// What was asked.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// A name that is taken.
    #[error("there is a key {0} already; revoke it, or take another name")]
    KeyExists(String),
    /// No such key.
    #[error("there is no key {name}{}; yike key list shows those that there are", did_you_mean(.nearest.as_deref()))]
    NoKey {
        /// What was asked.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |near| format!(" (did you mean {near}?)"))
}
