//! What is said of a file, before and after it is imported.

mod parts;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::import_raster::RasterPart;
use super::imports::told_error;
use crate::domain::record::Outcome;
use crate::http::problem::Problem;
use crate::workflow::{Imported, Preview, RasterImported, RasterPreview, Refusal};
use parts::{ColumnPart, RefusalPart, RemarkPart, RowPart, UnknownPart, drawn, parts, shown_rows, wrong_rows};

/// What there is to see of a file before it is imported.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewResult {
    /// Whether it could be imported with these options; with `skip_rejected` where rows are wrong.
    possible: bool,
    /// Why not, where not.
    refusal: Option<RefusalPart>,
    /// Rows read.
    read: u64,
    /// Rows that are good.
    accepted: u64,
    /// Rows that are wrong; one may have several things wrong with it.
    wrong: u64,
    /// What is wrong, at most a thousand.
    rejected: Vec<RemarkPart>,
    /// All that is wrong, counted.
    rejected_count: usize,
    /// What a person should look at.
    warnings: Vec<RemarkPart>,
    /// All warnings, counted.
    warnings_count: usize,
    /// The reference system that the file came in; null where it could not be read so far.
    crs: Option<String>,
    /// What a comparison with known borders and streets says of its datum; null where there is nothing to say.
    datum: Option<String>,
    /// The plane in which communities will be measured.
    projection: Option<String>,
    /// Columns, each with the field that it gives.
    columns: Vec<ColumnPart>,
    /// All fields that such rows may have.
    fields: Vec<String>,
    /// The first rows.
    rows: Vec<RowPart>,
    /// Words for categories that the catalogue does not know.
    unknown_categories: Vec<UnknownPart>,
    /// Good rows as GeoJSON, at most some thousands of them; those with problems are in `rejected`.
    #[schema(value_type = serde_json::Value)]
    places: geojson::FeatureCollection,
    /// What is known of a raster; null for files with rows. What is counted above are its cells then, and `places` are some of them, each with
    /// its number as `share`, from 0 for the lowest to 1 for the highest.
    raster: Option<RasterPart>,
}

/// What an import did.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportResult {
    /// Rows read.
    read: u64,
    /// Rows that went in.
    accepted: u64,
    /// Rows that were left out.
    wrong: u64,
    /// What a person should look at.
    warnings: Vec<RemarkPart>,
    /// The version of the layers that it made; null where everything was there already.
    version: Option<i64>,
    /// Rows that came.
    added: i64,
    /// Rows that changed.
    changed: i64,
    /// Rows that went.
    removed: i64,
    /// Whether the rows that the last preview had read were taken, instead of reading the file again.
    taken_up: bool,
    /// What is known of a raster; null for files with rows.
    raster: Option<RasterPart>,
}

impl PreviewResult {
    /// What is told of a preview.
    pub(super) fn of(seen: Preview) -> Result<Self, Problem> {
        let Preview {
            imported,
            head,
            rows,
            became,
            unknown_categories,
            places,
        } = seen;
        let mut told = (None, None, None);
        let (refusal, outcome) = match imported {
            Ok(imported) => {
                told = (Some(imported.crs), imported.datum.line(), imported.projection);
                (None, imported.outcome)
            }
            Err(error) => {
                let refused = match told_error(&error) {
                    Problem::Refused(refusal) => *refusal,
                    other => return Err(other),
                };
                let rejected = error.wrong_rows().to_vec();
                let read = rows.last().map_or(0, |row| row.row);
                let outcome = Outcome {
                    read,
                    rejected,
                    ..Default::default()
                };
                (Some(refused), outcome)
            }
        };
        let (crs, datum, projection) = told;
        let at: BTreeMap<u64, [f64; 2]> = rows.iter().filter_map(|row| Some((row.row, row.at?))).collect();
        let head = head.unwrap_or_default();
        let wrong = match &refusal {
            None => outcome.read.saturating_sub(outcome.accepted),
            Some(_) => wrong_rows(&outcome.rejected),
        };
        Ok(Self {
            possible: refusal.is_none(),
            refusal: refusal.map(RefusalPart::from),
            read: outcome.read,
            accepted: outcome.accepted,
            wrong,
            rejected: parts(&outcome.rejected, &at),
            rejected_count: outcome.rejected.len(),
            warnings: parts(&outcome.warnings, &at),
            warnings_count: outcome.warnings.len(),
            crs,
            datum,
            projection,
            rows: shown_rows(&head.rows, &rows, &became),
            columns: head
                .columns
                .into_iter()
                .map(|column| ColumnPart {
                    name: column.name,
                    field: column.field,
                    confidence_percent: column.confidence_percent,
                })
                .collect(),
            fields: head.fields,
            unknown_categories: unknown_categories
                .into_iter()
                .map(|word| UnknownPart {
                    word: word.word,
                    rows: word.rows,
                    nearest: word.nearest,
                })
                .collect(),
            places: drawn(&places),
            raster: None,
        })
    }
}

