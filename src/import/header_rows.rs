//! Where the header of a table stands, as a person says it.

use serde::{Deserialize, Serialize};

/// The rows of a table's header, numbered from 1 as the spreadsheet shows them, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeaderRows {
    /// From the first to the last of these.
    Rows(u64, u64),
    /// The first row is data already: columns are called by their letters, `A` and so on.
    None,
}

/// The same in a mapping file: `[3, 4]` or `"none"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WrittenRows {
    /// First and last.
    Rows(u64, u64),
    /// No header.
    Without(Without),
}

/// The word for no header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Without {
    /// `none`.
    None,
}

impl HeaderRows {
    /// Reads `3`, `3-4` or `none`; `None` is no such thing.
    ///
    /// # Examples
    /// ```
    /// use yike::import::HeaderRows;
    ///
    /// assert_eq!(HeaderRows::parse("3-4"), Some(HeaderRows::Rows(3, 4)));
    /// assert_eq!(HeaderRows::parse("none"), Some(HeaderRows::None));
    /// assert_eq!(HeaderRows::parse("4-3"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim() == "none" {
            return Some(Self::None);
        }
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (1 <= first && first <= last).then_some(Self::Rows(first, last))
    }
}

impl From<WrittenRows> for HeaderRows {
    fn from(written: WrittenRows) -> Self {
        match written {
            WrittenRows::Rows(first, last) => Self::Rows(first, last),
            WrittenRows::Without(Without::None) => Self::None,
        }
    }
}

impl From<HeaderRows> for WrittenRows {
    fn from(rows: HeaderRows) -> Self {
        match rows {
            HeaderRows::Rows(first, last) => Self::Rows(first, last),
            HeaderRows::None => Self::Without(Without::None),
        }
    }
}
