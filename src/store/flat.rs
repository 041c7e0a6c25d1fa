//! Results in flat form, for programs that read tables and nothing else: `GeoServer`, `SuperMap`, `ArcGIS`.
//!
//! Three views that are read and never written: `flat_communities`, `flat_facilities`, `flat_gaps`. Their columns are ASCII and stay the same
//! from year to year. Every column of a view is a plain column of a table, because readers take the type from there: so what stands row by row in
//! `coverage` is kept once more, side by side, in `flat_results`. What they show stands in `flat_view`, how a database
//! shows them with the database.

use std::collections::BTreeMap;

use super::assessment_rows::{AssessmentRows, CoverageRow};
use super::error::StoreError;
use super::schema::Kind;
use super::value::{Value, values};
use super::workspace::Workspace;
use crate::domain::result_column;

/// What a service of a circle is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTitle {
    /// The circle's id.
    pub circle: String,
    /// The service's key.
    pub service: String,
    /// Chinese names of both.
    pub zh: String,
    /// English names of both.
    pub en: String,
}

/// A column of `flat_results` that depends on the assessment.
pub(super) struct FlatColumn {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) zh: String,
    pub(super) en: String,
}

/// What is told of each service: end of the column's name, type, Chinese and English.
const TOLD: [(&str, Kind, &str, &str); 5] = [
    ("verdict", Kind::Text, "结论", "verdict"),
    ("near", Kind::Integer, "是否临界", "near the line"),
    ("rate", Kind::Real, "人口覆盖率", "share of people within"),
    (
        "rate_max",
        Kind::Real,
        "人口覆盖率上限",
        "share of people within, upper end",
    ),
    (
        "land_rate",
        Kind::Real,
        "居住用地覆盖率",
        "share of residential land within",
    ),
];

impl CoverageRow {
    /// Upper end of the share within, where some people's place is not known; the share itself where everybody's is.
    pub fn share_upper(&self) -> Option<f64> {
        let (people, covered, unknown) = (self.people?, self.covered_people?, self.unknown_people?);
        self.share
            .filter(|_| people > 0.0)
            .map(|_| (covered + unknown) / people)
    }
}

impl Workspace {
    /// The day on which the assessment in force was first made, as `2026-11-23`; `None` before the first.
    ///
    /// # Errors
    /// The workspace is damaged.
    pub fn assessed_on(&self) -> Result<Option<String>, StoreError> {
        let Some(number) = self.setting("assessment")?.and_then(|text| text.parse::<i64>().ok()) else {
            return Ok(None);
        };
        self.made_on(number)
    }

    fn made_on(&self, number: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT id, made_at FROM assessments WHERE id = $1";
        let made = self.one("assessments", sql, &values![number], |row| row.get::<String>(1))?;
        Ok(made.map(|made| made.chars().take(10).collect()))
    }
}

/// Makes the views anew for an assessment that is now in force; `number` is its id.
pub(super) fn renew(
    workspace: &Workspace,
    number: i64,
    rows: &AssessmentRows,
    titles: &[ServiceTitle],
) -> Result<(), StoreError> {
    let pairs: Vec<(&str, &str)> = titles
        .iter()
        .map(|title| (title.circle.as_str(), title.service.as_str()))
        .collect();
    let prefixes = result_column::prefixes(&pairs);
    let columns: Vec<FlatColumn> = titles
        .iter()
        .zip(&prefixes)
        .flat_map(|(title, prefix)| of_service(title, prefix))
        .collect();
    workspace.database.renew_flat_views(&columns)?;
    let mut names = vec!["community", "assessed_on"];
    names.extend(columns.iter().map(|column| column.name.as_str()));
    let date = workspace.made_on(number)?;
    let places: BTreeMap<(&str, &str), usize> = pairs.iter().copied().zip(0..).collect();
    let mut by_community: BTreeMap<i64, Vec<Value<'_>>> = BTreeMap::new();
    for row in &rows.coverage {
        let Some(place) = places.get(&(row.circle.as_str(), row.service.as_str())) else {
            continue;
        };
        let cells = by_community.entry(row.community).or_insert_with(|| {
            let mut cells = vec![Value::Null; names.len()];
            cells[0] = row.community.into();
            cells[1] = date.as_ref().into();
            cells
        });
        for (offset, value) in told(row).into_iter().enumerate() {
            cells[2 + place * TOLD.len() + offset] = value;
        }
    }
    workspace.database.append("flat_results", &names, &mut |put| {
        by_community.values().try_for_each(|cells| put(cells))
    })
}

fn of_service(title: &ServiceTitle, prefix: &str) -> Vec<FlatColumn> {
    let column = |(end, kind, zh, en): (&str, Kind, &str, &str)| FlatColumn {
        name: format!("{prefix}_{end}"),
        kind,
        zh: format!("{} {zh}", title.zh),
        en: format!("{}, {en}", title.en),
    };
    TOLD.into_iter().map(column).collect()
}

/// The cells of one service, in the order of [`TOLD`].
fn told(row: &CoverageRow) -> [Value<'_>; 5] {
    values![
        &row.verdict,
        i64::from(row.near_the_line),
        row.share,
        row.share_upper(),
        row.land_share
    ]
}
