//! Grants as columns.

use std::collections::BTreeSet;

use rusqlite::Row;

use super::error::StaffError;
use super::file::StaffFile;
use crate::identity::{AreaGrant, Grant};

/// The columns of a grant, in the order in which they are read.
pub(super) const COLUMNS: &str = "role, areas, layers, exact_counts";

/// A grant as it stands in a row.
pub(super) struct GrantRow {
    role: String,
    areas: String,
    layers: Option<String>,
    exact_counts: Option<bool>,
}

impl GrantRow {
    /// Reads it, beginning at a column.
    pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            role: row.get(first)?,
            areas: row.get(first + 1)?,
            layers: row.get(first + 2)?,
            exact_counts: row.get(first + 3)?,
        })
    }

    /// What it means. What can't be read grants nothing.
    pub(super) fn grant(&self, file: &StaffFile) -> Result<Grant, StaffError> {
        let role = self.role.parse().map_err(|_| file.damaged("a role that is none"))?;
        let areas: Result<BTreeSet<AreaGrant>, _> = words(&self.areas).map(str::parse).collect();
        Ok(Grant {
            role,
            areas: areas.map_err(|_| file.damaged("an area that is none"))?,
            layers: self
                .layers
                .as_deref()
                .map(|text| words(text).map(str::to_owned).collect()),
            exact_counts: self.exact_counts,
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|word| !word.is_empty())
}

/// Areas as they are kept.
pub(super) fn areas(grant: &Grant) -> String {
    let areas: Vec<&str> = grant.areas.iter().map(AreaGrant::as_str).collect();
    areas.join(",")
}

/// Layers as they are kept.
pub(super) fn layers(grant: &Grant) -> Option<String> {
    let layers = grant.layers.as_ref()?;
    Some(layers.iter().cloned().collect::<Vec<_>>().join(","))
}
