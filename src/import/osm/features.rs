//! Elements of an extract that may be facilities, with their places.

use std::collections::BTreeSet;

use super::areas::{NoArea, is_line};
use super::extract::{Extract, Tags};
use super::facilities::serves;
use super::rules::fits;
use crate::crs::LonLat;
use crate::domain::category::Catalogue;
use crate::import::rings::Mended;
use crate::import::shape;

/// Values of `entrance` that residents do not go in by.
const NO_WAY_IN: [&str; 6] = ["no", "exit", "emergency", "service", "garage", "private"];

/// Where a feature is.
pub(super) struct Place {
    pub(super) point: LonLat,
    pub(super) area: Option<Mended>,
    pub(super) entrances: Vec<LonLat>,
}

/// An element that may be a facility.
pub(super) struct Feature<'a> {
    /// `node`, `way`, `relation`.
    pub(super) kind: &'static str,
    /// `n1`, `w2`, `r3`.
    pub(super) id: String,
    pub(super) tags: &'a Tags,
    pub(super) place: Result<Place, NoArea>,
}

/// Nodes, ways and relations that a category's rule may know, each by id.
pub(super) fn features<'a>(extract: &'a Extract, catalogue: &'a Catalogue) -> impl Iterator<Item = Feature<'a>> {
    let known = |tags: &Tags| {
        !gone(tags)
            && catalogue
                .categories
                .iter()
                .filter(|c| serves(c))
                .any(|c| c.osm.iter().any(|rule| fits(&rule.tags, tags)))
    };
    let nodes = extract
        .nodes
        .iter()
        .filter(move |(_, node)| known(&node.tags))
        .map(|(id, node)| Feature {
            kind: "node",
            id: format!("n{id}"),
            tags: &node.tags,
            place: at(node.place).map(|point| Place {
                point,
                area: None,
                entrances: Vec::new(),
            }),
        });
    let ways = extract
        .ways
        .iter()
        .filter(move |(_, way)| known(&way.tags))
        .map(|(id, way)| Feature {
            kind: "way",
            id: format!("w{id}"),
            tags: &way.tags,
            place: if way.closed() && !is_line(way) {
                extract.way_area(way).and_then(|area| within(extract, area, &way.refs))
            } else {
                extract.course(&way.refs).and_then(|course| {
                    let middle = course.get(course.len() / 2).copied();
                    let middle = middle.ok_or(NoArea::Broken("it has no nodes".to_owned()))?;
                    Ok(Place {
                        point: at(middle)?,
                        area: None,
                        entrances: Vec::new(),
                    })
                })
            },
        });
    let relations = extract
        .relations
        .iter()
        .filter(move |(_, relation)| known(&relation.tags))
        .map(|(id, relation)| Feature {
            kind: "relation",
            id: format!("r{id}"),
            tags: &relation.tags,
            place: extract
                .relation_area(relation)
                .and_then(|area| within(extract, area, &extract.outline(relation))),
        });
    nodes.chain(ways).chain(relations)
}

fn at(place: geo::Coord<f64>) -> Result<LonLat, NoArea> {
    LonLat::new(place.x, place.y).map_err(|e| NoArea::Broken(e.to_string()))
}

fn within(extract: &Extract, area: Mended, outline: &[i64]) -> Result<Place, NoArea> {
    let point = shape::inside(&area.area).ok_or(NoArea::Broken("it has no ground".to_owned()))?;
    let mut seen = BTreeSet::new();
    let entrances = outline
        .iter()
        .filter(|id| seen.insert(**id))
        .filter_map(|id| extract.nodes.get(id))
        .filter(|node| {
            node.tags
                .get("entrance")
                .is_some_and(|value| !NO_WAY_IN.contains(&value.as_str()))
        })
        .filter_map(|node| LonLat::new(node.place.x, node.place.y).ok())
        .collect();
    Ok(Place {
        point,
        area: Some(area),
        entrances,
    })
}

/// Mapped, but no more.
fn gone(tags: &Tags) -> bool {
    ["disused", "abandoned", "demolished", "ruins"]
        .iter()
        .any(|key| tags.get(*key).is_some_and(|value| value == "yes"))
}
