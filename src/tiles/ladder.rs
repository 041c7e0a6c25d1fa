//! One layer made of others that show the same ground more and more finely: communities, towns, counties.

use std::collections::BTreeSet;

use super::feature::GeometryKind;
use super::layer::{LayerSummary, Prepared};
use super::set::TileSetError;
use super::tile_id::MAX_ZOOM;
use crate::crs::LonLatBox;

/// Screen pixels that a unit has on average at the lowest zoom that shows it, a tile being 512 pixels wide.
pub(super) const LEAST_PIXELS: f64 = 400.0;

/// A layer by its name, and the layers that it shows, the coarsest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Its own name.
    pub name: String,
    /// Names of layers; those without features are passed over.
    pub rungs: Vec<String>,
}

/// A ladder with its zooms.
#[derive(Debug)]
pub(super) struct PreparedLadder {
    pub(super) summary: LayerSummary,
    /// From which zoom of Web Mercator on which layer is shown, by its place in the set.
    rungs: Vec<(u8, usize)>,
    /// As it was asked for.
    pub(super) made_of: Ladder,
}

impl PreparedLadder {
    pub(super) fn new(ladder: Ladder, layers: &[Prepared]) -> Result<Self, TileSetError> {
        let place = |name: &String| {
            let found = layers.iter().position(|layer| layer.summary.name == *name);
            found.ok_or_else(|| TileSetError::UnknownRung { layer: name.clone() })
        };
        let places: Vec<usize> = ladder.rungs.iter().map(place).collect::<Result<_, _>>()?;
        let mut rungs: Vec<(u8, usize)> = Vec::new();
        for place in places.iter().copied() {
            // An empty layer has nothing to show, unless it is the only one.
            if let Some(area) = layers[place].mean_area() {
                let from = if rungs.is_empty() { 0 } else { first_zoom(area) };
                rungs.retain(|(zoom, _)| *zoom < from || from == 0);
                rungs.push((from, place));
            }
        }
        // What may be asked does not hang on which of them have features.
        let all = || places.iter().map(|place| &layers[*place].summary);
        let shown = || rungs.iter().map(|(_, place)| &layers[*place].summary);
        // A unit may stand on several rungs, where it is in no larger one.
        let ids: BTreeSet<u64> = rungs
            .iter()
            .flat_map(|(_, place)| layers[*place].features().map(|feature| feature.id))
            .collect();
        let finest = shown().next_back();
        let bounds = shown().filter_map(|summary| summary.bounds).reduce(LonLatBox::union);
        let summary = LayerSummary {
            name: ladder.name.clone(),
            features: ids.len(),
            kind: finest.map_or(GeometryKind::Empty, |summary| summary.kind),
            has_multipoints: shown().any(|summary| summary.has_multipoints),
            bounds,
            min_zoom: 0,
            max_zoom: finest.map_or(0, |summary| summary.max_zoom),
            fields: all().flat_map(|summary| summary.fields.clone()).collect(),
            kinds: all().flat_map(|summary| summary.kinds.clone()).collect(),
            made: BTreeSet::new(),
            rule: rule(&rungs, layers),
        };
        Ok(Self {
            summary,
            rungs,
            made_of: ladder,
        })
    }

    /// The layer that a zoom of Web Mercator shows; `None` where there is none at all.
    pub(super) fn at(&self, zoom: u8) -> Option<usize> {
        let mut reached = self.rungs.iter().filter(|(from, _)| *from <= zoom);
        reached.next_back().map(|(_, place)| *place)
    }

    /// Every layer that it shows, the coarsest first.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        self.rungs.iter().map(|(_, place)| *place)
    }
}

/// Which zoom shows what, in words; `None` where it is the same at all of them.
fn rule(rungs: &[(u8, usize)], layers: &[Prepared]) -> Option<String> {
    let named = rungs
        .iter()
        .map(|(from, place)| format!("{} from zoom {from} on", layers[*place].summary.name));
    let named: Vec<String> = named.collect();
    (named.len() > 1).then(|| {
        format!(
            "Shows {} (zooms of Web Mercator): the finest whose units have {LEAST_PIXELS} pixels of the screen on average, a tile being 512 wide. \
             Each is the ground and the sums of what it is made of; nothing is left out.",
            named.join(", ")
        )
    })
}

