//! Which categories a feature's tags tell.

use crate::domain::category::{Catalogue, Category, OsmRule, TagCondition};

use super::extract::Tags;
use super::facilities::serves;
use super::surroundings::Surroundings;

/// A feature as rules see it.
pub(super) struct Seen<'a> {
    /// `n1`, `w2`, `r3`.
    pub(super) id: &'a str,
    pub(super) tags: &'a Tags,
    /// Where it is, for `inside`.
    pub(super) point: geo::Coord<f64>,
    /// Its footprint in square metres; a node has none.
    pub(super) size: Option<f64>,
}

/// Keys whose value makes a feature a name.
const NAMES: [&str; 5] = ["name", "name:zh", "name:en", "official_name", "alt_name"];

/// Whether all keys are there with one of their values. A tag may list several values with `;`.
pub(super) fn fits(condition: &TagCondition, tags: &Tags) -> bool {
    condition.iter().all(|(key, values)| {
        tags.get(key).is_some_and(|have| {
            values
                .iter()
                .any(|value| (value == "*" && have != "no") || have.split(';').any(|one| one.trim() == value))
        })
    })
}

/// A category that a feature's tags tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told<'a> {
    pub(super) key: &'a str,
    /// Only rules that are right more often than not hold.
    pub(super) approximate: bool,
}

/// Categories by their keys. Those that stand for several kinds come in only where none of the kinds did.
pub(super) fn categories<'a>(catalogue: &'a Catalogue, seen: &Seen<'_>, surroundings: &Surroundings) -> Vec<Told<'a>> {
    let told_by = |category: &'a Category| {
        let mut rules = category
            .osm
            .iter()
            .filter(|rule| holds(rule, seen, surroundings))
            .peekable();
        rules.peek()?;
        Some(Told {
            key: &category.key,
            approximate: rules.all(|rule| rule.approximate),
        })
    };
    let told: Vec<Told<'a>> = catalogue
        .categories
        .iter()
        .filter(|c| serves(c) && c.unspecified_of.is_empty())
        .filter_map(told_by)
        .collect();
    let untold = catalogue
        .categories
        .iter()
        .filter(|c| !c.unspecified_of.is_empty())
        .filter(|c| !c.unspecified_of.iter().any(|kind| told.iter().any(|t| t.key == *kind)))
        .filter_map(told_by);
    told.iter().copied().chain(untold).collect()
}

fn holds(rule: &OsmRule, seen: &Seen<'_>, surroundings: &Surroundings) -> bool {
    fits(&rule.tags, seen.tags)
        && (rule.name_contains.is_empty() || named(&rule.name_contains, seen.tags))
        && rule
            .min_area_m2
            .is_none_or(|least| seen.size.is_some_and(|size| size >= least))
        && rule
            .max_area_m2
            .is_none_or(|most| seen.size.is_some_and(|size| size < most))
        && rule
            .inside
            .as_ref()
            .is_none_or(|c| surroundings.around(c, seen.point, seen.id))
        && rule
            .not_inside
            .as_ref()
            .is_none_or(|c| !surroundings.around(c, seen.point, seen.id))
}

fn named(words: &[String], tags: &Tags) -> bool {
    NAMES.iter().filter_map(|key| tags.get(*key)).any(|name| {
        let name = name.to_lowercase();
        words.iter().any(|word| name.contains(&word.to_lowercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::SHIPPED;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn told(pairs: &[(&str, &str)], size: Option<f64>) -> Vec<String> {
        let catalogue = Catalogue::parse(SHIPPED).expect("checked");
        let tags = tags(pairs);
        let seen = Seen {
            id: "w1",
            tags: &tags,
            point: geo::Coord { x: 0.0, y: 0.0 },
            size,
        };
        categories(&catalogue, &seen, &Surroundings::default())
            .into_iter()
            .map(|told| told.key.to_owned())
            .collect()
    }

    #[test]
    fn a_tag_that_says_it_all() {
        assert_eq!(told(&[("amenity", "pharmacy")], None), ["pharmacy"]);
        assert_eq!(told(&[("amenity", "bench")], None), Vec::<String>::new());
        assert!(told(&[("amenity", "doctors;pharmacy")], None).contains(&"pharmacy".to_owned()));
    }

    #[test]
    fn size_tells_pitches_apart_and_a_point_has_none() {
        assert!(told(&[("leisure", "pitch")], Some(4000.0)).contains(&"sports_ground_large".to_owned()));
        assert!(told(&[("leisure", "pitch")], Some(1310.0)).contains(&"sports_ground_medium".to_owned()));
        let point = told(&[("leisure", "pitch")], None);
        assert!(point.contains(&"sports_ground_unspecified".to_owned()), "{point:?}");
        assert!(!point.contains(&"sports_ground_small".to_owned()), "{point:?}");
    }

    #[test]
    fn the_unspecified_kind_gives_way_to_a_kind_that_is_told() {
        let primary = told(&[("amenity", "school"), ("name", "实验小学")], None);
        assert!(primary.contains(&"primary_school".to_owned()), "{primary:?}");
        assert!(!primary.contains(&"school_unspecified".to_owned()), "{primary:?}");
        assert!(told(&[("amenity", "school")], None).contains(&"school_unspecified".to_owned()));
    }
}
