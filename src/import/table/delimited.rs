//! CSV and TSV, row by row: the file is never held whole.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::grid::GridRow;
use super::header::{self, LOOKED_AT};
use super::line_ends::LineEnds;
use super::workbook::{LONGEST_CELL, MOST_COLUMNS};
use super::{Body, Manner, Table, TableRow, once, told};
use crate::import::cell::Cell;
use crate::import::encoding::{self, Decoded, Guess, Listener, SURE_ENOUGH};
use crate::import::error::ImportError;
use crate::import::guard::io_words;
use crate::import::source::Column;
use crate::import::wkt_column::is_shape;

/// Most bytes of a cell that holds a shape as text.
const LONGEST_SHAPE: usize = 32 << 20;

/// Where a row stands.
#[derive(Debug, Clone, Copy, Default)]
struct Ordinal {
    /// The how many-th that holds something, from 1.
    ordinal: u64,
    /// The row that a spreadsheet shows, from 1: empty lines count.
    row: u64,
}

/// A delimited text whose header is known.
pub(super) struct Delimited {
    path: PathBuf,
    encoding: &'static Encoding,
    delimiter: u8,
    /// Rows before the first that counts.
    skipped: usize,
    width: usize,
    empty: bool,
}

impl Delimited {
    pub(super) fn open(
        path: &Path,
        file: &str,
        manner: Manner<'_>,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<Table, ImportError> {
        let (encoding, mut remarks) = letters(path, file, manner.encoding)?;
        let unreadable = |e: std::io::Error| ImportError::Unreadable {
            file: file.to_owned(),
            reason: io_words(&e),
        };
        let delimiter = delimiter_of(open(path, encoding).map_err(unreadable)?).map_err(unreadable)?;
        let mut text = Self {
            path: path.to_owned(),
            encoding,
            delimiter,
            skipped: 0,
            width: 0,
            empty: true,
        };
        let mut head = Vec::new();
        text.records(file, |place, record| {
            head.push(GridRow::new(place.row, cells(record, record.len())));
            head.len() <= LOOKED_AT
        })?;
        let width = head.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        // A row that is too long must not make the header longer.
        let found = header::find(&head, &[], known, manner.header).ok_or_else(|| ImportError::NoHeader {
            file: file.to_owned(),
            layer: String::new(),
            header: manner.header,
        })?;
        let own = match found.rows {
            Some((first, last)) => head[first..=last]
                .iter()
                .map(|row| row.cells.len())
                .max()
                .unwrap_or(width),
            None => found.names.len(),
        };
        once(&found.names, file)?;
        if own > MOST_COLUMNS {
            return Err(ImportError::TooLarge {
                file: file.to_owned(),
                layer: String::new(),
                what: format!("it has {own} columns; {MOST_COLUMNS} are read"),
            });
        }
        let plain = |(first, last): (usize, usize)| first == last && head[..first].iter().all(GridRow::is_blank);
        if !found.rows.is_some_and(plain) {
            remarks.extend(told(&head, &found, manner.header.is_some()));
        }
        text.skipped = found.ends();
        text.width = own;
        text.empty = head.len() <= text.skipped;
        let columns = found.names.into_iter().take(own);
        let columns = columns.map(|name| Column { name, numeric: false }).collect();
        Ok(Table {
            file: file.to_owned(),
            layer: String::new(),
            columns,
            remarks,
            body: Body::Delimited(text),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.empty
    }

    /// Hands over the rows below the header, numbered as a spreadsheet numbers them.
    pub(super) fn each(&self, file: &str, mut take: impl FnMut(TableRow<'_>)) -> Result<(), ImportError> {
        let skipped = self.skipped as u64;
        self.records(file, |place, record| {
            if place.ordinal <= skipped {
                return true;
            }
            // Spreadsheets write rows of commas below the last one.
            if record.iter().all(|cell| cell.trim().is_empty()) {
                return true;
            }
            let mut cells = cells(record, self.width);
            let sticks_out = record.iter().skip(self.width).any(|cell| !cell.trim().is_empty());
            let wide = sticks_out.then(|| {
                format!(
                    "it has {} cells, the header has {}: put texts that hold a comma (also a decimal comma) in quotes",
                    record.len(),
                    self.width
                )
            });
            take(TableRow {
                number: place.row,
                cells: &mut cells,
                wide,
                shared: &[],
            });
            true
        })
    }

    /// Hands over the first rows below the header, until one is not wanted any more.
    pub(super) fn first(&self, file: &str, mut take: impl FnMut(u64, &[Cell]) -> bool) -> Result<(), ImportError> {
        let skipped = self.skipped as u64;
        self.records(file, |place, record| {
            let blank = record.iter().all(|cell| cell.trim().is_empty());
            place.ordinal <= skipped || blank || take(place.row, &cells(record, self.width))
        })
    }

    /// All rows of the file that hold something, until one is not wanted any more.
    fn records(
        &self,
        file: &str,
        mut take: impl FnMut(Ordinal, &csv::StringRecord) -> bool,
    ) -> Result<(), ImportError> {
        let source = open(&self.path, self.encoding).map_err(|e| ImportError::Unreadable {
            file: file.to_owned(),
            reason: io_words(&e),
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(LineEnds::new(source));
        let mut record = csv::StringRecord::new();
        let mut place = Ordinal::default();
        // Line breaks inside quotes are lines of the file, but not rows of a sheet.
        let mut breaks_inside = 0;
        loop {
            let more = reader.read_record(&mut record).map_err(|_| ImportError::Damaged {
                file: file.to_owned(),
                layer: String::new(),
                read: place.ordinal,
                reason: "it can't be read any further".to_owned(),
            })?;
            if !more {
                return Ok(());
            }
            // Empty lines before the record were read with it, so its own is the one that has just ended.
            let line = reader.position().line().saturating_sub(1);
            breaks_inside += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            place.ordinal += 1;
            place.row = line.saturating_sub(breaks_inside).max(place.row + 1);
            let long = |cell: &&str| cell.len() > LONGEST_CELL * 4 && !(cell.len() <= LONGEST_SHAPE && is_shape(cell));
            if let Some(cell) = record.iter().find(long) {
                let what = format!(
                    "a cell of row {} holds {} characters; is a quotation mark missing?",
                    place.row,
                    cell.chars().count()
                );
                return Err(ImportError::TooLarge {
                    file: file.to_owned(),
                    layer: String::new(),
                    what,
                });
            }
            if !take(place, &record) {
                return Ok(());
            }
        }
    }
}

fn cells(record: &csv::StringRecord, width: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = record.iter().take(width).map(Cell::of_text).collect();
    cells.resize(width, Cell::Null);
    cells
}

fn open(path: &Path, encoding: &'static Encoding) -> std::io::Result<BufReader<Decoded<File>>> {
    Ok(BufReader::new(Decoded::new(File::open(path)?, encoding)))
}

/// In which letters a text is read: as the user says, or as its bytes look; what is said of it.
fn letters(path: &Path, file: &str, said: Option<&str>) -> Result<(&'static Encoding, Vec<String>), ImportError> {
    let said = said
        .map(|name| encoding::of_label(name).ok_or_else(|| ImportError::UnknownEncoding { name: name.to_owned() }))
        .transpose()?;
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&e),
    };
    let mut listener = Listener::new();
    let mut source = File::open(path).map_err(unreadable)?;
    let mut piece = vec![0; 1 << 18];
    loop {
        let read = source.read(&mut piece).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        listener.hear(&piece[..read]);
    }
    let line = listener.first_broken_line();
    let guess = listener.guess();
    if let Some(said) = said {
        let other = guess.encoding != said && guess.confidence >= SURE_ENOUGH && !guess.evidence.contains("ASCII");
        let same = said.name().starts_with("gb") && guess.encoding.name().eq_ignore_ascii_case("gbk");
        let remark =
            (other && !same).then(|| format!("read as {}, as you say; it looks like {}", said.name(), guess.told()));
        return Ok((said, remark.into_iter().collect()));
    }
    if guess.confidence < SURE_ENOUGH {
        return Err(ImportError::Letters {
            file: file.to_owned(),
            layer: String::new(),
            place: format!("line {line}"),
            advice: format!(
                "they are not UTF-8, and too few to be sure of {}; say it with --encoding, or save the file as CSV UTF-8",
                guess.told()
            ),
        });
    }
    let plain = guess.encoding == encoding_rs::UTF_8;
    let remark = (!plain).then(|| remark(path, &guess));
    Ok((guess.encoding, remark.into_iter().collect()))
}

/// A guess with some of the text as it reads.
fn remark(path: &Path, guess: &Guess) -> String {
    let mut sample = Vec::new();
    if let Ok(source) = open(path, guess.encoding) {
        let lines = source.lines().map_while(Result::ok).filter(|line| !line.is_ascii());
        sample.extend(
            lines
                .take(3)
                .map(|line| format!("{:?}", line.chars().take(60).collect::<String>())),
        );
    }
    format!(
        "its letters are read as {}; it begins {}; if that is wrong, say --encoding NAME",
        guess.told(),
        sample.join(", ")
    )
}

/// What parts the cells: the first of the known signs in the first line that has one, or a comma where several stand there; blanks where
/// no line has a sign.
fn delimiter_of(text: impl Read) -> std::io::Result<u8> {
    let mut head = Vec::new();
    text.take(1 << 16).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let sign = head.lines().find_map(delimiter);
    Ok(sign.unwrap_or_else(|| if in_step(&head) { b' ' } else { b',' }))
}

/// Whether single blanks part each line into as many words, and more than one.
pub(in crate::import) fn in_step(head: &str) -> bool {
    // The last line may be cut.
    let lines = head.lines().filter(|line| !line.trim().is_empty());
    let mut parts: Vec<usize> = lines.map(|line| line.trim_end().split(' ').count()).collect();
    if parts.len() > 1 && !head.ends_with('\n') {
        parts.pop();
    }
    parts
        .first()
        .is_some_and(|first| *first > 1 && parts.iter().all(|count| count == first))
}

fn delimiter(line: &str) -> Option<u8> {
    let mut quoted = false;
    let mut found = None;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b';' | b'\t' | b'|' if !quoted => match found {
                None => found = Some(byte),
                Some(known) if known != byte => return Some(b','),
                Some(_) => {}
            },
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u64> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).expect("a file");
        let table = Delimited::open(&path, "a.csv", Manner::default(), &|_| false).expect("readable");
        let mut wide = Vec::new();
        table
            .each(&crate::import::Silent, |row| {
                if let Some(what) = row.wide {
                    assert!(what.contains("cells"), "{what}");
                    wide.push(row.number);
                }
            })
            .expect("readable");
        wide
    }

    #[test]
    fn wide_rows_are_found_by_their_number() {
        assert_eq!(wide("a,b\n1,2\n\n\"x,y\",2\n1,2,3\n1,2,,\n1\n"), [5]);
        assert_eq!(wide("a;b\n1,5;2,5\n1;2;3\n"), [3]);
        assert_eq!(wide("a,b\n1,2\n,,,\n,\n"), Vec::<u64>::new(), "rows of commas are none");
        assert_eq!(wide("a b\n1 2\n3 4\n"), Vec::<u64>::new());
        assert_eq!(
            wide("a,b\r\n1,2\r\n\r\n\r\n1,2,3\r\n\r\n1,2,3"),
            [5, 7],
            "empty lines count"
        );
        let inside = "a,b\r\n\"x\r\ny\",2\r\n1,2,3\r\n";
        assert_eq!(wide(inside), [3], "a break inside quotes begins no row of a sheet");
        assert_eq!(wide("a\tb\n1,5\t2,5\n1\t2\t3\n"), [3]);
    }
}
