//! The beginning of an XML file, looked at before any library parses it.
//!
//! A document type declaration can name files and addresses, and can make a few lines grow into gigabytes. No map file needs one, so
//! a file with one is refused; what stands after the root element can't declare anything.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Longest prolog that is looked through.
const LONGEST: usize = 1 << 20;

/// The name of the root element without its prefix, or why the file is not taken.
pub(super) fn root(text: &[u8]) -> Result<String, &'static str> {
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") || text.iter().take(4).any(|byte| *byte == 0) {
        return Err("it is XML in UTF-16; save it as UTF-8");
    }
    let mut rest = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    loop {
        rest = rest.trim_ascii_start();
        if let Some(behind) = rest.strip_prefix(b"<?") {
            rest = after(behind, b"?>").ok_or("its XML does not begin within the first megabyte")?;
        } else if let Some(behind) = rest.strip_prefix(b"<!--") {
            rest = after(behind, b"-->").ok_or("its XML does not begin within the first megabyte")?;
        } else if rest.starts_with(b"<!") {
            return Err(
                "it has a document type declaration (<!DOCTYPE ...>), which no map file needs and hostile ones use; take it out",
            );
        } else {
            break;
        }
    }
    let name = rest.strip_prefix(b"<").ok_or("it is not XML")?;
    let end = name
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
        .ok_or("it is not XML")?;
    let name = String::from_utf8_lossy(&name[..end]);
    Ok(name.rsplit(':').next().unwrap_or_default().to_owned())
}

fn after<'a>(text: &'a [u8], sign: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(sign.len()).position(|window| window == sign)?;
    Some(&text[at + sign.len()..])
}

/// The beginning of a file, as much of it as a prolog may have.
pub(super) fn of_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(LONGEST as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// How often a word stands in a file.
pub(super) fn count(path: &Path, word: &[u8]) -> io::Result<u64> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut window: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    let mut found = 0;
    loop {
        let read = reader.read(&mut chunk)?;
        if read == 0 {
            return Ok(found);
        }
        window.extend_from_slice(&chunk[..read]);
        found += window.windows(word.len()).filter(|part| *part == word).count() as u64;
        // What may be the beginning of the word stays for the next turn, and is too short to be counted twice.
        window.drain(..window.len().saturating_sub(word.len() - 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_told_whatever_stands_before() {
        for text in [
            "<kml>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- <!DOCTYPE x> -->\n<k:kml a=\"b\">",
            " <kml/>",
        ] {
            assert_eq!(root(text.as_bytes()), Ok("kml".to_owned()), "{text}");
        }
    }

    #[test]
    fn declarations_are_refused() {
        for text in [
            "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY a \"b\">]><kml/>",
            "<!-- x --> <!DOCTYPE kml SYSTEM \"file:///etc/passwd\"><kml/>",
        ] {
            assert!(
                root(text.as_bytes()).expect_err("it declares").contains("DOCTYPE"),
                "{text}"
            );
        }
        assert!(root(b"<\0k\0m\0l\0>\0").expect_err("UTF-16").contains("UTF-16"));
        for text in ["kml", "", "<", "<?xml", "<!-- "] {
            assert!(root(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn words_are_counted_across_the_parts_of_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        for before in [0, (1 << 16) - 3, (1 << 16) - 1, 1 << 16] {
            let mut text = vec![b' '; before];
            text.extend_from_slice(b"wordword");
            std::fs::write(&path, &text).expect("a file");
            assert_eq!(count(&path, b"word").expect("readable"), 2, "{before}");
        }
    }
}
