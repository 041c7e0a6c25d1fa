//! Buildings and residential land.

use std::collections::BTreeMap;

use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::error::ImportError;
use super::going_on::{Earlier, Taking, to_bytes};
use super::ledger::Ledger;
use super::placer::Placer;
use super::progress::Progress;
use super::row::{Place, Row};
use super::shape;
use super::sheet::Sheet;
use super::stand_in;
use crate::domain::batch::Batch;
use crate::domain::category::OsmVocabulary;
use crate::domain::land_use::{LandUseStandard, is_code};
use crate::domain::record::{BuildingRecord, LandRecord, Outcome, Records};

/// Reads buildings: footprints, or points for which squares stand.
pub(super) fn buildings(
    mut sheet: Sheet,
    vocabulary: &OsmVocabulary,
    earlier: Option<&dyn Earlier>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    if !sheet.mapping().has("dwelling") {
        sheet.ledger.note(
            Some("dwelling"),
            "no column tells what the buildings are used for: people may live in all of them",
        );
    }
    let mut buildings = Buildings {
        vocabulary,
        batches: Batches::new(Records::Buildings, sink),
        points: 0,
        sizeless: 0,
    };
    sheet.each_going_on(progress, earlier, &mut buildings)?;
    let Buildings {
        batches,
        points,
        sizeless,
        ..
    } = buildings;
    if points > 0 {
        let usual = stand_in::USUAL_M2;
        sheet.ledger.note(
            Some("geometry"),
            format!(
                "{points} buildings are points: a square of its footprint_m2 stands for each, and one of {usual} m2 for the {sizeless} that don't say it; people are spread by that ground times the floors"
            ),
        );
    }
    let accepted = batches.finish();
    sheet.ledger.close(accepted, "buildings", "areas (polygons) or points")
}

/// Whether a building comes as a point, or in a table.
fn is_point(row: &Row<'_>) -> bool {
    match row.geometry {
        Some(geometry) => shape::is_point(geometry),
        None => row.of_table,
    }
}

/// Buildings on their way out, and how many of them are points.
struct Buildings<'a, 'b> {
    vocabulary: &'a OsmVocabulary,
    batches: Batches<'b, BuildingRecord>,
    points: u64,
    sizeless: u64,
}

impl Taking for Buildings<'_, '_> {
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger) {
        let mut bad = false;
        let levels = row.view.read("levels", Cell::amount, ledger, &mut bad);
        let accuracy_m = row.view.read("accuracy_m", Cell::amount, ledger, &mut bad);
        let ground_m2 = row.view.read("footprint_m2", Cell::amount, ledger, &mut bad);
        let footprint = if is_point(&row) {
            let ground_m2 = ground_m2.filter(|ground| *ground > 0.0);
            self.sizeless += u64::from(ground_m2.is_none());
            self.points += 1;
            match row.place(placer, ledger) {
                Place::At(at) => Some(stand_in::square(at, ground_m2.unwrap_or(stand_in::USUAL_M2))),
                Place::Nowhere => {
                    ledger.reject(row.view.row, Some("geometry"), "the row has no place");
                    None
                }
                Place::Wrong => None,
            }
        } else {
            shape::area(row.view.row, row.geometry, placer, ledger)
        };
        if let (Some(footprint), false) = (footprint, bad) {
            self.batches.push(BuildingRecord {
                footprint,
                levels: levels.filter(|levels| *levels > 0.0),
                dwelling: dwelling(row.view.text("dwelling").as_deref(), self.vocabulary),
                as_of: row.view.text("as_of"),
                accuracy_m,
            });
        }
    }

    fn is_even(&mut self) -> bool {
        self.batches.is_even()
    }

    fn state(&mut self) -> Vec<u8> {
        to_bytes(&(self.points, self.sizeless))
    }

    fn restore(&mut self, state: &[u8]) -> Option<()> {
        (self.points, self.sizeless) = postcard::from_bytes(state).ok()?;
        Some(())
    }

    fn handed_over(&mut self, batch: &Batch) {
        self.batches.go_on(batch.records.len());
    }
}

/// Whether people may live in a building of this use; where nobody says, they may.
fn dwelling(word: Option<&str>, vocabulary: &OsmVocabulary) -> bool {
    let Some(word) = word else { return true };
    let lower = word.to_lowercase();
    match lower.as_str() {
        "0" | "no" | "false" | "否" => false,
        "1" | "true" | "是" => true,
        _ => {
            vocabulary.dwelling_buildings.contains(&lower)
                || ["住", "宿舍", "民居", "农房", "别墅"]
                    .iter()
                    .any(|sign| lower.contains(sign))
        }
    }
}

