//! What an assessment document says of a community itself.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A community's ground and its count of people, as the document has them.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct CommunityFacts {
    /// Its area in square metres of the ground.
    #[serde(default)]
    pub area_m2: Option<f64>,
    /// Its residential land in square metres; `None` where no land was imported.
    #[serde(default)]
    pub residential_land_m2: Option<f64>,
    /// Who was counted.
    #[serde(default)]
    pub population_basis: Option<String>,
    /// When they were.
    #[serde(default)]
    pub as_of: Option<String>,
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    communities: Vec<Community>,
}

#[derive(Deserialize)]
struct Community {
    id: i64,
    #[serde(flatten)]
    facts: CommunityFacts,
}

/// Reads a document that [`super::assessment_document`] wrote, by the communities' ids; nothing of what is no such document.
pub fn community_facts(document: &[u8]) -> BTreeMap<i64, CommunityFacts> {
    let read: Option<Document> = serde_json::from_slice(document).ok();
    let communities = read.map_or_else(Vec::new, |document| document.communities);
    communities.into_iter().map(|one| (one.id, one.facts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_not_said() {
        let document = br#"{ "assessment": 1, "communities": [
            { "id": 3, "name": "a", "area_m2": 12.5, "residential_land_m2": null, "population_basis": "usual", "as_of": "2015", "circles": [] },
            { "id": 4, "area_m2": 1.0 } ] }"#;
        let found = community_facts(document);
        assert_eq!(found.len(), 2);
        let (three, four) = (&found[&3], &found[&4]);
        assert_eq!((three.area_m2, three.residential_land_m2), (Some(12.5), None));
        assert_eq!(
            (three.population_basis.as_deref(), three.as_of.as_deref()),
            (Some("usual"), Some("2015"))
        );
        assert_eq!((four.area_m2, &four.as_of), (Some(1.0), &None));
        assert!(community_facts(b"[1").is_empty());
    }
}
