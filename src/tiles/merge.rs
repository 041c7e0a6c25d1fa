//! One layer made of another's points, which are merged where many lie close together.
//!
//! The rule, for every zoom below [`ALONE_FROM`] and every tile matrix set: the square of Web Mercator is divided into cells, [`CELLS`]
//! along the side of a tile of that zoom. Points of one cell that have the same values in the properties that keep them apart are
//! one. It has the lowest of their ids and stands where that one stands; `count` says how many they are. Cells of a zoom lie whole
//! in those of the zoom before, so what a zoom shows stands at every zoom beyond it too, and counts of a zoom always add up to the
//! number of points. A filter asks the points, before they are merged.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::feature::{Feature, GeometryKind, Value};
use super::layer::{LayerSummary, Prepared};
use super::piece::{Cutter, Piece};
use super::select::Select;
use super::set::TileSetError;
use super::shape::Spot;

/// Cells along the side of a tile: 16 pixels of the screen each, where a tile is 512 pixels wide.
const CELLS: f64 = 32.0;

/// The zoom from which on every point stands for itself: a cell of the zoom before is 153 m wide at the equator.
const ALONE_FROM: u8 = 14;

/// How many points one stands for.
const COUNT: &str = "count";

/// A layer of merged points, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merge {
    /// Its own name.
    pub name: String,
    /// The layer of points that it shows.
    pub of: String,
    /// Properties of text that keep points apart: only points with the same are merged.
    pub apart: Vec<String>,
    /// Numbers that are added up, to the millionth; where one is not known, the sum is not.
    pub sums: Vec<String>,
    /// A property of words with `;` before, between and after them: `count/WORD` says of how many points each is.
    pub words: Option<String>,
}

/// A merge with the place of its points in the set.
#[derive(Debug)]
pub(super) struct PreparedMerge {
    pub(super) summary: LayerSummary,
    pub(super) of: usize,
    pub(super) merge: Merge,
}

impl PreparedMerge {
    pub(super) fn new(merge: Merge, layers: &[Prepared]) -> Result<Self, TileSetError> {
        let layer = merge.of.clone();
        let of = layers.iter().position(|known| known.summary.name == layer);
        let of = of.ok_or(TileSetError::UnknownRung { layer })?;
        let base = &layers[of];
        if !matches!(base.summary.kind, GeometryKind::Point | GeometryKind::Empty) {
            return Err(TileSetError::NotPoints { layer: merge.of });
        }
        let mut summary = LayerSummary {
            name: merge.name.clone(),
            rule: Some(rule(&merge)),
            ..base.summary.clone()
        };
        let each = base.items.par_iter().map(|item| words(&item.feature, &merge));
        let all = each.reduce(BTreeSet::new, |one, mut other| {
            other.extend(one);
            other
        });
        for name in all.into_iter().map(of_word).chain([COUNT.to_owned()]) {
            summary.fields.insert(name.clone(), "Number".to_owned());
            summary.made.insert(name);
        }
        Ok(Self { summary, of, merge })
    }

    /// What lies in the tile, by id.
    pub(super) fn pieces(&self, points: &Prepared, cutter: &Cutter, select: &Select) -> Vec<(Feature, Piece)> {
        let zoom = cutter.grid.detail();
        let mut groups: BTreeMap<Together<'_>, Vec<(&Feature, Spot)>> = BTreeMap::new();
        for (feature, spot) in points.points_near(whole_cells(cutter.reach, zoom)) {
            if select.takes(feature) {
                let apart = self.merge.apart.iter().map(|name| text(feature, name)).collect();
                let own = if zoom < ALONE_FROM {
                    cell(spot, zoom)
                } else {
                    // Nobody else has the id.
                    [feature.id, u64::MAX]
                };
                groups.entry((own, apart)).or_default().push((feature, spot));
            }
        }
        let mut pieces: Vec<(Feature, Piece)> = groups
            .into_values()
            .filter_map(|members| {
                // Points come by id, so the first has the lowest.
                let (_, spot) = *members.first()?;
                let piece = cutter.points(&[spot])?;
                let members: Vec<&Feature> = members.into_iter().map(|(feature, _)| feature).collect();
                Some((self.merged(&members)?, piece))
            })
            .collect();
        pieces.sort_by_key(|(feature, _)| feature.id);
        pieces
    }

