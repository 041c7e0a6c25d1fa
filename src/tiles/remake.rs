//! A set made of part of another.

use super::feature::{Feature, Layer};
use super::ladder::Ladder;
use super::layer::Prepared;
use super::set::{TileSet, TileSetError};

impl Prepared {
    /// The layer with the features that `keep` gives back.
    fn part(&self, keep: impl Fn(&str, &Feature) -> Option<Feature>) -> Layer {
        let summary = &self.summary;
        // Properties are known in a part as in the whole, whether or not a feature that is left has them.
        let fields = summary.kinds.iter().map(|(name, kind)| (name.clone(), *kind));
        Layer {
            name: summary.name.clone(),
            features: self
                .features()
                .filter_map(|feature| keep(&summary.name, feature))
                .collect(),
            min_zoom: summary.min_zoom,
            max_zoom: summary.max_zoom,
            fields: fields.collect(),
        }
    }
}

impl TileSet {
    /// The same set with the layers of which `has` is true, and in them the features that `keep` gives back, under the names of their layers.
    /// A ladder shows those of its layers that are left, and goes where none is; what is merged or thinned goes with its layer.
    ///
    /// # Errors
    /// As [`TileSet::new`].
    pub fn remade(
        &self,
        has: impl Fn(&str) -> bool,
        keep: impl Fn(&str, &Feature) -> Option<Feature>,
    ) -> Result<Self, TileSetError> {
        let kept = self.prepared_layers().filter(|layer| has(&layer.summary.name));
        let layers = kept.map(|layer| layer.part(&keep)).collect();
        let mut made = Self::new(self.version().to_owned(), layers)?;
        for ladder in self.ladders() {
            let rungs: Vec<String> = ladder.rungs.iter().filter(|name| has(name)).cloned().collect();
            if !rungs.is_empty() {
                let name = ladder.name.clone();
                made = made.with_ladder(Ladder { name, rungs })?;
            }
        }
        for merge in self.merges().filter(|merge| has(&merge.of)) {
            made = made.with_merge(merge.clone())?;
        }
        for thin in self.thins().filter(|thin| has(&thin.of)) {
            made = made.with_thin(thin.clone())?;
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use geo::Point;

    use super::*;
    use crate::filter::Kind;
    use crate::tiles::{Clip, Format, Merge, Search, Select, TileError, TileId};

    fn layer(name: &str) -> Layer {
        let feature = |id: u64| Feature {
            id,
            geometry: Point::new(id as f64, 10.0).into(),
            properties: vec![("id".into(), (id as i64).into())],
        };
        Layer {
            name: name.to_owned(),
            features: (1..=3).map(feature).collect(),
            min_zoom: 0,
            max_zoom: 16,
            fields: vec![("note".to_owned(), Kind::Text)],
        }
    }

    #[test]
    fn what_is_left_out_is_in_no_tile_no_list_no_bounds_and_no_merged_layer() {
        let merge = |of: &str| Merge {
            name: format!("{of}_merged"),
            of: of.to_owned(),
            ..Merge::default()
        };
        let whole = TileSet::new("7".to_owned(), vec![layer("a"), layer("b")])
            .and_then(|set| {
                set.with_ladder(Ladder {
                    name: "both".to_owned(),
                    rungs: vec!["a".to_owned(), "b".to_owned()],
                })
            })
            .and_then(|set| set.with_merge(merge("a")))
            .and_then(|set| set.with_merge(merge("b")))
            .expect("a set");
        let keep = |_: &str, feature: &Feature| (feature.id != 3).then(|| feature.clone());
        let part = whole.remade(|name| name == "a", keep).expect("a part");
        let names: Vec<&str> = part.layers().map(|layer| layer.name.as_str()).collect();
        assert_eq!(names, ["a", "both", "a_merged"]);
        let summary = part.layer("a").expect("there");
        assert_eq!((summary.features, summary.bounds.map(|b| b.east)), (2, Some(2.0)));
        assert_eq!(summary.kinds["note"], Kind::Text, "known although nobody has it");
        assert_eq!(part.feature("a", 3), Ok(None));
        assert_eq!(part.find("a", &Search::default()).map(|found| found.len()), Ok(2));
        assert_eq!(part.find("b", &Search::default()), Err(TileError::UnknownLayer));
        let tile = TileId::new(0, 0, 0).expect("a tile");
        let merged = part.tile("a_merged", tile, Format::GeoJson, Clip::None, &Select::default());
        let text = String::from_utf8(merged.expect("a tile")).expect("text");
        assert!(text.contains("\"count\":2"), "{text}");
    }
}
