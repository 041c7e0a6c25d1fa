//! `OpenStreetMap` extracts (`.osm.pbf`).
//!
//! An extract is gone through once for each type of element, relations first, because a relation tells which ways are needed and a way
//! which nodes: what is kept is only what the asked kind of rows needs. Everything is ordered by type and id, never by the file.

mod areas;
mod assemble;
mod boundaries;
mod extract;
mod facilities;
mod features;
mod layers;
mod names;
mod once;
mod pbf;
mod rules;
mod surroundings;

use super::Request;
use super::error::ImportError;
use super::progress::Progress;
use crate::domain::record::{LayerKind, Outcome, Records};
use crate::domain::town::HeldCategory;

/// What was read.
pub(super) struct OsmLayer {
    pub(super) records: Records,
    pub(super) outcome: Outcome,
    pub(super) held: Vec<HeldCategory>,
}

/// Reads one kind of rows from an extract.
pub(super) fn read(request: &Request<'_>, file: &str, progress: &dyn Progress) -> Result<OsmLayer, ImportError> {
    check(request, file)?;
    let vocabulary = &request.catalogue.osm;
    let (records, outcome) = match request.kind {
        LayerKind::Communities => boundaries::read(request, file, progress)?,
        LayerKind::Facilities => {
            let (records, outcome, held) = facilities::read(request, file, progress)?;
            return Ok(OsmLayer { records, outcome, held });
        }
        LayerKind::Hamlets => layers::hamlets(request.path, file, vocabulary, progress)?,
        LayerKind::Buildings => layers::buildings(request.path, file, vocabulary, progress)?,
        LayerKind::Land => layers::land(request.path, file, vocabulary, progress)?,
        LayerKind::Streets => layers::streets(request.path, file, vocabulary, progress)?,
        LayerKind::Population => {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: "population".to_owned(),
                format: "OpenStreetMap".to_owned(),
                reason: "OpenStreetMap does not count people; take a table with coordinates".to_owned(),
            });
        }
    };
    Ok(OsmLayer {
        records,
        outcome,
        held: Vec::new(),
    })
}

fn check(request: &Request<'_>, file: &str) -> Result<(), ImportError> {
    if let Some(crs) = request.crs
        && !crs.trim().eq_ignore_ascii_case("EPSG:4326")
    {
        return Err(ImportError::BadCrs {
            crs: crs.to_owned(),
            reason: format!("{file} is OpenStreetMap, which is always EPSG:4326"),
        });
    }
    if request.kind != LayerKind::Communities {
        if let Some(layer) = request.layer {
            return Err(ImportError::NoLayer {
                file: file.to_owned(),
                layer: layer.to_owned(),
                layers: Vec::new(),
            });
        }
        if request.merge_names.is_some() {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: request.kind.key().to_owned(),
                format: "OpenStreetMap with a table of names".to_owned(),
                reason: "the table names communities".to_owned(),
            });
        }
    }
    Ok(())
}
