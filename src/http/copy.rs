//! The map as files: the page, its style and its numbers as the server would answer, for a folder that any file server holds.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::embedded::{STYLES, VIEWER};
use super::routes::api::{all_places, gap_list};
use super::routes::tilejson;
use crate::workflow::desk::Desk;

/// Gaps of one service that are kept, as many as the server gives at once.
const MOST_GAPS: usize = 1000;

/// What tells the page that it is a copy: what has to be computed is not offered.
const MARK: &str = "<meta name=\"yike-copy\" content=\"\" />";

/// Every file but the tiles, by its path in the folder. `last` is the highest zoom whose tiles the folder has.
///
/// # Errors
/// None but of memory: everything is text and numbers, which JSON can hold.
pub fn copy_of(desk: &Desk, last: u8) -> serde_json::Result<BTreeMap<String, Vec<u8>>> {
    let mut files: BTreeMap<String, Vec<u8>> = VIEWER
        .iter()
        .map(|(path, file)| (path.clone(), file.bytes().to_vec()))
        .collect();
    if let Some(page) = files.get_mut("index.html") {
        let text = String::from_utf8_lossy(page).replacen("<title>", &format!("{MARK}<title>"), 1);
        *page = text.into_bytes();
    }
    files.insert("api/assessment".to_owned(), desk.assessment.to_vec());
    files.insert("api/places.json".to_owned(), json(&all_places(desk))?);
    for (circle, group) in desk.gaps.keys() {
        let gaps = gap_list(desk, circle, group, MOST_GAPS);
        files.insert(format!("api/gaps/{circle}/{group}.json"), json(&gaps)?);
    }
    for layer in desk.tiles.layers() {
        // A layer without features has one empty tile.
        let last = if layer.features == 0 { 0 } else { last };
        let mut document = serde_json::to_value(tilejson::document(desk, layer, ".", last))?;
        if let Some(told) = document.as_object_mut() {
            told.remove("geojson");
        }
        files.insert(format!("tiles/{}.json", layer.name), json(&document)?);
    }
    for (name, style) in &*STYLES {
        let mut style: Value = serde_json::from_slice(&style.bytes())?;
        for source in style["sources"]
            .as_object_mut()
            .into_iter()
            .flat_map(|all| all.values_mut())
        {
            if let Some(address) = source["tiles"][0]
                .as_str()
                .map(|text| text.trim_start_matches('/').to_owned())
            {
                source["tiles"][0] = address.into();
                source["maxzoom"] = last.into();
            }
        }
        files.insert(format!("styles/{name}.json"), json(&style)?);
    }
    Ok(files)
}

fn json(document: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(document)
}
