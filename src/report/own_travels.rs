//! Travel profiles of a planner's own in an assessment's document, and back out of it.

use serde::Deserialize;

use super::document_parts::{Name, TravelPart};
use crate::domain::provenance::OwnTravel;

pub(super) fn part(own: &OwnTravel) -> TravelPart {
    TravelPart {
        id: own.id.clone(),
        name: Name {
            zh: own.zh.clone(),
            en: own.en.clone(),
        },
        toml: own.toml.clone(),
    }
}

/// Those that an assessment says it was made with; none of a document that names none, or can't be read.
pub fn own_travels(document: &[u8]) -> Vec<OwnTravel> {
    #[derive(Default, Deserialize)]
    struct Document {
        #[serde(default)]
        provenance: Made,
    }
    #[derive(Default, Deserialize)]
    struct Made {
        #[serde(default)]
        travels: Vec<TravelPart>,
    }
    let document: Document = serde_json::from_slice(document).unwrap_or_default();
    let own = document.provenance.travels.into_iter().map(|part| OwnTravel {
        id: part.id,
        zh: part.name.zh,
        en: part.name.en,
        toml: part.toml,
    });
    own.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_document_without_any_has_none() {
        let own = OwnTravel {
            id: "stroll".to_owned(),
            zh: "慢走".to_owned(),
            en: "Stroll".to_owned(),
            toml: "id = \"stroll\"\n".to_owned(),
        };
        let document =
            serde_json::json!({ "provenance": { "program": "yike", "travels": [part(&own)] }, "circles": [] });
        assert_eq!(own_travels(document.to_string().as_bytes()), [own]);
        assert!(own_travels(br#"{"provenance":{"program":"yike"}}"#).is_empty());
        assert!(own_travels(b"").is_empty());
    }
}
