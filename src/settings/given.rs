//! Every value with where it comes from.

use core::net::SocketAddr;
use std::collections::BTreeMap;
use std::fmt;

use super::key::Section;
use super::value::{SecretPlace, Value, from_text};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The file.
    File {
        /// Its line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => write!(f, "default"),
            Self::File { line } => write!(f, "file, line {line}"),
            Self::Variable(name) => write!(f, "environment, {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// One table of the file, with what overrides it.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its section.
    pub section: &'static Section,
    /// Where it begins in the file; `None` where it is not written there.
    pub line: Option<usize>,
    pub(super) values: BTreeMap<&'static str, (Value, Origin)>,
}

impl Table {
    /// One with its defaults.
    pub(super) fn new(section: &'static Section, line: Option<usize>) -> Self {
        let defaults = section.keys.iter().filter_map(|key| {
            let value = from_text(key.kind, key.default?)?;
            Some((key.name, (value, Origin::Default)))
        });
        Self {
            section,
            line,
            values: defaults.collect(),
        }
    }

    /// A value and its origin.
    pub fn get(&self, key: &str) -> Option<&(Value, Origin)> {
        self.values.get(key)
    }

    /// Where a value comes from; the default's where there is none.
    pub fn origin(&self, key: &str) -> Origin {
        self.get(key).map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// A text, path, word or web address.
    pub fn text(&self, key: &str) -> Option<String> {
        match self.get(key) {
            Some((Value::Text(text), _)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Yes or no; no where nothing is said.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some((Value::Flag(true), _)))
    }

    /// A number.
    pub fn number(&self, key: &str) -> Option<u64> {
        match self.get(key) {
            Some((Value::Number(number), _)) => Some(*number),
            _ => None,
        }
    }

    /// An IP address and a port.
    pub fn address(&self, key: &str) -> Option<SocketAddr> {
        match self.get(key) {
            Some((Value::Address(address), _)) => Some(*address),
            _ => None,
        }
    }

    /// Several texts; none where nothing is said.
    pub fn texts(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some((Value::Texts(texts), _)) => texts.clone(),
            _ => Vec::new(),
        }
    }

    /// Where a secret is.
    pub fn secret(&self, key: &str) -> Option<SecretPlace> {
        match self.get(key) {
            Some((Value::Secret(place), _)) => Some(place.clone()),
            _ => None,
        }
    }
}

/// Every table: one of each section that stands alone, and as many of the others as were written.
#[derive(Debug, Clone)]
pub struct Given {
    /// In the order of [`super::SECTIONS`], repeated ones in the order of the file.
    pub tables: Vec<Table>,
}

impl Given {
    /// The table of a section that stands alone.
    ///
    /// # Panics
    /// Never for a section of [`super::SECTIONS`]: each has its table from the beginning.
    pub(super) fn one(&self, section: &'static Section) -> &Table {
        let found = self.tables.iter().find(|table| table.section.name == section.name);
        found.expect("every single section has a table from the beginning")
    }

    pub(super) fn one_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables
            .iter_mut()
            .find(|table| table.section.name == name && !table.section.repeated)
    }

    /// The tables of a section.
    pub fn all<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a Table> {
        self.tables.iter().filter(move |table| table.section.name == section)
    }
}
