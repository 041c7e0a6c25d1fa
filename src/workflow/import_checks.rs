//! What is looked at while a file's rows go by: things that no single row shows.

use super::borders;
use super::error::WorkflowError;
use super::load_town::corners;
use crate::crs::{LonLatBox, Projection, StudyArea};
use crate::domain::record::{CommunityRecord, Records, Remark};

/// Looks at batches of rows.
pub(super) struct Checks {
    /// The box round the communities that are there.
    area: Option<LonLatBox>,
    /// They stay, and one plane must do for them and for those that come.
    stay: bool,
    rows: usize,
    far: usize,
    far_from: &'static str,
    /// Communities are compared with each other at the end.
    communities: Vec<CommunityRecord>,
    too_many: bool,
    extent: Option<LonLatBox>,
}

/// What was found.
pub(super) struct Checked {
    pub(super) remarks: Vec<Remark>,
    /// The plane that communities choose.
    pub(super) projection: Option<Projection>,
}

/// How far beyond the communities a facility may still serve them, in degrees.
const FAR_DEGREES: f64 = 0.2;

impl Checks {
    pub(super) fn new(area: Option<LonLatBox>, stay: bool) -> Self {
        Self {
            area,
            stay,
            rows: 0,
            far: 0,
            far_from: "",
            communities: Vec::new(),
            too_many: false,
            extent: None,
        }
    }

    /// Sees a batch. Rows that lie beyond the communities were perhaps given the wrong reference system; people there would not be counted.
    pub(super) fn see(&mut self, records: &Records) {
        self.rows += records.len();
        if let Records::Communities(rows) = records {
            let own = LonLatBox::around(rows.iter().flat_map(|row| corners(&row.boundary)));
            self.extent = match (self.extent, own) {
                (Some(one), Some(other)) => Some(one.with(other)),
                (one, other) => one.or(other),
            };
            // Larger sets are whole registers, checked elsewhere.
            self.too_many |= self.communities.len() + rows.len() > MOST_COMPARED;
            if self.too_many {
                self.communities.clear();
            } else {
                self.communities.extend_from_slice(rows);
            }
        }
        let Some(area) = self.area else { return };
        let near = area.grown(FAR_DEGREES);
        let (far, far_from) = match records {
            Records::Facilities(rows) => (
                rows.iter().filter(|row| !near.contains(row.point)).count(),
                "lie far from every community",
            ),
            Records::Hamlets(rows) | Records::Population(rows) => {
                let outside = rows
                    .iter()
                    .filter(|row| row.parent_code.is_none() && !area.contains(row.point));
                (
                    outside.count(),
                    "lie outside the communities, and their people will not be counted",
                )
            }
            _ => return,
        };
        self.far += far;
        self.far_from = far_from;
    }

    /// What a person should know.
    ///
    /// # Errors
    /// Communities that lie too far apart for one plane.
    pub(super) fn done(self) -> Result<Checked, WorkflowError> {
        let there = self.area.filter(|_| self.stay);
        let whole = self.extent.map(|own| there.map_or(own, |there| there.with(own)));
        let chosen = whole.map(StudyArea::choose).transpose()?;
        let mut remarks = Vec::new();
        if let Some(area) = &chosen {
            remarks.extend(borders::remarks(&self.communities, &area.projection));
        }
        if self.far > 0 {
            let what = format!("{} of {} rows {}; check --crs", self.far, self.rows, self.far_from);
            remarks.push(Remark {
                row: None,
                field: None,
                what,
            });
        }
        Ok(Checked {
            remarks,
            projection: chosen.map(|area| area.projection),
        })
    }
}

/// Most communities that are compared with each other.
const MOST_COMPARED: usize = 20_000;
