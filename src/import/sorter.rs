//! Sorts the rows of a facilities table into categories, and keeps count of what told them and of what told nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Request;
use super::category_table;
use super::category_words::{By, Told, UserTable, Words, is_type_string, typecodes};
use super::error::ImportError;
use super::held::{asked, nearest};
use super::ledger::Ledger;
use super::mapping::Mapping;
use super::osm;
use super::view::View;
use crate::domain::category::{Catalogue, Tier};
use crate::domain::record::{Check, Remark};
use crate::domain::sample::{self, MOST_WRONG_ROWS, UnknownCategory};

/// Rows of a category that only a keyword told which are listed; all of them are counted.
const MOST_LISTED: u64 = 1000;

/// What a row's categories are told by.
pub(super) struct Sorter<'a> {
    words: Words<'a>,
    /// All rows are this.
    every: Option<String>,
    /// Columns with tags of `OpenStreetMap`.
    tags: Vec<(String, usize)>,
    /// The rows are places of interest of all kinds: those of no category are passed over, not wrong.
    of_all_kinds: bool,
    /// The category is looked for in the name.
    by_name: bool,
    counts: Counts,
}

/// What was counted of the rows so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Words that the catalogue does not know, with their counts.
    unknown: BTreeMap<String, u64>,
    /// Types of rows that are of no category, with their counts.
    others: BTreeMap<String, u64>,
    /// Categories that only a keyword told, with the counts.
    keyworded: BTreeMap<String, u64>,
    /// Words that say that a facility serves nobody any more, with their counts.
    closed: BTreeMap<String, u64>,
}

impl Counts {
    /// Whether rows were left out for their state.
    pub(super) fn any_closed(&self) -> bool {
        !self.closed.is_empty()
    }
}

/// What became of a row.
pub(super) enum Sorted {
    /// Its categories by their keys, in order, each with whether it is only something near.
    Into(Vec<(String, bool)>),
    /// It is of no category.
    PassedOver,
    /// It can't be used, and that was said.
    Wrong,
}

impl<'a> Sorter<'a> {
    pub(super) fn new(request: &Request<'a>, mapping: &Mapping, ledger: &mut Ledger) -> Result<Self, ImportError> {
        let catalogue = request.catalogue;
        let mut every = request.category.map(|word| asked(catalogue, word)).transpose()?;
        let words = Words {
            catalogue,
            table: user_table(request)?,
        };
        // In exports of map services the column `type` holds the type in words; any other category column is the user's own.
        let own = mapping.column("category").is_some_and(|name| name != "type");
        let typed = !own && (mapping.has("typecode") || mapping.has("type_string"));
        let tags = if typed || mapping.has("category") {
            Vec::new()
        } else {
            tag_columns(catalogue, mapping)
        };
        if every.is_none() && !typed && tags.is_empty() && !mapping.has("category") {
            // Folders of a KML and sheets of a workbook are often called as what they hold.
            let told = words
                .roster_word(mapping.layer())
                .and_then(|told| told.into_iter().next());
            let Some((key, _)) = told else {
                mapping.require("category")?;
                return Err(ImportError::Empty {
                    what: "facilities of a known category".to_owned(),
                    file: ledger.file.clone(),
                    layer: ledger.layer.clone(),
                });
            };
            let what = format!(
                "no column gives it: every row is taken as {key}, as the layer {:?} is called",
                mapping.layer()
            );
            ledger.note(Some("category"), what);
            every = Some(key);
        }
        Ok(Self {
            words,
            every,
            of_all_kinds: typed || !tags.is_empty(),
            tags,
            by_name: mapping.index("category").is_some() && mapping.index("category") == mapping.index("name"),
            counts: Counts::default(),
        })
    }

    /// Counts a row whose state says that it serves nobody any more: it is no facility.
    pub(super) fn closed(&mut self, word: String) {
        *self.counts.closed.entry(word).or_default() += 1;
    }

    /// What was counted so far.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Goes on from what an earlier run had counted.
    pub(super) fn restore(&mut self, counts: Counts) {
        self.counts = counts;
    }

