//! `yike import`

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::barrier_flags::BarrierFlags;
use super::basis::Basis;
use super::progress::Bar;
use super::{Failure, Format, plain, say};
use crate::domain::land_use::LandUseStandard;
use crate::domain::record::{ColumnUse, LayerKind, Outcome, Remark};
use crate::workflow::{self, Defaults, ImportRequest, Imported, Limits, Location, MappingFile, Mode, Options};

/// Import a layer: read and check the whole file, then replace the layer in one step, or change nothing.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Import {
    /// What the file holds.
    kind: Kind,
    /// A file of any format that comes in (GIS layers, drawings, tables with coordinates, `OpenStreetMap`), or a zip with one in it; or a
    /// table or view of a server with `PostgreSQL`, as `postgresql://USER@HOST/DATABASE?table=SCHEMA.TABLE` (`&geometry=COLUMN` where it has several;
    /// the password from `PGPASSWORD` or ~/.pgpass).
    file: PathBuf,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Layer or sheet of a file that has several, or table of a server; for communities of an OSM extract, `admin_level=8` and the like.
    #[arg(long)]
    layer: Option<String>,
    /// Reference system of a file that does not name its own, as in EPSG:4547; gcj02 (AMap, Tencent) and bd09 (Baidu) are converted; a definition in
    /// a file as @town.prj.
    #[arg(long)]
    crs: Option<String>,
    /// Shift of an old datum (Beijing 1954, Xian 1980) towards CGCS2000, as its surveyors give it: dx,dy,dz in metres, or
    /// dx,dy,dz,rx,ry,rz,s with rotations in seconds (position vector) and parts per million.
    #[arg(long, value_name = "PARAMETERS", allow_hyphen_values = true)]
    datum_shift: Option<String>,
    /// A file with the parameters of a town's own grid.
    #[arg(long, value_name = "FILE.toml")]
    local_grid: Option<PathBuf>,
    /// Which column holds a field, as in --map people=POP2020. May be given several times.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    map: Vec<(String, String)>,
    /// The category of every row, for a file with one kind of facility.
    #[arg(long)]
    category: Option<String>,
    /// A category that this source lists completely: none found means that there is none. May be given several times.
    #[arg(long, value_name = "CATEGORY")]
    complete: Vec<String>,
    /// For communities of an OSM extract: a table (CSV) with name, code, people and more; only those named are taken.
    #[arg(long, value_name = "FILE.csv")]
    roster: Option<PathBuf>,
    /// When the data were true, for rows that don't say it, as in 2025 or 2025-06-30.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// How far places may be off, in metres, for rows that don't say it: a verdict that this could turn is near the line.
    #[arg(long, value_name = "METRES", value_parser = metres)]
    accuracy: Option<f64>,
    /// Whom hamlets and population points count, for rows that don't say it.
    #[arg(long, value_enum, value_name = "BASIS")]
    basis: Option<Basis>,
    /// Letters of a table in text or a Shapefile, where the guess is wrong: UTF-8, GBK, GB18030, Big5 and the like.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Rows of a table's header, where they are not found, as in --header-rows 3-4.
    #[arg(long, value_name = "FIRST-LAST", value_parser = rows)]
    header_rows: Option<(u64, u64)>,
    /// A mapping file: columns, fixed values, categories and letters, as --save-mapping writes it; flags come before it.
    #[arg(long, value_name = "FILE.toml")]
    mapping: Option<PathBuf>,
    /// Write down which columns gave which fields, to be edited and used again with --mapping.
    #[arg(long, value_name = "FILE.toml")]
    save_mapping: Option<PathBuf>,
    /// A table with the columns value and category: what the file's own words and type codes mean.
    #[arg(long, value_name = "TABLE")]
    category_table: Option<PathBuf>,
    /// Where addresses are: a table with address, longitude and latitude, for rows without coordinates.
    #[arg(long, value_name = "TABLE")]
    address_table: Option<PathBuf>,
    /// Write rows that have no place to a new file (.xlsx or .csv), to be filled in and imported; the others go in.
    #[arg(long, value_name = "FILE")]
    worklist: Option<PathBuf>,
    /// Which standard codes of land use follow: gb-t-21010-2017, tdgy-2023 or gb-50137. The same code differs between them.
    #[arg(long, value_name = "STANDARD", value_parser = standard)]
    land_use_standard: Option<LandUseStandard>,
    #[command(flatten)]
    barriers: BarrierFlags,
    /// Remove what came from other files: facilities, registers and barriers of several files stand side by side.
    #[arg(long, conflicts_with_all = ["append", "update"])]
    alone: bool,
    /// Keep the rows that are there and add these; a code that is there already is refused.
    #[arg(long, conflicts_with = "update")]
    append: bool,
    /// Keep the rows that are there and change those with the same codes; a code that is not there is refused.
    #[arg(long)]
    update: bool,
    /// Only look: read, check, report, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave wrong rows out and take the rest; otherwise one wrong row refuses the file.
    #[arg(long)]
    skip_rejected: bool,
    /// GiB of memory that reading the file may take.
    #[arg(long, value_name = "GIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1024))]
    max_memory: u64,
    /// Minutes that reading the file may take.
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    max_minutes: u64,
    /// A file with borders or streets of known reference system: the layer is held against it to see whether its datum is what it says.
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
    /// Import even if the comparison shows that the coordinates are in another datum.
    #[arg(long)]
    trust_crs: bool,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// What a file can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Areas of residents' and villagers' committees, with their people.
    Communities,
    /// Sites and what they do.
    Facilities,
    /// Hamlets and natural villages, as points.
    Hamlets,
    /// Building footprints.
    Buildings,
    /// Closed compounds, with their gates.
    Compounds,
    /// Residential land.
    Land,
    /// Points or a table with people.
    Population,
    /// Streets (drawn only, for now).
    Streets,
    /// Elevation (not yet).
    Elevation,
    /// What people don't cross where they like: water, railways, expressways, walls, your own lines and areas.
    Barriers,
    /// Communities and the units above them with their codes, without areas.
    Register,
    /// Candidate sites (not yet).
    Candidates,
}

