//! Elements of an extract that may be facilities, with their places.

use std::rc::Rc;

use super::areas::{NoArea, is_line};
use super::extract::{Extract, Tags};
use super::facilities::serves;
use super::rules::fits;
use super::ways_in::WaysIn;
use crate::crs::LonLat;
use crate::domain::category::Catalogue;
use crate::import::rings::Mended;
use crate::import::shape;

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
    let ways_in = Rc::new(WaysIn::new(extract));
    let of_relations = Rc::clone(&ways_in);
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
        .map(move |(id, way)| Feature {
            kind: "way",
            id: format!("w{id}"),
            tags: &way.tags,
            place: if way.closed() && !is_line(way) {
                extract
                    .way_area(way)
                    .and_then(|area| within(&ways_in, area, &way.refs, &way.tags))
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
        .map(move |(id, relation)| Feature {
            kind: "relation",
            id: format!("r{id}"),
            tags: &relation.tags,
            place: extract
                .relation_area(relation)
                .and_then(|area| within(&of_relations, area, &extract.outline(relation), &relation.tags)),
        });
    nodes.chain(ways).chain(relations)
}

fn at(place: geo::Coord<f64>) -> Result<LonLat, NoArea> {
    LonLat::new(place.x, place.y).map_err(|e| NoArea::Broken(e.to_string()))
}

fn within(ways_in: &WaysIn<'_>, area: Mended, outline: &[i64], tags: &Tags) -> Result<Place, NoArea> {
    let point = shape::inside(&area.area).ok_or(NoArea::Broken("it has no ground".to_owned()))?;
    Ok(Place {
        point,
        area: Some(area),
        entrances: ways_in.of(outline, tags),
    })
}

/// Mapped, but no more.
fn gone(tags: &Tags) -> bool {
    ["disused", "abandoned", "demolished", "ruins"]
        .iter()
        .any(|key| tags.get(*key).is_some_and(|value| value == "yes"))
}
