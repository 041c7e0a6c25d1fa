//! Reads what planners have: `GeoJSON`, `GeoPackage`, Shapefile and others through GDAL; tables (CSV, XLSX, XLS, ODS),
//! `OpenStreetMap` and `GeoParquet` by itself.
//!
//! A file is read whole, every row is checked, and everything wrong with it is said at once. What comes out is in degrees and clean
//! (see [`crate::domain::record`]); where nothing comes out there is an [`ImportError`].
//!
//! Communities are taken whole or not at all, because a missing one would change every rate: one wrong row refuses the file. Of all
//! other kinds the wrong rows are left out and listed. Boundaries in an `OpenStreetMap` extract are the exception: an extract always
//! cuts through foreign ones at its edges, so broken ones are left out and listed, unless a table names them as wanted.
//!
//! A file is never opened in the process that asks: [`read`] and [`stream`] start a child process, which locks itself in, reads, and
//! sends back checked rows (`child` says how). A file that breaks its reader, or a reader that turns against us, ends there.
//!
//! GDAL is used here and nowhere else in the library (`guard` says how it is held).

mod addresses;
mod again;
mod barriers;
mod batches;
mod category_table;
mod category_words;
mod cell;
mod cell_units;
mod child;
mod choice;
mod clues;
mod column_names;
mod column_offers;
mod column_units;
mod communities;
mod companions;
mod compounds;
mod coordinate_columns;
mod crs_error;
mod defaults;
mod digest;
mod doubles;
mod drawing;
mod encoding;
mod entrances;
mod error;
mod facilities;
mod fields;
mod figure_fields;
mod format;
mod geo_parquet;
mod geojson_head;
mod going_on;
mod grounds;
mod guard;
mod header_rows;
mod held;
mod ledger;
mod letters;
mod listing;
mod map_service;
mod mapping;
mod mapping_file;
mod options;
mod osm;
mod other_formats;
mod outline;
mod pack;
mod people;
mod placer;
mod progress;
mod raster;
mod reader;
mod reading;
mod register;
mod retold;
mod rings;
mod row;
mod settling;
mod sexagesimal;
mod shape;
mod sheet;
mod simple;
mod sniff;
mod sorter;
mod source;
mod source_crs;
mod stand_in;
mod stray;
mod street_lines;
mod successions;
mod surface;
mod table;
#[cfg(test)]
mod tests;
mod unread_letters;
mod user_crs;
mod value_guess;
mod value_patterns;
mod view;
mod watching;
mod wkt_column;
mod xml_head;
mod zones;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::batch::Batch;
use crate::domain::category::Catalogue;
use crate::domain::lost_code::LostCode;
use crate::domain::provenance::Input;
use crate::domain::record::{Check, ImportedLayer, LayerKind, Outcome, Remark};
use crate::domain::town::HeldCategory;
use crate::domain::unplaced::Unplaced;

pub use addresses::{BuildingTable, buildings};
pub use child::{
    Keeping, KeptError, KeptParts, KeptRows, Limits, TakenUp, WORKER, read_and_keep, read_raster_and_keep, serve,
    use_program,
};
pub use crs_error::CrsError;
pub use defaults::Defaults;
pub use error::ImportError;
pub use header_rows::HeaderRows;
pub use mapping_file::MappingFile;
pub use options::Options;
pub use outline::{Outline, OutlineRequest, outline};
pub use progress::{Progress, Silent};
pub use raster::{HeightUnit, PeopleUnit, RasterPart, RasterRequest, RasterUse, cell_order, is_raster, is_zip, raster};
pub use stray::{Ground, Stray};

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
    /// How it is to be read, where its looks don't tell.
    pub options: &'a Options,
}

impl<'a> Request<'a> {
    /// A file that says everything itself.
    pub fn plain(kind: LayerKind, path: &'a Path, catalogue: &'a Catalogue) -> Self {
        static DEFAULTS: LazyLock<Defaults> = LazyLock::new(Defaults::default);
        static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);
        Self {
            kind,
            path,
            layer: None,
            crs: None,
            map: &[],
            catalogue,
            complete: &[],
            category: None,
            merge_names: None,
            defaults: &DEFAULTS,
            options: &OPTIONS,
        }
    }
}

