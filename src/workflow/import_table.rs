//! Importing a table of a server: it is copied into a private file, and that is imported like any other. Only the command line asks for
//! this: an address never comes with a request.

use std::ops::ControlFlow;

use super::error::WorkflowError;
use super::import::{ImportRequest, Imported, import_named};
use super::kept_rows::TakingUp;
use crate::domain::record::{Check, LayerKind, Remark};
use crate::import::{HeaderRows, ImportError, Options, Progress};
use crate::store::{Shapes, StoreError, TableError, TableLimits, TableSource};

/// Most rows of a table that is copied.
const MOST_ROWS: u64 = 50_000_000;

/// Whether what was given as a file is the address of a table.
pub fn is_table_address(text: &str) -> bool {
    TableSource::is_address(text)
}

/// Imports a table or view: `postgresql://USER@HOST/DATABASE?table=SCHEMA.TABLE`. The layer of the request is another way to name the table.
///
/// # Errors
/// As [`super::import`]; and what is wrong with the server or the table.
pub fn import_table(
    request: &ImportRequest<'_>,
    address: &str,
    progress: &dyn Progress,
) -> Result<Imported, WorkflowError> {
    let source = TableSource::parse(address, request.layer)?;
    let folder = tempfile::Builder::new().prefix("yike-table-").tempdir().map_err(|e| {
        StoreError::from(TableError::Copy {
            table: "the table".to_owned(),
            why: e.to_string(),
        })
    })?;
    progress.step("reading the table");
    let limits = TableLimits {
        rows: MOST_ROWS,
        bytes: request.limits.file,
        time: request.limits.clock,
    };
    let copy = source
        .read(folder.path(), shapes(request.kind), limits, &mut |rows| {
            progress.at(rows, None);
            if progress.stopped() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .map_err(|error| match error {
            StoreError::Table(TableError::Stopped(file)) => WorkflowError::from(ImportError::Stopped { file }),
            error => error.into(),
        })?;
    // What is known of the copy need not be guessed.
    let options = Options {
        header_rows: (!copy.shapes).then_some(HeaderRows::Rows(1, 1)),
        encoding: None,
        ..request.options.clone()
    };
    let request = ImportRequest {
        file: &copy.path,
        layer: None,
        options: &options,
        // The copy is gone with this program.
        taking_up: TakingUp::Never,
        ..request.clone()
    };
    let mut imported = import_named(&request, &copy.name, progress)?;
    let remarks = copy
        .remarks
        .into_iter()
        .map(|what| Remark::of_file(Check::Reading, None, what));
    imported.outcome.warnings.splice(0..0, remarks);
    Ok(imported)
}

/// Whether the shapes of a table are wanted for a kind.
fn shapes(kind: LayerKind) -> Shapes {
    match kind {
        LayerKind::Communities
        | LayerKind::Buildings
        | LayerKind::Land
        | LayerKind::Streets
        | LayerKind::Barriers
        | LayerKind::Compounds => Shapes::Must,
        LayerKind::Facilities | LayerKind::Hamlets | LayerKind::Population => Shapes::May,
        LayerKind::Register | LayerKind::Successions => Shapes::Never,
    }
}
