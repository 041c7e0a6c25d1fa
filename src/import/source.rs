//! One layer of one file, opened by GDAL.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Defn, Feature, Geometry, Layer, LayerAccess, OGRFieldType};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

use super::cell::Cell;
use super::choice::choose;
use super::drawing::Drawing;
use super::encoding::{self, Letters};
use super::error::ImportError;
use super::format::Format;
use super::geo_parquet::GeoParquet;
use super::geojson_head::{self, Stated};
use super::guard;
use super::letters;
use super::progress::Progress;
use super::{Request, retold, xml_head};

/// A column of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// It holds numbers, not texts.
    pub(super) numeric: bool,
}

/// What the source says of its coordinates.
pub(super) enum Declared {
    /// Nothing, and nothing can be assumed.
    Nothing,
    /// Nothing, which in `GeoJSON` means WGS 84.
    ByRule,
    /// A code of the EPSG register, or WGS 84 in the OGC's words.
    Epsg(u32),
    /// A definition in the file.
    Definition(SpatialRef),
}

/// Takes one row: its number from 1, its cells, its geometry.
pub(super) type TakeRow<'a> = dyn FnMut(u64, &mut [Cell], Option<&Geometry>) + 'a;

/// What gives the rows.
enum Rows {
    /// A layer of GDAL's.
    Layer {
        dataset: Dataset,
        index: usize,
        types: Vec<OGRFieldType::Type>,
    },
    /// A drawing, gone through once already.
    Drawing(Drawing),
    /// A `GeoParquet` file.
    Parquet(GeoParquet),
}

/// An opened layer.
pub(super) struct Source {
    rows: Rows,
    folder: String,
    pub(super) file: String,
    /// The layer's name; empty for formats that have one layer without a name.
    pub(super) layer: String,
    pub(super) columns: Vec<Column>,
    /// A shapefile's letters.
    letters: Option<Letters>,
    pub(super) declared: Declared,
    /// What is to be said of the whole.
    remarks: Vec<String>,
}

impl Source {
    /// Opens a file by the one driver of its format.
    pub(super) fn open(request: &Request<'_>, file: &str, format: Format) -> Result<Self, ImportError> {
        let path = request.path;
        let encoding = request.options.encoding.as_deref();
        guard::prepare();
        guard::messages();
        if format == Format::GeoParquet {
            let (table, declared) = GeoParquet::open(path, file)?;
            return Ok(Self {
                columns: table.columns.clone(),
                rows: Rows::Parquet(table),
                folder: String::new(),
                file: file.to_owned(),
                layer: String::new(),
                letters: None,
                declared,
                remarks: Vec::new(),
            });
        }
        let stated = match format {
            Format::GeoJson => Some(geojson_head::read(path, file)?),
            Format::GeoJsonSeq => {
                geojson_head::read_lines(path, file)?;
                Some(Stated::Nothing)
            }
            _ => None,
        };
        // An absolute path can't be taken for one of GDAL's other kinds of name (`PG:`, inline JSON, an address).
        let path = std::fs::canonicalize(path).map_err(|e| ImportError::Unreadable {
            file: file.to_owned(),
            reason: guard::io_words(&e),
        })?;
        if path.to_str().is_none() {
            return Err(ImportError::PathNotUtf8 {
                file: path.to_string_lossy().into_owned(),
            });
        }
        let folder = path.parent().map(|p| format!("{}/", p.display())).unwrap_or_default();
        let letters = match format {
            Format::Shapefile => encoding::of_shapefile(&path, file, encoding)?,
            _ => None,
        };
        let option = letters.as_ref().map(|letters| format!("ENCODING={}", letters.gdal));
        let options: Vec<&str> = match format {
            Format::Gml => vec!["DOWNLOAD_SCHEMA=NO", "WRITE_GFS=NO"],
            _ => option.as_deref().into_iter().collect(),
        };
        let driver = format.driver().unwrap_or_default();
        let mut remarks = Vec::new();
        if format == Format::Dxf {
            let letters = encoding::of_drawing(&path, file, encoding)?;
            // For this thread only, and each drawing says it anew. Fails on a NUL byte only, of which there is none here.
            let _ = gdal::config::set_thread_local_config_option("DXF_ENCODING", &letters.gdal);
            remarks = letters.remarks;
        }
        let dataset = Dataset::open_ex(
            &path,
            DatasetOptions {
                open_flags: GdalOpenFlags::GDAL_OF_VECTOR
                    | GdalOpenFlags::GDAL_OF_READONLY
                    | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
                allowed_drivers: Some(&[driver]),
                open_options: Some(&options),
                sibling_files: None,
            },
        )
        .map_err(|error| ImportError::Damaged {
            file: file.to_owned(),
            layer: String::new(),
            read: 0,
            reason: guard::failures(&guard::messages()).unwrap_or_else(|| no_reason(&error)),
        })?;
        if format == Format::Dxf {
            let drawing = Drawing::read(&dataset, file, request.kind, request.layer)?;
            remarks.extend(drawing.remarks.iter().cloned());
            return Ok(Self {
                columns: drawing.columns.clone(),
                remarks,
                rows: Rows::Drawing(drawing),
                folder,
                file: file.to_owned(),
                layer: String::new(),
                letters: None,
                declared: Declared::Nothing,
            });
        }
        let index = choose(&dataset, file, request.layer)?;
        let mut source = Self::of_layer(dataset, index, file, folder, format, stated.as_ref())?;
        if format == Format::Kml {
            source.remarks.extend(network_links(&path));
        }
        source
            .remarks
            .extend(letters.iter().flat_map(|letters| letters.remarks.clone()));
        source.letters = letters;
        Ok(source)
    }

