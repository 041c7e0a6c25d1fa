//! What a service answers: a picture, a page, or something else.

/// The media type of a picture, by its first bytes: what a service says about itself is not believed.
pub(super) fn media(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

/// Whether it is a page or another document for people: `<` or `{` begins it, or text of letters.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let first = &text[..text.len().min(64)];
    matches!(first.first(), Some(b'<' | b'{' | b'['))
        || (!first.is_empty() && first.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()))
}

/// Width and height in pixels of a PNG or a JPEG; WebP is not looked into.
pub(super) fn size(bytes: &[u8]) -> Option<[u32; 2]> {
    let wide = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    match media(bytes)? {
        "image/png" => Some([wide(16)?, wide(20)?]),
        "image/jpeg" => {
            // Segment by segment to the one that begins the frame.
            let mut at = 2;
            loop {
                let [mark, kind] = *bytes.get(at..at + 2)?.first_chunk()?;
                if mark != 0xff {
                    return None;
                }
                match kind {
                    0xc4 | 0xc8 | 0xcc => {}
                    0xc0..=0xcf => return Some([short(at + 7)?.into(), short(at + 5)?.into()]),
                    _ => {}
                }
                at += 2 + usize::from(short(at + 2)?);
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(media(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(media(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(media(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [
            &b""[..],
            b"\x89PNG",
            b"RIFF",
            b"RIFF\0\0\0\0WAVE",
            b"GIF89a",
            b"<svg/>",
            b"\x1f\x8b\x08",
        ] {
            assert_eq!(media(other), None, "{other:?}");
        }
    }

    #[test]
    fn sizes_are_read_and_broken_pictures_have_none() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0";
        assert_eq!(size(png), Some([512, 256]));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x03a\xff\xc0\0\x0b\x08\x01\0\x02\0\x01";
        assert_eq!(size(jpeg), Some([512, 256]));
        for broken in [
            &png[..20],
            &jpeg[..16],
            b"\xff\xd8\xff\xe0",
            b"\xff\xd8\xff\xe0\0\x02ab",
        ] {
            assert_eq!(size(broken), None);
        }
    }

    #[test]
    fn pages_are_told_from_other_bytes() {
        for page in [&b"\xef\xbb\xbf\n <html>"[..], b"{\"code\":1}", b"Forbidden\n", b"<?xml"] {
            assert!(is_page(page), "{page:?}");
        }
        for other in [&b""[..], b"\x1f\x8b\x08\0", b"\x1a\x02ab"] {
            assert!(!is_page(other), "{other:?}");
        }
    }
}
