//! The register: communities and the units above them, without areas.

use std::collections::BTreeMap;

use super::batches::Batches;
use super::cell::Cell;
use super::communities::Attributes;
use super::error::ImportError;
use super::figure_fields;
use super::ledger::Ledger;
use super::progress::Progress;
use super::reading::Known;
use super::sheet::Sheet;
use super::view::View;
use crate::domain::area_code::{AreaCode, UnitLevel};
use crate::domain::community::CommitteeType;
use crate::domain::ids::SourceCode;
use crate::domain::lost_code::LostCode;
use crate::domain::record::{Check, Outcome, RegisterRecord};
use crate::domain::roster::Figure;

/// Reads a register: whole, or not at all, because a missing unit would change every rate.
pub(super) fn read(
    mut sheet: Sheet,
    progress: &dyn Progress,
    mut batches: Batches<'_, RegisterRecord>,
) -> Result<Known, ImportError> {
    sheet.mapping().require("name")?;
    sheet.mapping().require("code")?;
    let wanted = figure_fields::in_file(sheet.mapping());
    let mut twins = Twins::default();
    let mut lost: Vec<LostCode> = Vec::new();
    sheet.each(progress, |row, _, ledger| {
        let view = &row.view;
        let mut bad = false;
        let area_m2 = view.read("area_m2", Cell::amount, ledger, &mut bad).or_else(|| {
            view.read("area_km2", Cell::amount, ledger, &mut bad)
                .map(|km2| km2 * 1e6)
        });
        let figures = figure_fields::read(&wanted, view, ledger, &mut bad);
        if let Err(what) = view.cell("code").code() {
            // Others may know the unit by its name.
            let attributes = Attributes::with_code(view, None, ledger).filter(|_| !bad);
            lost.extend(attributes.map(|attributes| without_code(view, what, attributes, area_m2, figures)));
            return;
        }
        let Some(attributes) = Attributes::read(view, ledger).filter(|_| !bad) else {
            return;
        };
        let Some(code) = attributes.code.as_ref().and_then(|code| AreaCode::parse(&code.value)) else {
            let given = attributes
                .code
                .map_or_else(|| "it is empty".to_owned(), |code| format!("{:?}", code.value));
            let what = format!("{given}: a register is ordered by statistical area codes of 12 digits (9 for towns)");
            ledger.reject(view.row, Some("code"), what);
            return;
        };
        let source = SourceCode::guess(code.as_str());
        let by_code = CommitteeType::of_code(&source);
        if let (Some(said), Some(told)) = (attributes.committee_type, by_code)
            && said != told
        {
            let what = format!("it says {}, its code says {}; the word is kept", said.key(), told.key());
            ledger.warn(view.row, Some("committee_type"), what);
        }
        let parents = if attributes.parents.is_empty() {
            code.parents().iter().map(|parent| SourceCode::guess(parent)).collect()
        } else {
            attributes.parents
        };
        twins.seen(view.row, code.as_str(), &attributes.name, ledger);
        let record = RegisterRecord {
            level: code.level(),
            committee_type: attributes.committee_type.or(by_code),
            code: source,
            name: attributes.name,
            urban_rural_class: attributes.urban_rural_class,
            parents,
            populations: attributes.populations,
            households: attributes.households,
            area_m2,
            figures,
        };
        batches.push_from(view.row, record);
    })?;
    twins.report(&mut sheet.ledger);
    let accepted = batches.finish();
    if sheet.ledger.rejections() > 0 {
        // The register is refused in any case, and everything wrong with it is said at once.
        for one in lost.drain(..) {
            sheet.ledger.reject(&one.row, Some("code"), one.what);
        }
    }
    let found = accepted + lost.len() as u64;
    let outcome = sheet.ledger.close_whole(found, "register", "rows")?;
    Ok(Known {
        lost,
        ..Outcome { accepted, ..outcome }.into()
    })
}

/// A row whose code can't be read, with all that it says beside.
fn without_code(
    view: &View<'_>,
    what: String,
    attributes: Attributes,
    area_m2: Option<f64>,
    figures: BTreeMap<String, Figure>,
) -> LostCode {
    let town = view.text("town").or_else(|| view.text("parent_code"));
    let damaged = view.text("code").unwrap_or_default();
    let record = RegisterRecord {
        code: SourceCode::guess(""),
        name: attributes.name,
        level: UnitLevel::Community,
        committee_type: attributes.committee_type,
        urban_rural_class: attributes.urban_rural_class,
        parents: Vec::new(),
        populations: attributes.populations,
        households: attributes.households,
        area_m2,
        figures,
    };
    LostCode::new(view.row, damaged, town, what, record)
}

/// Codes and names that come again.
#[derive(Default)]
struct Twins {
    codes: BTreeMap<String, String>,
    names: BTreeMap<String, Vec<(String, String)>>,
}

impl Twins {
    fn seen(&mut self, row: &str, code: &str, name: &str, ledger: &mut Ledger) {
        if let Some(first) = self.codes.get(code) {
            ledger.reject(row, Some("code"), format!("{code} stands in row {first} already"));
        } else {
            self.codes.insert(code.to_owned(), row.to_owned());
        }
        let town = code[..9].to_owned();
        self.names
            .entry(name.to_owned())
            .or_default()
            .push((row.to_owned(), town));
    }

    /// Names that come again, those within one town by themselves: there the name alone does not tell which is meant.
    fn report(self, ledger: &mut Ledger) {
        let mut elsewhere = Vec::new();
        for (name, rows) in self.names.into_iter().filter(|(_, rows)| rows.len() > 1) {
            let numbers: Vec<&str> = rows.iter().map(|(row, _)| row.as_str()).collect();
            let mut towns: Vec<&str> = rows.iter().map(|(_, town)| town.as_str()).collect();
            towns.sort_unstable();
            towns.dedup();
            if towns.len() < rows.len() {
                let what = format!(
                    "{} units of one town are called {name}: rows {}",
                    rows.len(),
                    numbers.join(", ")
                );
                ledger.note_by(Check::Duplicate, Some("name"), what);
            } else {
                elsewhere.push(format!("{name} (rows {})", numbers.join(", ")));
            }
        }
        if !elsewhere.is_empty() {
            let what = format!(
                "{} names are borne in several towns, and tell a unit only together with its town: {}",
                elsewhere.len(),
                elsewhere.join(", ")
            );
            ledger.note_by(Check::Duplicate, Some("name"), what);
        }
    }
}
