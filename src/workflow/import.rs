//! Importing a file: rows are checked and written while it is read, in one transaction that is kept only when all of it is good.

use std::ops::ControlFlow;
use std::path::Path;

use super::datum_check::{self, DatumCheck, Passing};
use super::error::WorkflowError;
use super::import_checks::Checks;
use crate::crs::{Datum, SHIFTED_GROUND};
use crate::domain::category::{self, Catalogue};
use crate::domain::record::{LayerKind, Outcome};
use crate::import::{self, Defaults, ImportError, Limits, Progress, Request, Streamed};
use crate::store::{Location, Mode, Workspace, Written};

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportRequest<'a> {
    /// Into which workspace.
    pub workspace: &'a Location,
    /// What kind of thing.
    pub kind: LayerKind,
    /// From which file.
    pub file: &'a Path,
    /// Which layer of it.
    pub layer: Option<&'a str>,
    /// In which reference system, where the file does not say.
    pub crs: Option<&'a str>,
    /// field=column.
    pub map: &'a [(String, String)],
    /// Categories that the source lists completely.
    pub complete: &'a [String],
    /// The category of every row.
    pub category: Option<&'a str>,
    /// A table with names, codes and people of the communities to take from an OSM extract.
    pub roster: Option<&'a Path>,
    /// What is true of rows that don't say it themselves.
    pub defaults: &'a Defaults,
    /// What becomes of the rows that are there.
    pub mode: Mode,
    /// Only look: read, check, report, and change nothing.
    pub dry_run: bool,
    /// Leave wrong rows out instead of refusing the file.
    pub skip_rejected: bool,
    /// What the reading may use.
    pub limits: Limits,
    /// A file with borders or streets that the layer is held against, beside those of the workspace.
    pub reference: Option<&'a Path>,
    /// Take the reference system as it is said, whatever the comparison shows.
    pub trust_crs: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// What kind.
    pub kind: LayerKind,
    /// The file's name.
    pub source: String,
    /// The reference system that it came in, and whether it was converted.
    pub crs: String,
    /// What became of the rows.
    pub outcome: Outcome,
    /// The plane, when communities chose it.
    pub projection: Option<String>,
    /// What a comparison with known borders and streets says of its datum.
    pub datum: DatumCheck,
    /// Whether the rows were taken: a file with wrong rows is refused unless they are to be skipped.
    pub changed: bool,
    /// What taking them changed.
    pub written: Option<Written>,
}

/// Imports a file.
///
/// # Errors
/// What is wrong with the file or the workspace, which is then as it was.
pub fn import(request: &ImportRequest<'_>, progress: &dyn Progress) -> Result<Imported, WorkflowError> {
    let mut workspace = Workspace::open(request.workspace)?;
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let asked = Request {
        kind: request.kind,
        path: request.file,
        layer: request.layer,
        crs: request.crs,
        map: request.map,
        catalogue: &catalogue,
        complete: request.complete,
        category: request.category,
        merge_names: request.roster,
        defaults: request.defaults,
    };
    let area = workspace.communities_extent()?;
    let source = source_name(request);
    let read_in = request.crs.and_then(Datum::parse_shifted).unwrap_or(Datum::Cgcs2000);
    // Abroad nothing is shifted, and nothing need be read.
    let abroad = area.is_some_and(|area| !SHIFTED_GROUND.contains(area.centre()));
    let mut references = if abroad && read_in == Datum::Cgcs2000 {
        Vec::new()
    } else {
        datum_check::of_workspace(&workspace)?
    };
    if let Some(path) = request.reference {
        references.push(datum_check::of_file(path, &request.limits, progress)?);
    }
    let mut passing = Passing::new(read_in, references);
    let mut writer = workspace.begin_layer(request.kind, &source, request.mode)?;
    let mut checks = Checks::new(area);
    let mut trouble = None;
    let read = import::stream(&asked, &request.limits, progress, &mut |batch| {
        checks.see(&batch);
        passing.see(&batch);
        match writer.put(batch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(trouble) = trouble {
        return Err(trouble.into());
    }
    let mut read = read?;
    name_the_layer(&mut read, &source);
    progress.step("comparing with what is there");
    let datum = passing.check();
    if !request.trust_crs {
        datum_check::refuse(&datum, &read.input.source, &read.input.crs, read_in)?;
    }
    let checked = checks.done()?;
    let mut outcome = read.outcome;
    outcome.warnings.extend(checked.remarks);
    outcome.warnings.extend(writer.remarks());
    let refused = writer.refused();
    outcome.accepted -= (refused.len() as u64).min(outcome.accepted);
    outcome.rejected.extend_from_slice(refused);
    if request.mode == Mode::Replace {
        outcome.warnings.extend(writer.replaces_another(&read.input)?);
    }
    if progress.stopped() {
        return Err(ImportError::Stopped {
            file: read.input.source,
        }
        .into());
    }
    let changed = (outcome.rejected.is_empty() || request.skip_rejected) && !request.dry_run;
    let mut written = None;
    if changed {
        progress.step("writing the workspace");
        written = Some(writer.finish(&read.input, &read.held, checked.projection.as_ref())?);
    }
    Ok(Imported {
        kind: request.kind,
        source: read.input.source,
        crs: read.input.crs,
        outcome,
        projection: checked.projection.map(|projection| projection.name()),
        datum,
        changed,
        written,
    })
}

/// Two layers of one file are two sources.
fn source_name(request: &ImportRequest<'_>) -> String {
    let file = request
        .file
        .file_name()
        .map_or(String::new(), |name| name.to_string_lossy().into_owned());
    match request.layer {
        Some(layer) => format!("{file}#{layer}"),
        None => file,
    }
}

fn name_the_layer(read: &mut Streamed, source: &str) {
    source.clone_into(&mut read.input.source);
    for held in &mut read.held {
        source.clone_into(&mut held.source);
    }
}
