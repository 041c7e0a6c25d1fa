//! Importing a file: it is read and checked; then its rows are written, in one transaction that is kept only when all of it is good.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use super::compounds::{GatesFile, Waiting as WaitingCompounds};
use super::datum_check::{self, DatumCheck, NamedReference, Passing};
use super::error::WorkflowError;
use super::import_checks::{Against, Checks};
use super::kept_rows::{self, TakingUp};
use super::known_places::KnownPlaces;
use super::landing;
use super::place;
use super::provisional::Instead;
use crate::crs::LonLat;
use crate::crs::{Datum, SHIFTED_GROUND};
use crate::domain::batch::Batch;
use crate::domain::category::{self, Catalogue};
use crate::domain::day::Day;
use crate::domain::record::{Check, LayerKind, Outcome, Records, Remark};
use crate::export::{ExportError, Waiting, write_worklist};
use crate::import::{
    BuildingTable, Defaults, ImportError, KeptRows, Limits, MappingFile, Options, Progress, Request, Streamed, TakenUp,
};
use crate::store::{Location, Mode, StoreError, Workspace, Written};

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
    /// From which day on the data are true; the day of the import where `None`.
    pub true_from: Option<Day>,
    /// How the file is to be read, where its looks don't tell.
    pub options: &'a Options,
    /// Buildings by whose addresses rows without coordinates are placed.
    pub buildings: Option<BuildingTable<'a>>,
    /// Where compounds are entered.
    pub gates: Option<GatesFile<'a>>,
    /// Where rows without a place are written, to be placed by hand.
    pub worklist: Option<&'a Path>,
    /// Where a person put rows without coordinates, by their number.
    pub places: Option<&'a BTreeMap<String, LonLat>>,
    /// What becomes of the rows that are there.
    pub mode: Mode,
    /// Only look: read, check, report, and change nothing.
    pub dry_run: bool,
    /// Leave wrong rows out instead of refusing the file.
    pub skip_rejected: bool,
    /// What the reading may use.
    pub limits: Limits,
    /// What becomes of the rows if the import breaks off.
    pub taking_up: TakingUp,
    /// A register (communities and the units above them with their codes) that sums are held against; the workspace's where `None`.
    pub register: Option<&'a Path>,
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
    /// What an earlier, broken-off import had read; none where the file was read from its beginning.
    pub taken_up: Option<TakenUp>,
}

/// Imports a file.
///
/// # Errors
/// What is wrong with the file or the workspace, which is then as it was.
pub fn import(request: &ImportRequest<'_>, progress: &dyn Progress) -> Result<Imported, WorkflowError> {
    import_watched(request, progress, &mut |_| {})
}

/// As [`import`]; the source has another name than the file.
pub(super) fn import_named(
    request: &ImportRequest<'_>,
    name: &str,
    progress: &dyn Progress,
) -> Result<Imported, WorkflowError> {
    run(request, name, progress, &mut |_| {})
}

/// As [`import`]; somebody looks at the rows that go by.
pub(super) fn import_watched(
    request: &ImportRequest<'_>,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&Records),
) -> Result<Imported, WorkflowError> {
    run(request, &source_name(request), progress, watch)
}

fn run(
    request: &ImportRequest<'_>,
    source: &str,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&Records),
) -> Result<Imported, WorkflowError> {
    let mut workspace = Workspace::open(request.workspace)?;
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let asked = asked(request, &catalogue);
    let area = workspace.communities_extent()?;
    let mut rows = kept_rows::read(
        &asked,
        request.workspace,
        (request.taking_up, request.dry_run),
        &request.limits,
        progress,
    )
    .map_err(|error| match error {
        WorkflowError::Import(error) => landing::named(error, request, area, progress),
        error => error,
    })?;
    for _ in 0..TRIES {
        let done = judge_and_write(&mut workspace, request, source, &catalogue, &rows, progress, watch);
        let looked = request.dry_run && request.taking_up == TakingUp::BesideFile && matches!(done, Ok(Some(_)));
        if looked || matches!(&done, Err(error) if may_be_tried_again(error)) {
            rows.stay();
        }
        if let Some(imported) = done.transpose() {
            return imported;
        }
    }
    rows.stay();
    Err(StoreError::Busy(workspace.name()).into())
}

