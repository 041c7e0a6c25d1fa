//! `GeoJSON` that is not UTF-8, as older programs write it: written anew as UTF-8.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};

use super::{Retold, followed, heard, in_room, is_utf8, unreadable};
use crate::import::encoding::Decoded;
use crate::import::error::ImportError;

pub(super) fn retold(
    path: &Path,
    room: &Path,
    file: &str,
    said: Option<&'static Encoding>,
) -> Result<Retold, ImportError> {
    let unreadable = unreadable(file);
    let (encoding, remarks) = match said {
        Some(said) if said == UTF_8 => return Ok(Retold::default()),
        Some(said) => (said, Vec::new()),
        None => {
            if is_utf8(path).map_err(&unreadable)? {
                return Ok(Retold::default());
            }
            let guess = heard(path).map_err(&unreadable)?;
            match followed(&guess, file)? {
                Some((encoding, what)) => (encoding, vec![what]),
                None => return Ok(Retold::default()),
            }
        }
    };
    let copy = in_room(path, room);
    let write = || {
        let mut text = Decoded::new(BufReader::new(File::open(path)?), encoding);
        let mut out = BufWriter::new(File::create(&copy)?);
        std::io::copy(&mut text, &mut out)?;
        out.flush()
    };
    write().map_err(&unreadable)?;
    Ok(Retold::copy(copy, remarks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GBK;

    const TEXT: &str = r#"{"name":"西山社区居民委员会","a":"\u0041"}"#;

    fn told(bytes: &[u8], said: Option<&'static Encoding>) -> Result<(Option<String>, usize), ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.geojson");
        std::fs::write(&path, bytes).expect("a file");
        let room = tempfile::tempdir().expect("a folder");
        let told = retold(&path, room.path(), "a.geojson", said)?;
        let text = told.path.map(|path| std::fs::read_to_string(path).expect("UTF-8"));
        Ok((text, told.remarks.len()))
    }

    #[test]
    fn only_what_is_not_utf8_is_written_anew() {
        let (gbk, ..) = GBK.encode(TEXT);
        assert_eq!(told(TEXT.as_bytes(), None), Ok((None, 0)));
        assert_eq!(told(TEXT.as_bytes(), Some(UTF_8)), Ok((None, 0)));
        assert_eq!(told(&gbk, None), Ok((Some(TEXT.to_owned()), 1)), "a guess is said");
        assert_eq!(told(&gbk, Some(GBK)), Ok((Some(TEXT.to_owned()), 0)));
        let error = told(b"{\"name\":\"\xc3\xfb\"}", None)
            .expect_err("one letter")
            .to_string();
        assert!(error.contains("--encoding"), "{error}");
    }
}
