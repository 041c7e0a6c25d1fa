//! Hamlets and population points.

use super::batches::Batches;
use super::cell::Cell;
use super::clues;
use super::communities::{basis, groups, people};
use super::doubles::Doubles;
use super::error::ImportError;
use super::progress::Progress;
use super::reading::Known;
use super::row::Place;
use super::sheet::Sheet;
use crate::domain::record::{FireWater, LayerKind, PeopleRecord};
use crate::domain::unplaced::Unplaced;

/// Reads the layer. A hamlet may be without people, a point of a population table (`counted`) may not.
pub(super) fn read(
    mut sheet: Sheet,
    counted: bool,
    progress: &dyn Progress,
    mut batches: Batches<'_, PeopleRecord>,
) -> Result<Known, ImportError> {
    let kind = if counted {
        LayerKind::Population
    } else {
        LayerKind::Hamlets
    };
    if counted {
        sheet.mapping().require("people")?;
    }
    let mut unplaced = Vec::new();
    let mut doubles = Doubles::default();
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
        let groups = groups(view, people, ledger, &mut bad);
        let households = view.read("households", Cell::count, ledger, &mut bad);
        let basis = view.read("population_basis", basis, ledger, &mut bad);
        let fire_water = FireWater {
            source: view.read("fire_water_source", Cell::truth, ledger, &mut bad),
            network: view.read("fire_network", Cell::truth, ledger, &mut bad),
        };
        let accuracy_m = view.read("accuracy_m", Cell::amount, ledger, &mut bad);
        let place = row.place(placer, ledger);
        let parent_code = if place == Place::Nowhere {
            clues::code(view, "parent_code", ledger)
        } else {
            view.read("parent_code", Cell::code, ledger, &mut bad)
        };
        let record = |point| PeopleRecord {
            name: view.text("name").unwrap_or_default(),
            parent_code: parent_code.clone(),
            people,
            groups,
            basis,
            households,
            fire_water,
            point,
            as_of: view.text("as_of"),
            accuracy_m,
        };
        match place {
            _ if bad => {}
            Place::At(point) => {
                let record = record(point);
                doubles.seen(view.row, None, &record.name, point);
                batches.push_from(view.row, record);
            }
            Place::Nowhere => {
                // A row of a population table is a community's; a hamlet's name is its own.
                let named = if counted && !view.mapping.has("host_name") {
                    "name"
                } else {
                    "host_name"
                };
                let one = Unplaced::people(view.row, record);
                unplaced.push(clues::of(view, parent_code.clone(), named, one));
            }
            Place::Wrong => {}
        }
    })?;
    doubles.report(&mut sheet.ledger)?;
    let accepted = batches.finish();
    let outcome = sheet
        .ledger
        .close_waiting(accepted, unplaced.len(), kind.key(), "points (or polygons)")?;
    Ok(Known {
        unplaced,
        ..outcome.into()
    })
}
