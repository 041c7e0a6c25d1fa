//! One layer that shows another's features from certain zooms on, by what they are: far away the main streets, near by every path.
//!
//! Which zoom shows what is said in the layer's rule. What a zoom shows is shown at every zoom beyond it too.

use super::feature::{Feature, Value};
use super::layer::{LayerSummary, Prepared};
use super::set::{TileSet, TileSetError};

/// A layer by its name, and what it shows from where on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thin {
    /// Its own name.
    pub name: String,
    /// The layer whose features it shows.
    pub of: String,
    /// A property of text that says what a feature is.
    pub by: String,
    /// Values of it with the lowest zoom of Web Mercator that shows them; all others are shown at every zoom that the layer has.
    pub from: Vec<(String, u8)>,
}

/// A thinned layer with the place of the other in the set.
#[derive(Debug)]
pub(super) struct PreparedThin {
    pub(super) summary: LayerSummary,
    pub(super) of: usize,
    pub(super) thin: Thin,
}

impl PreparedThin {
    fn new(thin: Thin, layers: &[Prepared]) -> Result<Self, TileSetError> {
        let layer = thin.of.clone();
        let of = layers.iter().position(|known| known.summary.name == layer);
        let of = of.ok_or(TileSetError::UnknownRung { layer })?;
        let summary = LayerSummary {
            name: thin.name.clone(),
            rule: Some(rule(&thin)),
            ..layers[of].summary.clone()
        };
        Ok(Self { summary, of, thin })
    }

    /// Whether a zoom of Web Mercator shows a feature.
    pub(super) fn shows(&self, feature: &Feature, zoom: u8) -> bool {
        let own = feature.properties.iter().find(|(name, _)| **name == *self.thin.by);
        let Some((_, Value::Text(own))) = own else { return true };
        let from = self.thin.from.iter().find(|(value, _)| **value == **own);
        from.is_none_or(|(_, from)| *from <= zoom)
    }
}

impl TileSet {
    /// The same with one more layer, which shows the features of another from certain zooms on.
    ///
    /// # Errors
    /// A name that is taken, or one of a layer that there is not.
    pub fn with_thin(mut self, thin: Thin) -> Result<Self, TileSetError> {
        if self.layer(&thin.name).is_some() {
            return Err(TileSetError::DuplicateLayer { layer: thin.name });
        }
        let thin = PreparedThin::new(thin, &self.layers)?;
        self.thins.push(thin);
        Ok(self)
    }

    /// The thinned layer of a name.
    pub(super) fn thin(&self, name: &str) -> Option<&PreparedThin> {
        self.thins.iter().find(|thin| thin.summary.name == name)
    }
}

/// The rule in words.
fn rule(thin: &Thin) -> String {
    let later = thin
        .from
        .iter()
        .map(|(value, zoom)| format!("{value} from zoom {zoom} on"));
    let later: Vec<String> = later.collect();
    format!(
        "Shows the features of {} by their {}: {} (zooms of Web Mercator), all others at every zoom. Nothing else is left out; {} has all of them.",
        thin.of,
        thin.by,
        later.join(", "),
        thin.of
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo::LineString;

    use super::*;
    use crate::tiles::{Clip, Format, Layer, MatrixSet, Search, Select, TileId};

    /// Twelve streets side by side near 116° east, 40° north, one of each class in turn; the last has none.
    fn set() -> TileSet {
        let street = |id: u64| {
            let y = 40.0 + id as f64 * 1e-5;
            let classes = ["major", "main", "minor", "path"];
            let class = (id < 12).then(|| ("class".into(), classes[id as usize % 4].into()));
            Feature {
                id,
                geometry: LineString::from(vec![(116.0001, y), (116.0004, y)]).into(),
                properties: class.into_iter().collect(),
            }
        };
        let layer = Layer {
            name: "streets".to_owned(),
            features: (0..=12).map(street).collect(),
            min_zoom: 8,
            max_zoom: 16,
            fields: Vec::new(),
        };
        let thin = Thin {
            name: "streets_thinned".to_owned(),
            of: "streets".to_owned(),
            by: "class".to_owned(),
            from: vec![("minor".to_owned(), 13), ("path".to_owned(), 14)],
        };
        let set = TileSet::new("1".to_owned(), vec![layer]).and_then(|set| set.with_thin(thin));
        set.expect("good layers")
    }

    fn shown(set: &TileSet, pyramid: MatrixSet, zoom: u8) -> BTreeSet<u64> {
        let bounds = set.layer("streets").and_then(|layer| layer.bounds).expect("streets");
        let zoom = zoom - pyramid.ahead();
        let [columns, rows] = pyramid.covering(zoom, bounds);
        let tiles = (columns[0]..=columns[1]).flat_map(|x| (rows[0]..=rows[1]).map(move |y| (x, y)));
        let found = tiles.flat_map(|(x, y)| {
            let tile = TileId::of(pyramid, zoom.into(), x.into(), y.into()).expect("a tile");
            let bytes = set.tile(
                "streets_thinned",
                tile,
                Format::GeoJson,
                Clip::Buffered,
                &Select::default(),
            );
            let tile: serde_json::Value = serde_json::from_slice(&bytes.expect("a tile")).expect("JSON");
            let features = tile["features"].as_array().expect("a list").clone();
            features.into_iter().filter_map(|feature| feature["id"].as_u64())
        });
        found.collect()
    }

    #[test]
    fn each_zoom_shows_what_the_rule_says_and_the_last_all() {
        let set = set();
        for pyramid in MatrixSet::ALL {
            for zoom in 8..=17 {
                let left_out: &[u64] = match zoom {
                    ..=12 => &[2, 3],
                    13 => &[3],
                    _ => &[],
                };
                let expected = (0..=12).filter(|id| *id == 12 || !left_out.contains(&(id % 4)));
                assert_eq!(shown(&set, pyramid, zoom), expected.collect(), "{pyramid:?} {zoom}");
            }
        }
    }

    #[test]
    fn the_layer_is_listed_with_its_rule_and_finds_everything() {
        let set = set();
        let summary = set.layer("streets_thinned").expect("it is listed");
        assert_eq!((summary.features, summary.min_zoom), (13, 8));
        let rule = summary.rule.as_deref().unwrap_or_default();
        assert!(rule.contains("minor from zoom 13 on, path from zoom 14 on"), "{rule}");
        let found = set.find("streets_thinned", &Search::default()).expect("a layer");
        assert_eq!(found.len(), 13);
        let taken = Thin {
            name: "streets".to_owned(),
            of: "streets".to_owned(),
            ..Thin::default()
        };
        assert!(matches!(set.with_thin(taken), Err(TileSetError::DuplicateLayer { .. })));
    }
}