impl Kind {
    fn layer(self) -> Result<LayerKind, Failure> {
        Ok(match self {
            Self::Communities => LayerKind::Communities,
            Self::Facilities => LayerKind::Facilities,
            Self::Hamlets => LayerKind::Hamlets,
            Self::Buildings => LayerKind::Buildings,
            Self::Land => LayerKind::Land,
            Self::Population => LayerKind::Population,
            Self::Streets => LayerKind::Streets,
            Self::Register => LayerKind::Register,
            Self::Compounds => LayerKind::Compounds,
            Self::Barriers => LayerKind::Barriers,
            Self::Elevation | Self::Candidates => {
                let name = self
                    .to_possible_value()
                    .map_or(String::new(), |value| value.get_name().to_owned());
                return Err(Failure::NotYet(format!(
                    "importing {name} comes with a later version; nothing was changed"
                )));
            }
        })
    }
}

fn metres(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|metres: &f64| metres.is_finite() && *metres >= 0.0)
        .ok_or_else(|| format!("{text:?} is not a length in metres"))
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, column)) if !field.trim().is_empty() && !column.trim().is_empty() => {
            Ok((field.trim().to_owned(), column.trim().to_owned()))
        }
        _ => Err(format!("{text:?} is not FIELD=COLUMN, as in people=POP2020")),
    }
}

fn standard(text: &str) -> Result<LandUseStandard, String> {
    LandUseStandard::parse(text).ok_or_else(|| {
        let known = LandUseStandard::ALL.map(LandUseStandard::key);
        format!("{text:?} is none of {}", known.join(", "))
    })
}

fn rows(text: &str) -> Result<(u64, u64), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) if 0 < first && first <= last => Ok((first, last)),
        _ => Err(format!("{text:?} is not FIRST-LAST, as in 3-4")),
    }
}

impl Import {
    fn mode(&self) -> Mode {
        match (self.alone, self.append, self.update) {
            (true, _, _) => Mode::ReplaceAll,
            (_, true, _) => Mode::Append,
            (_, _, true) => Mode::Update,
            _ => Mode::Replace,
        }
    }

