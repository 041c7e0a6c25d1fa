//! `yike provisional`

use std::path::PathBuf;

use clap::Args;

use super::import::{SHOWN, pair, show, told};
use super::progress::Bar;
use super::{Failure, Format, Language, say};
use crate::workflow::{self, LayerFile, Limits, Location, Offices, ProvisionalRequest};

/// Make provisional communities where nobody publishes their boundaries: ground inside the outlines of towns goes to the nearest committee,
/// along streets, block by block. They carry no verdict and no rate of communities, and give way to real ones when these are imported.
#[derive(Debug, Args)]
#[command(
    after_help = "Real communities stay, and nothing is made in a parent that has some; provisional ones that were made before go.\n\nExamples:\n  yike provisional --workspace town.gpkg --parents towns.geojson --points committees.csv\n  yike provisional --workspace town.gpkg --parents towns.geojson --facilities community_service_station --dry-run"
)]
pub(super) struct Provisional {
    /// The workspace. With streets in it the ground is parted along them; with barriers, nobody crosses them on the way to a street.
    #[arg(long, short)]
    workspace: Location,
    /// Outlines of towns, counties or the like, with names, and codes where known: a file of any format that comes in, or a zip with one in it.
    #[arg(long, value_name = "FILE")]
    parents: PathBuf,
    /// Where committees sit: a layer of points or a table with coordinates, names, and the twelve-digit codes of the communities where known.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "facilities",
        required_unless_present = "facilities"
    )]
    points: Option<PathBuf>,
    /// The same, of facilities that are in the workspace: a category, as in `community_service_station`. The community that a facility's
    /// record names as its host gives the code.
    #[arg(long, value_name = "CATEGORY")]
    facilities: Option<String>,
    /// Layer of the parents' file, or `admin_level=8` and the like of an OSM extract.
    #[arg(long)]
    layer: Option<String>,
    /// Reference system of the parents' file, where it does not say.
    #[arg(long)]
    crs: Option<String>,
    /// Which column of the parents' file holds a field, as in --map name=TOWN. May be given several times.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Layer or sheet of the points' file.
    #[arg(long, value_name = "LAYER", requires = "points")]
    points_layer: Option<String>,
    /// Reference system of the points' file, where it does not say.
    #[arg(long, value_name = "CRS", requires = "points")]
    points_crs: Option<String>,
    /// Which column of the points' file holds a field. May be given several times.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair, requires = "points")]
    points_map: Vec<(String, String)>,
    /// Who moves: walk-adult, walk-elderly, walk-minors, wheelchair, cycle, e-bike, car, bus-or-walk, or your own FILE.toml.
    #[arg(long, default_value = "walk-adult")]
    travel: String,
    /// Only look: read, part, report, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave wrong rows of both files out; otherwise one wrong row refuses them.
    #[arg(long)]
    skip_rejected: bool,
    /// GiB of memory that reading a file may take.
    #[arg(long, value_name = "GIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1024))]
    max_memory: u64,
    /// Minutes that reading a file may take.
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    max_minutes: u64,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write the report to a new file too (.xlsx, .csv, .gpkg, .geojson), as `yike import` does.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Language of headings in the report's workbook; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

impl Provisional {
    pub(super) fn run(self) -> Result<(), Failure> {
        if let Some(path) = &self.report {
            workflow::check_report_path(path)?;
        }
        let file = self.points.as_deref().map(|path| LayerFile {
            path,
            layer: self.points_layer.as_deref(),
            crs: self.points_crs.as_deref(),
            map: &self.points_map,
        });
        let offices = match (file, &self.facilities) {
            (Some(file), _) => Offices::File(file),
            (None, Some(category)) => Offices::Facilities(category),
            (None, None) => return Err(Failure::Words("give --points FILE or --facilities CATEGORY".to_owned())),
        };
        let request = ProvisionalRequest {
            workspace: &self.workspace,
            parents: LayerFile {
                path: &self.parents,
                layer: self.layer.as_deref(),
                crs: self.crs.as_deref(),
                map: &self.map,
            },
            offices,
            travel: &self.travel,
            dry_run: self.dry_run,
            skip_rejected: self.skip_rejected,
            limits: Limits::new(self.max_memory, self.max_minutes),
        };
        super::stop::listen()?;
        let bar = Bar::new();
        let done = workflow::provisional(&request, &bar);
        bar.finish();
        let made = done?;
        let report = workflow::import_report(&made);
        if let Some(path) = &self.report {
            let chinese = Language::or_terminals(self.lang) == Language::Zh;
            workflow::write_import_report(&report, path, chinese)?;
        }
        show(&report, self.format)?;
        if made.changed || self.dry_run && made.outcome.rejected.is_empty() {
            return Ok(());
        }
        for remark in made.outcome.rejected.iter().take(SHOWN) {
            say(&format!("{}: {}", made.source, told(remark)));
        }
        Err(Failure::Rejected {
            file: made.source,
            wrong: made.outcome.rejected.len() as u64,
            read: made.outcome.read,
        })
    }
}
