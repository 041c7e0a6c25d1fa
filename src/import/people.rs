//! Hamlets and population points.

use super::batches::Batches;
use super::cell::Cell;
use super::communities::{basis, people};
use super::error::ImportError;
use super::progress::Progress;
use super::sheet::Sheet;
use crate::domain::record::{LayerKind, Outcome, PeopleRecord};

/// Reads the layer. A hamlet may be without people, a point of a population table (`counted`) may not.
pub(super) fn read(
    mut sheet: Sheet,
    counted: bool,
    progress: &dyn Progress,
    mut batches: Batches<'_, PeopleRecord>,
) -> Result<Outcome, ImportError> {
    let kind = if counted {
        LayerKind::Population
    } else {
        LayerKind::Hamlets
    };
    if counted {
        sheet.mapping().require("people")?;
    }
    sheet.each(progress, |row, placer, ledger| {
        let view = &row.view;
        let mut bad = false;
        let people = view.read(
            "people",
            |cell| match people(cell)? {
                None if counted => Err("it is empty".to_owned()),
                people => Ok(people),
            },
            ledger,
            &mut bad,
        );
        let households = view.read("households", Cell::count, ledger, &mut bad);
        let basis = view.read("population_basis", basis, ledger, &mut bad);
        let accuracy_m = view.read("accuracy_m", Cell::amount, ledger, &mut bad);
        let parent_code = view.read("parent_code", Cell::code, ledger, &mut bad);
        let point = row.point(placer, ledger);
        if let (Some(point), false) = (point, bad) {
            batches.push(PeopleRecord {
                name: view.text("name").unwrap_or_default(),
                parent_code,
                people,
                basis,
                households,
                point,
                as_of: view.text("as_of"),
                accuracy_m,
            });
        }
    })?;
    let accepted = batches.finish();
    sheet.ledger.close(accepted, kind.key(), "points (or polygons)")
}
