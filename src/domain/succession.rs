//! What became of area codes: merged, split, renamed, of another type; and following them, so that codes of different years join.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::record::SuccessionRecord;

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub enum Change {
    /// Several became one.
    Merged,
    /// One became several.
    Split,
    /// It has another name, and may have the same code.
    Renamed,
    /// A villagers' committee became a residents' committee, a township a town: mostly with another code.
    TypeChanged,
    /// It has another code and is otherwise what it was.
    Recoded,
}

/// Each with its word, and what tables call it.
const WORDS: [(Change, &str, &[&str]); 5] = [
    (Change::Merged, "merged", &["merged", "合并", "并入", "撤并"]),
    (Change::Split, "split", &["split", "拆分", "分设", "析出"]),
    (Change::Renamed, "renamed", &["renamed", "更名", "改名"]),
    (
        Change::TypeChanged,
        "type_changed",
        &["type_changed", "类型变更", "村改居", "撤村设居", "撤乡设镇"],
    ),
    (Change::Recoded, "recoded", &["recoded", "代码变更", "换码", "改码"]),
];

impl Change {
    /// The word that tables carry.
    pub fn key(self) -> &'static str {
        WORDS
            .iter()
            .find(|(own, ..)| *own == self)
            .map_or("", |(_, key, _)| *key)
    }

    /// Reads a word of a table.
    ///
    /// ```
    /// use yike::domain::succession::Change;
    /// assert_eq!(Change::parse("村改居"), Some(Change::TypeChanged));
    /// assert_eq!(Change::parse("gone"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        let found = WORDS.iter().find(|(_, _, words)| words.contains(&word));
        found.map(|(change, ..)| *change)
    }

    /// The words that are understood, for a person.
    pub fn words() -> String {
        let all: Vec<String> = WORDS
            .iter()
            .map(|(_, key, words)| format!("{key} ({})", words[1..].join(", ")))
            .collect();
        all.join(", ")
    }
}

/// Where a code leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// It is one of those asked for itself.
    Same,
    /// Another one took its place.
    One(String),
    /// It is one of these, and nothing says which.
    Among(Vec<String>),
    /// Nothing is known of it.
    Nowhere,
}

/// The changes up to a day, ready to be followed.
#[derive(Debug, Clone, Default)]
pub struct Successions {
    forward: BTreeMap<String, BTreeSet<String>>,
    backward: BTreeMap<String, BTreeSet<String>>,
    /// Codes that stayed what they were for a part of what was split, or for a unit with another name.
    stayed: BTreeSet<String>,
}

impl Successions {
    /// Changes; of those after `until` nothing has happened yet, but rows may carry the codes that came with them, so they are followed back.
    pub fn new<'a>(rows: impl IntoIterator<Item = &'a SuccessionRecord>, until: Option<Day>) -> Self {
        let mut all = Self::default();
        for row in rows {
            if row.old_code == row.new_code {
                all.stayed.insert(row.old_code.clone());
                continue;
            }
            let (old, new) = (row.old_code.clone(), row.new_code.clone());
            if until.is_none_or(|until| row.day <= until) {
                all.forward.entry(old.clone()).or_default().insert(new.clone());
            }
            all.backward.entry(new).or_default().insert(old);
        }
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.backward.is_empty()
    }

    /// What a code became, where its unit is no more and no other one has taken it up.
    pub fn became(&self, code: &str) -> Option<&BTreeSet<String>> {
        let lives = self.stayed.contains(code) || self.backward.contains_key(code);
        self.forward.get(code).filter(|_| !lives)
    }

    /// Which of the codes asked for a code stands for: itself; what it became, however many steps on; or what it was before.
    pub fn follow(&self, code: &str, is_one: impl Fn(&str) -> bool) -> Followed {
        if is_one(code) {
            return Followed::Same;
        }
        for links in [&self.forward, &self.backward] {
            let mut found = ends(links, code, &is_one);
            match found.len() {
                0 => {}
                1 => return Followed::One(found.swap_remove(0)),
                _ => return Followed::Among(found),
            }
        }
        Followed::Nowhere
    }
}

/// The first codes asked for on every way from a code, in order. A code that comes again on its way ends it: changes may lead in a circle.
fn ends(links: &BTreeMap<String, BTreeSet<String>>, code: &str, is_one: &impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([code]);
    let mut next = vec![code];
    while let Some(at) = next.pop() {
        for other in links.get(at).into_iter().flatten() {
            if !seen.insert(other) {
                continue;
            }
            if is_one(other) {
                found.insert(other.clone());
            } else {
                next.push(other);
            }
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(old: &str, new: &str, year: u16) -> SuccessionRecord {
        SuccessionRecord {
            old_code: old.to_owned(),
            new_code: new.to_owned(),
            change: Change::Recoded,
            day: Day::end_of(year),
            note: String::new(),
        }
    }

    fn one(code: &str) -> Followed {
        Followed::One(code.to_owned())
    }

    #[test]
    fn a_code_leads_to_what_it_became_and_back_to_what_it_was() {
        // 1 and 2 merge into 3, 3 becomes 4, 5 splits into 6 and 7.
        let rows = [
            row("1", "3", 2023),
            row("2", "3", 2023),
            row("3", "4", 2024),
            row("5", "6", 2024),
            row("5", "7", 2024),
        ];
        let all = Successions::new(&rows, None);
        let now = |code: &str| all.follow(code, |code| ["4", "6", "7"].contains(&code));
        assert_eq!(now("4"), Followed::Same);
        assert_eq!((now("1"), now("2"), now("3")), (one("4"), one("4"), one("4")));
        assert_eq!(now("5"), Followed::Among(vec!["6".to_owned(), "7".to_owned()]));
        assert_eq!(now("9"), Followed::Nowhere);
        let then = |code: &str| all.follow(code, |code| ["1", "2", "5"].contains(&code));
        assert_eq!(then("4"), Followed::Among(vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!((then("6"), then("7")), (one("5"), one("5")));
    }

    #[test]
    fn what_has_not_happened_by_the_day_is_not_followed_on() {
        let rows = [row("1", "2", 2023), row("2", "3", 2025)];
        let all = Successions::new(&rows, Some(Day::end_of(2024)));
        assert_eq!(all.follow("1", |code| code == "3"), Followed::Nowhere);
        assert_eq!(all.follow("1", |code| code == "2"), one("2"));
        assert_eq!(
            all.follow("3", |code| code == "2"),
            one("2"),
            "a row may carry the code that came later"
        );
    }

    #[test]
    fn a_circle_ends() {
        let rows = [row("1", "2", 2023), row("2", "1", 2024)];
        let all = Successions::new(&rows, None);
        assert_eq!(all.follow("1", |code| code == "3"), Followed::Nowhere);
        assert_eq!(all.follow("1", |code| code == "2"), one("2"));
    }
}
