//! What the server lays on the desk: one finished assessment, ready to be looked at, never changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::street_desk::StreetDesk;
use crate::tiles::TileSet;

/// Everything that is answered about one assessment. A new assessment is a new desk.
#[derive(Debug)]
pub struct Desk {
    /// Names the assessment; part of immutable tile addresses.
    pub version: String,
    /// What the map is called.
    pub title: String,
    /// The scenario that it is of; `None` for what stands.
    pub scenario: Option<String>,
    /// The assessment as the JSON document of `docs/reference/api.md`.
    pub assessment: Arc<[u8]>,
    /// Who is out of reach, by circle and group.
    pub gaps: GapIndex,
    /// What can be searched for.
    pub places: PlaceIndex,
    /// The map's layers.
    pub tiles: TileSet,
    /// The streets, ready for questions; `None` where none were imported.
    pub streets: Option<Arc<StreetDesk>>,
    /// Whom to name beside the map, plain text.
    pub attribution: Vec<String>,
}

impl Desk {
    /// The number of its assessment, which its version begins with.
    pub fn number(&self) -> Option<i64> {
        let digits = self.version.split('-').next()?;
        digits.parse().ok()
    }

    /// Whom to name, as programs that show tiles want it: HTML.
    pub fn attribution_html(&self) -> String {
        let escaped = |text: &String| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            text.replace('>', "&gt;").replace('"', "&quot;")
        };
        self.attribution.iter().map(escaped).collect::<Vec<_>>().join(", ")
    }
}

/// One gap as it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct GapRow {
    /// The id of the feature in the layers `gaps` and `gap_points`.
    pub id: u64,
    /// The community it lies in.
    pub community: i64,
    /// That community's name.
    pub community_name: String,
    /// Persons who live there and are not reached; `None` where that is withheld.
    pub people: Option<f64>,
    /// Ground in square metres.
    pub land_m2: f64,
    /// Estimated walk of the nearest of its people, metres; `None` where there are none or no facility.
    pub nearest_m: Option<f64>,
    /// Longitude and latitude of the dot.
    pub point: [f64; 2],
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
}

/// Gaps by circle and group, most people first.
#[derive(Debug, Clone, Default)]
pub struct GapIndex {
    rows: BTreeMap<String, BTreeMap<String, Vec<GapRow>>>,
}

impl GapIndex {
    /// Takes the gaps of one group of one circle; a group without gaps is put in with no rows, so that it is known.
    pub fn insert(&mut self, circle: &str, group: &str, mut rows: Vec<GapRow>) {
        rows.sort_by(|a, b| {
            // What is withheld stands at the end: its place must not tell of it.
            let known = |row: &GapRow| row.people.unwrap_or(-1.0);
            let people = known(b).total_cmp(&known(a));
            people.then(b.land_m2.total_cmp(&a.land_m2)).then(a.id.cmp(&b.id))
        });
        let groups = self.rows.entry(circle.to_owned()).or_default();
        groups.insert(group.to_owned(), rows);
    }

    /// Every circle with each of its groups.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        let groups = self.rows.iter();
        groups.flat_map(|(circle, groups)| groups.keys().map(move |group| (circle.as_str(), group.as_str())))
    }

    /// The gaps of a group, most people first; `None` if the circle has no such group.
    pub fn of(&self, circle: &str, group: &str) -> Option<&[GapRow]> {
        self.rows.get(circle)?.get(group).map(Vec::as_slice)
    }
}

/// What a found place is. Communities come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A community.
    Community,
    /// A facility.
    Facility,
}

/// Something that can be searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// The id of the feature in the layer `communities` or `facilities`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// A community's code, which is searched too; a facility's host, which is not.
    pub detail: String,
    /// A facility's categories.
    pub categories: Vec<String>,
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
}

/// Places with their names made ready for searching.
#[derive(Debug, Clone, Default)]
pub struct PlaceIndex {
    /// Folded name, folded code (empty where it is not searched), place.
    places: Vec<(String, String, Place)>,
}

impl PlaceIndex {
    /// Makes places ready. Their order does not matter.
    pub fn new(places: Vec<Place>) -> Self {
        let folded = places.into_iter().map(|place| {
            let code = match place.kind {
                PlaceKind::Community => fold(&place.detail),
                PlaceKind::Facility => String::new(),
            };
            (fold(&place.name), code, place)
        });
        Self {
            places: folded.collect(),
        }
    }

