//! Where plans contradict each other or leave something open (`data/plans/conflicts.toml`). They are shown side by side; none is resolved.

use serde::Deserialize;

use super::requirement::{Plan, Requirement};

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
    /// Whether some plans stand on more than one side of it, by themselves or by what they build on.
    pub fn is_between<'a>(&self, plans: &(impl Iterator<Item = &'a Plan> + Clone)) -> bool {
        let stands = |side: &&Side| plans.clone().any(|plan| side.is_of(plan));
        self.sides.iter().filter(stands).count() > 1
    }

    /// Whether it is about a requirement of a plan, or one that the plan took over from what it builds on.
    pub fn is_about(&self, plan: &Plan, requirement: &Requirement) -> bool {
        let plans = std::iter::once(&plan.id).chain(&plan.below);
        let mut full_ids = plans.map(|name| format!("{name}/{}", requirement.id));
        full_ids.any(|full| self.sides.iter().any(|side| side.requirements.contains(&full)))
    }

    /// Whether any of these plans is a side of it; true for no plans at all.
    pub fn concerns(&self, plans: &[String]) -> bool {
        let is_side = |plan: &String| self.sides.iter().any(|side| side.plans.contains(plan));
        plans.is_empty() || plans.iter().any(is_side)
    }
}

impl Side {
    /// Whether a plan, or one that it builds on, says so.
    pub fn is_of(&self, plan: &Plan) -> bool {
        std::iter::once(&plan.id)
            .chain(&plan.below)
            .any(|name| self.plans.contains(name))
    }
}
