//! Which column of a source gives which field.

use super::error::ImportError;
use super::fields::{self, Field};
use super::ledger::Ledger;
use super::source::Column;
use crate::domain::record::LayerKind;

/// Which column gives which field.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapping {
    columns: Vec<(&'static str, usize)>,
    names: Vec<String>,
    file: String,
    layer: String,
    known: &'static [Field],
}

impl Mapping {
    /// Recognises columns by their names; `--map` says it where they can't be.
    pub(super) fn find(
        kind: LayerKind,
        columns: &[Column],
        map: &[(String, String)],
        ledger: &Ledger,
    ) -> Result<Self, ImportError> {
        let known = fields::of(kind);
        let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        let mut found: Vec<(&'static str, usize)> = Vec::new();
        for (key, column) in map {
            let field = known
                .iter()
                .find(|f| f.key == key)
                .ok_or_else(|| ImportError::UnknownField {
                    kind: kind.key().to_owned(),
                    field: key.clone(),
                    known: known.iter().map(|f| f.key.to_owned()).collect(),
                })?;
            let index = position(&names, column).ok_or_else(|| ImportError::UnknownColumn {
                file: ledger.file.clone(),
                layer: ledger.layer.clone(),
                column: column.clone(),
                known: names.clone(),
            })?;
            found.retain(|(key, _)| *key != field.key);
            found.push((field.key, index));
        }
        let plain: Vec<String> = names.iter().map(|n| plain(n)).collect();
        for field in known {
            if found.iter().all(|(key, _)| *key != field.key) {
                let index = field
                    .words
                    .iter()
                    .find_map(|word| plain.iter().position(|name| name == word));
                found.extend(index.map(|index| (field.key, index)));
            }
        }
        Ok(Self {
            columns: found,
            names,
            file: ledger.file.clone(),
            layer: ledger.layer.clone(),
            known,
        })
    }

    /// Whether a field has a column.
    pub(super) fn has(&self, key: &str) -> bool {
        self.index(key).is_some()
    }

    /// The name of a field's column.
    pub(super) fn column(&self, key: &str) -> Option<&str> {
        self.index(key).map(|index| self.names[index].as_str())
    }

    /// The place of a field's column.
    pub(super) fn index(&self, key: &str) -> Option<usize> {
        self.columns
            .iter()
            .find(|(found, _)| *found == key)
            .map(|(_, index)| *index)
    }

    /// The field that a column gives.
    pub(super) fn field(&self, index: usize) -> Option<&'static str> {
        self.columns
            .iter()
            .find(|(_, found)| *found == index)
            .map(|(key, _)| *key)
    }

    /// The name of a column.
    pub(super) fn name(&self, index: usize) -> &str {
        self.names.get(index).map(String::as_str).unwrap_or_default()
    }

    /// Refuses a source without a field that is needed.
    pub(super) fn require(&self, key: &str) -> Result<(), ImportError> {
        if self.has(key) {
            return Ok(());
        }
        let words = self.known.iter().find(|f| f.key == key).map(|f| f.words);
        Err(ImportError::FieldMissing {
            file: self.file.clone(),
            layer: self.layer.clone(),
            field: key.to_owned(),
            looked_for: words
                .unwrap_or_default()
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            columns: self.names.clone(),
        })
    }

    /// Says once of a code column that it holds numbers.
    pub(super) fn warn_of_numeric_codes(&self, columns: &[Column], ledger: &mut Ledger) {
        for key in ["code", "parent_code", "host_code"] {
            if let Some(column) = self.index(key).and_then(|index| columns.get(index))
                && column.numeric
            {
                ledger.note(
                    Some(key),
                    format!(
                        "column {:?} holds numbers; codes are texts, and leading zeros, had there been any, are lost",
                        column.name
                    ),
                );
            }
        }
    }
}

/// Finds a column by its name, whatever the case where that leaves no doubt.
fn position(names: &[String], wanted: &str) -> Option<usize> {
    names.iter().position(|name| name == wanted).or_else(|| {
        names
            .iter()
            .position(|name| name.to_lowercase() == wanted.to_lowercase())
    })
}

/// `常住人口（人）` and ` Pop (2020)` without case, blanks and units.
fn plain(name: &str) -> String {
    let bare = name.split(['(', '（']).next().unwrap_or(name).trim();
    if bare.is_empty() { name } else { bare }
        .trim_start_matches('\u{feff}')
        .to_lowercase()
        .replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<Column> {
        names
            .iter()
            .map(|name| Column {
                name: (*name).to_owned(),
                numeric: false,
            })
            .collect()
    }

    fn mapped(names: &[&str], map: &[(&str, &str)]) -> Result<Mapping, ImportError> {
        let map: Vec<_> = map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let ledger = Ledger::new("towns.csv", "");
        Mapping::find(LayerKind::Communities, &columns(names), &map, &ledger)
    }

    #[test]
    fn chinese_and_english_names_are_recognised() {
        let mapping = mapped(&["统计用区划代码", " Name", "常住人口（人）", "other"], &[]).expect("fits");
        assert_eq!(mapping.column("code"), Some("统计用区划代码"));
        assert_eq!(mapping.column("name"), Some(" Name"));
        assert_eq!(mapping.column("people"), Some("常住人口（人）"));
        assert!(!mapping.has("households"));
    }

    #[test]
    fn what_the_user_says_comes_first() {
        let mapping = mapped(&["name", "NAME_ZH"], &[("name", "name_zh")]).expect("fits");
        assert_eq!(mapping.column("name"), Some("NAME_ZH"));
    }

    #[test]
    fn an_unknown_field_or_column_is_told_with_what_there_is() {
        let field = mapped(&["name"], &[("nmae", "name")])
            .expect_err("it is wrong")
            .to_string();
        assert!(
            field.contains("\"nmae\"") && field.contains("committee_type"),
            "{field}"
        );
        let column = mapped(&["mc", "rk"], &[("name", "title")])
            .expect_err("it is wrong")
            .to_string();
        assert!(column.contains("\"title\"") && column.contains("mc, rk"), "{column}");
        let missing = mapped(&["mc"], &[])
            .expect("no map")
            .require("name")
            .expect_err("it is wrong")
            .to_string();
        assert!(
            missing.contains("towns.csv") && missing.contains("--map name=COLUMN"),
            "{missing}"
        );
    }
}
