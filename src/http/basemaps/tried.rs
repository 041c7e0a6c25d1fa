//! Asking each service for one tile, so that an administrator sees what it answers before anybody looks at the map.

use super::fetch::Service;
use super::grid::{self, Place};
use super::ready::{Ready, Source, of_file};
use super::{Basemaps, Trouble, picture};

/// The zoom that is tried, where the basemap has it: a town's.
const TRIED_ZOOM: u8 = 14;

impl Basemaps {
    /// Asks every basemap for the tile at a place, longitude and latitude, and says in words what came of it, by id. Waits for the answers.
    pub fn tried(&self, at: [f64; 2]) -> Vec<(String, String)> {
        let one = |basemap: &Ready| (basemap.settings.id.clone(), tried(basemap, at));
        self.all.iter().map(|basemap| one(basemap)).collect()
    }
}

fn tried(basemap: &Ready, at: [f64; 2]) -> String {
    let (first, last) = basemap.zooms();
    let said = &basemap.settings;
    let z = TRIED_ZOOM.clamp(first, last);
    let place = grid::at(said.grid, said.tile_size, z, at);
    if !basemap.has(place) {
        return "has no tile at that place".to_owned();
    }
    let (asked, note) = match basemap.source() {
        Source::Service(service) => (service.ask(place), ""),
        Source::File(file) => (of_file(file, place), ""),
        // What a browser may do there can't be seen from here.
        Source::Browser { template, .. } => {
            let asked = Service::new(template.clone(), None)
                .map_err(|_| Trouble::NoPicture)
                .and_then(|service| service.ask(place));
            (asked, " (asked from here; browsers need its leave too, by CORS)")
        }
    };
    let Place { z, x, y } = place;
    let words = match asked {
        Ok(Some(found)) => size(&found.bytes, said.tile_size),
        Ok(None) => "it answers that it has none: look at the grid and at the zooms, or try another place".to_owned(),
        Err(trouble) => trouble.to_string(),
    };
    format!("asked for zoom {z}, column {x}, row {y}: {words}{note}")
}

fn size(bytes: &[u8], expected: u32) -> String {
    match picture::size(bytes) {
        Some([width, height]) if [width, height] == [expected; 2] => {
            format!("a picture of {width} x {height}, as it should be")
        }
        Some([side @ (256 | 512), height]) if side == height => {
            format!("a picture of {side} x {side}, not {expected} x {expected}: write tile_size = \"{side}\"")
        }
        Some([width, height]) => format!("a picture of {width} x {height}, which no tile has: look at the address"),
        None => "a picture".to_owned(),
    }
}
