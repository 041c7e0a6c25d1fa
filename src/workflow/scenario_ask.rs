//! An edit as a person asks for it, and what it is in degrees.

use std::path::Path;

use geo::{CoordsIter, MultiLineString, MultiPolygon, Validation};

use super::error::WorkflowError;
use super::scenario_error::ScenarioError;
use crate::crs::LonLat;
use crate::domain::barrier::BarrierShape;
use crate::domain::category::Catalogue;
use crate::domain::edit::EditRecord;
use crate::domain::record::{LayerKind, Records};
use crate::domain::wkt::{self, Shape};
use crate::import::{self, Limits, Progress, Request};

/// Longest name of a scenario, a link or a facility, in letters.
pub(super) const LONGEST_NAME: usize = 64;
/// The level that lies farthest from the ground, as in OpenStreetMap.
const FARTHEST_LEVEL: u32 = 5;

/// An edit as a person asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Close this street.
    CloseStreet(i64),
    /// Cut streets at lines: well-known text, or a file with lines.
    CloseAcross(String),
    /// Close streets inside areas: well-known text, or a file with areas.
    CloseWithin(String),
    /// Open a way along `lon lat, lon lat`.
    OpenLink {
        /// Its corners.
        course: String,
        /// A value of `highway`.
        class: String,
        /// Its name.
        name: String,
        /// 0 on the ground, 1 to 5 for a bridge, -1 to -5 for a tunnel.
        level: i32,
    },
    /// Add a facility at `lon lat`.
    AddFacility {
        /// Where.
        place: String,
        /// Key or name of its category.
        category: String,
        /// Its name.
        name: String,
        /// Seats, beds or places.
        capacity: Option<f64>,
    },
    /// Move a facility to `lon lat`.
    MoveFacility(i64, String),
    /// Remove a facility.
    RemoveFacility(i64),
}

/// What is asked for, in degrees, whatever the workspace holds.
pub(super) fn record(
    ask: &Ask,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<EditRecord, WorkflowError> {
    Ok(match ask {
        Ask::CloseStreet(id) => EditRecord::CloseStreet { id: *id },
        Ask::CloseAcross(given) => EditRecord::CloseAcross {
            line: lines(given, catalogue, limits, progress)?,
        },
        Ask::CloseWithin(given) => EditRecord::CloseWithin {
            area: area(given, catalogue, limits, progress)?,
        },
        Ask::OpenLink {
            course,
            class,
            name,
            level,
        } => {
            let known = catalogue
                .osm
                .street_classes
                .values()
                .flatten()
                .any(|known| known == class);
            if !known {
                return Err(ScenarioError::Class(class.clone()).into());
            }
            if level.unsigned_abs() > FARTHEST_LEVEL {
                return Err(ScenarioError::Level(*level).into());
            }
            let course = wkt::parse_course(course).map_err(ScenarioError::Course)?;
            on_earth(course.coords_iter())?;
            EditRecord::NewLink {
                course,
                class: class.clone(),
                name: short(name)?,
                level: *level,
            }
        }
        Ask::AddFacility {
            place,
            category,
            name,
            capacity,
        } => {
            let known = catalogue
                .categories
                .iter()
                .find(|known| known.key == *category || known.zh == *category || known.en == *category)
                .ok_or_else(|| ScenarioError::Category(category.clone()))?;
            if capacity.is_some_and(|capacity| !(capacity.is_finite() && capacity >= 0.0)) {
                return Err(ScenarioError::Capacity.into());
            }
            EditRecord::AddSite {
                // Given when it is kept.
                id: 0,
                name: short(name)?,
                category: known.key.clone(),
                capacity: *capacity,
                point: self::place(place)?,
            }
        }
        Ask::MoveFacility(id, to) => EditRecord::MoveSite {
            id: *id,
            to: place(to)?,
        },
        Ask::RemoveFacility(id) => EditRecord::RemoveSite { id: *id },
    })
}

pub(super) fn short(name: &str) -> Result<String, ScenarioError> {
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ScenarioError::LongName(name.chars().take(LONGEST_NAME).collect()));
    }
    Ok(name.to_owned())
}

fn place(text: &str) -> Result<LonLat, ScenarioError> {
    let at = wkt::parse_place(text).ok_or_else(|| ScenarioError::Place(text.to_owned()))?;
    LonLat::new(at.x, at.y).map_err(|e| ScenarioError::NotOnEarth(e.to_string()))
}

fn on_earth(corners: impl Iterator<Item = geo::Coord<f64>>) -> Result<(), ScenarioError> {
    for at in corners {
        LonLat::new(at.x, at.y).map_err(|e| ScenarioError::NotOnEarth(e.to_string()))?;
    }
    Ok(())
}

