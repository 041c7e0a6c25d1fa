//! Tiles in one file: PMTiles for any file server or object store, MBTiles for programs that open a database.
//!
//! Both are written here: PMTiles is a page of rules, MBTiles two tables. Tiles are vector tiles, gzipped, in the order of their
//! [`TilePlace::number`]; the archive is made in a hidden folder and put in place when it is whole.

mod about;
mod mbtiles;
mod pictures;
mod pmtiles;
mod tile_number;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

pub use about::{About, AboutLayer};
pub use pictures::{PictureFile, PictureFileError};
pub use tile_number::TilePlace;

use super::error::ExportError;
use super::place::{Thing, Workshop, words};
use mbtiles::MbTiles;
use pmtiles::PmTiles;

/// A form of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// PMTiles 3.
    PmTiles,
    /// MBTiles 1.3.
    MbTiles,
}

impl ArchiveFormat {
    /// Both, with the word of the command line, which is the file's ending too.
    pub const ALL: [(Self, &'static str); 2] = [(Self::PmTiles, "pmtiles"), (Self::MbTiles, "mbtiles")];

    /// The word of the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::PmTiles => "pmtiles",
            Self::MbTiles => "mbtiles",
        }
    }

    /// The form that a file's ending tells.
    fn of(path: &Path) -> Result<Self, ExportError> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let found = Self::ALL.iter().find(|(_, key)| ending.eq_ignore_ascii_case(key));
        found
            .map(|(format, _)| *format)
            .ok_or_else(|| ExportError::NotAnArchive {
                file: path.display().to_string(),
            })
    }
}

/// An archive that is being written. Dropped before its end, it leaves nothing.
#[derive(Debug)]
pub struct Archive {
    format: ArchiveFormat,
    workshop: Workshop,
    writer: Writer,
    tiles: u64,
}

#[derive(Debug)]
enum Writer {
    PmTiles(Box<PmTiles>),
    MbTiles(MbTiles),
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The file.
    pub file: PathBuf,
    /// Its form.
    pub format: ArchiveFormat,
    /// Tiles in it.
    pub tiles: u64,
    /// Different tiles in it, where equal ones are kept once.
    pub contents: Option<u64>,
    /// Bytes of the file.
    pub bytes: u64,
}

impl Archive {
    /// Begins an archive; the ending of the file's name tells the form.
    ///
    /// # Errors
    /// Another ending, a file that is in the way, or a folder that can't be written.
    pub fn new(path: &Path, overwrite: bool) -> Result<Self, ExportError> {
        let format = ArchiveFormat::of(path)?;
        let workshop = Workshop::new(path, Thing::file(format.key()), overwrite)?;
        let made = workshop.path();
        let writer = match format {
            ArchiveFormat::PmTiles => {
                let writer = PmTiles::new(&made).map_err(|error| unwritable(path, &error))?;
                Writer::PmTiles(Box::new(writer))
            }
            ArchiveFormat::MbTiles => Writer::MbTiles(MbTiles::new(&made).map_err(|error| library(format, &error))?),
        };
        Ok(Self {
            format,
            workshop,
            writer,
            tiles: 0,
        })
    }

    /// Takes a gzipped vector tile. Tiles come in the order of their numbers.
    ///
    /// # Errors
    /// The disk.
    pub fn add(&mut self, tile: TilePlace, bytes: &[u8]) -> Result<(), ExportError> {
        self.tiles += 1;
        match &mut self.writer {
            Writer::PmTiles(writer) => writer
                .add(tile, bytes)
                .map_err(|error| unwritable(self.workshop.target(), &error)),
            Writer::MbTiles(writer) => writer.add(tile, bytes).map_err(|error| library(self.format, &error)),
        }
    }

    /// Ends the archive and puts it in place.
    ///
    /// # Errors
    /// The disk; then there is no archive.
    pub fn finish(self, about: &About) -> Result<Archived, ExportError> {
        let made = self.workshop.path();
        let mut contents = None;
        match self.writer {
            Writer::PmTiles(writer) => {
                contents = Some(writer.contents());
                let done = writer.finish(about);
                done.map_err(|error| unwritable(self.workshop.target(), &error))?;
            }
            Writer::MbTiles(writer) => writer.finish(about).map_err(|error| library(self.format, &*error))?,
        }
        let bytes = std::fs::metadata(&made).map_or(0, |about| about.len());
        let file = self.workshop.target().to_owned();
        self.workshop.finish()?;
        Ok(Archived {
            file,
            format: self.format,
            tiles: self.tiles,
            contents,
            bytes,
        })
    }
}

/// Bytes gzipped as tiles and directories are; the same bytes whenever they are made.
///
/// # Errors
/// None in memory.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    out.write_all(bytes)?;
    out.finish()
}

fn unwritable(path: &Path, error: &io::Error) -> ExportError {
    ExportError::Unwritable {
        file: path.display().to_string(),
        why: words(error),
    }
}

fn library(format: ArchiveFormat, error: &dyn std::error::Error) -> ExportError {
    ExportError::Library {
        format: format.key(),
        why: error.to_string(),
    }
}