    /// A row's categories.
    pub(super) fn sort(&mut self, view: &View<'_>, ledger: &mut Ledger) -> Sorted {
        if let Some(every) = &self.every {
            return Sorted::Into(vec![(every.clone(), false)]);
        }
        if self.of_all_kinds {
            return self.sort_place(view, ledger);
        }
        let words = view.words("category");
        if words.is_empty() {
            ledger.reject(view.row, Some("category"), "it is empty");
            return Sorted::Wrong;
        }
        let whole = view.text("category").unwrap_or_default();
        let mut told: Vec<(String, By)> = Vec::new();
        let mut unknown: Vec<String> = Vec::new();
        let mut wrong = false;
        let mut take = |word: &str, found: Told| match found {
            Some(found) => told.extend(found),
            None => unknown.push(word.to_owned()),
        };
        if self.by_name {
            take(&whole, self.words.keywords(&whole));
        } else if is_type_string(&whole, self.words.catalogue) {
            take(&whole, self.words.type_string(&whole));
        } else {
            for word in &words {
                match self.words.roster_word(word) {
                    Some(found) => take(word, Some(found)),
                    None => match parted(word, |part| self.words.roster_word(part)) {
                        Some(found) => take(word, Some(found)),
                        None => take(word, None),
                    },
                }
            }
        }
        for (key, _) in &told {
            if self.words.catalogue.get(key).is_some_and(|c| c.tier == Tier::Demand) {
                let what =
                    format!("{whole:?} is where people live, not what serves them; import it as hamlets or land");
                ledger.reject(view.row, Some("category"), what);
                wrong = true;
            }
        }
        for word in unknown {
            let what = format!("{word:?} is not in the catalogue");
            if told.is_empty() {
                ledger.reject(view.row, Some("category"), what);
                wrong = true;
            } else {
                let what = format!("{what}; the site's other functions are kept");
                ledger.warn(view.row, Some("category"), what);
            }
            *self.counts.unknown.entry(word).or_default() += 1;
        }
        if wrong {
            return Sorted::Wrong;
        }
        if told.is_empty() {
            // The user's table says that it is none.
            *self.counts.others.entry(whole).or_default() += 1;
            return Sorted::PassedOver;
        }
        self.into(told, view, "", ledger)
    }

    /// A place of interest: its type codes first, its type strings second, its tags, and the keywords in its name last.
    fn sort_place(&mut self, view: &View<'_>, ledger: &mut Ledger) -> Sorted {
        let name = view.text("name").unwrap_or_default();
        let codes = typecodes(&view.cell("typecode").code().ok().flatten().unwrap_or_default());
        let strings: Vec<String> = view
            .text("type_string")
            .or_else(|| view.text("category"))
            .map(|text| text.split('|').map(|one| one.trim().to_owned()).collect())
            .unwrap_or_default();
        let mut told: Vec<(String, By)> = Vec::new();
        let mut decided = false;
        for (place, code) in codes.iter().enumerate() {
            let found = self.words.typecode(code, &name);
            let found = found.or_else(|| self.words.type_string(strings.get(place)?));
            decided |= found.is_some();
            told.extend(found.unwrap_or_default());
        }
        if codes.is_empty() {
            for string in &strings {
                let found = self.words.type_string(string);
                decided |= found.is_some();
                told.extend(found.unwrap_or_default());
            }
        }
        let tags: BTreeMap<String, String> = self
            .tags
            .iter()
            .filter_map(|(key, index)| Some((key.clone(), view.cells.get(*index)?.text()?)))
            .chain((!name.is_empty()).then(|| ("name".to_owned(), name.clone())))
            .collect();
        if !self.tags.is_empty() {
            let found = osm::categories_of_tags(self.words.catalogue, &tags);
            let by = |near: bool| if near { By::NearTags } else { By::Tags };
            told.extend(found.into_iter().map(|(key, near)| (key, by(near))));
        } else if !decided {
            told.extend(self.words.keywords(&name).unwrap_or_default());
        }
        if told.is_empty() {
            let kind = if codes.is_empty() { strings } else { codes };
            let shown = kind.join("|");
            let shown = if shown.is_empty() { "no type".to_owned() } else { shown };
            *self.counts.others.entry(shown).or_default() += 1;
            return Sorted::PassedOver;
        }
        self.into(told, view, &codes.join("|"), ledger)
    }

    /// The categories of a row. One that only a keyword told is listed with its name: a type code that several categories share proves
    /// none of them.
    fn into(&mut self, told: Vec<(String, By)>, view: &View<'_>, codes: &str, ledger: &mut Ledger) -> Sorted {
        for (key, by) in &told {
            if *by != By::Keyword {
                continue;
            }
            let count = self.counts.keyworded.entry(key.clone()).or_default();
            *count += 1;
            if *count <= MOST_LISTED {
                let name = view.text("name").unwrap_or_default();
                let code = if codes.is_empty() {
                    String::new()
                } else {
                    format!("; type code {codes} alone proves nothing")
                };
                let what = format!("{name} is taken as {key} {}{code}", By::Keyword.words());
                let remark = Remark::of_row(Check::Reading, view.row, Some("name"), what);
                ledger.say(remark.with_advice("say what it is in a table of categories where that is wrong"));
            }
        }
        let mut keys: Vec<(String, bool)> = told.into_iter().map(|(key, by)| (key, by == By::NearTags)).collect();
        keys.sort();
        keys.dedup_by(|later, first| later.0 == first.0);
        Sorted::Into(keys)
    }

