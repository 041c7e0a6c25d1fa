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

impl Figure {
    /// What it is, in a word, and its value as text: how tables keep it.
    pub fn written(&self) -> (&'static str, String) {
        match self {
            Self::Number(number) => ("number", number.to_string()),
            Self::Truth(truth) => ("truth", if *truth { "yes" } else { "no" }.to_owned()),
            Self::Words(words) => ("words", words.join(";")),
        }
    }

    /// Reads what [`Self::written`] wrote; `None` for anything else.
    ///
    /// ```
    /// use yike::domain::{plan::Decimal, roster::Figure};
    /// for figure in [Figure::Number(Decimal(29_800_000)), Figure::Truth(false), Figure::Words(vec!["a".into(), "b".into()])] {
    ///     let (kind, text) = figure.written();
    ///     assert_eq!(Figure::read(kind, &text), Some(figure));
    /// }
    /// ```
    pub fn read(kind: &str, text: &str) -> Option<Self> {
        match (kind, text) {
            ("number", number) => Decimal::parse(number).map(Self::Number),
            ("truth", "yes") => Some(Self::Truth(true)),
            ("truth", "no") => Some(Self::Truth(false)),
            ("words", words) => Some(Self::Words(words.split(';').map(str::to_owned).collect())),
            _ => None,
        }
    }
}