    /// The one that stands for several, which come by id.
    fn merged(&self, members: &[&Feature]) -> Option<Feature> {
        let first = members.first()?;
        let is_same = |name: &str, value: &Value| members.iter().all(|other| self::value(other, name) == Some(value));
        let mut properties: Vec<_> = first
            .properties
            .iter()
            .filter(|(name, value)| !self.merge.sums.iter().any(|sum| **sum == **name) && is_same(name, value))
            .cloned()
            .collect();
        for name in &self.merge.sums {
            let millionths = members.iter().map(|member| match value(member, name)? {
                Value::Number(number) => Some((number * 1e6).round() as i64),
                Value::Whole(number) => number.checked_mul(1_000_000),
                Value::Text(_) => None,
            });
            let sum: Option<i64> = millionths.sum();
            properties.extend(sum.map(|sum| (name.as_str().into(), Value::Number(sum as f64 / 1e6))));
        }
        properties.push((COUNT.into(), Value::Whole(members.len() as i64)));
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for word in members.iter().flat_map(|member| words(member, &self.merge)) {
            *counts.entry(word).or_default() += 1;
        }
        properties.extend(
            counts
                .into_iter()
                .map(|(word, count)| (of_word(word).into(), Value::Whole(count))),
        );
        Some(Feature {
            id: first.id,
            geometry: first.geometry.clone(),
            properties,
        })
    }
}

/// Column and row.
type Cell = [u64; 2];

/// What points that are one have in common: their cell, and what keeps points apart.
type Together<'a> = (Cell, Vec<Option<&'a str>>);

fn cell(spot: Spot, zoom: u8) -> Cell {
    let side = CELLS * f64::from(1_u32 << zoom);
    spot.map(|part| (part * side) as u64)
}

/// A box on the square grown to the edges of cells.
fn whole_cells((low, high): (Spot, Spot), zoom: u8) -> (Spot, Spot) {
    if zoom >= ALONE_FROM {
        return (low, high);
    }
    let side = CELLS * f64::from(1_u32 << zoom);
    (
        low.map(|part| (part * side).floor() / side),
        high.map(|part| ((part * side).floor() + 1.0) / side),
    )
}

fn value<'a>(feature: &'a Feature, name: &str) -> Option<&'a Value> {
    let mut found = feature.properties.iter().filter(|(own, _)| **own == *name);
    found.next().map(|(_, value)| value)
}

fn text<'a>(feature: &'a Feature, name: &str) -> Option<&'a str> {
    match value(feature, name) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// The different words of a point.
fn words<'a>(point: &'a Feature, merge: &Merge) -> BTreeSet<&'a str> {
    let all = merge.words.as_deref().and_then(|name| text(point, name));
    let words = all.into_iter().flat_map(|all| all.split(';'));
    words.filter(|word| !word.is_empty()).collect()
}

fn of_word(word: &str) -> String {
    format!("{COUNT}/{word}")
}

