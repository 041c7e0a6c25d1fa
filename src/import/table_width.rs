//! Rows of a CSV that have more cells than the header: a comma in a text without quotes has pushed all that follows into the wrong
//! column, and GDAL drops what sticks out without a word.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use super::error::ImportError;
use super::guard::io_words;

/// The rows that are too wide, by number from 1, with what is wrong with them.
pub(super) fn too_wide(path: &Path, file: &str) -> Result<BTreeMap<u64, String>, ImportError> {
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&e),
    };
    let mut reader = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut header = Vec::new();
    reader.read_until(b'\n', &mut header).map_err(unreadable)?;
    reader.rewind().map_err(unreadable)?;
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(&header))
        .flexible(true)
        .from_reader(reader);
    let Ok(width) = rows.byte_headers().map(csv::ByteRecord::len) else {
        return Ok(BTreeMap::new());
    };
    let mut wide = BTreeMap::new();
    let mut row = csv::ByteRecord::new();
    let mut number = 0;
    while rows.read_byte_record(&mut row).unwrap_or_default() {
        number += 1;
        if row.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty()) {
            wide.insert(
                number,
                format!(
                    "it has {} cells, the header has {width}: put texts that hold a comma (also a decimal comma) in quotes",
                    row.len()
                ),
            );
        }
    }
    Ok(wide)
}

/// What parts the cells: the first of the known signs in the header, or a comma where several stand there (as GDAL has it).
fn delimiter(header: &[u8]) -> u8 {
    let mut quoted = false;
    let mut found = None;
    for byte in header {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b';' | b'\t' | b'|' if !quoted => match found {
                None => found = Some(*byte),
                Some(known) if known != *byte => return b',',
                Some(_) => {}
            },
            _ => {}
        }
    }
    found.unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_rows_are_found_by_their_number() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a,b\n1,2\n\n\"x,y\",2\n1,2,3\n1,2,,\n1\n").expect("a file");
        let wide = too_wide(&path, "a.csv").expect("readable");
        assert_eq!(wide.keys().copied().collect::<Vec<_>>(), [3]);
        assert!(wide[&3].contains("3 cells"), "{wide:?}");
        std::fs::write(&path, "a;b\n1,5;2,5\n1;2;3\n").expect("a file");
        let wide = too_wide(&path, "a.csv").expect("readable");
        assert_eq!(wide.keys().copied().collect::<Vec<_>>(), [2]);
    }
}
