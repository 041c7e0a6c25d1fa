//! Importing a raster: heights go in as they are, in one transaction that is kept only when all of it is good.

use std::ops::ControlFlow;
use std::path::Path;

use super::error::WorkflowError;
use super::ground_covered::Ground;
use super::group_cells::GroupRaster;
use super::kept_rows;
use crate::crs::LonLatBox;
use crate::domain::raster::{Heights, Raster};
use crate::domain::record::{Check, Outcome, Remark};
use crate::import::{self, HeightUnit, ImportError, KeptParts, Limits, Progress, RasterPart, RasterRequest, RasterUse};
use crate::store::{Location, Mode, StoreError, Workspace, Written};

/// How far round the communities heights are taken: people walk to facilities outside, and a street may swing out.
const MARGIN_M: f64 = 5_000.0;

/// Which raster to import, and how.
#[derive(Debug, Clone, Copy)]
pub struct RasterImportRequest<'a> {
    /// Into which workspace.
    pub workspace: &'a Location,
    /// From which file.
    pub file: &'a Path,
    /// Which raster of an archive with several.
    pub layer: Option<&'a str>,
    /// In which reference system, where the file does not say.
    pub crs: Option<&'a str>,
    /// Which band of it.
    pub band: Option<u32>,
    /// A number that means that a cell has none.
    pub no_data: Option<f64>,
    /// When the data were true.
    pub as_of: Option<&'a str>,
    /// What becomes of those that are there: they go, or they stay beside it.
    pub mode: Mode,
    /// Only look: read, check, report, and change nothing.
    pub dry_run: bool,
    /// What the reading may use.
    pub limits: Limits,
    /// Rasters that count groups of the same people, for people only.
    pub groups: &'a [GroupRaster<'a>],
}

impl<'a> RasterImportRequest<'a> {
    /// The file's name.
    pub(super) fn file_name(&self) -> String {
        called(self.file)
    }

    /// The same in the words of the reader.
    pub(super) fn asked(&self, what: RasterUse, within: Option<LonLatBox>) -> RasterRequest<'a> {
        RasterRequest {
            path: self.file,
            what,
            crs: self.crs,
            band: self.band,
            no_data: self.no_data,
            within,
            as_of: self.as_of,
            layer: self.layer,
        }
    }
}

/// What became of heights.
#[derive(Debug, Clone, PartialEq)]
pub struct HeightsImported {
    /// The file's name.
    pub source: String,
    /// The reference system that it came in, and how it was read.
    pub crs: String,
    /// Cells looked at and cells with a height; what a person should look at.
    pub outcome: Outcome,
    /// Where its cells lie.
    pub raster: Raster,
    /// Its heights.
    pub heights: Heights,
    /// The share of the communities' ground that has a height now, rasters that stay included; `None` without communities.
    pub covered: Option<f64>,
    /// What taking it changed; `None` for a dry run.
    pub written: Option<Written>,
}

/// Imports heights.
///
/// # Errors
/// What is wrong with the file or the workspace, which is then as it was.
pub fn import_elevation(
    request: &RasterImportRequest<'_>,
    unit: Option<HeightUnit>,
    progress: &dyn Progress,
) -> Result<HeightsImported, WorkflowError> {
    import_elevation_watched(request, unit, progress, &mut |_| {})
}

/// As [`import_elevation`]; somebody looks at what goes by.
pub(super) fn import_elevation_watched(
    request: &RasterImportRequest<'_>,
    unit: Option<HeightUnit>,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&RasterPart),
) -> Result<HeightsImported, WorkflowError> {
    let mut workspace = Workspace::open(request.workspace)?;
    let file = request.file_name();
    let append = appends(request.mode, &file)?;
    let area = workspace.communities_extent()?;
    refuse_twice(&workspace, &file, append)?;
    let asked = request.asked(RasterUse::Elevation(unit), area.map(with_margin));
    let parts = kept_parts(&asked, request, progress, watch)?;
    for _ in 0..TRIES {
        if let Some(imported) = judge_and_write(&mut workspace, request, (area, append), &parts, progress)? {
            return Ok(imported);
        }
    }
    Err(StoreError::Busy(workspace.name()).into())
}

/// How often an import looks at a workspace that others change meanwhile.
pub(super) const TRIES: usize = 5;

/// Reads a raster before anybody else is kept from writing.
pub(super) fn kept_parts(
    asked: &RasterRequest<'_>,
    request: &RasterImportRequest<'_>,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&RasterPart),
) -> Result<KeptParts, WorkflowError> {
    let room = std::env::temp_dir();
    let kept = import::read_raster_and_keep(asked, &room, (&request.limits, progress), watch);
    kept.map_err(|error| kept_rows::told(error, &room))
}

