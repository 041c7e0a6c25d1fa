//! Facilities from a layer of points or polygons.

use std::collections::BTreeMap;

use super::Request;
use super::again::Again;
use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::communities::with_scheme;
use super::entrances::entrances;
use super::error::ImportError;
use super::held::{Held, asked, nearest};
use super::ledger::Ledger;
use super::progress::Progress;
use super::reading::Known;
use super::sheet::Sheet;
use super::view::View;
use crate::crs::LonLat;
use crate::domain::category::{Catalogue, Tier};
use crate::domain::record::{Records, SiteRecord};
use crate::domain::site::{Function, FunctionState};

/// What a row's functions are made of.
struct Sorter<'a> {
    catalogue: &'a Catalogue,
    /// All rows are this.
    every: Option<String>,
    /// Words that the catalogue does not know, with their counts.
    unknown: BTreeMap<String, u64>,
}

/// Reads the layer.
pub(super) fn read(
    mut sheet: Sheet,
    request: &Request<'_>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    let every = request
        .category
        .map(|word| asked(request.catalogue, word))
        .transpose()?;
    let mut held = Held::new(request)?;
    if every.is_none() {
        sheet.mapping().require("category")?;
    }
    let mut sorter = Sorter {
        catalogue: request.catalogue,
        every,
        unknown: BTreeMap::new(),
    };
    let mut again = Again::default();
    let mut batches = Batches::new(Records::Facilities, sink);
    sheet.each(progress, |row, placer, ledger| {
        let mut bad = false;
        let functions = sorter.functions(&row.view, ledger, &mut bad);
        let point = row.point(placer, ledger);
        let entrances = entrances(&row.view, placer, ledger, &mut bad);
        let record = point.map(|point| site(&row.view, (point, entrances), functions, ledger, &mut bad));
        if let (Some(mut record), false) = (record, bad) {
            record.accuracy_m = record.accuracy_m.or(placer.crs.accuracy_m());
            held.found(&record.functions);
            if let (Some(code), Ok(number)) = (&record.code, row.view.row.parse()) {
                again.seen(&code.value, number);
            }
            batches.push(record);
        }
    })?;
    sorter.report(&mut sheet.ledger);
    twins(again, &mut sheet.ledger);
    let accepted = batches.finish();
    let file = sheet.ledger.file.clone();
    let outcome = sheet.ledger.close(accepted, "facilities", "points (or polygons)")?;
    Ok((outcome, held.listed(&file)))
}

impl Sorter<'_> {
    fn functions(&mut self, view: &View<'_>, ledger: &mut Ledger, bad: &mut bool) -> Vec<Function> {
        let state = view.read(
            "state",
            |cell| {
                cell.text().map_or(Ok(None), |word| {
                    FunctionState::parse(&word)
                        .map(Some)
                        .ok_or_else(|| format!("{word:?} is not existing (现状), planned (规划) or candidate (备选)"))
                })
            },
            ledger,
            bad,
        );
        let capacity = view.read("capacity", Cell::amount, ledger, bad);
        let mut keys = self.keys(view, ledger, bad);
        keys.sort();
        keys.dedup();
        // A capacity in a row with several functions belongs to none of them for sure.
        let capacity = if keys.len() == 1 { capacity } else { None };
        keys.into_iter()
            .map(|category| Function {
                category,
                state: state.unwrap_or(FunctionState::Existing),
                capacity,
                approximate: false,
            })
            .collect()
    }

    fn keys(&mut self, view: &View<'_>, ledger: &mut Ledger, bad: &mut bool) -> Vec<String> {
        if let Some(every) = &self.every {
            return vec![every.clone()];
        }
        let words = view.words("category");
        if words.is_empty() {
            ledger.reject(view.row, Some("category"), "it is empty");
            *bad = true;
        }
        let mut keys = Vec::new();
        let mut unknown = Vec::new();
        for word in words {
            match self.catalogue.find(&word) {
                Some(category) if category.tier == Tier::Demand => {
                    let what =
                        format!("{word:?} is where people live, not what serves them; import it as hamlets or land");
                    ledger.reject(view.row, Some("category"), what);
                    *bad = true;
                }
                Some(category) => keys.push(category.key.clone()),
                None => unknown.push(word),
            }
        }
        for word in unknown {
            let what = format!("{word:?} is not in the catalogue");
            if keys.is_empty() {
                ledger.reject(view.row, Some("category"), what);
                *bad = true;
            } else {
                ledger.warn(
                    view.row,
                    Some("category"),
                    format!("{what}; the site's other functions are kept"),
                );
            }
            *self.unknown.entry(word).or_default() += 1;
        }
        keys
    }

    /// Each unknown word once.
    fn report(&self, ledger: &mut Ledger) {
        for (word, count) in &self.unknown {
            let nearest = nearest(self.catalogue, word)
                .map(|c| format!("; the nearest is {} ({})", c.key, c.zh))
                .unwrap_or_default();
            ledger.note(
                Some("category"),
                format!("{word:?} ({count} rows) is not in the catalogue{nearest}"),
            );
        }
    }
}

fn site(
    view: &View<'_>,
    (point, entrances): (LonLat, Vec<LonLat>),
    functions: Vec<Function>,
    ledger: &mut Ledger,
    bad: &mut bool,
) -> SiteRecord {
    SiteRecord {
        code: view
            .read("code", Cell::code, ledger, bad)
            .map(|value| with_scheme(value, view.text("code_scheme"))),
        name: view.text("name").unwrap_or_default(),
        point,
        entrances,
        floor_area_m2: view.read("floor_area_m2", Cell::amount, ledger, bad),
        opening_hours: view.text("hours"),
        host_code: view.read("host_code", Cell::code, ledger, bad),
        serves: view
            .read("serves", Cell::code, ledger, bad)
            .map(|_| view.words("serves"))
            .unwrap_or_default(),
        open_to_public: view.read("open_to_public", Cell::truth, ledger, bad),
        fee: view.read("fee", Cell::truth, ledger, bad),
        functions,
        as_of: view.text("as_of"),
        accuracy_m: view.read("accuracy_m", Cell::amount, ledger, bad),
    }
}

/// Remarks codes that stand twice: sites may share one, but it is often a row that was pasted twice.
fn twins(again: Again, ledger: &mut Ledger) {
    for (code, rows) in again.listed() {
        let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
        ledger.note(
            Some("code"),
            format!("{code} stands in {} rows: {}", rows.len(), rows.join(", ")),
        );
    }
}
