//! What can go wrong with a table that is to be imported.

use postgres::error::SqlState;

use crate::store::postgres::error::ServerError;

/// A fact about a table on a server, with what to do. Names are addresses without passwords.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The address can't be understood.
    #[error("{name} is not an address of a table: {why}; write postgresql://USER@HOST/DATABASE?table=SCHEMA.TABLE")]
    Address {
        /// The address.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// Two names.
    #[error("{name}: the address names the table {one:?}, --layer names {other:?}; leave one of them out")]
    TwoTables {
        /// The address.
        name: String,
        /// One name.
        one: String,
        /// The other.
        other: String,
    },
    /// No name, or one that several tables have.
    #[error("{name}: {why}; name one with ?table=SCHEMA.TABLE or --layer SCHEMA.TABLE; there are {}", words(.tables))]
    WhichTable {
        /// The address.
        name: String,
        /// What is unclear.
        why: String,
        /// What may be chosen.
        tables: Vec<String>,
    },
    /// No such table.
    #[error("{name} has no table or view {table:?}{}", nearest(.tables))]
    NoTable {
        /// The address.
        name: String,
        /// What was asked.
        table: String,
        /// The nearest names.
        tables: Vec<String>,
    },
    /// Missing privileges.
    #[error("you may not read {table} at {name}: {why}; ask its owner for the right to read it")]
    NoRights {
        /// The address.
        name: String,
        /// The table.
        table: String,
        /// The reason.
        why: String,
    },
    /// No shapes where they are needed.
    #[error(
        "{table} at {name} has no geometry column that can be read; name a table or view that has one (communities without areas are a register: yike import register)"
    )]
    NoGeometry {
        /// The address.
        name: String,
        /// The table.
        table: String,
    },
    /// Several columns of shapes.
    #[error("{table} at {name} has several geometry columns ({}); name one with ?geometry=COLUMN", words(.columns))]
    WhichGeometry {
        /// The address.
        name: String,
        /// The table.
        table: String,
        /// What may be chosen.
        columns: Vec<String>,
    },
    /// No such column of shapes.
    #[error("{table} at {name} has no geometry column {column:?}; it has {}", words(.columns))]
    NoGeometryColumn {
        /// The address.
        name: String,
        /// The table.
        table: String,
        /// What was asked.
        column: String,
        /// What may be chosen.
        columns: Vec<String>,
    },
    /// Shapes in more than one reference system.
    #[error(
        "{table} at {name} mixes reference systems (SRID {one} and {other}); make a view with one of them, by ST_Transform({column}, {one})"
    )]
    MixedSystems {
        /// The address.
        name: String,
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// One of them.
        one: i64,
        /// Another.
        other: i64,
    },
    /// Too much.
    #[error("{table} at {name} has more than {allowed}; make a view of the part that is needed, and import that")]
    TooLarge {
        /// The address.
        name: String,
        /// The table.
        table: String,
        /// What is allowed.
        allowed: String,
    },
    /// Too long.
    #[error("{table} at {name} took longer to read than allowed; make it smaller, or allow more with --max-minutes")]
    TooSlow {
        /// The address.
        name: String,
        /// The table.
        table: String,
    },
    /// The server can't give it.
    #[error("{table} at {name} can't be read: {why}")]
    Unreadable {
        /// The address.
        name: String,
        /// The table.
        table: String,
        /// The server's reason.
        why: String,
    },
    /// Our own disk.
    #[error(
        "the copy of {table} can't be written to the temporary folder: {why}; free some space there, or set TMPDIR"
    )]
    Copy {
        /// The table.
        table: String,
        /// The reason.
        why: String,
    },
    /// Somebody asked to stop.
    #[error("reading {0} was stopped; nothing was changed")]
    Stopped(String),
}

impl TableError {
    /// Puts an error of a statement that reads a table into words.
    pub(super) fn of(name: &str, table: &str, error: &postgres::Error) -> Self {
        let (name, table) = (name.to_owned(), table.to_owned());
        if error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) {
            let why = "it changes something when it is read, which is not let happen".to_owned();
            return Self::Unreadable { name, table, why };
        }
        match ServerError::of(&name, error) {
            ServerError::NoRights { why, .. } => Self::NoRights { name, table, why },
            ServerError::Slow(_) => Self::TooSlow { name, table },
            ServerError::Lost(_) => Self::Unreadable {
                name,
                table,
                why: "the connection was lost".to_owned(),
            },
            ServerError::Busy(_) => Self::Unreadable {
                name,
                table,
                why: "another program holds it locked; try again when it has finished".to_owned(),
            },
            _ => {
                let told = error.as_db_error().map(|told| told.message().to_owned());
                let why = told.unwrap_or_else(|| "its answer makes no sense".to_owned());
                Self::Unreadable { name, table, why }
            }
        }
    }
}

/// Most names that a message lists.
const LISTED: usize = 20;

fn words(names: &[String]) -> String {
    let few = names.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        _ if names.is_empty() => "none".to_owned(),
        0 => few,
        more => format!("{few} and {more} more"),
    }
}

fn nearest(names: &[String]) -> String {
    if names.is_empty() {
        return ": it has none that you may read".to_owned();
    }
    format!("; the nearest are {}", words(names))
}
