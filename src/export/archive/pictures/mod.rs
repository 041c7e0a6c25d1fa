//! Pictures out of an archive that somebody else made: a basemap in one file. The administrator named it, so it is trusted; it is opened for
//! reading alone, and only tile by tile.

mod mbtiles;
mod pmtiles;

use std::io;
use std::path::Path;

use super::{ArchiveFormat, TilePlace};

/// An archive of pictures, open for reading.
#[derive(Debug)]
pub struct PictureFile {
    reader: Reader,
    /// First and last zoom.
    pub zooms: (u8, u8),
    /// West, south, east, north in degrees, where the file says it.
    pub bounds: Option<[f64; 4]>,
    /// Whom to name, where the file says it; may be HTML.
    pub attribution: Option<String>,
}

#[derive(Debug)]
enum Reader {
    MbTiles(mbtiles::Reader),
    PmTiles(pmtiles::Reader),
}

/// Why a file is no archive of pictures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureFileError {
    /// It is not there, or may not be read.
    #[error("it can't be opened: {0}")]
    Unopened(String),
    /// It is something else.
    #[error("it is no {0} file that can be read")]
    Another(&'static str),
    /// Vector tiles.
    #[error(
        "it holds vector tiles; only pictures (PNG, JPEG, WebP) can be laid below the map: ask for a file of raster tiles"
    )]
    Vector,
    /// Pictures, or packing, that is not known.
    #[error("its {0} is not known here; write it anew with PNG, JPEG or WebP, and gzip or no compression")]
    Unknown(&'static str),
    /// No tile at all.
    #[error("it holds no tile")]
    Empty,
    /// It breaks off, or contradicts itself.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

impl From<io::Error> for PictureFileError {
    fn from(error: io::Error) -> Self {
        Self::Damaged(error.kind().to_string())
    }
}

impl PictureFile {
    /// Opens one.
    ///
    /// # Errors
    /// It is not there, is something else, or holds something else than pictures.
    pub fn open(path: &Path, format: ArchiveFormat) -> Result<Self, PictureFileError> {
        let found = std::fs::metadata(path).map_err(|error| PictureFileError::Unopened(error.kind().to_string()))?;
        if !found.is_file() {
            return Err(PictureFileError::Unopened("it is no file".to_owned()));
        }
        match format {
            ArchiveFormat::MbTiles => mbtiles::open(path),
            ArchiveFormat::PmTiles => pmtiles::open(path),
        }
    }

    /// The bytes of a picture; `None` where the file has none there.
    ///
    /// # Errors
    /// The file is damaged, or was taken away.
    pub fn tile(&self, place: TilePlace) -> Result<Option<Vec<u8>>, PictureFileError> {
        let (first, last) = self.zooms;
        if !(first..=last).contains(&place.zoom) {
            return Ok(None);
        }
        match &self.reader {
            Reader::MbTiles(reader) => reader.tile(place),
            Reader::PmTiles(reader) => reader.tile(place),
        }
    }
}

/// West, south, east, north, where they make sense.
fn sensible(bounds: [f64; 4]) -> Option<[f64; 4]> {
    let [west, south, east, north] = bounds;
    let whole = bounds.iter().all(|degrees| degrees.is_finite());
    (whole && west < east && south < north && west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0)
        .then_some(bounds)
}

#[cfg(test)]
mod tests;