fn refuse_twice(workspace: &Workspace, file: &str, append: bool) -> Result<(), WorkflowError> {
    if append && workspace.rasters()?.iter().any(|raster| raster.source == file) {
        return Err(refused(
            file,
            "a raster of this name is there already",
            "import it without --append to replace all of them, or give the file another name",
        ));
    }
    Ok(())
}

/// Looks at the cells beside what the workspace holds, and writes them. Nothing, where the workspace was changed between looking and writing.
fn judge_and_write(
    workspace: &mut Workspace,
    request: &RasterImportRequest<'_>,
    (area, append): (Option<LonLatBox>, bool),
    parts: &KeptParts,
    progress: &dyn Progress,
) -> Result<Option<HeightsImported>, WorkflowError> {
    let file = request.file_name();
    let seen = workspace.changes()?;
    refuse_twice(workspace, &file, append)?;
    if workspace.communities_extent()? != area {
        return Err(elsewhere_meanwhile(&file));
    }
    let mut ground = Ground::of(&workspace.communities()?);
    if append {
        ground.see_rasters(workspace)?;
    }
    let mut writer = workspace.begin_raster(append)?;
    if !request.dry_run && writer.changes()? != seen {
        return Ok(None);
    }
    let mut trouble: Option<WorkflowError> = None;
    let mut head = None;
    progress.step("writing the workspace");
    let handed = parts.each(progress, &mut |part| {
        let taken = match part {
            RasterPart::Head(raster) => {
                head = Some((*raster).clone());
                ground.see_head(&raster).and_then(|()| Ok(writer.head(&file, *raster)?))
            }
            RasterPart::Tile(tile) => {
                ground.see_tile(&tile);
                writer.tile(tile).map_err(WorkflowError::from)
            }
            RasterPart::People(_) => Ok(()),
        };
        match taken {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    trouble.map_or(Ok(()), Err)?;
    handed.map_err(|error| kept_rows::told(error, &std::env::temp_dir()))?;
    let read = parts.streamed().clone();
    let stopped = || ImportError::Stopped { file: file.clone() };
    let (raster, heights) = head.zip(writer.heights()).ok_or_else(stopped)?;
    let mut outcome = read.outcome;
    if ground.new_share() == Some(0.0) {
        return Err(refused(
            &file,
            "it has no height anywhere on the communities' ground",
            "give a raster that covers them, or say its reference system with --crs if it says it wrong",
        ));
    }
    outcome.warnings.extend(ground.uncovered());
    if progress.stopped() {
        return Err(stopped().into());
    }
    let mut written = None;
    if !request.dry_run {
        written = Some(writer.finish(&read.input)?);
    }
    Ok(Some(HeightsImported {
        source: file,
        crs: read.input.crs,
        outcome,
        raster,
        heights,
        covered: ground.share(),
        written,
    }))
}

/// The window that was read is that of other communities.
pub(super) fn elsewhere_meanwhile(file: &str) -> WorkflowError {
    refused(
        file,
        "while it was read somebody changed the communities, and other ground is wanted of it now",
        "import it once more",
    )
}

/// What people call a file.
pub(super) fn called(file: &Path) -> String {
    let name = file.file_name();
    name.map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

/// Whether those that are there stay.
///
/// # Errors
/// Rows that are to be changed: cells have no codes to be known by.
pub(super) fn appends(mode: Mode, file: &str) -> Result<bool, WorkflowError> {
    match mode {
        Mode::Append => Ok(true),
        Mode::Replace | Mode::ReplaceAll | Mode::Provisional => Ok(false),
        Mode::Update => Err(refused(
            file,
            "a raster's cells have no codes by which they could be changed one by one",
            "import it without --update, or with --append to keep what is there",
        )),
    }
}

/// A box with the margin round it.
fn with_margin(area: LonLatBox) -> LonLatBox {
    let metres_a_degree = 111_320.0;
    let farthest = area.north.abs().max(area.south.abs()).min(89.0);
    let (across, up) = (
        MARGIN_M / (metres_a_degree * farthest.to_radians().cos()),
        MARGIN_M / metres_a_degree,
    );
    LonLatBox {
        west: (area.west - across).max(-180.0),
        south: (area.south - up).max(-90.0),
        east: (area.east + across).min(180.0),
        north: (area.north + up).min(90.0),
    }
}

/// What is said of a file that is not taken.
pub(super) fn refused(file: &str, what: &str, advice: &str) -> WorkflowError {
    ImportError::Refused {
        file: file.to_owned(),
        what: what.to_owned(),
        advice: advice.to_owned(),
    }
    .into()
}

/// Something said of the whole.
pub(super) fn note(what: String) -> Remark {
    Remark::of_file(Check::Reading, None, what)
}
