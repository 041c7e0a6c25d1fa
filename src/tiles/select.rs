//! Which features are asked for, and which of their properties.

use rustc_hash::FxHashSet;

use super::feature::{Feature, Value};
use crate::filter::{Filter, Known};

/// What a reader wants; everything where nothing is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Select {
    /// Only features of which this is true.
    pub filter: Option<Filter>,
    /// Only these properties, in the features' own order.
    pub properties: Option<FxHashSet<String>>,
}

impl Select {
    /// Whether a feature is wanted.
    pub fn takes(&self, feature: &Feature) -> bool {
        let value = |name: &str| feature.known(name);
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.holds(&value, &feature.geometry))
    }

    /// The wanted properties of a feature.
    pub fn properties<'a>(&'a self, feature: &'a Feature) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let all = feature.properties.iter().map(|(name, value)| (&**name, value));
        all.filter(move |(name, _)| self.wants(name))
    }

    /// Whether a property is wanted.
    pub(super) fn wants(&self, name: &str) -> bool {
        self.properties.as_ref().is_none_or(|names| names.contains(name))
    }
}

impl Feature {
    /// A property's value; `None` where it has none.
    pub fn known(&self, name: &str) -> Option<Known<'_>> {
        let (_, value) = self.properties.iter().find(|(own, _)| &**own == name)?;
        match value {
            Value::Text(text) => Some(Known::Text(text)),
            Value::Whole(number) => Some(Known::Number(*number as f64)),
            Value::Number(number) => number.is_finite().then_some(Known::Number(*number)),
        }
    }
}
