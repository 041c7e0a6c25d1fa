//! What can go wrong with a workspace.

/// A fact about the workspace, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `init` over something that is there.
    #[error("{0} exists already; choose another name, or remove it first")]
    Exists(String),
    /// No such file.
    #[error("there is no workspace at {0}; make one with: yike init {0}")]
    Missing(String),
    /// Not a database, or a truncated one.
    #[error("{0} is not a readable workspace: the file is damaged or something else; restore it from a copy")]
    Damaged(String),
    /// Its projection is none that this program writes: what was measured must not be measured again in a guess.
    #[error(
        "{name} measures in {projection:?}, which this program does not know; use the yike that wrote it, or a newer one"
    )]
    Projection {
        /// The workspace.
        name: String,
        /// What it says.
        projection: String,
    },
    /// A `GeoPackage`, but not one of ours.
    #[error(
        "{0} is a GeoPackage but not a Yike workspace; make a workspace with `yike init` and import the file into it"
    )]
    NotAWorkspace(String),
    /// Written by a newer program.
    #[error("{name} has workspace format {found}, newer than this program's {known}; use a newer yike")]
    Newer {
        /// The file.
        name: String,
        /// Its format.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Someone else is writing.
    #[error("{0} is being written by another program; wait for it to finish, or close it, and try again")]
    Busy(String),
    /// No room.
    #[error("no room left to write {0}; nothing was changed; free some space and try again")]
    DiskFull(String),
    /// The file or its folder can't be written.
    #[error("{0} can't be written; check the rights of the file and its folder")]
    ReadOnly(String),
    /// The folder can't be used.
    #[error("{name} can't be opened: {why}")]
    Open {
        /// The file.
        name: String,
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
    /// No file of that name.
    #[error("there is no backup at {0}")]
    NoBackup(String),
    /// What stands there is newer than the backup.
    #[error(
        "{name} holds what the backup has not, and it would be lost: {what}; take a backup of it first with yike backup, then restore with --force"
    )]
    WouldBeLost {
        /// The workspace.
        name: String,
        /// What is newer.
        what: String,
    },
    /// A state that never was.
    #[error("{name} has no version {version}; yike history shows those that it has")]
    NoVersion {
        /// The workspace.
        name: String,
        /// What was asked.
        version: i64,
    },
    /// A moment before the first version.
    #[error("{name} had no layers yet at {moment}{}; yike history shows its versions", first_words(.first.as_deref()))]
    NothingYet {
        /// The workspace.
        name: String,
        /// What was asked, in UTC.
        moment: String,
        /// When the first version was made, if there is one.
        first: Option<String>,
    },
    /// A number that no record has.
    #[error("{name} has no record {number}; yike plan records shows those that it has")]
    NoPlanRecord {
        /// The workspace.
        name: String,
        /// What was asked.
        number: i64,
    },
    /// No version, or only the empty workspace before the first.
    #[error("{0} has no change of its layers that could be taken back")]
    NothingToUndo(String),
    /// Something came after it.
    #[error(
        "version {version} of {name} is no longer the latest, so it is not taken back by itself; yike history shows what came after it, yike undo --to goes back"
    )]
    NotLatest {
        /// The workspace.
        name: String,
        /// What was to be taken back.
        version: i64,
    },
    /// No such scenario.
    #[error("{name} has no scenario {scenario:?}; yike scenario list shows those that it has")]
    NoScenario {
        /// The workspace.
        name: String,
        /// What was asked.
        scenario: String,
    },
    /// The name is taken.
    #[error("there is a scenario {0:?} already; take another name, or drop that one")]
    ScenarioExists(String),
    /// Beyond the limit.
    #[error("a workspace holds at most {0} scenarios; drop some first")]
    TooManyScenarios(i64),
    /// Beyond the limit.
    #[error("a scenario holds at most {0} edits")]
    TooManyEdits(usize),
    /// Nothing to take back.
    #[error("scenario {0:?} has no edit that could be taken back")]
    NoEdit(String),
    /// A server that can't be reached or used.
    #[error(transparent)]
    Server(#[from] super::postgres::ServerError),
    /// A table of a server that is to be imported.
    #[error(transparent)]
    Table(#[from] super::postgres::TableError),
    /// Anything else that the database says.
    #[error("the workspace {name} can't be used: {source}")]
    Database {
        /// The file.
        name: String,
        /// The database's reason.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

fn first_words(first: Option<&str>) -> String {
    match first {
        Some(first) => format!(": its first version was made at {first}"),
        None => ": it has none to this day".to_owned(),
    }
}
