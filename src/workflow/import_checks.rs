//! What is looked at while a file's rows go by: things that no single row shows.

use super::borders;
use super::check_places::{Ground, PlaceChecks};
use super::error::WorkflowError;
use super::load_town::corners;
use super::lost_codes::KnownNames;
use super::register_totals::TotalChecks;
use super::units_above::{KnownUnits, ParentChecks};
use crate::crs::{LonLatBox, Projection, StudyArea};
use crate::domain::batch::Batch;
use crate::domain::category::Catalogue;
use crate::domain::record::{Check, CommunityRecord, LayerKind, Records, RegisterRecord, Remark};
use crate::import::{self, Progress, Request};
use crate::store::{Mode, Workspace};

use super::import::ImportRequest;

/// What rows are held against: read before writing begins.
pub(super) struct Against {
    /// The box round the communities that are there.
    pub(super) area: Option<LonLatBox>,
    /// They stay, and one plane must do for them and for those that come.
    stay: bool,
    ground: Option<Ground>,
    parents: KnownUnits,
    totals: Option<TotalChecks>,
    /// Names by which lost codes are found.
    pub(super) names: KnownNames,
}

impl Against {
    /// The communities and the register of the workspace, and the register that the user gives.
    ///
    /// # Errors
    /// The workspace or the register can't be read.
    pub(super) fn of(
        workspace: &Workspace,
        request: &ImportRequest<'_>,
        catalogue: &Catalogue,
        progress: &dyn Progress,
    ) -> Result<Self, WorkflowError> {
        let stay = matches!(request.mode, Mode::Append | Mode::Update);
        let mut against = Self {
            area: workspace.communities_extent()?,
            stay,
            ground: Ground::of(workspace, request.kind)?,
            parents: KnownUnits::default(),
            totals: None,
            names: KnownNames::default(),
        };
        if !matches!(request.kind, LayerKind::Communities | LayerKind::Register) {
            return Ok(against);
        }
        let mut there: Vec<RegisterRecord> = workspace.register()?.into_iter().map(|unit| unit.record).collect();
        for unit in &there {
            against.parents.add(unit);
        }
        against.totals = match request.register {
            Some(path) => {
                let asked = Request::plain(LayerKind::Register, path, catalogue);
                let given = import::read(&asked, &request.limits, progress)?;
                let Records::Register(units) = given.records else {
                    return Ok(against);
                };
                for unit in &units {
                    against.parents.add(unit);
                }
                let totals = TotalChecks::new(given.input.source, &units);
                there.extend(units);
                totals
            }
            // A register is not held against the one whose place it takes.
            None if request.kind == LayerKind::Register => None,
            None => TotalChecks::new("the register of the workspace".to_owned(), &there),
        };
        if request.kind == LayerKind::Register {
            against.names = KnownNames::of(workspace, &there)?;
        }
        if let Some(totals) = against.totals.as_mut().filter(|_| stay) {
            totals.keep(workspace.communities()?.into_iter().map(|row| row.record));
        }
        Ok(against)
    }
}

/// Looks at batches of rows.
pub(super) struct Checks<'a> {
    area: Option<LonLatBox>,
    stay: bool,
    rows: usize,
    far: usize,
    /// Communities are compared with each other at the end.
    communities: Vec<CommunityRecord>,
    too_many: bool,
    extent: Option<LonLatBox>,
    places: Option<PlaceChecks<'a>>,
    parents: ParentChecks,
    totals: Option<TotalChecks>,
}

/// What was found.
pub(super) struct Checked {
    pub(super) remarks: Vec<Remark>,
    /// The plane that communities choose.
    pub(super) projection: Option<Projection>,
}

/// How far beyond the communities a facility may still serve them, in degrees.
const FAR_DEGREES: f64 = 0.2;

impl<'a> Checks<'a> {
    pub(super) fn new(against: &'a mut Against) -> Self {
        Self {
            area: against.area,
            stay: against.stay,
            rows: 0,
            far: 0,
            communities: Vec::new(),
            too_many: false,
            extent: None,
            parents: ParentChecks::new(std::mem::take(&mut against.parents)),
            totals: against.totals.take(),
            places: against.ground.as_ref().map(PlaceChecks::new),
        }
    }

    /// Sees a batch. Rows that lie beyond the communities were perhaps given the wrong reference system.
    pub(super) fn see(&mut self, batch: &Batch) {
        self.rows += batch.records.len();
        self.parents.see(batch);
        if let Some(totals) = &mut self.totals {
            totals.see(batch);
        }
        if let Some(places) = &mut self.places {
            places.see(batch);
        }
        match &batch.records {
            Records::Communities(rows) => {
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
            Records::Facilities(rows) => {
                if let Some(near) = self.area.map(|area| area.grown(FAR_DEGREES)) {
                    self.far += rows.iter().filter(|row| !near.contains(row.point)).count();
                }
            }
            _ => {}
        }
    }

    /// What a person should know.
    ///
    /// # Errors
    /// Communities that spread too far for one plane.
    pub(super) fn done(self) -> Result<Checked, WorkflowError> {
        let there = self.area.filter(|_| self.stay);
        let whole = self.extent.map(|own| there.map_or(own, |there| there.with(own)));
        let chosen = whole.map(StudyArea::choose).transpose()?;
        let mut remarks = Vec::new();
        if let Some(area) = &chosen {
            let wide = area.remark();
            remarks.extend(wide.map(|what| Remark::of_file(Check::Reading, None, what)));
            remarks.extend(borders::remarks(&self.communities, &area.projection));
        }
        if self.far > 0 {
            let what = format!(
                "{} of {} rows lie far from every community; check --crs",
                self.far, self.rows
            );
            remarks.push(Remark::of_file(Check::Outside, None, what));
        }
        remarks.extend(self.places.map(PlaceChecks::remarks).unwrap_or_default());
        remarks.extend(self.parents.remarks());
        remarks.extend(self.totals.map(|totals| totals.remarks()).unwrap_or_default());
        Ok(Checked {
            remarks,
            projection: chosen.map(|area| area.projection),
        })
    }
}

/// Most communities that are compared with each other.
const MOST_COMPARED: usize = 20_000;
