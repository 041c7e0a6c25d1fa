//! Layers into the files that other programs read.
//!
//! A layer comes as a [`Table`] in degrees. It goes through the planner's field map, into the wanted reference system, and into one of
//! the formats; whatever the format can't hold is said. A file is written beside its final name and renamed when it is whole.
//!
//! `GeoPackage`, Shapefile, `FlatGeobuf`, KML and file geodatabases are written by GDAL; `GeoJSON`, CSV and DXF here; workbooks by
//! `rust_xlsxwriter`, `GeoParquet` by `parquet`. Tiles go into an [`Archive`].

mod aliases;
mod archive;
mod comma_table;
mod drawing;
mod error;
mod field_map;
mod field_rule;
mod folder;
mod format;
mod gdal_file;
mod geojson;
mod geoparquet;
mod place;
mod shapefile;
mod sheets;
mod table;
mod target_crs;
mod wkb;
mod workbook;
mod worklist;

use std::path::{Path, PathBuf};

pub use archive::{
    About, AboutLayer, Archive, ArchiveFormat, Archived, PictureFile, PictureFileError, TilePlace, gzip,
};
pub use error::ExportError;
pub use field_map::FieldMap;
pub use folder::Folder;
pub use format::Format;
pub use sheets::write_sheets;
pub use table::{Column, Kind, Row, Shape, Table, Value};
pub use target_crs::Wanted;
pub use worklist::{Waiting, write_worklist};

use crate::crs::Projection;
use place::Workshop;
use target_crs::TargetCrs;

/// How a layer is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The file.
    pub path: &'a Path,
    /// The format's word; by the file's ending where `None`.
    pub format: Option<&'a str>,
    /// The reference system; WGS 84, or for drawings the workspace's plane, where `None`.
    pub crs: Option<&'a Wanted>,
    /// The workspace's plane.
    pub plane: Option<&'a Projection>,
    /// Eastings begin with the number of the zone.
    pub zone_prefix: bool,
    /// Letters of Shapefiles and drawings.
    pub encoding: Option<Encoding>,
    /// Which fields, in which order, under which names.
    pub fields: Option<&'a FieldMap>,
    /// Headings of workbooks are Chinese.
    pub chinese: bool,
    /// A file of the name is replaced.
    pub overwrite: bool,
}

/// How letters are written where the format leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// GBK.
    Gbk,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The files, the one to open first.
    pub files: Vec<PathBuf>,
    /// The format.
    pub format: Format,
    /// The reference system; `None` for a table.
    pub crs: Option<String>,
    /// How many rows.
    pub rows: usize,
    /// The fields as they are in the file.
    pub fields: Vec<WrittenField>,
    /// What the file does not say, or says otherwise than the workspace.
    pub remarks: Vec<String>,
}

/// A field in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenField {
    /// Its name there.
    pub name: String,
    /// The column it holds; the same where nothing had to be shortened.
    pub of: String,
    /// What it holds.
    pub kind: Kind,
}

