//! Communities from a layer of polygons.

use std::collections::BTreeMap;

use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::error::ImportError;
use super::ledger::Ledger;
use super::progress::Progress;
use super::shape;
use super::sheet::Sheet;
use super::view::View;
use crate::domain::community::{CommitteeType, Population, PopulationBasis};
use crate::domain::ids::SourceCode;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::record::{Check, CommunityRecord, Outcome, Records};
use crate::units::Persons;
use geo::MultiPolygon;

/// The classes of the statistical urban-rural code.
const CLASSES: [u32; 11] = [100, 110, 111, 112, 120, 121, 122, 123, 200, 210, 220];

/// What is known of a community beside its ground.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Attributes {
    pub(super) name: String,
    pub(super) code: Option<SourceCode>,
    pub(super) committee_type: Option<CommitteeType>,
    pub(super) urban_rural_class: Option<u16>,
    pub(super) parents: Vec<SourceCode>,
    pub(super) populations: Vec<Population>,
    pub(super) households: Option<u32>,
    pub(super) provisional: bool,
}

impl Attributes {
    /// Reads a row's; everything wrong with it is said, and then it is `None`.
    pub(super) fn read(view: &View<'_>, ledger: &mut Ledger) -> Option<Self> {
        let mut bad = false;
        let code = view
            .read("code", Cell::code, ledger, &mut bad)
            .map(|value| with_scheme(value, view.text("code_scheme")));
        Self::with_code(view, code, ledger).filter(|_| !bad)
    }

    /// As [`Self::read`], where the code is known already, or lost.
    pub(super) fn with_code(view: &View<'_>, code: Option<SourceCode>, ledger: &mut Ledger) -> Option<Self> {
        let mut bad = false;
        let name = view.text("name").unwrap_or_default();
        if name.is_empty() {
            ledger.reject(view.row, Some("name"), "it is empty");
            bad = true;
        }
        let parents = view
            .read("parent_code", Cell::code, ledger, &mut bad)
            .map(|_| view.words("parent_code"))
            .unwrap_or_default()
            .iter()
            .map(|word| SourceCode::guess(word))
            .collect();
        let said = view.read(
            "committee_type",
            |cell| {
                cell.text().map_or(Ok(None), |word| {
                    CommitteeType::parse(&word).map(Some).ok_or_else(|| {
                        format!("{word:?} is neither residents_committee (居委会) nor villagers_committee (村委会)")
                    })
                })
            },
            ledger,
            &mut bad,
        );
        let class = view.read(
            "urban_rural_class",
            |cell| match cell.count()? {
                Some(class) if !CLASSES.contains(&class) => {
                    Err(format!("{class} is not an urban-rural class (100 to 220)"))
                }
                class => Ok(class),
            },
            ledger,
            &mut bad,
        );
        let populations = populations(view, ledger, &mut bad);
        let households = view.read("households", Cell::count, ledger, &mut bad);
        let provisional = view.read("provisional", Cell::truth, ledger, &mut bad);
        (!bad).then(|| Self {
            name,
            committee_type: said.or_else(|| code.as_ref().and_then(CommitteeType::of_code)),
            code,
            urban_rural_class: class.map(|class| class as u16),
            parents,
            populations,
            households,
            provisional: provisional.unwrap_or_default(),
        })
    }

    /// With its ground.
    pub(super) fn on(self, boundary: MultiPolygon<f64>) -> CommunityRecord {
        CommunityRecord {
            code: self.code,
            name: self.name,
            committee_type: self.committee_type,
            urban_rural_class: self.urban_rural_class,
            parents: self.parents,
            populations: self.populations,
            households: self.households,
            provisional: self.provisional,
            boundary,
        }
    }
}

/// A code with the scheme that the source names, or the one that its form tells.
pub(super) fn with_scheme(value: String, scheme: Option<String>) -> SourceCode {
    match scheme {
        Some(scheme) => SourceCode { scheme, value },
        None => SourceCode::guess(&value),
    }
}

fn populations(view: &View<'_>, ledger: &mut Ledger, bad: &mut bool) -> Vec<Population> {
    let basis = view.read("population_basis", basis, ledger, bad);
    let as_of = view.text("as_of");
    let mut found: Vec<Population> = Vec::new();
    for (field, basis) in [
        ("people", basis.unwrap_or(PopulationBasis::Usual)),
        ("registered_people", PopulationBasis::Registered),
        ("present_people", PopulationBasis::Present),
    ] {
        let people = view.read(field, people, ledger, bad);
        if let Some(people) = people {
            found.push(Population {
                basis,
                as_of: as_of.clone(),
                people,
                groups: GroupCounts::UNCOUNTED,
            });
        }
    }
    // Columns of groups speak of the first people beside them.
    let groups = groups(view, found.first().map(|first| first.people), ledger, bad);
    if let Some(first) = found.first_mut() {
        first.groups = groups;
    }
    found
}

