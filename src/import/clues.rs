//! What a row without coordinates says of where it is.

use super::cell::Cell;
use super::ledger::Ledger;
use super::view::View;
use crate::domain::unplaced::Unplaced;

/// The code of a row's community. One that a spreadsheet has damaged is said and never guessed: the name has to do.
pub(super) fn code(view: &View<'_>, key: &'static str, ledger: &mut Ledger) -> Option<String> {
    view.cell(key).code().unwrap_or_else(|what| {
        ledger.warn(
            view.row,
            Some(key),
            format!("{what}; its community is looked for by its name"),
        );
        None
    })
}

/// The row with what it says of its community (`named` is the field of its name), its town and its address.
pub(super) fn of(view: &View<'_>, code: Option<String>, named: &str, mut row: Unplaced) -> Unplaced {
    let text = |cell: &Cell| cell.code().ok().flatten().or_else(|| cell.text());
    row.code = code;
    row.community = view.text(named);
    row.town = text(view.cell("town"));
    row.address = view.text("address");
    row.cells = view.cells.iter().map(|cell| text(cell).unwrap_or_default()).collect();
    row
}
