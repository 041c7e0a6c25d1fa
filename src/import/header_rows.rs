//! Where the header of a table stands, as a person says it.

use serde::{Deserialize, Serialize};

/// The rows of a table's header, numbered from 1 as the spreadsheet shows them, or that there is none.
///
/// In a mapping file it is `[3, 4]` or `"none"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HeaderRows {
    /// From the first to the last of these.
    Rows(u64, u64),
    /// The first row is data already: columns are called by their letters, `A` and so on.
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
    /// There is none.
    pub const NONE: Self = Self::Without(Without::None);

    /// Reads `3`, `3-4` or `none`; `None` is no such thing.
    ///
    /// # Examples
    /// ```
    /// use yike::import::HeaderRows;
    ///
    /// assert_eq!(HeaderRows::parse("3-4"), Some(HeaderRows::Rows(3, 4)));
    /// assert_eq!(HeaderRows::parse("none"), Some(HeaderRows::NONE));
    /// assert_eq!(HeaderRows::parse("4-3"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim() == "none" {
            return Some(Self::NONE);
        }
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (1 <= first && first <= last).then_some(Self::Rows(first, last))
    }
}