    fn of_layer(
        dataset: Dataset,
        index: usize,
        file: &str,
        folder: String,
        format: Format,
        stated: Option<&Stated>,
    ) -> Result<Self, ImportError> {
        let (columns, types, declared, name) = {
            let opened = dataset.layer(index).map_err(|e| ImportError::Unreadable {
                file: file.to_owned(),
                reason: no_reason(&e),
            })?;
            let (columns, types) = columns(&opened);
            let declared = match stated {
                Some(Stated::Nothing) => Declared::ByRule,
                Some(Stated::Crs84) => Declared::Epsg(4326),
                Some(Stated::Epsg(code)) => Declared::Epsg(*code),
                None => definition(&opened),
            };
            (columns, types, declared, opened.name())
        };
        Ok(Self {
            rows: Rows::Layer { dataset, index, types },
            file: file.to_owned(),
            folder,
            layer: if format.has_layers() { name } else { String::new() },
            columns,
            letters: None,
            declared,
            remarks: Vec::new(),
        })
    }

    /// Shows where a row's letters could not be decoded, which GDAL does not.
    fn mend(&self, row: u64, cells: &mut [Cell]) {
        let Some(letters) = &self.letters else { return };
        for ((_, column), text) in letters.broken.range((row, 0)..=(row, usize::MAX)) {
            if let Some(cell) = cells.get_mut(*column) {
                *cell = Cell::of_text(text);
            }
        }
    }

    /// Whether there are no rows, as far as the file says.
    pub(super) fn is_empty(&self) -> bool {
        match &self.rows {
            Rows::Layer { dataset, index, .. } => {
                dataset.layer(*index).is_ok_and(|layer| layer.feature_count() == 0)
                    && guard::messages().iter().all(|message| !message.failure)
            }
            Rows::Drawing(drawing) => drawing.is_empty(),
            Rows::Parquet(table) => table.total == 0,
        }
    }

