//! What became of area codes: a table of old and new codes, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use super::batches::Batches;
use super::cell::Cell;
use super::error::ImportError;
use super::progress::Progress;
use super::reading::Known;
use super::sheet::Sheet;
use crate::domain::area_code::{AreaCode, is_whole};
use crate::domain::day::Day;
use crate::domain::record::{Outcome, SuccessionRecord};
use crate::domain::succession::Change;

/// Reads a table of successions: whole, or not at all, because a missing step would lose everything before it.
pub(super) fn read(
    mut sheet: Sheet,
    progress: &dyn Progress,
    mut batches: Batches<'_, SuccessionRecord>,
) -> Result<Known, ImportError> {
    for field in ["old_code", "new_code", "change", "date"] {
        sheet.mapping().require(field)?;
    }
    let mut seen = BTreeMap::new();
    // What a code became on a day, and whether every row of it says that it was split.
    let mut became: BTreeMap<(String, Day), (BTreeSet<String>, bool)> = BTreeMap::new();
    sheet.each(progress, |row, _, ledger| {
        let view = &row.view;
        let mut bad = false;
        let old_code = view.read("old_code", code, ledger, &mut bad);
        let new_code = view.read("new_code", code, ledger, &mut bad);
        let change = view.read("change", change, ledger, &mut bad);
        let day = view.read("date", day, ledger, &mut bad);
        let (false, Some(old), Some(new), Some(change), Some(day)) = (bad, old_code, new_code, change, day) else {
            return;
        };
        if let Err((field, what)) = fits(&old, &new, change) {
            ledger.reject(view.row, Some(field), what);
            return;
        }
        let (old_code, new_code) = (old.as_str().to_owned(), new.as_str().to_owned());
        let (others, only_splits) = became.entry((old_code.clone(), day)).or_insert((BTreeSet::new(), true));
        others.insert(new_code.clone());
        *only_splits &= change == Change::Split;
        if others.len() > 1 && !*only_splits {
            let what = format!("{old_code} becomes several codes on one day, and that is a split in every row of it");
            ledger.reject(view.row, Some("change"), what);
            return;
        }
        let twin = (old_code.clone(), new_code.clone(), day);
        if let Some(first) = seen.insert(twin, view.row.to_owned()) {
            ledger.reject(view.row, None, format!("the same step stands in row {first} already"));
            return;
        }
        let record = SuccessionRecord {
            old_code,
            new_code,
            change,
            day,
            note: view.text("note").unwrap_or_default(),
        };
        batches.push_from(view.row, record);
    })?;
    let accepted = batches.finish();
    let outcome = sheet.ledger.close_whole(accepted, "successions", "rows")?;
    Ok(Outcome { accepted, ..outcome }.into())
}

fn code(cell: &Cell) -> Result<Option<AreaCode>, String> {
    let Some(text) = cell.code()? else {
        return Err("it is empty".to_owned());
    };
    let wrong =
        || format!("{text:?}: a statistical area code has 12 digits (2, 4, 6 or 9 for the units above communities)");
    AreaCode::parse(&text).map(Some).ok_or_else(wrong)
}

fn change(cell: &Cell) -> Result<Option<Change>, String> {
    let word = cell.text().unwrap_or_default();
    let wrong = || format!("{word:?} is no change that is known; write one of {}", Change::words());
    Change::parse(&word).map(Some).ok_or_else(wrong)
}

fn day(cell: &Cell) -> Result<Option<Day>, String> {
    let text = cell.text().unwrap_or_default();
    // A spreadsheet's date comes with a time behind it.
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    // 2024年6月1日, and what office programs write without leading zeros.
    let date = date.trim_end_matches(['年', '月', '日']);
    let parts: Vec<String> = date
        .split(['/', '.', '-', '年', '月'])
        .map(|part| format!("{part:0>2}"))
        .collect();
    let wrong = |_| format!("{text:?} is no date; write 2024-05-31, 2024-05 or 2024");
    parts.join("-").parse().map(Some).map_err(wrong)
}

/// Whether both codes are of one level, and differ where they have to.
fn fits(old: &AreaCode, new: &AreaCode, change: Change) -> Result<(), (&'static str, String)> {
    if old.level() != new.level() {
        let what = format!(
            "{} is the code of a {}, {} that of a {}",
            old.as_str(),
            old.level().key(),
            new.as_str(),
            new.level().key()
        );
        return Err(("new_code", what));
    }
    if old == new && change == Change::Recoded {
        return Err(("new_code", "it is the old one, so nothing was recoded".to_owned()));
    }
    Ok(())
}

/// Used by the checks of rows that come from the child.
pub(super) fn is_sound(row: &SuccessionRecord) -> bool {
    is_whole(&row.old_code) && is_whole(&row.new_code)
}
