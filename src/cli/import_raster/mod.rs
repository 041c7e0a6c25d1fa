//! `yike import elevation`, and `yike import population` of a raster.

mod shown;
mod words;

use std::fmt::Write as _;
use std::path::Path;

use super::import::{SHOWN, told};
use super::progress::Bar;
use super::{Failure, Format, stop};
use crate::domain::community::PopulationBasis;
use crate::domain::people_group::PeopleGroup;
use crate::domain::record::{Check, Outcome, Remark};
use crate::report::ImportReport;
use crate::workflow::{self, GroupRaster, Limits, Location, Mode, PeopleWords, RasterImportRequest, WorkflowError};
use shown::{show_heights, show_people};
pub(super) use words::RasterWords;
use words::Unit;

/// What `yike import` says of a raster, with what it says of every file.
pub(in crate::cli) struct Asked<'a> {
    pub(in crate::cli) words: &'a RasterWords,
    pub(in crate::cli) workspace: &'a Location,
    pub(in crate::cli) file: &'a Path,
    pub(in crate::cli) layer: Option<&'a str>,
    pub(in crate::cli) crs: Option<&'a str>,
    pub(in crate::cli) as_of: Option<&'a str>,
    pub(in crate::cli) accuracy_m: Option<f64>,
    pub(in crate::cli) basis: Option<PopulationBasis>,
    pub(in crate::cli) mode: Mode,
    pub(in crate::cli) dry_run: bool,
    pub(in crate::cli) skip_rejected: bool,
    pub(in crate::cli) limits: Limits,
    pub(in crate::cli) format: Format,
    pub(in crate::cli) write: &'a WriteReport<'a>,
}

/// Writes the report to a file, where that is asked for.
pub(in crate::cli) type WriteReport<'a> = dyn Fn(&ImportReport) -> Result<(), Failure> + 'a;

impl Asked<'_> {
    fn groups(&self) -> Vec<GroupRaster<'_>> {
        let asked = self.words.group.iter();
        asked.map(|(group, file)| GroupRaster { group: *group, file }).collect()
    }

    fn request<'b>(&'b self, groups: &'b [GroupRaster<'b>]) -> RasterImportRequest<'b> {
        RasterImportRequest {
            workspace: self.workspace,
            file: self.file,
            layer: self.layer,
            crs: self.crs,
            band: self.words.band,
            no_data: self.words.no_data,
            as_of: self.as_of,
            mode: self.mode,
            dry_run: self.dry_run,
            limits: self.limits,
            groups,
        }
    }

    /// The report that all imports have, written to its file.
    fn report(&self, kind: &'static str, crs: &str, outcome: &Outcome, changed: bool) -> Result<ImportReport, Failure> {
        let report = ImportReport {
            kind,
            source: self.source(),
            crs: crs.to_owned(),
            outcome: outcome.clone(),
            changed,
            projection: None,
            datum: None,
            refusal: None,
        };
        (self.write)(&report)?;
        Ok(report)
    }

    fn source(&self) -> String {
        let name = self.file.file_name();
        name.map_or(String::new(), |name| name.to_string_lossy().into_owned())
    }

    /// Writes the report of a file that was refused as a whole, where the fault is the file's.
    fn refused(&self, kind: &'static str, error: WorkflowError) -> Failure {
        let Some(refusal) = error.refusal() else {
            return error.into();
        };
        let report = ImportReport {
            kind,
            source: self.source(),
            crs: String::new(),
            outcome: Outcome {
                rejected: vec![Remark::of_file(Check::Reading, None, refusal.what.clone())],
                ..Outcome::default()
            },
            changed: false,
            projection: None,
            datum: None,
            refusal: Some(refusal.what),
        };
        (self.write)(&report).err().unwrap_or_else(|| error.into())
    }

    /// Imports heights and says what became of them.
    pub(in crate::cli) fn elevation(&self) -> Result<(), Failure> {
        let unit = self.words.unit.map(Unit::of_heights).transpose()?;
        if !self.words.group.is_empty() {
            return Err(Failure::Words(
                "--group is for people in cells; heights have no groups".to_owned(),
            ));
        }
        let bar = Bar::new();
        stop::listen()?;
        let done = workflow::import_elevation(&self.request(&[]), unit, &bar);
        bar.finish();
        let imported = done.map_err(|error| self.refused("elevation", error))?;
        let changed = imported
            .written
            .as_ref()
            .is_some_and(|written| written.version.is_some());
        let report = self.report("elevation", &imported.crs, &imported.outcome, changed)?;
        show_heights(&imported, &report, self.format)
    }

    /// Imports people and says what became of them.
    pub(in crate::cli) fn people(&self) -> Result<(), Failure> {
        let words = PeopleWords {
            unit: self.words.unit.map(Unit::of_people).transpose()?.unwrap_or_default(),
            basis: self.basis,
            accuracy_m: self.accuracy_m,
            skip_rejected: self.skip_rejected,
        };
        let bar = Bar::new();
        stop::listen()?;
        let groups = self.groups();
        let twice = PeopleGroup::ALL
            .into_iter()
            .find(|group| groups.iter().filter(|one| one.group == *group).count() > 1);
        if let Some(group) = twice {
            return Err(Failure::Words(format!("--group {} is given twice", group.key())));
        }
        let done = workflow::import_people(&self.request(&groups), &words, &bar);
        bar.finish();
        let imported = done.map_err(|error| self.refused("population", error))?;
        let report = self.report("population", &imported.crs, &imported.outcome, imported.changed)?;
        show_people(&imported, &report, self.format)?;
        let wrong = imported.outcome.rejected.len();
        if imported.changed || (self.dry_run && wrong == 0) {
            return Ok(());
        }
        Err(Failure::WrongCells {
            file: imported.source,
            cells: listed(&imported.outcome),
        })
    }
}

/// What was refused, a line each.
fn listed(outcome: &Outcome) -> String {
    let mut lines = String::new();
    for remark in outcome.rejected.iter().take(SHOWN) {
        let _ = write!(lines, "\n  {}", told(remark));
    }
    if outcome.rejected.len() > SHOWN {
        let more = outcome.rejected.len() - SHOWN;
        let _ = write!(lines, "\n  ... and {more} more; see all with --format csv");
    }
    lines
}
