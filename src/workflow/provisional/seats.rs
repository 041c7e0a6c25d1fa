//! Where committees sit: read, sorted out, and each given its parent and its area.

use std::collections::{BTreeMap, BTreeSet};

use geo::{BoundingRect, Coord, Intersects, MultiPolygon, Point};
use sha2::{Digest, Sha256};

use super::parents::Parent;
use super::{Offices, ProvisionalRequest};
use crate::catchment::Seat;
use crate::crs::{LonLat, Project};
use crate::domain::category::Catalogue;
use crate::domain::ids::SourceCode;
use crate::domain::record::{Check, LayerKind, Records, Remark, SiteRecord};
use crate::domain::site::FunctionState;
use crate::import::{self, Progress, Request};
use crate::reproject::ProjPlane;
use crate::store::Workspace;
use crate::workflow::WorkflowError;

/// The category that rows of a file of points are read as; it matters to nobody after.
const ANY_CATEGORY: &str = "community_service_station";

/// Where one committee sits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundSeat {
    /// Its row of the file, or the facility's id.
    pub(super) row: String,
    pub(super) name: String,
    /// The statistical code of its community, where known.
    pub(super) code: Option<String>,
    pub(super) at: LonLat,
}

impl FoundSeat {
    /// How it is spoken of.
    pub(super) fn called(&self) -> String {
        match (&self.code, self.name.is_empty()) {
            (_, false) => self.name.clone(),
            (Some(code), true) => code.clone(),
            (None, true) => format!("row {}", self.row),
        }
    }

    /// What it is sorted by, so that the order of a file means nothing.
    fn key(&self) -> (bool, &str, &str, [i64; 2]) {
        let code = self.code.as_deref().unwrap_or_default();
        let fine = |degrees: f64| (degrees * 1e9).round() as i64;
        (
            code.is_empty(),
            code,
            &self.name,
            [fine(self.at.lon), fine(self.at.lat)],
        )
    }
}

/// Seats as they were found.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) seats: Vec<FoundSeat>,
    pub(super) rejected: Vec<Remark>,
    pub(super) sha256: String,
}

/// Reads a file of points; `None` where facilities of the workspace are asked for.
pub(super) fn read(
    request: &ProvisionalRequest<'_>,
    catalogue: &Catalogue,
    progress: &dyn Progress,
) -> Result<Option<Found>, WorkflowError> {
    let Offices::File(file) = request.offices else {
        return Ok(None);
    };
    progress.step("reading the points");
    let asked = Request {
        layer: file.layer,
        crs: file.crs,
        map: file.map,
        category: Some(ANY_CATEGORY),
        ..Request::plain(LayerKind::Facilities, file.path, catalogue)
    };
    let layer = import::read(&asked, &request.limits, progress)?;
    let mut rejected = layer.outcome.rejected;
    rejected.extend(layer.unplaced.iter().map(|row| {
        let what = "it has no coordinates: a committee without a place can't have ground";
        Remark::of_row(Check::Place, &row.row, None, what)
    }));
    let records = match layer.records {
        Records::Facilities(records) => records,
        _ => Vec::new(),
    };
    let seats = records.into_iter().zip(1_u64..).map(|(record, row)| {
        let own = record.code.as_ref().map(|code| code.value.as_str());
        FoundSeat {
            row: row.to_string(),
            code: own.and_then(statistical).or_else(|| host(&record)),
            name: record.name,
            at: record.point,
        }
    });
    Ok(Some(Found {
        seats: seats.collect(),
        rejected,
        sha256: layer.input.sha256,
    }))
}

/// The facilities of a category.
pub(super) fn of_workspace(
    workspace: &Workspace,
    request: &ProvisionalRequest<'_>,
    catalogue: &Catalogue,
) -> Result<Found, WorkflowError> {
    let Offices::Facilities(asked) = request.offices else {
        return Ok(Found::default());
    };
    let category = catalogue
        .find(asked)
        .ok_or_else(|| WorkflowError::NoCategory(asked.to_owned()))?
        .key
        .as_str();
    let is_one = |record: &SiteRecord| {
        let mut functions = record.functions.iter();
        functions.any(|function| function.category == category && function.state == FunctionState::Existing)
    };
    let sites = workspace.facilities()?.into_iter().filter(|row| is_one(&row.record));
    let seats: Vec<FoundSeat> = sites
        .map(|row| FoundSeat {
            row: row.id.to_string(),
            // Its own code is that of the facility.
            code: host(&row.record),
            name: row.record.name,
            at: row.record.point,
        })
        .collect();
    if seats.is_empty() {
        return Err(WorkflowError::NoSeats(category.to_owned()));
    }
    let sha256 = Sha256::digest(format!("{seats:?}").as_bytes());
    let sha256 = sha256
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    Ok(Found {
        seats,
        rejected: Vec::new(),
        sha256,
    })
}

fn host(record: &SiteRecord) -> Option<String> {
    record.host_code.as_deref().and_then(statistical)
}

/// A statistical code of twelve digits; no other code is one of a community.
fn statistical(code: &str) -> Option<String> {
    (SourceCode::guess(code).scheme == SourceCode::STATISTICAL).then(|| code.to_owned())
}

/// A seat in its parent.
#[derive(Debug, Clone)]
pub(super) struct PlacedSeat {
    pub(super) found: FoundSeat,
    pub(super) seat: Seat,
}

/// An area to be: what its first seat says.
#[derive(Debug, Clone)]
pub(super) struct NewArea {
    pub(super) parent: usize,
    pub(super) name: String,
    pub(super) code: SourceCode,
}

