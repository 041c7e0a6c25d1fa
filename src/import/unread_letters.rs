//! Letters that could not be read: listed where they are few, and the file refused where they are many.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::error::ImportError;
use super::format::Format;
use super::ledger::Ledger;
use super::letters;
use super::mapping::Mapping;

/// What was met of letters that could not be read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Letters {
    /// Where they were met first.
    first: Option<String>,
    /// Cells with such letters, and cells with letters beyond ASCII.
    unread: u64,
    beyond_ascii: u64,
    /// One such cell is enough to refuse the file: in a layer with geometry they mean that the whole is read wrong.
    strict: bool,
}

impl Letters {
    /// Takes out of a row what can't be seen, and lists letters that could not be read. Whether the row can be used.
    pub(super) fn tidied(
        &mut self,
        cells: &mut [Cell],
        row: &str,
        mapping: &Mapping,
        format: Format,
        ledger: &mut Ledger,
    ) -> bool {
        let mut usable = true;
        self.strict = matches!(format, Format::GeoJson | Format::GeoPackage);
        for (index, cell) in cells.iter_mut().enumerate() {
            let field = mapping.field(index);
            let Cell::Text(text) = cell else { continue };
            self.beyond_ascii += u64::from(!text.is_ascii());
            if field.is_none() && matches!(format, Format::GeoJson | Format::GeoPackage) {
                continue;
            }
            // A column, or a line of a drawing, holds some 250 bytes.
            let narrow = matches!(format, Format::Shapefile | Format::Dxf);
            if let Some(whole) = letters::cut_off(text).filter(|_| narrow) {
                let whole = whole.to_owned();
                if let Some(field) = field {
                    let what =
                        format!("its last letter was cut in two by a column that is too narrow: {whole:?} is kept");
                    ledger.warn(row, Some(field), what);
                }
                *text = whole;
            }
            if text.contains(letters::UNREAD) {
                self.unread += 1;
                self.first
                    .get_or_insert_with(|| format!("row {row}, column {:?}", mapping.name(index)));
                let what = format!(
                    "{:?} holds letters that can't be read (shown as ?); correct them, or say in what they are written with --encoding",
                    text.replace(letters::UNREAD, "?")
                );
                if let Some(field) = field {
                    ledger.reject(row, Some(field), what);
                    usable = false;
                } else {
                    ledger.warn(row, Some(mapping.name(index)), what);
                }
                continue;
            }
            if let (Some(field), Some(clean)) = (field, letters::cleaned(text)) {
                ledger.warn(row, Some(field), letters::REPLACED);
                *cell = Cell::of_text(&clean);
            }
        }
        usable
    }

    /// Where letters could not be read, if they are so many that the file as a whole is read wrong.
    pub(super) fn hopeless(self) -> Option<String> {
        let many = self.unread > 2 && self.unread * 5 > self.beyond_ascii;
        self.first.filter(|_| self.strict || many)
    }
}

/// The file's letters are not what it says, or it does not say.
pub(super) fn unread_letters(file: &str, layer: &str, format: Format, place: String) -> ImportError {
    let advice = match format {
        Format::Shapefile => {
            let cpg = Path::new(file).with_extension("cpg");
            format!(
                "say in what they are written with --encoding, put a file {} beside it that holds the word GBK (or whatever they are), or save it as UTF-8",
                cpg.display()
            )
        }
        Format::Csv => "say in what it is written with --encoding, or save it as CSV UTF-8".to_owned(),
        Format::GeoJson | Format::GeoJsonSeq | Format::Kml | Format::MapInfoTab | Format::MapInfoMif | Format::Dxf => "they are written in another way than was said or guessed (say it with --encoding), or they were lost before (the character U+FFFD stands in their place): then take the text from the original, and save it as UTF-8".to_owned(),
        _ => "they were lost before (the character U+FFFD stands in their place); take the text from the original, and save it as UTF-8".to_owned(),
    };
    ImportError::Letters {
        file: file.to_owned(),
        layer: layer.to_owned(),
        place,
        advice,
    }
}
