//! One function per user intention: the only place that loads, computes and saves.

mod access;
mod archive;
mod assess;
mod assess_again;
mod assess_watched;
mod backup;
mod borders;
mod check;
mod check_area;
mod check_area_grants;
mod check_circles;
mod check_day;
mod check_places;
mod check_records;
mod check_sharing;
mod check_units;
mod compounds;
mod crs_words;
mod datum;
mod datum_check;
mod demo;
mod demo_cn;
pub mod desk;
mod desk_layers;
mod desk_lists;
mod digest_feed;
mod dissolve;
mod elevation;
mod error;
mod export;
mod ground_covered;
mod group_cells;
mod group_stream;
mod history;
mod import;
mod import_checks;
mod import_people;
mod import_raster;
mod import_report;
mod import_table;
mod kept_rows;
mod known_places;
mod landing;
mod layer_fields;
mod load_barriers;
mod load_desk;
mod load_streets;
mod load_town;
mod lost_codes;
mod map_folder;
mod past_circles;
mod place;
mod plan;
mod plan_records;
mod preview;
mod preview_raster;
mod provisional;
mod refusal;
mod register_totals;
mod result_rows;
mod scenario;
mod scenario_ask;
mod scenario_error;
mod scenario_layers;
mod scenario_streets;
mod scenario_world;
mod seen;
mod simple_rings;
mod siting;
pub mod staff;
mod staging;
mod street_desk;
mod street_error;
mod street_reach;
mod street_route;
mod street_rows;
mod thinned;
mod told_once;
mod travels;
mod units;
mod units_above;
mod watch;
mod zone_plane;

pub use access::{AccessRequest, access};
pub use archive::{ArchiveExported, ArchiveRequest, export_tiles};
pub use assess::{AssessRequest, Assessed, assess};
pub use assess_again::{Again, assess_again};
pub use assess_watched::assess_watched;
pub use backup::{Restored, backup, restore_backup};
pub use check::{CheckRequest, Checked, check};
pub use check_area::{drawn_area, read_area};
pub use check_area_grants::check_areas;
pub use check_day::{CheckDay, check_day, check_days};
pub use compounds::GatesFile;
pub use crs_words::crs_words;
pub use datum::{DatumLook, DatumRequest, datum};
pub use datum_check::{DatumCheck, DatumFinding};
pub use demo::build_demo;
pub use demo_cn::{PLANS as DEMO_CN_PLANS, build_demo_cn};
pub use elevation::Elevation;
pub use error::WorkflowError;
pub use export::{ExportRequest, Exported, ListedLayer, RingsAsked, export, export_list};
pub use group_cells::{GroupImported, GroupRaster};
pub use history::{diff, history, take_back, undo, version_at};
pub use import::{ImportRequest, Imported, import, mapping, save_mapping};
pub use import_people::{PeopleImported, PeopleWords, import_people};
pub use import_raster::{HeightsImported, RasterImportRequest, import_elevation};
pub use import_report::{check_report_path, import_report, refused_report, write_import_report};
pub use import_table::{import_table, is_table_address};
pub use kept_rows::TakingUp;
pub use load_desk::{DESK_LAYERS, Drawable, Shown, drawable, load_desk, load_desk_as};
pub use map_folder::{MapFolder, export_map};
pub use plan::{find_plan, plan_words, shipped_plans};
pub use plan_records::{drop_record, keep_record, keep_record_file, kept_records};
pub use preview::{Became, Preview, preview};
pub use preview_raster::{RasterContent, RasterImported, RasterPreview, import_raster, preview_raster};
pub use provisional::{LayerFile, Offices, ProvisionalRequest, provisional};
pub use refusal::Refusal;
pub use scenario::{
    ShownScenario, check_new_scenario, drop_scenario, edit_scenario, new_scenario, scenario, scenarios, take_back_edit,
};
pub use scenario_ask::Ask;
pub use scenario_error::ScenarioError;
pub use scenario_world::{told_lapsed, world};
pub use seen::seen;
pub use siting::{
    CandidateSource, Choice, IdleWord, MobileRounds, NamedPlace, NoGround, SitingGround, SitingMeans, SitingRequest,
    WrongSiting, has_candidates_of, idle_words, keep_plan, site_facilities, siting_means,
};
pub use staging::{StagedFile, Staging, StagingError, Upload};
pub use street_desk::{SNAP_LIMIT, StreetDesk};
pub use street_error::StreetError;
pub use street_reach::{MOST_MINUTES, MOST_RINGS, ReachQuestion};
pub use street_route::{Destination, RouteQuestion};
pub use watch::Watch;
pub use zone_plane::{ZoneError, ZonePlane};

pub use crate::siting::{Allowed, Effort, Model, Thrift};
pub use crate::streets::Direction;

pub use crate::export::{ArchiveFormat, PictureFile, PictureFileError, TilePlace};
pub use crate::export::{Encoding as ExportEncoding, Format as ExportFormat, Shape as ExportShape};
pub use crate::import::{
    BuildingTable, Defaults, HeaderRows, HeightUnit, Limits, MappingFile, Options, PeopleUnit, Progress, Silent,
    TakenUp, is_raster, is_zip,
};

use crate::store::Workspace;

pub use crate::store::{
    FieldChange, Location, Mode, PlanRecord, RowChange, Scenario, Version, When, Written, now as moment_now,
};

/// Makes an empty workspace.
///
/// # Errors
/// The file exists, or can't be written.
pub fn init(location: &Location) -> Result<(), WorkflowError> {
    Workspace::create(location)?;
    Ok(())
}

/// Whether a workspace may be written, as far as that can be told without doing it.
pub fn can_write(location: &Location) -> bool {
    match location {
        Location::File(path) => std::fs::OpenOptions::new().append(true).open(path).is_ok(),
        Location::Postgres(_) => true,
    }
}

/// Whether layers were imported after the assessment in force was made, so that the map would show old numbers over new layers.
///
/// # Errors
/// The workspace can't be read.
pub fn is_stale(location: &Location) -> Result<bool, WorkflowError> {
    Ok(Workspace::open_read_only(location)?.assessment_is_stale()?)
}
