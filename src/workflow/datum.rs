//! Looking at a layer's datum without importing it.

use std::path::Path;

use geo::Coord;

use super::datum_check::{DatumFinding, compare, of_file, of_workspace};
use super::error::WorkflowError;
use crate::import::{self, Limits, OutlineRequest, Progress};
use crate::store::{Location, Workspace};

/// Which layer to look at, and what to hold it against.
#[derive(Debug, Clone, Copy)]
pub struct DatumRequest<'a> {
    /// The file.
    pub file: &'a Path,
    /// Which of its layers.
    pub layer: Option<&'a str>,
    /// Its reference system, where the file is projected and does not say.
    pub crs: Option<&'a str>,
    /// Columns of coordinates.
    pub map: &'a [(String, String)],
    /// A workspace whose communities and streets are true.
    pub workspace: Option<&'a Location>,
    /// A file whose borders or streets are true.
    pub reference: Option<&'a Path>,
    /// What the reading may use.
    pub limits: Limits,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct DatumLook {
    /// The file's name.
    pub file: String,
    /// What the file says of its reference system.
    pub crs: Option<String>,
    /// One finding for each reference.
    pub findings: Vec<DatumFinding>,
}

/// Compares a layer with what is known.
///
/// # Errors
/// The file, the workspace or the reference can't be read, or there is nothing to compare with.
pub fn datum(request: &DatumRequest<'_>, progress: &dyn Progress) -> Result<DatumLook, WorkflowError> {
    let limits = &request.limits;
    let mut references = match request.workspace {
        Some(path) => of_workspace(&Workspace::open_read_only(path)?)?,
        None => Vec::new(),
    };
    if let Some(path) = request.reference {
        references.push(of_file(path, limits, progress)?);
    }
    if references.is_empty() {
        return Err(WorkflowError::NothingToCompare);
    }
    let outline = import::outline(
        &OutlineRequest {
            path: request.file,
            layer: request.layer,
            crs: request.crs,
            map: request.map,
        },
        limits,
        progress,
    )?;
    let coords: Vec<Coord<f64>> = outline.parts.into_iter().flatten().collect();
    Ok(DatumLook {
        file: outline.file,
        crs: outline.crs,
        findings: compare(&coords, &references),
    })
}
