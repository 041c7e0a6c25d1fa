//! What can go wrong between us and a server.

use std::error::Error as _;

use postgres::error::SqlState;

use super::encryption;

/// A fact about a server and the workspace on it, with what to do. Names are addresses without passwords.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address can't be understood.
    #[error(
        "{name} is not an address of a workspace: {why}; write postgresql://USER@HOST/DATABASE, with ?schema=NAME if it is not yike"
    )]
    Address {
        /// The address.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// Encryption was asked for, and the server has none.
    #[error(
        "the server of {0} offers no encryption, and sslmode asks for it; nothing was sent to it; let who runs it switch ssl on, \
         or use a tunnel (ssh -L 5432:localhost:5432 HOST) and leave sslmode out"
    )]
    NotEncrypted(String),
    /// The server may be another than it says.
    #[error(
        "the server of {name} can't be trusted: {why}; no password was sent to it; ask who runs it for the right certificates and name them with sslrootcert=FILE"
    )]
    NotTrusted {
        /// The address.
        name: String,
        /// What is wrong with its certificate, or with its encryption.
        why: String,
    },
    /// There is nothing to judge a server by.
    #[error(
        "the certificates that vouch for {name} are missing: {why}; name a file with sslrootcert=FILE in the address or in PGSSLROOTCERT, or put it at ~/.postgresql/root.crt"
    )]
    Certificates {
        /// The address.
        name: String,
        /// Which file, and what is wrong.
        why: String,
    },
    /// Nobody listens.
    #[error("no PostgreSQL server answers at {name}: {why}; check host and port, and that the server runs")]
    NoServer {
        /// The address.
        name: String,
        /// The system's or the server's reason.
        why: String,
    },
    /// The server does not let this user in.
    #[error(
        "the server does not let you in at {name}: {why}; give the password in PGPASSWORD or ~/.pgpass, or ask who runs the server"
    )]
    NotLetIn {
        /// The address.
        name: String,
        /// The server's reason.
        why: String,
    },
    /// No such database.
    #[error("there is no database for {0}; make it with: createdb NAME")]
    NoDatabase(String),
    /// The extension is missing.
    #[error("the database of {0} has no PostGIS; its owner adds it with: CREATE EXTENSION postgis")]
    NoPostgis(String),
    /// Names could not be kept.
    #[error(
        "the database of {name} keeps text as {encoding}, which can't hold every name; use one in UTF8 (createdb -E UTF8)"
    )]
    Encoding {
        /// The address.
        name: String,
        /// The server's encoding.
        encoding: String,
    },
    /// `init` over something that is there.
    #[error("{0} exists already; choose another schema with ?schema=NAME, or remove it first")]
    Exists(String),
    /// No such schema, or an empty one.
    #[error("there is no workspace at {0}; make one with: yike init {0}")]
    Missing(String),
    /// A schema with other tables.
    #[error("the schema of {0} holds other tables but no Yike workspace; name another with ?schema=NAME")]
    NotAWorkspace(String),
    /// Its settings make no sense.
    #[error("{0} is not a readable workspace: its settings are damaged; restore it from a backup")]
    Damaged(String),
    /// Written by a newer program.
    #[error("{name} has workspace format {found}, newer than this program's {known}; use a newer yike")]
    Newer {
        /// The address.
        name: String,
        /// Its format.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Written by an older program.
    #[error("{name} has workspace format {found}, which this program can't bring forward; use the yike that made it")]
    Older {
        /// The address.
        name: String,
        /// Its format.
        found: i64,
    },
    /// Written by an older program, and not ours to change.
    #[error(
        "{name} has workspace format {found} and is brought forward to {known} by its owner: let them open it once with this program, for example with: yike history --workspace {name} (after a backup: pg_dump); you may not, for {why}"
    )]
    OwnersTurn {
        /// The address.
        name: String,
        /// Its format.
        found: i64,
        /// This program's.
        known: i64,
        /// What the user lacks.
        why: String,
    },
    /// Someone else is writing.
    #[error("{0} is being written by another program; wait for it to finish, or close it, and try again")]
    Busy(String),
    /// Missing privileges, or a standby.
    #[error(
        "you may not do this at {name}: {why}; nothing was changed; ask the workspace's owner for the rights that the guide lists"
    )]
    NoRights {
        /// The address.
        name: String,
        /// The server's reason.
        why: String,
    },
    /// The server's disk.
    #[error("no room left on the server of {0}; nothing was changed; free some space there and try again")]
    DiskFull(String),
    /// The connection broke.
    #[error("the connection to {0} was lost; nothing was changed; try again when the server is back")]
    Lost(String),
    /// The connection broke while a change was being kept.
    #[error(
        "the connection to {0} was lost at the last moment: the change was kept whole or not at all; look which, then go on"
    )]
    Unsure(String),
    /// Other people's views need ours as they were.
    #[error(
        "the flat views of {name} need other columns for these circles, and other views stand on them: {what}; nothing was changed; \
         drop those views and make them again afterwards, or assess with the circles of the last assessment"
    )]
    InTheWay {
        /// The address.
        name: String,
        /// Which views stand on which, in the server's words.
        what: String,
    },
    /// More columns than a table of a server takes.
    #[error(
        "{0} can't show so many services side by side in its flat views; nothing was changed; assess with fewer circles at once"
    )]
    TooWide(String),
    /// Longer than anything should take.
    #[error("{0} took too long to answer; nothing was changed; try again when the server is less busy")]
    Slow(String),
    /// `PostgreSQL` keeps every sign but this one.
    #[error(
        "a text for {0} holds a NUL character, which PostgreSQL can't keep; nothing was changed; remove it from the file"
    )]
    Nul(String),
    /// Anything else.
    #[error("the workspace {name} can't be used: {why}")]
    Other {
        /// The address.
        name: String,
        /// The server's reason.
        why: String,
    },
}

