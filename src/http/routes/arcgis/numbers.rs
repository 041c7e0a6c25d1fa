//! The numbers of the layers: the same for every person and every workspace, so that what a program wrote down stays true.

use crate::tiles::{GeometryKind, LayerSummary, TileSet};

/// Every layer that there can be, its number its place here. New ones go to the end and none is taken out.
const NAMES: [&str; 21] = [
    "communities",
    "facilities",
    "circles",
    "gaps",
    "gap_points",
    "land",
    "buildings",
    "streets",
    "barriers",
    "provinces",
    "prefectures",
    "counties",
    "towns",
    "units",
    "facilities_merged",
    "gap_points_merged",
    "proposals",
    "changes",
    "demand",
    "streets_thinned",
    "demand_merged",
];

/// The layers that somebody sees, with their numbers, by number. These programs know no layer of mixed shapes.
pub(super) fn numbered(tiles: &TileSet) -> impl Iterator<Item = (usize, &LayerSummary)> {
    (0..NAMES.len()).filter_map(|number| Some((number, layer(tiles, number)?)))
}

/// The layer of a number, if there is one that can be told and seen.
pub(super) fn layer(tiles: &TileSet, number: usize) -> Option<&LayerSummary> {
    let own = tiles.layer(NAMES.get(number)?)?;
    (own.kind != GeometryKind::Mixed).then_some(own)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tiles::Layer;

    #[test]
    fn every_layer_of_a_desk_has_one_number() {
        let names: BTreeSet<&str> = NAMES.into_iter().collect();
        assert_eq!(names.len(), NAMES.len());
        for name in crate::workflow::DESK_LAYERS {
            assert!(names.contains(name), "{name} needs a number, the next one");
        }
    }

    #[test]
    fn a_number_stays_when_other_layers_are_not_seen() {
        let of = |names: &[&str]| {
            let layers = names.iter().map(|name| Layer {
                name: (*name).to_owned(),
                features: Vec::new(),
                min_zoom: 0,
                max_zoom: 16,
                fields: Vec::new(),
            });
            TileSet::new("1".to_owned(), layers.collect()).expect("layers")
        };
        let told = |tiles: &TileSet| {
            let all = numbered(tiles).map(|(number, layer)| (number, layer.name.clone()));
            all.collect::<Vec<_>>()
        };
        assert_eq!(
            told(&of(&["gaps", "communities"])),
            [(0, "communities".to_owned()), (3, "gaps".to_owned())]
        );
        assert_eq!(told(&of(&["gaps"])), [(3, "gaps".to_owned())]);
        assert!(layer(&of(&["gaps"]), 0).is_none() && layer(&of(&["gaps"]), NAMES.len()).is_none());
    }
}
