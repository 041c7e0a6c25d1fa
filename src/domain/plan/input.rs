//! What a requirement is computed from (`data/plans/inputs.toml`), and how a person brings it in.

use serde::Deserialize;

use super::words::{InputKind, Word};

/// Everything that a plan may name as an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    inputs: Vec<Input>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// `households`.
    pub key: String,
    /// What it is.
    pub kind: InputKind,
    /// Chinese name, which a table may carry as a heading.
    pub zh: String,
    /// English name.
    pub en: String,
    /// How to bring it in.
    pub supply: String,
    /// The same in Chinese.
    pub supply_zh: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u32,
    input: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    kind: String,
    zh: String,
    en: String,
    supply: String,
    supply_zh: String,
}

/// The list that comes with the program.
const SHIPPED: &str = include_str!("../../../data/plans/inputs.toml");

/// Why a list of inputs can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputsError {
    /// Not TOML of the right form.
    #[error("the list of inputs can't be read: {0}")]
    Form(String),
    /// A word for the kind that is none.
    #[error("input {key:?}: {kind:?} is no kind of input; there are {known}")]
    Kind {
        /// The input.
        key: String,
        /// What stands there.
        kind: String,
        /// What may stand there.
        known: String,
    },
    /// The same key twice.
    #[error("input {0:?} stands in the list twice")]
    Twice(String),
}

impl Inputs {
    /// The list that comes with the program.
    ///
    /// # Errors
    /// Never for a released program: a test reads the list.
    pub fn shipped() -> Result<Self, InputsError> {
        Self::parse(SHIPPED)
    }

    fn parse(text: &str) -> Result<Self, InputsError> {
        let file: File = toml::from_str(text).map_err(|e| InputsError::Form(e.to_string()))?;
        let mut inputs: Vec<Input> = Vec::with_capacity(file.input.len());
        for row in file.input {
            let Some(kind) = InputKind::parse(&row.kind) else {
                return Err(InputsError::Kind {
                    key: row.key,
                    kind: row.kind,
                    known: InputKind::keys().join(", "),
                });
            };
            if inputs.iter().any(|known| known.key == row.key) {
                return Err(InputsError::Twice(row.key));
            }
            inputs.push(Input {
                key: row.key,
                kind,
                zh: row.zh,
                en: row.en,
                supply: row.supply,
                supply_zh: row.supply_zh,
            });
        }
        Ok(Self { inputs })
    }

    /// The input of a key.
    pub fn get(&self, key: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.key == key)
    }

    /// In the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter()
    }
}
