//! A person or program that the server knows, with what it may see.

use std::collections::BTreeSet;

use super::area_grant::AreaGrant;
use super::role::Role;

/// Somebody who is signed in, or a program with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// What it sees.
    pub scope: Scope,
}

/// What is seen of the workspace. People of the same scope see the same to the byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// Only these areas; the whole workspace where there is none.
    pub areas: BTreeSet<AreaGrant>,
    /// Only these layers; every layer where nothing is said.
    pub layers: Option<BTreeSet<String>>,
    /// Whether counts of very few people are shown.
    pub exact_counts: bool,
}

impl Scope {
    /// Everything there is.
    pub fn everything() -> Self {
        Self {
            areas: BTreeSet::new(),
            layers: None,
            exact_counts: true,
        }
    }

    /// Whether nothing is hidden.
    pub fn is_everything(&self) -> bool {
        self.areas.is_empty() && self.layers.is_none() && self.exact_counts
    }

    /// Whether a unit with this code may be seen whole.
    pub fn holds(&self, code: &str) -> bool {
        self.areas.is_empty() || self.areas.iter().any(|area| area.holds(code))
    }

    /// Whether a layer of this name may be known.
    pub fn has_layer(&self, name: &str) -> bool {
        self.layers.as_ref().is_none_or(|layers| layers.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_units_inside_any_of_its_areas() {
        let areas = ["532301", "532302001"].map(|area| area.parse().expect("an area"));
        let scope = Scope {
            areas: areas.into(),
            ..Scope::everything()
        };
        assert!(!scope.is_everything());
        assert!(scope.holds("532301009001") && scope.holds("532302001001"));
        assert!(!scope.holds("532302002001") && !scope.holds("532302") && !scope.holds(""));
        assert!(Scope::everything().holds("") && Scope::everything().is_everything());
    }

    #[test]
    fn layers_that_are_not_granted_are_not_there() {
        let scope = Scope {
            layers: Some(["communities".to_owned()].into()),
            ..Scope::everything()
        };
        assert!(scope.has_layer("communities") && !scope.has_layer("facilities"));
    }
}