/// The lowest zoom at which an area of the square, which is 1, has [`LEAST_PIXELS`].
fn first_zoom(area: f64) -> u8 {
    let pixels = |zoom: u8| area * (512.0 * 2_f64.powi(i32::from(zoom))).powi(2);
    let reached = (0..=MAX_ZOOM).find(|zoom| pixels(*zoom) >= LEAST_PIXELS);
    reached.unwrap_or(MAX_ZOOM)
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::*;
    use crate::tiles::{Clip, Feature, Format, Layer, Search, Select, TileId, TileSet};

    /// So many strips, from the south-west corner of 102° east, 30° north, a hundredth of a degree wide and high each.
    fn strips(name: &str, first_id: u64, count: u64, wide: f64) -> Layer {
        let strip = |n: u64| {
            let (west, east) = (102.0 + n as f64 * wide, 102.0 + (n + 1) as f64 * wide);
            let ring = vec![(west, 30.0), (east, 30.0), (east, 30.01), (west, 30.01)];
            Feature {
                id: first_id + n,
                geometry: Polygon::new(LineString::from(ring), Vec::new()).into(),
                properties: vec![("level".into(), name.into())],
            }
        };
        Layer {
            name: name.to_owned(),
            features: (0..count).map(strip).collect(),
            min_zoom: 0,
            max_zoom: 16,
            fields: Vec::new(),
        }
    }

    fn set() -> TileSet {
        let layers = vec![
            strips("communities", 1, 16, 0.01),
            strips("towns", 101, 4, 0.04),
            strips("counties", 0, 0, 1.0),
            strips("prefectures", 201, 1, 0.16),
        ];
        let rungs = ["prefectures", "counties", "towns", "communities"]
            .map(str::to_owned)
            .to_vec();
        let set = TileSet::new("1".to_owned(), layers).expect("good layers");
        set.with_ladder(Ladder {
            name: "units".to_owned(),
            rungs,
        })
        .expect("good names")
    }

    /// What the tile in which the first strip lies shows.
    fn shown(zoom: u8) -> BTreeSet<u64> {
        let side = f64::from(1_u32 << zoom);
        let row = (0.5 - 30.005_f64.to_radians().tan().asinh() / std::f64::consts::TAU) * side;
        let column = (102.005 / 360.0 + 0.5) * side;
        let tile = TileId::new(u64::from(zoom), column as u64, row as u64).expect("a tile");
        let bytes = set()
            .tile("units", tile, Format::GeoJson, Clip::None, &Select::default())
            .expect("a tile");
        let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        json["features"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|f| f["id"].as_u64())
            .collect()
    }

    #[test]
    fn each_zoom_shows_the_finest_units_that_have_enough_pixels() {
        // A community has 0.01° x 0.01° / cos 30°: at zoom 9, 512 * 512 / 360 * 0.01 = 7.3 pixels wide and 8.4 high; at zoom 11,
        // 29 times 34 = 979 pixels, at zoom 10 a quarter of that. Towns are four times as large.
        assert_eq!(shown(8), BTreeSet::from([201]));
        assert_eq!(shown(9), BTreeSet::from([201]));
        assert_eq!(shown(10), (101..=104).collect());
        assert!(shown(11).is_subset(&(1..=16).collect()) && shown(11).contains(&1));
    }

    #[test]
    fn the_rule_is_told() {
        let all = set();
        let rule = all
            .layer("units")
            .and_then(|units| units.rule.as_deref())
            .unwrap_or_default();
        assert!(
            rule.starts_with("Shows prefectures from zoom 0 on, towns from zoom 10 on, communities from zoom 11 on "),
            "{rule}"
        );
        assert_eq!(all.layer("towns").and_then(|towns| towns.rule.clone()), None);
    }

    #[test]
    fn every_unit_is_found_and_listed_and_a_layer_that_is_not_there_is_told() {
        let all = set();
        let found = all.find("units", &Search::default()).expect("a layer");
        assert_eq!(found.len(), 16 + 4 + 1);
        assert!(found.is_sorted_by_key(|feature| feature.id));
        assert_eq!(
            all.feature("units", 102).expect("a layer").map(|feature| feature.id),
            Some(102)
        );
        assert_eq!(
            all.layers()
                .last()
                .map(|summary| (summary.name.as_str(), summary.features)),
            Some(("units", 21))
        );
        let wrong = Ladder {
            name: "x".to_owned(),
            rungs: vec!["nothing".to_owned()],
        };
        assert_eq!(
            set().with_ladder(wrong).map(|_| ()),
            Err(TileSetError::UnknownRung {
                layer: "nothing".to_owned()
            })
        );
    }
}
