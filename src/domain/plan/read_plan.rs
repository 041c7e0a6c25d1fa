//! A plan's file, from text to what it says: nothing is filled in yet, because a plan may build on another.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::decimal::Decimal;
use super::input::Inputs;
use super::measure::{How, Measure};
use super::problem::{Fault, Problem};
use super::read_measure::read_measure;
use super::reader::{Reading, Table};
use super::requirement::{FunctionList, Recognition};
use super::words::{Aggregation, CheckType, Class, Comparator, Force, Kind, Occasion, Scope, Unit, YearBasis};
use crate::domain::category::Catalogue;

/// What the words of a plan may refer to.
pub struct Known<'a> {
    /// Categories of facilities.
    pub catalogue: &'a Catalogue,
    /// Inputs.
    pub inputs: &'a Inputs,
    /// Ids of circle profiles.
    pub circles: &'a [String],
}

/// The head of a plan's file and its entries.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) file: String,
    pub(super) id: Option<String>,
    pub(super) version: Option<u32>,
    pub(super) kind: Option<Kind>,
    pub(super) extends: Option<(String, usize)>,
    pub(super) zh: Option<String>,
    pub(super) en: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) source: Option<String>,
    pub(super) mark: Option<String>,
    pub(super) period: Option<(u16, u16)>,
    pub(super) area: Option<String>,
    pub(super) note: Option<String>,
    pub(super) counted: Option<(u32, u16)>,
    pub(super) rules: BTreeMap<String, Recognition>,
    pub(super) lists: BTreeMap<String, FunctionList>,
    pub(super) drop: Vec<(String, usize)>,
    pub(super) entries: Vec<Entry>,
}

/// A requirement as the file has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) phrase: Option<String>,
    pub(super) class: Option<Class>,
    pub(super) check: Option<CheckType>,
    pub(super) scope: Option<Scope>,
    pub(super) aggregation: Option<Aggregation>,
    pub(super) comparator: Option<Comparator>,
    pub(super) value: Option<Decimal>,
    pub(super) unit: Option<Unit>,
    pub(super) year: Option<u16>,
    pub(super) year_basis: Option<YearBasis>,
    pub(super) occasion: Option<Occasion>,
    pub(super) milestones: Option<Vec<(u16, Decimal)>>,
    pub(super) force: Option<Force>,
    pub(super) anticipatory: Option<bool>,
    pub(super) start: Option<(Decimal, u16)>,
    pub(super) inputs: Option<Vec<String>>,
    pub(super) measures: Option<Vec<Measure>>,
    /// File and line of the first of them.
    pub(super) measures_at: Option<(String, usize)>,
    pub(super) mark: Option<String>,
    pub(super) note: Option<String>,
}

const YEAR: &str = "a year from 1990 to 2100";
const MARKS: [&str; 5] = ["V", "V2", "R", "C", "D"];

/// Reads a file; what it says so far, and everything that is wrong with it.
pub(super) fn read_plan(file: &str, text: &str, known: &Known<'_>) -> (Sheet, Vec<Problem>) {
    let reading = Reading::new(file, text);
    let parsed = match DeTable::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            reading.say(at, "", "", Fault::Syntax(error.message().to_owned()));
            return (Sheet::default(), reading.problems());
        }
    };
    let head = Table::new(&reading, parsed.get_ref(), 0, String::new());
    let mut sheet = Sheet {
        file: file.to_owned(),
        id: id_of(&head),
        version: head.whole("version", 1, 1_000_000, "a whole number from 1"),
        kind: head.word("kind"),
        extends: head.text("extends").map(|found| (found.value, reading.line(found.at))),
        zh: head.text("zh").map(|found| found.value),
        en: head.text("en").map(|found| found.value),
        issuer: head.text("issuer").map(|found| found.value),
        source: head.text("source").map(|found| found.value),
        mark: mark(&head),
        period: period(&head),
        area: area(&head),
        note: head.text("note").map(|found| found.value),
        counted: counted(&head),
        drop: head
            .texts("drop")
            .unwrap_or_default()
            .into_iter()
            .map(|found| (found.value, reading.line(found.at)))
            .collect(),
        ..Sheet::default()
    };
    for (name, table) in head.named("rules") {
        let rule = rule(&table, known);
        table.close();
        sheet.rules.extend(rule.map(|rule| (name, rule)));
    }
    for (name, table) in head.named("lists") {
        let list = list(&table);
        table.close();
        sheet.lists.extend(list.map(|list| (name, list)));
    }
    let called = |position: usize, table: &DeTable<'_>| {
        let id = table.get("id").and_then(|id| id.get_ref().as_str());
        id.map_or_else(
            || format!("requirement {}", position + 1),
            |id| format!("requirement {id}"),
        )
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for table in head.tables("requirement", called) {
        let entry = entry(file, &reading, &table, known);
        if let Some(first) = seen.get(&entry.id) {
            table.say(table.at, "id", Fault::Twice { first: *first });
        } else if !entry.id.is_empty() {
            seen.insert(entry.id.clone(), entry.line);
        }
        table.close();
        sheet.entries.push(entry);
    }
    head.close();
    (sheet, reading.problems())
}

