//! Which categories a source can tell about.

use std::collections::BTreeSet;

use super::Request;
use super::error::ImportError;
use crate::domain::category::{Catalogue, Category};
use crate::domain::site::Function;
use crate::domain::town::HeldCategory;

/// Categories found so far, and those that the source is said to list completely.
#[derive(Debug, Default)]
pub(super) struct Held {
    found: BTreeSet<String>,
    complete: BTreeSet<String>,
}

impl Held {
    pub(super) fn new(request: &Request<'_>) -> Result<Self, ImportError> {
        let complete = request
            .complete
            .iter()
            .map(|word| asked(request.catalogue, word))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            found: BTreeSet::new(),
            complete,
        })
    }

    /// A site's functions count as found, planned ones too: the source tells about the category.
    pub(super) fn found(&mut self, functions: &[Function]) {
        for function in functions {
            if !self.found.contains(&function.category) {
                self.found.insert(function.category.clone());
            }
        }
    }

    /// Whether at least one was found.
    pub(super) fn has(&self, category: &str) -> bool {
        self.found.contains(category)
    }

    /// All of them, in order.
    pub(super) fn listed(self, source: &str) -> Vec<HeldCategory> {
        self.found
            .union(&self.complete)
            .map(|category| HeldCategory {
                category: category.clone(),
                source: source.to_owned(),
                complete: self.complete.contains(category),
            })
            .collect()
    }
}

/// A category of the command line.
pub(super) fn asked(catalogue: &Catalogue, word: &str) -> Result<String, ImportError> {
    catalogue
        .find(word)
        .map(|category| category.key.clone())
        .ok_or_else(|| ImportError::UnknownCategory {
            word: word.to_owned(),
            nearest: nearest(catalogue, word).map(|c| format!("{} ({})", c.key, c.zh)),
        })
}

/// The category nearest to a word that the catalogue does not know: one whose Chinese name holds it (超市 in 综合超市) or is held by it,
/// the one with the fewest other letters first, or else the one that is spelt most alike.
pub(super) fn nearest<'a>(catalogue: &'a Catalogue, word: &str) -> Option<&'a Category> {
    let word = word.trim();
    let letters = word.chars().count();
    let chinese = letters > 1 && !word.is_ascii();
    catalogue
        .categories
        .iter()
        .filter(|category| chinese && (category.zh.contains(word) || word.contains(&category.zh)))
        .min_by_key(|category| category.zh.chars().count().abs_diff(letters))
        .or_else(|| catalogue.nearest(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::SHIPPED;

    #[test]
    fn a_word_inside_a_name_is_the_nearest() {
        let catalogue = Catalogue::parse(SHIPPED).expect("checked by a test of its own");
        let found = |word: &str| nearest(&catalogue, word).map(|c| c.zh.clone());
        assert_eq!(found("超市").as_deref(), Some("综合超市"));
        assert!(found("pharmcy").is_some());
        assert_eq!(found("无此物种"), None);
    }
}