/// Writes a layer.
///
/// # Errors
/// Whatever keeps the file from being written whole; then nothing has changed.
pub fn write(mut table: Table, request: &Request<'_>) -> Result<Written, ExportError> {
    let format = Format::choose(request.format, request.path)?;
    if table.shape.is_none() && !format.holds_tables() {
        return Err(ExportError::NeedsShapes {
            layer: table.name,
            format: format.key(),
        });
    }
    if request.encoding.is_some() && !matches!(format, Format::Shapefile | Format::Dxf) {
        return Err(ExportError::Option {
            option: "encoding",
            format: format.key(),
            why: "it is always in UTF-8, and programs rely on it",
        });
    }
    // What GDAL has to say comes back with its errors, not on the terminal. The handler is one for the whole process: files of others are read
    // in a process of their own.
    gdal::config::set_error_handler(|_, _, _| {});
    let mut remarks = std::mem::take(&mut table.notes);
    if let Some(map) = request.fields {
        table = map.apply(table, &mut remarks)?;
    }
    let crs = target(&table, request, format)?;
    let workshop = Workshop::new(request.path, format, request.overwrite)?;
    if let Some(crs) = &crs {
        place_all(&mut table, crs, &mut remarks)?;
    }
    let path = workshop.path();
    let mut names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let context = Context {
        path: &path,
        format,
        crs: crs.as_ref(),
        chinese: request.chinese,
    };
    match format {
        Format::GeoJson | Format::GeoJsonSeq => geojson::write(&table, &context, &mut remarks)?,
        Format::Csv => comma_table::write(&table, &context, &mut remarks)?,
        Format::Shapefile => {
            names = shapefile::write(
                &table,
                &context,
                request.encoding.unwrap_or(Encoding::Utf8),
                &mut remarks,
            )?;
        }
        Format::GeoPackage | Format::FlatGeobuf | Format::Kml | Format::FileGdb => {
            gdal_file::write(&table, &context, &mut remarks)?;
        }
        Format::Parquet => geoparquet::write(&table, &context, &mut remarks)?,
        Format::Xlsx => names = workbook::write(&table, &context, &mut remarks)?,
        Format::Dxf => drawing::write(
            &table,
            &context,
            request.encoding.unwrap_or(Encoding::Gbk),
            &mut remarks,
        )?,
    }
    let fields = names
        .into_iter()
        .zip(&table.columns)
        .map(|(name, column)| WrittenField {
            name,
            of: column.name.clone(),
            kind: column.kind,
        })
        .collect();
    Ok(Written {
        files: workshop.finish()?,
        format,
        crs: crs.map(|crs| crs.name),
        rows: table.rows.len(),
        fields,
        remarks,
    })
}

/// What every writer is told.
struct Context<'a> {
    path: &'a Path,
    format: Format,
    crs: Option<&'a TargetCrs>,
    chinese: bool,
}

impl Context<'_> {
    fn unwritable(&self, error: &std::io::Error) -> ExportError {
        ExportError::Unwritable {
            file: self.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            why: place::words(error),
        }
    }

    fn library(&self, error: impl std::fmt::Display) -> ExportError {
        let folder = self
            .path
            .parent()
            .map_or(String::new(), |folder| format!("{}/", folder.display()));
        ExportError::Library {
            format: self.format.key(),
            why: error.to_string().replace(&folder, ""),
        }
    }
}

fn target(table: &Table, request: &Request<'_>, format: Format) -> Result<Option<TargetCrs>, ExportError> {
    if table.shape.is_none() {
        return Ok(None);
    }
    let plane = request.plane.filter(|_| format == Format::Dxf || request.zone_prefix);
    let wanted = match (request.crs, plane) {
        (Some(wanted), _) => wanted.clone(),
        (None, Some(plane)) => Wanted::Plane(plane.clone()),
        (None, None) => Wanted::Degrees,
    };
    let crs = TargetCrs::new(&wanted, request.zone_prefix)?;
    match format.wgs84_only() {
        Some(why) if !crs.is_wgs84 => Err(ExportError::CrsNotInFormat {
            format: format.key(),
            why,
            crs: crs.name,
        }),
        _ => Ok(Some(crs)),
    }
}

/// Moves every shape into the wanted system.
fn place_all(table: &mut Table, crs: &TargetCrs, remarks: &mut Vec<String>) -> Result<(), ExportError> {
    use geo::CoordsIter;
    let mut far = 0_usize;
    for (position, row) in table.rows.iter_mut().enumerate() {
        let Some(shape) = &mut row.shape else { continue };
        if shape.coords_iter().next().is_some_and(|place| crs.is_far_from(place)) {
            far += 1;
        }
        *shape = crs.moved(shape).ok_or_else(|| ExportError::OutsideCrs {
            row: position + 1,
            crs: crs.name.clone(),
        })?;
    }
    if far > 0 {
        remarks.push(format!(
            "{far} rows lie more than three degrees outside the ground that {} is for: lengths there are wrong; choose the system of their zone",
            crs.name
        ));
    }
    if crs.definition.is_none() {
        remarks.push(format!(
            "{} is a similarity, for which no format has a definition: the file names no reference system; hand the parameters over with it",
            crs.name
        ));
    }
    let empty = table.rows.iter().filter(|row| row.shape.is_none()).count();
    if empty > 0 {
        remarks.push(format!(
            "{empty} rows have no shape, because nothing lies within or outside the circle"
        ));
    }
    Ok(())
}
