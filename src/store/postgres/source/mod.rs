//! A table or view of somebody's server as a source: read once, in a transaction that can't write, into a private file that is then
//! imported like any other.
//!
//! Every value leaves the server in one of four forms (whole number, number, truth, text), and a geometry as well-known binary, so that no
//! type of an extension has to be known here.

mod address;
mod columns;
mod error;
mod find;
mod read;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

pub(in crate::store) use columns::Form;
pub use error::TableError;

use super::connect;
use super::error::ServerError;
use crate::store::error::StoreError;

/// How often the one who asks is asked whether to stop.
const LOOK: Duration = Duration::from_millis(100);

/// A table that somebody named.
pub struct TableSource {
    address: super::address::Address,
    table: Option<String>,
    geometry: Option<String>,
}

/// What the copy of a table may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableLimits {
    /// Rows.
    pub rows: u64,
    /// Bytes of values.
    pub bytes: u64,
    /// How long the server may work on it.
    pub time: Duration,
}

/// Whether the shapes of a table are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shapes {
    /// A table without them is of no use.
    Must,
    /// They are taken where there are some.
    May,
    /// They are left where they are.
    Never,
}

/// A table as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCopy {
    /// A `GeoPackage` with one layer, or a table in text where there are no shapes.
    pub path: PathBuf,
    /// How a person knows the table: `database/schema.table`.
    pub name: String,
    /// What is to be said of the table as a whole.
    pub remarks: Vec<String>,
    /// Whether it has shapes.
    pub shapes: bool,
}

/// What the reading tells.
enum Said {
    /// How a long question can be taken back.
    Cancel(connect::Cancel),
    /// So many rows are there.
    Rows(u64),
}

impl TableSource {
    /// Whether a text is an address of a server rather than a file's name.
    pub fn is_address(text: &str) -> bool {
        ["postgresql://", "postgres://"]
            .iter()
            .any(|start| text.starts_with(start))
    }

    /// Takes an address apart: `postgresql://USER@HOST/DATABASE?table=SCHEMA.TABLE&geometry=COLUMN`; `table` is another way to name the table.
    ///
    /// # Errors
    /// The address can't be understood, or names two tables.
    pub fn parse(text: &str, table: Option<&str>) -> Result<Self, StoreError> {
        address::parse(text, table)
    }

    /// Reads the table into a new file in a folder. `watch` is told how many rows are there, several times a second.
    ///
    /// # Errors
    /// No server, no such table, no rights, nothing that can be read, a limit; [`TableError::Stopped`] when `watch` breaks off.
    pub fn read(
        &self,
        folder: &Path,
        shapes: Shapes,
        limits: TableLimits,
        watch: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<TableCopy, StoreError> {
        let stop = AtomicBool::new(false);
        let done = std::thread::scope(|scope| {
            let (tell, heard) = sync_channel(16);
            let stop = &stop;
            let worker = scope.spawn(move || read::read(self, folder, shapes, limits, stop, &tell));
            let (mut cancel, mut rows) = (None, 0);
            loop {
                match heard.recv_timeout(LOOK) {
                    Ok(Said::Cancel(how)) => cancel = Some(how),
                    Ok(Said::Rows(there)) => rows = there,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if !stop.load(Ordering::Relaxed) && watch(rows).is_break() {
                    stop.store(true, Ordering::Relaxed);
                    if let Some(cancel) = &cancel {
                        cancel.now();
                    }
                }
            }
            worker.join()
        });
        if stop.load(Ordering::Relaxed) {
            return Err(TableError::Stopped(self.address.name.clone()).into());
        }
        done.unwrap_or_else(|_| {
            let (name, why) = (self.address.name.clone(), "its table can't be read".to_owned());
            Err(ServerError::Other { name, why }.into())
        })
    }
}
