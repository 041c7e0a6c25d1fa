//! The file: TOML, all problems at once.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::SECTIONS;
use super::given::{Given, Origin, Table};
use super::key::{Key, Kind, Section};
use super::problem::{Place, SettingsProblem, nearest, nearest_key};
use super::value::{SecretPlace, Value, Written, from_file};

/// Reads a text; what is wrong is added to the problems, and the rest is read on.
pub(super) fn read(text: &str, problems: &mut Vec<SettingsProblem>) -> Given {
    let mut given = Given { tables: Vec::new() };
    let (document, errors) = DeTable::parse_recoverable(text);
    problems.extend(errors.iter().map(|error| {
        SettingsProblem::Syntax {
            place: error
                .span()
                .map_or(Place::Whole, |span| Place::Line(line(text, span.start))),
            what: error.message().to_owned(),
        }
    }));
    Reader { text, problems }.tables("", document.get_ref(), &mut given);
    for section in SECTIONS.iter().filter(|section| !section.repeated) {
        if given.one_mut(section.name).is_none() {
            given.tables.push(Table::new(section, None));
        }
    }
    // The sort is stable: tables of one section stay in the order of the file.
    let place = |table: &Table| SECTIONS.iter().position(|section| section.name == table.section.name);
    given.tables.sort_by_key(|table| (place(table), table.line));
    given
}

/// The line of a byte, from 1.
fn line(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count() + 1
}

struct Reader<'a> {
    text: &'a str,
    problems: &'a mut Vec<SettingsProblem>,
}

type Entry<'a, 'i> = (&'a Spanned<toml::de::DeString<'i>>, &'a Spanned<DeValue<'i>>);

impl Reader<'_> {
    fn place(&self, span: core::ops::Range<usize>) -> usize {
        line(self.text, span.start)
    }

    /// Entries in the order of the file.
    fn entries<'a, 'i>(table: &'a DeTable<'i>) -> Vec<Entry<'a, 'i>> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        entries
    }

    /// Reads what stands in a table that holds tables: the file itself, or one that a section's name begins with.
    fn tables(&mut self, above: &str, table: &DeTable<'_>, given: &mut Given) {
        for (name, value) in Self::entries(table) {
            let line = self.place(name.span());
            let whole = if above.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{above}.{}", name.get_ref())
            };
            let section = SECTIONS.iter().find(|section| section.name == whole);
            let below = format!("{whole}.");
            match (section, value.get_ref()) {
                (Some(section), DeValue::Table(table)) if !section.repeated => {
                    let read = self.section(section, line, table, given);
                    given.tables.push(read);
                }
                (Some(section), DeValue::Array(tables))
                    if section.repeated && tables.iter().all(|one| one.get_ref().is_table()) =>
                {
                    for one in tables {
                        if let DeValue::Table(table) = one.get_ref() {
                            let line = self.place(one.span());
                            let read = self.section(section, line, table, given);
                            given.tables.push(read);
                        }
                    }
                }
                (None, DeValue::Table(table)) if SECTIONS.iter().any(|section| section.name.starts_with(&below)) => {
                    self.tables(&whole, table, given);
                }
                _ => self.unknown(line, &whole, value.get_ref().is_table() || value.get_ref().is_array()),
            }
        }
    }

    fn unknown(&mut self, line: usize, name: &str, table: bool) {
        let place = Place::Line(line);
        let near = nearest(name, SECTIONS.iter().map(|section| section.name));
        let section = near.and_then(|near| SECTIONS.iter().find(|section| section.name == near));
        let nearest = match section {
            Some(section) if table => Some(section.bracketed()),
            // A setting above all sections, or a section that is none.
            _ => nearest_key("", name).or(section.map(|section| section.bracketed())),
        };
        self.problems.push(SettingsProblem::UnknownSection {
            place,
            name: name.to_owned(),
            nearest,
        });
    }

    fn section(&mut self, section: &'static Section, line: usize, table: &DeTable<'_>, given: &mut Given) -> Table {
        let mut read = Table::new(section, Some(line));
        for (name, value) in Self::entries(table) {
            let line = self.place(name.span());
            let inner = format!("{}.{}", section.name, name.get_ref());
            if SECTIONS.iter().any(|section| section.name == inner) {
                let mut alone = DeTable::new();
                alone.insert(name.clone(), value.clone());
                self.tables(section.name, &alone, given);
            } else {
                self.setting(&mut read, line, name.get_ref(), value.get_ref());
            }
        }
        read
    }

    fn setting(&mut self, table: &mut Table, line: usize, name: &str, value: &DeValue<'_>) {
        let place = Place::Line(line);
        let section = table.section;
        let found = section.key(name).map(|key| (key, ""));
        let secret = |ending: &'static str| {
            let key = section.key(name.strip_suffix(ending)?)?;
            (key.kind == Kind::Secret).then_some((key, ending))
        };
        let Some((key, ending)) = found.or_else(|| secret("_file")).or_else(|| secret("_env")) else {
            self.problems.push(SettingsProblem::UnknownKey {
                place,
                section: section.bracketed(),
                name: name.to_owned(),
                nearest: nearest_key(section.name, name),
            });
            return;
        };
        let taken = match (key.kind, ending) {
            (Kind::Secret, "") => {
                self.problems.push(SettingsProblem::SecretInTheOpen {
                    place,
                    key: name.to_owned(),
                    instead: format!("write {name}_file = \"PATH\" or {name}_env = \"VARIABLE\""),
                });
                return;
            }
            (Kind::Secret, ending) => secret_place(ending, value),
            _ => from_file(key.kind, written(value)),
        };
        self.keep(table, key, line, name, taken);
    }

    fn keep(&mut self, table: &mut Table, key: &'static Key, line: usize, name: &str, taken: Option<Value>) {
        let place = Place::Line(line);
        let Some(value) = taken else {
            self.problems.push(SettingsProblem::WrongValue {
                place,
                key: name.to_owned(),
                expected: key.kind.expected(),
            });
            return;
        };
        let before = table.values.insert(key.name, (value, Origin::File { line }));
        // Only a secret can be said twice, by its two names: TOML itself refuses the rest.
        if matches!(before, Some((_, Origin::File { .. }))) {
            self.problems.push(SettingsProblem::NotTogether {
                place,
                what: format!(
                    "{}_file and {}_env are both written; keep one of them",
                    key.name, key.name
                ),
            });
        }
    }
}

fn secret_place(ending: &str, value: &DeValue<'_>) -> Option<Value> {
    let text = value.as_str().filter(|text| !text.trim().is_empty())?.to_owned();
    Some(Value::Secret(if ending == "_env" {
        SecretPlace::Variable(text)
    } else {
        SecretPlace::File(text)
    }))
}

fn written(value: &DeValue<'_>) -> Written {
    match value {
        DeValue::String(text) => Written::Text(text.to_string()),
        DeValue::Boolean(flag) => Written::Flag(*flag),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Written::Other, Written::Integer)
        }
        DeValue::Array(values) => values
            .iter()
            .map(|value| value.get_ref().as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .map_or(Written::Other, Written::Texts),
        _ => Written::Other,
    }
}
