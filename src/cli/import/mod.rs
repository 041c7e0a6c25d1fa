//! `yike import`

mod kind;
mod shown;
mod words;

use std::path::PathBuf;

use clap::Args;

use super::barrier_flags::BarrierFlags;
use super::basis::Basis;
use super::import_raster::{Asked, RasterWords};
use super::progress::Bar;
use super::{Failure, Format, Language, say};
use crate::domain::land_use::LandUseStandard;
use crate::report::ImportReport;
use crate::workflow::{
    self, BuildingTable, Defaults, HeaderRows, ImportRequest, Imported, Limits, Location, MappingFile, Mode, Options,
    TakenUp, TakingUp,
};
use kind::Kind;
pub(super) use shown::{SHOWN, show, table, told};
pub(super) use words::pair;
use words::{date, metres, rows, standard};

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
    /// Layer or sheet of a file that has several, layer of a drawing, or table of a server; for communities of an OSM extract, `admin_level=8` and the like.
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
    /// Which column holds a field, as in --map people=POP2020; --map people= for none, whatever the columns are called. May be given several times.
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
    /// When the data were true, for rows that don't say it, as in 2025 or 2025-06-30; the layer is then read from that day on by yike check
    /// --as-of.
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<String>,
    /// How far places may be off, in metres, for rows that don't say it: a verdict that this could turn is near the line.
    #[arg(long, value_name = "METRES", value_parser = metres)]
    accuracy: Option<f64>,
    /// Whom hamlets and population points count, for rows that don't say it.
    #[arg(long, value_enum, value_name = "BASIS")]
    basis: Option<Basis>,
    /// Letters of a table in text, a Shapefile, drawing, `MapInfo` table, `GeoJSON` or KML, where the guess is wrong: UTF-8, GBK, GB18030, Big5 and
    /// the like.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Exchange the two numbers of every place, for a drawing or table with north before east (latitude before longitude).
    #[arg(long)]
    swap_xy: bool,
    /// Rows of a table's header, where they are not found, as in --header-rows 3-4; none where the first row is data, and columns are called A, B
    /// and so on.
    #[arg(long, value_name = "FIRST-LAST", value_parser = rows)]
    header_rows: Option<HeaderRows>,
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
    /// Where buildings are: a layer of areas or points, or a table, with addresses or names of buildings, for rows without coordinates. A
    /// layer says its own reference system; a table is in that of --crs.
    #[arg(long, value_name = "FILE")]
    building_table: Option<PathBuf>,
    /// Layer or sheet of the building table.
    #[arg(long, value_name = "LAYER", requires = "building_table")]
    building_layer: Option<String>,
    /// Column of the addresses in the building table, where its name does not tell.
    #[arg(long, value_name = "COLUMN", requires = "building_table")]
    building_address: Option<String>,
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
    /// Read the file again, though rows are there that the same import had read before it broke off.
    #[arg(long)]
    fresh: bool,
    /// GiB of memory that reading the file may take.
    #[arg(long, value_name = "GIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1024))]
    max_memory: u64,
    /// Minutes that reading the file may take.
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    max_minutes: u64,
    /// A register of communities and the units above them (as for `import register`): people and communities of every town and county
    /// are held against it. The register of the workspace, when not given.
    #[arg(long, value_name = "FILE")]
    register: Option<PathBuf>,
    /// A file with borders or streets of known reference system: the layer is held against it to see whether its datum is what it says.
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
    /// Import even if the comparison shows that the coordinates are in another datum.
    #[arg(long)]
    trust_crs: bool,
    #[command(flatten)]
    raster: RasterWords,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write the report to a new file too: a workbook with a summary and every problem (.xlsx), a table (.csv), or a map layer with every
    /// problem at its place (.gpkg, .geojson). With --dry-run too, and for a file that is refused.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Language of headings in the report's workbook; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
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

    /// Imports a raster.
    fn run_raster(&self, crs: Option<&str>) -> Result<(), Failure> {
        let idle = [
            (self.swap_xy, "--swap-xy"),
            (self.header_rows.is_some(), "--header-rows"),
            (self.encoding.is_some(), "--encoding"),
            (!self.map.is_empty(), "--map"),
            (self.worklist.is_some(), "--worklist"),
            (self.address_table.is_some(), "--address-table"),
            (self.mapping.is_some(), "--mapping"),
        ];
        let idle: Vec<&str> = idle.iter().filter(|(said, _)| *said).map(|(_, flag)| *flag).collect();
        if !idle.is_empty() {
            let what = format!(
                "{} are for rows with columns, and this is a raster: leave them away",
                idle.join(", ")
            );
            return Err(Failure::Words(what));
        }
        let asked = Asked {
            words: &self.raster,
            workspace: &self.workspace,
            file: &self.file,
            layer: self.layer.as_deref(),
            crs,
            as_of: self.as_of.as_deref(),
            accuracy_m: self.accuracy,
            basis: self.basis.map(Into::into),
            mode: self.mode(),
            dry_run: self.dry_run,
            skip_rejected: self.skip_rejected,
            limits: Limits::new(self.max_memory, self.max_minutes),
            format: self.format,
            write: &|report| self.write(report),
        };
        if self.kind == Kind::Elevation {
            asked.elevation()
        } else {
            asked.people()
        }
    }

    /// Whether a raster is to be read, as far as that is known before it is opened.
    fn is_raster(&self) -> bool {
        let people = workflow::is_raster(&self.file) || (workflow::is_zip(&self.file) && self.raster.any());
        self.kind == Kind::Elevation || (self.kind == Kind::Population && people)
    }

    pub(super) fn run(self) -> Result<(), Failure> {
        let crs = workflow::crs_words(
            self.crs.as_deref(),
            self.datum_shift.as_deref(),
            self.local_grid.as_deref(),
        )?;
        if let Some(path) = &self.report {
            workflow::check_report_path(path)?;
        }
        if self.is_raster() {
            return self.run_raster(crs.as_deref());
        }
        self.raster.without_a_raster()?;
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
            swap_xy: self.swap_xy,
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
            true_from: self.as_of.as_ref().and_then(|day| day.parse().ok()),
            options: &options,
            buildings: self.building_table.as_deref().map(|path| BuildingTable {
                path,
                layer: self.building_layer.as_deref(),
                address: self.building_address.as_deref(),
                crs: None,
            }),
            gates: self.barriers.gates(),
            worklist: self.worklist.as_deref(),
            places: None,
            mode: self.mode(),
            dry_run: self.dry_run,
            skip_rejected: self.skip_rejected,
            limits: Limits::new(self.max_memory, self.max_minutes),
            register: self.register.as_deref(),
            taking_up: match (self.dry_run, self.fresh) {
                (true, _) => TakingUp::Never,
                (false, true) => TakingUp::Fresh,
                (false, false) => TakingUp::Kept,
            },
            reference: self.reference.as_deref(),
            trust_crs: self.trust_crs,
        };
        super::stop::listen()?;
        let done = match self.file.to_str().filter(|text| workflow::is_table_address(text)) {
            Some(address) => workflow::import_table(&request, address, &bar),
            None => workflow::import(&request, &bar),
        };
        bar.finish();
        let imported = match done {
            Ok(imported) => imported,
            // Only when it was unpacked is it known what an archive holds.
            Err(error) if self.kind == Kind::Population && error.is_raster_inside() => {
                return self.run_raster(request.crs);
            }
            Err(error) => {
                if let Some(report) = workflow::refused_report(&request, &error) {
                    self.write(&report)?;
                }
                return Err(error.into());
            }
        };
        say_taken_up(imported.taken_up);
        let report = workflow::import_report(&imported);
        self.write(&report)?;
        self.save(&request, &mapping, &imported)?;
        show(&report, self.format)?;
        self.ended(&imported, report.wrong())
    }

    /// Writes down which columns gave which fields, where that is asked for.
    fn save(&self, request: &ImportRequest<'_>, mapping: &MappingFile, imported: &Imported) -> Result<(), Failure> {
        if let Some(path) = &self.save_mapping {
            let found = MappingFile {
                kind: Some(request.kind.key().to_owned()),
                layer: request.layer.map(str::to_owned),
                crs: self.crs.clone().or_else(|| mapping.crs.clone()),
                encoding: request.options.encoding.clone(),
                swap_xy: request.options.swap_xy,
                header_rows: request.options.header_rows.map(Into::into),
                land_use_standard: request
                    .options
                    .land_use_standard
                    .map(|standard| standard.key().to_owned()),
                category: request.category.map(str::to_owned),
                category_table: request
                    .options
                    .category_table
                    .as_deref()
                    .and_then(|path| std::path::absolute(path).ok()),
                constants: request.options.constants.iter().cloned().collect(),
                categories: request.options.categories.clone(),
                ..MappingFile::default()
            };
            workflow::save_mapping(&found.with_columns(request.map, &imported.outcome.columns), path)?;
        }
        Ok(())
    }

    /// Writes the report where that is asked for.
    fn write(&self, report: &ImportReport) -> Result<(), Failure> {
        if let Some(path) = &self.report {
            let chinese = Language::or_terminals(self.lang) == Language::Zh;
            workflow::write_import_report(report, path, chinese)?;
        }
        Ok(())
    }

    /// How a command ends whose file could be read.
    fn ended(&self, imported: &Imported, wrong: u64) -> Result<(), Failure> {
        if imported.changed || (self.dry_run && imported.outcome.rejected.is_empty()) {
            return Ok(());
        }
        for remark in imported.outcome.rejected.iter().take(SHOWN) {
            say(&format!("{}: {}", imported.source, told(remark)));
        }
        Err(Failure::Rejected {
            file: imported.source.clone(),
            wrong,
            read: imported.outcome.read,
        })
    }
}

/// Says what an earlier run had done.
fn say_taken_up(taken_up: Option<TakenUp>) {
    match taken_up {
        Some(TakenUp::All(rows)) => say(&format!(
            "took up {rows} rows that this import had read before it broke off (--fresh reads the file again)"
        )),
        Some(TakenUp::Until(row)) => say(&format!(
            "went on from row {}, where this import had broken off (--fresh reads the file again)",
            row + 1
        )),
        None => {}
    }
}
