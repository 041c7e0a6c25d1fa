//! What is said of a file, before and after it is imported.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::import_raster::RasterPart;
use super::imports::told_error;
use crate::domain::record::{Outcome, Remark};
use crate::domain::sample::SampleRow;
use crate::http::problem::Problem;
use crate::workflow::{Imported, Preview, RasterImported, RasterPreview, Refusal};

/// Remarks that are listed; all are counted.
const MOST_REMARKS: usize = 1000;

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

/// Why a file can't be imported.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusalPart {
    /// What kind of trouble it is.
    #[schema(example = "which-layer")]
    kind: &'static str,
    /// In words.
    what: String,
    /// What may be chosen instead.
    choices: Vec<String>,
}

/// Something said of a row.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemarkPart {
    /// Which row; null for the whole file.
    row: Option<String>,
    /// Which field.
    field: Option<String>,
    /// What.
    what: String,
    /// Which check says it.
    #[schema(example = "outside")]
    check: &'static str,
    /// What to do, where `what` does not say it.
    advice: Option<String>,
    /// Where the row lies, longitude and latitude, if that is known.
    at: Option<[f64; 2]>,
}

/// A column.
#[derive(Serialize, ToSchema)]
pub(crate) struct ColumnPart {
    name: String,
    /// The field that it gives; null where it is not used.
    field: Option<String>,
    /// How sure that is, 0 to 100: 100 where it was said.
    confidence_percent: u8,
}

/// One of the first rows.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowPart {
    /// Its number from 1.
    row: u64,
    /// Its cells.
    cells: Vec<Option<String>>,
    /// Whether something is wrong with it; null where it was not read so far.
    wrong: Option<bool>,
    /// What it became: fields with their values.
    became: Option<BTreeMap<&'static str, String>>,
    /// Where it lies.
    at: Option<[f64; 2]>,
}

/// A word for a category that the catalogue does not know.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnknownPart {
    word: String,
    rows: u64,
    /// The key of the nearest category.
    nearest: Option<String>,
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

impl From<Refusal> for RefusalPart {
    fn from(refusal: Refusal) -> Self {
        Self {
            kind: refusal.kind,
            what: refusal.what,
            choices: refusal.choices,
        }
    }
}

/// Rows that have something wrong with them.
fn wrong_rows(rejected: &[Remark]) -> u64 {
    let mut rows: Vec<&str> = rejected.iter().filter_map(|remark| remark.row.as_deref()).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len() as u64
}

fn parts(remarks: &[Remark], at: &BTreeMap<u64, [f64; 2]>) -> Vec<RemarkPart> {
    let part = |remark: &Remark| RemarkPart {
        row: remark.row.clone(),
        field: remark.field.clone(),
        what: remark.what.clone(),
        check: remark.check.key(),
        advice: remark.advice.clone(),
        at: remark
            .row
            .as_ref()
            .and_then(|row| at.get(&row.parse().ok()?))
            .copied()
            .or(remark.at),
    };
    remarks.iter().take(MOST_REMARKS).map(part).collect()
}

/// The first rows: as they were read where that was possible, else as the head has them.
fn shown_rows(
    head: &[Vec<Option<String>>],
    read: &[SampleRow],
    became: &[Option<crate::workflow::Became>],
) -> Vec<RowPart> {
    if read.is_empty() {
        let unread = |(index, cells): (usize, &Vec<Option<String>>)| RowPart {
            row: index as u64 + 1,
            cells: cells.clone(),
            wrong: None,
            became: None,
            at: None,
        };
        return head.iter().enumerate().map(unread).collect();
    }
    let row = |(row, became): (&SampleRow, &Option<crate::workflow::Became>)| RowPart {
        row: row.row,
        cells: row.cells.clone(),
        wrong: Some(row.wrong),
        became: became.as_ref().map(|fields| fields.iter().cloned().collect()),
        at: row.at,
    };
    read.iter().zip(became).map(row).collect()
}

fn drawn(places: &[(geo::Geometry<f64>, String)]) -> geojson::FeatureCollection {
    let feature = |(shape, name): &(geo::Geometry<f64>, String)| {
        let mut feature = geojson::Feature::from(geojson::Geometry::from(shape));
        feature.set_property("name", name.clone());
        feature
    };
    geojson::FeatureCollection {
        bbox: None,
        features: places.iter().map(feature).collect(),
        foreign_members: None,
    }
}
