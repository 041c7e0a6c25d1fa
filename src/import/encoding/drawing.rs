//! The letters of a drawing (DXF): what the user says, what its release and its code page say, what its bytes look like.
//!
//! From `AutoCAD` 2007 on (`AC1021`) a drawing is UTF-8, whatever code page it names; older ones are in their code page, and those that name
//! none, or a Western one for Chinese letters, are told by their looks.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::guess::{Guess, Listener, SURE_ENOUGH};
use super::label::{of_gdal, of_label};
use crate::import::error::ImportError;
use crate::import::guard::io_words;

/// The first release that is UTF-8.
const UNICODE: &str = "AC1021";
/// Bytes of the header that are looked through.
const HEADER: u64 = 1 << 20;
/// Letters that are UTF-8 with less doubt than this may be of another encoding by chance.
const SURELY: f64 = 0.99;
/// Bytes that are heard at once.
const PIECE: usize = 1 << 18;

/// In what a drawing's letters are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct DrawingLetters {
    /// The encoding in the words of GDAL.
    pub(in crate::import) gdal: String,
    /// What is to be said.
    pub(in crate::import) remarks: Vec<String>,
}

/// Tells a drawing's letters.
pub(in crate::import) fn of_drawing(
    path: &Path,
    file: &str,
    said: Option<&str>,
) -> Result<DrawingLetters, ImportError> {
    if let Some(name) = said {
        let said = of_label(name).ok_or_else(|| ImportError::UnknownEncoding { name: name.to_owned() })?;
        return Ok(plainly(said));
    }
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&e),
    };
    let head = Head::read(path).map_err(unreadable)?;
    let (guess, beyond_ascii) = heard(path).map_err(unreadable)?;
    let stated = head.stated();
    if !beyond_ascii {
        return Ok(plainly(stated.unwrap_or(UTF_8)));
    }
    let utf8 = guess.encoding == UTF_8 && guess.confidence > SURELY;
    match stated {
        Some(stated) if [UTF_8, WINDOWS_1252].contains(&stated) && stated == guess.encoding => Ok(plainly(stated)),
        Some(stated) if ![UTF_8, WINDOWS_1252].contains(&stated) && !utf8 => Ok(plainly(stated)),
        _ if guess.confidence < SURE_ENOUGH => Err(ImportError::Letters {
            file: file.to_owned(),
            layer: String::new(),
            place: "its texts".to_owned(),
            advice: format!(
                "{}, and they are too few to be sure of {}; say it with --encoding",
                head.told(),
                guess.told()
            ),
        }),
        _ => Ok(DrawingLetters {
            gdal: of_gdal(guess.encoding),
            remarks: vec![format!(
                "{}: its texts are read as {}; if that is wrong, say --encoding NAME",
                head.told(),
                guess.told()
            )],
        }),
    }
}

fn plainly(encoding: &'static Encoding) -> DrawingLetters {
    DrawingLetters {
        gdal: of_gdal(encoding),
        remarks: Vec::new(),
    }
}

/// What a drawing says of itself at its beginning.
#[derive(Debug, Default)]
struct Head {
    release: Option<String>,
    code_page: Option<String>,
}

impl Head {
    /// Looks through the header: after the name of a variable come a group code and the value.
    fn read(path: &Path) -> std::io::Result<Self> {
        let mut reader = BufReader::new(File::open(path)?.take(HEADER));
        let mut head = Self::default();
        let mut line = Vec::new();
        let mut before = [String::new(), String::new()];
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(head);
            }
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            match before[0].as_str() {
                "$ACADVER" => head.release = Some(text.clone()),
                "$DWGCODEPAGE" => head.code_page = Some(text.clone()),
                _ => {}
            }
            if text == "ENTITIES" || (head.release.is_some() && head.code_page.is_some()) {
                return Ok(head);
            }
            before.swap(0, 1);
            before[1] = text;
        }
    }

    fn stated(&self) -> Option<&'static Encoding> {
        if self.release.as_deref().is_some_and(|release| release >= UNICODE) {
            return Some(UTF_8);
        }
        // ANSI_936
        of_label(&self.code_page.as_deref()?.replace('_', ""))
    }

    fn told(&self) -> String {
        match (&self.release, &self.code_page) {
            (Some(release), _) if release.as_str() >= UNICODE => {
                format!("its release ({release}) says UTF-8, which its texts are not")
            }
            (_, Some(page)) => format!("its code page ({page}) does not tell its letters"),
            (_, None) => "nothing says in what its letters are written".to_owned(),
        }
    }
}

