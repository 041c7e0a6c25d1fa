//! The sheets of an `OpenDocument` spreadsheet without the blanks that mean nothing.
//!
//! GDAL and hand-made files begin a new line with every element. The library that reads workbooks takes blanks between cells for damage and
//! those inside a cell for its text. What blanks mean: `OpenDocument` 1.2, part 1, 6.1.2 "White Space Characters".

/// Where the sheets stand in the package.
pub(super) const SHEETS: &str = "content.xml";
/// Elements whose text a reader sees.
const PARAGRAPHS: [&[u8]; 2] = [b"text:p", b"text:h"];
/// Elements that stand for signs, after which a blank is one.
const SIGNS: [&[u8]; 3] = [b"text:s", b"text:tab", b"text:line-break"];

/// Takes out blanks between tags, blanks that a paragraph shows as one or not at all, comments and instructions. What is not XML stays as
/// it is, for the library to refuse.
pub(super) fn without_blanks(xml: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(xml.len());
    let mut paragraphs = 0_usize;
    // Whether a blank at this place would be the second one, or the first of its paragraph.
    let mut after_blank = true;
    let mut rest = xml;
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        let (text, markup) = rest.split_at(at);
        if paragraphs > 0 {
            collapse(text, &mut out, &mut after_blank);
        } else if !text.trim_ascii().is_empty() {
            out.extend_from_slice(text);
        }
        let Some((markup, behind)) = markup_at(markup) else {
            rest = markup;
            break;
        };
        rest = behind;
        if markup.starts_with(b"<!--") || (markup.starts_with(b"<?") && !out.is_empty()) {
            continue;
        }
        if markup.starts_with(b"<![CDATA[") {
            after_blank = false;
        } else if PARAGRAPHS.contains(&name(markup)) && !markup.ends_with(b"/>") {
            if markup.starts_with(b"</") {
                if paragraphs > 0 && after_blank && out.last() == Some(&b' ') {
                    out.pop();
                }
                paragraphs = paragraphs.saturating_sub(1);
            } else {
                paragraphs += 1;
                after_blank = true;
            }
        } else if SIGNS.contains(&name(markup)) {
            after_blank = false;
        }
        out.extend_from_slice(markup);
    }
    out.extend_from_slice(rest);
    out
}

/// Text of a paragraph: any blanks are one, and none at its beginning.
fn collapse(text: &[u8], out: &mut Vec<u8>, after_blank: &mut bool) {
    for byte in text {
        let blank = byte.is_ascii_whitespace();
        if !blank {
            out.push(*byte);
        } else if !*after_blank {
            out.push(b' ');
        }
        *after_blank = blank;
    }
}

/// The tag, comment, instruction or literal text that begins here, and what follows; `None` where it does not end.
fn markup_at(from: &[u8]) -> Option<(&[u8], &[u8])> {
    let until = |end: &[u8]| {
        let at = from.windows(end.len()).position(|found| found == end)?;
        Some(at + end.len())
    };
    let end = if from.starts_with(b"<!--") {
        until(b"-->")
    } else if from.starts_with(b"<![CDATA[") {
        until(b"]]>")
    } else if from.starts_with(b"<?") {
        until(b"?>")
    } else {
        let mut quote = None;
        from.iter()
            .position(|byte| match (quote, byte) {
                (None, b'>') => true,
                (None, b'"' | b'\'') => {
                    quote = Some(*byte);
                    false
                }
                (Some(open), byte) if open == *byte => {
                    quote = None;
                    false
                }
                _ => false,
            })
            .map(|at| at + 1)
    };
    end.map(|end| from.split_at(end))
}

/// The name of a tag, opening or closing.
fn name(tag: &[u8]) -> &[u8] {
    let start = if tag.starts_with(b"</") { 2 } else { 1 };
    let name = &tag[start.min(tag.len())..];
    let end = name
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    &name[..end.unwrap_or(name.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn becomes(from: &str, to: &str) {
        assert_eq!(String::from_utf8_lossy(&without_blanks(from.as_bytes())), to);
    }

    #[test]
    fn blanks_between_tags_go_and_the_text_of_paragraphs_stays() {
        becomes(
            "<?xml version='1.0'?>\n<r>\n\t<c a=' > ' >\r\n<text:p>甲 乙</text:p>\n</c>\n</r>\n",
            "<?xml version='1.0'?><r><c a=' > ' ><text:p>甲 乙</text:p></c></r>\n",
        );
        becomes("<r><!-- a > b --><c/><?x y?> <c/></r>", "<r><c/><c/></r>");
        becomes("<number:text> / </number:text>", "<number:text> / </number:text>");
    }

    #[test]
    fn blanks_in_a_paragraph_are_what_an_office_program_shows() {
        becomes("<text:p>\n  a\n  b </text:p>", "<text:p>a b</text:p>");
        becomes("<text:p>a <text:s/> b</text:p>", "<text:p>a <text:s/> b</text:p>");
        becomes(
            "<text:p> <text:span>a </text:span> b</text:p>",
            "<text:p><text:span>a </text:span>b</text:p>",
        );
        becomes("<text:p/> <c> </c>", "<text:p/><c></c>");
        becomes(
            "<text:p><![CDATA[ a ]]> b</text:p>",
            "<text:p><![CDATA[ a ]]> b</text:p>",
        );
    }

    #[test]
    fn what_does_not_end_stays_as_it_is() {
        for cut in [
            "<r> <c a='",
            "<r><!-- ",
            "<r><text:p>a  b",
            "<",
            "a",
            "</text:p></text:p> <c/>",
        ] {
            let made = without_blanks(cut.as_bytes());
            assert!(made.len() <= cut.len() && made.first() == cut.as_bytes().first());
        }
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_and_comments_is_lost_and_a_second_time_changes_nothing(
            parts in proptest::collection::vec("[ \n]{0,2}(<c>|</c>|<text:p>|</text:p>|<text:s/>|甲|a b)[ \n]{0,2}", 0..30)
        ) {
            let text = parts.concat();
            let once = without_blanks(text.as_bytes());
            let solid = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect() };
            prop_assert_eq!(solid(&once), solid(text.as_bytes()));
            prop_assert_eq!(&without_blanks(&once), &once);
        }
    }
}
