//! Hamlets and population points.

use super::batches::Batches;
use super::cell::Cell;
use super::clues;
use super::communities::{basis, groups, people};
use super::doubles::Doubles;
use super::error::ImportError;
use super::going_on::{Earlier, Growing, Taking, to_bytes};
use super::ledger::Ledger;
use super::mapping::Mapping;
use super::placer::Placer;
use super::progress::Progress;
use super::reading::Known;
use super::row::{Place, Row};
use super::sheet::Sheet;
use crate::domain::batch::Batch;
use crate::domain::community::PopulationBasis;
use crate::domain::record::{FireWater, LayerKind, PeopleRecord, Records};
use crate::domain::unplaced::Unplaced;

/// Reads the layer. A hamlet may be without people, a point of a population table (`counted`) may not.
pub(super) fn read(
    mut sheet: Sheet,
    counted: bool,
    earlier: Option<&dyn Earlier>,
    progress: &dyn Progress,
    batches: Batches<'_, PeopleRecord>,
) -> Result<Known, ImportError> {
    let kind = if counted {
        LayerKind::Population
    } else {
        LayerKind::Hamlets
    };
    let counting = counting(sheet.mapping());
    if counted {
        sheet.mapping().require(counting.0)?;
    }
    if let (field, Some(basis)) = counting {
        let column = sheet.mapping().column(field).unwrap_or(field).to_owned();
        sheet.ledger.note(
            Some("people"),
            format!(
                "no column counts usual residents: the people are those of {column:?}, {} residents",
                basis.key()
            ),
        );
    } else if !counted && !sheet.mapping().has("people") {
        sheet.ledger.note(
            Some("people"),
            "no column gives people: the hamlets are places alone; name one with --map people=COLUMN",
        );
    }
    let mut people = Peopled {
        counted,
        counting,
        unplaced: Growing::default(),
        doubles: Doubles::default(),
        batches,
    };
    sheet.each_going_on(progress, earlier, &mut people)?;
    people.doubles.report(&mut sheet.ledger)?;
    let accepted = people.batches.finish();
    let unplaced = people.unplaced.all;
    let outcome = sheet
        .ledger
        .close_waiting(accepted, unplaced.len(), kind.key(), "points (or polygons)")?;
    Ok(Known {
        unplaced,
        ..outcome.into()
    })
}

/// Which field counts the people: usual residents before registered ones, and those before whoever is present.
fn counting(mapping: &Mapping) -> (&'static str, Option<PopulationBasis>) {
    let others = [
        ("registered_people", PopulationBasis::Registered),
        ("present_people", PopulationBasis::Present),
    ];
    let other = others.into_iter().find(|(field, _)| mapping.has(field));
    match other {
        Some((field, basis)) if !mapping.has("people") => (field, Some(basis)),
        _ => ("people", None),
    }
}

/// People's places on their way out, and what is remembered of them.
struct Peopled<'a> {
    counted: bool,
    /// The field that gives the people, and whom it counts where its name says so.
    counting: (&'static str, Option<PopulationBasis>),
    unplaced: Growing<Unplaced>,
    doubles: Doubles,
    batches: Batches<'a, PeopleRecord>,
}

impl Taking for Peopled<'_> {
    fn take(&mut self, row: Row<'_>, placer: &mut Placer, ledger: &mut Ledger) {
        let counted = self.counted;
        let view = &row.view;
        let mut bad = false;
        let (counting, counted_so) = self.counting;
        let people = view.read(
            counting,
            |cell| match people(cell)? {
                None if counted => Err("it is empty".to_owned()),
                people => Ok(people),
            },
            ledger,
            &mut bad,
        );
        let groups = groups(view, people, ledger, &mut bad);
        let households = view.read("households", Cell::count, ledger, &mut bad);
        let basis = view.read("population_basis", basis, ledger, &mut bad).or(counted_so);
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
                self.doubles.seen(view.row, None, &record.name, point);
                self.batches.push_from(view.row, record);
            }
            Place::Nowhere => {
                // A row of a population table is a community's; a hamlet's name is its own.
                let named = if counted && !view.mapping.has("host_name") {
                    "name"
                } else {
                    "host_name"
                };
                let one = Unplaced::people(view.row, record);
                self.unplaced.all.push(clues::of(view, parent_code.clone(), named, one));
            }
            Place::Wrong => {}
        }
    }

    fn is_even(&mut self) -> bool {
        self.batches.is_even()
    }

    fn state(&mut self) -> Vec<u8> {
        to_bytes(&self.unplaced.newest())
    }

    fn restore(&mut self, state: &[u8]) -> Option<()> {
        self.unplaced.take(postcard::from_bytes(state).ok()?);
        Some(())
    }

    fn handed_over(&mut self, batch: &Batch) {
        if let Records::Hamlets(rows) | Records::Population(rows) = &batch.records {
            self.batches.go_on(rows.len());
            for (position, record) in rows.iter().enumerate() {
                let row = batch.row(position).unwrap_or_default();
                self.doubles.seen(row, None, &record.name, record.point);
            }
        }
    }
}