    /// Every place.
    pub fn all(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().map(|(_, _, place)| place)
    }

    /// Where facilities with these ids stand: longitude and latitude.
    pub fn points_of_facilities(&self, ids: &BTreeSet<i64>) -> BTreeMap<i64, [f64; 2]> {
        let asked = |place: &&Place| place.kind == PlaceKind::Facility && ids.contains(&place.id);
        let places = self.places.iter().map(|(_, _, place)| place);
        places.filter(asked).map(|place| (place.id, place.point)).collect()
    }

    /// The places whose name or code holds the text, at most `limit`: communities before facilities; in each, the whole name or
    /// code before its beginning before its middle; then by name and id. Case and full width do not matter. An empty text finds
    /// nothing.
    pub fn search(&self, text: &str, limit: usize) -> Vec<&Place> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Match, &str, &Place)> = Vec::new();
        for (name, code, place) in &self.places {
            let best = matches(name, &wanted).into_iter().chain(matches(code, &wanted)).min();
            found.extend(best.map(|how| (how, name.as_str(), place)));
        }
        let rank = |(how, name, place): &(Match, &str, &Place)| (place.kind, *how, name.to_string(), place.id);
        found.sort_by_cached_key(rank);
        found.into_iter().take(limit).map(|(_, _, place)| place).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Whole,
    Beginning,
    Middle,
}

fn matches(text: &str, wanted: &str) -> Option<Match> {
    match text.find(wanted)? {
        0 if text.len() == wanted.len() => Some(Match::Whole),
        0 => Some(Match::Beginning),
        _ => Some(Match::Middle),
    }
}

/// Small letters, full-width letters and digits made plain, blanks at the ends off.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    let plain = text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    });
    plain.collect::<String>().trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(kind: PlaceKind, id: i64, name: &str, detail: &str) -> Place {
        Place {
            kind,
            id,
            name: name.to_owned(),
            detail: detail.to_owned(),
            categories: Vec::new(),
            point: [0.0; 2],
            bbox: [0.0; 4],
        }
    }

    fn found(text: &str) -> Vec<i64> {
        use PlaceKind::{Community, Facility};
        let places = PlaceIndex::new(vec![
            place(Facility, 11, "Apotheke Vaduz", "Vaduz"),
            place(Facility, 10, "Vaduz", "Schaan"),
            place(Community, 3, "Neu-Vaduz", "7009"),
            place(Community, 2, "Vaduz Süd", "7002"),
            place(Community, 1, "VADUZ", "7001"),
            place(Community, 4, "望京街道", "110105"),
        ]);
        places.search(text, 10).iter().map(|p| p.id).collect()
    }

    #[test]
    fn communities_come_first_then_the_closer_match() {
        assert_eq!(found("vaduz"), [1, 2, 3, 10, 11]);
        assert_eq!(found(" ｖaduz\u{3000}"), [1, 2, 3, 10, 11]);
        assert_eq!(found("SÜD"), [2]);
    }

    #[test]
    fn codes_are_searched_for_communities_and_chinese_names_by_any_part() {
        assert_eq!(found("700"), [3, 1, 2]);
        assert_eq!(found("京街"), [4]);
        assert_eq!(found("Schaan"), Vec::<i64>::new());
        assert_eq!(found("  "), Vec::<i64>::new());
    }

    #[test]
    fn gaps_are_listed_by_people_and_unknown_groups_are_told_from_empty_ones() {
        let gap = |id: u64, people: f64| GapRow {
            id,
            community: 1,
            community_name: String::new(),
            people: Some(people),
            land_m2: 1.0,
            nearest_m: None,
            point: [0.0; 2],
            bbox: [0.0; 4],
        };
        let mut gaps = GapIndex::default();
        gaps.insert("service-15", "pharmacy", vec![gap(3, 1.0), gap(2, 9.0), gap(1, 9.0)]);
        gaps.insert("service-15", "school", Vec::new());
        let ids = |group| {
            let rows = gaps.of("service-15", group)?;
            Some(rows.iter().map(|r| r.id).collect::<Vec<_>>())
        };
        assert_eq!(ids("pharmacy"), Some(vec![1, 2, 3]));
        assert_eq!(ids("school"), Some(vec![]));
        assert_eq!(ids("cinema"), None);
    }
}
