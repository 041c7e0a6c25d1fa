//! Reading a table of TOML field by field, remembering every problem instead of stopping at the first.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::decimal::Decimal;
use super::problem::{Fault, Problem, nearest};
use super::words::Word;

/// A file that is being read.
pub(super) struct Reading<'a> {
    file: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str, text: &str) -> Self {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(at, _)| at + 1);
        Self {
            file,
            lines: std::iter::once(0).chain(breaks).collect(),
            problems: RefCell::default(),
        }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    pub(super) fn say(&self, at: usize, place: &str, field: &str, fault: Fault) {
        let line = self.line(at);
        self.say_at_line(line, place, field, fault);
    }

    pub(super) fn say_at_line(&self, line: usize, place: &str, field: &str, fault: Fault) {
        self.problems.borrow_mut().push(Problem {
            file: self.file.to_owned(),
            line,
            place: place.to_owned(),
            field: field.to_owned(),
            fault,
        });
    }

    /// Everything that was said, in the order of the lines.
    pub(super) fn problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| problem.line);
        problems
    }
}

/// A table of it.
pub(super) struct Table<'a, 't> {
    reading: &'a Reading<'a>,
    fields: &'t DeTable<'t>,
    /// Where it begins.
    pub(super) at: usize,
    /// What it is called in messages.
    pub(super) place: String,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A value with its place.
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) at: usize,
}

impl<'a, 't> Table<'a, 't> {
    pub(super) fn new(reading: &'a Reading<'a>, table: &'t DeTable<'t>, at: usize, place: String) -> Self {
        Self {
            reading,
            fields: table,
            at,
            place,
            asked: RefCell::default(),
        }
    }

    pub(super) fn say(&self, at: usize, field: &str, fault: Fault) {
        self.reading.say(at, &self.place, field, fault);
    }

    fn get(&self, field: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(field);
        self.fields.get(field)
    }

    fn of_type<T>(
        &self,
        field: &'static str,
        must: &'static str,
        read: impl Fn(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<Found<T>> {
        let found = self.get(field)?;
        let at = found.span().start;
        let value = read(found.get_ref());
        if value.is_none() {
            let given = shown(found.get_ref());
            self.say(at, field, Fault::Type { given, must });
        }
        value.map(|value| Found { value, at })
    }

    pub(super) fn has(&self, field: &'static str) -> bool {
        self.get(field).is_some()
    }

    pub(super) fn text(&self, field: &'static str) -> Option<Found<String>> {
        self.of_type(field, "a text in quotation marks", |value| {
            value.as_str().map(str::to_owned)
        })
    }

    pub(super) fn truth(&self, field: &'static str) -> Option<bool> {
        self.of_type(field, "true or false", DeValue::as_bool)
            .map(|found| found.value)
    }

    pub(super) fn decimal(&self, field: &'static str) -> Option<Found<Decimal>> {
        let must = "a number with at most six digits after the point, such as 80 or 29.8";
        self.of_type(field, must, decimal)
    }

    pub(super) fn whole(&self, field: &'static str, least: u32, up_to: u32, must: &'static str) -> Option<u32> {
        let found = self.decimal(field)?;
        let whole = u32::try_from(found.value.0 / Decimal::ONE).ok();
        let fits = whole.filter(|n| found.value.0 % Decimal::ONE == 0 && (least..=up_to).contains(n));
        if fits.is_none() {
            let given = found.value.to_string();
            self.say(found.at, field, Fault::Number { given, must });
        }
        fits
    }

    pub(super) fn word<W: Word>(&self, field: &'static str) -> Option<W> {
        let found = self.text(field)?;
        let word = W::parse(&found.value);
        if word.is_none() {
            self.unknown(found.at, field, &found.value, W::keys());
        }
        word
    }

    /// Says that a word is not among the known ones.
    pub(super) fn unknown<'k>(&self, at: usize, field: &str, given: &str, known: impl IntoIterator<Item = &'k str>) {
        let allowed: Vec<String> = known.into_iter().map(str::to_owned).collect();
        let fault = Fault::UnknownWord {
            given: given.to_owned(),
            nearest: nearest(given, allowed.iter().map(String::as_str)),
            allowed,
        };
        self.say(at, field, fault);
    }

    /// Texts of a list, each with its place.
    pub(super) fn texts(&self, field: &'static str) -> Option<Vec<Found<String>>> {
        let found = self.of_type(field, "a list of texts, as in [\"a\", \"b\"]", |value| {
            let entries = value.as_array()?;
            let texts = entries.iter().map(|entry| {
                entry.get_ref().as_str().map(|text| Found {
                    value: text.to_owned(),
                    at: entry.span().start,
                })
            });
            texts.collect::<Option<Vec<_>>>()
        });
        found.map(|found| found.value)
    }

    pub(super) fn decimals(&self, field: &'static str) -> Option<Vec<Decimal>> {
        let found = self.of_type(field, "a list of numbers", |value| {
            let entries = value.as_array()?;
            entries
                .iter()
                .map(|entry| decimal(entry.get_ref()))
                .collect::<Option<Vec<_>>>()
        });
        found.map(|found| found.value)
    }

    /// Tables of a list.
    pub(super) fn tables(&self, field: &'static str, called: impl Fn(usize, &DeTable<'_>) -> String) -> Vec<Self> {
        let found = self.of_type(field, "a list of tables", |value| {
            let entries = value.as_array()?;
            let tables = entries.iter().enumerate().map(|(position, entry)| {
                let table = entry.get_ref().as_table()?;
                Some(Table::new(
                    self.reading,
                    table,
                    entry.span().start,
                    called(position, table),
                ))
            });
            tables.collect::<Option<Vec<_>>>()
        });
        found.map_or_else(Vec::new, |found| found.value)
    }

    /// A table of tables by name.
    pub(super) fn named(&self, field: &'static str) -> Vec<(String, Self)> {
        let found = self.of_type(field, "tables with a name each", |value| {
            let entries = value.as_table()?.iter();
            let tables = entries.map(|(name, entry)| {
                let name = name.get_ref().to_string();
                let place = format!("{field}.{name}");
                let table = Table::new(self.reading, entry.get_ref().as_table()?, entry.span().start, place);
                Some((name, table))
            });
            tables.collect::<Option<Vec<_>>>()
        });
        found.map_or_else(Vec::new, |found| found.value)
    }

    /// One table.
    pub(super) fn table(&self, field: &'static str) -> Option<Self> {
        let found = self.of_type(field, "a table, as in { value = 82, year = 2015 }", DeValue::as_table)?;
        Some(Table::new(
            self.reading,
            found.value,
            found.at,
            format!("{}, {field}", self.place),
        ))
    }

    /// Says which fields nobody asked for.
    pub(super) fn close(self) {
        let asked = self.asked.borrow();
        for (name, value) in self.fields {
            let name = name.get_ref();
            if !asked.contains(name.as_ref()) {
                let fault = Fault::UnknownField {
                    nearest: nearest(name, asked.iter().copied()),
                    allowed: asked.iter().copied().collect(),
                };
                self.reading.say(value.span().start, &self.place, name, fault);
            }
        }
    }
}

fn decimal(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Integer(number) if number.radix() == 10 => Decimal::parse(number.as_str()),
        DeValue::Float(number) => Decimal::parse(number.as_str()),
        _ => None,
    }
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