fn id_of(table: &Table<'_, '_>) -> Option<String> {
    let found = table.text("id")?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let good = !found.value.is_empty() && found.value.len() <= 80 && found.value.chars().all(fits);
    if !good {
        let fault = Fault::Number {
            given: format!("{:?}", found.value),
            must: "1 to 80 small letters a to z, digits and dashes",
        };
        table.say(found.at, "id", fault);
    }
    good.then_some(found.value)
}

fn mark(table: &Table<'_, '_>) -> Option<String> {
    let found = table.text("mark")?;
    if !MARKS.contains(&found.value.as_str()) {
        table.unknown(found.at, "mark", &found.value, MARKS);
    }
    Some(found.value)
}

fn period(table: &Table<'_, '_>) -> Option<(u16, u16)> {
    let years = table.decimals("period")?;
    let year = |value: &Decimal| {
        u16::try_from(value.0 / Decimal::ONE)
            .ok()
            .filter(|year| (1990..=2100).contains(year))
    };
    let both = match &years[..] {
        [first, last] => year(first).zip(year(last)).filter(|(first, last)| first <= last),
        _ => None,
    };
    if both.is_none() {
        let given = years.iter().map(Decimal::to_string).collect::<Vec<_>>().join(", ");
        let must = "first and last year, as in [2021, 2025]";
        table.say(table.at, "period", Fault::Number { given, must });
    }
    both
}

fn counted(table: &Table<'_, '_>) -> Option<(u32, u16)> {
    let own = table.table("counted")?;
    let communities = own.whole("communities", 1, 1_000_000, "a number of communities from 1");
    let pair = communities.zip(year(&own, "year"));
    if pair.is_none() {
        let needed = "both, as in { communities = 1105, year = 2020 }";
        own.say(own.at, "communities, year", Fault::Missing { needed });
    }
    own.close();
    pair
}

fn area(table: &Table<'_, '_>) -> Option<String> {
    let found = table.text("area")?;
    let digits = found.value.bytes().all(|b| b.is_ascii_digit());
    if !digits || ![0, 2, 4, 6, 9, 12].contains(&found.value.len()) {
        let fault = Fault::Number {
            given: format!("{:?}", found.value),
            must: "the first 2, 4, 6, 9 or all 12 digits of an area code, or empty for the whole country",
        };
        table.say(found.at, "area", fault);
        return None;
    }
    Some(found.value)
}

fn rule(table: &Table<'_, '_>, known: &Known<'_>) -> Option<Recognition> {
    let any_of = categories(table, "any_of", known).unwrap_or_default();
    if any_of.is_empty() {
        let needed = "the categories of which one has to be there";
        table.say(table.at, "any_of", Fault::Missing { needed });
    }
    let least = |field: &'static str, most: i64, must: &'static str| {
        let found = table.decimal(field)?;
        let good = found.value > Decimal::default() && found.value <= Decimal::whole(most);
        if !good {
            let given = found.value.to_string();
            table.say(found.at, field, Fault::Number { given, must });
        }
        good.then_some(found.value)
    };
    Some(Recognition {
        zh: table.text("zh").map(|found| found.value).unwrap_or_default(),
        en: table.text("en").map(|found| found.value).unwrap_or_default(),
        functions: categories(table, "functions", known).unwrap_or_default(),
        min_floor_area_m2: least(
            "min_floor_area_m2",
            1_000_000,
            "above 0, at most a million square metres",
        ),
        min_hours_per_day: least("min_hours_per_day", 24, "above 0, at most 24 hours"),
        note: table.text("note").map(|found| found.value).unwrap_or_default(),
        any_of,
    })
    .filter(|rule| !rule.any_of.is_empty())
}

