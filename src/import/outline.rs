//! Only the shapes of a layer, for looking at where they lie: no fields, no checks, nothing left out.

use std::collections::BTreeMap;
use std::path::Path;

use gdal::vector::Geometry;
use geo::{Coord, LineString};

use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::child::{self, Limits};
use super::error::ImportError;
use super::format::Format;
use super::ledger::Ledger;
use super::mapping::Mapping;
use super::progress::Progress;
use super::reader::Reader;
use super::source::Declared;
use super::source_crs::SourceCrs;
use super::{Request, Streamed, companions, file_name, osm, retold};
use crate::crs::Datum;
use crate::domain::category::{self, Catalogue};
use crate::domain::provenance::Input;
use crate::domain::record::{LayerKind, Outcome, Records, StreetRecord};

/// The shapes of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The file's name.
    pub file: String,
    /// Its reference system, as said by the file or the user; `None` where nobody said.
    pub crs: Option<String>,
    /// Rings, lines and points. In degrees where the system is known, else the numbers of the file.
    pub parts: Vec<Vec<Coord<f64>>>,
}

/// What to look at.
#[derive(Debug, Clone, Copy)]
pub struct OutlineRequest<'a> {
    /// The file; of an `OpenStreetMap` extract the streets are taken.
    pub path: &'a Path,
    /// Which of its layers.
    pub layer: Option<&'a str>,
    /// Its reference system, as [`Request::crs`]; degrees in GCJ-02 and BD-09 are left as they are.
    pub crs: Option<&'a str>,
    /// Columns of the coordinates, where their names don't tell.
    pub map: &'a [(String, String)],
}

/// Reads the shapes of a layer, in a child process.
///
/// # Errors
/// The file can't be read, or has no shapes.
pub fn outline(request: &OutlineRequest<'_>, limits: &Limits, progress: &dyn Progress) -> Result<Outline, ImportError> {
    let file = file_name(request.path)?;
    let catalogue = Catalogue::parse(category::SHIPPED).map_err(|e| ImportError::NoReader {
        what: "prepared".to_owned(),
        reason: e.to_string(),
    })?;
    let whole = Request {
        layer: request.layer,
        crs: request.crs,
        map: request.map,
        ..Request::plain(LayerKind::Streets, request.path, &catalogue)
    };
    let mut parts = Vec::new();
    let read = child::outline(&whole, &file, limits, progress, &mut |batch| {
        if let Records::Streets(rows) = batch.records {
            parts.extend(rows.into_iter().map(|row| row.course.0));
        }
    })?;
    if parts.is_empty() {
        return Err(ImportError::Empty {
            what: "shapes".to_owned(),
            file,
            layer: String::new(),
        });
    }
    Ok(Outline {
        file,
        crs: Some(read.input.crs).filter(|crs| !crs.is_empty()),
        parts,
    })
}

/// Reads the shapes in this very process: what the child does. They travel as streets without a name.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    format: Format,
    room: &Path,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Streamed, ImportError> {
    companions::check_shapes(request.path, file, format)?;
    if format.is_osm() {
        let known = osm::read(request, file, progress, sink)?;
        return Ok(streamed(file, "EPSG:4326".to_owned(), known.outcome, known.held));
    }
    let said = request.crs.map(SourceCrs::of_user).transpose()?;
    let path = companions::settled(request.path, room, file)?;
    // Letters don't matter here, but a file may not open for them.
    let retold = retold::retold(&path, format, room, file, None).unwrap_or_default();
    let settled = Request {
        path: retold.path.as_deref().unwrap_or(&path),
        ..*request
    };
    let source = Reader::open(&settled, file, format)?;
    let crs = match said {
        Some(said) => Some(said),
        // Degrees without a word may be anything: that is the question.
        None if matches!(source.declared(), Declared::ByRule) => None,
        None => SourceCrs::of_source(source.declared())?,
    };
    let columns = if format.is_table() {
        let mut ledger = Ledger::new(file, source.layer());
        let mapping = Mapping::find(LayerKind::Population, source.columns(), request.map, &mut ledger)?;
        mapping.require("lon")?;
        mapping.require("lat")?;
        mapping.index("lon").zip(mapping.index("lat"))
    } else {
        None
    };
    let to_degrees = crs.as_ref().filter(|crs| crs.datum == Datum::Cgcs2000);
    let mut batches = Batches::new(Records::Streets, sink);
    let (read, _) = source.each(progress, 0, |raw| {
        let mut parts = Vec::new();
        if let Some(geometry) = raw.geometry {
            collect(geometry, &mut parts);
        } else if let Some(coord) = columns.and_then(|(lon, lat)| pair(raw.cells, lon, lat)) {
            parts.push(vec![coord]);
        }
        for mut part in parts {
            if let Some(crs) = to_degrees {
                crs.to_degrees(&mut part);
            }
            part.retain(|c| c.x.is_finite() && c.y.is_finite());
            batches.push(StreetRecord {
                course: LineString::new(part),
                class: String::new(),
                name: String::new(),
                tags: BTreeMap::new(),
                nodes: Vec::new(),
                stops: Vec::new(),
            });
        }
    })?;
    let outcome = Outcome {
        read,
        accepted: batches.finish(),
        ..Outcome::default()
    };
    let crs = crs.map_or(String::new(), |crs| crs.name);
    Ok(streamed(file, crs, outcome, Vec::new()))
}

fn streamed(file: &str, crs: String, outcome: Outcome, held: Vec<crate::domain::town::HeldCategory>) -> Streamed {
    Streamed {
        input: Input {
            kind: LayerKind::Streets.key().to_owned(),
            source: file.to_owned(),
            sha256: String::new(),
            rows: outcome.accepted,
            crs,
        },
        outcome,
        held,
        unplaced: Vec::new(),
        lost: Vec::new(),
    }
}

fn collect(geometry: &Geometry, parts: &mut Vec<Vec<Coord<f64>>>) {
    let count = geometry.geometry_count();
    for index in 0..count {
        collect(&geometry.get_geometry(index), parts);
    }
    if count == 0 {
        let mut points = Vec::new();
        geometry.get_points(&mut points);
        if !points.is_empty() {
            parts.push(points.into_iter().map(|(x, y, _)| Coord { x, y }).collect());
        }
    }
}

fn pair(cells: &[Cell], lon: usize, lat: usize) -> Option<Coord<f64>> {
    let number = |index: usize| cells.get(index).and_then(|cell| cell.coordinate().ok().flatten());
    Some(Coord {
        x: number(lon)?,
        y: number(lat)?,
    })
}
