//! Streets as lines of any layer: a planner's road centre lines, with class, one-way and level columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::batches::{Batches, Sink};
use super::error::ImportError;
use super::going_on::{Earlier, Taking, to_bytes};
use super::grounds::left_out;
use super::ledger::Ledger;
use super::placer::Placer;
use super::progress::Progress;
use super::row::Row;
use super::shape;
use super::sheet::Sheet;
use crate::domain::batch::Batch;
use crate::domain::category::OsmVocabulary;
use crate::domain::record::{Outcome, Records, StreetRecord};
use crate::domain::street_tags;

/// What planners' layers call their streets, by the value of `highway` that it comes nearest to. The first sign that the word holds decides.
const CHINESE: [(&str, &str); 27] = [
    ("高速", "motorway"),
    ("快速", "trunk"),
    ("国道", "primary"),
    ("主干", "primary"),
    ("省道", "secondary"),
    ("次干", "secondary"),
    ("县道", "tertiary"),
    ("支路", "residential"),
    ("乡道", "unclassified"),
    ("村道", "residential"),
    ("街坊", "living_street"),
    ("小区", "living_street"),
    ("内部", "service"),
    ("步行街", "pedestrian"),
    ("商业街", "pedestrian"),
    ("绿道", "footway"),
    ("人行", "footway"),
    ("步道", "footway"),
    ("步行", "footway"),
    ("天桥", "footway"),
    ("地道", "footway"),
    ("梯道", "steps"),
    ("台阶", "steps"),
    ("自行车", "cycleway"),
    ("非机动", "cycleway"),
    ("机耕", "track"),
    ("巷", "residential"),
];

/// Reads streets.
pub(super) fn streets(
    mut sheet: Sheet,
    vocabulary: &OsmVocabulary,
    earlier: Option<&dyn Earlier>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    let mut lines = Lines {
        vocabulary,
        batches: Batches::new(Records::Streets, sink),
        counts: Counts::default(),
    };
    sheet.each_going_on(progress, earlier, &mut lines)?;
    let Counts {
        accepted,
        unknown,
        unsaid,
    } = lines.counts;
    left_out(
        "streets of unknown class are taken as minor streets that anybody may use",
        &unknown,
        "class",
        &mut sheet.ledger,
    );
    if unsaid > 0 {
        let what = format!(
            "{unsaid} expressways don't say whether they are one way: they are taken as open both ways. Say it in a column oneway (单行)"
        );
        sheet.ledger.note(Some("oneway"), what);
    }
    lines.batches.finish();
    sheet.ledger.close(accepted, "streets", "lines")
}

/// Streets on their way out, and what was counted.
struct Lines<'a, 'b> {
    vocabulary: &'a OsmVocabulary,
    batches: Batches<'b, StreetRecord>,
    counts: Counts,
}

#[derive(Default, Serialize, Deserialize)]
struct Counts {
    /// Rows that gave a line; a row may give several.
    accepted: u64,
    /// Words of no known class.
    unknown: BTreeMap<String, u64>,
    /// Expressways that don't say whether they are one way.
    unsaid: u64,
}