/// Reads residential land; land of other use is left out and counted.
pub(super) fn land(
    mut sheet: Sheet,
    (vocabulary, standard): (&OsmVocabulary, Option<LandUseStandard>),
    earlier: Option<&dyn Earlier>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    if !sheet.mapping().has("land_use") {
        let columns: Vec<&str> = sheet.mapping().names().iter().map(String::as_str).take(20).collect();
        sheet.ledger.note(
            Some("land_use"),
            format!(
                "no column tells what the land is used for (the columns are {}): people may live on all of it; say it with --map land_use=COLUMN",
                columns.join(", ")
            ),
        );
    }
    let mut lots = Lots {
        vocabulary,
        standard,
        worded: sheet.mapping().has("land_use"),
        batches: Batches::new(Records::Land, sink),
        others: BTreeMap::new(),
        codes: BTreeMap::new(),
    };
    sheet.each_going_on(progress, earlier, &mut lots)?;
    let Lots {
        batches, others, codes, ..
    } = lots;
    if !codes.is_empty() {
        return Err(ImportError::LandUseStandard {
            file: sheet.ledger.file.clone(),
            layer: sheet.ledger.layer.clone(),
            codes: codes
                .iter()
                .map(|(code, count)| format!("{code} ({count} rows)"))
                .collect(),
        });
    }
    left_out(
        "pieces of land are not residential",
        &others,
        "land_use",
        &mut sheet.ledger,
    );
    sheet.ledger.passed_over(others.values().sum());
    let accepted = batches.finish();
    if accepted == 0 && sheet.ledger.rejected.is_empty() {
        for (word, count) in &others {
            sheet.ledger.reject(
                "any",
                Some("land_use"),
                format!("{count} rows of {word:?} are not residential land"),
            );
        }
    }
    sheet.ledger.close(accepted, "land", "areas (polygons)")
}

/// Land on its way out, and the words and codes that were counted.
struct Lots<'a, 'b> {
    vocabulary: &'a OsmVocabulary,
    standard: Option<LandUseStandard>,
    worded: bool,
    batches: Batches<'b, LandRecord>,
    others: BTreeMap<String, u64>,
    codes: BTreeMap<String, u64>,
}

impl Taking for Lots<'_, '_> {
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger) {
        let standard = self.standard;
        let word = row.view.cell("land_use").code().ok().flatten();
        // A spreadsheet takes the leading zero of 0702 away.
        let word = word.map(|word| {
            if is_code(&word) && word.len() % 2 == 1 {
                format!("0{word}")
            } else {
                word
            }
        });
        let land_use = match word {
            Some(code) if is_code(&code) && standard.is_none() => {
                *self.codes.entry(code).or_default() += 1;
                return;
            }
            Some(code) if standard.is_some_and(|standard| standard.is_residential(&code)) => code,
            Some(word) if !(standard.is_some() && looks_coded(&word)) && residential(&word, self.vocabulary) => word,
            None if !self.worded => "residential".to_owned(),
            other => {
                *self.others.entry(other.unwrap_or_default()).or_default() += 1;
                return;
            }
        };
        let mut bad = false;
        let accuracy_m = row.view.read("accuracy_m", Cell::amount, ledger, &mut bad);
        let ground = shape::area(row.view.row, row.geometry, placer, ledger);
        if let (Some(ground), false) = (ground, bad) {
            self.batches.push(LandRecord {
                ground,
                land_use,
                as_of: row.view.text("as_of"),
                accuracy_m,
            });
        }
    }

    fn is_even(&mut self) -> bool {
        self.batches.is_even()
    }

    fn state(&mut self) -> Vec<u8> {
        to_bytes(&(&self.others, &self.codes))
    }

    fn restore(&mut self, state: &[u8]) -> Option<()> {
        (self.others, self.codes) = postcard::from_bytes(state).ok()?;
        Some(())
    }

    fn handed_over(&mut self, batch: &Batch) {
        self.batches.go_on(batch.records.len());
    }
}

/// Whether a word is a code of any standard: digits, or a letter and digits.
fn looks_coded(word: &str) -> bool {
    is_code(word) || word.len() <= 4 && word.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether a word, or a code of GB 50137 (R, R1, R21), which no other standard has, means homes.
fn residential(word: &str, vocabulary: &OsmVocabulary) -> bool {
    let lower = word.to_lowercase();
    vocabulary.residential_landuse.contains(&lower)
        || ["居住", "住宅", "宅基地"].iter().any(|sign| lower.contains(sign))
        || LandUseStandard::Gb50137.is_residential(word)
}

/// Notes rows that were taken for something less than they say, with the words and how often each stands.
pub(super) fn left_out(what: &str, words: &BTreeMap<String, u64>, field: &str, ledger: &mut Ledger) {
    if !words.is_empty() {
        let listed: Vec<String> = words
            .iter()
            .map(|(word, count)| format!("{word:?} ({count})"))
            .collect();
        let total: u64 = words.values().sum();
        ledger.note(Some(field), format!("{total} {what}: {}", listed.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::{Catalogue, SHIPPED};

    #[test]
    fn words_in_two_languages_tell_homes() {
        let vocabulary = Catalogue::parse(SHIPPED).expect("checked").osm;
        for home in [
            None,
            Some("apartments"),
            Some("住宅"),
            Some("1"),
            Some("农村宅基地住房"),
        ] {
            assert!(dwelling(home, &vocabulary), "{home:?}");
        }
        for other in ["school", "0", "厂房"] {
            assert!(!dwelling(Some(other), &vocabulary), "{other}");
        }
        for land in ["residential", "R2", "R", "二类居住用地", "农村宅基地"] {
            assert!(residential(land, &vocabulary), "{land}");
        }
        for land in ["retail", "railway", "A33", "R22", "0301", "0702"] {
            assert!(!residential(land, &vocabulary), "{land}");
        }
    }
}