/// The rule in words.
fn rule(merge: &Merge) -> String {
    let apart = match merge.apart.as_slice() {
        [] => String::new(),
        names => format!(" that have the same {}", names.join(" and ")),
    };
    let sums = match merge.sums.as_slice() {
        [] => String::new(),
        names => format!(", {} are their sums", names.join(" and ")),
    };
    let words = merge.words.as_ref().map_or(String::new(), |words| {
        format!(", count/WORD says of how many each of the {words} is")
    });
    format!(
        "Below zoom {ALONE_FROM} of Web Mercator, points of {} in one square of 1/{CELLS} of a tile's side{apart} are one: it has the lowest of \
         their ids and that one's place, count says how many they are{sums}{words}, other properties are those that all of them share. \
         Nothing is left out. A filter asks the points before they are merged.",
        merge.of
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use geo::Point;

    use super::*;
    use crate::filter::Filter;
    use crate::tiles::{Clip, Format, Layer, MatrixSet, Search, TileId, TileSet};

    /// A point: place in thousandths of a degree from 116° east, 40° north; kind; people where they are known; words.
    type Drawn = (i32, i32, bool, Option<u16>, u8);

    fn set(drawn: &[Drawn]) -> TileSet {
        let point = |(id, (x, y, planned, people, words)): (u64, &Drawn)| {
            let mut properties: Vec<(_, Value)> = vec![
                ("state".into(), if *planned { "planned" } else { "existing" }.into()),
                ("name".into(), format!("{id}").into()),
                (
                    "words".into(),
                    ["", ";a;", ";b;", ";a;b;"][usize::from(*words % 4)].into(),
                ),
            ];
            properties.extend(people.map(|people| ("people".into(), Value::Number(f64::from(people) / 10.0))));
            Feature {
                id,
                geometry: Point::new(116.0 + f64::from(*x) / 1000.0, 40.0 + f64::from(*y) / 1000.0).into(),
                properties,
            }
        };
        let layer = Layer {
            name: "points".to_owned(),
            features: (1..).zip(drawn).map(point).collect(),
            min_zoom: 0,
            max_zoom: 16,
            fields: Vec::new(),
        };
        let merge = Merge {
            name: "merged".to_owned(),
            of: "points".to_owned(),
            apart: vec!["state".to_owned()],
            sums: vec!["people".to_owned()],
            words: Some("words".to_owned()),
        };
        let set = TileSet::new("1".to_owned(), vec![layer]).and_then(|set| set.with_merge(merge));
        set.expect("good layers")
    }

    /// Every feature of a zoom: its properties by its id. No tile may have one that another has.
    fn shown(
        set: &TileSet,
        pyramid: MatrixSet,
        zoom: u8,
        format: Format,
        select: &Select,
    ) -> BTreeMap<u64, serde_json::Value> {
        let bounds = set.layer("merged").and_then(|layer| layer.bounds);
        let Some(bounds) = bounds else { return BTreeMap::new() };
        let [columns, rows] = pyramid.covering(zoom, bounds);
        let mut found = BTreeMap::new();
        for (x, y) in (columns[0]..=columns[1]).flat_map(|x| (rows[0]..=rows[1]).map(move |y| (x, y))) {
            let tile = TileId::of(pyramid, u64::from(zoom), u64::from(x), u64::from(y)).expect("a tile");
            let bytes = set.tile("merged", tile, format, Clip::Exact, select).expect("a tile");
            let tile: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
            for feature in tile["features"].as_array().expect("a list") {
                let id = feature["id"].as_u64().expect("an id");
                assert!(
                    found.insert(id, feature["properties"].clone()).is_none(),
                    "{id} stands in two tiles"
                );
            }
        }
        found
    }

    fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
        let spread = prop_oneof![Just(3), Just(60), Just(3000)];
        spread.prop_flat_map(|spread: i32| {
            let point = (
                -spread..=spread,
                -spread..=spread,
                any::<bool>(),
                prop::option::weighted(0.9, 0_u16..100),
                any::<u8>(),
            );
            prop::collection::vec(point, 1..60)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn counts_and_sums_are_kept_at_every_zoom_and_what_is_shown_stays_shown(points in drawn(), only_planned in any::<bool>()) {
            let set = set(&points);
            let select = Select {
                filter: only_planned.then(|| Filter::from_text("state = 'planned'").expect("understood")),
                properties: None,
            };
            let taken = || points.iter().filter(|point| point.2 || !only_planned);
            let people: f64 = taken().filter_map(|point| point.3).map(|tenths| f64::from(tenths) / 10.0).sum();
            let unknown = taken().any(|point| point.3.is_none());
            for pyramid in MatrixSet::ALL {
                let mut before: Option<BTreeSet<u64>> = None;
                let bounds = set.layer("merged").and_then(|layer| layer.bounds).expect("points");
                for zoom in (0..=10).chain([13, 14, 17]) {
                    let [columns, rows] = pyramid.covering(zoom, bounds);
                    if (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1) > 100 {
                        continue;
                    }
                    let found = shown(&set, pyramid, zoom, Format::GeoJson, &select);
                    let sum = |name: &str| found.values().filter_map(|own| own[name].as_f64()).sum::<f64>();
                    prop_assert_eq!(sum("count") as usize, taken().count(), "zoom {}", zoom);
                    let with_a = taken().filter(|point| point.4 % 2 == 1).count();
                    prop_assert_eq!(sum("count/a") as usize, with_a);
                    if !unknown {
                        prop_assert!((sum("people") - people).abs() < 1e-6, "zoom {}", zoom);
                    }
                    prop_assert!(found.values().all(|own| own["state"].is_string()));
                    let ids: BTreeSet<u64> = found.into_keys().collect();
                    prop_assert!(before.is_none_or(|before| before.is_subset(&ids)), "zoom {}", zoom);
                    if zoom + pyramid.ahead() >= ALONE_FROM {
                        prop_assert_eq!(ids.len(), taken().count());
                    }
                    before = Some(ids);
                }
            }
        }
    }

    #[test]
    fn points_of_one_cell_are_one_and_say_what_they_have_in_common() {
        // A cell of zoom 5 is a third of a degree wide.
        let set = set(&[
            (0, 0, false, Some(5), 1),
            (1, 1, false, Some(7), 3),
            (2, 1, true, None, 1),
            (3000, 0, false, Some(1), 0),
        ]);
        let told = shown(&set, MatrixSet::WebMercatorQuad, 5, Format::GeoJson, &Select::default());
        let expected = [
            (
                1,
                serde_json::json!({ "state": "existing", "people": 1.2, "count": 2, "count/a": 2, "count/b": 1 }),
            ),
            (
                3,
                serde_json::json!({ "state": "planned", "name": "3", "words": ";a;", "count": 1, "count/a": 1 }),
            ),
            (
                4,
                serde_json::json!({ "state": "existing", "name": "4", "words": "", "people": 0.1, "count": 1 }),
            ),
        ];
        assert_eq!(told, BTreeMap::from(expected));
        let only = Select {
            filter: None,
            properties: Some(["count".to_owned()].into_iter().collect()),
        };
        let told = shown(&set, MatrixSet::WebMercatorQuad, 5, Format::GeoJson, &only);
        assert_eq!(told[&1], serde_json::json!({ "count": 2 }));
    }

    #[test]
    fn the_layer_is_listed_with_its_rule_and_its_features_are_the_points() {
        let set = set(&[(0, 0, false, Some(5), 1), (1, 1, true, Some(7), 3)]);
        let summary = set.layer("merged").expect("it is listed");
        assert!(
            summary
                .rule
                .as_ref()
                .is_some_and(|rule| rule.starts_with("Below zoom 14 ")),
            "{summary:?}"
        );
        assert_eq!(summary.made.iter().collect::<Vec<_>>(), ["count", "count/a", "count/b"]);
        assert!(!summary.kinds.contains_key("count") && summary.fields.contains_key("count"));
        let found = set.find("merged", &Search::default()).expect("a layer");
        assert_eq!(found.iter().map(|point| point.id).collect::<Vec<_>>(), [1, 2]);
        let tile = TileId::new(0, 0, 0).expect("a tile");
        let vector = set
            .tile("merged", tile, Format::Mvt, Clip::Buffered, &Select::default())
            .expect("a tile");
        assert!(
            vector.windows(6).any(|bytes| bytes == b"merged"),
            "it goes by its own name"
        );
    }

    #[test]
    fn only_points_are_merged_and_names_are_unique() {
        let all = || set(&[(0, 0, false, None, 0)]);
        let merge = |name: &str, of: &str| Merge {
            name: name.to_owned(),
            of: of.to_owned(),
            ..Merge::default()
        };
        let refused = |merge| all().with_merge(merge).map(|_| ());
        assert_eq!(
            refused(merge("points", "points")),
            Err(TileSetError::DuplicateLayer {
                layer: "points".to_owned()
            })
        );
        assert_eq!(
            refused(merge("x", "nothing")),
            Err(TileSetError::UnknownRung {
                layer: "nothing".to_owned()
            })
        );
        let area = geo::Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon();
        let layer = Layer {
            name: "areas".to_owned(),
            features: vec![Feature {
                id: 1,
                geometry: area.into(),
                properties: Vec::new(),
            }],
            min_zoom: 0,
            max_zoom: 16,
            fields: Vec::new(),
        };
        let set = TileSet::new("1".to_owned(), vec![layer]).expect("a good layer");
        assert_eq!(
            set.with_merge(merge("x", "areas")).map(|_| ()),
            Err(TileSetError::NotPoints {
                layer: "areas".to_owned()
            })
        );
    }
}