    pub(super) fn run(self) -> Result<(), Failure> {
        let crs = workflow::crs_words(
            self.crs.as_deref(),
            self.datum_shift.as_deref(),
            self.local_grid.as_deref(),
        )?;
        let bar = Bar::new();
        let kind = self.kind.layer()?;
        let mapping = self
            .mapping
            .as_ref()
            .map(|path| workflow::mapping(path, kind))
            .transpose()?;
        let mapping = mapping.unwrap_or_default();
        let mut options = Options {
            encoding: self.encoding.clone(),
            header_rows: self.header_rows,
            category_table: self.category_table.clone(),
            address_table: self.address_table.clone(),
            land_use_standard: self.land_use_standard,
            ..Options::default()
        };
        mapping.complete(&mut options);
        self.barriers.complete(&mut options);
        // What is said here comes after what the file says, and the later word counts.
        let map: Vec<(String, String)> = mapping.columns.clone().into_iter().chain(self.map.clone()).collect();
        let layer = self.layer.clone().or_else(|| mapping.layer.clone());
        let crs = crs.or_else(|| mapping.crs.clone());
        let category = self.category.clone().or_else(|| mapping.category.clone());
        let request = ImportRequest {
            workspace: &self.workspace,
            kind,
            file: &self.file,
            layer: layer.as_deref(),
            crs: crs.as_deref(),
            map: &map,
            complete: &self.complete,
            category: category.as_deref(),
            roster: self.roster.as_deref(),
            defaults: &Defaults {
                as_of: self.as_of.clone(),
                accuracy_m: self.accuracy,
                basis: self.basis.map(Into::into),
            },
            options: &options,
            gates: self.barriers.gates(),
            worklist: self.worklist.as_deref(),
            mode: self.mode(),
            dry_run: self.dry_run,
            skip_rejected: self.skip_rejected,
            limits: Limits::new(self.max_memory, self.max_minutes),
            reference: self.reference.as_deref(),
            trust_crs: self.trust_crs,
        };
        super::stop::listen()?;
        let done = match self.file.to_str().filter(|text| workflow::is_table_address(text)) {
            Some(address) => workflow::import_table(&request, address, &bar),
            None => workflow::import(&request, &bar),
        };
        bar.finish();
        let imported = done?;
        if let Some(path) = &self.save_mapping {
            let found = MappingFile {
                kind: Some(kind.key().to_owned()),
                layer: layer.clone(),
                crs: self.crs.clone().or_else(|| mapping.crs.clone()),
                encoding: options.encoding.clone(),
                header_rows: options.header_rows,
                land_use_standard: options.land_use_standard.map(|standard| standard.key().to_owned()),
                category: category.clone(),
                category_table: options
                    .category_table
                    .as_deref()
                    .and_then(|path| std::path::absolute(path).ok()),
                constants: options.constants.iter().cloned().collect(),
                categories: options.categories.clone(),
                ..MappingFile::default()
            };
            workflow::save_mapping(&found.with_columns(&imported.outcome.columns), path)?;
        }
        report(&imported, self.format)?;
        if imported.changed || (self.dry_run && imported.outcome.rejected.is_empty()) {
            return Ok(());
        }
        for remark in imported.outcome.rejected.iter().take(SHOWN) {
            say(&format!("{}: {}", imported.source, told(remark)));
        }
        let (wrong, read) = (wrong(&imported.outcome), imported.outcome.read);
        Err(Failure::Rejected {
            file: imported.source,
            wrong,
            read,
        })
    }
}

/// Remarks shown for eyes before the rest is only counted.
const SHOWN: usize = 20;

/// Rows that were left out; one row may have several things wrong with it.
fn wrong(outcome: &Outcome) -> u64 {
    outcome.read.saturating_sub(outcome.accepted)
}

/// A remark in one line.
fn told(remark: &Remark) -> String {
    let row = remark.row.as_ref().map_or(String::new(), |row| format!("row {row}, "));
    let field = remark
        .field
        .as_ref()
        .map_or(String::new(), |field| format!("field {field}: "));
    format!("{row}{field}{}", remark.what)
}

