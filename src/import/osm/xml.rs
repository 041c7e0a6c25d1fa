//! The elements of an `.osm` file (XML), one after the other. Entities other than the five of XML itself are not resolved, and a file
//! that declares any was refused before.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use geo::Coord;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::extract::outline;
use crate::import::error::ImportError;
use crate::import::guard::io_words;
use crate::import::progress::Progress;

/// Bytes between two words of progress.
const OFTEN: u64 = 1 << 20;

/// An element that is whole.
pub(super) enum Element {
    Node {
        id: i64,
        place: Coord<f64>,
        tags: Vec<(String, String)>,
    },
    Way {
        id: i64,
        tags: Vec<(String, String)>,
        refs: Vec<i64>,
    },
    Relation {
        id: i64,
        tags: Vec<(String, String)>,
        /// Members that are ways of an outline.
        ways: Vec<i64>,
    },
}

/// Goes through the file; returns the day of its data, where it says so. Elements that an editor has deleted are passed over.
pub(super) fn each(
    path: &Path,
    file: &str,
    progress: &dyn Progress,
    mut take: impl FnMut(&Element),
) -> Result<Option<String>, ImportError> {
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&e),
    };
    let opened = File::open(path).map_err(unreadable)?;
    let length = opened.metadata().map_err(unreadable)?.len();
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 18, opened));
    let mut buffer = Vec::new();
    let mut open: Option<(Element, bool)> = None;
    let mut day = None;
    let (mut read, mut told) = (0, 0);
    let mut finished = false;
    loop {
        let place = reader.buffer_position();
        let damaged = || ImportError::Damaged {
            file: file.to_owned(),
            layer: String::new(),
            read,
            reason: format!("its XML is broken or cut off near byte {place}"),
        };
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| damaged())?;
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let whole = matches!(event, Event::Empty(_));
                let attributes = attributes(tag).ok_or_else(damaged)?;
                match tag.name().as_ref() {
                    "node" | "way" | "relation" => {
                        let begun = begun(tag.name().as_ref(), &attributes).ok_or_else(damaged)?;
                        open = Some(begun);
                        if whole {
                            read += 1;
                            hand_over(open.take(), &mut take);
                        }
                    }
                    "tag" | "nd" | "member" => {
                        if let Some((element, _)) = &mut open {
                            add(element, tag.name().as_ref(), &attributes).ok_or_else(damaged)?;
                        }
                    }
                    "meta" => {
                        day = value(&attributes, "osm_base")
                            .and_then(|time| time.get(..10))
                            .map(str::to_owned);
                    }
                    _ => {}
                }
            }
            Event::End(tag) => match tag.name().as_ref() {
                "node" | "way" | "relation" => {
                    read += 1;
                    hand_over(open.take(), &mut take);
                }
                "osm" => finished = true,
                _ => {}
            },
            Event::DocType(_) => return Err(damaged()),
            _ => {}
        }
        if place >= told + OFTEN {
            told = place;
            progress.bytes(place, Some(length));
        }
    }
    progress.bytes(length, Some(length));
    if finished {
        Ok(day)
    } else {
        Err(ImportError::Damaged {
            file: file.to_owned(),
            layer: String::new(),
            read,
            reason: "it is cut off: its last line is missing".to_owned(),
        })
    }
}

type Attributes = Vec<(String, String)>;

fn attributes(tag: &BytesStart<'_>) -> Option<Attributes> {
    tag.attributes()
        .map(|attribute| {
            let attribute = attribute.ok()?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            Some((attribute.key.as_ref().to_owned(), value.into_owned()))
        })
        .collect()
}

fn value<'a>(attributes: &'a Attributes, key: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

/// An element without its contents, and whether it counts. A deleted node may be without a place.
fn begun(name: &str, attributes: &Attributes) -> Option<(Element, bool)> {
    let id = value(attributes, "id")?.parse().ok()?;
    let there = value(attributes, "visible") != Some("false") && value(attributes, "action") != Some("delete");
    let tags = Vec::new();
    let element = match name {
        "node" => {
            let number = |key| value(attributes, key).map_or(Some(f64::NAN), |text| text.parse().ok());
            let place = Coord {
                x: number("lon")?,
                y: number("lat")?,
            };
            Element::Node { id, place, tags }
        }
        "way" => Element::Way {
            id,
            tags,
            refs: Vec::new(),
        },
        _ => Element::Relation {
            id,
            tags,
            ways: Vec::new(),
        },
    };
    Some((element, there))
}

/// Adds a tag, a node or a member.
fn add(element: &mut Element, name: &str, attributes: &Attributes) -> Option<()> {
    match (name, element) {
        ("tag", Element::Node { tags, .. } | Element::Way { tags, .. } | Element::Relation { tags, .. }) => {
            let pair = (value(attributes, "k")?.to_owned(), value(attributes, "v")?.to_owned());
            tags.push(pair);
        }
        ("nd", Element::Way { refs, .. }) => refs.push(value(attributes, "ref")?.parse().ok()?),
        ("member", Element::Relation { ways, .. }) if value(attributes, "type") == Some("way") => {
            let id = value(attributes, "ref")?.parse().ok()?;
            ways.extend(outline(std::iter::once((
                id,
                value(attributes, "role").unwrap_or_default(),
            ))));
        }
        _ => {}
    }
    Some(())
}

fn hand_over(element: Option<(Element, bool)>, take: &mut impl FnMut(&Element)) {
    match element {
        Some((Element::Node { place, .. }, _)) if !(place.x.is_finite() && place.y.is_finite()) => {}
        Some((element, true)) => take(&element),
        _ => {}
    }
}