/// How many of a row's people are of which group. More than there are people is refused; a group of uncounted people is left out aloud.
pub(super) fn groups(view: &View<'_>, of: Option<Persons>, ledger: &mut Ledger, bad: &mut bool) -> GroupCounts {
    let mut counts = GroupCounts::UNCOUNTED;
    for (field, group) in [
        ("elderly_people", PeopleGroup::Elderly),
        ("minor_people", PeopleGroup::Minors),
        ("disabled_people", PeopleGroup::Disabled),
    ] {
        let Some(own) = view.read(field, people, ledger, bad) else {
            continue;
        };
        match of {
            Some(all) if own > all => {
                ledger.reject(view.row, Some(field), format!("{own} of only {all} people"));
                *bad = true;
            }
            Some(_) => counts.set(group, Some(own)),
            None => ledger.warn(
                view.row,
                Some(field),
                "it counts a group of people whom nobody counted: left out".to_owned(),
            ),
        }
    }
    counts
}

/// Whom a cell says that people were counted as.
pub(super) fn basis(cell: &Cell) -> Result<Option<PopulationBasis>, String> {
    cell.text().map_or(Ok(None), |word| {
        PopulationBasis::parse(&word).map(Some).ok_or_else(|| {
            format!("{word:?} is not usual (常住), registered (户籍), present (在村) or festival (春节)")
        })
    })
}

/// A number of people in a cell.
pub(super) fn people(cell: &Cell) -> Result<Option<Persons>, String> {
    match cell.amount()? {
        Some(number) => Persons::from_f64(number)
            .map(Some)
            .ok_or_else(|| format!("{number} is more people than there are")),
        None => Ok(None),
    }
}

/// Reads the layer: whole, or not at all.
pub(super) fn read(mut sheet: Sheet, progress: &dyn Progress, sink: &mut Sink<'_>) -> Result<Outcome, ImportError> {
    sheet.mapping().require("name")?;
    note_basis(&mut sheet);
    let mut rows: Vec<(String, CommunityRecord)> = Vec::new();
    sheet.each(progress, |row, placer, ledger| {
        let attributes = Attributes::read(&row.view, ledger);
        let boundary = shape::area(row.view.row, row.geometry, placer, ledger);
        if let (Some(attributes), Some(boundary)) = (attributes, boundary) {
            rows.push((row.view.row.to_owned(), attributes.on(boundary)));
        }
    })?;
    twins(&rows, &mut sheet.ledger);
    let accepted = rows.len() as u64;
    let outcome = sheet.ledger.close_whole(accepted, "communities", "areas (polygons)")?;
    hand_over(rows, sink);
    Ok(outcome)
}

/// Hands over rows that were checked together.
pub(super) fn hand_over(rows: Vec<(String, CommunityRecord)>, sink: &mut Sink<'_>) {
    let mut batches = Batches::new(Records::Communities, sink);
    for (row, record) in rows {
        batches.push_from(&row, record);
    }
    batches.finish();
}

fn note_basis(sheet: &mut Sheet) {
    let plain = sheet
        .mapping()
        .column("people")
        .filter(|column| !column.contains("常住") && !sheet.mapping().has("population_basis"))
        .map(str::to_owned);
    if let Some(column) = plain {
        sheet.ledger.note(
            Some("people"),
            format!("column {column:?} does not say who was counted: taken as usual residents (常住人口)"),
        );
    }
}

/// Refuses the same code twice, and remarks the same name twice.
pub(super) fn twins(rows: &[(String, CommunityRecord)], ledger: &mut Ledger) {
    let mut codes: BTreeMap<&SourceCode, Vec<&str>> = BTreeMap::new();
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (row, record) in rows {
        if let Some(code) = &record.code {
            codes.entry(code).or_default().push(row);
        }
        names.entry(&record.name).or_default().push(row);
    }
    for (code, rows) in codes {
        if let [first, others @ ..] = rows.as_slice() {
            for row in others {
                ledger.reject(
                    row,
                    Some("code"),
                    format!("{} stands in row {first} already", code.value),
                );
            }
        }
    }
    for (name, rows) in names {
        if rows.len() > 1 {
            ledger.note_by(
                Check::Duplicate,
                Some("name"),
                format!("{} communities are called {name}: rows {}", rows.len(), rows.join(", ")),
            );
        }
    }
}
