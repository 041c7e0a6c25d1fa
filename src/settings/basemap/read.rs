//! Basemaps as they are written.

use std::collections::BTreeSet;

use super::keys::SECTION;
use super::template::template;
use super::{Basemap, BasemapGrid, BasemapSource};
use crate::settings::given::{Given, Table};
use crate::settings::problem::{Place, SettingsProblem};

/// The longest name in addresses.
const LONGEST_ID: usize = 64;

/// Every basemap, in the order of the file.
pub(in crate::settings) fn read(given: &Given, problems: &mut Vec<SettingsProblem>) -> Vec<Basemap> {
    let tables: Vec<&Table> = given.all(SECTION.name).collect();
    let all: Vec<Option<Basemap>> = tables
        .iter()
        .map(|table| Reader { table, problems }.basemap())
        .collect();
    let mut ids = BTreeSet::new();
    let mut default = None;
    for (table, basemap) in tables.iter().zip(&all) {
        let Some(basemap) = basemap else { continue };
        let mut told = |key: &str, what: String| {
            let place = Place::of(&table.origin(key));
            problems.push(SettingsProblem::NotTogether { place, what });
        };
        if !ids.insert(basemap.id.as_str()) {
            told("id", "another basemap has this id already".to_owned());
        }
        if basemap.default && default.replace(&basemap.id).is_some() {
            told("default", "another basemap is the default already".to_owned());
        }
        if basemap.default && !basemap.over.is_empty() {
            told(
                "default",
                "what is laid over others is not shown by itself; make one of those the default".to_owned(),
            );
        }
        let is_base = |id: &String| {
            all.iter()
                .flatten()
                .any(|other| other.id == *id && other.over.is_empty())
        };
        // An id of a basemap that is wrong itself is not told a second time.
        if all.iter().all(Option::is_some) && !basemap.over.iter().all(is_base) {
            told(
                "over",
                "over has to name basemaps of this file that are not laid over others themselves".to_owned(),
            );
        }
    }
    all.into_iter().flatten().collect()
}

struct Reader<'a> {
    table: &'a Table,
    problems: &'a mut Vec<SettingsProblem>,
}