    /// The cells of the first rows, for a person to look at; none where that would mean to read much more.
    pub(super) fn first(&self, most: usize) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        match &self.rows {
            Rows::Layer { dataset, index, types } => {
                if let Ok(mut layer) = dataset.layer(*index) {
                    rows.extend(layer.features().take(most).map(|feature| cells(&feature, types)));
                }
                // What is wrong with them is said when they are read.
                guard::messages();
            }
            Rows::Drawing(drawing) => {
                drawing.each(&mut |_, cells: &mut [Cell], _: Option<&Geometry>| {
                    if rows.len() < most {
                        rows.push(cells.to_vec());
                    }
                });
            }
            Rows::Parquet(_) => {}
        }
        rows
    }

    /// Hands over row after row: its number from 1, its cells, its geometry; nothing but the number of the first `done`. Returns how many there were, and what GDAL remarked.
    pub(super) fn each(
        &self,
        progress: &dyn Progress,
        done: u64,
        mut take: impl FnMut(u64, &mut [Cell], Option<&Geometry>),
    ) -> Result<(u64, Vec<String>), ImportError> {
        let (read, mut remarks) = match &self.rows {
            Rows::Layer { dataset, index, types } => {
                self.each_of_layer((dataset, *index, types), progress, done, &mut take)?
            }
            Rows::Drawing(drawing) => (drawing.each(&mut take), Vec::new()),
            Rows::Parquet(table) => (table.each(&self.file, progress, &mut take)?, Vec::new()),
        };
        remarks.splice(0..0, self.remarks.iter().cloned());
        Ok((read, remarks))
    }

    fn each_of_layer(
        &self,
        (dataset, index, types): (&Dataset, usize, &[OGRFieldType::Type]),
        progress: &dyn Progress,
        done: u64,
        take: &mut TakeRow<'_>,
    ) -> Result<(u64, Vec<String>), ImportError> {
        let damaged = |read: u64, reason: String| ImportError::Damaged {
            file: self.file.clone(),
            layer: self.layer.clone(),
            read,
            reason,
        };
        let mut layer = dataset.layer(index).map_err(|e| damaged(0, no_reason(&e)))?;
        let total = layer.feature_count();
        let mut read = 0;
        let mut said = Vec::new();
        for feature in layer.features() {
            read += 1;
            if read <= done {
                said.extend(guard::messages());
                take(read, &mut [], None);
                continue;
            }
            let mut cells = cells(&feature, types);
            self.mend(read, &mut cells);
            said.extend(guard::messages());
            // A feature without geometry has an empty one, and asking it leaves a complaint that means nothing.
            let geometry = feature.geometry().filter(|g| !g.is_empty());
            guard::messages();
            take(read, &mut cells, geometry);
            if read.is_multiple_of(1024) {
                progress.at(read, Some(total));
            }
        }
        progress.at(read, Some(total.max(read)));
        // GDAL ends a layer that it can't read any further like one that is finished, with a message.
        said.extend(guard::messages());
        match guard::failures(&said) {
            Some(reason) => Err(damaged(read, reason)),
            None if read < total => Err(damaged(
                read,
                format!("{total} rows were announced, {read} could be read"),
            )),
            None => Ok((read, guard::warnings(&said, &self.folder))),
        }
    }
}

fn cells(feature: &Feature<'_>, types: &[OGRFieldType::Type]) -> Vec<Cell> {
    types
        .iter()
        .enumerate()
        .map(|(index, kind)| {
            let text = feature.field_as_string(index).ok().flatten();
            let Some(text) = text.filter(|t| !t.trim().is_empty()) else {
                return Cell::Null;
            };
            match *kind {
                OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => feature
                    .field_as_integer64(index)
                    .ok()
                    .flatten()
                    .map_or(Cell::Null, Cell::Integer),
                OGRFieldType::OFTReal => feature
                    .field_as_double(index)
                    .ok()
                    .flatten()
                    .map_or(Cell::Null, Cell::Real),
                _ => Cell::of_text(&text),
            }
        })
        .collect()
}

/// What is said of a KML that points at others, which are not fetched.
fn network_links(path: &Path) -> Option<String> {
    let links = xml_head::count(path, b"<NetworkLink>").ok()?;
    (links > 0).then(|| format!("{links} links to other files or addresses (NetworkLink) were not followed"))
}

/// GDAL failed without a message; what its binding says is of use to programmers only.
fn no_reason(_: &GdalError) -> String {
    "its contents can't be read".to_owned()
}

fn columns(layer: &Layer<'_>) -> (Vec<Column>, Vec<OGRFieldType::Type>) {
    Defn::from_layer(layer)
        .fields()
        .map(|field| {
            let kind = field.field_type();
            let numeric = matches!(
                kind,
                OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 | OGRFieldType::OFTReal
            );
            let name = field.name();
            let name = letters::cut_off(&name).map_or(name.clone(), str::to_owned);
            let name = retold::column(&name).unwrap_or(name);
            (Column { name, numeric }, kind)
        })
        .unzip()
}

fn definition(layer: &Layer<'_>) -> Declared {
    match layer.spatial_ref() {
        // A GeoPackage's "undefined" systems say as much as none.
        Some(srs) if !srs.is_local() && !srs.name().unwrap_or_default().starts_with("Undefined") => {
            Declared::Definition(srs)
        }
        _ => Declared::Nothing,
    }
}
