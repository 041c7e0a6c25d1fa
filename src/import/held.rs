//! Which categories a source can tell about.

use std::collections::BTreeSet;

use super::Request;
use super::error::ImportError;
use crate::domain::category::Catalogue;
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
            nearest: catalogue.nearest(word).map(|c| format!("{} ({})", c.key, c.zh)),
        })
}
