//! `MapInfo` tables whose head names no letters ("Neutral"), or others than the user says: copied, with the right name in the head. Their
//! library then decodes texts and columns by itself.

use std::io::Read;
use std::path::Path;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::{Retold, followed, heard, in_room, texts, unreadable};
use crate::import::companions::{beside, copied};
use crate::import::error::ImportError;
use crate::import::format::Format;

/// Bytes of the head that are looked at.
const HEAD: u64 = 1 << 16;
/// No letters are named; bytes are handed over as they are, which is right for UTF-8.
const NEUTRAL: &str = "Neutral";

pub(super) fn retold(
    path: &Path,
    format: Format,
    room: &Path,
    file: &str,
    said: Option<&'static Encoding>,
) -> Result<Retold, ImportError> {
    let unreadable = unreadable(file);
    let mut head = Vec::new();
    std::fs::File::open(path)
        .and_then(|opened| opened.take(HEAD).read_to_end(&mut head))
        .map_err(&unreadable)?;
    let stated = charset(&head);
    let (encoding, remarks) = match said {
        Some(said) => (said, Vec::new()),
        None if stated.is_some_and(|name| !name.eq_ignore_ascii_case(NEUTRAL)) => return Ok(Retold::default()),
        None => {
            let guess = if format == Format::MapInfoTab {
                beside(path, "dat").map(|table| texts::heard(&table, &head))
            } else {
                Some(heard(&beside(path, "mid").unwrap_or_else(|| path.to_owned())))
            };
            let Some(guess) = guess.transpose().map_err(&unreadable)? else {
                return Ok(Retold::default());
            };
            match followed(&guess, file)? {
                Some((encoding, what)) => (encoding, vec![what]),
                None => return Ok(Retold::default()),
            }
        }
    };
    let name = name_of(encoding).ok_or_else(|| ImportError::Letters {
        file: file.to_owned(),
        layer: String::new(),
        place: "its head".to_owned(),
        advice: format!(
            "MapInfo has no name for {}; save it as a GeoPackage there, or say GBK, Big5, UTF-8 or a Western encoding",
            encoding.name()
        ),
    })?;
    if stated.is_some_and(|stated| stated.eq_ignore_ascii_case(name)) {
        return Ok(Retold { path: None, remarks });
    }
    let copy = in_room(path, room);
    let write = || {
        let whole = std::fs::read(path)?;
        std::fs::write(&copy, with_charset(&whole, name, format))?;
        let companions: &[&str] = if format == Format::MapInfoTab {
            &["dat", "map", "id", "ind"]
        } else {
            &["mid"]
        };
        for (ending, companion) in companions
            .iter()
            .filter_map(|ending| Some((ending, beside(path, ending)?)))
        {
            copied(&companion, &copy.with_extension(ending))?;
        }
        Ok(())
    };
    write().map_err(&unreadable)?;
    Ok(Retold::copy(copy, remarks))
}

/// The name that `MapInfo` has for an encoding.
fn name_of(encoding: &'static Encoding) -> Option<&'static str> {
    let known = [
        (GBK, "WindowsSimpChinese"),
        (GB18030, "WindowsSimpChinese"),
        (BIG5, "WindowsTradChinese"),
        (SHIFT_JIS, "WindowsJapanese"),
        (EUC_KR, "WindowsKorean"),
        (WINDOWS_1252, "WindowsLatin1"),
        (UTF_8, NEUTRAL),
    ];
    known.iter().find(|(one, _)| *one == encoding).map(|(_, name)| *name)
}

/// The word behind `Charset` (`!charset` in the first lines of a table), without quotes.
fn charset(head: &[u8]) -> Option<&str> {
    let (from, to) = places(head).into_iter().next()?;
    std::str::from_utf8(&head[from..to]).ok()
}

/// Where the words behind `Charset` stand.
fn places(text: &[u8]) -> Vec<(usize, usize)> {
    const WORD: &[u8] = b"charset";
    let head = &text[..text.len().min(HEAD as usize)];
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(found) = head.get(at..).and_then(|rest| {
        rest.windows(WORD.len())
            .position(|word| word.eq_ignore_ascii_case(WORD))
    }) {
        let behind = at + found + WORD.len();
        let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'"');
        let from = behind + head[behind..].iter().take_while(|b| blank(b)).count();
        let to = from
            + head[from..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                .count();
        // A column may be called so too, behind which its type would stand.
        if from > behind && to > from && (at == 0 || head[behind..from].contains(&b'"')) {
            places.push((from, to));
        }
        at = to.max(behind);
    }
    places
}

/// The head with another name of its letters.
fn with_charset(text: &[u8], name: &str, format: Format) -> Vec<u8> {
    let places = places(text);
    if places.is_empty() && format == Format::MapInfoMif {
        // Behind the first line, the version.
        let end = text.iter().position(|b| *b == b'\n').map_or(text.len(), |at| at + 1);
        return [&text[..end], format!("Charset \"{name}\"\n").as_bytes(), &text[end..]].concat();
    }
    let mut out = Vec::with_capacity(text.len() + 64);
    let mut done = 0;
    for (from, to) in places {
        out.extend_from_slice(&text[done..from]);
        out.extend_from_slice(name.as_bytes());
        done = to;
    }
    out.extend_from_slice(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_s_letters_are_found_and_named_anew() {
        let tab = b"!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset \"Neutral\"\n  Fields 1\n    charset Char (254) ;\n";
        assert_eq!(charset(tab), Some("Neutral"));
        let named = with_charset(tab, "WindowsSimpChinese", Format::MapInfoTab);
        let text = String::from_utf8(named).expect("ASCII");
        assert_eq!(text.matches("WindowsSimpChinese").count(), 2, "{text}");
        assert!(
            text.contains("    charset Char (254) ;"),
            "a column keeps its type: {text}"
        );
        let mif = b"Version 300\nDelimiter \",\"\n";
        assert_eq!(charset(mif), None);
        assert_eq!(
            with_charset(mif, "WindowsSimpChinese", Format::MapInfoMif),
            b"Version 300\nCharset \"WindowsSimpChinese\"\nDelimiter \",\"\n"
        );
    }
}
