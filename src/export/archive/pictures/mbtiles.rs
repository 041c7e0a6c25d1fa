//! Pictures out of `MBTiles`.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::{PictureFile, PictureFileError, TilePlace, sensible};

/// What a gzipped tile begins with: a vector tile, as no picture is gzipped.
const GZIP: &[u8] = b"\x1f\x8b";

#[derive(Debug)]
pub(super) struct Reader(Mutex<Connection>);

fn another(_: rusqlite::Error) -> PictureFileError {
    PictureFileError::Another("MBTiles")
}

pub(super) fn open(path: &Path) -> Result<PictureFile, PictureFileError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| PictureFileError::Unopened(code(&error)))?;
    let word = |name: &str| -> Result<Option<String>, PictureFileError> {
        let sql = "SELECT CAST(value AS TEXT) FROM metadata WHERE name = ?1";
        let found = connection
            .query_row(sql, [name], |row| row.get::<_, Option<String>>(0))
            .optional();
        Ok(found.map_err(another)?.flatten())
    };
    let format = word("format")?.unwrap_or_default();
    let sql = "SELECT tile_data FROM tiles LIMIT 1";
    let first: Option<Vec<u8>> = connection
        .query_row(sql, [], |row| row.get(0))
        .optional()
        .map_err(another)?;
    let first = first.ok_or(PictureFileError::Empty)?;
    if ["pbf", "mvt"].contains(&format.as_str()) || first.starts_with(GZIP) {
        return Err(PictureFileError::Vector);
    }
    let zoom = |text: Option<String>| {
        text.and_then(|text| text.trim().parse::<u8>().ok())
            .filter(|zoom| *zoom <= 26)
    };
    let zooms = match (zoom(word("minzoom")?), zoom(word("maxzoom")?)) {
        (Some(first), Some(last)) if first <= last => (first, last),
        _ => {
            let sql = "SELECT min(zoom_level), max(zoom_level) FROM tiles";
            connection
                .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
                .map_err(another)?
        }
    };
    let numbers = word("bounds")?.map(|text| {
        text.split(',')
            .map(|part| part.trim().parse().ok())
            .collect::<Option<Vec<f64>>>()
    });
    Ok(PictureFile {
        zooms,
        bounds: numbers
            .flatten()
            .and_then(|numbers| numbers.try_into().ok())
            .and_then(sensible),
        attribution: word("attribution")?,
        reader: super::Reader::MbTiles(Reader(Mutex::new(connection))),
    })
}

impl Reader {
    pub(super) fn tile(&self, place: TilePlace) -> Result<Option<Vec<u8>>, PictureFileError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from_south = (1_u32 << place.zoom).checked_sub(1 + place.row);
        let Some(from_south) = from_south else { return Ok(None) };
        let sql = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
        let mut asked = connection.prepare_cached(sql).map_err(|error| damaged(&error))?;
        let found = asked.query_row(params![place.zoom, place.column, from_south], |row| {
            row.get::<_, Option<Vec<u8>>>(0)
        });
        Ok(found.optional().map_err(|error| damaged(&error))?.flatten())
    }
}

/// What the database says, without names of files.
fn code(error: &rusqlite::Error) -> String {
    error
        .sqlite_error_code()
        .map_or("it can't be read".to_owned(), |code| format!("{code:?}"))
}

fn damaged(error: &rusqlite::Error) -> PictureFileError {
    PictureFileError::Damaged(code(error))
}