/// Seats with their parents and areas.
pub(super) struct Placed {
    pub(super) seats: Vec<PlacedSeat>,
    pub(super) areas: Vec<NewArea>,
    pub(super) warnings: Vec<Remark>,
}

/// Gives every seat its parent and its area. Seats with one code have one area; `taken` are codes of real communities.
pub(super) fn place(
    mut found: Vec<FoundSeat>,
    parents: &[(&Parent, MultiPolygon<f64>)],
    plane: &ProjPlane,
    taken: &[String],
) -> Placed {
    found.sort_by(|a, b| a.key().cmp(&b.key()));
    let boxes: Vec<_> = parents.iter().map(|(_, ground)| ground.bounding_rect()).collect();
    let mut placing = Placing {
        taken: taken.iter().map(String::as_str).collect(),
        ..Placing::default()
    };
    for one in found {
        let at = plane.to_metres(one.at);
        let parent = at.and_then(|at| {
            let holds = |parent: &usize| {
                let near = boxes[*parent].is_some_and(|rect| rect.intersects(&at));
                near && parents[*parent].1.intersects(&Point::from(at))
            };
            (0..parents.len()).find(holds)
        });
        if let (Some(at), Some(parent)) = (at, parent) {
            placing.put(one, at, parent, &parents[parent].0.record.name);
        } else {
            let what = format!("{} lies outside every parent, and is left out", one.called());
            placing.warn(&one, Check::Outside, what);
        }
    }
    let Placing {
        seats,
        areas,
        mut warnings,
        uncoded,
        ..
    } = placing;
    if uncoded > 0 {
        let what = format!(
            "{uncoded} points have no statistical code of twelve digits; their communities have codes of the scheme {:?}, which nobody else knows",
            SourceCode::PROVISIONAL
        );
        warnings.push(Remark::of_file(Check::Reading, Some("code"), what));
    }
    Placed { seats, areas, warnings }
}

/// Seats that have their parents and areas already.
#[derive(Default)]
struct Placing<'a> {
    seats: Vec<PlacedSeat>,
    areas: Vec<NewArea>,
    warnings: Vec<Remark>,
    /// Codes of real communities.
    taken: BTreeSet<&'a str>,
    of_code: BTreeMap<String, u32>,
    /// By place: whose seat it is.
    of_place: BTreeMap<[i64; 2], (u32, String)>,
    own_codes: BTreeSet<String>,
    uncoded: usize,
}

impl Placing<'_> {
    fn warn(&mut self, one: &FoundSeat, check: Check, what: String) {
        let remark = Remark::of_row(check, &one.row, None, what);
        self.warnings.push(remark.at(one.at.lon, one.at.lat));
    }

    fn put(&mut self, one: FoundSeat, at: Coord<f64>, parent: usize, of: &str) {
        let code = one.code.clone().filter(|code| !self.taken.contains(code.as_str()));
        if let (Some(given), None) = (&one.code, &code) {
            let what = format!(
                "code {given} of {} is that of a community with a boundary of its own elsewhere; it is not given twice",
                one.called()
            );
            self.warn(&one, Check::Duplicate, what);
        }
        let known = code.as_ref().and_then(|code| self.of_code.get(code).copied());
        let namesake = known.map(|area| self.areas[area as usize].clone());
        if let Some(other) = namesake.as_ref().filter(|other| other.parent != parent) {
            let what = format!(
                "{} has the code of {}, which lies in another parent, and is left out",
                one.called(),
                other.name
            );
            return self.warn(&one, Check::Duplicate, what);
        }
        let there = self.of_place.get(&millimetres(at));
        if let Some((_, name)) = there.filter(|(area, _)| Some(*area) != known) {
            let what = format!(
                "{} stands in the very place of {name}: no ground can be told apart between them, and it is left out; give it a place of its own",
                one.called()
            );
            return self.warn(&one, Check::Duplicate, what);
        }
        if let Some(other) = namesake {
            let what = format!(
                "{} has the code of {}; both are seats of one community",
                one.called(),
                other.name
            );
            self.warn(&one, Check::Duplicate, what);
        }
        let area = known.unwrap_or_else(|| self.new_area(&one, code, parent, of));
        self.of_place.insert(millimetres(at), (area, one.called()));
        self.seats.push(PlacedSeat {
            found: one,
            seat: Seat { at, parent, area },
        });
    }

    fn new_area(&mut self, one: &FoundSeat, code: Option<String>, parent: usize, of: &str) -> u32 {
        let new = if let Some(code) = &code {
            SourceCode::guess(code)
        } else {
            self.uncoded += 1;
            own_code(of, one, &mut self.own_codes)
        };
        let name = if one.name.is_empty() {
            new.value.clone()
        } else {
            one.name.clone()
        };
        let area = self.areas.len() as u32;
        self.of_code.extend(code.map(|code| (code, area)));
        self.areas.push(NewArea {
            parent,
            name,
            code: new,
        });
        area
    }
}

fn millimetres(at: Coord<f64>) -> [i64; 2] {
    [at.x, at.y].map(|metres| (metres * 1000.0).round() as i64)
}

/// A code of our own scheme: the same as long as name and place are.
pub(super) fn own_code(parent: &str, one: &FoundSeat, given: &mut BTreeSet<String>) -> SourceCode {
    let text = format!("{parent}\n{}\n{:.7}\n{:.7}", one.name, one.at.lon, one.at.lat);
    let mark = Sha256::digest(text.as_bytes());
    let mut value = mark[..5]
        .iter()
        .fold("P".to_owned(), |text, byte| format!("{text}{byte:02X}"));
    while !given.insert(value.clone()) {
        value.push('+');
    }
    SourceCode {
        scheme: SourceCode::PROVISIONAL.to_owned(),
        value,
    }
}
