//! The parts of what is said of a file: remarks, columns, rows.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::record::Remark;
use crate::domain::sample::SampleRow;
use crate::workflow::{Became, Refusal};

/// Remarks that are listed; all are counted.
const MOST_REMARKS: usize = 1000;

/// Why a file can't be imported.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusalPart {
    /// What kind of trouble it is.
    #[schema(example = "which-layer")]
    pub(super) kind: &'static str,
    /// In words.
    pub(super) what: String,
    /// What may be chosen instead.
    pub(super) choices: Vec<String>,
}

/// Something said of a row.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemarkPart {
    /// Which row; null for the whole file.
    pub(super) row: Option<String>,
    /// Which field.
    pub(super) field: Option<String>,
    /// What.
    pub(super) what: String,
    /// Which check says it.
    #[schema(example = "outside")]
    pub(super) check: &'static str,
    /// What to do, where `what` does not say it.
    pub(super) advice: Option<String>,
    /// Where the row lies, longitude and latitude, if that is known.
    pub(super) at: Option<[f64; 2]>,
}

/// A column.
#[derive(Serialize, ToSchema)]
pub(crate) struct ColumnPart {
    pub(super) name: String,
    /// The field that it gives; null where it is not used.
    pub(super) field: Option<String>,
    /// How sure that is, 0 to 100: 100 where it was said.
    pub(super) confidence_percent: u8,
}

/// One of the first rows.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowPart {
    /// Its number from 1.
    pub(super) row: u64,
    /// Its cells.
    pub(super) cells: Vec<Option<String>>,
    /// Whether something is wrong with it; null where it was not read so far.
    pub(super) wrong: Option<bool>,
    /// What it became: fields with their values.
    pub(super) became: Option<BTreeMap<&'static str, String>>,
    /// Where it lies.
    pub(super) at: Option<[f64; 2]>,
}

/// A word for a category that the catalogue does not know.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnknownPart {
    pub(super) word: String,
    pub(super) rows: u64,
    /// The key of the nearest category.
    pub(super) nearest: Option<String>,
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
pub(super) fn wrong_rows(rejected: &[Remark]) -> u64 {
    let mut rows: Vec<&str> = rejected.iter().filter_map(|remark| remark.row.as_deref()).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len() as u64
}

/// Remarks, at most a thousand, each with the place of its row.
pub(super) fn parts(remarks: &[Remark], at: &BTreeMap<u64, [f64; 2]>) -> Vec<RemarkPart> {
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
pub(super) fn shown_rows(head: &[Vec<Option<String>>], read: &[SampleRow], became: &[Option<Became>]) -> Vec<RowPart> {
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
    let row = |(row, became): (&SampleRow, &Option<Became>)| RowPart {
        row: row.row,
        cells: row.cells.clone(),
        wrong: Some(row.wrong),
        became: became.as_ref().map(|fields| fields.iter().cloned().collect()),
        at: row.at,
    };
    read.iter().zip(became).map(row).collect()
}

/// Shapes with their names.
pub(super) fn drawn(places: &[(geo::Geometry<f64>, String)]) -> geojson::FeatureCollection {
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
