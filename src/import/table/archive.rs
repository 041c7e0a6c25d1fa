//! A workbook is a zip archive of XML: it is unpacked once under limits, into nothing, before a library may read it.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::open_document;

/// Most entries of a workbook.
const MOST_ENTRIES: usize = 10_000;
/// Most bytes that it may hold unpacked.
pub(super) const MOST_BYTES: u64 = 512 << 20;
/// From this size on, an entry may not be more than [`MOST_RATIO`] times smaller when packed: sheets of real rosters reach 20.
const RATIO_COUNTS_FROM: u64 = 16 << 20;
const MOST_RATIO: u64 = 200;
/// What no workbook holds: declarations of a document type, by which a few lines can grow into gigabytes.
const DECLARATIONS: [&[u8]; 2] = [b"<!DOCTYPE", b"<!ENTITY"];

/// Why a workbook is not opened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Too much of something.
    TooLarge(String),
    /// Not a sound archive, or one with what no workbook has.
    Unsound(String),
}

/// Looks through the whole archive.
pub(super) fn check(path: &Path) -> Result<(), Refused> {
    let unsound = |what: &str| Refused::Unsound(what.to_owned());
    let file = File::open(path).map_err(|_| unsound("it can't be read"))?;
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|_| unsound("its archive is damaged or cut off"))?;
    if archive.len() > MOST_ENTRIES {
        return Err(Refused::TooLarge(format!(
            "it holds {} packed files; a workbook has at most {MOST_ENTRIES}",
            archive.len()
        )));
    }
    let mut unpacked = 0;
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut entry = archive
            .by_index(index)
            .map_err(|_| unsound("a file inside can't be unpacked (encrypted, or packed in an unusual way)"))?;
        let packed = entry.compressed_size();
        // Sizes that the archive announces are not believed: what is counted is what comes out.
        let mut size = 0;
        let mut tail: Vec<u8> = Vec::new();
        loop {
            let read = entry
                .read(&mut buffer)
                .map_err(|_| unsound("a file inside is damaged"))?;
            if read == 0 {
                break;
            }
            size += read as u64;
            if unpacked + size > MOST_BYTES {
                return Err(Refused::TooLarge(format!(
                    "it holds more than {} MB when unpacked",
                    MOST_BYTES >> 20
                )));
            }
            if size > RATIO_COUNTS_FROM && size / packed.max(1) > MOST_RATIO {
                return Err(Refused::TooLarge(format!(
                    "a file inside grows to more than {MOST_RATIO} times its size when unpacked"
                )));
            }
            tail.extend_from_slice(&buffer[..read]);
            if DECLARATIONS.iter().any(|word| contains(&tail, word)) {
                return Err(unsound(
                    "it declares a document type or entities, which no workbook does",
                ));
            }
            tail.drain(..tail.len().saturating_sub(16));
        }
        unpacked += size;
    }
    Ok(())
}

/// The same archive with the blanks round its sheets' values taken away: some programs pad numbers with them, and the library that
/// reads workbooks takes such numbers for damage. To be called after [`check`].
pub(super) fn without_padding(path: &Path) -> zip::result::ZipResult<Vec<u8>> {
    rewritten(path, |name, contents| {
        let sheet = name.starts_with("xl/worksheets/");
        if sheet { trimmed(&contents) } else { contents }
    })
}

/// The same archive of an `OpenDocument` spreadsheet without the blanks that mean nothing. To be called after [`check`].
pub(super) fn without_blanks(path: &Path) -> zip::result::ZipResult<Vec<u8>> {
    rewritten(path, |name, contents| {
        let sheets = name == open_document::SHEETS;
        if sheets {
            open_document::without_blanks(&contents)
        } else {
            contents
        }
    })
}

/// An archive with its files passed through `change`, unpacked: it stays in memory.
fn rewritten(path: &Path, change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name()?.into_owned();
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents)?;
        contents = change(&name, contents);
        writer.start_file(name, stored)?;
        writer.write_all(&contents)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// `<v>  40 </v>` as `<v>40</v>`.
fn trimmed(sheet: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.windows(3).position(|three| three == b"<v>") {
        let (before, value) = rest.split_at(at + 3);
        out.extend_from_slice(before);
        let end = value.iter().position(|b| *b == b'<').unwrap_or(value.len());
        out.extend_from_slice(value[..end].trim_ascii());
        rest = &value[end..];
    }
    out.extend_from_slice(rest);
    out
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    // Looked for by its first byte, which is rare enough in a sheet's numbers and common enough to be searched fast.
    text.iter()
        .enumerate()
        .any(|(at, byte)| *byte == word[0] && text.get(at + 1) == Some(&word[1]) && text[at..].starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(entries: &[(&str, &[u8], usize)]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let mut writer = ZipWriter::new(file.reopen().expect("it is there"));
        for (name, contents, times) in entries {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("a new entry");
            for _ in 0..*times {
                writer.write_all(contents).expect("there is room");
            }
        }
        writer.finish().expect("there is room");
        file
    }

    #[test]
    fn an_ordinary_archive_is_let_through() {
        let file = archive(&[("xl/workbook.xml", b"<workbook/>", 1)]);
        assert_eq!(check(file.path()), Ok(()));
    }

    #[test]
    fn padding_round_values_is_taken_away() {
        assert_eq!(
            trimmed(b"<c><v>  40 </v></c><v>a</v> <v/>"),
            b"<c><v>40</v></c><v>a</v> <v/>"
        );
        let file = archive(&[
            ("xl/worksheets/sheet1.xml", b"<v> 1</v>", 1),
            ("xl/a.xml", b"<v> 1</v>", 1),
        ]);
        let packed = without_padding(file.path()).expect("it is sound");
        let mut again = ZipArchive::new(Cursor::new(packed)).expect("it is sound");
        let mut text = String::new();
        again
            .by_index(0)
            .expect("there")
            .read_to_string(&mut text)
            .expect("text");
        assert_eq!(text, "<v>1</v>");
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; 1 << 20];
        let file = archive(&[("xl/worksheets/sheet1.xml", &zeros, 64)]);
        let Err(Refused::TooLarge(what)) = check(file.path()) else {
            unreachable!("64 MB of nothing are a bomb")
        };
        assert!(what.contains("200 times"), "{what}");
    }

    #[test]
    fn entities_are_refused_wherever_they_stand() {
        let blanks = vec![b' '; (1 << 16) - 4];
        for filler in [0, 1] {
            let mut text = blanks[..blanks.len() * filler].to_vec();
            text.extend_from_slice(b"<!DOCTYPE lolz [<!ENTITY a \"ha\">]><x>&a;</x>");
            let file = archive(&[("content.xml", &text, 1)]);
            assert!(matches!(check(file.path()), Err(Refused::Unsound(_))));
        }
    }

    #[test]
    fn a_damaged_archive_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), b"PK\x03\x04 and nothing").expect("a file");
        assert!(matches!(check(file.path()), Err(Refused::Unsound(_))));
    }
}
