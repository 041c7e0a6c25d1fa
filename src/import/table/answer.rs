//! Answers of map services (`AMap`, Baidu, Tencent, Tianditu) and other lists of objects in JSON, as a table: a row for each object, a column for
//! each of its members, members of members with a point between (`location.lng`).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde_json::{Map, Value};

use super::grid::{Grid, GridRow};
use super::workbook::MOST_COLUMNS;
use crate::import::cell::Cell;
use crate::import::error::ImportError;
use crate::import::guard::io_words;

/// Most bytes: such a file is read whole, and services give some dozens of places at a time.
const MOST_BYTES: u64 = 256 << 20;

/// How deep the list may lie, and how deep members are taken apart.
const DEEPEST: usize = 3;

/// Names under which services give their list.
const LISTS: [&str; 14] = [
    "pois",
    "results",
    "result",
    "data",
    "list",
    "rows",
    "items",
    "records",
    "RECORDS",
    "Records",
    "places",
    "content",
    "features_list",
    "geocodes",
];

/// Whether the beginning of a file looks like such an answer rather than like `GeoJSON`.
pub(in crate::import) fn looks_so(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let geojson = [
        "\"Feature",
        "\"coordinates\"",
        "\"Topology\"",
        "\"attributes\"",
        "\"geometryType\"",
    ];
    if geojson.iter().any(|sign| text.contains(sign)) {
        return false;
    }
    let listed = || LISTS.iter().any(|name| text.contains(&format!("\"{name}\"")));
    let array = text
        .strip_prefix('[')
        .is_some_and(|rest| rest.trim_start().starts_with('{'));
    array || text.starts_with('{') && listed()
}

/// Reads the list. A row's number is the object's place in it, from 1.
pub(super) fn read(path: &Path, file: &str) -> Result<(Vec<String>, Vec<GridRow>), ImportError> {
    let unreadable = |reason: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&reason),
    };
    let opened = File::open(path).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.len() > MOST_BYTES {
        return Err(ImportError::TooLarge {
            file: file.to_owned(),
            layer: String::new(),
            what: format!("a list in JSON is read up to {} MB; make a CSV of it", MOST_BYTES >> 20),
        });
    }
    let mut text = Vec::new();
    BufReader::new(opened).read_to_end(&mut text).map_err(unreadable)?;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let whole: Value = serde_json::from_slice(text).map_err(|reason| ImportError::Damaged {
        file: file.to_owned(),
        layer: String::new(),
        read: 0,
        reason: format!(
            "it is no whole JSON (line {}, column {})",
            reason.line(),
            reason.column()
        ),
    })?;
    let Some(list) = list_in(&whole, 0) else {
        return Err(ImportError::WrongContent {
            file: file.to_owned(),
            expected: "a list of places".to_owned(),
            reason: "there is no list of objects in it; give GeoJSON, or a table with the columns name and location"
                .to_owned(),
        });
    };
    let mut names: Vec<String> = Vec::new();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(list.len());
    for (number, object) in list.iter().enumerate() {
        let mut cells: Vec<Cell> = vec![Cell::Null; names.len()];
        let mut put = |name: String, cell: Cell| {
            let next = names.len();
            let index = *place.entry(name.clone()).or_insert(next);
            if index == next {
                names.push(name);
                cells.push(Cell::Null);
            }
            cells[index] = cell;
        };
        if let Value::Object(members) = object {
            take_apart(members, "", 0, &mut put);
        }
        if names.len() > MOST_COLUMNS {
            return Err(ImportError::TooLarge {
                file: file.to_owned(),
                layer: String::new(),
                what: format!("its objects have more than {MOST_COLUMNS} different members"),
            });
        }
        rows.push(GridRow::new(number as u64 + 1, cells));
    }
    Ok((names, Grid::new(rows, Vec::new()).rows))
}

/// The list of objects: the value itself, or the first that a member holds.
fn list_in(value: &Value, depth: usize) -> Option<&Vec<Value>> {
    match value {
        Value::Array(list) if list.iter().any(Value::is_object) => Some(list),
        Value::Object(members) if depth < DEEPEST => {
            let named = LISTS.iter().filter_map(|name| members.get(*name));
            named
                .chain(members.values())
                .find_map(|member| list_in(member, depth + 1))
        }
        _ => None,
    }
}

fn take_apart(members: &Map<String, Value>, before: &str, depth: usize, put: &mut impl FnMut(String, Cell)) {
    for (key, value) in members {
        let name = if before.is_empty() {
            key.clone()
        } else {
            format!("{before}.{key}")
        };
        match value {
            Value::Object(inner) if depth < DEEPEST => take_apart(inner, &name, depth + 1, put),
            Value::Array(list) if list.iter().all(|one| !one.is_object() && !one.is_array()) => {
                let parts: Vec<String> = list.iter().filter_map(scalar).filter_map(|cell| cell.text()).collect();
                put(name, Cell::of_text(&parts.join(";")));
            }
            other => {
                if let Some(cell) = scalar(other) {
                    put(name, cell);
                }
            }
        }
    }
}

fn scalar(value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Null => Cell::Null,
        Value::Bool(yes) => Cell::Integer(i64::from(*yes)),
        Value::Number(number) => number
            .as_i64()
            .map_or_else(|| number.as_f64().map_or(Cell::Null, Cell::Real), Cell::Integer),
        Value::String(text) => Cell::of_text(text),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (Vec<String>, Vec<Vec<Option<String>>>) {
        assert!(looks_so(text.as_bytes()), "{text}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        std::fs::write(&path, text).expect("a file");
        let (names, rows) = read(&path, "a.json").expect("readable");
        let rows = rows
            .iter()
            .map(|row| row.cells.iter().map(Cell::text).collect())
            .collect();
        (names, rows)
    }

    #[test]
    fn answers_become_tables_with_members_of_members() {
        let (names, rows) = table(
            r#"{"status":"1","pois":[{"name":"甲","location":"101.5,25.0","tel":[],"biz":{"cost":"3"}},{"name":"乙","tag":["a","b"]}]}"#,
        );
        assert_eq!(names, ["biz.cost", "location", "name", "tel", "tag"]);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(rows[0], [some("3"), some("101.5,25.0"), some("甲"), None, None]);
        assert_eq!(rows[1], [None, None, some("乙"), None, some("a;b")]);
        let (names, _) = table(r#"[{"title":"x","location":{"lng":101.5,"lat":25}}]"#);
        assert_eq!(names, ["location.lat", "location.lng", "title"]);
        let (_, rows) = table(r#"{"RECORDS":[{"id":7}]}"#);
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn geojson_is_left_to_its_own_reader() {
        for text in [
            r#"{"type":"FeatureCollection","features":[]}"#,
            r#"[{"type":"Feature","geometry":null}]"#,
            r#"{"objects":{},"type":"Topology"}"#,
            r#"{"hello":1}"#,
        ] {
            assert!(!looks_so(text.as_bytes()), "{text}");
        }
    }
}