fn lines(
    given: &str,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<MultiLineString<f64>, WorkflowError> {
    let line = if wkt::looks_like_wkt(given) {
        match wkt::parse(given).map_err(ScenarioError::Shape)? {
            Shape::Lines(lines) => lines,
            Shape::Area(_) => return Err(ScenarioError::NotALine.into()),
        }
    } else {
        let shapes = of_file(Path::new(given), catalogue, limits, progress)?;
        let lines = shapes.into_iter().filter_map(|shape| match shape {
            BarrierShape::Line(lines) => Some(lines.0),
            BarrierShape::Area(_) => None,
        });
        MultiLineString(lines.flatten().collect())
    };
    if line.0.is_empty() {
        return Err(ScenarioError::NotALine.into());
    }
    few(line.coords_count())?;
    on_earth(line.coords_iter())?;
    Ok(line)
}

pub(super) fn area(
    given: &str,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<MultiPolygon<f64>, WorkflowError> {
    let area = if wkt::looks_like_wkt(given) {
        match wkt::parse(given).map_err(ScenarioError::Shape)? {
            Shape::Area(area) => area,
            Shape::Lines(_) => return Err(ScenarioError::NotAnArea.into()),
        }
    } else {
        let areas = areas_of_file(given, catalogue, limits, progress)?;
        // Areas of a file may lie on each other.
        geo::unary_union(areas.into_iter().flatten().collect::<Vec<_>>().iter())
    };
    sound(area)
}

/// An area in degrees that has corners, not too many of them, all on earth, and does not cross itself.
fn sound(area: MultiPolygon<f64>) -> Result<MultiPolygon<f64>, WorkflowError> {
    checked(area, Validation::is_valid)
}

/// Areas in degrees of which each is sound by itself. They may lie on each other or side by side, as fields of a file do: whoever asks only what
/// lies in one of them need not have them joined.
pub(super) fn each_sound(areas: MultiPolygon<f64>) -> Result<MultiPolygon<f64>, WorkflowError> {
    checked(areas, |areas| areas.iter().all(Validation::is_valid))
}

fn checked(
    area: MultiPolygon<f64>,
    is_valid: impl FnOnce(&MultiPolygon<f64>) -> bool,
) -> Result<MultiPolygon<f64>, WorkflowError> {
    if area.0.is_empty() {
        return Err(ScenarioError::NotAnArea.into());
    }
    few(area.coords_count())?;
    on_earth(area.coords_iter())?;
    if !is_valid(&area) {
        return Err(ScenarioError::Crosses.into());
    }
    Ok(area)
}

/// Areas one by one: of a file each row's, of well-known text each polygon.
pub(super) fn areas(
    given: &str,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Vec<MultiPolygon<f64>>, WorkflowError> {
    let areas = if wkt::looks_like_wkt(given) {
        let area = area(given, catalogue, limits, progress)?;
        area.into_iter().map(MultiPolygon::from).collect()
    } else {
        areas_of_file(given, catalogue, limits, progress)?
    };
    if areas.is_empty() {
        return Err(ScenarioError::NotAnArea.into());
    }
    for area in &areas {
        on_earth(area.coords_iter())?;
    }
    Ok(areas)
}

fn areas_of_file(
    given: &str,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Vec<MultiPolygon<f64>>, WorkflowError> {
    let shapes = of_file(Path::new(given), catalogue, limits, progress)?;
    let areas = shapes.into_iter().filter_map(|shape| match shape {
        BarrierShape::Area(area) => Some(area),
        BarrierShape::Line(_) => None,
    });
    Ok(areas.collect())
}

fn few(corners: usize) -> Result<(), ScenarioError> {
    if corners > wkt::MOST_CORNERS {
        return Err(ScenarioError::Shape(wkt::WktError::TooLong));
    }
    Ok(())
}

/// The shapes of a file, read as barriers are.
fn of_file(
    path: &Path,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Vec<BarrierShape>, WorkflowError> {
    let request = Request::plain(LayerKind::Barriers, path, catalogue);
    let read = import::read(&request, limits, progress)?;
    if let Some(wrong) = read.outcome.rejected.first() {
        return Err(ScenarioError::FileRow {
            file: read.input.source,
            row: wrong.row.clone().unwrap_or_default(),
            what: wrong.what.clone(),
        }
        .into());
    }
    match read.records {
        Records::Barriers(rows) => Ok(rows.into_iter().map(|row| row.shape).collect()),
        // A source gives rows of the kind that was asked for.
        _ => Ok(Vec::new()),
    }
}
