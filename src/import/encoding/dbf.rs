//! The texts of a shapefile's table as bytes: what GDAL decodes it does not say, and what it can't decode it drops.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// A shapefile's table.
pub(super) struct Dbf {
    file: BufReader<File>,
    /// The byte that names its code page.
    pub(super) language: u8,
    begin: u64,
    fields: Vec<Field>,
}

struct Field {
    name: Vec<u8>,
    text: bool,
    width: usize,
}

/// One text: a column's name where `row` is `None`.
pub(super) struct Text<'a> {
    pub(super) row: Option<u64>,
    pub(super) column: usize,
    /// Without the blanks that fill the column.
    pub(super) bytes: &'a [u8],
    /// It fills the column to the last byte.
    pub(super) full: bool,
}

impl Dbf {
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
        let mut head = [0; 32];
        file.read_exact(&mut head)?;
        let begin = u64::from(u16::from_le_bytes([head[8], head[9]]));
        let mut descriptors = vec![0; (begin as usize).saturating_sub(32)];
        file.read_exact(&mut descriptors)?;
        let fields = descriptors
            .chunks_exact(32)
            .take_while(|field| field[0] != 0x0d)
            .map(|field| Field {
                name: field[..11].split(|b| *b == 0).next().unwrap_or_default().to_vec(),
                text: field[11] == b'C',
                width: usize::from(field[16]),
            })
            .collect();
        Ok(Self {
            file,
            language: head[29],
            begin,
            fields,
        })
    }

    /// Hands over every column's name and every text. Rows are counted from 1 without deleted ones, as GDAL counts.
    pub(super) fn each(&mut self, mut take: impl FnMut(Text<'_>)) -> std::io::Result<()> {
        for (column, field) in self.fields.iter().enumerate() {
            take(Text {
                row: None,
                column,
                bytes: field.name.trim_ascii(),
                full: false,
            });
        }
        self.file.seek(SeekFrom::Start(self.begin))?;
        // A mark of deletion, then the cells.
        let mut record = vec![0; 1 + self.fields.iter().map(|field| field.width).sum::<usize>()];
        let mut number = 0;
        while self.file.read_exact(&mut record).is_ok() {
            if record[0] == b'*' {
                continue;
            }
            number += 1;
            let mut rest = &record[1..];
            for (column, field) in self.fields.iter().enumerate() {
                let (cell, others) = rest.split_at(field.width);
                rest = others;
                if field.text {
                    let cell = cell.split(|b| *b == 0).next().unwrap_or_default();
                    let bytes = cell.trim_ascii_end();
                    take(Text {
                        row: Some(number),
                        column,
                        bytes,
                        full: bytes.len() == field.width,
                    });
                }
            }
        }
        Ok(())
    }

    /// A column's name in an encoding.
    pub(super) fn name(&self, column: usize, encoding: &'static encoding_rs::Encoding) -> String {
        let name = self.fields.get(column).map(|field| field.name.as_slice());
        encoding
            .decode_without_bom_handling(name.unwrap_or_default())
            .0
            .into_owned()
    }
}