/// Categories that a field names, the unknown ones said and left out.
pub(super) fn categories(table: &Table<'_, '_>, field: &'static str, known: &Known<'_>) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    for found in table.texts(field)? {
        if known.catalogue.get(&found.value).is_some() {
            keys.push(found.value);
        } else {
            let all = known.catalogue.categories.iter().map(|category| category.key.as_str());
            table.unknown(found.at, field, &found.value, all);
        }
    }
    Some(keys)
}

fn list(table: &Table<'_, '_>) -> Option<FunctionList> {
    let items: Vec<String> = table
        .texts("items")
        .unwrap_or_default()
        .into_iter()
        .map(|found| found.value)
        .collect();
    let distinct: BTreeSet<&String> = items.iter().collect();
    if items.is_empty() || distinct.len() < items.len() {
        let needed = "the words of the functions, each once";
        table.say(table.at, "items", Fault::Missing { needed });
        return None;
    }
    Some(FunctionList {
        zh: table.text("zh").map(|found| found.value).unwrap_or_default(),
        en: table.text("en").map(|found| found.value).unwrap_or_default(),
        items,
    })
}

fn year(table: &Table<'_, '_>, field: &'static str) -> Option<u16> {
    table
        .whole(field, 1990, 2100, YEAR)
        .and_then(|year| u16::try_from(year).ok())
}

fn entry(file: &str, reading: &Reading<'_>, table: &Table<'_, '_>, known: &Known<'_>) -> Entry {
    let id = id_of(table).unwrap_or_default();
    if !table.has("id") {
        let needed = "a name of its own within the plan";
        table.say(table.at, "id", Fault::Missing { needed });
    }
    let unit: Option<Unit> = table.word("unit");
    let value = table.decimal("value");
    let start = table.table("start").and_then(|start| {
        let pair = start
            .decimal("value")
            .map(|found| found.value)
            .zip(year(&start, "year"));
        start.close();
        pair
    });
    let milestones = table.has("milestones").then(|| {
        let rows = table.tables("milestones", |_, _| format!("{}, milestones", table.place));
        let mut dates = Vec::new();
        for row in rows {
            dates.extend(year(&row, "year").zip(row.decimal("value").map(|found| found.value)));
            row.close();
        }
        dates
    });
    let mut measures_at = None;
    let measures = table.has("measures").then(|| {
        let rows = table.tables("measures", |_, _| format!("{}, measures", table.place));
        let mut measures = Vec::new();
        for row in rows {
            measures_at.get_or_insert_with(|| (file.to_owned(), reading.line(row.at)));
            let measure = read_measure(&row, known);
            // What is wrong with it is said, and the plan is refused; that it is missing as well is not so.
            measures.push(measure.unwrap_or(Measure {
                check: None,
                scope: None,
                how: How::Document,
            }));
            row.close();
        }
        measures
    });
    let inputs = table.texts("inputs").map(|inputs| {
        let mut keys = Vec::new();
        for found in inputs {
            if known.inputs.get(&found.value).is_none() {
                let all = known.inputs.iter().map(|input| input.key.as_str());
                table.unknown(found.at, "inputs", &found.value, all);
            }
            keys.push(found.value);
        }
        keys
    });
    Entry {
        file: file.to_owned(),
        line: reading.line(table.at),
        id,
        phrase: table.text("phrase").map(|found| found.value),
        class: table.word("class"),
        check: table.word("check"),
        scope: table.word("scope"),
        aggregation: table.word("aggregation"),
        comparator: table.word("comparator"),
        value: value.map(|found| found.value),
        unit,
        year: year(table, "year"),
        year_basis: table.word("year_basis"),
        occasion: table.word("occasion"),
        milestones,
        force: table.word("force"),
        anticipatory: table.truth("anticipatory"),
        start,
        inputs,
        measures,
        measures_at,
        mark: mark(table),
        note: table.text("note").map(|found| found.value),
    }
}
