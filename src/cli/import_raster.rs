//! `yike import elevation`, and `yike import population` of a raster.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::import::{SHOWN, told};
use super::progress::Bar;
use super::{Failure, Format, plain};
use crate::domain::community::PopulationBasis;
use crate::domain::people_group::PeopleGroup;
use crate::domain::record::{Check, Outcome, Remark};
use crate::report::ImportReport;
use crate::workflow::{
    self, GroupRaster, HeightUnit, HeightsImported, Limits, Location, Mode, PeopleImported, PeopleUnit, PeopleWords,
    RasterImportRequest, WorkflowError,
};

/// What is said of rasters alone.
#[derive(Debug, Args)]
pub(super) struct RasterWords {
    /// Which band of a raster, from 1.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    band: Option<u32>,
    /// Unit of a raster's numbers: heights are in metres unless the file says otherwise.
    #[arg(long, value_enum, value_name = "UNIT")]
    unit: Option<Unit>,
    /// A number that means that a cell of a raster has none, beside the one that the file declares.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    no_data: Option<f64>,
    /// Beside a raster of people, one that counts a group of them in the same cells: elderly, minors or disabled, as in
    /// --group elderly=old.tif. May be given several times.
    #[arg(long, value_name = "GROUP=FILE", value_parser = group)]
    group: Vec<(PeopleGroup, PathBuf)>,
}

fn group(text: &str) -> Result<(PeopleGroup, PathBuf), String> {
    let pair = text.split_once('=').and_then(|(word, file)| {
        let group = PeopleGroup::ALL.into_iter().find(|group| group.key() == word.trim())?;
        (!file.is_empty()).then(|| (group, file.into()))
    });
    pair.ok_or_else(|| {
        format!("{text:?} is not GROUP=FILE, as in elderly=old.tif; the groups are elderly, minors and disabled")
    })
}

impl RasterWords {
    /// Whether something is said.
    pub(super) fn any(&self) -> bool {
        self.band.is_some() || self.unit.is_some() || self.no_data.is_some() || !self.group.is_empty()
    }

    /// Refuses them where there is no raster.
    pub(super) fn without_a_raster(&self) -> Result<(), Failure> {
        if !self.any() {
            return Ok(());
        }
        Err(Failure::Words(
            "--band, --unit and --no-data are for rasters: heights, or people in cells (--group for the latter); this is another kind of file"
                .to_owned(),
        ))
    }
}

/// Units of rasters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// Heights in metres.
    Metres,
    /// Heights in tenths of a metre.
    Decimetres,
    /// Heights in hundredths of a metre.
    Centimetres,
    /// Heights in international feet.
    Feet,
    /// Heights in feet of the US survey.
    UsFeet,
    /// The people in each cell.
    PerCell,
    /// People per square kilometre of each cell.
    PerKm2,
}

impl Unit {
    fn of_heights(self) -> Result<HeightUnit, Failure> {
        Ok(match self {
            Self::Metres => HeightUnit::Metres,
            Self::Decimetres => HeightUnit::Decimetres,
            Self::Centimetres => HeightUnit::Centimetres,
            Self::Feet => HeightUnit::Feet,
            Self::UsFeet => HeightUnit::UsSurveyFeet,
            Self::PerCell | Self::PerKm2 => {
                return Err(Failure::Words(
                    "per-cell and per-km2 are units of people; heights are in metres, decimetres, centimetres, feet or us-feet".to_owned(),
                ));
            }
        })
    }

    fn of_people(self) -> Result<PeopleUnit, Failure> {
        match self {
            Self::PerCell => Ok(PeopleUnit::PerCell),
            Self::PerKm2 => Ok(PeopleUnit::PerKm2),
            _ => Err(Failure::Words(
                "people are counted per-cell or per-km2; the other units are those of heights".to_owned(),
            )),
        }
    }
}

/// What `yike import` says of a raster, with what it says of every file.
pub(super) struct Asked<'a> {
    pub(super) words: &'a RasterWords,
    pub(super) workspace: &'a Location,
    pub(super) file: &'a Path,
    pub(super) layer: Option<&'a str>,
    pub(super) crs: Option<&'a str>,
    pub(super) as_of: Option<&'a str>,
    pub(super) accuracy_m: Option<f64>,
    pub(super) basis: Option<PopulationBasis>,
    pub(super) mode: Mode,
    pub(super) dry_run: bool,
    pub(super) skip_rejected: bool,
    pub(super) limits: Limits,
    pub(super) format: Format,
    pub(super) write: &'a WriteReport<'a>,
}

