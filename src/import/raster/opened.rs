//! One band of one raster file, opened by GDAL and looked at before any of its cells is read.

use std::path::Path;

use gdal::raster::{GdalDataType, RasterBand};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

use super::format::RasterFormat;
use crate::domain::raster::Grid;
use crate::import::error::ImportError;
use crate::import::guard;

/// Cells of the largest block that is unpacked at once: files of the trade have blocks of less than a million.
const LARGEST_BLOCK: usize = 1 << 26;
/// Most bands that a file may have; one of them is read.
const MOST_BANDS: usize = 10_000;

/// An opened file.
pub(super) struct Opened {
    pub(super) dataset: Dataset,
    pub(super) grid: Grid,
    /// Which band, from 1.
    pub(super) band: u32,
    file: String,
    folder: String,
}

impl Opened {
    /// Opens a file and chooses the band.
    pub(super) fn open(path: &Path, file: &str, format: RasterFormat, band: Option<u32>) -> Result<Self, ImportError> {
        guard::messages();
        let path = std::fs::canonicalize(path).map_err(|e| ImportError::Unreadable {
            file: file.to_owned(),
            reason: guard::io_words(&e),
        })?;
        let folder = path.parent().map(|p| format!("{}/", p.display())).unwrap_or_default();
        let dataset = Dataset::open_ex(
            &path,
            DatasetOptions {
                open_flags: GdalOpenFlags::GDAL_OF_RASTER
                    | GdalOpenFlags::GDAL_OF_READONLY
                    | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
                allowed_drivers: Some(&[format.driver()]),
                open_options: None,
                sibling_files: None,
            },
        )
        .map_err(|_| damaged(file, 0, &guard::messages()))?;
        let grid = grid(&dataset, file)?;
        let band = choose(&dataset, file, band)?;
        let opened = Self {
            dataset,
            grid,
            band,
            file: file.to_owned(),
            folder,
        };
        opened.check()?;
        Ok(opened)
    }

    /// The band that is read.
    pub(super) fn band(&self) -> Result<RasterBand<'_>, ImportError> {
        self.dataset
            .rasterband(self.band as usize)
            .map_err(|_| damaged(&self.file, 0, &guard::messages()))
    }

    fn check(&self) -> Result<(), ImportError> {
        let band = self.band()?;
        if band.band_type() == GdalDataType::Unknown {
            return Err(refused(
                &self.file,
                "its cells hold complex numbers",
                "give a raster with one real number a cell",
            ));
        }
        let (width, height) = band.block_size();
        if width.saturating_mul(height) > LARGEST_BLOCK {
            return Err(ImportError::TooLarge {
                file: self.file.clone(),
                layer: String::new(),
                what: format!(
                    "its cells are packed in blocks of {width} x {height}, which can only be unpacked whole; save it in smaller ones, as with gdal_translate -co TILED=YES"
                ),
            });
        }
        Ok(())
    }

    /// What is said when cells can't be read.
    pub(super) fn damaged(&self, rows: u64) -> ImportError {
        damaged(&self.file, rows, &guard::messages())
    }

    /// What GDAL remarked.
    pub(super) fn remarks(&self) -> Vec<String> {
        guard::warnings(&guard::messages(), &self.folder)
    }
}

/// What is said of a file that is not taken.
pub(super) fn refused(file: &str, what: &str, advice: &str) -> ImportError {
    ImportError::Refused {
        file: file.to_owned(),
        what: what.to_owned(),
        advice: advice.to_owned(),
    }
}

fn damaged(file: &str, read: u64, said: &[guard::Message]) -> ImportError {
    ImportError::Damaged {
        file: file.to_owned(),
        layer: String::new(),
        read,
        reason: guard::failures(said).unwrap_or_else(|| "its contents can't be read".to_owned()),
    }
}

fn grid(dataset: &Dataset, file: &str) -> Result<Grid, ImportError> {
    let (width, height) = dataset.raster_size();
    let transform = dataset.geo_transform();
    guard::messages();
    let Ok(transform) = transform else {
        return Err(refused(
            file,
            "nothing says where its cells lie (no georeference: it is a picture, or is tied to the ground by control points only)",
            "give it a place in a GIS program first, as with gdalwarp or gdal_translate -a_ullr",
        ));
    };
    let grid = Grid {
        transform,
        width: u32::try_from(width).unwrap_or(0),
        height: u32::try_from(height).unwrap_or(0),
    };
    if !grid.is_sound() {
        return Err(refused(
            file,
            "its cells have no area, or there are none",
            "save it again in the program that made it",
        ));
    }
    Ok(grid)
}

fn choose(dataset: &Dataset, file: &str, wanted: Option<u32>) -> Result<u32, ImportError> {
    let count = dataset.raster_count();
    if count == 0 || count > MOST_BANDS {
        return Err(refused(
            file,
            &format!("it has {count} bands"),
            "give a raster with one",
        ));
    }
    match wanted {
        Some(band) if band >= 1 && band as usize <= count => Ok(band),
        None if count == 1 => Ok(1),
        asked => Err(ImportError::WhichBand {
            file: file.to_owned(),
            count: count as u32,
            asked,
        }),
    }
}
