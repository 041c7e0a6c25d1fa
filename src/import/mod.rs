//! Reads what planners have: `GeoJSON`, `GeoPackage`, Shapefile and CSV through GDAL, `OpenStreetMap` extracts by itself.
//!
//! A file is read whole, every row is checked, and everything wrong with it is said at once. What comes out is in degrees and clean
//! (see [`crate::domain::record`]); where nothing comes out there is an [`ImportError`].
//!
//! Communities are taken whole or not at all, because a missing one would change every rate: one wrong row refuses the file. Of all
//! other kinds the wrong rows are left out and listed. Boundaries in an `OpenStreetMap` extract are the exception: an extract always
//! cuts through foreign ones at its edges, so broken ones are left out and listed, unless a table names them as wanted.
//!
//! GDAL is used here and nowhere else in the library (`guard` says how it is held).

mod cell;
mod choice;
mod communities;
mod companions;
mod defaults;
mod digest;
mod encoding;
mod entrances;
mod error;
mod facilities;
mod fields;
mod format;
mod geojson_head;
mod grounds;
mod guard;
mod held;
mod ledger;
mod letters;
mod listing;
mod mapping;
mod osm;
mod people;
mod placer;
mod progress;
mod rings;
mod shape;
mod sheet;
mod simple;
mod source;
mod source_crs;
mod surface;
mod table_width;
#[cfg(test)]
mod tests;
mod view;
mod zones;

use std::path::Path;

use crate::domain::category::Catalogue;
use crate::domain::provenance::Input;
use crate::domain::record::{ImportedLayer, LayerKind};

pub use defaults::Defaults;
pub use error::{Ground, ImportError, Stray};
pub use progress::{Progress, Silent};

use format::Format;
use sheet::Sheet;

/// What is to be imported, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What the rows are.
    pub kind: LayerKind,
    /// The file.
    pub path: &'a Path,
    /// Which of its layers; `admin_level=8` for boundaries of an `OpenStreetMap` extract.
    pub layer: Option<&'a str>,
    /// Its coordinate reference system as `EPSG:CODE`, where it does not say or says it wrong.
    pub crs: Option<&'a str>,
    /// Fields with the columns that give them, where their names don't tell.
    pub map: &'a [(String, String)],
    /// The categories.
    pub catalogue: &'a Catalogue,
    /// Categories (key or name) that the source lists completely: none found means that there is none.
    pub complete: &'a [String],
    /// All facilities of the file are of this category (key or name).
    pub category: Option<&'a str>,
    /// A CSV that names the boundaries to take from an `OpenStreetMap` extract, with their codes and people.
    pub merge_names: Option<&'a Path>,
    /// What is true of every row that does not say otherwise.
    pub defaults: &'a Defaults,
}

/// Reads and checks a file.
///
/// # Errors
/// Whatever makes the file as a whole useless, naming file, layer, row and field.
pub fn read(request: &Request<'_>, progress: &dyn Progress) -> Result<ImportedLayer, ImportError> {
    guard::prepare();
    let file = file_name(request.path)?;
    let format = Format::of(request.path, &file)?;
    companions::check(request, &file, format)?;
    progress.step("checking the file");
    let sha256 = digest(request.path, &file, format, progress)?;
    progress.step("reading rows");
    let (mut records, outcome, held, crs) = if format == Format::OsmPbf {
        let read = osm::read(request, &file, progress)?;
        (read.records, read.outcome, read.held, "EPSG:4326".to_owned())
    } else {
        if request.merge_names.is_some() {
            return Err(ImportError::KindNotInFormat {
                file,
                kind: "a table of names".to_owned(),
                format: format.name().to_owned(),
                reason: "it goes with an OpenStreetMap extract only".to_owned(),
            });
        }
        let sheet = Sheet::open(request, &file, format)?;
        let crs = sheet.placer.crs.name.clone();
        let (records, outcome, held) = rows(sheet, request, progress)?;
        (records, outcome, held, crs)
    };
    request.defaults.fill(&mut records);
    Ok(ImportedLayer {
        input: Input {
            kind: request.kind.key().to_owned(),
            source: file,
            sha256,
            rows: outcome.accepted,
            crs,
        },
        records,
        outcome,
        held,
    })
}

type Rows = (
    crate::domain::record::Records,
    crate::domain::record::Outcome,
    Vec<crate::domain::town::HeldCategory>,
);

fn rows(sheet: Sheet, request: &Request<'_>, progress: &dyn Progress) -> Result<Rows, ImportError> {
    let vocabulary = &request.catalogue.osm;
    let (records, outcome) = match request.kind {
        LayerKind::Facilities => return facilities::read(sheet, request, progress),
        LayerKind::Communities => communities::read(sheet, progress),
        kind @ (LayerKind::Hamlets | LayerKind::Population) => people::read(sheet, kind, progress),
        LayerKind::Buildings => grounds::buildings(sheet, vocabulary, progress),
        LayerKind::Land => grounds::land(sheet, vocabulary, progress),
        LayerKind::Streets => grounds::streets(sheet, vocabulary, progress),
    }?;
    Ok((records, outcome, Vec::new()))
}

/// The file's name without its folder; it must be a file that is there, and its path a text.
fn file_name(path: &Path) -> Result<String, ImportError> {
    if path.to_str().is_none() {
        return Err(ImportError::PathNotUtf8 {
            file: path.to_string_lossy().into_owned(),
        });
    }
    companions::regular(path)?;
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .ok_or_else(|| ImportError::NoSuchFile {
            file: path.display().to_string(),
        })
}

fn digest(path: &Path, file: &str, format: Format, progress: &dyn Progress) -> Result<String, ImportError> {
    let table = companions::beside(path, "dbf").filter(|_| format == Format::Shapefile);
    let paths: Vec<&Path> = std::iter::once(path).chain(table.as_deref()).collect();
    digest::sha256(&paths, progress).map_err(|e| ImportError::Unreadable {
        file: file.to_owned(),
        reason: guard::io_words(&e),
    })
}
