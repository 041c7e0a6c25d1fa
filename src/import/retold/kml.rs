//! KML whose data have names beyond plain words, as phones and map services write them (`<Data name="类别">`). Its library makes each letter
//! that is no ASCII into `_`, so that 类别 and 床位 are one column and one value is lost: here such names are written as plain words that can be
//! turned back, and the columns are called rightly again ([`column`]). Letters that are not UTF-8 are decoded on the way.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::events::{BytesDecl, BytesStart, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use super::{Retold, in_room, unreadable};
use crate::import::encoding::{Decoded, of_label};
use crate::import::error::ImportError;
use crate::import::xml_head;

/// How a rewritten name begins; its letters follow as bytes in hexadecimal digits.
const REWRITTEN: &str = "yike_name_";

pub(super) fn retold(
    path: &Path,
    room: &Path,
    file: &str,
    said: Option<&'static Encoding>,
) -> Result<Retold, ImportError> {
    let unreadable = unreadable(file);
    let head = xml_head::of_file(path).map_err(&unreadable)?;
    let encoding = said.or_else(|| declared(&head)).unwrap_or(UTF_8);
    let source = || File::open(path).map(|opened| Decoded::new(BufReader::new(opened), encoding));
    // What is no XML here is left to its library, which says so.
    let Ok(renamed) = rewrite(source().map_err(&unreadable)?, io::sink()) else {
        return Ok(Retold::default());
    };
    if renamed == 0 && encoding == UTF_8 {
        return Ok(Retold::default());
    }
    let copy = in_room(path, room);
    let write = || {
        let mut out = BufWriter::new(File::create(&copy)?);
        rewrite(source()?, &mut out).map_err(io::Error::other)?;
        out.flush()
    };
    write().map_err(&unreadable)?;
    Ok(Retold::copy(copy, Vec::new()))
}

/// The name that a column has in the file.
pub(in crate::import) fn column(name: &str) -> Option<String> {
    let digits = name.strip_prefix(REWRITTEN)?.as_bytes();
    let bytes: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok().filter(|name| !name.is_empty())
}

fn rewritten(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || name.chars().all(plain) {
        return None;
    }
    let mut word = REWRITTEN.to_owned();
    for byte in name.trim().bytes() {
        // Writing into a text never fails.
        let _ = write!(word, "{byte:02X}");
    }
    Some(word)
}

/// The encoding that the first line names.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let end = head.windows(2).position(|word| word == b"?>")?;
    let line = String::from_utf8_lossy(&head[..end]);
    let (_, behind) = line.split_once("encoding")?;
    let name = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = name.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    of_label(name[1..].split(quote).next()?)
}

/// Copies a document with its names as plain words; how many were changed.
fn rewrite(source: impl io::Read, out: impl Write) -> Result<u64, quick_xml::Error> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 18, source));
    let mut writer = Writer::new(out);
    let mut buffer = Vec::new();
    let mut renamed = 0;
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(renamed),
            Event::Decl(_) => Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)),
            Event::Start(tag) => Event::Start(named(tag, &mut renamed)?),
            Event::Empty(tag) => Event::Empty(named(tag, &mut renamed)?),
            other => other,
        };
        writer.write_event(event)?;
    }
}

fn named<'a>(tag: BytesStart<'a>, renamed: &mut u64) -> Result<BytesStart<'a>, quick_xml::Error> {
    if tag.local_name().as_ref() != "Data" {
        return Ok(tag);
    }
    let mut attributes = Vec::new();
    let mut changed = false;
    for attribute in tag.attributes() {
        let attribute = attribute?;
        let mut value = attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned();
        if attribute.key.as_ref() == "name"
            && let Some(word) = rewritten(&value)
        {
            value = word;
            changed = true;
        }
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    if !changed {
        return Ok(tag);
    }
    *renamed += 1;
    let mut anew = BytesStart::new(tag.name().as_ref().to_owned());
    for (key, value) in &attributes {
        anew.push_attribute((key.as_str(), value.as_str()));
    }
    Ok(anew)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (String, u64) {
        let mut out = Vec::new();
        let renamed = rewrite(text.as_bytes(), &mut out).expect("it is XML");
        (String::from_utf8(out).expect("UTF-8"), renamed)
    }

    #[test]
    fn only_names_beyond_plain_words_are_changed_and_come_back() {
        let text = r#"<kml><Data name="类别"><value>a &amp; b</value></Data><k:Data id="1" name="my col"/><Data name="plain_1"/><name>类别</name><![CDATA[<x>]]></kml>"#;
        let (out, renamed) = written(text);
        assert_eq!(renamed, 2);
        let back = out
            .replace("yike_name_E7B1BBE588AB", "类别")
            .replace("yike_name_6D7920636F6C", "my col");
        assert_eq!(back, text);
        for name in ["类别", "my col", "a/b"] {
            assert_eq!(column(&rewritten(name).expect("not plain")).as_deref(), Some(name));
        }
        for other in ["name", "yike_name_", "yike_name_E7", "yike_name_zz"] {
            assert_eq!(column(other), None, "{other}");
        }
    }

    #[test]
    fn the_declared_encoding_is_found() {
        for (head, name) in [
            ("<?xml version=\"1.0\" encoding=\"GB2312\"?><kml/>", Some("GBK")),
            ("<?xml version='1.0' encoding = 'utf-8' ?><kml/>", Some("UTF-8")),
            ("<?xml version=\"1.0\"?><kml encoding=\"GBK\"/>", None),
            ("<kml/>", None),
        ] {
            assert_eq!(declared(head.as_bytes()).map(Encoding::name), name, "{head}");
        }
    }
}