impl PreviewResult {
    /// What is told of a preview of a raster.
    pub(super) fn of_raster(seen: RasterPreview) -> Result<Self, Problem> {
        let RasterPreview {
            imported,
            extent,
            cells,
        } = seen;
        let (refusal, outcome, crs, raster) = match imported {
            Ok(imported) => {
                let raster = RasterPart::of(&imported, extent);
                let (outcome, crs) = match imported {
                    RasterImported::Heights(heights) => (heights.outcome, heights.crs),
                    RasterImported::People(people) => (people.outcome, people.crs),
                };
                (None, outcome, Some(crs), raster)
            }
            Err(error) => match told_error(&error) {
                Problem::Refused(refusal) => (Some(*refusal), Outcome::default(), None, RasterPart::default()),
                other => return Err(other),
            },
        };
        Ok(Self {
            possible: refusal.is_none(),
            refusal: refusal.map(RefusalPart::from),
            read: outcome.read,
            accepted: outcome.accepted,
            wrong: wrong_rows(&outcome.rejected),
            rejected: parts(&outcome.rejected, &BTreeMap::new()),
            rejected_count: outcome.rejected.len(),
            warnings: parts(&outcome.warnings, &BTreeMap::new()),
            warnings_count: outcome.warnings.len(),
            crs,
            datum: None,
            projection: None,
            columns: Vec::new(),
            fields: Vec::new(),
            rows: Vec::new(),
            unknown_categories: Vec::new(),
            places: raster.drawn(&cells),
            raster: Some(raster),
        })
    }
}

impl ImportResult {
    /// What is told of an import that was done; a refusal where wrong rows kept it from being done.
    pub(super) fn of(imported: Imported) -> Result<Self, Problem> {
        let outcome = &imported.outcome;
        let wrong = outcome.read.saturating_sub(outcome.accepted);
        let Some(written) = imported.written else {
            return Err(Problem::Refused(Box::new(Refusal {
                kind: "rows-wrong",
                what: format!(
                    "{wrong} of {} rows are wrong, so nothing was imported; correct them, or leave them out with skip_rejected",
                    outcome.read
                ),
                choices: Vec::new(),
            })));
        };
        Ok(Self {
            read: outcome.read,
            accepted: outcome.accepted,
            wrong,
            warnings: parts(&outcome.warnings, &BTreeMap::new()),
            version: written.version,
            added: written.added,
            changed: written.changed,
            removed: written.removed,
            taken_up: imported.taken_up.is_some(),
            raster: None,
        })
    }

    /// What is told of a raster that was imported; a refusal where wrong cells kept it from being done.
    pub(super) fn of_raster(imported: &RasterImported) -> Result<Self, Problem> {
        let (outcome, written) = match imported {
            RasterImported::Heights(heights) => (&heights.outcome, &heights.written),
            RasterImported::People(people) => (&people.outcome, &people.written),
        };
        let Some(written) = written else {
            return Err(Problem::Refused(Box::new(Refusal {
                kind: "rows-wrong",
                what: format!(
                    "{} of {} cells hold less than nobody, so nothing was imported; correct them, or leave them out with skip_rejected",
                    wrong_rows(&outcome.rejected),
                    outcome.read
                ),
                choices: Vec::new(),
            })));
        };
        Ok(Self {
            read: outcome.read,
            accepted: outcome.accepted,
            wrong: wrong_rows(&outcome.rejected),
            warnings: parts(&outcome.warnings, &BTreeMap::new()),
            version: written.version,
            added: written.added,
            changed: written.changed,
            removed: written.removed,
            taken_up: false,
            raster: Some(RasterPart::of(imported, None)),
        })
    }
}