    /// Unknown words for a person to look at, the most frequent first.
    pub(super) fn unknown_words(&self) -> Vec<UnknownCategory> {
        let word = |(word, rows): (&String, &u64)| UnknownCategory {
            word: sample::shown(word),
            rows: *rows,
            nearest: nearest(self.words.catalogue, word).map(|category| category.key.clone()),
        };
        let mut words: Vec<UnknownCategory> = self.counts.unknown.iter().map(word).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.rows));
        words.truncate(MOST_WRONG_ROWS);
        words
    }

    /// Says each unknown word once, what was passed over, and what only keywords told.
    pub(super) fn report(&self, ledger: &mut Ledger) {
        for (word, count) in &self.counts.unknown {
            let nearest = nearest(self.words.catalogue, word)
                .map(|c| format!("; the nearest is {} ({})", c.key, c.zh))
                .unwrap_or_default();
            ledger.note(
                Some("category"),
                format!("{word:?} ({count} rows) is not in the catalogue{nearest}"),
            );
        }
        if !self.counts.others.is_empty() {
            let mut listed: Vec<(&String, &u64)> = self.counts.others.iter().collect();
            listed.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), word.as_str()));
            let listed: Vec<String> = listed.iter().map(|(word, count)| format!("{word} ({count})")).collect();
            let total: u64 = self.counts.others.values().sum();
            ledger.note(
                Some("category"),
                format!(
                    "{total} rows are of types that tell no category and are passed over: {}",
                    listed.join(", ")
                ),
            );
            ledger.passed_over(total);
        }
        if !self.counts.closed.is_empty() {
            let listed: Vec<String> = self
                .counts
                .closed
                .iter()
                .map(|(word, count)| format!("{word} ({count})"))
                .collect();
            let total: u64 = self.counts.closed.values().sum();
            let what = format!(
                "{total} rows are left out, for their state says that they serve nobody now: {}; where this adds to what is there (--update), what stands of them goes on standing",
                listed.join(", ")
            );
            ledger.note(Some("state"), what);
            ledger.passed_over(total);
        }
        for (key, count) in &self.counts.keyworded {
            ledger.note(
                Some("category"),
                format!("{count} rows are {key} {}; look them through", By::Keyword.words()),
            );
        }
    }
}

/// What each part of a word tells, where several kinds are written into one (`文化/体育`, `卫生室+药店`), and all of them are known.
fn parted(word: &str, tell: impl Fn(&str) -> Told) -> Told {
    let parts: Vec<&str> = word
        .split(['/', '+', ',', '，', '和', '及', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 2 {
        return None;
    }
    let told: Option<Vec<Vec<(String, By)>>> = parts.into_iter().map(tell).collect();
    told.map(|told| told.into_iter().flatten().collect())
}

/// The user's own categories: those of the table, and those of the mapping file, which come first.
fn user_table(request: &Request<'_>) -> Result<UserTable, ImportError> {
    let mut table = match &request.options.category_table {
        Some(path) => category_table::read(path, request.catalogue)?,
        None => UserTable::new(),
    };
    let mut problems = Vec::new();
    for (value, words) in &request.options.categories {
        match category_table::keys(words, request.catalogue) {
            Ok(keys) => {
                table.insert(value.clone(), keys);
            }
            Err(what) => problems.push(Remark::of_file(Check::Reading, Some(value), what)),
        }
    }
    if problems.is_empty() {
        Ok(table)
    } else {
        Err(ImportError::CategoryTable {
            table: "the mapping file".to_owned(),
            problems,
        })
    }
}

/// Columns whose names are keys of the catalogue's rules.
fn tag_columns(catalogue: &Catalogue, mapping: &Mapping) -> Vec<(String, usize)> {
    let rules = catalogue.categories.iter().flat_map(|category| &category.osm);
    let mut keys: Vec<&str> = rules.flat_map(|rule| rule.tags.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), mapping.place_of(key)?)))
        .collect()
}
