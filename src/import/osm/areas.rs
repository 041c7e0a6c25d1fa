//! Areas of an extract: closed ways and multipolygon relations.

use geo::Coord;

use super::assemble;
use super::extract::{Extract, Relation, Way};
use crate::import::rings::{Mended, mend};

/// Why an element has no area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoArea {
    /// So many member ways are not in the extract.
    WaysMissing(usize),
    /// So many nodes are not in the extract.
    NodesMissing(usize),
    /// Anything else, in words.
    Broken(String),
}

impl std::fmt::Display for NoArea {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WaysMissing(1) => write!(f, "1 member way is missing from the extract"),
            Self::WaysMissing(count) => {
                write!(f, "{count} member ways are missing from the extract")
            }
            Self::NodesMissing(1) => write!(f, "1 node is missing from the extract"),
            Self::NodesMissing(count) => write!(f, "{count} nodes are missing from the extract"),
            Self::Broken(what) => write!(f, "{what}"),
        }
    }
}

impl Extract {
    /// The area of a closed way.
    pub(super) fn way_area(&self, way: &Way) -> Result<Mended, NoArea> {
        let ring = self.course(&way.refs)?;
        mend(vec![vec![ring]]).map_err(NoArea::Broken)
    }

    /// The area of a relation.
    pub(super) fn relation_area(&self, relation: &Relation) -> Result<Mended, NoArea> {
        let mut ids = relation.ways.clone();
        ids.sort_unstable();
        ids.dedup();
        let ways: Vec<&Way> = ids.iter().filter_map(|id| self.way(*id)).collect();
        if ways.len() < ids.len() {
            return Err(NoArea::WaysMissing(ids.len() - ways.len()));
        }
        if ways.is_empty() {
            return Err(NoArea::Broken("it has no member ways".to_owned()));
        }
        let refs: Vec<&[i64]> = ways.iter().map(|way| way.refs.as_slice()).collect();
        let rings = assemble::rings(&refs).map_err(|open| {
            let ends: Vec<String> = open.iter().take(6).map(|node| format!("n{node}")).collect();
            NoArea::Broken(format!("its outline is open at {}", ends.join(", ")))
        })?;
        let rings = rings
            .iter()
            .map(|ring| self.course(ring))
            .collect::<Result<Vec<_>, _>>()?;
        mend(assemble::nest(rings)).map_err(NoArea::Broken)
    }

    /// The places of some nodes.
    pub(super) fn course(&self, refs: &[i64]) -> Result<Vec<Coord<f64>>, NoArea> {
        let places: Vec<Coord<f64>> = refs.iter().filter_map(|node| self.coords.get(node).copied()).collect();
        if places.len() < refs.len() {
            return Err(NoArea::NodesMissing(refs.len() - places.len()));
        }
        Ok(places)
    }

    /// The nodes on the outline of an area.
    pub(super) fn outline(&self, relation: &Relation) -> Vec<i64> {
        relation
            .ways
            .iter()
            .filter_map(|id| self.way(*id))
            .flat_map(|way| way.refs.iter().copied())
            .collect()
    }

    /// All areas of the wanted ways and relations, ways first, each with its name for a person (`way 7`), its tags and its area.
    pub(super) fn areas(&self) -> impl Iterator<Item = (String, &super::extract::Tags, Result<Mended, NoArea>)> {
        let ways = self
            .ways
            .iter()
            .filter(|(_, way)| way.closed())
            .map(|(id, way)| (format!("way {id}"), &way.tags, self.way_area(way)));
        let relations = self
            .relations
            .iter()
            .map(|(id, relation)| (format!("relation {id}"), &relation.tags, self.relation_area(relation)));
        ways.chain(relations)
    }
}

/// Whether a closed way is meant as a line, as a fence round a pitch is.
pub(super) fn is_line(way: &Way) -> bool {
    way.tags.get("area").is_some_and(|area| area == "no")
}
