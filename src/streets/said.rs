//! What tags say of somebody's right to pass.

use std::collections::BTreeMap;

/// What a tag says of somebody's right to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Said {
    /// Nothing.
    #[default]
    Unsaid,
    /// They may.
    Yes,
    /// Only those whom it belongs to may.
    Private,
    /// They may not.
    No,
}

impl Said {
    pub(super) fn of(word: &str) -> Self {
        match word {
            "yes" | "designated" | "permissive" | "official" | "public" | "destination" | "discouraged" | "limited"
            | "dismount" | "use_sidepath" | "optional_sidepath" => Self::Yes,
            "private" | "customers" | "delivery" | "permit" | "residents" | "forestry" | "agricultural"
            | "employees" => Self::Private,
            "no" | "none" | "restricted" | "military" | "emergency" => Self::No,
            _ => Self::Unsaid,
        }
    }

    /// What the first of these keys says, the most particular first.
    pub(super) fn first(tags: &BTreeMap<String, String>, keys: &[&str]) -> Self {
        keys.iter()
            .filter_map(|key| tags.get(*key))
            .map(|word| Self::of(word))
            .find(|said| *said != Self::Unsaid)
            .unwrap_or_default()
    }
}