impl Taking for Lines<'_, '_> {
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger) {
        let lines = shape::lines(row.view.row, row.geometry, placer, ledger);
        self.counts.accepted += u64::from(!lines.is_empty());
        let word = row.view.text("class");
        let highway = word.as_deref().and_then(|word| highway(word, self.vocabulary));
        if let (Some(word), None) = (&word, highway) {
            *self.counts.unknown.entry(word.clone()).or_default() += 1;
        }
        let said = row.view.text("tags").and_then(|text| street_tags::read(&text));
        // Streets that were written out with all their tags, ferries among them, come back as they were.
        let whole = said
            .as_ref()
            .is_some_and(|said| said.contains_key("highway") || said.contains_key("route"));
        let mut tags = BTreeMap::new();
        if !whole {
            tags.insert("highway".to_owned(), highway.unwrap_or("road").to_owned());
        }
        if let Some(oneway) = row.view.text("oneway").as_deref().and_then(oneway) {
            tags.insert("oneway".to_owned(), oneway.to_owned());
        } else if highway == Some("motorway") && !row.view.mapping.has("tags") {
            // In OpenStreetMap a motorway is one way unless it says otherwise, for it is drawn once for each direction. A centre line is not.
            tags.insert("oneway".to_owned(), "no".to_owned());
            self.counts.unsaid += 1;
        }
        tags.extend(said.into_iter().flatten());
        if let Some(level) = row.view.text("level").and_then(|text| text.trim().parse::<i32>().ok()) {
            tags.insert("layer".to_owned(), level.to_string());
        }
        let class = highway
            .and_then(|highway| street_class(highway, self.vocabulary))
            .unwrap_or(match tags.get("route").map(String::as_str) {
                Some("ferry") if !tags.contains_key("highway") => "ferry",
                _ => "minor",
            });
        let name = row.view.text("name").unwrap_or_default();
        for course in lines {
            self.batches.push(StreetRecord {
                course,
                class: class.to_owned(),
                name: name.clone(),
                tags: tags.clone(),
                nodes: Vec::new(),
                stops: Vec::new(),
            });
        }
    }

    fn is_even(&mut self) -> bool {
        self.batches.is_even()
    }

    fn state(&mut self) -> Vec<u8> {
        to_bytes(&self.counts)
    }

    fn restore(&mut self, state: &[u8]) -> Option<()> {
        self.counts = postcard::from_bytes(state).ok()?;
        Some(())
    }

    fn handed_over(&mut self, batch: &Batch) {
        self.batches.go_on(batch.records.len());
    }
}

/// The value of `highway` that a word means: itself, a drawing class, or a planner's word.
fn highway<'a>(word: &'a str, vocabulary: &OsmVocabulary) -> Option<&'a str> {
    let word = word.trim();
    match word {
        "major" => return Some("trunk"),
        "main" => return Some("secondary"),
        "minor" => return Some("unclassified"),
        "path" => return Some("path"),
        _ => {}
    }
    if street_class(word, vocabulary).is_some() {
        return Some(word);
    }
    CHINESE
        .into_iter()
        .find(|(sign, _)| word.contains(sign))
        .map(|(_, highway)| highway)
}

/// Whether a street is one way, in the words of OpenStreetMap: along the line, against it, or not.
fn oneway(word: &str) -> Option<&'static str> {
    match word.trim().to_lowercase().as_str() {
        "1" | "yes" | "true" | "是" | "单行" | "正向" | "f" | "ft" => Some("yes"),
        "-1" | "reverse" | "反向" | "逆向" | "t" | "tf" => Some("-1"),
        "0" | "no" | "false" | "否" | "双行" | "双向" | "b" => Some("no"),
        _ => None,
    }
}

/// The drawing class of a word: a class itself, or a value of `highway`.
pub(super) fn street_class<'a>(word: &str, vocabulary: &'a OsmVocabulary) -> Option<&'a str> {
    vocabulary
        .street_classes
        .iter()
        .find(|(class, words)| class.as_str() == word || words.iter().any(|w| w == word))
        .map(|(class, _)| class.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::{Catalogue, SHIPPED};

    #[test]
    fn classes_are_told_by_themselves_by_highway_or_by_a_planners_word() {
        let vocabulary = Catalogue::parse(SHIPPED).expect("checked").osm;
        assert_eq!(street_class("footway", &vocabulary), Some("path"));
        assert_eq!(street_class("major", &vocabulary), Some("major"));
        assert_eq!(street_class("?", &vocabulary), None);
        for (word, means) in [
            ("城市主干路", Some("primary")),
            ("次干路", Some("secondary")),
            ("商业步行街", Some("pedestrian")),
            ("人行天桥", Some("footway")),
            ("高速公路", Some("motorway")),
            ("steps", Some("steps")),
            ("main", Some("secondary")),
            ("?", None),
        ] {
            assert_eq!(highway(word, &vocabulary), means, "{word}");
        }
        for highway in CHINESE.map(|(_, highway)| highway) {
            assert!(street_class(highway, &vocabulary).is_some(), "{highway}");
        }
    }

    #[test]
    fn one_way_is_read_in_several_hands() {
        assert_eq!(oneway("单行"), Some("yes"));
        assert_eq!(oneway("TF"), Some("-1"));
        assert_eq!(oneway("0"), Some("no"));
        assert_eq!(oneway("?"), None);
    }
}
