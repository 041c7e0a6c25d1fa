//! Guesses in which letters a text is written, and says how sure that is.
//!
//! Bytes that are UTF-8 are hardly ever anything else. Otherwise the detector that browsers use names a candidate, and a decode test
//! says how well it fits: how many letters come out, and how many of them are common ones.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// A guess is followed from this confidence on; below it the user is asked.
pub(in crate::import) const SURE_ENOUGH: f64 = 0.6;
/// Bytes from the first letter beyond ASCII on that are kept for the decode test.
const KEPT: usize = 256 << 10;
/// A text with fewer broken places than one in so many letters is UTF-8 with mistakes.
const FEW_BROKEN: u64 = 20;

/// In which letters a text seems to be written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::import) struct Guess {
    pub(in crate::import) encoding: &'static Encoding,
    /// From 0 (no idea) to 1 (certain).
    pub(in crate::import) confidence: f64,
    /// What speaks for it.
    pub(in crate::import) evidence: String,
    /// A mark at the beginning of the text says so.
    pub(in crate::import) marked: bool,
}

impl Guess {
    /// `GBK (confidence 97 %: ...)`.
    pub(in crate::import) fn told(&self) -> String {
        format!(
            "{} (confidence {:.0} %: {})",
            self.encoding.name(),
            self.confidence * 100.0,
            self.evidence
        )
    }
}

/// Hears a text piece by piece.
pub(in crate::import) struct Listener {
    detector: EncodingDetector,
    mark: Option<&'static Encoding>,
    begun: bool,
    /// The unfinished end of the last piece.
    carried: Vec<u8>,
    valid: u64,
    broken: u64,
    /// Bytes before the first that is no UTF-8.
    intact: u64,
    sample: Vec<u8>,
}

impl Listener {
    pub(in crate::import) fn new() -> Self {
        Self {
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            mark: None,
            begun: false,
            carried: Vec::new(),
            valid: 0,
            broken: 0,
            intact: 0,
            sample: Vec::new(),
        }
    }

    /// Hears a piece of at most some megabytes.
    pub(in crate::import) fn hear(&mut self, piece: &[u8]) {
        if !self.begun && !piece.is_empty() {
            self.begun = true;
            self.mark = Encoding::for_bom(piece).map(|(encoding, _)| encoding);
        }
        self.detector.feed(piece, false);
        // From the first letter beyond ASCII on, as it stands: pieces may cut letters in two.
        let from = if self.sample.is_empty() {
            piece.iter().position(|b| !b.is_ascii())
        } else {
            Some(0)
        };
        if let Some(from) = from {
            let room = KEPT.saturating_sub(self.sample.len());
            self.sample.extend(piece[from..].iter().take(room));
        }
        let mut bytes = std::mem::take(&mut self.carried);
        bytes.extend_from_slice(piece);
        let mut rest: &[u8] = &bytes;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.count(text);
                    break;
                }
                Err(error) => {
                    let (text, after) = rest.split_at(error.valid_up_to());
                    self.count(std::str::from_utf8(text).unwrap_or_default());
                    let Some(length) = error.error_len() else {
                        self.carried = after.to_vec();
                        break;
                    };
                    self.broken += 1;
                    rest = &after[length..];
                }
            }
        }
    }

    fn count(&mut self, text: &str) {
        self.valid += text.chars().filter(|c| !c.is_ascii()).count() as u64;
        if self.broken == 0 {
            self.intact += text.bytes().filter(|b| *b == b'\n').count() as u64;
        }
    }

    /// The number of the first line that is not UTF-8, from 1.
    pub(in crate::import) fn first_broken_line(&self) -> u64 {
        self.intact + 1
    }

    /// What it was.
    pub(in crate::import) fn guess(mut self) -> Guess {
        if let Some(encoding) = self.mark {
            return Guess {
                encoding,
                confidence: 1.0,
                evidence: "the text begins with its mark".to_owned(),
                marked: true,
            };
        }
        self.broken += u64::from(!self.carried.is_empty());
        if self.valid == 0 && self.broken == 0 {
            return Guess {
                encoding: UTF_8,
                confidence: 1.0,
                evidence: "all its letters are ASCII".to_owned(),
                marked: false,
            };
        }
        if self.broken * FEW_BROKEN < self.valid || self.broken == 0 {
            let letters = self.valid as f64;
            return Guess {
                encoding: UTF_8,
                confidence: letters / (letters + self.broken as f64),
                evidence: format!("{} letters are UTF-8, {} places are not", self.valid, self.broken),
                marked: false,
            };
        }
        self.detector.feed(b"", true);
        let candidate = self.detector.guess(Some(b"cn"), Utf8Detection::Deny);
        // With little text the detector takes Big5 for the likelier GBK; the decode test tells them apart.
        let (gbk, big5) = (test(GBK, &self.sample), test(BIG5, &self.sample));
        let chinese = if big5.confidence > gbk.confidence { big5 } else { gbk };
        if chinese.confidence >= SURE_ENOUGH || [GBK, GB18030, BIG5].contains(&candidate) {
            chinese
        } else {
            test(candidate, &self.sample)
        }
    }
}