impl ServerError {
    /// Puts an error of a statement into words.
    pub(super) fn of(name: &str, error: &postgres::Error) -> Self {
        let name = name.to_owned();
        let Some(told) = error.as_db_error() else {
            // No answer of the server: a socket that broke, or an answer that makes no sense.
            let why = deepest(error);
            let broken = error.is_closed() || deepest_is_io(error);
            return if broken {
                Self::Lost(name)
            } else {
                Self::Other { name, why }
            };
        };
        let why = told.message().to_owned();
        match told.code() {
            code if is_busy(code) => Self::Busy(name),
            &SqlState::INSUFFICIENT_PRIVILEGE | &SqlState::READ_ONLY_SQL_TRANSACTION => Self::NoRights { name, why },
            &SqlState::INVALID_CATALOG_NAME => Self::NoDatabase(name),
            &SqlState::DISK_FULL | &SqlState::IO_ERROR => Self::DiskFull(name),
            &SqlState::QUERY_CANCELED => Self::Slow(name),
            &SqlState::DUPLICATE_SCHEMA | &SqlState::DUPLICATE_TABLE | &SqlState::DUPLICATE_FUNCTION => {
                Self::Exists(name)
            }
            &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => {
                Self::Lost(name)
            }
            &SqlState::CHARACTER_NOT_IN_REPERTOIRE => Self::Nul(name),
            &SqlState::DEPENDENT_OBJECTS_STILL_EXIST => {
                let what = told.detail().unwrap_or_default().replace('\n', "; ");
                Self::InTheWay { name, what }
            }
            &SqlState::PROGRAM_LIMIT_EXCEEDED | &SqlState::TOO_MANY_COLUMNS => Self::TooWide(name),
            _ => Self::Other { name, why },
        }
    }

    /// Puts an error of connecting into words.
    pub(super) fn of_connecting(name: &str, error: &postgres::Error) -> Self {
        if let Some(told) = encryption::in_words(name, error) {
            return told;
        }
        let name = name.to_owned();
        let Some(told) = error.as_db_error() else {
            let why = deepest(error);
            return if deepest_is_io(error) || error.is_closed() {
                Self::NoServer { name, why }
            } else {
                // A password that was asked for and not given stops on our side.
                Self::NotLetIn { name, why }
            };
        };
        let why = told.message().to_owned();
        match told.code() {
            &SqlState::INVALID_CATALOG_NAME => Self::NoDatabase(name),
            &SqlState::CANNOT_CONNECT_NOW | &SqlState::TOO_MANY_CONNECTIONS => Self::NoServer { name, why },
            _ => Self::NotLetIn { name, why },
        }
    }
}

/// Another holds a lock, or did what this one was about to do.
fn is_busy(code: &SqlState) -> bool {
    [
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ]
    .contains(code)
}

fn deepest(error: &postgres::Error) -> String {
    let mut why = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        why = source.to_string();
        next = source.source();
    }
    why
}

fn deepest_is_io(error: &postgres::Error) -> bool {
    let io = |source: &(dyn std::error::Error + 'static)| source.downcast_ref::<std::io::Error>().is_some();
    error.source().is_some_and(io)
}
