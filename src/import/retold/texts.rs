//! The texts of a `MapInfo` table, whose other columns are bytes that no letters stand for.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use crate::import::encoding::{Guess, Listener};

/// Bytes of the head of a `.dat`, and of what it says of each column.
const HEAD: usize = 32;

/// What the texts of a table look like: `dat` holds its records, `head` is the beginning of its `.tab`, which names the types of the columns.
///
/// The records are those of dBASE: behind the head the columns with their widths, then one byte and the columns of each row.
pub(super) fn heard(dat: &Path, head: &[u8]) -> io::Result<Guess> {
    let mut file = BufReader::new(File::open(dat)?);
    let mut start = [0; HEAD];
    file.read_exact(&mut start)?;
    let number = |at: usize| usize::from(u16::from_le_bytes([start[at], start[at + 1]]));
    let (to_records, wide) = (number(8), number(10));
    let mut columns = vec![0; to_records.saturating_sub(HEAD)];
    file.read_exact(&mut columns)?;
    let widths = columns.chunks_exact(HEAD).map(|column| usize::from(column[16]));
    let mut at = 1;
    let mut texts = Vec::new();
    for (width, is_text) in widths.zip(text_columns(head)) {
        if is_text {
            texts.push(at..at + width);
        }
        at += width;
    }
    let mut listener = Listener::new();
    let mut record = vec![0; wide.max(1)];
    while file.read_exact(&mut record).is_ok() {
        for place in &texts {
            let text = record.get(place.clone()).unwrap_or_default();
            let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
            listener.hear(&text[..end]);
            listener.hear(b"\n");
        }
    }
    Ok(listener.guess())
}

/// Which columns are texts, as the lines behind `Fields N` say.
fn text_columns(head: &[u8]) -> Vec<bool> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let count = lines.find_map(|line| line.trim().strip_prefix("Fields ")?.trim().parse::<usize>().ok());
    // `name Char (254) ;`
    let is_text = |line: &str| {
        let kind = line.split_whitespace().nth(1).unwrap_or_default();
        kind.to_lowercase().starts_with("char")
    };
    lines.take(count.unwrap_or_default()).map(is_text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_texts_are_told_by_their_type() {
        let head = "!table\nDefinition Table\n  Type NATIVE Charset \"Neutral\"\n  Fields 4\n    name Char (254) ;\n    people Integer ;\n    area Decimal (10, 2) ;\n    note char(20) Index 1 ;\n";
        assert_eq!(text_columns(head.as_bytes()), [true, false, false, true]);
    }
}
