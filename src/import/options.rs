//! How a file is to be read, where its looks don't tell.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::header_rows::HeaderRows;
use crate::domain::barrier::BarrierKind;
use crate::domain::land_use::LandUseStandard;

/// What a user says of a file beside its kind. Nothing said is the default: everything is told from the file.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
pub struct Options {
    /// The encoding of its letters, where the format may have several: a name of the WHATWG Encoding Standard or a Windows code page.
    pub encoding: Option<String>,
    /// The two numbers of every place are exchanged: north (or latitude) comes first in the source.
    pub swap_xy: bool,
    /// Where a table's header stands.
    pub header_rows: Option<HeaderRows>,
    /// Fields that have the same value in every row.
    pub constants: Vec<(String, String)>,
    /// A table that says what the source's values mean as categories.
    pub category_table: Option<PathBuf>,
    /// The same from a mapping file: value to categories.
    pub categories: BTreeMap<String, String>,
    /// A table that says where addresses are, in the reference system of the file.
    pub address_table: Option<PathBuf>,
    /// Only addresses and names of the rows are wanted, with their places: those of buildings.
    pub only_addresses: bool,
    /// Which standard codes of land use follow.
    pub land_use_standard: Option<LandUseStandard>,
    /// What all barriers of the file are.
    pub barrier_kind: Option<BarrierKind>,
    /// Whether the barriers of the file close streets, where its rows don't say it.
    pub barriers_close: Option<bool>,
}
