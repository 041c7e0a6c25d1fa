//! A file written anew in the room, where GDAL would lose something of it as it is: letters that it does not name or names wrongly, and
//! names of columns that it would make alike. Whatever can be read as it stands is left alone.

mod kml;
mod map_info;
mod text;
mod texts;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};

use super::encoding::{Guess, Listener, SURE_ENOUGH, of_label};
use super::error::ImportError;
use super::format::Format;
use super::guard::io_words;

pub(super) use kml::column;

/// A file to be read instead, and what is to be said of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Retold {
    /// The copy; `None` where the file is read as it is.
    pub(super) path: Option<PathBuf>,
    pub(super) remarks: Vec<String>,
}

impl Retold {
    fn copy(path: PathBuf, remarks: Vec<String>) -> Self {
        Self {
            path: Some(path),
            remarks,
        }
    }
}

/// Writes a file anew where that is needed. `said` is the encoding that the user passed.
pub(super) fn retold(
    path: &Path,
    format: Format,
    room: &Path,
    file: &str,
    said: Option<&str>,
) -> Result<Retold, ImportError> {
    let encoding = said
        .map(|name| of_label(name).ok_or_else(|| ImportError::UnknownEncoding { name: name.to_owned() }))
        .transpose()?;
    match format {
        Format::GeoJson | Format::GeoJsonSeq => text::retold(path, room, file, encoding),
        Format::MapInfoTab | Format::MapInfoMif => map_info::retold(path, format, room, file, encoding),
        // Letters of GML are those of any XML, and its library knows UTF-8 alone.
        Format::Kml | Format::Gml => kml::retold(path, room, file, encoding),
        // They look at their letters themselves.
        Format::Csv | Format::Shapefile | Format::Dxf => Ok(Retold::default()),
        other => Ok(Retold {
            path: None,
            remarks: encoding
                .filter(|encoding| *encoding != UTF_8)
                .map(|encoding| {
                    format!(
                        "{} was said with --encoding and not used: {} has its letters in one way only",
                        encoding.name(),
                        other.name()
                    )
                })
                .into_iter()
                .collect(),
        }),
    }
}

/// The place of a copy.
fn in_room(path: &Path, room: &Path) -> PathBuf {
    room.join(path.file_name().unwrap_or_default())
}

fn unreadable(file: &str) -> impl Fn(std::io::Error) -> ImportError + '_ {
    move |e| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&e),
    }
}

/// Whether a file is UTF-8 from its beginning to its end.
fn is_utf8(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; 1 << 18];
    let mut kept = 0;
    loop {
        let read = file.read(&mut piece[kept..])?;
        if read == 0 {
            return Ok(kept == 0);
        }
        let filled = kept + read;
        let good = match std::str::from_utf8(&piece[..filled]) {
            Ok(_) => filled,
            // A letter may go on in the next piece.
            Err(e) if e.error_len().is_none() => e.valid_up_to(),
            Err(_) => return Ok(false),
        };
        piece.copy_within(good..filled, 0);
        kept = filled - good;
    }
}

/// What a file's bytes look like.
fn heard(path: &Path) -> std::io::Result<Guess> {
    let mut file = File::open(path)?;
    let mut listener = Listener::new();
    let mut piece = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(listener.guess());
        }
        listener.hear(&piece[..read]);
    }
}

/// The encoding that a guess is followed to, with what is to be said of it; an error where it is not sure enough. `None` for UTF-8.
fn followed(guess: &Guess, file: &str) -> Result<Option<(&'static Encoding, String)>, ImportError> {
    if guess.encoding == UTF_8 {
        return Ok(None);
    }
    if guess.confidence < SURE_ENOUGH {
        return Err(ImportError::Letters {
            file: file.to_owned(),
            layer: String::new(),
            place: "its texts".to_owned(),
            advice: format!(
                "they are not UTF-8, and too few to be sure of {}; say it with --encoding, or save it as UTF-8",
                guess.told()
            ),
        });
    }
    let what = format!(
        "nothing says in what its letters are written: they are read as {}; if that is wrong, say --encoding NAME",
        guess.told()
    );
    Ok(Some((guess.encoding, what)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_told_across_the_pieces_of_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        for before in 0..4 {
            let text = format!("{}{}", "a".repeat(before), "西山".repeat(100_000));
            std::fs::write(&path, &text).expect("a file");
            assert!(is_utf8(&path).expect("readable"), "{before}");
            std::fs::write(&path, &text.as_bytes()[..text.len() - 1]).expect("a file");
            assert!(!is_utf8(&path).expect("readable"), "{before}");
        }
    }

    #[test]
    fn a_format_with_one_way_of_writing_says_that_nothing_was_done() {
        let retold = |said| retold(Path::new("a.gpkg"), Format::GeoPackage, Path::new("/"), "a.gpkg", said);
        let told = retold(Some("GBK")).expect("a word");
        assert!(told.path.is_none() && told.remarks[0].contains("GBK"), "{told:?}");
        assert_eq!(retold(Some("utf8")), Ok(Retold::default()));
        assert!(matches!(retold(Some("?")), Err(ImportError::UnknownEncoding { .. })));
    }
}