/// Writes the report to a file, where that is asked for.
pub(super) type WriteReport<'a> = dyn Fn(&ImportReport) -> Result<(), Failure> + 'a;

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
    pub(super) fn elevation(&self) -> Result<(), Failure> {
        let unit = self.words.unit.map(Unit::of_heights).transpose()?;
        if !self.words.group.is_empty() {
            return Err(Failure::Words(
                "--group is for people in cells; heights have no groups".to_owned(),
            ));
        }
        let bar = Bar::new();
        super::stop::listen()?;
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
    pub(super) fn people(&self) -> Result<(), Failure> {
        let words = PeopleWords {
            unit: self.words.unit.map(Unit::of_people).transpose()?.unwrap_or_default(),
            basis: self.basis,
            accuracy_m: self.accuracy_m,
            skip_rejected: self.skip_rejected,
        };
        let bar = Bar::new();
        super::stop::listen()?;
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

#[derive(Serialize)]
struct HeightsReport<'a> {
    kind: &'a str,
    source: &'a str,
    crs: &'a str,
    read: u64,
    accepted: u64,
    changed: bool,
    width: u32,
    height: u32,
    cell_m: f64,
    low_m: f32,
    high_m: f32,
    no_data: &'a str,
    unit: &'a str,
    covered_share: Option<f64>,
    warnings: Vec<&'a str>,
}

fn show_heights(imported: &HeightsImported, report: &ImportReport, format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let HeightsImported {
        outcome,
        raster,
        heights,
        ..
    } = imported;
    match format {
        Format::Json => {
            let said = HeightsReport {
                kind: "elevation",
                source: &imported.source,
                crs: &imported.crs,
                read: outcome.read,
                accepted: heights.cells,
                changed: imported
                    .written
                    .as_ref()
                    .is_some_and(|written| written.version.is_some()),
                width: raster.grid.width,
                height: raster.grid.height,
                cell_m: raster.cell_m,
                low_m: heights.low_m,
                high_m: heights.high_m,
                no_data: &raster.no_data,
                unit: &raster.unit,
                covered_share: imported.covered,
                warnings: outcome.warnings.iter().map(|remark| remark.what.as_str()).collect(),
            };
            serde_json::to_writer(&mut out, &said)?;
            writeln!(out)?;
        }
        Format::Csv => super::import::table(report)?,
        Format::Table => {
            writeln!(
                out,
                "elevation from {}: {} cells read, {} with a height, {} to {} m",
                imported.source, outcome.read, heights.cells, heights.low_m, heights.high_m
            )?;
            writeln!(
                out,
                "coordinates: {}; {} x {} cells of about {:.1} m; no height: {}",
                plain(&imported.crs),
                raster.grid.width,
                raster.grid.height,
                raster.cell_m,
                raster.no_data
            )?;
            if let Some(covered) = imported.covered {
                writeln!(out, "communities' ground with a height: {:.1} %", covered * 100.0)?;
            }
            for remark in &outcome.warnings {
                writeln!(out, "  warning: {}", plain(&remark.what))?;
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct GroupPart<'a> {
    group: &'a str,
    source: &'a str,
    kept_people: f64,
    uncounted_cells: u64,
}

#[derive(Serialize)]
struct PeopleReport<'a> {
    kind: &'a str,
    source: &'a str,
    crs: &'a str,
    read: u64,
    accepted: u64,
    changed: bool,
    total_people: f64,
    kept_people: f64,
    outside_people: f64,
    cut_cells: u64,
    points: u64,
    groups: Vec<GroupPart<'a>>,
    rejected: Vec<String>,
    warnings: Vec<&'a str>,
}

fn show_people(imported: &PeopleImported, report: &ImportReport, format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let outcome = &imported.outcome;
    match format {
        Format::Json => {
            let said = PeopleReport {
                kind: "population",
                source: &imported.source,
                crs: &imported.crs,
                read: outcome.read,
                accepted: outcome.accepted,
                changed: imported.changed,
                total_people: imported.total.as_f64(),
                kept_people: imported.kept.as_f64(),
                outside_people: imported.outside.as_f64(),
                cut_cells: imported.cut,
                points: imported.points,
                groups: imported
                    .groups
                    .iter()
                    .map(|told| GroupPart {
                        group: told.group.key(),
                        source: &told.source,
                        kept_people: told.kept.as_f64(),
                        uncounted_cells: told.uncounted,
                    })
                    .collect(),
                rejected: outcome.rejected.iter().map(told).collect(),
                warnings: outcome.warnings.iter().map(|remark| remark.what.as_str()).collect(),
            };
            serde_json::to_writer(&mut out, &said)?;
            writeln!(out)?;
        }
        Format::Csv => super::import::table(report)?,
        Format::Table => {
            writeln!(
                out,
                "population from {}: {} cells read, {} with people",
                imported.source, outcome.read, outcome.accepted
            )?;
            writeln!(
                out,
                "{} people: {} kept, {} outside every community and not kept; {} points, {} cells cut along borders",
                imported.total, imported.kept, imported.outside, imported.points, imported.cut
            )?;
            for told in &imported.groups {
                writeln!(
                    out,
                    "{} of them {}, from {}",
                    told.kept,
                    told.group.key(),
                    plain(&told.source)
                )?;
            }
            writeln!(out, "coordinates: {}", plain(&imported.crs))?;
            for remark in &outcome.warnings {
                writeln!(out, "  warning: {}", plain(&remark.what))?;
            }
        }
    }
    Ok(())
}
