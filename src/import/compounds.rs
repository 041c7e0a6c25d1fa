//! Closed compounds as areas of any layer, with their gates from a column.

use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::communities::with_scheme;
use super::entrances::entrances;
use super::error::ImportError;
use super::progress::Progress;
use super::shape;
use super::sheet::Sheet;
use crate::domain::record::{CompoundRecord, Outcome, Records};

/// Reads compounds.
pub(super) fn read(mut sheet: Sheet, progress: &dyn Progress, sink: &mut Sink<'_>) -> Result<Outcome, ImportError> {
    let mut batches = Batches::new(Records::Compounds, sink);
    sheet.each(progress, |row, placer, ledger| {
        let mut bad = false;
        let code = row.view.read("code", Cell::code, ledger, &mut bad);
        let accuracy_m = row.view.read("accuracy_m", Cell::amount, ledger, &mut bad);
        let gates = entrances(&row.view, "gates", placer, ledger, &mut bad);
        let outline = shape::area(row.view.row, row.geometry, placer, ledger);
        if let (Some(outline), false) = (outline, bad) {
            batches.push(CompoundRecord {
                code: code.map(|value| with_scheme(value, row.view.text("code_scheme"))),
                name: row.view.text("name").unwrap_or_default(),
                outline,
                gates,
                as_of: row.view.text("as_of"),
                accuracy_m,
            });
        }
    })?;
    let accepted = batches.finish();
    sheet.ledger.close(accepted, "compounds", "areas (polygons)")
}
