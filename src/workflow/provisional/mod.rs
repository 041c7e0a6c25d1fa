//! Provisional communities: where nobody publishes their areas, made from the places of committees inside parents, and marked as such.

mod instead;
mod parents;
mod records;
mod seats;

use std::path::Path;
use std::sync::Arc;

use geo::MultiPolygon;
use sha2::{Digest, Sha256};

pub(super) use instead::Instead;

use self::parents::Parent;
use self::seats::FoundSeat;
use super::datum_check::{self, DatumCheck, Passing};
use super::error::WorkflowError;
use super::import::Imported;
use super::load_streets::load_streets;
use super::load_town::corners;
use super::travels;
use crate::catchment::{FAR_METRES, Parted, SNAP_METRES, Seat, Ways, part};
use crate::crs::{Datum, LonLatBox, StudyArea};
use crate::domain::category::{self, Catalogue};
use crate::domain::edit::StreetEdits;
use crate::domain::provenance::{Input, PROVISIONAL_SOURCE};
use crate::domain::record::{Check, LayerKind, Outcome, Records, Remark};
use crate::import::{ImportError, Limits, Progress};
use crate::reproject::ProjPlane;
use crate::store::{Location, Mode, StoreError, Workspace};
use crate::streets::{Doors, TravelProfile, Weighted};

/// A layer of a file.
#[derive(Debug, Clone, Copy)]
pub struct LayerFile<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its layer, where it has several.
    pub layer: Option<&'a str>,
    /// Its reference system, where it does not say.
    pub crs: Option<&'a str>,
    /// field=column.
    pub map: &'a [(String, String)],
}

