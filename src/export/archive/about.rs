//! What an archive says of its tiles.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::crs::LonLatBox;

/// What programs show, and what they need to draw the tiles.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// What the map is called.
    pub name: String,
    /// What it is made from.
    pub version: String,
    /// Whom to name, as HTML.
    pub attribution: String,
    /// Box round all of it, degrees.
    pub bounds: LonLatBox,
    /// Lowest and highest zoom.
    pub zooms: (u8, u8),
    /// The layers within each tile.
    pub layers: Vec<AboutLayer>,
}

/// A layer within the tiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AboutLayer {
    /// Its name.
    pub id: String,
    /// What low zooms show in place of the features, where they show something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Properties and what is said about them.
    pub fields: BTreeMap<String, String>,
    /// Lowest zoom that has it.
    pub minzoom: u8,
    /// Highest zoom that has it.
    pub maxzoom: u8,
}

impl About {
    pub(super) fn middle(&self) -> [f64; 2] {
        let LonLatBox {
            west,
            south,
            east,
            north,
        } = self.bounds;
        [f64::midpoint(west, east), f64::midpoint(south, north)]
    }

    pub(super) fn vector_layers(&self) -> Value {
        json!(self.layers)
    }

    /// What is told in words.
    pub(super) fn texts(&self) -> Vec<(&'static str, String)> {
        let mut texts = vec![
            ("description", format!("{} ({})", self.name, self.version)),
            ("generator", concat!("yike ", env!("CARGO_PKG_VERSION")).to_owned()),
            ("name", self.name.clone()),
            ("type", "overlay".to_owned()),
        ];
        if !self.attribution.is_empty() {
            texts.push(("attribution", self.attribution.clone()));
        }
        texts
    }

    /// The note of PMTiles.
    pub(super) fn note(&self) -> Value {
        let mut note = json!({ "vector_layers": self.vector_layers() });
        for (name, text) in self.texts() {
            note[name] = text.into();
        }
        note
    }
}
