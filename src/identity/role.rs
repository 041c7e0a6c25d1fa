//! Roles, each of which may all that the one before it may.

use std::fmt;
use std::str::FromStr;

use super::nearest::nearest;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks.
    Viewer,
    /// Brings data in and takes them back.
    Editor,
    /// Asks what takes long and keeps scenarios.
    Planner,
    /// Runs the server.
    Administrator,
}

/// A word that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {word:?}{}; roles are viewer, editor, planner and administrator", .nearest.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default())]
pub struct UnknownRole {
    /// What was said.
    pub word: String,
    /// The role whose name is nearest.
    pub nearest: Option<&'static str>,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Editor, Self::Planner, Self::Administrator];

    /// Its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Planner => "planner",
            Self::Administrator => "administrator",
        }
    }

    /// Whether counts of very few people are shown to it.
    pub fn sees_exact_counts(self) -> bool {
        self > Self::Viewer
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        let known = Self::ALL.into_iter().find(|role| role.key() == word);
        known.ok_or_else(|| UnknownRole {
            word: word.chars().take(64).collect(),
            nearest: nearest(word, Self::ALL.map(Self::key)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_in_order_and_come_back_from_their_words() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(role.key().parse(), Ok(role));
        }
        let exact: Vec<bool> = Role::ALL.into_iter().map(Role::sees_exact_counts).collect();
        assert_eq!(exact, [false, true, true, true]);
    }

    #[test]
    fn a_word_that_is_no_role_is_told_with_the_nearest() {
        let error = "adminstrator".parse::<Role>().expect_err("no role");
        assert_eq!(
            error.to_string(),
            "there is no role \"adminstrator\" (did you mean administrator?); roles are viewer, editor, planner and administrator"
        );
        assert_eq!("xyz".parse::<Role>().expect_err("no role").nearest, None);
        assert!("Viewer ".parse::<Role>().is_err());
    }
}