/// How often an import looks at a workspace that others change meanwhile.
const TRIES: usize = 5;

/// Whether the fault is neither in the file nor in what was asked, so that its rows are worth keeping.
fn may_be_tried_again(error: &WorkflowError) -> bool {
    use crate::store::ServerError as Server;
    matches!(
        error,
        WorkflowError::Store(
            StoreError::Busy(_)
                | StoreError::DiskFull(_)
                | StoreError::Server(
                    Server::Busy(_) | Server::DiskFull(_) | Server::Lost(_) | Server::Slow(_) | Server::NoServer { .. }
                )
        )
    )
}

/// Looks at the rows beside what the workspace holds, and writes them. Nothing, where the workspace was changed between looking and writing.
fn judge_and_write(
    workspace: &mut Workspace,
    request: &ImportRequest<'_>,
    source: &str,
    catalogue: &Catalogue,
    rows: &KeptRows,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&Records),
) -> Result<Option<Imported>, WorkflowError> {
    let seen = workspace.changes()?;
    let mut against = Against::of(workspace, request, catalogue, progress)?;
    let known = KnownPlaces::of(workspace, request)?;
    let buildings = place::buildings_for(request, catalogue, progress)?;
    let names = std::mem::take(&mut against.names);
    let mut taken = BTreeMap::new();
    let read_in = request.crs.and_then(Datum::parse_shifted).unwrap_or(Datum::Cgcs2000);
    let mut passing = Passing::new(read_in, references(request, workspace, read_in, progress)?);
    let mut compounds = WaitingCompounds::for_import(request, catalogue, progress)?;
    let mut instead = Instead::of(workspace, request.kind, request.mode)?;
    let mut writer = workspace.begin_layer(request.kind, source, request.mode)?;
    writer.true_from(request.true_from);
    if !request.dry_run && writer.changes()? != seen {
        return Ok(None);
    }
    let mut checks = Checks::new(&mut against);
    let mut trouble = None;
    progress.step("writing the workspace");
    let handed = rows.each(progress, &mut |batch| {
        checks.see(&batch);
        watch(&batch.records);
        note_codes(&batch, &mut taken);
        passing.see(&batch.records);
        instead.see(&batch.records);
        let Some(records) = compounds.keep(batch.records) else {
            return ControlFlow::Continue(());
        };
        match writer.put_rows_of(records, &batch.rows) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    trouble.map_or(Ok(()), Err)?;
    handed.map_err(|error| kept_rows::told(error, &std::env::temp_dir()))?;
    let mut read = rows.streamed().clone();
    name_the_layer(&mut read, source);
    progress.step("comparing with what is there");
    let datum = passing.check();
    if !request.trust_crs {
        datum_check::refuse(&datum, &read.input.source, &read.input.crs, read_in)?;
    }
    let placing = place::place(request.kind, std::mem::take(&mut read.unplaced), &known, &buildings);
    let mut outcome = read.outcome;
    outcome.warnings.extend(place::hold(&mut read.held, &placing, source));
    outcome.warnings.extend(placing.warnings);
    let waiting = placing.waiting;
    let restored = names.restore(std::mem::take(&mut read.lost), taken);
    outcome.warnings.extend(restored.warnings);
    outcome.rejected.extend(restored.rejected);
    // Rows that had to wait for the end of the file.
    for batch in [restored.batch, placing.batch] {
        let found = batch.records.len() as u64;
        if found > 0 {
            watch(&batch.records);
            outcome.accepted += found;
            read.input.rows += found;
            checks.see(&batch);
            writer.put_rows_of(batch.records, &batch.rows)?;
        }
    }
    outcome.warnings.extend(compounds.put(&mut writer)?);
    let checked = checks.done()?;
    outcome.warnings.extend(checked.remarks);
    outcome.warnings.extend(writer.remarks());
    let refused = writer.refused();
    outcome.accepted -= (refused.len() as u64).min(outcome.accepted);
    outcome.rejected.extend_from_slice(refused);
    instead.settle(&mut writer, &read.input, &mut outcome)?;
    if progress.stopped() {
        return Err(ImportError::Stopped {
            file: read.input.source,
        }
        .into());
    }
    let good = outcome.rejected.is_empty() && (waiting.is_empty() || request.worklist.is_some());
    let changed = (good || request.skip_rejected) && !request.dry_run;
    set_aside(&mut outcome, &waiting, request.worklist)?;
    let mut written = None;
    if changed {
        progress.step("writing the workspace");
        written = Some(writer.finish(&read.input, &read.held, checked.projection.as_ref())?);
    }
    Ok(Some(Imported {
        kind: request.kind,
        source: read.input.source,
        crs: read.input.crs,
        outcome,
        projection: checked.projection.map(|projection| projection.name()),
        datum,
        changed,
        written,
        taken_up: rows.taken_up(),
    }))
}

/// Remembers the codes of a register's rows: a row whose code is lost can't be one of them.
fn note_codes(batch: &Batch, taken: &mut BTreeMap<String, String>) {
    if let Records::Register(rows) = &batch.records {
        for (position, unit) in rows.iter().enumerate() {
            let row = batch.row(position).unwrap_or_default();
            taken.insert(unit.code.value.clone(), row.to_owned());
        }
    }
}

/// The same in the words of the reader.
fn asked<'a>(request: &ImportRequest<'a>, catalogue: &'a Catalogue) -> Request<'a> {
    Request {
        kind: request.kind,
        path: request.file,
        layer: request.layer,
        crs: request.crs,
        map: request.map,
        catalogue,
        complete: request.complete,
        category: request.category,
        merge_names: request.roster,
        defaults: request.defaults,
        options: request.options,
    }
}

/// What the layer is held against to see whether its datum is what it says.
fn references(
    request: &ImportRequest<'_>,
    workspace: &Workspace,
    read_in: Datum,
    progress: &dyn Progress,
) -> Result<Vec<NamedReference>, WorkflowError> {
    // Abroad nothing is shifted, and nothing need be read.
    let area = workspace.communities_extent()?;
    let abroad = area.is_some_and(|area| !SHIFTED_GROUND.contains(area.centre()));
    let mut references = if abroad && read_in == Datum::Cgcs2000 {
        Vec::new()
    } else {
        datum_check::of_workspace(workspace)?
    };
    if let Some(path) = request.reference {
        references.push(datum_check::of_file(path, &request.limits, progress)?);
    }
    Ok(references)
}

/// Reads a mapping file for a kind of layer.
///
/// # Errors
/// It can't be read, or is for another kind.
pub fn mapping(path: &Path, kind: LayerKind) -> Result<MappingFile, WorkflowError> {
    Ok(MappingFile::read(path, kind)?)
}

/// Writes a mapping to a new file.
///
/// # Errors
/// The file exists, or can't be written.
pub fn save_mapping(mapping: &MappingFile, path: &Path) -> Result<(), WorkflowError> {
    Ok(mapping.save(path)?)
}

/// Writes rows without a place out, where that is asked for, and lists them. It is done before the workspace is changed: a worklist that
/// can't be written must not be found out after.
fn set_aside(outcome: &mut Outcome, waiting: &[Waiting], worklist: Option<&Path>) -> Result<(), ExportError> {
    if let Some(path) = worklist.filter(|_| !waiting.is_empty()) {
        let columns: Vec<String> = outcome.columns.iter().map(|column| column.column.clone()).collect();
        write_worklist(path, &columns, waiting)?;
    }
    outcome.rejected.extend(waiting.iter().map(|one| waits(one, worklist)));
    Ok(())
}

/// What is said of a row without a place.
fn waits(one: &Waiting, worklist: Option<&Path>) -> Remark {
    let near = if one.candidates.is_empty() {
        String::new()
    } else {
        format!(" ({})", one.candidates.join(", "))
    };
    let next = match worklist {
        Some(path) => format!("it waits in {}", path.display()),
        None => "--worklist FILE.xlsx writes such rows out, to be placed by hand".to_owned(),
    };
    let what = format!("it has no coordinates, and {}{near}", one.reason);
    Remark::of_row(Check::Place, &one.row.row, None, what).with_advice(next)
}

/// Two layers of one file are two sources.
pub(super) fn source_name(request: &ImportRequest<'_>) -> String {
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
