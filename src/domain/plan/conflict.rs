//! Where plans contradict each other or leave something open (`data/plans/conflicts.toml`). They are shown side by side; none is resolved.

use serde::Deserialize;

/// One contradiction or gap.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// C1 to C20.
    pub id: String,
    /// What it is about, in Chinese.
    pub zh: String,
    /// What it is about, in English.
    pub en: String,
    /// What is shown because of it.
    pub shown: String,
    /// What each side says.
    #[serde(rename = "side")]
    pub sides: Vec<Side>,
}

/// One side of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// The plans that say so.
    pub plans: Vec<String>,
    /// What they say, in our words.
    pub says: String,
    /// The requirements in question, as `plan/id`.
    #[serde(default)]
    pub requirements: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u32,
    conflict: Vec<Conflict>,
}

const SHIPPED: &str = include_str!("../../../data/plans/conflicts.toml");

/// The conflicts between the plans that come with the program.
///
/// # Errors
/// Never for a released program: a test reads them.
pub fn shipped_conflicts() -> Result<Vec<Conflict>, toml::de::Error> {
    Ok(toml::from_str::<File>(SHIPPED)?.conflict)
}

impl Conflict {
    /// Whether any of these plans is a side of it; true for no plans at all.
    pub fn concerns(&self, plans: &[String]) -> bool {
        let is_side = |plan: &String| self.sides.iter().any(|side| side.plans.contains(plan));
        plans.is_empty() || plans.iter().any(is_side)
    }
}
