//! What the source of a street says of who may use it and how fast, as one text: `access=private;foot=no`.
//!
//! The kind of way, its direction and its level have columns of their own. A text that says anything else is no such text.

use std::collections::BTreeMap;

/// Keys of a street that are kept, sorted.
pub const KEYS: [&str; 34] = [
    "access",
    "area",
    "bicycle",
    "bridge",
    "conveying",
    "covered",
    "cycleway",
    "foot",
    "footway",
    "highway",
    "incline",
    "indoor",
    "junction",
    "layer",
    "level",
    "maxspeed",
    "moped",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "motorroad",
    "oneway",
    "oneway:bicycle",
    "oneway:foot",
    "ramp:wheelchair",
    "route",
    "service",
    "sidewalk",
    "smoothness",
    "surface",
    "tracktype",
    "tunnel",
    "vehicle",
    "wheelchair",
];

/// Keys that columns of their own hold.
const IN_COLUMNS: [&str; 3] = ["highway", "layer", "oneway"];

/// The text; `None` where there is nothing to say.
pub fn written(tags: &BTreeMap<String, String>) -> Option<String> {
    let others = tags.iter().filter(|(key, _)| !IN_COLUMNS.contains(&key.as_str()));
    // Values that are lists keep their members.
    let parts: Vec<String> = others
        .map(|(key, value)| format!("{key}={}", value.replace(';', "|")))
        .collect();
    (!parts.is_empty()).then(|| parts.join(";"))
}

/// The tags of a text; none unless every part of it is one that is kept.
pub fn read(text: &str) -> Option<BTreeMap<String, String>> {
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    let tag = |part: &str| {
        let (key, value) = part.split_once('=')?;
        let known = KEYS.contains(&key) && !IN_COLUMNS.contains(&key) && !value.is_empty();
        known.then(|| (key.to_owned(), value.replace('|', ";")))
    };
    parts.map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let own = tags(&[
            ("access", "private"),
            ("highway", "steps"),
            ("layer", "1"),
            ("surface", "gravel;mud"),
        ]);
        let text = written(&own).expect("something");
        assert_eq!(text, "access=private;surface=gravel|mud");
        assert_eq!(
            read(&text),
            Some(tags(&[("access", "private"), ("surface", "gravel;mud")]))
        );
        assert_eq!(written(&tags(&[("highway", "path")])), None);
    }

    #[test]
    fn another_text_is_none() {
        for text in ["\"foot\"=>\"no\"", "a note", "colour=red", "highway=steps", "foot="] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
