//! Which column of a source gives which field.

use std::cell::OnceCell;

use super::cell::Cell;
use super::column_names::{self, Likeness, SAID, plain};
use super::column_offers::{Choice, guess};
use super::coordinate_columns::{self, Parts};
use super::error::ImportError;
use super::fields::{self, Field};
use super::ledger::Ledger;
use super::source::Column;
use crate::domain::record::{ColumnUse, LayerKind};
use crate::domain::sample::{self, MOST_COLUMNS, SampleColumn};

/// Said of a column whose heading names in brackets what is not the field's.
const OF_A_PART: &str = "its heading names a part, another basis or another unit in brackets: not used; name it with --map if it is what the field asks for";

/// Which column gives which field.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapping {
    columns: Vec<Choice>,
    constants: Vec<(&'static str, Cell)>,
    names: Vec<String>,
    file: String,
    layer: String,
    known: &'static [Field],
    /// Fields that were said to have no column.
    without: Vec<&'static str>,
    /// What is to be said of columns that give no field, with how sure it is in percent.
    remarks: Vec<(usize, u8, &'static str)>,
    /// Minutes and seconds beside longitude and latitude, looked for when the first row is placed.
    parts: OnceCell<[Option<Parts>; 2]>,
}

impl Mapping {
    /// Recognises columns by their names; `--map` says it where they can't be.
    pub(super) fn find(
        kind: LayerKind,
        columns: &[Column],
        map: &[(String, String)],
        ledger: &mut Ledger,
    ) -> Result<Self, ImportError> {
        Self::find_filled(kind, columns, map, &|_| true, ledger)
    }

    /// As [`Self::find`]; a column that is not `filled`, as far as was looked, gives way to any that is. It is asked of columns that are
    /// rivals for a field alone.
    pub(super) fn find_filled(
        kind: LayerKind,
        columns: &[Column],
        map: &[(String, String)],
        filled: &dyn Fn(usize) -> bool,
        ledger: &mut Ledger,
    ) -> Result<Self, ImportError> {
        let known = fields::of(kind);
        let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        let mut found: Vec<Choice> = Vec::new();
        let mut without: Vec<&'static str> = Vec::new();
        for (key, column) in map {
            let field = field_of(known, kind, key)?;
            without.retain(|none| *none != field.key);
            if column.is_empty() {
                found.retain(|choice| choice.key != field.key);
                without.push(field.key);
                continue;
            }
            let index = position(&names, column).ok_or_else(|| ImportError::UnknownColumn {
                file: ledger.file.clone(),
                layer: ledger.layer.clone(),
                column: column.clone(),
                known: names.clone(),
            })?;
            found.retain(|choice| choice.key != field.key);
            found.push(Choice {
                key: field.key,
                index,
                likeness: SAID,
            });
        }
        guess(known, &names, &without, filled, &mut found, ledger);
        if matches!(kind, LayerKind::Hamlets | LayerKind::Population) {
            one_count(&mut found);
        }
        let mut mapping = Self {
            columns: found,
            constants: Vec::new(),
            names,
            file: ledger.file.clone(),
            layer: ledger.layer.clone(),
            known,
            without,
            remarks: Vec::new(),
            parts: OnceCell::new(),
        };
        mapping.read_units(ledger);
        Ok(mapping)
    }

    /// Says which numbers are multiplied by the unit that their heading names, and which columns are left because theirs names a part.
    fn read_units(&mut self, ledger: &mut Ledger) {
        for choice in &self.columns {
            let (name, times) = (&self.names[choice.index], self.times(choice));
            if (times - 1.0).abs() > f64::EPSILON {
                ledger.note(
                    Some(choice.key),
                    format!("the heading {name:?} names the unit: its numbers are multiplied by {times}"),
                );
            }
        }
        for index in 0..self.names.len() {
            let name = &self.names[index];
            let like = |field: &&Field| {
                fields::is_amount(field.key)
                    && column_names::is_other(field.key, name)
                    && field.words.contains(&plain(name).as_str())
            };
            if self.known.iter().any(|field| like(&field)) {
                self.remark(index, 0, OF_A_PART);
            }
        }
    }

    /// Columns whose numbers are in another unit than their field's, with how many of the field's it is.
    pub(super) fn scales(&self) -> Vec<(usize, f64)> {
        let scaled = self.columns.iter().map(|choice| (choice.index, self.times(choice)));
        scaled.filter(|(_, times)| (times - 1.0).abs() > f64::EPSILON).collect()
    }

    fn times(&self, choice: &Choice) -> f64 {
        if fields::is_amount(choice.key) {
            column_names::times(choice.key, &self.names[choice.index])
        } else {
            1.0
        }
    }

    /// Takes a column for a field by other signs than its name; whether rows of this kind have the field and it had no column.
    pub(super) fn take(&mut self, key: &'static str, index: usize, likeness: Likeness) -> bool {
        let free = self.known.iter().any(|field| field.key == key)
            && !self.has(key)
            && !self.without.contains(&key)
            && self.field(index).is_none();
        if free {
            self.columns.push(Choice { key, index, likeness });
        }
        free
    }

    /// Gives a field another column, whatever it had; a column that gives another field stays there.
    pub(super) fn prefer(&mut self, key: &'static str, index: usize, likeness: Likeness) {
        if self.field(index).is_none() {
            self.columns.retain(|choice| choice.key != key);
            self.columns.push(Choice { key, index, likeness });
        }
    }

    /// Takes a field's column from it, because others give the same.
    pub(super) fn give_up(&mut self, key: &str) {
        self.columns.retain(|choice| choice.key != key);
    }

    /// Whether the user named a field's column, or said that it has none.
    pub(super) fn is_settled(&self, key: &str) -> bool {
        self.is_said(key) || self.without.contains(&key)
    }

    /// Takes a field's column from it: somebody says the same of every row. The column's name, where it had one.
    pub(super) fn forget(&mut self, key: &str) -> Option<String> {
        let place = self.columns.iter().position(|choice| choice.key == key)?;
        let choice = self.columns.remove(place);
        self.remarks
            .push((choice.index, 0, "not looked at: you say the same of every row"));
        Some(self.names[choice.index].clone())
    }

    /// Columns with the minutes and seconds of longitude and latitude.
    pub(super) fn parts(&self) -> [Option<Parts>; 2] {
        let of = |key: &str| coordinate_columns::parts(&self.names, self.index(key)?);
        *self.parts.get_or_init(|| ["lon", "lat"].map(of))
    }

    /// Whether the user named a field's column.
    pub(super) fn is_said(&self, key: &str) -> bool {
        self.columns
            .iter()
            .any(|choice| choice.key == key && choice.likeness == SAID)
    }

    /// The fields with a column, each with the column's place.
    pub(super) fn places(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.columns.iter().map(|choice| (choice.key, choice.index))
    }

    /// Says something of a column that gives no field.
    pub(super) fn remark(&mut self, index: usize, percent: u8, what: &'static str) {
        if self.field(index).is_none() {
            self.remarks.push((index, percent, what));
        }
    }

    /// The columns as a person looks at them.
    pub(super) fn sample(&self) -> Vec<SampleColumn> {
        let shown = |used: ColumnUse| SampleColumn {
            name: sample::shown(&used.column),
            field: used.field,
            confidence_percent: used.confidence_percent,
        };
        self.uses().into_iter().take(MOST_COLUMNS).map(shown).collect()
    }

    /// The fields that there may be.
    pub(super) fn fields(&self) -> Vec<String> {
        self.known.iter().map(|field| field.key.to_owned()).collect()
    }

    /// What each column is used for, as the report shows it.
    pub(super) fn uses(&self) -> Vec<ColumnUse> {
        let named = self.names.iter().enumerate();
        named
            .map(|(index, name)| {
                let choice = self.columns.iter().find(|choice| choice.index == index);
                let remark = self.remarks.iter().find(|(at, _, _)| *at == index);
                let (percent, evidence) = match (choice, remark) {
                    (Some(choice), _) => (choice.likeness.percent, choice.likeness.evidence),
                    (None, Some((_, percent, what))) => (*percent, *what),
                    (None, None) => (0, ""),
                };
                ColumnUse {
                    column: name.clone(),
                    field: choice.map(|choice| choice.key.to_owned()),
                    confidence_percent: percent,
                    evidence: evidence.to_owned(),
                }
            })
            .collect()
    }

    /// Gives fields the same value in every row where their column has none.
    pub(super) fn with_constants(
        mut self,
        kind: LayerKind,
        constants: &[(String, String)],
    ) -> Result<Self, ImportError> {
        for (key, value) in constants {
            let field = field_of(self.known, kind, key)?;
            self.constants.retain(|(known, _)| *known != field.key);
            self.constants.push((field.key, Cell::of_text(value)));
        }
        Ok(self)
    }

    /// The value that a field has in every row.
    pub(super) fn constant(&self, key: &str) -> Option<&Cell> {
        let found = self.constants.iter().find(|(known, _)| *known == key);
        found.map(|(_, cell)| cell)
    }

    /// Whether a field has a column, or the same value in every row.
    pub(super) fn has(&self, key: &str) -> bool {
        self.index(key).is_some() || self.constant(key).is_some()
    }

    /// The name of a field's column.
    pub(super) fn column(&self, key: &str) -> Option<&str> {
        self.index(key).map(|index| self.names[index].as_str())
    }

    /// The place of a field's column.
    pub(super) fn index(&self, key: &str) -> Option<usize> {
        self.columns
            .iter()
            .find(|choice| choice.key == key)
            .map(|choice| choice.index)
    }

    /// The place of the column of this name that gives no field.
    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        let place = self.names.iter().position(|one| one == name)?;
        self.field(place).is_none().then_some(place)
    }

    /// The field that a column gives.
    pub(super) fn field(&self, index: usize) -> Option<&'static str> {
        self.columns
            .iter()
            .find(|choice| choice.index == index)
            .map(|choice| choice.key)
    }

    /// The layer or sheet.
    pub(super) fn layer(&self) -> &str {
        &self.layer
    }

    /// All columns.
    pub(super) fn names(&self) -> &[String] {
        &self.names
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

/// People's places have one number of people: usual residents, else registered ones, else whoever is present. Other columns are left.
fn one_count(found: &mut Vec<Choice>) {
    const COUNTS: [&str; 3] = ["people", "registered_people", "present_people"];
    let taken = COUNTS.iter().find(|key| found.iter().any(|choice| choice.key == **key));
    found.retain(|choice| !COUNTS.contains(&choice.key) || Some(&choice.key) == taken);
}

/// Finds a column by its name, whatever the case where that leaves no doubt.
fn position(names: &[String], wanted: &str) -> Option<usize> {
    names.iter().position(|name| name == wanted).or_else(|| {
        names
            .iter()
            .position(|name| name.to_lowercase() == wanted.to_lowercase())
    })
}

/// Whether a word is the name of a column of this kind.
pub(super) fn is_known(kind: LayerKind, word: &str) -> bool {
    let word = plain(word);
    fields::of(kind)
        .iter()
        .any(|field| field.words.contains(&word.as_str()))
}

fn field_of(known: &'static [Field], kind: LayerKind, key: &str) -> Result<&'static Field, ImportError> {
    known
        .iter()
        .find(|field| field.key == key)
        .ok_or_else(|| ImportError::UnknownField {
            kind: kind.key().to_owned(),
            field: key.to_owned(),
            known: known.iter().map(|field| field.key.to_owned()).collect(),
        })
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
        let mut ledger = Ledger::new("towns.csv", "");
        Mapping::find(LayerKind::Communities, &columns(names), &map, &mut ledger)
    }

    #[test]
    fn a_name_that_another_field_knows_was_not_cut() {
        let mapping = mapped(&["name", "population", "POP2020"], &[("people", "POP2020")]).expect("fits");
        assert_eq!(mapping.column("people"), Some("POP2020"));
        assert!(!mapping.has("population_basis"));
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
    fn an_empty_column_gives_way_to_a_filled_one_and_serves_where_there_is_none() {
        let names = ["Name", "名称", "other"];
        let found = |filled: &dyn Fn(usize) -> bool| {
            let mut ledger = Ledger::new("a.kml", "");
            let mapping = Mapping::find_filled(LayerKind::Communities, &columns(&names), &[], filled, &mut ledger);
            let column = mapping.expect("it fits").column("name").map(str::to_owned);
            let said: Vec<String> = ledger.warnings.iter().map(|one| one.what.clone()).collect();
            (column, said)
        };
        let (column, said) = found(&|index| index != 0);
        assert_eq!(column.as_deref(), Some("名称"));
        assert_eq!(said, ["column 名称 is used; Name is empty in the first rows"]);
        assert_eq!(found(&|_| true), (Some("Name".to_owned()), Vec::new()));
        assert_eq!(
            found(&|_| false),
            (Some("Name".to_owned()), Vec::new()),
            "nothing is better"
        );
    }

    #[test]
    fn what_the_user_says_comes_first() {
        let mapping = mapped(&["name", "NAME_ZH"], &[("name", "name_zh")]).expect("fits");
        assert_eq!(mapping.column("name"), Some("NAME_ZH"));
    }

    #[test]
    fn a_field_that_is_said_to_have_no_column_has_none() {
        let map = [("people", "")];
        let mut mapping = mapped(&["name", "人口"], &map).expect("fits");
        assert_eq!((mapping.column("name"), mapping.has("people")), (Some("name"), false));
        assert!(!mapping.take("people", 1, SAID), "nor by its values");
        let again = mapped(&["name", "人口"], &[("people", ""), ("people", "人口")]).expect("fits");
        assert_eq!(again.column("people"), Some("人口"), "what is said last counts");
        assert!(mapped(&["name"], &[("nonsense", "")]).is_err());
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