/// Where committees sit.
#[derive(Debug, Clone, Copy)]
pub enum Offices<'a> {
    /// A file of points, with names and codes where they are known.
    File(LayerFile<'a>),
    /// Facilities of the workspace that are of this category (key or name).
    Facilities(&'a str),
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct ProvisionalRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// Outlines of towns, counties or the like.
    pub parents: LayerFile<'a>,
    /// Where committees sit.
    pub offices: Offices<'a>,
    /// The travel profile that the streets are walked with: a shipped one's name, or a file ending in `.toml`.
    pub travel: &'a str,
    /// Only look.
    pub dry_run: bool,
    /// Leave wrong rows out instead of refusing the file.
    pub skip_rejected: bool,
    /// What reading may use.
    pub limits: Limits,
}

/// How often the workspace is looked at that others change meanwhile.
const TRIES: usize = 3;

/// Makes provisional communities; those that were made before go, and real ones stay.
///
/// # Errors
/// A file or the workspace; nothing is changed then.
pub fn provisional(request: &ProvisionalRequest<'_>, progress: &dyn Progress) -> Result<Imported, WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let known = travels::known_with(request.travel)?;
    let travel = &known.get(request.travel)?.profile;
    let mut workspace = Workspace::open(request.workspace)?;
    let (parents, read) = parents::read(request, &catalogue, progress)?;
    let from_file = seats::read(request, &catalogue, progress)?;
    for _ in 0..TRIES {
        let seen = workspace.changes()?;
        let found = match &from_file {
            Some(found) => found.clone(),
            None => seats::of_workspace(&workspace, request, &catalogue)?,
        };
        let mut made = Making::new(&workspace, request, &parents, &read)?;
        made.outcome.rejected.extend(found.rejected.clone());
        made.outcome.read = read.rows + found.seats.len() as u64 + found.rejected.len() as u64;
        made.make(&workspace, travel, found.seats, progress)?;
        if progress.stopped() {
            return Err(ImportError::Stopped { file: made.source }.into());
        }
        let input = Input {
            kind: LayerKind::Communities.key().to_owned(),
            source: format!("{PROVISIONAL_SOURCE}{}", made.source),
            sha256: digest(&read.input.sha256, &found.sha256),
            rows: made.records.len() as u64,
            crs: read.input.crs.clone(),
        };
        let changed = !request.dry_run && (made.outcome.rejected.is_empty() || request.skip_rejected);
        let mut written = None;
        if changed {
            progress.step("writing the workspace");
            let mut writer = workspace.begin_layer(LayerKind::Communities, &input.source, Mode::Provisional)?;
            if writer.changes()? != seen {
                continue;
            }
            writer.put(Records::Communities(std::mem::take(&mut made.records)))?;
            made.outcome.warnings.extend(writer.remarks());
            written = Some(writer.finish(&input, &[], Some(&made.area.projection))?);
        }
        return Ok(Imported {
            kind: LayerKind::Communities,
            source: input.source,
            crs: input.crs,
            outcome: made.outcome,
            projection: Some(made.area.projection.name()),
            datum: made.datum,
            changed,
            written,
            taken_up: None,
        });
    }
    Err(StoreError::Busy(workspace.name()).into())
}

fn digest(parents: &str, seats: &str) -> String {
    let whole = Sha256::digest(format!("{parents}\n{seats}").as_bytes());
    whole
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Communities on their way.
struct Making<'a> {
    area: StudyArea,
    plane: ProjPlane,
    /// Those that are to have provisional communities, with their ground in metres.
    parents: Vec<(&'a Parent, MultiPolygon<f64>)>,
    /// Codes of real communities, which are not to be given twice.
    taken: Vec<String>,
    source: String,
    datum: DatumCheck,
    outcome: Outcome,
    records: Vec<crate::domain::record::CommunityRecord>,
}

impl<'a> Making<'a> {
    fn new(
        workspace: &Workspace,
        request: &ProvisionalRequest<'_>,
        parents: &'a [Parent],
        read: &parents::Read,
    ) -> Result<Self, WorkflowError> {
        let read_in = request
            .parents
            .crs
            .and_then(Datum::parse_shifted)
            .unwrap_or(Datum::Cgcs2000);
        let mut passing = Passing::new(read_in, datum_check::of_workspace(workspace)?);
        passing.see(&Records::Communities(
            parents.iter().map(|parent| parent.record.clone()).collect(),
        ));
        let datum = passing.check();
        datum_check::refuse(&datum, &read.input.source, &read.input.crs, read_in)?;
        let stored = workspace.communities()?;
        let published: Vec<_> = stored.iter().filter(|row| !row.record.provisional).collect();
        let mut outcome = Outcome {
            warnings: read.warnings.clone(),
            rejected: read.rejected.clone(),
            ..Outcome::default()
        };
        let (open, closed) = parents::without_real_ones(parents, &published);
        for (parent, name) in closed {
            let what = format!(
                "{} has communities with boundaries of their own already, as {name}: nothing provisional is made there",
                parent.record.name
            );
            outcome
                .warnings
                .push(Remark::of_row(Check::Overlap, &parent.row, None, what));
        }
        if open.is_empty() && !parents.is_empty() {
            return Err(WorkflowError::NoParents(read.input.source.clone()));
        }
        let grounds = open.iter().map(|parent| &parent.record.boundary);
        let all = grounds.chain(published.iter().map(|row| &row.record.boundary));
        let extent = LonLatBox::around(all.flat_map(corners))
            .ok_or_else(|| WorkflowError::NoParents(read.input.source.clone()))?;
        let area = StudyArea::choose(extent)?;
        let plane = ProjPlane::new(&area.projection)?;
        let parents = open
            .into_iter()
            .map(|parent| Ok((parent, plane.geometry_to_metres(&parent.record.boundary)?)))
            .collect::<Result<Vec<_>, WorkflowError>>()?;
        let seats = match request.offices {
            Offices::File(file) => file
                .path
                .file_name()
                .map_or(String::new(), |name| name.to_string_lossy().into_owned()),
            Offices::Facilities(category) => format!("facilities {category}"),
        };
        Ok(Self {
            area,
            plane,
            parents,
            taken: published
                .iter()
                .filter_map(|row| Some(row.record.code.as_ref()?.value.clone()))
                .collect(),
            source: format!("{} and {seats}", read.input.source),
            datum,
            outcome,
            records: Vec::new(),
        })
    }

    fn make(
        &mut self,
        workspace: &Workspace,
        travel: &TravelProfile,
        found: Vec<FoundSeat>,
        progress: &dyn Progress,
    ) -> Result<(), WorkflowError> {
        let placed = seats::place(found, &self.parents, &self.plane, &self.taken);
        self.outcome.warnings.extend(placed.warnings);
        let grounds: Vec<MultiPolygon<f64>> = self.parents.iter().map(|(_, ground)| ground.clone()).collect();
        let seats: Vec<Seat> = placed.seats.iter().map(|placed| placed.seat).collect();
        progress.step("finding streets");
        let streets = match load_streets(workspace, None, &self.plane, &workspace.name(), &StreetEdits::default()) {
            Ok(streets) => Some(streets),
            Err(WorkflowError::NoStreets(_)) => None,
            Err(error) => return Err(error),
        };
        progress.step("parting the ground");
        let parted = if let Some(streets) = &streets {
            let weighted = Weighted::new(&streets.network, travel);
            let doors = Doors::new(&weighted, &streets.surroundings);
            let barriers = streets.surroundings.barriers.as_ref();
            let barriers = barriers.map(|legs: &Arc<_>| legs.pieces()).unwrap_or_default();
            let ways = Ways {
                weighted: &weighted,
                doors: &doors,
                barriers: &barriers,
            };
            part(&grounds, &seats, placed.areas.len(), Some(&ways))
        } else {
            let what = "the workspace has no streets: ground is parted by straight lines, across rivers and railways; import streets and make them again";
            self.outcome.warnings.push(Remark::of_file(Check::Reading, None, what));
            part(&grounds, &seats, placed.areas.len(), None)
        };
        self.tell_of_streets(&placed.seats, &parted);
        let (records, warnings) = records::records(&self.plane, &self.parents, &placed.areas, &parted)?;
        self.outcome.accepted = (self.parents.len() + placed.seats.len()) as u64;
        self.outcome.warnings.extend(warnings);
        self.records = records;
        let what = format!(
            "{} provisional communities in {} parents: {} blocks went whole to one of them, {} were cut. They carry no verdict and no rate of communities; people and land count for the whole area and for their parents",
            self.records.len(),
            self.parents.len(),
            parted.whole_blocks,
            parted.cut_blocks
        );
        self.outcome
            .warnings
            .insert(0, Remark::of_file(Check::Reading, None, what));
        Ok(())
    }

    fn tell_of_streets(&mut self, seats: &[seats::PlacedSeat], parted: &Parted) {
        for (position, metres) in &parted.far {
            let one = &seats[*position].found;
            let what = match metres {
                Some(metres) => format!(
                    "no street is within {SNAP_METRES:.0} m of {} with nothing between that nobody crosses; the nearest, {metres:.0} m away, is taken",
                    one.called()
                ),
                None => format!(
                    "no street is within {FAR_METRES:.0} m of {} with nothing between that nobody crosses; it has what is nearer to it in a straight line than to anybody's street",
                    one.called()
                ),
            };
            let remark = Remark::of_row(Check::Place, &one.row, None, what);
            self.outcome.warnings.push(remark.at(one.at.lon, one.at.lat));
        }
    }
}
