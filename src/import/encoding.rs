//! Whether a file's letters can be trusted.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::companions::beside;

/// Whether the beginning of a file is UTF-8; a letter cut off at its end does not count.
pub(super) fn is_utf8(head: &[u8]) -> bool {
    std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
}

/// Whether a shapefile's letters are surely not what it says: no `.cpg` file says anything, and its table's head says nothing or
/// Western European, as many programs write without thinking, but its letters beyond ASCII are neither.
pub(super) fn is_doubtful(shapefile: &Path) -> bool {
    if beside(shapefile, "cpg").is_some() {
        return false;
    }
    beside(shapefile, "dbf")
        .and_then(|path| doubtful_table(path).ok())
        .unwrap_or_default()
}

fn doubtful_table(path: PathBuf) -> std::io::Result<bool> {
    let mut table = BufReader::with_capacity(1 << 18, File::open(path)?);
    let mut head = [0; 32];
    table.read_exact(&mut head)?;
    let silent = head[29] == 0;
    if !(silent || matches!(head[29], 0x03 | 0x57)) {
        return Ok(false);
    }
    let mut descriptors = vec![0; usize::from(u16::from_le_bytes([head[8], head[9]])).saturating_sub(32)];
    table.read_exact(&mut descriptors)?;
    let mut runs = Runs::default();
    let mut broken = false;
    let mut look = |cell: &[u8]| {
        let cell = cell.split(|b| *b == 0).next().unwrap_or_default().trim_ascii_end();
        broken |= !is_utf8(cell);
        runs.take(cell);
    };
    let mut widths = Vec::new();
    for field in descriptors.chunks_exact(32).take_while(|field| field[0] != 0x0d) {
        look(&field[..11]);
        widths.push((field[11] == b'C', usize::from(field[16])));
    }
    // A mark of deletion, then the cells.
    let mut row = vec![0; 1 + widths.iter().map(|(_, width)| width).sum::<usize>()];
    while table.read_exact(&mut row).is_ok() {
        let mut rest = &row[1..];
        for (text, width) in &widths {
            let (cell, others) = rest.split_at(*width);
            if *text {
                look(cell);
            }
            rest = others;
        }
    }
    Ok(if silent { broken } else { runs.look_eastern() })
}

/// How many bytes beyond ASCII stand alone (an accented letter), and how many in company (Chinese).
#[derive(Default)]
struct Runs {
    alone: u64,
    in_company: u64,
}

impl Runs {
    fn take(&mut self, bytes: &[u8]) {
        for run in bytes.split(u8::is_ascii) {
            match run.len() {
                0 => {}
                1 => self.alone += 1,
                length => self.in_company += length as u64,
            }
        }
    }

    fn look_eastern(&self) -> bool {
        self.in_company > self.alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_cut_off_at_the_end_is_no_harm() {
        let text = "名称,经度".as_bytes();
        assert!(is_utf8(text) && is_utf8(&text[..text.len() - 1]));
        assert!(!is_utf8(b"\xc3\xfb\xb3\xc6,lon"), "GBK");
    }

    #[test]
    fn a_table_that_does_not_say_is_doubted_if_it_matters() {
        let folder = tempfile::tempdir().expect("a folder");
        let shapefile = folder.path().join("a.shp");
        let doubted = |language: u8, text: &[u8]| {
            let mut table = vec![0; 32 + 32 + 1];
            table[8] = 65;
            table[29] = language;
            table[32..36].copy_from_slice(b"NAME");
            table[43] = b'C';
            // A width that is no ASCII must not be taken for a letter.
            table[48] = 254;
            table[64] = 0x0d;
            table.push(b' ');
            table.extend_from_slice(text);
            table.resize(65 + 255, b' ');
            std::fs::write(folder.path().join("a.dbf"), &table).expect("a file");
            is_doubtful(&shapefile)
        };
        let (gbk, utf8) = (b"\xc3\xfb\xb3\xc6 x", "名称 x".as_bytes());
        assert!(!doubted(0, b"plain") && !doubted(0, utf8) && doubted(0, gbk));
        assert!(doubted(0x57, gbk) && doubted(0x57, utf8), "not Western European");
        assert!(!doubted(0x57, b"caf\xe9 "), "Western European");
        assert!(!doubted(0x4d, gbk), "it says GBK itself");
        std::fs::write(folder.path().join("a.cpg"), "GBK").expect("a file");
        assert!(!doubted(0, gbk));
    }
}