impl Reader<'_> {
    fn wrong(&mut self, key: &str, expected: &str) {
        self.problems.push(SettingsProblem::WrongValue {
            place: Place::of(&self.table.origin(key)),
            key: key.to_owned(),
            expected: expected.to_owned(),
        });
    }

    fn not_together(&mut self, key: &str, what: String) {
        let place = match self.table.get(key) {
            Some((_, origin)) if Place::of(origin) != Place::Whole => Place::of(origin),
            _ => self.begin(),
        };
        self.problems.push(SettingsProblem::NotTogether { place, what });
    }

    fn begin(&self) -> Place {
        self.table.line.map_or(Place::Whole, Place::Line)
    }

    fn need(&mut self, key: &str) -> Option<String> {
        let text = self.table.text(key);
        // What does not fit was told already, if the table has the key at all.
        if text.is_none() {
            self.problems.push(SettingsProblem::Missing {
                place: self.begin(),
                section: SECTION.bracketed(),
                key: key.to_owned(),
            });
        }
        text
    }

    fn basemap(mut self) -> Option<Basemap> {
        let before = self.problems.len();
        let id = self.need("id");
        if id.as_ref().is_some_and(|id| !is_id(id)) {
            self.wrong("id", "made of small letters, digits and hyphens, 64 at most");
        }
        let kind = self.need("kind");
        let source = kind.as_deref().and_then(|kind| self.source(kind));
        let tile_size = self
            .table
            .text("tile_size")
            .and_then(|text| text.parse().ok())
            .unwrap_or(256);
        let grid = self.grid(tile_size, kind.as_deref().is_some_and(is_file));
        let from_south = matches!(&source, Some(BasemapSource::Web { template, .. }) if template.contains("{-y}"));
        if from_south && grid != BasemapGrid::WebMercator {
            self.not_together(
                "url",
                "rows from the south, {-y}, are known of Web Mercator only".to_owned(),
            );
        }
        let [min_zoom, max_zoom] =
            ["min_zoom", "max_zoom"].map(|key| self.table.number(key).and_then(|zoom| u8::try_from(zoom).ok()));
        if min_zoom.zip(max_zoom).is_some_and(|(min, max)| min > max) {
            self.wrong("max_zoom", "no less than min_zoom");
        }
        let bounds = self.numbers("bounds", "four numbers with commas between: west, south, east, north");
        if bounds.is_some_and(|[west, south, east, north]| west >= east || south >= north) {
            self.wrong("bounds", "west, south, east, north, in this order");
        }
        if self.problems.len() > before {
            return None;
        }
        let id = id?;
        let title = self.table.text("title").unwrap_or_else(|| id.clone());
        Some(Basemap {
            title_zh: self.table.text("title_zh").unwrap_or_else(|| title.clone()),
            id,
            title,
            source: source?,
            grid,
            tile_size,
            min_zoom,
            max_zoom,
            bounds,
            attribution: self.table.text("attribution"),
            over: self.table.texts("over"),
            default: self.table.flag("default"),
        })
    }

    fn source(&mut self, kind: &str) -> Option<BasemapSource> {
        let (wanted, other) = if is_file(kind) {
            ("file", "url")
        } else {
            ("url", "file")
        };
        if self.table.get(other).is_some() {
            self.not_together(other, format!("a basemap of kind {kind} has no {other}"));
        }
        let place = self.need(wanted)?;
        let by_browser = self.table.text("through").as_deref() == Some("browser");
        if is_file(kind) {
            for key in ["key", "ca_file"] {
                if self.table.get(key).is_some() {
                    self.not_together(key, format!("a file of this computer needs no {key}"));
                }
            }
            if by_browser {
                self.not_together(
                    "through",
                    "no browser can read a file of this computer; leave through out".to_owned(),
                );
            }
            return Some(match kind {
                "mbtiles" => BasemapSource::MbTiles(place),
                _ => BasemapSource::PmTiles(place),
            });
        }
        if by_browser && self.table.get("ca_file").is_some() {
            self.not_together(
                "ca_file",
                "a browser has certificates of its own; leave ca_file out".to_owned(),
            );
        }
        match template(kind, &place, self.table) {
            Ok(template) => Some(BasemapSource::Web {
                template,
                key: self.table.secret("key"),
                by_browser,
                ca_file: self.table.text("ca_file"),
            }),
            Err(unusable) => {
                self.not_together(unusable.key, unusable.what);
                None
            }
        }
    }

    fn grid(&mut self, tile_size: u32, is_file: bool) -> BasemapGrid {
        let origin = self.numbers::<2>("origin", "two numbers with a comma between: longitude, latitude");
        let resolution = self.numbers::<1>("resolution", "a number of degrees");
        if resolution.is_some_and(|[degrees]| !(degrees > 0.0 && degrees <= 360.0)) {
            self.wrong("resolution", "above 0 and no more than 360");
        }
        if self.table.text("grid").as_deref() != Some("cgcs2000") {
            for key in ["origin", "resolution"] {
                if self.table.get(key).is_some() {
                    self.not_together(
                        key,
                        format!("{key} belongs to grid = \"cgcs2000\"; Web Mercator has but one"),
                    );
                }
            }
            return BasemapGrid::WebMercator;
        }
        if is_file {
            self.not_together(
                "grid",
                "files of tiles are read as Web Mercator, as their formats say; leave grid out".to_owned(),
            );
        }
        let [west, north] = origin.unwrap_or([-180.0, 90.0]);
        if west > -180.0 + 1e-9 || north < 90.0 - 1e-9 || west < -1e4 || north > 1e4 {
            self.wrong("origin", "the north-west corner: no more than -180, no less than 90");
        }
        BasemapGrid::Degrees {
            west,
            north,
            resolution: resolution.map_or(360.0 / f64::from(tile_size), |[degrees]| degrees),
        }
    }

    fn numbers<const N: usize>(&mut self, key: &str, expected: &str) -> Option<[f64; N]> {
        let text = self.table.text(key)?;
        let numbers: Option<Vec<f64>> = text
            .split(',')
            .map(|part| part.trim().parse().ok().filter(|number: &f64| number.is_finite()))
            .collect();
        let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
        if numbers.is_none() {
            self.wrong(key, expected);
        }
        numbers
    }
}

fn is_file(kind: &str) -> bool {
    matches!(kind, "mbtiles" | "pmtiles")
}

fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests;
