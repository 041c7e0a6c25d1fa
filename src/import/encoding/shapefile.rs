//! The letters of a shapefile: what the user says, what its `.cpg` says, what its table's head says, what its bytes look like.

use std::collections::BTreeMap;
use std::path::Path;

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::dbf::Dbf;
use super::guess::{Guess, Listener, SURE_ENOUGH};
use super::label::{of_gdal, of_label};
use crate::import::companions::beside;
use crate::import::error::ImportError;

/// How a shapefile's table is to be read.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::import) struct Letters {
    /// The encoding in the words of GDAL.
    pub(in crate::import) gdal: String,
    /// Texts that can't be decoded whole, by row from 1 and column from 0, as far as they can, with U+FFFD for the rest. GDAL drops
    /// what it can't decode without saying where.
    pub(in crate::import) broken: BTreeMap<(u64, usize), String>,
    /// What is to be said.
    pub(in crate::import) remarks: Vec<String>,
}

/// Tells a shapefile's letters; `None` where they are all ASCII or there is no table.
pub(in crate::import) fn of_shapefile(
    shapefile: &Path,
    file: &str,
    said: Option<&str>,
) -> Result<Option<Letters>, ImportError> {
    let said = said
        .map(|name| of_label(name).ok_or_else(|| ImportError::UnknownEncoding { name: name.to_owned() }))
        .transpose()?;
    let Some(mut table) = beside(shapefile, "dbf").and_then(|path| Dbf::open(&path).ok()) else {
        return Ok(None);
    };
    let Some(seen) = Seen::of(&mut table) else {
        return Ok(None);
    };
    let label = beside(shapefile, "cpg")
        .and_then(|path| std::fs::read(path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    let mut remarks = Vec::new();
    let refuse = |place: &str, advice: String| {
        Err(ImportError::Letters {
            file: file.to_owned(),
            layer: String::new(),
            place: place.to_owned(),
            advice,
        })
    };
    let cpg = Path::new(file).with_extension("cpg");
    let (encoding, by) = match (said, label.as_deref().map(|label| (label, of_label(label)))) {
        (Some(said), _) => (said, "you say so"),
        (None, Some((_, Some(encoding)))) => (encoding, "its .cpg says so"),
        (None, Some((label, None))) => {
            remarks.push(format!("its .cpg says {label:?}, which is no known encoding"));
            (seen.guess.encoding, "")
        }
        (None, None) => match of_language(table.language) {
            Some(encoding) if encoding != WINDOWS_1252 || !seen.eastern => (encoding, "its .dbf says so"),
            Some(_) => {
                remarks.push("its .dbf says Western European letters, which they are not".to_owned());
                (seen.guess.encoding, "")
            }
            None => (seen.guess.encoding, ""),
        },
    };
    if by.is_empty() && seen.guess.confidence < SURE_ENOUGH {
        let advice = format!(
            "nothing says what they are, and they are too few to be sure of {}; say it with --encoding, or put a file {} beside it that holds the word GBK (or whatever they are)",
            seen.guess.told(),
            cpg.display()
        );
        return refuse("its .dbf", advice);
    }
    let broken = broken(&mut table, encoding);
    if broken.texts > 2 && broken.texts * 5 > seen.beyond_ascii || broken.texts > 0 && broken.texts == seen.beyond_ascii
    {
        let advice = format!(
            "{} of {} texts are not {} ({by}); they look like {}; say it with --encoding, or correct {}",
            broken.texts,
            seen.beyond_ascii,
            encoding.name(),
            seen.guess.told(),
            cpg.display()
        );
        return refuse("its .dbf", advice);
    }
    if by.is_empty() {
        remarks.push(format!(
            "nothing says in what its letters are written: they are read as {}; for example {}; if that is wrong, say --encoding NAME",
            seen.guess.told(),
            broken.sample.join(", ")
        ));
    }
    Ok(Some(Letters {
        gdal: of_gdal(encoding),
        broken: broken.by_place,
        remarks,
    }))
}

/// What a table's bytes look like.
struct Seen {
    guess: Guess,
    /// Texts with letters beyond ASCII.
    beyond_ascii: u64,
    /// Most bytes beyond ASCII stand in company (Chinese), not alone (an accented letter).
    eastern: bool,
}

impl Seen {
    fn of(table: &mut Dbf) -> Option<Self> {
        let mut listener = Listener::new();
        let (mut beyond_ascii, mut not_utf8) = (0, 0);
        let (mut alone, mut in_company) = (0, 0);
        let heard = table.each(|text| {
            if text.bytes.is_ascii() {
                return;
            }
            beyond_ascii += 1;
            not_utf8 += u64::from(!is_utf8(text.bytes));
            for run in text.bytes.split(u8::is_ascii) {
                match run.len() {
                    0 => {}
                    1 => alone += 1,
                    length => in_company += length,
                }
            }
            listener.hear(text.bytes);
            listener.hear(b"\n");
        });
        if heard.is_err() || beyond_ascii == 0 {
            return None;
        }
        let mut guess = listener.guess();
        if not_utf8 == 0 {
            // Letters cut in two by narrow columns are no doubt.
            guess.encoding = UTF_8;
            guess.confidence = guess.confidence.max(1.0 - 1.0 / (1.0 + beyond_ascii as f64).powi(2));
        }
        Some(Self {
            guess,
            beyond_ascii,
            eastern: in_company > alone,
        })
    }
}

/// Whether a text is UTF-8; a letter cut off at its end does not count.
fn is_utf8(text: &[u8]) -> bool {
    std::str::from_utf8(text).map_or_else(|e| e.error_len().is_none(), |_| true)
}

/// What can't be decoded.
#[derive(Default)]
struct Broken {
    texts: u64,
    by_place: BTreeMap<(u64, usize), String>,
    sample: Vec<String>,
}

fn broken(table: &mut Dbf, encoding: &'static Encoding) -> Broken {
    let mut broken = Broken::default();
    let mut samples: Vec<(Option<u64>, usize, String)> = Vec::new();
    // It was read to its end a moment ago; should it fail now, GDAL will say so.
    let _ = table.each(|text| {
        if text.bytes.is_ascii() {
            return;
        }
        let (decoded, failed) = encoding.decode_without_bom_handling(text.bytes);
        if !failed {
            if samples.len() < 3 && text.row.is_some() {
                samples.push((text.row, text.column, decoded.into_owned()));
            }
            return;
        }
        let whole = decoded.trim_end_matches('\u{fffd}');
        broken.texts += u64::from(!text.full || whole.contains('\u{fffd}'));
        if let Some(row) = text.row {
            broken.by_place.insert((row, text.column), decoded.into_owned());
        }
    });
    broken.sample = samples
        .into_iter()
        .map(|(row, column, text)| {
            format!(
                "row {} {} {text:?}",
                row.unwrap_or_default(),
                table.name(column, encoding)
            )
        })
        .collect();
    broken
}

/// What the language byte of a table's head means; `None` where it says nothing that is known.
fn of_language(byte: u8) -> Option<&'static Encoding> {
    match byte {
        0x4d | 0x7a => Some(GBK),
        0x4f | 0x78 => Some(BIG5),
        0x13 | 0x7b => Some(SHIFT_JIS),
        0x4e | 0x79 => Some(EUC_KR),
        0x03 | 0x57..=0x59 => Some(WINDOWS_1252),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a table with this language byte, these texts and this `.cpg`.
    fn told(
        language: u8,
        texts: &[&[u8]],
        cpg: Option<&str>,
        said: Option<&str>,
    ) -> Result<Option<Letters>, ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut table = vec![0; 32 + 32 + 1];
        table[8] = 65;
        table[29] = language;
        table[32..36].copy_from_slice(b"NAME");
        table[43] = b'C';
        // A width that is no ASCII must not be taken for a letter.
        table[48] = 254;
        table[64] = 0x0d;
        for (index, text) in texts.iter().enumerate() {
            table.push(if text.starts_with(b"deleted") { b'*' } else { b' ' });
            table.extend_from_slice(text);
            table.resize(65 + 255 * (index + 1), b' ');
        }
        std::fs::write(folder.path().join("a.dbf"), &table).expect("a file");
        if let Some(cpg) = cpg {
            std::fs::write(folder.path().join("a.cpg"), cpg).expect("a file");
        }
        of_shapefile(&folder.path().join("a.shp"), "a.shp", said)
    }

    fn gdal(told: Result<Option<Letters>, ImportError>) -> Option<String> {
        told.expect("readable").map(|letters| letters.gdal)
    }

    #[test]
    fn a_table_s_letters_are_told_by_the_user_the_cpg_the_head_or_their_looks() {
        let name = "西山社区居民委员会";
        let (gbk, ..) = GBK.encode(name);
        let (big5, ..) = BIG5.encode("信義區西村里辦公處");
        let utf8 = name.as_bytes();
        assert_eq!(gdal(told(0, &[b"plain"], None, None)), None);
        assert_eq!(gdal(told(0, &[utf8], None, None)).as_deref(), Some("UTF-8"));
        for language in [0, 0x57, 0x03, 0x4d, 0x7a] {
            assert_eq!(
                gdal(told(language, &[&gbk], None, None)).as_deref(),
                Some("GB18030"),
                "{language}"
            );
        }
        assert_eq!(gdal(told(0, &[&big5], None, None)).as_deref(), Some("BIG5-HKSCS"));
        assert_eq!(gdal(told(0x57, &[utf8], None, None)).as_deref(), Some("UTF-8"));
        assert_eq!(
            gdal(told(0x57, &[b"caf\xe9 "], None, None)).as_deref(),
            Some("WINDOWS-1252")
        );
        assert_eq!(
            gdal(told(0, &[&gbk], Some("GBK\r\n"), None)).as_deref(),
            Some("GB18030")
        );
        assert_eq!(
            gdal(told(0, &[&gbk], Some("UTF-8"), Some("gb18030"))).as_deref(),
            Some("GB18030")
        );
        assert!(matches!(
            told(0, &[&gbk], Some("UTF-8"), None),
            Err(ImportError::Letters { .. })
        ));
        assert!(matches!(
            told(0, &[&gbk], None, Some("?")),
            Err(ImportError::UnknownEncoding { .. })
        ));
        assert!(
            matches!(told(0, &[b"\xc3\xfb"], None, None), Err(ImportError::Letters { .. })),
            "one letter"
        );
    }

    #[test]
    fn the_report_shows_the_guess_with_samples() {
        let (gbk, ..) = GBK.encode("西山社区居民委员会");
        let letters = told(0, &[b"x", &gbk], None, None).expect("readable").expect("Chinese");
        let [remark] = letters.remarks.as_slice() else {
            unreachable!("{:?}", letters.remarks)
        };
        assert!(
            remark.contains("GBK (confidence 90 %") && remark.contains("row 2 NAME \"西山社区居民委员会\""),
            "{remark}"
        );
    }

    #[test]
    fn texts_that_can_not_be_decoded_are_kept_by_their_place() {
        let (gbk, ..) = GBK.encode("西山社区居民委员会");
        let texts: [&[u8]; 4] = [&gbk, b"deleted", b"ab\xff\xffc", &gbk];
        let letters = told(0x4d, &texts, None, None).expect("readable").expect("Chinese");
        assert_eq!(letters.broken.keys().copied().collect::<Vec<_>>(), [(2, 0)]);
        assert!(letters.broken[&(2, 0)].starts_with("ab\u{fffd}"));
    }
}
