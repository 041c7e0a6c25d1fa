//! Lists in messages.

use std::fmt;

use super::header_rows::HeaderRows;
use crate::domain::record::Remark;

/// Most lines that one message prints; the error itself holds them all.
const MOST_LINES: usize = 200;

/// Remarks, each on a line of its own.
pub(super) struct Lines<'a>(pub(super) &'a [Remark]);

impl Lines<'_> {
    /// `, layer "x"`, or nothing where the format has no layers.
    pub(super) fn layer(layer: &str) -> String {
        if layer.is_empty() {
            String::new()
        } else {
            format!(", layer {layer:?}")
        }
    }

    /// ` in rows 3 to 4`, or nothing.
    pub(super) fn rows(rows: Option<HeaderRows>) -> String {
        match rows {
            Some(HeaderRows::Rows(first, last)) => format!(" in rows {first} to {last}"),
            Some(HeaderRows::None) | None => String::new(),
        }
    }

    /// `; x`, or nothing.
    pub(super) fn hint(hint: Option<&String>) -> String {
        hint.map(|h| format!("; {h}")).unwrap_or_default()
    }

    /// `; the nearest is x`, or nothing.
    pub(super) fn nearest(nearest: Option<&String>) -> String {
        nearest.map(|n| format!("; the nearest is {n}")).unwrap_or_default()
    }
}

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for remark in self.0.iter().take(MOST_LINES) {
            write!(f, "\n  ")?;
            match (&remark.row, &remark.field) {
                (Some(row), Some(field)) => write!(f, "row {row}, {field}: ")?,
                (Some(row), None) => write!(f, "row {row}: ")?,
                (None, Some(field)) => write!(f, "{field}: ")?,
                (None, None) => {}
            }
            write!(f, "{}", remark.what)?;
        }
        if self.0.len() > MOST_LINES {
            write!(f, "\n  and {} more", self.0.len() - MOST_LINES)?;
        }
        Ok(())
    }
}

/// Words with commas between them.
pub(super) struct Words<'a>(pub(super) &'a [String]);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return write!(f, "none");
        }
        write!(f, "{}", self.0.join(", "))
    }
}