/// What a drawing's bytes look like, and whether any is beyond ASCII.
fn heard(path: &Path) -> std::io::Result<(Guess, bool)> {
    let mut file = File::open(path)?;
    let mut listener = Listener::new();
    let mut piece = vec![0; PIECE];
    let mut beyond_ascii = false;
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok((listener.guess(), beyond_ascii));
        }
        beyond_ascii |= !piece[..read].is_ascii();
        listener.hear(&piece[..read]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GBK};

    fn told(release: &str, page: &str, text: &[u8], said: Option<&str>) -> Result<DrawingLetters, ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.dxf");
        let mut drawing = b"  0\nSECTION\n  2\nHEADER\n".to_vec();
        for (name, code, value) in [("$ACADVER", 1, release), ("$DWGCODEPAGE", 3, page)] {
            if !value.is_empty() {
                drawing.extend_from_slice(format!("  9\r\n{name}\r\n  {code}\r\n{value}\r\n").as_bytes());
            }
        }
        drawing.extend_from_slice(b"  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n  0\nTEXT\n  1\n");
        drawing.extend_from_slice(text);
        drawing.extend_from_slice(b"\n  0\nENDSEC\n  0\nEOF\n");
        std::fs::write(&path, drawing).expect("a file");
        of_drawing(&path, "a.dxf", said)
    }

    #[test]
    fn release_code_page_looks_and_the_user_tell_a_drawing_s_letters() {
        let name = "社区卫生服务站和菜市场";
        let (gbk, ..) = GBK.encode(name);
        let (big5, ..) = BIG5.encode("信義區西村里辦公處");
        for (release, page, text, said, gdal) in [
            ("AC1024", "ANSI_936", name.as_bytes(), None, "UTF-8"),
            ("AC1021", "", name.as_bytes(), None, "UTF-8"),
            ("AC1015", "ANSI_936", &gbk, None, "GB18030"),
            ("AC1009", "ANSI_950", &big5, None, "BIG5-HKSCS"),
            ("AC1015", "ANSI_1252", b"caf\xe9 M\xfcller", None, "WINDOWS-1252"),
            ("AC1009", "", b"plain", None, "UTF-8"),
            // They say one thing and are another.
            ("AC1015", "ANSI_1252", &gbk, None, "GB18030"),
            ("AC1024", "ANSI_936", &gbk, None, "GB18030"),
            ("AC1009", "dos437", &gbk, None, "GB18030"),
            ("", "", &gbk, None, "GB18030"),
            ("AC1024", "ANSI_936", name.as_bytes(), Some("GBK"), "GB18030"),
        ] {
            let letters = told(release, page, text, said).expect("they are told");
            assert_eq!(letters.gdal, gdal, "{release} {page}");
        }
        let letters = told("AC1024", "ANSI_936", &gbk, None).expect("they are told");
        assert!(
            letters.remarks[0].contains("AC1024") && letters.remarks[0].contains("GBK (confidence"),
            "{letters:?}"
        );
        let error = told("AC1015", "", b"\xc3\xfb", None)
            .expect_err("one letter")
            .to_string();
        assert!(error.contains("too few") && error.contains("--encoding"), "{error}");
        assert!(matches!(
            told("AC1015", "", b"a", Some("?")),
            Err(ImportError::UnknownEncoding { .. })
        ));
    }
}
