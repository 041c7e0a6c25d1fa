//! What a roster says of a community or town beside its name, type and people: numbers, yes or no, and words of a list.

use serde::{Deserialize, Serialize};

use super::plan::Decimal;

/// One figure. Its key is that of an input (`data/plans/inputs.toml`) or of a facility category (how many there are).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub enum Figure {
    /// A count, square metres or yuan.
    Number(Decimal),
    /// Yes or no.
    Truth(bool),
    /// Words of a list.
    Words(Vec<String>),
}
