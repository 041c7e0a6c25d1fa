//! Facilities from a layer of points or polygons.

use super::Request;
use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::clues;
use super::communities::with_scheme;
use super::doubles::Doubles;
use super::entrances::entrances;
use super::error::ImportError;
use super::going_on::{Earlier, Growing, Taking, to_bytes};
use super::held::Held;
use super::ledger::Ledger;
use super::placer::Placer;
use super::progress::Progress;
use super::reading::Known;
use super::row::{Place, Row};
use super::sheet::Sheet;
use super::sorter::{Counts, Sorted, Sorter};
use super::view::View;
use crate::crs::LonLat;
use crate::domain::batch::Batch;
use crate::domain::record::{Records, SiteRecord};
use crate::domain::sample::Seen;
use crate::domain::site::{Function, FunctionState};
use crate::domain::unplaced::Unplaced;

/// Reads the layer.
pub(super) fn read(
    mut sheet: Sheet,
    request: &Request<'_>,
    earlier: Option<&dyn Earlier>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    let mapping = sheet.mapping().clone();
    let held = Held::new(request)?;
    let sorter = Sorter::new(request, &mapping, &mut sheet.ledger)?;
    let mut sites = Sites {
        held,
        sorter,
        doubles: Doubles::default(),
        unplaced: Growing::default(),
        batches: Batches::new(Records::Facilities, sink),
    };
    sheet.each_going_on(progress, earlier, &mut sites)?;
    let Sites {
        held,
        sorter,
        doubles,
        unplaced,
        batches,
    } = sites;
    let unplaced = unplaced.all;
    progress.seen(Seen::UnknownCategories(sorter.unknown_words()));
    sorter.report(&mut sheet.ledger);
    let all_closed = sorter.counts().any_closed();
    doubles.report(&mut sheet.ledger)?;
    let accepted = batches.finish();
    if accepted == 0 && sheet.ledger.rejected.is_empty() && sheet.ledger.read == 0 {
        sheet.ledger.looked_for = Some(if all_closed {
            "facilities in use (the state of every row says that it serves nobody now)"
        } else {
            "facilities of a known category"
        });
    }
    let file = sheet.ledger.file.clone();
    let outcome = sheet
        .ledger
        .close_waiting(accepted, unplaced.len(), "facilities", "points (or polygons)")?;
    Ok(Known {
        held: held.listed(&file),
        unplaced,
        ..outcome.into()
    })
}

/// Sites on their way out, and what is remembered of them.
struct Sites<'a, 'b> {
    held: Held,
    sorter: Sorter<'a>,
    doubles: Doubles,
    unplaced: Growing<Unplaced>,
    batches: Batches<'b, SiteRecord>,
}

impl Taking for Sites<'_, '_> {
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger) {
        if let Some(word) = row.view.text("state").filter(|word| FunctionState::is_closed(word)) {
            self.sorter.closed(word);
            return;
        }
        let keys = match self.sorter.sort(&row.view, ledger) {
            Sorted::Into(keys) => Some(keys),
            Sorted::PassedOver => return,
            Sorted::Wrong => None,
        };
        let mut bad = keys.is_none();
        let functions = functions(keys.unwrap_or_default(), &row.view, ledger, &mut bad);
        let place = row.place(placer, ledger);
        if place == Place::Nowhere {
            let host = clues::code(&row.view, "host_code", ledger);
            let record = |nowhere| {
                site(
                    &row.view,
                    (nowhere, Vec::new()),
                    host.clone(),
                    functions,
                    ledger,
                    &mut bad,
                )
            };
            let one = Unplaced::site(row.view.row, record);
            if !bad {
                self.unplaced.all.push(clues::of(&row.view, host, "host_name", one));
            }
            return;
        }
        let entrances = entrances(&row.view, "entrances", placer, ledger, &mut bad);
        let Place::At(point) = place else { return };
        let host = row.view.read("host_code", Cell::code, ledger, &mut bad);
        let mut record = site(&row.view, (point, entrances), host, functions, ledger, &mut bad);
        if !bad {
            record.accuracy_m = record.accuracy_m.or(placer.crs.accuracy_m());
            self.remember(row.view.row, &record);
            self.batches.push_from(row.view.row, record);
        }
    }

    fn is_even(&mut self) -> bool {
        self.batches.is_even()
    }

    fn state(&mut self) -> Vec<u8> {
        to_bytes(&(self.sorter.counts(), self.unplaced.newest()))
    }

    fn restore(&mut self, state: &[u8]) -> Option<()> {
        let (counts, unplaced): (Counts, Vec<Unplaced>) = postcard::from_bytes(state).ok()?;
        self.sorter.restore(counts);
        self.unplaced.take(unplaced);
        Some(())
    }

    fn handed_over(&mut self, batch: &Batch) {
        if let Records::Facilities(rows) = &batch.records {
            self.batches.go_on(rows.len());
            for (position, record) in rows.iter().enumerate() {
                self.remember(batch.row(position).unwrap_or_default(), record);
            }
        }
    }
}

impl Sites<'_, '_> {
    fn remember(&mut self, row: &str, record: &SiteRecord) {
        self.held.found(&record.functions);
        let code = record.code.as_ref().map(|code| code.value.as_str());
        self.doubles.seen(row, code, &record.name, record.point);
    }
}

/// A row's functions, each with the row's state.
fn functions(keys: Vec<(String, bool)>, view: &View<'_>, ledger: &mut Ledger, bad: &mut bool) -> Vec<Function> {
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
    // A capacity in a row with several functions belongs to none of them for sure.
    let capacity = if keys.len() == 1 { capacity } else { None };
    keys.into_iter()
        .map(|(category, approximate)| Function {
            category,
            state: state.unwrap_or(FunctionState::Existing),
            capacity,
            approximate,
        })
        .collect()
}

fn site(
    view: &View<'_>,
    (point, entrances): (LonLat, Vec<LonLat>),
    host_code: Option<String>,
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
        host_code,
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
