//! What can be wrong with settings. No value is ever repeated: it may be a secret that stands in the wrong place.

use std::fmt;

use super::SECTIONS;

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A line of the file, from 1.
    Line(usize),
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
    /// Nowhere in particular.
    Whole,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}: "),
            Self::Variable(name) => write!(f, "variable {name}: "),
            Self::Flag(name) => write!(f, "flag {name}: "),
            Self::Whole => Ok(()),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    /// The file is no TOML there.
    #[error("{place}{what}")]
    Syntax {
        /// Where.
        place: Place,
        /// What the reader of TOML says.
        what: String,
    },
    /// There is no such section, or it is written with the wrong brackets.
    #[error("{place}there is no section {name}{}", meant(.nearest.as_deref()))]
    UnknownSection {
        /// Where.
        place: Place,
        /// As it was written.
        name: String,
        /// What was probably meant, as it is written.
        nearest: Option<String>,
    },
    /// There is no such setting.
    #[error("{place}there is no setting {name} under {section}{}", meant(.nearest.as_deref()))]
    UnknownKey {
        /// Where.
        place: Place,
        /// The section, brackets included.
        section: String,
        /// As it was written.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// There is no such variable, though it begins as those of this program.
    #[error("{place}no setting is overridden by this variable{}", meant(.nearest.as_deref()))]
    UnknownVariable {
        /// Where.
        place: Place,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// What stands there does not fit.
    #[error("{place}{key} must be {expected}")]
    WrongValue {
        /// Where.
        place: Place,
        /// The setting.
        key: String,
        /// What would fit.
        expected: String,
    },
    /// Something has to be said and is not.
    #[error("{place}{section} lacks {key}")]
    Missing {
        /// Where.
        place: Place,
        /// The section, brackets included.
        section: String,
        /// The setting.
        key: String,
    },
    /// A secret stands in the file.
    #[error("{place}{key} is a secret and must not stand here: {instead}")]
    SecretInTheOpen {
        /// Where.
        place: Place,
        /// The setting.
        key: String,
        /// What to write instead.
        instead: String,
    },
    /// Settings that contradict each other, or need each other.
    #[error("{place}{what}")]
    NotTogether {
        /// Where.
        place: Place,
        /// Why, and what to do.
        what: String,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| format!("; did you mean {nearest}?"))
}

/// The name that is nearest to a word, if one is near.
pub(super) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let near = names
        .map(|name| (strsim::jaro_winkler(&word, &name.to_lowercase()), name))
        .filter(|(near, _)| *near > 0.8);
    // Of several that are as near, the first in the order of the table.
    near.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    })
    .map(|(_, name)| name)
}

/// What was probably meant by a setting of a section: another of its names, or the same name of another section.
pub(super) fn nearest_key(section: &str, word: &str) -> Option<String> {
    let own: Vec<String> = SECTIONS
        .iter()
        .filter(|other| other.name == section)
        .flat_map(|other| other.written())
        .collect();
    let elsewhere = || {
        let other = SECTIONS
            .iter()
            .find(|other| other.written().iter().any(|name| name == word))?;
        Some(format!("{word} under {}", other.bracketed()))
    };
    nearest(word, own.iter().map(String::as_str))
        .map(str::to_owned)
        .or_else(elsewhere)
}