#[derive(Serialize)]
struct Report<'a> {
    kind: &'a str,
    source: &'a str,
    crs: &'a str,
    read: u64,
    accepted: u64,
    changed: bool,
    rejected: Vec<RemarkPart<'a>>,
    warnings: Vec<RemarkPart<'a>>,
    columns: Vec<ColumnPart<'a>>,
    projection: Option<&'a str>,
    datum: Option<String>,
}

#[derive(Serialize)]
struct RemarkPart<'a> {
    row: Option<&'a str>,
    field: Option<&'a str>,
    what: &'a str,
}

#[derive(Serialize)]
struct ColumnPart<'a> {
    column: &'a str,
    field: Option<&'a str>,
    confidence_percent: u8,
    evidence: &'a str,
}

fn column_part(column: &ColumnUse) -> ColumnPart<'_> {
    ColumnPart {
        column: &column.column,
        field: column.field.as_deref(),
        confidence_percent: column.confidence_percent,
        evidence: &column.evidence,
    }
}

/// Which columns give which fields, in one line.
fn columns(outcome: &Outcome) -> Option<String> {
    let (used, rest): (Vec<_>, Vec<_>) = outcome.columns.iter().partition(|column| column.field.is_some());
    let used: Vec<String> = used
        .iter()
        .map(|column| {
            let field = column.field.as_deref().unwrap_or_default();
            format!("{field} = {} ({} %)", column.column, column.confidence_percent)
        })
        .collect();
    let rest: Vec<&str> = rest.iter().map(|column| column.column.as_str()).collect();
    let unused = if rest.is_empty() {
        String::new()
    } else {
        format!("; not used: {}", rest.join(", "))
    };
    (!outcome.columns.is_empty()).then(|| format!("{}{unused}", used.join(", ")))
}

fn part(remark: &Remark) -> RemarkPart<'_> {
    RemarkPart {
        row: remark.row.as_deref(),
        field: remark.field.as_deref(),
        what: &remark.what,
    }
}

fn report(imported: &Imported, format: Format) -> Result<(), Failure> {
    let outcome = &imported.outcome;
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            let report = Report {
                kind: imported.kind.key(),
                source: &imported.source,
                crs: &imported.crs,
                read: outcome.read,
                accepted: outcome.accepted,
                changed: imported.changed,
                rejected: outcome.rejected.iter().map(part).collect(),
                warnings: outcome.warnings.iter().map(part).collect(),
                columns: outcome.columns.iter().map(column_part).collect(),
                projection: imported.projection.as_deref(),
                datum: imported.datum.line(),
            };
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(["result", "row", "field", "what"])?;
            for (result, remarks) in [("rejected", &outcome.rejected), ("warning", &outcome.warnings)] {
                for remark in remarks {
                    let (row, field) = (
                        remark.row.as_deref().unwrap_or(""),
                        remark.field.as_deref().unwrap_or(""),
                    );
                    writer.write_record([result, row, field, &remark.what])?;
                }
            }
            writer.flush()?;
        }
        Format::Table => {
            writeln!(
                out,
                "{} from {}: {} read, {} accepted, {} rejected",
                imported.kind.key(),
                imported.source,
                outcome.read,
                outcome.accepted,
                wrong(outcome)
            )?;
            writeln!(out, "coordinates: {}", plain(&imported.crs))?;
            if let Some(datum) = imported.datum.line() {
                writeln!(out, "datum {}", plain(&datum))?;
            }
            if let Some(projection) = &imported.projection {
                writeln!(out, "measured in {projection}")?;
            }
            if let Some(columns) = columns(outcome) {
                writeln!(out, "  columns: {}", short(&plain(&columns)))?;
            }
            for (title, remarks) in [("rejected", &outcome.rejected), ("warning", &outcome.warnings)] {
                for remark in remarks.iter().take(SHOWN) {
                    writeln!(out, "  {title}: {}", short(&plain(&told(remark))))?;
                }
                if remarks.len() > SHOWN {
                    writeln!(
                        out,
                        "  ... and {} more; see all with --format csv",
                        remarks.len() - SHOWN
                    )?;
                }
            }
        }
    }
    Ok(())
}

/// Longest line of a remark for eyes; the rest is in the other formats.
const LONGEST: usize = 300;

fn short(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ... (all of it with --format json)", &line[..end]),
        None => line.to_owned(),
    }
}
