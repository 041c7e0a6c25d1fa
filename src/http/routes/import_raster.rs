//! Rasters through the page: what is told of one beside what is told of every file.

use serde::Serialize;
use utoipa::ToSchema;

use super::import_options::ImportOptions;
use super::import_report::{ImportResult, PreviewResult};
use super::imports::told_error;
use crate::crs::LonLatBox;
use crate::http::problem::Problem;
use crate::workflow::{self, Location, Progress, RasterImported, StagedFile};

/// What is known of a raster.
#[derive(Serialize, ToSchema, Default)]
pub(crate) struct RasterPart {
    /// Cells in a row that are taken; null, as all that follows, where the file could not be read so far.
    width: Option<u32>,
    /// Rows of them.
    height: Option<u32>,
    /// Roughly how wide a cell is, in metres.
    cell_m: Option<f64>,
    /// The ground that they cover: west, south, east, north in degrees.
    extent: Option<[f64; 4]>,
    /// What means that a cell has no number, in words.
    no_data: Option<String>,
    /// The unit of its numbers.
    unit: Option<String>,
    /// Of heights: the lowest, in metres.
    low_m: Option<f32>,
    /// Of heights: the highest, in metres.
    high_m: Option<f32>,
    /// Of heights: the share of the communities' ground that has one; null without communities.
    covered_share: Option<f64>,
    /// Of people: those of all cells.
    total_people: Option<f64>,
    /// Of people: those within communities, who are kept; all of them where there are no communities.
    kept_people: Option<f64>,
    /// Of people: those outside every community, who are not.
    outside_people: Option<f64>,
    /// Of people: cells that were cut along borders.
    cut_cells: Option<u64>,
    /// Of people: points that they are kept in.
    points: Option<u64>,
}

impl RasterPart {
    /// What is known when all of it was read.
    pub(super) fn of(imported: &RasterImported, extent: Option<LonLatBox>) -> Self {
        let raster = match imported {
            RasterImported::Heights(heights) => &heights.raster,
            RasterImported::People(people) => &people.raster,
        };
        let told = Self {
            width: Some(raster.grid.width),
            height: Some(raster.grid.height),
            cell_m: Some(raster.cell_m),
            extent: extent.map(LonLatBox::to_array),
            no_data: Some(raster.no_data.clone()),
            unit: Some(raster.unit.clone()),
            ..Self::default()
        };
        match imported {
            RasterImported::Heights(heights) => Self {
                low_m: Some(heights.heights.low_m),
                high_m: Some(heights.heights.high_m),
                covered_share: heights.covered,
                ..told
            },
            RasterImported::People(people) => Self {
                total_people: Some(people.total.as_f64()),
                kept_people: Some(people.kept.as_f64()),
                outside_people: Some(people.outside.as_f64()),
                cut_cells: Some(people.cut),
                points: Some(people.points),
                ..told
            },
        }
    }

    /// Some of its cells as they are drawn, each with its number between the lowest and the highest; of people between nobody and the most.
    pub(super) fn drawn(&self, cells: &[(geo::Geometry<f64>, f64)]) -> geojson::FeatureCollection {
        let most = cells
            .iter()
            .map(|(_, number)| *number)
            .fold(f64::NEG_INFINITY, f64::max);
        let low = self.low_m.map_or(0.0, f64::from);
        let high = self.high_m.map_or(most, f64::from);
        let feature = |(shape, number): &(geo::Geometry<f64>, f64)| {
            let share = if high > low { (number - low) / (high - low) } else { 0.5 };
            let mut feature = geojson::Feature::from(geojson::Geometry::from(shape));
            feature.set_property("share", share.clamp(0.0, 1.0));
            feature
        };
        geojson::FeatureCollection {
            bbox: None,
            features: cells.iter().map(feature).collect(),
            foreign_members: None,
        }
    }
}

/// What there is to see of a file, with rows or cells.
pub(super) fn preview(
    options: &ImportOptions,
    file: &StagedFile,
    workspace: &Location,
    progress: &dyn Progress,
) -> Result<PreviewResult, Problem> {
    let of_cells = || {
        let seen = options.with_raster(&file.path(), workspace, |request, content| {
            workflow::preview_raster(&request, &content, progress)
        });
        PreviewResult::of_raster(seen.ok_or(Problem::BadOptions)?)
    };
    if options.is_raster(&file.name) {
        return of_cells();
    }
    let seen = options.with(&file.path(), workspace, |request| workflow::preview(&request, progress));
    // Only when it was unpacked is it known what an archive holds.
    match &seen.imported {
        Err(error) if options.may_be_people() && error.is_raster_inside() => of_cells(),
        _ => PreviewResult::of(seen),
    }
}

/// Imports a file, with rows or cells.
pub(super) fn confirm(
    options: &ImportOptions,
    file: &StagedFile,
    workspace: &Location,
    progress: &dyn Progress,
) -> Result<ImportResult, Problem> {
    let of_cells = || {
        let done = options.with_raster(&file.path(), workspace, |request, content| {
            workflow::import_raster(&request, &content, progress)
        });
        let done = done.ok_or(Problem::BadOptions)?;
        done.map_err(|error| told_error(&error))
            .and_then(|imported| ImportResult::of_raster(&imported))
    };
    if options.is_raster(&file.name) {
        return of_cells();
    }
    match options.with(&file.path(), workspace, |request| workflow::import(&request, progress)) {
        Ok(imported) => ImportResult::of(imported),
        Err(error) if options.may_be_people() && error.is_raster_inside() => of_cells(),
        Err(error) => Err(told_error(&error)),
    }
}