/// How well a text reads in an encoding.
fn test(encoding: &'static Encoding, sample: &[u8]) -> Guess {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let letters: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    let unread = letters.iter().filter(|c| **c == '\u{fffd}').count();
    let read = letters.len() - unread;
    let fitting = letters.iter().filter(|c| fits(**c, encoding)).count();
    let share = fitting as f64 / letters.len().max(1) as f64;
    // Few letters prove little.
    let enough = letters.len() as f64 / (letters.len() as f64 + 1.0);
    Guess {
        encoding,
        confidence: share * enough,
        evidence: format!(
            "of the first {} letters beyond ASCII {read} can be read and {fitting} are common ones",
            letters.len()
        ),
        marked: false,
    }
}

/// Whether a letter is a common one where this encoding is used.
fn fits(letter: char, encoding: &'static Encoding) -> bool {
    if letter == '\u{fffd}' {
        return false;
    }
    let chinese = encoding == GBK || encoding == GB18030 || encoding == BIG5;
    if !chinese {
        return letter.is_alphabetic() || encoding == UTF_16LE || encoding == UTF_16BE;
    }
    let mut text = [0; 4];
    let (bytes, _, failed) = encoding.encode(letter.encode_utf8(&mut text));
    let [lead, trail] = bytes[..] else { return false };
    // The first level of GB 2312 (by pronunciation) with its signs, and of Big5.
    !failed
        && if encoding == BIG5 {
            (0xa1..=0xc6).contains(&lead)
        } else {
            trail >= 0xa1 && ((0xb0..=0xd7).contains(&lead) || (0xa1..=0xa3).contains(&lead))
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(bytes: &[u8], piece: usize) -> Guess {
        let mut listener = Listener::new();
        for part in bytes.chunks(piece) {
            listener.hear(part);
        }
        listener.guess()
    }

    const SIMPLIFIED: &str =
        "统计用区划代码,名称,户数\n532301101001,东兴社区居民委员会,310\n532301101002,学桥街社区居民委员会,200\n";
    const TRADITIONAL: &str = "代碼,名稱,戶數\n63000010,臺北市信義區西村里,310\n63000020,臺北市大安區學府里,200\n";

    #[test]
    fn chinese_letters_are_told_apart() {
        for (encoding, text) in [
            (GBK, SIMPLIFIED),
            (GB18030, SIMPLIFIED),
            (BIG5, TRADITIONAL),
            (UTF_8, SIMPLIFIED),
            (UTF_8, TRADITIONAL),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost);
            for piece in [1, 7, 1 << 16] {
                let guess = guessed(&bytes, piece);
                let same = guess.encoding == encoding || encoding == GB18030 && guess.encoding == GBK;
                assert!(same && guess.confidence > 0.8, "{}: {}", encoding.name(), guess.told());
            }
        }
    }

    #[test]
    fn marks_are_certain_and_ascii_is_anything() {
        assert_eq!(guessed(b"\xef\xbb\xbfa", 100).encoding, UTF_8);
        assert_eq!(guessed(b"\xff\xfea\0", 100).encoding, UTF_16LE);
        let plain = guessed(b"name,lon\n", 100);
        assert!((plain.confidence - 1.0).abs() < f64::EPSILON && plain.encoding == UTF_8);
    }

    #[test]
    fn a_few_broken_places_do_not_make_another_encoding() {
        let mut text = SIMPLIFIED.repeat(10).into_bytes();
        text.extend_from_slice(b"\xc3\xfb\n");
        let guess = guessed(&text, 64);
        assert_eq!(guess.encoding, UTF_8, "{}", guess.told());
        assert!(guess.confidence < 1.0);
    }

    #[test]
    fn one_letter_proves_little() {
        assert!(guessed(b"name\n\xc3\xfb\n", 100).confidence < SURE_ENOUGH);
    }

    #[test]
    fn western_letters_are_western() {
        let (bytes, ..) =
            encoding_rs::WINDOWS_1252.encode("Straße,Gemeindehaus für Bürger,Café Müller,Schülerheim Höhe\n");
        let guess = guessed(&bytes, 100);
        assert_eq!(guess.encoding.name(), "windows-1252", "{}", guess.told());
    }
}
