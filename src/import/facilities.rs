//! Facilities from a layer of points or polygons.

use super::Request;
use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::clues;
use super::communities::with_scheme;
use super::doubles::Doubles;
use super::entrances::entrances;
use super::error::ImportError;
use super::held::Held;
use super::ledger::Ledger;
use super::progress::Progress;
use super::reading::Known;
use super::row::Place;
use super::sheet::Sheet;
use super::sorter::{Sorted, Sorter};
use super::view::View;
use crate::crs::LonLat;
use crate::domain::record::{Records, SiteRecord};
use crate::domain::sample::Seen;
use crate::domain::site::{Function, FunctionState};
use crate::domain::unplaced::Unplaced;

/// Reads the layer.
pub(super) fn read(
    mut sheet: Sheet,
    request: &Request<'_>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    let mut held = Held::new(request)?;
    let mut sorter = Sorter::new(request, sheet.mapping())?;
    let mut doubles = Doubles::default();
    let mut unplaced = Vec::new();
    let mut batches = Batches::new(Records::Facilities, sink);
    sheet.each(progress, |row, placer, ledger| {
        let keys = match sorter.sort(&row.view, ledger) {
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
                unplaced.push(clues::of(&row.view, host, "host_name", one));
            }
            return;
        }
        let entrances = entrances(&row.view, "entrances", placer, ledger, &mut bad);
        let Place::At(point) = place else { return };
        let host = row.view.read("host_code", Cell::code, ledger, &mut bad);
        let mut record = site(&row.view, (point, entrances), host, functions, ledger, &mut bad);
        if !bad {
            record.accuracy_m = record.accuracy_m.or(placer.crs.accuracy_m());
            held.found(&record.functions);
            let code = record.code.as_ref().map(|code| code.value.as_str());
            doubles.seen(row.view.row, code, &record.name, record.point);
            batches.push_from(row.view.row, record);
        }
    })?;
    progress.seen(Seen::UnknownCategories(sorter.unknown_words()));
    sorter.report(&mut sheet.ledger);
    doubles.report(&mut sheet.ledger)?;
    let accepted = batches.finish();
    if accepted == 0 && sheet.ledger.rejected.is_empty() && sheet.ledger.read == 0 {
        sheet.ledger.looked_for = Some("facilities of a known category");
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
