//! The table of communities that are wanted from an extract, joined to boundaries by name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::boundaries::called;
use super::extract::Relation;
use crate::domain::record::{Check, LayerKind, Remark};
use crate::import::communities::Attributes;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;
use crate::import::sheet::Sheet;

/// Attributes by name.
#[derive(Debug)]
pub(super) struct Names {
    table: String,
    rows: BTreeMap<String, (String, Attributes)>,
    warnings: Vec<Remark>,
}

/// A boundary with the attributes that go with it.
pub(super) type Matched<'a> = (&'a i64, &'a Relation, Option<Attributes>);

impl Names {
    /// Reads the table: whole, or not at all.
    pub(super) fn read(path: &Path, map: &[(String, String)], progress: &dyn Progress) -> Result<Self, ImportError> {
        let table = crate::import::file_name(path)?;
        let format = Format::of(path, &table)?;
        if !format.is_table() {
            return Err(ImportError::WrongContent {
                file: table,
                expected: "table".to_owned(),
                reason: "the communities are named in a table (CSV, XLSX, XLS or ODS)".to_owned(),
            });
        }
        let mut sheet = Sheet::table(path, &table, format, LayerKind::Communities, map)?;
        sheet.mapping().require("name")?;
        let mut rows: BTreeMap<String, (String, Attributes)> = BTreeMap::new();
        sheet.each(progress, |row, _, ledger| {
            let Some(attributes) = Attributes::read(&row.view, ledger) else {
                return;
            };
            if let Some((first, _)) = rows.get(&attributes.name) {
                let what = format!("{} stands in row {first} already", attributes.name);
                ledger.reject(row.view.row, Some("name"), what);
            } else {
                rows.insert(attributes.name.clone(), (row.view.row.to_owned(), attributes));
            }
        })?;
        let outcome = sheet.ledger.close_whole(rows.len() as u64, "communities", "rows")?;
        Ok(Self {
            table,
            rows,
            warnings: outcome.warnings,
        })
    }

    /// The boundaries that bear the names, every name by exactly one.
    pub(super) fn matched<'a>(
        &self,
        relations: &[(&'a i64, &'a Relation)],
        file: &str,
        ledger: &mut Ledger,
    ) -> Result<Vec<Matched<'a>>, ImportError> {
        ledger.warnings.extend(self.warnings.iter().cloned());
        let mut found: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        let mut matched = Vec::new();
        let mut others = BTreeSet::new();
        for (id, relation) in relations {
            let name = relation.tags.get("name").map(String::as_str).unwrap_or_default();
            if let Some((key, (_, attributes))) = self.rows.get_key_value(name) {
                found.entry(key).or_default().push(**id);
                matched.push((*id, *relation, Some(attributes.clone())));
            } else {
                others.insert(called(**id, &relation.tags));
            }
        }
        let problems: Vec<Remark> = self
            .rows
            .iter()
            .filter_map(|(name, (row, _))| {
                let what = match found.get(name.as_str()).map(Vec::as_slice) {
                    Some([_]) => return None,
                    Some(ids) => {
                        let ids: Vec<String> = ids.iter().map(|id| format!("relation {id}")).collect();
                        format!("{} boundaries are called {name}: {}", ids.len(), ids.join(", "))
                    }
                    None => format!("no boundary of {} is called {name}", ledger.layer),
                };
                Some(Remark::of_row(Check::Reading, row.clone(), Some("name"), what))
            })
            .collect();
        if !problems.is_empty() {
            return Err(ImportError::Table {
                file: file.to_owned(),
                table: self.table.clone(),
                problems,
            });
        }
        if !others.is_empty() {
            let listed: Vec<String> = others.iter().take(20).cloned().collect();
            let more = others.len().saturating_sub(listed.len());
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            ledger.note(
                Some("name"),
                format!(
                    "{} other boundaries are not in {} and were left out: {}{more}",
                    others.len(),
                    self.table,
                    listed.join(", ")
                ),
            );
        }
        Ok(matched)
    }
}
