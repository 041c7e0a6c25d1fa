//! Names of people and keys.

use std::fmt;
use std::str::FromStr;

/// Letters at most.
const LONGEST: usize = 64;

/// What an account is called: letters of any script, digits, `-`, `_`, `.` and `@`, at most 64. Large and small ASCII letters are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountName(String);

/// A text that is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no name; take letters, digits, - _ . and @, 64 of them at most, without blanks")]
pub struct NameError(pub String);

impl AccountName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AccountName {
    type Err = NameError;

    fn from_str(word: &str) -> Result<Self, NameError> {
        let fits = |c: char| c.is_alphanumeric() || "-_.@".contains(c);
        let count = word.chars().count();
        if (1..=LONGEST).contains(&count) && word.chars().all(fits) {
            Ok(Self(word.to_ascii_lowercase()))
        } else {
            Err(NameError(word.chars().take(LONGEST).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_any_script_and_hold_nothing_that_steers() {
        for (word, name) in [("Li.Wei", "li.wei"), ("王芳", "王芳"), ("gis@bureau", "gis@bureau")] {
            assert_eq!(word.parse::<AccountName>().expect("a name").as_str(), name);
        }
        let long = "a".repeat(65);
        for bad in ["", "a b", "a\n", "a;b", "<b>", "a'", "a\u{202e}b", &long] {
            assert!(bad.parse::<AccountName>().is_err(), "{bad:?}");
        }
    }
}