/// What is known of a file when all of its rows were handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Streamed {
    /// Where the rows came from.
    pub input: Input,
    /// What happened to each row.
    pub outcome: Outcome,
    /// Facility categories that the source can tell about (facilities only).
    pub held: Vec<HeldCategory>,
    /// Rows of a table without coordinates.
    pub unplaced: Vec<Unplaced>,
    /// Units of a register without their codes.
    pub lost: Vec<LostCode>,
}

/// Whether a file is a table by its name, so that its rows may name communities or addresses instead of coordinates. An archive may
/// hold one.
pub fn is_table(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.and_then(|name| format::Format::named(&name).ok())
        .is_some_and(|format| format.is_table() || format.is_archive())
}

/// Reads and checks a file in a child process, and keeps all of its rows.
///
/// # Errors
/// Whatever makes the file as a whole useless, naming file, layer, row and field.
pub fn read(request: &Request<'_>, limits: &Limits, progress: &dyn Progress) -> Result<ImportedLayer, ImportError> {
    collected(request, |sink| {
        stream(request, limits, progress, &mut |batch| {
            sink(batch);
            ControlFlow::Continue(())
        })
    })
}

/// Reads and checks a file in a child process; its rows come in batches of some thousands while it is read, so that memory does not
/// grow with them.
///
/// Rows that were handed over count only when this returns without an error: a file is often found useless at its end.
/// A sink that breaks off ends the reading with [`ImportError::Stopped`].
///
/// # Errors
/// As [`read`]; and when the limits do not suffice, when the progress says to stop, or when the child can't be started.
pub fn stream(
    request: &Request<'_>,
    limits: &Limits,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(Batch) -> ControlFlow<()>,
) -> Result<Streamed, ImportError> {
    let file = file_name(request.path)?;
    if let Some(table) = request.merge_names {
        file_name(table)?;
    }
    child::stream(request, &file, limits, progress, sink)
}

/// As [`read`], in this very process: for tests of files that are no danger.
#[cfg(test)]
fn read_here(request: &Request<'_>, progress: &dyn Progress) -> Result<ImportedLayer, ImportError> {
    let file = file_name(request.path)?;
    let room = tempfile::tempdir().expect("a folder");
    let place = reading::Place {
        room: room.path(),
        alone: false,
        outline: false,
        earlier: None,
    };
    collected(request, |sink| reading::read(request, &file, &place, progress, sink))
}

fn collected(
    request: &Request<'_>,
    reading: impl FnOnce(&mut batches::Sink<'_>) -> Result<Streamed, ImportError>,
) -> Result<ImportedLayer, ImportError> {
    let mut all = None;
    let mut read = reading(&mut |batch| batches::append(&mut all, batch.records))?;
    // Whoever keeps all rows at once knows no names to find the codes by.
    let lost = read.lost.into_iter().map(|one| {
        let remark = Remark::of_row(Check::Reading, one.row, Some("code"), one.what);
        remark.with_value(one.damaged)
    });
    read.outcome.rejected.extend(lost);
    Ok(ImportedLayer {
        records: all.unwrap_or_else(|| batches::none(request.kind)),
        input: read.input,
        outcome: read.outcome,
        held: read.held,
        unplaced: read.unplaced,
    })
}

/// The file's name without its folder; it must be a file that is there, and its path a text.
fn file_name(path: &Path) -> Result<String, ImportError> {
    if path.to_str().is_none() {
        return Err(ImportError::PathNotUtf8 {
            file: path.to_string_lossy().into_owned(),
        });
    }
    companions::regular_or_geodatabase(path)?;
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .ok_or_else(|| ImportError::NoSuchFile {
            file: path.display().to_string(),
        })
}
