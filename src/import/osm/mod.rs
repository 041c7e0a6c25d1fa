//! `OpenStreetMap` extracts (`.osm.pbf`, `.osm`).
//!
//! An extract is gone through once for each type of element, relations first, because a relation tells which ways are needed and a way
//! which nodes: what is kept is only what the asked kind of rows needs. Everything is ordered by type and id, never by the file.

mod areas;
mod assemble;
mod barriers;
mod boundaries;
mod compounds;
mod extract;
mod facilities;
mod features;
mod layers;
mod names;
mod once;
mod pbf;
mod rules;
mod streets;
mod surroundings;
mod ways_in;
mod xml;

use super::Request;
use super::batches::Sink;
use super::crs_error::CrsError;
use super::error::ImportError;
use super::progress::Progress;
use super::reading::Known;
use crate::domain::category::Catalogue;
use crate::domain::record::LayerKind;

/// Reads one kind of rows from an extract.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    check(request, file)?;
    let vocabulary = &request.catalogue.osm;
    let outcome = match request.kind {
        LayerKind::Communities => boundaries::read(request, file, progress, sink)?,
        LayerKind::Facilities => return facilities::read(request, file, progress, sink),
        LayerKind::Hamlets => layers::hamlets(request.path, file, vocabulary, progress, sink)?,
        LayerKind::Buildings => layers::buildings(request.path, file, vocabulary, progress, sink)?,
        LayerKind::Land => layers::land(request.path, file, vocabulary, progress, sink)?,
        LayerKind::Streets => streets::streets(request.path, file, vocabulary, progress, sink)?,
        LayerKind::Barriers => barriers::read(request, file, progress, sink)?,
        LayerKind::Compounds => compounds::read(request, file, progress, sink)?,
        LayerKind::Register | LayerKind::Successions => {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: request.kind.key().to_owned(),
                format: "OpenStreetMap".to_owned(),
                reason: "OpenStreetMap holds no statistical codes; take a table".to_owned(),
            });
        }
        LayerKind::Population => {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: "population".to_owned(),
                format: "OpenStreetMap".to_owned(),
                reason: "OpenStreetMap does not count people; take a table with coordinates".to_owned(),
            });
        }
    };
    Ok(outcome.into())
}

/// The categories that tags in a table's columns tell. A table knows no footprints and no surroundings, so rules that ask for them do
/// not hold. Each comes with whether the tag only means something near it.
pub(super) fn categories_of_tags(catalogue: &Catalogue, tags: &extract::Tags) -> Vec<(String, bool)> {
    let seen = rules::Seen {
        id: "",
        tags,
        point: geo::Coord { x: 0.0, y: 0.0 },
        size: None,
    };
    let told = rules::categories(catalogue, &seen, &surroundings::Surroundings::default());
    told.into_iter()
        .map(|told| (told.key.to_owned(), told.approximate))
        .collect()
}

fn check(request: &Request<'_>, file: &str) -> Result<(), ImportError> {
    if let Some(crs) = request.crs
        && !crs.trim().eq_ignore_ascii_case("EPSG:4326")
    {
        return Err(ImportError::Crs(CrsError::BadCrs {
            crs: crs.to_owned(),
            reason: format!("{file} is OpenStreetMap, which is always EPSG:4326"),
        }));
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
