//! What an account or a key is given.

use std::collections::BTreeSet;

use super::area_grant::AreaGrant;
use super::person::{Person, Scope};
use super::role::Role;

/// A role, and what narrows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What it may do.
    pub role: Role,
    /// Only these areas; the whole workspace where there is none.
    pub areas: BTreeSet<AreaGrant>,
    /// Only these layers; every layer where nothing is said.
    pub layers: Option<BTreeSet<String>>,
    /// Whether counts of very few people are shown; as the role has it where nothing is said.
    pub exact_counts: Option<bool>,
}

impl Grant {
    /// A role that nothing narrows.
    pub fn of(role: Role) -> Self {
        Self {
            role,
            areas: BTreeSet::new(),
            layers: None,
            exact_counts: None,
        }
    }

    /// Somebody who has it.
    pub fn person(&self, name: &str) -> Person {
        Person {
            name: name.to_owned(),
            role: self.role,
            scope: Scope {
                areas: self.areas.clone(),
                layers: self.layers.clone(),
                exact_counts: self.exact_counts.unwrap_or_else(|| self.role.sees_exact_counts()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_says_whether_counts_are_exact_unless_the_grant_does() {
        let exact = |role, said| {
            let grant = Grant {
                exact_counts: said,
                ..Grant::of(role)
            };
            grant.person("a").scope.exact_counts
        };
        assert!(!exact(Role::Viewer, None) && exact(Role::Viewer, Some(true)));
        assert!(exact(Role::Planner, None) && !exact(Role::Planner, Some(false)));
    }
}
